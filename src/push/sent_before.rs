//! What a recipient was sent of a record.

use crate::model::Date;
use crate::score::Fit;

/// What a recipient was sent of a record.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SentBefore {
    pub(super) day: Date,
    pub(super) score: f64,
    pub(super) fit: Fit,
    pub(super) fingerprint: u64,
}
