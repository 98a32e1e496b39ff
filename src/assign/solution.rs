//! Assignments: the result of a solve.

use serde::{Deserialize, Serialize};

use super::change::AssignmentChange;
use super::clash::AssignmentClash;
use super::duals::Duals;
use super::objective::Objective;
use super::problem::{AssignmentProblem, PairRule, float};
use crate::decision::{Decision, Status};
use crate::error::{Error, Result, Wording, say};
use crate::model::{NeedId, ProfileId};

/// An assigned pair of a need and a profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Id of the need.
    pub need: NeedId,
    /// Id of the profile.
    pub profile: ProfileId,
    /// The need's affinity for the profile, in `0.0..=1.0`.
    pub affinity: f64,
    /// People of the profile that go to the need: more than 1 only if the need asks for people and the profile is a
    /// group of them. Each adds the affinity to the total.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub people: u32,
}

fn one() -> u32 {
    1
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_one(people: &u32) -> bool {
    *people == 1
}

impl Pair {
    /// Pair of edge `edge`, of one person.
    pub(super) fn of(problem: &AssignmentProblem, need: usize, edge: usize) -> Self {
        let edge = &problem.edges[edge];
        Self {
            need: problem.needs[need].id.clone(),
            profile: problem.profiles[edge.profile as usize].id.clone(),
            affinity: float(i64::from(edge.affinity)),
            people: 1,
        }
    }

    /// Adds a pair behind its equals: one person more of the last pair, if it is the same.
    pub(super) fn count(pairs: &mut Vec<Self>, pair: Self) {
        match pairs.last_mut() {
            Some(last) if last.need == pair.need && last.profile == pair.profile => {
                last.people += pair.people;
            }
            Some(_) | None => pairs.push(pair),
        }
    }
}

/// A need with places left open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmetNeed {
    /// Id of the need.
    pub need: NeedId,
    /// Number of places that were filled.
    pub filled: u32,
    /// Number of places that stayed open, up to the need's greatest demand.
    pub open: u32,
}

/// The total of one need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NeedTotal {
    /// Id of the need.
    pub need: NeedId,
    /// Sum of the affinities of its pairs, ≥ 0.
    pub total: f64,
}

/// A profile that a need could turn to next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alternate {
    /// Id of the profile.
    pub profile: ProfileId,
    /// The need's affinity for the profile, in `0.0..=1.0`.
    pub affinity: f64,
    /// Affinity less the profile's dual price; negative if others would lose more than the need gains.
    pub worth: f64,
    /// Number of places of the profile that are still free.
    pub free: u32,
}

/// An assignment: the chosen pairs, their total, and the needs with open places.
///
/// Everything is ordered by id and depends on the problem alone. JSON holds all of it: one that is read back
/// equals the one written, and its prices and alternates are for the same problem.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    objective: Objective,
    status: Status,
    pairs: Vec<Pair>,
    unmet: Vec<UnmetNeed>,
    worst_off: Option<NeedTotal>,
    total: f64,
    #[serde(rename = "prices", default, skip_serializing_if = "Option::is_none")]
    pub(super) duals: Option<Duals>,
    /// Needs that each profile serves, in the order of the problem; of a group of people, the people who go.
    #[serde(default)]
    loads: Vec<u32>,
}

impl Assignment {
    /// The assignment of the pairs `chosen` (positions in the problem, ascending).
    pub(super) fn new(
        problem: &AssignmentProblem,
        objective: Objective,
        status: Status,
        chosen: &[usize],
        duals: Option<Duals>,
    ) -> Self {
        let mut need = 0;
        let mut totals = vec![(0i64, 0u32); problem.needs.len()];
        let mut loads = vec![0; problem.profiles.len()];
        let mut pairs = Vec::with_capacity(chosen.len());
        for &at in chosen {
            // Positions ascend, so that the need only moves forward.
            while problem.start[need + 1] <= at {
                need += 1;
            }
            let edge = &problem.edges[at];
            totals[need].0 += i64::from(edge.affinity);
            totals[need].1 += 1;
            loads[edge.profile as usize] += 1;
            Pair::count(&mut pairs, Pair::of(problem, need, at));
        }
        // A need that takes nobody is not badly off. The first of equal minimums, and so the smallest id.
        let asking = (0..totals.len()).filter(|&n| problem.needs[n].most > 0);
        let worst = asking.min_by_key(|&n| totals[n].0);
        let total = totals.iter().map(|t| t.0).sum();
        Self {
            objective,
            status,
            pairs,
            unmet: unmet(problem, &totals),
            worst_off: worst.map(|n| NeedTotal {
                need: problem.needs[n].id.clone(),
                total: float(totals[n].0),
            }),
            total: float(total),
            duals,
            loads,
        }
    }

    /// Returns the objective that the assignment was chosen by.
    #[must_use]
    pub fn objective(&self) -> Objective {
        self.objective
    }

    /// Returns whether the assignment is proved optimal, and its gap otherwise.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// The pairs, by need, then profile.
    #[must_use]
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// Profiles of one need; empty if it has none, or there is no such need.
    pub fn profiles_of<'a>(&'a self, need: &str) -> impl Iterator<Item = &'a Pair> + use<'a> {
        let from = self.pairs.partition_point(|p| p.need.as_str() < need);
        let count = self.pairs[from..].partition_point(|p| p.need == need);
        self.pairs[from..from + count].iter()
    }

    /// Needs with fewer profiles than their greatest demand.
    #[must_use]
    pub fn unmet(&self) -> &[UnmetNeed] {
        &self.unmet
    }

    /// The need with the least total (the first of them by id); none if no need takes anybody.
    #[must_use]
    pub fn worst_off(&self) -> Option<&NeedTotal> {
        self.worst_off.as_ref()
    }

    /// Returns the sum of the affinities of all pairs, ≥ 0.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.total
    }

    /// Returns the gain of the greatest total from one more place of `profile`, in affinity.
    ///
    /// The least dual price of the profile's capacity: exactly that gain if the constraints are ranges, required and
    /// forbidden pairs and nested quotas, an upper bound of it otherwise. 0 if it has a place to spare, negative if a
    /// minimum forces the profile on needs. None if the objective has no prices, or there is no such profile.
    #[must_use]
    pub fn profile_price(&self, problem: &AssignmentProblem, profile: &str) -> Option<f64> {
        let at = problem.profile_at(profile)?;
        self.duals.as_ref()?.profiles.get(at).copied().map(float)
    }

    /// Returns the profiles with a positive price, dearest first, then by id, with that price (> 0).
    ///
    /// See [`profile_price`](Self::profile_price). Empty if there are no prices.
    #[must_use]
    pub fn scarce<'a>(&self, problem: &'a AssignmentProblem) -> Vec<(&'a ProfileId, f64)> {
        let prices = self.duals.iter().flat_map(|d| &d.profiles);
        let priced = problem.profiles.iter().zip(prices);
        let mut scarce: Vec<_> = priced.filter(|(_, price)| **price > 0).collect();
        scarce.sort_by_key(|(_, price)| std::cmp::Reverse(**price));
        scarce
            .into_iter()
            .map(|(p, &price)| (&p.id, float(price)))
            .collect()
    }

    /// Returns the loss of the greatest total from one place less at `need`, in affinity.
    ///
    /// The greatest dual price of the need's demand; see [`profile_price`](Self::profile_price).
    #[must_use]
    pub fn need_price(&self, problem: &AssignmentProblem, need: &str) -> Option<f64> {
        let at = problem.need_at(need)?;
        self.duals.as_ref()?.needs.get(at).copied().map(float)
    }

    /// Returns the least loss of the total if `need` had to take `profile` at `affinity`, ≥ 0.
    ///
    /// It is the prices of both and of the labels' quotas, less the affinity (`0.0..=1.0`).
    ///
    /// A profile that the problem lacks costs nothing. None if the objective has no prices, or there
    /// is no such need.
    #[must_use]
    pub fn loss_with(
        &self,
        problem: &AssignmentProblem,
        need: &str,
        profile: &str,
        affinity: f64,
    ) -> Option<f64> {
        let (duals, at) = (self.duals.as_ref()?, problem.need_at(need)?);
        let profile = problem.profile_at(profile);
        // Looked up, not indexed: the prices may have been read from a file.
        let price = profile.and_then(|p| duals.profiles.get(p)).copied();
        let counts = |label| {
            let at = profile.and_then(|p| u32::try_from(p).ok());
            at.is_some_and(|p| problem.has_label(p, label))
        };
        let quotas = problem.quotas.iter().zip(&duals.quotas);
        let quotas = quotas.filter(|(q, _)| q.need as usize == at && counts(q.label));
        let quotas: i64 = quotas.map(|(_, price)| price).sum();
        let price = duals.needs.get(at)? + price.unwrap_or(0) + quotas;
        Some((float(price) - affinity).max(0.0))
    }

    /// Returns up to `count` profiles that `need` could have and has not, the most useful first.
    ///
    /// Profiles with a free place come first, then the greater affinity less price, then the greater
    /// affinity, then the smaller id.
    ///
    /// O(pairs of the need · log).
    ///
    /// # Errors
    /// Not found if there is no such need.
    pub fn alternates(
        &self,
        problem: &AssignmentProblem,
        need: &str,
        count: usize,
    ) -> Result<Vec<Alternate>> {
        let missing = || {
            Error::not_found(
                "need",
                need,
                say!("use an id of the problem", "请使用问题中的编号"),
            )
        };
        let at = problem.need_at(need).ok_or_else(missing)?;
        let has = |id: &str| self.profiles_of(need).any(|p| p.profile == id);
        // The people of a pair are one alternate.
        let pairs = problem.row(at).chunk_by(|a, b| a.profile == b.profile);
        let mut found: Vec<(i64, u32, u32)> = pairs
            .map(|people| &people[0])
            .filter(|e| e.rule != PairRule::Forbidden)
            .filter(|e| !has(&problem.profiles[e.profile as usize].id))
            .map(|e| {
                (
                    i64::from(e.affinity) - self.price(e.profile),
                    e.affinity,
                    e.profile,
                )
            })
            .collect();
        let free = |profile: u32| {
            let load = self.loads.get(profile as usize).copied().unwrap_or(0);
            problem.profiles[profile as usize].most.saturating_sub(load)
        };
        found.sort_unstable_by_key(|&(worth, affinity, id)| {
            // Whoever has a place can be asked without moving anybody, however much others are worth.
            (std::cmp::Reverse((free(id) > 0, worth, affinity)), id)
        });
        let alternate = |(worth, affinity, profile): (i64, u32, u32)| Alternate {
            profile: problem.profiles[profile as usize].id.clone(),
            affinity: float(i64::from(affinity)),
            worth: float(worth),
            free: free(profile),
        };
        Ok(found.into_iter().take(count).map(alternate).collect())
    }

    fn price(&self, profile: u32) -> i64 {
        let duals = self.duals.as_ref();
        duals
            .and_then(|d| d.profiles.get(profile as usize))
            .copied()
            .unwrap_or(0)
    }
}

fn unmet(problem: &AssignmentProblem, totals: &[(i64, u32)]) -> Vec<UnmetNeed> {
    let open = problem
        .needs
        .iter()
        .zip(totals)
        .filter(|(n, t)| t.1 < n.most);
    open.map(|(need, &(_, filled))| UnmetNeed {
        need: need.id.clone(),
        filled,
        open: need.most - filled,
    })
    .collect()
}

impl Decision for Assignment {
    type Clash = AssignmentClash;
    type Change = AssignmentChange;

    fn name() -> Wording {
        say!("an assignment", "分配方案")
    }
}
