//! The terms of many needs, numbered, and how rare they are in one library.
//!
//! A commit changes how rare terms are and nothing else about a stored need. So a need keeps its terms by number, with the
//! weights of its words, and a snapshot looks up the rarity of a term when somebody first asks for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::demand::Demand;
use super::information::steps_of_information;
use super::query::{KnownTerms, MAX_TERMS, NamingPart, Query, euclidean};
use super::term_map::TermMap;

/// The distinct terms of many needs, numbered in the order in which they came; a number stays.
#[derive(Debug, Default)]
pub(crate) struct TermNumbers {
    numbers: TermMap<u32>,
    hashes: Vec<u64>,
}

impl TermNumbers {
    pub(super) fn number(&mut self, hash: u64) -> u32 {
        *self.numbers.entry(hash).or_insert_with(|| {
            self.hashes.push(hash);
            // Four billion distinct terms would take 100 GB in this table alone.
            u32::try_from(self.hashes.len() - 1).expect("fewer than 2^32 distinct terms")
        })
    }

    /// The number of the term of that hash, if any need has it.
    pub(crate) fn find(&self, hash: u64) -> Option<u32> {
        self.numbers.get(&hash).copied()
    }

    /// The hash of the term of that number.
    pub(super) fn hash(&self, number: u32) -> u64 {
        self.hashes[number as usize]
    }

    /// How many terms there are.
    pub(crate) fn len(&self) -> usize {
        self.hashes.len()
    }
}

/// How rare the terms of a [`TermNumbers`] are in one library, each looked up once.
#[derive(Debug)]
pub(crate) struct Rarities {
    /// By number: the bits of the rarity, [`OPEN`] or [`ABSENT`]. Threads that look one up at once write the same bits.
    terms: Vec<AtomicU64>,
    /// The rarity of a term of one document.
    pub(super) greatest: f64,
}

/// Not looked up yet.
const OPEN: u64 = u64::MAX;
/// No live document has the term. (Neither is the bits of a rarity: both are of no number.)
const ABSENT: u64 = u64::MAX - 1;

impl Rarities {
    /// Rarities of `count` terms, none of them looked up.
    pub(super) fn new(count: usize, greatest: f64) -> Self {
        let terms = (0..count).map(|_| AtomicU64::new(OPEN)).collect();
        Self { terms, greatest }
    }

    /// The rarity of a term, which `look_up` gives if nobody has asked before; `None` if no live document has it.
    pub(super) fn get(&self, number: u32, look_up: impl FnOnce() -> Option<f64>) -> Option<f64> {
        let Some(cell) = self.terms.get(number as usize) else {
            // A term that came after the snapshot: of no need that it holds.
            return look_up();
        };
        // Relaxed suffices: a cell guards no other memory, and whoever misses it computes the same number.
        let bits = match cell.load(Ordering::Relaxed) {
            OPEN => {
                let bits = look_up().map_or(ABSENT, f64::to_bits);
                cell.store(bits, Ordering::Relaxed);
                bits
            }
            bits => bits,
        };
        (bits != ABSENT).then(|| f64::from_bits(bits))
    }
}

/// The terms of a stored need, by ascending hash, as numbers of a [`TermNumbers`].
#[derive(Debug)]
pub(crate) struct NumberedTerms {
    pub(super) terms: Box<[NumberedTerm]>,
    pub(super) demands: Arc<[Demand]>,
    /// Euclidean norm of the weights, summed in the order of the terms.
    pub(super) norm: f64,
}

/// What a fit is bounded by before the rarities of a need's terms are known: 12 bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NeedExtent {
    /// Information of its own terms if each were as rare as a term can be, not rounded.
    pub(super) own: f32,
    /// Information of a term of the weight of the norm.
    pub(super) norm: f32,
    /// Number of terms.
    pub(super) terms: f32,
}

/// A term of a stored need: 12 bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberedTerm {
    pub(crate) number: u32,
    /// Weight before rarity.
    pub(super) weight: f32,
    pub(super) part: NamingPart,
}

impl NumberedTerms {
    pub(super) fn new(terms: Box<[NumberedTerm]>, demands: Arc<[Demand]>) -> Self {
        let norm = euclidean(terms.iter().map(|term| f64::from(term.weight)));
        Self {
            terms,
            demands,
            norm,
        }
    }

    /// Integer weights under the rarities that `rarity` gives by number, to the bit as
    /// [`NeedTerms::query`](super::query::NeedTerms::query) gives them. O(terms).
    pub(super) fn query(
        &self,
        hashes: impl Fn(u32) -> u64,
        greatest: f64,
        rarity: impl Fn(u32) -> Option<f64>,
    ) -> Query {
        let mut known = KnownTerms::new(greatest);
        for term in &self.terms {
            let hash = hashes(term.number);
            let rarity = rarity(term.number);
            known.add(hash, term.part, f64::from(term.weight), rarity);
        }
        known.query(self.norm * greatest, Arc::clone(&self.demands))
    }

    /// Whether a query of these terms may have to leave some out ([`MAX_TERMS`]).
    pub(crate) fn is_cut(&self) -> bool {
        self.terms.len() > MAX_TERMS
    }

    /// The information of the need's own terms if each were as rare as a term can be, and a weight of the norm.
    pub(super) fn extent(&self) -> NeedExtent {
        let own = self.terms.iter();
        let own = own.filter(|term| term.part == NamingPart::Own);
        let own = own.map(|term| steps_of_information(f64::from(term.weight)));
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whoever reads them leaves a margin"
        )]
        let extent = NeedExtent {
            own: own.sum::<f64>() as f32,
            norm: steps_of_information(self.norm) as f32,
            terms: self.terms.len() as f32,
        };
        extent
    }

    /// The figures that the need demands.
    pub(crate) fn demands(&self) -> &Arc<[Demand]> {
        &self.demands
    }
}
