//! Every term of a segment with its postings, as the compiler of the ranking form reads them.
//!
//! Most terms stand in one field and few documents, so the work for each term costs more than its postings: one
//! decoder for each field serves them all, terms are compared by their first bytes and handed on by their hash, and
//! buffers are kept from term to term.

use std::array::from_fn;
use std::io;
use std::sync::Arc;

use tantivy::InvertedIndexReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;

use super::failure::{caught, told, unreadable};
use super::schema::FIELD_COUNT;
use super::segment::Segment;
use crate::error::Result;
use crate::num::hash64;

/// A document and how often a term stands in each of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TermPosting {
    /// Document of the segment.
    pub doc: u32,
    /// Occurrences in title, keywords, body.
    pub frequencies: [u32; FIELD_COUNT],
}

/// A document and how often a term stands in it, of one field.
type Entry = (u32, u32);

/// Closes a list of entries: beyond every document.
const END: Entry = (u32::MAX, 0);

/// Above the heads of all terms: UTF-8 has no such byte.
const LAST: u64 = u64::MAX;

/// The terms of one field, and a decoder for the postings of each.
struct FieldTerms<'i> {
    index: &'i InvertedIndexReader,
    stream: TermStreamer<'i>,
    postings: Option<BlockSegmentPostings>,
    /// [`head`] of the term at hand; [`LAST`] at the end.
    head: u64,
}

impl<'i> FieldTerms<'i> {
    fn new(index: &'i InvertedIndexReader) -> io::Result<Self> {
        let mut terms = Self {
            index,
            stream: index.terms().stream()?,
            postings: None,
            head: LAST,
        };
        terms.advance();
        Ok(terms)
    }

    fn advance(&mut self) {
        self.head = if self.stream.advance() {
            head(self.stream.key())
        } else {
            LAST
        };
    }

    /// Tells each block of the term's postings, and goes on to the next term.
    fn read(&mut self, mut block: impl FnMut(&[u32], &[u32])) -> io::Result<()> {
        let info: &TermInfo = self.stream.value();
        // In its place: a decoder is more than a kilobyte, and most terms have one posting.
        match &mut self.postings {
            Some(postings) => {
                self.index
                    .reset_block_postings_from_terminfo(info, postings)?;
            }
            none => {
                let option = IndexRecordOption::WithFreqs;
                let made = self.index.read_block_postings_from_terminfo(info, option)?;
                *none = Some(made);
            }
        }
        let mut left = info.doc_freq as usize;
        if let Some(postings) = &mut self.postings {
            while postings.block_len() > 0 {
                block(postings.docs(), postings.freqs());
                left = left.saturating_sub(postings.block_len());
                if left == 0 {
                    // To go on to the empty block that follows clears a kilobyte.
                    break;
                }
                postings.advance();
            }
        }
        self.advance();
        Ok(())
    }
}

/// The first eight bytes of a term, filled up with zeros: of a lesser term less, or equal.
fn head(term: &[u8]) -> u64 {
    let byte = |at| term.get(at).copied().unwrap_or(0);
    (0..8).fold(0, |head, at| head << 8 | u64::from(byte(at)))
}

impl Segment<'_> {
    /// Visits every term of the ranked fields once, by its [`hash64`], with its postings in document
    /// order, deleted documents included. O(postings).
    ///
    /// # Errors
    /// Corrupt if postings cannot be read.
    pub(crate) fn for_each_term(&self, visit: impl FnMut(u64, &[TermPosting])) -> Result<()> {
        caught(self.path, || {
            let open = |field| self.reader.inverted_index(field);
            let indexes: Vec<Arc<InvertedIndexReader>> = self
                .fields
                .ranked
                .iter()
                .map(|&field| open(field).map_err(told("reading terms", self.path)))
                .collect::<Result<_>>()?;
            stream(&indexes, visit).map_err(unreadable(self.path))
        })
    }
}

fn stream(
    indexes: &[Arc<InvertedIndexReader>],
    mut visit: impl FnMut(u64, &[TermPosting]),
) -> io::Result<()> {
    let mut fields: Vec<FieldTerms<'_>> = indexes
        .iter()
        .map(|index| FieldTerms::new(index))
        .collect::<io::Result<_>>()?;
    let mut parts = [const { Vec::new() }; FIELD_COUNT];
    let mut postings = Vec::new();
    while let Some((hash, holders)) = least(&fields) {
        postings.clear();
        // Most terms stand in one field only, and their postings need no merging.
        let is_shared = holders.iter().filter(|&&holds| holds).count() > 1;
        for (slot, field) in fields.iter_mut().enumerate() {
            let part = &mut parts[slot];
            part.clear();
            if holders[slot] && is_shared {
                field.read(|docs, frequencies| part.extend(entries(docs, frequencies)))?;
            } else if holders[slot] {
                field.read(|docs, frequencies| append(slot, docs, frequencies, &mut postings))?;
            }
            part.push(END);
        }
        if is_shared {
            merge(&parts, &mut postings);
        }
        visit(hash, &postings);
    }
    Ok(())
}

/// The hash of the least term of all, and which fields stand at it; `None` if all are at their end.
fn least(fields: &[FieldTerms<'_>]) -> Option<(u64, [bool; FIELD_COUNT])> {
    let head = fields
        .iter()
        .fold(LAST, |least, field| least.min(field.head));
    // Heads decide nearly always; whole terms are compared only if heads are equal.
    let at_head = || fields.iter().filter(|field| field.head == head);
    let keys = at_head().map(|field| field.stream.key());
    let term = keys.min().filter(|_| head < LAST)?;
    let holds = |field: &FieldTerms<'_>| field.head == head && field.stream.key() == term;
    let mut holders = [false; FIELD_COUNT];
    for (holder, field) in holders.iter_mut().zip(fields) {
        *holder = holds(field);
    }
    Some((hash64(term), holders))
}

fn entries(docs: &[u32], frequencies: &[u32]) -> impl Iterator<Item = Entry> {
    docs.iter().copied().zip(frequencies.iter().copied())
}

fn append(slot: usize, docs: &[u32], frequencies: &[u32], into: &mut Vec<TermPosting>) {
    into.extend(entries(docs, frequencies).map(|(doc, frequency)| {
        let mut frequencies = [0; FIELD_COUNT];
        frequencies[slot] = frequency;
        TermPosting { doc, frequencies }
    }));
}

/// Merges the lists of the fields, each closed by [`END`], in document order. Without branches that depend on the
/// documents: nobody could foresee them.
fn merge(parts: &[Vec<Entry>; FIELD_COUNT], into: &mut Vec<TermPosting>) {
    let mut places = [0; FIELD_COUNT];
    loop {
        let next: [Entry; FIELD_COUNT] = from_fn(|field| parts[field][places[field]]);
        let doc = next.iter().fold(END.0, |least, &(doc, _)| least.min(doc));
        if doc == END.0 {
            return;
        }
        let frequencies = next.map(|(of, frequency)| frequency * u32::from(of == doc));
        for (place, (of, _)) in places.iter_mut().zip(next) {
            *place += usize::from(of == doc);
        }
        into.push(TermPosting { doc, frequencies });
    }
}

#[cfg(test)]
mod tests {
    use super::{END, TermPosting, append, entries, head, merge};

    #[test]
    fn fields_merge_by_document() {
        let title = entries(&[1, 4], &[1, 2]).chain([END]).collect();
        let body = entries(&[0, 4, 9], &[3, 5, 1]).chain([END]).collect();
        let mut merged = Vec::new();
        merge(&[title, vec![END], body], &mut merged);
        let posting = |doc, frequencies| TermPosting { doc, frequencies };
        let wanted = [
            posting(0, [0, 0, 3]),
            posting(1, [1, 0, 0]),
            posting(4, [2, 0, 5]),
            posting(9, [0, 0, 1]),
        ];
        assert_eq!(merged, wanted);
    }

    #[test]
    fn one_field_is_taken_as_it_is() {
        let mut postings = Vec::new();
        append(1, &[1, 4], &[1, 2], &mut postings);
        let posting = |doc, frequency| TermPosting {
            doc,
            frequencies: [0, frequency, 0],
        };
        assert_eq!(postings, [posting(1, 1), posting(4, 2)]);
    }

    #[test]
    fn heads_are_in_the_order_of_their_terms() {
        let terms = [
            "",
            "\0",
            "a",
            "a\0",
            "ab",
            "abcdefgh",
            "abcdefghi",
            "氧化",
            "氧化锆",
        ];
        assert!(terms.is_sorted(), "of bytes");
        assert!(terms.is_sorted_by_key(|term| head(term.as_bytes())));
        assert!(head("氧化".as_bytes()) < head("氧化锆".as_bytes()));
    }
}
