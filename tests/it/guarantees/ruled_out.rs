//! Guarantee 4: a profile that is ruled out never appears in a ranking.

use proptest::prelude::*;
use qianxian::engine::silent;
use qianxian::model::{Need, Profile, ProfileKind};
use qianxian::rule::Rule;
use qianxian::{RankOptions, Snapshot};
use serde_json::{Value, json};

use crate::oracle::{Call, Oracle};
use crate::support::generate::records;
use crate::support::{all, library, record};

/// Asserts that rankings of both directions hold exactly the pairs whose explanation names no violation.
fn assert_consistent(
    snapshot: &Snapshot,
    need: &Need,
    profile: &Profile,
    options: &RankOptions,
) -> bool {
    let admitted = snapshot
        .explain(need, profile, options)
        .unwrap()
        .is_admitted();
    let forward = snapshot.rank(need, options).unwrap().matches;
    let batch = snapshot
        .rank_many(std::slice::from_ref(need), options, &silent)
        .unwrap();
    let reverse = snapshot.reverse(profile, options).unwrap().matches;
    let id = &profile.id;
    let told = format!("{need:?} {profile:?}");
    assert_eq!(forward.iter().any(|m| m.profile == *id), admitted, "{told}");
    assert_eq!(
        batch[0].matches.iter().any(|m| m.profile == *id),
        admitted,
        "{told}"
    );
    assert_eq!(
        reverse.iter().any(|m| m.need == need.id),
        admitted,
        "{told}"
    );
    admitted
}

/// A pair: the need asks for cokes, the profile knows them; further fields on each side.
fn pair(need: &Value, profile: &Value) -> (Need, Profile) {
    let mut n = json!({"id": "n", "title": "针状焦"});
    let mut p = json!({"id": "p", "kind": "expert", "name": "示例甲", "expertise": ["针状焦"]});
    for (record, fields) in [(&mut n, need), (&mut p, profile)] {
        let fields = fields.as_object().unwrap().clone();
        record.as_object_mut().unwrap().extend(fields);
    }
    (record(n), record(p))
}

fn broken(need: &Value, profile: &Value) -> Option<Rule> {
    let (need, profile) = pair(need, profile);
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let admitted = assert_consistent(&snapshot, &need, &profile, &all());
    let explanation = snapshot.explain(&need, &profile, &all()).unwrap();
    let rule = explanation.violations.first().map(|v| v.rule);
    assert_eq!(admitted, rule.is_none());
    rule
}

/// Further fields of the need, further fields of the profile, and the rule that they break.
type Barred = (Value, Value, Rule);

/// Status, kind, and people or organisations that are too close.
fn standing() -> Vec<Barred> {
    vec![
        (json!({"status": "settled"}), json!({}), Rule::NeedStatus),
        (json!({}), json!({"status": "retired"}), Rule::ProfileStatus),
        (json!({}), json!({"kind": "policy"}), Rule::Kind),
        (
            json!({"enterprise": "示例公司"}),
            json!({"organization": "示例 公司"}),
            Rule::SameOrganization,
        ),
        (
            json!({"enterprise": "示例甲"}),
            json!({}),
            Rule::SameOrganization,
        ),
        (
            json!({"conflicts": ["p"]}),
            json!({}),
            Rule::DeclaredConflict,
        ),
        (
            json!({"conflicts": ["示例大学"]}),
            json!({"organization": "示例大学"}),
            Rule::DeclaredConflict,
        ),
        (
            json!({"people": ["示例甲"]}),
            json!({}),
            Rule::DeclaredConflict,
        ),
        (
            json!({}),
            json!({"conflicts": ["n"]}),
            Rule::DeclaredConflict,
        ),
        (
            json!({"people": ["示例乙"]}),
            json!({"works": [{"title": "a", "year": 2022, "authors": ["示例乙"]}]}),
            Rule::Coauthors,
        ),
    ]
}

/// Limits of a profile, and vetoes of either side.
fn limits_and_vetoes() -> Vec<Barred> {
    let zibo = json!({"region": "山东省/淄博市"});
    let canton = json!({"region": "广东省/广州市"});
    vec![
        (
            zibo.clone(),
            json!({"region": "山东省/济南市", "reach": "city"}),
            Rule::Reach,
        ),
        (
            json!({}),
            json!({"capacity": 1, "load": 1}),
            Rule::QuotaUsedUp,
        ),
        (
            json!({}),
            json!({"available_until": "2024-06-30"}),
            Rule::Validity,
        ),
        (
            json!({"deadline": "2024-07-31"}),
            json!({"available_from": "2024-08-01"}),
            Rule::Validity,
        ),
        (
            json!({"kind": "talent", "level": "教授"}),
            json!({"level": "研究生"}),
            Rule::Level,
        ),
        (
            json!({"kind": "finance", "budget": {"max": 300}}),
            json!({"kind": "finance", "budget": {"min": 500, "max": 3000}}),
            Rule::Amount,
        ),
        (
            zibo.clone(),
            json!({"eligibility": ["region = 江苏省"]}),
            Rule::Eligibility,
        ),
        (
            json!({"kind": "service", "region": "山东省/淄博市"}),
            json!({"kind": "policy", "region": "江苏省"}),
            Rule::Eligibility,
        ),
        (
            zibo,
            json!({"vetoes": {"regions": ["山东省"]}}),
            Rule::ProfileVeto,
        ),
        (
            json!({"vetoes": {"kinds": ["expert"]}}),
            json!({}),
            Rule::NeedVeto,
        ),
        (
            json!({"vetoes": {"regions": ["广东省"]}}),
            canton,
            Rule::NeedVeto,
        ),
        (
            json!({"vetoes": {"organizations": ["示例大学"]}}),
            json!({"organization": "示例大学"}),
            Rule::NeedVeto,
        ),
    ]
}

/// Terms of finance that cannot agree.
fn terms_of_finance() -> Vec<Barred> {
    vec![
        (
            json!({"kind": "finance", "finance": {"rate": "4%"}}),
            json!({"kind": "finance", "finance": {"rate": "4.35%-6%"}}),
            Rule::Rate,
        ),
        (
            json!({"kind": "finance", "finance": {"term": "5年"}}),
            json!({"kind": "finance", "finance": {"term": "36个月"}}),
            Rule::LoanTerm,
        ),
        (
            json!({"kind": "finance", "finance": {"securities": "信用"}}),
            json!({"kind": "finance", "finance": {"securities": "抵押、质押"}}),
            Rule::Security,
        ),
        (
            json!({"kind": "finance", "finance": {"stages": "B轮"}}),
            json!({"kind": "finance", "finance": {"stages": "种子轮、天使轮"}}),
            Rule::FundingStage,
        ),
        (
            json!({"kind": "finance", "title": "B轮股权融资3000万元", "finance": {"stages": "B轮"}}),
            json!({"kind": "finance", "name": "企业流动资金贷款"}),
            Rule::Instrument,
        ),
        (
            json!({"kind": "finance", "finance": {"rate": "4%"}}),
            json!({"kind": "finance", "finance": {"stages": "天使轮、A轮"}}),
            Rule::Instrument,
        ),
    ]
}

#[test]
fn every_rule_bars_and_says_so() {
    let all = standing().into_iter().chain(limits_and_vetoes());
    let all = all.chain(terms_of_finance());
    for (need, profile, rule) in all {
        assert_eq!(broken(&need, &profile), Some(rule), "{need} {profile}");
    }
    assert_eq!(broken(&json!({}), &json!({})), None);
}

#[test]
fn hard_facts_bar_unless_set_aside() {
    let facts = [
        (
            Rule::Validity,
            json!({}),
            json!({"available_until": "2024-06-30"}),
        ),
        (
            Rule::Validity,
            json!({"deadline": "2024-07-31"}),
            json!({"available_from": "2024-08-01"}),
        ),
        (
            Rule::Level,
            json!({"kind": "talent", "level": "教授"}),
            json!({"level": "讲师"}),
        ),
        (
            Rule::Amount,
            json!({"kind": "finance", "budget": {"max": 300}}),
            json!({"kind": "finance", "budget": {"min": 500, "max": 3000}}),
        ),
        (
            Rule::Rate,
            json!({"kind": "finance", "finance": {"rate": "4%"}}),
            json!({"kind": "finance", "finance": {"rate": "4.35%-6%"}}),
        ),
        (
            Rule::LoanTerm,
            json!({"kind": "finance", "finance": {"term": "5年"}}),
            json!({"kind": "finance", "finance": {"term": "36个月"}}),
        ),
        (
            Rule::Security,
            json!({"kind": "finance", "finance": {"securities": "信用"}}),
            json!({"kind": "finance", "finance": {"securities": "抵押、质押"}}),
        ),
        (
            Rule::FundingStage,
            json!({"kind": "finance", "finance": {"stages": "B轮"}}),
            json!({"kind": "finance", "finance": {"stages": "种子轮、天使轮"}}),
        ),
        (
            Rule::Reach,
            json!({"region": "山东省/淄博市"}),
            json!({"region": "山东省/济南市", "reach": "city"}),
        ),
        (
            Rule::QuotaUsedUp,
            json!({}),
            json!({"capacity": 1, "load": 1}),
        ),
        (
            Rule::Eligibility,
            json!({"a": "否"}),
            json!({"eligibility": ["a = 是"]}),
        ),
    ];
    for (rule, of_need, of_profile) in &facts {
        let (need, profile) = pair(of_need, of_profile);
        let snapshot = library([&need], [&profile]).snapshot().unwrap();
        let check = |options: RankOptions| assert_consistent(&snapshot, &need, &profile, &options);
        assert!(!check(all()), "{rule}");
        assert!(check(all().relax([*rule])), "{rule}");
        let barred = snapshot.barred(&need, &all(), 1).unwrap();
        assert_eq!((barred[0].rule, barred[0].count), (*rule, 1));
        let none = snapshot.barred(&need, &all().relax([*rule]), 1).unwrap();
        assert_eq!(none, []);
    }
}

#[test]
fn loans_and_equity_are_kept_apart_unless_that_is_set_aside() {
    let loan = json!({"kind": "finance", "finance": {"rate": "4%"}});
    let equity = json!({"kind": "finance", "title": "A轮股权融资"});
    for (need, profile, admitted) in [
        (&loan, json!({"kind": "finance", "name": "天使投资"}), false),
        (&equity, json!({"kind": "finance", "name": "小微贷"}), false),
        // Nothing says which it is, or both are said.
        (
            &equity,
            json!({"kind": "finance", "name": "科创基金"}),
            true,
        ),
        (
            &equity,
            json!({"kind": "finance", "name": "投贷联动"}),
            true,
        ),
    ] {
        let (need, profile) = pair(need, &profile);
        let snapshot = library([&need], [&profile]).snapshot().unwrap();
        let check = |options: RankOptions| assert_consistent(&snapshot, &need, &profile, &options);
        assert_eq!(check(all()), admitted, "{need:?} {profile:?}");
        assert!(check(all().relax([Rule::Instrument])), "{profile:?}");
    }
}

#[test]
fn hard_facts_that_are_not_known_bar_nobody() {
    for (of_need, of_profile) in [
        (json!({"kind": "talent", "level": "教授"}), json!({})),
        (json!({"kind": "talent"}), json!({"level": "讲师"})),
        (json!({"level": "教授"}), json!({"level": "讲师"})),
        (json!({"deadline": "2024-01-01"}), json!({})),
        (
            json!({"kind": "finance"}),
            json!({"kind": "finance", "budget": {"min": 500, "max": 3000}}),
        ),
        (
            json!({"kind": "finance", "budget": {"min": 300}}),
            json!({"kind": "finance", "budget": {"min": 500, "max": 3000}}),
        ),
        (
            json!({"kind": "finance", "finance": {"rate": "4%", "term": "2年", "securities": "信用", "stages": "成长期"}}),
            json!({"kind": "finance"}),
        ),
        // A rate over the LPR and a plain one do not compare, nor do a round and a stage of life.
        (
            json!({"kind": "finance", "finance": {"rate": "2%", "stages": "成长期"}}),
            json!({"kind": "finance", "finance": {"rate": "LPR+300BP", "stages": "A轮"}}),
        ),
        (
            json!({"kind": "finance", "finance": {"rate": "LPR+50BP", "term": "1-3年", "securities": "信用、抵押"}}),
            json!({"kind": "finance", "finance": {"rate": "LPR+50BP", "term": "最长2年", "securities": "抵押"}}),
        ),
        (json!({}), json!({"available_until": "2024-07-01"})),
    ] {
        assert_eq!(
            broken(&of_need, &of_profile),
            None,
            "{of_need} {of_profile}"
        );
    }
}

#[test]
fn a_passed_deadline_bars_where_the_caller_says_so() {
    let (need, profile) = pair(&json!({"deadline": "2024-06-30"}), &json!({}));
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let check = |options: RankOptions| assert_consistent(&snapshot, &need, &profile, &options);
    assert!(check(all()));
    assert!(!check(all().bar_past_deadlines(true)));
    let refused = snapshot
        .rank(&need, &all().relax([Rule::Kind]))
        .unwrap_err();
    assert!(refused.is_invalid_input() && refused.to_string().contains("validity"));
}

#[test]
fn options_bar_by_id_kind_and_region() {
    let (need, profile) = pair(&json!({}), &json!({"region": "山东省/淄博市"}));
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let check = |options: RankOptions| assert_consistent(&snapshot, &need, &profile, &options);
    assert!(check(all().within("山东省".parse().unwrap())));
    assert!(!check(all().within("江苏省".parse().unwrap())));
    assert!(!check(all().kinds([ProfileKind::Team])));
    assert!(!check(all().exclude([profile.id.clone()])));
}

/// Excluding `2024-1-12` must not take `2024-11-2` along.
#[test]
fn an_excluded_id_is_that_id_and_no_other() {
    let named = |id: &str| {
        let mut profile = Profile::new(id, ProfileKind::Expert, format!("示例{id}")).unwrap();
        profile.expertise.push("针状焦".into());
        profile
    };
    let profiles = [
        named("2024-1-12"),
        named("2024-11-2"),
        named("a"),
        named("A"),
    ];
    let need = Need::new("n", "针状焦").unwrap();
    let snapshot = library([&need], &profiles).snapshot().unwrap();
    let options = all().exclude(["2024-1-12", "a"].map(|id| id.parse().unwrap()));
    let admitted = profiles.each_ref();
    let admitted = admitted.map(|p| assert_consistent(&snapshot, &need, p, &options));
    assert_eq!(admitted, [false, true, false, true]);
}

/// Ids, names and organisations that happen to be spelt alike are told apart in every direction.
#[test]
fn names_that_look_like_ids_rule_out_alike_in_rankings_and_explanations() {
    let needs = [
        json!({"enterprise": "x1"}),
        json!({"vetoes": {"organizations": ["x1"]}}),
        json!({"conflicts": ["x1"]}),
        json!({"people": ["x1"]}),
    ];
    let profiles = [
        json!({"id": "x1"}),
        json!({"name": "x1"}),
        json!({"organization": "x1"}),
        json!({"conflicts": ["x1"]}),
    ];
    for need in &needs {
        for profile in &profiles {
            broken(need, profile);
        }
    }
    let (need, profile) = pair(&json!({}), &json!({"name": "x1"}));
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let options = all().exclude(["x1".parse().unwrap()]);
    assert!(
        assert_consistent(&snapshot, &need, &profile, &options),
        "x1 is a name here, no id"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_rules_bar_exactly_what_the_oracle_bars(seed in any::<u64>()) {
        let (needs, profiles) = records(seed, 6, 40);
        let snapshot = library(&needs, &profiles).snapshot().unwrap();
        let oracle = Oracle::new(&profiles);
        let call = Call {
            excluded: [profiles[5].id.clone()].into(),
            kinds: (seed % 3 == 0).then(|| ProfileKind::ALL.to_vec()),
            within: (seed % 5 == 0).then(|| "山东省".parse().unwrap()),
            coauthor_years: (seed % 2 == 0).then_some(10),
            ..Call::default()
        };
        let options = call.options().k(1000);
        for need in &needs {
            let judged = oracle.judge_all(need, &call);
            let ranking = snapshot.rank(need, &options).unwrap();
            for (profile, judgement) in profiles.iter().zip(judged) {
                let listed = ranking.matches.iter().any(|m| m.profile == profile.id);
                prop_assert_eq!(listed, judgement.broken.is_empty(), "{} {:?}", profile.id, judgement.broken);
            }
        }
    }
}
