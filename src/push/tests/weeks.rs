//! Random calendars: quotas, quiet days and no repeats hold on every day of many weeks.

use std::collections::{BTreeMap, BTreeSet};

use super::{day, doors, id, plan, profile, wish};
use crate::decision::trials;
use crate::model::Date;
use crate::push::{DeliveryFilter, Outbox, PlanOptions, PushPlan, Subscriptions};
use crate::score::Fit;
use crate::standing::{ChangeCause, ListChange, ListMember, PushQuota, Subscription, Weekday};

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from((self.0 >> 16) % u64::from(below)).unwrap()
    }
}

fn random_wish(dice: &mut Dice, number: u32) -> Subscription {
    let recipient = format!("示例{}", dice.roll(4));
    let mut quota = PushQuota::new();
    if dice.roll(3) > 0 {
        quota = quota.per_week(dice.roll(4));
    }
    for _ in 0..dice.roll(3) {
        quota = quota.quiet_on(Weekday::ALL[dice.roll(7) as usize]);
    }
    if dice.roll(3) == 0 {
        quota = quota.quiet("2026-12-05..2026-12-12".parse().unwrap());
    }
    if dice.roll(3) == 0 {
        quota = quota.digest_days(1 + dice.roll(9));
    }
    wish(&format!("s{number:02}"), &recipient).quota(quota)
}

fn random_change(dice: &mut Dice, number: u32) -> ListChange {
    let mut change = ListChange::new(id(&format!("s{number:02}")));
    let mut seen = BTreeSet::new();
    for rank in 1..=dice.roll(4) as usize {
        let record = dice.roll(12);
        if seen.insert(record) {
            change.gained.push(ListMember {
                record: profile(&format!("p{record:02}")),
                rank,
                score: f64::from(1 + dice.roll(19)) / 20.0,
                fit: [Fit::Possible, Fit::Clear][dice.roll(2) as usize],
                fingerprint: u64::from(dice.roll(3)),
                cause: ChangeCause::NewRecord,
            });
        }
    }
    change
}

/// Every delivery so far against the rules, by plain counting.
fn assert_sound(outbox: &Outbox, subscriptions: &Subscriptions<'_>, options: &PlanOptions) {
    let mut all = outbox
        .deliveries(&DeliveryFilter::all().limit(usize::MAX))
        .unwrap();
    all.sort_by_key(|one| one.number);
    let monday = |day: Date| day.day_number() - day.day_number().rem_euclid(7);
    let (mut subscription, mut recipient, mut record) =
        (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut last: BTreeMap<_, (u64, f64, Fit)> = BTreeMap::new();
    let mut digests: BTreeMap<String, Date> = BTreeMap::new();
    for one in &all {
        let week = monday(one.day);
        *subscription
            .entry((week, one.subscription.clone()))
            .or_insert(0) += 1;
        *recipient.entry((week, one.recipient.clone())).or_insert(0) += 1;
        *record.entry((week, one.record.clone())).or_insert(0) += 1;
        let of = subscriptions.get(&one.subscription).unwrap();
        assert!(of.is_active(one.day), "{one:?}");
        let now = (one.fingerprint, one.score, one.fit);
        if let Some(before) = last.insert((one.recipient.clone(), one.record.clone()), now) {
            assert_ne!(before.0, now.0, "{one:?}");
            assert!(
                now.2 > before.2 || (now.1 - before.1).abs() >= 0.05,
                "{one:?}"
            );
        }
        if of.quota.digest_days > 0 {
            let last = digests.insert(one.recipient.clone(), one.day);
            let is_apart = |last: Date| {
                last == one.day
                    || one.day.days_since(last) >= i32::try_from(of.quota.digest_days).unwrap()
            };
            assert!(last.is_none_or(is_apart), "{one:?}");
        }
    }
    for ((_, id), count) in subscription {
        let most = subscriptions.get(&id).unwrap().quota.per_week;
        assert!(most.is_none_or(|most| count <= most), "{id}: {count}");
    }
    let within = |counts: Vec<u32>, most: Option<u32>| {
        assert!(
            counts
                .iter()
                .all(|count| most.is_none_or(|most| *count <= most))
        );
    };
    within(
        recipient.into_values().collect(),
        options.per_recipient_week,
    );
    within(record.into_values().collect(), options.per_record_week);
}

fn hand(outbox: &Outbox, plan: &PushPlan) {
    let at = format!("{} 09:00", plan.day).parse().unwrap();
    outbox.hand_over_to(plan, at, &mut |_| Ok(())).unwrap();
}

#[test]
fn quotas_quiet_days_and_no_repeats_hold_over_random_calendars() {
    let mut handed = 0;
    for seed in trials(1..60) {
        let dice = &mut Dice(seed * 0x9E37_79B9_7F4A);
        let (subscriptions, outbox) = doors();
        let count = 1 + dice.roll(8);
        for number in 0..count {
            subscriptions.put(random_wish(dice, number)).unwrap();
        }
        let mut options = PlanOptions::new().seed(seed);
        options.per_recipient_week = (dice.roll(2) == 0).then(|| 1 + dice.roll(4));
        options.per_record_week = (dice.roll(2) == 0).then(|| 1 + dice.roll(2));
        let first = day("2026-11-25").day_number();
        for today in first..first + 28 {
            let today = Date::from_day_number(today);
            let changes: Vec<_> = (0..count)
                .map(|number| random_change(dice, number))
                .collect();
            outbox.add_changes(&changes, today).unwrap();
            let judge = &mut |_: &_, _: &_| Ok(crate::push::PushAdmission::plain());
            let made = outbox.plan(today, &options, judge).unwrap();
            // Everything is either sent or has a cause.
            let open = outbox.candidates().unwrap().len();
            assert_eq!(made.chosen.len() + made.held.len(), open);
            assert!(
                made.chosen
                    .iter()
                    .all(|one| one.propensity > 0.0 && one.propensity <= 1.0)
            );
            hand(&outbox, &made);
            let latest = outbox.deliveries(&DeliveryFilter::all().limit(30)).unwrap();
            for one in latest {
                if dice.roll(9) == 0 && one.state == crate::push::DeliveryState::Handed {
                    outbox.acknowledge(one.number).unwrap();
                }
            }
        }
        assert_sound(&outbox, &subscriptions, &options);
        handed += outbox
            .deliveries(&DeliveryFilter::all().limit(usize::MAX))
            .unwrap()
            .len();
    }
    assert!(handed > 1_000, "{handed} deliveries");
}

#[test]
fn the_order_of_insertion_changes_no_plan() {
    for seed in trials(1..40) {
        let dice = &mut Dice(seed * 0x51ED_270B);
        let wishes: Vec<_> = (0..8).map(|number| random_wish(dice, number)).collect();
        let changes: Vec<_> = (0..8).map(|number| random_change(dice, number)).collect();
        let options = PlanOptions::new().per_recipient_week(2).per_record_week(2);
        let plans = [false, true].map(|is_reversed| {
            let (subscriptions, outbox) = doors();
            let order = |at: usize| if is_reversed { 7 - at } else { at };
            for at in 0..8 {
                subscriptions.put(wishes[order(at)].clone()).unwrap();
            }
            for at in 0..8 {
                let mut change = changes[order(at)].clone();
                if is_reversed {
                    change.gained.reverse();
                }
                outbox.add_changes(&[change], day("2026-11-30")).unwrap();
            }
            let judge = &mut |_: &_, _: &_| Ok(crate::push::PushAdmission::plain());
            let options = options.clone().newcomers(0.3).seed(9);
            let mut made = outbox.plan(day("2026-11-30"), &options, judge).unwrap();
            made.changes = 0;
            made
        });
        assert_eq!(plans[0], plans[1], "seed {seed}");
    }
}

#[test]
fn ten_thousand_subscriptions_of_one_recipient_are_planned_under_one_cap() {
    let (subscriptions, outbox) = doors();
    let all: Vec<_> = (0..10_000)
        .map(|n| wish(&format!("s{n:05}"), "示例·李科长"))
        .collect();
    subscriptions.put_all(all).unwrap();
    let dice = &mut Dice(7);
    let changes: Vec<ListChange> = (0..10_000)
        .map(|n| {
            let mut change = ListChange::new(id(&format!("s{n:05}")));
            change.gained = random_change(dice, 0).gained;
            for (member, at) in change.gained.iter_mut().zip(0_u32..) {
                member.record = profile(&format!("p{:04}", (n * 7 + at * 131) % 3_000));
            }
            change
        })
        .collect();
    outbox.add_changes(&changes, day("2026-11-30")).unwrap();
    let made = plan(
        &outbox,
        "2026-11-30",
        &PlanOptions::new().per_recipient_week(20),
    );
    assert_eq!(made.chosen.len(), 20);
    let records: BTreeSet<_> = made
        .chosen
        .iter()
        .map(|one| &one.candidate.record)
        .collect();
    assert_eq!(records.len(), 20, "no record twice");
}
