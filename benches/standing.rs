//! Standing matches: what one commit costs when thousands of needs wait for it.
//!
//! Each need of the corpus has a subscription of five places. Then profiles come, one commit each, and a thousand in one
//! commit. An update is timed in two parts, both by processor time of the whole process: the *snapshot* that any reader
//! takes after a commit, and the *update* of the lists with all features and rules, from reading what changed to the
//! transaction that keeps the lists. The clock's time is printed beside it, as an update waits for the disk.
//!
//! The peer is a percolator made of tantivy: the new profile alone in an index in memory, and the query of every need,
//! made beforehand, run against it. It scores text alone, by the statistics of that one document, and knows no list: what
//! it gives is a score for each need. Agreement: how many of the twenty needs that it scores best are among the twenty
//! best of `reverse`.
//!
//! `cargo bench --bench standing`; `QIANXIAN_BENCH_QUICK=1` takes 2,000 needs and 2,000 profiles in place of 50,000 and
//! 10,000; `QIANXIAN_BENCH_NEEDS` and `QIANXIAN_BENCH_PROFILES` take others.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a bench: generated input, and a macro's undocumented function"
)]

#[path = "corpus/mod.rs"]
mod corpus;
#[path = "measure/mod.rs"]
mod measure;
#[path = "peer/mod.rs"]
mod peer;

use std::sync::Arc;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use criterion::{Criterion, criterion_group, criterion_main};
use qianxian::engine::{StandingMatches, StandingOptions, silent};
use qianxian::model::{Need, Profile, ProfileId, SubscriptionId};
use qianxian::push::{PlanOptions, PushAdmission, PushCandidate};
use qianxian::score::Fit;
use qianxian::standing::{
    ChangeCause, ListChange, ListMember, PushQuota, Sought, StandingQuestion, Subscription,
    SubscriptionSubject,
};
use qianxian::text::{Analyzer, Lexicon, QueryAnalyzer};
use qianxian::{Library, LibraryOptions, RankOptions};

use corpus::Corpus;
use peer::{Peer, Unit, terms};

/// Updates that are timed one by one.
const ROUNDS: usize = 15;

/// Processor time and time on the clock of `work`.
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration, Duration) {
    let (cpu, clock) = (ProcessTime::now(), Instant::now());
    let done = work();
    (done, cpu.elapsed(), clock.elapsed())
}

fn middle(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e3
}

fn put(library: &Library, profiles: impl Iterator<Item = Profile>) {
    let mut writer = library.writer().unwrap();
    profiles.for_each(|profile| writer.put_profile(&profile).unwrap());
    writer.commit().unwrap();
}

/// A library with a subscription for each of its needs, and the lists of these.
fn library(place: &std::path::Path, corpus: &Corpus, needs: &[Need]) -> (Library, StandingMatches) {
    let library = Library::create(place, LibraryOptions::new()).unwrap();
    let mut writer = library.writer().unwrap();
    needs.iter().for_each(|need| writer.put_need(need).unwrap());
    corpus
        .profiles()
        .for_each(|profile| writer.put_profile(&profile).unwrap());
    writer.commit().unwrap();
    writer.merge().unwrap();
    drop(writer);
    let wish = |need: &Need| {
        let id = SubscriptionId::new(need.id.as_str()).unwrap();
        let subject = SubscriptionSubject::need(need.id.clone());
        Subscription::new(id, subject, "示例·收件人", Corpus::today())
    };
    let wishes = needs.iter().map(wish).collect();
    library.subscriptions().unwrap().put_all(wishes).unwrap();
    let options = StandingOptions::new(RankOptions::new(Corpus::today())).renew_above(None);
    let mut standing = library.standing(options).unwrap();
    let (update, cpu, clock) = timed(|| standing.update(&library, Corpus::today()).unwrap());
    println!(
        "standing: {} lists made anew: {:.1} s of processor time, {:.1} s; {} bytes a subscription beyond its need",
        update.ranked,
        cpu.as_secs_f64(),
        clock.as_secs_f64(),
        standing.bytes() / needs.len(),
    );
    (library, standing)
}

fn one_by_one(library: &Library, standing: &mut StandingMatches, corpus: &Corpus) {
    let (mut snapshots, mut updates, mut clocks) = (Vec::new(), Vec::new(), Vec::new());
    let (mut gained, mut ranked) = (0, 0);
    for round in 0..ROUNDS {
        put(
            library,
            std::iter::once(corpus.profile(corpus.size() + round)),
        );
        let statistics = Arc::clone(standing.statistics());
        let (_, cpu, _) = timed(|| library.snapshot_under(&statistics).unwrap());
        snapshots.push(cpu);
        let (update, cpu, clock) = timed(|| standing.update(library, Corpus::today()).unwrap());
        updates.push(cpu);
        clocks.push(clock);
        gained += update
            .changes
            .iter()
            .map(|change| change.gained.len())
            .sum::<usize>();
        ranked += update.ranked;
    }
    println!(
        "standing: one new profile: snapshot {:.2} ms, update {:.2} ms of processor time ({:.2} ms on the clock); \
         {ROUNDS} of them entered {gained} lists, {ranked} lists were ranked anew",
        middle(snapshots),
        middle(updates),
        middle(clocks),
    );
}

fn a_thousand(library: &Library, standing: &mut StandingMatches, corpus: &Corpus) {
    let first = corpus.size() + 1_000;
    put(
        library,
        (first..first + 1_000).map(|item| corpus.profile(item)),
    );
    let statistics = Arc::clone(standing.statistics());
    let (_, snapshot, _) = timed(|| library.snapshot_under(&statistics).unwrap());
    let (update, cpu, clock) = timed(|| standing.update(library, Corpus::today()).unwrap());
    println!(
        "standing: 1,000 new profiles: snapshot {:.0} ms, update {:.0} ms of processor time ({:.0} ms on the clock); \
         {} lists changed, {} were ranked anew",
        snapshot.as_secs_f64() * 1e3,
        cpu.as_secs_f64() * 1e3,
        clock.as_secs_f64() * 1e3,
        update.changes.len(),
        update.ranked,
    );
}

/// The percolator, and how far its best needs are the ones of `reverse`.
fn percolator(library: &Library, corpus: &Corpus, needs: &[Need]) {
    let analyzer = QueryAnalyzer::new(Analyzer::new(), Arc::new(Lexicon::new()));
    let weighted: Vec<_> = needs.iter().map(|need| terms(need, &analyzer)).collect();
    let snapshot = library.snapshot().unwrap();
    let options = RankOptions::new(Corpus::today()).k(20);
    let (mut times, mut agreed) = (Vec::new(), 0);
    let rounds = 3;
    for round in 0..rounds {
        let profile = corpus.profile(corpus.size() + round);
        // The peer's index is made for millions of profiles; its making is not counted.
        let peer = Peer::build(std::iter::once(profile.clone()), Unit::Joined);
        let queries: Vec<_> = weighted.iter().map(|terms| peer.query(terms)).collect();
        let run = || {
            queries
                .iter()
                .map(|query| peer.best_score(query))
                .collect::<Vec<f32>>()
        };
        let (scores, searching, _) = timed(run);
        times.push(searching);
        let mut best: Vec<usize> = (0..needs.len()).collect();
        best.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        let ours = snapshot.reverse(&profile, &options).unwrap().matches;
        let is_ours = |at: &&usize| ours.iter().any(|found| found.need == needs[**at].id);
        agreed += best.iter().take(20).filter(is_ours).count();
    }
    println!(
        "standing: percolator of tantivy, text alone, queries made beforehand: {:.1} ms of processor time a profile; \
         {agreed} of its {} best needs are among the best of reverse",
        middle(times),
        20 * rounds,
    );
}

/// Plans of 10,000 subscriptions with five candidates each: of one recipient, of as many recipients, and with a limit for
/// each record.
fn plans() {
    let subscriptions = if measure::quick() { 1_000 } else { 10_000 };
    let day = Corpus::today();
    let limits = [
        (
            "one recipient",
            1,
            PlanOptions::new().per_recipient_week(20),
        ),
        ("a recipient each", subscriptions, PlanOptions::new()),
        (
            "a recipient each, three of a record",
            subscriptions,
            PlanOptions::new().per_record_week(3),
        ),
    ];
    for (name, recipients, options) in limits {
        let library = Library::in_memory().unwrap();
        let wish = |number: usize| {
            let id = SubscriptionId::new(format!("s{number:05}")).unwrap();
            let question = StandingQuestion::new(Sought::Profiles(Vec::new()));
            let subject = SubscriptionSubject::Question(question);
            let recipient = format!("示例{}", number % recipients);
            Subscription::new(id, subject, recipient, day).quota(PushQuota::new().per_week(1))
        };
        let wishes: Vec<Subscription> = (0..subscriptions).map(wish).collect();
        let changes: Vec<ListChange> = wishes.iter().enumerate().map(change).collect();
        library.subscriptions().unwrap().put_all(wishes).unwrap();
        let outbox = library.outbox().unwrap();
        outbox.add_changes(&changes, day).unwrap();
        let mut judge = |_: &Subscription, _: &PushCandidate| Ok(PushAdmission::plain());
        let (plan, cpu, _) = timed(|| outbox.plan(day, &options, &mut judge).unwrap());
        println!(
            "standing: plan of {subscriptions} subscriptions, {name}: {:.0} ms of processor time, {} of {} candidates",
            cpu.as_secs_f64() * 1e3,
            plan.chosen.len(),
            plan.chosen.len() + plan.held.len(),
        );
    }
}

/// What a list gained: five of 3,000 profiles.
fn change((number, wish): (usize, &Subscription)) -> ListChange {
    let mut change = ListChange::new(wish.id.clone());
    for rank in 1..=5_usize {
        let record = ProfileId::new(format!("p{:04}", (number * 7 + rank * 131) % 3_000)).unwrap();
        let score = f64::from(u16::try_from((number * 31 + rank * 17) % 1_000).unwrap()) / 1_000.0;
        change.gained.push(ListMember {
            record: record.into(),
            rank,
            score,
            fit: Fit::Clear,
            fingerprint: 1,
            cause: ChangeCause::NewRecord,
        });
    }
    change
}

fn standing(criterion: &mut Criterion<measure::CpuTime>) {
    let needs = measure::asked("QIANXIAN_BENCH_NEEDS", 50_000, 2_000);
    let profiles = measure::asked("QIANXIAN_BENCH_PROFILES", 10_000, 2_000);
    let corpus = Corpus::new(profiles);
    let needs = corpus.needs(needs);
    let place = tempfile::tempdir().unwrap();
    println!("standing: {} needs, {profiles} profiles", needs.len());
    let (library, mut standing) = library(place.path(), &corpus, &needs);
    one_by_one(&library, &mut standing, &corpus);
    a_thousand(&library, &mut standing, &corpus);
    percolator(&library, &corpus, &needs);
    plans();
    // One new need is a ranking like any other, under given statistics.
    let snapshot = library.snapshot_under(standing.statistics()).unwrap();
    let live = library.snapshot().unwrap();
    let new = corpus.need(needs.len());
    let options = RankOptions::new(Corpus::today()).k(20);
    let mut group = criterion.benchmark_group("standing");
    group.bench_function("new_need/frozen", |b| {
        b.iter(|| snapshot.rank(&new, &options).unwrap())
    });
    group.bench_function("new_need/live", |b| {
        b.iter(|| live.rank(&new, &options).unwrap())
    });
    let few = &needs[..200.min(needs.len())];
    group.bench_function("update/nothing_changed", |b| {
        b.iter(|| standing.update(&library, Corpus::today()).unwrap());
    });
    group.finish();
    drop(snapshot.rank_many(few, &options, &silent).unwrap());
}

criterion_group! {
    name = benches;
    config = measure::cpu();
    targets = standing
}
criterion_main!(benches);
