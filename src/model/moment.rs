//! Moments: a day with a time of day.

use super::Date;
use crate::error::{Error, Result, say};

/// Offset of a text that states none, in minutes east of UTC: China's time.
const DEFAULT_OFFSET: i16 = 8 * 60;
/// Greatest offset from UTC that any clock keeps, in minutes.
const MAX_OFFSET: i16 = 14 * 60;
const SECONDS_OF_DAY: u32 = 86_400;

/// A moment to the second, with the offset of the clock that it was read from.
///
/// The crate reads no clock: a moment is always an argument. Moments order by the instant that they name, whatever
/// their offsets; of two names of one instant, the one with the smaller offset comes first.
///
/// Reads `2026-11-29T13:05:09+08:00`, also with a space for the `T`, without seconds, with `Z`, with any spelling that
/// [`Date`] knows of the day, or the day alone, which is its first second. Without an offset, the time is China's
/// (+08:00). Writes `2026-11-29T13:05:09+08:00`.
///
/// # Example
/// ```
/// use qianxian::model::Moment;
/// let noon: Moment = "2026年11月29日 12:00".parse()?;
/// assert_eq!(noon.to_string(), "2026-11-29T12:00:00+08:00");
/// assert_eq!(noon.date().to_string(), "2026-11-29");
/// assert!(noon < "2026-11-29T04:00:01Z".parse()?);
/// assert!("2026-11-29 25:00".parse::<Moment>().is_err());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Moment {
    /// Seconds of UTC since 0001-01-01T00:00:00Z. First, so that the derived order is the order in time.
    seconds: i64,
    /// Minutes east of UTC.
    offset: i16,
}

impl Moment {
    /// The second number `second` (0 to 86,399) of the day `date` on a clock `offset` minutes east of UTC.
    ///
    /// # Errors
    /// Invalid input for a second that no day has, or an offset beyond 14 hours.
    pub fn new(date: Date, second: u32, offset: i16) -> Result<Self> {
        let refuse = |value: String| {
            let repair = say!(
                "write the moment as in 2026-11-29T13:05:00+08:00",
                "请把时刻写成 2026-11-29T13:05:00+08:00"
            );
            Error::invalid("moment", value, repair)
        };
        if second >= SECONDS_OF_DAY {
            return Err(refuse(format!("second {second} of {date}")));
        }
        if !(-MAX_OFFSET..=MAX_OFFSET).contains(&offset) {
            return Err(refuse(format!("offset of {offset} minutes")));
        }
        let local = i64::from(date.day_number()) * i64::from(SECONDS_OF_DAY) + i64::from(second);
        Ok(Self {
            seconds: local - i64::from(offset) * 60,
            offset,
        })
    }

    /// The day on the clock that the moment was read from.
    #[must_use]
    pub fn date(self) -> Date {
        let day = self.local().div_euclid(i64::from(SECONDS_OF_DAY));
        i32::try_from(day).map_or(Date::FIRST, Date::from_day_number)
    }

    /// Seconds since that clock's midnight, 0 to 86,399.
    #[must_use]
    pub fn second(self) -> u32 {
        let second = self.local().rem_euclid(i64::from(SECONDS_OF_DAY));
        u32::try_from(second).unwrap_or_default()
    }

    /// Minutes east of UTC, −840 to 840.
    #[must_use]
    pub fn offset(self) -> i16 {
        self.offset
    }

    /// Seconds since 1970-01-01T00:00:00Z, as databases and operating systems count them.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::Moment;
    /// let moment: Moment = "1970-01-02T08:00:00+08:00".parse()?;
    /// assert_eq!(moment.unix_seconds(), 86_400);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        /// Days from 0001-01-01 to 1970-01-01.
        const EPOCH: i64 = 719_162;
        self.seconds - EPOCH * i64::from(SECONDS_OF_DAY)
    }

    /// Seconds since 0001-01-01T00:00:00 on that clock.
    fn local(self) -> i64 {
        self.seconds + i64::from(self.offset) * 60
    }
}

impl std::str::FromStr for Moment {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let refuse = || {
            let repair = say!(
                "write the moment as in 2026-11-29T13:05:00+08:00",
                "请把时刻写成 2026-11-29T13:05:00+08:00"
            );
            Error::invalid("moment", text, repair)
        };
        let trimmed = text.trim();
        let (day, time) = match trimmed.split_once(['T', ' ']) {
            Some((day, time)) => (day, time.trim()),
            None => (trimmed, ""),
        };
        let date: Date = day.parse()?;
        let (clock, offset) = match time.find(['Z', 'z', '+', '-', '−']) {
            Some(at) => (&time[..at], offset(&time[at..]).ok_or_else(refuse)?),
            None => (time, DEFAULT_OFFSET),
        };
        // An offset without a time of day names no moment.
        let second = match clock.trim() {
            "" if time.is_empty() => 0,
            clock => second_of(clock).ok_or_else(refuse)?,
        };
        Self::new(date, second, offset).map_err(|_| refuse())
    }
}

/// Two digits.
fn two(text: &str) -> Option<u32> {
    let is_plain = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    is_plain.then(|| text.parse().ok())?
}

/// The second of the day that `13:05` or `13:05:09` names; a part of a second is dropped.
fn second_of(clock: &str) -> Option<u32> {
    let clock = clock.replace('：', ":");
    let mut parts = clock.split(':');
    let hour = parts.next()?;
    // 8:05 is written as often as 08:05.
    let hour = match hour.len() {
        1 => hour.parse().ok()?,
        _ => two(hour)?,
    };
    let minute = two(parts.next()?)?;
    let second = match parts.next() {
        Some(second) => {
            let (whole, part) = second.split_once('.').unwrap_or((second, "0"));
            if part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            two(whole)?
        }
        None => 0,
    };
    let is_time = parts.next().is_none() && hour < 24 && minute < 60 && second < 60;
    is_time.then_some(hour * 3600 + minute * 60 + second)
}

/// Minutes east of UTC that `Z`, `+08:00`, `+0800` or `+08` names.
fn offset(text: &str) -> Option<i16> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, digits) = match text.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, text.strip_prefix(['-', '−'])?),
    };
    let digits = digits.replace(':', "");
    if !digits.is_ascii() {
        return None;
    }
    let minutes = match digits.len() {
        2 => 0,
        4 => two(&digits[2..])?,
        _ => return None,
    };
    let east = i16::try_from(two(&digits[..2])? * 60 + minutes).ok()?;
    (minutes < 60).then_some(sign * east)
}

impl TryFrom<String> for Moment {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let second = self.second();
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let sign = if self.offset < 0 { '-' } else { '+' };
        let (east, minutes) = (self.offset.abs() / 60, self.offset.abs() % 60);
        let date = self.date();
        let text = format!("{date}T{hour:02}:{minute:02}:{second:02}{sign}{east:02}:{minutes:02}");
        f.pad(&text)
    }
}

impl std::fmt::Debug for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::Moment;

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn usual_spellings_name_the_same_moment() {
        let expected = moment("2026-11-29T08:05:00+08:00");
        for text in [
            "2026-11-29 08:05",
            "2026/11/29 8:05",
            "2026年11月29日 08：05",
            "2026-11-29T08:05:00.250",
            " 2026-11-29T08:05:00+0800 ",
            "2026-11-29T08:05+08",
        ] {
            assert_eq!(moment(text), expected, "{text}");
        }
        assert_eq!(expected.to_string(), "2026-11-29T08:05:00+08:00");
        assert_eq!(moment("2026-11-29"), moment("2026-11-29T00:00:00+08:00"));
    }

    #[test]
    fn moments_order_by_their_instant_and_keep_their_day() {
        let (here, there) = (
            moment("2026-11-29T07:00+08:00"),
            moment("2026-11-28T23:00Z"),
        );
        assert_eq!(here.unix_seconds(), there.unix_seconds());
        assert!(there < here && here < moment("2026-11-28T23:00:01Z"));
        assert_eq!(here.date().to_string(), "2026-11-29");
        assert_eq!(there.date().to_string(), "2026-11-28");
        // The first and the last day that there is, with offsets that lead out of them.
        let first = moment("0001-01-01T00:00:00+14:00");
        assert_eq!(first.to_string(), "0001-01-01T00:00:00+14:00");
        let last = moment("9999-12-31T23:59:59-12:00");
        assert_eq!(last.to_string(), "9999-12-31T23:59:59-12:00");
    }

    #[test]
    fn every_moment_reads_back_as_it_is_written() {
        let date = "2024-02-29".parse().unwrap();
        for second in [0, 1, 59, 60, 3_599, 43_200, 86_399] {
            for offset in [-840, -90, -1, 0, 1, 480, 840] {
                let made = Moment::new(date, second, offset).unwrap();
                assert_eq!(moment(&made.to_string()), made);
                assert_eq!(
                    (made.date(), made.second(), made.offset()),
                    (date, second, offset)
                );
            }
        }
    }

    #[test]
    fn texts_that_name_no_moment_are_refused() {
        for text in [
            "",
            "noon",
            "2026-11-31 10:00",
            "2026-11-29T24:00",
            "2026-11-29T10:60",
            "2026-11-29T10:00:60",
            "2026-11-29T1000",
            "2026-11-29T10:00+15:00",
            "2026-11-29T10:00+8",
            "2026-11-29T+08:00",
            "2026-11-29T10:00:00.x",
            "2026-11-29T10:00:00:00",
            "2026-11-29T10:00+é0",
            "10:00",
        ] {
            assert!(
                text.parse::<Moment>().unwrap_err().is_invalid_input(),
                "{text}"
            );
        }
        let date = "2024-02-29".parse().unwrap();
        assert!(Moment::new(date, 86_400, 0).is_err());
        assert!(Moment::new(date, 0, 841).is_err());
    }
}
