//! `qianxian watch`: what changed in the lists of the subscriptions.

use std::io::Write as _;

use clap::Args;
use qianxian::engine::{StandingMatches, StandingOptions, StandingUpdate};
use qianxian::standing::ListChange;
use qianxian::{Library, Snapshot};

use super::push::label;
use crate::failure::Result;
use crate::language::{counted, named, say, tell};
use crate::library::LibraryArgs;
use crate::output::Output;
use crate::ranking::{RankingArgs, day};

/// Bring the lists of all subscriptions up to date, and say exactly what changed
///
/// qianxian watch --library lib
///
/// qianxian watch --library lib --renew
///
/// Run it after each import; what lists gain waits to be sent by `qianxian push`. Scores are of statistics that are
/// frozen in the library, so that a list changes only with its own records; a renewal takes the statistics anew and says
/// which members came and went by that, not which scores and ranks are others.
///
/// JSON: {"changes":[{"subscription","gained":[{"record","rank","score","fit","fingerprint","cause"}]?,
/// "lost":[{"record","was_rank","was_score","cause"}]?,"moved":[{"record","from","to","was_score","score","fit",
/// "fingerprint","cause"}]?}],"changed_profiles","changed_needs","ranked","drift","is_renewed","names"}.
#[derive(Args, Debug)]
pub(crate) struct Watch {
    #[command(flatten)]
    library: LibraryArgs,
    /// Take the statistics of scores anew afterwards
    #[arg(long)]
    renew: bool,
    /// Part of the profiles that may change before statistics are renewed by themselves
    #[arg(long, value_name = "SHARE", default_value_t = 0.2)]
    renew_above: f64,
    #[command(flatten)]
    ranking: RankingArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The lists of the library's subscriptions, under the options of the command line.
pub(super) fn lists(library: &Library, ranking: &RankingArgs) -> Result<StandingMatches> {
    let options = ranking.options(library, 1)?;
    let options = StandingOptions::new(options).by_ledger(ranking.goes_by_ledger());
    Ok(library.standing(options.renew_above(None))?)
}

impl Watch {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let today = day(self.ranking.today)?;
        let mut lists = lists(&library, &self.ranking)?;
        let mut update = lists.update(&library, today)?;
        if self.renew || update.drift > self.renew_above {
            let changes = std::mem::take(&mut update.changes);
            let renewed = lists.renew(&library, today)?;
            update.is_renewed = renewed.is_renewed;
            update.changes = changes.into_iter().chain(renewed.changes).collect();
        }
        let snapshot = crate::library::snapshot(&library)?;
        if self.json {
            return out.named_json(&update, &snapshot);
        }
        for change in &update.changes {
            print(out, &snapshot, change)?;
        }
        self.summarise(out, &update, &lists)
    }

    fn summarise(
        &self,
        out: &mut Output,
        update: &StandingUpdate,
        lists: &StandingMatches,
    ) -> Result<()> {
        // A renewal may change a list once more.
        let changed = update.changes.iter().map(|change| &change.subscription);
        let changed = changed.collect::<std::collections::BTreeSet<_>>().len();
        let all = lists.len();
        let (profiles, needs) = (update.changed_profiles, update.changed_needs);
        let lists = counted(all, "list", "lists");
        let of_profiles = counted(profiles, "profile", "profiles");
        let of_needs = counted(needs, "need", "needs");
        tell!(
            out,
            "{changed} of {lists} changed; {of_profiles} and {of_needs} changed since the last time",
            "{all}个名单中有{changed}个变化；上次以来有{profiles}个供方、{needs}个需求变化"
        )?;
        let share = format!("{:.0} %", update.drift * 100.0);
        if update.is_renewed {
            tell!(
                out,
                "statistics of scores were taken anew",
                "评分用的统计量已更新"
            )?;
        } else {
            tell!(
                out,
                "profiles equal to {share} of those counted have changed since the statistics of scores were taken",
                "评分用的统计量取得以来，变化的供方相当于其所计的{share}"
            )?;
        }
        Ok(())
    }
}

/// The lines of one list.
fn print(out: &mut Output, snapshot: &Snapshot, change: &ListChange) -> Result<()> {
    writeln!(out, "{}", change.subscription)?;
    for one in &change.gained {
        let (record, cause) = (label(snapshot, &one.record), named!(one.cause));
        let (rank, score) = (one.rank, one.score);
        let line = say!(
            "+ {rank}. {record}  {score:.4}  {cause}",
            "＋ 第{rank}位 {record}  {score:.4}  {cause}"
        );
        writeln!(out, "  {line}")?;
    }
    for one in &change.moved {
        let (record, cause) = (label(snapshot, &one.record), named!(one.cause));
        let (from, to, score) = (one.from, one.to, one.score);
        let line = say!(
            "  {from} → {to}. {record}  {score:.4}  {cause}",
            "　 第{from}位→第{to}位 {record}  {score:.4}  {cause}"
        );
        writeln!(out, "  {line}")?;
    }
    for one in &change.lost {
        let (record, cause) = (label(snapshot, &one.record), named!(one.cause));
        let rank = one.was_rank;
        let line = say!(
            "- {rank}. {record}  {cause}",
            "－ 原第{rank}位 {record}  {cause}"
        );
        writeln!(out, "  {line}")?;
    }
    Ok(())
}
