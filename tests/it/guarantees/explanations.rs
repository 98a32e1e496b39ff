//! Guarantee 6: an explanation's leaves sum to its score, and there is one for any pair.

use qianxian::model::{Need, Profile, ProfileKind};
use qianxian::rule::Rule;
use qianxian::score::Feature;

use crate::support::generate::{need, profile, records};
use crate::support::random::Random;
use crate::support::{all, library};

#[test]
fn leaves_sum_to_the_score_that_the_ranking_gives() {
    let (needs, profiles) = records(61, 20, 60);
    let snapshot = library(&needs, &profiles).snapshot().unwrap();
    let mut listed = 0;
    for need in &needs {
        for m in snapshot.rank(need, &all()).unwrap().matches {
            listed += 1;
            let profile = snapshot.profile(&m.profile).unwrap();
            let explanation = snapshot.explain(need, &profile, &all()).unwrap();
            assert!(explanation.is_admitted());
            assert_eq!(explanation.score.to_bits(), m.score.to_bits());
            assert_eq!(explanation.confidence.to_bits(), m.confidence.to_bits());
            // Exact in any order: forwards and backwards.
            let mut leaves: Vec<f64> = explanation.leaves().collect();
            assert_eq!(leaves.iter().sum::<f64>(), m.score);
            leaves.reverse();
            assert_eq!(leaves.iter().sum::<f64>(), m.score);
            let features: f64 = explanation.features.iter().map(|f| f.contribution).sum();
            assert_eq!(features, m.score);
        }
    }
    assert!(listed > 100);
}

#[test]
fn a_profile_of_no_library_is_explained_too() {
    let (_, profiles) = records(62, 0, 50);
    let snapshot = library([], &profiles).snapshot().unwrap();
    let random = &mut Random::new(63);
    for i in 0..100 {
        let (need, stranger) = (
            need(random, format!("n{i}")),
            profile(random, format!("x{i}")),
        );
        let explanation = snapshot.explain(&need, &stranger, &all()).unwrap();
        assert_eq!(explanation.leaves().sum::<f64>(), explanation.score);
    }
}

#[test]
fn a_ruled_out_pair_names_every_rule_and_what_it_would_score() {
    let mut need = Need::new("n", "针状焦的制备").unwrap();
    need.enterprise = Some("示例大学".into());
    need.conflicts = vec!["p".into()];
    need.status = "paused".parse().unwrap();
    let mut profile = Profile::new("p", ProfileKind::Finance, "示例针状焦贷款").unwrap();
    profile.organization = Some("示例大学".into());
    profile.capacity = Some(0);
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let explanation = snapshot.explain(&need, &profile, &all()).unwrap();
    let broken: Vec<Rule> = explanation.violations.iter().map(|v| v.rule).collect();
    let expected = [
        Rule::NeedStatus,
        Rule::DeclaredConflict,
        Rule::Kind,
        Rule::SameOrganization,
        Rule::QuotaUsedUp,
    ];
    assert_eq!(broken, expected);
    assert!(explanation.violations.iter().all(|v| !v.detail.is_empty()));
    assert!(explanation.score > 0.3, "it would fit");
}

#[test]
fn what_nothing_covers_is_named_and_what_is_covered_is_not() {
    let mut expert = Profile::new("p", ProfileKind::Expert, "示例甲").unwrap();
    expert.expertise = vec!["针状焦".into()];
    let mut other = Profile::new("q", ProfileKind::Expert, "示例乙").unwrap();
    other.expertise = vec!["精馏".into()];
    let need = Need::new("n", "针状焦，精馏，unobtainium").unwrap();
    let snapshot = library([], [&expert, &other]).snapshot().unwrap();
    let explanation = snapshot.explain(&need, &expert, &all()).unwrap();
    for missing in ["精馏", "unobtainium"] {
        assert!(
            explanation.uncovered.iter().any(|u| u == missing),
            "{missing} {explanation:?}"
        );
    }
    let pieces: Vec<&str> = explanation.evidence[0]
        .phrases
        .iter()
        .map(|t| t.text.as_str())
        .collect();
    assert!(!pieces.is_empty());
    assert!(
        pieces
            .iter()
            .all(|p| explanation.uncovered.iter().all(|u| u != p)),
        "{explanation:?}"
    );
}

#[test]
fn unknown_text_is_told_as_unknown() {
    let mut silent = Profile::new("p", ProfileKind::Expert, "示例甲").unwrap();
    silent.level = Some("professor".parse().unwrap());
    let need = Need::new("n", "针状焦").unwrap();
    let snapshot = library([], [&silent]).snapshot().unwrap();
    let explanation = snapshot.explain(&need, &silent, &all()).unwrap();
    let text = explanation
        .features
        .iter()
        .find(|f| f.feature == Feature::Text)
        .unwrap();
    assert!(!text.known && text.contribution == 0.0);
    assert!(explanation.evidence.is_empty());
    assert_eq!(explanation.leaves().sum::<f64>(), explanation.score);
}
