//! The durable index: one directory, tantivy inside (and nowhere else in the crate).
//!
//! # Stored fields
//! One tantivy index holds both collections, so that one commit covers both. A need is one
//! document. A profile is a *group* of adjacent documents that are added and deleted together:
//! first its own statement, which also carries the stored record and the structured facets, then
//! one document for each work. These are the *evidence documents* that ranking scores.
//!
//! | field | holds | for |
//! |---|---|---|
//! | `key` | `n:` or `p:` and the id, on every document of a group | replacing and deleting |
//! | `record` | the record's JSON without its vectors, stored | reading back |
//! | `title` `keywords` `body` | tokens of [`crate::text::Analyzer`] with frequencies | ranking |
//! | `search` | single characters and words with positions | ad-hoc search, phrases |
//! | `collection` `kind` `region` | which side; spelled kind; every path above the region | ad-hoc search, filters |
//! | `need` `profile` `name_key` | ids and hashed names, columnar | walking a segment, conflicts |
//! | `vector` | the user's vector in steps of one byte, of a need or any evidence document | the vector feature; reading back |
//! | `claims` | figures that the profile states, each with its document, canonical JSON | the quantity feature |
//! | one column per [`crate::model::Facet`] | canonical JSON, dictionary-encoded | rules and features |
//!
//! # Choices
//! tantivy gives immutable segments, an atomic commit (`meta.json` is replaced by rename after every file it names is
//! synced), a file lock that dies with its process, and snapshots by reference counting. It trusts its files; a
//! library's directory does not: a commit names each of its files with length and checksums, bound to the library's
//! id, and no byte is read that was not checked. Field lengths are tantivy's field norms: exact to 40 tokens, then in
//! steps of at most 12.5 %; a pure function of the text. Works as documents of their own, adjacent (Lucene calls it a
//! block join), rather than works joined into one text, because scoring works and gathering them by a decayed sum
//! finds people better than joined profiles on the development sets, and an explanation can then name the work.

mod checked;
mod claims;
mod copy;
mod copy_target;
mod deletion;
mod directory;
mod disk;
mod document;
mod failure;
mod generation;
mod keys;
mod last_commit;
mod manifest;
mod mappable_bytes;
mod migrate;
mod older;
mod schema;
mod seal;
mod search;
mod segment;
mod snapshot;
pub(crate) mod steps;
mod store;
mod terms;
mod tokens;
mod vectors;
mod whole;
mod writer;

pub use crate::model::MAX_WORKS;
pub(crate) use claims::{PlacedClaim, document_number, profile_claims, profile_texts, stated};
pub(crate) use directory::DirectoryAccess;
pub(crate) use disk::{open_regular, sync_directory};
pub(crate) use document::{PreparedRecord, statement_fields, work_fields};
pub(crate) use last_commit::LastCommit;
pub(crate) use manifest::ManifestStamp;
pub(crate) use mappable_bytes::MappableBytes;
pub(crate) use migrate::{MigrationOutcome, is_outdated, migrate, outdated};
pub use schema::FIELD_COUNT;
pub use search::{Hit, SearchOptions};
pub use segment::quantized_length;
pub(crate) use segment::{FacetColumn, LengthCode, RecordGroup, Segment, SegmentKey, length_of};
pub(crate) use snapshot::{IndexSnapshot, RecordAddress};
pub(crate) use store::Store;
pub use store::Verify;
pub(crate) use terms::TermPosting;
pub(crate) use writer::{HeldRecord, IndexWriter};

/// Version of the directory's format; a library of a newer one is refused.
///
/// A record or a fact may gain a field that older records lack; that is no new format. So `affiliations` (a list in the
/// column of organisations where there are several) and `aliases` came to format 4: an older program refuses a library
/// that holds such a list, and does not know aliases.
///
/// The files of formats 4 and 5 can be read as they are. A library of format 3, and one that another version of the analyser
/// indexed, as all of formats 4 and 5 were, is indexed again from its records when it is opened for writing. A library that is
/// not indexed again keeps the codes that were inferred of its profiles; an export that is imported has those of today.
///
/// 6: vectors are kept in one byte a component, and once (`vectors.rs`); of an older segment they are read from the
/// records.
/// 5: a commit may carry its number (`generation.rs`), and the history of the records lies beside, in `ledger.db`. A
/// program of format 4 would drop the number, and with it the history.
/// 4: a commit names every file with its checksums, and the library; the lexicon is part of the manifest; names in
/// facts are [`FoldedName`](crate::model::FoldedName)s.
/// 3: facets of industries and disciplines hold the inferred codes of a profile that states none.
pub const FORMAT: u32 = 6;
