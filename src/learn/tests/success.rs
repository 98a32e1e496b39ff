//! Probabilities of success against a world that knows them.

use super::market::Random;
use crate::learn::{Ended, Reliability, SuccessCurve};
use crate::model::NeedId;

/// Far from the score itself: a third at most.
fn truth(score: f64) -> f64 {
    score * score / 3.0
}

fn ended(needs: usize, seed: u64, probability: impl Fn(f64) -> f64) -> Vec<Ended> {
    let mut random = Random::new(seed << 32);
    let mut one = |i: usize| {
        let score = random.next();
        Ended {
            need: NeedId::new(format!("n{:04}", i / 5)).unwrap(),
            score,
            success: random.next() < probability(score),
        }
    };
    (0..needs * 5).map(&mut one).collect()
}

#[test]
fn the_curve_finds_the_truth_and_beats_score_and_rate() {
    let ended = ended(1_000, 1, truth);
    let curve = SuccessCurve::fit(&ended).unwrap();
    for score in [0.2, 0.4, 0.6, 0.8] {
        let apart = (curve.probability(score) - truth(score)).abs();
        assert!(apart < 0.06, "{score}: {}", curve.probability(score));
    }
    let measured = Reliability::measure(&ended, 5, 1).unwrap();
    assert!(measured.curve_error < measured.rate_error, "{measured}");
    assert!(
        measured.rate_error < measured.score_error - 0.05,
        "{measured}"
    );
    assert!(
        measured.low > 0.0 && measured.calibration_error < 0.02,
        "{measured}"
    );
    assert_eq!(
        measured.bins.iter().map(|bin| bin.count).sum::<usize>(),
        5_000
    );
}

#[test]
fn a_score_that_says_nothing_is_not_made_to_say_something() {
    let measured = Reliability::measure(&ended(300, 2, |_| 0.3), 5, 1).unwrap();
    assert!(measured.low <= 0.0, "{measured}");
}

#[test]
fn the_order_of_outcomes_does_not_matter() {
    let mut all = ended(60, 3, truth);
    let once = (
        SuccessCurve::fit(&all).unwrap(),
        Reliability::measure(&all, 3, 7).unwrap(),
    );
    all.reverse();
    assert_eq!(
        once,
        (
            SuccessCurve::fit(&all).unwrap(),
            Reliability::measure(&all, 3, 7).unwrap()
        )
    );
    assert!(Reliability::measure(&all, 61, 7).is_err());
}
