//! The tables of a sheet or file, one after the other: each is begun, read and ended by itself.

use super::FileImport;
use super::{DECIDING_BYTES, DECIDING_ROWS};
use crate::error::{Error, Result, say};
use crate::intake::column_use::{ColumnCounts, ColumnUse};
use crate::intake::columns::{TableLayout, fold};
use crate::intake::convert::DraftProblem;
use crate::intake::findings::{ids_from_names, names_records, notice, unread_of_form};
use crate::intake::form::FormRecord;
use crate::intake::further::TableStep;
use crate::intake::read::SurveyRow;
use crate::intake::record::ImportRecord;
use crate::intake::report::Severity;
use crate::intake::table::{FoundTable, HeadingSearch};

impl<T: ImportRecord> FileImport<'_, T> {
    /// Begins a table; `part` is its first row, if another table stands above it.
    pub(super) fn begin_table(&mut self, part: Option<u64>) {
        (self.table, self.is_reported) = (HeadingSearch::new(), false);
        self.part = part;
        (self.held, self.held_bytes) = (Some(Vec::new()), 0);
        self.counts = ColumnCounts::default();
        self.implied_kind = None;
    }

    /// Reads the rows taken so far; `is_end` if no more come.
    pub(super) fn read_tables(&mut self, is_end: bool) -> Result<()> {
        loop {
            let step = match is_end {
                true => self.further.end(&mut self.table, self.sides),
                false => self.further.next(&mut self.table, self.sides),
            };
            match step {
                None => return Ok(()),
                Some(TableStep::Row(row)) => self.row(row)?,
                Some(TableStep::Settled(settled)) => {
                    if let HeadingSearch::Found(table) = &self.table {
                        self.part = self.part.or(table.part);
                    }
                    self.data(settled.map(|()| Vec::new()))?;
                }
                Some(TableStep::Ends(row)) => {
                    self.end_table()?;
                    self.begin_table(Some(row));
                }
            }
        }
    }

    fn row(&mut self, row: SurveyRow) -> Result<()> {
        if let Some((_, left)) = &mut self.left {
            if !row.is_blank() {
                left.push(row.number);
            }
            return Ok(());
        }
        self.data(Ok(vec![row]))
    }

    /// Ends the last table of a sheet or file.
    pub(super) fn end_tables(&mut self) -> Result<()> {
        self.settle_objects()?;
        self.read_tables(true)?;
        self.end_table()
    }

    pub(super) fn data(&mut self, rows: Result<Vec<SurveyRow>>) -> Result<()> {
        let rows = match rows {
            Ok(rows) => rows,
            Err(error) => {
                self.refuse(error);
                return Ok(());
            }
        };
        let is_first = self.first.is_none();
        if let Err(error) = self.checked_layout() {
            match is_first && self.part.is_none() {
                true => self.refuse(error),
                false => {
                    let rows = rows.iter().filter(|row| !row.is_blank());
                    self.leave(error, rows.map(|row| row.number).collect());
                }
            }
            return Ok(());
        }
        if !self.is_reported && self.table.layout().is_some() {
            self.is_reported = true;
            if let Some(error) = self.tell_layout() {
                self.refuse(error);
                return Ok(());
            }
            self.is_understood = true;
        }
        let Some(held) = &mut self.held else {
            return rows.into_iter().try_for_each(|row| self.data_row(row));
        };
        self.held_bytes += rows.iter().map(SurveyRow::bytes).sum::<usize>();
        held.extend(rows);
        let is_open = self.table.layout().is_some_and(TableLayout::is_open);
        let is_full = held.len() >= DECIDING_ROWS || self.held_bytes >= DECIDING_BYTES;
        if self.table.layout().is_some() && (is_full || !is_open) {
            self.settle_columns()?;
        }
        Ok(())
    }

    /// Passes a table over. Of a workbook the other sheets are read, so the report names the sheet; a sheet of
    /// instructions is no fault.
    fn refuse(&mut self, error: Error) {
        self.table.refuse();
        self.held = None;
        let repair = error.repair_wording().cloned().unwrap_or_default();
        if let Some(row) = self.part {
            let told = say!(
                "the table from this row on is not read: {repair}",
                "本行起的表未读取：{repair}";
                repair
            );
            let told = Error::invalid("rows", row, told);
            let finding = DraftProblem::new(Severity::Error, &told);
            self.admission.problem(Some(row), finding, None);
        } else if let Some(sheet) = self.admission.sheet().map(str::to_owned) {
            let told = say!("sheet not read: {repair}", "工作表未读取：{repair}"; repair);
            let told = Error::invalid("sheet", sheet, told);
            let severity = if self.is_own {
                Severity::Error
            } else {
                Severity::Notice
            };
            let finding = DraftProblem::new(severity, &told);
            self.admission.problem(None, finding, None);
        }
        self.refused.push(error);
    }

    fn end_table(&mut self) -> Result<()> {
        if let HeadingSearch::Form(form) = &self.table {
            match form.record(self.sides) {
                Some(record) => self.form(record)?,
                None => {
                    let repair = say!(
                        "the form has labels and no values; fill it in",
                        "表格只有标签没有内容；请填写"
                    );
                    self.refuse(Error::invalid("rows", "", repair));
                }
            }
        }
        if self.held.is_some() {
            self.settle_columns()?;
        }
        self.tell_left();
        for (margin, rows) in std::mem::take(&mut self.margins) {
            let margin = margin.notice();
            let repair = say!("{} {margin}", "{}行：{margin}", rows.count(); margin);
            let finding = notice("rows", &rows.to_string(), repair);
            self.admission.problem(rows.first(), finding, None);
        }
        let unnumbered = std::mem::take(&mut self.unnumbered);
        let register = self.table.layout().and_then(TableLayout::register);
        if let Some(column) = register.filter(|_| unnumbered.count() > 0) {
            let finding = ids_from_names(column, &unnumbered, T::SIDE);
            self.admission.problem(unnumbered.first(), finding, None);
        }
        let mut ditto = std::mem::take(&mut self.ditto);
        for (row, finding) in ditto.end(|at| self.heading(at)) {
            self.admission.problem(row, finding, None);
        }
        self.tell_keys();
        if let Some(layout) = self.table.layout() {
            let columns = layout.columns.iter().enumerate();
            for (at, column) in columns {
                let counts = self.counts.of(at);
                if counts.0 > 0 || !column.is_blank() {
                    let place = self.admission.place();
                    let column = ColumnUse::new(place, column, counts, self.reader);
                    self.admission.report.columns.push(column);
                }
            }
        }
        self.admission.end_table(self.table.layout())
    }

    /// Reads a form as a table of one row.
    fn form(&mut self, record: FormRecord) -> Result<()> {
        let (is_first, row) = (self.first.is_none(), record.row);
        let labels = record.labels.iter().map(String::as_str);
        let layout = self.reader.layout(labels).and_then(|layout| {
            let keys = record.labels.iter().map(|label| fold(label)).collect();
            let is_plain = self.is_plainly_of_side(&layout);
            self.checked_headings(keys, (names_records(&layout, T::SIDE), is_plain))?;
            Ok(layout)
        });
        match layout {
            Ok(layout) => {
                self.table = HeadingSearch::Found(FoundTable::new(layout));
                if let Some(first) = record.unread.first() {
                    let finding = unread_of_form(&record.unread);
                    self.admission.problem(Some(first), finding, None);
                }
                self.data(Ok(vec![record.into_row()]))
            }
            Err(error) => {
                match is_first {
                    true => self.refuse(error),
                    false => self.leave(error, std::iter::once(row).collect()),
                }
                Ok(())
            }
        }
    }
}
