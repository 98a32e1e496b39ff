//! Standings: what the entries of a match come to.

use super::calendar::Calendar;
use super::entry::{EntryContent, EntryKind, LedgerEntry};
use super::stages::{Stage, StageGate, StageRole, Stages};
use crate::error::{Bilingual, Error, Result, Wording, say};
use crate::model::{Date, Moment, NeedId, ProfileId};

/// How a match stands: the fold of its entries.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Standing {
    /// The need.
    pub need: NeedId,
    /// The profile.
    pub profile: ProfileId,
    /// Id of the stage.
    pub stage: String,
    /// What the stage means for the work.
    pub role: StageRole,
    /// When the match entered it.
    pub entered: Moment,
    /// The day by which the next step is due: set by an entry since the match entered its stage, or else the stage's.
    /// An ended or done match has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Date>,
    /// The officer whom an entry named last, or else who made the first entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub officer: Option<String>,
    /// The first source that an entry states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The last amount that an entry states, in 万元.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    /// The first activity.
    pub first: Moment,
    /// The last activity: any entry but a correction.
    pub last: Moment,
    /// The day on which the profile was first at work on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken: Option<Date>,
    /// Place of the furthest stage that it came to, from 0, ended ones aside.
    pub furthest: u32,
    /// Number of its entries, without corrections and struck ones.
    pub entries: u32,
}

impl Standing {
    /// Days since the match entered its stage; 0 on that day and before.
    #[must_use]
    pub fn days_in_stage(&self, today: Date) -> u32 {
        days(today, self.entered.date())
    }

    /// Days since the last activity; 0 on that day and before.
    #[must_use]
    pub fn silent_days(&self, today: Date) -> u32 {
        days(today, self.last.date())
    }

    /// Days since the deadline; `None` on that day, before it, and without one.
    #[must_use]
    pub fn days_overdue(&self, today: Date) -> Option<u32> {
        let days = days(today, self.deadline?);
        (days > 0).then_some(days)
    }
}

fn days(today: Date, from: Date) -> u32 {
    u32::try_from(today.days_since(from)).unwrap_or(0)
}

/// The standing of the match with those entries, all of one match; `None` if none is left that happened.
///
/// Corrections are applied, in the order of their numbers; then the entries count in the order of their moments, and at
/// one moment in the order of their numbers.
///
/// # Errors
/// Invalid input if the entry numbered `asked`, or the one that it corrects, enters a stage whose gates it does not meet.
pub(super) fn fold(
    entries: &[LedgerEntry],
    stages: &Stages,
    calendar: &Calendar,
    asked: Option<u64>,
) -> Result<Option<Standing>> {
    let checked = asked.map(|asked| corrected(entries, asked));
    let happened = happened(entries);
    let mut standing: Option<Standing> = None;
    let mut kinds: Vec<EntryKind> = Vec::new();
    for (number, content) in &happened {
        let mut now = match standing.take() {
            Some(now) => now,
            None => begin(content, stages)?,
        };
        note(&mut now, content);
        let is_first = now.entries == 1;
        let to = stages
            .place_of(content.kind)
            .filter(|&to| moves(&now, to, stages));
        // A match begins in the first stage, if its first entry leads no further.
        let to = to.or(is_first.then_some(0));
        let stage = to.and_then(|to| stages.all().get(to));
        if let (Some(stage), Some(to)) = (stage, to) {
            if checked == Some(*number) {
                let missing = missing(stage, &now, content, &kinds);
                if !missing.is_empty() {
                    return Err(refused(content, stage, &missing));
                }
            }
            enter(&mut now, stage, to, content, calendar);
        }
        if let Some(day) = content.until.filter(|_| now.role.is_open()) {
            now.deadline = Some(day);
        }
        kinds.push(content.kind);
        standing = Some(now);
    }
    Ok(standing)
}

/// The number of the entry that the entry `asked` corrects; its own if it is no correction.
fn corrected(entries: &[LedgerEntry], asked: u64) -> u64 {
    let found = entries.iter().find(|entry| entry.number == asked);
    let correction = found.and_then(|entry| entry.content.correction.as_ref());
    correction.map_or(asked, |correction| correction.of)
}

/// What happened, with the corrections applied, in order.
pub(super) fn happened(entries: &[LedgerEntry]) -> Vec<(u64, EntryContent)> {
    let mut happened: Vec<(u64, Option<EntryContent>)> = Vec::new();
    for LedgerEntry { number, content } in entries {
        let Some(correction) = &content.correction else {
            happened.push((*number, Some(content.clone())));
            continue;
        };
        for (_, corrected) in happened
            .iter_mut()
            .filter(|(number, _)| *number == correction.of)
        {
            if correction.is_struck {
                *corrected = None;
                continue;
            }
            let Some(corrected) = corrected else { continue };
            corrected.kind = correction.kind.unwrap_or(corrected.kind);
            corrected.at = correction.at.unwrap_or(corrected.at);
            corrected.amount = content.amount.or(corrected.amount);
            corrected.propensity = content.propensity.or(corrected.propensity);
            corrected.until = content.until.or(corrected.until);
            let texts = [
                (&mut corrected.source, &content.source),
                (&mut corrected.reason, &content.reason),
                (&mut corrected.note, &content.note),
                (&mut corrected.officer, &content.officer),
            ];
            for (old, new) in texts {
                if new.is_some() {
                    old.clone_from(new);
                }
            }
        }
    }
    let left = happened.into_iter();
    let mut left: Vec<_> = left
        .filter_map(|(number, content)| Some((number, content?)))
        .collect();
    left.sort_by_key(|(number, content)| (content.at.unix_seconds(), *number));
    left
}

/// A match before its first entry counts.
fn begin(content: &EntryContent, stages: &Stages) -> Result<Standing> {
    let fault = || Error::fault(say!("stages without a first one", "没有第一个阶段"));
    let first = stages.all().first().ok_or_else(fault)?;
    Ok(Standing {
        need: content.need.clone(),
        profile: content.profile.clone(),
        stage: first.id.clone(),
        role: first.role,
        entered: content.at,
        deadline: None,
        officer: content.by.clone(),
        source: None,
        amount: None,
        first: content.at,
        last: content.at,
        taken: None,
        furthest: 0,
        entries: 0,
    })
}

/// What an entry says whatever the stage.
fn note(now: &mut Standing, content: &EntryContent) {
    now.last = content.at;
    now.entries += 1;
    if content.officer.is_some() {
        now.officer.clone_from(&content.officer);
    } else if now.officer.is_none() {
        now.officer.clone_from(&content.by);
    }
    if now.source.is_none() {
        now.source.clone_from(&content.source);
    }
    now.amount = content.amount.or(now.amount);
}

/// Whether the match goes on to the stage at `to`.
fn moves(now: &Standing, to: usize, stages: &Stages) -> bool {
    let Some(stage) = stages.all().get(to) else {
        return false;
    };
    let here = stages.all().iter().position(|stage| stage.id == now.stage);
    match (now.role, stage.role) {
        (StageRole::Done, _) | (StageRole::Ended, StageRole::Ended) => false,
        (StageRole::Waiting | StageRole::Engaged, StageRole::Ended) => true,
        // An ended match is taken up again wherever the entry leads.
        (StageRole::Ended, StageRole::Waiting | StageRole::Engaged | StageRole::Done) => true,
        (
            StageRole::Waiting | StageRole::Engaged,
            StageRole::Waiting | StageRole::Engaged | StageRole::Done,
        ) => here.is_some_and(|here| here < to),
    }
}

fn enter(
    now: &mut Standing,
    stage: &Stage,
    place: usize,
    content: &EntryContent,
    calendar: &Calendar,
) {
    now.stage.clone_from(&stage.id);
    now.role = stage.role;
    now.entered = content.at;
    let day = content.at.date();
    now.deadline = stage
        .working_days
        .filter(|_| stage.role.is_open())
        .map(|count| calendar.after(day, count));
    if stage.role == StageRole::Engaged && now.taken.is_none() {
        now.taken = Some(day);
    }
    if stage.role != StageRole::Ended {
        now.furthest = now.furthest.max(u32::try_from(place).unwrap_or(u32::MAX));
    }
}

/// What is not known that must be.
fn missing(
    stage: &Stage,
    now: &Standing,
    content: &EntryContent,
    kinds: &[EntryKind],
) -> Vec<Wording> {
    let is_known = |gate: &StageGate| match gate {
        StageGate::Officer => now.officer.is_some(),
        StageGate::Amount => now.amount.is_some(),
        StageGate::Reason => content.reason.is_some(),
        StageGate::Note => content.note.is_some(),
        StageGate::Source => now.source.is_some(),
    };
    let gates = stage.gates.iter().filter(|gate| !is_known(gate));
    let mut missing: Vec<Wording> = gates.map(Bilingual::wording).collect();
    if !stage.after.is_empty() && !stage.after.iter().any(|kind| kinds.contains(kind)) {
        let english: Vec<&str> = stage.after.iter().map(|kind| kind.as_str()).collect();
        let chinese: Vec<&str> = stage.after.iter().map(|kind| kind.as_chinese()).collect();
        missing.push(Wording::new(
            format!("an entry before it that is {}", english.join(" or ")),
            format!("此前的{}记录", chinese.join("或")),
        ));
    }
    missing
}

fn refused(content: &EntryContent, stage: &Stage, missing: &[Wording]) -> Error {
    let missing = Wording::joined(missing, (", ", "、"));
    let repair = say!(
        "to enter the stage {} ({}), first state: {missing}",
        "进入阶段 {}（{}）前，请先写明：{missing}",
        stage.id,
        stage.name;
        missing
    );
    Error::invalid("entry", content.kind, repair)
}
