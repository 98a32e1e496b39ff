//! Replanning after publication: the event has changed, and as few meetings as possible move.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::change::EventChange;
use super::control::account;
use super::infeasible::EventClash;
use super::plan::{Meeting, Plan};
use super::problem::{EventProblem, index};
use super::seating::{PublishedTables, seating};
use super::slot::Slot;
use super::solve::{Solved, solve};
use super::timetable::{NOWHERE, Published};
use super::verify::verify;
use crate::decision::{Control, Options};
use crate::decision::{Decision, Outcome, guard};
use crate::error::{Result, Wording, say};

/// A published meeting that takes place in another slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// The meeting at its new place.
    pub meeting: Meeting,
    /// Slot in which the meeting was published.
    pub from: Slot,
}

/// A plan that keeps as much as it can of a published one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replan {
    /// The new plan. Its [`bound`](Plan::bound) is of the value alone, without regard for the published plan.
    pub plan: Plan,
    /// Number of published meetings that keep their slot.
    pub kept: usize,
    /// Meetings that keep their slot but sit at another table.
    pub reseated: Vec<Meeting>,
    /// Published meetings that move to another slot.
    pub moved: Vec<Moved>,
    /// Published meetings that do not take place.
    pub cancelled: Vec<Meeting>,
    /// Meetings that were not published.
    pub added: Vec<Meeting>,
    /// Whether no timetable of the changed event moves or cancels fewer (round tables count once), proved.
    pub fewest: bool,
}

impl Decision for Replan {
    type Clash = EventClash;
    type Change = EventChange;

    fn name() -> Wording {
        say!("a plan", "日程")
    }
}

type Pairs<'a> = BTreeMap<(&'a str, &'a str), &'a Meeting>;

fn by_pair(meetings: &[Meeting]) -> Pairs<'_> {
    let keyed = meetings
        .iter()
        .map(|m| ((m.need.as_str(), m.profile.as_str()), m));
    keyed.collect()
}

impl EventProblem {
    /// Plans anew after a change, moving as few as possible of the `published` meetings.
    ///
    /// First all limits hold; then as few published meetings as possible are in another slot or cancelled; then the
    /// value is greatest; a table is changed only if it must be. The first two are proved if [`Replan::fewest`] says
    /// so: only meetings that could not stay were moved, by counting, or the event is small enough to be searched.
    /// Otherwise it is a local search from the published plan. Meetings of parties that the event does not have any
    /// more are cancelled.
    ///
    /// # Errors
    /// Cancelled.
    pub fn replan(&self, published: &[Meeting], options: Options<'_>) -> Result<Outcome<Replan>> {
        let mut control = account(options);
        let (slots, tables) = self.published(published);
        let mut solved = solve(self, slots, &mut control)?;
        if solved.timetable.short > 0 {
            return impossible(self, &mut solved, &mut control);
        }
        let replan = self.compare(published, &solved, &tables);
        guard(&Plan::name(), &verify(self, replan.plan.meetings()))?;
        Ok(Outcome::Solved(replan))
    }

    /// Slot and table of the candidates that were published.
    fn published(&self, meetings: &[Meeting]) -> (Published, PublishedTables) {
        let mut slots = vec![NOWHERE; self.candidates()];
        let mut tables = BTreeMap::new();
        for meeting in meetings {
            let round = meeting.round_table.as_ref();
            let candidate = match round {
                Some(id) => {
                    (self.rounds.iter().position(|r| r.id == *id)).map(|at| at + self.pairs.len())
                }
                None => self.pair_at(&meeting.need, &meeting.profile),
            };
            // The event has lost the party, the value or the slot: nothing is left to keep, and it counts
            // as cancelled.
            let (Some(candidate), Some(slot)) = (candidate, self.slot_at(meeting.slot)) else {
                continue;
            };
            slots[candidate] = u16::try_from(slot).expect("an event has at most 512 slots");
            if let Some(table) = self.tables.iter().position(|t| t.id == meeting.table) {
                tables.insert(candidate, table);
            }
        }
        if slots.iter().all(|&slot| slot == NOWHERE) {
            slots.clear(); // nothing to keep: a fresh plan
        }
        (slots, tables)
    }

    fn compare(
        &self,
        published: &[Meeting],
        solved: &Solved<'_>,
        tables: &PublishedTables,
    ) -> Replan {
        let timetable = &solved.timetable;
        let seats = seating(timetable, tables);
        let bound = solved.relaxed.bound;
        let plan = Plan::new(timetable, &seats, false, bound);
        let (old, new) = (by_pair(published), by_pair(plan.meetings()));
        let both = || {
            let new = new.iter();
            new.filter_map(|(key, meeting)| Some((*old.get(key)?, *meeting)))
        };
        let own = |meetings: Vec<&Meeting>| meetings.into_iter().cloned().collect();
        let reseated = both().filter(|(o, n)| o.slot == n.slot && o.table != n.table);
        let moved = both().filter(|(o, n)| o.slot != n.slot);
        let gone = old.iter().filter(|(key, _)| !new.contains_key(*key));
        let fresh = new.iter().filter(|(key, _)| !old.contains_key(*key));
        Replan {
            kept: both().filter(|(o, n)| o.slot == n.slot).count(),
            reseated: own(reseated.map(|(_, n)| n).collect()),
            moved: moved
                .map(|(o, n)| Moved {
                    meeting: n.clone(),
                    from: o.slot,
                })
                .collect(),
            cancelled: own(gone.map(|(_, m)| *m).collect()),
            added: own(fresh.map(|(_, m)| *m).collect()),
            fewest: solved.searched || timetable.kept == most_kept(solved),
            plan,
        }
    }
}

/// Upper bound on the published candidates that a timetable can keep: every candidate that could stay by
/// itself, at most as many in a slot as it has tables, and for each need and profile at most its own limit.
fn most_kept(solved: &Solved<'_>) -> i64 {
    let timetable = &solved.timetable;
    let problem = timetable.problem;
    let old = timetable.published.iter().enumerate();
    let stays: Vec<(usize, usize)> = old
        .map(|(candidate, &slot)| (candidate, usize::from(slot)))
        .filter(|&(c, slot)| slot < problem.slots.len() && timetable.open[c].has(slot))
        .collect();
    let slots = (0..problem.slots.len()).map(|slot| {
        let here = stays.iter().filter(|stay| stay.1 == slot);
        let hosts: Vec<usize> = here.map(|stay| problem.host(stay.0)).collect();
        // Several meetings of one profile may share a table: then tables do not bound the meetings of a
        // slot.
        let alone = hosts
            .iter()
            .all(|&host| problem.parties[host].together == 1);
        let open = problem.tables.iter().filter(|t| t.open.has(slot)).count();
        if alone {
            hosts.len().min(open)
        } else {
            hosts.len()
        }
    });
    let borne = |own: &dyn Fn(usize) -> usize| {
        let mut count = vec![0; problem.parties.len()];
        stays.iter().for_each(|stay| count[own(stay.0)] += 1);
        let least = count.iter().zip(&problem.parties);
        least
            .map(|(&n, limits)| limits.most.min(n) as usize)
            .sum::<usize>()
    };
    let needs = borne(&|c| problem.members(c)[0] as usize);
    let profiles = borne(&|c| problem.host(c));
    // Three bounds, each by one kind of limit; every kept meeting counts in all three, so the least
    // is one too.
    let most = slots.sum::<usize>().min(needs).min(profiles);
    i64::from(index(most))
}

/// Plans an event from nothing.
///
/// # Errors
/// Cancelled.
pub(super) fn plan(problem: &EventProblem, control: &mut Control<'_>) -> Result<Outcome<Plan>> {
    let mut solved = solve(problem, Vec::new(), control)?;
    // The best timetable found misses something; whether none can do better is for the proofs to say.
    if solved.timetable.short > 0 {
        return impossible(problem, &mut solved, control);
    }
    let seats = seating(&solved.timetable, &BTreeMap::new());
    let bound = solved.relaxed.bound;
    let plan = Plan::new(&solved.timetable, &seats, solved.is_best(), bound);
    // Linear in the meetings, so that it is never left out.
    guard(&Plan::name(), &verify(problem, plan.meetings()))?;
    Ok(Outcome::Solved(plan))
}

/// Outcome of a problem whose best timetable still misses something.
fn impossible<T: Decision<Clash = EventClash, Change = EventChange>>(
    problem: &EventProblem,
    solved: &mut Solved<'_>,
    control: &mut Control<'_>,
) -> Result<Outcome<T>> {
    let (why, proved) = super::infeasible::explain(problem, solved, control)?;
    Ok(if proved {
        Outcome::Infeasible(why)
    } else {
        Outcome::Undecided(Some(why))
    })
}
