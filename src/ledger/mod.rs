//! The ledger of matches and the history of records, in one SQLite file in the library's directory.
//!
//! [`Ledger`] is where a bureau writes down what happens to each match, and asks what is due. Entries are appended and
//! never changed; they fold to a [`Standing`] by [`Stages`] and a [`Calendar`], which are data.
//!
//! A ledger outlives the engine and is read by others, so that it is in an embedded database that every tool opens.
//! The file is `ledger.db`. Its tables, with a comment at each column:
//!
//! | table | holds |
//! |---|---|
//! | `change` | when, by whom and why records were changed |
//! | `revision` | one change of one record: fields before and after, as JSON |
//! | `generation` | which commit of the library the revisions belong to |
//! | `history` (a view) | the changes, for people |
//! | `entry` | what happened to a match; triggers refuse changes |
//! | `standing` | how each match stands: the fold of its entries, kept with them |
//! | `standing_list`, `standing_statistics` | the list of each subscription, and the statistics it is scored under |
//! | `setting` | the stages, the calendar, and the probability of success that was learned, as JSON; `import`: the commit to which imported entries belong, until it is there |
//! | `subscription`, `candidate` | who wants to hear of what, and what may be sent |
//! | `batch`, `delivery` | what was sent to whom, and what became of it |
//! | `push_change` | how often the four before were changed |
//! | `sent` (a view) | the deliveries, for people |
//! | `ledger`, `desk` (views) | the entries, and the open matches by deadline, for people |
//!
//! `sqlite3 -readonly ledger.db 'SELECT at, by, record, before, after FROM history'` shows what was changed, and
//! `'SELECT * FROM desk'` what is due.
//!
//! # Records and history together
//! Records are committed by the index, history by SQLite. A writer writes the history first, durably, under the number
//! of the commit to come, and then commits the records with that number. Readers take the number from the records that
//! they see and leave later history out; so both are seen or neither. What a killed writer leaves is removed by
//! the next one.

mod backup;
mod book;
mod calendar;
mod changed;
mod database;
mod dated;
mod desk;
mod entries;
mod entry;
mod failure;
mod funnel;
mod push_tables;
mod revision;
mod revisions;
mod schema;
mod sent;
mod stages;
mod standing;
mod standing_tables;
#[cfg(test)]
mod tests;
mod transfer;

pub use book::{Appended, Ledger, MatchHistory};
pub use calendar::{Calendar, CalendarDay};
pub use desk::{Desk, DeskFilter, ProfileLoad, UnansweredNeed};
pub use entry::{EntryContent, EntryCorrection, EntryKind, LedgerEntry};
pub use funnel::{Funnel, FunnelGroup, FunnelStep};
pub use stages::{Stage, StageGate, StageRole, Stages};
pub use standing::Standing;

pub(crate) use changed::changed_records;
pub(crate) use database::{Access, Database, FILE};
pub(crate) use dated::{dated_records, undated_changes};
pub(crate) use entries::{optional, required};
pub(crate) use failure::{Failure, unreadable_row};
pub use revision::{Change, Revision, RevisionAction};
pub(crate) use revision::{ExportedRevision, NewRevision};
pub(crate) use revisions::{
    add_change, append, discard_after, has_after, of_record, pending_of_record, revisions_after,
};
pub(crate) use sent::append_sent;
pub(crate) use standing_tables::{
    StoredList, drop_list, put_list, put_statistics, set_standing_state, standing_state,
    stored_lists, stored_statistics, subscription_changes,
};
pub(crate) use transfer::{ExportedEntry, LedgerImport, LedgerMoment, end_import, has_entries};
