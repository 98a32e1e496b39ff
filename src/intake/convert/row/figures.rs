//! Cells of amounts, decimals and counts.

use serde_json::Value;

use super::RowReading;
use crate::error::say;
use crate::intake::columns::{MoneyUnit, SurveySide, TableColumn};
use crate::intake::convert::amount::{ReadAmount, amount};
use crate::intake::convert::value::{count, decimal};
use crate::intake::read::shown;
use crate::model::{Budget, StudentGroup};

impl RowReading<'_> {
    pub(super) fn amount(&mut self, name: &str, column: &TableColumn, cell: &Value) {
        let Some(read) = amount(cell, column.unit.as_ref()) else {
            return self.unresolved(name, &shown(cell));
        };
        self.tell_doubtful(name, cell, &read);
        self.tell_huge(name, cell, &read);
        // A lower or upper end is one amount; a range in its column is no end.
        self.put(name, read.value);
        if read.leaves_words {
            self.keep(&column.heading, cell);
        }
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

    /// Says of an amount beyond what one record has that it may be of another unit, if its cell names none.
    fn tell_huge(&mut self, name: &str, cell: &Value, read: &ReadAmount) {
        // 10 thousand million yuan for a need or an offer, ten times that for a firm.
        let most = match self.side {
            SurveySide::Needs | SurveySide::Profiles => 1e6,
            SurveySide::Enterprises => 1e7,
        };
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
            budget.min().filter(|_| budget.min() == budget.max())
        });
        if let (Some(read), Some(sum)) = (&read, sum) {
            self.tell_doubtful(name, cell, read);
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
            "demand" => (1, 1_000_000),
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
