//! The outcome of an import, row by row.

mod cause;
mod chinese;
mod shown;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::column_use::ColumnUse;
use super::limits::Limits;
use crate::error::{Error, Result, say};

use cause::Causes;
pub use cause::ProblemCause;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// The row was not taken.
    Error,
    /// The row was taken, and something in it was not understood.
    Warning,
    /// Something that holds for the whole file is worth knowing.
    Notice,
}

impl Severity {
    /// Every value, worst first.
    pub const ALL: &'static [Self] = &[Self::Error, Self::Warning, Self::Notice];

    /// The canonical spelling.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let known = Self::ALL
            .iter()
            .find(|s| s.as_str() == text.trim().to_lowercase());
        known.copied().ok_or_else(|| {
            Error::invalid(
                "severity",
                text,
                say!(
                    "use error, warning or notice",
                    "请用 error、warning 或 notice"
                ),
            )
        })
    }
}

/// One problem or warning, with the file, row and column that it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RowProblem {
    /// How much it matters.
    pub severity: Severity,
    /// File, as named by the caller.
    pub file: String,
    /// Sheet, of a workbook.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sheet: Option<String>,
    /// Row of the sheet or table, from 1, as a spreadsheet numbers it (in JSON, number of the record); none if it is
    /// about the whole file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub row: Option<u64>,
    /// Line of the file in which the row begins, if line breaks above it make that another number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<u64>,
    /// Heading of the column, as the file spells it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub column: Option<String>,
    /// Field of the record.
    pub field: String,
    /// The value at fault, shortened to 60 characters.
    pub value: String,
    /// The repair, in English.
    pub repair: String,
    /// The repair in Chinese, if there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repair_zh: Option<String>,
}

/// A record whose text is like that of another id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SimilarRow {
    /// File, as named by the caller.
    pub file: String,
    /// Sheet, of a workbook.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sheet: Option<String>,
    /// Row of the sheet or line of the file, from 1.
    pub row: u64,
    /// Id of the record, which was taken.
    pub id: String,
    /// Id of the record most like it, held before.
    pub like: String,
    /// How like, from the threshold of the duplicate index to 1.
    pub similarity: f64,
}

/// Problems of one kind that a report counts and does not keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OmittedProblems {
    /// How much they matter.
    pub severity: Severity,
    /// Field of the records, without the numbers in it.
    pub field: String,
    /// Number of problems of the kind beside the kept ones.
    pub count: u64,
}

/// Counts and problems of the rows of one file, or of several ([`IntakeReport::merge`]).
///
/// Displays as counts, columns, and one line a cause; JSON by serde.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IntakeReport {
    /// Rows with data that were read.
    pub rows: u64,
    /// Records handed to the caller. Rows that add works to a record count as rows alone.
    pub accepted: u64,
    /// Rows not taken; each has at least one problem of [`Severity::Error`].
    pub rejected: u64,
    /// Records handed to the caller that hold no text to search: nothing can be found in them.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub without_text: u64,
    /// Every column of every table that was read, in the order of the file; blank ones are left out.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub columns: Vec<ColumnUse>,
    /// Everything to repair or to know, by cause, in the order of the first rows; every problem is counted in one.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub causes: Vec<ProblemCause>,
    /// Everything to repair or to know, in the order of the file; of each kind the first
    /// ([`Limits::problems`](super::Limits::problems)).
    pub problems: Vec<RowProblem>,
    /// Problems counted and not kept, by kind.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub omitted: Vec<OmittedProblems>,
    /// Records taken that are like others; the first ([`Limits::problems`](super::Limits::problems)).
    pub near_duplicates: Vec<SimilarRow>,
    /// Near-duplicates counted and not kept.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub near_duplicates_omitted: u64,
    /// Records taken that were not compared with others, since near-duplicates were not looked for, or up to a limit.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub not_compared: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl IntakeReport {
    /// The problems of that severity.
    pub fn of(&self, severity: Severity) -> impl Iterator<Item = &RowProblem> {
        self.problems
            .iter()
            .filter(move |problem| problem.severity == severity)
    }

    /// Number of problems of that severity, kept or not.
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::{Intake, Severity, Source};
    /// use qianxian::model::Taxonomies;
    ///
    /// let taxonomies = Taxonomies::builtin();
    /// let survey = Source::bytes("survey.csv", "编号,需求名称,截止日期\nn1,针状焦,2024年2月30日\n");
    /// let report = Intake::new(&taxonomies).needs(&survey, &mut |_| Ok(()))?;
    /// // A day that cannot be is unknown; the need goes in.
    /// assert_eq!(report.count(Severity::Warning), 1);
    /// assert!(report.is_clean());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn count(&self, severity: Severity) -> u64 {
        let of_kind = |omitted: &&OmittedProblems| omitted.severity == severity;
        let omitted = self.omitted.iter().filter(of_kind).map(|o| o.count);
        self.of(severity).count() as u64 + omitted.sum::<u64>()
    }

    /// Whether every row was taken; warnings do not count.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.count(Severity::Error) == 0
    }

    /// Counts `count` problems of a kind that are not kept.
    pub(super) fn omit(&mut self, severity: Severity, field: &str, count: u64) {
        let same = |o: &&mut OmittedProblems| o.severity == severity && o.field == field;
        match self.omitted.iter_mut().find(same) {
            Some(omitted) => omitted.count += count,
            None => self.omitted.push(OmittedProblems {
                severity,
                field: field.to_owned(),
                count,
            }),
        }
    }

    /// Adds the counts and problems of another file.
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::{Intake, IntakeReport, Severity, Source};
    /// use qianxian::model::Taxonomies;
    ///
    /// let taxonomies = Taxonomies::builtin();
    /// let mut all = IntakeReport::default();
    /// for survey in ["编号,需求名称\nn1,针状焦\n", "编号,需求名称\n,硼烷\n"] {
    ///     let source = Source::bytes("survey.csv", survey);
    ///     all.merge(Intake::new(&taxonomies).needs(&source, &mut |_| Ok(()))?);
    /// }
    /// assert_eq!((all.accepted, all.rejected), (1, 1));
    /// assert_eq!(all.of(Severity::Error).next().unwrap().field, "id");
    /// assert!(!all.is_clean());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.without_text += other.without_text;
        self.columns.extend(other.columns);
        self.causes.extend(other.causes);
        self.problems.extend(other.problems);
        for omitted in other.omitted {
            self.omit(omitted.severity, &omitted.field, omitted.count);
        }
        self.near_duplicates.extend(other.near_duplicates);
        self.near_duplicates_omitted += other.near_duplicates_omitted;
        self.not_compared += other.not_compared;
    }
}

/// Counts the problems of each kind, so that a report keeps the first of each only, and those of each cause.
#[derive(Debug, Default)]
pub(crate) struct Kinds {
    counts: BTreeMap<(Severity, String), u64>,
    causes: Causes,
}

impl Kinds {
    /// Adds `problem`, whose repair is made of `template`, to `report`, in full if fewer than the limit of its kind are there.
    pub(crate) fn add(
        &mut self,
        report: &mut IntakeReport,
        problem: RowProblem,
        template: &str,
        limits: &Limits,
    ) {
        // `works[7].title` and `works[8].title` are one kind, or a file could make any number of kinds.
        let kind = problem.field.replace(|c: char| c.is_ascii_digit(), "");
        self.causes.add(report, &problem, template, &kind);
        let count = self.counts.entry((problem.severity, kind.clone()));
        let count = count.or_default();
        *count += 1;
        if Some(*count) > limits.get("problems") {
            report.omit(problem.severity, &kind, 1);
        } else {
            report.problems.push(problem);
        }
    }

    /// Ends a table: its causes stand in the order of their first rows.
    pub(crate) fn end_table(&mut self, report: &mut IntakeReport) {
        self.causes.end_table(report);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{IntakeReport, OmittedProblems, RowProblem, Severity, SimilarRow};

    fn report() -> IntakeReport {
        let problem = |severity, row, column: Option<&str>, value: &str| RowProblem {
            severity,
            file: "需求.csv".to_owned(),
            sheet: None,
            row,
            line: None,
            column: column.map(str::to_owned),
            field: "deadline".to_owned(),
            value: value.to_owned(),
            repair: "name a day".to_owned(),
            repair_zh: None,
        };
        let similar = SimilarRow {
            file: "需求.csv".to_owned(),
            sheet: Some("一".to_owned()),
            row: 4,
            id: "n4".to_owned(),
            like: "n1".to_owned(),
            similarity: 0.913,
        };
        IntakeReport {
            rows: 3,
            accepted: 2,
            rejected: 1,
            problems: vec![
                problem(Severity::Error, Some(7), Some("截止日期"), "2月\n30日"),
                problem(Severity::Warning, None, None, "x"),
            ],
            near_duplicates: vec![similar],
            ..IntakeReport::default()
        }
    }

    #[test]
    fn what_is_not_kept_is_counted() {
        let mut report = report();
        report.omit(Severity::Error, "budget", 2);
        report.omit(Severity::Error, "budget", 3);
        report.near_duplicates_omitted = 7;
        assert_eq!(report.count(Severity::Error), 1 + 5);
        report.merge(report.clone());
        let omitted = OmittedProblems {
            severity: Severity::Error,
            field: "budget".to_owned(),
            count: 10,
        };
        assert_eq!(report.omitted, [omitted]);
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<IntakeReport>(&json).unwrap(), report);
    }

    #[test]
    fn the_text_has_one_line_a_cause_and_no_padding() {
        let mut report = report();
        let problems = std::mem::take(&mut report.problems);
        let mut kinds = super::Kinds::default();
        for problem in problems {
            kinds.add(
                &mut report,
                problem,
                "name a day",
                &crate::intake::Limits::default(),
            );
        }
        let expected = "\
3 rows: 2 records accepted, 1 row rejected, 1 warning, 1 near-duplicate
error: 需求.csv, 截止日期: \"2月 30日\"; name a day (row 7)
warning: 需求.csv, deadline: \"x\"; name a day
warning: 需求.csv [一], id: \"n4\" is similar to n1 (0.91); keep one of the two, or give both one id (row 4)";
        assert_eq!(report.to_string(), expected);
        report.near_duplicates_omitted = 7;
        let shown = report.to_string();
        assert!(shown.contains("such as \"n4\" is similar to n1"), "{shown}");
        assert!(shown.ends_with("(rows 4 …, 8 in all)"), "{shown}");
    }

    #[test]
    fn a_search_that_did_not_run_says_so() {
        let mut report = IntakeReport {
            accepted: 5,
            not_compared: 5,
            ..IntakeReport::default()
        };
        let shown = report.to_string();
        assert!(shown.ends_with("near-duplicates not looked for"), "{shown}");
        report.not_compared = 2;
        let shown = report.to_string();
        assert!(
            shown.ends_with("0 near-duplicates among 3 records, 2 not compared"),
            "{shown}"
        );
    }

    #[test]
    fn json_comes_back_and_reports_add_up() {
        let mut report = report();
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<IntakeReport>(&json).unwrap(), report);
        assert!(json.contains("\"severity\":\"error\"") && json.contains("2月\\n30日"));
        report.merge(report.clone());
        assert_eq!(
            (
                report.rows,
                report.accepted,
                report.rejected,
                report.problems.len()
            ),
            (6, 4, 2, 4)
        );
        assert!(!report.is_clean());
        assert!(IntakeReport::default().is_clean());
    }

    #[test]
    fn severities_come_back() {
        for &severity in Severity::ALL {
            assert_eq!(severity.to_string().parse::<Severity>().unwrap(), severity);
        }
        assert!("fatal".parse::<Severity>().is_err());
    }
}
