//! Figures that a need demands, against those that profiles state.

use qianxian::model::{Need, Profile, ProfileKind, Work};
use qianxian::quantity::Verdict;
use qianxian::score::{Feature, Weights};

use crate::support::{all, library};

fn expert(id: &str, summary: &str) -> Profile {
    let mut expert = Profile::new(id, ProfileKind::Expert, "示例甲").unwrap();
    expert.works = vec![Work::new("无关"), Work::new("针状焦的制备")];
    expert.works[1].summary = summary.to_owned();
    expert
}

fn need(description: &str) -> Need {
    let mut need = Need::new("n", "针状焦").unwrap();
    need.description = description.to_owned();
    need
}

/// Figures alone.
fn figures() -> qianxian::RankOptions {
    let weights = Weights::text_only().with(Feature::Quantity, 1.0).unwrap();
    all().weights(weights.with(Feature::Text, 0.0).unwrap())
}

#[test]
fn who_meets_the_figures_comes_first_and_who_misses_them_last() {
    let profiles = [
        expert("a-misses", "收率只有 60 %"),
        expert("b-silent", "提高了收率"),
        expert("c-partly", "收率 60~70 %，硫含量 0.3 %"),
        expert("d-meets", "收率达到 71 %，硫含量 3000 ppm"),
    ];
    let need = need("目前收率不足 50 %。要求收率≥67%，硫含量≤0.4%。");
    let snapshot = library([&need], &profiles).snapshot().unwrap();
    let found = snapshot.rank(&need, &figures()).unwrap().matches;
    let told: Vec<(&str, f64, f64)> = found
        .iter()
        .map(|m| (m.profile.as_str(), m.score, m.confidence))
        .collect();
    // Two demands, half each: met 1, missed 0, not known ½.
    let expected = [
        ("d-meets", 1.0, 1.0),
        ("c-partly", 0.75, 0.5),
        ("b-silent", 0.5, 0.0),
        ("a-misses", 0.25, 0.5),
    ];
    assert_eq!(told, expected);
    for m in &found {
        let profile = snapshot.profile(&m.profile).unwrap();
        let back = snapshot.reverse(&profile, &figures()).unwrap();
        let back = &back.matches[0];
        assert_eq!((back.score, back.confidence), (m.score, m.confidence));
    }
}

#[test]
fn an_explanation_names_what_decided_each_figure() {
    let profile = expert("p", "收率只有 60 %，硫含量 3000 ppm");
    let need = need("要求收率≥67%，硫含量≤0.4%，灰分不超过 1%。");
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let why = snapshot.explain(&need, &profile, &all()).unwrap();
    let told: Vec<_> = why
        .quantities
        .iter()
        .map(|q| (q.demand.as_str(), q.verdict, q.stated.as_deref(), q.work))
        .collect();
    let expected = [
        ("收率 ≥67%", Verdict::Violated, Some("收率 60 %"), Some(1)),
        (
            "硫含量 ≤0.4%",
            Verdict::Satisfied,
            Some("硫含量 3000 ppm"),
            Some(1),
        ),
        ("灰分 不超过 1%", Verdict::Unknown, None, None),
    ];
    assert_eq!(told, expected);
    let leaves: Vec<f64> = why
        .features
        .iter()
        .filter(|part| part.feature == Feature::Quantity)
        .map(|part| part.contribution)
        .collect();
    let parts: Vec<f64> = why.quantities.iter().map(|q| q.contribution).collect();
    assert_eq!(leaves, parts);
    assert_eq!(why.leaves().sum::<f64>(), why.score);
    assert_eq!(
        why.score,
        snapshot.rank(&need, &all()).unwrap().matches[0].score
    );
}

#[test]
fn figures_that_nobody_demands_change_no_order() {
    let profiles = [
        expert("a", "收率 60 %"),
        expert("b", "收率 99 %"),
        expert("c", "没有数字"),
    ];
    let need = need("收率要高，现有收率 50 %");
    let snapshot = library([&need], &profiles).snapshot().unwrap();
    for m in snapshot.rank(&need, &figures()).unwrap().matches {
        assert_eq!((m.score, m.confidence), (0.5, 0.0));
    }
}

#[test]
fn a_profile_of_thousands_of_figures_keeps_them_all() {
    let mut profile = expert("p", "");
    let figure = |n: u32| format!("第 {n} 组试样的收率 {}.{:03} %", n / 1000, n % 1000);
    profile.works = (0..5_000).map(|n| Work::new(figure(n))).collect();
    let need = need("要求收率≥4.999 %");
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let found = snapshot.rank(&need, &figures()).unwrap().matches;
    assert_eq!(found[0].score, 1.0, "the last of five thousand");
}
