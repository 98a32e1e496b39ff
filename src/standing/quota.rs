//! How much a subscription may send, and on which days nothing.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, say};
use crate::model::Date;
use crate::model::spelled::spelled;

/// Most ranges of quiet days of one subscription.
const MOST_RANGES: usize = 100;
/// Longest digest interval, in days.
const LONGEST_DIGEST: u32 = 366;

spelled! {
    /// A day of the week.
    pub enum Weekday as "weekday" {
        /// Monday, the first day of a week.
        Monday = "mon" | "周一" | "星期一" | "monday",
        /// Tuesday.
        Tuesday = "tue" | "周二" | "星期二" | "tuesday",
        /// Wednesday.
        Wednesday = "wed" | "周三" | "星期三" | "wednesday",
        /// Thursday.
        Thursday = "thu" | "周四" | "星期四" | "thursday",
        /// Friday.
        Friday = "fri" | "周五" | "星期五" | "friday",
        /// Saturday.
        Saturday = "sat" | "周六" | "星期六" | "saturday",
        /// Sunday.
        Sunday = "sun" | "周日" | "星期日" | "星期天" | "sunday",
    }
}

impl Weekday {
    /// Returns the weekday of `day`.
    ///
    /// # Example
    /// ```
    /// use qianxian::standing::Weekday;
    /// assert_eq!(Weekday::of("2026-11-29".parse()?), Weekday::Sunday);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn of(day: Date) -> Self {
        // Day 0, 0001-01-01, is a Monday.
        let at = usize::try_from(day.day_number().rem_euclid(7)).unwrap_or_default();
        Self::ALL[at]
    }
}

/// Days from a first to a last one, both included. Reads and writes `2026-10-01..2026-10-07`, or one day alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DayRange {
    first: Date,
    last: Date,
}

impl DayRange {
    /// Creates the range from `first` to `last`.
    ///
    /// # Errors
    /// Invalid input if `last` comes before `first`.
    pub fn new(first: Date, last: Date) -> Result<Self> {
        if last < first {
            let repair = say!("write the first day before the last", "请先写首日再写末日");
            return Err(Error::invalid("quiet", format!("{first}..{last}"), repair));
        }
        Ok(Self { first, last })
    }

    /// Whether `day` is one of them.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

impl std::fmt::Display for DayRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.first == self.last {
            true => write!(f, "{}", self.first),
            false => write!(f, "{}..{}", self.first, self.last),
        }
    }
}

impl std::str::FromStr for DayRange {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        Self::new(first.parse()?, last.parse()?)
    }
}

impl TryFrom<String> for DayRange {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<DayRange> for String {
    fn from(range: DayRange) -> Self {
        range.to_string()
    }
}

/// How much a subscription may send: at most so many in a week, nothing on quiet days, gathered into digests.
///
/// A week runs from Monday to Sunday. The default has no limit and sends at once.
///
/// # Example
/// ```
/// use qianxian::standing::{PushQuota, Weekday};
/// let quota = PushQuota::new().per_week(3).quiet_on(Weekday::Sunday).quiet("2026-10-01..2026-10-07".parse()?);
/// assert!(quota.is_quiet("2026-10-05".parse()?) && quota.is_quiet("2026-11-29".parse()?));
/// assert!(!quota.is_quiet("2026-11-30".parse()?));
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PushQuota {
    /// Most deliveries from Monday to Sunday; `None` for no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_week: Option<u32>,
    /// Weekdays on which nothing is sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quiet_weekdays: Vec<Weekday>,
    /// Days on which nothing is sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quiet: Vec<DayRange>,
    /// Least days from one digest to the next, 0 to 366; 0 sends at once.
    #[serde(default)]
    pub digest_days: u32,
}

impl PushQuota {
    /// Creates a quota without limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the most deliveries from Monday to Sunday.
    #[must_use]
    pub fn per_week(self, most: u32) -> Self {
        Self {
            per_week: Some(most),
            ..self
        }
    }

    /// Adds a quiet weekday.
    #[must_use]
    pub fn quiet_on(mut self, weekday: Weekday) -> Self {
        self.quiet_weekdays.push(weekday);
        self
    }

    /// Adds quiet days.
    #[must_use]
    pub fn quiet(mut self, days: DayRange) -> Self {
        self.quiet.push(days);
        self
    }

    /// Sets the least days from one digest to the next (default 0: at once).
    #[must_use]
    pub fn digest_days(self, days: u32) -> Self {
        Self {
            digest_days: days,
            ..self
        }
    }

    /// Whether nothing is sent on `day`.
    #[must_use]
    pub fn is_quiet(&self, day: Date) -> bool {
        self.quiet_weekdays.contains(&Weekday::of(day))
            || self.quiet.iter().any(|range| range.contains(day))
    }

    /// The quota without repeated weekdays.
    ///
    /// # Errors
    /// Invalid input if every weekday is quiet, if there are more than 100 ranges, or for a digest interval beyond
    /// 366 days.
    pub(super) fn checked(mut self) -> Result<Self> {
        self.quiet_weekdays.sort_unstable();
        self.quiet_weekdays.dedup();
        if self.quiet_weekdays.len() == Weekday::ALL.len() {
            let repair = say!(
                "leave one weekday, or pause the subscription",
                "请至少留一天，或暂停该订阅"
            );
            return Err(Error::invalid("quiet_weekdays", "7", repair));
        }
        if self.quiet.len() > MOST_RANGES {
            let repair = say!(
                "give at most {MOST_RANGES} ranges of quiet days",
                "免打扰时段最多{MOST_RANGES}个"
            );
            return Err(Error::invalid("quiet", self.quiet.len(), repair));
        }
        if self.digest_days > LONGEST_DIGEST {
            let repair = say!(
                "give 0 to {LONGEST_DIGEST} days",
                "请填0至{LONGEST_DIGEST}天"
            );
            return Err(Error::invalid("digest_days", self.digest_days, repair));
        }
        Ok(self)
    }
}
