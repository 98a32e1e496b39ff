//! The tables of rows behind figures, written from facts.

mod deliveries;
mod matches;
mod needs;
mod profiles;

pub(super) use deliveries::deliveries;
pub(super) use matches::matches;
pub(super) use needs::needs;
pub(super) use profiles::profiles;

use super::document::{CellFormat, CellValue, ReportCell, ReportColumn, ReportRow, ReportTable};
use super::facts::CountedCode;
use super::table::{column, plain};
use super::words::ReportWords;
use crate::error::{Wording, say};
use crate::model::{Budget, Code, Date, Taxonomy};

/// Id, title, format and rule of a column of a source table; texts in English and Chinese.
type SourceColumn = (
    &'static str,
    [&'static str; 2],
    CellFormat,
    [&'static str; 2],
);

/// Columns that stand for conditions of figures alone; a reader finds the same in the columns beside them.
const FOR_CONDITIONS: &[&str] = &[
    "is_signed",
    "signed_in",
    "asked",
    "day_in",
    "day_month",
    "discipline_basis",
    "done_compared",
    "done_period",
    "first_in",
    "first_month",
    "industry_basis",
    "published_in",
    "published_month",
    "reached",
    "served_elsewhere",
    "served_here",
    "settled_in",
    "settled_month",
    "taken_in",
];

fn table(
    id: &str,
    title: &Wording,
    columns: &'static [SourceColumn],
    words: &ReportWords<'_>,
) -> ReportTable {
    let say = |[english, chinese]: [&'static str; 2]| words.say(&Wording::new(english, chinese));
    let columns = columns.iter().map(|&(id, title, format, rule)| {
        let column = column(id, say(title), format, say(rule));
        let is_for_conditions = FOR_CONDITIONS.contains(&id);
        ReportColumn {
            is_for_conditions,
            ..column
        }
    });
    ReportTable {
        id: id.to_owned(),
        title: words.say(title),
        columns: columns.collect(),
        rows: Vec::new(),
        total: None,
        left_out: 0,
        chart: None,
    }
}

fn row(values: Vec<CellValue>) -> ReportRow {
    let cells: Vec<ReportCell> = values.into_iter().map(plain).collect();
    ReportRow { cells }
}

fn day(day: Option<Date>) -> CellValue {
    day.map_or(CellValue::Unknown, CellValue::Day)
}

fn yes(is: bool, (yes, no): (Wording, Wording), words: &ReportWords<'_>) -> CellValue {
    CellValue::Text(words.say(if is { &yes } else { &no }))
}

/// A month as 2026-11.
pub(super) fn month(day: Date) -> String {
    day.to_string().chars().take(7).collect()
}

/// The amount that counts of a budget, in 万元: the most that it allows, or else the least.
pub(super) fn amount(budget: Option<&Budget>) -> Option<f64> {
    budget.and_then(|budget| budget.max().or(budget.min()))
}

/// A code with its name.
pub(super) fn code_name(code: Option<&Code>, tree: &Taxonomy, words: &ReportWords<'_>) -> String {
    let Some(code) = code else {
        return String::new();
    };
    let node = tree.get(code);
    let name = node.map_or("", |node| match words.is_chinese() {
        true => node.name(),
        false => node.name_en().unwrap_or(node.name()),
    });
    format!("{code} {name}").trim().to_owned()
}

fn basis(code: &CountedCode, words: &ReportWords<'_>) -> CellValue {
    match code.code {
        None => CellValue::Unknown,
        Some(_) => yes(
            code.is_inferred,
            (say!("inferred", "推断"), say!("stated", "填报")),
            words,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{FOR_CONDITIONS, deliveries, matches, needs, profiles};

    #[test]
    fn columns_for_conditions_are_columns_of_a_table() {
        let all = [
            needs::COLUMNS,
            profiles::COLUMNS,
            matches::COLUMNS,
            deliveries::COLUMNS,
        ];
        let known: Vec<&str> = all.concat().iter().map(|column| column.0).collect();
        for id in FOR_CONDITIONS {
            assert!(known.contains(id), "{id}");
        }
    }
}
