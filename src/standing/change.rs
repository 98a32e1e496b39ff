//! What changed in the list of a subscription, and why.

use serde::{Deserialize, Serialize};

use crate::error::{Wording, say};
use crate::model::spelled::spelled;
use crate::model::{RecordId, SubscriptionId};
use crate::score::Fit;

spelled! {
    /// Why a record entered, left or moved within the list of a subscription.
    pub enum ChangeCause as "cause" {
        /// The record is new in the library.
        NewRecord = "new_record" | "新记录",
        /// The record was changed.
        ChangedRecord = "changed_record" | "记录有改动",
        /// The subject of the subscription was changed.
        ChangedSubject = "changed_subject" | "订阅对象有改动",
        /// Better records took its place.
        PushedOut = "pushed_out" | "被更优者挤出",
        /// A better record went.
        MovedUp = "moved_up" | "前面的记录退出",
        /// The record is no longer in the library: deleted, or merged into another one.
        RecordGone = "record_gone" | "记录已不在库",
        /// The need is settled; it is still in the library.
        NeedSettled = "need_settled" | "需求已解决",
        /// The need is paused; it is still in the library.
        NeedPaused = "need_paused" | "需求已暂停",
        /// The need was withdrawn; it is still in the library.
        NeedWithdrawn = "need_withdrawn" | "需求已撤回",
        /// A rule bars the pair now.
        RuleBars = "rule_bars" | "规则排除",
        /// A rule that barred the pair bars it no longer.
        RuleAllows = "rule_allows" | "规则放行",
        /// A full profile has a place again.
        PlaceFree = "place_free" | "名额空出",
        /// A match at work took a place of the profile, which has others left.
        PlaceTaken = "place_taken" | "名额减少",
        /// The weights are others.
        ChangedWeights = "changed_weights" | "权重有改动",
        /// The enterprise of the need was changed.
        ChangedEnterprise = "changed_enterprise" | "企业有改动",
        /// The subscription is new, or was changed itself.
        Subscribed = "subscribed" | "新订阅",
        /// The statistics of scores were taken anew.
        Renewed = "renewed" | "统计量更新",
    }
}

impl ChangeCause {
    /// Returns a clause for people that says why.
    #[must_use]
    pub fn reason(self) -> Wording {
        match self {
            Self::NewRecord => say!("it is new", "新入库"),
            Self::ChangedRecord => say!("it was changed", "内容有改动"),
            Self::ChangedSubject => say!("what it is matched with was changed", "对方内容有改动"),
            Self::PushedOut => say!("better ones took its place", "被更合适的挤出"),
            Self::MovedUp => say!("a better one went", "更靠前的已退出"),
            Self::RecordGone => say!("it was deleted or merged", "已删除或已并入其他记录"),
            Self::NeedSettled => say!("the need is settled", "需求已解决"),
            Self::NeedPaused => say!("the need is paused", "需求已暂停"),
            Self::NeedWithdrawn => say!("the need was withdrawn", "需求已撤回"),
            Self::RuleBars => say!("a rule bars it now", "现被规则排除"),
            Self::RuleAllows => say!("a rule bars it no longer", "规则不再排除"),
            Self::PlaceFree => say!("it has a free place again", "名额空出"),
            Self::PlaceTaken => say!("a place of it was taken", "有名额已被占用"),
            Self::ChangedWeights => say!("the weights were changed", "权重有改动"),
            Self::ChangedEnterprise => say!("the enterprise was changed", "企业信息有改动"),
            Self::Subscribed => say!("the subscription is new", "订阅刚建立"),
            Self::Renewed => say!(
                "the statistics of scores were taken anew",
                "评分用的统计量已更新"
            ),
        }
    }

    /// Whether the change comes from what the pair says, not from others coming and going.
    #[must_use]
    pub fn is_of_the_pair(self) -> bool {
        match self {
            Self::NewRecord
            | Self::ChangedRecord
            | Self::ChangedSubject
            | Self::RuleAllows
            | Self::PlaceFree
            | Self::ChangedEnterprise
            | Self::Subscribed => true,
            Self::PushedOut
            | Self::MovedUp
            | Self::RecordGone
            | Self::NeedSettled
            | Self::NeedPaused
            | Self::NeedWithdrawn
            | Self::RuleBars
            | Self::PlaceTaken
            | Self::ChangedWeights
            | Self::Renewed => false,
        }
    }
}

/// What one commit changed in the list of one subscription.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListChange {
    /// Whose list.
    pub subscription: SubscriptionId,
    /// Records that entered, by rank.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gained: Vec<ListMember>,
    /// Records that left, by their former rank.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<LostMember>,
    /// Records that stayed at another rank or with another score, by their new rank.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<MovedMember>,
}

impl ListChange {
    /// Creates a change of nothing.
    #[must_use]
    pub fn new(subscription: SubscriptionId) -> Self {
        Self {
            subscription,
            gained: Vec::new(),
            lost: Vec::new(),
            moved: Vec::new(),
        }
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.gained.is_empty() && self.lost.is_empty() && self.moved.is_empty()
    }
}

/// A record that entered the list of a subscription.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListMember {
    /// The record.
    pub record: RecordId,
    /// The rank of the record in the list, from 1.
    pub rank: usize,
    /// The score of the record for the subscription, 0 to 1.
    pub score: f64,
    /// How well the record fits the subscription.
    pub fit: Fit,
    /// Digest of the record's content.
    pub fingerprint: u64,
    /// Why it entered.
    pub cause: ChangeCause,
}

/// A record that left the list of a subscription.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LostMember {
    /// The record.
    pub record: RecordId,
    /// The rank that the record had, from 1.
    pub was_rank: usize,
    /// The score that the record had, 0 to 1.
    pub was_score: f64,
    /// Why it left.
    pub cause: ChangeCause,
}

/// A record that stayed in the list of a subscription, at another rank or with another score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MovedMember {
    /// The record.
    pub record: RecordId,
    /// The rank that the record had, from 1.
    pub from: usize,
    /// The rank that the record has now, from 1.
    pub to: usize,
    /// The score that the record had, 0 to 1.
    pub was_score: f64,
    /// The score that the record has now, 0 to 1.
    pub score: f64,
    /// How well the record fits now.
    pub fit: Fit,
    /// Digest of the record's content now.
    pub fingerprint: u64,
    /// Why it moved.
    pub cause: ChangeCause,
}
