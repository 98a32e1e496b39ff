//! The ledger under kills and in two processes: what was acknowledged is there, and the standings are its fold.
//!
//! `QIANXIAN_LEDGER_KILLS=1000` sets the number of kills.

use std::collections::BTreeSet;
use std::path::Path;

use qianxian::ledger::{DeskFilter, EntryContent, EntryKind, Ledger, Stages};
use qianxian::model::{Moment, NeedId, ProfileId};

use super::{child_command, child_place, hear, say, start};
use crate::support::random::Random;

/// Kills without the switch.
const KILLS: u64 = 12;

fn kills() -> u64 {
    std::env::var("QIANXIAN_LEDGER_KILLS").map_or(KILLS, |kills| kills.parse().unwrap())
}

fn entry(random: &mut Random, by: &str) -> EntryContent {
    let need = NeedId::new(format!("n{}", random.below(40))).unwrap();
    let profile = ProfileId::new(format!("p{}", random.below(5))).unwrap();
    let kinds = [
        EntryKind::Pushed,
        EntryKind::Contacted,
        EntryKind::Note,
        EntryKind::Signed,
        EntryKind::Refused,
    ];
    let at: Moment = format!("2026-11-{:02} 10:00", 1 + random.below(28))
        .parse()
        .unwrap();
    let kind = kinds[random.below(kinds.len())];
    EntryContent::new(need, profile, kind, at)
        .by(by)
        .reason("原因")
}

/// The child: appends for ever, and acknowledges the number of each entry.
fn append_until_killed(place: &Path) {
    let ledger = Ledger::open(place).unwrap();
    let who = std::process::id();
    let random = &mut Random::new(u64::from(who));
    say("ready");
    loop {
        let appended = ledger.append(entry(random, &who.to_string())).unwrap();
        say(appended.number);
    }
}

/// All entries by number, and a check that the kept standings are the fold of them.
fn numbers(place: &Path) -> BTreeSet<u64> {
    let ledger = Ledger::open(place).unwrap();
    let all = ledger
        .since("2000-01-01".parse().unwrap(), usize::MAX)
        .unwrap();
    let mut kept = Vec::new();
    for stage in Stages::builtin().all() {
        let filter = DeskFilter::all().stage(&stage.id).limit(usize::MAX);
        kept.extend(ledger.desk(&filter).unwrap().matches);
    }
    kept.sort_by(|a, b| (&a.need, &a.profile).cmp(&(&b.need, &b.profile)));
    assert_eq!(kept, ledger.folded().unwrap());
    all.into_iter().map(|entry| entry.number).collect()
}

#[test]
fn no_acknowledged_entry_is_lost_by_a_kill() {
    if let Some(place) = child_place() {
        return append_until_killed(&place);
    }
    let place = tempfile::tempdir().unwrap();
    let random = &mut Random::new(77);
    let mut heard: BTreeSet<u64> = BTreeSet::new();
    let mut unheard = 0;
    for kill in 0..kills() {
        let test = "durability::ledger::no_acknowledged_entry_is_lost_by_a_kill";
        let (mut child, mut lines) = start(child_command(test, place.path()));
        assert_eq!(hear(&mut lines).as_deref(), Some("ready"));
        for _ in 0..random.below(12) {
            heard.insert(hear(&mut lines).unwrap().parse().unwrap());
        }
        for _ in 0..random.below(2_000) {
            std::hint::black_box(std::fs::read_dir(place.path()).unwrap().count());
        }
        child.kill().unwrap();
        child.wait().unwrap();
        heard.extend(std::iter::from_fn(|| hear(&mut lines)).map(|n| n.parse::<u64>().unwrap()));
        let there = numbers(place.path());
        let lost: Vec<_> = heard.difference(&there).collect();
        assert!(lost.is_empty(), "kill {kill}: {lost:?}");
        unheard = there.len() - heard.len();
    }
    println!(
        "{} kills, {} entries, {unheard} of them not acknowledged",
        kills(),
        heard.len()
    );
    assert!(heard.len() as u64 >= kills(), "{} entries", heard.len());
    assert!(
        unheard as u64 <= kills(),
        "one entry a kill can be under way"
    );
}

#[test]
fn two_processes_append_to_one_ledger() {
    if let Some(place) = child_place() {
        return append_until_killed(&place);
    }
    let place = tempfile::tempdir().unwrap();
    let test = "durability::ledger::two_processes_append_to_one_ledger";
    let mut children: Vec<_> = (0..2)
        .map(|_| start(child_command(test, place.path())))
        .collect();
    let mut heard: Vec<u64> = Vec::new();
    for (_, lines) in &mut children {
        assert_eq!(hear(lines).as_deref(), Some("ready"));
    }
    for _ in 0..20 {
        for (_, lines) in &mut children {
            heard.push(hear(lines).unwrap().parse().unwrap());
        }
    }
    for (child, lines) in &mut children {
        child.kill().unwrap();
        child.wait().unwrap();
        heard.extend(std::iter::from_fn(|| hear(lines)).map(|n| n.parse::<u64>().unwrap()));
    }
    let named: BTreeSet<u64> = heard.iter().copied().collect();
    assert_eq!(
        named.len(),
        heard.len(),
        "each entry has a number of its own"
    );
    assert!(named.is_subset(&numbers(place.path())));
}
