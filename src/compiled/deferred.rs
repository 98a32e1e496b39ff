//! Deferred terms: so common that they are not added to a dense block, but looked up for the profiles that need them.
//!
//! Measured by `benches/rank.rs`. The commonest terms of a long need have half of its postings and a thirtieth of its weight.
//! So the other terms are added, and profiles are chosen by bounds, in three steps. All common terms together add at most so
//! much that most profiles stay below the threshold whatever they have. Of the others the bits of [`super::presence`] say
//! which of the terms they have, and the bound falls. The few that still reach the threshold get their exact sums. (The
//! non-essential lists of MaxScore, Turtle & Flood 1995, §4, with a bound for each profile in place of one for all.)
//!
//! With 100,000 profiles that spares a sixth to a quarter of the time of lists of twenty. For lists of more than some thirty all
//! terms are added, since too many profiles would need their exact sums. More deferred terms spare nothing: the rarer a term,
//! the more its postings cost to look up, and the looser the bound.

use super::accumulate::Accumulators;
use super::gather::{DECAY_DOCUMENTS, SummedProfile, profile_sum};
use super::postings::Postings;
use super::presence::{ProfileBits, is_common};
use super::resolved::ResolvedTerm;
use super::segment::{BlockTables, CompiledSegment};

/// All deferred terms together add no more than one part in this many of what all terms add.
const REST: u64 = 32;

/// The deferred terms have at least one in this many of all postings; else all are added.
const WORTH: usize = 3;

/// Postings that can be added in the time in which the exact sums are looked up that one profile more asked for brings about.
const POSTINGS_A_PROFILE: usize = 1_200;

/// A decayed sum rounds down each document but the best, so that the sum of two parts is above their sums by less than so much.
pub(super) const SLACK: u64 = DECAY_DOCUMENTS as u64 - 1;

/// Puts last the terms of a block of `profiles` profiles that are deferred if the `k` best are asked for; returns how many come
/// before.
pub(super) fn defer(terms: &mut [ResolvedTerm], profiles: usize, k: usize) -> usize {
    let postings = |terms: &[ResolvedTerm]| terms.iter().map(|t| t.count).sum::<usize>();
    let least = k.saturating_mul(POSTINGS_A_PROFILE);
    // Long lists leave at once.
    if postings(terms) < least {
        return terms.len();
    }
    terms.sort_unstable_by_key(|term| term.count);
    let all: u64 = terms.iter().map(|term| term.most).sum();
    let mut rest = 0;
    let is_small = |term: &&ResolvedTerm| {
        rest += term.most;
        rest * REST <= all && term.has_runs() && is_common(term.count, profiles)
    };
    let count = terms.iter().rev().take_while(is_small).count();
    let (added, deferred) = terms.split_at(terms.len() - count);
    let spared = postings(deferred);
    let is_worth_it = spared * WORTH >= spared + postings(added) && spared >= least;
    match is_worth_it {
        true => added.len(),
        false => terms.len(),
    }
}

/// A deferred term in a block.
#[derive(Clone, Copy, Debug)]
struct DeferredTerm<'a> {
    weight: u32,
    /// The most that it adds to the sum of a profile.
    most: u64,
    profiles: ProfileBits<'a>,
    postings: Postings<'a>,
}

/// The deferred terms of a dense block.
#[derive(Debug)]
pub(crate) struct DeferredTerms<'a> {
    /// The ones that can add most come first.
    terms: Vec<DeferredTerm<'a>>,
    segment: &'a CompiledSegment,
    tables: BlockTables<'a>,
    /// Room for the documents of one profile.
    documents: Vec<u32>,
}

impl<'a> DeferredTerms<'a> {
    /// Looks up the postings of `terms`, which were deferred, and whose cursors are at `block`. O(terms · log terms).
    pub(crate) fn of(terms: &[ResolvedTerm], segment: &'a CompiledSegment, block: u32) -> Self {
        let deferred = |term: &ResolvedTerm| {
            let (profiles, postings) = term.common(segment, block)?;
            Some(DeferredTerm {
                weight: term.weight,
                most: term.most,
                profiles,
                postings,
            })
        };
        let mut terms: Vec<_> = terms.iter().filter_map(deferred).collect();
        terms.sort_unstable_by_key(|term| std::cmp::Reverse(term.most));
        Self {
            terms,
            segment,
            tables: segment.tables(block),
            documents: Vec::new(),
        }
    }

    /// `bound` without what the terms add that a profile does not have; it may be too high if it is below `least`.
    /// O(terms).
    #[inline]
    pub(crate) fn bound(&self, profile: u32, mut bound: u64, least: u64) -> u64 {
        let profile = (profile - self.tables.first) as usize;
        for term in &self.terms {
            if bound < least {
                break;
            }
            // Without a branch: whether a profile has a term cannot be foreseen.
            bound -= term.most * u64::from(!term.profiles.has(profile));
        }
        bound
    }

    /// Lowers the bounds of `found` by the terms that a profile does not have, and leaves the ones that reach `least`.
    pub(crate) fn narrow(&self, found: &mut Vec<SummedProfile>, least: u64) {
        if self.terms.is_empty() {
            return;
        }
        found.retain_mut(|candidate| {
            candidate.sum = self.bound(candidate.profile, candidate.sum, least);
            candidate.sum >= least
        });
    }

    /// The sum of a profile whose other terms are in `sums`. O(terms · log postings).
    pub(crate) fn exact(&mut self, sums: &Accumulators, candidate: SummedProfile) -> u64 {
        let Self {
            terms,
            segment,
            tables,
            documents: parts,
        } = self;
        let (documents, base) = (
            segment.documents(candidate.profile),
            tables.first_document(),
        );
        let range = documents.start - base..documents.end - base;
        let profile = (candidate.profile - tables.first) as usize;
        parts.clear();
        parts.extend_from_slice(&sums.documents()[range.start as usize..range.end as usize]);
        let mut whole = sums.wholes()[profile];
        for term in terms.iter().filter(|term| term.profiles.has(profile)) {
            let here = term.postings.within_even(range.clone(), tables.rows.len());
            here.each(tables.rows, |document, _, [part, of_whole]| {
                let document = usize::from(document) - range.start as usize;
                parts[document] += term.weight * u32::from(part);
                whole += term.weight * u32::from(of_whole);
            });
        }
        profile_sum(parts, whole)
    }
}

#[cfg(test)]
mod tests {
    use super::{ResolvedTerm, defer};
    use crate::compiled::resolved::Cursor;

    fn term(count: usize, most: u64) -> ResolvedTerm {
        ResolvedTerm {
            weight: 1,
            information: 0,
            cursor: Cursor::Runs { run: 0, end: 0 },
            most,
            count,
        }
    }

    #[test]
    fn common_terms_of_little_weight_are_deferred() {
        let rare = || vec![term(40, 3_000), term(40, 3_000)];
        let with = |others: &[ResolvedTerm]| {
            let mut terms = rare();
            terms.extend_from_slice(others);
            defer(&mut terms, 100, 0)
        };
        assert_eq!(with(&[term(90, 100), term(80, 90)]), 2);
        assert_eq!(
            with(&[term(90, 100), term(80, 95)]),
            3,
            "both weigh too much"
        );
        assert_eq!(with(&[term(90, 200)]), 3, "so does one");
        assert_eq!(with(&[term(39, 9)]), 3, "too few postings to be worth it");
        let of_few = ResolvedTerm {
            cursor: Cursor::Few {
                slots: [0; 6],
                from: 0,
                until: 0,
                count: 0,
            },
            ..term(90, 9)
        };
        assert_eq!(with(&[of_few]), 3, "nothing says which profiles have it");
        let asked = |k| defer(&mut [term(40, 3_000), term(2_400, 90)], 100, k);
        assert_eq!([asked(2), asked(3)], [1, 2], "so many exact sums cost more");
        assert_eq!(defer(&mut [], 100, 1), 0);
    }
}
