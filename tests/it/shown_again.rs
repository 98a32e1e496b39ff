//! What a delivery showed is shown again, to the bit, after everything has changed.

use std::sync::Arc;

use qianxian::engine::StandingOptions;
use qianxian::ledger::Change;
use qianxian::model::{Moment, Need, NeedId, Profile, ProfileId, Record, RecordId, SubscriptionId};
use qianxian::push::{BatchFormat, Delivery, DeliveryFilter, HandOver, PlanOptions};
use qianxian::score::{KindWeights, Weights};
use qianxian::standing::{Subscription, SubscriptionSubject};
use qianxian::{Library, RankOptions};
use serde_json::Value;

use crate::support::generate::{need, profile, records};
use crate::support::random::Random;
use crate::support::today;

fn at(text: &str) -> Moment {
    text.parse().unwrap()
}

fn put(library: &Library, day: &str, needs: &[Need], profiles: &[Profile]) {
    let mut writer = library.writer().unwrap();
    writer.set_change(Change::at(at(day)));
    needs.iter().for_each(|need| writer.put_need(need).unwrap());
    profiles
        .iter()
        .for_each(|profile| writer.put_profile(profile).unwrap());
    writer.commit().unwrap();
}

/// Plans and hands over what waits, under the frozen scores.
fn push(library: &Library, directory: &std::path::Path, weights: &KindWeights) -> Vec<Delivery> {
    let frozen = library.frozen_scores().unwrap().unwrap();
    let snapshot = library.snapshot_under(&frozen.statistics).unwrap();
    let options = RankOptions::new(today())
        .scored_on(frozen.scored_on)
        .weights(weights.clone());
    let outbox = library.outbox().unwrap();
    let mut judge = |subscription: &Subscription, candidate: &qianxian::push::PushCandidate| {
        snapshot.admission(subscription, &candidate.record, &options)
    };
    let mut plan = outbox
        .plan(today(), &PlanOptions::new(), &mut judge)
        .unwrap();
    let subscriptions = library.subscriptions().unwrap();
    plan.show(|one| {
        let subscription = subscriptions.get(&one.candidate.subscription)?;
        snapshot.shown(one, &subscription, &options)
    })
    .unwrap();
    let to = HandOver::new(directory, BatchFormat::JsonLines);
    let moment = Moment::new(today(), 9 * 3600, 480).unwrap();
    outbox
        .hand_over(&plan, moment, &to)
        .unwrap()
        .map_or_else(Vec::new, |batch| batch.deliveries)
}

/// Subscribes one recipient to the three best of each need.
fn subscribe(library: &Library, needs: &[Need]) {
    for need in needs {
        let id = SubscriptionId::new(need.id.as_str()).unwrap();
        let subject = SubscriptionSubject::need(need.id.clone());
        let wish = Subscription::new(id, subject, "示例·收件人", today()).k(3);
        library.subscriptions().unwrap().put(wish).unwrap();
    }
}

#[test]
fn a_delivery_is_explained_again_to_the_bit_after_everything_has_changed() {
    let place = tempfile::tempdir().unwrap();
    let library = Library::in_memory().unwrap();
    let (needs, profiles) = records(31, 12, 80);
    put(&library, "2020-01-01", &needs, &profiles);
    subscribe(&library, &needs);
    let weights = KindWeights::presets();
    let options = StandingOptions::new(RankOptions::new(today()).weights(weights.clone()));
    let mut lists = library.standing(options).unwrap();
    lists.update(&library, today()).unwrap();
    let sent = push(&library, place.path(), &weights);
    assert!(sent.len() > 5, "{}", sent.len());

    // Other records under the old ids, other words in the library, other weights, other statistics.
    let random = &mut Random::new(8);
    let others: Vec<Profile> = profiles
        .iter()
        .map(|old| profile(random, old.id.as_str()))
        .collect();
    let other_needs: Vec<Need> = needs
        .iter()
        .map(|old| need(random, old.id.as_str()))
        .collect();
    put(&library, "2099-01-01", &other_needs, &others);
    lists.renew(&library, today()).unwrap();
    let text = StandingOptions::new(RankOptions::new(today()).weights(Weights::text_only()));
    library
        .standing(text)
        .unwrap()
        .update(&library, today())
        .unwrap();

    let stored = library
        .outbox()
        .unwrap()
        .deliveries(&DeliveryFilter::all())
        .unwrap();
    for delivery in stored
        .iter()
        .filter(|one| sent.iter().any(|then| then.number == one.number))
    {
        assert_eq!(
            shown_again(&library, delivery),
            delivery.shown["explanation"]
        );
        assert_eq!(delivery.shown["explanation"]["score"], delivery.score);
    }
}

#[test]
fn what_changes_between_the_list_and_the_sending_is_sent_once() {
    let place = tempfile::tempdir().unwrap();
    let library = Library::in_memory().unwrap();
    let (needs, mut profiles) = records(31, 12, 80);
    put(&library, "2020-01-01", &needs, &profiles);
    subscribe(&library, &needs);
    let weights = KindWeights::presets();
    let options = StandingOptions::new(RankOptions::new(today()).weights(weights.clone()));
    let mut lists = library.standing(options).unwrap();
    lists.update(&library, today()).unwrap();
    // Enough for a reader to be sent them again, had he seen the old ones.
    for profile in &mut profiles {
        profile.organization = Some(format!("示例研究所 {}", profile.id));
    }
    put(&library, "2020-01-02", &[], &profiles);
    let first = push(&library, place.path(), &weights);
    assert!(first.len() > 5, "{}", first.len());
    lists.update(&library, today()).unwrap();
    let again = push(&library, place.path(), &weights);
    let twice = again.iter().filter(|new| {
        let is_same = |old: &&Delivery| old.need == new.need && old.profile == new.profile;
        first.iter().any(|old| is_same(&old))
    });
    assert_eq!(twice.count(), 0);
    for profile in &mut profiles {
        profile.organization = Some(format!("示例大学 {}", profile.id));
    }
    put(&library, "2020-01-03", &[], &profiles);
    lists.update(&library, today()).unwrap();
    let changed = push(&library, place.path(), &weights);
    assert!(
        changed.len() > 5,
        "a later change is news: {}",
        changed.len()
    );
}

/// The explanation, made anew from the records as they were and the context of the delivery.
fn shown_again(library: &Library, delivery: &Delivery) -> Value {
    let context: Value = serde_json::from_str(&delivery.context).unwrap();
    let digest = context["statistics"].as_str().unwrap();
    let statistics = library
        .statistics_of(u64::from_str_radix(digest, 16).unwrap())
        .unwrap();
    let snapshot = library.snapshot_under(&Arc::new(statistics)).unwrap();
    let weights: KindWeights = serde_json::from_value(context["weights"].clone()).unwrap();
    let scored_on = context["scored_on"].as_str().unwrap().parse().unwrap();
    let options = RankOptions::new(today())
        .scored_on(scored_on)
        .weights(weights);
    let then = |id: RecordId| snapshot.record_at(&id, at("2024-07-01")).unwrap().unwrap();
    let need = then(NeedId::new(delivery.need.as_ref().unwrap()).unwrap().into());
    let profile = then(
        ProfileId::new(delivery.profile.as_ref().unwrap())
            .unwrap()
            .into(),
    );
    let (Record::Need(need), Record::Profile(profile)) = (need, profile) else {
        panic!("another collection");
    };
    let explained = snapshot.explain(&need, &profile, &options).unwrap();
    serde_json::to_value(&explained).unwrap()
}
