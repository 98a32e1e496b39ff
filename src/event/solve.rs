//! Steps of a plan: bound, colour, improve, and search if the event is small enough.

use super::colour::colour;
use super::ejection::improve_by_ejection;
use super::exact::search;
use super::problem::EventProblem;
use super::relaxed::{EventBound, relaxed};
use super::rematch::rematch;
use super::timetable::{NOWHERE, Published, Timetable};
use crate::decision::Control;
use crate::error::Result;

/// A timetable with the proved bound on its value.
pub(super) struct Solved<'a> {
    pub(super) timetable: Timetable<'a>,
    pub(super) relaxed: EventBound,
    /// Whether exhaustive search proved that nothing scores higher.
    pub(super) searched: bool,
}

impl Solved<'_> {
    /// Whether the timetable is proved to be optimal.
    pub(super) fn is_best(&self) -> bool {
        self.searched || at_bound(&self.timetable, &self.relaxed)
    }
}

fn at_bound(timetable: &Timetable<'_>, relaxed: &EventBound) -> bool {
    // The flow bounds the value alone; the published meetings may ask for a timetable of less value.
    timetable.published.is_empty()
        && timetable.short == relaxed.short
        && timetable.value == relaxed.bound
}

/// Plans `problem`, keeping the `published` meetings (may be empty).
///
/// # Errors
/// Cancelled.
pub(super) fn solve<'a>(
    problem: &'a EventProblem,
    published: Published,
    control: &mut Control<'_>,
) -> Result<Solved<'a>> {
    let relaxed = relaxed(problem, control)?;
    let mut timetable = Timetable::new(problem, published);
    restore(&mut timetable);
    // The flow's choice knows nothing of the published meetings, and its pairs would take places that they may need;
    // `improve` fills the places left.
    let chosen: &[usize] = if timetable.published.is_empty() {
        &relaxed.chosen
    } else {
        &[]
    };
    colour(&mut timetable, chosen, control)?;
    improve(&mut timetable, control, |t| at_bound(t, &relaxed))?;
    let mut solved = Solved {
        timetable,
        relaxed,
        searched: false,
    };
    // The search is the dearest step and is only needed for a proof that the bound does not give.
    if !solved.is_best() {
        solved.searched = search(&mut solved.timetable, control)?;
    }
    Ok(solved)
}

/// Whether some timetable holds every limit; false also if none was found.
///
/// # Errors
/// Cancelled.
pub(super) fn feasible(problem: &EventProblem, control: &mut Control<'_>) -> Result<bool> {
    let relaxed = relaxed(problem, control)?;
    // The flow drops the clock only: a limit that it cannot meet, no timetable can.
    if relaxed.short > 0 {
        return Ok(false);
    }
    let mut timetable = Timetable::new(problem, Vec::new());
    colour(&mut timetable, &relaxed.chosen, control)?;
    improve(&mut timetable, control, |t| t.short == 0)?;
    if timetable.short > 0 {
        search(&mut timetable, control)?;
    }
    Ok(timetable.short == 0)
}

/// Puts the published meetings back if they still can be, required ones first.
fn restore(timetable: &mut Timetable<'_>) {
    let published = timetable.published.clone();
    let mut old: Vec<usize> = (0..published.len())
        .filter(|&c| published[c] != NOWHERE)
        .collect();
    old.sort_by_key(|&c| {
        let problem = timetable.problem;
        let is_pair = c < problem.pairs.len();
        // Fixed, round tables, required, then by value: if two claim a place, the harder claim has it.
        let must = (timetable.movable(c), is_pair, !problem.required(c));
        (must, std::cmp::Reverse(problem.steps(c)), c)
    });
    for candidate in old {
        let slot = usize::from(published[candidate]);
        if timetable.fits(candidate, slot) {
            timetable.add(candidate, slot);
        }
    }
}

/// Improves the timetable slot by slot and by ejection chains, until neither helps, `done` holds, or the budget
/// is used up.
fn improve(
    timetable: &mut Timetable<'_>,
    control: &mut Control<'_>,
    done: impl Fn(&Timetable<'_>) -> bool,
) -> Result<()> {
    loop {
        let mut better = false;
        for slot in 0..timetable.problem.slots.len() {
            if done(timetable) || !control.spend(1)? {
                return Ok(());
            }
            // Exact for one slot and cheap, hence before the chains; a slot may improve again once others
            // changed.
            better |= rematch(timetable, slot, control)?;
        }
        if done(timetable) {
            return Ok(());
        }
        better |= improve_by_ejection(timetable, control)?;
        if !better || !control.spend(1)? {
            return Ok(());
        }
    }
}
