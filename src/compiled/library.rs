//! The compiled form of a whole snapshot.

use super::facets::FacetValues;
use super::query::{NeedTerms, Query};
use super::{Calibration, Statistics};
use super::{Pool, SegmentView};

/// All segments of a snapshot, compiled under one calibration, with the statistics of what lives.
#[derive(Clone, Debug)]
pub(crate) struct CompiledLibrary {
    pub(crate) segments: Vec<SegmentView>,
    pub(crate) values: FacetValues,
    pub(crate) statistics: Statistics,
    pub(crate) calibration: Calibration,
    pub(crate) pool: Pool,
}

impl CompiledLibrary {
    /// Integer weights of a need's terms under the statistics of this library.
    pub(crate) fn query(&self, terms: &NeedTerms) -> Query {
        terms.query(&self.statistics, |hash| self.frequency(hash))
    }

    /// Weights of a need's terms, as [`NeedTerms::weights`] tells.
    pub(crate) fn weights(&self, terms: &NeedTerms) -> Vec<f64> {
        terms.weights(&self.statistics, |hash| self.frequency(hash))
    }

    /// Live evidence documents in which a term stands.
    fn frequency(&self, hash: u64) -> u64 {
        self.segments.iter().map(|s| s.frequency(hash)).sum()
    }

    /// Live profiles.
    pub(crate) fn profile_count(&self) -> usize {
        self.segments.iter().map(SegmentView::live_count).sum()
    }

    /// Resident bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.segments
            .iter()
            .map(|s| s.bytes() + s.compiled.bytes())
            .sum()
    }
}
