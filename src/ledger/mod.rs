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
//! | `pending_entry` | entries that are made together with a commit, until it is there |
//! | `entry_commit` | which entries were made together with which commit of the library |
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
//!
//! An entry can be made together with a commit ([`Writer::append`](crate::Writer::append)): a need is settled and its
//! match struck off, both or neither. It takes four steps.
//!
//! 1. **Accepted.** The writer checks the entry when it is appended: fields, ids, the gates of its stage. It keeps it in
//!    memory.
//! 2. **Written down.** The commit begins with one durable transaction in this file. It writes the history, and the
//!    entry into `pending_entry`, under the number of the commit to come and under the entry's own number. Whoever
//!    appends meanwhile gets a higher one.
//! 3. **There.** The records are committed with that number. From this instant on the entry is in the ledger:
//!    questions through [`Library::ledger`](crate::Library::ledger) show each pending entry whose commit is there, in
//!    its match's history and standing, as do exports and backups. The file needs no change for that, so it holds for
//!    libraries that may only be read.
//! 4. **Moved.** A second transaction takes the entry into `entry` and brings `standing` up to date. The writer does
//!    so at once. If it is killed before, or the disk refuses, then the next one does who appends an entry, calls
//!    `Library::ledger`, or opens a writer.
//!
//! A kill before step 3 leaves a pending entry whose commit never comes. Nobody sees it, and the next writer removes
//! it; its number is left out or goes to another entry. A rollback does the same.
//!
//! **Nothing can be refused after step 1.** Steps 2 and 4 ask for no gate: what others append or set between does not
//! undo an entry that was accepted, as it does not undo one that was appended. So a strike of an entry on which an
//! accepted one depends leaves that one standing, and of two corrections that did not see each other the one with the
//! higher number holds.
//!
//! A copy has both or neither too: a backup and an export leave out entries whose commit came after the records that
//! they hold. [`Ledger::open`] and other tools know no library; they see such an entry after step 4.

mod appended;
mod backup;
mod book;
mod calendar;
mod changed;
mod correction;
mod database;
mod dated;
mod desk;
mod entries;
mod entry;
mod exported;
mod failure;
mod funnel;
mod merged;
mod pending;
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

pub use appended::Appended;
pub use book::{Ledger, MatchHistory};
pub use calendar::{Calendar, CalendarDay};
pub use desk::{Desk, DeskFilter, ProfileLoad, UnansweredNeed};
pub use entry::{EntryContent, EntryCorrection, EntryKind, LedgerEntry};
pub use funnel::{Funnel, FunnelGroup, FunnelStep};
pub use stages::{Stage, StageGate, StageRole, Stages};
pub use standing::Standing;

pub(crate) use changed::changed_records;
pub(crate) use database::{Access, Database, FILE};
pub(crate) use dated::{dated_records, undated_changes};
pub(crate) use entries::{current_stages, may_end, optional, profiles_with_standings, required};
pub(crate) use exported::ExportedEntry;
pub(crate) use failure::{Failure, unreadable_row};
pub(crate) use merged::MergedIds;
pub(crate) use pending::{add_pending, check_next, discard_pending, roll_forward};
pub use revision::{Change, Revision, RevisionAction};
pub(crate) use revision::{ExportedRevision, NewRevision};
pub(crate) use revisions::{
    add_change, append, discard_after, has_after, of_record, pending_of_record, revisions_after,
};
pub(crate) use sent::append_sent;
pub(crate) use standing_tables::{
    StoredList, drop_list, put_list, put_statistics, set_standing_state, standing_state,
    stored_lists, stored_members, stored_statistics, subscription_changes,
};
pub(crate) use transfer::{LedgerImport, LedgerMoment, end_import, has_entries};
