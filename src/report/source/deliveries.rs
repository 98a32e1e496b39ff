//! One row for each delivery of the outbox.

use super::{SourceColumn, month, row, table};
use crate::error::{Bilingual as _, say};
use crate::report::document::{CellFormat as F, CellValue};
use crate::report::facts::{ReportDelivery, ReportFacts};
use crate::report::table::{SourceTable, maybe};
use crate::report::words::ReportWords;

#[rustfmt::skip]
pub(super) const COLUMNS: &[SourceColumn] = &[
    ("number", ["Number", "编号"], F::Count, ["", ""]),
    ("day", ["Day", "日期"], F::Day, ["", ""]),
    ("day_in", ["Period", "时段"], F::Texts, ["", ""]),
    ("day_month", ["Month", "月份"], F::Text, ["", ""]),
    ("recipient", ["Recipient", "接收人"], F::Text, ["", ""]),
    ("record", ["Record", "推送内容"], F::Record, ["", ""]),
    ("state", ["State", "状态"], F::Text, ["", ""]),
    ("region", ["Region", "区域"], F::Text, ["", ""]),
];

/// The deliveries of the outbox.
pub(in crate::report) fn deliveries(facts: &ReportFacts, words: &ReportWords<'_>) -> SourceTable {
    let mut made = table("deliveries", &say!("Deliveries", "推送"), COLUMNS, words);
    let line = |sent: &ReportDelivery| {
        row(vec![
            CellValue::Count(sent.number),
            CellValue::Day(sent.day),
            CellValue::Texts(words.periods(Some(sent.day))),
            CellValue::Text(month(sent.day)),
            maybe(Some(sent.recipient.clone())),
            CellValue::Record {
                id: sent.record.0.clone(),
                name: sent.record.1.clone(),
            },
            CellValue::Text(words.say(&sent.state.wording())),
            maybe(sent.region.as_ref().map(|region| words.region(region))),
        ])
    };
    made.rows = facts.deliveries.iter().map(line).collect();
    SourceTable::new(made)
}
