//! `qianxian explain`: why a pair has its score, or why another is not listed.

use std::io::Write as _;

use clap::Args;
use qianxian::Snapshot;
use qianxian::engine::SuccessForecast;
use qianxian::explain::{Language, WhyNot, sentences, summary};
use qianxian::model::{Need, Profile};
use qianxian::score::Explanation;
use serde::Serialize;

use crate::failure::Result;
use crate::language::{chosen, named, say, tell};
use crate::library::LibraryArgs;
use crate::output::{Output, one_line, print_explanation};
use crate::ranking::{RankingArgs, at_least_one};
use crate::success::Success;

/// Columns of a title.
const TITLE: usize = 100;

/// Explain the score of any pair, ruled out or not
///
/// qianxian explain --library lib --need N-001 --profile E-001 --language zh
///
/// qianxian explain --library lib --need N-001 --profile E-001 --why-not -k 5
///
/// JSON:
/// {"need","profile","score","confidence","sides":{"need","profile","profile_weight"},
/// "violations":[{"rule","detail","reason",..}],"features":[{"feature","weight","value","known","certainty",
/// "contribution"}],"evidence":[{"work","title","year"?,"contribution","terms":[{"text","synonym_of"?,
/// "field","contribution"}],"passages":[{"field","text","highlights","cut_before","cut_after"}]}],
/// "facts":[{"feature",..}],"wishes":[{"side","statement","kept"}],"quantities":[{"demand","verdict",
/// "stated","work","title","year"?,"contribution"}],"uncovered":[text],"excluded"?,"refused"?,
/// "sentences"?};
/// contributions of features sum to the score, those of terms to that of text.
///
/// JSON with --why-not:
/// {"need","profile","k","verdict","rank","obstacles":[{"reason","repair"}],"explanation",
/// "border":{"profile","score","gap"},"differences":[{"feature","border","own","difference"}],
/// "figures":[{"border","own","difference"}],
/// "values":[{"feature","from","known","to","target"?}],"weights":[{"feature","from","to",
/// "insufficient","from_share","to_share"}],"sentences"?}; differences sum to the gap.
#[derive(Args, Debug)]
pub(crate) struct Explain {
    #[command(flatten)]
    library: LibraryArgs,
    /// Need of the library, by id or title
    #[arg(long, value_name = "NEED")]
    need: String,
    /// Profile of the library, by id or name
    #[arg(long, value_name = "PROFILE")]
    profile: String,
    /// Tell why the profile is not among the best, and what would bring it in
    #[arg(long)]
    why_not: bool,
    /// How many of the best, with --why-not
    #[arg(short, value_name = "N", default_value = "20", value_parser = at_least_one)]
    k: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    ranking: RankingArgs,
}

/// An answer, with its sentences if a language is asked for.
#[derive(Serialize)]
struct Told<'a, T> {
    #[serde(flatten)]
    answer: &'a T,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentences: Option<Vec<String>>,
    /// Probability that the match succeeds, if the ledger teaches one.
    #[serde(skip_serializing_if = "Option::is_none")]
    success: Option<SuccessForecast>,
}

impl Explain {
    pub(crate) fn run(&self, out: &mut Output, asked: Option<Language>) -> Result<()> {
        let library = self.library.open()?;
        let options = self.ranking.options(&library, self.k)?;
        let snapshot = self.ranking.snapshot(&library)?;
        let need = snapshot.find_need(&self.need)?;
        let profile = snapshot.find_profile(&self.profile)?;
        if self.why_not {
            let why = snapshot.why_not(&need, &profile, &options)?;
            return self.tell_why_not((out, asked, &snapshot), &why, (&need, &profile));
        }
        let explanation = snapshot.explain(&need, &profile, &options)?;
        let success = self.ranking.success(&library, &options)?;
        self.tell(
            (out, asked, &snapshot),
            (&explanation, &success),
            (&need, &profile),
        )
    }

    fn tell(
        &self,
        (out, asked, snapshot): (&mut Output, Option<Language>, &Snapshot),
        (explanation, success): (&Explanation, &Success),
        pair: (&Need, &Profile),
    ) -> Result<()> {
        let forecast = success.forecast(explanation.score);
        let forecast = forecast.filter(|_| explanation.is_admitted());
        let told = asked.map(|it| sentences(explanation, it));
        if self.json {
            let answer = Told {
                answer: explanation,
                sentences: told,
                success: forecast,
            };
            return out.named_json(&answer, snapshot);
        }
        heading(out, pair)?;
        match told {
            Some(told) => print_sentences(out, &told)?,
            None => {
                writeln!(out, "{}", summary(explanation, chosen()))?;
                print_explanation(out, explanation)?;
            }
        }
        if let Some(SuccessForecast {
            probability,
            low,
            high,
            ..
        }) = forecast
        {
            tell!(
                out,
                "probability of success {probability:.2} (95 % interval {low:.2}–{high:.2})",
                "成功概率 {probability:.2}（95% 区间 {low:.2}–{high:.2}）"
            )?;
        }
        Ok(())
    }

    fn tell_why_not(
        &self,
        (out, asked, snapshot): (&mut Output, Option<Language>, &Snapshot),
        why: &WhyNot,
        pair: (&Need, &Profile),
    ) -> Result<()> {
        if self.json {
            let answer = Told {
                answer: why,
                sentences: asked.map(|it| why.sentences(it)),
                success: None,
            };
            return out.named_json(&answer, snapshot);
        }
        heading(out, pair)?;
        print_sentences(out, &why.sentences(chosen()))
    }
}

fn heading(out: &mut Output, (need, profile): (&Need, &Profile)) -> Result<()> {
    let title = one_line(&need.title, TITLE);
    let (kind, id) = (named!(need.kind), &need.id);
    tell!(
        out,
        "need    {id} ({kind}): {title}",
        "需求 {id}（{kind}）：{title}"
    )?;
    let name = one_line(&profile.name, TITLE);
    let (kind, id) = (named!(profile.kind), &profile.id);
    let said = say!(
        "profile {id} ({kind}): {name}",
        "供方 {id}（{kind}）：{name}"
    );
    Ok(writeln!(out, "{said}")?)
}

fn print_sentences(out: &mut Output, sentences: &[String]) -> Result<()> {
    for sentence in sentences {
        writeln!(out, "{sentence}")?;
    }
    Ok(())
}
