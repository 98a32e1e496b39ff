//! Calendar days.

use crate::error::{Error, Result, say};

/// A day of the Gregorian calendar, 0001-01-01 to 9999-12-31.
///
/// Reads `2024-06-27`, `2024/6/27`, `2024.6.27`, `20240627`, `2024年6月27日`, each also followed
/// by a time of day, which is dropped; a month alone (`2024-06`, `2024年6月`) or a year alone
/// (`2024`, `2024年`) is its first day. Writes `2024-06-27`.
///
/// # Example
/// ```
/// use qianxian::model::Date;
/// let day: Date = "2024年6月27日".parse()?;
/// assert_eq!(day.to_string(), "2024-06-27");
/// assert!("2024年2月30日".parse::<Date>().is_err());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Date(time::Date);

impl Date {
    /// Creates the day `year`-`month`-`day`, of the years 1 to 9999.
    ///
    /// # Errors
    /// Invalid input if the calendar has no such day.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self> {
        let text = || format!("{year:04}-{month:02}-{day:02}");
        let calendar = |month| time::Date::from_calendar_date(year, month, day);
        let date = time::Month::try_from(month).and_then(calendar);
        match date {
            Ok(date) if (1..=9999).contains(&year) => Ok(Self(date)),
            _ => Err(Error::invalid(
                "date",
                text(),
                say!(
                    "name a day that the calendar has, as in 2024-06-27",
                    "请填日历上有的日期，如 2024-06-27"
                ),
            )),
        }
    }

    /// Calendar year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Month of the year, 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        u8::from(self.0.month())
    }

    /// Days since 0001-01-01, which is day 0; at most 3,652,058.
    #[must_use]
    pub fn day_number(self) -> i32 {
        self.0.to_julian_day() - 1_721_426
    }

    /// Reads the last day of something. A month or a year is no day, and to take its first one would end the thing too
    /// early.
    ///
    /// # Errors
    /// Invalid input for a text that names no day.
    pub(crate) fn last_day(text: &str) -> Result<Self> {
        let day = text.parse()?;
        let runs = text.split(|c: char| !c.is_ascii_digit());
        let runs: Vec<&str> = runs.filter(|run| !run.is_empty()).collect();
        if runs.len() >= 3 || runs.first().is_some_and(|run| run.len() == 8) {
            return Ok(day);
        }
        let repair = say!(
            "name the day, as in 2026-03-31 or 2026年3月31日",
            "请写明到哪一天，如 2026-03-31 或 2026年3月31日"
        );
        Err(Error::invalid("date", text, repair))
    }

    /// The first day that there is, 0001-01-01.
    pub(crate) const FIRST: Self = Self(match time::Date::from_ordinal_date(1, 1) {
        Ok(day) => day,
        Err(_) => time::Date::MIN,
    });

    /// The day of that [`Date::day_number`]; the first or the last day for a number beyond them.
    pub(crate) fn from_day_number(day: i32) -> Self {
        let julian = day.clamp(0, 3_652_058) + 1_721_426;
        time::Date::from_julian_day(julian).map_or(Self::FIRST, Self)
    }

    /// Days from `earlier` to `self`; negative if `self` comes first.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::Date;
    /// let (first, last) = (Date::new(2024, 2, 28)?, Date::new(2024, 3, 1)?);
    /// assert_eq!(last.days_since(first), 2);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0.to_julian_day() - earlier.0.to_julian_day()
    }
}

impl std::str::FromStr for Date {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let refuse = || {
            Error::invalid(
                "date",
                text,
                say!(
                    "write the day as in 2024-06-27 or 2024年6月27日",
                    "请把日期写成 2024-06-27 或 2024年6月27日"
                ),
            )
        };
        // What follows a day is its time, or the text names more than a day: 2024年6月27日 - 7月3日.
        let (day, time) = text
            .trim()
            .split_once(['T', ' '])
            .unwrap_or((text.trim(), ""));
        if !is_time(time) {
            return Err(refuse());
        }
        // Eight digits without separators, as in 20240627.
        let compact = day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit());
        let spread = if compact {
            format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..])
        } else {
            day.replace(['/', '.', '年', '月'], "-")
                .replace(['日', '号'], "")
        };
        let parts: Vec<&str> = spread.trim_end_matches('-').split('-').collect();
        let number = |i: usize, default: &'static str| -> Result<u16> {
            parts
                .get(i)
                .copied()
                .unwrap_or(default)
                .trim()
                .parse()
                .map_err(|_| refuse())
        };
        // 2026年9-10月 names two months.
        let is_of_months = parts.len() > 2 && day.ends_with(['年', '月']);
        if parts.len() > 3 || parts[0].trim().len() != 4 || is_of_months {
            return Err(refuse());
        }
        // A missing month or day is the first one.
        let (month, day) = (number(1, "1")?, number(2, "1")?);
        let small = |n: u16| u8::try_from(n).map_err(|_| refuse());
        Self::new(i32::from(number(0, "")?), small(month)?, small(day)?).map_err(|_| {
            Error::invalid(
                "date",
                text,
                say!(
                    "name a day that the calendar has, as in 2024-06-27",
                    "请填日历上有的日期，如 2024-06-27"
                ),
            )
        })
    }
}

/// Whether `text` is a time of day, or nothing: 17:00, 08:30:00.000Z, 10:00+08:00.
fn is_time(text: &str) -> bool {
    let text = text.trim();
    let is_of_time = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | 'Z' | ' ');
    text.is_empty()
        || text.starts_with(|c: char| c.is_ascii_digit())
            && text.contains(':')
            && text.chars().all(is_of_time)
}

impl TryFrom<String> for Date {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!(
            "{:04}-{:02}-{:02}",
            self.0.year(),
            u8::from(self.0.month()),
            self.0.day()
        );
        f.pad(&text)
    }
}

impl std::fmt::Debug for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Date;

    #[test]
    fn usual_spellings_name_the_same_day() {
        let day = Date::new(2024, 6, 7).unwrap();
        for text in [
            "2024-06-07",
            "2024/6/7",
            "2024.6.7",
            "20240607",
            "2024年6月7日",
            " 2024-06-07 00:00:00 ",
            "2024-06-07T12:00:00",
        ] {
            assert_eq!(text.parse::<Date>().unwrap(), day, "{text}");
        }
        assert_eq!(
            "2024年6月".parse::<Date>().unwrap(),
            Date::new(2024, 6, 1).unwrap()
        );
        assert_eq!(
            "2024".parse::<Date>().unwrap(),
            Date::new(2024, 1, 1).unwrap()
        );
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in [
            "2月30日",
            "2024-02-30",
            "2023-02-29",
            "2024-13-01",
            "",
            "-",
            "----",
            "soon",
            "2024-6-7-8",
            "0000-01-01",
            "24-06-07",
            "2024-99999-1",
            "2024年6月7日 - 7月3日",
            "2024-06-07 or later",
            "2024年6-7月",
        ] {
            assert!(
                text.parse::<Date>().unwrap_err().is_invalid_input(),
                "{text}"
            );
        }
    }

    #[test]
    fn day_numbers_count_days() {
        assert_eq!(Date::new(1, 1, 1).unwrap().day_number(), 0);
        assert_eq!(Date::new(9999, 12, 31).unwrap().day_number(), 3_652_058);
        let (a, b) = (
            Date::new(2024, 2, 28).unwrap(),
            Date::new(2024, 3, 1).unwrap(),
        );
        assert_eq!(b.days_since(a), 2);
    }
}
