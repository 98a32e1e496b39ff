//! The whole of learning: what is found, and what is refused.

use std::ops::ControlFlow;
use std::sync::Mutex;

use super::market::{Random, judged, liked, pair, weights};
use crate::learn::{Example, LearningVerdict, NeedExamples, Trainer, TrainingSet, silent};
use crate::model::{NeedId, NeedKind, ProfileId};
use crate::score::{Feature, Weights};

#[test]
fn weights_that_differ_from_the_preset_are_found_and_recommended() {
    let truth = weights([0.3, 0.6, 0.1]);
    let training = Trainer::new(1)
        .train(&judged(150, &truth, 20.0, 1), &silent)
        .unwrap();
    assert_eq!(training.verdict, LearningVerdict::Better, "{training}");
    assert!(training.is_converged);
    let learned = training.recommended().unwrap().get(NeedKind::Research);
    let sum: f64 = super::market::VARIED.iter().map(|&f| learned.get(f)).sum();
    for feature in super::market::VARIED {
        let share = learned.get(feature) / sum;
        assert!(
            (share - truth.get(feature)).abs() < 0.08,
            "{feature} {share}"
        );
    }
}

#[test]
fn noise_is_refused() {
    let better = |seed| {
        let set = judged(60, &Weights::text_only(), 0.0, seed);
        let training = Trainer::new(seed).train(&set, &silent).unwrap();
        assert_eq!(
            training.recommended().is_some(),
            training.verdict == LearningVerdict::Better
        );
        usize::from(training.verdict == LearningVerdict::Better)
    };
    // By luck one in forty; three of twenty would come once in eighty.
    assert!((0..20).map(better).sum::<usize>() <= 2);
}

#[test]
fn the_preset_as_truth_leaves_nothing_to_recommend() {
    let set = judged(100, &Weights::preset(NeedKind::Research), 20.0, 3);
    let training = Trainer::new(3).train(&set, &silent).unwrap();
    assert_eq!(training.verdict, LearningVerdict::NotBetter, "{training}");
    assert!(training.fitted().is_some());
}

#[test]
fn too_few_needs_are_refused_and_told_how_many_are_missing() {
    let set = judged(29, &weights([0.0, 1.0, 0.0]), 20.0, 1);
    let training = Trainer::new(1).train(&set, &silent).unwrap();
    assert_eq!(training.verdict, LearningVerdict::TooLittleData);
    let missing = 30 - training.needs;
    assert!(missing > 0 && training.to_string().contains(&format!("{missing} more")));
}

#[test]
fn needs_of_one_outcome_are_told_why_they_teach_nothing() {
    let mut needs = judged(40, &weights([0.0, 1.0, 0.0]), 20.0, 1)
        .needs()
        .to_vec();
    for need in &mut needs {
        need.examples.truncate(1);
        need.examples[0].grade = 3;
    }
    let training = Trainer::new(1)
        .train(&TrainingSet::new(needs).unwrap(), &silent)
        .unwrap();
    assert_eq!((training.needs, training.needs_without_pairs), (0, 40));
    let told = training.to_string();
    assert!(
        told.contains("two profiles with different outcomes"),
        "{told}"
    );
}

#[test]
fn an_interval_below_zero_is_called_worse() {
    let set = judged(60, &weights([0.3, 0.6, 0.1]), 20.0, 2);
    let mut training = Trainer::new(2).train(&set, &silent).unwrap();
    let gain = &mut training.gains[0];
    (gain.difference, gain.low, gain.high) = (-0.02, -0.03, -0.01);
    assert!(gain.is_surely_worse() && !gain.is_sure());
    (gain.low, gain.high) = (-0.03, 0.01);
    assert!(
        !gain.is_surely_worse() && !gain.is_sure(),
        "not sure either way"
    );
    training.verdict = LearningVerdict::Worse;
    assert!(training.recommended().is_none());
    assert!(
        training
            .to_string()
            .contains("worse than the presets: keep those")
    );
}

#[test]
fn the_same_bits_from_any_number_of_threads_and_any_order() {
    let set = judged(70, &weights([0.3, 0.6, 0.1]), 20.0, 8);
    let on = |threads: usize, set: &TrainingSet| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let training = pool
            .build()
            .unwrap()
            .install(|| Trainer::new(5).train(set, &silent));
        serde_json::to_string(&training.as_ref().unwrap().gains).unwrap()
            + &serde_json::to_string(training.unwrap().fitted().unwrap()).unwrap()
    };
    let mut turned = set.needs().to_vec();
    turned.reverse();
    for need in &mut turned {
        need.examples.reverse();
    }
    let once = on(1, &set);
    assert_eq!(once, on(4, &set));
    assert_eq!(once, on(3, &TrainingSet::new(turned).unwrap()));
}

/// Lists ordered by text alone; a place is looked at once in its rank, and what is looked at is liked by
/// `truth`.
fn clicks(truth: &Weights, with_propensity: bool) -> TrainingSet {
    let mut random = Random::new(1 << 40);
    let need = |number: usize| {
        let mut pairs: Vec<_> = (0..10).map(|_| pair(&mut random)).collect();
        pairs.sort_by(|a, b| b.value(Feature::Text).total_cmp(&a.value(Feature::Text)));
        let examples = pairs.into_iter().zip(1_u32..).map(|(features, rank)| {
            let propensity = 1.0 / f64::from(rank);
            let seen = random.next() < propensity;
            Example {
                profile: ProfileId::new(format!("p{rank:02}")).unwrap(),
                grade: u32::from(seen && liked(features.score(truth), 20.0, &mut random)),
                features,
                propensity: with_propensity.then_some(propensity),
            }
        });
        NeedExamples {
            need: NeedId::new(format!("n{number:04}")).unwrap(),
            kind: NeedKind::Research,
            examples: examples.collect(),
        }
    };
    TrainingSet::new((0..600).map(need).collect()).unwrap()
}

#[test]
fn propensities_undo_the_bias_of_places() {
    // The truth is blind to text, by which the lists were ordered.
    let truth = weights([0.0, 0.7, 0.3]);
    let text = |with_propensity| {
        let training = Trainer::new(2)
            .train(&clicks(&truth, with_propensity), &silent)
            .unwrap();
        assert_eq!(training.gains[0].is_corrected, with_propensity);
        let learned = training.fitted().unwrap().get(NeedKind::Research);
        let sum: f64 = super::market::VARIED.iter().map(|&f| learned.get(f)).sum();
        (learned.get(Feature::Text) / sum, training.verdict)
    };
    let (naive, corrected) = (text(false), text(true));
    assert!(naive.0 > 0.3, "places are taken for merit: {}", naive.0);
    assert!(corrected.0 < 0.12, "{}", corrected.0);
    assert_eq!(corrected.1, LearningVerdict::Better);
}

#[test]
fn progress_counts_every_search_and_may_cancel() {
    let set = judged(40, &weights([0.3, 0.6, 0.1]), 20.0, 1);
    let trainer = Trainer::new(1).folds(2).unwrap();
    let heard = Mutex::new(Vec::new());
    let quiet = trainer.train(&set, &silent).unwrap();
    let told = trainer.train(&set, &|progress| {
        heard.lock().unwrap().push((progress.done, progress.total));
        ControlFlow::Continue(())
    });
    assert_eq!(told.unwrap().gains, quiet.gains, "hearing changes nothing");
    // Three fits (two folds and all needs), each after three inner folds of the grid of twelve.
    let total = 3 * (3 * 12 + 1);
    let wanted: Vec<_> = (1..=total).map(|done| (done, total)).collect();
    assert_eq!(heard.into_inner().unwrap(), wanted);
    let stopped = trainer.train(&set, &|progress| match progress.done {
        5.. => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    assert!(stopped.unwrap_err().is_cancelled());
    let few = judged(5, &weights([0.3, 0.6, 0.1]), 20.0, 1);
    let never = trainer.train(&few, &|_| ControlFlow::Break(()));
    assert!(never.is_ok(), "too little data: there is nothing to cancel");
}
