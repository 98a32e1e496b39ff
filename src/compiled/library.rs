//! The compiled form of a whole snapshot.

use std::sync::Arc;

use super::centre::{CentredVector, Centres, VectorStatistics};
use super::collection::CollectionStatistics;
use super::facets::FacetValues;
use super::numbered::Rarities;
use super::pool::Pool;
use super::query::{NeedTerms, Query, greatest_rarity, rarity};
use super::statistics::{Calibration, Statistics};
use super::view::SegmentView;
use crate::model::facts::NeedFacts;
use crate::model::{Facet, Organizations};

/// All segments of a snapshot, compiled under one calibration, with the statistics of the live profiles.
#[derive(Clone, Debug)]
pub(crate) struct CompiledLibrary {
    pub(crate) segments: Vec<SegmentView>,
    pub(crate) values: FacetValues,
    /// Counts of the live profiles, or the ones of `given`.
    pub(crate) statistics: Statistics,
    /// Statistics that needs are weighed under in place of the live ones.
    pub(crate) given: Option<Arc<CollectionStatistics>>,
    pub(crate) calibration: Calibration,
    pub(crate) pool: Pool,
    /// Means of the live profiles' vectors, or the ones of `given`.
    pub(crate) centres: Centres,
    /// Whether a word that no live document has counts as one of a single document: of a record that is to come.
    pub(crate) has_new_words: bool,
}

impl CompiledLibrary {
    /// Integer weights of a need's terms under the statistics of this library, and the need's vector.
    pub(crate) fn query(&self, facts: &NeedFacts, terms: &NeedTerms) -> Query {
        let query = terms.query(&self.statistics, |hash| self.frequency(hash));
        self.with_vector(query, facts)
    }

    /// `query` with the need's vector about the mean of the collection's; without, if nothing compares with it.
    pub(crate) fn with_vector(&self, mut query: Query, facts: &NeedFacts) -> Query {
        query.vector = self.vector(facts);
        query
    }

    /// The need's vector about the mean of the collection's; `None` if nothing compares with it.
    pub(crate) fn vector(&self, facts: &NeedFacts) -> Option<CentredVector> {
        let vector = facts.vector.as_ref();
        vector.and_then(|vector| self.centres.centred(vector))
    }

    /// The rarities of `count` numbered terms in this library, none of them looked up yet.
    pub(crate) fn rarities(&self, count: usize) -> Rarities {
        let recipe = &self.calibration.recipe;
        Rarities::new(count, greatest_rarity(recipe, &self.statistics))
    }

    /// The rarity of a term of every document: no term's is less.
    pub(super) fn least_rarity(&self) -> f64 {
        let everything = self.statistics.documents + self.statistics.profiles;
        let idf = self.statistics.idf(everything);
        rarity(&self.calibration.recipe, idf)
    }

    /// The rarity of the term of that hash; `None` if no live document has it.
    pub(super) fn rarity(&self, hash: u64) -> Option<f64> {
        let documents = self.frequency(hash);
        let idf = (documents > 0).then(|| self.statistics.idf(documents))?;
        Some(rarity(&self.calibration.recipe, idf))
    }

    /// Weights of a need's terms before they are scaled to integers, by [`NeedTerms::weights`].
    pub(crate) fn weights(&self, terms: &NeedTerms) -> Vec<f64> {
        terms.weights(&self.statistics, |hash| self.frequency(hash))
    }

    /// Number of live evidence documents with the term of that hash; under given statistics, of the documents that these
    /// count, and one of a term that is new since.
    fn frequency(&self, hash: u64) -> u64 {
        match &self.given {
            None => {
                let live: u64 = self.segments.iter().map(|s| s.frequency(hash)).sum();
                live.max(u64::from(self.has_new_words))
            }
            // Words that come after the statistics were taken are the ones that new records bring: as rare as can be.
            Some(given) => given.frequency(hash).max(1),
        }
    }

    /// Statistics of the live profiles, whichever are given. O(terms).
    pub(crate) fn collection_statistics(&self) -> CollectionStatistics {
        let mut counts = Statistics::default();
        self.segments
            .iter()
            .for_each(|view| counts.merge(view.statistics()));
        let terms = self.segments.iter().flat_map(SegmentView::frequencies);
        CollectionStatistics::of(counts, terms).with_vectors(live_vectors(&self.segments))
    }

    /// This library with its needs weighed under `given`, whose calibration it was compiled under.
    pub(crate) fn under(mut self, given: &Arc<CollectionStatistics>) -> Self {
        self.statistics = *given.counts();
        self.centres = Centres::of(given.vectors());
        self.given = Some(Arc::clone(given));
        self
    }

    /// This library as it weighs needs for a profile that is to come: with words that nobody else has. No score of a
    /// profile that is there changes, since the norm of a need counts such words already.
    pub(crate) fn with_new_words(self) -> Self {
        Self {
            has_new_words: true,
            ..self
        }
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

    /// Bytes of files that are mapped.
    pub(crate) fn mapped(&self) -> usize {
        let mapped = self.segments.iter().map(|s| s.compiled.mapped());
        mapped.sum()
    }

    /// Resident bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.segments
            .iter()
            .map(|s| s.bytes() + s.compiled.bytes())
            .sum()
    }
}

/// Statistics of the live profiles' vectors in all `segments`.
fn live_vectors(segments: &[SegmentView]) -> VectorStatistics {
    let mut all = VectorStatistics::default();
    segments.iter().for_each(|view| all.merge(view.vectors()));
    all
}

/// Means of the live profiles' vectors in all `segments`.
pub(crate) fn live_centres(segments: &[SegmentView]) -> Centres {
    Centres::of(&live_vectors(segments))
}
