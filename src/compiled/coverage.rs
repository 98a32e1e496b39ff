//! What profiles of a library cover of a need's [information](super::information), by their postings.

use std::ops::Range;

use super::demand::Demand;
use super::information::Coverage;
use super::postings::{Narrow, Postings, wide};
use super::query::Query;
use super::resolved::{LOOK_UP, ResolvedTerm};
use super::segment::CompiledSegment;
use super::slot::SLOTS_16;
use super::terms::SPARSE;
use crate::quantity::Verdict;

/// The profiles asked about that are in one block.
struct AskedBlock {
    block: u32,
    /// Places of these profiles among all that are asked about.
    places: Range<usize>,
}

/// The coverage of `profiles`, which ascend, by the documents of one segment. O(terms · (runs + the lesser of the
/// block's postings and profiles · log postings)).
pub(crate) fn coverages(
    query: &Query,
    segment: &CompiledSegment,
    profiles: &[u32],
) -> Vec<Coverage> {
    let mut covered = vec![0; profiles.len()];
    let blocks = by_block(segment, profiles);
    for (hash, information) in query.naming_terms() {
        let Some(mut term) = ResolvedTerm::find(hash, segment) else {
            continue;
        };
        for AskedBlock { block, places } in &blocks {
            term.seek(segment, *block);
            if term.count > 0 {
                let asked = (&profiles[places.clone()], &mut covered[places.clone()]);
                term.cover(segment, *block, asked, u64::from(information));
            }
        }
    }
    let whole = query.whole_information;
    let coverage = |covered| Coverage { covered, whole };
    covered.into_iter().map(coverage).collect()
}

fn by_block(segment: &CompiledSegment, profiles: &[u32]) -> Vec<AskedBlock> {
    let mut blocks = Vec::new();
    let (mut block, mut from) = (0, 0);
    while from < profiles.len() {
        let end = segment.block(block).end;
        let until = from + profiles[from..].partition_point(|&profile| profile < end);
        if from < until {
            let places = from..until;
            blocks.push(AskedBlock { block, places });
        }
        (block, from) = (block + 1, until);
    }
    blocks
}

impl CompiledSegment {
    /// Verdict on a demand of a profile's figures whose documents are about the need.
    pub(crate) fn verdict(&self, profile: u32, demand: &Demand) -> Verdict {
        let first = self.documents(profile).start;
        let is_about = |number| {
            demand
                .subject
                .is_held(|hash| self.has_term(first + number, hash))
        };
        self.claims().verdict(profile, &demand.claim, is_about)
    }

    /// Whether an evidence document has the term of that hash. O(runs of the term + log postings).
    fn has_term(&self, document: u32, hash: u64) -> bool {
        let resolved = ResolvedTerm::find(hash, self).zip(self.block_of(document));
        let Some((mut term, block)) = resolved else {
            return false;
        };
        term.seek(self, block);
        term.stands_in(self, block, document)
    }
}

impl ResolvedTerm {
    /// Whether the term stands in `document`, of `block`, at which the cursor is.
    fn stands_in(&self, segment: &CompiledSegment, block: u32, document: u32) -> bool {
        if self.count == 0 {
            return false;
        }
        let mut buffer: [Narrow; SPARSE] = [[0; 2]; SPARSE];
        let postings = self.here(segment, segment.tables(block), &mut buffer);
        let at = document - segment.block_start(block);
        !postings.within(at..at + 1).is_empty()
    }

    /// Adds `information` to each of the profiles (ascending, of `block`, at which the cursor is) that has the term.
    fn cover(
        &self,
        segment: &CompiledSegment,
        block: u32,
        (profiles, covered): (&[u32], &mut [u64]),
        information: u64,
    ) {
        let mut buffer: [Narrow; SPARSE] = [[0; 2]; SPARSE];
        let tables = segment.tables(block);
        let postings = self.here(segment, tables, &mut buffer);
        if self.count <= LOOK_UP * profiles.len() {
            // Postings lie side by side; a look-up jumps through them for each profile.
            let mut has = vec![false; profiles.len()];
            // Of profiles without a gap the place is a difference.
            let (first, last) = (profiles[0], profiles[profiles.len() - 1]);
            let is_dense = (last - first) as usize + 1 == profiles.len();
            each_document(postings, |document| {
                let owner = tables.first + u32::from(tables.rows[usize::from(document)].owner);
                let place = match is_dense {
                    true => owner.checked_sub(first).map(|place| place as usize),
                    false => profiles.binary_search(&owner).ok(),
                };
                if let Some(has) = place.and_then(|place| has.get_mut(place)) {
                    *has = true;
                }
            });
            for (covered, has) in covered.iter_mut().zip(has) {
                *covered += if has { information } else { 0 };
            }
            return;
        }
        let base = segment.block_start(block);
        for (&profile, covered) in profiles.iter().zip(covered) {
            let documents = segment.documents(profile);
            let documents = documents.start - base..documents.end - base;
            let here = postings.within_even(documents, tables.rows.len());
            *covered += if here.is_empty() { 0 } else { information };
        }
    }
}

/// Calls `visit` with the document of each posting, which may be one document several times.
fn each_document(postings: Postings<'_>, mut visit: impl FnMut(u16)) {
    for &slot in postings.plain.iter().chain(postings.once) {
        visit(wide(slot) / SLOTS_16);
    }
    for &document in postings.mixed {
        visit(wide(document));
    }
}
