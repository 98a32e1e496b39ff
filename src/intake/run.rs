//! One file on its way in, row after row.

use std::collections::BTreeMap;

use serde_json::Value;

use super::columns::{Columns, Layout, Reader, Target};
use super::convert::{self, Draft, Finding};
use super::duplicate::DuplicateIndex;
use super::read::{Item, Row};
use super::record::Record;
use super::report::{IntakeReport, RowProblem, Severity, SimilarRow};
use super::table::Table;
use super::{Side, Source};
use crate::error::{Error, Result};
use crate::model::Taxonomies;

/// The state of reading one file.
pub(super) struct Run<'r, T> {
    file: String,
    sheet: Option<String>,
    taxonomies: &'r Taxonomies,
    columns: &'r Columns,
    reader: &'r Reader<'r>,
    table: Table,
    /// Headings could be read of at least one table, or the file has none.
    is_laid_out: bool,
    /// What is wrong with the headings of a table.
    refused: Vec<Error>,
    /// The record that the next row may add works to.
    pending: Option<Draft>,
    /// Where each id stands.
    seen: BTreeMap<String, String>,
    duplicates: Option<&'r mut DuplicateIndex>,
    report: IntakeReport,
    /// Problems of the tables before this one.
    told: usize,
    sink: &'r mut dyn FnMut(T) -> Result<()>,
}

impl<'r, T: Record> Run<'r, T> {
    pub(super) fn new(
        source: &Source,
        taxonomies: &'r Taxonomies,
        columns: &'r Columns,
        reader: &'r Reader<'r>,
        duplicates: Option<&'r mut DuplicateIndex>,
        sink: &'r mut dyn FnMut(T) -> Result<()>,
    ) -> Self {
        Self {
            file: source.name(),
            sheet: None,
            taxonomies,
            columns,
            reader,
            table: Table::new(),
            is_laid_out: false,
            refused: Vec::new(),
            pending: None,
            seen: BTreeMap::new(),
            duplicates,
            report: IntakeReport::default(),
            told: 0,
            sink,
        }
    }

    /// Rows with data read so far.
    pub(super) fn rows(&self) -> u64 {
        self.report.rows
    }

    pub(super) fn item(&mut self, item: Item) -> Result<()> {
        match item {
            Item::Sheet(name) => {
                self.end_table()?;
                self.sheet = Some(name);
                self.table = Table::new();
                Ok(())
            }
            Item::Skipped(name) => {
                self.notice(
                    "sheet",
                    &name,
                    "sheet not read; name it 需求 or 专家 to have it read on its side",
                );
                Ok(())
            }
            Item::Row(row) => self.row(row),
            Item::Object { line, map } => {
                self.is_laid_out = true;
                self.report.rows += 1;
                self.take(convert::from_object(line, map, self.columns))
            }
            Item::Bad {
                line,
                value,
                repair,
            } => {
                self.report.rows += 1;
                self.report.rejected += 1;
                let finding = Finding::new(Severity::Error, &Error::invalid("row", value, repair));
                self.problem(Some(line), finding);
                Ok(())
            }
        }
    }

    fn row(&mut self, row: Row) -> Result<()> {
        let was_found = self.table.layout().is_some();
        let rows = self.table.push(row, self.reader);
        self.data(rows, was_found)
    }

    fn data(&mut self, rows: Result<Vec<Row>>, was_found: bool) -> Result<()> {
        let rows = match rows {
            Ok(rows) => rows,
            Err(error) => {
                self.refused.push(error);
                self.table = Table::Refused;
                return Ok(());
            }
        };
        if !was_found && self.table.layout().is_some() {
            self.laid_out();
        }
        rows.into_iter().try_for_each(|row| self.data_row(row))
    }

    /// Tells what the layout of a table leaves out or adds.
    fn laid_out(&mut self) {
        self.is_laid_out = true;
        let Some(layout) = self.table.layout() else {
            return;
        };
        let numbering = layout
            .columns
            .iter()
            .find(|c| matches!(c.target, Target::RowNumber));
        let numbering = numbering.map(|column| column.heading.clone());
        let (has_id, implied) = (layout.holds("id"), layout.implied_kind);
        if let Some(heading) = numbering {
            self.notice(
                "row number",
                &heading,
                &format!(
                    "the column numbers rows and is not kept; write {heading}=id if it is the id"
                ),
            );
        }
        if !has_id {
            let from = if T::SIDE == Side::Needs {
                "enterprise and title"
            } else {
                "kind, organization and name"
            };
            self.notice(
                "id",
                "",
                &format!(
                    "no column of ids; ids are made from {from} and stay the same while those do"
                ),
            );
        }
        if let Some(kind) = implied {
            self.notice(
                "kind",
                kind,
                "taken from the heading for every row; add a column 类型 if it is not so",
            );
        }
    }

    fn data_row(&mut self, row: Row) -> Result<()> {
        if row.cells.iter().all(Value::is_null) && row.failed.is_empty() {
            return Ok(());
        }
        self.report.rows += 1;
        let Some(layout) = self.table.layout() else {
            return Ok(());
        };
        let mut draft = convert::from_row(row, layout, T::SIDE);
        if self.continues(&draft) {
            return self.add_works(draft);
        }
        if let Some(kind) = layout.implied_kind {
            draft.fields.entry("kind").or_insert(Value::from(kind));
        }
        if !layout.holds("id") {
            let id = convert::derived_id(T::SIDE, &draft);
            draft.fields.insert("id".to_owned(), Value::from(id));
        }
        if self
            .pending
            .as_ref()
            .is_some_and(|pending| is_more_of(pending, &draft))
        {
            return self.add_works(draft);
        }
        self.take(draft)
    }

    /// Whether a row holds works and nothing else, below a record.
    fn continues(&self, draft: &Draft) -> bool {
        self.pending.is_some() && draft.fields.len() == 1 && draft.fields.contains_key("works")
    }

    /// Adds the works of a row to the record above it.
    fn add_works(&mut self, mut draft: Draft) -> Result<()> {
        if self.tell(&mut draft) {
            self.report.rejected += 1;
            return Ok(());
        }
        if let (Some(pending), Some(Value::Array(works))) =
            (&mut self.pending, draft.fields.remove("works"))
        {
            pending.rows += 1;
            works
                .into_iter()
                .for_each(|work| convert::append(&mut pending.fields, "works", work));
        }
        Ok(())
    }

    /// Holds a draft back until it is known whether the next row adds to it.
    fn take(&mut self, draft: Draft) -> Result<()> {
        self.flush()?;
        self.pending = Some(draft);
        Ok(())
    }

    /// Reports the findings of a draft; whether one of them is an error.
    fn tell(&mut self, draft: &mut Draft) -> bool {
        let findings = std::mem::take(&mut draft.findings);
        let is_bad = findings
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        for finding in findings {
            self.problem(Some(draft.row), finding);
        }
        is_bad
    }

    /// Turns the draft held back into a record, or into problems.
    fn flush(&mut self) -> Result<()> {
        let Some(mut draft) = self.pending.take() else {
            return Ok(());
        };
        convert::resolve(&mut draft, self.taxonomies);
        let record = T::from_fields(std::mem::take(&mut draft.fields));
        for error in record.as_ref().err().into_iter().flatten() {
            draft.findings.push(Finding::new(Severity::Error, error));
        }
        if let Ok(record) = &record {
            self.refuse_repeated(record.id(), &mut draft);
        }
        let is_bad = self.tell(&mut draft);
        match record {
            Ok(record) if !is_bad => self.accept(record, draft.row),
            _ => {
                self.report.rejected += draft.rows;
                Ok(())
            }
        }
    }

    /// An id that a good row above has is an error.
    fn refuse_repeated(&mut self, id: &str, draft: &mut Draft) {
        if let Some(first) = self.seen.get(id) {
            let repair = format!(
                "{first} has this id, and stands; give each record its own, or put the rows of one profile together"
            );
            draft.findings.push(Finding::new(
                Severity::Error,
                &Error::invalid("id", id, repair),
            ));
        }
    }

    fn accept(&mut self, record: T, row: u64) -> Result<()> {
        let sheet = self
            .sheet
            .as_ref()
            .map(|sheet| format!(" of sheet {sheet}"))
            .unwrap_or_default();
        self.seen
            .insert(record.id().to_owned(), format!("row {row}{sheet}"));
        if let Some(index) = &mut self.duplicates {
            let nearest = index.insert(record.id(), &record.text()).into_iter().next();
            self.report
                .near_duplicates
                .extend(nearest.map(|near| SimilarRow {
                    file: self.file.clone(),
                    sheet: self.sheet.clone(),
                    row,
                    id: record.id().to_owned(),
                    like: near.id,
                    similarity: near.similarity,
                }));
        }
        self.report.accepted += 1;
        (self.sink)(record)
    }

    fn notice(&mut self, field: &str, value: &str, repair: &str) {
        self.problem(
            None,
            Finding::new(Severity::Notice, &Error::invalid(field, value, repair)),
        );
    }

    fn problem(&mut self, row: Option<u64>, finding: Finding) {
        let layout = self.table.layout();
        let of_field = |layout: &Layout| layout.headings_of(&finding.field);
        let in_table = || row.and(layout).and_then(of_field);
        self.report.problems.push(RowProblem {
            severity: finding.severity,
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            row,
            column: finding.column.clone().or_else(in_table),
            field: finding.field,
            value: finding.value,
            repair: finding.repair,
        });
    }

    fn end_table(&mut self) -> Result<()> {
        if matches!(&self.table, Table::Looking(rows) if !rows.is_empty()) {
            let rows = self.table.settle(self.reader);
            self.data(rows, false)?;
        }
        self.flush()?;
        // A row that adds works is told of before the record above it.
        self.report.problems[self.told..].sort_by_key(|problem| problem.row);
        self.told = self.report.problems.len();
        Ok(())
    }

    /// The report, in the order of the file.
    ///
    /// # Errors
    /// Invalid input where no table has known headings, or where there is no row at all.
    pub(super) fn finish(mut self) -> Result<IntakeReport> {
        self.end_table()?;
        if !self.is_laid_out {
            let nothing = || {
                Error::invalid(
                    "file",
                    "no rows",
                    "the file holds no rows; export the survey again",
                )
            };
            let reason = if self.report.rows > 0 {
                None
            } else {
                Some(self.refused.drain(..).next().unwrap_or_else(nothing))
            };
            if let Some(error) = reason {
                return Err(error.in_record(self.file));
            }
        }
        for error in std::mem::take(&mut self.refused) {
            self.problem(None, Finding::new(Severity::Error, &error));
        }
        if self.report.rows == 0 {
            self.notice("rows", "", "there are headings and no rows below them");
        }
        Ok(self.report)
    }
}

/// Whether a row repeats the record above it but for its works, which it adds.
fn is_more_of(pending: &Draft, draft: &Draft) -> bool {
    let repeats = |(name, value): (&String, &Value)| {
        name == "works" || pending.fields.get(name) == Some(value)
    };
    let works = |draft: &Draft| {
        draft
            .fields
            .get("works")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let known = works(pending);
    works(draft).iter().any(|work| !known.contains(work)) && draft.fields.iter().all(repeats)
}
