//! Assigns pairs to slots: an edge colouring by alternating chains.
//!
//! A pair goes into a slot that suits both. If one side is free in slot a only and the other in slot b
//! only, the chain of meetings that alternates between a and b from one of them is swapped (the step of
//! König's proof; Kempe's chain), as far as everybody on it can come in the other slot. Tables are looked
//! at afterwards: chains with one meeting more in a slot too full than in a slot with tables left are
//! swapped (de Werra 1971), and pairs that still find no table are taken out, the least worth first. With
//! everybody there all the time, alike tables and no need of breaks, all is placed; otherwise nothing is
//! guaranteed.

use super::problem::EventProblem;
use super::timetable::Timetable;
use crate::decision::Control;
use crate::error::Result;

/// Places round tables and required meetings, then the `chosen` pairs. A candidate without a place stays out.
///
/// # Errors
/// Cancelled.
pub(super) fn colour(
    timetable: &mut Timetable<'_>,
    chosen: &[usize],
    control: &mut Control<'_>,
) -> Result<()> {
    let problem = timetable.problem;
    // Required candidates come first, and only if they find a table at once. The chosen pairs follow without regard to
    // tables; `level` brings the slots back within them.
    for candidate in firsts(timetable) {
        if timetable.slot_of(candidate).is_none() {
            place(timetable, candidate, true, control)?;
        }
    }
    let mut rest: Vec<usize> = chosen.to_vec();
    rest.retain(|&c| timetable.slot_of(c).is_none());
    rest.sort_by_key(|&c| {
        // Pairs with few slots have the least choice; of these the most valuable first.
        let open = timetable.open[c].count();
        (open, std::cmp::Reverse(problem.steps(c)), c)
    });
    for candidate in rest {
        place(timetable, candidate, false, control)?;
    }
    for slot in 0..problem.slots.len() {
        level(timetable, slot, control)?;
    }
    Ok(())
}

/// Candidates to be placed first: fixed, then round tables, then required pairs, the fewest slots first.
fn firsts(timetable: &Timetable<'_>) -> Vec<usize> {
    let problem = timetable.problem;
    let required = (0..problem.candidates()).filter(|&c| problem.required(c));
    let mut firsts: Vec<usize> = required.collect();
    firsts.sort_by_key(|&c| {
        let is_pair = c < problem.pairs.len();
        (timetable.movable(c), is_pair, timetable.open[c].count(), c)
    });
    firsts
}

/// Places a candidate, by a chain if it must be.
fn place(
    timetable: &mut Timetable<'_>,
    candidate: usize,
    tables: bool,
    control: &mut Control<'_>,
) -> Result<bool> {
    if let Some(slot) = roomiest(timetable, candidate, tables) {
        timetable.add(candidate, slot);
        return Ok(true);
    }
    // All members of a round table would have to move at once: no chain does that.
    if candidate >= timetable.problem.pairs.len() {
        return Ok(false);
    }
    let [_, firm, profile] = ends(timetable.problem, candidate);
    let open = timetable.open[candidate];
    let free = |party| -> Vec<usize> {
        let slots = open.iter();
        slots.filter(|&s| timetable.bears(party, s) > 0).collect()
    };
    let (of_firm, of_profile) = (free(firm), free(profile));
    // A chain from the profile comes to enterprises by meetings in `a` only, and this enterprise is
    // free in `a`: it is not on the chain, and after the swap both are free in `a`. Presence and
    // limits along the chain are for `exchange` to judge.
    for &a in &of_firm {
        for &b in &of_profile {
            let Some(chain) = chain(timetable, profile, a, b) else {
                continue;
            };
            control.spend(1 + chain.len() as u64)?;
            if swap(timetable, &chain, Some((candidate, a)), tables) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The best slot for a candidate: its published slot, else the one with the most free tables.
fn roomiest(timetable: &Timetable<'_>, candidate: usize, tables: bool) -> Option<usize> {
    let suits = |&slot: &usize| {
        timetable.suits(candidate, slot) && timetable.may_sit(candidate, slot, tables)
    };
    let slots = timetable.open[candidate].iter().filter(suits);
    slots.max_by_key(|&slot| {
        // A published slot is worth more than any value; else the meetings are spread, so that few
        // slots overflow.
        let worth = timetable.worth(candidate, slot);
        (worth, timetable.slack(slot), std::cmp::Reverse(slot))
    })
}

/// Need, enterprise and profile of a pair.
fn ends(problem: &EventProblem, pair: usize) -> [usize; 3] {
    let members = problem.members(pair);
    [0, 1, 2].map(|i| members[i] as usize)
}

/// The meetings that alternate between slots `a` and `b` from `party`'s meeting in `a`, each with the slot it
/// is to go to; none if a round table, a shared or a fixed meeting is on the way.
fn chain(
    timetable: &Timetable<'_>,
    party: usize,
    a: usize,
    b: usize,
) -> Option<Vec<(usize, usize)>> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let (mut party, mut here, mut there) = (party, a, b);
    // Profiles of one person are one end of the chain.
    while let Some(who) = timetable.occupant(party, here) {
        let mut meetings = timetable.meetings(who, here);
        let meeting = meetings.next()?;
        let lone = meetings.next().is_none() && meeting < timetable.problem.pairs.len();
        if !lone || !timetable.movable(meeting) || found.iter().any(|f| f.0 == meeting) {
            return None;
        }
        found.push((meeting, there));
        let [_, firm, profile] = ends(timetable.problem, meeting);
        party = if who == firm { profile } else { firm };
        (here, there) = (there, here);
    }
    Some(found)
}

/// Swaps a chain, and places `then`.
fn swap(
    timetable: &mut Timetable<'_>,
    chain: &[(usize, usize)],
    then: Option<(usize, usize)>,
    tables: bool,
) -> bool {
    let out: Vec<usize> = chain.iter().map(|&(meeting, _)| meeting).collect();
    let new: Vec<(usize, usize)> = chain.iter().copied().chain(then).collect();
    timetable.exchange(&out, &new, tables)
}

/// Moves meetings out of a slot that has too many, and takes out meetings that cannot be moved.
fn level(timetable: &mut Timetable<'_>, slot: usize, control: &mut Control<'_>) -> Result<()> {
    // Each round takes a meeting out of the slot, by a move or for good, so the loop ends.
    while timetable.overflow(slot) > 0 {
        if !relieve(timetable, slot, control)? {
            // Only fixed meetings and round tables are left: nothing more can leave.
            let Some(least) = cheapest(timetable, slot) else {
                return Ok(());
            };
            timetable.remove(least);
        }
    }
    Ok(())
}

/// The movable pair of a slot that is worth least.
fn cheapest(timetable: &Timetable<'_>, slot: usize) -> Option<usize> {
    let here = timetable.within[slot].iter().map(|&c| c as usize);
    let pairs = here.filter(|&c| c < timetable.problem.pairs.len() && timetable.movable(c));
    pairs.min_by_key(|&c| {
        let required = timetable.problem.required(c);
        (required, timetable.worth(c, slot), std::cmp::Reverse(c))
    })
}

/// Swaps one chain so that `full` has a meeting less and another slot, with tables left, one more.
fn relieve(timetable: &mut Timetable<'_>, full: usize, control: &mut Control<'_>) -> Result<bool> {
    let mut others: Vec<usize> = (0..timetable.problem.slots.len()).collect();
    others.retain(|&s| timetable.slack(s) > 0);
    others.sort_by_key(|&s| (std::cmp::Reverse(timetable.slack(s)), s));
    for other in others {
        let mut seen: Vec<usize> = Vec::new();
        let mut here: Vec<usize> = timetable.within[full].iter().map(|&c| c as usize).collect();
        // The least worth first: in its published slot a meeting is worth most and is moved last.
        here.sort_by_key(|&c| (timetable.worth(c, full), c));
        for meeting in here {
            if seen.contains(&meeting) || meeting >= timetable.problem.pairs.len() {
                continue;
            }
            let Some(component) = component(timetable, meeting, full, other) else {
                continue;
            };
            control.spend(component.len() as u64)?;
            seen.extend(component.iter().map(|c| c.0));
            let leaving = component.iter().filter(|c| c.1 == other).count();
            // One more leaves than comes only on a chain that begins and ends in `full`; any other would
            // move meetings without relief.
            if 2 * leaving == component.len() + 1 && swap(timetable, &component, None, false) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Meetings that move along if `meeting` goes from `a` to `b`, followed from its enterprise over its profile.
fn component(
    timetable: &Timetable<'_>,
    meeting: usize,
    a: usize,
    b: usize,
) -> Option<Vec<(usize, usize)>> {
    let [_, firm, profile] = ends(timetable.problem, meeting);
    let mut found = chain(timetable, firm, a, b)?;
    let back = chain(timetable, profile, b, a)?;
    // A meeting that the first chain has already must not move twice.
    let fresh: Vec<_> = back.into_iter().filter(|c| !found.contains(c)).collect();
    found.extend(fresh);
    Some(found)
}
