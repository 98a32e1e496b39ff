//! Guarantee 1: scores are finite, in [0,1], comparable across needs; order is score descending, then id.

use qianxian::engine::silent;
use qianxian::model::{Need, Profile, ProfileKind, Work};
use qianxian::score::{Feature, Weights};

use crate::support::generate::records;
use crate::support::{all, library, ranked};

#[test]
fn scores_and_confidences_lie_between_zero_and_one_and_sort() {
    let (needs, profiles) = records(31, 40, 150);
    let snapshot = library(&needs, &profiles).snapshot().unwrap();
    // Nearly all of the weight on one feature.
    let only = |feature| {
        let weights = Weights::text_only().with(Feature::Text, 1e-6).unwrap();
        weights.with(feature, 1e6).unwrap()
    };
    let options = all().kinds(ProfileKind::ALL.iter().copied());
    let mut distinct = std::collections::BTreeSet::new();
    for &feature in Feature::ALL {
        let options = options.clone().weights(only(feature));
        for ranking in snapshot.rank_all(&options, &silent).unwrap() {
            for m in &ranking.matches {
                assert!((0.0..=1.0).contains(&m.score), "{m:?}");
                assert!((0.0..=1.0).contains(&m.confidence), "{m:?}");
                distinct.insert(m.score.to_bits());
            }
            let sorted = ranking.matches.is_sorted_by(|a, b| {
                a.score > b.score || (a.score == b.score && a.profile < b.profile)
            });
            assert!(sorted, "{ranking:?}");
        }
    }
    assert!(distinct.len() > 1000);
}

#[test]
fn a_pair_that_fits_in_every_way_stays_below_one_and_one_that_fits_in_none_stays_above_zero() {
    let text = "针状焦 needle coke 石墨化 电池隔膜";
    let mut need = Need::new("n", text).unwrap();
    need.description = text.repeat(30);
    need.region = Some("山东省/淄博市".parse().unwrap());
    let mut good = Profile::new("good", ProfileKind::Expert, "示例甲").unwrap();
    good.region.clone_from(&need.region);
    let mut bad = Profile::new("bad", ProfileKind::Expert, "示例乙").unwrap();
    bad.description = "玉米种质".into();
    bad.region = Some("广东省/广州市".parse().unwrap());
    // With 300 works the words of the need are the commonest of the library, and weigh less for it.
    for (works, least) in [(3, 0.6), (300, 0.45)] {
        good.works = (0..works).map(|_| Work::new(text)).collect();
        let snapshot = library([], [&good, &bad]).snapshot().unwrap();
        let matches = snapshot.rank(&need, &all()).unwrap().matches;
        assert_eq!(matches[0].profile, good.id);
        let (first, last) = (matches[0].score, matches[1].score);
        assert!(first > least && first < 1.0, "{works}: {matches:?}");
        assert!(last > 0.0 && last < 0.4, "{works}: {matches:?}");
    }
}

/// Saying the same thing twice over does not make a need score higher than a short one.
#[test]
fn long_and_short_needs_score_alike_for_the_same_fit() {
    let (_, mut profiles) = records(32, 0, 100);
    let mut expert = Profile::new("e", ProfileKind::Expert, "示例甲").unwrap();
    expert.expertise = vec![
        "硼同位素分离".into(),
        "精馏塔".into(),
        "络合剂".into(),
        "氯化氢".into(),
    ];
    profiles.push(expert);
    let snapshot = library([], &profiles).snapshot().unwrap();
    let options = all().weights(Weights::text_only());
    let best = |title: &str| {
        let need = Need::new("n", title).unwrap();
        let ranking = snapshot.rank(&need, &options).unwrap();
        let found = ranking
            .matches
            .into_iter()
            .find(|m| m.profile.as_str() == "e");
        found.unwrap().score
    };
    let short = best("硼同位素分离");
    let long = best("硼同位素分离、精馏塔、络合剂、氯化氢");
    // A plain sum would grow with the number of terms, here about threefold.
    assert!(
        short > 0.3 && short < long && long < 1.5 * short,
        "{short} {long}"
    );
}

#[test]
fn ties_are_ordered_by_id_across_segments_and_k_cuts_them_there() {
    let twin = |id: &str| {
        let mut twin = Profile::new(id, ProfileKind::Expert, "示例甲").unwrap();
        twin.expertise.push("针状焦".into());
        twin
    };
    let ids = ["b", "10", "d", "9", "A", "c", "a", "é", "针"];
    let library = library([], &[twin(ids[0])]);
    for id in &ids[1..] {
        crate::support::import(&library, [], &[twin(id)]);
    }
    let snapshot = library.snapshot().unwrap();
    assert!(snapshot.counts().unwrap().segments > 1);
    let need = Need::new("n", "针状焦").unwrap();
    let mut sorted = ids.map(str::to_owned).to_vec();
    sorted.sort();
    for k in 1..=ids.len() {
        let options = all().k(k);
        assert_eq!(ranked(&snapshot, &need, &options), sorted[..k], "k = {k}");
        let batch = snapshot
            .rank_many(std::slice::from_ref(&need), &options, &silent)
            .unwrap();
        let ids: Vec<_> = batch[0]
            .matches
            .iter()
            .map(|m| m.profile.as_str())
            .collect();
        assert_eq!(ids, sorted[..k], "k = {k}");
    }
}
