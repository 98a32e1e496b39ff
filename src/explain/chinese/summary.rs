//! One sentence a match, in Chinese.

use super::words::{list, quoted, source};
use crate::explain::summary::Summary;
use crate::score::{Feature, QuantityPart};

/// The clauses of the sentence, in their order.
pub(super) fn clauses(summary: &Summary<'_>) -> Vec<String> {
    let mut said = Vec::new();
    if !summary.ruled_out.is_empty() {
        said.push(format!("已排除：{}", summary.ruled_out.join("，")));
    }
    said.push(match &summary.document {
        Some(document) => {
            let source = source(document.work, document.title, document.year);
            let is = if summary.is_doubtful {
                "可能相关，涉及"
            } else {
                "涉及"
            };
            format!("{source}{is}{}", list(document.phrases.iter(), usize::MAX))
        }
        None if summary.is_unfit => "没有依据表明与需求主题相关".to_owned(),
        // A loan or a programme is for any subject.
        None => "按条件而非主题匹配".to_owned(),
    });
    said.extend(
        summary
            .met
            .iter()
            .filter_map(|figure| figure_clause(figure, "满足")),
    );
    said.extend(
        summary
            .missed
            .iter()
            .filter_map(|figure| figure_clause(figure, "不满足")),
    );
    said.extend(features(&summary.fitting, "相符"));
    said.extend(features(&summary.unfitting, "不相符"));
    if summary.broken > 0 {
        said.push(format!("有{}项申报条件不符合", summary.broken));
    }
    if summary.unproved > 0 {
        said.push(format!("有{}项条件待核实", summary.unproved));
    }
    if summary.has_cautions {
        said.push("可能存在利益冲突，须核实".to_owned());
    }
    if !summary.missing.is_empty() {
        let pieces = summary.missing.iter().map(|piece| quoted(piece));
        said.push(format!("未涉及{}", list(pieces, usize::MAX)));
    }
    said
}

fn figure_clause(figure: &QuantityPart, verb: &str) -> Option<String> {
    let stated = figure.stated.as_ref()?;
    Some(format!(
        "{}{verb}{}",
        quoted(stated),
        quoted(&figure.demand)
    ))
}

fn features(features: &[Feature], are: &str) -> Option<String> {
    let names = list(
        features.iter().map(|feature| feature.as_chinese()),
        usize::MAX,
    );
    (!features.is_empty()).then(|| format!("{names}{are}"))
}
