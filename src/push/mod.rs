//! Deliveries of standing matches: planned under all quotas at once, handed over exactly once, acknowledged or returned.
//!
//! [`Subscriptions`] are who wants to hear of what. As their lists gain and lose members (see [`crate::standing`]), the
//! members become *candidates* ([`PushCandidate`]), which wait in the library's `ledger.db`. [`Outbox`] takes them from
//! there in three steps:
//!
//! 1. **Plan.** [`Outbox::plan`] chooses the deliveries of greatest total value for a day under the quotas of the
//!    subscriptions and the limits of [`PlanOptions`]. What it leaves out has a cause ([`PushPlan::held`]), and every
//!    subscription that sends nothing too ([`PushPlan::silent`]). A plan changes nothing.
//! 2. **Hand over.** [`Outbox::hand_over`] stores the plan as a numbered batch, durably, before a byte is written; writes
//!    the files, which are a pure function of the batch, under another name and renames them; then marks the batch, with
//!    entries in the ledger, in one transaction. A process that is killed in between leaves a batch that is not done:
//!    [`Outbox::recover`] writes the same bytes again and marks it. [`Outbox::hand_over_to`] calls a function in place of
//!    writing files; the batch's number is the key by which it can tell a repeated call.
//! 3. **Acknowledge or return.** [`Outbox::acknowledge`] and [`Outbox::returned`]; what came back may be planned again,
//!    and does not count against a quota. Whether it was looked at or answered is the ledger's to say.
//!
//! # What a delivery is worth
//! Value = score · (1 + urgency) · openness, 0 to 2. Urgency rises from 0, thirty days before the deadline of the need,
//! to 1 on its day, in a line; a need without a deadline, or past it, has none. Openness is ½ for a need that is in
//! contact already, else 1.
//!
//! # What is never sent
//! - A record to a recipient who was sent it before, by whichever subscription, unless it changed since by more than
//!   wording. What counts: of a need another title, kind, region, level, readiness, mode, budget, terms of finance, number
//!   wanted or deadline; of a profile another name, organisation, kind, place, reach, level, readiness, mode, price, terms,
//!   conditions or days on which it is free; of both another figure in the text, or a text of which a quarter is new or gone. A change that is
//!   none of these counts if the fit is better by now, or the score moved by .05 ([`PlanOptions::material`]); a
//!   record whose history does not lead back to what was sent counts as changed by less. What changed by less is held as
//!   [`HeldCause::ChangedLittle`].
//! - A pair that the ledger knows as at work, done or ended.
//! - A pair that a rule bars, or whose need or profile is gone, merged or closed on the day of the plan.
//! - Anything on a quiet day, or beyond a quota.

mod candidate;
mod changed;
mod choose;
mod delivery;
mod format;
mod hand_over;
mod held;
mod lottery;
mod material;
mod on_disk;
mod options;
mod outbox;
mod plan;
mod prepare;
mod rows;
mod sent_before;
mod sift;
mod subscriptions;
#[cfg(test)]
mod tests;

pub use candidate::PushCandidate;
pub use delivery::{Delivery, DeliveryState};
pub use hand_over::{BatchFormat, HandOver, PushBatch};
pub use held::{HeldCandidate, HeldCause, SilentSubscription};
pub use options::PlanOptions;
pub use outbox::{DeliveryFilter, Outbox};
pub use plan::{PlannedDelivery, PushAdmission, PushPlan};
pub use subscriptions::Subscriptions;

pub(crate) use {
    candidate::add_candidates, prepare::pair, sent_before::RecordThenNow,
    subscriptions::all as all_subscriptions,
};
