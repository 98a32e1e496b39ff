//! The hot loop: postings of a need's terms into a block's accumulators.
//!
//! Measured by `benches/rank.rs`. No allocation, lock or formatting here.
//!
//! A block is summed in one of three ways. *Dense*: every document and every whole, but for the commonest terms, which are
//! looked up for the few profiles that need them ([`super::deferred`]). *Sparse*, of few postings: dense,
//! with a list of the profiles that have any. *Brief*, of few terms: one bound of each profile's sum, added up from
//! the sums that each term alone would make; it is the sum itself if all terms stand in one document. The exact sums
//! of the few best are then looked up ([`super::bounded`]). Of three terms this is a fifth of the work.

use super::deferred::{SLACK, defer};
use super::gather::{SummedProfile, profile_sum};
use super::postings::Postings;
use super::resolved::{LOOK_UP, ResolvedTerm, essential};
use super::segment::{BlockTables, CompiledSegment};
use super::slot::Plain;
use super::terms;

/// A block of more than this many times as many profiles as postings is summed *sparsely*: its profiles are
/// found by the postings, and nothing else of it is read or cleared.
const SPARSE: usize = 2;

/// If at least one in this many profiles of a block is asked for, the block is summed *densely*: a test of each posting
/// would cost more.
const DENSE: usize = 4;

/// A block that has at most this many of the need's terms is summed by bounds.
pub(super) const MOST_BOUNDED_TERMS: usize = 8;

/// As many as 16 bits can name: so a place needs no check.
pub(super) const PLACES: usize = 1 << 16;

/// Profiles of a neighbourhood.
pub(super) const NEIGHBOURS: usize = 16;

/// As many as any block has.
pub(super) const NEIGHBOURHOODS: usize = PLACES / NEIGHBOURS;

/// How a block was summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Summation {
    /// Every document and whole.
    Dense,
    /// Every document and whole, with a list of the profiles that have a sum.
    Sparse,
    /// Bounds of profiles.
    Bounds,
}

/// One sum for each evidence document of a block, and one for each profile as a whole.
#[derive(Debug)]
pub(crate) struct Accumulators {
    /// All zero if the block was summed briefly.
    pub(super) documents: Box<[u32]>,
    /// Bounds of sums if the block was summed briefly.
    pub(super) wholes: Box<[u32]>,
    /// The best bound of every few neighbours if the block was summed briefly; else zero.
    pub(super) peaks: Box<[u32]>,
    /// One bit for each profile that a posting names; clear but while a block is summed.
    touched: Box<[u64]>,
    /// The profiles of a sparse block that have text in common with the need, in order.
    hits: Vec<SparseHit>,
    /// Documents and profiles of the block.
    pub(super) counts: (usize, usize),
    summation: Summation,
    /// The most that the terms not added could add to a bound, or to the sum of a dense block.
    pub(super) rest: u64,
    /// How many of the terms were added, the first ones.
    added: usize,
    /// Whether all sums are zero.
    clean: bool,
}

/// The accumulators, of exactly so many that a 16-bit place is always inside, and needs no check.
struct AccumulatorArrays<'a> {
    documents: &'a mut [u32; PLACES],
    wholes: &'a mut [u32; PLACES],
    touched: &'a mut [u64; PLACES / 64],
}

impl AccumulatorArrays<'_> {
    /// Adds a posting; with `MARK`, also notes that its profile has one.
    #[inline(always)]
    fn add<const MARK: bool>(
        &mut self,
        (document, owner): (u16, u16),
        weight: u32,
        [part, whole]: Plain,
    ) {
        let (document, owner) = (usize::from(document), usize::from(owner));
        self.documents[document] += weight * u32::from(part);
        self.wholes[owner] += weight * u32::from(whole);
        if MARK {
            self.touched[owner / 64] |= 1 << (owner % 64);
        }
    }
}

/// A profile of a block, and its documents there.
#[derive(Clone, Copy, Debug)]
struct SparseHit {
    profile: u32,
    start: u32,
    end: u32,
}

impl SparseHit {
    /// The profile at `at` of a block whose first profile is `first`, and whose documents start at `starts`.
    fn of(first: u32, starts: &[u32], at: usize) -> Self {
        Self {
            profile: first + u32::try_from(at).expect("a block has fewer than 2^16 profiles"),
            start: starts[at] - starts[0],
            end: starts[at + 1] - starts[0],
        }
    }
}

impl Default for Accumulators {
    fn default() -> Self {
        Self {
            documents: vec![0; PLACES].into(),
            wholes: vec![0; PLACES].into(),
            peaks: vec![0; NEIGHBOURHOODS].into(),
            touched: vec![0; PLACES / 64].into(),
            hits: Vec::new(),
            counts: (0, 0),
            summation: Summation::Dense,
            rest: 0,
            added: 0,
            clean: true,
        }
    }
}

impl Accumulators {
    /// Sums `weight · impact` for every document of `block` and every profile as a whole, or at least for
    /// all profiles whose sum reaches `least`; or bounds of all profiles' sums. `k` is how many profiles are asked for: the more
    /// they are, the more of them will need exact sums.
    ///
    /// The cursors of `terms` are at the block; their order changes.
    pub(crate) fn sum(
        &mut self,
        segment: &CompiledSegment,
        terms: &mut [ResolvedTerm],
        block: u32,
        (least, k): (u64, usize),
    ) {
        let mut split = essential(terms, least);
        let count: usize = terms[..split].iter().map(|term| term.count).sum();
        // Before `counts` and `summation` change: they say which sums the last block left.
        self.clear();
        let tables = segment.tables(block);
        self.counts = (tables.rows.len(), segment.block(block).len());
        self.clean = false;
        // The terms put aside count too: an exact sum after the bounds reads the postings of all.
        let present = terms.iter().filter(|term| term.count > 0);
        self.summation = if present.count() <= MOST_BOUNDED_TERMS {
            Summation::Bounds
        // Terms put aside are looked up by the list of profiles that only a sparse block has.
        } else if count < self.counts.1 / SPARSE || split < terms.len() {
            Summation::Sparse
        } else {
            Summation::Dense
        };
        let mut slack = 0;
        if self.summation == Summation::Dense {
            split = defer(terms, self.counts.1, k);
            slack = if split < terms.len() { SLACK } else { 0 };
        }
        let (essential, others) = terms.split_at(split);
        // Not of a sparse block: there the others are looked up, and the sums are exact.
        self.rest = others.iter().map(|term| term.most).sum::<u64>() + slack;
        self.added = split;
        for term in essential {
            match self.summation {
                Summation::Bounds => self.add_bounds(term, segment, tables),
                Summation::Sparse => self.add_term::<true>(term, segment, tables),
                Summation::Dense => self.add_term::<false>(term, segment, tables),
            }
        }
        if self.summation == Summation::Sparse {
            self.find_hits(segment, block);
            for term in others {
                let mut buffer = [[0; 2]; terms::SPARSE];
                let postings = term.here(segment, tables, &mut buffer);
                self.look_up(term.weight, postings, tables);
            }
        }
    }

    /// Sums `weight · impact` for the documents of `profiles`, which ascend and are of `block`, and for each of them as
    /// a whole; [`Accumulators::found`] gives the sums. The cursors of `terms` are at the block.
    pub(crate) fn sum_of(
        &mut self,
        segment: &CompiledSegment,
        terms: &[ResolvedTerm],
        block: u32,
        profiles: &[u32],
    ) {
        self.clear();
        let tables = segment.tables(block);
        self.counts = (tables.rows.len(), segment.block(block).len());
        self.rest = 0;
        self.clean = false;
        let starts = segment.starts(segment.block(block));
        self.hits.extend(profiles.iter().map(|&profile| {
            let at = (profile - tables.first) as usize;
            SparseHit::of(tables.first, starts, at)
        }));
        let (Some(&from), Some(&to)) = (self.hits.first(), self.hits.last()) else {
            self.summation = Summation::Sparse;
            return;
        };
        // Profiles of one region are neighbours: only the postings of their part of the block are read.
        let part = from.start..to.end;
        let is_part = part.len() * 2 < self.counts.0;
        let is_dense = profiles.len() * DENSE >= (to.profile - from.profile) as usize;
        self.summation = match is_dense {
            true => Summation::Dense,
            false => Summation::Sparse,
        };
        if !is_dense {
            self.mark_hits(tables.first);
        }
        for term in terms.iter().filter(|term| term.count > 0) {
            let mut buffer = [[0; 2]; terms::SPARSE];
            let postings = term.here(segment, tables, &mut buffer);
            let of_part = || match is_part {
                true => postings.within(part.clone()),
                false => postings,
            };
            if is_dense {
                self.add_postings::<false>(term.weight, of_part(), tables);
            } else if term.count > LOOK_UP * profiles.len() {
                self.look_up(term.weight, postings, tables);
            } else {
                self.add_marked(term.weight, of_part(), tables);
            }
        }
        self.touched[..self.counts.1.div_ceil(64)].fill(0);
    }

    fn mark_hits(&mut self, first: u32) {
        for hit in &self.hits {
            let profile = (hit.profile - first) as usize;
            self.touched[profile / 64] |= 1 << (profile % 64);
        }
    }

    /// Adds a term to the profiles that are marked, and to no others.
    fn add_marked(&mut self, weight: u32, postings: Postings<'_>, tables: BlockTables<'_>) {
        let Some(mut places) = self.places() else {
            return;
        };
        postings.each(tables.rows, |document, owner, impacts| {
            let at = usize::from(owner);
            if places.touched[at / 64] >> (at % 64) & 1 == 1 {
                places.add::<false>((document, owner), weight, impacts);
            }
        });
    }

    fn add_term<const MARK: bool>(
        &mut self,
        term: &ResolvedTerm,
        segment: &CompiledSegment,
        tables: BlockTables<'_>,
    ) {
        let mut buffer = [[0; 2]; terms::SPARSE];
        let postings = term.here(segment, tables, &mut buffer);
        self.add_postings::<MARK>(term.weight, postings, tables);
    }

    fn add_postings<const MARK: bool>(
        &mut self,
        weight: u32,
        postings: Postings<'_>,
        tables: BlockTables<'_>,
    ) {
        let Some(mut places) = self.places() else {
            return;
        };
        postings.each(tables.rows, |document, owner, impacts| {
            places.add::<MARK>((document, owner), weight, impacts);
        });
    }

    fn places(&mut self) -> Option<AccumulatorArrays<'_>> {
        Some(AccumulatorArrays {
            // The boxes always have these lengths; the conversion shows it to the compiler.
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
            // Taken, so that the marks are clear for the next block.
            let mut bits = std::mem::take(bits);
            while bits != 0 {
                let profile = word * 64 + bits.trailing_zeros();
                self.hits
                    .push(SparseHit::of(first, starts, profile as usize));
                bits &= bits - 1;
            }
        }
    }

    /// Adds a term to the profiles that were hit, and to no others.
    fn look_up(&mut self, weight: u32, postings: Postings<'_>, tables: BlockTables<'_>) {
        // Hits are in order, so that each search goes on from the end of the last one.
        let mut at = [0; 3];
        for hit in &self.hits {
            let whole = &mut self.wholes[(hit.profile - tables.first) as usize];
            let here = postings.next_within(hit.start..hit.end, &mut at);
            here.each(tables.rows, |document, _, [part, of_whole]| {
                self.documents[usize::from(document)] += weight * u32::from(part);
                *whole += weight * u32::from(of_whole);
            });
        }
    }

    /// Sets every sum to zero.
    pub(super) fn clear(&mut self) {
        if self.clean {
            return;
        }
        match self.summation {
            Summation::Dense => self.documents[..self.counts.0].fill(0),
            Summation::Sparse => {
                for hit in &self.hits {
                    self.documents[hit.start as usize..hit.end as usize].fill(0);
                }
            }
            // The documents are zero already: `exact` clears them for each profile that it sums.
            Summation::Bounds => self.clear_peaks(),
        }
        // All of them, however the block was summed: bounds lie here too, and no list names their profiles.
        self.wholes[..self.counts.1].fill(0);
        self.hits.clear();
        self.clean = true;
    }

    /// How many of the terms of a dense block were added, the first ones; the others are looked up for the profiles that
    /// need it ([`super::deferred`]).
    pub(crate) fn added(&self) -> usize {
        self.added
    }

    /// The most by which the sum of a profile of a dense block is above its sums here.
    pub(crate) fn rest(&self) -> u64 {
        self.rest
    }

    /// How the block was summed.
    pub(crate) fn summation(&self) -> Summation {
        self.summation
    }

    /// The profiles of a sparse block that have a sum, in order.
    pub(crate) fn hits(&self) -> impl Iterator<Item = u32> {
        self.hits.iter().map(|hit| hit.profile)
    }

    /// Adds to `found` the profiles of a sparse block whose sum is at least `least`. O(documents of the profiles with
    /// a sum).
    pub(crate) fn found(&self, first: u32, least: u64, found: &mut Vec<SummedProfile>) {
        let candidates = self.hits.iter().map(|hit| SummedProfile {
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

    /// A sum of at least 1 that a document or whole of about `count` profiles reaches, and few others. It changes no
    /// result, only how soon the best are met.
    ///
    /// O(documents), by the best of every 64 neighbours.
    pub(crate) fn line(&self, count: usize, best: &mut Vec<u32>) -> u32 {
        best.clear();
        let of_chunk = |chunk: &[u32]| chunk.iter().copied().max().unwrap_or(0);
        // The selection then works on a 64th of the sums; the line may miss its count by profiles that share a chunk.
        best.extend(self.documents().chunks(64).map(of_chunk));
        best.extend(self.wholes().chunks(64).map(of_chunk));
        if count >= best.len() {
            return 1;
        }
        let (_, line, _) = best.select_nth_unstable_by(count, |a, b| b.cmp(a));
        (*line).max(1)
    }
}

/// Moves the cursors of `terms` to `block`, which is after the current one; returns the most that all of them together add
/// to the sum of a profile there.
pub(crate) fn seek(segment: &CompiledSegment, terms: &mut [ResolvedTerm], block: u32) -> u64 {
    for term in terms.iter_mut() {
        term.seek(segment, block);
    }
    terms.iter().map(|term| term.most).sum()
}

/// The first place from `at` on whose sum is at least `least`.
pub(super) fn next_reaching(sums: &[u32], at: usize, least: u32) -> Option<usize> {
    const STEP: usize = 16;
    let reaches = |sum: &u32| *sum >= least;
    let mut start = at;
    let mut chunks = sums[at..].chunks_exact(STEP);
    for chunk in &mut chunks {
        // `|`, not `||`: without an early exit a step is a few vector comparisons.
        if chunk.iter().fold(false, |any, sum| any | reaches(sum)) {
            break;
        }
        start += STEP;
    }
    Some(start + sums[start..].iter().position(reaches)?)
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

    #[test]
    fn bounds_are_found_by_the_best_of_their_neighbours() {
        let mut sums = Accumulators {
            counts: (0, 40),
            ..Accumulators::default()
        };
        for (profile, bound) in [(3, 5), (17, 9), (18, 2), (39, 5)] {
            sums.wholes[profile] = bound;
            sums.peaks[profile / 16] = bound.max(sums.peaks[profile / 16]);
        }
        let bounded = |least| {
            let mut found = Vec::new();
            sums.bounded(100, least, &mut found);
            found.iter().map(|c| (c.profile, c.sum)).collect::<Vec<_>>()
        };
        assert_eq!(bounded(5), [(103, 5), (117, 9), (139, 5)]);
        assert_eq!(bounded(6), [(117, 9)]);
        assert_eq!(bounded(0).len(), 4, "only those with a bound");
        assert_eq!(bounded(10), []);
        let line = |count| sums.bound_line(count, &mut Vec::new());
        assert_eq!([line(0), line(2), line(3)], [9, 5, 1]);
    }
}
