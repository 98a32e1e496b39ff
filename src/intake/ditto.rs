//! Marks that stand for the cell above: `同上`, `〃`, `"`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::convert::DraftProblem;
use super::findings::notice;
use super::read::{RowNumbers, SurveyRow, is_ditto};
use super::report::Severity;
use crate::error::{Error, say};

/// The cells of the row above, and how many marks of each column were filled from them.
#[derive(Debug, Default)]
pub(super) struct DittoCells {
    above: Vec<Value>,
    filled: BTreeMap<usize, RowNumbers>,
}

impl DittoCells {
    /// Puts the cells above in the place of the marks of a row; returns the columns, from 0, that have none above them.
    pub(super) fn fill(&mut self, row: &mut SurveyRow) -> Vec<usize> {
        let mut missing = Vec::new();
        for (at, cell) in row.cells.iter_mut().enumerate() {
            if !cell.as_str().is_some_and(is_ditto) {
                continue;
            }
            *cell = self.above.get(at).cloned().unwrap_or_default();
            match cell.is_null() {
                true => missing.push(at),
                false => self.filled.entry(at).or_default().push(row.number),
            }
        }
        self.above.clone_from(&row.cells);
        missing
    }

    /// Ends a table: the notices of its columns, each with its first row, by the headings of `named`.
    pub(super) fn end(
        &mut self,
        named: impl Fn(usize) -> String,
    ) -> Vec<(Option<u64>, DraftProblem)> {
        self.above.clear();
        let filled = std::mem::take(&mut self.filled).into_iter();
        filled
            .map(|(at, rows)| {
                let count = rows.count();
                let repair = say!(
                    "{count} cells say \"as above\" and have the value of the cell above them",
                    "{count}个单元格写的是“同上”一类，取上一行的值"
                );
                (rows.first(), notice("ditto", &named(at), repair))
            })
            .collect()
    }
}

/// The warning of a mark with nothing above it.
pub(super) fn nothing_above(heading: String) -> DraftProblem {
    let repair = say!(
        "it says \"as above\", and the cell above is blank; write the value",
        "写的是“同上”一类，但上一行没有内容；请填写"
    );
    let error = Error::invalid("ditto", &heading, repair);
    DraftProblem::new(Severity::Warning, &error).in_column(Some(heading))
}
