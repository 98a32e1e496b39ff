//! From rows and objects to the named fields of records.

pub(crate) mod addresses;
mod affiliations;
mod amount;
pub(crate) mod conditions;
mod day;
mod day_words;
mod facts;
mod identity;
pub(crate) mod name;
mod object;
mod parts;
mod references;
pub(crate) mod regions;
mod resolve;
mod row;
pub(crate) mod students;
mod terms;
mod value;
mod words;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Severity;
use crate::error::{Error, Wording, say};

pub(crate) use identity::derive_id;
pub(crate) use object::from_object;
pub(crate) use resolve::{Resolver, resolve};
pub(crate) use row::from_row;

/// A record on its way in: fields as the model names them, and the problems found.
#[derive(Debug)]
pub(crate) struct RecordDraft {
    /// Row or line, from 1.
    pub(crate) row: u64,
    /// Rows that it was made of: every row below the first adds works.
    pub(crate) rows: u64,
    /// Whether the row itself does not say its kind.
    pub(crate) is_kind_implied: bool,
    /// Whether the row says its kind by the one column of needs that it fills in, and by nothing else.
    pub(crate) is_kind_of_columns: bool,
    /// Whether its id is made from names.
    pub(crate) is_id_derived: bool,
    /// Fields that the row states to be open, as in `长期` for the last day.
    pub(crate) open: BTreeSet<&'static str>,
    pub(crate) fields: Map<String, Value>,
    pub(crate) findings: Vec<DraftProblem>,
}

/// The remark on a reading of which a person should say if it is wrong.
fn to_check(reading: &Wording) -> Wording {
    say!(
        "{reading}; write it out if it is not so",
        "{reading}；如不是这样，请写完整";
        reading
    )
}

/// Most findings of one row; more are counted in the last.
const MAX_FINDINGS: usize = 1_000;

/// A problem of one field of a row.
#[derive(Debug)]
pub(crate) struct DraftProblem {
    pub(crate) severity: Severity,
    /// Heading, if it differs from the field's own.
    pub(crate) column: Option<String>,
    pub(crate) field: String,
    pub(crate) value: String,
    pub(crate) repair: Wording,
}

impl DraftProblem {
    pub(crate) fn new(severity: Severity, error: &Error) -> Self {
        Self {
            severity,
            column: None,
            field: error.field().unwrap_or_default().to_owned(),
            value: error.value().unwrap_or_default().to_owned(),
            repair: error.repair_wording().map_or_else(
                || Wording::new(error.to_string(), error.chinese()),
                Wording::clone,
            ),
        }
    }

    pub(crate) fn of(mut self, field: &str) -> Self {
        field.clone_into(&mut self.field);
        self
    }

    pub(crate) fn in_column(mut self, column: Option<String>) -> Self {
        self.column = column;
        self
    }
}

impl RecordDraft {
    /// A draft of no fields, of one row.
    pub(crate) fn new(row: u64) -> Self {
        Self {
            row,
            rows: 1,
            is_kind_implied: false,
            is_kind_of_columns: false,
            is_id_derived: false,
            open: BTreeSet::new(),
            fields: Map::new(),
            findings: Vec::new(),
        }
    }

    /// Gives the draft a kind, if it has none.
    pub(crate) fn imply_kind(&mut self, kind: &str) {
        if !self.fields.contains_key("kind") {
            self.fields.insert("kind".to_owned(), Value::from(kind));
            self.is_kind_implied = true;
        }
    }

    /// Adds a finding; past [`MAX_FINDINGS`] the last one says that there are more, as severely as the
    /// severest of them.
    pub(crate) fn find(&mut self, finding: DraftProblem) {
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(finding);
        } else if let Some(last) = self.findings.last_mut() {
            let repair = say!(
                "repair the {MAX_FINDINGS} faults before it; there are more",
                "请先修正前面的{MAX_FINDINGS}处错误；其后还有"
            );
            let more = Error::invalid("row", "more faults", repair);
            let severity = last.severity.min(finding.severity);
            *last = DraftProblem::new(severity, &more);
        }
    }

    /// Adds the works of `part`, and what was found in them.
    pub(crate) fn join_works(&mut self, part: Self) {
        part.findings
            .into_iter()
            .for_each(|finding| self.find(finding));
        let mut fields = part.fields;
        if let Some(Value::Array(works)) = fields.remove("works") {
            for work in works {
                append(&mut self.fields, "works", work);
            }
        }
    }

    /// The field of that dotted name, if it is there.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

/// The value of a dotted field name in `fields`, created if it is missing.
pub(crate) fn place<'m>(fields: &'m mut Map<String, Value>, name: &str) -> &'m mut Value {
    let Some((root, leaf)) = name.split_once('.') else {
        return fields.entry(name).or_insert(Value::Null);
    };
    let nested = fields
        .entry(root)
        .or_insert_with(|| Value::Object(Map::new()));
    if !nested.is_object() {
        *nested = Value::Object(Map::new());
    }
    if let Value::Object(inner) = nested {
        return inner.entry(leaf).or_insert(Value::Null);
    }
    nested
}

/// Adds `value` to the list of that name.
pub(crate) fn append(fields: &mut Map<String, Value>, name: &str, value: Value) {
    let list = place(fields, name);
    if let Value::Array(items) = list {
        items.push(value);
    } else {
        *list = Value::Array(vec![value]);
    }
}

/// Behind the name of a field, in the name of the attribute that keeps a text which could not be understood.
pub(crate) const UNRESOLVED: &str = "_unresolved";

/// Keeps a text that no vocabulary knows among the attributes, under `<field>_unresolved`.
pub(crate) fn keep_unresolved(fields: &mut Map<String, Value>, field: &str, text: &str) {
    append(
        fields,
        &format!("attributes.{field}{UNRESOLVED}"),
        Value::from(text),
    );
}
