//! The fit alone: derivatives, the minimum, its limits.

use ndarray::Array1;

use super::market::{Random, judged, needs, weights};
use crate::learn::objective::{PairwiseObjective, Shrinkage};
use crate::learn::pairs::NeedPairs;
use crate::learn::{NeedExamples, TrainingSet};
use crate::model::NeedKind;
use crate::score::{Feature, Weights};

fn pairs(set: &TrainingSet) -> Vec<(NeedKind, NeedPairs)> {
    let pair = |need: &NeedExamples| (need.kind, NeedPairs::judged(need));
    set.needs().iter().map(pair).collect()
}

fn objective(pairs: &[(NeedKind, NeedPairs)], shared: f64, own: f64) -> PairwiseObjective<'_> {
    let pairs = pairs.iter().map(|(kind, pairs)| (*kind, pairs));
    PairwiseObjective::new(pairs, Shrinkage { shared, own })
}

/// Two kinds of need with grades 0, 1, 2.
fn two_kinds() -> TrainingSet {
    let mut random = Random::new(7);
    let grade = |_: &_, random: &mut Random| u32::try_from(random.below(3)).unwrap();
    let mut all = needs(NeedKind::Research, 5, 6, &mut random, grade);
    all.extend(needs(NeedKind::Finance, 3, 5, &mut random, grade));
    TrainingSet::new(all).unwrap()
}

fn any_point(width: usize, random: &mut Random) -> Array1<f64> {
    (0..width).map(|_| 20.0 * random.next()).collect()
}

#[test]
fn derivatives_are_those_of_the_loss() {
    const STEP: f64 = 1e-5;
    let pairs = pairs(&two_kinds());
    let objective = objective(&pairs, 0.03, 2.0);
    let width = objective.minimise(None).point().len();
    let point = any_point(width, &mut Random::new(1)) / 5.0;
    let here = objective.loss(&point);
    for i in 0..width {
        let at = |sign: f64| {
            let mut moved = point.clone();
            moved[i] += sign * STEP;
            objective.loss(&moved)
        };
        let (before, after) = (at(-1.0), at(1.0));
        let slope = (after.value - before.value) / (2.0 * STEP);
        assert!((slope - here.gradient[i]).abs() < 1e-7, "slope {i}");
        for j in 0..=i {
            let change = (after.gradient[j] - before.gradient[j]) / (2.0 * STEP);
            assert!(
                (change - here.hessian[[i, j]]).abs() < 1e-6,
                "curvature {i} {j}"
            );
        }
    }
}

#[test]
fn a_pair_costs_what_the_formula_says() {
    // One need, one winner and one loser that differ by 0.5 in text: ln(1 + e^(−4·0.5)) at weight 4.
    let mut set = judged(1, &Weights::text_only(), 1.0, 1).needs()[0].clone();
    set.examples.truncate(2);
    for (example, (text, grade)) in set.examples.iter_mut().zip([(0.25, 0), (0.75, 3)]) {
        example.features = crate::score::FeatureVector::unknown()
            .with(Feature::Text, text)
            .unwrap();
        example.grade = grade;
    }
    let set = TrainingSet::new(vec![set]).unwrap();
    let pairs = pairs(&set);
    let objective = objective(&pairs, 0.0, 0.0);
    let mut point = Array1::zeros(objective.minimise(None).point().len());
    point[1 + Feature::ALL.len()] = 4.0;
    let ridge = 1e-6 / 2.0 * 16.0;
    let expected = (1.0 + f64::exp(-2.0)).ln() + ridge;
    assert!((objective.loss(&point).value - expected).abs() < 1e-12);
}

#[test]
fn no_point_is_better_than_the_minimum() {
    let pairs = pairs(&two_kinds());
    let objective = objective(&pairs, 1e-3, 1.0);
    let fit = objective.minimise(None);
    assert!(fit.slope <= 1e-9, "slope {}", fit.slope);
    let least = objective.loss(fit.point()).value;
    let mut random = Random::new(3);
    for round in 0..20_000 {
        // Far ones, then ever nearer ones.
        let near = 0.5_f64.powi(round / 1_000);
        let other = any_point(fit.point().len(), &mut random);
        let mixed = fit.point() * (1.0 - near) + other * near;
        assert!(objective.loss(&mixed).value >= least);
    }
}

#[test]
fn a_grid_finds_the_same_minimum() {
    let set = judged(12, &weights([0.5, 0.4, 0.1]), 12.0, 5);
    let pairs = pairs(&set);
    let objective = objective(&pairs, 1e-3, 1.0);
    let fit = objective.minimise(None);
    let own = 1 + Feature::ALL.len();
    let (text, industry) = (
        own + Feature::Text as usize,
        own + Feature::Industry as usize,
    );
    let mut best = (f64::INFINITY, 0.0, 0.0);
    let step = 0.05;
    for i in -40..=40 {
        for j in -40..=40 {
            let mut point = fit.point().clone();
            point[text] = (point[text] + f64::from(i) * step).max(0.0);
            point[industry] = (point[industry] + f64::from(j) * step).max(0.0);
            let loss = objective.loss(&point).value;
            if loss < best.0 {
                best = (loss, f64::from(i) * step, f64::from(j) * step);
            }
        }
    }
    assert_eq!((best.1, best.2), (0.0, 0.0), "moved by that much");
}

#[test]
fn the_start_does_not_matter() {
    let pairs = pairs(&two_kinds());
    let near = objective(&pairs, 1e-3, 1.0);
    let far = objective(&pairs, 1e-4, 10.0).minimise(None);
    let (one, other) = (near.minimise(None), near.minimise(Some(&far)));
    let apart = (one.point() - other.point()).mapv(f64::abs);
    assert!(apart.iter().all(|&d| d < 1e-4), "{apart}");
}

#[test]
fn all_shrinkage_gives_the_presets_and_none_the_data() {
    let truth = weights([0.1, 0.8, 0.1]);
    let set = judged(60, &truth, 20.0, 2);
    let pairs = pairs(&set);
    let held = objective(&pairs, 1e6, 1.0)
        .minimise(None)
        .weights()
        .unwrap();
    let free = objective(&pairs, 1e-6, 1.0)
        .minimise(None)
        .weights()
        .unwrap();
    let (held, free) = (held.get(NeedKind::Research), free.get(NeedKind::Research));
    // No example has a vector, so that feature counts for none.
    let preset = Weights::preset(NeedKind::Research);
    let preset = preset.with(Feature::Vector, 0.0).unwrap();
    let sum: f64 = Feature::ALL.iter().map(|&f| preset.get(f)).sum();
    for &feature in Feature::ALL {
        let apart = held.get(feature) - preset.get(feature) / sum;
        assert!(apart.abs() < 1e-3, "{feature}");
    }
    assert!(free.get(Feature::Industry) > 5.0 * free.get(Feature::Text));
}

#[test]
fn a_feature_that_speaks_against_a_match_weighs_exactly_nothing() {
    let mut random = Random::new(11);
    let grade = |pair: &crate::score::FeatureVector, _: &mut Random| {
        u32::from(pair.value(Feature::Text) > pair.value(Feature::Region))
    };
    let set = TrainingSet::new(needs(NeedKind::Research, 40, 8, &mut random, grade)).unwrap();
    let pairs = pairs(&set);
    let fit = objective(&pairs, 1e-4, 1.0).minimise(None);
    assert!(fit.slope <= 1e-9);
    let weights = fit.weights().unwrap().get(NeedKind::Research);
    assert_eq!(weights.get(Feature::Region), 0.0);
    assert!(weights.get(Feature::Text) > 0.5);
}

#[test]
fn weights_are_whole_shares_that_sum_to_one() {
    let set = judged(20, &weights([0.3, 0.3, 0.4]), 20.0, 6);
    let pairs = pairs(&set);
    let fitted = objective(&pairs, 1e-3, 1.0)
        .minimise(None)
        .weights()
        .unwrap();
    for &kind in NeedKind::ALL {
        let weights = fitted.get(kind);
        let parts: Vec<f64> = Feature::ALL
            .iter()
            .map(|&f| weights.get(f) * f64::from(crate::num::WEIGHT_ONE))
            .collect();
        assert!(
            parts.iter().all(|part| part.fract() == 0.0),
            "{kind}: {parts:?}"
        );
        assert_eq!(
            parts.iter().sum::<f64>(),
            f64::from(crate::num::WEIGHT_ONE),
            "{kind}"
        );
        let shares = weights.shares().map(f64::from);
        assert_eq!(parts, shares, "a ranking takes them as they are");
    }
}

#[test]
fn a_kind_with_few_needs_leans_on_the_others() {
    let truth = weights([0.2, 0.7, 0.1]);
    let many = judged(80, &truth, 20.0, 4).needs().to_vec();
    let mut few = judged(2, &weights([1.0, 0.0, 0.0]), 0.0, 9)
        .needs()
        .to_vec();
    for need in &mut few {
        need.kind = NeedKind::Service;
        need.need = crate::model::NeedId::new(format!("s-{}", need.need)).unwrap();
    }
    let all = TrainingSet::new([many, few].concat()).unwrap();
    let pairs = pairs(&all);
    let fitted = objective(&pairs, 1e-3, 10.0)
        .minimise(None)
        .weights()
        .unwrap();
    let industry = |kind| fitted.get(kind).get(Feature::Industry);
    let preset = Weights::preset(NeedKind::Service).get(Feature::Industry);
    assert!(
        industry(NeedKind::Service) > 2.0 * preset,
        "{}",
        industry(NeedKind::Service)
    );
    assert!(
        industry(NeedKind::Talent) > 2.0 * preset,
        "no needs at all: the shared change"
    );
}
