//! Terms and their postings.
//!
//! Most postings are *plain*: the term stands once in the document, in one field, and in no other document of the
//! profile. Then its impacts, in the document and in the whole, are alike for all terms of that field, and are kept
//! with the field ([`super::Plain`]); the posting is its *slot* alone: document times [`FIELD_COUNT`] plus field, two
//! bytes in its block. If the term stands once in the document, but in others of the profile too, the posting is a
//! slot and the whole's impact (*once*). The others are *mixed*: two bytes for the document and one for each impact.
//! One document of the profile carries the whole's impact; with the others it is 0.

use std::io;
use std::ops::Range;

use super::bytes::{ByteSink, ByteSource};
use super::packed::Packed;
use super::postings::{Postings, wide};
use super::runs::{PostingRun, Sparse};
use super::slot::SLOTS;
use crate::index::MappableBytes;

/// A term of at most this many postings, all plain, is *few*. Most terms are.
pub(super) const FEW: usize = 6;

/// A term of at most this many postings in every block, and at most half as many on average over the blocks that have
/// it, is *sparse*. A run for each block would take more memory than its postings.
pub(super) const SPARSE: usize = 32;

/// Bits of an entry that hold its kind.
const KIND_BITS: u32 = 3;

/// Kinds: terms of runs, and sparse ones. Others are of so many postings.
pub(super) const RUNS: u32 = 0;
pub(super) const IS_SPARSE: u32 = 7;
const _: () = assert!(FEW < IS_SPARSE as usize && IS_SPARSE >> KIND_BITS == 0);

/// Bits of a hash by which terms are found; all 64 in a segment with two terms that have these in common.
pub(super) const KEY_BITS: u32 = 52;

/// A bucket has at most as many terms as this, on average, and at least half as many.
const BUCKET: usize = 8;

/// Postings by term hash, then by block.
#[derive(Debug, Default)]
pub(crate) struct TermTable {
    /// Keys without the bits that number their bucket, ascending in each bucket.
    keys: Packed,
    /// First term of each bucket, and the number of terms.
    buckets: Vec<u32>,
    /// Low bits of a hash that are no part of its key.
    unused: u32,
    /// Low bits of a hash that do not number its bucket.
    shift: u32,
    /// The entry of each term: its kind, and the slot of the only posting, or the start of the slots of few; its place
    /// in `sparse`; its first run.
    entries: Packed,
    /// Slots, numbered through the segment.
    few: Packed,
    /// A last one closes the last sparse term.
    sparse: Vec<Sparse>,
    /// Postings of sparse terms: slots numbered through the segment, and impacts.
    wide: Packed,
    impacts: MappableBytes,
    /// A last one closes the last run.
    runs: Vec<PostingRun>,
    bytes: MappableBytes,
    /// Documents that a plain posting counts for: its own and the whole, or one of them if the recipe leaves out the
    /// other.
    each: u32,
}

/// Parts of a table.
#[derive(Debug, Default)]
pub(super) struct TableParts {
    /// Hash of each term, its kind, and the rest of its entry.
    pub(super) terms: Vec<(u64, u32, u32)>,
    pub(super) few: Vec<u32>,
    pub(super) sparse: Vec<Sparse>,
    pub(super) wide: Vec<u32>,
    pub(super) impacts: Vec<u8>,
    pub(super) runs: Vec<PostingRun>,
    pub(super) bytes: Vec<u8>,
    pub(super) each: u32,
}

/// Place of a term's postings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TermPlace {
    /// Slots of the segment, the first so many of these.
    Few([u32; FEW], u8),
    /// Numbers of the three parts of a sparse term: the start of each, and the end of the last.
    Sparse(u32, [u32; 4]),
    /// A range of runs.
    Runs(u32, u32),
}

/// Lengths fit in 32 bits: the builder refuses more.
fn length<T>(items: &[T]) -> u32 {
    length_of(items.len())
}

fn length_of(count: usize) -> u32 {
    u32::try_from(count).expect("the builder refuses longer tables")
}

fn low(bits: u64) -> u32 {
    u32::try_from(bits).expect("an entry without its kind has at most 32 bits")
}

/// For how many documents a mixed posting counts.
fn counted(impacts: [u8; 2]) -> u32 {
    let counts = impacts.map(|impact| u32::from(impact > 0));
    counts[0] + counts[1]
}

impl TermTable {
    /// Sorts the terms by hash. O(terms · log terms).
    pub(super) fn new(mut parts: TableParts) -> Self {
        let terms = &mut parts.terms;
        terms.sort_unstable();
        let key = |hash: u64| hash >> (64 - KEY_BITS);
        // In the order of their hashes, so two terms with one key are neighbours.
        let is_shared = terms
            .windows(2)
            .any(|pair| key(pair[0].0) == key(pair[1].0));
        let key_bits = if is_shared { 64 } else { KEY_BITS };
        let unused = 64 - key_bits;
        // The bucket's number is the top of the hash, so its bits need not be kept with the key.
        let rest_bits = key_bits - (terms.len() / (BUCKET / 2)).max(2).ilog2();
        let shift = unused + rest_bits;
        let mut buckets = vec![0_u32; (1 << (64 - shift)) + 1];
        for &(hash, ..) in terms.iter() {
            buckets[bucket(hash, shift) + 1] += 1;
        }
        for i in 1..buckets.len() {
            buckets[i] += buckets[i - 1];
        }
        let count = terms.len();
        let largest = u64::MAX >> (64 - rest_bits);
        let keys = terms.iter().map(|term| term.0 >> unused & largest);
        let entry =
            |&(_, kind, rest): &(u64, u32, u32)| u64::from(rest) << KIND_BITS | u64::from(kind);
        let last_entry = terms.iter().map(entry).max().unwrap_or(0);
        // Arrays that grew by doubling would keep their slack for as long as the segment lives.
        parts.sparse.shrink_to_fit();
        parts.impacts.shrink_to_fit();
        parts.runs.shrink_to_fit();
        parts.bytes.shrink_to_fit();
        Self {
            keys: Packed::new(largest, count, keys),
            buckets,
            unused,
            shift,
            entries: Packed::new(last_entry, count, terms.iter().map(entry)),
            few: Packed::of(&parts.few),
            sparse: parts.sparse,
            wide: Packed::of(&parts.wide),
            impacts: parts.impacts.into(),
            runs: parts.runs,
            bytes: parts.bytes.into(),
            each: parts.each,
        }
    }

    /// The term of that hash, by number. O(1) expected.
    pub(crate) fn find(&self, hash: u64) -> Option<u32> {
        let bucket = bucket(hash, self.shift);
        let (from, to) = (self.buckets[bucket], self.buckets[bucket + 1]);
        let rest = hash >> self.unused & (u64::MAX >> (64 - self.shift + self.unused));
        // A bucket holds eight keys at most on average, side by side: a scan is as good as any search.
        let mut among = self.keys.range(from as usize..to as usize);
        let at = among.position(|key| key == rest)?;
        Some(from + u32::try_from(at).ok()?)
    }

    /// The hash of each term, by number, as far as its key tells: its top 52 bits at least, then zeros. O(terms).
    pub(crate) fn hashes(&self) -> impl Iterator<Item = u64> + '_ {
        let buckets = (0_u64..).zip(self.buckets.windows(2));
        buckets.flat_map(move |(bucket, ends)| {
            let top = bucket << self.shift;
            let keys = self.keys.range(ends[0] as usize..ends[1] as usize);
            keys.map(move |rest| top | rest << self.unused)
        })
    }

    /// Number of terms.
    pub(crate) fn len(&self) -> u32 {
        length_of(self.entries.len())
    }

    /// The kind of a term, and the rest of its entry.
    fn entry(&self, term: u32) -> (u32, u32) {
        let entry = self.entries.get(term as usize);
        let kind = entry & ((1 << KIND_BITS) - 1);
        (low(kind), low(entry >> KIND_BITS))
    }

    /// The runs from `first` on that are of one term.
    fn runs_from(&self, first: u32) -> &[PostingRun] {
        // The last run only closes the one before it.
        let runs = &self.runs[first as usize..self.runs.len() - 1];
        let others = runs
            .iter()
            .skip(1)
            .take_while(|run| !run.is_first())
            .count();
        &runs[..1 + others]
    }

    /// In how many documents the term stands, wholes and deleted ones included.
    pub(crate) fn frequency(&self, term: u32) -> u32 {
        match self.entry(term) {
            (RUNS, first) => {
                let runs = self.runs_from(first).iter();
                runs.map(|run| u32::from(run.frequency)).sum()
            }
            (IS_SPARSE, at) => {
                let [plain, once, mixed, _] = self.parts(at);
                let counted = self.impacts_of(at).iter().filter(|&&impact| impact > 0);
                (once - plain) * self.each + (mixed - once) + length_of(counted.count())
            }
            (count, _) => count * self.each,
        }
    }

    /// Starts of a sparse term's parts in `wide`, and the end of the last one.
    fn parts(&self, at: u32) -> [u32; 4] {
        let (here, next) = (self.sparse[at as usize], self.sparse[at as usize + 1]);
        let mixed = next.start - u32::from(here.mixed);
        [here.start, mixed - u32::from(here.once), mixed, next.start]
    }

    /// The impacts of a sparse term: of once slots in the whole, then of mixed documents.
    fn impacts_of(&self, at: u32) -> &[u8] {
        let (here, next) = (self.sparse[at as usize], self.sparse[at as usize + 1]);
        &self.impacts[here.impacts as usize..next.impacts as usize]
    }

    /// The impacts of some of the once slots of a sparse term in the whole, and of some of its mixed documents, both by number.
    pub(super) fn sparse_impacts(
        &self,
        at: u32,
        once: Range<u32>,
        mixed: Range<u32>,
    ) -> (&[u8], &[[u8; 2]]) {
        let [_, first_once, first_mixed, _] = self.parts(at);
        let impacts = self.impacts_of(at);
        let (wholes, impacts) = impacts.split_at((first_mixed - first_once) as usize);
        let (pairs, _) = impacts.as_chunks::<2>();
        let of = |range: Range<u32>, first: u32| {
            (range.start - first) as usize..(range.end - first) as usize
        };
        (
            &wholes[of(once, first_once)],
            &pairs[of(mixed, first_mixed)],
        )
    }

    /// A slot of a sparse term, or the first slot of a mixed document, by number.
    #[inline]
    pub(super) fn wide(&self, number: u32) -> u32 {
        low(self.wide.get(number as usize))
    }

    /// Upper bound of the part of a sparse term's impacts, unweighted, in the sum of any profile.
    pub(super) fn sparse_most(&self, at: u32) -> u16 {
        self.sparse[at as usize].most
    }

    /// Place of a term's postings.
    pub(super) fn place(&self, term: u32) -> TermPlace {
        let mut slots = [0; FEW];
        let (kind, at) = self.entry(term);
        match kind {
            RUNS => return TermPlace::Runs(at, at + length(self.runs_from(at))),
            IS_SPARSE => return TermPlace::Sparse(at, self.parts(at)),
            1 => slots[0] = at,
            count => {
                let known = self.few.range(at as usize..(at + count) as usize);
                for (slot, known) in slots.iter_mut().zip(known) {
                    *slot = low(known);
                }
            }
        }
        TermPlace::Few(slots, u8::try_from(kind).unwrap_or(0))
    }

    /// The block of a run.
    pub(super) fn block_of(&self, run: u32) -> u16 {
        self.runs[run as usize].block()
    }

    /// Upper bound of the part of a run's impacts, unweighted, in the sum of any profile.
    pub(super) fn most(&self, run: u32) -> u16 {
        self.runs[run as usize].most
    }

    /// All runs of all terms.
    pub(super) fn runs(&self) -> Range<u32> {
        0..length(&self.runs).saturating_sub(1)
    }

    /// How many postings a run has.
    pub(super) fn count(&self, run: u32) -> usize {
        let (here, next) = (self.runs[run as usize], self.runs[run as usize + 1]);
        here.count((next.start - here.start) as usize)
    }

    /// The postings of a run.
    #[inline]
    pub(super) fn postings(&self, run: u32) -> Postings<'_> {
        let (here, next) = (self.runs[run as usize], self.runs[run as usize + 1]);
        Postings::of(here, &self.bytes[here.start as usize..next.start as usize])
    }

    /// Calls `visit` with each document of a term and the number of documents that it counts for: itself, and the
    /// whole if this document carries the whole's impact. `starts` are the first documents of the blocks. O(postings).
    pub(super) fn for_each_document(
        &self,
        term: u32,
        start: impl Fn(u16) -> u32,
        mut visit: impl FnMut(u32, u32),
    ) {
        let (first, end) = match self.place(term) {
            TermPlace::Few(slots, count) => {
                let slots = &slots[..usize::from(count)];
                return slots.iter().for_each(|slot| visit(slot / SLOTS, self.each));
            }
            TermPlace::Sparse(at, [plain, once, mixed, end]) => {
                let document = |number| self.wide(number) / SLOTS;
                (plain..once).for_each(|number| visit(document(number), self.each));
                let (wholes, impacts) = self.sparse_impacts(at, once..mixed, mixed..end);
                for (number, &whole) in (once..mixed).zip(wholes) {
                    visit(document(number), 1 + u32::from(whole > 0));
                }
                for (number, &impacts) in (mixed..end).zip(impacts) {
                    visit(document(number), counted(impacts));
                }
                return;
            }
            TermPlace::Runs(first, end) => (first, end),
        };
        let wide = |narrow| u32::from(wide(narrow));
        for run in first..end {
            let (start, postings) = (start(self.block_of(run)), self.postings(run));
            for &slot in postings.plain {
                visit(start + wide(slot) / SLOTS, self.each);
            }
            for (&slot, &whole) in postings.once.iter().zip(postings.wholes) {
                visit(start + wide(slot) / SLOTS, 1 + u32::from(whole > 0));
            }
            for (&document, &impacts) in postings.mixed.iter().zip(postings.impacts) {
                visit(start + wide(document), counted(impacts));
            }
        }
    }

    /// Writes the whole table.
    pub(super) fn write(&self, sink: &mut ByteSink) -> io::Result<()> {
        sink.array(&[self.each, self.unused, self.shift], u32::to_le_bytes)?;
        sink.array(&self.buckets, u32::to_le_bytes)?;
        self.keys.write(sink)?;
        self.entries.write(sink)?;
        self.few.write(sink)?;
        sink.array(&self.sparse, Sparse::to_bytes)?;
        self.wide.write(sink)?;
        sink.bytes(&self.impacts)?;
        sink.array(&self.runs, PostingRun::to_bytes)?;
        sink.bytes(&self.bytes)
    }

    /// Reads the table that [`TermTable::write`] wrote; `None` if it does not fit together.
    pub(super) fn read(source: &mut ByteSource<'_>) -> Option<Self> {
        let numbers = source.array(u32::from_le_bytes)?;
        let [each, unused, shift] = numbers[..] else {
            return None;
        };
        let table = Self {
            each,
            unused,
            shift,
            buckets: source.array(u32::from_le_bytes)?,
            keys: Packed::read(source)?,
            entries: Packed::read(source)?,
            few: Packed::read(source)?,
            sparse: source.array(Sparse::from_bytes)?,
            wide: Packed::read(source)?,
            impacts: source.kept()?,
            runs: source.array(PostingRun::from_bytes)?,
            bytes: source.kept()?,
        };
        // The checksum vouches for the bytes; this keeps every later look-up inside its array.
        let fits = table.keys.len() == table.entries.len()
            && unused < shift
            && shift < 64
            && table.buckets.len() == (1 << (64 - shift)) + 1
            && *table.buckets.last()? as usize == table.keys.len()
            && table.sparse.last()?.start as usize == table.wide.len()
            && table.sparse.last()?.impacts as usize == table.impacts.len()
            && table.runs.last()?.start as usize == table.bytes.len();
        fits.then_some(table)
    }

    /// The arrays that may be mapped.
    fn shared(&self) -> [&MappableBytes; 6] {
        let [keys, entries, few, wide] =
            [&self.keys, &self.entries, &self.few, &self.wide].map(Packed::shared);
        [keys, entries, few, wide, &self.impacts, &self.bytes]
    }

    /// Resident bytes.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&self.buckets[..])
            + size_of_val(&self.sparse[..])
            + size_of_val(&self.runs[..])
            + self
                .shared()
                .iter()
                .map(|bytes| bytes.memory())
                .sum::<usize>()
    }

    /// Bytes of its file that are mapped.
    pub(crate) fn mapped(&self) -> usize {
        self.shared().iter().map(|bytes| bytes.mapped()).sum()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "fewer than 32 bits are left"
)]
fn bucket(hash: u64, shift: u32) -> usize {
    (hash >> shift) as usize
}
