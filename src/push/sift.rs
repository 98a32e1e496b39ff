//! Which candidates nothing but a limit can keep out of a plan, and what each is worth.

use super::candidate::PushCandidate;
use super::changed::tells_more;
use super::held::HeldCause;
use super::material::is_material_by;
use super::options::PlanOptions;
use super::plan::{PlanJudge, PushAdmission};
use super::prepare::{OpenCandidate, PushState};
use super::sent_before::{SentBefore, SentContents};
use crate::error::{Result, Wording, say};
use crate::model::Date;
use crate::standing::Subscription;

/// Days before a need's deadline on which it begins to be urgent.
const URGENT_DAYS: i32 = 30;
/// Part of the value of a need that somebody is in contact about.
const IN_CONTACT: f64 = 0.5;

/// The value of a candidate, or why no limit decides about it.
pub(super) fn sift(
    state: &PushState,
    open: &OpenCandidate,
    today: Date,
    options: &PlanOptions,
    (judge, contents): (&mut PlanJudge<'_>, &SentContents),
) -> Result<Result<f64, (HeldCause, Wording)>> {
    let subscription = &state.subscriptions[open.subscription];
    if let Some(held) = own_cause(state, subscription, today) {
        return Ok(Err(held));
    }
    if let Some(sent) = &open.sent
        && !is_material_by(&open.content, sent, options.material)
        && let Some(cause) = known(&open.content, sent, contents)?
    {
        let day = sent.day;
        return Ok(Err((cause, say!("on {day}", "{day} 已发"))));
    }
    if let Some((id, name)) = &open.stage {
        let detail = say!("stage {id}", "阶段：{name}");
        return Ok(Err((HeldCause::InLedger, detail)));
    }
    Ok(match judge(subscription, &open.content)? {
        PushAdmission::Bars(why) => Err((HeldCause::Barred, why)),
        PushAdmission::Admits { .. } if open.is_off_list => {
            Err((HeldCause::OffList, Wording::default()))
        }
        PushAdmission::Admits {
            deadline,
            is_in_contact,
        } => Ok(value(open.content.score, deadline, is_in_contact, today)),
    })
}

/// Why a record is not sent once more that the recipient was sent and whose score is much as it was; `None` if its content
/// tells him more.
fn known(
    now: &PushCandidate,
    sent: &SentBefore,
    contents: &SentContents,
) -> Result<Option<HeldCause>> {
    if now.fingerprint == sent.fingerprint {
        return Ok(Some(HeldCause::SentBefore));
    }
    let versions = contents.versions(&now.record, sent.fingerprint)?;
    let tells_more = versions.is_some_and(|of| tells_more(&of.then, &of.now));
    Ok((!tells_more).then_some(HeldCause::ChangedLittle))
}

/// Why a subscription sends nothing on a day, whatever its candidates.
pub(super) fn own_cause(
    state: &PushState,
    subscription: &Subscription,
    today: Date,
) -> Option<(HeldCause, Wording)> {
    let quota = &subscription.quota;
    if subscription.paused {
        return Some((HeldCause::Paused, Wording::default()));
    }
    if today < subscription.since {
        let since = subscription.since;
        return Some((HeldCause::NotBegun, say!("from {since}", "{since} 开始")));
    }
    if let Some(until) = subscription.until
        && until < today
    {
        return Some((HeldCause::Ended, say!("on {until}", "{until} 到期")));
    }
    if quota.is_quiet(today) {
        return Some((HeldCause::QuietDay, Wording::default()));
    }
    let last = state.digests.get(&subscription.recipient)?;
    let days = i32::try_from(quota.digest_days).unwrap_or(i32::MAX);
    if days > 0 && today.days_since(*last) < days {
        let due = Date::from_day_number(last.day_number().saturating_add(days));
        let detail = say!("due on {due}", "{due} 到期汇总");
        return Some((HeldCause::DigestNotDue, detail));
    }
    None
}

/// Expected use of a delivery: see the page of [`super`].
fn value(score: f64, deadline: Option<Date>, is_in_contact: bool, today: Date) -> f64 {
    let urgency = deadline.map_or(0.0, |deadline| {
        let left = deadline.days_since(today);
        match (0..=URGENT_DAYS).contains(&left) {
            true => 1.0 - f64::from(left) / f64::from(URGENT_DAYS),
            false => 0.0,
        }
    });
    let openness = if is_in_contact { IN_CONTACT } else { 1.0 };
    score * (1.0 + urgency) * openness
}
