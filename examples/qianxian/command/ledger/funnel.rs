//! `qianxian ledger funnel`: how many matches came how far.

use std::io::Write as _;

use clap::{Args, ValueEnum};
use qianxian::Snapshot;
use qianxian::ledger::Stages;
use qianxian::model::{Date, Moment, NeedId};

use super::View;
use crate::clock::now;
use crate::failure::Result;
use crate::language::{counted, named, pick, say, tell};
use crate::library::LibraryArgs;
use crate::output::Output;

/// How many matches came to each stage, and the rate of each step, by kind of need, region or source
///
/// qianxian ledger funnel --library lib --by region --since 2026-01-01
///
/// A match that skipped a stage counts as having passed it. Matches that ended are counted beside.
///
/// JSON: {"groups":[{"group","matches","steps":[{"stage","reached","rate"?}],"ended"}]}.
#[derive(Args, Debug)]
pub(crate) struct FunnelCommand {
    #[command(flatten)]
    library: LibraryArgs,
    /// What the matches are grouped by
    #[arg(long, value_name = "GROUP", default_value = "all")]
    by: Grouping,
    /// Leave out matches that began before that day
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<Date>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Grouping {
    All,
    Kind,
    Region,
    Source,
}

impl FunnelCommand {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let (snapshot, ledger) = (crate::library::snapshot(&library)?, library.ledger()?);
        let offset = now()?.offset();
        let since = self
            .since
            .map(|day| Moment::new(day, 0, offset))
            .transpose()?;
        let group = |need: &NeedId, source: Option<&str>| Ok(self.group(&snapshot, need, source));
        let funnel = ledger.funnel(since, group)?;
        if self.json {
            return out.json(&funnel);
        }
        if funnel.groups.is_empty() {
            tell!(out, "no match", "没有这样的对接")?;
        }
        let stages: Stages = ledger.stages()?;
        let view = View {
            snapshot: &snapshot,
            stages: &stages,
            today: now()?.date(),
        };
        for group in &funnel.groups {
            let (name, matches) = (&group.group, group.matches);
            let found = counted(matches, "match", "matches");
            tell!(out, "{name}: {found}", "{name}：{matches}次对接")?;
            for step in &group.steps {
                let (stage, reached) = (view.stage(&step.stage), step.reached);
                let rate = step
                    .rate
                    .map(|rate| format!("{:.1}%", rate * 100.0))
                    .unwrap_or_default();
                writeln!(out, "  {stage}  {reached}  {rate}")?;
            }
            for (stage, count) in &group.ended {
                let stage = view.stage(stage);
                let ended = say!(
                    "  {stage}: {count} ended there",
                    "  {stage}：{count}次止于此"
                );
                writeln!(out, "{ended}")?;
            }
        }
        Ok(())
    }

    fn group(&self, snapshot: &Snapshot, need: &NeedId, source: Option<&str>) -> String {
        let unknown = || pick("(unknown)", "（未知）").to_owned();
        let need = || snapshot.need(need).ok();
        match self.by {
            Grouping::All => pick("all", "全部").to_owned(),
            Grouping::Kind => need().map_or_else(unknown, |need| named!(need.kind).to_owned()),
            Grouping::Region => {
                let region = need().and_then(|need| need.region);
                region.map_or_else(unknown, |region| region.to_string())
            }
            Grouping::Source => source.map_or_else(unknown, str::to_owned),
        }
    }
}
