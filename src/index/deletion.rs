//! Deletes the documents of one key, in less memory than tantivy's own query for a term.
//!
//! tantivy keeps the query of a deletion until the writer is closed. Its weight of a term carries a table for scoring of
//! one kilobyte, which a deletion never reads; this one is the term alone, so that an update of 100,000 records stays
//! within the memory of an import.

use tantivy::query::{ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentReader, TantivyError, Term};

/// Matches the documents that have the term.
#[derive(Clone, Debug)]
pub(super) struct KeyQuery(pub(super) Term);

impl Query for KeyQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(KeyWeight(self.0.clone())))
    }
}

struct KeyWeight(Term);

impl Weight for KeyWeight {
    fn scorer(&self, segment: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let terms = segment.inverted_index(self.0.field())?;
        let postings = terms.read_postings(&self.0, IndexRecordOption::Basic)?;
        Ok(match postings {
            Some(documents) => Box::new(ConstScorer::new(documents, 1.0)),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, _: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let message = format!("a deletion does not explain document {doc}");
        Err(TantivyError::InvalidArgument(message))
    }
}
