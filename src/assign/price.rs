//! Congestion prices: rankings that account for other needs' demand for the same experts.

use serde::{Deserialize, Serialize};

use super::balance::Balanced;
use super::control::account;
use super::problem::{AssignmentProblem, PairRule, float};
use super::relaxed::Relaxed;
use crate::decision::Options;
use crate::error::{Error, Result, say};
use crate::model::ProfileId;

/// The congestion price of one profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CongestionPrice {
    /// Id of the profile.
    pub profile: ProfileId,
    /// Bound of the gain in the greatest total from one more place of the profile, in affinity, ≥ 0.
    ///
    /// 0 if it has a place to spare at the optimum.
    pub price: f64,
    /// Number of needs that list it first by affinity.
    pub first_choices: u32,
}

impl CongestionPrice {
    /// Returns `affinity` (`0.0..=1.0`) less `strength · price`, at least 0.
    ///
    /// `strength` 0 leaves the affinity as it is, 1 takes the whole price off. At full strength every
    /// need's assigned profiles are among its best.
    #[must_use]
    pub fn adjust(&self, affinity: f64, strength: f64) -> f64 {
        (affinity - strength * self.price).max(0.0)
    }
}

/// The price of every profile, by id, from the relaxation of `problem` that keeps greatest
/// demands and capacities and forbidden pairs alone.
///
/// These are the least market-clearing prices (Shapley and Shubik 1971; Gul and Stacchetti 1999): a profile that
/// everybody lists first becomes dear until only the needs that lose most without it still want it. Without pairs all
/// prices are 0. Cost: one greatest-total solve.
///
/// # Errors
/// Cancelled; invalid input if the budget ends before the prices are final.
///
/// # Example
/// ```
/// use qianxian::assign::{AssignmentProblem, Options, congestion_prices};
///
/// // Both firms list 李院士 first; 乙 has an almost equal second choice.
/// let problem = AssignmentProblem::from_triples(
///     [("甲", "李院士", 0.9), ("甲", "王博士", 0.5), ("乙", "李院士", 0.8), ("乙", "王博士", 0.7)],
///     1..=1,
///     0..=1,
/// )?;
/// let prices = congestion_prices(&problem, Options::new())?;
/// let famous = prices.iter().find(|p| p.profile == "李院士").expect("every profile");
/// assert_eq!((famous.price, famous.first_choices), (0.1, 2)); // one more place: 乙 gains 0.8 − 0.7
/// assert!((famous.adjust(0.8, 1.0) - 0.7).abs() < 1e-12); // as good as 王博士 to 乙
/// # Ok::<(), qianxian::Error>(())
/// ```
pub fn congestion_prices(
    problem: &AssignmentProblem,
    options: Options<'_>,
) -> Result<Vec<CongestionPrice>> {
    let mut control = account(options);
    let loose = loosened(problem);
    let value: Vec<i64> = loose.edges.iter().map(|e| i64::from(e.affinity)).collect();
    let mut relaxed = Relaxed::new(&loose, &value, &mut control)?;
    if relaxed.balance(&mut control)? != Balanced::Optimal {
        let repair = say!(
            "allow a greater budget, because unfinished prices mislead",
            "请加大求解预算，未算完的价格会误导"
        );
        return Err(Error::invalid("budget", control.work, repair));
    }
    let duals = relaxed.duals(&loose);
    let first = first_choices(problem);
    let profiles = loose.profiles.into_iter().zip(duals.profiles).zip(first);
    Ok(profiles
        .map(|((profile, price), first_choices)| CongestionPrice {
            profile: profile.id,
            price: float(price.max(0)),
            first_choices,
        })
        .collect())
}

/// The problem without minimums, required pairs, quotas and groups.
fn loosened(problem: &AssignmentProblem) -> AssignmentProblem {
    let mut loose = problem.clone();
    // Minimums and required pairs can make a price negative, and a ranking should not prefer a profile
    // because somebody is forced to take it.
    loose.needs.iter_mut().for_each(|need| need.least = 0);
    loose.profiles.iter_mut().for_each(|p| p.least = 0);
    let required = loose
        .edges
        .iter_mut()
        .filter(|e| e.rule == PairRule::Required);
    required.for_each(|e| e.rule = PairRule::Free);
    loose.quotas.clear();
    loose.groups.clear();
    loose
}

fn first_choices(problem: &AssignmentProblem) -> Vec<u32> {
    let mut first = vec![0; problem.profiles.len()];
    for need in 0..problem.needs.len() {
        let open = problem
            .row(need)
            .iter()
            .filter(|e| e.rule != PairRule::Forbidden);
        // Equal affinities: the smaller id, as everywhere.
        let best = open.max_by_key(|e| (e.affinity, std::cmp::Reverse(e.profile)));
        best.into_iter()
            .for_each(|e| first[e.profile as usize] += 1);
    }
    first
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::brute::{self, Dice, Spice};
    use super::{Options, congestion_prices};

    #[test]
    fn a_price_is_what_one_more_place_adds() {
        let mut priced = 0;
        for seed in 0..60 {
            let problem = brute::random(&mut Dice::new(seed), 5, Spice::default());
            let best = brute::greatest_total(&problem).unwrap();
            for (at, found) in congestion_prices(&problem, Options::new())
                .unwrap()
                .iter()
                .enumerate()
            {
                let mut larger = problem.clone();
                larger.profiles[at].most += 1;
                let gain = brute::greatest_total(&larger).unwrap() - best;
                assert_eq!(found.price, super::float(gain), "seed {seed}");
                priced += u32::from(gain > 0);
            }
        }
        assert!(priced > 50, "{priced}");
    }
}
