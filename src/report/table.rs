//! Tables of rows, and figures counted over them.

use std::collections::HashMap;

use super::document::{
    CellFormat, CellValue, ReportCell, ReportColumn, ReportTable, RowCondition, RowsBehind,
};

/// A table of the rows behind figures, with the places of the rows by column and word.
#[derive(Debug)]
pub(super) struct SourceTable {
    pub(super) table: ReportTable,
    /// Rows that say a word, ascending, by column and word.
    places: HashMap<String, HashMap<String, Vec<usize>>>,
}

impl SourceTable {
    pub(super) fn new(table: ReportTable) -> Self {
        let mut places: HashMap<String, HashMap<String, Vec<usize>>> = HashMap::new();
        for (at, column) in table.columns.iter().enumerate() {
            let words = places.entry(column.id.clone()).or_default();
            for (number, row) in table.rows.iter().enumerate() {
                for word in row.cells[at].value.words() {
                    let rows = words.entry(word).or_default();
                    // A list may say a word twice.
                    if rows.last() != Some(&number) {
                        rows.push(number);
                    }
                }
            }
        }
        Self { table, places }
    }

    /// The rows for which every condition holds, ascending. O(rows that the conditions name).
    pub(super) fn rows(&self, conditions: &[RowCondition]) -> Vec<usize> {
        let mut lists: Vec<Vec<usize>> = conditions.iter().map(|c| self.holding(c)).collect();
        lists.sort_by_key(Vec::len);
        let mut lists = lists.into_iter();
        let Some(mut rows) = lists.next() else {
            return (0..self.table.rows.len()).collect();
        };
        for list in lists {
            rows.retain(|row| list.binary_search(row).is_ok());
        }
        rows
    }

    /// The rows for which one condition holds, ascending.
    fn holding(&self, condition: &RowCondition) -> Vec<usize> {
        let Some(words) = self.places.get(&condition.column) else {
            return Vec::new();
        };
        let lists = condition.values.iter().filter_map(|word| words.get(word));
        let mut rows: Vec<usize> = lists.flatten().copied().collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Every word of a column, with the number of rows that say it and meet the conditions.
    pub(super) fn words(&self, column: &str, conditions: &[RowCondition]) -> Vec<(&str, usize)> {
        let Some(words) = self.places.get(column) else {
            return Vec::new();
        };
        let met = self.rows(conditions);
        let count =
            |rows: &Vec<usize>| rows.iter().filter(|r| met.binary_search(r).is_ok()).count();
        let words = words
            .iter()
            .map(|(word, rows)| (word.as_str(), count(rows)));
        let mut words: Vec<_> = words.filter(|(_, count)| *count > 0).collect();
        words.sort_unstable();
        words
    }

    pub(super) fn behind(&self, conditions: Vec<RowCondition>) -> RowsBehind {
        RowsBehind {
            table: self.table.id.clone(),
            conditions,
        }
    }

    /// How many rows meet the conditions.
    pub(super) fn count(&self, conditions: Vec<RowCondition>) -> ReportCell {
        ReportCell {
            value: CellValue::Count(self.rows(&conditions).len() as u64),
            behind: Some(self.behind(conditions)),
        }
    }

    /// The share of the rows of `whole` that meet `more` conditions besides.
    pub(super) fn share(&self, whole: &[RowCondition], more: Vec<RowCondition>) -> ReportCell {
        let conditions = [whole.to_vec(), more].concat();
        ReportCell {
            value: CellValue::Share {
                part: self.rows(&conditions).len() as u64,
                whole: self.rows(whole).len() as u64,
            },
            behind: Some(self.behind(conditions)),
        }
    }
}

/// The condition that `column` says `word`.
pub(super) fn says(column: &str, word: impl Into<String>) -> RowCondition {
    RowCondition {
        column: column.to_owned(),
        values: vec![word.into()],
    }
}

/// The condition that `column` says one of `words`.
pub(super) fn says_one(column: &str, words: impl IntoIterator<Item = String>) -> RowCondition {
    RowCondition {
        column: column.to_owned(),
        values: words.into_iter().collect(),
    }
}

pub(super) fn column(
    id: &str,
    title: impl Into<String>,
    format: CellFormat,
    rule: impl Into<String>,
) -> ReportColumn {
    ReportColumn {
        id: id.to_owned(),
        title: title.into(),
        format,
        rule: rule.into(),
        is_for_conditions: false,
    }
}

/// A cell with nothing behind it.
pub(super) fn plain(value: CellValue) -> ReportCell {
    ReportCell {
        value,
        behind: None,
    }
}

pub(super) fn text(text: impl Into<String>) -> ReportCell {
    plain(CellValue::Text(text.into()))
}

/// A text; the empty one is unknown.
pub(super) fn known(word: &str) -> ReportCell {
    plain(match word {
        "" => CellValue::Unknown,
        word => CellValue::Text(word.to_owned()),
    })
}

/// A text, or nobody knows it.
pub(super) fn maybe(word: Option<String>) -> CellValue {
    match word {
        Some(word) if !word.is_empty() => CellValue::Text(word),
        _ => CellValue::Unknown,
    }
}
