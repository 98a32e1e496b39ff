//! Indicators: the figures that targets are set for.

use crate::error::{Wording, say};
use crate::model::spelled::spelled;

spelled! {
    /// A figure of a region that bureaus set targets for.
    pub enum Indicator as "indicator" {
        /// Needs published in the period.
        NewNeeds = "new_needs" | "新增需求" | "征集需求" | "新增需求数",
        /// Needs that are open today.
        OpenNeeds = "open_needs" | "在库需求" | "待对接需求" | "在库需求数",
        /// Share of the open needs that some profile fits.
        Coverage = "coverage" | "需求覆盖率" | "覆盖率",
        /// Share of the open needs that some profile fits clearly.
        ClearCoverage = "clear_coverage" | "明确适配率" | "精准匹配率",
        /// Matches whose first entry is of the period.
        NewMatches = "new_matches" | "新增对接" | "对接次数" | "匹配数" | "新增对接数",
        /// Matches on which a profile went to work in the period.
        Engaged = "engaged" | "进入对接" | "实质对接" | "有效对接",
        /// Matches that were settled in the period.
        Settled = "settled" | "销号数" | "销号" | "办结数",
        /// Share of the matches begun in the period that are settled.
        SettlementRate = "settlement_rate" | "销号率" | "办结率",
        /// Deliveries of the period that were handed over.
        Pushes = "pushes" | "推送数" | "推送" | "推送次数",
        /// Share of these deliveries that arrived.
        PushArrival = "push_arrival" | "送达率" | "推送送达率",
        /// Amounts of the matches that were signed in the period, in 万元.
        SignedAmount = "signed_amount" | "签约金额" | "合同金额" | "技术合同额",
        /// Open matches whose deadline is past today.
        Overdue = "overdue" | "超期数" | "超期对接",
        /// Open needs that no profile fits.
        Unmet = "unmet" | "未满足需求" | "缺口需求",
    }
}

impl Indicator {
    /// Returns its name for people.
    #[must_use]
    pub fn name(self) -> Wording {
        let english = match self {
            Self::NewNeeds => "New needs",
            Self::OpenNeeds => "Open needs",
            Self::Coverage => "Coverage",
            Self::ClearCoverage => "Clear coverage",
            Self::NewMatches => "New matches",
            Self::Engaged => "Matches taken up",
            Self::Settled => "Matches settled",
            Self::SettlementRate => "Settlement rate",
            Self::Pushes => "Deliveries",
            Self::PushArrival => "Deliveries that arrived",
            Self::SignedAmount => "Signed amount",
            Self::Overdue => "Overdue matches",
            Self::Unmet => "Unmet needs",
        };
        Wording::new(english, self.as_chinese())
    }

    /// Returns how the figure is made, in a sentence.
    #[must_use]
    pub fn rule(self) -> Wording {
        match self {
            Self::NewNeeds => say!("needs published in the period", "发布日期在时段内的需求数"),
            Self::OpenNeeds => say!(
                "needs that no rule closes today",
                "今日未被任何规则关闭的需求数"
            ),
            Self::Coverage => say!(
                "open needs with a possible or clear fit, or whose places matches at work fill, of the open needs",
                "有“可能”或“明确”适配供方、或名额已由在办对接占满的可对接需求占比"
            ),
            Self::ClearCoverage => say!(
                "open needs with a clear fit, of the open needs",
                "有“明确”适配供方的可对接需求占比"
            ),
            Self::NewMatches => say!(
                "matches whose first entry in the ledger is of the period",
                "台账首条记录在时段内的对接数"
            ),
            Self::Engaged => say!(
                "matches on which the profile first went to work in the period",
                "供方首次投入工作之日在时段内的对接数"
            ),
            Self::Settled => say!(
                "matches that were settled in the period",
                "销号之日在时段内的对接数"
            ),
            Self::SettlementRate => say!(
                "matches begun in the period that are settled, of the matches begun in it",
                "时段内新增的对接中已销号的占比"
            ),
            Self::Pushes => say!(
                "deliveries planned for a day of the period and handed over",
                "计划日在时段内且已交出的推送数"
            ),
            Self::PushArrival => say!(
                "deliveries of the period that arrived, of the ones handed over",
                "时段内已交出的推送中已送达的占比"
            ),
            Self::SignedAmount => say!(
                "sum of the stated amounts of matches that were signed in the period, in 万元",
                "签约之日在时段内的对接所填金额之和（万元）"
            ),
            Self::Overdue => say!(
                "open matches whose deadline is before today",
                "期限早于今日的未办结对接数"
            ),
            Self::Unmet => say!(
                "open needs that no profile fits",
                "没有任何适配供方的可对接需求数"
            ),
        }
    }

    /// Returns its unit.
    #[must_use]
    pub fn unit(self) -> Wording {
        match self {
            Self::NewNeeds | Self::OpenNeeds | Self::Unmet => say!("needs", "项"),
            Self::NewMatches | Self::Engaged | Self::Settled | Self::Overdue => {
                say!("matches", "件")
            }
            Self::Pushes => say!("deliveries", "次"),
            Self::Coverage | Self::ClearCoverage | Self::SettlementRate | Self::PushArrival => {
                say!("%", "%")
            }
            Self::SignedAmount => say!("万元", "万元"),
        }
    }

    /// Whether its figure counts a period; the others are of today.
    #[must_use]
    pub const fn is_over_time(self) -> bool {
        match self {
            Self::NewNeeds
            | Self::NewMatches
            | Self::Engaged
            | Self::Settled
            | Self::SettlementRate
            | Self::Pushes
            | Self::PushArrival
            | Self::SignedAmount => true,
            Self::OpenNeeds
            | Self::Coverage
            | Self::ClearCoverage
            | Self::Overdue
            | Self::Unmet => false,
        }
    }

    /// Whether the figure is a share, whose targets are percentages.
    #[must_use]
    pub const fn is_share(self) -> bool {
        matches!(
            self,
            Self::Coverage | Self::ClearCoverage | Self::SettlementRate | Self::PushArrival
        )
    }

    /// Whether more is better, so that a target is something to reach; of the others less is better.
    #[must_use]
    pub const fn is_gain(self) -> bool {
        !matches!(self, Self::Overdue | Self::Unmet)
    }
}
