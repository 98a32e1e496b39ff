//! Deliveries under kills: nothing is sent twice, nothing is lost, no quota is broken.
//!
//! `QIANXIAN_PUSH_KILLS=1000` sets the number of kills.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use qianxian::ledger::EntryKind;
use qianxian::model::{
    Date, Moment, Need, NeedId, Profile, ProfileId, ProfileKind, SubscriptionId,
};
use qianxian::push::{
    BatchFormat, Delivery, DeliveryFilter, DeliveryState, HandOver, Outbox, PlanOptions,
    PushAdmission, PushBatch,
};
use qianxian::score::Fit;
use qianxian::standing::{
    ChangeCause, ListChange, ListMember, PushQuota, Subscription, SubscriptionSubject,
};
use qianxian::{Library, LibraryOptions};

use super::{child_command, child_place, hear, say, start};
use crate::support::random::Random;
use crate::support::writer;

/// Kills without the switch.
const KILLS: u64 = 20;
const SUBSCRIPTIONS: usize = 6;
const PER_WEEK: u32 = 2;
const PER_RECIPIENT: u32 = 5;
const PER_RECORD: u32 = 3;
/// Calls of the function that batches are handed to, one a line.
const CALLS: &str = "calls.jsonl";

fn kills() -> u64 {
    std::env::var("QIANXIAN_PUSH_KILLS").map_or(KILLS, |kills| kills.parse().unwrap())
}

fn library(place: &Path) -> Library {
    Library::open(place.join("lib"), LibraryOptions::new()).unwrap()
}

fn create(place: &Path) {
    let library = Library::create(place.join("lib"), LibraryOptions::new()).unwrap();
    let mut writer = writer(&library);
    for number in 0..SUBSCRIPTIONS {
        let need = Need::new(format!("n{number}"), "针状焦").unwrap();
        writer.put_need(&need).unwrap();
    }
    for number in 0..40 {
        let id = format!("p{number}");
        let profile = Profile::new(&*id, ProfileKind::Expert, format!("示例{number}")).unwrap();
        writer.put_profile(&profile).unwrap();
    }
    writer.commit().unwrap();
    let subscriptions = library.subscriptions().unwrap();
    for number in 0..SUBSCRIPTIONS {
        let need = NeedId::new(format!("n{number}")).unwrap();
        let subject = SubscriptionSubject::need(need);
        let id = SubscriptionId::new(format!("s{number}")).unwrap();
        let recipient = format!("示例{}", number % 2);
        let first = "2026-01-01".parse().unwrap();
        let quota = PushQuota::new().per_week(PER_WEEK);
        subscriptions
            .put(Subscription::new(id, subject, recipient, first).quota(quota))
            .unwrap();
    }
}

/// The day number `after` days behind the first one.
fn day(after: usize) -> Date {
    let (month, rest) = (after / 28, after % 28);
    let (year, month) = (2026 + month / 12, 1 + month % 12);
    format!("{year}-{month:02}-{:02}", rest + 1)
        .parse()
        .unwrap()
}

fn changes(random: &mut Random) -> Vec<ListChange> {
    let change = |number: usize, random: &mut Random| {
        let mut change = ListChange::new(SubscriptionId::new(format!("s{number}")).unwrap());
        let records: BTreeSet<usize> = (0..3).map(|_| random.below(40)).collect();
        for (record, rank) in records.into_iter().zip(1..) {
            change.gained.push(ListMember {
                record: ProfileId::new(format!("p{record}")).unwrap().into(),
                rank,
                score: random.below(100) as f64 / 100.0,
                fit: Fit::Possible,
                fingerprint: random.below(1_000) as u64,
                cause: ChangeCause::NewRecord,
            });
        }
        change
    };
    (0..SUBSCRIPTIONS)
        .map(|number| change(number, random))
        .collect()
}

fn options() -> PlanOptions {
    PlanOptions::new()
        .per_recipient_week(PER_RECIPIENT)
        .per_record_week(PER_RECORD)
        .newcomers(0.3)
}

fn all(outbox: &Outbox) -> Vec<Delivery> {
    let mut all = outbox
        .deliveries(&DeliveryFilter::all().limit(usize::MAX))
        .unwrap();
    all.sort_by_key(|one| one.number);
    all
}

/// Writes a call down, in one piece.
fn call(place: &Path, batch: &PushBatch) -> qianxian::Result<()> {
    let numbers: Vec<u64> = batch.deliveries.iter().map(|one| one.number).collect();
    let line = format!("{}\n", serde_json::json!([batch.number, numbers]));
    let mut file = std::fs::OpenOptions::new();
    let mut file = file
        .create(true)
        .append(true)
        .open(place.join(CALLS))
        .unwrap();
    file.write_all(line.as_bytes()).unwrap();
    Ok(())
}

/// The child: plans, hands over, acknowledges and takes back, day after day.
fn push_until_killed(place: &Path) {
    let library = library(place);
    let outbox = library.outbox().unwrap();
    let random = &mut Random::new(u64::from(std::process::id()));
    let last = all(&outbox).last().map(|one| one.day);
    let mut after = (0..)
        .find(|&after| last.is_none_or(|last| day(after) >= last))
        .unwrap();
    say("ready");
    loop {
        let (today, at) = (day(after), moment(day(after)));
        outbox.add_changes(&changes(random), today).unwrap();
        let judge = &mut |_: &_, _: &_| Ok(PushAdmission::plain());
        let formats = [
            BatchFormat::JsonLines,
            BatchFormat::Eml,
            BatchFormat::Callback,
        ];
        let format = formats[random.below(3)];
        outbox.recover().unwrap();
        outbox.resend(&mut |batch| call(place, batch)).unwrap();
        let plan = outbox.plan(today, &options(), judge).unwrap();
        let batch = match format {
            BatchFormat::Callback => outbox
                .hand_over_to(&plan, at, &mut |batch| call(place, batch))
                .unwrap(),
            format => {
                let to = HandOver::new(place.join("out"), format);
                outbox.hand_over(&plan, at, &to).unwrap()
            }
        };
        for one in batch.iter().flat_map(|batch| &batch.deliveries) {
            match random.below(4) {
                0 => drop(outbox.returned(one.number, "退回", at).unwrap()),
                1 => continue,
                _ => drop(outbox.acknowledge(one.number).unwrap()),
            }
            say(one.number);
        }
        after += 1 + random.below(3);
    }
}

fn moment(day: Date) -> Moment {
    format!("{day} 09:00").parse().unwrap()
}

/// Delivery numbers by batch, as the files and the calls have them.
fn handed(place: &Path, batches: &BTreeMap<u64, PushBatch>) -> BTreeMap<u64, Vec<u64>> {
    let mut found: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    let files = std::fs::read_dir(place.join("out")).into_iter().flatten();
    for path in files.map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let number: u64 = name[5..11].parse().unwrap();
        assert!(!name.ends_with(".new"), "a draft is left: {name}");
        let numbers = match path.is_dir() {
            // One mail for each recipient: which deliveries, the unit tests read.
            true => {
                let batch = &batches[&number];
                let to: BTreeSet<_> = batch.deliveries.iter().map(|one| &one.recipient).collect();
                assert_eq!(
                    std::fs::read_dir(&path).unwrap().count(),
                    to.len(),
                    "{name}"
                );
                batch.deliveries.iter().map(|one| one.number).collect()
            }
            false => {
                let text = std::fs::read_to_string(&path).unwrap();
                let lines = text
                    .lines()
                    .map(|line| -> serde_json::Value { serde_json::from_str(line).unwrap() });
                lines.map(|line| line["number"].as_u64().unwrap()).collect()
            }
        };
        assert!(found.insert(number, numbers).is_none(), "{name}");
    }
    let calls = std::fs::read_to_string(place.join(CALLS)).unwrap_or_default();
    for line in calls.lines() {
        let (number, numbers): (u64, Vec<u64>) = serde_json::from_str(line).unwrap();
        // A repeated call has the number and the content of the first.
        let first = found.entry(number).or_insert_with(|| numbers.clone());
        assert_eq!(*first, numbers);
    }
    found
}

/// Whether what was handed over is what was planned, once each, within every quota.
fn assert_exactly_once(place: &Path, heard: &BTreeSet<u64>) -> usize {
    let library = library(place);
    let outbox = library.outbox().unwrap();
    outbox.recover().unwrap();
    outbox.resend(&mut |batch| call(place, batch)).unwrap();
    let deliveries = all(&outbox);
    let numbers: BTreeSet<u64> = deliveries.iter().map(|one| one.batch).collect();
    let batches = numbers
        .into_iter()
        .map(|number| (number, outbox.batch(number).unwrap()));
    let batches: BTreeMap<u64, PushBatch> = batches.collect();
    let wanted = batches.iter().map(|(&number, batch)| {
        assert!(batch.is_done);
        (
            number,
            batch.deliveries.iter().map(|one| one.number).collect(),
        )
    });
    let wanted: BTreeMap<u64, Vec<u64>> = wanted.collect();
    assert_eq!(handed(place, &batches), wanted, "each once, none lost");
    let mut weeks: BTreeMap<(i32, String), u32> = BTreeMap::new();
    let mut last: BTreeMap<(String, String), &Delivery> = BTreeMap::new();
    for one in deliveries
        .iter()
        .filter(|one| one.state != DeliveryState::Returned)
    {
        let week = one.day.day_number().div_euclid(7);
        let (subscription, recipient) = (one.subscription.to_string(), one.recipient.clone());
        let record = one.record.to_string();
        for (of, most) in [
            (&subscription, PER_WEEK),
            (&recipient, PER_RECIPIENT),
            (&record, PER_RECORD),
        ] {
            let count = weeks.entry((week, of.clone())).or_insert(0);
            *count += 1;
            assert!(*count <= most, "{of} in week {week}: {count}");
        }
        if let Some(before) = last.insert((recipient, record), one) {
            let moved = (before.score - one.score).abs() >= 0.05;
            assert!(
                before.fingerprint != one.fingerprint && moved,
                "{before:?} {one:?}"
            );
        }
    }
    let there: BTreeSet<u64> = deliveries
        .iter()
        .filter(|one| [DeliveryState::Acknowledged, DeliveryState::Returned].contains(&one.state))
        .map(|one| one.number)
        .collect();
    let lost: Vec<_> = heard.difference(&there).collect();
    assert!(lost.is_empty(), "not acknowledged any more: {lost:?}");
    let ledger = library.ledger().unwrap();
    let entries = ledger
        .since("2000-01-01".parse().unwrap(), usize::MAX)
        .unwrap();
    let pushed = entries
        .iter()
        .filter(|entry| entry.content.kind == EntryKind::Pushed);
    assert_eq!(pushed.count(), deliveries.len(), "one entry for each");
    deliveries.len()
}

#[test]
fn a_kill_repeats_nothing_loses_nothing_and_breaks_no_quota() {
    if let Some(place) = child_place() {
        return push_until_killed(&place);
    }
    let place = tempfile::tempdir().unwrap();
    create(place.path());
    let random = &mut Random::new(17);
    let mut heard: BTreeSet<u64> = BTreeSet::new();
    let mut delivered = 0;
    for _ in 0..kills() {
        let test = "durability::push::a_kill_repeats_nothing_loses_nothing_and_breaks_no_quota";
        let (mut child, mut lines) = start(child_command(test, place.path()));
        assert_eq!(hear(&mut lines).as_deref(), Some("ready"));
        for _ in 0..random.below(4) {
            heard.insert(hear(&mut lines).unwrap().parse().unwrap());
        }
        for _ in 0..random.below(3_000) {
            std::hint::black_box(std::fs::read_dir(place.path()).unwrap().count());
        }
        child.kill().unwrap();
        child.wait().unwrap();
        heard.extend(std::iter::from_fn(|| hear(&mut lines)).map(|n| n.parse::<u64>().unwrap()));
        delivered = assert_exactly_once(place.path(), &heard);
    }
    println!(
        "{} kills, {delivered} deliveries, {} of them heard of",
        kills(),
        heard.len()
    );
    assert!(delivered as u64 >= kills(), "{delivered} deliveries");
}
