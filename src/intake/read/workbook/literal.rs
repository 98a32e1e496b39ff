//! What a format of numbers puts around a number, and by how much it makes the number smaller.
//!
//! `0!.0,"万元"` shows 2000000 as `200.0万元`: a comma at the end leaves three digits out, and a point that is no more
//! than a letter stands before the last digit. What is on the screen is an amount with its unit, and so it is read, with all
//! digits of the cell.

use serde_json::Value;

use super::number_format::{money_cell, rounded_shift};
use crate::intake::columns::MoneyUnit;
use crate::intake::read::cell::number_cell;

/// The words around a number, and the power of ten that it is divided by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberLiterals {
    before: String,
    behind: String,
    /// Digits left out.
    power: u8,
    /// Whether a currency is named in brackets: `[$USD]`.
    has_currency: bool,
}

impl NumberLiterals {
    /// The literals of the section of a format.
    pub(super) fn of(section: &str) -> Self {
        let mut reading = LiteralReading::default();
        let mut chars = section.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' | '!' => reading.literal(chars.next().into_iter()),
                '_' | '*' => {
                    chars.next();
                }
                '"' => {
                    let text: String = chars.by_ref().take_while(|&c| c != '"').collect();
                    reading.literal(text.chars());
                }
                '[' => {
                    let inside: String = chars.by_ref().take_while(|&c| c != ']').collect();
                    reading.bracket(&inside);
                }
                '0' | '#' | '?' => reading.digit(),
                '.' => reading.point(),
                ',' => reading.commas += 1,
                c => reading.literal(std::iter::once(c)),
            }
        }
        reading.finish()
    }

    /// The words around the number in a text as it is shown, and the power of ten that tells it from `number`.
    pub(super) fn of_shown(number: f64, shown: &str) -> Self {
        let is_digit = |c: char| c.is_ascii_digit();
        let (Some(first), Some(last)) = (shown.find(is_digit), shown.rfind(is_digit)) else {
            return Self::default();
        };
        let digits = shown[first..=last].replace([',', ' '], "");
        // Elsewhere a point groups the digits: 1.234 for 1234.
        let all: String = shown.chars().filter(char::is_ascii_digit).collect();
        let is_grouped = all.parse() == Ok(number);
        let read = digits.parse::<f64>().ok().filter(|_| !is_grouped);
        let ratio = read.map_or(1.0, |read| number / read);
        let power = ratio.abs().log10().round();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "within the range"
        )]
        let power = if (1.0..=12.0).contains(&power) {
            power as u8
        } else {
            0
        };
        Self {
            before: shown[..first].trim().to_owned(),
            behind: shown[last + 1..].trim().to_owned(),
            power,
            has_currency: false,
        }
    }

    /// The number among its words, if these name money or it is shown smaller than it is; `None` for a plain number.
    pub(super) fn cell(&self, number: f64) -> Option<Value> {
        let shown = number_cell(rounded_shift(number, -i32::from(self.power)));
        let words = format!("{} {}", self.before, self.behind);
        let around = || {
            Some(Value::from(format!(
                "{}{shown}{}",
                self.before, self.behind
            )))
        };
        match MoneyUnit::exact(&words) {
            // A sign alone says that the number is of yuan, but spreadsheets put it before 万元 too.
            Some(MoneyUnit::Known("元"))
                if self.power == 0 && !words.contains(['元', '圆', '块']) =>
            {
                Some(money_cell(number, "¥"))
            }
            Some(MoneyUnit::Known("元")) if self.power > 0 => Some(self.smaller(&shown)),
            Some(_) => around(),
            None if self.has_currency => around(),
            None if self.power == 0 => None,
            None if words.chars().any(char::is_alphabetic) => around(),
            // Nothing tells what is shown from a number that is not made smaller; it must be taken for neither.
            None => Some(self.smaller(&shown)),
        }
    }

    /// A number that is shown without its last digits, with the factor that they make.
    fn smaller(&self, shown: &Value) -> Value {
        let left_out = "0".repeat(usize::from(self.power));
        Value::from(format!(
            "{}{shown}{} (×1{left_out})",
            self.before, self.behind
        ))
    }
}

/// A section on its way.
#[derive(Default)]
struct LiteralReading {
    literals: NumberLiterals,
    /// Placeholders seen.
    digits: u8,
    /// Commas behind the last placeholder.
    commas: u8,
    /// Placeholders behind a point that is a letter.
    behind_point: Option<u8>,
    has_point: bool,
    /// Letters since the last placeholder.
    pending: String,
}

impl LiteralReading {
    fn literal(&mut self, text: impl Iterator<Item = char>) {
        self.settle_commas();
        if self.digits == 0 {
            self.literals.before.extend(text);
        } else {
            self.pending.extend(text);
        }
    }

    fn bracket(&mut self, inside: &str) {
        let Some(named) = inside.strip_prefix('$') else {
            return;
        };
        let (symbol, place) = named.rsplit_once('-').unwrap_or((named, ""));
        // The yen has the sign of the yuan.
        let symbol = if place.ends_with("411") && !symbol.is_empty() {
            "日元"
        } else {
            symbol
        };
        self.literals.has_currency |= !symbol.is_empty();
        self.literal(symbol.chars());
    }

    fn digit(&mut self) {
        // A comma between digits groups them.
        self.commas = 0;
        if !self.has_point && self.pending.trim() == "." {
            self.behind_point = Some(0);
        }
        self.pending.clear();
        self.digits = self.digits.saturating_add(1);
        if let Some(behind) = self.behind_point.as_mut().filter(|_| !self.has_point) {
            *behind = behind.saturating_add(1);
        }
    }

    fn point(&mut self) {
        self.settle_commas();
        self.has_point = true;
    }

    fn settle_commas(&mut self) {
        if self.digits > 0 {
            let left_out = std::mem::take(&mut self.commas).saturating_mul(3);
            self.literals.power = self.literals.power.saturating_add(left_out);
        }
    }

    fn finish(mut self) -> NumberLiterals {
        self.settle_commas();
        let behind = std::mem::take(&mut self.pending);
        let mut literals = self.literals;
        literals.power = literals
            .power
            .saturating_add(self.behind_point.unwrap_or_default());
        literals.before = literals.before.trim().to_owned();
        literals.behind = behind.trim().to_owned();
        literals
    }
}

#[cfg(test)]
mod tests {
    use super::NumberLiterals;
    use serde_json::{Value, json};

    fn cell(number: f64, code: &str) -> Option<Value> {
        NumberLiterals::of(code).cell(number)
    }

    #[test]
    fn an_amount_is_read_with_the_unit_that_is_shown() {
        for (number, code, shown) in [
            (2e6, "0!.0,\"万元\"", "200万元"),
            (2_012_345.0, "0!.0,\"万元\"", "201.2345万元"),
            (2e6, "0\\.0,\"万\"", "200万"),
            (2e6, "#\".\"#,\"万元\"", "200万元"),
            (1.5e8, "0!.00,,\"亿元\"", "1.5亿元"),
            (1.5, "#,##0.00\"亿元\"", "1.5亿元"),
            (2e6, "0.0,,\"百万元\"", "2百万元"),
            (2e6, "0.00,,\"million\"", "2million"),
            (5e5, "0,\"k\"", "500k"),
            (5e5, "0,\\K", "500K"),
            (500.0, "0\"千元\"", "500千元"),
            (5e5, "#,##0\"元\"", "500000元"),
            (100.0, "\"约\"0\"万元\"", "约100万元"),
            (5000.0, "#,##0\" 美元\"", "5000美元"),
            (300.0, "[$USD] #,##0", "USD300"),
            (300.0, "[$HKD]\\ #,##0", "HKD300"),
            (300.0, "[$kr-41D]#,##0", "kr300"),
            (300.0, "#,##0 [$€-407]", "300€"),
            (300.0, "[$¥-411]#,##0", "日元300"),
            (30.0, "#,##0_ \"元/年\"", "30元/年"),
            (2e6, "\"¥\"0!.0,\"万元\"", "¥200万元"),
            (3e5, "#,##0,", "300 (×1000)"),
            (3e5, "\"¥\"#,##0,", "¥300 (×1000)"),
            (5e6, "0,\"吨\"", "5000吨"),
        ] {
            assert_eq!(cell(number, code), Some(json!(shown)), "{code}");
        }
        for code in [
            "[$¥-804]#,##0",
            "\"￥\"#,##0.00",
            "[$CNY] 0.00",
            "\"RMB\" 0",
        ] {
            assert_eq!(cell(5e5, code), Some(json!("¥500000")), "{code}");
        }
    }

    #[test]
    fn plain_numbers_stay() {
        for code in [
            "General",
            "0",
            "#,##0",
            "#,##0.00",
            "[$-804]#,##0",
            "0\"人\"",
            "[Red]0",
            "0.0\"km\"",
            "000-0000",
            "@",
            "",
        ] {
            assert_eq!(cell(5e5, code), None, "{code}");
        }
    }

    #[test]
    fn the_text_of_a_cell_tells_the_same() {
        let shown = |number, text| NumberLiterals::of_shown(number, text).cell(number);
        assert_eq!(shown(2e6, "200.0万元"), Some(json!("200万元")));
        assert_eq!(shown(1_234_567.0, "123.5万"), Some(json!("123.4567万")));
        assert_eq!(shown(5000.0, "5,000 美元"), Some(json!("5000美元")));
        assert_eq!(shown(300_000.0, "300"), Some(json!("300 (×1000)")));
        for (number, text) in [
            (50.0, "50.00"),
            (0.05, "0.05"),
            (7.0, "08"),
            (1234.5, "1,235"),
            (1234.0, "1.234"),
            (0.4, "0"),
            (50.0, ""),
        ] {
            assert_eq!(shown(number, text), None, "{text}");
        }
    }
}
