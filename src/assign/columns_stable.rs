//! Deepening for stability: only needs with places left can block.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::lists::Lists;
use super::objective::Objective;
use super::problem::{AssignmentProblem, Ranged};
use super::solution::Assignment;
use super::source::Deepened;
use super::stable;
use crate::decision::Control;
use crate::decision::Outcome;
use crate::error::Result;
use crate::model::ProfileId;

/// Solves for stability, and deepens the lists of needs with places left until none can block.
pub(super) fn stable_deepening(
    mut lists: Lists<'_>,
    objective: Objective,
    control: &mut Control<'_>,
) -> Result<Deepened> {
    let mut rounds = 1;
    loop {
        let outcome = stable::stable(&lists.problem, objective, control)?;
        let grown = match &outcome {
            Outcome::Solved(found) => lists.grow_behind(found)?,
            Outcome::Infeasible(_) => lists.grow_around(|_| true)?,
            Outcome::Undecided(_) => false,
        };
        if !grown {
            // Open are the lists that go on, of needs that would still take somebody. Without an assignment
            // nothing is proved of any list.
            let unmet: HashSet<&str> = match &outcome {
                Outcome::Solved(found) => found.unmet().iter().map(|u| u.need.as_str()).collect(),
                Outcome::Infeasible(_) | Outcome::Undecided(_) => {
                    lists.problem.needs.iter().map(|n| n.id.as_str()).collect()
                }
            };
            let ends = |n: &usize| lists.end(*n).is_some();
            let ids = (0..lists.problem.needs.len()).filter(ends);
            let ids = ids.map(|n| lists.problem.needs[n].id.clone());
            let open = ids.filter(|id| unmet.contains(id.as_str())).collect();
            let problem = lists.problem;
            return Ok(Deepened {
                problem,
                outcome,
                rounds,
                beyond: None,
                open,
            });
        }
        rounds += 1;
    }
}

impl Lists<'_> {
    /// Looks deeper for needs with places left, and takes the pairs seen that would break stability.
    fn grow_behind(&mut self, found: &Assignment) -> Result<bool> {
        let needs = found
            .unmet()
            .iter()
            .filter_map(|u| self.problem.need_at(&u.need));
        let unmet: Vec<usize> = needs.collect();
        let short: Vec<usize> = unmet
            .iter()
            .copied()
            .filter(|&n| self.may_deepen(n))
            .collect();
        self.deepen(&short)?;
        // A full profile takes a new need only for one that it likes less, by regard, then by id. Pairs from
        // a source have their affinity as regard.
        let bars = bars(&self.problem, found);
        let worth = |problem: &AssignmentProblem, need: usize, at: Option<usize>, affinity: u32| {
            let key = (affinity, Reverse(need));
            let Some(profile) = at else {
                // A profile new to the problem is free. One is added because only positive worth is taken,
                // and a pair of affinity 0 blocks as well.
                return i64::from(affinity) + 1;
            };
            let barred =
                problem.profiles[profile].most == 0 || bars[profile].is_some_and(|b| key < b);
            if barred { 0 } else { i64::from(affinity) + 1 }
        };
        Ok(self.take(&unmet, Some(&worth))? > 0 || !short.is_empty())
    }
}

/// For each full profile its least liked need: affinity, then id.
fn bars(problem: &AssignmentProblem, found: &Assignment) -> Vec<Option<(u32, Reverse<usize>)>> {
    let mut held: HashMap<usize, Vec<(u32, Reverse<usize>)>> = HashMap::new();
    for pair in found.pairs() {
        let ends = problem
            .need_at(&pair.need)
            .zip(problem.profile_at(&pair.profile));
        let Some((need, profile)) = ends else {
            continue;
        };
        let edge = u32::try_from(profile)
            .ok()
            .and_then(|p| problem.edge_of(need, p));
        let regard = edge.map_or(0, |e| problem.edges[e].regard);
        let people = std::iter::repeat_n((regard, Reverse(need)), pair.people as usize);
        held.entry(profile).or_default().extend(people);
    }
    let bar = |(at, profile): (usize, &Ranged<ProfileId>)| {
        let own = held.get(&at)?;
        (own.len() >= profile.most as usize)
            .then(|| own.iter().min().copied())
            .flatten()
    };
    problem.profiles.iter().enumerate().map(bar).collect()
}
