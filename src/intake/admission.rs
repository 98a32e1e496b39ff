//! From drafts to records: admits them, joins rows of one profile, and reports problems.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::columns::TableLayout;
use super::convert::{self, DraftProblem, RecordDraft};
use super::duplicate::DuplicateIndex;
use super::record::ImportRecord;
use super::report::{IntakeReport, RowProblem, Severity, SimilarRow};
use crate::error::{Error, Result};
use crate::model::Taxonomies;

/// Admits the records of one file, one after the other.
pub(super) struct Admission<'r, T> {
    file: String,
    /// Sheets entered so far; the last one is being read.
    sheets: Vec<String>,
    taxonomies: &'r Taxonomies,
    /// The record that the next row may add works to.
    pending: Option<RecordDraft>,
    /// Number of the sheet, and row, of each id that went in.
    seen: BTreeMap<Box<str>, (usize, u64)>,
    duplicates: Option<&'r mut DuplicateIndex>,
    pub(super) report: IntakeReport,
    /// Problems of the tables before this one.
    settled_problems: usize,
    sink: &'r mut dyn FnMut(T) -> Result<()>,
}

impl<'r, T: ImportRecord> Admission<'r, T> {
    pub(super) fn new(
        file: String,
        taxonomies: &'r Taxonomies,
        duplicates: Option<&'r mut DuplicateIndex>,
        sink: &'r mut dyn FnMut(T) -> Result<()>,
    ) -> Self {
        Self {
            file,
            sheets: Vec::new(),
            taxonomies,
            pending: None,
            seen: BTreeMap::new(),
            duplicates,
            report: IntakeReport::default(),
            settled_problems: 0,
            sink,
        }
    }

    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The name of the sheet, or of the file without folder and extension.
    pub(super) fn name(&self) -> &str {
        let stem = || {
            Path::new(&self.file)
                .file_stem()
                .and_then(|stem| stem.to_str())
        };
        self.sheets
            .last()
            .map(String::as_str)
            .or_else(stem)
            .unwrap_or_default()
    }

    pub(super) fn enter_sheet(&mut self, name: String) {
        self.sheets.push(name);
    }

    /// Holds a draft back until it is known whether the next row adds to it; admits the one
    /// before. A row that repeats that one but for works which it adds is part of it.
    pub(super) fn take(&mut self, draft: RecordDraft, layout: Option<&TableLayout>) -> Result<()> {
        if let (Some(layout), Some(pending)) = (layout, &self.pending)
            && is_more_of(pending, &draft)
        {
            self.add_works(draft, layout);
            return Ok(());
        }
        self.flush(layout)?;
        self.pending = Some(draft);
        Ok(())
    }

    /// Whether a row holds works and nothing else, below a record.
    pub(super) fn is_continued_by(&self, draft: &RecordDraft) -> bool {
        self.pending.is_some() && draft.fields.len() == 1 && draft.fields.contains_key("works")
    }

    /// Adds the works of a row to the record held back, unless one of them is bad.
    pub(super) fn add_works(&mut self, mut draft: RecordDraft, layout: &TableLayout) {
        if self.tell(&mut draft, Some(layout)) {
            self.report.rejected += 1;
            return;
        }
        if let (Some(pending), Some(Value::Array(works))) =
            (&mut self.pending, draft.fields.remove("works"))
        {
            pending.rows += 1;
            works
                .into_iter()
                .for_each(|work| convert::append(&mut pending.fields, "works", work));
        }
    }

    /// Reports the findings of a draft; whether one of them is an error.
    fn tell(&mut self, draft: &mut RecordDraft, layout: Option<&TableLayout>) -> bool {
        let findings = std::mem::take(&mut draft.findings);
        let is_bad = findings
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        for finding in findings {
            self.problem(Some(draft.row), finding, layout);
        }
        is_bad
    }

    /// Turns the draft held back into a record, or into problems.
    fn flush(&mut self, layout: Option<&TableLayout>) -> Result<()> {
        let Some(mut draft) = self.pending.take() else {
            return Ok(());
        };
        // Only now, with all rows of the record together: a later row may still add works.
        convert::resolve(&mut draft, self.taxonomies);
        let record = T::from_fields(std::mem::take(&mut draft.fields));
        for error in record.as_ref().err().into_iter().flatten() {
            draft
                .findings
                .push(DraftProblem::new(Severity::Error, error));
        }
        draft.findings.extend(
            record
                .as_ref()
                .ok()
                .and_then(|record| self.repeated(record.id())),
        );
        let is_bad = self.tell(&mut draft, layout);
        match record {
            Ok(record) if !is_bad => self.admit(record, draft.row),
            _ => {
                self.report.rejected += draft.rows;
                Ok(())
            }
        }
    }

    /// The problem of a row whose id an earlier record has.
    fn repeated(&self, id: &str) -> Option<DraftProblem> {
        let &(sheet, row) = self.seen.get(id)?;
        let of_sheet = match self.sheets.get(sheet) {
            Some(name) if sheet + 1 < self.sheets.len() => format!(" of sheet {name}"),
            _ => String::new(),
        };
        let repair = format!(
            "row {row}{of_sheet} has this id, and stands; give each record its own, or put the rows of one profile together"
        );
        Some(DraftProblem::new(
            Severity::Error,
            &Error::invalid("id", id, repair),
        ))
    }

    fn admit(&mut self, record: T, row: u64) -> Result<()> {
        self.seen.insert(
            record.id().into(),
            (self.sheets.len().saturating_sub(1), row),
        );
        let nearest = match &mut self.duplicates {
            Some(index) => index.insert(record.id(), &record.text()).into_iter().next(),
            None => None,
        };
        self.report
            .near_duplicates
            .extend(nearest.map(|near| SimilarRow {
                file: self.file.clone(),
                sheet: self.sheets.last().cloned(),
                row,
                id: record.id().to_owned(),
                like: near.id,
                similarity: near.similarity,
            }));
        self.report.accepted += 1;
        (self.sink)(record)
    }

    /// Reports a finding, in the column that the layout gives its field.
    pub(super) fn problem(
        &mut self,
        row: Option<u64>,
        finding: DraftProblem,
        layout: Option<&TableLayout>,
    ) {
        let of_field = || layout.and_then(|layout| layout.headings_of(&finding.field));
        self.report.problems.push(RowProblem {
            severity: finding.severity,
            file: self.file.clone(),
            sheet: self.sheets.last().cloned(),
            row,
            column: finding.column.clone().or_else(of_field),
            field: finding.field,
            value: finding.value,
            repair: finding.repair,
        });
    }

    /// Admits the last record of a table, and sorts the table's problems by row: a row that
    /// adds works was reported before the record above it.
    pub(super) fn end_table(&mut self, layout: Option<&TableLayout>) -> Result<()> {
        self.flush(layout)?;
        // A stable sort: problems of one row keep the order of its columns.
        self.report.problems[self.settled_problems..].sort_by_key(|problem| problem.row);
        self.settled_problems = self.report.problems.len();
        Ok(())
    }
}

/// Whether a row repeats the record above it but for its works, some of which are new.
fn is_more_of(pending: &RecordDraft, draft: &RecordDraft) -> bool {
    let repeats = |(name, value): (&String, &Value)| {
        name == "works" || pending.fields.get(name) == Some(value)
    };
    let known = works(pending);
    works(draft).iter().any(|work| !known.contains(work)) && draft.fields.iter().all(repeats)
}

fn works(draft: &RecordDraft) -> &[Value] {
    draft
        .fields
        .get("works")
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
