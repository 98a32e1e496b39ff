//! What is said of a plan: as a table, and as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use qianxian::Snapshot;
use qianxian::decision::Infeasibility;
use qianxian::engine::{CommonNeed, EventAbsence};
use qianxian::event::export::Labels;
use qianxian::event::{
    EventChange, EventClash, EventProblem, Meeting, Party, Plan, Replan, RoundTable, Status,
};
use qianxian::model::{Need, NeedId, ProfileId};
use qianxian::rule::Caution;
use serde::Serialize;

use crate::failure::Result;
use crate::language::{chosen, counted, pick, say, tell};
use crate::output::{Column, Output, Table, caution_note, some};
use crate::past::PastPairs;

/// Needs that a line names.
const NAMED: usize = 12;

/// What is printed as JSON.
#[derive(Serialize)]
pub(super) struct Printed<'a> {
    #[serde(flatten)]
    answer: Answer<'a>,
    /// Profiles that share a person: one of them at a time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    one_at_a_time: Vec<&'a BTreeSet<ProfileId>>,
    /// Round tables of the plan, each once with all who sit there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    round_tables: Vec<RoundTable>,
    /// Common needs, and the table of each.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    common: &'a [CommonNeed],
    /// Parties that their records keep away from slots.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    absences: &'a [EventAbsence],
    /// Meetings of which something has to be confirmed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cautions: Vec<Cautioned>,
    /// Needs that take no part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<LeftOut>,
    /// Meetings of pairs whose match has ended in the ledger.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    in_ledger: Vec<PastPairs>,
}

/// A need that takes no part, and why.
#[derive(Serialize)]
struct LeftOut {
    need: NeedId,
    why: String,
}

/// A meeting of which something has to be confirmed.
#[derive(Serialize)]
pub(super) struct Cautioned {
    need: NeedId,
    profile: ProfileId,
    cautions: Vec<Caution>,
}

impl Cautioned {
    /// The pairs of `plan` that may have a conflict of interest, each once, by need and profile.
    pub(super) fn all(plan: &Plan, needs: &[Need], snapshot: &Snapshot) -> Result<Vec<Self>> {
        let known: BTreeMap<&NeedId, &Need> = needs.iter().map(|need| (&need.id, need)).collect();
        let meetings = plan.meetings().iter();
        let pairs: BTreeSet<_> = meetings.map(|m| (&m.need, &m.profile)).collect();
        let mut found = Vec::new();
        for (id, profile) in pairs {
            let Some(need) = known.get(id) else {
                continue;
            };
            let cautions = snapshot.cautions(need, &snapshot.profile(profile)?)?;
            if !cautions.is_empty() {
                found.push(Self {
                    need: id.clone(),
                    profile: profile.clone(),
                    cautions,
                });
            }
        }
        Ok(found)
    }
}

/// Names what has to be confirmed of the meetings, a line each.
pub(super) fn print_cautions(out: &mut Output, all: &[Cautioned]) -> Result<()> {
    for Cautioned {
        need,
        profile,
        cautions,
    } in all
    {
        for caution in cautions {
            let said = caution_note(caution);
            tell!(
                out,
                "{need} and {profile}: {said}",
                "{need} 与 {profile}：{said}"
            )?;
        }
    }
    Ok(())
}

/// Names the needs that take no part, a line a cause.
pub(super) fn print_left_out(out: &mut Output, labels: &Labels) -> Result<()> {
    let mut by_cause: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (need, why) in labels.left_out() {
        let why = why.in_language(chosen());
        by_cause.entry(why).or_default().push(need.as_str());
    }
    for (why, needs) in by_cause {
        let count = needs.len();
        let named = some(needs.into_iter(), NAMED);
        let of_needs = counted(count, "need takes", "needs take");
        tell!(
            out,
            "{of_needs} no part ({named}): {why}",
            "{count}项需求不参加（{named}）：{why}"
        )?;
    }
    Ok(())
}

/// Names who cannot come on any day of the event and why, a line each, and how many cannot on some.
pub(super) fn print_absences(out: &mut Output, all: &[EventAbsence]) -> Result<()> {
    for absence in all.iter().filter(|absence| absence.is_whole) {
        let id = absence.party.id();
        let why = match (absence.from, absence.until) {
            (Some(from), Some(until)) => say!(
                "free from {from} until {until}",
                "可服务期为{from}至{until}"
            ),
            (Some(from), None) => say!("free from {from} on", "自{from}起才可服务"),
            (None, Some(until)) if matches!(absence.party, Party::Need(_)) => {
                say!("its last day is {until}", "于{until}截止")
            }
            (None, Some(until)) => say!("free until {until}", "可服务至{until}"),
            (None, None) => continue,
        };
        tell!(
            out,
            "{id} meets nobody on the days of the event: {why}",
            "{id} 不参加本次对接会：{why}"
        )?;
    }
    let partly = all.iter().filter(|absence| !absence.is_whole).count();
    if partly > 0 {
        tell!(
            out,
            "kept away from some of the days by their own dates: {partly}",
            "因自身日期，有{partly}个需求或供方不参加其中几天"
        )?;
    }
    Ok(())
}

impl<'a> Printed<'a> {
    pub(super) fn new(
        answer: Answer<'a>,
        event: &'a EventProblem,
        common: &'a [CommonNeed],
    ) -> Self {
        let plan = match &answer {
            Answer::Plan(plan) => Some(*plan),
            Answer::Replan(replan) => Some(&replan.plan),
            Answer::Infeasible(_) | Answer::Undecided(_) => None,
        };
        Self {
            round_tables: plan.map_or_else(Vec::new, Plan::round_tables),
            common,
            answer,
            one_at_a_time: event.one_at_a_time().collect(),
            absences: &[],
            cautions: Vec::new(),
            left_out: Vec::new(),
            in_ledger: Vec::new(),
        }
    }

    /// Adds the needs that take no part, and the pairs that the ledger knows.
    pub(super) fn notices(mut self, labels: &Labels, in_ledger: Vec<PastPairs>) -> Self {
        let left_out = labels.left_out().map(|(need, why)| LeftOut {
            need: need.clone(),
            why: why.english().to_owned(),
        });
        self.left_out = left_out.collect();
        self.in_ledger = in_ledger;
        self
    }

    /// Adds who cannot come.
    pub(super) fn absences(mut self, absences: &'a [EventAbsence]) -> Self {
        self.absences = absences;
        self
    }

    /// Adds what has to be confirmed of the meetings.
    pub(super) fn cautions(mut self, cautions: Vec<Cautioned>) -> Self {
        self.cautions = cautions;
        self
    }
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Answer<'a> {
    Plan(&'a Plan),
    Replan(&'a Replan),
    Infeasible(&'a Why),
    Undecided(Option<&'a Why>),
}

/// Why there is no plan.
pub(super) type Why = Infeasibility<EventClash, EventChange>;

/// Says which profiles share a person, so that nobody looks for two of them at one hour.
pub(super) fn print_persons(out: &mut Output, event: &EventProblem, labels: &Labels) -> Result<()> {
    for set in event.one_at_a_time() {
        let called = |id: &ProfileId| {
            let party = Party::Profile(id.clone());
            format!("{id} {}", labels.name_of(&party))
        };
        let set: Vec<String> = set.iter().map(called).collect();
        let set = set.join(pick(", ", "、"));
        tell!(
            out,
            "never at one hour, as a leader goes with his group: {set}",
            "同一时段至多一个到场（带队人随团）：{set}"
        )?;
    }
    Ok(())
}

pub(super) fn print(
    out: &mut Output,
    plan: &Plan,
    labels: &Labels,
    replan: Option<&Replan>,
) -> Result<()> {
    let mut table = Table::new([
        Column::text("slot", 22),
        Column::text("table", 8),
        Column::text("enterprise", 28),
        Column::text("need", 20),
        Column::text("title", 30),
        Column::text("profile", 20),
        Column::text("name", 24),
        Column::number("value"),
    ]);
    let rounds = plan.round_tables();
    let mut told = BTreeSet::new();
    for meeting in plan.meetings() {
        let round = meeting.round_table.as_ref();
        let Some(round) = round.and_then(|id| rounds.iter().find(|round| round.id == *id)) else {
            table.row(row(meeting, labels));
            continue;
        };
        // A round table is one line, with a line below for each need that sits there.
        if told.insert(&round.id) {
            let (cells, notes) = row_of_round(round, plan, labels);
            table.row_with_notes(cells, notes);
        }
    }
    table.print(out)?;
    let (meetings, value) = (plan.meeting_count(), plan.value());
    let quality = match plan.status() {
        Status::Optimal => say!("proved greatest", "已证明为最大"),
        _ => say!("at most {:.4} is possible", "最多可达 {:.4}", plan.bound()),
    };
    tell!(
        out,
        "{meetings} meetings worth {value:.4} ({quality})",
        "{meetings}场会面，总值 {value:.4}（{quality}）"
    )?;
    if let Some(replan) = replan {
        let (kept, moved) = (replan.kept, replan.moved.len());
        let (cancelled, added) = (replan.cancelled.len(), replan.added.len());
        let proof = if replan.fewest {
            say!("proved fewest", "已证明为最少")
        } else {
            say!("fewest found", "已找到的最少")
        };
        tell!(
            out,
            "of the published {kept} stay, {moved} move, {cancelled} are cancelled ({proof}); {added} are new",
            "已公布的会面中{kept}场不变，{moved}场改期，{cancelled}场取消（{proof}）；新增{added}场"
        )?;
    }
    Ok(())
}

fn row(meeting: &Meeting, labels: &Labels) -> [String; 8] {
    let need = Party::Need(meeting.need.clone());
    let profile = Party::Profile(meeting.profile.clone());
    [
        meeting.slot.to_string(),
        meeting.table.clone(),
        meeting.enterprise.clone(),
        meeting.need.to_string(),
        labels.name_of(&need).to_owned(),
        meeting.profile.to_string(),
        labels.name_of(&profile).to_owned(),
        format!("{:.4}", meeting.value),
    ]
}

fn row_of_round(round: &RoundTable, plan: &Plan, labels: &Labels) -> ([String; 8], Vec<String>) {
    let comma = pick(", ", "、");
    let joined = |parts: Vec<String>| parts.join(comma);
    let name = |id: &ProfileId| labels.name_of(&Party::Profile(id.clone())).to_owned();
    let (firms, needs) = (round.enterprises.len(), round.needs.len());
    let of_firms = counted(firms, "enterprise", "enterprises");
    let of_needs = counted(needs, "need", "needs");
    let cells = [
        round.slot.to_string(),
        round.table.clone(),
        say!("{of_firms}", "{firms}家企业"),
        say!("{of_needs}", "{needs}项需求"),
        format!("【{}】", round.id),
        joined(round.profiles.iter().map(ToString::to_string).collect()),
        joined(round.profiles.iter().map(name).collect()),
        format!("{:.4}", round.value),
    ];
    let mut notes: Vec<String> = Vec::new();
    let of_round = |m: &&Meeting| m.round_table.as_ref() == Some(&round.id);
    for meeting in plan.meetings().iter().filter(of_round) {
        let title = labels
            .name_of(&Party::Need(meeting.need.clone()))
            .to_owned();
        let note = format!("  {}  {}  {title}", meeting.enterprise, meeting.need);
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    (cells, notes)
}

/// Says who sits together for each common need, and who does not.
pub(super) fn print_common(out: &mut Output, common: &[CommonNeed], labels: &Labels) -> Result<()> {
    for CommonNeed { cluster, table, .. } in common {
        let terms = cluster.terms.join("、");
        let Some(table) = table else {
            tell!(
                out,
                "common need {terms}: no profile has an hour with two of its enterprises at one table; needs stay single",
                "共性需求 {terms}：没有供方能在同一时段与其中两家企业同桌，仍按单项安排"
            )?;
            continue;
        };
        let (firms, profile) = (table.enterprises.len(), &table.profile);
        let party = Party::Profile(profile.clone());
        let name = labels.name_of(&party);
        let left: Vec<String> = table.left.iter().map(ToString::to_string).collect();
        let left = left.join(pick(", ", "、"));
        let rest = match table.left.is_empty() {
            true => String::new(),
            false => say!("; not at it: {left}", "；未同桌：{left}"),
        };
        let of_firms = counted(firms, "enterprise", "enterprises");
        tell!(
            out,
            "common need {terms}: {profile} {name} sees {of_firms} at one table{rest}",
            "共性需求 {terms}：{profile} {name} 与{firms}家企业同桌{rest}"
        )?;
    }
    Ok(())
}
