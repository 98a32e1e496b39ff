//! What a recipient was sent of a record.

use crate::error::Result;
use crate::model::{Date, Record, RecordId};
use crate::score::Fit;

/// What a recipient was sent of a record.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SentBefore {
    pub(super) day: Date,
    pub(super) score: f64,
    pub(super) fit: Fit,
    pub(super) fingerprint: u64,
}

/// A record as it was at an earlier time, and as it is.
pub(crate) struct RecordThenNow {
    pub(crate) then: Record,
    pub(crate) now: Record,
    /// Digest of the content that it has now.
    pub(crate) digest: u64,
}

/// Looks up a record as it was when it had a content of that digest, and as it is now.
type VersionLookup = dyn Fn(&RecordId, u64) -> Result<Option<RecordThenNow>> + Send + Sync;

/// The contents that records had when they were sent.
pub(super) struct SentContents(Box<VersionLookup>);

impl std::fmt::Debug for SentContents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentContents").finish_non_exhaustive()
    }
}

impl SentContents {
    pub(super) fn new(
        lookup: impl Fn(&RecordId, u64) -> Result<Option<RecordThenNow>> + Send + Sync + 'static,
    ) -> Self {
        Self(Box::new(lookup))
    }

    /// The record as it was when its content had that digest, and as it is; `None` if either is not known.
    pub(super) fn versions(&self, record: &RecordId, digest: u64) -> Result<Option<RecordThenNow>> {
        (self.0)(record, digest)
    }
}
