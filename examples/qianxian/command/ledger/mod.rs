//! `qianxian ledger`: what happens to matches, and what is due.

mod add;
mod desk;
mod funnel;
mod rules;
mod show;

use std::io::Write as _;

use clap::{Args, Subcommand};
use qianxian::Snapshot;
use qianxian::ledger::{Desk, DeskFilter, Ledger, Stages, Standing};
use qianxian::model::{Date, NeedId, Profile, ProfileId};
use serde::Serialize;

use crate::failure::Result;
use crate::language::{pick, tell};
use crate::library::{need_label, profile_label};
use crate::output::{Column, Output, Table};

/// The ledger of matches: what happened to each, how it stands, what is due
///
/// qianxian ledger add --library lib --need N-001 --profile E-001 --kind contacted --by 示例·李科长
///
/// qianxian ledger overdue --library lib
///
/// Entries are appended and never changed; a correction is an entry too. The stages of a match, their gates and their
/// deadlines in working days are data: see `qianxian ledger rules`.
#[derive(Args, Debug)]
pub(crate) struct LedgerCommand {
    #[command(subcommand)]
    command: LedgerCommands,
}

#[derive(Debug, Subcommand)]
enum LedgerCommands {
    Add(Box<add::Add>),
    Show(show::Show),
    Overdue(desk::Overdue),
    Desk(desk::DeskCommand),
    Funnel(funnel::FunnelCommand),
    Rules(rules::Rules),
}

impl LedgerCommand {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        match &self.command {
            LedgerCommands::Add(add) => add.run(out),
            LedgerCommands::Show(show) => show.run(out),
            LedgerCommands::Overdue(overdue) => overdue.run(out),
            LedgerCommands::Desk(desk) => desk.run(out),
            LedgerCommands::Funnel(funnel) => funnel.run(out),
            LedgerCommands::Rules(rules) => rules.run(out),
        }
    }
}

/// The ids that a profile had before; not one that is a profile of its own again.
fn earlier_ids(snapshot: &Snapshot, profile: &Profile) -> Vec<ProfileId> {
    let ids = profile.aliases.ids.iter();
    let is_led_on = |id: &&ProfileId| {
        snapshot
            .profile(id)
            .is_ok_and(|found| found.id == profile.id)
    };
    ids.filter(is_led_on).cloned().collect()
}

/// The id of the need that is called so; of one that was deleted, if the ledger knows it.
fn need_id(ledger: &Ledger<'_>, snapshot: &Snapshot, text: &str) -> Result<NeedId> {
    let found = snapshot.find_need(text);
    if let (Err(error), Ok(id)) = (&found, NeedId::new(text))
        && error.is_not_found()
        && ledger
            .desk(&DeskFilter::all().need(id.clone()).limit(1))?
            .total
            > 0
    {
        return Ok(id);
    }
    Ok(found?.id)
}

/// The id of the profile that is called so; of one that was deleted, if the ledger knows it with the need.
fn profile_id(
    ledger: &Ledger<'_>,
    snapshot: &Snapshot,
    (need, text): (&NeedId, &str),
) -> Result<ProfileId> {
    let found = snapshot.find_profile(text);
    if let (Err(error), Ok(id)) = (&found, ProfileId::new(text))
        && error.is_not_found()
        && !ledger.history(need, &id)?.entries.is_empty()
    {
        return Ok(id);
    }
    Ok(found?.id)
}

/// A standing with names and days.
#[derive(Debug, Serialize)]
struct StandingLine<'a> {
    #[serde(flatten)]
    standing: &'a Standing,
    stage_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    need_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile_name: Option<String>,
    days_in_stage: u32,
    silent_days: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    days_overdue: Option<u32>,
}

/// The library's names, the ledger's stages, and the day.
struct View<'a> {
    snapshot: &'a Snapshot,
    stages: &'a Stages,
    today: Date,
}

impl<'a> View<'a> {
    fn line(&self, standing: &'a Standing) -> StandingLine<'a> {
        let need = self.snapshot.need(&standing.need).ok();
        let profile = self.snapshot.profile(&standing.profile).ok();
        StandingLine {
            standing,
            stage_name: self.stage_name(&standing.stage),
            need_title: need.map(|need| need.title),
            profile_name: profile.map(|profile| profile.name),
            days_in_stage: standing.days_in_stage(self.today),
            silent_days: standing.silent_days(self.today),
            days_overdue: standing.days_overdue(self.today),
        }
    }

    /// The stage's name for people in a Chinese run, its id in another.
    fn stage(&self, id: &'a str) -> &'a str {
        match crate::language::chosen() {
            qianxian::model::Language::Chinese => self.stage_name(id),
            _ => id,
        }
    }

    fn stage_name(&self, id: &'a str) -> &'a str {
        self.stages.get(id).map_or(id, |stage| &stage.name)
    }

    fn json(&self, out: &mut Output, desk: &Desk) -> Result<()> {
        let matches: Vec<_> = desk
            .matches
            .iter()
            .map(|standing| self.line(standing))
            .collect();
        out.json(&serde_json::json!({"today": self.today, "total": desk.total, "matches": matches}))
    }

    fn print(&self, out: &mut Output, desk: &Desk) -> Result<()> {
        if desk.total == 0 {
            tell!(out, "no match", "没有这样的对接")?;
            return Ok(());
        }
        let mut table = Table::new([
            Column::text("deadline", 12),
            Column::text("need", 36),
            Column::text("profile", 36),
            Column::text("stage", 12),
            Column::number("days in stage"),
            Column::number("silent days"),
            Column::text("officer", 20),
        ]);
        for standing in &desk.matches {
            table.row([
                standing
                    .deadline
                    .map(|day| day.to_string())
                    .unwrap_or_default(),
                need_label(self.snapshot, &standing.need),
                profile_label(self.snapshot, &standing.profile),
                self.stage(&standing.stage).to_owned(),
                standing.days_in_stage(self.today).to_string(),
                standing.silent_days(self.today).to_string(),
                standing
                    .officer
                    .clone()
                    .unwrap_or_else(|| pick("(nobody)", "（无人）").to_owned()),
            ]);
        }
        table.print(out)?;
        let (listed, total) = (desk.matches.len(), desk.total);
        if listed as u64 != total {
            tell!(
                out,
                "{listed} of {total}; --limit lists more",
                "共{total}条，列出{listed}条；--limit 可列出更多"
            )?;
        }
        Ok(())
    }
}
