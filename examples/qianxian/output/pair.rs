//! The explanation of a pair's score, for people.

use crate::language::{chosen, named, pick, say, tell, worded};
use std::io::{self, Write};

use qianxian::explain::conditions;
use qianxian::quantity::Verdict;
use qianxian::rule::ConditionPart;
use qianxian::score::{EvidencePart, Explanation, FeaturePart, QuantityPart};
use qianxian::text::normalize;

use super::width::one_line;
use super::{Column, Table, bar, caution_note};

/// Cells of a bar for a whole score.
const BAR: usize = 40;
/// Pieces of a need that are listed for a document, and as uncovered.
const PIECES: usize = 12;
/// The explanation of a pair below its line of a ranking.
const SHORT_PIECES: usize = 6;
/// Features named below a line of a ranking.
const SHORT_FEATURES: usize = 4;
/// Documents named below a line of a ranking.
const SHORT_DOCUMENTS: usize = 2;
/// Columns of a title.
const TITLE: usize = 60;

/// Prints all of `explanation`.
pub(crate) fn print_explanation(out: &mut dyn Write, explanation: &Explanation) -> io::Result<()> {
    tell!(
        out,
        "score {:.4}  confidence {:.2}  fit {} ({:.0} % of the need's subject covered)",
        "得分 {:.4}  置信度 {:.2}  适配 {}（覆盖需求主题的 {:.0} %）",
        explanation.score,
        explanation.confidence,
        named!(explanation.fit),
        explanation.coverage * 100.0
    )?;
    print_verdict(out, explanation)?;
    for caution in &explanation.cautions {
        writeln!(out, "{}", caution_note(caution))?;
    }
    print_conditions(out, &explanation.conditions)?;
    print_features(out, explanation)?;
    print_evidence(out, &explanation.evidence)?;
    print_figures(out, &explanation.quantities)?;
    if !explanation.uncovered.is_empty() {
        let pieces = some(explanation.uncovered.iter().map(String::as_str), PIECES);
        tell!(
            out,
            "\nnot covered by the profile: {pieces}",
            "\n供方未覆盖：{pieces}"
        )?;
    }
    if !explanation.excluded.is_empty() {
        let pieces = some(explanation.excluded.iter().map(String::as_str), PIECES);
        tell!(
            out,
            "\nnot wanted by the need, so not counted: {pieces}",
            "\n需求写明不要、不计分：{pieces}"
        )?;
    }
    if !explanation.refused.is_empty() {
        let pieces = some(explanation.refused.iter().map(String::as_str), PIECES);
        tell!(
            out,
            "\nthe profile says that it does not do this, so not counted: {pieces}",
            "\n供方写明不做、不计分：{pieces}"
        )?;
    }
    Ok(())
}

fn print_verdict(out: &mut dyn Write, explanation: &Explanation) -> io::Result<()> {
    if explanation.is_admitted() {
        return tell!(
            out,
            "admitted: no rule bars the pair",
            "符合条件：没有规则排除该配对"
        );
    }
    for violation in &explanation.violations {
        let violation = worded(violation);
        tell!(out, "ruled out: {violation}", "排除：{violation}")?;
    }
    tell!(
        out,
        "ruled out pairs appear in no ranking; the parts say what the pair would score",
        "被排除的配对不进入任何排序；各部分给出其本来的得分"
    )
}

fn print_conditions(out: &mut dyn Write, parts: &[ConditionPart]) -> io::Result<()> {
    for sentence in conditions(parts, chosen()) {
        writeln!(out, "{sentence}")?;
    }
    Ok(())
}

fn print_features(out: &mut dyn Write, explanation: &Explanation) -> io::Result<()> {
    writeln!(out)?;
    let mut table = Table::new([
        Column::text("feature", 20),
        Column::number("weight"),
        Column::number("value"),
        Column::number("contribution"),
        Column::text("", 60),
    ]);
    for part in &explanation.features {
        let drawn = bar(part.contribution, BAR);
        let remark = format!("{drawn} {}", standing(part));
        table.row([
            named!(part.feature).to_owned(),
            format!("{:.4}", part.weight),
            format!("{:.4}", part.value),
            format!("{:.4}", part.contribution),
            remark,
        ]);
    }
    let sum: f64 = explanation
        .features
        .iter()
        .map(|part| part.contribution)
        .sum();
    table.row([
        pick("sum", "合计").to_owned(),
        String::new(),
        String::new(),
        format!("{sum:.4}"),
        String::new(),
    ]);
    table.print(out)
}

/// Whether a part is known, or inferred from text; nothing if both sides state it.
fn standing(part: &FeaturePart) -> String {
    if !part.known {
        return say!("unknown", "未知");
    }
    if part.certainty < 1.0 {
        return say!(
            "inferred, {:.0} % sure",
            "推断，{:.0} % 把握",
            part.certainty * 100.0
        );
    }
    String::new()
}

fn print_evidence(out: &mut dyn Write, evidence: &[EvidencePart]) -> io::Result<()> {
    if evidence.is_empty() {
        return Ok(());
    }
    tell!(out, "\nevidence behind text", "\n文本得分的证据")?;
    for part in evidence {
        let source = source(part.work, &part.title, part.year);
        writeln!(out, "  {:.4}  {source}", part.contribution)?;
        let phrases = part.phrases.iter().map(|phrase| {
            let origin = phrase.synonym_of.as_ref();
            let origin = origin
                .map(|of| say!(" for {of}", "（同义于{of}）"))
                .unwrap_or_default();
            let (text, field) = (&phrase.text, named!(phrase.field));
            say!(
                "{text}{origin} in {field} {:.4}",
                "{text}{origin}，出自{field} {:.4}",
                phrase.contribution
            )
        });
        let mut phrases: Vec<String> = phrases.collect();
        if part.rest > 0.0 {
            phrases.push(say!("scattered words {:.4}", "零散词 {:.4}", part.rest));
        }
        let phrases = some(phrases.iter().map(String::as_str), PIECES);
        writeln!(out, "          {phrases}")?;
    }
    Ok(())
}

fn print_figures(out: &mut dyn Write, figures: &[QuantityPart]) -> io::Result<()> {
    if figures.is_empty() {
        return Ok(());
    }
    tell!(out, "\nfigures that the need demands", "\n需求要求的指标")?;
    for figure in figures {
        let demand = one_line(&figure.demand, TITLE);
        let verdict = named!(figure.verdict);
        write!(out, "  {:.4}  {verdict:9}  {demand}", figure.contribution)?;
        match stated(figure) {
            Some(stated) => writeln!(out, ": {stated}")?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}

/// The statement that decides a figure, and its source; `None` if nothing decides it.
fn stated(figure: &QuantityPart) -> Option<String> {
    let (stated, title) = (figure.stated.as_ref()?, figure.title.as_ref()?);
    let source = source(figure.work, title, figure.year);
    Some(say!(
        "{} in {source}",
        "{}，出自{source}",
        one_line(stated, TITLE)
    ))
}

/// The figures, counted by verdict.
fn counted(figures: &[QuantityPart]) -> String {
    let count = |verdict: Verdict| figures.iter().filter(|f| f.verdict == verdict).count();
    let told = Verdict::ALL
        .iter()
        .map(|&verdict| (verdict, count(verdict)))
        .filter(|&(_, count)| count > 0)
        .map(|(verdict, count)| format!("{count} {}", named!(verdict)));
    told.collect::<Vec<_>>().join(", ")
}

/// The explanation in at most five lines, for a ranking; of the uncovered words the ones in `keywords`
/// that no term touches.
pub(crate) fn short(explanation: &Explanation, keywords: &[String]) -> Vec<String> {
    let mut parts: Vec<&FeaturePart> = explanation.features.iter().collect();
    parts.sort_by(|a, b| b.contribution.total_cmp(&a.contribution));
    let told = parts.iter().take(SHORT_FEATURES).map(|part| {
        let standing = match standing(part) {
            said if said.is_empty() => said,
            said => say!(" ({said})", "（{said}）"),
        };
        format!(
            "{} {:.3}{standing}",
            named!(part.feature),
            part.contribution
        )
    });
    let mut lines = vec![told.collect::<Vec<_>>().join(" · ")];
    for part in explanation.evidence.iter().take(SHORT_DOCUMENTS) {
        let mut phrases: Vec<&str> = Vec::new();
        for phrase in &part.phrases {
            // One phrase may count in several fields.
            if !phrases.contains(&phrase.text.as_str()) {
                phrases.push(&phrase.text);
            }
        }
        if phrases.is_empty() {
            phrases.push(pick("scattered words alone", "仅有零散词"));
        }
        let phrases = some(phrases.into_iter(), SHORT_PIECES);
        let source = source(part.work, &part.title, part.year);
        lines.push(say!("{source}: {phrases}", "{source}：{phrases}"));
    }
    if !explanation.quantities.is_empty() {
        lines.push(say!(
            "figures: {}",
            "指标：{}",
            counted(&explanation.quantities)
        ));
    }
    let missing: Vec<&str> = untouched(explanation, keywords).collect();
    if !missing.is_empty() {
        let missing = some(missing.into_iter(), SHORT_PIECES);
        lines.push(say!(
            "keywords not covered: {missing}",
            "未覆盖的关键词：{missing}"
        ));
    }
    lines
}

/// The keywords that share no two characters in a row with a phrase of the evidence.
fn untouched<'k>(
    explanation: &Explanation,
    keywords: &'k [String],
) -> impl Iterator<Item = &'k str> {
    let phrases = explanation.evidence.iter().flat_map(|part| &part.phrases);
    let phrases: Vec<&str> = phrases.map(|phrase| phrase.text.as_str()).collect();
    let is_touched = move |keyword: &str| {
        let keyword: Vec<char> = normalize(keyword).chars().collect();
        let mut pairs = keyword.windows(2).map(String::from_iter);
        pairs.any(|pair| phrases.iter().any(|phrase| phrase.contains(&pair)))
    };
    let keywords = keywords.iter().map(String::as_str);
    keywords.filter(move |keyword| !is_touched(keyword))
}

/// The source of evidence.
fn source(work: Option<usize>, title: &str, year: Option<i32>) -> String {
    let title = one_line(title, TITLE);
    match (work, year) {
        (None, _) => say!("statement of {title}", "{title}的陈述"),
        (Some(_), None) => format!("《{title}》"),
        (Some(_), Some(year)) => format!("《{title}》 {year}"),
    }
}

/// The first `most` of `pieces`, and how many more there are.
pub(crate) fn some<'a>(pieces: impl ExactSizeIterator<Item = &'a str>, most: usize) -> String {
    let more = pieces.len().saturating_sub(most);
    let mut shown = pieces
        .take(most)
        .map(|piece| one_line(piece, TITLE))
        .collect::<Vec<_>>()
        .join("、");
    if more > 0 {
        shown.push_str(&say!(" and {more} more", "等，另有{more}项"));
    }
    shown
}
