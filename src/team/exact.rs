//! Exact search by branch and bound.
//!
//! A node is a partial team and the candidates that may still come. Its teams are split by the first
//! of them to come, candidates of greatest gain first, so that no team is met twice: with n
//! candidates and at most k members there are at most Σᵢ C(n,i), i ≤ k, nodes. Three things cut:
//! * the team's coverage plus the k′ greatest gains, k′ places being left (submodularity), and the
//!   coverage if everybody came, whichever is less, is not above the best team known;
//! * a lower limit can no longer be held;
//! * once all teams with a candidate have been searched, the candidates that it dominates within
//!   its class need not be tried without it.

use std::cmp::Reverse;

use super::frame::{Frame, worth};
use super::partial::Partial;
use crate::decision::Control;
use crate::error::Result;

/// Result of a search.
#[derive(Debug)]
pub(super) struct FoundTeam<'f> {
    /// The best team; `None` if none was found.
    pub(super) team: Option<Partial<'f>>,
    /// Upper bound on the value of any team.
    pub(super) bound: i128,
    /// Whether nothing was left unsearched.
    pub(super) complete: bool,
}

struct TeamSearch<'f, 's, 'c> {
    frame: &'f Frame,
    control: &'s mut Control<'c>,
    best: Option<Partial<'f>>,
    /// Whether to stop at the first team, whatever its value.
    any: bool,
    /// Greatest bound of the branches left unsearched; `None` if there are none.
    open: Option<i128>,
}

/// Finds the best team, from `start`, a known team if there is one.
///
/// # Errors
/// Cancelled.
pub(super) fn best<'f>(
    frame: &'f Frame,
    start: Option<Partial<'f>>,
    control: &mut Control<'_>,
) -> Result<FoundTeam<'f>> {
    search(frame, start, false, control)
}

/// Finds any team at all.
///
/// # Errors
/// Cancelled.
pub(super) fn any<'f>(frame: &'f Frame, control: &mut Control<'_>) -> Result<FoundTeam<'f>> {
    search(frame, None, true, control)
}

fn search<'f>(
    frame: &'f Frame,
    start: Option<Partial<'f>>,
    any: bool,
    control: &mut Control<'_>,
) -> Result<FoundTeam<'f>> {
    let mut search = TeamSearch {
        frame,
        control,
        best: start,
        any,
        open: None,
    };
    // Every team holds the required candidates, so the tree is rooted at them. Upper limits refuse a
    // set in whichever order it comes; a refusal here is a proof that there is no team.
    let required = frame
        .required
        .iter()
        .try_fold(Partial::new(frame), |team, &r| {
            team.takes(r).then(|| team.with(r))
        });
    if let Some(root) = required {
        let all: Vec<usize> = (0..frame.len()).collect();
        search.node(&root, &all)?;
    }
    let known = search.best.as_ref().map(Partial::value);
    Ok(FoundTeam {
        // Nothing is worth more than the best known and the greatest bound of the branches left open.
        bound: search.open.max(known).unwrap_or(0),
        complete: search.open.is_none(),
        team: search.best,
    })
}

impl<'f> TeamSearch<'f, '_, '_> {
    /// Searches the teams that hold all of `team` and some of `rest`.
    fn node(&mut self, team: &Partial<'f>, rest: &[usize]) -> Result<()> {
        if self.done() {
            return Ok(());
        }
        // Upper limits only tighten as a team grows: whoever is refused here is refused in the whole
        // branch.
        let rest: Vec<usize> = rest.iter().copied().filter(|&c| team.takes(c)).collect();
        // One is added to each factor, so that no node is free and the budget ends every search.
        let work = (rest.len() + 1) * (self.frame.topics + 1) * 2;
        // The coverage if everybody came, and the cost of nobody but the present members: a further
        // member's `extra` is negative, so no team of the branch is worth more.
        let whole = worth(team.coverage_with(&rest)) + team.value() - worth(team.coverage);
        if !self.control.spend(work as u64)? {
            self.leave(whole);
            return Ok(());
        }
        if team.lacks().sum == 0 && self.beats(team.value()) {
            self.best = Some(team.clone());
        }
        if team.room() > 0 && self.beats(whole) && team.may_end_well(&rest) {
            self.split(team, rest, whole)?;
        }
        Ok(())
    }

    /// Splits the teams of a node by the first candidate of `rest` that is added.
    fn split(&mut self, team: &Partial<'f>, rest: Vec<usize>, whole: i128) -> Result<()> {
        // Greatest gain first: good teams are met early, and the head of the order is all that the
        // bound needs. Ties go by place, that is by id, so that the result does not depend on the order
        // of input.
        let mut open: Vec<(i128, usize)> = rest
            .into_iter()
            .map(|c| (team.gain_in_value(c), c))
            .collect();
        open.sort_unstable_by_key(|&(gain, c)| (Reverse(gain), c));
        while let Some(&(_, first)) = open.first() {
            // By submodularity a gain never grows with the team, so the greatest gains of now bound the gain of as
            // many further members. A negative gain counts as 0: nobody has to come.
            let gains = open.iter().take(team.room()).map(|&(gain, _)| gain.max(0));
            let bound = (team.value() + gains.sum::<i128>()).min(whole);
            // Gains are in descending order and `whole` does not grow, so later rounds have no greater
            // bound.
            if self.done() || !self.beats(bound) {
                return Ok(());
            }
            // The budget ended in an earlier round: this round and all later ones stay unsearched, and
            // this bound holds for each of them.
            if self.open.is_some() {
                self.leave(bound);
                return Ok(());
            }
            // Later rounds are the teams without `first`, so that no set of members is met twice.
            open.remove(0);
            let others: Vec<usize> = open.iter().map(|&(_, c)| c).collect();
            self.node(&team.with(first), &others)?;
            self.control.spend(open.len() as u64)?;
            // A later team with a candidate that `first` dominates is no better than the same team with
            // `first` in its stead, which has been searched: within a class every rule allows the
            // exchange.
            open.retain(|&(_, c)| !self.frame.dominates(first, c));
            let others: Vec<usize> = open.iter().map(|&(_, c)| c).collect();
            // Without these a lower limit may be out of reach, and then it is for all later rounds: they
            // choose from fewer.
            if !team.may_end_well(&others) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Records that a branch with the given bound stays unsearched.
    fn leave(&mut self, bound: i128) {
        self.open = self.open.max(Some(bound));
    }

    fn done(&self) -> bool {
        self.any && self.best.is_some()
    }

    /// Whether a team of that value is wanted.
    fn beats(&self, value: i128) -> bool {
        // Strictly more: of equal teams the first stays. Feasibility looks for any team, so no bound
        // may cut.
        self.any || self.best.as_ref().is_none_or(|best| value > best.value())
    }
}
