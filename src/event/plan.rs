//! Result types of a plan: meetings, value, bound and unmet wishes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::change::EventChange;
use super::infeasible::EventClash;
use super::party::Party;
use super::problem::{EventProblem, float};
use super::slot::Slot;
use super::timetable::Timetable;
use crate::decision::Decision;
use crate::decision::Status;
use crate::error::{Wording, say};
use crate::model::{NeedId, ProfileId};

/// A need and a profile at a table in a slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// Slot in which the two meet.
    pub slot: Slot,
    /// Id of the table.
    pub table: String,
    /// Id of the need.
    pub need: NeedId,
    /// Id of the need's enterprise.
    pub enterprise: String,
    /// Id of the profile.
    pub profile: ProfileId,
    /// Value of the meeting to both sides, from 0 to 1.
    pub value: f64,
    /// Id of the round table that the meeting is part of; `None` for a meeting of two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round_table: Option<String>,
}

/// A round table of a plan, with everybody who sits there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RoundTable {
    /// Id of the round table.
    pub id: String,
    /// Slot in which it meets.
    pub slot: Slot,
    /// Id of the table at which it sits.
    pub table: String,
    /// Profiles at the table, by id.
    pub profiles: Vec<ProfileId>,
    /// Enterprises at the table, by id; each sits once, whatever the number of its needs.
    pub enterprises: Vec<String>,
    /// Needs of these enterprises that bring them there, by id.
    pub needs: Vec<NeedId>,
    /// Sum of the values of its pairs.
    pub value: f64,
}

/// A need or profile with fewer meetings than it would take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmetParty {
    /// The need or profile.
    pub party: Party,
    /// Number of meetings in the plan.
    pub meetings: u32,
    /// Number of further meetings that the party would take.
    pub open: u32,
}

/// A timetable that holds every limit.
///
/// Everything is ordered, by slot, table and ids, and depends on the problem and the budget alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    status: Status,
    value: f64,
    bound: f64,
    meetings: Vec<Meeting>,
    unmet: Vec<UnmetParty>,
}

impl Plan {
    /// The plan of a timetable that misses nothing; `bound` in steps.
    pub(super) fn new(
        timetable: &Timetable<'_>,
        seats: &BTreeMap<usize, usize>,
        is_best: bool,
        bound: i64,
    ) -> Self {
        let problem = timetable.problem;
        let mut meetings: Vec<(usize, Meeting)> = Vec::new();
        for (&candidate, &table) in seats {
            let slot = timetable.slot_of(candidate).map(|s| problem.slots[s]);
            let rows = slot.map(|slot| rows(problem, candidate, slot, &problem.tables[table].id));
            meetings.extend(rows.into_iter().flatten().map(|row| (table, row)));
        }
        meetings.sort_by(|(t, a), (u, b)| {
            let key = |m: &Meeting| (m.need.clone(), m.profile.clone());
            // By position of the table, not by its name: table 2 comes before table 10.
            (a.slot, t)
                .cmp(&(b.slot, u))
                .then_with(|| key(a).cmp(&key(b)))
        });
        // A proof that nothing is better makes the value the bound; the flow's may lie above it.
        let bound = if is_best {
            timetable.value
        } else {
            bound.max(timetable.value)
        };
        Self {
            status: match is_best || bound == timetable.value {
                true => Status::Optimal,
                false => Status::BestFound {
                    gap: float(bound - timetable.value),
                },
            },
            value: float(timetable.value),
            bound: float(bound),
            meetings: meetings.into_iter().map(|(_, meeting)| meeting).collect(),
            unmet: unmet(timetable),
        }
    }

    /// Returns the status: optimal, or the gap to the bound.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// Returns the sum of the meetings' values, each from 0 to 1.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Returns a proved upper bound on the sum of values of any timetable that holds the limits, at least
    /// [`value`](Self::value).
    #[must_use]
    pub fn bound(&self) -> f64 {
        self.bound
    }

    /// Returns the meetings, by slot, then table, need and profile.
    #[must_use]
    pub fn meetings(&self) -> &[Meeting] {
        &self.meetings
    }

    /// Returns the number of meetings; a round table is one, however many sit there.
    #[must_use]
    pub fn meeting_count(&self) -> usize {
        let pairs = self.meetings.iter().filter(|m| m.round_table.is_none());
        pairs.count() + self.round_tables().len()
    }

    /// Returns the round tables, by slot, then table.
    #[must_use]
    pub fn round_tables(&self) -> Vec<RoundTable> {
        let mut found: Vec<RoundTable> = Vec::new();
        for meeting in &self.meetings {
            let Some(id) = &meeting.round_table else {
                continue;
            };
            let at = found.iter().position(|round| round.id == *id);
            let at = at.unwrap_or_else(|| {
                found.push(RoundTable::empty(id, meeting));
                found.len() - 1
            });
            let round = &mut found[at];
            round.value += meeting.value;
            round.profiles.push(meeting.profile.clone());
            round.enterprises.push(meeting.enterprise.clone());
            round.needs.push(meeting.need.clone());
        }
        found.iter_mut().for_each(RoundTable::settle);
        found
    }

    /// Returns the needs and profiles that would take more meetings, by side, then id.
    #[must_use]
    pub fn unmet(&self) -> &[UnmetParty] {
        &self.unmet
    }

    /// Returns the meetings of one party, in order. O(meetings).
    pub fn of<'a>(&'a self, party: &Party) -> impl Iterator<Item = &'a Meeting> + use<'a> {
        let party = party.clone();
        self.meetings.iter().filter(move |meeting| match &party {
            Party::Need(id) => meeting.need == *id,
            Party::Enterprise(id) => meeting.enterprise == *id,
            Party::Profile(id) => meeting.profile == *id,
        })
    }
}

impl RoundTable {
    fn empty(id: &str, meeting: &Meeting) -> Self {
        Self {
            id: id.to_owned(),
            slot: meeting.slot,
            table: meeting.table.clone(),
            profiles: Vec::new(),
            enterprises: Vec::new(),
            needs: Vec::new(),
            value: 0.0,
        }
    }

    /// Names each member once.
    fn settle(&mut self) {
        self.profiles.sort();
        self.profiles.dedup();
        self.enterprises.sort();
        self.enterprises.dedup();
        self.needs.sort();
        self.needs.dedup();
    }
}

/// The rows of one candidate: one for each pair.
fn rows(problem: &EventProblem, candidate: usize, slot: Slot, table: &str) -> Vec<Meeting> {
    let members = problem.members(candidate);
    let start = problem.profiles().start;
    let members = || members.iter().map(|&m| m as usize);
    let needs = members().filter(|&m| m < problem.needs);
    let profiles: Vec<&ProfileId> = members()
        .filter(|&m| m >= start)
        .map(|m| &problem.profile_ids[m - start])
        .collect();
    let row = |need: &NeedId, profile: &ProfileId| Meeting {
        slot,
        table: table.to_owned(),
        need: need.clone(),
        enterprise: problem.enterprise_of(need).unwrap_or_default().to_owned(),
        profile: profile.clone(),
        value: problem.value_of(need, profile).unwrap_or(0.0),
        round_table: problem.round(candidate).map(|round| round.id.clone()),
    };
    let rows = needs.flat_map(|need| {
        let need = &problem.need_ids[need];
        profiles.iter().map(move |profile| (need, *profile))
    });
    rows.map(|(need, profile)| row(need, profile)).collect()
}

fn unmet(timetable: &Timetable<'_>) -> Vec<UnmetParty> {
    let problem = timetable.problem;
    let parties = (0..problem.needs).chain(problem.profiles());
    let unmet = parties.map(|party| {
        let limits = &problem.parties[party];
        let meetings = timetable.count(party);
        UnmetParty {
            party: limits.party.clone(),
            meetings,
            open: limits.most.saturating_sub(meetings),
        }
    });
    unmet.filter(|u| u.open > 0).collect()
}

impl Decision for Plan {
    type Clash = EventClash;
    type Change = EventChange;

    fn name() -> Wording {
        say!("a plan", "日程")
    }
}
