//! Relaxations of an infeasible event, each of them tried.
//!
//! One relaxation is always there: to accept the meetings of the best timetable, which is its own witness. The others
//! are single concrete changes that might help the parties who get too little: a presence more, a place more, a table
//! more, a veto lifted, profiles that share a person at once; and as few new tables, or as few new slots, as are enough. Each is tried by planning the changed
//! event; the ones that help are kept, the smallest first.

use super::change::EventChange;
use super::infeasible::EventClash;
use super::party::Party;
use super::problem::{EventProblem, index};
use super::slot::{Slot, SlotSet};
use super::solve::{Solved, feasible};
use crate::decision::Control;
use crate::decision::{RELAXATIONS, Relaxation};
use crate::error::Result;
use crate::model::{NeedId, ProfileId};

/// Most changes that are tried.
const TRIES: usize = 48;

/// Finds relaxations that help, the cheapest first.
///
/// # Errors
/// Cancelled.
pub(super) fn relaxations(
    problem: &EventProblem,
    solved: &Solved<'_>,
    clash: &EventClash,
    control: &mut Control<'_>,
) -> Result<Vec<Relaxation<EventChange>>> {
    let renounced = renounced(solved);
    let mut found = Vec::new();
    for change in singles(problem, solved, clash).into_iter().take(TRIES) {
        // Places are kept for the relaxation to the best timetable, which always helps, for tables and for slots.
        if found.len() + 3 >= RELAXATIONS || control.left() == 0 {
            break;
        }
        if helps(problem, std::slice::from_ref(&change), control)? {
            // A single step helps, and nothing costs less than a step.
            found.push(Relaxation::new(vec![change], 1, true));
        }
    }
    let one =
        |way: &Relaxation<EventChange>| matches!(way.changes[..], [EventChange::AddTable { .. }]);
    if !found.iter().any(one) {
        found.extend(tables(problem, control)?);
    }
    found.extend(slots(problem, control)?);
    // The fewest meetings renounced are proved by the search, or by the flow, which could not do with
    // fewer.
    let least = solved.searched || solved.timetable.short == solved.relaxed.short;
    found.push(Relaxation::new(renounced.0, renounced.1, least));
    found.sort_by_key(|way| way.cost);
    Ok(found)
}

/// Most slots that advice adds: more is another event.
const MOST_SLOTS: usize = 48;

/// The fewest tables that are enough, at least two.
fn tables(
    problem: &EventProblem,
    control: &mut Control<'_>,
) -> Result<Option<Relaxation<EventChange>>> {
    let seats = index(problem.largest).max(2);
    // With a table for every two parties that can meet at once, no table more would help.
    let most = problem.needs.min(problem.profile_ids.len());
    let most = most.saturating_sub(problem.tables.len());
    let add = |count: usize| EventChange::AddTables {
        count: index(count),
        seats,
    };
    fewest(problem, 2, most, add, control)
}

/// The fewest slots that are enough, at the ends of the days.
fn slots(
    problem: &EventProblem,
    control: &mut Control<'_>,
) -> Result<Option<Relaxation<EventChange>>> {
    let room = SlotSet::MOST.saturating_sub(problem.slots.len());
    let next = Slot::following(&problem.slots, room.min(MOST_SLOTS));
    let add = |count: usize| EventChange::AddSlots {
        slots: next[..count].to_vec(),
    };
    fewest(problem, 1, next.len(), add, control)
}

/// The change by the smallest of the sizes `least..=most` that helps, found by doubling and halving: more tables or slots
/// never hurt. Each size is tried; a size that was not planned within the budget counts as none that helps.
fn fewest(
    problem: &EventProblem,
    least: usize,
    most: usize,
    add: impl Fn(usize) -> EventChange,
    control: &mut Control<'_>,
) -> Result<Option<Relaxation<EventChange>>> {
    let (mut fails, mut size) = (least.saturating_sub(1), least);
    loop {
        if size > most || control.left() == 0 {
            return Ok(None);
        }
        if helps(problem, &[add(size)], control)? {
            break;
        }
        fails = size;
        size = if size < most {
            (size * 2).min(most)
        } else {
            most + 1
        };
    }
    while size - fails > 1 {
        let middle = fails + (size - fails) / 2;
        if helps(problem, &[add(middle)], control)? {
            size = middle;
        } else {
            fails = middle;
        }
    }
    Ok(Some(Relaxation::new(vec![add(size)], size as u64, false)))
}

fn helps(
    problem: &EventProblem,
    changes: &[EventChange],
    control: &mut Control<'_>,
) -> Result<bool> {
    let mut changed = problem.clone();
    for change in changes {
        // A change that contradicts the rest of the event is no way out.
        if changed.apply(change).is_err() {
            return Ok(false);
        }
    }
    feasible(&changed, control)
}

/// The relaxation to the best timetable, with the meetings renounced.
fn renounced(solved: &Solved<'_>) -> (Vec<EventChange>, u64) {
    let timetable = &solved.timetable;
    let problem = timetable.problem;
    let out = (0..problem.candidates())
        .filter(|&c| problem.required(c) && timetable.slot_of(c).is_none());
    let mut changes: Vec<EventChange> = out.map(|c| renounce(problem, c)).collect();
    let mut cost = changes.len() as u64;
    for party in 0..problem.parties.len() {
        let limits = &problem.parties[party];
        let got = timetable.count(party);
        if got < limits.least {
            cost += u64::from(limits.least - got);
            changes.push(EventChange::Range {
                party: limits.party.clone(),
                least: got,
                most: limits.most,
            });
        }
    }
    (changes, cost)
}

fn renounce(problem: &EventProblem, candidate: usize) -> EventChange {
    match problem.round(candidate) {
        Some(round) => EventChange::Dissolve {
            round_table: round.id.clone(),
        },
        None => {
            let pair = problem.pairs[candidate];
            let profile = pair.profile as usize - problem.profiles().start;
            EventChange::Free {
                need: problem.need_ids[pair.need as usize].clone(),
                profile: problem.profile_ids[profile].clone(),
            }
        }
    }
}

/// Changes of one step around the parties who clash: slots more, places more, a table more, vetoes lifted.
fn singles(problem: &EventProblem, solved: &Solved<'_>, clash: &EventClash) -> Vec<EventChange> {
    let timetable = &solved.timetable;
    let mut parties: Vec<usize> = (0..problem.parties.len())
        .filter(|&p| timetable.wants(p))
        .collect();
    parties.extend(clash.parties.iter().filter_map(|p| problem.party_at(p)));
    let mut seen = std::collections::BTreeSet::new();
    parties.retain(|&p| seen.insert(p));
    let mut all: Vec<Vec<EventChange>> = vec![table(problem), at_once(problem, &parties)];
    for &party in &parties {
        all.push(presences(problem, party));
        all.push(place(problem, party));
        all.push(vetoes(problem, party));
    }
    // One of each list in turn, so that every kind is tried early.
    let longest = all.iter().map(Vec::len).max().unwrap_or(0);
    let turns = (0..longest).flat_map(|turn| all.iter().filter_map(move |list| list.get(turn)));
    turns.cloned().collect()
}

fn table(problem: &EventProblem) -> Vec<EventChange> {
    let mut names = (problem.tables.len() + 1..).map(|n| n.to_string());
    let fresh = names.find(|name| problem.tables().all(|id| id != name));
    let seats = index(problem.largest);
    let add = |table| EventChange::AddTable { table, seats };
    fresh.map(add).into_iter().collect()
}

/// Sets of profiles that share a person, as far as the parties are in them.
fn at_once(problem: &EventProblem, parties: &[usize]) -> Vec<EventChange> {
    let own = |set: &&Vec<u32>| set.iter().any(|&m| parties.contains(&(m as usize)));
    let first = problem.profiles().start;
    let id = |&m: &u32| problem.profile_ids[m as usize - first].clone();
    let sets = problem.shared.iter().filter(own);
    let change = |set: &Vec<u32>| EventChange::AtOnce {
        profiles: set.iter().map(id).collect(),
    };
    sets.map(change).collect()
}

fn presences(problem: &EventProblem, party: usize) -> Vec<EventChange> {
    let limits = &problem.parties[party];
    // `!` also sets the bits beyond the last slot; the mask takes them away.
    let shut = SlotSet::first(problem.slots.len()) & !limits.open;
    let come = |slot: Slot| EventChange::Present {
        party: limits.party.clone(),
        slots: vec![slot],
    };
    shut.iter().map(|slot| come(problem.slots[slot])).collect()
}

fn place(problem: &EventProblem, party: usize) -> Vec<EventChange> {
    let limits = &problem.parties[party];
    let more = EventChange::Range {
        party: limits.party.clone(),
        least: limits.least,
        most: limits.most.saturating_add(1),
    };
    vec![more]
}

fn vetoes(problem: &EventProblem, party: usize) -> Vec<EventChange> {
    let name = &problem.parties[party].party;
    let rows = problem.spec.pairs.iter();
    let pairs =
        rows.flat_map(|(need, row)| row.iter().map(move |(profile, pair)| (need, profile, pair)));
    let own = pairs.filter(|(need, profile, pair)| {
        let here = match name {
            Party::Need(id) => id == *need,
            Party::Profile(id) => id == *profile,
            Party::Enterprise(_) => false,
        };
        here && pair.vetoed && pair.value.is_some()
    });
    let free = |(need, profile, _): (&NeedId, &ProfileId, _)| EventChange::Free {
        need: need.clone(),
        profile: profile.clone(),
    };
    own.map(free).collect()
}
