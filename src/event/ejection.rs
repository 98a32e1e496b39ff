//! Ejection chains: a candidate goes in, the ones in its way come out and are placed elsewhere.

use super::timetable::{NOWHERE, Timetable};
use crate::decision::Control;
use crate::decision::flow::FlowGain;
use crate::error::Result;

/// Most meetings that one candidate may eject.
const EJECTED: usize = 4;

/// Tries to insert every unplaced candidate into every slot; returns whether the timetable got better.
///
/// # Errors
/// Cancelled.
pub(super) fn improve_by_ejection(
    timetable: &mut Timetable<'_>,
    control: &mut Control<'_>,
) -> Result<bool> {
    let mut waiting: Vec<usize> = (0..timetable.problem.candidates())
        .filter(|&c| timetable.slot_of(c).is_none())
        .collect();
    waiting.sort_by_key(|&c| {
        let problem = timetable.problem;
        // Required ones first, then the most valuable: they leave the least for others to eject.
        (!problem.required(c), std::cmp::Reverse(problem.steps(c)), c)
    });
    let floor = floor(timetable);
    let mut better = false;
    for candidate in waiting {
        if !control.spend(1)? {
            break;
        }
        if timetable.slot_of(candidate).is_some() || is_hopeless(timetable, candidate, floor) {
            continue;
        }
        for slot in timetable.open[candidate].iter() {
            if !control.spend(8)? {
                break;
            }
            if insert_by_ejection(timetable, candidate, slot, control)? {
                better = true;
                break;
            }
        }
    }
    Ok(better)
}

/// The least value that leaves for good if every table is taken, so that one comes only as one goes; 0 if
/// not.
fn floor(timetable: &Timetable<'_>) -> FlowGain {
    let problem = timetable.problem;
    let full = |slot| timetable.slack(slot) <= 0;
    // At a larger table a candidate may join a session, so that nobody must leave for it.
    if problem.largest > 2 || !(0..problem.slots.len()).all(full) {
        return 0;
    }
    let placed = timetable.within.iter().flatten().map(|&c| c as usize);
    let movable = placed.filter(|&c| timetable.movable(c));
    movable.map(|c| leaves(timetable, c)).min().unwrap_or(0)
}

/// Whether placing the candidate surely costs more than it gains: a party at its limit gives up a meeting.
fn is_hopeless(timetable: &Timetable<'_>, candidate: usize, floor: FlowGain) -> bool {
    let problem = timetable.problem;
    let members = problem.members(candidate);
    let wanted = members.iter().any(|&m| timetable.wants(m as usize));
    let published = timetable.published.get(candidate);
    // A minimum, a required or a published meeting outweighs every value: no estimate by values holds
    // then.
    if wanted || problem.required(candidate) || published.is_some_and(|&slot| slot != NOWHERE) {
        return false;
    }
    // A party at its limit gives up at least its lightest meeting; an equal exchange is no gain
    // either.
    let full = |m: usize| timetable.count(m) >= problem.parties[m].most;
    let value = FlowGain::from(problem.steps(candidate));
    value <= floor
        || members.iter().filter(|&&m| full(m as usize)).any(|&m| {
            lightest(timetable, m as usize, None).is_none_or(|c| leaves(timetable, c) >= value)
        })
}

/// The loss if a placed candidate leaves.
fn leaves(timetable: &Timetable<'_>, candidate: usize) -> FlowGain {
    let slot = timetable.slot_of(candidate);
    slot.map_or(0, |slot| timetable.worth(candidate, slot))
}

/// The movable meeting of `party` that is worth least, on the day of `near` if that is given.
fn lightest(timetable: &Timetable<'_>, party: usize, near: Option<usize>) -> Option<usize> {
    let problem = timetable.problem;
    let same_day = |slot: &usize| near.is_none_or(|n| problem.day_of[n] == problem.day_of[*slot]);
    let slots = (0..problem.slots.len()).filter(same_day);
    let meetings = slots.flat_map(|slot| timetable.meetings(party, slot).map(move |c| (c, slot)));
    let movable = meetings.filter(|&(c, _)| timetable.movable(c));
    let least = movable.min_by_key(|&(c, slot)| {
        let required = problem.required(c);
        (required, timetable.worth(c, slot), std::cmp::Reverse(c))
    });
    least.map(|(c, _)| c)
}

/// Places `candidate` in `slot`, ejecting meetings that block it, if the score rises.
fn insert_by_ejection(
    timetable: &mut Timetable<'_>,
    candidate: usize,
    slot: usize,
    control: &mut Control<'_>,
) -> Result<bool> {
    let before = timetable.score();
    let mut out: Vec<(usize, usize)> = Vec::new();
    // Each round removes one obstacle; several may stand in the way, up to `EJECTED`.
    while !timetable.fits(candidate, slot) {
        let blocker = (out.len() < EJECTED)
            .then(|| blocker(timetable, candidate, slot))
            .flatten();
        let Some(blocker) = blocker else {
            out.iter().for_each(|&(c, s)| timetable.add(c, s));
            return Ok(false);
        };
        out.push((blocker, timetable.remove(blocker)));
    }
    timetable.add(candidate, slot);
    // The ejected go into any slot that fits them now, first out first in, and eject nobody in turn.
    let mut back: Vec<usize> = Vec::new();
    for &(blocker, _) in &out {
        control.spend(timetable.problem.slots.len() as u64)?;
        let open = timetable.open[blocker].iter();
        let place = open
            .filter(|&s| timetable.fits(blocker, s))
            .max_by_key(|&s| {
                (
                    timetable.worth(blocker, s),
                    timetable.slack(s),
                    std::cmp::Reverse(s),
                )
            });
        if let Some(place) = place {
            timetable.add(blocker, place);
            back.push(blocker);
        }
    }
    // Strictly more: scores are integers with a greatest value, so a series of improvements ends.
    if timetable.score() > before {
        return Ok(true);
    }
    for &c in &back {
        timetable.remove(c);
    }
    timetable.remove(candidate);
    out.iter().for_each(|&(c, s)| timetable.add(c, s));
    Ok(false)
}

/// A meeting that keeps `candidate` out of `slot`.
fn blocker(timetable: &Timetable<'_>, candidate: usize, slot: usize) -> Option<usize> {
    let problem = timetable.problem;
    let members = problem.members(candidate);
    let is_round = candidate >= problem.pairs.len();
    // The tests are the ones of `suits`, so that the meeting named is one that the refusal rests on.
    for party in members.iter().map(|&m| m as usize) {
        if let Some(rival) = timetable.rival(party, slot) {
            let mut meetings = timetable.meetings(rival, slot);
            return meetings.find(|&c| timetable.movable(c));
        }
        let limits = &problem.parties[party];
        let here = timetable.load(party, slot);
        let crowded = problem.sits(party) && here > 0 && (is_round || here >= limits.together);
        if crowded {
            let mut meetings = timetable.meetings(party, slot);
            return meetings.find(|&c| timetable.movable(c));
        }
        if timetable.count(party) >= limits.most {
            return lightest(timetable, party, None);
        }
        if timetable.today(party, slot) >= limits.daily {
            return lightest(timetable, party, Some(slot));
        }
        if timetable.bears(party, slot) == 0 {
            // Without a break: the neighbours give way.
            let follows = |s: usize| s < problem.slots.len() && problem.follows[s];
            let before = follows(slot).then(|| slot - 1);
            let after = follows(slot + 1).then_some(slot + 1);
            let mut sides = [before, after].into_iter().flatten();
            let side = sides.find(|&s| timetable.is_busy(party, s))?;
            return timetable
                .meetings(party, side)
                .find(|&c| timetable.movable(c));
        }
    }
    // No party is in the way, so the tables are: the lightest movable meeting is to leave.
    let here = timetable.within[slot].iter().map(|&c| c as usize);
    let light = here.filter(|&c| timetable.movable(c)).min_by_key(|&c| {
        (
            problem.required(c),
            timetable.worth(c, slot),
            std::cmp::Reverse(c),
        )
    });
    // A meeting of the candidate's own session would free no table for it.
    light.filter(|&c| problem.host(c) != problem.host(candidate))
}
