//! The words of a sheet, in two languages.

pub use crate::model::Language;
use crate::words::Phrase;

impl Language {
    pub(super) fn say(self, word: Word) -> &'static str {
        word.phrase().text(self)
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

/// Headings that only workbooks use.
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
    fn phrase(self) -> Phrase {
        match self {
            Self::Date => Phrase::new("日期", "Date"),
            Self::Time => Phrase::new("时间", "Time"),
            Self::Table => Phrase::new("桌号", "Table"),
            Self::EnterpriseId => Phrase::new("企业编号", "Enterprise id"),
            Self::Enterprise => Phrase::new("企业", "Enterprise"),
            Self::NeedId => Phrase::new("需求编号", "Need id"),
            Self::Need => Phrase::new("需求", "Need"),
            Self::ProfileId => Phrase::new("专家编号", "Profile id"),
            Self::Profile => Phrase::new("专家", "Profile"),
            Self::Organization => Phrase::new("单位", "Organisation"),
            Self::Value => Phrase::new("匹配度", "Value"),
            Self::RoundTable => Phrase::new("圆桌", "Round table"),
            Self::Why => Phrase::new("说明", "Why"),
            #[cfg(feature = "xlsx")]
            Self::Sheet(word) => word.phrase(),
        }
    }
}

#[cfg(feature = "xlsx")]
impl SheetWord {
    fn phrase(self) -> Phrase {
        match self {
            Self::Overview => Phrase::new("总览", "Overview"),
            Self::Title => Phrase::new("对接会日程", "Timetable"),
            Self::Meetings => Phrase::new("已排场次", "Meetings"),
            Self::Total => Phrase::new("匹配度合计", "Total value"),
            Self::Bound => Phrase::new("理论上限", "Upper bound"),
            Self::Unmet => Phrase::new("未满足的意愿", "Unmet wishes"),
            Self::Party => Phrase::new("参会方", "Party"),
            Self::Open => Phrase::new("还可安排", "Would take"),
            Self::Sheets => Phrase::new("各方日程", "Timetables of the parties"),
            Self::With => Phrase::new("对接对象", "Meets"),
        }
    }
}
