//! The hot loop: postings of a need's terms into a block's accumulators.
//!
//! Measured by `benches/rank.rs`. No allocation, lock or formatting here.
//!
//! A block is summed in one of three ways. *Dense*: every document and every whole. *Sparse*, of few postings: the
//! same, with a list of the profiles that have any. *Brief*, of few terms: what a profile's sum cannot exceed, one number
//! for each, as the sum of what each term alone would make of it; that is the sum itself where all terms stand in one
//! document. The exact sums of the few best are then looked up. Of three terms this is a fifth of the work.

use std::ops::Range;

use super::gather::{Candidate, profile_sum};
use super::resolved::{ResolvedTerm, essential, seek};
use super::terms::{self, Narrow, Postings, SLOTS};
use super::{BlockTables, CompiledSegment, Plain};
use crate::index::FIELD_COUNT;

/// A block of more than this many times as many profiles as postings is summed *sparsely*: its profiles are
/// found by the postings, and nothing else of it is read or cleared.
const SPARSE: usize = 2;

/// Of at most this many terms a block is summed briefly.
const BRIEF: usize = 8;

/// Slots of a document.
const SLOTS_16: u16 = 3;
const _: () = assert!(SLOTS_16 as usize == FIELD_COUNT);

/// As many as 16 bits can name: so a place needs no check.
const PLACES: usize = 1 << 16;

/// How a block was summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Every document and whole.
    Dense,
    /// The same, and the profiles that have a sum are listed.
    Sparse,
    /// Bounds of profiles.
    Brief,
}

/// One sum for each evidence document of a block, and one for each profile as a whole.
#[derive(Debug)]
pub(crate) struct Accumulators {
    /// All zero where the block was summed briefly.
    documents: Box<[u32]>,
    /// Bounds of sums where the block was summed briefly.
    wholes: Box<[u32]>,
    /// One bit for each profile that a posting names; clear but while a block is summed.
    touched: Box<[u64]>,
    /// The profiles of a sparse block that have text in common with the need, in order.
    hits: Vec<Hit>,
    /// Documents and profiles of the block.
    counts: (usize, usize),
    way: Way,
    /// What terms that were not added could add to a bound.
    rest: u64,
    /// Whether all sums are zero.
    clean: bool,
}

/// The accumulators, of exactly so many that a 16-bit place is always inside, and needs no check.
struct Places<'a> {
    documents: &'a mut [u32; PLACES],
    wholes: &'a mut [u32; PLACES],
    touched: &'a mut [u64; PLACES / 64],
}

impl Places<'_> {
    /// Adds a posting, and where `MARK`, that its profile has one.
    #[inline(always)]
    fn add<const MARK: bool>(
        &mut self,
        document: u16,
        weight: u32,
        [part, whole]: Plain,
        tables: BlockTables<'_>,
    ) {
        let document = usize::from(document);
        let owner = usize::from(tables.owners[document]);
        self.documents[document] += weight * u32::from(part);
        self.wholes[owner] += weight * u32::from(whole);
        if MARK {
            self.touched[owner / 64] |= 1 << (owner % 64);
        }
    }
}

/// A profile of a block, and its documents there.
#[derive(Clone, Copy, Debug)]
struct Hit {
    profile: u32,
    start: u32,
    end: u32,
}

impl Default for Accumulators {
    fn default() -> Self {
        Self {
            documents: vec![0; PLACES].into(),
            wholes: vec![0; PLACES].into(),
            touched: vec![0; PLACES / 64].into(),
            hits: Vec::new(),
            counts: (0, 0),
            way: Way::Dense,
            rest: 0,
            clean: true,
        }
    }
}

impl Accumulators {
    /// Sums `weight · impact` for every document of `block` and every profile as a whole, or at least for
    /// all profiles whose sum reaches `least`; or bounds of all profiles' sums.
    ///
    /// Returns false, with the sums unset, where no profile can reach `least`: the most that all terms
    /// together can add falls short (safe: results do not change).
    pub(crate) fn sum(
        &mut self,
        segment: &CompiledSegment,
        terms: &mut [ResolvedTerm],
        block: u32,
        least: u64,
    ) -> bool {
        for term in terms.iter_mut() {
            term.seek(segment, block);
        }
        if terms.iter().map(|term| term.most).sum::<u64>() < least {
            return false;
        }
        let split = essential(terms, least);
        let (essential, others) = terms.split_at(split);
        let count: usize = essential.iter().map(|term| term.count).sum();
        self.clear();
        let tables = segment.tables(block);
        self.counts = (tables.owners.len(), segment.block(block).len());
        self.rest = others.iter().map(|term| term.most).sum();
        self.clean = false;
        let present = essential.iter().chain(others).filter(|term| term.count > 0);
        self.way = if present.count() <= BRIEF {
            Way::Brief
        } else if count < self.counts.1 / SPARSE || !others.is_empty() {
            Way::Sparse
        } else {
            Way::Dense
        };
        for term in essential {
            match self.way {
                Way::Brief => self.add_bounds(term, segment, tables),
                Way::Sparse => self.add_term::<true>(term, segment, tables),
                Way::Dense => self.add_term::<false>(term, segment, tables),
            }
        }
        if self.way == Way::Sparse {
            self.find_hits(segment, block);
            for term in others {
                self.look_up(term, segment, tables);
            }
        }
        true
    }

    /// Adds what a term alone could make of each profile's sum. (Of thousands of works with it that is more than 32 bits
    /// hold; no sum is.)
    fn add_bounds(
        &mut self,
        term: &ResolvedTerm,
        segment: &CompiledSegment,
        tables: BlockTables<'_>,
    ) {
        let mut places = [[0; 2]; terms::SPARSE];
        let postings = term.here(segment, tables, &mut places);
        let Some(Places { wholes: bounds, .. }) = self.places() else {
            return;
        };
        for slot in postings.plain.iter().copied().map(wide) {
            let owner = tables.owners[usize::from(slot / SLOTS_16)];
            let bound = &mut bounds[usize::from(owner)];
            *bound = bound.saturating_add(term.weight * both(tables.plain[usize::from(slot)]));
        }
        for (&slot, &whole) in postings.once.iter().zip(postings.wholes) {
            let slot = wide(slot);
            let owner = tables.owners[usize::from(slot / SLOTS_16)];
            let bound = &mut bounds[usize::from(owner)];
            let impacts = [tables.plain[usize::from(slot)][0], whole];
            *bound = bound.saturating_add(term.weight * both(impacts));
        }
        for (&document, &impacts) in postings.mixed.iter().zip(postings.impacts) {
            let owner = tables.owners[usize::from(wide(document))];
            let bound = &mut bounds[usize::from(owner)];
            *bound = bound.saturating_add(term.weight * both(impacts));
        }
    }

    /// The sum of a profile of a block that was summed briefly. `terms` stand at the block.
    /// O(terms · log postings).
    pub(crate) fn exact(
        &mut self,
        segment: &CompiledSegment,
        terms: &[ResolvedTerm],
        block: u32,
        profile: u32,
    ) -> u64 {
        let (tables, base) = (segment.tables(block), segment.block_start(block));
        let documents = segment.documents(profile);
        let range = documents.start - base..documents.end - base;
        let mut whole = 0;
        for term in terms {
            let mut places = [[0; 2]; terms::SPARSE];
            let postings = term.here(segment, tables, &mut places);
            let mut tell = |document: u16, [part, of_whole]: Plain| {
                self.documents[usize::from(document)] += term.weight * u32::from(part);
                whole += term.weight * u32::from(of_whole);
            };
            let slots = range.start * SLOTS..range.end * SLOTS;
            for at in inside(postings.plain, &slots) {
                let slot = wide(postings.plain[at]);
                tell(slot / SLOTS_16, tables.plain[usize::from(slot)]);
            }
            for at in inside(postings.once, &slots) {
                let slot = wide(postings.once[at]);
                let part = tables.plain[usize::from(slot)][0];
                tell(slot / SLOTS_16, [part, postings.wholes[at]]);
            }
            for at in inside(postings.mixed, &range) {
                tell(wide(postings.mixed[at]), postings.impacts[at]);
            }
        }
        let sums = &mut self.documents[range.start as usize..range.end as usize];
        let sum = profile_sum(sums, whole);
        sums.fill(0);
        sum
    }

    fn add_term<const MARK: bool>(
        &mut self,
        term: &ResolvedTerm,
        segment: &CompiledSegment,
        tables: BlockTables<'_>,
    ) {
        let mut places = [[0; 2]; terms::SPARSE];
        let postings = term.here(segment, tables, &mut places);
        self.add_plain::<MARK>(term.weight, postings.plain, tables);
        self.add_once::<MARK>(term.weight, postings, tables);
        self.add_mixed::<MARK>(term.weight, postings, tables);
    }

    fn add_plain<const MARK: bool>(
        &mut self,
        weight: u32,
        slots: &[Narrow],
        tables: BlockTables<'_>,
    ) {
        let Some(mut places) = self.places() else {
            return;
        };
        for slot in slots.iter().copied().map(wide) {
            let impacts = tables.plain[usize::from(slot)];
            places.add::<MARK>(slot / SLOTS_16, weight, impacts, tables);
        }
    }

    fn add_once<const MARK: bool>(
        &mut self,
        weight: u32,
        postings: Postings<'_>,
        tables: BlockTables<'_>,
    ) {
        let Some(mut places) = self.places() else {
            return;
        };
        for (&slot, &whole) in postings.once.iter().zip(postings.wholes) {
            let slot = wide(slot);
            let impacts = [tables.plain[usize::from(slot)][0], whole];
            places.add::<MARK>(slot / SLOTS_16, weight, impacts, tables);
        }
    }

    fn add_mixed<const MARK: bool>(
        &mut self,
        weight: u32,
        postings: Postings<'_>,
        tables: BlockTables<'_>,
    ) {
        let Some(mut places) = self.places() else {
            return;
        };
        for (&document, &impacts) in postings.mixed.iter().zip(postings.impacts) {
            places.add::<MARK>(wide(document), weight, impacts, tables);
        }
    }

    fn places(&mut self) -> Option<Places<'_>> {
        Some(Places {
            documents: (&mut self.documents[..]).try_into().ok()?,
            wholes: (&mut self.wholes[..]).try_into().ok()?,
            touched: (&mut self.touched[..]).try_into().ok()?,
        })
    }

    /// Lists the profiles that a posting named.
    fn find_hits(&mut self, segment: &CompiledSegment, block: u32) {
        let first = segment.block(block).start;
        let starts = segment.starts(segment.block(block));
        let words = self.counts.1.div_ceil(64);
        for (word, bits) in (0_u32..).zip(&mut self.touched[..words]) {
            let mut bits = std::mem::take(bits);
            while bits != 0 {
                let profile = word * 64 + bits.trailing_zeros();
                let at = profile as usize;
                self.hits.push(Hit {
                    profile: first + profile,
                    start: starts[at] - starts[0],
                    end: starts[at + 1] - starts[0],
                });
                bits &= bits - 1;
            }
        }
    }

    /// Adds a term to the profiles that were hit, and to no others.
    fn look_up(&mut self, term: &ResolvedTerm, segment: &CompiledSegment, tables: BlockTables<'_>) {
        let mut places = [[0; 2]; terms::SPARSE];
        let postings = term.here(segment, tables, &mut places);
        let (mut plain, mut once, mut mixed) = (0, 0, 0);
        for hit in &self.hits {
            let owner = (hit.profile - tables.first) as usize;
            let mut tell = |document: u16, [part, whole]: Plain| {
                self.documents[usize::from(document)] += term.weight * u32::from(part);
                self.wholes[owner] += term.weight * u32::from(whole);
            };
            let slots = hit.start * SLOTS..hit.end * SLOTS;
            let here = nearby(postings.plain, plain, &slots);
            plain = here.end;
            for at in here {
                let slot = wide(postings.plain[at]);
                tell(slot / SLOTS_16, tables.plain[usize::from(slot)]);
            }
            let here = nearby(postings.once, once, &slots);
            once = here.end;
            for at in here {
                let slot = wide(postings.once[at]);
                let part = tables.plain[usize::from(slot)][0];
                tell(slot / SLOTS_16, [part, postings.wholes[at]]);
            }
            let here = nearby(postings.mixed, mixed, &(hit.start..hit.end));
            mixed = here.end;
            for at in here {
                tell(wide(postings.mixed[at]), postings.impacts[at]);
            }
        }
    }

    /// Sets every sum to zero.
    fn clear(&mut self) {
        if self.clean {
            return;
        }
        match self.way {
            Way::Dense => self.documents[..self.counts.0].fill(0),
            Way::Sparse => {
                for hit in &self.hits {
                    self.documents[hit.start as usize..hit.end as usize].fill(0);
                }
            }
            Way::Brief => {}
        }
        self.wholes[..self.counts.1].fill(0);
        self.hits.clear();
        self.clean = true;
    }

    /// How the block was summed.
    pub(crate) fn way(&self) -> Way {
        self.way
    }

    /// The profiles of a block that was summed briefly whose bound is at least `least`, into `found`.
    pub(crate) fn bounded(&self, first: u32, least: u64, found: &mut Vec<Candidate>) {
        let own = least.saturating_sub(self.rest).max(1);
        let Ok(own) = u32::try_from(own) else { return };
        let (bounds, mut at) = (self.wholes(), 0);
        while let Some(profile) = next_reaching(bounds, at, own) {
            found.push(Candidate {
                sum: u64::from(bounds[profile]) + self.rest,
                profile: first + u32::try_from(profile).unwrap_or(u32::MAX),
            });
            at = profile + 1;
        }
    }

    /// A bound that about `count` profiles of a block that was summed briefly reach; at least 1.
    pub(crate) fn bound_line(&self, count: usize, best: &mut Vec<u32>) -> u64 {
        best.clear();
        let of_chunk = |chunk: &[u32]| chunk.iter().copied().max().unwrap_or(0);
        best.extend(self.wholes().chunks(16).map(of_chunk));
        let line = if count < best.len() {
            *best.select_nth_unstable_by(count, |a, b| b.cmp(a)).1
        } else {
            0
        };
        u64::from(line.max(1)) + self.rest
    }

    /// The profiles of a sparse block that have a sum, in order.
    pub(crate) fn hits(&self) -> impl Iterator<Item = u32> {
        self.hits.iter().map(|hit| hit.profile)
    }

    /// The profiles of a sparse block whose sum is at least `least`, into `found`. O(documents of those with a
    /// sum).
    pub(crate) fn found(&self, first: u32, least: u64, found: &mut Vec<Candidate>) {
        let candidates = self.hits.iter().map(|hit| Candidate {
            sum: profile_sum(
                &self.documents[hit.start as usize..hit.end as usize],
                self.wholes[(hit.profile - first) as usize],
            ),
            profile: hit.profile,
        });
        found.extend(candidates.filter(|candidate| candidate.sum >= least));
    }

    /// The sums of the block's documents.
    pub(crate) fn documents(&self) -> &[u32] {
        &self.documents[..self.counts.0]
    }

    /// The sums of the block's profiles as wholes.
    pub(crate) fn wholes(&self) -> &[u32] {
        &self.wholes[..self.counts.1]
    }

    /// A sum that a document or whole of several profiles reaches, about `count` of them, and few others; at least
    /// 1. What it is changes no result, only how soon the best are met.
    ///
    /// O(documents), by the best of every 64 neighbours.
    pub(crate) fn line(&self, count: usize, best: &mut Vec<u32>) -> u32 {
        best.clear();
        let of_chunk = |chunk: &[u32]| chunk.iter().copied().max().unwrap_or(0);
        best.extend(self.documents().chunks(64).map(of_chunk));
        best.extend(self.wholes().chunks(64).map(of_chunk));
        if count >= best.len() {
            return 1;
        }
        let (_, line, _) = best.select_nth_unstable_by(count, |a, b| b.cmp(a));
        (*line).max(1)
    }
}

/// The first place from `at` on whose sum is at least `least`.
pub(super) fn next_reaching(sums: &[u32], at: usize, least: u32) -> Option<usize> {
    const STEP: usize = 16;
    let reaches = |sum: &u32| *sum >= least;
    let mut start = at;
    let mut chunks = sums[at..].chunks_exact(STEP);
    for chunk in &mut chunks {
        if chunk.iter().fold(false, |any, sum| any | reaches(sum)) {
            break;
        }
        start += STEP;
    }
    Some(start + sums[start..].iter().position(reaches)?)
}

/// Which of `places` are in `range`.
fn inside(places: &[Narrow], range: &Range<u32>) -> Range<usize> {
    let from = places.partition_point(|&place| u32::from(wide(place)) < range.start);
    until(places, from, range.end)
}

/// Which of `places`, from near `at` on, are in `range`.
fn nearby(places: &[Narrow], at: usize, range: &Range<u32>) -> Range<usize> {
    until(places, seek(places, at, range.start), range.end)
}

/// From a place on those that are below `end`.
fn until(places: &[Narrow], from: usize, end: u32) -> Range<usize> {
    let is_inside = |place: &&Narrow| u32::from(wide(**place)) < end;
    from..from + places[from..].iter().take_while(is_inside).count()
}

fn wide(place: Narrow) -> u16 {
    u16::from_le_bytes(place)
}

/// Both impacts of a posting together.
fn both([part, whole]: Plain) -> u32 {
    u32::from(part) + u32::from(whole)
}

#[cfg(test)]
mod tests {
    use super::{Accumulators, next_reaching};

    #[test]
    fn the_next_sum_is_found_in_and_after_whole_steps() {
        let mut sums = vec![0; 37];
        sums[15] = 5;
        sums[36] = 9;
        assert_eq!(next_reaching(&sums, 0, 5), Some(15));
        assert_eq!(next_reaching(&sums, 15, 5), Some(15));
        assert_eq!(next_reaching(&sums, 16, 5), Some(36));
        assert_eq!(next_reaching(&sums, 0, 10), None);
        assert_eq!(next_reaching(&sums, 3, 0), Some(3), "every one reaches 0");
        assert_eq!(next_reaching(&sums, 37, 0), None);
    }

    #[test]
    fn a_line_is_reached_by_as_many_neighbourhoods() {
        let mut sums = Accumulators {
            counts: (200, 10),
            ..Accumulators::default()
        };
        for (document, sum) in [(0, 3), (1, 8), (64, 5)] {
            sums.documents[document] = sum;
        }
        sums.wholes[7] = 9;
        let mut best = Vec::new();
        assert_eq!(sums.line(0, &mut best), 9);
        assert_eq!(sums.line(1, &mut best), 8);
        assert_eq!(sums.line(2, &mut best), 5);
        assert_eq!(sums.line(3, &mut best), 1, "0, but at least 1");
        assert_eq!(sums.line(9, &mut best), 1, "so many there are not");
    }
}
