//! What a report consists of, whatever it is written as.

use serde::Serialize;

use crate::error::{Error, Result, say};
use crate::model::{Date, Language, RecordId};

/// A report: chapters to read, and the rows behind their figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// What stands on top.
    pub title: String,
    /// Where, when and in which language.
    pub scope: ReportScope,
    /// Chapters, in the order of reading.
    pub chapters: Vec<ReportChapter>,
    /// Tables of the rows behind figures: needs, profiles, matches, deliveries. A row stands for one record.
    pub sources: Vec<ReportTable>,
}

/// What a report is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReportScope {
    /// Path of the region, such as 山东省/淄博市; `None` for all regions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The days that figures over time count.
    pub period: ReportPeriod,
    /// The days that they are compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<ReportPeriod>,
    /// The day on which what is open, overdue or waiting is so.
    pub today: Date,
    /// Language of titles, sentences and rules.
    pub language: Language,
}

/// Days from a first to a last one, both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReportPeriod {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}

/// A part of a report about one question.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReportChapter {
    /// Name of the chapter in links, such as `coverage`: letters, digits and hyphens.
    pub id: String,
    /// What stands above it.
    pub title: String,
    /// What its tables come to, a sentence or two each.
    pub sentences: Vec<String>,
    /// Tables of the chapter, in the order of reading.
    pub tables: Vec<ReportTable>,
}

/// Rows of cells under named columns, with a chart where one helps.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReportTable {
    /// Name of the table in links and in [`RowsBehind`]: letters, digits and hyphens; no two tables of a report share one.
    pub id: String,
    /// What stands above it; also the name of its sheet.
    pub title: String,
    /// Columns; the first one names the rows.
    pub columns: Vec<ReportColumn>,
    /// Rows, each with a cell for each column.
    pub rows: Vec<ReportRow>,
    /// The last row, over all: of sums where a column can be summed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<ReportRow>,
    /// Rows that were left out behind the last one, as too many to read.
    pub left_out: usize,
    /// How it is drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chart: Option<ReportChart>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReportColumn {
    /// Name of the column in JSON and in [`RowCondition`], such as `fit`.
    pub id: String,
    /// What stands above it.
    pub title: String,
    /// What its cells are.
    pub format: CellFormat,
    /// How its figures are made, in a sentence; empty where the title says all.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// Whether it is there for conditions alone, as other columns of the row say as much to a reader: the page leaves it
    /// out, the workbook and JSON have it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_for_conditions: bool,
}

/// What the cells of a column are, and how they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CellFormat {
    /// Words.
    Text,
    /// Words of which a cell can have several: conditions hold if one of them fits.
    Texts,
    /// A number of records.
    Count,
    /// A part of a whole, as a percentage with its 95 % interval.
    Share,
    /// A number of days.
    Days,
    /// An amount in 万元.
    Amount,
    /// A number without a unit, with two decimals.
    Decimal,
    /// A change against the compared period, in percent of it.
    Change,
    /// A day.
    Day,
    /// A record of the library.
    Record,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct ReportRow {
    /// A cell for each column.
    pub cells: Vec<ReportCell>,
}

/// A value in a table, and the rows that it counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReportCell {
    /// What it says.
    pub value: CellValue,
    /// The rows behind a figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behind: Option<RowsBehind>,
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CellValue {
    /// A fact that nobody stated; shown as unknown, never as 0.
    Unknown,
    /// Nothing to say: the question does not arise in this row.
    Nothing,
    /// Words.
    Text(String),
    /// Several words, in order.
    Texts(Vec<String>),
    /// A number of records or days.
    Count(u64),
    /// Any other number: an amount in 万元, a mean, a change in percent.
    Number(f64),
    /// A part of a whole; of a whole of 0 nothing is known.
    Share {
        /// How many of them.
        part: u64,
        /// How many there are in all.
        whole: u64,
    },
    /// A day.
    Day(Date),
    /// A record, by id and name.
    Record {
        /// Id of the record.
        id: RecordId,
        /// Name or title of the record; empty if it has none.
        name: String,
    },
}

/// The rows that a figure is made of: in a table of the report's sources, the ones for which every condition holds.
///
/// A count is their number, and so is the part of a share. Any other figure (a sum, a median) is made of them by the rule
/// of its column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RowsBehind {
    /// Id of a table in [`Report::sources`].
    pub table: String,
    /// Conditions; without one, all rows.
    pub conditions: Vec<RowCondition>,
}

/// A condition on one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RowCondition {
    /// Id of the column.
    pub column: String,
    /// The cell says one of these words ([`CellValue::words`]); an unknown cell says the empty word.
    pub values: Vec<String>,
}

/// How a table is drawn: columns are named by their ids, and the first column names the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReportChart {
    /// A bar for each row, of one piece for each column.
    Bars {
        /// Columns of counts or amounts.
        columns: Vec<String>,
    },
    /// A bar for each row and column, the bars of a row one below the other: of things that do not add up.
    BarGroups {
        /// Columns of counts or amounts, on one scale.
        columns: Vec<String>,
    },
    /// A line for each column, over rows that follow each other in time.
    Lines {
        /// Columns of counts or amounts.
        columns: Vec<String>,
    },
    /// A square for each row and column, the darker the more.
    HeatMap {
        /// Columns of counts or shares.
        columns: Vec<String>,
    },
    /// A bar for each row, each a part of the one before it.
    Funnel {
        /// The column of counts.
        column: String,
    },
    /// A tile for each row, which is a region, where the region lies; the darker the more.
    Tiles {
        /// The column of counts, amounts or shares.
        column: String,
    },
}

impl ReportPeriod {
    /// The days from `from` to `until`.
    ///
    /// # Errors
    /// Invalid input if the last day is before the first.
    pub fn new(from: Date, until: Date) -> Result<Self> {
        if until < from {
            let repair = say!("name the first day first", "请先写第一天，再写最后一天");
            return Err(Error::invalid("period", format!("{from}..{until}"), repair));
        }
        Ok(Self { from, until })
    }

    /// Whether `day` is one of them.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }
}
