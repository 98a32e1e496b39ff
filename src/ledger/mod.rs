//! The history of records, in one SQLite file in the library's directory.
//!
//! A history outlives the engine and is read by others, so that it is in an embedded database that every tool opens.
//! The file is `ledger.db`. Its tables, with a comment at each column:
//!
//! | table | holds |
//! |---|---|
//! | `change` | when, by whom and why records were changed |
//! | `revision` | one change of one record: fields before and after, as JSON |
//! | `generation` | which commit of the library the revisions belong to |
//! | `history` (a view) | the changes, for people |
//!
//! `sqlite3 -readonly ledger.db 'SELECT at, by, record, before, after FROM history'` shows what was changed.
//!
//! # Records and history together
//! Records are committed by the index, history by SQLite. A writer writes the history first, durably, under the number
//! of the commit to come, and then commits the records with that number. Readers take the number from the records that
//! they see and leave later history out; so both are seen or neither. What a killed writer leaves is removed by
//! the next one.

mod database;
mod failure;
mod revision;
mod revisions;
mod schema;

pub(crate) use database::{Access, Database};
pub use revision::{Change, Revision, RevisionAction};
pub(crate) use revision::{ExportedRevision, NewRevision};
pub(crate) use revisions::{
    add_change, append, discard_after, has_after, of_record, pending_of_record, revisions_after,
};
