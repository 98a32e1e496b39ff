//! Shelves of stored needs: what a profile is ranked against, kept from snapshot to snapshot.
//!
//! A commit of profiles changes no shelf. Needs that came since the shelves were filled have a short shelf of their own,
//! and needs that went leave a gap; when both are a quarter of the whole, all shelves are filled anew.

use std::collections::HashMap;
use std::sync::Arc;

use super::need_columns::NeedColumns;
use super::need_postings::NeedPostings;
use super::numbered::{NeedExtent, NumberedTerms};
use crate::model::Taxonomies;
use crate::model::facts::NeedFacts;

/// Needs of a shelf: the places that two bytes tell apart.
const SHELF: usize = 1 << 16;
/// Needs that come or go before the shelves are filled anew, however few there are.
const LEAST_CHANGES: usize = 64;
/// The rank of a need that went.
pub(crate) const GONE: u32 = u32::MAX;

/// At most 2¹⁶ open needs, by place.
#[derive(Debug)]
pub(crate) struct NeedShelf {
    pub(crate) facts: Vec<Arc<NeedFacts>>,
    pub(crate) terms: Vec<Arc<NumberedTerms>>,
    pub(crate) extents: Vec<NeedExtent>,
    pub(crate) postings: NeedPostings,
    pub(crate) columns: NeedColumns,
}

/// A need to be put on a shelf: its rank by id, its facts and its terms.
pub(crate) type RankedNeed<'n> = (u32, &'n Arc<NeedFacts>, &'n Arc<NumberedTerms>);

/// The open needs of a library on their shelves, the short one last.
#[derive(Debug, Default)]
pub(crate) struct NeedShelves {
    pub(crate) shelves: Vec<Arc<NeedShelf>>,
    /// How many of them are no short ones.
    full: usize,
    /// Ranks by id of the needs of each shelf; [`GONE`] of one that went.
    pub(crate) ranks: Vec<Vec<u32>>,
}

impl NeedShelf {
    fn of(needs: &[RankedNeed<'_>], known: usize, taxonomies: &Taxonomies) -> Arc<Self> {
        let facts: Vec<_> = needs
            .iter()
            .map(|(_, facts, _)| Arc::clone(facts))
            .collect();
        let terms: Vec<_> = needs.iter().map(|(.., terms)| Arc::clone(terms)).collect();
        Arc::new(Self {
            postings: NeedPostings::of(&terms, known),
            columns: NeedColumns::of(&facts, &terms, taxonomies),
            extents: terms.iter().map(|terms| terms.extent()).collect(),
            facts,
            terms,
        })
    }

    /// Facts and terms of the need at a place.
    pub(crate) fn need(&self, place: u16) -> (&NeedFacts, &NumberedTerms) {
        let at = usize::from(place);
        (&self.facts[at], &self.terms[at])
    }

    /// Number of needs.
    pub(crate) fn len(&self) -> usize {
        self.facts.len()
    }

    /// Bytes of what is kept beside the needs themselves.
    #[cfg(test)]
    fn bytes(&self) -> usize {
        self.postings.bytes() + self.columns.bytes() + (16 + 12) * self.len()
    }
}

impl NeedShelves {
    /// The shelves of `needs`, which are open, in the order of their ranks; shelves of `before` are taken over. `known` terms
    /// have numbers. O(needs + terms of what came).
    pub(crate) fn of(
        needs: &[RankedNeed<'_>],
        before: Option<&Self>,
        known: usize,
        taxonomies: &Taxonomies,
    ) -> Self {
        if let Some(before) = before
            && let Some(kept) = before.with(needs, known, taxonomies)
        {
            return kept;
        }
        let mut shelves = Self::default();
        for needs in needs.chunks(SHELF) {
            shelves.push(needs, known, taxonomies);
        }
        shelves.full = shelves.shelves.len();
        shelves
    }

    /// These shelves with other needs; `None` if so much has changed that filling them anew pays.
    fn with(
        &self,
        needs: &[RankedNeed<'_>],
        known: usize,
        taxonomies: &Taxonomies,
    ) -> Option<Self> {
        // By address: facts and terms are shared for as long as the record is the same.
        let key = |facts: &Arc<NeedFacts>, terms: &Arc<NumberedTerms>| {
            (Arc::as_ptr(facts) as usize, Arc::as_ptr(terms) as usize)
        };
        let mut places = HashMap::new();
        let full = &self.shelves[..self.full];
        for (at, shelf) in full.iter().enumerate() {
            for (place, (facts, terms)) in shelf.facts.iter().zip(&shelf.terms).enumerate() {
                places.insert(key(facts, terms), (at, place));
            }
        }
        let mut ranks: Vec<Vec<u32>> = full.iter().map(|shelf| vec![GONE; shelf.len()]).collect();
        let mut late = Vec::new();
        for &(rank, facts, terms) in needs {
            match places.get(&key(facts, terms)) {
                Some(&(shelf, place)) => ranks[shelf][place] = rank,
                None => late.push((rank, facts, terms)),
            }
        }
        let held: usize = full.iter().map(|shelf| shelf.len()).sum();
        let changes = late.len() + held - (needs.len() - late.len());
        if changes > LEAST_CHANGES.max(held / 4) {
            return None;
        }
        let mut shelves = Self {
            shelves: full.to_vec(),
            full: self.full,
            ranks,
        };
        for needs in late.chunks(SHELF) {
            shelves.push(needs, known, taxonomies);
        }
        Some(shelves)
    }

    fn push(&mut self, needs: &[RankedNeed<'_>], known: usize, taxonomies: &Taxonomies) {
        self.shelves.push(NeedShelf::of(needs, known, taxonomies));
        let ranks = needs.iter().map(|&(rank, ..)| rank);
        self.ranks.push(ranks.collect());
    }

    /// Bytes of what is kept beside the needs themselves.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        let shelves = self.shelves.iter().map(|shelf| shelf.bytes());
        shelves.sum::<usize>() + 4 * self.ranks.iter().map(Vec::len).sum::<usize>()
    }
}
