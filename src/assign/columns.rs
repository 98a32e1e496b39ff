//! Pairs beyond the lists: a greatest total over all pairs from short lists, by column generation.
//!
//! A library has far more pairs than an assignment looks at, so a problem starts from each need's best few. The dual
//! prices of its optimum show which pairs are missed (Dantzig and Wolfe 1960; for assignments Desrosiers and Lübbecke
//! 2005, §1): one that is worth no more than its need's and its profile's prices together cannot add to the total.
//! Lists come best first, so the last of a list bounds all that follow it: a need is looked at more deeply only if
//! that bound exceeds its price, four times as deeply each time, and takes the pairs that do. Once no list can hold
//! such a pair any more, the total is the greatest over all pairs, listed or not.
//!
//! Infeasible problems look more deeply too, first around their clash, so that an infeasibility is not owed to short
//! lists. Stability needs no prices: a need that is full prefers all it has to all that follow in its list, so that
//! only needs with places left can block.

use super::columns_stable::stable_deepening;
use super::columns_total::{close, greatest};
use super::control::account;
use super::fair;
use super::lists::Lists;
use super::objective::Objective;
use super::problem::AssignmentProblem;
use super::source::{Deepened, Depth, PairSource};
use super::verify::guarded;
use crate::decision::Options;
use crate::error::Result;

/// Decides for `objective` over the pairs of `problem` and of `source`.
///
/// * Greatest total: until the prices prove that no other pair could add to it.
/// * Stable: until nobody with a place left could find one deeper in its list. The assignment is then stable among all
///   pairs, and best for the needs if they propose; best for the profiles only among the pairs looked at.
/// * Max-min fair: on the pairs that the greatest total came to look at; nothing is proved of others.
///
/// The pairs that `problem` has already keep their affinities and rules, forbidden ones too, so that `source` may list
/// them. Profiles in groups must bring all their pairs with them. Cost: some greatest-total solves, and lists as deep
/// as the prices ask for: mostly the first. In a market with fewer places than needs, the needs left out look at
/// everything.
///
/// # Errors
/// An error of `source`; cancelled; invalid input if an affinity is not in `0.0..=1.0`.
///
/// # Example
/// ```
/// use qianxian::Result;
/// use qianxian::assign::{
///     AssignmentProblem, Depth, Objective, Options, PairSource, Supply, solve_deepening,
/// };
/// use qianxian::model::{NeedId, ProfileId};
///
/// struct Table([[f64; 2]; 2]);
/// impl PairSource for Table {
///     fn best(&mut self, needs: &[&NeedId], depth: usize) -> Result<Vec<Vec<(ProfileId, f64)>>> {
///         let list = |need: &&NeedId| {
///             let row = self.0[usize::from(**need == "乙")];
///             let mut list = vec![("李院士".parse()?, row[0]), ("王博士".parse()?, row[1])];
///             list.sort_by(|a, b| b.1.total_cmp(&a.1));
///             list.truncate(depth);
///             Ok(list)
///         };
///         needs.iter().map(list).collect()
///     }
///     fn supply(&mut self, _: &ProfileId) -> Result<Supply> {
///         Ok(Supply { places: 1, of_people: false, labels: Vec::new() })
///     }
/// }
///
/// let mut builder = AssignmentProblem::builder();
/// builder.need("甲", 0..=1)?;
/// builder.need("乙", 0..=1)?;
/// // Lists of one would leave 乙 out; its price tells that it is worth looking further.
/// let mut table = Table([[0.9, 0.5], [0.8, 0.7]]);
/// let bare = builder.build()?;
/// let objective = Objective::GreatestTotal;
/// let found = solve_deepening(bare, &mut table, objective, Depth::new(1), Options::new())?;
/// assert_eq!(found.outcome.solved().expect("feasible").total(), 1.6);
/// assert_eq!(found.beyond, Some(0.0));
/// # Ok::<(), qianxian::Error>(())
/// ```
pub fn solve_deepening(
    problem: AssignmentProblem,
    source: &mut dyn PairSource,
    objective: Objective,
    depth: Depth,
    options: Options<'_>,
) -> Result<Deepened> {
    let mut control = account(options);
    let mut lists = Lists::new(problem, source, depth);
    lists.deepen(&lists.all())?;
    lists.take(&lists.all(), None)?;
    let mut found = match objective {
        Objective::GreatestTotal => {
            let (found, gain, rounds) = greatest(&mut lists, &mut control)?;
            close(lists, found, gain, rounds, &mut control)
        }
        Objective::StableForNeeds | Objective::StableForProfiles => {
            stable_deepening(lists, objective, &mut control)
        }
        Objective::MaxMinFair => {
            let (found, gain, rounds) = greatest(&mut lists, &mut control)?;
            // Prices of the greatest total prove nothing about fairness, so that every need with pairs
            // outside the problem stays open.
            let left = lists.left().into_iter();
            let left = left.map(|n| lists.problem.needs[n].id.clone()).collect();
            let mut found = close(lists, found, gain, rounds, &mut control)?;
            if found.outcome.solved().is_some() {
                found.outcome = fair::fair(&found.problem, &mut control)?;
                (found.beyond, found.open) = (None, left);
            }
            Ok(found)
        }
    }?;
    found.outcome = guarded(&found.problem, found.outcome)?;
    Ok(found)
}

/// Adds the best `length` (at least 1) pairs of each need by `source` to `problem`.
///
/// # Errors
/// An error of `source`; invalid input if an affinity is not in `0.0..=1.0`.
pub fn list_pairs(
    problem: AssignmentProblem,
    source: &mut dyn PairSource,
    length: usize,
) -> Result<AssignmentProblem> {
    let mut lists = Lists::new(problem, source, Depth::fixed(length));
    lists.deepen(&lists.all())?;
    lists.take(&lists.all(), None)?;
    Ok(lists.problem)
}
