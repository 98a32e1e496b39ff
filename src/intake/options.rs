//! What the caller of an import asks for.

use super::stored::StoredRecords;

/// Choices of the caller for whole files.
#[derive(Clone, Default)]
pub(super) struct ImportOptions<'a> {
    /// Kind of each record that does not say its own, in its canonical spelling.
    pub(super) kind: Option<&'static str>,
    /// Whether a table with an unknown column is refused.
    pub(super) is_strict: bool,
    /// The records that rows of their ids update.
    pub(super) stored: Option<StoredRecords<'a>>,
}
