//! Finding the row of headings.

use super::columns::{HeadingReader, TableLayout};
use super::read::{SurveyRow, shown};
use crate::error::Result;

/// Rows with cells in use among which the headings are looked for; titles and notes may stand
/// above them.
const HEADING_ROWS: usize = 10;

/// A table being read: first looking for its headings, then with its layout.
#[derive(Debug)]
pub(super) enum HeadingSearch {
    Looking(Vec<SurveyRow>),
    Found(TableLayout),
    /// No row has headings that can be used.
    Refused,
}

impl HeadingSearch {
    pub(super) fn new() -> Self {
        Self::Looking(Vec::new())
    }

    /// Takes a row; returns the rows of data, once the headings are known.
    pub(super) fn push(
        &mut self,
        row: SurveyRow,
        reader: &HeadingReader<'_>,
    ) -> Result<Vec<SurveyRow>> {
        let rows = match self {
            Self::Looking(rows) => rows,
            Self::Found(_) => return Ok(vec![row]),
            Self::Refused => return Ok(Vec::new()),
        };
        // Blank rows above the headings are decoration, and must not use up the rows that are looked at.
        if row.cells.iter().any(|cell| !cell.is_null()) {
            rows.push(row);
        }
        if rows.len() < HEADING_ROWS {
            return Ok(Vec::new());
        }
        self.settle(reader)
    }

    /// Decides which of the rows seen holds the headings: the one with most known ones, the first of
    /// equals. Returns the rows below it.
    ///
    /// # Errors
    /// Errors of [`HeadingReader::layout`], for that row.
    pub(super) fn settle(&mut self, reader: &HeadingReader<'_>) -> Result<Vec<SurveyRow>> {
        let Self::Looking(rows) = self else {
            return Ok(Vec::new());
        };
        let texts: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.cells.iter().map(shown).collect())
            .collect();
        let known = |texts: &Vec<String>| reader.count_known(texts.iter().map(String::as_str));
        // The last of equals wins, so the rows come backwards.
        let best = (0..texts.len())
            .rev()
            .max_by_key(|&i| known(&texts[i]))
            .unwrap_or(0);
        let headings = texts.get(best).map_or(&[] as &[String], Vec::as_slice);
        let layout = reader.layout(headings.iter().map(String::as_str))?;
        let data = rows.split_off(best + 1);
        *self = Self::Found(layout);
        Ok(data)
    }

    pub(super) fn layout(&self) -> Option<&TableLayout> {
        match self {
            Self::Found(layout) => Some(layout),
            Self::Looking(_) | Self::Refused => None,
        }
    }
}
