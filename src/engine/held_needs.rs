//! The needs of one snapshot: what is the same for all snapshots between two changes of needs, and what each weighs.

use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard};

use super::enterprise_table::EnterpriseTable;
use super::needs::NeedCache;
use crate::compiled::library::CompiledLibrary;
use crate::compiled::need_shelf::NeedShelves;
use crate::compiled::need_weights::{NeedWeights, WholeNeeds};
use crate::compiled::numbered::{NumberedTerms, Rarities, TermNumbers};
use crate::compiled::threads::map_on_threads;
use crate::compiled::{AnalysedNeed, CentredVector};
use crate::model::facts::NeedFacts;
use crate::model::{Enterprise, Need, Taxonomies};
use crate::rank::{AskingProfile, NeedMatch, PairRules, WeighedNeeds, rank_needs, rank_plainly};
use crate::score::Fit;

/// Needs from which on a list may be so long that scoring all, in parallel, is sooner than choosing whom to score.
const MANY: usize = 1024;
/// So long it is if it may hold more than this part of them.
const MOST_LISTED: usize = 2;

/// The needs of one snapshot.
#[derive(Debug)]
pub(super) struct SnapshotNeeds {
    held: Arc<HeldNeeds>,
    cache: Arc<NeedCache>,
    /// Worked out as somebody asks for them.
    rarities: Rarities,
    wholes: WholeNeeds,
    vectors: OnceLock<Vec<Option<CentredVector>>>,
    analysed: OnceLock<Vec<AnalysedNeed>>,
}

/// The live needs of a library, by id ascending: the same for all snapshots between two changes of needs.
#[derive(Debug)]
pub(super) struct HeldNeeds {
    pub(super) records: Vec<Arc<StoredNeed>>,
    /// With what their enterprises state, in the same order.
    pub(super) facts: Vec<Arc<NeedFacts>>,
    pub(super) numbers: Arc<RwLock<TermNumbers>>,
    /// Made when a profile is first ranked against them.
    pub(super) shelves: OnceLock<NeedShelves>,
    /// The records in the order of their segments, and the enterprises, as long as which stay nothing here changes.
    pub(super) made_of: (Vec<Arc<StoredNeed>>, Vec<Arc<Enterprise>>),
}

impl SnapshotNeeds {
    /// The needs that are `held`, weighed under `library`.
    pub(super) fn new(
        held: Arc<HeldNeeds>,
        cache: &Arc<NeedCache>,
        library: &CompiledLibrary,
    ) -> Self {
        let count = held.numbers().len();
        Self {
            rarities: library.rarities(count),
            wholes: WholeNeeds::new(held.records.len()),
            held,
            cache: Arc::clone(cache),
            vectors: OnceLock::new(),
            analysed: OnceLock::new(),
        }
    }

    /// The records, as they were put in.
    pub(super) fn records(&self) -> impl Iterator<Item = &Need> {
        self.held.records.iter().map(|stored| &stored.need)
    }

    /// Number of needs.
    pub(super) fn len(&self) -> usize {
        self.held.records.len()
    }

    /// The needs with the weights of all their terms, by id ascending. O(needs · terms) arithmetic when first asked.
    pub(super) fn analysed(&self, library: &CompiledLibrary) -> &[AnalysedNeed] {
        self.analysed.get_or_init(|| {
            let numbers = self.held.numbers();
            let weights = self.weights(library, &numbers);
            let all: Vec<_> = self.held.records.iter().zip(&self.held.facts).collect();
            let weigh = |&(stored, facts): &(&Arc<StoredNeed>, &Arc<NeedFacts>)| AnalysedNeed {
                query: library.with_vector(weights.query(&stored.terms), facts),
                facts: Arc::clone(facts),
            };
            map_on_threads(&all, weigh)
        })
    }

    /// The `k` best needs for `profile` that fit it as well as `least` or better.
    pub(super) fn ranked(
        &self,
        library: &CompiledLibrary,
        taxonomies: &Taxonomies,
        profile: &AskingProfile,
        (k, least): (usize, Fit),
        pair: PairRules<'_>,
    ) -> Vec<NeedMatch> {
        if self.len() > MANY && k > self.len() / MOST_LISTED {
            return rank_plainly(self.analysed(library), profile, (k, least), pair);
        }
        let shelves = self.cache.shelves(&self.held, taxonomies);
        let numbers = self.held.numbers();
        let needs = WeighedNeeds {
            shelves,
            weights: self.weights(library, &numbers),
            wholes: &self.wholes,
            vectors: self.vectors(library),
        };
        rank_needs(needs, profile, (k, least), pair)
    }

    /// Bytes of shelves a need, if they were filled.
    #[cfg(test)]
    pub(super) fn shelf_bytes(&self) -> Option<usize> {
        self.held.shelf_bytes()
    }

    fn weights<'l>(
        &'l self,
        library: &'l CompiledLibrary,
        numbers: &'l TermNumbers,
    ) -> NeedWeights<'l> {
        NeedWeights {
            library,
            numbers,
            rarities: &self.rarities,
        }
    }

    /// The vector of each need about the mean; nothing if no need has one.
    fn vectors(&self, library: &CompiledLibrary) -> &[Option<CentredVector>] {
        self.vectors.get_or_init(|| {
            let facts = &self.held.facts;
            if facts.iter().all(|facts| facts.vector.is_none()) {
                return Vec::new();
            }
            map_on_threads(facts, |facts| library.vector(facts))
        })
    }
}

impl HeldNeeds {
    pub(super) fn numbers(&self) -> RwLockReadGuard<'_, TermNumbers> {
        self.numbers.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes of shelves a need.
    #[cfg(test)]
    fn shelf_bytes(&self) -> Option<usize> {
        let shelves = self.shelves.get()?;
        shelves.bytes().checked_div(self.records.len())
    }

    /// Whether they are the needs of these records and enterprises. O(records).
    pub(super) fn is_of(&self, live: &[&Arc<StoredNeed>], enterprises: &EnterpriseTable) -> bool {
        let (records, firms) = &self.made_of;
        let same_records = records.iter().zip(live).all(|(a, b)| Arc::ptr_eq(a, b));
        let same_firms = firms
            .iter()
            .zip(&enterprises.all)
            .all(|(a, b)| Arc::ptr_eq(a, b));
        (records.len(), firms.len()) == (live.len(), enterprises.all.len())
            && same_records
            && same_firms
    }
}

/// A need of the library with all that does not depend on other records.
#[derive(Debug)]
pub(super) struct StoredNeed {
    pub(super) need: Need,
    pub(super) facts: Arc<NeedFacts>,
    pub(super) terms: Arc<NumberedTerms>,
}
