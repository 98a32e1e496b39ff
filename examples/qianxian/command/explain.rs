//! `qianxian explain`: why a pair scores what it scores.

use std::io::Write as _;

use clap::Args;
use qianxian::model::{NeedId, ProfileId};

use crate::failure::Result;
use crate::library::LibraryArgs;
use crate::output::{Output, one_line, print_explanation};
use crate::ranking::RankingArgs;

/// Columns of a title.
const TITLE: usize = 100;

/// Explain the score of any pair, ruled out or not
///
/// qianxian explain --library lib --need N-001 --profile E-001
///
/// JSON:
/// {"need","profile","score","confidence","violations":[{"rule","detail"}],"features":[{"feature","weight",
/// "value","known","contribution"}],"evidence":[{"work","title","year"?,"contribution","terms":[{"text","synonym_of"?,
/// "field","contribution"}]}],"uncovered":[text]}; contributions of features sum to the score,
/// those of terms to that of text.
#[derive(Args, Debug)]
pub(crate) struct Explain {
    #[command(flatten)]
    library: LibraryArgs,
    /// Need of the library
    #[arg(long, value_name = "ID")]
    need: NeedId,
    /// Profile of the library
    #[arg(long, value_name = "ID")]
    profile: ProfileId,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    ranking: RankingArgs,
}

impl Explain {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let options = self.ranking.options(&library, 1)?;
        let snapshot = library.snapshot()?;
        let need = snapshot.need(&self.need)?;
        let profile = snapshot.profile(&self.profile)?;
        let explanation = snapshot.explain(&need, &profile, &options)?;
        if self.json {
            return out.json(&explanation);
        }
        let title = one_line(&need.title, TITLE);
        writeln!(out, "need    {} ({}): {title}", need.id, need.kind)?;
        let name = one_line(&profile.name, TITLE);
        writeln!(out, "profile {} ({}): {name}", profile.id, profile.kind)?;
        Ok(print_explanation(out, &explanation)?)
    }
}
