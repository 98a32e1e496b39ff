//! Terms and their postings.
//!
//! Most postings are *plain*: the term stands once in the document, in one field, and in no other document of
//! the profile. Then its impacts, in the document and in the whole, are the same for all terms of that field,
//! and are kept with the field ([`super::Plain`]); the posting is its *slot* alone: document times
//! [`FIELD_COUNT`] plus field, two bytes in its block. The others are *mixed*: two bytes for the document and one for each
//! impact, where the whole's is told with the first document of the profile and is 0 with the others.

use std::io;

use super::kept::{Sink, Source};
use crate::error::{Error, Result};
use crate::index::FIELD_COUNT;

/// Slots of a document.
pub(super) const SLOTS: u32 = 3;
const _: () = assert!(SLOTS as usize == FIELD_COUNT);

/// A term of at most this many postings, all plain, is *few*. Most terms are, and a run for each block took
/// more memory than their postings.
pub(super) const FEW: usize = 7;

/// Bits of an entry that number a term, or a slot of the segment; the three above count the postings of a few.
const ENTRY_BITS: u32 = 29;

/// What a term has in one block: from here to where the next run starts.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    plain: u32,
    mixed: u32,
    block: u16,
    /// What impacts of this term alone would make of the best profile's sum, or more.
    most: u16,
}

/// A term that is not of few postings.
#[derive(Clone, Copy, Debug)]
struct Common {
    /// First run; they end where the next term's start.
    first: u32,
    /// Documents with it, wholes among them.
    frequency: u32,
}

/// Postings by term hash, then by block.
#[derive(Debug, Default)]
pub(crate) struct TermTable {
    /// Hashes, ascending.
    hashes: Vec<u64>,
    /// Of each term: how many postings where they are few, and the only one's slot or where they start in
    /// `few`; else 0 and its place in `common`.
    entries: Vec<u32>,
    /// Slots, numbered through the segment.
    few: Vec<u32>,
    /// A last one closes the last term.
    common: Vec<Common>,
    /// A last one closes the last run.
    runs: Vec<Run>,
    plain: Vec<u16>,
    mixed: Vec<u16>,
    /// Of the document and of the whole.
    impacts: Vec<[u8; 2]>,
    /// First term whose hash has each value of the top bits.
    buckets: Vec<u32>,
    /// 64 less the number of those bits.
    shift: u32,
    /// Documents that a plain posting stands for: one and the whole, or one of them where the other is silent.
    each: u32,
}

/// Where a term's postings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Slots of the segment, the first so many of the seven.
    Few([u32; FEW], u8),
    /// A range of runs.
    Runs(u32, u32),
}

/// The postings of one term in one block.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Postings<'t> {
    /// Slots in the block, ascending.
    pub(super) plain: &'t [u16],
    /// Documents in the block, ascending.
    pub(super) mixed: &'t [u16],
    /// Impacts of each of those, in it and in the whole.
    pub(super) impacts: &'t [[u8; 2]],
}

/// Collects postings in the order of the index's dictionary.
pub(super) struct TermTableBuilder<'s> {
    table: TermTable,
    /// First document of each block.
    blocks: &'s [u32],
    /// (hash, entry) in order of arrival.
    terms: Vec<(u64, u32)>,
    /// The current term.
    open: Option<u64>,
    /// Its slots and what they are worth, while they may be few.
    head: Vec<(u32, u16)>,
    /// Whether it is not of few postings.
    is_common: bool,
    /// Its block at hand, and its documents so far.
    block: usize,
    frequency: u32,
}

impl<'s> TermTableBuilder<'s> {
    /// `blocks` are the first documents of the blocks, and the number of documents; a plain posting stands for
    /// `each` documents.
    pub(super) fn new(blocks: &'s [u32], each: u32) -> Self {
        Self {
            table: TermTable {
                each,
                ..TermTable::default()
            },
            blocks,
            terms: Vec::new(),
            open: None,
            head: Vec::new(),
            is_common: false,
            block: 0,
            frequency: 0,
        }
    }

    /// Starts the postings of a new term.
    pub(super) fn term(&mut self, hash: u64) {
        self.close();
        self.open = Some(hash);
        (self.block, self.frequency) = (0, 0);
    }

    /// Adds a plain posting of the current term: its slot, and the sum of its impacts. Documents never go back.
    #[inline]
    pub(super) fn plain(&mut self, slot: u32, most: u16) {
        if !self.is_common && self.head.len() < FEW {
            self.head.push((slot, most));
        } else {
            self.become_common();
            self.push_plain(slot, most);
        }
    }

    /// Adds the postings of the current term in one profile: documents with their impacts, the first with the
    /// whole's; and the most that they make of the profile's sum.
    pub(super) fn mixed(&mut self, documents: &[(u32, [u8; 2])], most: u16) {
        self.become_common();
        for &(document, impacts) in documents {
            let start = self.run(document, most);
            self.table.mixed.push(narrow(document - start));
            self.table.impacts.push(impacts);
            let counted = impacts.map(|impact| u32::from(impact > 0));
            self.frequency += counted[0] + counted[1];
        }
    }

    fn push_plain(&mut self, slot: u32, most: u16) {
        let start = self.run(slot / SLOTS, most);
        self.table.plain.push(narrow(slot - start * SLOTS));
        self.frequency += self.table.each;
    }

    fn become_common(&mut self) {
        if self.is_common {
            return;
        }
        self.is_common = true;
        self.table.common.push(Common {
            first: length(&self.table.runs),
            frequency: 0,
        });
        for (slot, most) in std::mem::take(&mut self.head) {
            self.push_plain(slot, most);
        }
    }

    /// Goes on to the run of a document's block; the first document of that block.
    #[inline]
    fn run(&mut self, document: u32, most: u16) -> u32 {
        while document >= self.blocks[self.block + 1] {
            self.block += 1;
        }
        let (block, table) = (narrow(length(&self.blocks[..self.block])), &mut self.table);
        let first = table.common.last().map_or(0, |common| common.first);
        match table.runs[first as usize..].last_mut() {
            Some(run) if run.block == block => run.most = run.most.max(most),
            _ => table.runs.push(Run {
                plain: length(&table.plain),
                mixed: length(&table.mixed),
                block,
                most,
            }),
        }
        self.blocks[self.block]
    }

    /// Ends the current term. One of which no posting belongs to a profile leaves nothing.
    fn close(&mut self) {
        let Some(hash) = self.open.take() else {
            return;
        };
        let table = &mut self.table;
        let entry = if std::mem::take(&mut self.is_common) {
            if let Some(common) = table.common.last_mut() {
                common.frequency = self.frequency;
            }
            length(&table.common) - 1
        } else {
            let count = length(&self.head);
            let at = match self.head[..] {
                [] => return,
                [(slot, _)] => slot,
                _ => length(&table.few),
            };
            if count > 1 {
                table.few.extend(self.head.iter().map(|&(slot, _)| slot));
            }
            self.head.clear();
            count << ENTRY_BITS | (at & ((1 << ENTRY_BITS) - 1))
        };
        self.terms.push((hash, entry));
    }

    /// # Errors
    /// Invalid input where there are 2²⁹ terms, slots or plain or mixed postings, or more.
    pub(super) fn finish(mut self) -> Result<TermTable> {
        self.close();
        let mut table = self.table;
        let slots = self.blocks.last().map_or(0, |&n| n as usize * FIELD_COUNT);
        let largest = [
            slots,
            table.plain.len(),
            table.mixed.len(),
            self.terms.len(),
        ];
        if largest.into_iter().any(|n| n >= 1 << ENTRY_BITS) {
            let repair = "cut the library into shards of fewer than 170 million evidence documents";
            return Err(Error::invalid("library", slots, repair));
        }
        self.terms.sort_unstable();
        table.common.push(Common {
            first: length(&table.runs),
            frequency: 0,
        });
        table.runs.push(Run {
            plain: length(&table.plain),
            mixed: length(&table.mixed),
            ..Run::default()
        });
        (table.hashes, table.entries) = self.terms.into_iter().unzip();
        table.index_hashes();
        table.shrink();
        Ok(table)
    }
}

/// Lengths fit in 32 bits: [`TermTableBuilder::finish`] refuses more.
fn length<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

/// Places in a block fit in 16 bits: blocks are cut so.
fn narrow(place: u32) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}

fn pair(a: u32, b: u32) -> [u8; 8] {
    (u64::from(b) << 32 | u64::from(a)).to_le_bytes()
}

fn unpair(bytes: [u8; 8]) -> (u32, u32) {
    let [a, b, c, d, e, f, g, h] = bytes;
    (
        u32::from_le_bytes([a, b, c, d]),
        u32::from_le_bytes([e, f, g, h]),
    )
}

impl TermTable {
    fn shrink(&mut self) {
        self.few.shrink_to_fit();
        self.common.shrink_to_fit();
        self.runs.shrink_to_fit();
        self.plain.shrink_to_fit();
        self.mixed.shrink_to_fit();
        self.impacts.shrink_to_fit();
    }

    /// About four terms a bucket.
    fn index_hashes(&mut self) {
        let bits = (self.hashes.len() / 4).max(2).ilog2();
        self.shift = 64 - bits;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "fewer than 32 bits are left"
        )]
        let bucket_of = |hash: u64| (hash >> self.shift) as usize;
        let mut buckets = vec![0_u32; (1 << bits) + 1];
        for &hash in &self.hashes {
            buckets[bucket_of(hash) + 1] += 1;
        }
        for i in 1..buckets.len() {
            buckets[i] += buckets[i - 1];
        }
        self.buckets = buckets;
    }

    /// The term of that hash, by number. O(1) expected.
    pub(crate) fn find(&self, hash: u64) -> Option<u32> {
        let bucket = usize::try_from(hash >> self.shift).ok()?;
        let (from, to) = (self.buckets[bucket], self.buckets[bucket + 1]);
        let among = &self.hashes[from as usize..to as usize];
        let at = among.iter().position(|&h| h == hash)?;
        Some(from + u32::try_from(at).ok()?)
    }

    /// Number of terms.
    pub(crate) fn len(&self) -> u32 {
        length(&self.hashes)
    }

    /// How many postings a term has where they are few, else 0; and the rest of its entry.
    fn entry(&self, term: u32) -> (u32, u32) {
        let entry = self.entries[term as usize];
        (entry >> ENTRY_BITS, entry & ((1 << ENTRY_BITS) - 1))
    }

    /// In how many documents the term stands, wholes and deleted ones included.
    pub(crate) fn frequency(&self, term: u32) -> u32 {
        match self.entry(term) {
            (0, at) => self.common[at as usize].frequency,
            (count, _) => count * self.each,
        }
    }

    /// Where the postings of a term are.
    pub(super) fn place(&self, term: u32) -> Place {
        let mut slots = [0; FEW];
        match self.entry(term) {
            (0, at) => {
                let at = at as usize;
                return Place::Runs(self.common[at].first, self.common[at + 1].first);
            }
            (1, slot) => slots[0] = slot,
            (count, at) => {
                let known = &self.few[at as usize..(at + count) as usize];
                slots[..known.len()].copy_from_slice(known);
            }
        }
        Place::Few(slots, u8::try_from(self.entry(term).0).unwrap_or(0))
    }

    /// The block of a run.
    pub(super) fn block_of(&self, run: u32) -> u16 {
        self.runs[run as usize].block
    }

    /// What the impacts of a run alone would make of the best profile's sum, or more.
    pub(super) fn most(&self, run: u32) -> u16 {
        self.runs[run as usize].most
    }

    /// How many postings a run has.
    pub(super) fn count(&self, run: u32) -> usize {
        let (here, next) = (self.runs[run as usize], self.runs[run as usize + 1]);
        (next.plain - here.plain + next.mixed - here.mixed) as usize
    }

    /// The postings of a run.
    pub(super) fn postings(&self, run: u32) -> Postings<'_> {
        let (here, next) = (self.runs[run as usize], self.runs[run as usize + 1]);
        let mixed = here.mixed as usize..next.mixed as usize;
        Postings {
            plain: &self.plain[here.plain as usize..next.plain as usize],
            mixed: &self.mixed[mixed.clone()],
            impacts: &self.impacts[mixed],
        }
    }

    /// Tells each document of a term, and for how many it counts: itself, and the whole where it is told with it.
    /// `starts` are the first documents of the blocks. O(postings).
    pub(super) fn for_each_document(
        &self,
        term: u32,
        start: impl Fn(u16) -> u32,
        mut tell: impl FnMut(u32, u32),
    ) {
        let (first, end) = match self.place(term) {
            Place::Few(slots, count) => {
                let slots = &slots[..usize::from(count)];
                return slots.iter().for_each(|slot| tell(slot / SLOTS, self.each));
            }
            Place::Runs(first, end) => (first, end),
        };
        for run in first..end {
            let (start, postings) = (start(self.block_of(run)), self.postings(run));
            for &slot in postings.plain {
                tell(start + u32::from(slot) / SLOTS, self.each);
            }
            for (&document, impacts) in postings.mixed.iter().zip(postings.impacts) {
                let counts = impacts.map(|impact| u32::from(impact > 0));
                tell(start + u32::from(document), counts[0] + counts[1]);
            }
        }
    }

    /// Tells all that is not made from the rest.
    pub(super) fn write(&self, sink: &mut Sink) -> io::Result<()> {
        sink.array(&[self.each], u32::to_le_bytes)?;
        sink.array(&self.hashes, u64::to_le_bytes)?;
        sink.array(&self.entries, u32::to_le_bytes)?;
        sink.array(&self.few, u32::to_le_bytes)?;
        sink.array(&self.common, |common| pair(common.first, common.frequency))?;
        sink.array(&self.runs, |run| pair(run.plain, run.mixed))?;
        sink.array(&self.runs, |run| pair(run.block.into(), run.most.into()))?;
        sink.array(&self.plain, u16::to_le_bytes)?;
        sink.array(&self.mixed, u16::to_le_bytes)?;
        sink.array(&self.impacts, |impacts| impacts)
    }

    /// What [`TermTable::write`] told; `None` where it does not fit together.
    pub(super) fn read(source: &mut Source<'_>) -> Option<Self> {
        let each = source.array(u32::from_le_bytes)?;
        let mut table = Self {
            each: *each.first()?,
            hashes: source.array(u64::from_le_bytes)?,
            entries: source.array(u32::from_le_bytes)?,
            few: source.array(u32::from_le_bytes)?,
            common: source.array(|bytes| {
                let (first, frequency) = unpair(bytes);
                Common { first, frequency }
            })?,
            ..Self::default()
        };
        let starts = source.array(unpair)?;
        let known = source.array(unpair)?;
        let run = |(&(plain, mixed), &(block, most)): (&(u32, u32), &(u32, u32))| Run {
            plain,
            mixed,
            block: narrow(block),
            most: narrow(most),
        };
        table.runs = starts.iter().zip(&known).map(run).collect();
        table.plain = source.array(u16::from_le_bytes)?;
        table.mixed = source.array(u16::from_le_bytes)?;
        table.impacts = source.array(|impacts| impacts)?;
        let last = table.runs.last()?;
        let fits = table.hashes.len() == table.entries.len()
            && starts.len() == known.len()
            && table.common.last()?.first as usize + 1 == table.runs.len()
            && last.plain as usize == table.plain.len()
            && last.mixed as usize == table.mixed.len()
            && table.mixed.len() == table.impacts.len();
        table.index_hashes();
        fits.then_some(table)
    }

    /// Resident bytes.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&self.hashes[..])
            + size_of_val(&self.entries[..])
            + size_of_val(&self.few[..])
            + size_of_val(&self.common[..])
            + size_of_val(&self.runs[..])
            + size_of_val(&self.plain[..])
            + size_of_val(&self.mixed[..])
            + size_of_val(&self.impacts[..])
            + size_of_val(&self.buckets[..])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{FEW, Place, TermTable, TermTableBuilder};

    /// Two blocks of ten documents and one of a hundred.
    const BLOCKS: [u32; 4] = [0, 10, 20, 120];

    fn documents(table: &TermTable, hash: u64) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        let term = table.find(hash).unwrap();
        let start = |block: u16| BLOCKS[usize::from(block)];
        table.for_each_document(term, start, |document, counts| {
            found.push((document, counts))
        });
        found
    }

    #[test]
    fn terms_are_found_and_split_by_block() {
        let mut builder = TermTableBuilder::new(&BLOCKS, 2);
        builder.term(u64::MAX);
        builder.plain(7 * 3 + 1, 9);
        builder.plain(20 * 3, 200);
        builder.plain(21 * 3, 2);
        builder.mixed(&[(30, [3, 4]), (32, [5, 0])], 11);
        builder.plain(119 * 3 + 2, 1);
        builder.term(5);
        builder.mixed(&[(12, [0, 1])], 1);
        builder.term(6);
        let table = builder.finish().unwrap();
        assert_eq!(table.len(), 2, "a term without postings is dropped");
        assert_eq!(table.find(6), None);
        let top = table.find(u64::MAX).unwrap();
        assert_eq!(table.frequency(top), 4 * 2 + 2 + 1);
        let Place::Runs(first, end) = table.place(top) else {
            panic!("many");
        };
        let blocks: Vec<u16> = (first..end).map(|run| table.block_of(run)).collect();
        assert_eq!(blocks, [0, 2]);
        let most = [table.most(first), table.most(first + 1)];
        assert_eq!((most, table.count(first + 1)), ([9, 200], 5));
        let postings = table.postings(first + 1);
        assert_eq!(postings.plain, [0, 3, 99 * 3 + 2]);
        let impacts = [[3, 4], [5, 0]];
        assert_eq!(
            (postings.mixed, postings.impacts),
            (&[10, 12][..], &impacts[..])
        );
        assert_eq!(
            documents(&table, u64::MAX),
            [(7, 2), (20, 2), (21, 2), (119, 2), (30, 2), (32, 1)]
        );
        assert_eq!(documents(&table, 5), [(12, 1)], "a silent document");
        assert_eq!(table.frequency(table.find(5).unwrap()), 1);
    }

    #[test]
    fn few_plain_postings_need_no_run() {
        let mut builder = TermTableBuilder::new(&BLOCKS, 1);
        let slots = |count: usize| (0..count).map(|i| u32::try_from(50 * i + 4).unwrap());
        for count in 1..=FEW + 1 {
            builder.term((count as u64) << 60);
            slots(count).for_each(|slot| builder.plain(slot, 7));
        }
        let table = builder.finish().unwrap();
        for count in 1..=FEW + 1 {
            let hash = (count as u64) << 60;
            let term = table.find(hash).unwrap();
            let wanted: Vec<(u32, u32)> = slots(count).map(|slot| (slot / 3, 1)).collect();
            assert_eq!(documents(&table, hash), wanted);
            assert_eq!(table.frequency(term) as usize, count);
            let is_few = matches!(table.place(term), Place::Few(..));
            assert_eq!(is_few, count <= FEW);
        }
        assert_eq!(table.runs.len(), 3 + 1, "of the last term alone");
    }

    #[test]
    fn an_empty_table_finds_nothing() {
        let table = TermTableBuilder::new(&[0], 2).finish().unwrap();
        assert_eq!(table.find(0), None);
    }
}
