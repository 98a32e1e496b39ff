//! An independent check of an assignment: it shares no code with the solvers.
//!
//! Works on ids and affinities alone, never on a flow. Optimality of the total is checked by weak duality: at any
//! prices, the most that needs, profiles, quotas and pairs could take together is an upper bound of every assignment's
//! total; an assignment that meets the bound of the prices it carries is optimal, whoever made it.

use std::collections::HashMap;

use super::blocking::blocking;
use super::breach::AssignmentBreach;
use super::objective::Objective;
use super::problem::{AFFINITY_ONE, AssignmentProblem, Edge, PairRule, float};
use super::solution::{Assignment, Pair};
use crate::decision::{Decision as _, Outcome, guard};
use crate::error::Result;

/// The result of [`verify`]: broken constraints, and the bound of the total.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Verification {
    /// Constraints that are broken, in the order needs, profiles, quotas, groups.
    pub violations: Vec<AssignmentBreach>,
    /// Upper bound of any assignment's total (a sum of affinities) by the assignment's own prices.
    ///
    /// None if it carries no prices.
    pub bound: Option<f64>,
    /// Bound less total, ≥ 0 if no constraint is broken; exactly 0 if the total is proved greatest.
    pub gap: Option<f64>,
}

impl Verification {
    /// Whether every constraint holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.violations.is_empty()
    }

    /// Whether the total is proved the greatest possible.
    #[must_use]
    pub fn proves_greatest_total(&self) -> bool {
        self.holds() && self.gap == Some(0.0)
    }
}

/// Checks `assignment` against `problem`: every constraint, stability if that was the objective, and the total against
/// the bound of the dual prices.
///
/// The bound leaves groups and crossing quotas out, so that a gap is no fault in a problem that has them. Exact, in
/// integers. O(pairs · log + quotas · pairs of the need).
///
/// # Example
/// ```
/// use qianxian::assign::{AssignmentProblem, Objective, Options, verify};
///
/// let problem = AssignmentProblem::from_triples([("N", "P", 0.5), ("N", "Q", 0.25)], 1..=1, 0..=1)?;
/// let assignment = problem.solve(Objective::GreatestTotal, Options::new())?.into_result()?;
/// assert!(verify(&problem, &assignment).proves_greatest_total());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[must_use]
pub fn verify(problem: &AssignmentProblem, assignment: &Assignment) -> Verification {
    let (violations, sum) = breaches(problem, assignment);
    let bound = assignment
        .duals
        .as_ref()
        .filter(|duals| duals.fit(problem))
        .map(|d| bound(problem, &d.needs, &d.profiles, &d.quotas));
    Verification {
        violations,
        bound: bound.map(float),
        gap: bound.map(|b| float(b - sum)),
    }
}

/// Passes an outcome on if its assignment holds every constraint. O(pairs + chosen pairs · log): some per cent of a
/// solve, so that release builds check too.
///
/// # Errors
/// A fault of this crate if it does not.
pub(super) fn guarded(
    problem: &AssignmentProblem,
    outcome: Outcome<Assignment>,
) -> Result<Outcome<Assignment>> {
    if let Outcome::Solved(assignment) = &outcome {
        guard(&Assignment::name(), &breaches(problem, assignment).0)?;
    }
    Ok(outcome)
}

/// The constraints that an assignment breaks, and its total in steps of 10⁻⁹.
pub(super) fn breaches(
    problem: &AssignmentProblem,
    assignment: &Assignment,
) -> (Vec<AssignmentBreach>, i64) {
    let mut check = AssignmentCheck {
        problem,
        taken: vec![false; problem.edges.len()],
        found: Vec::new(),
    };
    check.pairs(assignment.pairs());
    let sum = check.sum();
    // Exact: both floats come from integers, and equal integers give the same float.
    if (assignment.total() - float(sum)).abs() > 0.0 {
        let (got, expected) = (assignment.total().to_string(), float(sum).to_string());
        check.found.push(AssignmentBreach::Sum { got, expected });
    }
    check.needs();
    check.profiles();
    check.quotas();
    check.groups();
    if matches!(
        assignment.objective(),
        Objective::StableForNeeds | Objective::StableForProfiles
    ) {
        check.stability();
    }
    (check.found, sum)
}

struct AssignmentCheck<'a> {
    problem: &'a AssignmentProblem,
    taken: Vec<bool>,
    found: Vec<AssignmentBreach>,
}

impl AssignmentCheck<'_> {
    fn pairs(&mut self, pairs: &[Pair]) {
        let problem = self.problem;
        let needs: HashMap<&str, usize> = (problem.needs.iter().enumerate())
            .map(|(at, need)| (need.id.as_str(), at))
            .collect();
        let profiles: HashMap<&str, usize> = (problem.profiles.iter().enumerate())
            .map(|(at, profile)| (profile.id.as_str(), at))
            .collect();
        for pair in pairs {
            let place = needs
                .get(pair.need.as_str())
                .zip(profiles.get(pair.profile.as_str()));
            let row = place.map(|(&n, &p)| (n, p, self.problem.start[n]));
            let edge = row.and_then(|(n, p, from)| {
                let row = &self.problem.edges[from..self.problem.start[n + 1]];
                Some(from + row.iter().position(|e| e.profile as usize == p)?)
            });
            match edge {
                Some(edge) if !self.taken[edge] => self.take(edge, pair),
                _ => self.found.push(AssignmentBreach::Unknown {
                    need: pair.need.clone(),
                    profile: pair.profile.clone(),
                }),
            }
        }
    }

    fn take(&mut self, edge: usize, pair: &Pair) {
        self.people(edge, pair);
        let expected = float(i64::from(self.problem.edges[edge].affinity));
        if (pair.affinity - expected).abs() > 0.5 / f64::from(AFFINITY_ONE) {
            let (got, expected) = (pair.affinity.to_string(), expected.to_string());
            self.found.push(AssignmentBreach::Sum { got, expected });
        }
    }

    /// Takes as many people as the pair has, by the ranges of both sides alone.
    fn people(&mut self, first: usize, pair: &Pair) {
        let problem = self.problem;
        let need = &problem.needs[problem.need_of(first)];
        let profile = &problem.profiles[problem.edges[first].profile as usize];
        let most = if need.in_people && profile.in_people {
            need.most.min(profile.most)
        } else {
            1
        };
        let end = problem.start[problem.need_of(first) + 1];
        let same = |e: &&Edge| e.profile == problem.edges[first].profile;
        let filed = problem.edges[first..end].iter().take_while(same).count();
        let got = pair.people as usize;
        if got == 0 || pair.people > most.max(1) || got > filed {
            self.found.push(AssignmentBreach::People {
                need: pair.need.clone(),
                profile: pair.profile.clone(),
                got: pair.people,
                most,
            });
        }
        self.taken[first..first + got.clamp(1, filed)].fill(true);
    }

    fn sum(&self) -> i64 {
        let taken = self
            .problem
            .edges
            .iter()
            .zip(&self.taken)
            .filter(|(_, t)| **t);
        taken.map(|(e, _)| i64::from(e.affinity)).sum()
    }

    fn row(&self, need: usize) -> std::ops::Range<usize> {
        self.problem.start[need]..self.problem.start[need + 1]
    }

    fn needs(&mut self) {
        for (at, need) in self.problem.needs.iter().enumerate() {
            let mut got = 0;
            for edge in self.row(at) {
                let (rule, taken) = (self.problem.edges[edge].rule, self.taken[edge]);
                got += u32::from(taken);
                let profile = self.problem.edges[edge].profile as usize;
                let profile = || self.problem.profiles[profile].id.clone();
                match (rule, taken) {
                    (PairRule::Forbidden, true) => {
                        let (need, profile) = (need.id.clone(), profile());
                        self.found
                            .push(AssignmentBreach::Forbidden { need, profile });
                    }
                    (PairRule::Required, false) => {
                        let (need, profile) = (need.id.clone(), profile());
                        self.found.push(AssignmentBreach::Missing { need, profile });
                    }
                    (PairRule::Free, _)
                    | (PairRule::Forbidden, false)
                    | (PairRule::Required, true) => {}
                }
            }
            let (least, most) = (need.least, need.most);
            if got < least || got > most {
                self.found.push(AssignmentBreach::Demand {
                    need: need.id.clone(),
                    got,
                    least,
                    most,
                });
            }
        }
    }

    fn profiles(&mut self) {
        let mut load = vec![0; self.problem.profiles.len()];
        for (edge, taken) in self.problem.edges.iter().zip(&self.taken) {
            load[edge.profile as usize] += u32::from(*taken);
        }
        for (profile, &got) in self.problem.profiles.iter().zip(&load) {
            let (least, most) = (profile.least, profile.most);
            if got < least || got > most {
                let profile = profile.id.clone();
                self.found.push(AssignmentBreach::Capacity {
                    profile,
                    got,
                    least,
                    most,
                });
            }
        }
    }

    fn quotas(&mut self) {
        for quota in &self.problem.quotas {
            let mut got = 0;
            for edge in self.row(quota.need as usize).filter(|&e| self.taken[e]) {
                let labels = &self.problem.labels_of[self.problem.edges[edge].profile as usize];
                got += u32::from(labels.contains(&quota.label));
            }
            let (least, most) = (quota.least, quota.most);
            if got < least || got > most {
                let need = self.problem.needs[quota.need as usize].id.clone();
                let label = self.problem.labels[quota.label as usize].clone();
                self.found.push(AssignmentBreach::Quota {
                    need,
                    label,
                    got,
                    least,
                    most,
                });
            }
        }
    }

    fn stability(&mut self) {
        for edge in blocking(self.problem, &self.taken) {
            let need = self.problem.needs[self.problem.need_of(edge)].id.clone();
            let profile = self.problem.edges[edge].profile as usize;
            let profile = self.problem.profiles[profile].id.clone();
            self.found
                .push(AssignmentBreach::Blocking { need, profile });
        }
    }

    fn groups(&mut self) {
        if self.problem.groups.is_empty() {
            return;
        }
        let mut group_of = vec![usize::MAX; self.problem.profiles.len()];
        for (at, group) in self.problem.groups.iter().enumerate() {
            group_of[group.leader as usize] = at;
            group
                .members
                .iter()
                .for_each(|&m| group_of[m as usize] = at);
        }
        for (at, need) in self.problem.needs.iter().enumerate() {
            let mut present: HashMap<usize, usize> = HashMap::new();
            for edge in self.row(at).filter(|&e| self.taken[e]) {
                *present
                    .entry(group_of[self.problem.edges[edge].profile as usize])
                    .or_default() += 1;
            }
            for (at, group) in self.problem.groups.iter().enumerate() {
                if present
                    .get(&at)
                    .is_some_and(|&n| n != group.members.len() + 1)
                {
                    let leader = self.problem.profiles[group.leader as usize].id.clone();
                    self.found.push(AssignmentBreach::Group {
                        need: need.id.clone(),
                        leader,
                    });
                }
            }
        }
    }
}

/// Upper bound of any assignment's total at the given prices (weak duality), in steps of 10⁻⁹.
fn bound(problem: &AssignmentProblem, needs: &[i64], profiles: &[i64], quotas: &[i64]) -> i64 {
    let take =
        // Linear in the number of places, so that the best lies at an end of the range.
        |price: i64, least: u32, most: u32| (price * i64::from(least)).max(price * i64::from(most));
    let mut sum = 0;
    for (party, &price) in problem.needs.iter().zip(needs) {
        sum += take(price, party.least, party.most);
    }
    for (party, &price) in problem.profiles.iter().zip(profiles) {
        sum += take(price, party.least, party.most);
    }
    for (quota, &price) in problem.quotas.iter().zip(quotas) {
        sum += take(price, quota.least, quota.most);
    }
    let mut first = 0;
    for (need, &need_price) in needs.iter().enumerate() {
        while first < problem.quotas.len() && (problem.quotas[first].need as usize) < need {
            first += 1;
        }
        for edge in &problem.edges[problem.start[need]..problem.start[need + 1]] {
            let mut price = need_price + profiles[edge.profile as usize];
            for (quota, q) in problem.quotas[first..].iter().zip(&quotas[first..]) {
                if quota.need as usize != need {
                    break;
                }
                if problem.labels_of[edge.profile as usize].contains(&quota.label) {
                    price += q;
                }
            }
            let net = i64::from(edge.affinity) - price;
            sum += match edge.rule {
                PairRule::Free => net.max(0),
                PairRule::Forbidden => 0,
                PairRule::Required => net,
            };
        }
    }
    sum
}
