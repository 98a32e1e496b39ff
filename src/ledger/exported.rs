//! Entries as an export has them.

use serde::{Deserialize, Serialize};

use super::entry::{EntryContent, EntryCorrection, EntryKind, LedgerEntry};
use crate::model::{Date, Moment, NeedId, ProfileId};

/// An entry as an export has it: the JSON of a [`LedgerEntry`].
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportedEntry {
    number: u64,
    need: NeedId,
    profile: ProfileId,
    kind: EntryKind,
    at: Moment,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    propensity: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    officer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correction: Option<ExportedCorrection>,
}

/// How an entry corrects an earlier one, as an export has it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExportedCorrection {
    of: u64,
    is_struck: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<EntryKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Moment>,
}

impl From<LedgerEntry> for ExportedEntry {
    fn from(LedgerEntry { number, content }: LedgerEntry) -> Self {
        let correction = content.correction.map(|correction| ExportedCorrection {
            of: correction.of,
            is_struck: correction.is_struck,
            kind: correction.kind,
            at: correction.at,
        });
        Self {
            number,
            need: content.need,
            profile: content.profile,
            kind: content.kind,
            at: content.at,
            by: content.by,
            source: content.source,
            reason: content.reason,
            note: content.note,
            amount: content.amount,
            propensity: content.propensity,
            officer: content.officer,
            until: content.until,
            correction,
        }
    }
}

impl From<ExportedEntry> for LedgerEntry {
    fn from(exported: ExportedEntry) -> Self {
        let correction = exported.correction.map(|correction| EntryCorrection {
            of: correction.of,
            is_struck: correction.is_struck,
            kind: correction.kind,
            at: correction.at,
        });
        let content = EntryContent {
            need: exported.need,
            profile: exported.profile,
            kind: exported.kind,
            at: exported.at,
            by: exported.by,
            source: exported.source,
            reason: exported.reason,
            note: exported.note,
            amount: exported.amount,
            propensity: exported.propensity,
            officer: exported.officer,
            until: exported.until,
            correction,
        };
        Self {
            number: exported.number,
            content,
        }
    }
}
