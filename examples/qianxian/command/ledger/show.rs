//! `qianxian ledger show`: the entries of one match, or the matches of one need.

use std::io::Write as _;

use clap::Args;
use qianxian::Snapshot;
use qianxian::ledger::{DeskFilter, EntryContent, Ledger, LedgerEntry, MatchHistory};
use qianxian::model::{Date, NeedId, ProfileId};
use serde_json::json;

use super::View;
use crate::failure::Result;
use crate::language::{counted, named, pick, say, tell};
use crate::library::{LibraryArgs, need_label, profile_label};
use crate::output::Output;
use crate::ranking::day;

/// What happened to one match, entry by entry; or all matches of one need
///
/// qianxian ledger show --library lib --need N-001 --profile E-001
///
/// A record that is deleted by now is named by its id.
///
/// JSON: {"today","standing"?,"entries":[{"number","need","profile","kind","at","by"?,"source"?,"reason"?,"note"?,
/// "amount"?,"propensity"?,"officer"?,"until"?,"correction"?}]}.
///
/// JSON without --profile: {"today","total","matches"}, as of overdue.
#[derive(Args, Debug)]
pub(crate) struct Show {
    #[command(flatten)]
    library: LibraryArgs,
    /// Need, by id or title
    #[arg(long, value_name = "NEED")]
    need: String,
    /// Profile, by id or name
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    /// Day from which days are counted (default: today, by the machine's clock and time zone)
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let snapshot = crate::library::snapshot(&library)?;
        let ledger = library.ledger()?;
        let view = View {
            snapshot: &snapshot,
            stages: &ledger.stages()?,
            today: day(self.today)?,
        };
        let need = match NeedId::new(&self.need) {
            // The ledger outlives the records.
            Ok(id)
                if ledger
                    .desk(&DeskFilter::all().need(id.clone()).limit(1))?
                    .total
                    > 0 =>
            {
                id
            }
            _ => snapshot.find_need(&self.need)?.id,
        };
        let Some(profile) = &self.profile else {
            let desk = ledger.desk(&DeskFilter::all().need(need))?;
            return if self.json {
                view.json(out, &desk)
            } else {
                view.print(out, &desk)
            };
        };
        let (profile, history) = history(&ledger, &snapshot, &need, profile)?;
        if self.json {
            let standing = history
                .standing
                .as_ref()
                .map(|standing| view.line(standing));
            let mut answer = json!({"today": view.today, "entries": history.entries});
            if let (Some(standing), Some(answer)) = (standing, answer.as_object_mut()) {
                answer.insert("standing".to_owned(), serde_json::to_value(standing)?);
            }
            return out.named_json(&answer, &snapshot);
        }
        let (need, profile) = (
            need_label(&snapshot, &need),
            profile_label(&snapshot, &profile),
        );
        writeln!(out, "{need} — {profile}")?;
        if history.entries.is_empty() {
            tell!(out, "no entry", "没有记录")?;
        }
        if let Some(standing) = &history.standing {
            let (stage, days) = (
                view.stage(&standing.stage),
                standing.days_in_stage(view.today),
            );
            let silent = standing.silent_days(view.today);
            let [stayed, quiet] = [days, silent].map(|n| counted(n, "day", "days"));
            tell!(
                out,
                "stage {stage}, {stayed}; silent for {quiet}",
                "阶段 {stage}，已{days}天；{silent}天无进展"
            )?;
            if let Some(day) = standing.deadline {
                tell!(out, "next step due by {day}", "下一步限于 {day} 前完成")?;
            }
        }
        history
            .entries
            .iter()
            .try_for_each(|entry| print_entry(out, entry))
    }
}

/// The profile and its history; a profile that is gone is known by the entries under its id.
fn history(
    ledger: &Ledger<'_>,
    snapshot: &Snapshot,
    need: &NeedId,
    profile: &str,
) -> Result<(ProfileId, MatchHistory)> {
    if let Ok(asked) = ProfileId::new(profile) {
        let history = ledger.history(need, &asked)?;
        if !history.entries.is_empty() {
            // A profile that went into another is known by either id.
            let kept = history.standing.as_ref().map(|found| found.profile.clone());
            return Ok((kept.unwrap_or(asked), history));
        }
    }
    let id = snapshot.find_profile(profile)?.id;
    let history = ledger.history(need, &id)?;
    Ok((id, history))
}

fn print_entry(
    out: &mut Output,
    LedgerEntry {
        number, content, ..
    }: &LedgerEntry,
) -> Result<()> {
    let EntryContent {
        kind,
        at,
        by,
        source,
        reason,
        note,
        officer,
        ..
    } = content;
    let at = at.to_string().replace('T', " ");
    let mut line = format!("{number:>4}  {at}  {}", named!(kind));
    if let Some(correction) = &content.correction {
        let of = correction.of;
        line.push_str(&say!(" of entry {of}", "第{of}条"));
        if correction.is_struck {
            line.push_str(pick(": it never happened", "：并未发生"));
        }
        if let Some(kind) = correction.kind {
            let kind = named!(kind);
            line.push_str(&say!(": {kind}", "：{kind}"));
        }
        if let Some(at) = correction.at {
            line.push_str(&format!(" {}", at.to_string().replace('T', " ")));
        }
    }
    let amount = content.amount.map(|amount| format!("{amount}万元"));
    let until = content.until.map(|day| say!("due by {day}", "限 {day}"));
    let officer = officer
        .as_ref()
        .map(|officer| say!("officer {officer}", "负责人 {officer}"));
    for more in [by, source, reason, note, &amount, &officer, &until]
        .into_iter()
        .flatten()
    {
        line.push_str("  ");
        line.push_str(more);
    }
    writeln!(out, "{line}")?;
    Ok(())
}
