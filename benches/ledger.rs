//! The ledger at a million entries: opening, appending, the questions of every day.
//!
//! Made: entries of 200,000 matches (20,000 in the short run), five a match, over two years, forty officers. Printed
//! before criterion's figures: the time of making them, of opening, of 200 appends, each acknowledged by the
//! disk, and of 20 times each question. They are times on the clock: a caller waits for the disk too.
//! Each answer is held to a count of the standings that are folded from the entries anew.
//!
//! `cargo bench --bench ledger`; `QIANXIAN_BENCH_QUICK=1` makes a tenth and looks less often.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a bench: generated input, and a macro's undocumented function"
)]

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use qianxian::ledger::{DeskFilter, EntryContent, EntryKind, Ledger, Standing};
use qianxian::model::{Date, Moment, NeedId, ProfileId};

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % below
    }
}

const PER_MATCH: u64 = 5;
const OFFICERS: u64 = 40;

fn is_quick() -> bool {
    std::env::var("QIANXIAN_BENCH_QUICK").is_ok_and(|value| value == "1")
}

/// The moment that many minutes after the first of January 2025.
fn moment(minute: u64) -> Moment {
    let (day, second) = (minute / 1440, minute % 1440 * 60);
    let (year, day) = (2025 + i32::try_from(day / 365).unwrap(), day % 365);
    let month = u8::try_from(day / 31 + 1).unwrap();
    let date = Date::new(year, month, u8::try_from(day % 28 + 1).unwrap()).unwrap();
    Moment::new(date, u32::try_from(second).unwrap(), 480).unwrap()
}

fn entry(number: u64, dice: &mut Dice, matches: u64) -> EntryContent {
    let pair = number % matches;
    let need = NeedId::new(format!("N-{:06}", pair / 8)).unwrap();
    let profile = ProfileId::new(format!("E-{:05}", (pair * 7_919) % 50_000)).unwrap();
    let kind = match (number / matches, dice.roll(10)) {
        (0, _) => EntryKind::Pushed,
        (1, 0..4) => EntryKind::Viewed,
        (_, 0) => EntryKind::Refused,
        (3 | 4, 1) => EntryKind::Signed,
        (4, 2) => EntryKind::Solved,
        (_, 4..7) => EntryKind::Contacted,
        _ => EntryKind::Note,
    };
    let minute = number / matches * 200_000 + dice.roll(200_000);
    EntryContent::new(need, profile, kind, moment(minute))
        .by(format!("示例·{}", pair % OFFICERS))
        .source(["对接会", "平台", "走访"][usize::try_from(pair % 3).unwrap()])
        .reason("距离太远")
        .note("示例说明")
}

/// The middle and the slowest of `times` runs, in milliseconds.
fn timed(times: usize, mut run: impl FnMut()) -> String {
    let mut all = Vec::new();
    for _ in 0..times {
        let started = Instant::now();
        run();
        all.push(started.elapsed().as_secs_f64() * 1e3);
    }
    all.sort_by(f64::total_cmp);
    format!("{:.2} ms, {:.2} ms at most", all[times / 2], all[times - 1])
}

/// A question, and which standings answer it.
type Question = (&'static str, DeskFilter, Box<dyn Fn(&Standing) -> bool>);

fn questions(today: Date) -> Vec<Question> {
    let all = DeskFilter::all;
    vec![
        ("open", all(), Box::new(|_| true)),
        (
            "overdue",
            all().overdue(today),
            Box::new(move |s| s.days_overdue(today).is_some()),
        ),
        (
            "due_within_7",
            all().due_within(today, 7),
            Box::new(move |s| {
                s.deadline
                    .is_some_and(|day| (0..=7).contains(&day.days_since(today)))
            }),
        ),
        (
            "silent_for_30",
            all().silent_for(today, 30),
            Box::new(move |s| today.days_since(s.last.date()) >= 30),
        ),
        (
            "officer",
            all().officer("示例·7"),
            Box::new(|s| s.officer.as_deref() == Some("示例·7")),
        ),
        (
            "officer_overdue",
            all().officer("示例·7").overdue(today),
            Box::new(move |s| {
                s.officer.as_deref() == Some("示例·7") && s.days_overdue(today).is_some()
            }),
        ),
    ]
}

fn make(place: &Path, matches: u64, dice: &mut Dice) {
    let made = Ledger::open(place).unwrap();
    let total = matches * PER_MATCH;
    let started = Instant::now();
    for first in (0..total).step_by(20_000) {
        let batch = (first..(first + 20_000).min(total)).map(|number| entry(number, dice, matches));
        made.append_all(batch.collect()).unwrap();
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{total} entries made in {seconds:.1} s");
}

/// A question by name.
type NamedQuestion<'a> = (&'static str, Box<dyn Fn() + 'a>);

/// The questions that list no matches.
fn ask_others(ledger: &Ledger<'_>, times: usize) {
    let profile = [ProfileId::new("E-00000").unwrap()];
    let others: [NamedQuestion<'_>; 4] = [
        (
            "load",
            Box::new(|| {
                black_box(ledger.load(&profile, 2026).unwrap());
            }),
        ),
        (
            "unanswered",
            Box::new(|| drop(black_box(ledger.unanswered(1_000).unwrap()))),
        ),
        (
            "since",
            Box::new(|| drop(black_box(ledger.since(moment(1_000_000), 1_000).unwrap()))),
        ),
        (
            "funnel",
            Box::new(|| {
                let by_source =
                    |_: &NeedId, source: Option<&str>| Ok(source.unwrap_or("").to_owned());
                drop(black_box(ledger.funnel(None, by_source).unwrap()));
            }),
        ),
    ];
    for (name, ask) in &others {
        println!("{name}: {}", timed(times, ask));
    }
}

fn ledger(criterion: &mut Criterion) {
    let matches: u64 = if is_quick() { 20_000 } else { 200_000 };
    let place = tempfile::tempdir().unwrap();
    let dice = &mut Dice(7);
    let total = matches * PER_MATCH;
    make(place.path(), matches, dice);
    let started = Instant::now();
    let ledger = Ledger::open(place.path()).unwrap();
    ledger.desk(&DeskFilter::all().limit(20)).unwrap();
    println!(
        "open, first answer: {:.1} ms",
        started.elapsed().as_secs_f64() * 1e3
    );
    let append = timed(if is_quick() { 20 } else { 200 }, || {
        let content = entry(dice.roll(total), dice, matches);
        ledger.append(content).unwrap();
    });
    println!("append: {append}");
    let folded = ledger.folded().unwrap();
    let today = Date::new(2026, 9, 15).unwrap();
    let times = if is_quick() { 5 } else { 20 };
    for (name, filter, is_answer) in questions(today) {
        let wanted = folded
            .iter()
            .filter(|s| s.role.is_open() && is_answer(s))
            .count() as u64;
        assert_eq!(ledger.desk(&filter).unwrap().total, wanted, "{name}");
        let time = timed(times, || {
            black_box(ledger.desk(&filter).unwrap());
        });
        println!("{name}: {time}, {wanted} matches");
    }
    ask_others(&ledger, times);
    let started = Instant::now();
    ledger.set_calendar(&ledger.calendar().unwrap()).unwrap();
    println!("another calendar: {:.1} s", started.elapsed().as_secs_f64());

    let mut group = criterion.benchmark_group("ledger");
    group.sample_size(10);
    for (name, filter, _) in questions(today) {
        group.bench_function(name, |b| {
            b.iter(|| black_box(ledger.desk(&filter).unwrap()))
        });
    }
    group.bench_function("append", |b| {
        b.iter(|| {
            ledger
                .append(entry(dice.roll(total), dice, matches))
                .unwrap()
        });
    });
    group.finish();
}

criterion_group!(benches, ledger);
criterion_main!(benches);
