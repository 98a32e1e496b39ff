//! Revisions: what became of a record, change by change.

use serde_json::{Map, Value};

use crate::error::Result;
use crate::model::spelled::spelled;
use crate::model::{Collection, Moment, RecordDifference, RecordId, Version};

/// When a record is changed, by whom and why.
///
/// Everything may be unknown. The crate reads no clock, so that the moment is the caller's.
///
/// # Example
/// ```
/// use qianxian::ledger::Change;
/// let change = Change::at("2026-11-29 09:30".parse()?).by("示例·李科长").why("企业来电");
/// assert_eq!(change.by.as_deref(), Some("示例·李科长"));
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Change {
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why, in words; the file, for a change that came with one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Change {
    /// A change of which nothing is known.
    #[must_use]
    pub fn unknown() -> Self {
        Self::default()
    }

    /// A change at that moment.
    #[must_use]
    pub fn at(moment: Moment) -> Self {
        Self {
            at: Some(moment),
            ..Self::default()
        }
    }

    /// By that person.
    #[must_use]
    pub fn by(self, who: impl Into<String>) -> Self {
        Self {
            by: Some(who.into()),
            ..self
        }
    }

    /// For that reason.
    #[must_use]
    pub fn why(self, reason: impl Into<String>) -> Self {
        Self {
            why: Some(reason.into()),
            ..self
        }
    }
}

spelled! {
    /// What was done to a record.
    pub enum RevisionAction as "action" {
        /// The record was put in whole.
        Put = "put" | "写入",
        /// Single fields were changed.
        Patch = "patch" | "修改",
        /// Another profile was made one with it; of the other profile, that it went into this one.
        Merge = "merge" | "合并",
        /// The record was deleted.
        Delete = "delete" | "删除",
        /// An earlier state was brought back.
        Restore = "restore" | "恢复",
    }
}

/// One change of one record.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Revision {
    /// Number of the change among the changes of its record, from 1.
    pub number: u32,
    /// What was done.
    pub action: RevisionAction,
    /// When, by whom, why.
    #[serde(flatten)]
    pub change: Change,
    /// The other profile of a merge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// Fields that changed, with their values before, by their names in JSON; `None` if there was no record. A field
    /// that was not stated is not in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Map<String, Value>>,
    /// Values of these fields after the change; `None` if the record is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Map<String, Value>>,
    /// Version of the record after; `None` if it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
}

impl Revision {
    /// The state of the record before, from its state after.
    pub(crate) fn undo(&self, after: &mut Option<Map<String, Value>>) {
        *after = match (&self.before, after.take()) {
            (None, _) => None,
            // Of a deletion, the whole record is kept.
            (Some(before), None) => Some(before.clone()),
            (Some(_), Some(mut record)) => {
                self.difference().undo(&mut record);
                Some(record)
            }
        };
    }

    /// The state of the record after, from its state before.
    pub(crate) fn redo(&self, before: &mut Option<Map<String, Value>>) {
        *before = match (&self.after, before.take()) {
            (None, _) => None,
            (Some(after), None) => Some(after.clone()),
            (Some(_), Some(mut record)) => {
                self.difference().redo(&mut record);
                Some(record)
            }
        };
    }

    fn difference(&self) -> RecordDifference {
        RecordDifference {
            before: self.before.clone().unwrap_or_default(),
            after: self.after.clone().unwrap_or_default(),
        }
    }
}

/// A change of a record as an export has it.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportedRevision {
    pub(crate) collection: Collection,
    pub(crate) id: String,
    pub(crate) action: RevisionAction,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<Moment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) other: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<Version>,
}

impl ExportedRevision {
    pub(crate) fn new(id: &RecordId, revision: Revision) -> Self {
        let Change { at, by, why } = revision.change;
        Self {
            collection: id.collection(),
            id: id.as_str().to_owned(),
            action: revision.action,
            at,
            by,
            why,
            other: revision.other,
            before: revision.before,
            after: revision.after,
            version: revision.version,
        }
    }

    /// The change as it goes into a history.
    ///
    /// # Errors
    /// Invalid input for a bad id.
    pub(crate) fn into_new(self) -> Result<(Change, NewRevision)> {
        let Self { at, by, why, .. } = self;
        let text = |fields: Option<Map<String, Value>>| {
            fields.map(|fields| Value::Object(fields).to_string())
        };
        let revision = NewRevision {
            id: RecordId::new(self.collection, &self.id)?,
            action: self.action,
            other: self.other,
            before: text(self.before),
            after: text(self.after),
            version: self.version,
        };
        Ok((Change { at, by, why }, revision))
    }
}

/// A change of a record on its way into the history.
#[derive(Debug)]
pub(crate) struct NewRevision {
    /// The record.
    pub(crate) id: RecordId,
    /// What was done.
    pub(crate) action: RevisionAction,
    /// The other profile of a merge.
    pub(crate) other: Option<String>,
    /// JSON of the changed fields before, or of the whole record that goes.
    pub(crate) before: Option<String>,
    /// JSON of the changed fields after, or of the whole record that comes.
    pub(crate) after: Option<String>,
    /// Version after.
    pub(crate) version: Option<Version>,
}
