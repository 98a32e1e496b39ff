//! What profiles of a library cover of a need's [information](super::information), by their postings.

use super::information::{Coverage, InformationTerms};
use super::postings::Narrow;
use super::query::Query;
use super::resolved::ResolvedTerm;
use super::segment::CompiledSegment;
use super::terms::SPARSE;

/// The coverage of `profiles`, which ascend, by the documents of one segment. O(terms · (runs + profiles · log
/// postings)).
pub(crate) fn coverages(
    query: &Query,
    segment: &CompiledSegment,
    profiles: &[u32],
) -> Vec<Coverage> {
    let InformationTerms { terms, whole } = &query.information;
    let mut found = vec![
        Coverage {
            covered: 0,
            whole: *whole,
        };
        profiles.len()
    ];
    for &(hash, information) in terms.iter() {
        let Some(mut term) = ResolvedTerm::find(hash, segment) else {
            continue;
        };
        let mut block = 0;
        term.seek(segment, block);
        for (&profile, coverage) in profiles.iter().zip(&mut found) {
            while segment.block(block).end <= profile {
                block += 1;
                term.seek(segment, block);
            }
            if term.stands_in(segment, block, profile) {
                coverage.covered += u64::from(information);
            }
        }
    }
    found
}

impl ResolvedTerm {
    /// Whether the term stands in a document of `profile`, which is in `block`, at which its cursor is.
    fn stands_in(&self, segment: &CompiledSegment, block: u32, profile: u32) -> bool {
        if self.count == 0 {
            return false;
        }
        let mut buffer: [Narrow; SPARSE] = [[0; 2]; SPARSE];
        let base = segment.block_start(block);
        let documents = segment.documents(profile);
        let here = self
            .here(segment, segment.tables(block), &mut buffer)
            .within(documents.start - base..documents.end - base);
        !(here.plain.is_empty() && here.once.is_empty() && here.mixed.is_empty())
    }
}
