//! `qianxian explain`: why a pair has its score, or why another is not listed.

use std::io::Write as _;

use clap::Args;
use qianxian::explain::{Language, WhyNot, sentences};
use qianxian::model::{Need, Profile};
use qianxian::score::Explanation;
use serde::Serialize;

use crate::failure::Result;
use crate::library::LibraryArgs;
use crate::output::{Output, one_line, print_explanation};
use crate::ranking::{RankingArgs, at_least_one};

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
/// "stated","work","title","year"?,"contribution"}],"uncovered":[text],"sentences"?};
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
    /// Tell it in sentences of this language, zh or en (default: tables; with --why-not, en)
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Language>,
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
}

impl Explain {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let options = self.ranking.options(&library, self.k)?;
        let snapshot = library.snapshot()?;
        let need = snapshot.find_need(&self.need)?;
        let profile = snapshot.find_profile(&self.profile)?;
        if self.why_not {
            let why = snapshot.why_not(&need, &profile, &options)?;
            return self.tell_why_not(out, &why, (&need, &profile));
        }
        let explanation = snapshot.explain(&need, &profile, &options)?;
        self.tell(out, &explanation, (&need, &profile))
    }

    fn tell(
        &self,
        out: &mut Output,
        explanation: &Explanation,
        pair: (&Need, &Profile),
    ) -> Result<()> {
        let told = self.language.map(|it| sentences(explanation, it));
        if self.json {
            return out.json(&Told {
                answer: explanation,
                sentences: told,
            });
        }
        heading(out, pair)?;
        match told {
            Some(told) => print_sentences(out, &told),
            None => Ok(print_explanation(out, explanation)?),
        }
    }

    fn tell_why_not(&self, out: &mut Output, why: &WhyNot, pair: (&Need, &Profile)) -> Result<()> {
        if self.json {
            return out.json(&Told {
                answer: why,
                sentences: self.language.map(|it| why.sentences(it)),
            });
        }
        heading(out, pair)?;
        let language = self.language.unwrap_or(Language::English);
        print_sentences(out, &why.sentences(language))
    }
}

fn heading(out: &mut Output, (need, profile): (&Need, &Profile)) -> Result<()> {
    let title = one_line(&need.title, TITLE);
    writeln!(out, "need    {} ({}): {title}", need.id, need.kind)?;
    let name = one_line(&profile.name, TITLE);
    Ok(writeln!(
        out,
        "profile {} ({}): {name}",
        profile.id, profile.kind
    )?)
}

fn print_sentences(out: &mut Output, sentences: &[String]) -> Result<()> {
    for sentence in sentences {
        writeln!(out, "{sentence}")?;
    }
    Ok(())
}
