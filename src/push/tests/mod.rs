//! Tests of plans, hand-overs and files.
#![allow(clippy::unwrap_used, reason = "tests")]

mod choose;
mod files;
mod outbox;
mod places;
mod weeks;

use crate::model::{NeedId, ProfileId, RecordId, SubscriptionId};
use crate::push::{Outbox, PlanOptions, PushAdmission, PushPlan, Subscriptions};
use crate::score::Fit;
use crate::standing::{ChangeCause, ListChange, ListMember, Subscription, SubscriptionSubject};

/// A database in memory with its two doors; ids are not looked up.
fn doors() -> (Subscriptions<'static>, Outbox) {
    let database = crate::ledger::Database::in_memory().unwrap();
    let database = std::sync::Arc::new(database);
    let outbox = Outbox::new(std::sync::Arc::clone(&database), |_, _| Ok(None));
    (Subscriptions::new(database, |_| Ok(())), outbox)
}

fn day(text: &str) -> crate::model::Date {
    text.parse().unwrap()
}

fn id(text: &str) -> SubscriptionId {
    SubscriptionId::new(text).unwrap()
}

fn profile(text: &str) -> RecordId {
    ProfileId::new(text).unwrap().into()
}

/// A subscription of need `n` and the subscription's id, from 2026-11-01 on.
fn wish(text: &str, recipient: &str) -> Subscription {
    let need = NeedId::new(format!("n-{text}")).unwrap();
    let subject = SubscriptionSubject::need(need);
    Subscription::new(id(text), subject, recipient, day("2026-11-01"))
}

fn member(record: &str, score: f64, fingerprint: u64) -> ListMember {
    ListMember {
        record: profile(record),
        rank: 1,
        score,
        fit: Fit::Possible,
        fingerprint,
        cause: ChangeCause::NewRecord,
    }
}

fn gained<'r>(of: &str, members: impl IntoIterator<Item = (&'r str, f64)>) -> ListChange {
    let mut change = ListChange::new(id(of));
    let members = members.into_iter().zip(1..);
    change.gained = members
        .map(|((record, score), rank)| ListMember {
            rank,
            ..member(record, score, 1)
        })
        .collect();
    change
}

/// A plan that bars nothing, without a lottery.
fn plan(outbox: &Outbox, today: &str, options: &PlanOptions) -> PushPlan {
    let options = options.clone().newcomers(0.0);
    let judge = &mut |_: &_, _: &_| Ok(PushAdmission::plain());
    outbox.plan(day(today), &options, judge).unwrap()
}

/// Pairs of subscription and record that a plan sends.
fn sent(plan: &PushPlan) -> Vec<(String, String)> {
    let chosen = plan.chosen.iter().map(|one| &one.candidate);
    chosen
        .map(|one| (one.subscription.to_string(), one.record.as_str().to_owned()))
        .collect()
}
