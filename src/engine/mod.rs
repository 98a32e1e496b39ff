//! The front door: libraries, their writer, their snapshots.
//!
//! [`Library`] opens or creates a directory (or stands in memory); [`Writer`] changes it, [`SharedWriter`] for many threads at once;
//! [`Snapshot`] is a frozen view that ranks, explains and searches; [`Market`] takes its rankings to an
//! assignment. Nothing here computes: it wires the floors below together.

mod aliases;
mod append;
mod batch;
mod cache;
mod contents;
mod eligibility;
mod enterprise_table;
mod enterprises;
mod entry_queue;
mod event;
mod event_absence;
mod explain;
mod export;
mod export_lines;
mod held_needs;
mod held_texts;
mod history;
mod history_file;
mod identity;
mod journal;
mod leaders;
mod learn;
mod ledger;
mod library;
mod library_options;
mod list;
mod loads;
mod lookup;
mod market;
mod merge;
mod needs;
mod origin;
mod outcomes;
mod push;
mod records;
mod report;
mod same_person;
mod shared;
mod snapshot;
mod standing;
mod team;
#[cfg(test)]
mod tests;
mod upkeep;
mod vectors;
mod writer;

pub use batch::{WriteBatch, WrittenBatch};
pub use cache::Compilation;
pub use contents::{CodeOrigins, Contents};
pub use event::CommonNeed;
pub use event_absence::EventAbsence;
pub use export::ExportCounts;
pub use held_texts::HeldTexts;
pub use history::RecordHistory;
pub use learn::{LeftOut, Lessons};
pub use library::Library;
pub use library_options::LibraryOptions;
pub use list::{FieldCounts, ListOptions, RecordPage};
pub use market::{
    FoundLabel, Market, MarketOptions, PairReason, PricedExplanation, PricedMatch, PricedRanking,
    labels,
};
pub use merge::{ProfileUpdates, StoredWorks};
pub use outcomes::{SuccessForecast, SuccessModel};
pub use records::Counts;
pub use shared::SharedWriter;
pub use snapshot::Snapshot;
pub use standing::{
    FrozenScores, PreviewedPush, PushPreview, Silence, StandingMatches, StandingMember,
    StandingOptions, StandingUpdate,
};
pub use upkeep::{Backup, Migration};
pub use vectors::{RefusedVector, VectorReport};
pub use writer::Writer;

pub use crate::control::steps::{OnProgress, Progress, silent};
