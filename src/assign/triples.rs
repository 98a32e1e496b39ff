//! Problems from the triples that rankings give.

use std::ops::RangeInclusive;

use super::builder::ProblemBuilder;
use super::problem::AssignmentProblem;
use crate::error::Result;

impl AssignmentProblem {
    /// An empty problem to be filled.
    #[must_use]
    pub fn builder() -> ProblemBuilder {
        ProblemBuilder::default()
    }

    /// A problem from (need, profile, affinity) triples, as rankings give them, with one
    /// demand range for all needs and one capacity range for all profiles.
    ///
    /// Ids are taken as they first appear. Without triples the problem is empty, and its
    /// solution too. O(e log e) for e triples.
    ///
    /// # Errors
    /// Invalid input if an affinity is not in `0.0..=1.0`, a pair comes twice, or a range
    /// is empty; the message names it.
    pub fn from_triples<N, P>(
        triples: impl IntoIterator<Item = (N, P, f64)>,
        demand: RangeInclusive<u32>,
        capacity: RangeInclusive<u32>,
    ) -> Result<Self>
    where
        N: AsRef<str>,
        P: AsRef<str>,
    {
        let mut builder = Self::builder();
        for (need, profile, affinity) in triples {
            builder.ensure_need(need.as_ref(), &demand)?;
            builder.ensure_profile(profile.as_ref(), &capacity)?;
            builder.pair(need.as_ref(), profile.as_ref(), affinity)?;
        }
        builder.build()
    }
}
