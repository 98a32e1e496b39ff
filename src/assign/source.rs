//! Pairs beyond a problem's own: their source, the depth of its lists, and the answer over them.

use super::problem::AssignmentProblem;
use super::solution::Assignment;
use crate::decision::Outcome;
use crate::error::Result;
use crate::model::{NeedId, ProfileId};

/// Capacity and labels of a profile that enters a problem.
///
/// A profile that *must* serve somebody is to be in the problem from the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply {
    /// Greatest number of needs that it may serve, of people in a group of them; the least is 0.
    pub places: u32,
    /// Whether it is a group of people; see [`ProblemBuilder::is_of_people`](super::ProblemBuilder::is_of_people).
    pub of_people: bool,
    /// Labels of the profile, for quotas.
    pub labels: Vec<String>,
}

/// A source of pairs that a problem does not hold, best first for each need.
pub trait PairSource {
    /// Returns the best `depth` profiles of each need, with affinities in `0.0..=1.0`, dearest first.
    ///
    /// A list is shorter only if there are no more profiles. A deeper list begins with the shallower one.
    ///
    /// # Errors
    /// Any error of the source; the solve ends with it.
    fn best(&mut self, needs: &[&NeedId], depth: usize) -> Result<Vec<Vec<(ProfileId, f64)>>>;

    /// Returns the capacity and labels of a profile that a list names.
    ///
    /// # Errors
    /// Any error of the source; the solve ends with it.
    fn supply(&mut self, profile: &ProfileId) -> Result<Supply>;
}

/// A solve over more pairs than its problem held at first.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Deepened {
    /// The problem with the pairs and profiles that were added.
    pub problem: AssignmentProblem,
    /// The assignment, or the infeasibility of the pairs looked at.
    pub outcome: Outcome<Assignment>,
    /// Number of solves.
    pub rounds: u32,
    /// Most that pairs not looked at could add to the greatest total, ≥ 0; 0 proves that none could.
    ///
    /// None if there is no assignment, and for other objectives.
    pub beyond: Option<f64>,
    /// Needs whose lists end before it is proved that nothing deeper in them would change the outcome.
    pub open: Vec<NeedId>,
}

/// Lists, and how deeply to look beyond them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Depth {
    /// Length of every need's list at first.
    pub first: usize,
    /// Length of the longest list asked for; pairs beyond it are bounded, not looked at.
    pub last: usize,
}

impl Depth {
    /// Lists of `first` (at least 1), that grow to 5,000 if that may help.
    #[must_use]
    pub fn new(first: usize) -> Self {
        let first = first.max(1);
        Self {
            first,
            last: first.max(5000),
        }
    }

    /// Lists of `length` (at least 1), never longer.
    #[must_use]
    pub fn fixed(length: usize) -> Self {
        let first = length.max(1);
        Self { first, last: first }
    }

    /// Lists that grow to `last` at most.
    #[must_use]
    pub fn last(self, last: usize) -> Self {
        Self {
            last: last.max(self.first),
            ..self
        }
    }
}
