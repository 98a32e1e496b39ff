//! Tables that stand below another one in the same sheet, with headings of their own.

use std::collections::VecDeque;

use super::columns::{SideReaders, TableLayout};
use super::read::SurveyRow;
use super::table::{FoundTable, HeadingSearch, is_over};
use crate::error::Result;

/// Most rows that are held back, since they may be titles or groups above the headings of a further table.
const HELD_BACK: usize = 4;

/// One step in reading the rows of a sheet as tables.
pub(super) enum TableStep {
    /// The headings of a table are known, or cannot be used.
    Settled(Result<()>),
    /// A row below the headings.
    Row(SurveyRow),
    /// The table ends, and another one begins in the row of that number. Whoever reads ends the table, and gives a new
    /// [`HeadingSearch`] to the next step.
    Ends(u64),
}

/// Parts the rows of one sheet into tables, row after row.
#[derive(Default)]
pub(super) struct FurtherTables {
    /// Rows to be looked at.
    queue: VecDeque<SurveyRow>,
    /// The last rows of the table.
    tail: VecDeque<SurveyRow>,
}

impl FurtherTables {
    /// Takes the next row of the sheet.
    pub(super) fn push(&mut self, row: SurveyRow) {
        self.queue.push_back(row);
    }

    /// The next step with the rows taken so far; `None` if more rows are needed.
    pub(super) fn next(
        &mut self,
        table: &mut HeadingSearch,
        sides: &SideReaders<'_>,
    ) -> Option<TableStep> {
        loop {
            let row = self.queue.pop_front()?;
            if !table.is_settled() {
                match table.push(row, sides) {
                    Ok(rows) if table.is_settled() => return Some(self.settled(Ok(rows))),
                    Ok(_) => continue,
                    Err(error) => return Some(self.settled(Err(error))),
                }
            }
            if begins_another(&row, table, sides) {
                return Some(self.before(row, table, sides));
            }
            self.tail.push_back(row);
            if self.tail.len() > HELD_BACK {
                return self.tail.pop_front().map(TableStep::Row);
            }
        }
    }

    /// The next step after the last row of the sheet; `None` at the end.
    pub(super) fn end(
        &mut self,
        table: &mut HeadingSearch,
        sides: &SideReaders<'_>,
    ) -> Option<TableStep> {
        if let Some(step) = self.next(table, sides) {
            return Some(step);
        }
        if let Some(row) = self.tail.pop_front() {
            return Some(TableStep::Row(row));
        }
        let is_open = matches!(table, HeadingSearch::Looking(rows) if !rows.is_empty());
        is_open.then(|| {
            let rows = table.settle(sides);
            self.settled(rows)
        })
    }

    fn settled(&mut self, rows: Result<Vec<SurveyRow>>) -> TableStep {
        TableStep::Settled(rows.map(|rows| {
            for row in rows.into_iter().rev() {
                self.queue.push_front(row);
            }
        }))
    }

    /// The step before a row that begins another table: a row of the old one, or its end.
    fn before(
        &mut self,
        row: SurveyRow,
        table: &HeadingSearch,
        sides: &SideReaders<'_>,
    ) -> TableStep {
        let mut first = self.tail.len();
        let mut below = &row;
        for (at, above) in self.tail.iter().enumerate().rev() {
            if above.is_blank() {
                continue;
            }
            if !is_title(above, table) && !is_over(above, below, sides.own) {
                break;
            }
            (first, below) = (at, above);
        }
        let number = below.number;
        let own = if first > 0 {
            self.tail.pop_front()
        } else {
            None
        };
        let step = match own {
            Some(own) => TableStep::Row(own),
            None => TableStep::Ends(number),
        };
        self.queue.push_front(row);
        if matches!(step, TableStep::Ends(_)) {
            for above in self.tail.drain(..).rev() {
                self.queue.push_front(above);
            }
        }
        step
    }
}

/// Whether a row holds the headings of another table than the one being read. Below a table that is passed over, only
/// one of the side that is read counts.
fn begins_another(row: &SurveyRow, table: &HeadingSearch, sides: &SideReaders<'_>) -> bool {
    let margins = match table {
        HeadingSearch::Found(FoundTable { margins, .. }) | HeadingSearch::Refused(margins) => {
            margins
        }
        HeadingSearch::Looking(_) | HeadingSearch::Form(_) => return false,
    };
    let Some(side) = sides.side_of_row(&row.cells) else {
        return false;
    };
    let is_passed = matches!(table, HeadingSearch::Refused(_));
    !margins.repeats_headings(row) && (!is_passed || side == sides.own.side())
}

/// Whether a row directly above the headings of a further table is a title of it: one cell, where a record has more.
fn is_title(row: &SurveyRow, table: &HeadingSearch) -> bool {
    let used = row.cells.iter().filter(|cell| !cell.is_null()).count();
    let is_margin = |table: &FoundTable| table.margins.is_one(row, &table.layout);
    let (is_wide, is_margin) = match table {
        HeadingSearch::Found(table) => (is_wide(&table.layout), is_margin(table)),
        HeadingSearch::Refused(_) => (true, false),
        HeadingSearch::Looking(_) | HeadingSearch::Form(_) => (false, false),
    };
    used == 1 && is_wide && !is_margin
}

fn is_wide(layout: &TableLayout) -> bool {
    layout.columns.len() >= 3
}
