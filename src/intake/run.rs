//! One file on its way in, row after row.

mod layouts;
mod objects;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::admission::Admission;
use super::column_use::ColumnCounts;
use super::columns::{Columns, HeadingReader, SideReaders, TableColumn, is_text};
use super::convert::{self, DraftProblem, RecordDraft};
use super::ditto::{DittoCells, nothing_above};
use super::duplicate::DuplicateIndex;
use super::findings::{left_sheet, notice, unknown_columns};
use super::further::FurtherTables;
use super::limits::Limits;
use super::margin::Margin;
use super::options::ImportOptions;
use super::read::{Item, RowNumbers, SurveyRow};
use super::record::ImportRecord;
use super::report::{IntakeReport, Severity};
use super::table::HeadingSearch;
use super::{Source, SurveySide};
use crate::error::{Error, Result, Wording, counted, say};
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
    sides: &'r SideReaders<'r>,
    reader: &'r HeadingReader<'r>,
    table: HeadingSearch,
    further: FurtherTables,
    /// Row in which the table begins, if it is one of several in its sheet or file.
    part: Option<u64>,
    /// Whether the layout of the table was reported.
    is_reported: bool,
    /// Whether the sheet is named after the side that is read; a file without sheets is.
    is_own: bool,
    /// Headings of the first table that was read, as keys, and its sheet.
    first: Option<(String, BTreeSet<String>)>,
    /// The reason to leave the table, and its rows, if its headings are not those of the ones read.
    left: Option<(Error, RowNumbers)>,
    /// Rows of the table that are no records.
    margins: BTreeMap<Margin, RowNumbers>,
    ditto: DittoCells,
    /// Rows without a number in a column whose numbers are ids where there is one.
    unnumbered: RowNumbers,
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
        sides: &'r SideReaders<'r>,
        duplicates: Option<&'r mut DuplicateIndex>,
        sink: &'r mut dyn FnMut(T) -> Result<()>,
    ) -> Self {
        Self {
            columns,
            limits,
            sides,
            reader: sides.own,
            table: HeadingSearch::new(),
            further: FurtherTables::default(),
            part: None,
            is_reported: false,
            is_own: true,
            first: None,
            left: None,
            margins: BTreeMap::new(),
            ditto: DittoCells::default(),
            unnumbered: RowNumbers::default(),
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
                self.end_tables()?;
                self.begin_table(None);
                self.is_own = is_own;
                self.admission.enter_sheet(name);
                Ok(())
            }
            Item::Skipped { sheet, reason } => {
                let repair = left_sheet(reason);
                self.admission
                    .problem(None, notice("sheet", &sheet, repair), None);
                Ok(())
            }
            Item::Hidden(rows) => {
                let finding = notice("rows", &rows.to_string(), hidden(rows.count()));
                self.admission.problem(rows.first(), finding, None);
                Ok(())
            }
            Item::Row(row) => {
                self.admission.note_line(row.number, row.line);
                self.further.push(row);
                self.read_tables(false)
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
            self.fill_ditto(&mut row);
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
            convert::derive_id(T::SIDE, &mut draft);
        } else if layout.register().is_some() && is_named_only(&draft) {
            if draft.findings.iter().all(|finding| finding.field != "id") {
                self.unnumbered.push(number);
            }
            convert::derive_id(T::SIDE, &mut draft);
        }
        self.admission.take(draft, Some(layout))
    }

    /// Puts the cells above in the place of marks for them.
    fn fill_ditto(&mut self, row: &mut SurveyRow) {
        for at in self.ditto.fill(row) {
            let finding = nothing_above(self.heading(at));
            self.admission.problem(Some(row.number), finding, None);
        }
    }

    /// The heading of a column, from 0.
    fn heading(&self, at: usize) -> String {
        let column = self
            .table
            .layout()
            .and_then(|layout| layout.columns.get(at));
        column.map_or_else(
            || format!("column {}", at + 1),
            |column| column.heading.clone(),
        )
    }

    /// The report, in the order of the file.
    ///
    /// # Errors
    /// Invalid input if no table has known headings, or if there is no row at all.
    pub(super) fn finish(mut self) -> Result<IntakeReport> {
        self.end_tables()?;
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

/// Whether a row has a name and no id.
fn is_named_only(draft: &RecordDraft) -> bool {
    draft.text("id").is_empty() && !draft.text("name").is_empty()
}

/// What to do about so many rows that are hidden.
fn hidden(count: u64) -> Wording {
    let rows = counted(count, "row is", "rows are");
    let (was, them) = if count == 1 {
        ("was", "it")
    } else {
        ("were", "them")
    };
    say!(
        "{rows} hidden or filtered out and {was} not read; show {them} to have {them} read",
        "有{count}行被隐藏或筛掉，未读取；如需读取，请取消隐藏"
    )
}
