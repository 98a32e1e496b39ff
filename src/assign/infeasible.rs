//! Infeasible problems: the constraints that clash, and the cheapest relaxations.
//!
//! The certificate is a minimum cut (a Hall violator): a search that could not place a unit has reached a set of needs
//! and profiles that must exchange more than the places between them allow. The relaxations come from an *elastic*
//! network, in which every range can be overstepped at one per place; its cheapest flow oversteps as little as
//! possible. Banning each step of a relaxation in turn yields the others (the first level of Lawler 1972). Where the
//! cheapest one moves many places, rules for all of them come first (`uniform`).

use super::change::AssignmentChange;
use super::clash::{AssignmentClash, AssignmentInfeasibility, AssignmentRelaxation, ClashKind};
use super::elastic;
use super::exact::{ExactResult, exact};
use super::groups::Ready;
use super::model::{self, Arcs, Layout};
use super::network::{Arc, HUB};
use super::problem::{AssignmentProblem, number};
use super::uniform;
use crate::decision::Control;
use crate::decision::RELAXATIONS;
use crate::error::Result;
use crate::model::{NeedId, ProfileId};

/// The infeasibility that a cut of the relaxation of `ready` proves.
pub(super) fn of_cut(
    problem: &AssignmentProblem,
    ready: &Ready<'_>,
    cut: &[u32],
    control: &mut Control<'_>,
) -> Result<AssignmentInfeasibility> {
    let clash = clash(&ready.problem, cut);
    let mut relaxations = elastic::relaxations(problem, control)?;
    if !problem.groups.is_empty() || !model::crossing(problem).is_empty() {
        relaxations = working(problem, relaxations, control)?;
        // The elastic flow knows nothing of groups, so that its least cost proves nothing here.
        relaxations.iter_mut().for_each(|way| way.cheapest = false);
        if relaxations.is_empty() {
            relaxations = sides_dropped(problem, control)?;
        }
    }
    let short = relaxations.first().is_some_and(uniform::is_short);
    if !short {
        // A rule for all parties is one sentence, where the cheapest changes of single parties are many, or odd.
        let mut rules = uniform::relaxations(problem, control)?;
        rules.append(&mut relaxations);
        rules.truncate(RELAXATIONS);
        relaxations = rules;
    }
    Ok(AssignmentInfeasibility::new(clash, relaxations))
}

/// The clash across a cut: required on the arcs that go one way, available on the others.
fn clash(problem: &AssignmentProblem, cut: &[u32]) -> AssignmentClash {
    let nothing = vec![0; problem.edges.len()];
    let (layout, arcs) = model::arcs(problem, &nothing);
    let mut inside = vec![false; layout.nodes()];
    cut.iter().for_each(|&n| inside[n as usize] = true);
    let sum = |enters: bool, bound: fn(&Arc) -> u32| -> u64 {
        let crosses = |a: &Arc| {
            let (from, to) = (inside[a.from as usize], inside[a.to as usize]);
            if enters { !from && to } else { from && !to }
        };
        arcs.iter()
            .filter(crosses)
            .map(|a| u64::from(bound(&a)))
            .sum()
    };
    // By Hoffman’s circulation theorem (1960) a set proves infeasibility if more must enter than can leave, or more
    // must leave than can enter. A search forward finds the first kind, one against the arcs the second.
    let pushed = (sum(true, |a| a.lower), sum(false, |a| a.upper));
    let pulled = (sum(false, |a| a.lower), sum(true, |a| a.upper));
    let (required, available) = if pushed.0 > pushed.1 { pushed } else { pulled };
    let (needs, profiles) = members(problem, &layout, &arcs, &inside);
    AssignmentClash {
        kind: ClashKind::Places,
        needs,
        profiles,
        required,
        available,
    }
}

/// Needs and profiles in the cut, and the ends of required pairs that cross it.
fn members(
    problem: &AssignmentProblem,
    layout: &Layout,
    arcs: &Arcs<'_>,
    inside: &[bool],
) -> (Vec<NeedId>, Vec<ProfileId>) {
    let mut touched = inside.to_vec();
    for arc in arcs
        .iter()
        .filter(|a| a.lower > 0 && a.from != HUB && a.to != HUB)
    {
        if inside[arc.from as usize] != inside[arc.to as usize] {
            touched[arc.from as usize] = true;
            touched[arc.to as usize] = true;
        }
    }
    // A quota is a node of its own in the flow; readers know it by its need.
    for (at, &(quota, _)) in layout.nested.iter().enumerate() {
        let node = layout.quota_node(at) as usize;
        touched[Layout::need_node(problem.quotas[quota].need as usize) as usize] |= touched[node];
    }
    let named = |node: u32| touched[node as usize];
    let needs = (0..layout.needs).filter(|&n| named(Layout::need_node(n)));
    let profiles = (0..layout.profiles).filter(|&p| named(layout.profile_node(p)));
    (
        needs.map(|n| problem.needs[n].id.clone()).collect(),
        profiles.map(|p| problem.profiles[p].id.clone()).collect(),
    )
}

/// The infeasibility of groups and crossing quotas whose relaxation is feasible.
pub(super) fn of_sides(
    problem: &AssignmentProblem,
    control: &mut Control<'_>,
) -> Result<AssignmentInfeasibility> {
    let crossing = model::crossing(problem);
    let mut involved: Vec<u32> = problem.groups.iter().flat_map(|g| g.all()).collect();
    let mut needs: Vec<u32> = crossing.iter().map(|&q| problem.quotas[q].need).collect();
    for need in (0u32..)
        .zip(&problem.needs)
        .filter(|(_, n)| n.least > 0)
        .map(|(n, _)| n)
    {
        needs.push(need);
    }
    involved.sort_unstable();
    needs.sort_unstable();
    needs.dedup();
    let clash = AssignmentClash {
        kind: ClashKind::Groups,
        needs: needs
            .iter()
            .map(|&n| problem.needs[n as usize].id.clone())
            .collect(),
        profiles: involved
            .iter()
            .map(|&p| problem.profiles[p as usize].id.clone())
            .collect(),
        required: 0,
        available: 0,
    };
    let mut relaxations = working(problem, single_sides(problem, &crossing), control)?;
    if relaxations.is_empty() {
        relaxations = sides_dropped(problem, control)?;
    }
    Ok(AssignmentInfeasibility::new(clash, relaxations))
}

/// One relaxation for each group and each crossing quota: the problem without it.
fn single_sides(problem: &AssignmentProblem, crossing: &[usize]) -> Vec<AssignmentRelaxation> {
    let groups = problem.groups.iter().map(|g| {
        let leader = problem.profiles[g.leader as usize].id.clone();
        let changes = vec![AssignmentChange::Ungroup { leader }];
        AssignmentRelaxation::new(changes, g.members.len() as u64, false)
    });
    let quotas = crossing.iter().map(|&q| {
        let quota = &problem.quotas[q];
        let most = problem.row(quota.need as usize).len();
        let most = number(most).max(quota.most);
        let change = AssignmentChange::Quota {
            need: problem.needs[quota.need as usize].id.clone(),
            label: problem.labels[quota.label as usize].clone(),
            least: 0,
            most: most.min(super::ProblemBuilder::MOST),
        };
        let cost = u64::from(quota.least) + u64::from(most - quota.most);
        AssignmentRelaxation::new(vec![change], cost, false)
    });
    let mut all: Vec<AssignmentRelaxation> = groups.chain(quotas).collect();
    all.sort_by_key(|r| r.cost);
    all
}

/// One relaxation that drops every group and crossing quota, and mends the flow that remains.
fn sides_dropped(
    problem: &AssignmentProblem,
    control: &mut Control<'_>,
) -> Result<Vec<AssignmentRelaxation>> {
    let crossing = model::crossing(problem);
    let mut all = AssignmentRelaxation::new(Vec::new(), 0, false);
    let mut rest = problem.clone();
    // All of them at once: the rest is a flow, whose elastic answer is exact.
    for part in single_sides(problem, &crossing) {
        part.changes.iter().try_for_each(|c| rest.apply(c))?;
        all.changes.extend(part.changes);
        all.cost += part.cost;
    }
    if let Some(more) = elastic::relaxations(&rest, control)?.into_iter().next() {
        all.changes.extend(more.changes);
        all.cost += more.cost;
    }
    working(problem, vec![all], control)
}

/// Keeps the relaxations under which a solve finds an assignment, up to `RELAXATIONS`.
fn working(
    problem: &AssignmentProblem,
    relaxations: Vec<AssignmentRelaxation>,
    control: &mut Control<'_>,
) -> Result<Vec<AssignmentRelaxation>> {
    let mut found = Vec::new();
    for relaxation in relaxations {
        if found.len() < RELAXATIONS && works(problem, &relaxation, control)? {
            found.push(relaxation);
        }
    }
    Ok(found)
}

/// Whether the relaxation makes the problem feasible, as far as the budget tells.
pub(super) fn works(
    problem: &AssignmentProblem,
    way: &AssignmentRelaxation,
    control: &mut Control<'_>,
) -> Result<bool> {
    let mut relaxed = problem.clone();
    for change in &way.changes {
        relaxed.apply(change)?;
    }
    // Any assignment will do.
    relaxed.edges.iter_mut().for_each(|e| e.affinity = 0);
    let found = exact(&Ready::new(&relaxed), control)?.0;
    Ok(matches!(found, ExactResult::Pairs { .. }))
}
