//! From drafts to records: admits them, joins rows of one profile, and reports problems.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde_json::Value;

use super::columns::TableLayout;
use super::convert::{self, DraftProblem, RecordDraft, Resolver};
use super::duplicate::DuplicateIndex;
use super::limits::Limits;
use super::record::ImportRecord;
use super::report::{IntakeReport, Kinds, RowProblem, Severity, SimilarRow};
use crate::error::{Error, Result};
use crate::model::{MAX_WORKS, Taxonomies};

/// Admits the records of one file, one after the other.
pub(super) struct Admission<'r, T> {
    file: String,
    /// Sheets entered so far; the last one is being read.
    sheets: Vec<String>,
    /// Rows from which on the line of the file differs by more from the number of the row, with that difference.
    lines: Vec<(u64, u64)>,
    resolver: Resolver<'r>,
    limits: &'r Limits,
    /// The record that the next row may add works to.
    pending: Option<HeldRecord>,
    /// Number of the sheet, and row, of each id that went in.
    seen: BTreeMap<Box<str>, (usize, u64)>,
    duplicates: Option<&'r mut DuplicateIndex>,
    pub(super) report: IntakeReport,
    kinds: Kinds,
    /// Problems of the tables before this one.
    settled_problems: usize,
    sink: &'r mut dyn FnMut(T) -> Result<()>,
}

/// A record held back, and the parts of it that decide whether a row adds to it.
struct HeldRecord {
    draft: RecordDraft,
    /// Its works, written out: a row is compared with all of them at once.
    works: HashSet<String>,
    /// Bytes of the works.
    bytes: usize,
}

impl HeldRecord {
    fn new(draft: RecordDraft) -> Self {
        let works: HashSet<String> = works(&draft).iter().map(Value::to_string).collect();
        let bytes = works.iter().map(String::len).sum();
        Self {
            draft,
            works,
            bytes,
        }
    }

    /// Whether a row repeats the record but for its works, some of which are new. O(row).
    fn is_repeated_by(&self, draft: &RecordDraft) -> bool {
        let repeats = |(name, value): (&String, &Value)| {
            name == "works" || self.draft.fields.get(name) == Some(value)
        };
        let is_new = |work: &Value| !self.works.contains(&work.to_string());
        works(draft).iter().any(is_new) && draft.fields.iter().all(repeats)
    }

    /// Adds the works of a row. O(row).
    fn extend(&mut self, works: Vec<Value>) {
        self.draft.rows += 1;
        for work in works {
            let text = work.to_string();
            self.bytes += text.len();
            self.works.insert(text);
            convert::append(&mut self.draft.fields, "works", work);
        }
    }
}

impl<'r, T: ImportRecord> Admission<'r, T> {
    pub(super) fn new(
        file: String,
        (taxonomies, limits): (&'r Taxonomies, &'r Limits),
        duplicates: Option<&'r mut DuplicateIndex>,
        sink: &'r mut dyn FnMut(T) -> Result<()>,
    ) -> Self {
        Self {
            file,
            sheets: Vec::new(),
            lines: Vec::new(),
            resolver: Resolver::new(taxonomies, limits.get("suggestions").unwrap_or_default()),
            limits,
            pending: None,
            seen: BTreeMap::new(),
            duplicates,
            report: IntakeReport::default(),
            kinds: Kinds::default(),
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

    /// The sheet being read, of a workbook.
    pub(super) fn sheet(&self) -> Option<&str> {
        self.sheets.last().map(String::as_str)
    }

    /// Remembers the line of a row, if cells with line breaks stand above it. At most 16 bytes a row.
    pub(super) fn note_line(&mut self, row: u64, line: u64) {
        let more = line.saturating_sub(row);
        if self.lines.last().map_or(0, |(_, more)| *more) != more {
            self.lines.push((row, more));
        }
    }

    /// The line of the file in which a row begins, if it is not the number of the row.
    fn line_of(&self, row: u64) -> Option<u64> {
        let after = self.lines.partition_point(|(first, _)| *first <= row);
        let (_, more) = self.lines.get(after.checked_sub(1)?)?;
        (*more > 0).then_some(row + more)
    }

    pub(super) fn enter_sheet(&mut self, name: String) {
        self.sheets.push(name);
    }

    /// Holds a draft back until it is known whether the next row adds to it; admits the one
    /// before. A row that repeats that one but for works which it adds is part of it.
    pub(super) fn take(&mut self, draft: RecordDraft, layout: Option<&TableLayout>) -> Result<()> {
        if let (Some(layout), Some(pending)) = (layout, &self.pending)
            && pending.is_repeated_by(&draft)
        {
            self.add_works(draft, layout);
            return Ok(());
        }
        self.flush(layout)?;
        self.pending = Some(HeldRecord::new(draft));
        Ok(())
    }

    /// Whether a row holds works and nothing else, below a record.
    pub(super) fn is_continued_by(&self, draft: &RecordDraft) -> bool {
        self.pending.is_some() && draft.fields.len() == 1 && draft.fields.contains_key("works")
    }

    /// Adds the works of a row to the record held back, unless one of them is bad or the record would
    /// grow past a limit.
    pub(super) fn add_works(&mut self, mut draft: RecordDraft, layout: &TableLayout) {
        if let Some(fault) = self.too_many(&draft) {
            draft.find(fault);
        }
        if self.tell(&mut draft, Some(layout)) {
            self.report.rejected += 1;
            return;
        }
        if let (Some(pending), Some(Value::Array(works))) =
            (&mut self.pending, draft.fields.remove("works"))
        {
            pending.extend(works);
        }
    }

    /// Fault of the works of a row if the record held back is full. The works are counted before they are added, so
    /// that a file of one endless profile costs no more than a full one.
    fn too_many(&self, draft: &RecordDraft) -> Option<DraftProblem> {
        let pending = self.pending.as_ref()?;
        let count = works(&pending.draft).len() + works(draft).len();
        let more: usize = works(draft).iter().map(|work| work.to_string().len()).sum();
        let error = if count > MAX_WORKS {
            let repair = format!("keep the {MAX_WORKS} most telling works of a profile");
            Error::invalid("works", count, repair)
        } else if pending.bytes + more > self.limits.size("record-bytes") {
            let repair = self
                .limits
                .repair("record-bytes", "keep fewer works, or shorter ones");
            Error::invalid("works", format!("{} bytes", pending.bytes + more), repair)
        } else {
            return None;
        };
        Some(DraftProblem::new(Severity::Error, &error))
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
        let Some(HeldRecord { mut draft, .. }) = self.pending.take() else {
            return Ok(());
        };
        // Only now, with all rows of the record together: a later row may still add works.
        convert::resolve(&mut draft, &mut self.resolver);
        let record = T::from_fields(std::mem::take(&mut draft.fields));
        for error in record.as_ref().err().into_iter().flatten() {
            draft.find(DraftProblem::new(Severity::Error, error));
        }
        let repeated = record
            .as_ref()
            .ok()
            .and_then(|record| self.repeated(record.id()));
        repeated.into_iter().for_each(|finding| draft.find(finding));
        let is_bad = self.tell(&mut draft, layout);
        match record {
            Ok(record) if !is_bad => self.admit(record, &draft, layout),
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

    /// Hands a record to the sink. A record that the sink does not accept is a bad row like any other: one that cannot
    /// be stored must not lose the file.
    fn admit(
        &mut self,
        record: T,
        draft: &RecordDraft,
        layout: Option<&TableLayout>,
    ) -> Result<()> {
        let id: Box<str> = record.id().into();
        let text = self.duplicates.is_some().then(|| record.text());
        match (self.sink)(record) {
            Ok(()) => {}
            Err(error) if error.is_invalid_input() => {
                self.problem(
                    Some(draft.row),
                    DraftProblem::new(Severity::Error, &error),
                    layout,
                );
                self.report.rejected += draft.rows;
                return Ok(());
            }
            Err(error) => return Err(error),
        }
        self.report.accepted += 1;
        if let Some(text) = text {
            self.compare(&id, &text, draft.row);
        }
        let sheet = self.sheets.len().saturating_sub(1);
        self.seen.insert(id, (sheet, draft.row));
        Ok(())
    }

    /// Looks for near-duplicates of a record, and holds its text for the records that follow.
    fn compare(&mut self, id: &str, text: &str, row: u64) {
        let Some(index) = &mut self.duplicates else {
            return;
        };
        if index.bytes() > self.limits.size("duplicate-bytes") {
            self.duplicates = None;
            let repair = self.limits.repair(
                "duplicate-bytes",
                "near-duplicates are looked for up to this row only",
            );
            let error = Error::invalid("near-duplicates", "bytes of their index", repair);
            self.problem(Some(row), DraftProblem::new(Severity::Notice, &error), None);
            return;
        }
        let Some(near) = index.insert(id, text).into_iter().next() else {
            return;
        };
        if self.report.near_duplicates.len() >= self.limits.size("problems") {
            self.report.near_duplicates_omitted += 1;
            return;
        }
        self.report.near_duplicates.push(SimilarRow {
            file: self.file.clone(),
            sheet: self.sheets.last().cloned(),
            row,
            id: id.to_owned(),
            like: near.id,
            similarity: near.similarity,
        });
    }

    /// Reports a finding, in the column that the layout gives its field. Of each kind the first are kept,
    /// and the rest is counted.
    pub(super) fn problem(
        &mut self,
        row: Option<u64>,
        finding: DraftProblem,
        layout: Option<&TableLayout>,
    ) {
        let of_field = || layout.and_then(|layout| layout.headings_of(&finding.field));
        let problem = RowProblem {
            severity: finding.severity,
            file: self.file.clone(),
            sheet: self.sheets.last().cloned(),
            row,
            line: row.and_then(|row| self.line_of(row)),
            column: finding.column.clone().or_else(of_field),
            field: finding.field,
            value: finding.value,
            repair: finding.repair,
        };
        self.kinds.add(&mut self.report, problem, self.limits);
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

fn works(draft: &RecordDraft) -> &[Value] {
    draft
        .fields
        .get("works")
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
