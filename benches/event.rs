//! Timetables of fairs, quality beside time.
//!
//! Measured: the plan alone (event at hand → timetable, verified outside the clock), on one core; printed
//! times are processor time. Values
//! are uniform in (0,1], lists sparse or all against all; parties miss each half day with a probability of
//! a fifth. Seeded, offline.
//!
//! Peer in the same run: greedy by value, the way that fairs are planned by hand: the best pair first, into
//! the first slot in which both are free and a table is left; it knows no minimums. Quality is value as a
//! share of the bound that the plan proves, the same for both. Printed before the criterion figures: `cargo
//! bench --bench event -- --quick` takes about a minute.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a bench: generated input, and a macro's undocumented function"
)]

use std::collections::BTreeSet;
use std::hint::black_box;

use cpu_time::ProcessTime;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use qianxian::event::{EventChange, EventProblem, Options, Party, Plan, Slot, verify};

/// Most meetings of a need, of a profile, and in a row.
const NEED: u32 = 6;
const PROFILE: u32 = 8;
const ROW: u32 = 3;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % below
    }
}

/// A fair of `parties × parties`.
struct Case {
    name: &'static str,
    parties: usize,
    days: u8,
    tables: u32,
    /// Profiles that a need may meet.
    list: usize,
    /// Whether parties miss half days.
    away: bool,
    /// Whether every party must have a meeting, and nobody more than three in a row.
    strict: bool,
}

const CASES: [Case; 5] = [
    Case {
        name: "open/100",
        parties: 100,
        days: 1,
        tables: 40,
        list: 30,
        away: false,
        strict: false,
    },
    Case {
        name: "away/100",
        parties: 100,
        days: 1,
        tables: 40,
        list: 30,
        away: true,
        strict: false,
    },
    Case {
        name: "strict/100",
        parties: 100,
        days: 1,
        tables: 30,
        list: 30,
        away: true,
        strict: true,
    },
    Case {
        name: "away/300",
        parties: 300,
        days: 3,
        tables: 40,
        list: 50,
        away: true,
        strict: true,
    },
    Case {
        name: "dense/300",
        parties: 300,
        days: 3,
        tables: 40,
        list: 300,
        away: true,
        strict: true,
    },
];

fn slots(day: u8) -> Vec<Vec<Slot>> {
    let day = format!("2026-05-{}", 10 + day).parse().unwrap();
    let half = |hours| Slot::series(day, hours, 30, 0).unwrap();
    vec![half("09:00-12:00"), half("14:00-17:00")]
}

/// Side (0 needs, 1 profiles), party and half day that it misses.
type Missed = Vec<(usize, usize, Vec<Slot>)>;

impl Case {
    /// Who is away when, and what pairs are worth in millionths: value, need, profile.
    fn market(&self) -> (Missed, Vec<(u64, usize, usize)>) {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
        let (mut missed, mut pairs) = (Vec::new(), Vec::new());
        for at in 0..self.parties {
            for side in 0..2 {
                for day in (0..self.days).filter(|_| self.away) {
                    let half = usize::try_from(dice.roll(10)).unwrap() / 2;
                    if half < 2 {
                        missed.push((side, at, slots(day)[half].clone()));
                    }
                }
            }
            let mut list = BTreeSet::new();
            while list.len() < self.list {
                let profile = usize::try_from(dice.roll(self.parties as u64)).unwrap();
                if list.insert(profile) {
                    pairs.push((dice.roll(1_000_000) + 1, at, profile));
                }
            }
        }
        (missed, pairs)
    }

    fn event(&self) -> EventProblem {
        let (missed, pairs) = self.market();
        let mut event = EventProblem::builder();
        for half in (0..self.days).flat_map(slots) {
            event.slots(&half).unwrap();
        }
        event.tables(self.tables).unwrap();
        let least = u32::from(self.strict);
        let need = |at| format!("n{at:03}");
        let profile = |at| format!("p{at:03}");
        for at in 0..self.parties {
            event.need(&need(at), least..=NEED).unwrap();
            event.profile(&profile(at), least..=PROFILE).unwrap();
            if self.strict {
                let sides = [
                    Party::enterprise(need(at)),
                    Party::profile(profile(at)).unwrap(),
                ];
                for side in &sides {
                    event.in_a_row(side, ROW).unwrap();
                }
            }
        }
        for (side, at, half) in missed {
            let sides = [
                Party::enterprise(need(at)),
                Party::profile(profile(at)).unwrap(),
            ];
            event.away(&sides[side], &half).unwrap();
        }
        for (value, n, p) in pairs {
            event
                .value(&need(n), &profile(p), value as f64 / 1e6)
                .unwrap();
        }
        event.build().unwrap()
    }

    /// The greedy peer's value. Breaks it keeps, minimums it does not know.
    fn greedy(&self, event: &EventProblem) -> f64 {
        let slots = event.slots();
        let (missed, mut pairs) = self.market();
        pairs.sort_by_key(|&(value, need, profile)| (std::cmp::Reverse(value), need, profile));
        let mut busy = BTreeSet::new();
        for (side, at, half) in missed {
            busy.extend(half.into_iter().map(|slot| (side, at, slot)));
        }
        let mut sits = BTreeSet::new();
        let mut tables = vec![0; slots.len()];
        let mut count = [vec![0; self.parties], vec![0; self.parties]];
        let mut total = 0;
        for (value, need, profile) in pairs {
            if count[0][need] == NEED || count[1][profile] == PROFILE {
                continue;
            }
            let tired = |side, party, at| {
                self.strict && row(slots, &sits, (side, party), at) > ROW as usize
            };
            let free = |&at: &usize| {
                let seats = [(0, need), (1, profile)];
                let is_free = |(side, party)| {
                    !busy.contains(&(side, party, slots[at])) && !tired(side, party, at)
                };
                tables[at] < self.tables && seats.into_iter().all(is_free)
            };
            if let Some(at) = (0..slots.len()).find(free) {
                for seat in [(0, need, slots[at]), (1, profile, slots[at])] {
                    busy.insert(seat);
                    sits.insert(seat);
                }
                tables[at] += 1;
                count[0][need] += 1;
                count[1][profile] += 1;
                total += value;
            }
        }
        total as f64 / 1e6
    }
}

/// Slots in a row that a party would sit in with slot `at`.
fn row(
    slots: &[Slot],
    sits: &BTreeSet<(usize, usize, Slot)>,
    (side, party): (usize, usize),
    at: usize,
) -> usize {
    let sits = |s: usize| sits.contains(&(side, party, slots[s]));
    let mut first = at;
    while first > 0 && slots[first].follows(slots[first - 1]) && sits(first - 1) {
        first -= 1;
    }
    let mut last = at;
    while last + 1 < slots.len() && slots[last + 1].follows(slots[last]) && sits(last + 1) {
        last += 1;
    }
    last - first + 1
}

fn plan(event: &EventProblem) -> Plan {
    event.plan(Options::new()).unwrap().into_result().unwrap()
}

fn share(value: f64, bound: f64) -> f64 {
    100.0 * value / bound
}

fn report(case: &Case, event: &EventProblem) {
    let start = ProcessTime::now();
    let planned = plan(event);
    let time = start.elapsed();
    assert_eq!(verify(event, planned.meetings()), []);
    let start = ProcessTime::now();
    let greedy = case.greedy(event);
    let peer = start.elapsed();
    let bound = planned.bound();
    let met = planned.meetings().len();
    println!(
        "{:<11} plan {time:>9.3?} {:.3} % of the bound, {met} meetings; greedy {peer:>9.3?} {:.3} %",
        case.name,
        share(planned.value(), bound),
        share(greedy, bound),
    );
    let mut changed = event.clone();
    let party = Party::profile("p007").unwrap();
    changed.apply(&EventChange::Withdraw { party }).unwrap();
    let start = ProcessTime::now();
    let Ok(new) = changed
        .replan(planned.meetings(), Options::new())
        .unwrap()
        .into_result()
    else {
        return;
    };
    println!(
        "{:<11} one absence: {:?}, {} kept, {} moved, {} cancelled, {} added, fewest proved: {}",
        "",
        start.elapsed(),
        new.kept,
        new.moved.len(),
        new.cancelled.len(),
        new.added.len(),
        new.fewest
    );
}

fn events(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("event/plan");
    group.sample_size(10);
    for case in &CASES {
        let event = case.event();
        report(case, &event);
        // The great ones are reported once.
        if case.parties <= 100 {
            let id = BenchmarkId::from_parameter(case.name);
            group.bench_function(id, |bench| bench.iter(|| black_box(plan(&event))));
        }
    }
    group.finish();
}

criterion_group!(benches, events);
criterion_main!(benches);
