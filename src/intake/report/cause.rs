//! Problems of one cause, counted together.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{IntakeReport, RowProblem, Severity};

/// Rows of a cause that are named, the least ones.
const NAMED: usize = 5;
/// Most causes in one field of one severity; further ones are counted with the last.
const CAUSES: u64 = 20;

/// The problems of one cause in one column: their number, their first rows, and an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProblemCause {
    /// How much it matters.
    pub severity: Severity,
    /// File, as named by the caller.
    pub file: String,
    /// Sheet, of a workbook.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sheet: Option<String>,
    /// Heading of the column, as the file spells it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub column: Option<String>,
    /// Field of the record, of the first problem.
    pub field: String,
    /// The value at fault of the first problem, shortened to 60 characters.
    pub value: String,
    /// The repair of the first problem, in English.
    pub repair: String,
    /// The repair of the first problem in Chinese, if there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repair_zh: Option<String>,
    /// Number of problems.
    pub count: u64,
    /// The first rows, at most five in rising order, numbered as in [`RowProblem::row`]; none if it is about the whole
    /// file.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rows: Vec<u64>,
}

/// Beginning of a repair that lists what one name may mean.
const CHOICES: &str = "several have this name";

/// What tells one cause from another.
type CauseKey = (Severity, Option<String>, String, String);

/// The causes of the table that is read, by what tells them apart.
#[derive(Debug, Default)]
pub(super) struct Causes {
    at: BTreeMap<CauseKey, usize>,
    /// Number of causes in each field of each severity.
    of_field: BTreeMap<(Severity, String), u64>,
    /// Causes of the tables before this one.
    settled: usize,
}

impl Causes {
    /// Counts `problem` in `report`, among the ones whose repairs are made of the same `template`. O(its length).
    pub(super) fn add(
        &mut self,
        report: &mut IntakeReport,
        problem: &RowProblem,
        template: &str,
        field: &str,
    ) {
        let (severity, column) = (problem.severity, problem.column.clone());
        // A notice is about one thing, which its value names.
        let told = match severity {
            Severity::Notice => format!("{} {}", problem.value, problem.repair),
            // The choices are those of one value, and of no use to the rows of others.
            Severity::Error | Severity::Warning if template.starts_with(CHOICES) => {
                format!("{} {template}", problem.value)
            }
            Severity::Error | Severity::Warning => template.to_owned(),
        };
        let mut key = (severity, column, field.to_owned(), told);
        if !self.at.contains_key(&key) {
            let count = self
                .of_field
                .entry((severity, field.to_owned()))
                .or_default();
            *count += 1;
            if *count > CAUSES {
                key = (severity, None, field.to_owned(), String::new());
            }
        }
        let at = *self.at.entry(key).or_insert_with(|| {
            report.causes.push(ProblemCause::of(problem));
            report.causes.len() - 1
        });
        if let Some(cause) = report.causes.get_mut(at) {
            cause.count(problem.row);
        }
    }

    /// Ends a table: sorts its causes by their first rows; equals keep their order.
    pub(super) fn end_table(&mut self, report: &mut IntakeReport) {
        let causes = report.causes.get_mut(self.settled..).unwrap_or_default();
        causes.sort_by_key(|cause| cause.rows.first().copied());
        self.settled = report.causes.len();
        self.at.clear();
    }
}

impl ProblemCause {
    fn of(problem: &RowProblem) -> Self {
        Self {
            severity: problem.severity,
            file: problem.file.clone(),
            sheet: problem.sheet.clone(),
            column: problem.column.clone(),
            field: problem.field.clone(),
            value: problem.value.clone(),
            repair: problem.repair.clone(),
            repair_zh: problem.repair_zh.clone(),
            count: 0,
            rows: Vec::new(),
        }
    }

    fn count(&mut self, row: Option<u64>) {
        self.count += 1;
        let Some(row) = row else { return };
        if let Err(at) = self.rows.binary_search(&row)
            && at < NAMED
        {
            self.rows.insert(at, row);
            self.rows.truncate(NAMED);
        }
    }
}

/// File, sheet and row, as the report names them.
pub(super) fn place(file: &str, sheet: Option<&str>, row: Option<u64>) -> String {
    let sheet = sheet.map(|sheet| format!(" [{sheet}]")).unwrap_or_default();
    let row = row.map(|row| format!(" row {row}")).unwrap_or_default();
    format!("{file}{sheet}{row}")
}

/// A value on one line.
pub(super) fn flat(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Rows as the report names them: `row 3`, `rows 3, 7, 12 …, 5461 in all`.
pub(super) fn rows_shown(rows: &[u64], count: u64) -> String {
    let named: Vec<String> = rows.iter().map(u64::to_string).collect();
    let named = named.join(", ");
    match rows.len() {
        0 if count > 1 => format!("{count} in all"),
        0 => String::new(),
        1 if count == 1 => format!("row {named}"),
        len if len as u64 >= count => format!("rows {named}"),
        _ => format!("rows {named} …, {count} in all"),
    }
}

impl fmt::Display for ProblemCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = place(&self.file, self.sheet.as_deref(), None);
        let column = flat(self.column.as_deref().unwrap_or(&self.field));
        let (value, repair) = (flat(&self.value), flat(&self.repair));
        write!(f, "{}: {place}, {column}: ", self.severity)?;
        match self.count {
            0 | 1 => write!(f, "\"{value}\"; {repair}")?,
            _ => write!(f, "such as \"{value}\"; {repair}")?,
        }
        match rows_shown(&self.rows, self.count) {
            rows if rows.is_empty() => Ok(()),
            rows => write!(f, " ({rows})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kinds;
    use super::{IntakeReport, RowProblem, Severity};
    use crate::intake::Limits;

    fn problem(row: u64, column: &str, value: &str, repair: &str) -> RowProblem {
        RowProblem {
            severity: Severity::Warning,
            file: "需求.csv".to_owned(),
            sheet: None,
            row: Some(row),
            line: None,
            column: Some(column.to_owned()),
            field: "region".to_owned(),
            value: value.to_owned(),
            repair: repair.to_owned(),
            repair_zh: None,
        }
    }

    fn told(problems: impl IntoIterator<Item = RowProblem>, template: &str) -> Vec<String> {
        let (mut report, mut kinds) = (IntakeReport::default(), Kinds::default());
        for problem in problems {
            kinds.add(
                &mut report,
                problem,
                template,
                &Limits::default().problems(2),
            );
        }
        kinds.end_table(&mut report);
        report.causes.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn one_cause_is_one_line_with_its_count_and_first_rows() {
        let rows = (3..=5_463).rev();
        let told = told(
            rows.map(|row| problem(row, "地区", &format!("某地{row}"), "did you mean 和田地区?"))
                .chain([problem(2, "地点", "x", "name a region")]),
            "did you mean {}?",
        );
        let expected = [
            "warning: 需求.csv, 地点: \"x\"; name a region (row 2)",
            "warning: 需求.csv, 地区: such as \"某地5463\"; did you mean 和田地区? (rows 3, 4, 5, 6, 7 …, 5461 in all)",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn numbers_and_the_value_make_no_cause_of_their_own() {
        let repair = |row: u64, value: &str| format!("row {row} has {value}, and stands");
        let rows = [(2, "甲"), (5, "乙"), (9, "丙")];
        let rows = rows.map(|(row, value)| problem(row + 1, "编号", value, &repair(row, value)));
        let told = told(rows, "row {} has {}, and stands");
        let expected =
            "warning: 需求.csv, 编号: such as \"甲\"; row 2 has 甲, and stands (rows 3, 6, 10)";
        assert_eq!(told, [expected]);
    }

    #[test]
    fn a_field_has_a_bounded_number_of_causes_and_none_is_uncounted() {
        let repair = |n: u64| "错".repeat(usize::try_from(n).unwrap_or(0));
        let (mut report, mut kinds) = (IntakeReport::default(), Kinds::default());
        for n in 1..=100 {
            kinds.add(
                &mut report,
                problem(n, "地区", "", &repair(n)),
                &repair(n),
                &Limits::default(),
            );
        }
        assert_eq!(report.causes.len(), 21);
        assert_eq!(
            report.causes.iter().map(|cause| cause.count).sum::<u64>(),
            100
        );
    }
}
