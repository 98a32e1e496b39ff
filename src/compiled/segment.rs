//! The compiled form of one segment.

use std::sync::Arc;

use super::centre::{CentredVector, VectorStatistics};
use super::claims::Claims;
use super::codes::FacetCodes;
use super::postings::{Narrow, Postings, narrow};
use super::presence::{Presence, ProfileBits};
use super::profile_table::{ProfileRow, ProfileTable};
use super::slot::{DocumentRow, Plain, SLOTS};
use super::terms::TermTable;
use super::vectors::Vectors;
use crate::num::Fraction;

/// Look-up tables of the hot loop for one block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BlockTables<'s> {
    /// A row for each evidence document of the block.
    pub(super) rows: &'s [DocumentRow],
    /// First profile.
    pub(super) first: u32,
    /// First slot.
    pub(super) slot: u32,
}

impl BlockTables<'_> {
    /// Place in the block of a slot of the segment.
    pub(super) fn place(self, slot: u32) -> Narrow {
        narrow(slot - self.slot)
    }

    /// Place in the block of the document with a slot of the segment.
    pub(super) fn document(self, slot: u32) -> Narrow {
        narrow((slot - self.slot) / SLOTS)
    }

    /// First document, numbered through the segment.
    pub(super) fn first_document(self) -> u32 {
        self.slot / SLOTS
    }
}

/// The compiled form of one segment: a pure function of the segment and the calibration.
#[derive(Debug)]
pub(crate) struct CompiledSegment {
    pub(super) profiles: ProfileTable,
    /// What the hot loop reads of each evidence document.
    pub(super) documents: Vec<DocumentRow>,
    /// First profile of each block, and the number of profiles.
    pub(super) blocks: Vec<u32>,
    pub(super) codes: Arc<FacetCodes>,
    pub(super) terms: TermTable,
    pub(super) presence: Presence,
    pub(super) vectors: Vectors,
    pub(super) claims: Claims,
}

impl CompiledSegment {
    /// Number of profiles, deleted ones included.
    pub(crate) fn profile_count(&self) -> u32 {
        u32::try_from(self.profiles.len()).expect("compiling refuses 2^32 documents")
    }

    /// The profile whose record that document of the index carries. O(log profiles).
    pub(crate) fn profile_at(&self, record: u32) -> Option<u32> {
        let record_of = |&profile: &u32| self.row(profile).record;
        let by_record = &self.profiles.by_record;
        let found = by_record.binary_search_by_key(&record, record_of);
        found.ok().map(|at| by_record[at])
    }

    pub(crate) fn row(&self, profile: u32) -> &ProfileRow {
        &self.profiles.rows[profile as usize]
    }

    /// Rank of a profile's id among the ids of the segment.
    pub(crate) fn rank(&self, profile: u32) -> u32 {
        self.profiles.ranks[profile as usize]
    }

    pub(crate) fn id(&self, profile: u32) -> &str {
        let start = profile
            .checked_sub(1)
            .map_or(0, |before| self.row(before).id_end);
        &self.profiles.ids[start as usize..self.row(profile).id_end as usize]
    }

    /// Number of evidence documents.
    pub(crate) fn document_count(&self) -> u32 {
        self.profiles.document_count()
    }

    /// Number of blocks.
    pub(crate) fn block_count(&self) -> u32 {
        u32::try_from(self.blocks.len() - 1).expect("compiling refuses 2^15 blocks")
    }

    /// The profiles of a block.
    pub(crate) fn block(&self, block: u32) -> std::ops::Range<u32> {
        self.blocks[block as usize]..self.blocks[block as usize + 1]
    }

    /// The evidence documents of a profile.
    pub(crate) fn documents(&self, profile: u32) -> std::ops::Range<u32> {
        self.profiles.starts[profile as usize]..self.profiles.starts[profile as usize + 1]
    }

    /// Whether the profile has no text at all.
    pub(crate) fn is_textless(&self, profile: u32) -> bool {
        self.profiles.textless.binary_search(&profile).is_ok()
    }

    /// First evidence document of each block, and the number of documents.
    pub(crate) fn block_start(&self, block: u32) -> u32 {
        self.profiles.starts[self.blocks[block as usize] as usize]
    }

    /// The parts of `profiles` that lie in one territory each; a place of its first profile has the regions of all.
    pub(crate) fn territories(
        &self,
        profiles: std::ops::Range<u32>,
    ) -> impl Iterator<Item = std::ops::Range<u32>> + '_ {
        let territories = &self.profiles.territories;
        let from = territories.partition_point(|&first| first <= profiles.start);
        let until = territories.partition_point(|&first| first < profiles.end);
        let inner = &territories[from..until];
        let starts = std::iter::once(profiles.start).chain(inner.iter().copied());
        let ends = inner.iter().copied().chain([profiles.end]);
        starts.zip(ends).map(|(start, end)| start..end)
    }

    /// First evidence document of each of `profiles`, and the end of the last one's.
    pub(crate) fn starts(&self, profiles: std::ops::Range<u32>) -> &[u32] {
        &self.profiles.starts[profiles.start as usize..=profiles.end as usize]
    }

    /// Look-up tables of the hot loop for `block`.
    pub(super) fn tables(&self, block: u32) -> BlockTables<'_> {
        let documents = self.block_start(block) as usize..self.block_start(block + 1) as usize;
        BlockTables {
            rows: &self.documents[documents],
            first: self.blocks[block as usize],
            slot: self.block_start(block) * SLOTS,
        }
    }

    /// Impacts of a slot of the segment.
    pub(super) fn plain(&self, slot: u32) -> Plain {
        let (document, field) = (slot / SLOTS, slot % SLOTS);
        self.documents[document as usize].plain[field as usize]
    }

    /// Calls `visit` with each document that has a term and the number of documents that it counts for: itself, and
    /// the whole if this document carries the whole's impact. O(postings).
    pub(crate) fn for_each_document(&self, term: u32, visit: impl FnMut(u32, u32)) {
        let start = |block: u16| self.block_start(u32::from(block));
        self.terms.for_each_document(term, start, visit);
    }

    /// The best nearness of a profile's vectors to `need`; `None` if none compares.
    pub(crate) fn nearness(&self, profile: u32, need: &CentredVector) -> Option<Fraction> {
        self.vectors.best(need, self.documents(profile))
    }

    /// Statistics of the vectors of the profiles that are live.
    pub(super) fn vector_statistics(&self, is_live: impl Fn(u32) -> bool) -> VectorStatistics {
        let owner = |document: u32| {
            self.profiles
                .starts
                .partition_point(|&start| start <= document)
                - 1
        };
        // A document's profile has a 32-bit number, as the document has.
        let is_live = |document| u32::try_from(owner(document)).is_ok_and(&is_live);
        self.vectors.live_statistics(is_live)
    }

    /// The figures that its profiles state.
    pub(super) fn claims(&self) -> &Claims {
        &self.claims
    }

    /// The block of an evidence document; `None` if there is no such document.
    pub(super) fn block_of(&self, document: u32) -> Option<u32> {
        let begins = |&profile: &u32| self.profiles.starts[profile as usize] <= document;
        let block = self.blocks.partition_point(begins).checked_sub(1)?;
        u32::try_from(block).ok()
    }

    /// The postings of a run of `block`, and the profiles that have its term, if it is common there.
    pub(super) fn common(&self, run: u32, block: u32) -> Option<(ProfileBits<'_>, Postings<'_>)> {
        let postings = self.terms.postings(run);
        let documents = (self.tables(block).rows, self.block(block).len());
        let profiles = self.presence.find(run, postings, documents)?;
        Some((profiles, postings))
    }

    pub(crate) fn terms(&self) -> &TermTable {
        &self.terms
    }

    /// Bytes of files that are mapped.
    pub(crate) fn mapped(&self) -> usize {
        self.terms.mapped()
    }

    /// Resident bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.profiles.bytes()
            + size_of_val(&self.documents[..])
            + self.blocks.len() * 4
            + self.codes.bytes()
            + self.terms.bytes()
            + self.presence.bytes()
            + self.vectors.bytes()
            + self.claims.bytes()
    }
}
