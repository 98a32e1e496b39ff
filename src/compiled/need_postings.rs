//! The needs that have a term, and what it weighs in each: an inverted index that no commit of a profile changes.
//!
//! The weight of a term in a need is `v·r`, by the norm of the need and the greatest rarity: v is of the need alone, r of
//! the term alone. A posting keeps v by the norm, in steps of 2⁻¹⁵ rounded up, and whoever asks multiplies by what the term
//! counts now. So one pass over the postings of a profile's terms gives a bound of every need's sum, and only the needs that
//! can reach the list are summed exactly. The last bit of a posting says whether the term names something: these alone
//! decide on a fit.

use std::sync::Arc;

use super::numbered::NumberedTerms;
use super::query::NamingPart;

/// A part of one, in steps of a posting's weight without its last bit.
const STEPS: f64 = 32_767.0;
/// One, in steps of a posting's weight; with the last bit, which makes it greater by less than one.
pub(crate) const WEIGHT_STEPS: f32 = 65_534.0;

/// Postings of at most 2¹⁶ needs by the number of the term.
#[derive(Debug, Default)]
pub(crate) struct NeedPostings {
    /// Numbers of the terms, ascending; empty if `starts` has a place for every number.
    numbers: Vec<u32>,
    /// First posting of each term, and the number of postings.
    starts: Vec<u32>,
    /// Place of the need, and the weight of the term in it.
    postings: Vec<(u16, u16)>,
}

impl NeedPostings {
    /// The postings of needs with these terms, by place; `known` terms have numbers. O(terms + postings).
    pub(crate) fn of(needs: &[Arc<NumberedTerms>], known: usize) -> Self {
        let all = || needs.iter().flat_map(|need| &need.terms);
        let mut starts = vec![0_u32; known + 1];
        for term in all() {
            starts[term.number as usize + 1] += 1;
        }
        // Counted first: a start for each known term takes less than its number beside it if most terms are here.
        let used = starts.iter().filter(|&&count| count > 0).count();
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut postings = vec![(0, 0); all().count()];
        for (place, need) in (0_u16..=u16::MAX).zip(needs) {
            for term in &need.terms {
                let at = &mut next[term.number as usize];
                let steps = steps(f64::from(term.weight) / need.norm);
                let names = u16::from(term.part != NamingPart::Nothing);
                postings[*at as usize] = (place, 2 * steps + names);
                *at += 1;
            }
        }
        let mut index = Self {
            numbers: Vec::new(),
            starts,
            postings,
        };
        if used < known / 2 {
            index.leave_out_unused();
        }
        index
    }

    /// Keeps starts of terms that have postings alone.
    fn leave_out_unused(&mut self) {
        let ends = self.starts.iter().skip(1);
        let used = (0..).zip(self.starts.iter().zip(ends));
        let used: Vec<(u32, u32)> = used
            .filter(|(_, (start, end))| start < end)
            .map(|(number, (&start, _))| (number, start))
            .collect();
        let end = self.starts.last().copied();
        self.numbers = used.iter().map(|&(number, _)| number).collect();
        self.starts = used.iter().map(|&(_, start)| start).chain(end).collect();
    }

    /// The needs that have the term of that number, by place ascending, and its weight in each with a last bit that says
    /// whether it names something. O(log terms).
    pub(crate) fn of_term(&self, number: u32) -> &[(u16, u16)] {
        let at = match self.numbers.is_empty() {
            true => number as usize,
            false => match self.numbers.binary_search(&number) {
                Ok(at) => at,
                Err(_) => return &[],
            },
        };
        // A term that came later has no place.
        let range = self.starts.get(at).zip(self.starts.get(at + 1));
        range.map_or(&[], |(&from, &to)| {
            &self.postings[from as usize..to as usize]
        })
    }

    /// Resident bytes.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        4 * (self.numbers.len() + self.starts.len() + self.postings.len())
    }
}

/// A part of a need's norm, rounded up so that it bounds.
fn steps(part: f64) -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 1..=32767 first"
    )]
    let steps = (part * STEPS).ceil().clamp(1.0, STEPS) as u16;
    steps
}
