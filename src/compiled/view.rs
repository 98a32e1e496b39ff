//! A compiled segment as one snapshot sees it: without the deleted profiles.

use std::sync::Arc;

use super::centre::VectorStatistics;
use super::codes::{FacetCodeColumn, FacetCodes};
use super::outline::statistics;
use super::segment::CompiledSegment;
use super::statistics::Statistics;
use crate::error::Result;
use crate::index::Segment;
use crate::model::Facet;

/// A compiled segment, its live profiles, and the document frequencies that the dead ones took along.
#[derive(Clone, Debug)]
pub(crate) struct SegmentView {
    pub(crate) compiled: Arc<CompiledSegment>,
    /// Facet codes of its profiles, as this view has them.
    codes: Arc<FacetCodes>,
    /// Deleted documents when the view was made.
    deleted: u32,
    live: Arc<[u64]>,
    /// `(term, documents of dead profiles with it)`, by term; only terms that have any.
    dead_frequencies: Arc<[(u32, u32)]>,
    statistics: Statistics,
    vectors: Arc<VectorStatistics>,
}

impl SegmentView {
    /// View of `compiled` with the deletes of `segment`; `statistics` are of its live profiles. O(profiles / 64), or
    /// O(postings) if there are deletes.
    pub(crate) fn new(
        compiled: Arc<CompiledSegment>,
        segment: &Segment<'_>,
        statistics: Statistics,
    ) -> Self {
        let profiles = compiled.profile_count();
        let mut live = vec![u64::MAX; (profiles as usize).div_ceil(64)];
        if let Some(last) = live.last_mut().filter(|_| !profiles.is_multiple_of(64)) {
            // Bits of no profile are not counted as live ones.
            *last = (1 << (profiles % 64)) - 1;
        }
        let mut dead = false;
        if segment.deleted_count() > 0 {
            for profile in 0..profiles {
                if segment.is_deleted(compiled.row(profile).record) {
                    dead = true;
                    live[profile as usize / 64] &= !(1 << (profile % 64));
                }
            }
        }
        let mut view = Self {
            codes: Arc::clone(&compiled.codes),
            compiled,
            deleted: segment.deleted_count(),
            live: live.into(),
            dead_frequencies: Arc::new([]),
            statistics,
            vectors: Arc::default(),
        };
        let of_live = |profile| !dead || view.is_live(profile);
        view.vectors = Arc::new(view.compiled.vector_statistics(of_live));
        if dead {
            view.dead_frequencies = view.count_dead().into();
        }
        view
    }

    /// This view with other codes of one facet for some profiles, given with their numbers. O(profiles).
    pub(crate) fn recoded(&self, facet: Facet, codes: &[(u32, u32)]) -> Self {
        let mut changed = self.clone();
        changed.codes = Arc::new(
            self.codes
                .recoded(facet, codes, self.compiled.profile_count()),
        );
        changed
    }

    /// The code of a facet of a profile; 0 is unknown.
    #[inline]
    pub(crate) fn code(&self, facet: Facet, profile: u32) -> u32 {
        self.codes.get(facet, profile)
    }

    /// The codes of a facet, by profile.
    pub(crate) fn column(&self, facet: Facet) -> FacetCodeColumn<'_> {
        self.codes.column(facet)
    }

    /// The view of a later state of `segment`: a copy if no further document was deleted.
    ///
    /// # Errors
    /// Corrupt if the segment cannot be read.
    pub(crate) fn later(&self, segment: &Segment<'_>) -> Result<Self> {
        if self.is_current(segment) {
            return Ok(self.clone());
        }
        let compiled = &self.compiled;
        let is_live = |record| !segment.is_deleted(record);
        let statistics = statistics(&compiled.profiles, &segment.lengths()?, is_live);
        Ok(Self::new(Arc::clone(compiled), segment, statistics))
    }

    /// Whether no document of `segment`, whose view it is, was deleted since.
    pub(crate) fn is_current(&self, segment: &Segment<'_>) -> bool {
        // A segment's deletes only grow: as many are the same ones.
        self.deleted == segment.deleted_count()
    }

    fn count_dead(&self) -> Vec<(u32, u32)> {
        let compiled = &self.compiled;
        // Numbers, not flags: they are multiplied below, without a branch for each posting.
        let mut is_dead = vec![0_u32; compiled.document_count() as usize];
        for profile in (0..compiled.profile_count()).filter(|&p| !self.is_live(p)) {
            let documents = compiled.documents(profile);
            is_dead[documents.start as usize..documents.end as usize].fill(1);
        }
        let count = |term: u32| {
            let mut dead = 0;
            compiled.for_each_document(term, |document, counts| {
                dead += is_dead[document as usize] * counts;
            });
            dead
        };
        (0..compiled.terms().len())
            .map(|term| (term, count(term)))
            .filter(|&(_, dead)| dead > 0)
            .collect()
    }

    pub(crate) fn is_live(&self, profile: u32) -> bool {
        self.live[profile as usize / 64] >> (profile % 64) & 1 == 1
    }

    /// Live evidence documents.
    pub(crate) fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// Statistics of the vectors of live documents.
    pub(super) fn vectors(&self) -> &VectorStatistics {
        &self.vectors
    }

    /// In how many live evidence documents, wholes among them, the term of that hash stands.
    pub(crate) fn frequency(&self, hash: u64) -> u64 {
        let Some(term) = self.compiled.terms().find(hash) else {
            return 0;
        };
        let dead = self
            .dead_frequencies
            .binary_search_by_key(&term, |&(t, _)| t);
        let dead = dead.map_or(0, |at| self.dead_frequencies[at].1);
        u64::from(self.compiled.terms().frequency(term) - dead)
    }

    /// The terms of live documents: top bits of the hash, and frequency. O(terms).
    pub(super) fn frequencies(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        let terms = self.compiled.terms();
        let mut dead = self.dead_frequencies.iter().peekable();
        (0..).zip(terms.hashes()).map(move |(term, hash)| {
            let gone = dead.next_if(|&&(of, _)| of == term);
            (
                hash,
                terms.frequency(term) - gone.map_or(0, |&(_, gone)| gone),
            )
        })
    }

    /// Live profiles.
    pub(crate) fn live_count(&self) -> usize {
        self.live
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Resident bytes of the view's own arrays.
    pub(crate) fn bytes(&self) -> usize {
        self.live.len() * 8 + self.dead_frequencies.len() * 8
    }
}
