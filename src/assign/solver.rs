//! A solver that keeps a greatest-total assignment up to date.

use super::balance::Balanced;
use super::change::AssignmentChange;
use super::clash::{AssignmentClash, AssignmentInfeasibility, AssignmentRelaxation, ClashKind};
use super::control::account;
use super::exact::{self, ExactResult};
use super::groups::Ready;
use super::infeasible;
use super::limit::{self, Limited, Previous};
use super::model;
use super::objective::Objective;
use super::problem::{AssignmentProblem, PairRule, float, number};
use super::relaxed::Relaxed;
use super::repair::{AssignmentRepair, Limit};
use super::solution::{Assignment, Pair};
use super::total;
use super::update::update;
use super::verify::{breaches, guarded};
use crate::decision::{Control, Decision as _, Options, Outcome, Status, guard};
use crate::error::{Error, Result, say};
use crate::model::{NeedId, ProfileId};

/// A problem with its greatest-total assignment, kept ready for cheap repairs.
///
/// A repair without limit starts from the flow and prices at hand and is local: after one
/// refusal it costs some shortest paths (`benches/assign.rs` prints its share of a fresh solve).
/// New needs and profiles rebuild the network, and groups and crossing quotas search anew.
/// A repair under a limit costs some fresh solves (a Lagrangian search, then branch and bound).
///
/// Memory: 80 bytes a pair, and the problem.
///
/// # Example
/// ```
/// use qianxian::assign::{AssignmentProblem, AssignmentChange, Limit, Options, Solver};
///
/// let problem = AssignmentProblem::from_triples(
///     [("甲", "李教授", 0.9), ("甲", "王博士", 0.6), ("乙", "王博士", 0.5)],
///     0..=1,
///     0..=1,
/// )?;
/// let mut solver = Solver::new(problem);
/// assert_eq!(solver.solve(Options::new())?.into_result()?.total(), 1.4);
/// // 李教授 declines: 甲 turns to 王博士, unless at most … changes are allowed.
/// let refusal = [AssignmentChange::Forbid { need: "甲".parse()?, profile: "李教授".parse()? }];
/// let repaired = solver.repair(&refusal, Limit::None, Options::new())?;
/// let repair = repaired.solved().expect("feasible");
/// assert_eq!((repair.total, repair.changes), (0.6, 2)); // 乙 – 王博士 goes, 甲 – 王博士 comes
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Debug)]
pub struct Solver {
    problem: AssignmentProblem,
    relaxed: Option<Relaxed>,
    /// Whether each pair is in the current assignment.
    held: Vec<bool>,
    status: Option<Status>,
}

impl Solver {
    /// A solver of `problem`; nothing is solved yet.
    #[must_use]
    pub fn new(problem: AssignmentProblem) -> Self {
        let held = vec![false; problem.edges.len()];
        Self {
            problem,
            relaxed: None,
            held,
            status: None,
        }
    }

    /// A solver of `problem` that holds an assignment made earlier, given as (need, profile); pairs that
    /// the problem lacks are left out. A pair of several people is given once for each. The first repair counts its
    /// changes from there.
    ///
    /// # Example
    /// ```
    /// use qianxian::assign::{AssignmentProblem, Limit, Options, Solver};
    ///
    /// let triples = [("甲", "李教授", 0.9), ("甲", "王博士", 0.6), ("乙", "王博士", 0.5)];
    /// let problem = AssignmentProblem::from_triples(triples, 0..=1, 0..=1)?;
    /// let mut solver = Solver::resume(problem, [("甲", "王博士")]);
    /// let repaired = solver.repair(&[], Limit::Changes(2), Options::new())?;
    /// assert_eq!(repaired.solved().expect("feasible").total, 0.9); // 甲 moves; 乙 would be a third change
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn resume<N, P>(problem: AssignmentProblem, pairs: impl IntoIterator<Item = (N, P)>) -> Self
    where
        N: AsRef<str>,
        P: AsRef<str>,
    {
        let mut solver = Self::new(problem);
        for (need, profile) in pairs {
            solver.hold(need.as_ref(), profile.as_ref());
        }
        solver
    }

    /// Holds a pair, or one person more of it, if the problem has it.
    fn hold(&mut self, need: &str, profile: &str) {
        if let Ok(edge) = self.problem.find_pair(need, profile) {
            let mut people = self.problem.people_of(edge);
            if let Some(free) = people.find(|&e| !self.held[e]) {
                self.held[free] = true;
            }
        }
    }

    /// The problem, with all changes so far.
    #[must_use]
    pub fn problem(&self) -> &AssignmentProblem {
        &self.problem
    }

    /// Solves for the greatest total, afresh.
    ///
    /// # Errors
    /// Cancelled.
    pub fn solve(&mut self, options: Options<'_>) -> Result<Outcome<Assignment>> {
        let mut control = account(options);
        let ready = Ready::new(&self.problem);
        let (found, relaxed) = exact::exact(&ready, &mut control)?;
        let plain = ready.blocks.is_empty() && model::crossing(&self.problem).is_empty();
        if let ExactResult::Pairs { chosen, .. } = &found {
            self.held = vec![false; self.problem.edges.len()];
            chosen.iter().for_each(|&e| self.held[e] = true);
        }
        let outcome = total::outcome(&ready, &self.problem, found, &mut control)?;
        self.status = outcome.solved().map(Assignment::status);
        // With groups or crossing quotas the flow is only a relaxation, and not the assignment held.
        self.relaxed = relaxed.filter(|_| plain && self.problem.groups.is_empty());
        if let Some(relaxed) = &mut self.relaxed {
            // From here on only touched needs can differ from `held`.
            relaxed.network.take_touched();
        }
        guarded(&self.problem, outcome)
    }

    /// Returns the current assignment, with fresh dual prices; none before a successful solve.
    ///
    /// O(pairs · log).
    pub fn assignment(&mut self) -> Option<Assignment> {
        let status = self.status?;
        let chosen: Vec<usize> = (0..self.held.len()).filter(|&e| self.held[e]).collect();
        let problem = &self.problem;
        // After a repair that failed the flow is no optimum, and its potentials are no prices of it.
        let settled = |r: &&mut Relaxed| r.network.unbalanced.is_empty();
        let duals = self
            .relaxed
            .as_mut()
            .filter(settled)
            .map(|r| r.duals(problem));
        Some(Assignment::new(
            problem,
            Objective::GreatestTotal,
            status,
            &chosen,
            duals,
        ))
    }

    /// Applies `changes` (refusals, withdrawals, additions, …) and mends the assignment within
    /// `limit`.
    ///
    /// # Errors
    /// Not found or invalid input if a change cannot be applied (the changes before it then stay applied, and the next
    /// repair takes them into account), or a loss is not in `0.0..=1.0`; cancelled. The pairs are then as they were,
    /// also if the problem as changed, or under the limit, is infeasible.
    pub fn repair(
        &mut self,
        changes: &[AssignmentChange],
        limit: Limit,
        options: Options<'_>,
    ) -> Result<Outcome<AssignmentRepair>> {
        if let Limit::Loss(loss) = limit
            && !(0.0..=1.0).contains(&loss)
        {
            return Err(Error::invalid(
                "loss",
                loss,
                say!("give a share from 0 to 1", "请给出0至1之间的比例"),
            ));
        }
        let mut control = account(options);
        changes.iter().try_for_each(|change| self.apply(change))?;
        let limit = changes.iter().fold(limit, Limit::raised);
        let outcome = match (limit, self.relaxed.is_some()) {
            (Limit::None, true) => self.mend(&mut control),
            (Limit::None, false) | (Limit::Changes(_) | Limit::Loss(_), _) => {
                self.limited(limit, &mut control)
            }
        }?;
        // A repair is local and the check is not, so that release builds leave it out.
        if cfg!(debug_assertions) && outcome.solved().is_some() {
            self.check()?;
        }
        Ok(outcome)
    }

    /// Checks the pairs that are held.
    fn check(&mut self) -> Result<()> {
        let held = self.assignment();
        let found = held.map(|held| breaches(&self.problem, &held).0);
        guard(&AssignmentRepair::name(), &found.unwrap_or_default())
    }

    /// Applies a change to the problem and to the network.
    fn apply(&mut self, change: &AssignmentChange) -> Result<()> {
        let grows = self.problem.counts_people()
            || matches!(
                change,
                AssignmentChange::AddNeed { .. } | AssignmentChange::AddProfile { .. }
            );
        // An addition files everything anew, and so does any change where people count: positions change, and only ids
        // can be carried over.
        let before = grows.then(|| (self.pairs(|held| held), self.prices()));
        self.problem.apply(change)?;
        if let Some((pairs, prices)) = before {
            self.regrow(&pairs, &prices);
        } else if let Some(relaxed) = &mut self.relaxed {
            update(&self.problem, relaxed, change);
        }
        Ok(())
    }

    /// Ids of the pairs whose flag passes.
    fn pairs(&self, keep: impl Fn(bool) -> bool) -> Vec<(NeedId, ProfileId)> {
        let kept = (0..self.held.len()).filter(|&e| keep(self.held[e]));
        kept.map(|e| self.pair(e))
            .map(|p| (p.need, p.profile))
            .collect()
    }

    fn pair(&self, edge: usize) -> Pair {
        Pair::of(&self.problem, self.problem.need_of(edge), edge)
    }

    /// Prices of the profiles by id, to start a larger network from.
    fn prices(&self) -> Vec<(ProfileId, i64)> {
        let Some(relaxed) = &self.relaxed else {
            return Vec::new();
        };
        let price = |p: usize| -relaxed.network.potential[relaxed.layout.profile_node(p) as usize];
        let profiles = self.problem.profiles.iter().enumerate();
        profiles.map(|(at, p)| (p.id.clone(), price(at))).collect()
    }

    /// Lays the network out anew around needs or profiles that were added.
    fn regrow(&mut self, pairs: &[(NeedId, ProfileId)], old: &[(ProfileId, i64)]) {
        self.held = vec![false; self.problem.edges.len()];
        for (need, profile) in pairs {
            self.hold(need, profile);
        }
        if self.relaxed.is_some() {
            let mut prices = vec![0; self.problem.profiles.len()];
            for (id, price) in old {
                if let Some(at) = self.problem.profile_at(id) {
                    prices[at] = *price;
                }
            }
            self.relaxed = Some(Relaxed::from_prices(&self.problem, &prices));
        }
    }

    /// Repairs without limit, from the current flow.
    fn mend(&mut self, control: &mut Control<'_>) -> Result<Outcome<AssignmentRepair>> {
        let Some(relaxed) = &mut self.relaxed else {
            return Ok(Outcome::Undecided(None));
        };
        match relaxed.balance(control)? {
            Balanced::OutOfWork => return Ok(Outcome::Undecided(None)),
            Balanced::Cut(nodes) => {
                let ready = Ready::new(&self.problem);
                let why = infeasible::of_cut(&self.problem, &ready, &nodes, control)?;
                return Ok(Outcome::Infeasible(why));
            }
            Balanced::Optimal => {}
        }
        let value = relaxed.value();
        let changed = relaxed.changed(&self.held);
        let changed = net_changes(&self.problem, &self.held, changed);
        let possible = |e: &&usize| self.problem.edges[**e].rule != PairRule::Forbidden;
        let changes = changed
            .iter()
            // A pair that the event itself ruled out is dropped without counting.
            .filter(|e| !self.held[**e] || possible(e))
            .count();
        let changes = number(changes);
        Ok(Outcome::Solved(self.book(
            &changed,
            changes,
            value,
            Status::Optimal,
        )))
    }

    /// Flips the pairs `changed` (ascending) and returns the repair that this makes.
    fn book(
        &mut self,
        changed: &[usize],
        changes: u32,
        value: i64,
        status: Status,
    ) -> AssignmentRepair {
        let (mut dropped, mut added) = (Vec::new(), Vec::new());
        for &edge in changed {
            let list = if self.held[edge] {
                &mut dropped
            } else {
                &mut added
            };
            list.push(edge);
            self.held[edge] = !self.held[edge];
        }
        self.status = Some(status);
        AssignmentRepair {
            dropped: self.counted(dropped),
            added: self.counted(added),
            changes,
            total: float(value),
            status,
        }
    }

    /// The pairs of `edges`, ascending, with their people.
    fn counted(&self, edges: Vec<usize>) -> Vec<Pair> {
        let mut pairs = Vec::with_capacity(edges.len());
        for edge in edges {
            Pair::count(&mut pairs, self.pair(edge));
        }
        pairs
    }

    /// A repair that searches anew, under a limit or with groups and crossing quotas.
    fn limited(
        &mut self,
        limit: Limit,
        control: &mut Control<'_>,
    ) -> Result<Outcome<AssignmentRepair>> {
        let ready = Ready::new(&self.problem);
        let previous = Previous::new(&ready.problem, &self.held);
        let found = match limit::solve(&ready, &previous, limit, control)? {
            Limited::Found(found) => found,
            Limited::NeedsChanges(needed) => return Ok(over_limit(limit, needed)),
        };
        match found {
            ExactResult::Pairs { chosen, gap, .. } => {
                let changes = change_count(previous.changes(&chosen));
                drop(ready);
                let mut after = vec![false; self.held.len()];
                chosen.iter().for_each(|&e| after[e] = true);
                let changed: Vec<usize> = (0..after.len())
                    .filter(|&e| after[e] != self.held[e])
                    .collect();
                let value = chosen
                    .iter()
                    .map(|&e| i64::from(self.problem.edges[e].affinity))
                    .sum();
                let status = Status::of_gap(gap, float);
                // The network's flow is the unlimited one; the next repair starts anew.
                self.relaxed = None;
                Ok(Outcome::Solved(self.book(&changed, changes, value, status)))
            }
            ExactResult::Cut(nodes) => {
                let why = infeasible::of_cut(&self.problem, &ready, &nodes, control)?;
                Ok(Outcome::Infeasible(why))
            }
            ExactResult::GroupsClash => Ok(Outcome::Infeasible(infeasible::of_sides(
                &self.problem,
                control,
            )?)),
            ExactResult::Undecided => Ok(Outcome::Undecided(None)),
        }
    }
}

/// The fewest edges to flip that change `held` as the edges `changed` (ascending) do. The people of a pair are alike: one
/// who goes and one who comes are no change. The first people stay held.
fn net_changes(problem: &AssignmentProblem, held: &[bool], changed: Vec<usize>) -> Vec<usize> {
    if !problem.counts_people() {
        return changed;
    }
    let mut net = Vec::new();
    let mut rest = changed.as_slice();
    while let Some(&first) = rest.first() {
        let people = problem.people_of(first);
        let (own, others) = rest.split_at(rest.partition_point(|&e| e < people.end));
        rest = others;
        let gone = own.iter().filter(|&&e| held[e]).count();
        let come = own.len() - gone;
        let is_held = |e: &usize| held[*e];
        let last = people.clone().rev().filter(is_held);
        net.extend(last.take(gone.saturating_sub(come)));
        let free = people.filter(|e| !held[*e]);
        net.extend(free.take(come.saturating_sub(gone)));
    }
    net.sort_unstable();
    net
}

fn change_count(changes: i64) -> u32 {
    u32::try_from(changes).expect("a problem has at most 2^28 pairs, each given up or made once")
}

/// The outcome of a repair whose limit allows fewer changed pairs than are `needed`.
fn over_limit(limit: Limit, needed: i64) -> Outcome<AssignmentRepair> {
    let available = match limit {
        Limit::Changes(most) => most,
        Limit::None | Limit::Loss(_) => 0,
    };
    let needed = change_count(needed);
    let clash = AssignmentClash {
        kind: ClashKind::Changes,
        needs: Vec::new(),
        profiles: Vec::new(),
        required: u64::from(needed),
        available: u64::from(available),
    };
    let changes = vec![AssignmentChange::AllowChanges { pairs: needed }];
    let cost = u64::from(needed.saturating_sub(available));
    let relaxation = AssignmentRelaxation::new(changes, cost, true);
    Outcome::Infeasible(AssignmentInfeasibility::new(clash, vec![relaxation]))
}
