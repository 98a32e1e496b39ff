//! The number of a commit: what ties the records to their history.
//!
//! Records live in tantivy's segments, their history in a database beside. No one commit covers both, so the order
//! does: the history of the changes is written first and durably, under the number of the commit to come; then the
//! records are committed, and that number with them, in tantivy's `meta.json`. Whoever reads history takes the number
//! from the records that he reads and leaves out what is of a later one. So a kill between the two commits leaves
//! entries of a commit that never was; nobody sees them, and the next writer removes them.
//!
//! A library of before has no number; it counts as 0. Merges keep the number.

use std::path::Path;

use tantivy::IndexMeta;

use super::failure::{RESTORE, place};
use crate::error::{Error, Result, say};

/// Before the number, in the payload of a commit.
const PREFIX: &str = "generation ";

/// What tantivy keeps with the commit of that number.
pub(super) fn payload(generation: u64) -> String {
    format!("{PREFIX}{generation}")
}

/// The number of a commit.
///
/// # Errors
/// Corrupt if the payload is none of ours.
pub(super) fn read_generation(metas: &IndexMeta, path: Option<&Path>) -> Result<u64> {
    read_payload(metas.payload.as_deref(), path)
}

/// The number in what tantivy keeps with a commit.
///
/// # Errors
/// Corrupt if it is none of ours.
pub(super) fn read_payload(payload: Option<&str>, path: Option<&Path>) -> Result<u64> {
    let Some(text) = payload else {
        return Ok(0);
    };
    let number = text.strip_prefix(PREFIX).and_then(|n| n.parse().ok());
    number.ok_or_else(|| {
        let what = say!("the last commit has no number", "上次提交没有编号");
        Error::corrupt(place(path), what, RESTORE)
    })
}
