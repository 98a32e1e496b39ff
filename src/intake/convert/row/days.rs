//! Cells of days, and of the days between which a profile is open.

use serde_json::Value;

use super::RowReading;
use crate::error::{Error, Wording, say};
use crate::intake::Severity;
use crate::intake::convert::day::{DayEdge, OpenDays, day, open_days};
use crate::intake::convert::{DraftProblem, to_check};
use crate::intake::read::shown;
use crate::model::{Date, leaves_open, says_nothing};

/// The fields of the first and the last day of a profile.
const EDGES: [&str; 2] = ["available_from", "available_until"];

/// The remark of a period that is not written out.
fn reading_of(days: OpenDays) -> Wording {
    let written = |day: Option<Date>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
    let [from, until] = [days.from, days.until].map(written);
    say!("read as {from} to {until}", "按 {from} 至 {until} 读取")
}

impl RowReading<'_> {
    /// Reads a cell of one day.
    pub(super) fn day(&mut self, name: &str, cell: &Value) {
        let text = shown(cell);
        match day(cell, DayEdge::of(name)) {
            Some(read) => {
                self.put(name, read.day.to_string());
                // 有效期：2026-01-01至2026-12-31 names the first day too.
                let period = open_days(cell).filter(|days| name == EDGES[1] && days.from.is_some());
                match period {
                    Some(days) => {
                        if !days.is_plain {
                            self.note(name, &text, &reading_of(days));
                        }
                        self.open_days.get_or_insert(days);
                    }
                    None if read.is_plain => {}
                    None => self.note(name, &text, &say!("read as {}", "按 {} 读取", read.day)),
                }
            }
            None => self.unresolved(name, &text),
        }
    }

    /// Reads the days between which a profile is open. The cell stays among the attributes, since it may say more.
    pub(super) fn period(&mut self, heading: &str, cell: &Value) {
        let text = shown(cell);
        let reading = if let Some(days) = open_days(cell) {
            self.open_days = Some(days);
            (!days.is_plain).then(|| to_check(&reading_of(days)))
        } else if leaves_open(&text) {
            self.draft.open.extend(EDGES);
            None
        } else {
            (!says_nothing(&text)).then(|| {
                say!(
                    "not read as days, so that it counts as open on every day; write them as in 2026-09-01至2026-10-15",
                    "未能识别为起止日期，按每天开放处理；请写成 2026-09-01至2026-10-15"
                )
            })
        };
        if let Some(reading) = reading {
            let error = Error::invalid(EDGES[1], text, reading);
            let problem = DraftProblem::new(Severity::Warning, &error);
            self.draft.find(problem.in_column(Some(heading.to_owned())));
        }
    }

    /// Gives the record the days of a period where no column of their own states them.
    pub(super) fn settle_days(&mut self) {
        let Some(days) = self.open_days.take() else {
            return;
        };
        for (name, day) in EDGES.into_iter().zip([days.from, days.until]) {
            let Some(day) = day else { continue };
            if !self.draft.fields.contains_key(name) && !self.draft.open.contains(name) {
                self.put(name, day.to_string());
            }
        }
    }
}
