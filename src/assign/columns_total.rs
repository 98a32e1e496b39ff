//! Deepening for the greatest total: the prices say which pairs are missed.

use std::collections::HashSet;

use super::duals::Duals;
use super::exact::{ExactResult, exact};
use super::groups::Ready;
use super::lists::Lists;
use super::model::Layout;
use super::problem::{AssignmentProblem, float};
use super::relaxed::dual_bound;
use super::source::Deepened;
use super::total;
use crate::decision::Control;
use crate::error::Result;

/// Solves for the greatest total until no list grows; returns it, the bounds by its prices, and the
/// number of solves.
pub(super) fn greatest(
    lists: &mut Lists<'_>,
    control: &mut Control<'_>,
) -> Result<(ExactResult, Option<GainBound>, u32)> {
    let mut rounds = 1;
    loop {
        let ready = Ready::new(&lists.problem);
        let (found, _) = exact(&ready, control)?;
        // Prices belong to this solve alone: any pair that is added changes them.
        let gain = GainBound::of(&found, &ready);
        let grown = match (&found, &gain) {
            (ExactResult::Undecided, _) => false,
            (_, Some(gain)) => {
                drop(ready);
                lists.grow_by(gain)?
            }
            (ExactResult::Cut(nodes), None) => {
                let nodes: HashSet<u32> = nodes.iter().copied().collect();
                drop(ready);
                lists.grow_around(|need| nodes.contains(&Layout::need_node(need)))?
            }
            _ => {
                drop(ready);
                lists.grow_around(|_| true)?
            }
        };
        if !grown {
            return Ok((found, gain, rounds));
        }
        rounds += 1;
    }
}

/// The answer once nothing grows any more, with the bound of the pairs not looked at.
pub(super) fn close(
    lists: Lists<'_>,
    found: ExactResult,
    gain: Option<GainBound>,
    rounds: u32,
    control: &mut Control<'_>,
) -> Result<Deepened> {
    let unseen = |n: usize| match &gain {
        Some(gain) => gain.unseen(&lists, n),
        None => i64::from(lists.end(n).is_some()),
    };
    let open: Vec<usize> = (0..lists.problem.needs.len())
        .filter(|&n| unseen(n) > 0)
        .collect();
    // By weak duality an unseen pair adds at most its reduced value, and a need takes at most `most`.
    let most = |&n: &usize| i64::from(lists.problem.needs[n].most) * unseen(n);
    let missed: i64 = open.iter().map(most).sum();
    // If the problem holds every pair, no pair can add the loss that its groups cause.
    let is_whole = lists.left().is_empty();
    let beyond = gain.as_ref();
    let beyond = beyond.map(|gain| float(if is_whole { 0 } else { gain.slack + missed }));
    let open = open
        .into_iter()
        .map(|n| lists.problem.needs[n].id.clone())
        .collect();
    let problem = lists.problem;
    let outcome = total::outcome(&Ready::new(&problem), &problem, found, control)?;
    Ok(Deepened {
        problem,
        outcome,
        rounds,
        beyond,
        open,
    })
}

impl Lists<'_> {
    /// Looks deeper if a pair beyond could add to the total, and takes the pairs seen that do.
    fn grow_by(&mut self, gain: &GainBound) -> Result<bool> {
        let may = |n: &usize| gain.unseen(self, *n) > 0 && self.may_deepen(*n);
        let short: Vec<usize> = self.all().into_iter().filter(may).collect();
        self.deepen(&short)?;
        let worth = |_: &AssignmentProblem, need: usize, profile: Option<usize>, affinity: u32| {
            let price = profile.map_or(0, |p| gain.prices[p]);
            // The reduced value of the column; a profile that the problem lacks has no price yet.
            i64::from(affinity) - price - gain.floor[need]
        };
        Ok(self.take(&self.all(), Some(&worth))? > 0 || !short.is_empty())
    }
}

/// Bounds, by the prices of a solve, on the gain of pairs that it did not have; in steps of 10⁻⁹.
pub(super) struct GainBound {
    /// For each need: affinity less the profile's price must exceed this.
    floor: Vec<i64>,
    /// Profiles' prices.
    prices: Vec<i64>,
    /// Most that any profile pays for being taken, if a minimum forces it on needs.
    subsidy: i64,
    /// Upper bound of the total less the total, among the pairs at hand.
    slack: i64,
}

impl GainBound {
    fn of(found: &ExactResult, ready: &Ready<'_>) -> Option<Self> {
        let ExactResult::Pairs { chosen, duals, .. } = found else {
            return None;
        };
        let value: i64 = chosen.iter().map(|&e| ready.value[e]).sum();
        Some(Self {
            floor: floors(&ready.problem, duals),
            prices: duals.profiles.clone(),
            // A profile held to a minimum may have a negative price and so make an unseen pair worth more
            // than its affinity. Unseen profiles are not known, so that the greatest subsidy counts.
            subsidy: -duals.profiles.iter().copied().min().unwrap_or(0).min(0),
            slack: dual_bound(&ready.problem, &ready.value, duals) - value,
        })
    }

    /// Most that one pair beyond the list of `need` could add.
    fn unseen(&self, lists: &Lists<'_>, need: usize) -> i64 {
        let end = lists.end(need).map(i64::from);
        end.map_or(0, |end| (end + self.subsidy - self.floor[need]).max(0))
    }
}

/// Prices of the needs, less the subsidies that label minimums pay for a pair.
fn floors(problem: &AssignmentProblem, duals: &Duals) -> Vec<i64> {
    let mut floor = duals.needs.clone();
    for (quota, &price) in problem.quotas.iter().zip(&duals.quotas) {
        // The labels of unseen profiles are not known: at best they earn every negative price, and pay no
        // positive one.
        floor[quota.need as usize] += price.min(0);
    }
    floor
}
