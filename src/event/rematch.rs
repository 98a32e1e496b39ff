//! One slot planned anew, exactly: who meets in it, given all other slots.
//!
//! In one slot an enterprise and a profile have at most one meeting, so that minimums, limits and tables
//! make a flow of greatest gain; profiles that share a person pass one unit together. Round tables, fixed meetings,
//! profiles that see several at once and profiles of several such sets stay as they are.

use super::timetable::{MUST, Timetable};
use crate::decision::Control;
use crate::decision::flow::{Flow, FlowGain};
use crate::error::Result;

/// Plans `slot` anew, never worse than before; returns whether the timetable got better.
///
/// # Errors
/// Cancelled.
pub(super) fn rematch(
    timetable: &mut Timetable<'_>,
    slot: usize,
    control: &mut Control<'_>,
) -> Result<bool> {
    let before = timetable.score();
    let here: Vec<usize> = timetable.within[slot].iter().map(|&c| c as usize).collect();
    let old: Vec<usize> = here
        .into_iter()
        .filter(|&c| is_plain(timetable, c))
        .collect();
    // Out first: limits and free tables are then the ones that the flow may use.
    for &c in &old {
        timetable.remove(c);
    }
    let new = best(timetable, slot, control)?;
    new.iter().for_each(|&c| timetable.add(c, slot));
    // Only a strict gain is kept and reported, so that `improve` ends.
    if timetable.score() > before {
        return Ok(true);
    }
    for &c in &new {
        timetable.remove(c);
    }
    old.iter().for_each(|&c| timetable.add(c, slot));
    Ok(false)
}

/// Whether a candidate is one the flow decides on.
fn is_plain(timetable: &Timetable<'_>, candidate: usize) -> bool {
    let problem = timetable.problem;
    let host = &problem.parties[problem.host(candidate)];
    candidate < problem.pairs.len()
        && timetable.movable(candidate)
        && host.together == 1
        && host.shared.len() <= 1
}

/// The best set of plain pairs for `slot`, which holds none.
fn best(timetable: &Timetable<'_>, slot: usize, control: &mut Control<'_>) -> Result<Vec<usize>> {
    let problem = timetable.problem;
    let bears: Vec<bool> = (0..problem.parties.len())
        .map(|party| timetable.bears(party, slot) > 0 && problem.parties[party].open.has(slot))
        .collect();
    // In one slot each of these parties gets one meeting at most, so that one unit of a minimum is at
    // stake.
    let wish = |party: usize| MUST * FlowGain::from(timetable.wants(party));
    // Source, enterprises, needs, profiles, sets of profiles that share a person, sink.
    let node = |party: usize| match party {
        need if need < problem.needs => 1 + problem.enterprises + need,
        firm if firm < problem.profiles().start => 1 + firm - problem.needs,
        profile => 1 + profile,
    };
    let sets = 1 + problem.parties.len();
    let sink = sets + problem.shared.len();
    let mut flow = Flow::new(1 + sink);
    for firm in (problem.needs..problem.profiles().start).filter(|&firm| bears[firm]) {
        flow.add(0, node(firm), 1, wish(firm));
    }
    let mut arcs = Vec::new();
    for need in (0..problem.needs).filter(|&need| bears[need]) {
        let firm = problem.enterprise_of[need] as usize;
        flow.add(node(firm), node(need), 1, wish(need));
        for pair in problem.start[need]..problem.start[need + 1] {
            let host = problem.pairs[pair].profile as usize;
            // A pair meets once: one that meets in another slot is not to be had here.
            let free = timetable.slot_of(pair).is_none() && bears[host];
            if free && is_plain(timetable, pair) && timetable.open[pair].has(slot) {
                let must = MUST * FlowGain::from(problem.required(pair));
                let gain = timetable.worth(pair, slot) + must;
                arcs.push((pair, flow.add(node(need), node(host), 1, gain)));
            }
        }
    }
    for profile in problem.profiles().filter(|&profile| bears[profile]) {
        let set = problem.parties[profile].shared.first();
        let to = set.map_or(sink, |&set| sets + set as usize);
        flow.add(node(profile), to, 1, wish(profile));
    }
    for set in 0..problem.shared.len() {
        flow.add(sets + set, sink, 1, 0);
    }
    control.spend(arcs.len() as u64)?;
    // Each plain pair is a session of two seats, so the free tables are a limit on the amount, which
    // successive shortest paths hold at no cost.
    // A slot with more sessions than tables has none free.
    let tables = timetable.slack(slot).max(0).unsigned_abs();
    flow.run(tables, control)?;
    let taken = arcs.into_iter().filter(|&(_, arc)| flow.on(arc) > 0);
    Ok(taken.map(|(pair, _)| pair).collect())
}
