//! The rows of a survey that a report finds fault with, as a table that is mended and read again.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value};

use super::cell::CsvWriter;
use super::columns::{ADDED, SideReaders, SurveySide, TableLayout, kind_of_name};
use super::ditto::DittoCells;
use super::further::{FurtherTables, TableStep};
use super::read::{Item, SurveyRow, shown};
use super::report::{IntakeReport, RowProblem, Severity};
use super::table::HeadingSearch;
use crate::error::{Error, Result, say};
use crate::model::Language;
use crate::model::fold::is_han;

/// Most bytes of the rows that are collected; the rest is counted.
const MOST_BYTES: usize = 64 << 20;

/// The rows of one table that a report finds fault with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MendTable {
    /// Sheet, of a workbook.
    pub sheet: Option<String>,
    /// The rows of headings as the file has them, with those of the problem and the suggestion at the end; as many
    /// cells as each row.
    pub headings: Vec<Vec<String>>,
    /// The rows, in the order of the file, with the problem and the suggestion at the end.
    pub rows: Vec<Vec<String>>,
}

/// The rows of a file that a report finds fault with, to be mended and imported again
/// ([`Intake::needs_to_mend`](super::Intake::needs_to_mend)).
///
/// The two columns that are added, 问题 and 建议, are left out when the file is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MendFile {
    /// One for each table with such rows.
    pub tables: Vec<MendTable>,
    /// Rows with faults that are not among them: rows of a table that cannot be read at all, and rows past 64 MiB.
    pub left: u64,
}

impl MendFile {
    /// Writes the rows as one table of CSV, in UTF-8 with a byte order mark; see [`CsvWriter`].
    ///
    /// # Errors
    /// Invalid input if the sheets of a workbook have different headings, and an I/O error.
    pub fn csv(&self, mut out: impl Write) -> Result<()> {
        let Some(first) = self.tables.first() else {
            return Ok(());
        };
        if self.tables.iter().any(|t| t.headings != first.headings) {
            let repair = say!(
                "its tables have different headings; end the name in .xlsx",
                "各表的列名不同；请把文件名结尾改为 .xlsx"
            );
            return Err(Error::invalid("report", "csv", repair));
        }
        let fail = |error| Error::io("write", "the rows to mend", error);
        out.write_all("\u{feff}".as_bytes()).map_err(fail)?;
        let mut writer = CsvWriter::new(out);
        let rows = self.tables.iter().flat_map(|table| &table.rows);
        for row in first.headings.iter().chain(rows) {
            writer.row(row).map_err(fail)?;
        }
        writer.flush().map_err(fail)
    }

    /// Writes the rows as a workbook, a sheet for each of the file's.
    ///
    /// # Errors
    /// An I/O error, or invalid input if a row or a cell is past the bounds of the format.
    #[cfg(feature = "xlsx")]
    pub fn xlsx(&self, mut out: impl Write) -> Result<()> {
        use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};
        let refuse = |error: rust_xlsxwriter::XlsxError| {
            Error::invalid(
                "report",
                error,
                say!("end the name in .csv", "请把文件名结尾改为 .csv"),
            )
        };
        let mut book = Workbook::new();
        // The day of writing is in every workbook; the same rows give the same bytes.
        let day = ExcelDateTime::from_ymd(2020, 1, 1).map_err(refuse)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&day));
        // A sheet of several tables becomes several sheets.
        let mut names = crate::words::SheetNames::default();
        for table in &self.tables {
            let sheet = book.add_worksheet();
            if let Some(name) = &table.sheet {
                sheet.set_name(names.name(name)).map_err(refuse)?;
            }
            for (row, cells) in (0..).zip(table.headings.iter().chain(&table.rows)) {
                for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                    sheet.write_string(row, column, cell).map_err(refuse)?;
                }
            }
        }
        let bytes = book.save_to_buffer().map_err(refuse)?;
        let fail = |error| Error::io("write", "the rows to mend", error);
        out.write_all(&bytes).map_err(fail)
    }
}

/// The cells of a row, its problem, and its suggestion in English and in Chinese.
type FaultyRow = (Vec<String>, [String; 3]);

/// Collects the rows of a file that a report finds fault with.
pub(super) struct Mending<'r> {
    sides: &'r SideReaders<'r>,
    side: SurveySide,
    /// Kind of the records that do not say their own, and name of the file.
    kind: Option<&'static str>,
    /// Language of the added columns; none follows the headings of each table.
    language: Option<Language>,
    name: String,
    /// Whether the file holds objects of JSON, not rows of tables.
    is_json: bool,
    faults: BTreeMap<(Option<&'r str>, u64), Vec<&'r RowProblem>>,
    table: HeadingSearch,
    further: FurtherTables,
    ditto: DittoCells,
    sheet: Option<String>,
    found: Vec<FaultyRow>,
    /// Names of the fields of the objects of JSON, in the order in which they were met.
    fields: Vec<String>,
    bytes: usize,
    file: MendFile,
}

impl<'r> Mending<'r> {
    pub(super) fn new(
        report: &'r IntakeReport,
        sides: &'r SideReaders<'r>,
        (side, kind): (SurveySide, Option<&'static str>),
        language: Option<Language>,
        (name, is_json): (String, bool),
    ) -> Self {
        let mut faults: BTreeMap<_, Vec<&RowProblem>> = BTreeMap::new();
        let problems = report.problems.iter();
        let problems = problems.filter(|p| p.severity != Severity::Notice && p.file == name);
        for problem in problems {
            let Some(row) = problem.row else { continue };
            let place = (problem.sheet.as_deref(), row);
            faults.entry(place).or_default().push(problem);
        }
        Self {
            sides,
            side,
            kind,
            language,
            name,
            is_json,
            faults,
            table: HeadingSearch::new(),
            further: FurtherTables::default(),
            ditto: DittoCells::default(),
            sheet: None,
            found: Vec::new(),
            fields: Vec::new(),
            bytes: 0,
            file: MendFile::default(),
        }
    }

    pub(super) fn item(&mut self, item: Item) {
        match item {
            Item::Sheet { name, .. } => {
                self.read_tables(true);
                self.end_table();
                self.sheet = Some(name);
            }
            Item::Row(row) => {
                self.further.push(row);
                self.read_tables(false);
            }
            // A record of JSON that is no object has a row that says so alone.
            Item::Bad { number, .. } if self.is_json => self.fault(number, Vec::new()),
            Item::Bad { .. } => self.file.left += 1,
            Item::Object { number, map, .. } => self.object(number, &map),
            Item::Skipped { .. } | Item::Hidden(_) | Item::Inside { .. } => {}
        }
    }

    /// An object of JSON as a row: its fields in columns.
    fn object(&mut self, number: u64, map: &Map<String, Value>) {
        if !self.faults.contains_key(&(None, number)) {
            return;
        }
        let new = map.keys().filter(|key| !self.fields.contains(key));
        let new: Vec<String> = new.cloned().collect();
        self.fields.extend(new);
        let cell = |field: &String| map.get(field).map(cell).unwrap_or_default();
        let cells = self.fields.iter().map(cell).collect();
        self.fault(number, cells);
    }

    /// Goes through the rows taken so far, parted into tables as they were read; `is_end` if no more come.
    fn read_tables(&mut self, is_end: bool) {
        loop {
            let step = match is_end {
                true => self.further.end(&mut self.table, self.sides),
                false => self.further.next(&mut self.table, self.sides),
            };
            match step {
                None => return,
                Some(TableStep::Row(row)) => self.row(row),
                // A table without headings has no rows that were read.
                Some(TableStep::Settled(Err(_))) => self.table.refuse(),
                Some(TableStep::Settled(Ok(()))) => {}
                Some(TableStep::Ends(_)) => self.end_table(),
            }
        }
    }

    fn row(&mut self, mut row: SurveyRow) {
        // The row above will not stand there.
        self.ditto.fill(&mut row);
        let cells: Vec<String> = row.cells.iter().map(shown).collect();
        self.fault(row.number, cells);
    }

    fn fault(&mut self, row: u64, cells: Vec<String>) {
        let place = (self.sheet.as_deref(), row);
        let Some(problems) = self.faults.get(&place) else {
            return;
        };
        self.bytes += cells.iter().map(String::len).sum::<usize>();
        if self.bytes > MOST_BYTES {
            self.file.left += 1;
            return;
        }
        let of = |problem: &&RowProblem| {
            let column = problem.column.as_deref().unwrap_or(&problem.field);
            match problem.value.is_empty() {
                true => column.to_owned(),
                false => format!("{column}: {}", problem.value),
            }
        };
        let told: Vec<String> = problems.iter().map(of).collect();
        let repairs = |language| {
            let repairs = problems.iter().map(|p| p.repair_in(language));
            repairs.collect::<Vec<&str>>().join("；")
        };
        let (english, chinese) = (repairs(Language::English), repairs(Language::Chinese));
        self.found
            .push((cells, [told.join("；"), english, chinese]));
    }

    /// Kind that the table has from its name or the caller, so that the rows have it in a file of another name.
    fn kind(&self, layout: &TableLayout) -> Option<&'static str> {
        let is_said = layout.holds("kind") || layout.implied_kind.is_some();
        let stem = Path::new(&self.name).file_stem().and_then(|s| s.to_str());
        let name = self.sheet.as_deref().or(stem).unwrap_or_default();
        let kind = || self.kind.or_else(|| kind_of_name(self.side, name));
        if is_said { None } else { kind() }
    }

    fn end_table(&mut self) {
        let mut headings: Vec<Vec<String>> = Vec::new();
        if let HeadingSearch::Form(form) = &self.table
            && let Some(record) = form.record(self.sides)
        {
            headings = vec![record.labels];
            let cells = record.values.iter().map(shown).collect();
            self.fault(record.row, cells);
        }
        let (mut kind, mut unit) = (None, None);
        if let HeadingSearch::Found(table) = &self.table {
            headings.clone_from(&table.headings);
            kind = self.kind(&table.layout);
            let line = table.layout.unit_line.as_ref();
            unit = line.map(|line| line.text.clone());
        }
        let found = std::mem::take(&mut self.found);
        self.table = HeadingSearch::new();
        self.ditto = DittoCells::default();
        if found.is_empty() {
            return;
        }
        if self.is_json {
            let headings = vec![std::mem::take(&mut self.fields)];
            let is_said = headings.iter().flatten().any(|field| field == "kind");
            let kind = self.kind.filter(|_| !is_said);
            let table = laid_out(None, headings, found, (kind, self.language));
            self.file.tables.push(table);
            return;
        }
        let mut table = laid_out(self.sheet.clone(), headings, found, (kind, self.language));
        // Without the line that names the unit, the amounts would be others in the new file.
        if let (Some(unit), Some(width)) = (unit, table.headings.first().map(Vec::len)) {
            let mut row = vec![String::new(); width];
            row[0] = unit;
            table.headings.insert(0, row);
        }
        self.file.tables.push(table);
    }

    pub(super) fn finish(mut self) -> MendFile {
        self.read_tables(true);
        self.end_table();
        self.file
    }
}

/// A value of a field as a cell: a list of texts as surveys write it, anything deeper as JSON.
fn cell(value: &Value) -> String {
    let texts = value.as_array().map(|list| list.iter().map(Value::as_str));
    let texts = texts.and_then(|mut texts| {
        texts.try_fold(Vec::new(), |mut all, text| {
            all.push(text?);
            Some(all)
        })
    });
    texts.map_or_else(|| shown(value), |texts| texts.join("；"))
}

/// A table with rows of equal length, and the added columns.
fn laid_out(
    sheet: Option<String>,
    mut headings: Vec<Vec<String>>,
    found: Vec<FaultyRow>,
    (kind, language): (Option<&'static str>, Option<Language>),
) -> MendTable {
    let is_chinese = headings.iter().flatten().any(|h| h.chars().any(is_han));
    let (own, kind_heading) = match is_chinese {
        true => (Language::Chinese, "类型"),
        false => (Language::English, "kind"),
    };
    let language = language.unwrap_or(own);
    let added = match language {
        Language::Chinese => ADDED[0],
        Language::English => ADDED[1],
    };
    let cells = found.iter().map(|(cells, _)| cells);
    let width = headings.iter().chain(cells).map(Vec::len).max();
    let width = width.unwrap_or_default();
    // Every level has them, or a group beside them would take them in.
    for row in &mut headings {
        row.resize(width, String::new());
        row.extend(kind.map(|_| kind_heading.to_owned()));
        row.extend(added.map(str::to_owned));
    }
    let rows = found
        .into_iter()
        .map(|(mut cells, [told, english, chinese])| {
            let repair = match language {
                Language::Chinese => chinese,
                Language::English => english,
            };
            cells.resize(width, String::new());
            cells.extend(kind.map(str::to_owned));
            cells.extend([told, repair]);
            cells
        });
    MendTable {
        sheet,
        headings,
        rows: rows.collect(),
    }
}
