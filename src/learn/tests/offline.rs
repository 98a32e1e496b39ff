//! Offline estimates against worlds whose truth is known.

use super::market::Random;
use crate::learn::{
    Estimate, LoggedChoice, OfflineLists, OfflineLog, PlaceCount, PositionModel, Reranked, Warning,
};

const RUNS: u32 = 200;

/// Five profiles: how often each is liked, chosen by the old policy, chosen by the new one.
const LIKED: [f64; 5] = [0.9, 0.1, 0.3, 0.2, 0.6];
const OLD: [f64; 5] = [0.05, 0.5, 0.25, 0.15, 0.05];
const NEW: [f64; 5] = [0.7, 0.05, 0.05, 0.05, 0.15];

/// What the new policy earns: Σ liked · new.
fn truth() -> f64 {
    LIKED.iter().zip(NEW).map(|(liked, new)| liked * new).sum()
}

fn draw(random: &mut Random, shares: &[f64]) -> usize {
    let mut left = random.next();
    let past = |share: &f64| {
        left -= share;
        left < 0.0
    };
    shares.iter().position(past).unwrap_or(shares.len() - 1)
}

fn log(run: u32, choices: usize) -> Vec<LoggedChoice> {
    let mut random = Random::new(u64::from(run) << 32);
    let mut choice = |_| {
        let chosen = draw(&mut random, &OLD);
        LoggedChoice {
            propensity: OLD[chosen],
            new_probability: NEW[chosen],
            reward: f64::from(u8::from(random.next() < LIKED[chosen])),
        }
    };
    (0..choices).map(&mut choice).collect()
}

/// Mean of the values, their spread, and the mean of the standard errors they state.
fn over_runs(estimates: &[Estimate]) -> (f64, f64, f64) {
    let n = estimates.len() as f64;
    let mean = estimates.iter().map(|e| e.value).sum::<f64>() / n;
    let squares: f64 = estimates.iter().map(|e| (e.value - mean).powi(2)).sum();
    let stated = estimates.iter().map(|e| e.standard_error).sum::<f64>() / n;
    (mean, (squares / (n - 1.0)).sqrt(), stated)
}

/// Asserts that the mean over runs is `truth` within four of its errors, and that the error stated is the
/// spread seen, within a fifth.
#[track_caller]
fn assert_right(estimates: &[Estimate], truth: f64) {
    let (mean, spread, stated) = over_runs(estimates);
    let error = spread / f64::from(RUNS).sqrt();
    assert!(
        (mean - truth).abs() < 4.0 * error,
        "{mean} ± {error}, truth {truth}"
    );
    assert!(
        (stated / spread - 1.0).abs() < 0.2,
        "stated {stated}, seen {spread}"
    );
    let covers = |e: &&Estimate| e.low <= truth && truth <= e.high;
    let covered = estimates.iter().filter(covers).count();
    assert!(
        covered * 100 >= estimates.len() * 88,
        "{covered} intervals hold the truth"
    );
}

#[test]
fn inverse_propensity_scores_are_right_where_the_plain_mean_is_not() {
    let logs: Vec<_> = (0..RUNS).map(|run| log(run, 1_000)).collect();
    let estimates = |of: fn(&OfflineLog) -> Estimate| -> Vec<Estimate> {
        let logs = logs.iter().map(|log| OfflineLog::new(log.clone()).unwrap());
        logs.map(|log| of(&log)).collect()
    };
    assert_right(&estimates(OfflineLog::ips), truth());
    assert_right(&estimates(OfflineLog::self_normalised), truth());
    let rewards = logs.iter().flatten().map(|choice| choice.reward);
    let naive = rewards.sum::<f64>() / f64::from(RUNS * 1_000);
    assert!(
        truth() - naive > 0.4,
        "the old policy earned {naive}, the new one {}",
        truth()
    );
}

#[test]
fn clipping_lowers_value_and_variance_and_says_so() {
    let logs = (0..RUNS).map(|run| OfflineLog::new(log(run, 1_000)).unwrap());
    let logs: Vec<OfflineLog> = logs.collect();
    let plain: Vec<Estimate> = logs.iter().map(OfflineLog::ips).collect();
    let cut: Vec<Estimate> = logs
        .iter()
        .map(|log| log.clipped_ips(5.0).unwrap())
        .collect();
    let ((plain, plain_spread, _), (value, spread, _)) = (over_runs(&plain), over_runs(&cut));
    assert!(value < plain - 0.2 && spread < plain_spread / 2.0);
    assert!(cut.iter().all(|e| e.warnings.contains(&Warning::Clipped)));
    let whole = logs[0].clipped_ips(1e9).unwrap();
    assert_eq!(whole.value, logs[0].ips().value);
    assert!(!whole.warnings.contains(&Warning::Clipped));
    assert!(logs[0].clipped_ips(0.0).is_err());
}

#[test]
fn self_normalising_is_steadier_where_rewards_are_far_from_zero() {
    let lifted = |run| {
        let mut log = log(run, 1_000);
        log.iter_mut().for_each(|choice| choice.reward += 10.0);
        OfflineLog::new(log).unwrap()
    };
    let logs: Vec<OfflineLog> = (0..RUNS).map(lifted).collect();
    let plain: Vec<_> = logs.iter().map(OfflineLog::ips).collect();
    let normalised: Vec<_> = logs.iter().map(OfflineLog::self_normalised).collect();
    assert_right(&normalised, truth() + 10.0);
    assert!(over_runs(&normalised).1 < over_runs(&plain).1 / 10.0);
}

#[test]
fn bad_overlap_is_warned_of() {
    let choice = |i: usize, propensity: f64, new_probability: f64| LoggedChoice {
        propensity,
        new_probability,
        reward: f64::from(u8::try_from(i % 2).unwrap()),
    };
    // One in a hundred is what the new policy would do.
    let rare = (0..1_000).map(|i| {
        choice(
            i,
            if i % 100 == 0 { 0.01 } else { 0.99 },
            f64::from(u8::from(i.is_multiple_of(100))),
        )
    });
    let warnings = OfflineLog::new(rare.collect()).unwrap().ips().warnings;
    assert_eq!(warnings, [Warning::FewSamples, Warning::PoorOverlap]);
    let heavy = (0..500).map(|i| choice(i, if i == 0 { 0.001 } else { 1.0 }, 1.0));
    let warnings = OfflineLog::new(heavy.collect()).unwrap().ips().warnings;
    assert!(warnings.contains(&Warning::HeavySample));
    let never = (0..500).map(|i| choice(i, 0.5, 0.0));
    let never = OfflineLog::new(never.collect()).unwrap();
    assert!(never.ips().warnings.contains(&Warning::WeightsOff));
    assert_eq!(never.self_normalised().standard_error, f64::INFINITY);
    let good = (0..500).map(|i| choice(i, 0.5, 0.5));
    assert_eq!(OfflineLog::new(good.collect()).unwrap().ips().warnings, []);
}

#[test]
fn impossible_logs_are_refused_by_number() {
    let mut choices = log(1, 3);
    choices[1].propensity = 0.0;
    let error = OfflineLog::new(choices).unwrap_err();
    assert!(
        error.to_string().starts_with("choice 2: propensity"),
        "{error}"
    );
    assert!(OfflineLog::new(Vec::new()).is_err());
    assert!(OfflineLists::new(Vec::new()).is_err());
}

/// How often each of six profiles is liked when looked at.
const LIKEABLE: [f64; 6] = [0.1, 0.2, 0.5, 0.1, 0.7, 0.3];

fn seen(rank: u32) -> f64 {
    1.0 / f64::from(rank)
}

fn discount(rank: u32) -> f64 {
    1.0 / f64::from(rank + 1).log2()
}

/// Lists in the old order (as numbered), of which the new order is by what is likeable.
fn lists(run: u32, count: usize) -> Vec<Vec<Reranked>> {
    let mut random = Random::new((u64::from(run) << 32) + (1 << 60));
    let new_rank = |i: usize| {
        let better = LIKEABLE
            .iter()
            .enumerate()
            .filter(|&(j, &l)| (l, i) > (LIKEABLE[i], j));
        u32::try_from(better.count() + 1).unwrap()
    };
    let mut list = |_| {
        let item = |(i, rank): (usize, u32)| {
            let liked = random.next() < seen(rank) * LIKEABLE[i];
            Reranked {
                propensity: seen(rank),
                new_rank: Some(new_rank(i)),
                reward: f64::from(u8::from(liked)),
            }
        };
        (0..LIKEABLE.len()).zip(1..).map(item).collect()
    };
    (0..count).map(&mut list).collect()
}

#[test]
fn lists_in_another_order_are_valued_rightly_though_the_old_order_was_fixed() {
    let shown: Vec<_> = (0..RUNS).map(|run| lists(run, 400)).collect();
    let made: Vec<_> = shown
        .iter()
        .map(|l| OfflineLists::new(l.clone()).unwrap())
        .collect();
    let worth = |rank: &dyn Fn(usize) -> u32| -> f64 {
        (0..LIKEABLE.len())
            .map(|i| LIKEABLE[i] * discount(rank(i)))
            .sum()
    };
    let new_rank = |i: usize| shown[0][0][i].new_rank.unwrap();
    let truth = worth(&new_rank);
    let dcg: Vec<Estimate> = made.iter().map(|lists| lists.ips(discount)).collect();
    assert_right(&dcg, truth);
    // Likes at their new places, as if every place had been looked at.
    let naive = |lists: &Vec<Vec<Reranked>>| {
        let items = lists.iter().flatten();
        items
            .map(|item| item.reward * discount(item.new_rank.unwrap()))
            .sum::<f64>()
            / 400.0
    };
    let naive = shown.iter().map(naive).sum::<f64>() / f64::from(RUNS);
    assert!(truth - naive > 0.5, "truth {truth}, naive {naive}");
    // By what is liked in all, the self-normalised estimate is the mean worth of a like's place.
    let normalised: Vec<_> = made
        .iter()
        .map(|lists| lists.self_normalised(discount))
        .collect();
    assert_right(&normalised, truth / LIKEABLE.iter().sum::<f64>());
    let cut: Vec<_> = made
        .iter()
        .map(|lists| lists.clipped_ips(discount, 2.0).unwrap())
        .collect();
    assert!(over_runs(&cut).0 < over_runs(&dcg).0 - 0.1);
}

#[test]
fn likes_that_are_rare_are_no_lack_of_overlap() {
    let list = |i: usize| Reranked {
        propensity: 0.5,
        new_rank: Some(1),
        reward: f64::from(u8::from(i.is_multiple_of(100))),
    };
    let lists = OfflineLists::new((0..10_000).map(|i| vec![list(i)]).collect()).unwrap();
    let estimate = lists.ips(discount);
    assert_eq!(
        (estimate.samples, estimate.warnings.as_slice()),
        (10_000, &[][..])
    );
    let none = OfflineLists::new(vec![vec![list(1)]])
        .unwrap()
        .ips(discount);
    assert_eq!(
        (none.value, none.warnings),
        (0.0, vec![Warning::FewSamples])
    );
}

#[test]
fn swaps_tell_how_likely_a_place_is_looked_at() {
    let mut random = Random::new(99);
    let mut swaps = vec![(PlaceCount::default(), PlaceCount::default()); 3];
    for (k, (first, other)) in swaps.iter_mut().enumerate() {
        for _ in 0..40_000 {
            // The profile that belongs to place k + 2 stands first by the toss of a coin.
            let is_swapped = random.next() < 0.5;
            let (at_first, at_other) = if is_swapped { (k + 1, 0) } else { (0, k + 1) };
            for (count, rank, profile) in [
                (&mut *first, 1, at_first),
                (&mut *other, u32::try_from(k + 2).unwrap(), at_other),
            ] {
                count.shown += 1;
                count.liked += u64::from(random.next() < 0.9 * seen(rank) * LIKEABLE[profile]);
            }
        }
    }
    let model = PositionModel::from_swaps(&swaps).unwrap();
    for rank in 1..=4 {
        assert!((model.propensity(rank) - seen(rank)).abs() < 0.04, "{rank}");
    }
    assert_eq!(
        model.propensity(9),
        model.propensity(4),
        "beyond the last, the last's"
    );
    let few = PlaceCount {
        shown: 100,
        liked: 9,
    };
    let error = PositionModel::from_swaps(&[(swaps[0].0, few)]).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("place 2: liked: \"9 of 100\""),
        "{error}"
    );
}
