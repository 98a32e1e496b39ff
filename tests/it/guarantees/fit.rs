//! A fit says whether evidence ties a profile to a need: the same in a ranking, its reverse and an explanation; decisions
//! use possible fits and better.

use std::collections::BTreeMap;

use qianxian::assign::{Objective, Options};
use qianxian::engine::{MarketOptions, silent};
use qianxian::model::{Need, NeedKind, Profile, ProfileKind, Work};
use qianxian::score::{Fit, Weights};

use crate::support::generate::records;
use crate::support::{all, assert_least_fits, library};

fn expert(id: &str, works: &[&str]) -> Profile {
    let mut expert = Profile::new(id, ProfileKind::Expert, format!("示例·{id}")).unwrap();
    expert.works = works.iter().copied().map(Work::new).collect();
    expert
}

/// A faculty of electronics.
fn electronics() -> Vec<Profile> {
    vec![
        expert(
            "e1",
            &["雷达信号抗干扰处理方法研究", "小型化微带天线的设计"],
        ),
        expert(
            "e2",
            &["面向5G通信的功率放大器线性化技术", "基于深度学习的信号识别"],
        ),
        expert(
            "e3",
            &["集成电路静电防护的新型结构", "可重构电源管理芯片研究"],
        ),
    ]
}

fn need(id: &str, title: &str, description: &str) -> Need {
    let mut need = Need::new(id, title).unwrap();
    need.description = description.into();
    need
}

#[test]
fn a_fit_is_the_same_from_all_sides() {
    let (needs, profiles) = records(71, 25, 80);
    let library = library(&needs, &profiles);
    let snapshot = library.snapshot().unwrap();
    let mut seen: BTreeMap<Fit, usize> = BTreeMap::new();
    let mut of_pair = BTreeMap::new();
    for need in &needs {
        for found in snapshot.rank(need, &all()).unwrap().matches {
            let profile = snapshot.profile(&found.profile).unwrap();
            let why = snapshot.explain(need, &profile, &all()).unwrap();
            assert_eq!(why.fit, found.fit, "{} {}", need.id, profile.id);
            assert!((0.0..=1.0).contains(&why.coverage));
            *seen.entry(found.fit).or_default() += 1;
            of_pair.insert((need.id.clone(), found.profile), found.fit);
        }
    }
    for profile in &profiles {
        for found in snapshot.reverse(profile, &all()).unwrap().matches {
            assert_eq!(of_pair[&(found.need, profile.id.clone())], found.fit);
        }
    }
    assert!(
        seen.len() == 3 && seen.values().all(|&n| n > 20),
        "{seen:?}"
    );
}

#[test]
fn a_least_fit_lists_the_best_that_have_it() {
    let (needs, profiles) = records(72, 25, 120);
    let library = library(&needs, &profiles);
    let snapshot = library.snapshot().unwrap();
    let mut shortened = 0;
    for least in [Fit::Possible, Fit::Clear] {
        for k in [1, 5, 40] {
            let options = all().k(k).least_fit(least);
            let batch = snapshot.rank_many(&needs, &options, &silent).unwrap();
            for (need, listed) in needs.iter().zip(batch) {
                let mut wanted = snapshot.rank(need, &all()).unwrap();
                wanted.matches.retain(|found| found.fit >= least);
                wanted.matches.truncate(k);
                shortened += usize::from(wanted.matches.len() < k);
                assert_eq!(listed, wanted, "{}", need.id);
                assert_eq!(snapshot.rank(need, &options).unwrap(), wanted);
            }
        }
    }
    assert!(shortened > 20, "{shortened}");
}

#[test]
fn an_offer_matched_by_conditions_fits_without_a_word_in_common() {
    let mut profiles = electronics();
    for id in ["l1", "l2"] {
        profiles.push(Profile::new(id, ProfileKind::Finance, "示例贷").unwrap());
    }
    let snapshot = library([], &profiles).snapshot().unwrap();
    let mut foreign = need("n1", "小麦赤霉病抗性育种", "");
    foreign.kind = NeedKind::Finance;
    let whole = snapshot.rank(&foreign, &all()).unwrap();
    let fits = whole
        .matches
        .iter()
        .filter(|found| found.fit >= Fit::Possible);
    assert_eq!(fits.count(), 2, "{whole:?}");
    assert_least_fits(&snapshot, &[foreign], &all());
}

#[test]
fn single_characters_and_boilerplate_are_no_fit() {
    let snapshot = library([], &electronics()).snapshot().unwrap();
    for foreign in [
        need("n1", "小麦赤霉病抗性育种", ""),
        need(
            "n2",
            "新型可降解地膜的研究与应用",
            "研究温度对降解的影响，提高产品性能，解决技术难题",
        ),
        need("n3", "研究与应用", ""),
        need("n4", "的", ""),
    ] {
        let ranking = snapshot.rank(&foreign, &all()).unwrap();
        assert_eq!(ranking.matches.len(), 3, "everybody is still listed");
        assert!(
            !ranking.has_fit(Fit::Possible),
            "{}: {ranking:?}",
            foreign.title
        );
    }
    let own = need("n5", "雷达抗干扰天线", "");
    let ranking = snapshot.rank(&own, &all()).unwrap();
    assert_eq!(
        (ranking.matches[0].profile.as_str(), ranking.matches[0].fit),
        ("e1", Fit::Clear)
    );
}

#[test]
fn a_need_that_nobody_fits_stays_unmet() {
    let needs = vec![
        need("farm", "小麦赤霉病抗性育种", "培育抗病小麦新品种"),
        need("radar", "雷达信号抗干扰", ""),
    ];
    let snapshot = library([], &electronics()).snapshot().unwrap();
    let assigned = |rank| {
        let market = snapshot
            .market(needs.clone(), &rank, MarketOptions::new(), &silent)
            .unwrap();
        let found = market
            .solve(Objective::GreatestTotal, Options::new())
            .unwrap();
        let assignment = found.outcome.into_result().unwrap();
        let pairs = assignment.pairs().iter().map(|p| p.need.to_string());
        let unmet = assignment.unmet().iter().map(|u| u.need.to_string());
        (pairs.collect::<Vec<_>>(), unmet.collect::<Vec<_>>())
    };
    let (pairs, unmet) = assigned(all());
    assert_eq!(
        (pairs, unmet),
        (vec!["radar".to_owned()], vec!["farm".to_owned()])
    );
    // The caller may ask for everybody all the same.
    let (pairs, unmet) = assigned(all().least_fit(Fit::None));
    assert_eq!((pairs.len(), unmet.len()), (2, 0));
}

#[test]
fn an_offer_matched_by_conditions_is_possible_for_any_subject() {
    let loan = Profile::new("loan", ProfileKind::Finance, "示例信用贷").unwrap();
    let snapshot = library([], &[loan]).snapshot().unwrap();
    let mut need = need("n", "补充流动资金300万元", "");
    need.kind = NeedKind::Finance;
    assert_eq!(
        snapshot.rank(&need, &all()).unwrap().matches[0].fit,
        Fit::Possible
    );
}

#[test]
fn neutral_values_make_no_fit() {
    // Agreement in structure alone, without a word in common.
    let mut expert = expert("p", &["集成电路静电防护"]);
    expert.region = Some("山东省/淄博市".parse().unwrap());
    let mut need = need("n", "小麦赤霉病", "");
    need.region = Some("山东省/淄博市".parse().unwrap());
    let snapshot = library([], &[expert]).snapshot().unwrap();
    let options = all().weights(Weights::preset(NeedKind::Research));
    let found = &snapshot.rank(&need, &options).unwrap().matches[0];
    assert!(found.score > 0.0 && found.fit == Fit::None, "{found:?}");
}
