//! Working days: weekends, holidays, and days off that are worked.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::error::{Error, Result, Wording, say};
use crate::model::Date;
use crate::model::spelled::spelled;

spelled! {
    /// What a calendar says of a day that its weekday does not say.
    pub enum CalendarDay as "day" {
        /// Nobody works, though it may be a weekday.
        Holiday = "holiday" | "休" | "休息" | "放假" | "节假日" | "假日" | "法定节假日" | "off",
        /// People work, though it may be a weekend: a day made up for a holiday.
        Workday = "workday" | "班" | "上班" | "补班" | "调休" | "调休上班" | "工作日" | "working day" | "makeup",
    }
}

/// Longest range of days of one row.
const MOST_DAYS: i32 = 366;

/// Which days are worked: Monday to Friday, but for the days that it names.
///
/// The crate brings no holidays along: the State Council announces them a year at a time, so that they are data.
///
/// # Example
/// ```
/// use qianxian::ledger::Calendar;
/// let calendar = Calendar::read("日期,类型\n2026-10-01..2026-10-07,休\n2026-10-10,班\n")?;
/// assert!(!calendar.is_working_day("2026-10-05".parse()?)); // a Monday in the holidays
/// assert!(calendar.is_working_day("2026-10-10".parse()?)); // a Saturday, made up
/// let due = calendar.after("2026-09-30".parse()?, 3);
/// assert_eq!(due.to_string(), "2026-10-10");
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<Date, CalendarDay>,
}

impl Calendar {
    /// Weekends alone.
    #[must_use]
    pub fn weekends() -> Self {
        Self::default()
    }

    /// Reads CSV with the columns day and kind (`date,day` or `日期,类型`), or JSON
    /// `{"holidays":["2026-10-01..2026-10-07"],"workdays":["2026-10-10"]}`. A day may be a range, `first..last`.
    ///
    /// # Errors
    /// Invalid input that names the row and what is wrong: a day or a kind that cannot be read, a day that is both.
    pub fn read(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}').trim();
        match text.starts_with('{') {
            true => Self::of_json(text),
            false => Self::of_csv(text),
        }
    }

    fn of_json(text: &str) -> Result<Self> {
        let repair = || {
            say!(
                "write it as {{\"holidays\":[\"2026-10-01..2026-10-07\"],\"workdays\":[\"2026-10-10\"]}}",
                "请写成 {{\"holidays\":[\"2026-10-01..2026-10-07\"],\"workdays\":[\"2026-10-10\"]}}"
            )
        };
        let refuse = |value: &dyn std::fmt::Display| Error::invalid("calendar", value, repair());
        let value: Value = serde_json::from_str(text).map_err(|error| refuse(&error))?;
        let mut calendar = Self::default();
        for (name, days) in value.as_object().ok_or_else(|| refuse(&value))? {
            let kind = match name.as_str() {
                "holidays" => CalendarDay::Holiday,
                "workdays" => CalendarDay::Workday,
                _ => return Err(refuse(name)),
            };
            for day in days.as_array().ok_or_else(|| refuse(days))? {
                calendar.add(day.as_str().ok_or_else(|| refuse(day))?, kind)?;
            }
        }
        Ok(calendar)
    }

    fn of_csv(text: &str) -> Result<Self> {
        let mut rows = csv::ReaderBuilder::new();
        rows.has_headers(false).flexible(true).comment(Some(b'#'));
        let mut calendar = Self::default();
        for (row, cells) in (1..).zip(
            rows.trim(csv::Trim::All)
                .from_reader(text.as_bytes())
                .records(),
        ) {
            let place = || say!("row {row}", "第{row}行");
            let refuse = |value: &str| {
                let repair = say!(
                    "write a day and holiday or workday, as in 2026-10-01,holiday",
                    "请写日期和休或班，如 2026-10-01,休"
                );
                Error::invalid("calendar", value, repair).in_record(place())
            };
            let cells = cells.map_err(|error| refuse(&error.to_string()))?;
            let (day, kind) = (cells.get(0).unwrap_or(""), cells.get(1).unwrap_or(""));
            let is_heading = row == 1 && !day.starts_with(|c: char| c.is_ascii_digit());
            if is_heading || (day.is_empty() && kind.is_empty()) {
                continue;
            }
            let kind = kind
                .parse::<CalendarDay>()
                .map_err(|e| e.in_record(place()))?;
            calendar.add(day, kind).map_err(|e| e.in_record(place()))?;
        }
        Ok(calendar)
    }

    /// Adds a day, or the days of a range.
    fn add(&mut self, text: &str, kind: CalendarDay) -> Result<()> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let (first, last): (Date, Date) = (first.parse()?, last.parse()?);
        let refuse = |repair: Wording| Err(Error::invalid("calendar", text, repair));
        if !(0..MOST_DAYS).contains(&last.days_since(first)) {
            return refuse(say!(
                "write the first day before the last, at most {MOST_DAYS} days",
                "请先写首日再写末日，最多{MOST_DAYS}天"
            ));
        }
        for number in first.day_number()..=last.day_number() {
            let day = Date::from_day_number(number);
            if self
                .days
                .insert(day, kind)
                .is_some_and(|other| other != kind)
            {
                return refuse(say!(
                    "{day} is named as a holiday and as a workday: leave one out",
                    "{day} 既写为休又写为班：请去掉其一"
                ));
            }
        }
        Ok(())
    }

    /// Whether people work on `day`.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        match self.days.get(&day) {
            Some(kind) => *kind == CalendarDay::Workday,
            // Day 0, 0001-01-01, is a Monday.
            None => day.day_number() % 7 < 5,
        }
    }

    /// The working day number `count` after `day`, which does not count itself; `day` for 0. The last day that there
    /// is, 9999-12-31, if the calendar ends before. O(days).
    #[must_use]
    pub fn after(&self, day: Date, count: u32) -> Date {
        let mut left = count;
        let mut number = day.day_number();
        let last = 3_652_058;
        while left > 0 && number < last {
            number += 1;
            left -= u32::from(self.is_working_day(Date::from_day_number(number)));
        }
        Date::from_day_number(number)
    }

    /// Working days after `from` up to `to`; 0 if `to` is not later. O(days).
    #[must_use]
    pub fn working_days(&self, from: Date, to: Date) -> u32 {
        let days = from.day_number() + 1..=to.day_number();
        let worked = days.filter(|&day| self.is_working_day(Date::from_day_number(day)));
        u32::try_from(worked.count()).unwrap_or(u32::MAX)
    }

    /// The JSON that [`Calendar::read`] reads.
    #[must_use]
    pub fn to_json(&self) -> String {
        let of = |wanted: CalendarDay| -> Vec<String> {
            let days = self.days.iter().filter(|(_, kind)| **kind == wanted);
            days.map(|(day, _)| day.to_string()).collect()
        };
        json!({"holidays": of(CalendarDay::Holiday), "workdays": of(CalendarDay::Workday)})
            .to_string()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::Calendar;
    use crate::model::Date;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// New Year 2027 as a notice would state it, and the National Day of 2026.
    const NOTICE: &str = "日期,类型\n2026-10-01..2026-10-07,休\n2026-09-27,班\n2026/10/10,调休上班\n\n2027-01-01..2027-01-03,放假\n2027年1月9日,补班\n";

    #[test]
    fn working_days_pass_over_weekends_holidays_and_year_ends() {
        let (plain, notice) = (Calendar::weekends(), Calendar::read(NOTICE).unwrap());
        for (calendar, from, count, due) in [
            (&plain, "2026-11-27", 1, "2026-11-30"), // Friday to Monday
            (&plain, "2026-11-28", 1, "2026-11-30"), // from a Saturday
            (&plain, "2026-11-27", 0, "2026-11-27"),
            (&plain, "2026-12-31", 1, "2027-01-01"),
            (&notice, "2026-12-31", 1, "2027-01-04"),
            (&notice, "2027-01-08", 1, "2027-01-09"), // a Saturday that is worked
            (&notice, "2026-09-25", 2, "2026-09-28"), // over a Sunday that is worked
            (&notice, "2026-09-30", 1, "2026-10-08"),
            (&notice, "2026-09-30", 3, "2026-10-10"),
            (&plain, "9999-12-30", 5, "9999-12-31"),
        ] {
            assert_eq!(
                calendar.after(day(from), count),
                day(due),
                "{from} + {count}"
            );
        }
        assert_eq!(notice.working_days(day("2026-09-30"), day("2026-10-10")), 3);
        assert_eq!(notice.working_days(day("2026-10-10"), day("2026-09-30")), 0);
    }

    #[test]
    fn days_are_counted_as_they_are_added() {
        let notice = Calendar::read(NOTICE).unwrap();
        for from in day("2026-09-01").day_number()..day("2027-02-01").day_number() {
            let from = Date::from_day_number(from);
            for count in 1..30 {
                let to = notice.after(from, count);
                assert!(notice.is_working_day(to));
                assert_eq!(notice.working_days(from, to), count, "{from} + {count}");
            }
        }
    }

    #[test]
    fn a_calendar_reads_back_and_bad_ones_are_refused() {
        let notice = Calendar::read(NOTICE).unwrap();
        assert_eq!(Calendar::read(&notice.to_json()).unwrap(), notice);
        for text in [
            "2026-13-01,休",
            "2026-10-01,也许",
            "2026-10-01",
            "2026-10-07..2026-10-01,休",
            "2026-10-01..2036-10-01,休",
            "2026-10-01,休\n2026-10-01,班",
            "{\"holidays\":3}",
            "{\"holidays\":[3]}",
            "{\"days\":[]}",
            "{",
        ] {
            assert!(
                Calendar::read(text).unwrap_err().is_invalid_input(),
                "{text}"
            );
        }
        let row = Calendar::read("日期,类型\n2026-10-01,也许").unwrap_err();
        assert!(row.to_string().starts_with("row 2"), "{row}");
    }
}
