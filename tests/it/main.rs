//! Integration tests, over the public interface only, in one binary so that tantivy links once.
//!
//! [`oracle`] recomputes scores and rules from the records by plain arithmetic; [`support`] makes
//! random records from seeds. The other modules hold the claims.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "the enums of the crate may grow"
)]

mod blocks;
mod boundaries;
mod circles;
mod cli;
mod common_words;
mod determinism;
mod durability;
mod exports;
mod floors;
mod frozen;
mod fuzz;
mod guarantees;
mod histories;
mod inference;
mod ledgers;
mod listing;
mod merges;
mod model_based;
mod oracle;
mod prose;
mod public_api;
#[cfg(feature = "xlsx")]
mod quality;
mod quantities;
mod readme;
mod records;
mod reference;
mod report;
mod round_trips;
mod shapes;
mod short_needs;
mod shown_again;
mod stress;
mod support;
mod surveys;
#[cfg(feature = "xlsx")]
mod workbooks;
