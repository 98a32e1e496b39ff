//! The terms of one profile, as stored needs are summed for it.

use std::ops::Range;
use std::sync::LazyLock;

use super::gather::profile_sum;
use super::impact::IMPACT_ONE;
use super::information::steps_of_information;
use super::need_postings::{NeedPostings, WEIGHT_STEPS};
use super::need_weights::NeedWeights;
use super::numbered::{NeedExtent, NumberedTerms};
use super::query::WEIGHT_NORM;

/// Bits of a posting's weight that its power leaves out.
const POWER_BITS: u32 = 6;
/// The power ¾ of a posting's weight, by its upper bits, of the greatest such weight.
static POWERS: LazyLock<[f32; 1 << (16 - POWER_BITS)]> = LazyLock::new(|| {
    std::array::from_fn(|at| {
        #[expect(clippy::cast_precision_loss, reason = "at most 2^16")]
        let greatest = ((at + 1) << POWER_BITS) as f64 / f64::from(WEIGHT_STEPS);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "most_covered adds a margin"
        )]
        let power = (steps_of_information(greatest) / steps_of_information(1.0)) as f32;
        power
    })
});

/// The place of a slot that no term is in.
const EMPTY: u32 = u32::MAX;

/// The terms of one profile that stored needs have and some live document has.
#[derive(Debug)]
pub(crate) struct AskedTerms {
    terms: Vec<AskedTerm>,
    /// Documents and impacts of all terms.
    impacts: Vec<(u32, u8)>,
    /// Number of evidence documents, the whole included.
    documents: usize,
    /// Open addressing: numbers of terms, each with its place among `terms`; a power of two, at most half full. The number
    /// stands here too, since most of a need's terms are not the profile's and no term is read for them.
    slots: Vec<(u32, u32)>,
}

#[derive(Debug)]
struct AskedTerm {
    number: u32,
    rarity: f64,
    impacts: Range<u32>,
}

/// The sum of one need, and the part of its information that the profile covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NeedSum {
    pub(crate) sum: u64,
    pub(crate) covered: u64,
}

impl AskedTerms {
    /// The terms of a profile of so many `documents`, the whole last: hash, document and impact, by hash. O(postings).
    pub(crate) fn new(
        documents: usize,
        postings: &[(u64, u32, u8)],
        weights: &NeedWeights<'_>,
    ) -> Self {
        let mut asked = Self {
            terms: Vec::new(),
            impacts: Vec::with_capacity(postings.len()),
            documents,
            slots: Vec::new(),
        };
        for of_term in postings.chunk_by(|a, b| a.0 == b.0) {
            let number = weights.numbers.find(of_term[0].0);
            let known = number.and_then(|number| Some((number, weights.rarity(number)?)));
            let Some((number, rarity)) = known else {
                continue;
            };
            let from = count(asked.impacts.len());
            let impacts = of_term.iter().map(|&(_, of, impact)| (of, impact));
            asked.impacts.extend(impacts);
            let impacts = from..count(asked.impacts.len());
            asked.terms.push(AskedTerm {
                number,
                rarity,
                impacts,
            });
        }
        asked.slots = vec![(0, EMPTY); (2 * asked.terms.len()).next_power_of_two()];
        for at in 0..asked.terms.len() {
            let number = asked.terms[at].number;
            let mut slot = asked.slot(number);
            while asked.slots[slot].1 != EMPTY {
                slot = (slot + 1) & (asked.slots.len() - 1);
            }
            asked.slots[slot] = (number, count(at));
        }
        asked
    }

    /// Where the search for a number begins.
    fn slot(&self, number: u32) -> usize {
        // Numbers follow each other: a multiplication spreads them (Knuth 1973, 6.4).
        number.wrapping_mul(0x9e37_79b1) as usize & (self.slots.len() - 1)
    }

    fn find(&self, number: u32) -> Option<&AskedTerm> {
        let mut slot = self.slot(number);
        loop {
            match self.slots[slot] {
                (_, EMPTY) => return None,
                (found, at) if found == number => return self.terms.get(at as usize),
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// Adds a bound of the profile's sum to each need that `postings` have of its terms. O(postings of the terms).
    pub(crate) fn add_bounds(
        &self,
        postings: &NeedPostings,
        weights: &NeedWeights<'_>,
        bounds: &mut [f32],
    ) {
        // Each of the sums of floats below may be rounded down by 2⁻²⁴ of itself.
        #[expect(clippy::cast_precision_loss, reason = "a margin need not be exact")]
        let margin = 1.0 + (self.terms.len() + 16) as f64 / 8_388_608.0;
        for term in &self.terms {
            let most = self.most(term) * margin;
            let norm = f64::from(WEIGHT_NORM) / f64::from(WEIGHT_STEPS);
            #[expect(clippy::cast_possible_truncation, reason = "within the margin")]
            let (step, one) = (
                (weights.relative(term.rarity) * norm * most) as f32,
                most as f32,
            );
            for &(place, steps) in postings.of_term(term.number) {
                // One more than the weight: it is rounded to the next integer, and is at least 1.
                bounds[usize::from(place)] += f32::from(steps) * step + one;
            }
        }
    }

    /// Adds what the profile covers to each need that `postings` have of its terms, as if the need's norm were one; see
    /// [`AskedTerms::most_covered`]. O(postings of the terms).
    pub(crate) fn add_covered(
        &self,
        postings: &NeedPostings,
        weights: &NeedWeights<'_>,
        covered: &mut [f32],
    ) {
        let one = steps_of_information(1.0);
        let powers = &*POWERS;
        for term in &self.terms {
            let own = steps_of_information(weights.relative(term.rarity)) / one;
            #[expect(
                clippy::cast_possible_truncation,
                reason = "most_covered adds a margin"
            )]
            let own = own as f32;
            for &(place, steps) in postings.of_term(term.number) {
                let naming = f32::from(steps & 1);
                let share = powers[usize::from(steps >> POWER_BITS)];
                covered[usize::from(place)] += naming * own * share;
            }
        }
    }

    /// At most the information that the profile covers of a need of this extent, by its sum of
    /// [`AskedTerms::add_covered`].
    pub(crate) fn most_covered(&self, covered: f32, extent: NeedExtent) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a margin need not be exact")]
        let margin = 1.0 + (self.terms.len() + 1024) as f32 / 4_194_304.0;
        // Each term may be rounded up by one half.
        covered * extent.norm * margin + extent.terms / 2.0
    }

    /// What a weight of one in a need adds to the profile's sum, at most: the sum of all terms is no greater than the sum of
    /// what each would make alone, as the documents of each then stand in the order that is best for it.
    fn most(&self, term: &AskedTerm) -> f64 {
        let mut parts = [0.0; 8];
        let (mut whole, mut count) = (0.0, 0);
        for &(document, impact) in self.impacts_of(term) {
            let mut sinking = f64::from(impact);
            if document as usize + 1 == self.documents {
                whole = sinking;
                continue;
            }
            for place in parts.iter_mut().take(count + 1) {
                if sinking > *place {
                    std::mem::swap(place, &mut sinking);
                }
            }
            count = (count + 1).min(parts.len() - 1);
        }
        let halved = parts
            .iter()
            .rev()
            .fold(0.0, |behind, part| part + behind / 2.0);
        debug_assert!(halved <= 2.0 * f64::from(IMPACT_ONE));
        whole + halved
    }

    fn impacts_of(&self, term: &AskedTerm) -> &[(u32, u8)] {
        &self.impacts[term.impacts.start as usize..term.impacts.end as usize]
    }

    /// The profile's sum for a need and what it covers, to the bit as the need's query gives them; not of a need whose
    /// query may have to leave terms out ([`NumberedTerms::is_cut`]). O(terms of the need).
    pub(crate) fn sum(
        &self,
        need: &NumberedTerms,
        weights: &NeedWeights<'_>,
        sums: &mut Vec<u32>,
    ) -> NeedSum {
        sums.clear();
        sums.resize(self.documents, 0);
        let scale = weights.scale(need);
        let mut covered = 0;
        for term in &need.terms {
            let Some(own) = self.find(term.number) else {
                continue;
            };
            let Some(weighed) = weights.weighed(term, own.rarity, scale) else {
                continue;
            };
            covered += u64::from(weighed.information);
            for &(document, impact) in self.impacts_of(own) {
                sums[document as usize] += weighed.weight * u32::from(impact);
            }
        }
        let sum = sums.split_last();
        let sum = sum.map_or(0, |(whole, documents)| profile_sum(documents, *whole));
        NeedSum { sum, covered }
    }
}

/// A count of one profile's postings.
fn count(postings: usize) -> u32 {
    u32::try_from(postings).expect("a profile has fewer than 2^31 postings")
}
