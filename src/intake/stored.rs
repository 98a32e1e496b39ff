//! Rows for records that are stored already: what a row states is changed, the rest stays.

use serde_json::{Map, Value};

use super::Severity;
use super::columns::{ColumnTarget, Shape, TableColumn, TableLayout};
use super::convert::conditions::sets_conditions;
use super::convert::{DraftProblem, RecordDraft, UNRESOLVED};
use super::text_lines;
use crate::error::{Error, Result, say};
use crate::model::{UNREAD_CONDITIONS, says_nothing};

/// Looks up the stored record of an id, as the fields of its JSON.
pub type StoredFields<'a> = dyn Fn(&str) -> Result<Option<Map<String, Value>>> + 'a;

/// The stored records, and what a blank says about them.
#[derive(Clone, Copy)]
pub(super) struct StoredRecords<'a> {
    pub(super) find: &'a StoredFields<'a>,
    /// Whether a blank cell makes the field unknown.
    pub(super) blank_clears: bool,
}

/// Fields whose value is an object of facts that are stated one by one.
const PARTS: [&str; 5] = ["attributes", "finance", "preferences", "students", "vetoes"];

impl StoredRecords<'_> {
    /// Adds to a draft what the stored record of its id states and the row does not. Returns whether there is such a
    /// record.
    pub(super) fn complete(
        &self,
        draft: &mut RecordDraft,
        layout: Option<&TableLayout>,
    ) -> Result<bool> {
        let Some(mut record) = (self.find)(draft.text("id").trim())? else {
            return Ok(false);
        };
        if draft.is_kind_implied || draft.is_kind_of_columns {
            // The stored kind was stated, or implied by a file that knew no less.
            draft.fields.remove("kind");
        }
        if self.blank_clears {
            clear(&mut record, &draft.fields, layout);
        }
        draft.fields.retain(|_, value| !is_blank(value));
        tell_kept(&record, draft);
        tell_opened(&record, draft);
        draft.open.iter().for_each(|field| open(&mut record, field));
        if let Some(layout) = layout {
            add_lines(&record, &mut draft.fields, layout);
        }
        forget_replaced(&mut record, draft, layout);
        for (name, value) in std::mem::take(&mut draft.fields) {
            // A further field of a JSON record stands beside the others there, and among the attributes here.
            let attributes = record.get_mut("attributes").and_then(Value::as_object_mut);
            if let Some(held) = attributes.and_then(|held| held.get_mut(&name)) {
                *held = value;
                continue;
            }
            match (record.get_mut(&name), value) {
                (Some(Value::Object(held)), Value::Object(stated))
                    if PARTS.contains(&name.as_str()) =>
                {
                    held.extend(stated);
                }
                (_, value) => {
                    record.insert(name, value);
                }
            }
        }
        draft.fields = record;
        Ok(true)
    }

    /// Whether the row of a draft that says no kind updates a student group. The record is looked up only where the table
    /// has columns of students.
    pub(super) fn is_group(&self, draft: &RecordDraft, layout: &TableLayout) -> Result<bool> {
        let mut columns = layout.columns.iter();
        if !draft.text("kind").is_empty() || !columns.any(TableColumn::is_of_students) {
            return Ok(false);
        }
        let record = (self.find)(draft.text("id").trim())?;
        Ok(record.is_some_and(|record| record.contains_key("students")))
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

/// Makes the description of a row that states nothing of it but lines of unknown columns the stored one with these lines:
/// they are beside what other columns stated, and do not replace it.
fn add_lines(record: &Map<String, Value>, stated: &mut Map<String, Value>, layout: &TableLayout) {
    let stored = record.get("description").and_then(Value::as_str);
    let (Some(stored), Some(Value::String(row))) = (stored, stated.get_mut("description")) else {
        return;
    };
    if let Some(whole) = text_lines::put(stored, row, &text_lines::headings(layout)) {
        *row = whole;
    }
}

/// Takes away a field, or a part of one.
fn forget(record: &mut Map<String, Value>, outer: &str, inner: Option<&str>) {
    match (inner, record.get_mut(outer)) {
        (None, _) => drop(record.remove(outer)),
        (Some(inner), Some(Value::Object(parts))) => drop(parts.remove(inner)),
        (Some(_), _) => {}
    }
}

/// Takes away the line of an unknown column.
fn forget_line(record: &mut Map<String, Value>, heading: &str) {
    if let Some(Value::String(description)) = record.get_mut("description") {
        *description = text_lines::without(description, heading);
    }
}

/// Takes away what the columns of the row hold, and the fields that an object states as blank.
fn clear(
    record: &mut Map<String, Value>,
    stated: &Map<String, Value>,
    layout: Option<&TableLayout>,
) {
    for (name, value) in stated {
        if is_blank(value) {
            record.remove(name);
        }
    }
    let attributes = stated.get("attributes").and_then(Value::as_object);
    let is_unresolved = |field: &str| {
        let words = format!("{field}{UNRESOLVED}");
        attributes.is_some_and(|attributes| attributes.contains_key(&words))
    };
    for column in layout.iter().flat_map(|layout| &layout.columns) {
        if sets_conditions(column) {
            forget(record, "eligibility", None);
            forget(record, "attributes", Some(UNREAD_CONDITIONS));
        }
        match &column.target {
            // Every record has an id and a kind; works belong to the rows together, and whether they are replaced is
            // another choice of the caller.
            ColumnTarget::Field(field) if ["id", "kind", "works"].contains(&field.name) => {}
            // A cell that was not understood is not blank.
            ColumnTarget::Field(field) if is_unresolved(field.name) => {}
            ColumnTarget::Field(field) => match field.name.split_once('.') {
                Some((outer, inner)) => forget(record, outer, Some(inner)),
                None => {
                    forget(record, field.name, None);
                    if field.shape == Shape::People {
                        forget(record, "attributes", Some(&column.heading));
                    }
                }
            },
            ColumnTarget::Attribute(name) => forget(record, "attributes", Some(name)),
            ColumnTarget::Text(heading) => forget_line(record, heading),
            ColumnTarget::Work(_) | ColumnTarget::RowNumber | ColumnTarget::Ignored => {}
        }
    }
}

/// Makes a field unknown that a row states to be open. Of a field whose parts are stated one by one the others stay.
fn open(record: &mut Map<String, Value>, field: &str) {
    match field.split_once('.') {
        Some((outer, inner)) if PARTS.contains(&outer) => {
            forget(record, outer, Some(inner));
            let is_empty = |parts: &Value| parts.as_object().is_some_and(Map::is_empty);
            if record.get(outer).is_some_and(is_empty) {
                record.remove(outer);
            }
        }
        Some((outer, _)) => forget(record, outer, None),
        None => forget(record, field, None),
    }
}

/// Whether a field of that dotted name has a value.
fn has(fields: &Map<String, Value>, field: &str) -> bool {
    match field.split_once('.') {
        Some((outer, inner)) => {
            let parts = fields.get(outer).and_then(Value::as_object);
            parts.is_some_and(|parts| parts.contains_key(inner))
        }
        None => fields.contains_key(field),
    }
}

/// Says of a cell that is not understood that the stored value stays.
fn tell_kept(record: &Map<String, Value>, draft: &mut RecordDraft) {
    let RecordDraft {
        fields, findings, ..
    } = draft;
    let is_kept = |finding: &&mut DraftProblem| {
        let words = format!("attributes.{}{UNRESOLVED}", finding.field);
        has(fields, &words) && !has(fields, &finding.field) && has(record, &finding.field)
    };
    for finding in findings.iter_mut().filter(is_kept) {
        let repair = std::mem::take(&mut finding.repair);
        finding.repair = say!(
            "{repair}; what is stored stays",
            "{repair}；库中原有的值不变";
            repair
        );
    }
}

/// Says of fields that a row leaves open that their stored values go.
fn tell_opened(record: &Map<String, Value>, draft: &mut RecordDraft) {
    let opened = draft.open.iter().copied();
    let opened = opened.filter(|field| has(record, field) && !has(&draft.fields, field));
    for field in opened.collect::<Vec<_>>() {
        let repair = say!(
            "the rows leave it open (面议, 待定, 长期), so the stored value is taken away",
            "这些行未定（面议、待定、长期），库中原有的值已去掉"
        );
        let error = Error::invalid(field, "", repair);
        draft.find(DraftProblem::new(Severity::Notice, &error));
    }
}

/// Takes away the words that an earlier row could not be understood by, or left a fact open with, where this row states
/// the field. A fact stays where this row's words are not understood: bad input must not cost what is known.
fn forget_replaced(
    record: &mut Map<String, Value>,
    draft: &RecordDraft,
    layout: Option<&TableLayout>,
) {
    let Some(Value::Object(attributes)) = record.get_mut("attributes") else {
        return;
    };
    let is_stated = |field: &str| has(&draft.fields, field) || draft.open.contains(field);
    attributes.retain(|name, value| {
        if let Some(field) = name.strip_suffix(UNRESOLVED) {
            return !is_stated(field);
        }
        let mut columns = layout.iter().flat_map(|layout| &layout.columns);
        !columns.any(|column| match &column.target {
            // The cell that earlier people were read from goes with them.
            ColumnTarget::Field(field) if field.shape == Shape::People => {
                column.heading == *name && is_stated(field.name)
            }
            ColumnTarget::Field(field) => {
                let is_of_field = column.heading == *name || field.headings.contains(&&**name);
                let says_nothing = value.as_str().is_some_and(says_nothing);
                says_nothing && is_of_field && is_stated(field.name)
            }
            ColumnTarget::Work(_)
            | ColumnTarget::Attribute(_)
            | ColumnTarget::Text(_)
            | ColumnTarget::RowNumber
            | ColumnTarget::Ignored => false,
        })
    });
}
