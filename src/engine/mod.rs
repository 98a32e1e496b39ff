//! The front door: libraries, their writer, their snapshots.
//!
//! [`Library`] opens or creates a directory (or stands in memory); [`Writer`] changes it;
//! [`Snapshot`] is a frozen view that ranks, explains and searches; [`Market`] takes its rankings to an
//! assignment. Nothing here computes: it wires
//! the floors below together.

mod cache;
mod event;
mod explain;
mod learn;
mod library;
mod market;
mod snapshot;
mod team;
mod writer;

pub use learn::{LeftOut, Lessons};
pub use library::{Library, LibraryOptions};
pub use market::{
    Market, MarketOptions, PairReason, PricedExplanation, PricedMatch, PricedRanking, labels,
};
pub use snapshot::{Counts, Snapshot};
pub use writer::Writer;

use std::ops::ControlFlow;

/// How far long work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Units done.
    pub done: usize,
    /// Units in all.
    pub total: usize,
}

/// Hears of progress, from whichever thread makes it; breaking cancels the work.
pub type OnProgress<'a> = &'a (dyn Fn(Progress) -> ControlFlow<()> + Sync);

/// Hears nothing and lets everything run on.
pub fn silent(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}
