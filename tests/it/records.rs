//! Records are read back exactly as they were put in, or are refused.

use qianxian::engine::silent;
use qianxian::model::{Need, Profile, ProfileKind, Vector, Work};
use serde_json::{Value, json};

use crate::support::{all, library, record, writer};

/// What is odd about a record, and how to make it so.
type Change<T> = (&'static str, fn(&mut T));

/// Puts a profile in; if it is taken, it must come back the same and spoil nothing else.
fn assert_kept_or_refused(how: &str, profile: &Profile) {
    let other = Need::new("other", "针状焦").unwrap();
    let library = library([&other], []);
    let mut writer = writer(&library);
    match writer.put_profile(profile) {
        Err(error) => assert!(error.is_invalid_input(), "{how}: {error}"),
        Ok(()) => {
            writer.commit().unwrap();
            let snapshot = library.snapshot().unwrap();
            let read = snapshot.profile(&profile.id);
            assert_eq!(read.expect(how), *profile, "{how}");
        }
    }
}

fn assert_need_kept_or_refused(how: &str, need: &Need) {
    let library = library([&Need::new("other", "针状焦").unwrap()], []);
    let mut writer = writer(&library);
    match writer.put_need(need) {
        Err(error) => assert!(error.is_invalid_input(), "{how}: {error}"),
        Ok(()) => {
            writer.commit().unwrap();
            let snapshot = library.snapshot().unwrap();
            assert_eq!(snapshot.need(&need.id).expect(how), *need, "{how}");
            assert_eq!(
                snapshot.rank_all(&all(), &silent).expect(how).len(),
                2,
                "{how}"
            );
        }
    }
}

#[test]
fn odd_profiles_come_back_the_same_or_are_refused() {
    let changes: [Change<Profile>; 14] = [
        ("a work without title and abstract", |p| {
            p.works.push(Work::default())
        }),
        ("a work of the year 9999", |p| {
            let mut work = Work::new("a");
            work.year = Some(9999);
            p.works.push(work);
        }),
        ("blank expertise", |p| p.expertise.push(" ".into())),
        ("a blank description", |p| p.description = " \n".into()),
        ("an empty organization", |p| {
            p.organization = Some(String::new())
        }),
        ("an industry twice", |p| {
            p.industries = vec!["C26".parse().unwrap(); 2]
        }),
        ("a capacity of four billion", |p| {
            p.capacity = Some(u32::MAX)
        }),
        ("preferences for NaN", |p| {
            p.preferences.min_budget = Some(f64::NAN)
        }),
        ("a veto of a negative distance", |p| {
            p.vetoes.max_distance_km = Some(-1.0)
        }),
        ("an attribute named like a field", |p| {
            p.attributes.insert("name".into(), json!("x"));
        }),
        ("a null attribute", |p| {
            p.attributes.insert("x".into(), Value::Null);
        }),
        ("control characters and emoji", |p| {
            p.name = "a\u{0}\u{7}\u{1f642}\u{202e}".into()
        }),
        ("a vector of 4,096 components", |p| {
            p.vector = Some(Vector::new(vec![0.1; 4096]).unwrap())
        }),
        ("a condition with an operator in its value", |p| {
            let mut condition: qianxian::model::Condition = "a = b".parse().unwrap();
            if let qianxian::model::Condition::Test(test) = &mut condition {
                test.values = vec!["c >= 5".into(), "|".into()];
            }
            p.eligibility.push(condition);
        }),
    ];
    for (how, change) in changes {
        let mut profile = Profile::new("p", ProfileKind::Service, "示例服务").unwrap();
        change(&mut profile);
        assert_kept_or_refused(how, &profile);
    }
}

#[test]
fn odd_needs_come_back_the_same_or_are_refused() {
    let changes: [Change<Need>; 5] = [
        ("a demand of 0", |n| n.demand = Some(0)),
        ("a blank title beside a description", |n| {
            n.title = " ".into();
            n.description = "针状焦".into();
        }),
        ("blank keywords", |n| {
            n.keywords = vec![String::new(), "焦".into()]
        }),
        ("an empty enterprise", |n| n.enterprise = Some(" ".into())),
        ("preferences for infinity", |n| {
            n.preferences.max_distance_km = Some(f64::INFINITY)
        }),
    ];
    for (how, change) in changes {
        let mut need = Need::new("n", "针状焦").unwrap();
        change(&mut need);
        assert_need_kept_or_refused(how, &need);
    }
}

#[test]
fn every_field_and_foreign_ones_survive_a_round_trip() {
    let profile: Profile = record(json!({
        "id": "编号 1/2", "kind": "policy", "name": "示例政策", "organization": "示例局",
        "description": "第一行\n第二行\t", "expertise": ["针状焦"], "works": [
            {"title": "题", "abstract": "摘", "keywords": ["a"], "year": 2020, "kind": "patent",
             "authors": ["示例乙"], "doi": "10.1/x", "vector": [1.5, -2.0]}],
        "industries": ["C26"], "disciplines": ["530"], "region": "山东省/淄博市",
        "coordinates": {"lon": 118.055, "lat": 36.8135}, "reach": "city", "level": "professor",
        "readiness": 6, "modes": ["loan"], "budget": {"min": 0.1, "max": 333.3},
        "available_from": "2024-01-01", "available_until": "2024-12-31", "capacity": 3, "load": 1,
        "track_record": {"matched": 3, "settled": 2}, "conflicts": ["示例公司"],
        "preferences": {"kinds": ["finance"], "max_distance_km": 50.5},
        "vetoes": {"min_budget": 5.25, "regions": ["江苏省"]}, "eligibility": ["budget <= 500"],
        "vector": [0.25, 1e-7], "电话": "000", "nested": {"a": [1, 2.5, null, "x"]}
    }));
    let snapshot = library([], [&profile]).snapshot().unwrap();
    assert_eq!(snapshot.profile(&profile.id).unwrap(), profile);
    assert_eq!(profile.attributes.len(), 2);
}

#[test]
fn a_profile_of_too_many_declared_conflicts_is_refused_and_named() {
    let mut profile = Profile::new("crowd", ProfileKind::Expert, "示例·众教授").unwrap();
    let library = library([&Need::new("other", "针状焦").unwrap()], []);
    let mut writer = writer(&library);
    let names = |count: usize| (0..count).map(|at| format!("示例单位{at}")).collect();
    profile.conflicts = names(2_000);
    writer.put_profile(&profile).unwrap();
    profile.conflicts = names(20_000);
    let error = writer.put_profile(&profile).unwrap_err();
    assert!(error.is_invalid_input());
    assert!(
        error.to_string().contains("crowd") && error.to_string().contains("limits"),
        "{error}"
    );
    writer.commit().unwrap();
    let kept = library.snapshot().unwrap().profile(&profile.id).unwrap();
    assert_eq!(kept.conflicts.len(), 2_000, "what was stored stays");
    profile.conflicts = names(2_000);
    assert_kept_or_refused("two thousand conflicts", &profile);
}
