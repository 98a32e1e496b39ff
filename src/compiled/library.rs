//! The compiled form of a whole snapshot.

use super::facets::FacetValues;
use super::pool::Pool;
use super::query::{NeedTerms, Query, Rarities, TermNumbers};
use super::statistics::{Calibration, Statistics};
use super::view::SegmentView;
use crate::model::{Facet, Organizations};

/// All segments of a snapshot, compiled under one calibration, with the statistics of the live profiles.
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

    /// Rarity of each term of `term_numbers` in this library.
    pub(crate) fn rarities(&self, term_numbers: &TermNumbers) -> Rarities {
        let recipe = &self.calibration.recipe;
        term_numbers.rarities(recipe, &self.statistics, |hash| self.frequency(hash))
    }

    /// Weights of a need's terms before they are scaled to integers, by [`NeedTerms::weights`].
    pub(crate) fn weights(&self, terms: &NeedTerms) -> Vec<f64> {
        terms.weights(&self.statistics, |hash| self.frequency(hash))
    }

    /// Number of live evidence documents with the term of that hash.
    fn frequency(&self, hash: u64) -> u64 {
        self.segments.iter().map(|s| s.frequency(hash)).sum()
    }

    /// The organisations of a profile of `view`, if they are known.
    pub(crate) fn organizations(&self, view: &SegmentView, profile: u32) -> Option<&Organizations> {
        let code = view.code(Facet::Organization, profile);
        let value = self.values.get(Facet::Organization, code)?;
        value.organizations()
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
