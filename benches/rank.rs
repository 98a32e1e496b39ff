//! Ranking: one need, batches, short needs, the reverse direction, few admitted; beside raw tantivy.
//!
//! Corpus and caveats: `corpus/mod.rs`; what tantivy is given: `peer/mod.rs`. Time is processor
//! time on one thread, from the need (text not yet analysed) to the list of ids; tantivy gets its
//! terms analysed and weighted, and gives document numbers. It is asked in three ways, which are held to the
//! same answer; `examples/bench_table.rs` quotes the fastest of each row. An iteration ranks several needs;
//! the table divides. What hard rules and a least fit cost is measured in rounds that take turns, and printed as a ratio.
//! Vectors are measured on a library of the same profiles with one for each document: needs with and without one, and the
//! bytes that they take. Before measuring, bytes a profile and our share of the exact best 20 are printed.

mod corpus;
mod measure;
mod peer;

use std::hint::black_box;

use corpus::Corpus;
use corpus::facts::{ONE_PERCENT, THIRTY_PERCENT};
use corpus::vectors::{COMPONENTS, vector};
use cpu_time::ProcessTime;
use criterion::measurement::Measurement;
use criterion::{BatchSize, Bencher, BenchmarkGroup, Criterion, Throughput};
use measure::{Size, cpu, pool, quick, sizes, wall};
use peer::exact::Exact;
use peer::{Peer, Terms, Unit, Way, terms};
use qianxian::engine::silent;
use qianxian::model::facts::{NeedFacts, ProfileFacts};
use qianxian::model::{Need, Profile, Taxonomies};
use qianxian::rule::{Rule, Rules};
use qianxian::score::{Fit, Weights};
use qianxian::text::{Analyzer, QueryAnalyzer};
use qianxian::{Library, RankOptions, Snapshot};
use rayon::ThreadPool;

/// Needs of one iteration where they are ranked one by one.
const NEEDS: usize = 20;
const K: usize = 20;
/// Streams of random vectors.
const PROFILE_VECTORS: u64 = 11;
const NEED_VECTORS: u64 = 12;

struct Bench {
    size: Size,
    corpus: Corpus,
    snapshot: Snapshot,
    joined: Peer,
    works: Peer,
    analyzer: QueryAnalyzer,
    /// One thread.
    one: ThreadPool,
}

impl Bench {
    fn new(size: Size) -> Self {
        let corpus = Corpus::new(size.profiles);
        let library = Library::in_memory().expect("a library");
        let mut writer = library.writer().expect("a writer");
        for profile in corpus.profiles() {
            writer.put_profile(&profile).expect("a profile");
        }
        for need in corpus.needs(size.profiles / 20) {
            writer.put_need(&need).expect("a need");
        }
        writer.commit().expect("a commit");
        writer.merge().expect("a merge");
        writer.close().expect("an end");
        let snapshot = library.snapshot().expect("a snapshot");
        let joined = Peer::build(corpus.profiles(), Unit::Joined);
        let works = Peer::build(corpus.profiles(), Unit::Works);
        let analyzer = QueryAnalyzer::from(Analyzer::new());
        Self {
            size,
            corpus,
            snapshot,
            joined,
            works,
            analyzer,
            one: pool(1),
        }
    }

    fn group(&self, case: &str) -> String {
        format!("rank/{case}/{}", self.size.name)
    }

    /// Memory, and agreement with the exact answer among the profiles that no rule bars.
    fn print_quality(&self) {
        let counts = self.snapshot.counts().expect("counts");
        let needs = self.corpus.needs(if quick() { 20 } else { 100 });
        let exact = Exact::new(&self.works);
        let (mut found, mut total) = (0, 0);
        for need in &needs {
            let terms = terms(need, &self.analyzer);
            let best = self.admitted_of(need, exact.best(&terms, 4 * K));
            total += best.len();
            let ours = self.ranked(need, &text_only(K));
            found += ours.iter().filter(|profile| best.contains(profile)).count();
            for region in [None, Some(ONE_PERCENT)] {
                self.joined.agree(&terms, K, region);
                self.works.agree(&terms, K, region);
            }
        }
        for need in self.corpus.short_needs(needs.len()) {
            self.joined.agree(&terms(&need, &self.analyzer), K, None);
        }
        eprintln!(
            "rank/{}: {} bytes a profile, {:.1} evidence documents; best {K} agree with the exact ones to {:.1} %; \
             tantivy's three ways agree",
            self.size.name,
            counts.compiled_bytes / counts.profiles,
            counts.evidence as f64 / counts.profiles as f64,
            100.0 * found as f64 / total as f64,
        );
    }

    /// The first `K` of `profiles` that no rule bars: who scores text alone knows no rules.
    fn admitted_of(&self, need: &Need, mut profiles: Vec<u32>) -> Vec<u32> {
        let rules = Rules::new(Taxonomies::builtin(), Corpus::today());
        let need = NeedFacts::of(need);
        profiles.retain(|&number| {
            let profile = ProfileFacts::of(&self.corpus.profile(number as usize));
            rules.violations(&need, &profile).is_empty()
        });
        profiles.truncate(K);
        profiles
    }

    fn ranked(&self, need: &Need, options: &RankOptions) -> Vec<u32> {
        let ranking = self.snapshot.rank(need, options).expect("a ranking");
        let number = |id: &str| id[1..].parse().expect("a number");
        ranking
            .matches
            .iter()
            .map(|m| number(m.profile.as_str()))
            .collect()
    }

    /// One need after the other, by us.
    fn ours<M: Measurement>(
        &self,
        b: &mut Bencher<'_, M>,
        on: &ThreadPool,
        needs: &[Need],
        options: &RankOptions,
    ) {
        let all = || {
            for need in needs {
                black_box(self.snapshot.rank(need, options).expect("a ranking"));
            }
        };
        b.iter(|| on.install(all));
    }

    /// Text of `needs` by us, by each way to ask the joined field, and by the fastest over works.
    fn compare(
        &self,
        c: &mut Criterion<measure::CpuTime>,
        case: &str,
        needs: &[Need],
        options: &RankOptions,
        k: usize,
    ) {
        let terms: Vec<Terms> = needs.iter().map(|n| terms(n, &self.analyzer)).collect();
        let mut group = c.benchmark_group(self.group(case));
        group.throughput(Throughput::Elements(needs.len() as u64));
        group.bench_function("qianxian", |b| self.ours(b, &self.one, needs, options));
        peers(&mut group, &self.joined, &terms, k, None);
        group.bench_function("tantivy_works_term_at_a_time", |b| {
            b.iter(|| search_all(&self.works, Way::TermAtATime, &terms, k, None))
        });
        group.finish();
    }

    fn admitted(&self, c: &mut Criterion<measure::CpuTime>, case: &str, region: &str) {
        let needs = self.corpus.needs(NEEDS);
        let terms: Vec<Terms> = needs.iter().map(|n| terms(n, &self.analyzer)).collect();
        let options = presets(K).within(region.parse().expect("a region"));
        let mut group = c.benchmark_group(self.group(case));
        group.throughput(Throughput::Elements(NEEDS as u64));
        group.bench_function("qianxian", |b| self.ours(b, &self.one, &needs, &options));
        peers(&mut group, &self.joined, &terms, K, Some(region));
        group.finish();
    }

    fn batch<M: Measurement>(
        &self,
        b: &mut Bencher<'_, M>,
        on: &ThreadPool,
        needs: &[Need],
        options: &RankOptions,
    ) {
        b.iter(|| {
            on.install(|| {
                self.snapshot
                    .rank_many(needs, options, &silent)
                    .expect("rankings")
            })
        });
    }

    fn batches(&self, c: &mut Criterion<measure::CpuTime>) {
        let needs = self.corpus.needs(batch_size());
        // Time a need is the same for any number of them here.
        let few: Vec<Terms> = needs
            .iter()
            .take(NEEDS)
            .map(|n| terms(n, &self.analyzer))
            .collect();
        for (case, options) in [("batch_text", text_only(K)), ("batch_full", presets(K))] {
            let mut group = c.benchmark_group(self.group(case));
            group.throughput(Throughput::Elements(needs.len() as u64));
            group.bench_function("qianxian", |b| self.batch(b, &self.one, &needs, &options));
            group.throughput(Throughput::Elements(few.len() as u64));
            peers(&mut group, &self.joined, &few, K, None);
            group.finish();
        }
    }

    fn reverse(&self, c: &mut Criterion<measure::CpuTime>) {
        let count = self.size.profiles / 20;
        let profiles: Vec<Profile> = (0..NEEDS).map(|item| self.corpus.profile(item)).collect();
        let peer = Peer::build(
            (0..count).map(|item| as_profile(&self.corpus.need(item))),
            Unit::Joined,
        );
        let terms: Vec<Terms> = profiles
            .iter()
            .map(|p| terms(&as_need(p), &self.analyzer))
            .collect();
        let options = presets(K);
        let mut group = c.benchmark_group(self.group("reverse"));
        group.throughput(Throughput::Elements(NEEDS as u64));
        let all = || {
            for profile in &profiles {
                black_box(self.snapshot.reverse(profile, &options).expect("a ranking"));
            }
        };
        group.bench_function("qianxian", |b| b.iter(|| self.one.install(all)));
        peers(&mut group, &peer, &terms, K, None);
        group.finish();
    }

    /// The first reverse ranking after a commit of one profile, beside the next one: only weights are computed anew, no
    /// need is analysed again.
    fn reverse_after_commit(&self, c: &mut Criterion<measure::CpuTime>) {
        let library = Library::in_memory().expect("a library");
        let mut writer = library.writer().expect("a writer");
        for need in self.corpus.needs(self.size.profiles / 20) {
            writer.put_need(&need).expect("a need");
        }
        let profile = self.corpus.profile(0);
        writer.put_profile(&profile).expect("a profile");
        writer.commit().expect("a commit");
        let options = presets(K);
        let reverse = |snapshot: &Snapshot| {
            let ranking = || snapshot.reverse(&profile, &options).expect("a ranking");
            black_box(self.one.install(ranking));
        };
        let mut group = c.benchmark_group(self.group("reverse_after_commit"));
        group.bench_function("first", |b| {
            let committed = || {
                writer.put_profile(&profile).expect("a profile");
                writer.commit().expect("a commit");
                library.snapshot().expect("a snapshot")
            };
            b.iter_batched(
                committed,
                |snapshot| reverse(&snapshot),
                BatchSize::PerIteration,
            );
        });
        let snapshot = library.snapshot().expect("a snapshot");
        reverse(&snapshot);
        group.bench_function("next", |b| b.iter(|| reverse(&snapshot)));
        group.finish();
    }

    /// Needs on all features, with every rule that can be set aside off and no least fit, beside all rules, a possible
    /// fit at least, a clear one, and all rules with a possible fit. Prints the ratios of processor time, each the median
    /// of rounds that take turns, and how many profiles are listed.
    fn rules_and_fit(&self, c: &mut Criterion<measure::CpuTime>, case: &str, needs: &[Need]) {
        let relaxable = Rule::ALL.iter().copied().filter(|rule| rule.is_relaxable());
        let off = presets(K).relax(relaxable);
        let cases = [
            ("off", off.clone()),
            ("rules", presets(K)),
            ("fit", off.clone().least_fit(Fit::Possible)),
            ("clear_fit", off.least_fit(Fit::Clear)),
            ("both", presets(K).least_fit(Fit::Possible)),
        ];
        let mut group = c.benchmark_group(self.group(case));
        group.throughput(Throughput::Elements(needs.len() as u64));
        for (name, options) in &cases {
            group.bench_function(*name, |b| self.ours(b, &self.one, needs, options));
        }
        group.finish();
        let all = |options: &RankOptions| {
            for need in needs {
                black_box(self.snapshot.rank(need, options).expect("a ranking"));
            }
        };
        let mut ratios: Vec<Vec<f64>> = vec![Vec::new(); cases.len()];
        for round in 0..if quick() { 7 } else { 41 } {
            let mut spent = vec![0.0; cases.len()];
            // Each case begins as many rounds as every other.
            for turn in 0..cases.len() {
                let at = (turn + round) % cases.len();
                let start = ProcessTime::now();
                self.one.install(|| all(&cases[at].1));
                spent[at] = start.elapsed().as_secs_f64();
            }
            for (ratios, spent_on) in ratios.iter_mut().zip(&spent) {
                ratios.push(spent_on / spent[0]);
            }
        }
        for ((name, options), mut ratios) in cases.iter().zip(ratios).skip(1) {
            ratios.sort_by(f64::total_cmp);
            let quarter = ratios.len() / 4;
            let listed = needs.iter().map(|need| self.ranked(need, options).len());
            eprintln!(
                "{}: {name} takes {:.3} of the time of off ({:.3} to {:.3} in the middle half) and lists {:.1}",
                self.group(case),
                ratios[ratios.len() / 2],
                ratios[quarter],
                ratios[ratios.len() - 1 - quarter],
                listed.sum::<usize>() as f64 / needs.len() as f64,
            );
        }
    }

    /// Needs on all features in a library whose every document has a vector, without one of their own and with. Prints
    /// the bytes of a vector.
    fn vectors(&self, c: &mut Criterion<measure::CpuTime>, needs: &[Need]) {
        let library = Library::in_memory().expect("a library");
        let mut writer = library.writer().expect("a writer");
        let mut count = 0;
        for mut profile in self.corpus.profiles() {
            let works = profile.works.iter_mut().map(|work| &mut work.vector);
            for held in works.chain([&mut profile.vector]) {
                *held = Some(vector(PROFILE_VECTORS, count));
                count += 1;
            }
            writer.put_profile(&profile).expect("a profile");
        }
        writer.commit().expect("a commit");
        writer.merge().expect("a merge");
        writer.close().expect("an end");
        let snapshot = library.snapshot().expect("a snapshot");
        let bytes = |of: &Snapshot| of.counts().expect("counts").compiled_bytes as f64;
        let a_vector = (bytes(&snapshot) - bytes(&self.snapshot)) / count as f64;
        eprintln!(
            "{}: {a_vector:.1} bytes a vector of {COMPONENTS} components",
            self.group("vectors")
        );
        let with = (0..).zip(needs).map(|(at, need)| {
            let mut need = need.clone();
            need.vector = Some(vector(NEED_VECTORS, at));
            need
        });
        let with: Vec<Need> = with.collect();
        let mut group = c.benchmark_group(self.group("vectors"));
        group.throughput(Throughput::Elements(needs.len() as u64));
        for (name, needs) in [("without", needs), ("with", &with)] {
            let all = || {
                for need in needs {
                    black_box(snapshot.rank(need, &presets(K)).expect("a ranking"));
                }
            };
            group.bench_function(name, |b| b.iter(|| self.one.install(all)));
        }
        group.finish();
    }

    /// On the clock: what a second thread brings.
    fn threads(&self, c: &mut Criterion) {
        let needs = self.corpus.needs(batch_size());
        let options = presets(K);
        for threads in [1, 2] {
            let name = ["", "one_thread", "two_threads"][threads];
            let on = pool(threads);
            let mut group = c.benchmark_group(self.group("batch_clock"));
            group.throughput(Throughput::Elements(needs.len() as u64));
            group.bench_function(name, |b| self.batch(b, &on, &needs, &options));
            group.finish();
            let mut group = c.benchmark_group(self.group("long_clock"));
            group.throughput(Throughput::Elements(NEEDS as u64));
            group.bench_function(name, |b| self.ours(b, &on, &needs[..NEEDS], &options));
            group.finish();
        }
    }
}

fn batch_size() -> usize {
    if quick() { 100 } else { 1_000 }
}

fn presets(k: usize) -> RankOptions {
    RankOptions::new(Corpus::today()).k(k)
}

fn text_only(k: usize) -> RankOptions {
    presets(k).weights(Weights::text_only())
}

fn search_all(peer: &Peer, way: Way, needs: &[Terms], k: usize, region: Option<&str>) {
    for terms in needs {
        black_box(peer.search(way, terms, k, region));
    }
}

/// Measures every way to ask `peer`: the table quotes the fastest.
fn peers(
    group: &mut BenchmarkGroup<'_, measure::CpuTime>,
    peer: &Peer,
    needs: &[Terms],
    k: usize,
    region: Option<&str>,
) {
    for way in Way::ALL {
        group.bench_function(way.name(), |b| {
            b.iter(|| search_all(peer, way, needs, k, region))
        });
    }
}

/// A need as the peer indexes it.
fn as_profile(need: &Need) -> Profile {
    use qianxian::model::ProfileKind;
    let mut profile =
        Profile::new(need.id.as_str(), ProfileKind::Policy, &need.title).expect("a profile");
    profile.expertise.clone_from(&need.keywords);
    profile.description.clone_from(&need.description);
    profile
}

/// A profile as the peer is asked for it.
fn as_need(profile: &Profile) -> Need {
    let mut need = Need::new(profile.id.as_str(), "").expect("a need");
    need.keywords.clone_from(&profile.expertise);
    let works = profile
        .works
        .iter()
        .flat_map(|w| [w.title.clone(), w.summary.clone()]);
    let texts: Vec<String> = std::iter::once(profile.description.clone())
        .chain(works)
        .collect();
    need.description = texts.join("\n");
    need
}

fn main() {
    let mut cpu = cpu();
    let mut wall = wall();
    for size in sizes() {
        let bench = Bench::new(size);
        bench.print_quality();
        let needs = bench.corpus.needs(NEEDS);
        let short = bench.corpus.short_needs(NEEDS * 5);
        bench.compare(&mut cpu, "long_text", &needs, &text_only(K), K);
        bench.compare(&mut cpu, "long_text_k200", &needs, &text_only(200), 200);
        bench.compare(&mut cpu, "long_full", &needs, &presets(K), K);
        bench.compare(&mut cpu, "short_text", &short, &text_only(K), K);
        bench.compare(&mut cpu, "short_full", &short, &presets(K), K);
        bench.admitted(&mut cpu, "admitted_1", ONE_PERCENT);
        bench.admitted(&mut cpu, "admitted_30", THIRTY_PERCENT);
        bench.rules_and_fit(&mut cpu, "rules_and_fit", &needs);
        bench.rules_and_fit(&mut cpu, "rules_and_fit_short", &short);
        bench.vectors(&mut cpu, &needs);
        bench.batches(&mut cpu);
        bench.reverse(&mut cpu);
        bench.reverse_after_commit(&mut cpu);
        bench.threads(&mut wall);
    }
    cpu.final_summary();
    wall.final_summary();
}
