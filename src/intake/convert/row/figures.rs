//! Cells of amounts, decimals and counts.

use serde_json::{Value, json};

use super::RowReading;
use crate::error::{Error, say};
use crate::intake::Severity;
use crate::intake::columns::{MoneyUnit, SurveySide, TableColumn, is_ceiling, is_fee};
use crate::intake::convert::DraftProblem;
use crate::intake::convert::amount::{ReadAmount, amount};
use crate::intake::convert::value::{count, decimal};
use crate::intake::read::shown;
use crate::model::{Budget, StudentGroup};

/// More people than one need asks for; a greater number is one of a telephone.
const MOST_PEOPLE: u32 = 100_000;

/// The value of an amount for a field, which may be one end of a span: the amount itself, or as an error the end of a
/// span that has two, and nothing if it lacks that end.
fn end_of(name: &str, read: &ReadAmount) -> Result<Value, Option<f64>> {
    let budget = Budget::from_json(&read.value).map_err(|_| None)?;
    let (end, other) = match name.rsplit('.').next() {
        Some("max") => (budget.max(), budget.min()),
        Some("min") => (budget.min(), budget.max()),
        _ => return Ok(read.value.clone()),
    };
    let end = end.ok_or(None)?;
    match other.is_some_and(|other| other != end) {
        true => Err(Some(end)),
        false => Ok(Value::from(end)),
    }
}

/// A single sum as the most of a span from nothing to it; a span, and an end of one, as they are.
fn as_ceiling(value: Value) -> Value {
    let budget = Budget::from_json(&value).ok();
    let sum = budget.and_then(|budget| budget.max().filter(|_| budget.min() == budget.max()));
    sum.map_or(value, |most| json!({ "max": most }))
}

impl RowReading<'_> {
    /// Says of a number that it may have lost digits.
    pub(super) fn tell_cut(&mut self, heading: &str, cell: &Value) {
        let repair = say!(
            "a workbook keeps 15 digits of a number and puts zeros for the others, so this may not be exact; format the column as text and enter it anew",
            "工作簿中的数字只保留15位，其余变成0，该值可能不准确；请把该列设为文本格式后重新填写"
        );
        let error = Error::invalid("digits", shown(cell), repair);
        let finding = DraftProblem::new(Severity::Warning, &error);
        self.draft.find(finding.in_column(Some(heading.to_owned())));
    }

    pub(super) fn amount(&mut self, name: &str, column: &TableColumn, cell: &Value) {
        let Some(read) = amount(cell, column.unit.as_ref()) else {
            return self.unresolved(name, &shown(cell));
        };
        let is_offer = self.side == SurveySide::Profiles && name == "budget" && !column.is_users;
        let is_bare = column.unit.is_none() && read.doubtful.is_none() && !read.names_unit;
        if is_offer && is_bare && is_fee(&column.heading) {
            return self.fee_without_unit(name, column, cell);
        }
        self.tell_doubtful(name, cell, &read);
        self.tell_huge(name, column, cell, &read);
        match end_of(name, &read) {
            Ok(value) if is_offer && is_ceiling(&column.heading) => {
                self.put(name, as_ceiling(value));
            }
            Ok(value) => self.put(name, value),
            // A least sum in the column of the greatest says nothing of that.
            Err(None) => return self.unresolved(name, &shown(cell)),
            Err(Some(end)) => {
                self.put(name, end);
                let told = say!(
                    "read as {end}万元, the end of the span that the column asks for",
                    "按 {end}万元 读取，即该列所问的一端"
                );
                self.note(name, &shown(cell), &told);
            }
        }
        if read.leaves_words {
            self.keep(&column.heading, cell);
        }
    }

    /// Keeps a fee of which nobody says whether it is of yuan or of 万元.
    fn fee_without_unit(&mut self, name: &str, column: &TableColumn, cell: &Value) {
        self.keep(&column.heading, cell);
        let heading = &column.heading;
        let repair = say!(
            "neither the cell nor the heading names a unit, so that it counts as not stated; write 800元, or {heading}（元） in the heading",
            "单元格和列名都没有写单位，按未填写处理；请写成 800元，或在列名中写明 {heading}（元）"
        );
        let error = Error::invalid(name, shown(cell), repair);
        let finding = DraftProblem::new(Severity::Warning, &error);
        self.draft.find(finding.in_column(Some(heading.clone())));
    }

    /// Says of an amount with a sign of the currency in which unit it was read.
    fn tell_doubtful(&mut self, name: &str, cell: &Value, read: &ReadAmount) {
        let Some(unit) = read.doubtful else { return };
        let told = match unit {
            "元" => say!(
                "read in 元 by the sign of the currency, for neither cell nor heading names a unit",
                "单元格和列名都没有写单位，按货币符号以元计"
            ),
            unit => say!(
                "read in {unit}, as the heading says, not in 元",
                "按列名以{unit}计，而不是元"
            ),
        };
        self.note(name, &shown(cell), &told);
    }

    /// Says of an amount beyond what one record has that it may be of another unit, if its cell names none. Six figures
    /// are beyond it where the heading names no unit either: people write 500000 for yuan.
    fn tell_huge(&mut self, name: &str, column: &TableColumn, cell: &Value, read: &ReadAmount) {
        const LARGEST_BARE: f64 = 99_999.0;
        // 10 thousand million yuan for a need or an offer, ten times that for a firm.
        let most = match self.side {
            SurveySide::Needs | SurveySide::Profiles => 1e6,
            SurveySide::Enterprises => 1e7,
        };
        let is_bare = column.unit.is_none() && read.doubtful.is_none();
        let most = if is_bare { LARGEST_BARE } else { most };
        let budget = Budget::from_json(&read.value).ok();
        let sum = budget.and_then(|budget| budget.max().or(budget.min()));
        let Some(sum) = sum.filter(|&sum| sum > most && !read.names_unit) else {
            return;
        };
        let told = say!(
            "read as {sum} 万元 ({sum} times 10,000 yuan), which is very much; name the unit in the cell or the heading, as in 3000000元 or 预算（元）",
            "按 {sum} 万元读取，数额过大；请在单元格或列名中写明单位，如 3000000元 或 预算（元）"
        );
        self.note(name, &shown(cell), &told);
    }

    pub(super) fn decimal(&mut self, name: &str, column: &TableColumn, cell: &Value) {
        if name.ends_with(".min_budget") && self.least_budget(name, column, cell) {
            return;
        }
        let value = decimal(cell);
        let is_rule = name.starts_with("vetoes") || name.starts_with("preferences");
        // A limit that is not understood reaches the model, which refuses the row: it decides who is barred.
        if value.is_number() || is_rule {
            self.put(name, value);
        } else {
            self.unresolved(name, &shown(cell));
        }
    }

    /// Reads the least budget of a veto or preference as a sum of money, in the unit of cell or heading. Returns whether
    /// nothing more is to be done: a text that is no single sum is left to the model, where a heading says another unit.
    fn least_budget(&mut self, name: &str, column: &TableColumn, cell: &Value) -> bool {
        let read = amount(cell, column.unit.as_ref());
        let sum = read.as_ref().and_then(|read| {
            let budget = Budget::from_json(&read.value).ok()?;
            let is_span = budget.max().is_some() && budget.min() != budget.max();
            budget.min().filter(|_| !is_span)
        });
        if let (Some(read), Some(sum)) = (&read, sum) {
            self.tell_doubtful(name, cell, read);
            self.tell_huge(name, column, cell, read);
            self.put(name, sum);
            return true;
        }
        let is_other = !matches!(column.unit, None | Some(MoneyUnit::Known("万元")));
        if is_other {
            self.put(name, shown(cell));
        }
        is_other
    }

    pub(super) fn count(&mut self, name: &str, cell: &Value) {
        let range = match name {
            "readiness" => (1, 9),
            "demand" => (1, MOST_PEOPLE),
            "students.people" => (1, StudentGroup::MOST_PEOPLE),
            _ => (0, 1_000_000),
        };
        match count(cell, range) {
            Some((number, is_span)) => {
                self.put(name, number);
                if is_span {
                    self.note(
                        name,
                        &shown(cell),
                        &say!("read as {number}, its lower end", "按下限 {number} 读取"),
                    );
                }
            }
            // `小试` and the like have no agreed number, so a guess would rank by it.
            None => self.unresolved(name, &shown(cell)),
        }
    }
}
