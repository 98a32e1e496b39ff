//! Every term of a segment with its postings, as the compiler of the ranking form reads them.
//!
//! Most terms stand in one field and few documents, so what is done for each term costs more than
//! its postings: one decoder for each field serves them all, and buffers are kept from term to term.

use std::cmp::Ordering;
use std::io;
use std::sync::Arc;

use tantivy::InvertedIndexReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;

use super::failure::{told, unreadable};
use super::{FIELD_COUNT, Segment};
use crate::error::Result;

/// A document and how often a term stands in each of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermPosting {
    /// Document of the segment.
    pub doc: u32,
    /// Occurrences in title, keywords, body.
    pub frequencies: [u32; FIELD_COUNT],
}

/// The terms of one field, and a decoder for the postings of each.
struct FieldTerms<'i> {
    index: &'i InvertedIndexReader,
    stream: TermStreamer<'i>,
    postings: Option<BlockSegmentPostings>,
    /// Whether the stream stands at a term.
    is_live: bool,
}

impl<'i> FieldTerms<'i> {
    fn new(index: &'i InvertedIndexReader) -> io::Result<Self> {
        let mut stream = index.terms().stream()?;
        let is_live = stream.advance();
        Ok(Self {
            index,
            stream,
            postings: None,
            is_live,
        })
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
        if let Some(postings) = &mut self.postings {
            while postings.block_len() > 0 {
                block(postings.docs(), postings.freqs());
                postings.advance();
            }
        }
        self.is_live = self.stream.advance();
        Ok(())
    }
}

impl Segment<'_> {
    /// Visits every term of the ranked fields once, in byte order, with its postings in document
    /// order, deleted documents included. O(postings).
    ///
    /// # Errors
    /// Corrupt where postings cannot be read.
    pub fn for_each_term(&self, visit: impl FnMut(&[u8], &[TermPosting])) -> Result<()> {
        let open = |field| self.reader.inverted_index(field);
        let indexes: Vec<Arc<InvertedIndexReader>> = self
            .fields
            .ranked
            .iter()
            .map(|&field| open(field).map_err(told("reading terms", self.path)))
            .collect::<Result<_>>()?;
        stream(&indexes, visit).map_err(unreadable(self.path))
    }
}

fn stream(
    indexes: &[Arc<InvertedIndexReader>],
    mut visit: impl FnMut(&[u8], &[TermPosting]),
) -> io::Result<()> {
    let mut fields: Vec<FieldTerms<'_>> = indexes
        .iter()
        .map(|index| FieldTerms::new(index))
        .collect::<io::Result<_>>()?;
    let (mut postings, mut part, mut merged) = (Vec::new(), Vec::new(), Vec::new());
    let mut term = Vec::new();
    loop {
        let Some(holders) = holders(&fields, &mut term) else {
            return Ok(());
        };
        postings.clear();
        let holders = fields
            .iter_mut()
            .enumerate()
            .filter(|&(slot, _)| holders[slot]);
        for (slot, field) in holders {
            if postings.is_empty() {
                field.read(|docs, frequencies| append(slot, docs, frequencies, &mut postings))?;
                continue;
            }
            part.clear();
            field.read(|docs, frequencies| append(slot, docs, frequencies, &mut part))?;
            merge(&postings, &part, &mut merged);
            std::mem::swap(&mut postings, &mut merged);
        }
        visit(&term, &postings);
    }
}

/// Which fields stand at the least term of all, and that into `term`; `None` where all are at their end.
fn holders(fields: &[FieldTerms<'_>], term: &mut Vec<u8>) -> Option<[bool; FIELD_COUNT]> {
    let mut found: Option<(&[u8], [bool; FIELD_COUNT])> = None;
    for (slot, field) in fields.iter().enumerate().filter(|(_, field)| field.is_live) {
        let key = field.stream.key();
        let order = found.map_or(Ordering::Less, |(least, _)| key.cmp(least));
        let mut at = match found {
            Some((_, at)) if order == Ordering::Equal => at,
            _ => [false; FIELD_COUNT],
        };
        at[slot] = true;
        if order != Ordering::Greater {
            found = Some((key, at));
        }
    }
    let (least, at) = found?;
    term.clear();
    term.extend_from_slice(least);
    Some(at)
}

fn append(slot: usize, docs: &[u32], frequencies: &[u32], into: &mut Vec<TermPosting>) {
    into.extend(docs.iter().zip(frequencies).map(|(&doc, &frequency)| {
        let mut frequencies = [0; FIELD_COUNT];
        frequencies[slot] = frequency;
        TermPosting { doc, frequencies }
    }));
}

/// Merges two lists in document order.
fn merge(mut a: &[TermPosting], mut b: &[TermPosting], into: &mut Vec<TermPosting>) {
    into.clear();
    while let ([x, after_x @ ..], [y, after_y @ ..]) = (a, b) {
        let order = x.doc.cmp(&y.doc);
        let mut next = if order == Ordering::Greater { *y } else { *x };
        if order == Ordering::Equal {
            for (sum, add) in next.frequencies.iter_mut().zip(y.frequencies) {
                *sum += add;
            }
        }
        into.push(next);
        a = if order == Ordering::Greater {
            a
        } else {
            after_x
        };
        b = if order == Ordering::Less { b } else { after_y };
    }
    into.extend_from_slice(a);
    into.extend_from_slice(b);
}

#[cfg(test)]
mod tests {
    use super::{TermPosting, append, merge};

    #[test]
    fn fields_merge_by_document() {
        let (mut title, mut body, mut both) = (Vec::new(), Vec::new(), Vec::new());
        append(0, &[1, 4], &[1, 2], &mut title);
        append(2, &[0, 4, 9], &[3, 5, 1], &mut body);
        merge(&title, &body, &mut both);
        let posting = |doc, frequencies| TermPosting { doc, frequencies };
        let wanted = [
            posting(0, [0, 0, 3]),
            posting(1, [1, 0, 0]),
            posting(4, [2, 0, 5]),
            posting(9, [0, 0, 1]),
        ];
        assert_eq!(both, wanted);
        merge(&body, &title, &mut both);
        assert_eq!(both, wanted);
    }
}
