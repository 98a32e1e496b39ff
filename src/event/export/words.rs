//! The words of a sheet, in two languages.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Language of an export (default: Chinese).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Language {
    /// 中文.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// `chinese` or `english`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chinese => "chinese",
            Self::English => "english",
        }
    }

    pub(super) fn say(self, word: Word) -> &'static str {
        let (chinese, english) = word.spelled();
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Language {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let all = [Self::Chinese, Self::English];
        let found = all.into_iter().find(|language| language.as_str() == text);
        found.ok_or_else(|| Error::invalid("language", text, "use chinese or english"))
    }
}

/// A heading or phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Date,
    Time,
    Table,
    EnterpriseId,
    Enterprise,
    NeedId,
    Need,
    ProfileId,
    Profile,
    Organization,
    Value,
    RoundTable,
    Why,
    #[cfg(feature = "xlsx")]
    Sheet(SheetWord),
}

/// Words of workbooks alone.
#[cfg(feature = "xlsx")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SheetWord {
    Overview,
    Title,
    Meetings,
    Total,
    Bound,
    Unmet,
    Party,
    Open,
    Sheets,
    With,
}

impl Word {
    fn spelled(self) -> (&'static str, &'static str) {
        match self {
            Self::Date => ("日期", "Date"),
            Self::Time => ("时间", "Time"),
            Self::Table => ("桌号", "Table"),
            Self::EnterpriseId => ("企业编号", "Enterprise id"),
            Self::Enterprise => ("企业", "Enterprise"),
            Self::NeedId => ("需求编号", "Need id"),
            Self::Need => ("需求", "Need"),
            Self::ProfileId => ("专家编号", "Profile id"),
            Self::Profile => ("专家", "Profile"),
            Self::Organization => ("单位", "Organisation"),
            Self::Value => ("匹配度", "Value"),
            Self::RoundTable => ("圆桌", "Round table"),
            Self::Why => ("说明", "Why"),
            #[cfg(feature = "xlsx")]
            Self::Sheet(word) => word.spelled(),
        }
    }
}

#[cfg(feature = "xlsx")]
impl SheetWord {
    fn spelled(self) -> (&'static str, &'static str) {
        match self {
            Self::Overview => ("总览", "Overview"),
            Self::Title => ("对接会日程", "Timetable"),
            Self::Meetings => ("已排场次", "Meetings"),
            Self::Total => ("匹配度合计", "Total value"),
            Self::Bound => ("理论上限", "Upper bound"),
            Self::Unmet => ("未满足的意愿", "Unmet wishes"),
            Self::Party => ("参会方", "Party"),
            Self::Open => ("还可安排", "Would take"),
            Self::Sheets => ("各方日程", "Timetables of the parties"),
            Self::With => ("对接对象", "Meets"),
        }
    }
}
