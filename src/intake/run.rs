//! One file on its way in, row after row.

mod layouts;
mod objects;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::admission::Admission;
use super::column_use::{ColumnCounts, ColumnUse};
use super::columns::{Columns, HeadingReader, TableColumn, TableLayout, fold, is_text};
use super::convert::{self, DraftProblem};
use super::duplicate::DuplicateIndex;
use super::findings::{names_records, notice, unknown_columns};
use super::form::FormRecord;
use super::limits::Limits;
use super::margin::Margin;
use super::options::ImportOptions;
use super::read::{Item, RowNumbers, SkipReason, SurveyRow};
use super::record::ImportRecord;
use super::report::{IntakeReport, Severity};
use super::table::{FoundTable, HeadingSearch};
use super::{Source, SurveySide};
use crate::error::{Error, Result, Wording, say};
use crate::model::{StudentGroup, Taxonomies};
use objects::ObjectRows;

/// Rows of a table that decide how its unknown columns are read.
const DECIDING_ROWS: usize = 200;
/// Bytes of cells, about, after which no further row is held back.
const DECIDING_BYTES: usize = 4 << 20;

/// The state of reading one file.
pub(super) struct FileImport<'r, T> {
    columns: &'r Columns,
    limits: &'r Limits,
    reader: &'r HeadingReader<'r>,
    table: HeadingSearch,
    /// Whether the layout of the table was reported.
    is_reported: bool,
    /// Whether the sheet is named after the side that is read; a file without sheets is.
    is_own: bool,
    /// Headings of the first table that was read, as keys, and its sheet.
    first: Option<(String, BTreeSet<String>)>,
    /// The reason to leave the sheet, and the number of its rows, if its headings are not those of the ones read.
    left: Option<(Error, u64)>,
    /// Rows of the table that are no records.
    margins: BTreeMap<Margin, RowNumbers>,
    /// Notices reported so far; they hold for every sheet with the same headings.
    told: BTreeSet<(String, String)>,
    /// Kind of every row of the table, if no column says it.
    implied_kind: Option<&'static str>,
    /// First rows of the table, held back until it is decided how its unknown columns are read; none after.
    held: Option<Vec<SurveyRow>>,
    /// Bytes of the cells held back, about.
    held_bytes: usize,
    counts: ColumnCounts,
    objects: ObjectRows,
    options: &'r ImportOptions<'r>,
    /// Whether there was an object, or a table whose headings could be read.
    is_understood: bool,
    /// The problem with the headings of a table.
    refused: Vec<Error>,
    admission: Admission<'r, T>,
}

impl<'r, T: ImportRecord> FileImport<'r, T> {
    pub(super) fn new(
        source: &Source,
        (taxonomies, limits, options): (&'r Taxonomies, &'r Limits, &'r ImportOptions<'r>),
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
            is_own: true,
            first: None,
            left: None,
            margins: BTreeMap::new(),
            told: BTreeSet::new(),
            implied_kind: None,
            held: Some(Vec::new()),
            held_bytes: 0,
            counts: ColumnCounts::default(),
            objects: ObjectRows::default(),
            options,
            is_understood: false,
            refused: Vec::new(),
            admission: Admission::new(source.name(), (taxonomies, limits), duplicates, sink)
                .updating(options.stored),
        }
    }

    /// Rows with data read so far.
    pub(super) fn rows(&self) -> u64 {
        self.admission.report.rows
    }

    pub(super) fn item(&mut self, item: Item) -> Result<()> {
        match item {
            Item::Sheet { name, is_own } => {
                self.end_table()?;
                (self.table, self.is_reported) = (HeadingSearch::new(), false);
                self.is_own = is_own;
                (self.held, self.held_bytes) = (Some(Vec::new()), 0);
                self.counts = ColumnCounts::default();
                self.admission.enter_sheet(name);
                Ok(())
            }
            Item::Skipped { sheet, reason } => {
                let repair = match reason {
                    SkipReason::OtherSide => {
                        say!(
                            "sheet not read; name it 需求 or 专家 to have it read on its side",
                            "工作表未读取；如需读取，请改名为 需求 或 专家"
                        )
                    }
                    SkipReason::Hidden => {
                        say!(
                            "sheet not read, for it is hidden; show it to have it read",
                            "工作表已隐藏，未读取；如需读取，请取消隐藏"
                        )
                    }
                };
                self.admission
                    .problem(None, notice("sheet", &sheet, repair), None);
                Ok(())
            }
            Item::Hidden(rows) => {
                let repair = say!(
                    "{} rows are hidden or filtered out and were not read; show them to have them read",
                    "有{}行被隐藏或筛掉，未读取；如需读取，请取消隐藏",
                    rows.count()
                );
                let finding = notice("rows", &rows.to_string(), repair);
                self.admission.problem(rows.first(), finding, None);
                Ok(())
            }
            Item::Row(row) => {
                self.admission.note_line(row.number, row.line);
                if let Some((_, count)) = &mut self.left {
                    *count += u64::from(!row.is_blank());
                    return Ok(());
                }
                let rows = self.table.push(row, self.reader);
                self.data(rows)
            }
            Item::Inside {
                path,
                count,
                others,
            } => {
                self.tell_list(&path, count, &others);
                Ok(())
            }
            Item::Object { number, line, map } => self.object((number, line), map),
            Item::Bad {
                number,
                line,
                value,
                repair,
            } => {
                self.admission.note_line(number, line);
                self.bad_row(number, &Error::invalid("row", value, repair))
            }
        }
    }

    /// Reports a row that cannot be read at all.
    fn bad_row(&mut self, number: u64, error: &Error) -> Result<()> {
        self.count_row()?;
        self.admission.report.rejected += 1;
        let finding = DraftProblem::new(Severity::Error, error);
        self.admission.problem(Some(number), finding, None);
        Ok(())
    }

    fn data(&mut self, rows: Result<Vec<SurveyRow>>) -> Result<()> {
        let rows = match rows {
            Ok(rows) => rows,
            Err(error) => {
                self.refuse(error);
                return Ok(());
            }
        };
        let is_first = self.first.is_none();
        if let Err(error) = self.checked_layout() {
            let count = rows.iter().filter(|row| !row.is_blank()).count();
            match is_first {
                true => self.refuse(error),
                false => self.leave(error, count as u64),
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
        self.table = HeadingSearch::Refused;
        self.held = None;
        if let Some(sheet) = self.admission.sheet().map(str::to_owned) {
            let repair = error.repair_wording().cloned().unwrap_or_default();
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

    /// Decides by the rows held back how the unknown columns are read, and reads these rows.
    ///
    /// # Errors
    /// Invalid input naming every unknown column, if the caller wants none.
    fn settle_columns(&mut self) -> Result<()> {
        let held = self.held.take().unwrap_or_default();
        let Some(layout) = self.table.layout_mut() else {
            return Ok(());
        };
        layout.settle(|at| is_text(held.iter().filter_map(|row| row.cells.get(at))));
        if self.options.is_strict {
            let is_filled = |at: usize| {
                held.iter()
                    .any(|row| row.cells.get(at).is_some_and(|cell| !cell.is_null()))
            };
            let columns = layout.columns.iter().enumerate();
            let unknown = columns.filter(|(at, column)| {
                column.is_unknown() && (is_filled(*at) || !column.is_blank())
            });
            let unknown: Vec<&TableColumn> = unknown.map(|(_, column)| column).collect();
            if !unknown.is_empty() {
                return Err(unknown_columns(&unknown, self.reader)
                    .in_record(Wording::name(self.admission.file())));
            }
        }
        held.into_iter().try_for_each(|row| self.data_row(row))
    }

    /// Counts a row with data; refuses the file if there are too many.
    fn count_row(&mut self) -> Result<()> {
        self.admission.report.rows += 1;
        if Some(self.rows()) <= self.limits.get("rows") {
            return Ok(());
        }
        let repair = self
            .limits
            .repair("rows", say!("split the file", "请把文件拆开"));
        Err(Error::invalid("rows", self.rows(), repair)
            .in_record(Wording::name(self.admission.file())))
    }

    fn data_row(&mut self, mut row: SurveyRow) -> Result<()> {
        if let HeadingSearch::Found(table) = &mut self.table
            && let Some(margin) = table.margins.find(&row, &table.layout)
        {
            self.margins.entry(margin).or_default().push(row.number);
            return Ok(());
        }
        if self.table.layout().is_some() && !row.is_blank() {
            self.count_row()?;
        }
        let Some(layout) = self.table.layout().filter(|_| !row.is_blank()) else {
            return Ok(());
        };
        if layout.is_to_mend {
            row.unguard();
        }
        self.counts.add(&row.cells);
        let (number, works) = (row.number, std::mem::take(&mut row.works));
        let mut draft = convert::from_row(row, layout, T::SIDE);
        for work in works {
            let mut cells = vec![Value::Null; work.iter().map(|(at, _)| at + 1).max().unwrap_or(0)];
            for (at, cell) in work {
                cells[at] = cell;
            }
            let part = convert::from_row(SurveyRow::new(number, cells), layout, T::SIDE);
            draft.join_works(part);
        }
        // Before kind and id are filled in: they would make a row of works alone look like a record of its own.
        if self.admission.is_continued_by(&draft) {
            return self.admission.add_works(None, draft, Some(layout));
        }
        if T::SIDE == SurveySide::Profiles {
            let stored = self.options.stored.as_ref();
            let is_group = stored.map(|stored| stored.is_group(&draft, layout));
            let kind = match is_group.transpose()? {
                Some(true) => Some(StudentGroup::KIND),
                Some(false) | None => self.implied_kind,
            };
            convert::students::settle(&mut draft, layout, kind);
        }
        if let Some(kind) = self.implied_kind {
            // A kind in the row itself is more certain than one implied by headings or a name.
            draft.imply_kind(kind);
        }
        if !layout.holds("id") {
            let id = convert::derived_id(T::SIDE, &draft);
            draft.fields.insert("id".to_owned(), Value::from(id));
        }
        self.admission.take(draft, Some(layout))
    }

    fn end_table(&mut self) -> Result<()> {
        self.settle_objects()?;
        if matches!(&self.table, HeadingSearch::Looking(rows) if !rows.is_empty()) {
            let rows = self.table.settle(self.reader);
            self.data(rows)?;
        }
        if let HeadingSearch::Form(form) = &self.table {
            match form.record(self.reader) {
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
        let is_first = self.first.is_none();
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
                self.data(Ok(vec![record.into_row()]))
            }
            Err(error) => {
                match is_first {
                    true => self.refuse(error),
                    false => self.leave(error, 1),
                }
                Ok(())
            }
        }
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
                    say!(
                        "the file holds no rows; export the survey again",
                        "文件中没有数据行；请重新导出调查表"
                    ),
                )
            };
            let reason = self.refused.into_iter().next().unwrap_or_else(nothing);
            return Err(reason.in_record(Wording::name(self.admission.file())));
        }
        self.admission.tell_without_text();
        if self.rows() == 0 {
            let finding = notice(
                "rows",
                "",
                say!(
                    "there are headings and no rows below them",
                    "只有列名，其下没有数据行"
                ),
            );
            self.admission.problem(None, finding, None);
        }
        Ok(self.admission.report)
    }
}
