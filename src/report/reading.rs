//! Reading a report: the words of a cell, the interval of a share, the rows behind a figure.

use super::document::{CellValue, Report, ReportCell, ReportRow, ReportTable, RowsBehind};
use crate::error::{Error, Result, say};
use crate::num::wilson;

impl CellValue {
    /// The words by which conditions know this value; see [`RowCondition`](super::RowCondition).
    ///
    /// Texts say each of their words, an unknown value the empty word, [`CellValue::Nothing`] no word at all. A number
    /// says its digits, a share `3/4`, a day `2026-11-30`, a record its id.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        match self {
            Self::Unknown => vec![String::new()],
            Self::Nothing => Vec::new(),
            Self::Text(text) => vec![text.clone()],
            Self::Texts(texts) => texts.clone(),
            Self::Count(count) => vec![count.to_string()],
            Self::Number(number) => vec![number.to_string()],
            Self::Share { part, whole } => vec![format!("{part}/{whole}")],
            Self::Day(day) => vec![day.to_string()],
            Self::Record { id, .. } => vec![id.as_str().to_owned()],
        }
    }

    /// Whether `word` is among [`CellValue::words`]; texts and records are compared in place.
    fn says(&self, word: &str) -> bool {
        match self {
            Self::Unknown => word.is_empty(),
            Self::Nothing => false,
            Self::Text(text) => text == word,
            Self::Texts(texts) => texts.iter().any(|text| text == word),
            Self::Record { id, .. } => id.as_str() == word,
            Self::Count(_) | Self::Number(_) | Self::Share { .. } | Self::Day(_) => {
                self.words().iter().any(|own| own == word)
            }
        }
    }

    /// The 95 % interval of a share, from 0 to 1; `None` for anything else and for a share of nothing.
    ///
    /// Wilson's score interval (JASA 1927, 22:209–212): it stays within 0 and 1, and holds for few cases too.
    ///
    /// # Example
    /// ```
    /// use qianxian::report::CellValue;
    /// let (low, high) = CellValue::Share { part: 3, whole: 4 }.interval().expect("four cases");
    /// assert_eq!((low * 100.0).round(), 30.0);
    /// assert_eq!((high * 100.0).round(), 95.0);
    /// assert_eq!(CellValue::Share { part: 0, whole: 0 }.interval(), None);
    /// ```
    #[must_use]
    pub fn interval(&self) -> Option<(f64, f64)> {
        match self {
            Self::Share { part, whole } if *whole > 0 => Some(wilson(*part, *whole)),
            Self::Unknown
            | Self::Nothing
            | Self::Text(_)
            | Self::Texts(_)
            | Self::Count(_)
            | Self::Number(_)
            | Self::Share { .. }
            | Self::Day(_)
            | Self::Record { .. } => None,
        }
    }
}

impl ReportTable {
    /// The place of the column of that id.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }
}

impl Report {
    /// All tables: of chapters first, then the sources.
    pub fn tables(&self) -> impl Iterator<Item = &ReportTable> {
        let chapters = self.chapters.iter().flat_map(|chapter| &chapter.tables);
        chapters.chain(&self.sources)
    }

    /// The rows that a figure counts, in the order of their table.
    ///
    /// O(rows of the table × conditions).
    ///
    /// # Errors
    /// Not found if the report has no such source table, or the table no such column.
    pub fn rows_behind(&self, behind: &RowsBehind) -> Result<Vec<&ReportRow>> {
        let (table, places) = self.places_behind(behind)?;
        Ok(places.into_iter().map(|at| &table.rows[at]).collect())
    }

    /// The table of the rows that a figure counts, and their places in it, from 0, ascending.
    pub(super) fn places_behind(&self, behind: &RowsBehind) -> Result<(&ReportTable, Vec<usize>)> {
        let mut sources = self.sources.iter();
        let table = sources.find(|table| table.id == behind.table);
        let table = table.ok_or_else(|| {
            let ids: Vec<&str> = self.sources.iter().map(|table| table.id.as_str()).collect();
            let ids = ids.join(", ");
            let repair = say!("the report has {ids}", "报告中有 {ids}");
            Error::not_found("table", &behind.table, repair)
        })?;
        let mut tests = Vec::new();
        for condition in &behind.conditions {
            let at = table.column(&condition.column).ok_or_else(|| {
                let ids: Vec<&str> = table.columns.iter().map(|c| c.id.as_str()).collect();
                let ids = ids.join(", ");
                let repair = say!("the table has {ids}", "该表有 {ids}");
                Error::not_found("column", &condition.column, repair)
            })?;
            tests.push((at, &condition.values));
        }
        let holds = |row: &ReportRow| {
            tests.iter().all(|(at, values)| {
                let cell = row.cells.get(*at);
                cell.is_some_and(|cell| values.iter().any(|word| cell.value.says(word)))
            })
        };
        let places = (0..table.rows.len()).filter(|at| holds(&table.rows[*at]));
        Ok((table, places.collect()))
    }
}

impl From<CellValue> for ReportCell {
    fn from(value: CellValue) -> Self {
        Self {
            value,
            behind: None,
        }
    }
}
