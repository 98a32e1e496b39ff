//! Slots of an event's days, and sets of them.

use std::fmt;
use std::ops::{BitAnd, BitOr, Not};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, say};
use crate::model::Date;

/// Number of minutes in a day.
const DAY: u16 = 24 * 60;

/// A span of one day in which meetings take place: `2026-05-12 09:00-09:30`.
///
/// Reads that form, also with `–` or `~` between the times and `：` in them. Ordered by day, then start,
/// then end.
///
/// # Example
/// ```
/// use qianxian::event::Slot;
/// let slot: Slot = "2026-05-12 9:00–9:30".parse()?;
/// assert_eq!(slot.to_string(), "2026-05-12 09:00-09:30");
/// assert_eq!(slot.minutes(), 30);
/// assert!("2026-05-12 09:30-09:00".parse::<Slot>().is_err());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slot {
    day: Date,
    start: u16,
    end: u16,
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once([':', '：'])?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    // Checked: the hour is whatever somebody typed.
    let of_day = hour.checked_mul(60)?.checked_add(minute)?;
    // 24:00 is allowed: it ends the last slot of a day.
    (minute < 60 && of_day <= DAY).then_some(of_day)
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

impl Slot {
    /// Makes the slot `hours` of `day`, as in `09:00-09:30`.
    ///
    /// # Errors
    /// Invalid input if the hours cannot be read, or the end is not after the start.
    pub fn new(day: Date, hours: &str) -> Result<Self> {
        let repair = say!(
            "write hours as in 09:00-09:30, the end after the start, within one day",
            "请写成 09:00-09:30 的形式，结束晚于开始，且在同一天内"
        );
        let refuse = || Error::invalid("slot", hours, &repair);
        let ends = hours.split_once(['-', '–', '~', '—']).ok_or_else(&refuse)?;
        match (minute(ends.0), minute(ends.1)) {
            (Some(start), Some(end)) if start < end => Ok(Self { day, start, end }),
            _ => Err(refuse()),
        }
    }

    /// The slots of `minutes` each that fit into `hours` of `day`, one after the other with `pause`
    /// minutes between. Empty if not one fits.
    ///
    /// # Errors
    /// Invalid input if the hours cannot be read, or `minutes` is 0.
    pub fn series(day: Date, hours: &str, minutes: u16, pause: u16) -> Result<Vec<Self>> {
        if minutes == 0 {
            let repair = say!("give a slot at least one minute", "时段至少一分钟");
            return Err(Error::invalid("minutes", minutes, repair));
        }
        let whole = Self::new(day, hours)?;
        let step = usize::from(minutes) + usize::from(pause);
        // Steps in `usize`: minutes and pause together may pass 65,535.
        let starts = (whole.start..whole.end).step_by(step);
        let slots = starts.map(|start| (start, start.saturating_add(minutes)));
        let fitting = slots.filter(|&(_, end)| end <= whole.end);
        Ok(fitting
            .map(|(start, end)| Self { day, start, end })
            .collect())
    }

    /// Up to `count` slots that continue the days of `slots` (ascending), one after the other on the day that then ends
    /// earliest, as long and with as long a pause before them as the day's last slot. None ends behind midnight.
    pub(super) fn following(slots: &[Self], count: usize) -> Vec<Self> {
        let mut days: Vec<(Self, u16)> = Vec::new();
        for day in slots.chunk_by(|a, b| a.day == b.day) {
            let pause = day.windows(2).last().map_or(0, |w| w[1].start - w[0].end);
            days.extend(day.last().map(|&last| (last, pause)));
        }
        let mut found = Vec::new();
        while found.len() < count {
            let next = days.iter_mut().filter_map(|(last, pause)| {
                let start = last.end.checked_add(*pause)?;
                let end = start
                    .checked_add(last.minutes())
                    .filter(|&end| end <= DAY)?;
                let next = Self {
                    start,
                    end,
                    ..*last
                };
                Some((end, last, next))
            });
            // Of days that end alike the first is prolonged.
            let Some((_, last, next)) = next.min_by_key(|(end, ..)| *end) else {
                break;
            };
            *last = next;
            found.push(next);
        }
        found
    }

    /// Returns the day.
    #[must_use]
    pub fn day(self) -> Date {
        self.day
    }

    /// Returns the length in minutes, 1 to 1440.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.end - self.start
    }

    /// Returns the hours without the day: `09:00-09:30`.
    #[must_use]
    pub fn hours(self) -> String {
        format!("{}-{}", clock(self.start), clock(self.end))
    }

    /// Whether the two slots overlap in time.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.day == other.day && self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies within this slot.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.day == other.day && self.start <= other.start && other.end <= self.end
    }

    /// Whether somebody who is in `earlier` and in this one has had no break: same day, and less time
    /// between them than this slot is long.
    #[must_use]
    pub fn follows(self, earlier: Self) -> bool {
        self.day == earlier.day
            && self.start >= earlier.end
            && self.start - earlier.end < self.minutes()
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} {}", self.day, self.hours()))
    }
}

impl FromStr for Slot {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let repair = say!(
            "write a slot as in 2026-05-12 09:00-09:30",
            "请写成 2026-05-12 09:00-09:30 的形式"
        );
        let refuse = || Error::invalid("slot", text, &repair);
        let (day, hours) = text.trim().split_once(' ').ok_or_else(&refuse)?;
        Self::new(day.parse()?, hours)
    }
}

impl TryFrom<String> for Slot {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Slot> for String {
    fn from(slot: Slot) -> Self {
        slot.to_string()
    }
}

/// Number of 64-bit words of a set.
const WORDS: usize = 8;

/// A set of slots of one problem, by position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SlotSet([u64; WORDS]);

impl SlotSet {
    /// Greatest number of slots of an event.
    pub(super) const MOST: usize = WORDS * 64;

    /// The set of the first `count` slots.
    pub(super) fn first(count: usize) -> Self {
        (0..count).fold(Self::default(), |set, at| set.with(at))
    }

    pub(super) fn with(mut self, at: usize) -> Self {
        self.0[at / 64] |= 1 << (at % 64);
        self
    }

    pub(super) fn without(mut self, at: usize) -> Self {
        self.0[at / 64] &= !(1 << (at % 64));
        self
    }

    pub(super) fn has(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|&word| word == 0)
    }

    pub(super) fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Positions of the slots of the set, ascending.
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(at, mut word)| {
            std::iter::from_fn(move || {
                let bit = (word != 0).then(|| word.trailing_zeros() as usize)?;
                // Clears the lowest bit, which has just been read.
                word &= word - 1;
                Some(at * 64 + bit)
            })
        })
    }
}

impl BitAnd for SlotSet {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] & other.0[i]))
    }
}

impl BitOr for SlotSet {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }
}

impl Not for SlotSet {
    type Output = Self;
    fn not(self) -> Self {
        Self(self.0.map(|word| !word))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Slot, SlotSet};

    fn slot(text: &str) -> Slot {
        text.parse().unwrap()
    }

    #[test]
    fn a_series_fills_its_hours_and_does_not_overrun_them() {
        let day = "2026-05-12".parse().unwrap();
        let slots = Slot::series(day, "09:00-10:00", 25, 5).unwrap();
        let hours: Vec<String> = slots.iter().map(|s| s.hours()).collect();
        assert_eq!(hours, ["09:00-09:25", "09:30-09:55"]);
        assert!(Slot::series(day, "09:00-09:20", 25, 0).unwrap().is_empty());
        assert!(Slot::series(day, "09:00-10:00", 0, 5).is_err());
    }

    #[test]
    fn slots_that_cannot_be_are_refused() {
        for text in [
            "",
            "2026-05-12",
            "2026-05-12 09:00",
            "2026-05-12 09:00-09:00",
            "2026-05-12 23:30-24:30",
            "2026-05-12 09:60-10:00",
            "2026-05-12 2000:00-2001:00",
            "2026-05-12 09:00-24:01",
            "2026-02-30 09:00-10:00",
        ] {
            assert!(
                text.parse::<Slot>().unwrap_err().is_invalid_input(),
                "{text}"
            );
        }
        assert_eq!(slot("2026-05-12 23:30-24:00").minutes(), 30);
    }

    #[test]
    fn a_pause_as_long_as_a_slot_is_a_break() {
        let (first, next) = (
            slot("2026-05-12 09:00-09:30"),
            slot("2026-05-12 09:35-10:05"),
        );
        assert!(next.follows(first) && !first.follows(next));
        assert!(!slot("2026-05-12 10:00-10:30").follows(first));
        assert!(!slot("2026-05-13 09:30-10:00").follows(first));
        assert!(slot("2026-05-12 09:29-09:40").overlaps(first) && !next.overlaps(first));
    }

    #[test]
    fn sets_hold_the_last_slot() {
        let set = SlotSet::first(SlotSet::MOST).without(63);
        assert!(set.has(511) && !set.has(63));
        assert_eq!((set.count(), set.iter().count()), (511, 511));
        assert_eq!((!set).iter().collect::<Vec<_>>(), [63]);
    }
}
