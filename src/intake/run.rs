//! One file on its way in, row after row.

use serde_json::Value;

use super::admission::Admission;
use super::columns::{
    ColumnTarget, Columns, HeadingReader, TableColumn, TableLayout, kind_of_name,
};
use super::convert::{self, DraftProblem};
use super::duplicate::DuplicateIndex;
use super::limits::Limits;
use super::read::{Item, SurveyRow};
use super::record::ImportRecord;
use super::report::{IntakeReport, Severity};
use super::table::HeadingSearch;
use super::{Source, SurveySide};
use crate::error::{Error, Result};
use crate::model::Taxonomies;

/// The state of reading one file.
pub(super) struct FileImport<'r, T> {
    columns: &'r Columns,
    limits: &'r Limits,
    reader: &'r HeadingReader<'r>,
    table: HeadingSearch,
    /// Whether the layout of the table was reported.
    is_reported: bool,
    /// Kind of every row of the table, if no column says it.
    implied_kind: Option<&'static str>,
    /// Whether there was an object, or a table whose headings could be read.
    is_understood: bool,
    /// The problem with the headings of a table.
    refused: Vec<Error>,
    admission: Admission<'r, T>,
}

impl<'r, T: ImportRecord> FileImport<'r, T> {
    pub(super) fn new(
        source: &Source,
        (taxonomies, limits): (&'r Taxonomies, &'r Limits),
        columns: &'r Columns,
        reader: &'r HeadingReader<'r>,
        duplicates: Option<&'r mut DuplicateIndex>,
        sink: &'r mut dyn FnMut(T) -> Result<()>,
    ) -> Self {
        Self {
            columns,
            limits,
            reader,
            table: HeadingSearch::new(),
            is_reported: false,
            implied_kind: None,
            is_understood: false,
            refused: Vec::new(),
            admission: Admission::new(source.name(), (taxonomies, limits), duplicates, sink),
        }
    }

    /// Rows with data read so far.
    pub(super) fn rows(&self) -> u64 {
        self.admission.report.rows
    }

    pub(super) fn item(&mut self, item: Item) -> Result<()> {
        match item {
            Item::Sheet(name) => {
                self.end_table()?;
                (self.table, self.is_reported) = (HeadingSearch::new(), false);
                self.admission.enter_sheet(name);
                Ok(())
            }
            Item::Skipped(name) => {
                let repair = "sheet not read; name it 需求 or 专家 to have it read on its side";
                self.admission
                    .problem(None, notice("sheet", &name, repair), None);
                Ok(())
            }
            Item::Row(row) => {
                let rows = self.table.push(row, self.reader);
                self.data(rows)
            }
            Item::Object { line, map } => {
                self.is_understood = true;
                self.count_row()?;
                let draft = convert::from_object(line, map, self.columns);
                self.admission.take(draft, None)
            }
            Item::Bad {
                line,
                value,
                repair,
            } => {
                self.count_row()?;
                self.admission.report.rejected += 1;
                let error = Error::invalid("row", value, repair);
                self.admission.problem(
                    Some(line),
                    DraftProblem::new(Severity::Error, &error),
                    None,
                );
                Ok(())
            }
        }
    }

    fn data(&mut self, rows: Result<Vec<SurveyRow>>) -> Result<()> {
        let rows = match rows {
            Ok(rows) => rows,
            Err(error) => {
                // The sheet is refused, not the file: a workbook may have a cover sheet without headings.
                self.refused.push(error);
                self.table = HeadingSearch::Refused;
                return Ok(());
            }
        };
        if !self.is_reported && self.table.layout().is_some() {
            (self.is_reported, self.is_understood) = (true, true);
            self.tell_layout();
        }
        rows.into_iter().try_for_each(|row| self.data_row(row))
    }

    /// Reports the columns that the layout of a table leaves out or adds.
    fn tell_layout(&mut self) {
        let Some(layout) = self.table.layout() else {
            return;
        };
        let by_name =
            || kind_of_name(T::SIDE, self.admission.name()).filter(|_| !layout.holds("kind"));
        let by_heading = layout.implied_kind.map(|kind| (kind, "headings"));
        let implied = by_heading.or_else(|| by_name().map(|kind| (kind, "name")));
        let findings = [
            numbering(layout),
            no_ids(layout, T::SIDE),
            implied.map(kind_taken),
        ];
        self.implied_kind = implied.map(|(kind, _)| kind);
        for finding in findings.into_iter().flatten() {
            self.admission.problem(None, finding, None);
        }
    }

    /// Counts a row with data; refuses the file if there are too many.
    fn count_row(&mut self) -> Result<()> {
        self.admission.report.rows += 1;
        if Some(self.rows()) <= self.limits.get("rows") {
            return Ok(());
        }
        let repair = self.limits.repair("rows", "split the file");
        Err(Error::invalid("file", "more rows", repair).in_record(self.admission.file()))
    }

    fn data_row(&mut self, row: SurveyRow) -> Result<()> {
        if self.table.layout().is_some() && !row.is_blank() {
            self.count_row()?;
        }
        let Some(layout) = self.table.layout().filter(|_| !row.is_blank()) else {
            return Ok(());
        };
        let mut draft = convert::from_row(row, layout, T::SIDE);
        // Before kind and id are filled in: they would make a row of works alone look like a record of its own.
        if self.admission.is_continued_by(&draft) {
            self.admission.add_works(draft, layout);
            return Ok(());
        }
        if let Some(kind) = self.implied_kind {
            // A kind in the row itself is more certain than one implied by headings or a name.
            draft.fields.entry("kind").or_insert(Value::from(kind));
        }
        if !layout.holds("id") {
            let id = convert::derived_id(T::SIDE, &draft);
            draft.fields.insert("id".to_owned(), Value::from(id));
        }
        self.admission.take(draft, Some(layout))
    }

    fn end_table(&mut self) -> Result<()> {
        if matches!(&self.table, HeadingSearch::Looking(rows) if !rows.is_empty()) {
            let rows = self.table.settle(self.reader);
            self.data(rows)?;
        }
        self.admission.end_table(self.table.layout())
    }

    /// The report, in the order of the file.
    ///
    /// # Errors
    /// Invalid input if no table has known headings, or if there is no row at all.
    pub(super) fn finish(mut self) -> Result<IntakeReport> {
        self.end_table()?;
        // Nothing of the file could be read, so a report of zero rows would look like success.
        if !self.is_understood && self.rows() == 0 {
            let nothing = || {
                Error::invalid(
                    "file",
                    "no rows",
                    "the file holds no rows; export the survey again",
                )
            };
            let reason = self.refused.into_iter().next().unwrap_or_else(nothing);
            return Err(reason.in_record(self.admission.file()));
        }
        for error in std::mem::take(&mut self.refused) {
            self.admission
                .problem(None, DraftProblem::new(Severity::Error, &error), None);
        }
        if self.rows() == 0 {
            let finding = notice("rows", "", "there are headings and no rows below them");
            self.admission.problem(None, finding, None);
        }
        Ok(self.admission.report)
    }
}

fn notice(field: &str, value: &str, repair: impl Into<String>) -> DraftProblem {
    DraftProblem::new(Severity::Notice, &Error::invalid(field, value, repair))
}

fn numbering(layout: &TableLayout) -> Option<DraftProblem> {
    let is_numbering = |column: &&TableColumn| matches!(column.target, ColumnTarget::RowNumber);
    let heading = &layout.columns.iter().find(is_numbering)?.heading;
    let repair =
        format!("the column numbers rows and is not kept; write {heading}=id if it is the id");
    Some(notice("row number", heading, repair))
}

fn no_ids(layout: &TableLayout, side: SurveySide) -> Option<DraftProblem> {
    let names = match side {
        SurveySide::Needs => "enterprise and title",
        SurveySide::Profiles => "kind, organization and name",
    };
    let repair =
        format!("no column of ids; ids are made from {names} and stay the same while those do");
    (!layout.holds("id")).then(|| notice("id", "", repair))
}

fn kind_taken((kind, from): (&str, &str)) -> DraftProblem {
    notice(
        "kind",
        kind,
        format!("taken from the {from} for every row; add a column 类型 if it is not so"),
    )
}
