//! Why a candidate is not sent.

use std::collections::BTreeMap;

use serde::Serializer;

use super::candidate::PushCandidate;
use crate::error::Wording;
use crate::model::SubscriptionId;
use crate::model::spelled::spelled;

spelled! {
    /// Why a candidate, or a whole subscription, sends nothing.
    pub enum HeldCause as "cause" {
        /// The subscription has no open candidate, and was never sent anything or has an empty list now: nobody fits.
        NobodyFits = "nobody_fits" | "没有合适的",
        /// The subscription has no open candidate: all that fit were sent before.
        AllSent = "all_sent" | "合适的均已发送",
        /// The subscription has no list yet: it is new since the lists were last brought up to date.
        NotListed = "not_listed" | "名单未生成",
        /// The subscription is paused.
        Paused = "paused" | "已暂停",
        /// The subscription has not begun.
        NotBegun = "not_begun" | "尚未开始",
        /// The subscription has ended.
        Ended = "ended" | "已到期",
        /// The subscription was removed.
        Removed = "removed" | "已取消",
        /// The day is a quiet one.
        QuietDay = "quiet_day" | "免打扰日",
        /// The next digest is not due.
        DigestNotDue = "digest_not_due" | "未到汇总日",
        /// The recipient was sent the record before, and it is as it was.
        SentBefore = "sent_before" | "已发过",
        /// The recipient was sent the record before, and it has changed, but not enough to be sent again.
        ChangedLittle = "changed_little" | "有改动但不足以重发",
        /// The ledger says that the pair is at work, done or ended.
        InLedger = "in_ledger" | "台账已有",
        /// The need, the profile or the record is gone, merged or closed, or a rule bars the pair.
        Barred = "barred" | "不可推送",
        /// It was sent and came back, and the list of the subscription does not show its record any more.
        OffList = "off_list" | "已不在名单中",
        /// Another subscription of the recipient sends the record in this plan.
        OtherSubscription = "other_subscription" | "已由另一订阅发送",
        /// The quota of the subscription is used up this week by better ones.
        SubscriptionFull = "subscription_full" | "订阅本周已满",
        /// The limit of the recipient is used up this week by better ones.
        RecipientFull = "recipient_full" | "接收人本周已满",
        /// The record is sent to as many this week as it may be.
        RecordFull = "record_full" | "该记录本周已满",
        /// The limit of the plan is used up by better ones.
        PlanFull = "plan_full" | "本次已满",
        /// Its place went to a newcomer by lot.
        GaveWay = "gave_way" | "让给新记录",
    }
}

/// A candidate that a plan leaves out, with the cause. It stays open.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct HeldCandidate {
    /// The candidate.
    #[serde(flatten)]
    pub candidate: PushCandidate,
    /// The cause; the cause by which its record entered the list is the candidate's.
    pub held: HeldCause,
    /// What more is known: a day, a rule, a stage. Blank if nothing is. In JSON, `{"en":…,"zh":…}`.
    #[serde(skip_serializing_if = "is_blank", serialize_with = "in_both")]
    pub detail: Wording,
}

/// A subscription of which a plan sends nothing, and why.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct SilentSubscription {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// The recipient of the subscription.
    pub recipient: String,
    /// Causes, with the number of candidates that each holds back; 0 if the cause holds without any.
    pub causes: BTreeMap<HeldCause, usize>,
    /// What more is known ([`PushPlan::explain_silence`](super::PushPlan::explain_silence)). Blank if nothing is. In JSON, `{"en":…,"zh":…}`.
    #[serde(skip_serializing_if = "is_blank", serialize_with = "in_both")]
    pub detail: Wording,
}

fn is_blank(detail: &Wording) -> bool {
    detail.english().is_empty()
}

fn in_both<S: Serializer>(detail: &Wording, to: S) -> Result<S::Ok, S::Error> {
    to.collect_map([("en", detail.english()), ("zh", detail.chinese())])
}
