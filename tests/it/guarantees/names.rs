//! One name has many writings, and a conflict of interest escapes by none of them.

use qianxian::RankOptions;
use qianxian::assign::{Objective, Options};
use qianxian::engine::{MarketOptions, silent};
use qianxian::model::{Need, Profile};
use qianxian::rule::Rule;
use serde_json::{Value, json};

use crate::support::{all, library, record};

/// Writings of one organisation, two of each; none of the pairs is equal as written.
const WRITINGS: [(&str, &str); 9] = [
    ("山东示例(集团)有限公司", "山东示例（集团）有限公司"),
    ("山东示例〔集团〕有限公司", "山东示例【集团】有限公司"),
    ("示例ABC厂", "示例ＡＢＣ厂"),
    ("Shili Lab", "SHILI  LAB"),
    ("山東示例有限公司", "山东示例有限公司"),
    ("示例 公司", "示例\u{3000}公司"),
    ("示例\u{200b}公司\u{feff}", "示例\u{a0}公司"),
    ("示例·王工", "示例・王工"),
    ("示例•于冷", "示例·于 冷"),
];

fn pair(need: &Value, profile: &Value) -> (Need, Profile) {
    let mut n = json!({"id": "n", "title": "针状焦煅烧"});
    let mut p = json!({"id": "p", "kind": "expert", "name": "示例甲", "expertise": ["针状焦煅烧"]});
    for (record, fields) in [(&mut n, need), (&mut p, profile)] {
        let fields = fields.as_object().unwrap().clone();
        record.as_object_mut().unwrap().extend(fields);
    }
    (record(n), record(p))
}

/// The rule that bars the pair, the same in rankings of both directions, alone and in a batch.
fn broken(need: &Value, profile: &Value) -> Option<Rule> {
    let (need, profile) = pair(need, profile);
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let why = snapshot.explain(&need, &profile, &all()).unwrap();
    let admitted = why.is_admitted();
    let one = snapshot.rank(&need, &all()).unwrap();
    let needs = std::slice::from_ref(&need);
    let batch = snapshot.rank_many(needs, &all(), &silent).unwrap();
    let reverse = snapshot.reverse(&profile, &all()).unwrap();
    assert_eq!(!one.matches.is_empty(), admitted, "{need:?} {profile:?}");
    assert_eq!(!batch[0].matches.is_empty(), admitted, "{need:?}");
    assert_eq!(!reverse.matches.is_empty(), admitted, "{need:?}");
    why.violations.first().map(|violation| violation.rule)
}

#[test]
fn a_conflict_escapes_by_no_writing() {
    for (a, b) in WRITINGS.into_iter().flat_map(|(a, b)| [(a, b), (b, a)]) {
        let works = json!([{"title": "针状焦", "year": 2024, "authors": [b]}]);
        let cases = [
            (
                json!({"enterprise": a}),
                json!({"organization": b}),
                Rule::SameOrganization,
            ),
            (
                json!({"enterprise": a}),
                json!({"name": b}),
                Rule::SameOrganization,
            ),
            (
                json!({"conflicts": [a]}),
                json!({"organization": b}),
                Rule::DeclaredConflict,
            ),
            (
                json!({"conflicts": [a]}),
                json!({"name": b}),
                Rule::DeclaredConflict,
            ),
            (
                json!({"people": [a]}),
                json!({"name": b}),
                Rule::DeclaredConflict,
            ),
            (
                json!({"enterprise": a}),
                json!({"conflicts": [b]}),
                Rule::DeclaredConflict,
            ),
            (
                json!({"people": [a]}),
                json!({"works": works}),
                Rule::Coauthors,
            ),
            (
                json!({"vetoes": {"organizations": [a]}}),
                json!({"organization": b}),
                Rule::NeedVeto,
            ),
            (
                json!({"vetoes": {"organizations": [a]}}),
                json!({"name": b}),
                Rule::NeedVeto,
            ),
            (
                json!({"enterprise": a}),
                json!({"vetoes": {"organizations": [b]}}),
                Rule::ProfileVeto,
            ),
        ];
        for (need, profile, rule) in &cases {
            assert_eq!(broken(need, profile), Some(*rule), "{need} {profile}");
        }
    }
}

#[test]
fn a_conflict_escapes_by_no_note_behind_the_name() {
    for (a, b) in WRITINGS.into_iter().flat_map(|(a, b)| [(a, b), (b, a)]) {
        for note in ["（本人持股）", " [2023年起]（距离远）", "（本人持股"] {
            let a = format!("{a}{note}");
            let cases = [
                (
                    json!({"conflicts": [a]}),
                    json!({"organization": "示例大学甲", "affiliations": [b]}),
                    Rule::DeclaredConflict,
                ),
                (
                    json!({"conflicts": [a]}),
                    json!({"name": b}),
                    Rule::DeclaredConflict,
                ),
                (
                    json!({"people": [a]}),
                    json!({"name": b}),
                    Rule::DeclaredConflict,
                ),
                (
                    json!({"enterprise": b}),
                    json!({"conflicts": [a]}),
                    Rule::DeclaredConflict,
                ),
                (
                    json!({"vetoes": {"organizations": [a]}}),
                    json!({"organization": b}),
                    Rule::NeedVeto,
                ),
                (
                    json!({"vetoes": {"organizations": [a]}}),
                    json!({"name": b}),
                    Rule::NeedVeto,
                ),
                (
                    json!({"enterprise": b}),
                    json!({"vetoes": {"organizations": [a]}}),
                    Rule::ProfileVeto,
                ),
            ];
            for (need, profile, rule) in &cases {
                assert_eq!(broken(need, profile), Some(*rule), "{need} {profile}");
            }
        }
    }
    // Ids, by which lists name records too.
    let cases = [
        (json!({"conflicts": ["P（同门）"]}), json!({})),
        (json!({}), json!({"conflicts": ["N（本人主持）"]})),
    ];
    for (need, profile) in &cases {
        assert_eq!(broken(need, profile), Some(Rule::DeclaredConflict));
    }
    // A bracket that is part of a name is no note.
    let cases = [
        (
            json!({"conflicts": ["示例大学（威海）"]}),
            json!({"organization": "示例大学"}),
        ),
        (
            json!({"enterprise": "示例有限公司"}),
            json!({"vetoes": {"organizations": ["示例（山东）有限公司"]}}),
        ),
    ];
    for (need, profile) in &cases {
        assert_eq!(broken(need, profile), None, "{need} {profile}");
    }
}

#[test]
fn a_conflict_escapes_by_no_further_organisation_and_no_other_name() {
    for (a, b) in WRITINGS {
        let cases = [
            (
                json!({"enterprise": a}),
                json!({"organization": "示例大学甲", "affiliations": [b]}),
                Rule::SameOrganization,
            ),
            (
                json!({"conflicts": [a]}),
                json!({"affiliations": ["示例大学甲", b]}),
                Rule::DeclaredConflict,
            ),
            (
                json!({"conflicts": [a]}),
                json!({"aliases": {"names": [b]}}),
                Rule::DeclaredConflict,
            ),
        ];
        for (need, profile, rule) in &cases {
            assert_eq!(broken(need, profile), Some(*rule), "{need} {profile}");
        }
    }
}

#[test]
fn ids_in_lists_of_conflicts_are_found_in_any_case() {
    let cases = [
        (json!({"conflicts": ["P"]}), json!({})),
        (json!({}), json!({"conflicts": ["Ｎ"]})),
    ];
    for (need, profile) in &cases {
        assert_eq!(broken(need, profile), Some(Rule::DeclaredConflict));
    }
    assert_eq!(broken(&json!({"conflicts": ["p1"]}), &json!({})), None);
}

#[test]
fn names_that_may_be_two_bar_nothing() {
    for (a, b) in [
        ("示例(集团)公司", "示例集团公司"),
        ("示例·王工", "示例王工"),
        ("示例李乾", "示例李干"),
        ("示例一厂", "示例二厂"),
    ] {
        let need = json!({"enterprise": a, "people": [a], "conflicts": [a]});
        let profile = json!({"organization": b, "conflicts": [b]});
        assert_eq!(broken(&need, &profile), None, "{a} {b}");
    }
}

#[test]
fn the_fold_reaches_regions_kinds_and_conditions() {
    let need = json!({"region": "山東省／淄博市", "vetoes": {"regions": ["山东省"]}});
    let profile = json!({"region": "山東省 淄博市"});
    assert_eq!(broken(&need, &profile), Some(Rule::NeedVeto));
    let (_, profile) = pair(&json!({}), &json!({"kind": "專家"}));
    assert_eq!(profile.kind, qianxian::model::ProfileKind::Expert);
    let asked = json!({"eligibility": ["企业性质 = 民营（科技）"]});
    let firm = |nature: &str| json!({"企业性质": nature});
    assert_eq!(broken(&firm("民营(科技)"), &asked), None);
    assert_eq!(broken(&firm("国有"), &asked), Some(Rule::Eligibility));
    let sign = json!({"eligibility": ["利润 = 5"]});
    assert_eq!(broken(&json!({"利润": "５"}), &sign), None);
    assert_eq!(
        broken(&json!({"利润": "-5"}), &sign),
        Some(Rule::Eligibility)
    );
}

#[test]
fn an_assignment_takes_a_quota_and_a_conflict_by_any_writing() {
    let need: Need = record(json!({"id": "n", "title": "针状焦煅烧", "enterprise": "示例ABC厂"}));
    let expert = |id: &str, organization: &str| -> Profile {
        record(
            json!({"id": id, "kind": "expert", "name": id, "organization": organization,
            "expertise": ["针状焦煅烧"]}),
        )
    };
    let experts = [
        expert("own", "示例ＡＢＣ厂"),
        expert("a", "示例(理工)大学"),
        expert("b", "示例（理工）大学"),
        expert("c", "另一大学"),
    ];
    let snapshot = library([&need], &experts).snapshot().unwrap();
    let options = MarketOptions::new().demand(0..=4).capacity(0..=1);
    let mut market = snapshot
        .market(vec![need.clone()], &all(), options, &silent)
        .unwrap();
    market
        .quota(&need.id, "organization:示例【理工】大学", 0..=1)
        .unwrap();
    let solved = market
        .solve(Objective::GreatestTotal, Options::new())
        .unwrap();
    let assignment = solved.outcome.into_result().unwrap();
    let mut taken: Vec<&str> = assignment
        .pairs()
        .iter()
        .map(|p| p.profile.as_str())
        .collect();
    taken.sort_unstable();
    // One of the two of one university, and the one of another; never the enterprise's own.
    assert_eq!(taken.len(), 2, "{taken:?}");
    assert!(
        ["a", "b"].contains(&taken[0]) && taken[1] == "c",
        "{taken:?}"
    );
}

#[test]
fn rankings_bar_the_writings_of_one_firm() {
    let options = RankOptions::new("2024-07-01".parse().unwrap());
    for (enterprise, organization) in [
        ("山东示例(集团)有限公司", "山东示例（集团）有限公司"),
        ("示例ABC厂", "示例ＡＢＣ厂"),
    ] {
        let (need, own) = pair(
            &json!({"enterprise": enterprise}),
            &json!({"organization": organization}),
        );
        let (_, other) = pair(&json!({}), &json!({"id": "q", "organization": "示例大学"}));
        let snapshot = library([&need], [&own, &other]).snapshot().unwrap();
        let found = snapshot.rank(&need, &options).unwrap().matches;
        let ids: Vec<&str> = found.iter().map(|m| m.profile.as_str()).collect();
        assert_eq!(ids, ["q"]);
    }
}
