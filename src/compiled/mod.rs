//! The compiled form: what ranking reads instead of the index.
//!
//! Needs are long: about a hundred distinct terms. Search engines are built for three words and
//! decode, seek and add floats for each. A segment is therefore compiled once, when it is first
//! seen, into arrays made for one pass over everything:
//!
//! - Evidence documents are numbered anew, a profile's side by side, and cut into *blocks* of at most
//!   [`BLOCK_DOCUMENTS`] at profile boundaries, so that a block's accumulators (32-bit integers) stay in the
//!   core's cache. Impact-ordered processing with quantised impacts (Anh & Moffat 2002; JASS, Lin &
//!   Trotman 2015) taught the integers; blocks replace their orderings, because nothing is cut off.
//! - A profile *as a whole* is one document more, all that it says together. It has no postings: what a term is
//!   worth in it is told with the first document that has the term, and summed in a place of its own.
//! - A posting is two bytes where the term stands once in the profile, as most do: then its impacts follow from
//!   the document and the field. Else it is three or four ([`terms`]). One list for each term, not one for each term and
//!   field. Only terms of many postings in some block have a run for each block; the lists of others lie in one piece
//!   through the segment, in as few bits as they need ([`packed`]).
//! - Terms are found by 52 bits of their hash, by all 64 in a segment where two terms have the 52 in common. A term of a need
//!   that a segment of five million terms lacks is taken for another one with a probability of 10⁻⁹; two terms of ten million
//!   that share all 64 bits, of which one could not be found, with one below 10⁻⁵.
//! - What a term can add to the sum of any profile of a block is known: blocks that cannot reach the k-th best are
//!   passed over, and common terms are looked up only for profiles that another term names
//!   ([`resolved`]). Of few terms, bounds alone are summed ([`accumulate`]).
//! - Structured facets are one code for each profile, a profile's side by side; see [`facets`].
//! - The terms may be kept in a file ([`kept`]).
//!
//! Deletes do not touch a compiled segment: [`view::SegmentView`] carries a bitmap of live profiles
//! and the document frequencies that the dead ones took along.
//!
//! [`_documentation::design`](crate::_documentation::design#the-compiled-form) has the measurements behind these
//! choices.

mod accumulate;
mod brief;
mod build;
mod claims;
mod codes;
mod collect;
pub(crate) mod demand;
pub(crate) mod facets;
mod gather;
pub(crate) mod impact;
mod kept;
pub(crate) mod library;
mod packed;
mod pool;
mod postings;
pub(crate) mod query;
mod resolved;
mod runs;
mod statistics;
mod terms;
mod vectors;
mod view;

pub(crate) use accumulate::{Accumulators, Way};
pub(crate) use brief::{Rooms, Stands};
pub(crate) use build::{Origin, Outline, compile};
use claims::Claims;
use codes::{Codes, Column};
pub(crate) use gather::{
    Candidate, DECAY_DOCUMENTS, Marks, least_document, profile_sum, sum_bound,
};
pub(crate) use kept::Kept;
pub(crate) use pool::Pool;
pub(crate) use resolved::ResolvedTerm;
pub use statistics::{Calibration, Statistics};
pub(crate) use terms::TermTable;
use vectors::Vectors;
pub(crate) use view::SegmentView;

use crate::index::{FIELD_COUNT, MAX_WORKS};
use crate::model::{Facet, UnitVector};
use crate::num::Unit;
use crate::quantity::{Claim, Verdict};

/// Most evidence documents of one block: their slots, one for each field, are numbered by 16 bits.
pub(crate) const BLOCK_DOCUMENTS: usize = (1 << 16) / FIELD_COUNT;
const _: () = assert!(BLOCK_DOCUMENTS > MAX_WORKS, "a profile must fit");

/// Impacts of a term that stands once in a field of a document and nowhere else in the profile: in the document,
/// and in the profile as a whole.
pub(crate) type Plain = [u8; 2];

/// What the hot loop looks up, of one block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BlockTables<'s> {
    /// Of each slot.
    plain: &'s [Plain],
    /// Profile of each document, counted from the block's first.
    owners: &'s [u16],
    /// First profile.
    first: u32,
    /// First slot.
    slot: u32,
}

impl BlockTables<'_> {
    /// Place in the block of a slot of the segment.
    fn place(self, slot: u32) -> postings::Narrow {
        let place = u16::try_from(slot - self.slot).unwrap_or(u16::MAX);
        place.to_le_bytes()
    }

    /// Place in the block of the document with a slot of the segment.
    fn document(self, slot: u32) -> postings::Narrow {
        let place = u16::try_from((slot - self.slot) / terms::SLOTS).unwrap_or(u16::MAX);
        place.to_le_bytes()
    }
}

/// One profile of a compiled segment: what is kept besides its evidence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProfileRow {
    /// Document of the index that carries the record.
    pub(crate) record: u32,
    /// Where its id ends in [`CompiledSegment::ids`].
    id_end: u32,
    /// [`crate::num::hash64`] of its folded name.
    pub(crate) name_key: u64,
}

/// The compiled form of one segment: a pure function of the segment and the calibration.
#[derive(Debug)]
pub(crate) struct CompiledSegment {
    /// Profiles in document order, deleted ones included.
    rows: Vec<ProfileRow>,
    /// Rank of each profile's id among the ids of the segment.
    ranks: Vec<u32>,
    /// First evidence document of each profile, numbered through the segment, and the number of documents.
    starts: Vec<u32>,
    /// Profile of each document, counted from its block's first.
    owners: Vec<u16>,
    /// Of each field of each document.
    plain: Vec<Plain>,
    /// All ids, one after the other.
    ids: String,
    /// First profile of each block, and the number of profiles.
    blocks: Vec<u32>,
    /// Profiles without any text, ascending.
    textless: Vec<u32>,
    codes: Codes,
    terms: TermTable,
    vectors: Vectors,
    claims: Claims,
}

impl CompiledSegment {
    /// Number of profiles, deleted ones included.
    pub(crate) fn profile_count(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn row(&self, profile: u32) -> &ProfileRow {
        &self.rows[profile as usize]
    }

    /// Rank of a profile's id among the ids of the segment.
    pub(crate) fn rank(&self, profile: u32) -> u32 {
        self.ranks[profile as usize]
    }

    pub(crate) fn id(&self, profile: u32) -> &str {
        let start = profile
            .checked_sub(1)
            .map_or(0, |before| self.row(before).id_end);
        &self.ids[start as usize..self.row(profile).id_end as usize]
    }

    /// Number of evidence documents.
    pub(crate) fn document_count(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Number of blocks.
    pub(crate) fn block_count(&self) -> u32 {
        u32::try_from(self.blocks.len() - 1).unwrap_or(u32::MAX)
    }

    /// The profiles of a block.
    pub(crate) fn block(&self, block: u32) -> std::ops::Range<u32> {
        self.blocks[block as usize]..self.blocks[block as usize + 1]
    }

    /// The evidence documents of a profile.
    pub(crate) fn documents(&self, profile: u32) -> std::ops::Range<u32> {
        self.starts[profile as usize]..self.starts[profile as usize + 1]
    }

    /// Whether the profile has no text at all.
    pub(crate) fn is_textless(&self, profile: u32) -> bool {
        self.textless.binary_search(&profile).is_ok()
    }

    /// First evidence document of each block, and the number of documents.
    pub(crate) fn block_start(&self, block: u32) -> u32 {
        self.starts[self.blocks[block as usize] as usize]
    }

    /// First evidence document of each of `profiles`, and where the last one's end.
    pub(crate) fn starts(&self, profiles: std::ops::Range<u32>) -> &[u32] {
        &self.starts[profiles.start as usize..=profiles.end as usize]
    }

    /// What the hot loop looks up.
    fn tables(&self, block: u32) -> BlockTables<'_> {
        let documents = self.block_start(block) as usize..self.block_start(block + 1) as usize;
        BlockTables {
            plain: &self.plain[documents.start * FIELD_COUNT..documents.end * FIELD_COUNT],
            owners: &self.owners[documents.clone()],
            first: self.blocks[block as usize],
            slot: self.block_start(block) * terms::SLOTS,
        }
    }

    /// Impacts of a slot of the segment.
    fn plain(&self, slot: u32) -> Plain {
        self.plain[slot as usize]
    }

    /// Tells each document in which a term stands, and for how many it counts: itself, and the whole where that is
    /// told with it. O(postings).
    pub(crate) fn for_each_document(&self, term: u32, tell: impl FnMut(u32, u32)) {
        let start = |block: u16| self.block_start(u32::from(block));
        self.terms.for_each_document(term, start, tell);
    }

    /// The code of a facet of a profile; 0 is unknown.
    #[inline]
    pub(crate) fn code(&self, facet: Facet, profile: u32) -> u32 {
        self.codes.get(facet, profile)
    }

    /// The codes of a facet, by profile.
    pub(crate) fn column(&self, facet: Facet) -> Column<'_> {
        self.codes.column(facet)
    }

    /// The best cosine of a profile's vectors with `need`; `None` where none compares.
    pub(crate) fn best_cosine(&self, profile: u32, need: &UnitVector) -> Option<Unit> {
        self.vectors.best(need, self.documents(profile))
    }

    /// What a profile's figures say of a demand.
    pub(crate) fn verdict(&self, profile: u32, demand: &Claim) -> Verdict {
        self.claims.verdict(profile, demand)
    }

    pub(crate) fn terms(&self) -> &TermTable {
        &self.terms
    }

    /// Resident bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.rows.len() * size_of::<ProfileRow>()
            + self.ranks.len() * 4
            + self.starts.len() * 4
            + self.ids.len()
            + size_of_val(&self.owners[..])
            + size_of_val(&self.plain[..])
            + size_of_val(&self.textless[..])
            + self.blocks.len() * 4
            + self.codes.bytes()
            + self.terms.bytes()
            + self.vectors.bytes()
            + self.claims.bytes()
    }
}
