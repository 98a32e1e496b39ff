//! Hard rules: who may be matched with whom, and why not.
//!
//! A rule admits or rejects a pair before anything is scored. Rules are three-state: a fact
//! that is not known breaks no rule. Each rule looks at the need and at *one* facet of the
//! profile (or at its id and name), so that ranking asks it once for each distinct value.
//!
//! Eligibility is a language of its own: its grammar stands at [`Condition`](crate::model::Condition), and how its values
//! are compared at [`ConditionPart`]. Rules on hard facts can be set aside ([`Rules::relaxed`]); conflicts of interest
//! cannot. A relation that may be a conflict bars nobody and is named to be confirmed ([`Caution`]).

mod check;
mod condition;
mod judge;
mod near;
mod place;
mod reason;
mod relation;
mod scope;
mod terms;
#[cfg(test)]
mod tests;
mod written;

use crate::model::spelled::spelled;

pub use check::Rules;
pub use condition::{
    ConditionAudit, ConditionFault, ConditionPart, ConditionRemark, ConditionVerdict, Gap, ReadAs,
    SettlingProof, TestPart,
};
pub(crate) use judge::DaysAsked;
pub use place::{Corridor, PlaceContext};
pub use reason::{Reason, Refused, Side, Violation};
pub use relation::Caution;
pub(crate) use relation::cautions;
pub use terms::TermsPart;
pub(crate) use written::WrittenNames;

spelled! {
    /// A reason for which a pair is ruled out.
    pub enum Rule as "rule" {
        /// The need is settled, paused or withdrawn.
        NeedStatus = "need_status" | "需求状态",
        /// The need's last day has passed, and the caller asked to bar such needs.
        Deadline = "deadline" | "需求截止日期",
        /// The profile is paused or retired.
        ProfileStatus = "profile_status" | "供方状态",
        /// Profiles of this kind do not serve needs of that kind.
        Kind = "kind" | "类型",
        /// The caller left this profile out.
        Excluded = "excluded" | "查询除外",
        /// The profile lies outside the region that the caller asked for.
        Within = "within" | "查询地区",
        /// Both belong to the same organisation.
        SameOrganization = "same_organization" | "同一单位",
        /// One side declared a conflict of interest.
        DeclaredConflict = "declared_conflict" | "利益冲突",
        /// They published together lately.
        Coauthors = "coauthors" | "合著回避",
        /// The need lies beyond the profile's reach.
        Reach = "reach" | "服务范围",
        /// The profile's last day has passed, or its first lies behind the need's last.
        Validity = "validity" | "有效期",
        /// The profile's level is below the one that a talent need asks for, or it is of students, and the post is not.
        Level = "level" | "人才层次",
        /// The least amount that is offered exceeds what a finance need asks for.
        Amount = "amount" | "金额范围",
        /// The least interest rate that is offered exceeds the greatest that the need accepts.
        Rate = "rate" | "利率",
        /// The time for which money is lent is not the one that the need asks for.
        LoanTerm = "loan_term" | "贷款期限",
        /// The need can give none of the securities that are accepted.
        Security = "security" | "担保方式",
        /// The round or the stage of the need's enterprise is none of those that are financed.
        FundingStage = "funding_stage" | "融资阶段",
        /// The product lends and the need asks for equity, or the other way round.
        Instrument = "instrument" | "融资方式",
        /// The profile states a figure that misses one which the need demands, and the caller asked to bar such profiles.
        Figures = "figures" | "指标",
        /// The profile serves as many firms as it may.
        QuotaUsedUp = "quota_used_up" | "名额已满",
        /// The need does not meet a condition of eligibility.
        Eligibility = "eligibility" | "申报条件",
        /// The profile's owner refuses such needs.
        ProfileVeto = "profile_veto" | "供方拒绝",
        /// The enterprise refuses such profiles.
        NeedVeto = "need_veto" | "企业拒绝",
    }
}

impl Rule {
    /// Whether a caller may set it aside ([`Rules::relaxed`]): a hard fact of the two sides, neither a conflict of
    /// interest nor a refusal.
    #[must_use]
    pub const fn is_relaxable(self) -> bool {
        match self {
            Self::Validity
            | Self::Level
            | Self::Amount
            | Self::Rate
            | Self::LoanTerm
            | Self::Security
            | Self::FundingStage
            | Self::Instrument
            | Self::Reach
            | Self::QuotaUsedUp
            | Self::Eligibility => true,
            Self::NeedStatus
            | Self::Deadline
            | Self::ProfileStatus
            | Self::Kind
            | Self::Excluded
            | Self::Figures
            | Self::Within
            | Self::SameOrganization
            | Self::DeclaredConflict
            | Self::Coauthors
            | Self::ProfileVeto
            | Self::NeedVeto => false,
        }
    }
}
