//! `qianxian reverse`: the best needs for one profile.

use std::io::Write as _;

use clap::Args;
use qianxian::explain::summary;
use qianxian::model::{Profile, ProfileId};
use qianxian::rank::NeedMatch;
use qianxian::{RankOptions, Snapshot};
use serde::Serialize;

use crate::failure::Result;
use crate::language::{RecordKind, chosen, tell};
use crate::library::LibraryArgs;
use crate::output::{MatchLine, Output, print_matches};
use crate::ranking::{RankingArgs, at_least_one};
use crate::success::{Lack, Success};

/// Rank the open needs of a library for one profile, best first
///
/// qianxian reverse --library lib --profile E-001 -k 10
///
/// JSON: {"profile","name","kind","matches":[{"rank","id","kind","name","organization"?,"region"?,"score",
/// "confidence","fit","cautions"?,"conditions"?,"sentence"?}]}, where id, name and organization are those of the needs.
#[derive(Args, Debug)]
pub(crate) struct Reverse {
    #[command(flatten)]
    library: LibraryArgs,
    /// Profile of the library, by id or name
    #[arg(long, value_name = "PROFILE")]
    profile: String,
    /// Matches at most
    #[arg(short, value_name = "N", default_value = "20", value_parser = at_least_one)]
    k: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    ranking: RankingArgs,
}

#[derive(Debug, Serialize)]
struct Answer {
    profile: ProfileId,
    name: String,
    kind: RecordKind,
    matches: Vec<MatchLine>,
    /// Why no match has a probability of success, if somebody could expect one.
    #[serde(skip_serializing_if = "Option::is_none")]
    no_success: Option<Lack>,
    #[serde(skip)]
    success: Success,
}

impl Reverse {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let options = self.ranking.options(&library, self.k)?;
        let snapshot = self.ranking.snapshot(&library)?;
        let profile = snapshot.find_profile(&self.profile)?;
        let ranking = snapshot.reverse(&profile, &options)?;
        let lines = ranking.matches.iter().enumerate();
        let lines = lines.map(|(i, found)| line(&snapshot, &profile, &options, (i + 1, found)));
        let mut lines = lines.collect::<Result<Vec<_>>>()?;
        let success = self.ranking.success(&library, &options)?;
        for line in &mut lines {
            line.success = success.forecast(line.score);
        }
        let answer = Answer {
            profile: profile.id,
            name: profile.name,
            kind: profile.kind.into(),
            matches: lines,
            no_success: success.lacks(),
            success,
        };
        if self.json {
            return out.json(&answer);
        }
        answer.print(out)
    }
}

fn line(
    snapshot: &Snapshot,
    profile: &Profile,
    options: &RankOptions,
    (rank, found): (usize, &NeedMatch),
) -> Result<MatchLine> {
    let need = snapshot.need(&found.need)?;
    let explained = snapshot.explain(&need, profile, options)?;
    Ok(MatchLine {
        rank,
        unread: profile.unread_conditions(),
        id: need.id.to_string(),
        kind: need.kind.into(),
        name: need.title,
        organization: need.enterprise,
        region: need.region.map(|region| region.to_string()),
        score: found.score,
        confidence: found.confidence,
        success: None,
        fit: found.fit,
        sentence: summary(&explained, chosen()),
        cautions: explained.cautions,
        conditions: explained.conditions,
        explanation: None,
        sentences: Vec::new(),
    })
}

impl Answer {
    fn print(&self, out: &mut Output) -> Result<()> {
        tell!(
            out,
            "profile {} ({}): {}",
            "供方 {}（{}）：{}",
            self.profile,
            self.kind.name(),
            self.name
        )?;
        if self.matches.is_empty() {
            tell!(
                out,
                "no open need admits this profile; import needs, or ask with fewer limits",
                "没有可对接的需求接纳该供方；请导入需求，或减少限制"
            )?;
        }
        print_matches(out, &self.matches, &[])?;
        if !self.matches.is_empty() {
            self.success.print(out)?;
        }
        Ok(())
    }
}
