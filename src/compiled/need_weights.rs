//! Stored needs, weighed under one library when somebody asks for them.

use std::sync::atomic::{AtomicU64, Ordering};

use super::information::steps_of_information;
use super::library::CompiledLibrary;
use super::numbered::{NeedExtent, NumberedTerm, NumberedTerms, Rarities, TermNumbers};
use super::query::{NamingPart, Query, integer, scale};

/// What weighs the terms of stored needs: the library, and the numbers and rarities of their terms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NeedWeights<'l> {
    pub(crate) library: &'l CompiledLibrary,
    pub(crate) numbers: &'l TermNumbers,
    pub(crate) rarities: &'l Rarities,
}

/// A term of one need that a profile has too, as it counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WeighedTerm {
    /// Integer weight.
    pub(crate) weight: u32,
    /// The information of the term; 0 if it names nothing.
    pub(crate) information: u32,
}

/// What a need says as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WholeNeed {
    /// The information of all of the need's own terms, known or not.
    pub(crate) information: u64,
    /// Whether it says anything that anybody says.
    pub(crate) is_known: bool,
}

impl NeedWeights<'_> {
    /// The rarity of the term of that number; `None` if no live document has it.
    pub(crate) fn rarity(&self, number: u32) -> Option<f64> {
        let look_up = || self.library.rarity(self.numbers.hash(number));
        self.rarities.get(number, look_up)
    }

    /// The rarity of a term by that of a term of one document, from 0 to 1.
    pub(crate) fn relative(&self, rarity: f64) -> f64 {
        rarity / self.rarities.greatest
    }

    /// At least the root of the information of all of the need's own terms, whatever their rarities, as a float.
    pub(crate) fn least_root(&self, extent: NeedExtent) -> f32 {
        let least = steps_of_information(self.relative(self.library.least_rarity()));
        #[expect(clippy::cast_possible_truncation, reason = "taken off below")]
        let least = (least / steps_of_information(1.0) * 0.999) as f32;
        // Each term may have been rounded down by one half.
        (extent.own * least - extent.terms / 2.0).max(0.0).sqrt()
    }

    /// The integer weights of a need's terms, with its figures and without its vector. O(terms).
    pub(crate) fn query(&self, terms: &NumberedTerms) -> Query {
        let hash = |number| self.numbers.hash(number);
        terms.query(hash, self.rarities.greatest, |number| self.rarity(number))
    }

    /// What the weights of a need are scaled by.
    pub(crate) fn scale(&self, terms: &NumberedTerms) -> f64 {
        scale(terms.norm * self.rarities.greatest)
    }

    /// A term of a need of that scale under its rarity, as [`NeedWeights::query`] has it; `None` if it counts nothing.
    pub(crate) fn weighed(
        &self,
        term: &NumberedTerm,
        rarity: f64,
        scale: f64,
    ) -> Option<WeighedTerm> {
        let own = f64::from(term.weight);
        let weight = own * rarity;
        (weight > 0.0).then(|| WeighedTerm {
            weight: integer(weight, scale),
            information: term
                .part
                .information(own, Some(rarity), self.rarities.greatest),
        })
    }

    /// What the need says as a whole. O(terms).
    fn whole(&self, terms: &NumberedTerms) -> WholeNeed {
        let mut whole = WholeNeed {
            information: 0,
            is_known: false,
        };
        for term in &terms.terms {
            let (own, rarity) = (f64::from(term.weight), self.rarity(term.number));
            whole.is_known |= rarity.is_some_and(|rarity| own * rarity > 0.0);
            if term.part == NamingPart::Own {
                let greatest = self.rarities.greatest;
                whole.information += u64::from(term.part.information(own, rarity, greatest));
            }
        }
        whole
    }
}

/// What needs say as a whole under one library, each worked out once: 8 bytes a need.
#[derive(Debug)]
pub(crate) struct WholeNeeds(Vec<AtomicU64>);

impl WholeNeeds {
    /// Room for `count` needs.
    pub(crate) fn new(count: usize) -> Self {
        Self((0..count).map(|_| AtomicU64::new(0)).collect())
    }

    /// What the need of that number says, whose terms are `terms`. O(1); O(terms) if nobody has asked before.
    pub(crate) fn get(
        &self,
        number: usize,
        terms: &NumberedTerms,
        weights: &NeedWeights<'_>,
    ) -> WholeNeed {
        /// Worked out; the bit above says whether anybody says any of it, the rest is the information (below 2^40).
        const IS_OPEN: u64 = 0;
        let cell = &self.0[number];
        // Relaxed suffices: whoever misses the number computes the same one.
        let kept = cell.load(Ordering::Relaxed);
        if kept != IS_OPEN {
            return WholeNeed {
                information: kept >> 2,
                is_known: kept & 2 != 0,
            };
        }
        let whole = weights.whole(terms);
        let kept = whole.information << 2 | u64::from(whole.is_known) << 1 | 1;
        cell.store(kept, Ordering::Relaxed);
        whole
    }
}
