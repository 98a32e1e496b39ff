//! How many random problems the tests of the optimisers try.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::ops::Range;

/// Factor on the number of random problems that assignments and teams are tested on: 1, or what the variable says.
const TRIALS: &str = "QIANXIAN_TRIALS";

/// The seeds of the usual run, or the first of them and [`TRIALS`] times as many.
pub(crate) fn trials(usual: Range<u64>) -> Range<u64> {
    let factor: u64 = std::env::var(TRIALS).map_or(1, |factor| factor.parse().unwrap());
    usual.start..usual.start + (usual.end - usual.start) * factor
}
