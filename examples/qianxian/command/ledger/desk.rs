//! `qianxian ledger overdue` and `desk`: the matches that somebody has to see to.

use std::io::Write as _;

use clap::Args;
use qianxian::ledger::{DeskFilter, Ledger};
use qianxian::model::{Date, Moment, NeedId};
use serde_json::json;

use super::{View, earlier_ids};
use crate::clock::now;
use crate::failure::Result;
use crate::language::{named, say, tell};
use crate::library::{LibraryArgs, need_label, profile_label};
use crate::output::{Column, Output, Table};
use crate::ranking::day;

/// The matches whose deadline is past, or about to be, or that have been silent
///
/// qianxian ledger overdue --library lib
///
/// qianxian ledger overdue --library lib --within 7
///
/// qianxian ledger overdue --library lib --silent 14
///
/// JSON: {"today","total","matches":[{"need","need_title"?,"profile","profile_name"?,"stage","stage_name","role","entered",
/// "days_in_stage","deadline"?,"days_overdue"?,"officer"?,"source"?,"amount"?,"first","last","silent_days","taken"?,
/// "furthest","entries"}]}.
#[derive(Args, Debug)]
pub(crate) struct Overdue {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    listing: Listing,
    /// Due today or within so many days, in place of overdue
    #[arg(long, value_name = "DAYS", conflicts_with = "silent")]
    within: Option<u32>,
    /// Without activity for at least so many days, in place of overdue
    #[arg(long, value_name = "DAYS")]
    silent: Option<u32>,
}

/// What is listed, and how.
#[derive(Args, Debug)]
struct Listing {
    /// Officer who is responsible
    #[arg(long, value_name = "WHO")]
    officer: Option<String>,
    /// Most matches that are listed; all are counted
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// Day on which to look (default: today, by the machine's clock and time zone)
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Listing {
    fn filter(&self) -> DeskFilter {
        let filter = DeskFilter::all().limit(self.limit);
        match &self.officer {
            Some(officer) => filter.officer(officer),
            None => filter,
        }
    }
}

impl Overdue {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let (snapshot, ledger) = (crate::library::snapshot(&library)?, library.ledger()?);
        let view = View {
            snapshot: &snapshot,
            stages: &ledger.stages()?,
            today: day(self.listing.today)?,
        };
        let filter = self.listing.filter();
        let filter = match (self.within, self.silent) {
            (Some(days), _) => filter.due_within(view.today, days),
            (_, Some(days)) => filter.silent_for(view.today, days),
            (None, None) => filter.overdue(view.today),
        };
        let desk = ledger.desk(&filter)?;
        if self.listing.json {
            return view.json(out, &desk);
        }
        view.print(out, &desk)
    }
}

/// The open matches of one officer, of one stage or of one profile; needs that nobody answered; what changed
///
/// qianxian ledger desk --library lib --officer 示例·李科长
///
/// qianxian ledger desk --library lib --profile E-001
///
/// qianxian ledger desk --library lib --unanswered
///
/// qianxian ledger desk --library lib --since 2026-11-23
///
/// With --profile its load comes first: matches that it is at work on now, and has taken on in the year. With --stage
/// an end may be asked for too. A need is unanswered if no match of it came to a stage at which the profile works, and
/// none is done.
///
/// JSON: {"today","total","matches"}, as of overdue; with --profile also "load":{"now","this_year","open"}.
///
/// JSON of --unanswered: [{"need","need_title"?,"matches","open","last"?}].
///
/// JSON of --since: [{"number","need","profile","kind","at"}], with the fields that the entries state.
#[derive(Args, Debug)]
pub(crate) struct DeskCommand {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    listing: Listing,
    /// Stage, by id or name
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// Profile, by id or name
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    /// List the needs that nobody answered
    #[arg(long, conflicts_with_all = ["officer", "stage", "profile", "since"])]
    unanswered: bool,
    /// List the entries since that day
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with_all = ["officer", "stage", "profile"])]
    since: Option<Date>,
}

impl DeskCommand {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let (snapshot, ledger) = (crate::library::snapshot(&library)?, library.ledger()?);
        let view = View {
            snapshot: &snapshot,
            stages: &ledger.stages()?,
            today: day(self.listing.today)?,
        };
        if self.unanswered {
            return self.unanswered(out, &view, &ledger);
        }
        if let Some(day) = self.since {
            return self.since(out, &view, &ledger, day);
        }
        let mut filter = self.listing.filter();
        if let Some(text) = &self.stage {
            let known = view.stages.get(text).ok_or_else(|| {
                let names: Vec<String> = view
                    .stages
                    .all()
                    .iter()
                    .map(|stage| format!("{} {}", stage.id, stage.name))
                    .collect();
                let names = names.join(", ");
                let repair =
                    crate::language::wording!("use one of: {names}", "请用下列之一：{names}");
                qianxian::Error::invalid("stage", text, repair)
            })?;
            filter = filter.stage(&known.id);
        }
        let mut load = None;
        if let Some(text) = &self.profile {
            let profile = snapshot.find_profile(text)?;
            // What was written under an earlier id counts too, and is listed.
            let earlier = earlier_ids(&snapshot, &profile);
            let ids = [std::slice::from_ref(&profile.id), &earlier[..]].concat();
            load = Some(ledger.load(&ids, view.today.year())?);
            filter = filter.profile(profile.id).earlier_ids(earlier);
        }
        let desk = ledger.desk(&filter)?;
        if !self.listing.json {
            if let Some(load) = load {
                let (now, year, open) = (load.now, load.this_year, load.open);
                tell!(
                    out,
                    "at work on {now}; taken on this year: {year}; open: {open}",
                    "在办{now}项；本年承接{year}项；未结{open}项"
                )?;
            }
            return view.print(out, &desk);
        }
        let Some(load) = load else {
            return view.json(out, &desk);
        };
        let matches: Vec<_> = desk
            .matches
            .iter()
            .map(|standing| view.line(standing))
            .collect();
        out.json(
            &json!({"today": view.today, "total": desk.total, "load": load, "matches": matches}),
        )
    }

    fn since(
        &self,
        out: &mut Output,
        view: &View<'_>,
        ledger: &Ledger<'_>,
        day: Date,
    ) -> Result<()> {
        let start = Moment::new(day, 0, now()?.offset())?;
        let entries = ledger.since(start, self.listing.limit)?;
        if self.listing.json {
            return out.json(&entries);
        }
        if entries.is_empty() {
            tell!(out, "no entry since {day}", "{day} 以来没有记录")?;
        }
        for entry in &entries {
            let content = &entry.content;
            let (need, profile) = (
                need_label(view.snapshot, &content.need),
                profile_label(view.snapshot, &content.profile),
            );
            let (at, kind) = (
                content.at.to_string().replace('T', " "),
                named!(content.kind),
            );
            writeln!(out, "{:>4}  {at}  {kind}  {need} — {profile}", entry.number)?;
        }
        Ok(())
    }

    /// Needs of the ledger whom nobody answered, then the open needs of the library about which nothing is written.
    fn unanswered(&self, out: &mut Output, view: &View<'_>, ledger: &Ledger<'_>) -> Result<()> {
        let found = ledger.unanswered(self.listing.limit)?;
        let mut rows: Vec<(NeedId, u32, u32, Option<Date>)> = found
            .into_iter()
            .map(|need| (need.need, need.matches, need.open, Some(need.last)))
            .collect();
        for need in view.snapshot.needs()? {
            if rows.len() >= self.listing.limit {
                break;
            }
            let is_open = need.status.is_open();
            if is_open
                && ledger
                    .desk(&DeskFilter::all().need(need.id.clone()).limit(1))?
                    .total
                    == 0
            {
                rows.push((need.id, 0, 0, None));
            }
        }
        let title = |id: &NeedId| view.snapshot.need(id).ok().map(|need| need.title);
        if self.listing.json {
            let rows: Vec<_> = rows
                .iter()
                .map(|(id, matches, open, last)| {
                    json!({"need": id, "need_title": title(id), "matches": matches, "open": open, "last": last})
                })
                .collect();
            return out.json(&rows);
        }
        if rows.is_empty() {
            writeln!(
                out,
                "{}",
                say!("every need is answered", "各项需求均已有人应答")
            )?;
        }
        let mut table = Table::new([
            Column::text("need", 60),
            Column::number("matches"),
            Column::number("open matches"),
            Column::text("last activity", 12),
        ]);
        for (id, matches, open, last) in &rows {
            table.row([
                need_label(view.snapshot, id),
                matches.to_string(),
                open.to_string(),
                last.map(|day| day.to_string()).unwrap_or_default(),
            ]);
        }
        Ok(table.print(out)?)
    }
}
