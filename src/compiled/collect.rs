//! Postings in the order of the index's dictionary, collected into a table of terms.

use super::postings::{Narrow, Postings, narrow, wide};
use super::runs::{MOST_BLOCKS, PostingRun, Sparse};
use super::slot::{Plain, SLOTS};
use super::terms::{FEW, IS_SPARSE, RUNS, SPARSE, TableParts, TermTable};
use crate::error::{Error, Result, say};
use crate::index::FIELD_COUNT;

/// The least length of a table that [`TermTableBuilder::finish`] refuses.
const REFUSED_LENGTH: u32 = u32::MAX;
/// A block past the last that [`TermTableBuilder::finish`] admits.
const REFUSED_BLOCK: u16 = u16::MAX;

/// One occurrence of a term in a profile that has it more than once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Occurrence {
    pub(super) document: u32,
    /// The field, if the document has it once and its impact there is that of the slot.
    pub(super) once: Option<u32>,
    /// In the document and in the whole.
    pub(super) impacts: Plain,
}

/// Collects the postings of one term after the other.
pub(super) struct TermTableBuilder<'s> {
    parts: TableParts,
    /// First document of each block.
    blocks: &'s [u32],
    /// The current term.
    open: Option<u64>,
    /// Slots of the current term with their impacts, kept here until the term is known not to be a rare one.
    head: Vec<(u32, u16)>,
    /// Number of the first run of the current term; `None` while it may be a rare one.
    first: Option<u32>,
    /// Its block at hand, and the run there. Plain slots are in their place; the rest waits for the run's end.
    block: usize,
    run: Option<PostingRun>,
    once: Vec<Narrow>,
    wholes: Vec<u8>,
    mixed: Vec<Narrow>,
    impacts: Vec<Plain>,
    /// Slots of a term that becomes sparse.
    sparse_once: Vec<u32>,
    sparse_mixed: Vec<u32>,
}

impl<'s> TermTableBuilder<'s> {
    /// `blocks` are the first documents of the blocks, and the number of documents; a plain posting stands for
    /// `each` documents.
    pub(super) fn new(blocks: &'s [u32], each: u32) -> Self {
        Self {
            parts: TableParts {
                each,
                ..TableParts::default()
            },
            blocks,
            open: None,
            head: Vec::new(),
            first: None,
            block: 0,
            run: None,
            once: Vec::new(),
            wholes: Vec::new(),
            mixed: Vec::new(),
            impacts: Vec::new(),
            sparse_once: Vec::new(),
            sparse_mixed: Vec::new(),
        }
    }

    /// Starts the postings of a new term.
    pub(super) fn term(&mut self, hash: u64) {
        self.close();
        self.open = Some(hash);
        self.block = 0;
    }

    /// Adds a plain posting of the current term: its slot, and the sum of its impacts. Documents never go back.
    #[inline]
    pub(super) fn plain(&mut self, slot: u32, most: u16) {
        // Most terms end with a handful of postings, so runs wait until there are more.
        if self.first.is_none() && self.head.len() < FEW {
            self.head.push((slot, most));
        } else {
            self.become_common();
            self.push_plain(slot, most);
        }
    }

    /// Adds the postings of the current term in one profile, one of them with the whole's impact; and the most that
    /// they make of the profile's sum.
    pub(super) fn several(&mut self, occurrences: &[Occurrence], most: u16) {
        self.become_common();
        for occurrence in occurrences {
            let start = self.run(occurrence.document, most);
            let document = occurrence.document - start;
            if let Some(field) = occurrence.once {
                self.once.push(narrow(document * SLOTS + field));
                self.wholes.push(occurrence.impacts[1]);
            } else {
                self.mixed.push(narrow(document));
                self.impacts.push(occurrence.impacts);
            }
            let counted = occurrence.impacts.map(|impact| u16::from(impact > 0));
            self.count(counted[0] + counted[1]);
        }
    }

    fn push_plain(&mut self, slot: u32, most: u16) {
        let start = self.run(slot / SLOTS, most);
        let slot = narrow(slot - start * SLOTS);
        self.parts.bytes.extend_from_slice(&slot);
        self.count(u16::try_from(self.parts.each).unwrap_or(0));
    }

    /// Counts documents of the open run: of a block and its profiles there are fewer than 2¹⁶.
    fn count(&mut self, documents: u16) {
        if let Some(run) = &mut self.run {
            run.frequency += documents;
        }
    }

    fn become_common(&mut self) {
        if self.first.is_some() {
            return;
        }
        self.first = Some(length(&self.parts.runs));
        // The postings held back come first: slots of a run ascend. The vector goes back for the next term.
        let mut head = std::mem::take(&mut self.head);
        for (slot, most) in head.drain(..) {
            self.push_plain(slot, most);
        }
        self.head = head;
    }

    /// Goes on to the run of a document's block; the first document of that block.
    #[inline]
    fn run(&mut self, document: u32, most: u16) -> u32 {
        while document >= self.blocks[self.block + 1] {
            // Documents never go back, so a run that is left has all its postings.
            self.close_run();
            self.block += 1;
        }
        let parts = &self.parts;
        let open = || {
            let block = u16::try_from(self.block).unwrap_or(REFUSED_BLOCK);
            let is_first = self.first == Some(length(&parts.runs));
            PostingRun::new(length(&parts.bytes), block, is_first)
        };
        let run = self.run.get_or_insert_with(open);
        run.most = run.most.max(most);
        self.blocks[self.block]
    }

    fn close_run(&mut self) {
        let Some(mut run) = self.run.take() else {
            return;
        };
        // `Postings::of` cuts a run from its end. Single bytes come last, so that all before them are pairs.
        (run.once, run.mixed) = (short(self.once.len()), short(self.mixed.len()));
        let bytes = &mut self.parts.bytes;
        bytes.extend(self.once.drain(..).flatten());
        bytes.extend(self.mixed.drain(..).flatten());
        bytes.extend(self.impacts.drain(..).flatten());
        bytes.append(&mut self.wholes);
        self.parts.runs.push(run);
    }

    /// Ends the current term. One of which no posting belongs to a profile leaves nothing.
    fn close(&mut self) {
        self.close_run();
        let Some(hash) = self.open.take() else {
            return;
        };
        let count = length(&self.head);
        let (kind, rest) = match (self.first.take(), &self.head[..]) {
            (Some(first), _) if self.is_sparse(first) => (IS_SPARSE, self.become_sparse(first)),
            (Some(first), _) => (RUNS, first),
            // Only needs have the term.
            (None, []) => return,
            (None, &[(slot, _)]) => (1, slot),
            (None, _) => (count, length(&self.parts.few)),
        };
        if count > 1 {
            let slots = self.head.iter().map(|&(slot, _)| slot);
            self.parts.few.extend(slots);
        }
        self.head.clear();
        self.parts.terms.push((hash, kind, rest));
    }

    /// Whether the term with the runs from `first` on has few postings in each.
    fn is_sparse(&self, first: u32) -> bool {
        let (mut count, mut most) = (0, 0);
        for (run, bytes) in runs_from(&self.parts.runs, &self.parts.bytes, first) {
            let here = run.count(bytes.len());
            (count, most) = (count + here, most.max(here));
        }
        let runs = self.parts.runs.len() - first as usize;
        // `Sparse` counts its parts in 16 bits.
        most <= SPARSE && count <= runs * SPARSE / 2 && count <= usize::from(u16::MAX)
    }

    /// Makes one list of the runs from `first` on; the place of the sparse term.
    fn become_sparse(&mut self, first: u32) -> u32 {
        let parts = &mut self.parts;
        let mut term = Sparse {
            start: length(&parts.wide),
            impacts: length(&parts.impacts),
            ..Sparse::default()
        };
        for (run, bytes) in runs_from(&parts.runs, &parts.bytes, first) {
            let start = self.blocks[usize::from(run.block())] * SLOTS;
            let place = |narrow: &Narrow| u32::from(wide(*narrow));
            let postings = Postings::of(run, bytes);
            parts
                .wide
                .extend(postings.plain.iter().map(|slot| start + place(slot)));
            self.sparse_once
                .extend(postings.once.iter().map(|slot| start + place(slot)));
            let first_slot = |document| start + place(document) * SLOTS;
            self.sparse_mixed
                .extend(postings.mixed.iter().map(first_slot));
            self.wholes.extend_from_slice(postings.wholes);
            self.impacts.extend_from_slice(postings.impacts);
            term.most = term.most.max(run.most);
        }
        (term.once, term.mixed) = (
            short(self.sparse_once.len()),
            short(self.sparse_mixed.len()),
        );
        parts.wide.append(&mut self.sparse_once);
        parts.wide.append(&mut self.sparse_mixed);
        parts.impacts.append(&mut self.wholes);
        parts.impacts.extend(self.impacts.drain(..).flatten());
        parts
            .bytes
            .truncate(parts.runs[first as usize].start as usize);
        // Runs of the current term are the last ones, so nothing of another term goes.
        parts.runs.truncate(first as usize);
        parts.sparse.push(term);
        length(&parts.sparse) - 1
    }

    /// # Errors
    /// Invalid input if there are 2³² slots, numbers or bytes of postings, or 2¹⁵ blocks, or more.
    pub(super) fn finish(mut self) -> Result<TermTable> {
        self.close();
        let slots = self.blocks.last().map_or(0, |&n| n as usize * FIELD_COUNT);
        let parts = &self.parts;
        let numbers = parts.few.len().max(parts.wide.len());
        let bytes = parts.bytes.len().max(parts.impacts.len());
        let largest = slots.max(numbers).max(bytes);
        if largest >= REFUSED_LENGTH as usize || self.blocks.len() > MOST_BLOCKS {
            let repair = say!(
                "cut the library into shards of fewer than a million profiles",
                "请把库拆分，每份少于一百万个供方"
            );
            return Err(Error::invalid("library", largest, repair));
        }
        // One more sparse term and one more run, so that each ends at the start of its successor.
        self.parts.sparse.push(Sparse {
            start: length(&self.parts.wide),
            impacts: length(&self.parts.impacts),
            ..Sparse::default()
        });
        self.parts
            .runs
            .push(PostingRun::new(length(&self.parts.bytes), 0, true));
        Ok(TermTable::new(self.parts))
    }
}

/// The length of `items`, or [`REFUSED_LENGTH`] if that is less: adding a posting needs no check.
fn length<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(REFUSED_LENGTH)
}

/// The runs from `first` on, each with its bytes.
fn runs_from<'p>(
    runs: &'p [PostingRun],
    bytes: &'p [u8],
    first: u32,
) -> impl Iterator<Item = (PostingRun, &'p [u8])> {
    let runs = &runs[first as usize..];
    let ends = runs.iter().skip(1).map(|run| run.start);
    let ends = ends.chain([length(bytes)]);
    let with_bytes =
        |(run, end): (&PostingRun, u32)| (*run, &bytes[run.start as usize..end as usize]);
    runs.iter().zip(ends).map(with_bytes)
}

/// Numbers of postings in a block, or of a sparse term, fit in 16 bits.
fn short(count: usize) -> u16 {
    u16::try_from(count).expect("a block has fewer than 2^16 slots")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::terms::{FEW, TermPlace, TermTable};
    use super::{Occurrence, TermTableBuilder};

    /// Two blocks of ten documents and one of a hundred.
    const BLOCKS: [u32; 4] = [0, 10, 20, 120];

    fn mixed(document: u32, impacts: [u8; 2]) -> Occurrence {
        Occurrence {
            document,
            once: None,
            impacts,
        }
    }

    fn documents(table: &TermTable, hash: u64) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        let term = table.find(hash).unwrap();
        let start = |block: u16| BLOCKS[usize::from(block)];
        table.for_each_document(term, start, |document, counts| {
            found.push((document, counts))
        });
        found
    }

    /// The postings of the current term in documents 30, 32 and 33.
    fn several(builder: &mut TermTableBuilder<'_>) {
        let once = Occurrence {
            document: 33,
            once: Some(2),
            impacts: [6, 8],
        };
        builder.several(&[mixed(30, [3, 0]), mixed(32, [5, 0]), once], 11);
    }

    #[test]
    fn common_terms_have_a_run_in_each_block() {
        let mut builder = TermTableBuilder::new(&BLOCKS, 2);
        builder.term(u64::MAX);
        builder.plain(7 * 3 + 1, 9);
        builder.plain(20 * 3, 200);
        several(&mut builder);
        (40..80).for_each(|document| builder.plain(document * 3 + 2, 1));
        let table = builder.finish().unwrap();
        let term = table.find(u64::MAX).unwrap();
        assert_eq!(table.frequency(term), 42 * 2 + 1 + 1 + 2);
        let TermPlace::Runs(first, end) = table.place(term) else {
            panic!("many");
        };
        let blocks: Vec<u16> = (first..end).map(|run| table.block_of(run)).collect();
        assert_eq!(blocks, [0, 2]);
        let most = [table.most(first), table.most(first + 1)];
        assert_eq!((most, table.count(first + 1)), ([9, 200], 41 + 3));
        let postings = table.postings(first + 1);
        let places = |narrow: &[[u8; 2]]| -> Vec<u16> {
            narrow.iter().copied().map(u16::from_le_bytes).collect()
        };
        assert_eq!(places(postings.plain)[..2], [0, 20 * 3 + 2]);
        assert_eq!(places(postings.once), [13 * 3 + 2]);
        assert_eq!(places(postings.mixed), [10, 12]);
        let impacts = (postings.impacts, postings.wholes);
        assert_eq!(impacts, (&[[3, 0], [5, 0]][..], &[8][..]));
        let found = documents(&table, u64::MAX);
        assert_eq!(found[..3], [(7, 2), (20, 2), (40, 2)]);
        assert_eq!(found[42..], [(33, 2), (30, 1), (32, 1)]);
    }

    #[test]
    fn sparse_terms_have_one_list() {
        let mut builder = TermTableBuilder::new(&BLOCKS, 2);
        for hash in [3 << 60, 9 << 60] {
            builder.term(hash);
            builder.plain(7 * 3 + 1, 9);
            builder.plain(20 * 3, 200);
            several(&mut builder);
            builder.plain(119 * 3 + 2, 1);
        }
        builder.term(5 << 60);
        builder.several(&[mixed(12, [0, 1])], 1);
        builder.term(6 << 60);
        let table = builder.finish().unwrap();
        assert_eq!(table.len(), 3, "a term without postings is dropped");
        assert_eq!(table.find(6 << 60), None);
        for hash in [3 << 60, 9 << 60] {
            let term = table.find(hash).unwrap();
            assert_eq!(table.frequency(term), 3 * 2 + 1 + 1 + 2);
            let TermPlace::Sparse(at, [plain, once, mixed, end]) = table.place(term) else {
                panic!("few in each block");
            };
            assert_eq!(table.sparse_most(at), 200);
            let slots: Vec<u32> = (plain..end).map(|number| table.wide(number)).collect();
            assert_eq!(slots, [22, 60, 359, 33 * 3 + 2, 90, 96]);
            let impacts = table.sparse_impacts(at, once..mixed, mixed + 1..end);
            assert_eq!(impacts, (&[8][..], &[[5, 0]][..]));
            assert_eq!(
                documents(&table, hash),
                [(7, 2), (20, 2), (119, 2), (33, 2), (30, 1), (32, 1)]
            );
        }
        assert_eq!(documents(&table, 5 << 60), [(12, 1)], "a silent document");
        assert_eq!(table.frequency(table.find(5 << 60).unwrap()), 1);
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
            let is_few = matches!(table.place(term), TermPlace::Few(..));
            assert_eq!(is_few, count <= FEW);
        }
    }

    #[test]
    fn terms_whose_keys_are_alike_are_told_apart() {
        let mut builder = TermTableBuilder::new(&BLOCKS, 1);
        let hashes = [1_u64 << 40, (1 << 40) + 1, u64::MAX];
        for (slot, &hash) in (0..).zip(&hashes) {
            builder.term(hash);
            builder.plain(slot * 3, 7);
        }
        let table = builder.finish().unwrap();
        for (document, &hash) in (0..).zip(&hashes) {
            assert_eq!(documents(&table, hash), [(document, 1)]);
        }
        assert_eq!(table.find((1 << 40) + 2), None);
    }

    #[test]
    fn more_blocks_than_a_run_can_tell_are_refused() {
        let blocks = |count: u32| -> Vec<u32> { (0..=count).collect() };
        let finish = |blocks: &[u32]| TermTableBuilder::new(blocks, 2).finish();
        assert!(finish(&blocks((1 << 15) - 1)).is_ok());
        let refused = finish(&blocks(1 << 15)).unwrap_err().to_string();
        assert!(refused.contains("shards"), "{refused}");
    }

    #[test]
    fn an_empty_table_finds_nothing() {
        let table = TermTableBuilder::new(&[0], 2).finish().unwrap();
        assert_eq!(table.find(0), None);
    }
}
