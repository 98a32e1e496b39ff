//! Infeasible events: the clash of limits, and the cheapest relaxations.
//!
//! Four proofs of infeasibility are tried, the simplest first: a meeting that must be has no slot in common
//! (presence); meetings that need a slot each have too few between them (slots: a Hall violator of a bipartite
//! matching); minimums and limits contradict each other whatever the clock (numbers: a cut of the relaxation's
//! flow); or all timetables of a small event were searched (search). Every relaxation was tried: the event with
//! the changes was planned, and a timetable found.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::change::EventChange;
use super::exact::search;
use super::party::Party;
use super::problem::{EventProblem, index};
use super::relaxations::relaxations;
use super::slot::Slot;
use super::solve::Solved;
use crate::decision::Control;
use crate::decision::{Infeasibility, listed, listed_in_words};
use crate::error::{Bilingual, Result, Wording, counted, displays_wording, say};
use crate::model::ProfileId;

type EventInfeasibility = Infeasibility<EventClash, EventChange>;

/// How it is known that no timetable holds all limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ClashProof {
    /// Two or more who must meet are never there together, or at no open table.
    Presence,
    /// The meetings that a party must have do not find slots of their own.
    Slots,
    /// The parties' minimums ask for more meetings than the limits let them have.
    Numbers,
    /// All timetables were searched.
    Search,
    /// Nothing is proved; no timetable was found within the budget.
    Open,
}

impl ClashProof {
    /// Returns the lower-case name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Presence => "presence",
            Self::Slots => "slots",
            Self::Numbers => "numbers",
            Self::Search => "search",
            Self::Open => "open",
        }
    }
}

impl fmt::Display for ClashProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Parties that cannot all have their way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EventClash {
    /// The proof of the clash.
    pub proof: ClashProof,
    /// Parties that clash, by side, then id.
    pub parties: Vec<Party>,
    /// Profiles of the clash that share a person, so that one alone of a set can meet at a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<Vec<ProfileId>>,
    /// All slots open to the clashing meetings, for a clash of slots; empty otherwise.
    pub slots: Vec<Slot>,
    /// Number of meetings that the parties must have among them.
    pub required: u64,
    /// Number of meetings that they can have, less than `required`; for a search or an open proof, the most
    /// that were found.
    pub available: u64,
}

impl Bilingual for EventClash {
    fn wording(&self) -> Wording {
        let (required, available) = (self.required, self.available);
        let (who, slots) = (listed_in_words(&self.parties), listed(&self.slots));
        let meetings = counted(required, "meeting", "meetings");
        let of_slots = counted(available, "slot", "slots");
        let text = match self.proof {
            ClashProof::Presence => say!(
                "{who} must meet and are never there together at an open table",
                "{who} 必须会面，但从不同时在场，或当时没有可用的桌";
                who
            ),
            ClashProof::Slots => say!(
                "{who} must have {meetings} in {of_slots} ({slots})",
                "{who} 必须有{required}场会面，而可用时段只有{available}个（{slots}）";
                who, slots
            ),
            ClashProof::Numbers => say!(
                "{who} must have {meetings} and can have {available}",
                "{who} 必须有{required}场会面，而最多只能有{available}场";
                who
            ),
            ClashProof::Search => say!(
                "no timetable gives {who} what they must have",
                "没有日程能满足 {who} 的要求";
                who
            ),
            ClashProof::Open => say!(
                "no timetable was found that gives {who} what they must have",
                "未找到能满足 {who} 要求的日程";
                who
            ),
        };
        self.shared.iter().fold(text, |text, set| {
            let set: Vec<Wording> = set.iter().map(|id| Wording::name(id.as_str())).collect();
            let set = Wording::joined(&set, (", ", "、"));
            say!(
                "{text}; {set} share a person and meet one at a time",
                "{text}；{set} 共用同一人，不能同时会面";
                text, set
            )
        })
    }
}

displays_wording!(EventClash);

/// Explains a timetable that misses something, and returns whether its clash is proved.
///
/// # Errors
/// Cancelled.
pub(super) fn explain(
    problem: &EventProblem,
    solved: &mut Solved<'_>,
    control: &mut Control<'_>,
) -> Result<(EventInfeasibility, bool)> {
    // The proof that names the least comes first: it is the easiest to act on.
    let short = presence(problem)
        .or_else(|| slots(problem))
        .or_else(|| numbers(problem, solved));
    let clash = match short {
        Some(clash) => clash,
        None => {
            // The flow may have met its own bound, so that nothing was searched yet.
            if !solved.searched {
                solved.searched = search(&mut solved.timetable, control)?;
            }
            rest(solved)
        }
    };
    let proved = clash.proof != ClashProof::Open;
    let relaxations = relaxations(problem, solved, &clash, control)?;
    Ok((Infeasibility::new(clash, relaxations), proved))
}

fn named(problem: &EventProblem, parties: impl IntoIterator<Item = usize>) -> Vec<Party> {
    let mut parties: Vec<usize> = parties.into_iter().collect();
    parties.sort_unstable();
    parties.dedup();
    let name = |party: usize| problem.parties[party].party.clone();
    parties.into_iter().map(name).collect()
}

/// The set of several profiles, by id.
fn named_set(problem: &EventProblem, set: &[u32]) -> Vec<Vec<ProfileId>> {
    let first = problem.profiles().start;
    let id = |&m: &u32| Some(problem.profile_ids[(m as usize).checked_sub(first)?].clone());
    let set: Vec<ProfileId> = set.iter().filter_map(id).collect();
    if set.len() > 1 { vec![set] } else { Vec::new() }
}

fn members(problem: &EventProblem, candidate: usize) -> Vec<usize> {
    problem
        .members(candidate)
        .iter()
        .map(|&m| m as usize)
        .collect()
}

/// A meeting that must be and has no slot with an open table.
fn presence(problem: &EventProblem) -> Option<EventClash> {
    let mut required = (0..problem.candidates()).filter(|&c| problem.required(c));
    let never = required.find(|&c| {
        let size = problem.round(c).map_or(2, |round| round.size);
        // Tables for its size; if it is fixed to a table, that table only.
        let fixed = problem.fixed.get(&c).and_then(|f| f.table);
        let mut slots = problem.open(c).iter();
        !slots.any(|slot| {
            let mut tables = problem.tables.iter().enumerate();
            tables.any(|(at, table)| {
                table.open.has(slot) && table.seats >= size && fixed.is_none_or(|fixed| fixed == at)
            })
        })
    })?;
    Some(EventClash {
        proof: ClashProof::Presence,
        parties: named(problem, members(problem, never)),
        shared: Vec::new(),
        slots: Vec::new(),
        required: 1,
        available: 0,
    })
}

/// A party, or profiles that share a person, in one place at a time, whose meetings that must be have too few slots.
fn slots(problem: &EventProblem) -> Option<EventClash> {
    let required: Vec<usize> = (0..problem.candidates())
        .filter(|&c| problem.required(c))
        .collect();
    let alone = (problem.needs..problem.parties.len()).map(|party| vec![index(party)]);
    let sets = problem.shared.iter().cloned();
    for party in alone.chain(sets) {
        let own = |&&c: &&usize| problem.members(c).iter().any(|m| party.contains(m));
        let own: Vec<usize> = required.iter().filter(own).copied().collect();
        // It may have several meetings in a slot: no matching, and no proof of this kind.
        let several = |&m: &u32| problem.parties[m as usize].together > 1;
        if party.iter().any(several) {
            continue;
        }
        if let Some((stuck, slots)) = violator(problem, &own) {
            let parties = stuck.iter().flat_map(|&c| members(problem, c));
            return Some(EventClash {
                proof: ClashProof::Slots,
                parties: named(problem, parties),
                shared: named_set(problem, &party),
                available: slots.len() as u64,
                slots: slots.into_iter().map(|s| problem.slots[s]).collect(),
                required: stuck.len() as u64,
            });
        }
    }
    None
}

/// Candidates that have fewer slots than they are, each needing one of its own (augmenting paths, Kuhn 1955).
fn violator(problem: &EventProblem, candidates: &[usize]) -> Option<(Vec<usize>, Vec<usize>)> {
    let mut taken: Vec<Option<usize>> = vec![None; problem.slots.len()];
    for &candidate in candidates {
        // Breadth first: (slot, the candidate that came to it).
        let mut by: Vec<Option<usize>> = vec![None; problem.slots.len()];
        let mut seen = vec![candidate];
        let mut next = 0;
        let mut end = None;
        while end.is_none() && next < seen.len() {
            let from = seen[next];
            next += 1;
            for slot in problem
                .open(from)
                .iter()
                .filter(|&s| by[s].is_none())
                .collect::<Vec<_>>()
            {
                by[slot] = Some(from);
                match taken[slot] {
                    Some(holder) => seen.push(holder),
                    None => {
                        end = Some(slot);
                        break;
                    }
                }
            }
        }
        let Some(mut slot) = end else {
            // No free slot was reached: every slot open to the candidates seen is held by one of them, so
            // that they are one more than their slots (Hall).
            let slots = (0..by.len()).filter(|&s| by[s].is_some());
            return Some((seen, slots.collect()));
        };
        // Back along the path: each candidate moves to the slot that it reached, and gives its old one
        // up.
        while let Some(from) = by[slot] {
            let old = (0..taken.len()).find(|&s| taken[s] == Some(from));
            taken[slot] = Some(from);
            let Some(old) = old.filter(|&old| old != slot) else {
                break;
            };
            taken[old] = None;
            slot = old;
        }
    }
    None
}

fn numbers(problem: &EventProblem, solved: &Solved<'_>) -> Option<EventClash> {
    let cut = solved.relaxed.cut.as_ref()?;
    Some(EventClash {
        proof: ClashProof::Numbers,
        parties: named(problem, cut.parties.iter().copied()),
        shared: cut
            .set
            .map_or_else(Vec::new, |set| named_set(problem, &problem.shared[set])),
        slots: Vec::new(),
        required: cut.required,
        available: cut.available,
    })
}

/// The clash of every party that gets too little in the best timetable.
fn rest(solved: &Solved<'_>) -> EventClash {
    let timetable = &solved.timetable;
    let problem = timetable.problem;
    let lacking = (0..problem.parties.len()).filter(|&p| timetable.wants(p));
    let out = (0..problem.candidates())
        .filter(|&c| problem.required(c) && timetable.slot_of(c).is_none())
        .flat_map(|c| members(problem, c));
    let required: u64 = problem
        .parties
        .iter()
        .map(|l| u64::from(l.least))
        .sum::<u64>()
        + (0..problem.candidates())
            .filter(|&c| problem.required(c))
            .count() as u64;
    let parties = named(problem, lacking.chain(out));
    let clashes = |set: &&Vec<u32>| {
        let name = |&&m: &&u32| parties.contains(&problem.parties[m as usize].party);
        set.iter().filter(name).count() > 1
    };
    let sets = problem.shared.iter().filter(clashes);
    EventClash {
        shared: sets.flat_map(|set| named_set(problem, set)).collect(),
        // A limit that the flow cannot meet, no timetable meets.
        proof: match (solved.searched, solved.relaxed.short > 0) {
            (true, _) => ClashProof::Search,
            (false, true) => ClashProof::Numbers,
            (false, false) => ClashProof::Open,
        },
        parties,
        slots: Vec::new(),
        required,
        available: required.saturating_sub(u64::try_from(timetable.short).unwrap_or(0)),
    }
}
