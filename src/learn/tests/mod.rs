//! Learning against brute force, on simulated markets whose truth is known.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

mod fit;
mod market;
mod offline;
mod success;
mod training;
