//! From a change of a list to an acknowledged delivery, and back.

use super::{day, doors, gained, id, member, plan, profile, sent, wish};
use crate::ledger::{EntryKind, Ledger};
use crate::model::{Moment, NeedId, ProfileId};
use crate::push::{
    BatchFormat, DeliveryFilter, DeliveryState, HandOver, HeldCause, Outbox, PlanOptions,
    PushAdmission, PushPlan,
};
use crate::score::Fit;
use crate::standing::{
    ChangeCause, ListChange, ListMember, LostMember, MovedMember, PushQuota, Weekday,
};

fn at(day: &str) -> Moment {
    format!("{day} 09:00").parse().unwrap()
}

/// Hands a plan over to a function that does nothing.
fn hand(outbox: &Outbox, plan: &PushPlan) -> Vec<u64> {
    let moment = at(&plan.day.to_string());
    let batch = outbox.hand_over_to(plan, moment, &mut |_| Ok(())).unwrap();
    batch.map_or(Vec::new(), |batch| {
        batch.deliveries.iter().map(|one| one.number).collect()
    })
}

fn held(plan: &PushPlan) -> Vec<HeldCause> {
    plan.held.iter().map(|held| held.held).collect()
}

#[test]
fn a_record_goes_to_a_recipient_once_until_it_changes_materially() {
    let (subscriptions, outbox) = doors();
    for text in ["s1", "s2"] {
        subscriptions.put(wish(text, "示例·李科长")).unwrap();
    }
    let both = [gained("s1", [("p1", 0.8)]), gained("s2", [("p1", 0.6)])];
    outbox.add_changes(&both, day("2026-11-30")).unwrap();
    let first = plan(&outbox, "2026-11-30", &PlanOptions::new());
    assert_eq!(sent(&first), [("s1".into(), "p1".into())]);
    assert_eq!(held(&first), [HeldCause::OtherSubscription]);
    hand(&outbox, &first);
    let second = plan(&outbox, "2026-12-07", &PlanOptions::new());
    assert_eq!(held(&second), [HeldCause::SentBefore]);
    // Nobody else fits s1, and whoever fits was sent.
    let causes = |id: &str| {
        let silent = second.silent.iter();
        let mut own = silent.filter(|one| one.subscription.as_str() == id);
        own.next().unwrap().causes.clone()
    };
    assert_eq!(causes("s1"), [(HeldCause::AllSent, 0)].into());
    assert_eq!(causes("s2"), [(HeldCause::SentBefore, 1)].into());

    let moved = |score, fit, fingerprint| {
        let mut change = ListChange::new(id("s1"));
        change.moved.push(MovedMember {
            record: profile("p1"),
            from: 1,
            to: 1,
            was_score: 0.8,
            score,
            fit,
            fingerprint,
            cause: ChangeCause::ChangedRecord,
        });
        change
    };
    // Another content alone whose words are not known, or another score alone, is not material.
    for (change, cause) in [
        (moved(0.81, Fit::Possible, 2), HeldCause::ChangedLittle),
        (moved(0.9, Fit::Possible, 1), HeldCause::SentBefore),
    ] {
        outbox.add_changes(&[change], day("2026-12-07")).unwrap();
        let again = plan(&outbox, "2026-12-07", &PlanOptions::new());
        assert!(again.chosen.is_empty(), "{:?}", again.chosen);
        assert_eq!(held(&again)[0], cause);
        assert_eq!(again.held[0].detail.english(), "on 2026-11-30");
    }
    let clear = moved(0.81, Fit::Clear, 2);
    outbox.add_changes(&[clear], day("2026-12-07")).unwrap();
    let third = plan(&outbox, "2026-12-07", &PlanOptions::new());
    assert_eq!(sent(&third), [("s1".into(), "p1".into())]);
}

#[test]
fn what_a_list_lost_is_withdrawn_and_a_removed_subscription_takes_nothing() {
    let (subscriptions, outbox) = doors();
    subscriptions.put(wish("s1", "示例·李科长")).unwrap();
    let change = gained("s1", [("p1", 0.8), ("p2", 0.7)]);
    outbox
        .add_changes(std::slice::from_ref(&change), day("2026-11-30"))
        .unwrap();
    let mut lost = ListChange::new(id("s1"));
    lost.lost.push(LostMember {
        record: profile("p1"),
        was_rank: 1,
        was_score: 0.8,
        cause: ChangeCause::RecordGone,
    });
    outbox.add_changes(&[lost], day("2026-11-30")).unwrap();
    let left = plan(&outbox, "2026-11-30", &PlanOptions::new());
    assert_eq!(sent(&left), [("s1".into(), "p2".into())]);
    hand(&outbox, &left);
    subscriptions.remove(&id("s1"), day("2026-12-01")).unwrap();
    let refused = outbox.add_changes(&[change], day("2026-12-01"));
    assert!(refused.unwrap_err().is_not_found());
    assert!(outbox.candidates().unwrap().is_empty());
    assert!(subscriptions.get(&id("s1")).unwrap_err().is_not_found());
    // Its deliveries stay.
    assert_eq!(outbox.deliveries(&DeliveryFilter::all()).unwrap().len(), 1);
}

#[test]
fn nobody_fits_sends_nothing_and_every_silence_has_a_cause() {
    let (subscriptions, outbox) = doors();
    let quiet = PushQuota::new().quiet_on(Weekday::Monday);
    for (subscription, cause) in [
        (wish("a", "示例甲"), HeldCause::NotListed),
        (wish("b", "示例甲").paused(true), HeldCause::Paused),
        (
            wish("c", "示例甲").until(day("2026-11-29")),
            HeldCause::Ended,
        ),
        (wish("d", "示例甲").quota(quiet), HeldCause::QuietDay),
    ] {
        let id = subscription.id.clone();
        subscriptions.put(subscription).unwrap();
        let plan = plan(&outbox, "2026-11-30", &PlanOptions::new());
        let silent = plan
            .silent
            .iter()
            .find(|one| one.subscription == id)
            .unwrap();
        assert_eq!(silent.causes.keys().collect::<Vec<_>>(), [&cause]);
        assert_eq!(hand(&outbox, &plan), [0; 0]);
    }
    outbox
        .add_changes(&[gained("a", [("p1", 0.5)])], day("2026-11-30"))
        .unwrap();
    let bars = &mut |_: &_, _: &_| Ok(PushAdmission::Bars(crate::error::Wording::name("no")));
    let barred = outbox
        .plan(day("2026-11-30"), &PlanOptions::new(), bars)
        .unwrap();
    assert_eq!(barred.held_by_cause(), [(HeldCause::Barred, 1)].into());
    assert_eq!(barred.held[0].detail.english(), "no");
}

#[test]
fn changes_that_no_list_can_have_are_refused_whole() {
    let (subscriptions, outbox) = doors();
    subscriptions.put(wish("s1", "示例·李科长")).unwrap();
    let need = NeedId::new("n2").unwrap().into();
    let good = member("p1", 0.8, 1);
    for (subscription, wrong, field, value) in [
        ("s9", good.clone(), None, "s9"),
        ("s1", member("p2", 5.8, 1), Some("score"), "5.8"),
        ("s1", member("p2", -0.1, 1), Some("score"), "-0.1"),
        ("s1", member("p2", f64::NAN, 1), Some("score"), "NaN"),
        (
            "s1",
            ListMember {
                rank: 0,
                ..good.clone()
            },
            Some("rank"),
            "0",
        ),
        (
            "s1",
            ListMember {
                record: need,
                ..good.clone()
            },
            Some("record"),
            "n2",
        ),
    ] {
        let mut change = ListChange::new(id(subscription));
        change.gained = vec![good.clone(), wrong];
        let refused = outbox.add_changes(&[change], day("2026-11-30"));
        let refused = refused.unwrap_err();
        assert_eq!(refused.field(), field, "{refused}");
        for message in [refused.to_string(), refused.chinese()] {
            assert!(
                message.contains(value) && message.contains(subscription),
                "{message}"
            );
        }
        assert!(refused.repair().is_some(), "{refused}");
        assert!(outbox.candidates().unwrap().is_empty(), "all or none");
    }
}

#[test]
fn digests_wait_for_their_interval() {
    let (subscriptions, outbox) = doors();
    let weekly = PushQuota::new().digest_days(7);
    subscriptions
        .put(wish("s1", "示例·李科长").quota(weekly))
        .unwrap();
    let change = gained("s1", [("p1", 0.8)]);
    outbox.add_changes(&[change], day("2026-11-30")).unwrap();
    hand(&outbox, &plan(&outbox, "2026-11-30", &PlanOptions::new()));
    let change = gained("s1", [("p2", 0.8)]);
    outbox.add_changes(&[change], day("2026-12-01")).unwrap();
    let early = plan(&outbox, "2026-12-06", &PlanOptions::new());
    assert_eq!(held(&early), [HeldCause::DigestNotDue]);
    assert_eq!(early.held[0].detail.english(), "due on 2026-12-07");
    let due = plan(&outbox, "2026-12-07", &PlanOptions::new());
    assert_eq!(due.chosen.len(), 1);
}

#[test]
fn a_plan_made_of_an_older_outbox_is_stale_and_nothing_is_planned_twice() {
    let (subscriptions, outbox) = doors();
    subscriptions.put(wish("s1", "示例·李科长")).unwrap();
    let change = gained("s1", [("p1", 0.8)]);
    outbox.add_changes(&[change], day("2026-11-30")).unwrap();
    let one = plan(&outbox, "2026-11-30", &PlanOptions::new());
    let other = one.clone();
    assert_eq!(hand(&outbox, &one).len(), 1);
    let stale = outbox.hand_over_to(&other, at("2026-11-30"), &mut |_| Ok(()));
    assert!(stale.unwrap_err().is_stale());
    let late = outbox.hand_over_to(&one, at("2026-12-01"), &mut |_| Ok(()));
    assert_eq!(late.unwrap_err().field(), Some("at"));
}

#[test]
fn a_call_that_fails_is_repeated_under_its_number() {
    let (subscriptions, outbox) = doors();
    subscriptions.put(wish("s1", "示例·李科长")).unwrap();
    outbox
        .add_changes(&[gained("s1", [("p1", 0.8)])], day("2026-11-30"))
        .unwrap();
    let made = plan(&outbox, "2026-11-30", &PlanOptions::new());
    let mut calls = Vec::new();
    let fails = &mut |batch: &crate::push::PushBatch| {
        calls.push(batch.number);
        Err(crate::Error::cancelled("the import"))
    };
    assert!(outbox.hand_over_to(&made, at("2026-11-30"), fails).is_err());
    assert!(!outbox.batch(1).unwrap().is_done);
    let again = outbox.resend(&mut |batch| {
        calls.push(batch.number);
        Ok(())
    });
    assert_eq!(again.unwrap(), [1]);
    assert_eq!(calls, [1, 1]);
    assert_eq!(outbox.delivery(1).unwrap().state, DeliveryState::Handed);
    assert_eq!(outbox.resend(&mut |_| Ok(())).unwrap(), [0; 0]);
}

#[test]
fn what_comes_back_waits_again_and_leaves_its_quota() {
    let (subscriptions, outbox) = doors();
    let one = PushQuota::new().per_week(1);
    subscriptions
        .put(wish("s1", "示例·李科长").quota(one))
        .unwrap();
    let change = gained("s1", [("p1", 0.8), ("p2", 0.7)]);
    outbox.add_changes(&[change], day("2026-11-30")).unwrap();
    let first = plan(&outbox, "2026-11-30", &PlanOptions::new());
    assert_eq!(held(&first), [HeldCause::SubscriptionFull]);
    let numbers = hand(&outbox, &first);
    assert_eq!(
        outbox.acknowledge(numbers[0]).unwrap().state,
        DeliveryState::Acknowledged
    );
    let full = plan(&outbox, "2026-12-01", &PlanOptions::new());
    assert_eq!(held(&full), [HeldCause::SubscriptionFull]);
    let bare = outbox.returned(numbers[0], " ", at("2026-12-01"));
    assert_eq!(bare.unwrap_err().field(), Some("reason"));
    outbox
        .returned(numbers[0], "地址不存在", at("2026-12-01"))
        .unwrap();
    assert!(
        outbox
            .acknowledge(numbers[0])
            .unwrap_err()
            .is_invalid_input()
    );
    let again = plan(&outbox, "2026-12-02", &PlanOptions::new());
    assert_eq!(sent(&again), [("s1".into(), "p1".into())]);
    // The ledger knows the push and the return.
    let ledger = Ledger::new(std::sync::Arc::clone(&outbox.database), |_| Ok(()));
    let pair = (NeedId::new("n-s1").unwrap(), ProfileId::new("p1").unwrap());
    let entries = ledger.history(&pair.0, &pair.1).unwrap().entries;
    let kinds: Vec<_> = entries.iter().map(|entry| entry.content.kind).collect();
    assert_eq!(kinds, [EntryKind::Pushed, EntryKind::Note]);
    assert_eq!(entries[0].content.propensity, Some(1.0));
}

#[test]
fn a_killed_hand_over_is_finished_with_the_same_bytes() {
    let (subscriptions, outbox) = doors();
    subscriptions.put(wish("s1", "示例·李科长")).unwrap();
    let place = tempfile::tempdir().unwrap();
    for (format, number) in [
        (BatchFormat::JsonLines, 1),
        (BatchFormat::Csv, 2),
        (BatchFormat::Eml, 3),
    ] {
        let record = format!("p{number}");
        let change = gained("s1", [(&*record, 0.8)]);
        outbox.add_changes(&[change], day("2026-11-30")).unwrap();
        let made = plan(&outbox, "2026-11-30", &PlanOptions::new());
        let to = HandOver::new(place.path(), format);
        let done = outbox
            .hand_over(&made, at("2026-11-30"), &to)
            .unwrap()
            .unwrap();
        let path = std::path::PathBuf::from(done.path.clone().unwrap());
        let file = if path.is_dir() {
            path.join("0001.eml")
        } else {
            path.clone()
        };
        let bytes = std::fs::read(&file).unwrap();
        // As a kill between the rename and the mark, and one before the rename, leave it.
        for is_there in [true, false] {
            if !is_there {
                std::fs::remove_file(&file).unwrap();
                let _ = std::fs::remove_dir(&path);
            }
            outbox
                .database
                .write(|inside| {
                    inside.execute("UPDATE batch SET is_done = 0 WHERE number = ?1", [number])?;
                    inside.execute(
                        "UPDATE delivery SET state = 'planned' WHERE batch = ?1",
                        [number],
                    )?;
                    Ok(())
                })
                .unwrap();
            assert_eq!(outbox.recover().unwrap(), [u64::try_from(number).unwrap()]);
            assert_eq!(std::fs::read(&file).unwrap(), bytes);
            assert!(
                outbox
                    .batch(u64::try_from(number).unwrap())
                    .unwrap()
                    .is_done
            );
        }
    }
    assert_eq!(outbox.recover().unwrap(), [0; 0]);
}

#[test]
fn a_newcomer_takes_a_place_with_the_stated_probability() {
    let (subscriptions, outbox) = doors();
    let one = PushQuota::new().per_week(1);
    subscriptions
        .put(wish("s1", "示例·李科长").quota(one))
        .unwrap();
    let change = gained("s1", [("p1", 0.8), ("p2", 0.3), ("p3", 0.3)]);
    outbox.add_changes(&[change], day("2026-11-30")).unwrap();
    let judge = &mut |_: &_, _: &_| Ok(PushAdmission::plain());
    let mut counts = std::collections::BTreeMap::new();
    const ROUNDS: u32 = 2_000;
    for seed in 0..u64::from(ROUNDS) {
        let options = PlanOptions::new().newcomers(0.4).seed(seed);
        let plan = outbox.plan(day("2026-11-30"), &options, judge).unwrap();
        let [only] = &plan.chosen[..] else {
            panic!("{plan:?}")
        };
        let p = if only.by_lot { 0.2 } else { 0.6 };
        assert!((only.propensity - p).abs() < 1e-12);
        *counts
            .entry(only.candidate.record.as_str().to_owned())
            .or_insert(0) += 1;
    }
    for (record, p) in [("p1", 0.6), ("p2", 0.2), ("p3", 0.2)] {
        let share = f64::from(counts[record]) / f64::from(ROUNDS);
        assert!((share - p).abs() < 0.04, "{record}: {share}");
    }
    let _ = member("p1", 0.5, 1);
}
