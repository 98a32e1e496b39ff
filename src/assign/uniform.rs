//! Relaxations by one rule for a whole side: a smaller minimum, or a greater maximum, of all needs or all profiles.
//!
//! A caller who asked every profile to serve 3 to 4 needs is helped by "let every profile serve as few as 1", not by a
//! list of thirty profiles. Each rule is tried as a whole problem; the smallest step that helps is found by bisection,
//! which is exact because each rule only ever lets more assignments in.

use super::builder::ProblemBuilder;
use super::change::AssignmentChange;
use super::clash::AssignmentRelaxation;
use super::infeasible::works;
use super::model;
use super::problem::{AssignmentProblem, Ranged, number};
use crate::decision::Control;
use crate::error::Result;

/// Changes of single parties that a person still takes in, and the places that they may move in all: two each. Beyond
/// that, the cheapest flow touches dozens or heaps all on a few ("let B00 take 2 to 16"), and a rule for all helps more.
const FEW: (usize, u64) = (3, 6);

/// Whether advice to change single parties is short enough to stand alone.
pub(super) fn is_short(way: &AssignmentRelaxation) -> bool {
    way.changes.len() <= FEW.0 && way.cost <= FEW.1
}

/// The rules for all needs or all profiles of which each alone makes `problem` feasible, the cheapest first.
/// O(flows · log greatest bound), four bisections.
pub(super) fn relaxations(
    problem: &AssignmentProblem,
    control: &mut Control<'_>,
) -> Result<Vec<AssignmentRelaxation>> {
    let mut degrees = vec![0_usize; problem.profiles.len()];
    problem
        .edges
        .iter()
        .for_each(|edge| degrees[edge.profile as usize] += 1);
    let most_of_profile = number(degrees.into_iter().max().unwrap_or(0));
    let rows = (0..problem.needs.len()).map(|need| problem.row(need).len());
    let most_of_need = number(rows.max().unwrap_or(0));
    let (most_of_need, most_of_profile) = if problem.counts_people() {
        (places(&problem.profiles), places(&problem.needs))
    } else {
        (most_of_need, most_of_profile)
    };
    let lowered = [
        (
            greatest_minimum(&problem.needs),
            demands_from as fn(u32) -> AssignmentChange,
        ),
        (greatest_minimum(&problem.profiles), capacities_from),
    ];
    let raised = [
        (
            least_maximum(&problem.needs),
            most_of_need,
            demands_to as fn(u32) -> AssignmentChange,
        ),
        (
            least_maximum(&problem.profiles),
            most_of_profile,
            capacities_to,
        ),
    ];
    let mut found = Vec::new();
    for (minimum, change) in lowered {
        // Steps count down from the minimum in force.
        let change = |step: u32| change(minimum - step);
        found.extend(least_step(problem, minimum, change, control)?);
    }
    for (maximum, pairs, change) in raised {
        let change = |step: u32| change(maximum + step);
        found.extend(least_step(
            problem,
            pairs.saturating_sub(maximum),
            change,
            control,
        )?);
    }
    if found.is_empty() {
        found.extend(both_minimums(problem, control)?);
    }
    found.sort_by_key(|way| way.cost);
    Ok(found)
}

/// The relaxation that lowers the minimums of both sides, the profiles' as little as helps, then the needs'; for problems
/// that neither rule alone mends, because each side has a party that cannot reach its own minimum.
fn both_minimums(
    problem: &AssignmentProblem,
    control: &mut Control<'_>,
) -> Result<Option<AssignmentRelaxation>> {
    let (demand, capacity) = (
        greatest_minimum(&problem.needs),
        greatest_minimum(&problem.profiles),
    );
    let mut open = problem.clone();
    open.apply(&demands_from(0))?;
    let Some(profiles) = least_step(
        &open,
        capacity,
        |step| capacities_from(capacity - step),
        control,
    )?
    else {
        return Ok(None);
    };
    let mut eased = problem.clone();
    profiles
        .changes
        .iter()
        .try_for_each(|change| eased.apply(change))?;
    let needs = least_step(&eased, demand, |step| demands_from(demand - step), control)?;
    Ok(needs.map(|mut needs| {
        needs.changes.extend(profiles.changes);
        // The least minimum of one side depends on the other's.
        AssignmentRelaxation::new(needs.changes, needs.cost + profiles.cost, false)
    }))
}

fn demands_from(least: u32) -> AssignmentChange {
    AssignmentChange::DemandsFrom { least }
}

fn capacities_from(least: u32) -> AssignmentChange {
    AssignmentChange::CapacitiesFrom { least }
}

fn demands_to(most: u32) -> AssignmentChange {
    AssignmentChange::DemandsTo { most }
}

fn capacities_to(most: u32) -> AssignmentChange {
    AssignmentChange::CapacitiesTo { most }
}

/// Places of one side in all, as far as a range can hold them: people come with the ranges, not with the pairs.
fn places<Id>(parties: &[Ranged<Id>]) -> u32 {
    let all = parties.iter().map(|party| party.most);
    all.fold(0, u32::saturating_add).min(ProblemBuilder::MOST)
}

fn greatest_minimum<Id>(parties: &[Ranged<Id>]) -> u32 {
    parties.iter().map(|party| party.least).max().unwrap_or(0)
}

/// The least maximum of the parties that may have partners at all: whoever is closed stays closed.
fn least_maximum<Id>(parties: &[Ranged<Id>]) -> u32 {
    let open = parties
        .iter()
        .map(|party| party.most)
        .filter(|&most| most > 0);
    open.min().unwrap_or(0)
}

/// The relaxation by the smallest of the steps 1 to `last` that makes the problem feasible.
fn least_step(
    problem: &AssignmentProblem,
    last: u32,
    change: impl Fn(u32) -> AssignmentChange,
    control: &mut Control<'_>,
) -> Result<Option<AssignmentRelaxation>> {
    let relaxation = |step: u32| -> Result<AssignmentRelaxation> {
        let change = change(step);
        let cost = cost(problem, &change)?;
        Ok(AssignmentRelaxation::new(vec![change], cost, false))
    };
    if last == 0 || !works(problem, &relaxation(last)?, control)? {
        return Ok(None);
    }
    let (mut fails, mut holds) = (0, last);
    while holds - fails > 1 {
        let middle = fails + (holds - fails) / 2;
        if works(problem, &relaxation(middle)?, control)? {
            holds = middle;
        } else {
            fails = middle;
        }
    }
    let mut found = relaxation(holds)?;
    // With groups or crossing quotas a search may end undecided, which proves nothing about smaller steps.
    found.cheapest = problem.groups.is_empty() && model::crossing(problem).is_empty();
    Ok(Some(found))
}

/// The places by which a rule moves the ranges of all parties, together.
fn cost(problem: &AssignmentProblem, change: &AssignmentChange) -> Result<u64> {
    fn moved<Id>(before: &[Ranged<Id>], after: &[Ranged<Id>]) -> u64 {
        let pairs = before.iter().zip(after);
        pairs
            .map(|(a, b)| u64::from(a.least.abs_diff(b.least)) + u64::from(a.most.abs_diff(b.most)))
            .sum()
    }
    let mut relaxed = problem.clone();
    relaxed.apply(change)?;
    Ok(moved(&problem.needs, &relaxed.needs) + moved(&problem.profiles, &relaxed.profiles))
}
