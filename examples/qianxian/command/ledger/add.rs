//! `qianxian ledger add`: one entry, or a correction of one.

use std::io::Write as _;

use clap::Args;
use qianxian::ledger::{Appended, Change, EntryContent, EntryKind, Ledger, Standing};
use qianxian::model::{Budget, Date, Moment, NeedId, NeedStatus, ProfileId};
use qianxian::{Error, Library};

use super::{View, need_id, profile_id};
use crate::clock::now;
use crate::failure::Result;
use crate::language::{named, pick, tell, wording};
use crate::library::{LibraryArgs, need_label, profile_label};
use crate::open_matches::{is_closed, tell_left_open};
use crate::output::{Output, complain};

/// Append an entry about a match; it is on the disk when the command ends
///
/// qianxian ledger add --library lib --need N-001 --profile E-001 --kind signed --amount 50万元 --by 示例·李科长
///
/// qianxian ledger add --library lib --need N-001 --profile E-001 --kind refused --reason 距离太远
///
/// qianxian ledger add --library lib --need N-001 --profile E-001 --kind solved --note 样品合格 --status settled
///
/// qianxian ledger add --library lib --correct 7 --instead visited --happened '2026-11-27 14:00'
///
/// Kinds: proposed 推荐, pushed 推送, viewed 查看, contacted 联系, visited 走访, met 会面, agreed 达成意向, signed 签约,
/// solved 销号, refused 拒绝, withdrawn 撤回, note 备注, deadline 设定期限, handed 交办; usual words such as 洽谈中 too.
///
/// JSON: {"number","is_late","standing"?:{"need","profile","stage","role","entered","deadline"?,"officer"?,"source"?,
/// "amount"?,"first","last","taken"?,"furthest","entries"}}.
#[derive(Args, Debug)]
pub(crate) struct Add {
    #[command(flatten)]
    library: LibraryArgs,
    /// Need, by id or title
    #[arg(long, value_name = "NEED", required_unless_present = "correct")]
    need: Option<String>,
    /// Profile, by id or name
    #[arg(long, value_name = "PROFILE", required_unless_present = "correct")]
    profile: Option<String>,
    /// What happened
    #[arg(long, value_name = "KIND", required_unless_present = "correct")]
    kind: Option<EntryKind>,
    /// Who makes the entry
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// When it happened, as in 2026-11-29T09:30+08:00 (default: now, by the machine's clock)
    #[arg(long, value_name = "MOMENT")]
    at: Option<Moment>,
    /// Where the match comes from: an event, a portal, a visit
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// Why, above all of a refusal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Anything else
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Money agreed on, such as 50万元; a bare number is 万元
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    amount: Option<f64>,
    /// Probability with which the match was proposed at its place, above 0 and at most 1
    #[arg(long, value_name = "P")]
    propensity: Option<f64>,
    /// Officer who is responsible from now on
    #[arg(long, value_name = "WHO")]
    officer: Option<String>,
    /// Day by which the next step is due
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<Date>,
    /// Give the need this status in the same commit, as in settled: both are there or neither
    #[arg(long, value_name = "STATUS")]
    status: Option<NeedStatus>,
    /// Correct the entry of this number: fields that are given take the place of its own
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["need", "profile", "kind"])]
    correct: Option<u64>,
    /// The corrected entry never happened
    #[arg(long, requires = "correct")]
    strike: bool,
    /// What happened in place of what the corrected entry says
    #[arg(long, value_name = "KIND", requires = "correct")]
    instead: Option<EntryKind>,
    /// When the corrected entry happened
    #[arg(long, value_name = "MOMENT", requires = "correct")]
    happened: Option<Moment>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// One amount in 万元.
fn amount(text: &str) -> qianxian::Result<f64> {
    // A text that is no amount at all is one of this field, not of a budget.
    let range = text.parse::<Budget>().ok();
    match range.map(|range| (range.min(), range.max())) {
        Some((Some(least), Some(most))) if least == most => Ok(least),
        Some(_) | None => Err(Error::invalid(
            "amount",
            text,
            wording!(
                "give one amount, as in 500,000 yuan, 2 million yuan or 50万元",
                "请填一个金额，如 50万元"
            ),
        )),
    }
}

impl Add {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let snapshot = crate::library::snapshot(&library)?;
        let ledger = library.ledger()?;
        let content = match (self.correct, &self.need, &self.profile, self.kind) {
            (Some(number), ..) => self.correction(&ledger, number)?,
            (None, Some(need), Some(profile), Some(kind)) => {
                // The ledger outlives the records: a match of one that was deleted can be ended.
                let need = need_id(&ledger, &snapshot, need)?;
                let profile = profile_id(&ledger, &snapshot, (&need, profile))?;
                self.filled(EntryContent::new(
                    need,
                    profile,
                    kind,
                    self.at.map_or_else(now, Ok)?,
                ))
            }
            _ => unreachable_arguments()?,
        };
        let (need, profile) = (content.need.clone(), content.profile.clone());
        self.tell_odd_moments(&content)?;
        let appended = match self.status {
            Some(status) => self.together(&library, content, status)?,
            None => ledger.append(content)?,
        };
        let ids = (need.clone(), profile.clone());
        if self.json {
            self.tell_status(&ledger, &library, (&ids, appended.standing.as_ref()))?;
            return out.named_json(&appended, &snapshot);
        }
        let number = appended.number;
        let view = View {
            snapshot: &snapshot,
            stages: &ledger.stages()?,
            today: now()?.date(),
        };
        let stage = match &appended.standing {
            Some(standing) => view.stage(&standing.stage),
            None => pick("nothing is left", "已无记录"),
        };
        let (need, profile) = (
            need_label(&snapshot, &need),
            profile_label(&snapshot, &profile),
        );
        tell!(
            out,
            "entry {number}: {need} — {profile}: {stage}",
            "第{number}条记录：{need} — {profile}：{stage}"
        )?;
        if let Some(status) = self.status {
            let (english, chinese) = (status.as_str(), status.as_chinese());
            tell!(
                out,
                "status of the need: {english}",
                "需求的状态：{chinese}"
            )?;
        }
        if let Some(day) = appended
            .standing
            .as_ref()
            .and_then(|standing| standing.deadline)
        {
            tell!(out, "next step due by {day}", "下一步限于 {day} 前完成")?;
        }
        self.tell_status(&ledger, &library, (&ids, appended.standing.as_ref()))?;
        if appended.is_late {
            tell_late();
        }
        Ok(())
    }

    /// Says of a moment that is still to come, and of a day that was over when the entry happened: both are stored,
    /// and both are mostly slips.
    fn tell_odd_moments(&self, content: &EntryContent) -> Result<()> {
        let happened = self.happened.unwrap_or(content.at);
        for moment in [Some(content.at), self.happened].into_iter().flatten() {
            if moment.unix_seconds() > now()?.unix_seconds() {
                let moment = moment.to_string().replace('T', " ");
                complain(&crate::language::say!(
                    "note: {moment} is still to come; mend it with --correct if it is a slip",
                    "注意：{moment} 尚未到来；如系笔误，请用 --correct 更正"
                ));
            }
        }
        if let Some(until) = content.until.filter(|until| *until < happened.date()) {
            let day = happened.date();
            complain(&crate::language::say!(
                "note: the deadline {until} is before {day}, when the entry happened; mend it with --correct if it is a slip",
                "注意：到期日 {until} 早于本条发生的日期 {day}；如系笔误，请用 --correct 更正"
            ));
        }
        Ok(())
    }

    /// Says how the status of the need and its matches differ: of one that is settled or withdrawn, the matches that are
    /// left open; and a match that goes on, or is no longer done, though its need is.
    fn tell_status(
        &self,
        ledger: &Ledger<'_>,
        library: &Library,
        ((id, profile), standing): (&(NeedId, ProfileId), Option<&Standing>),
    ) -> Result<()> {
        // As it is after the commit; one that was deleted has none.
        let Ok(need) = crate::library::snapshot(library)?.need(id) else {
            return Ok(());
        };
        if !is_closed(need.status) {
            return Ok(());
        }
        if self.status.is_some() {
            return Ok(tell_left_open(ledger, (id, need.status))?);
        }
        let is_done = standing.is_some_and(|standing| !standing.role.is_open());
        let status = named!(need.status);
        if self.correct.is_some() && !is_done {
            complain(&crate::language::say!(
                "note: the status of {id} stays {status}; if it is open again: `qianxian set --need {id} status=open`",
                "注意：{id} 的状态仍为{status}；若应重新开放，请运行 qianxian set --need {id} 状态=开放"
            ));
        } else if !is_done && self.kind != Some(EntryKind::Note) {
            complain(&crate::language::say!(
                "note: the status of {id} is {status}, and the match with {profile} is open; open the need again (`qianxian set --need {id} status=open`) or end the match",
                "注意：{id} 的状态为{status}，而它与 {profile} 的对接未结；请重新开放该需求（qianxian set --need {id} 状态=开放）或结束该对接"
            ));
        }
        Ok(())
    }

    /// Appends the entry and gives its need the status, in one commit.
    fn together(
        &self,
        library: &Library,
        content: EntryContent,
        status: NeedStatus,
    ) -> Result<Appended> {
        let mut writer = library.writer()?;
        let mut change = Change::at(content.at);
        change.by.clone_from(&self.by);
        change.why = self.reason.clone().or_else(|| self.note.clone());
        writer.set_change(change);
        let mut patch = serde_json::Map::new();
        patch.insert("status".to_owned(), status.as_str().into());
        writer.patch(&content.need.clone().into(), patch, None)?;
        writer.append(content)?;
        writer.commit()?;
        let appended = writer.appended().into_iter().next();
        writer.close()?;
        appended.ok_or_else(|| {
            let repair = wording!(
                "look it up with `qianxian ledger show`",
                "请用 qianxian ledger show 查看"
            );
            Error::not_found("entry", "", repair).into()
        })
    }

    /// A correction of the entry `number`, about the match of that entry.
    fn correction(&self, ledger: &Ledger<'_>, number: u64) -> Result<EntryContent> {
        let old = ledger.entry(number)?.content;
        let at = self.at.map_or_else(now, Ok)?;
        let content = EntryContent::correcting(old.need, old.profile, number, at);
        let content = content.instead(self.instead, self.happened);
        Ok(self.filled(if self.strike {
            content.struck()
        } else {
            content
        }))
    }

    /// With the fields of the command line.
    fn filled(&self, mut content: EntryContent) -> EntryContent {
        content.by.clone_from(&self.by);
        content.source.clone_from(&self.source);
        content.reason.clone_from(&self.reason);
        content.note.clone_from(&self.note);
        content.amount = self.amount;
        content.propensity = self.propensity;
        content.officer.clone_from(&self.officer);
        content.until = self.until;
        content
    }
}

fn tell_late() {
    complain(&crate::language::say!(
        "note: the match has later entries; this one counts at its own moment",
        "注意：该对接已有更晚的记录；本条按其发生的时刻计"
    ));
}

/// clap requires need, profile and kind unless an entry is corrected.
fn unreachable_arguments() -> Result<EntryContent> {
    let repair = wording!(
        "name the need, the profile and the kind",
        "请写明需求、供方和进展"
    );
    Err(Error::invalid("entry", "", repair).into())
}
