//! The words of a sheet, in two languages.

pub use crate::model::Language;

impl Language {
    pub(super) fn say(self, word: Word) -> &'static str {
        let (chinese, english) = word.spelled();
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
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
