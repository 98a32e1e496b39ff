//! Feedback files: CSV, TSV, JSON Lines (or workbooks), with a word for every row that is not good.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Feedback, MatchOutcome};
use crate::error::{Error, Result, Wording, say};
use crate::intake::{
    IntakeReport, Item, Kinds, Limits, RowProblem, Severity, Source, SurveyRow, SurveySide,
    each_item, list_read, unguarded,
};
use crate::model::{Date, FoldedName, NeedId, ProfileId};

/// A column, by the headings that name it; the first is how problems name the field.
type FeedbackHeading = &'static [&'static str];

const NEED: FeedbackHeading = &["need", "need_id", "需求", "需求编号", "需求号", "需求ID"];
const PROFILE: FeedbackHeading = &[
    "profile",
    "profile_id",
    "专家",
    "专家编号",
    "供方",
    "供方编号",
    "候选",
    "专家ID",
    "人才编号",
    "供给编号",
    "成果编号",
    "推荐专家",
];
const OUTCOME: FeedbackHeading = &[
    "outcome",
    "stage",
    "event",
    "事件",
    "结果",
    "状态",
    "阶段",
    "反馈",
    "对接结果",
    "反馈结果",
    "合作结果",
    "跟进结果",
    "对接状态",
    "对接情况",
    "合作情况",
    "对接进展",
    "进展",
    "result",
    "status",
];
const DATE: FeedbackHeading = &[
    "date",
    "day",
    "日期",
    "时间",
    "对接日期",
    "对接时间",
    "反馈日期",
    "反馈时间",
];
const RANK: FeedbackHeading = &["rank", "position", "名次", "排名", "位次"];
const PROPENSITY: FeedbackHeading = &["propensity", "倾向", "曝光概率", "查看概率"];
const HEADINGS: [FeedbackHeading; 6] = [NEED, PROFILE, OUTCOME, DATE, RANK, PROPENSITY];

/// Reads feedback on matches from `source`.
///
/// Columns (or keys of JSON objects), in any order: `need` 需求, `profile` 专家, `outcome` 事件 or 结果, and if
/// known `date` 日期, `rank` 名次, `propensity` 曝光概率; others are ignored, and reported. Outcomes as
/// [`MatchOutcome`] spells them. Good rows are taken whatever the others are like; each bad one is reported by row,
/// column, value and repair, but a word that is no outcome only once, with its count. The file is bounded by the default [`Limits`]. O(rows).
///
/// # Errors
/// If the file cannot be read, or its first row does not name the columns need, profile and outcome.
///
/// # Example
/// ```
/// use qianxian::intake::Source;
/// use qianxian::learn::{MatchOutcome, read_feedback};
///
/// let file = "需求,专家,事件,日期\nn1,p1,签约,2024-06-27\nn1,p2,成了,2024-06-27\n";
/// let (events, report) = read_feedback(&Source::bytes("feedback.csv", file))?;
/// assert_eq!((events.len(), events[0].outcome), (1, MatchOutcome::Signed));
/// let bad = &report.problems[0];
/// assert_eq!((bad.row, bad.column.as_deref(), bad.value.as_str()), (Some(3), Some("事件"), "成了"));
/// # Ok::<(), qianxian::Error>(())
/// ```
pub fn read_feedback(source: &Source) -> Result<(Vec<Feedback>, IntakeReport)> {
    let mut reader = FeedbackReader {
        file: source.name(),
        headings: None,
        is_passed: false,
        events: Vec::new(),
        report: IntakeReport::default(),
        kinds: Kinds::default(),
        limits: Limits::default(),
        strange: BTreeMap::new(),
    };
    let limits = reader.limits;
    let count_known =
        |cells: &[String]| cells.iter().filter(|cell| heading(cell).is_some()).count();
    each_item(
        source,
        source.open()?,
        SurveySide::Needs,
        &limits,
        &count_known,
        &mut |item, _| reader.item(item),
    )?;
    reader.tell_strange();
    Ok((reader.events, reader.report))
}

fn heading(text: &str) -> Option<FeedbackHeading> {
    let folded = FoldedName::new(text)?;
    let is_it = |heading: &FeedbackHeading| {
        let mut names = heading.iter();
        names.any(|name| FoldedName::new(name).as_ref() == Some(&folded))
    };
    HEADINGS.into_iter().find(is_it)
}

/// Headings of a table as the file spells them, each with the column it names.
type Headings = Vec<(String, Option<FeedbackHeading>)>;

struct FeedbackReader {
    file: String,
    headings: Option<Headings>,
    /// Whether the sheet is passed over, after a first one that was read.
    is_passed: bool,
    events: Vec<Feedback>,
    report: IntakeReport,
    kinds: Kinds,
    limits: Limits,
    /// Words in the column of outcomes that are none.
    strange: BTreeMap<String, StrangeWord>,
}

/// A word that is no outcome: the rows that have it, the first of them, and the column and error of that one.
struct StrangeWord {
    count: u64,
    row: u64,
    column: Option<String>,
    error: Error,
}

/// One row: cells under headings.
type Cells = Vec<(String, Option<FeedbackHeading>, Value)>;

impl FeedbackReader {
    fn item(&mut self, item: Item) -> Result<()> {
        match item {
            Item::Sheet { name, .. } => {
                self.is_passed = self.headings.is_some();
                if self.is_passed {
                    self.skip(&name);
                }
            }
            Item::Skipped { sheet, .. } => self.skip(&sheet),
            Item::Hidden(rows) => {
                let notice = Error::invalid(
                    "rows",
                    rows,
                    say!("hidden rows are not read", "隐藏的行未读取"),
                );
                self.problem(Severity::Notice, None, None, &notice);
            }
            Item::Inside {
                path,
                count,
                others,
            } => {
                let notice = Error::invalid("list", path, list_read(count, &others));
                self.problem(Severity::Notice, None, None, &notice);
            }
            Item::Row(_) if self.is_passed => {}
            Item::Row(row) => self.row(row)?,
            Item::Object { line, map, .. } => self.event(line, &object(map)),
            Item::Bad {
                number,
                value,
                repair,
                ..
            } => {
                self.report.rows += 1;
                self.report.rejected += 1;
                let error = Error::invalid("row", value, repair);
                self.problem(Severity::Error, Some(number), None, &error);
            }
        }
        Ok(())
    }

    fn skip(&mut self, sheet: &str) {
        let notice = Error::invalid(
            "sheet",
            sheet,
            say!(
                "put the feedback into the first sheet",
                "请把反馈放在第一个工作表"
            ),
        );
        self.problem(Severity::Notice, None, None, &notice);
    }

    fn row(&mut self, row: SurveyRow) -> Result<()> {
        if row.is_blank() {
            return Ok(());
        }
        let Some(headings) = &self.headings else {
            return self.head(&row);
        };
        let named = headings.iter().zip(row.cells);
        let cells: Cells = named
            .map(|((text, heading), value)| (text.clone(), *heading, value))
            .collect();
        self.event(row.number, &cells);
        Ok(())
    }

    fn head(&mut self, row: &SurveyRow) -> Result<()> {
        let headings: Headings = row
            .cells
            .iter()
            .map(text)
            .map(|text| {
                let known = heading(&text);
                (text, known)
            })
            .collect();
        for wanted in [NEED, PROFILE, OUTCOME] {
            if !headings.iter().any(|(_, known)| *known == Some(wanted)) {
                let names: Vec<Wording> = wanted.iter().copied().map(Wording::name).collect();
                let wanted = Wording::joined(&names, (" or ", " 或 "));
                let repair = say!("name a column {wanted}", "请写出列 {wanted}"; wanted);
                let found: Vec<&str> = headings.iter().map(|(text, _)| text.as_str()).collect();
                let error = Error::invalid("headings", found.join(", "), repair);
                return Err(error.in_record(say!("{} row {}", "{} 第{}行", self.file, row.number)));
            }
        }
        for (text, _) in headings
            .iter()
            .filter(|(text, known)| known.is_none() && !text.is_empty())
        {
            let notice = Error::invalid(
                "column",
                text,
                say!(
                    "column not read; it has no part in learning",
                    "该列未读取；它与学习无关"
                ),
            );
            self.problem(Severity::Notice, Some(row.number), Some(text), &notice);
        }
        self.headings = Some(headings);
        Ok(())
    }

    fn event(&mut self, row: u64, cells: &Cells) {
        self.report.rows += 1;
        match event(cells) {
            Ok(event) => {
                self.report.accepted += 1;
                self.events.push(event);
            }
            Err((column, error)) => {
                self.report.rejected += 1;
                let word = error
                    .value()
                    .filter(|word| error.field() == Some("outcome") && !word.is_empty());
                let Some(word) = word.map(str::to_owned) else {
                    return self.problem(Severity::Error, Some(row), column.as_deref(), &error);
                };
                let first = StrangeWord {
                    count: 0,
                    row,
                    column,
                    error,
                };
                self.strange.entry(word).or_insert(first).count += 1;
            }
        }
    }

    /// Reports each word that is no outcome once, at its first row.
    fn tell_strange(&mut self) {
        for (word, strange) in std::mem::take(&mut self.strange) {
            let StrangeWord {
                count,
                row,
                column,
                error,
            } = strange;
            let repair = error.repair_wording().cloned().unwrap_or_default();
            let repair = match count > 1 {
                true => say!("in {count} rows; {repair}", "共{count}行；{repair}"; repair),
                false => repair,
            };
            let error = Error::invalid("outcome", word, repair);
            self.problem(Severity::Error, Some(row), column.as_deref(), &error);
        }
        self.report.problems.sort_by_key(|problem| problem.row);
        self.kinds.end_table(&mut self.report);
    }

    fn problem(
        &mut self,
        severity: Severity,
        row: Option<u64>,
        column: Option<&str>,
        error: &Error,
    ) {
        let repair = error.repair_wording().cloned().unwrap_or_default();
        let problem = RowProblem {
            severity,
            file: self.file.clone(),
            sheet: None,
            row,
            line: None,
            column: column.map(str::to_owned),
            field: error.field().unwrap_or_default().to_owned(),
            value: error.value().unwrap_or_default().to_owned(),
            repair: repair.english().to_owned(),
            repair_zh: Some(repair.chinese().to_owned()),
        };
        let template = repair.template();
        self.kinds
            .add(&mut self.report, problem, template, &self.limits);
    }
}

fn object(map: Map<String, Value>) -> Cells {
    map.into_iter()
        .map(|(name, value)| {
            let known = heading(&name);
            (name, known, value)
        })
        .collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim().to_owned(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// A fault, with the column in which it stands.
type Fault = (Option<String>, Error);

fn event(cells: &Cells) -> Result<Feedback, Fault> {
    let need = required(cells, NEED, |text| NeedId::new(text))?;
    let profile = required(cells, PROFILE, |text| ProfileId::new(text))?;
    let outcome = required(cells, OUTCOME, str::parse::<MatchOutcome>)?;
    let mut event = Feedback::new(need, profile, outcome);
    event.date = optional(cells, DATE, str::parse::<Date>)?;
    if let Some(rank) = optional(cells, RANK, whole)? {
        event = event.at_rank(rank).map_err(|e| at(cells, RANK, e))?;
    }
    if let Some(propensity) = optional(cells, PROPENSITY, number)? {
        let checked = event.with_propensity(propensity);
        event = checked.map_err(|e| at(cells, PROPENSITY, e))?;
    }
    Ok(event)
}

/// `error` as one of the column that `heading` names.
fn at(cells: &Cells, heading: FeedbackHeading, error: Error) -> Fault {
    let cell = cells.iter().find(|(_, known, _)| *known == Some(heading));
    (cell.map(|(name, ..)| name.clone()), error)
}

fn optional<T>(
    cells: &Cells,
    heading: FeedbackHeading,
    parse: impl Fn(&str) -> Result<T>,
) -> Result<Option<T>, Fault> {
    let cell = cells.iter().find(|(_, known, _)| *known == Some(heading));
    let text = cell
        .map(|(.., value)| unguarded(&text(value)).to_owned())
        .filter(|text| !text.is_empty());
    let parsed = text.map(|text| parse(&text)).transpose();
    parsed.map_err(|error| at(cells, heading, error))
}

fn required<T>(
    cells: &Cells,
    heading: FeedbackHeading,
    parse: impl Fn(&str) -> Result<T>,
) -> Result<T, Fault> {
    optional(cells, heading, parse)?.ok_or_else(|| {
        let error = Error::invalid(
            heading[0],
            "",
            say!("fill it in: every row needs one", "请填写：每行都要有"),
        );
        at(cells, heading, error)
    })
}

fn whole(text: &str) -> Result<u32> {
    let wrong = || {
        Error::invalid(
            "rank",
            text,
            say!(
                "give a whole number from 1, or leave it out",
                "请填不小于1的整数，或不填"
            ),
        )
    };
    text.parse().map_err(|_| wrong())
}

fn number(text: &str) -> Result<f64> {
    let wrong = || {
        Error::invalid(
            "propensity",
            text,
            say!(
                "give a number above 0 and at most 1",
                "请填大于0且不超过1的数"
            ),
        )
    };
    text.parse().map_err(|_| wrong())
}

#[cfg(test)]
mod tests;
