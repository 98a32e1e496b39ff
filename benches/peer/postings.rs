//! Term at a time over tantivy's postings: its index, its decoder, its BM25, and nothing else of it.
//!
//! A dense array of sums takes every posting of every term, block by block; the `k` best are then picked from
//! it. For long needs that is the least work there is without skipping, and the sums are tantivy's own up to
//! the order in which they are added.

use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Term};

use super::{Hit, Peer, Terms};

impl Peer {
    /// The `k` best documents by adding every posting, of a region only where one is given.
    pub(crate) fn term_at_a_time(&self, terms: &Terms, k: usize, region: Option<&str>) -> Vec<Hit> {
        let reader = self.searcher.segment_reader(0);
        let mut sums = self.sums.lock().expect("no query has panicked");
        sums.clear();
        sums.resize(reader.max_doc() as usize, 0.0);
        for field in self.fields.ranked {
            let norms = reader.get_fieldnorms_reader(field).expect("norms");
            for (text, weight) in terms {
                let term = Term::from_field_text(field, text);
                let Some(postings) = self.postings(field, &term, IndexRecordOption::WithFreqs)
                else {
                    continue;
                };
                let bm25 = Bm25Weight::for_terms(&self.searcher, &[term]).expect("statistics");
                let bm25 = bm25.boost_by(*weight);
                each_block(postings, |docs, frequencies| {
                    for (&doc, &frequency) in docs.iter().zip(frequencies) {
                        sums[doc as usize] += bm25.score(norms.fieldnorm_id(doc), frequency);
                    }
                });
            }
        }
        let Some(region) = region else {
            return best((0..).zip(sums.iter().copied()), k);
        };
        let term = Term::from_field_text(self.fields.region, region);
        let mut admitted = Vec::new();
        if let Some(postings) = self.postings(self.fields.region, &term, IndexRecordOption::Basic) {
            each_block(postings, |docs, _| admitted.extend_from_slice(docs));
        }
        best(admitted.into_iter().map(|doc| (doc, sums[doc as usize])), k)
    }

    fn postings(
        &self,
        field: Field,
        term: &Term,
        option: IndexRecordOption,
    ) -> Option<BlockSegmentPostings> {
        let reader = self.searcher.segment_reader(0);
        let index = reader.inverted_index(field).expect("an index");
        index.read_block_postings(term, option).expect("postings")
    }
}

/// Hands the documents and frequencies of each block to `take`.
fn each_block(mut postings: BlockSegmentPostings, mut take: impl FnMut(&[DocId], &[u32])) {
    while postings.block_len() > 0 {
        take(postings.docs(), postings.freqs());
        postings.advance();
    }
}

/// The `k` greatest positive sums, greatest first, then by document.
fn best(sums: impl Iterator<Item = (DocId, f32)>, k: usize) -> Vec<Hit> {
    let order = |a: &Hit, b: &Hit| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    let (mut best, mut least) = (Vec::with_capacity(4 * k), 0.0);
    for (doc, sum) in sums {
        if sum > least {
            best.push((sum, doc));
            // Full: the better half stays, and its worst is what the next have to beat.
            if best.len() == 4 * k {
                best.select_nth_unstable_by(k - 1, order);
                best.truncate(k);
                least = best[k - 1].0;
            }
        }
    }
    best.sort_unstable_by(order);
    best.truncate(k);
    best
}
