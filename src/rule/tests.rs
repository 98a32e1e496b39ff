//! Rules on tiny records, one claim each.
#![allow(clippy::unwrap_used, reason = "tests")]
use super::{Rule, Rules, Violation};
use crate::model::facts::{NeedFacts, ProfileFacts};
use crate::model::{Date, Need, Profile, Taxonomies};

fn rules() -> Rules {
    Rules::new(Taxonomies::builtin(), Date::new(2024, 7, 1).unwrap())
}

fn violations(need: &str, profile: &str) -> Vec<Violation> {
    let need: Need = serde_json::from_str(&format!(r#"{{"id":"n","title":"t",{need}}}"#)).unwrap();
    let profile: Profile = serde_json::from_str(&format!(
        r#"{{"id":"p","kind":"expert","name":"示例甲",{profile}}}"#
    ))
    .unwrap();
    rules().violations(&NeedFacts::of(&need), &ProfileFacts::of(&profile))
}

fn broken(need: &str, profile: &str) -> Vec<Rule> {
    let violations = violations(need, profile).into_iter();
    violations.map(|v| v.rule).collect()
}

fn reasons(need: &str, profile: &str) -> String {
    let violations = violations(need, profile);
    violations.iter().map(|v| v.reason.to_string()).collect()
}

const ANY: &str = r#""keywords":["x"]"#;
const NONE: &str = r#""expertise":["x"]"#;

#[test]
fn unknown_breaks_nothing() {
    assert_eq!(broken(ANY, NONE), []);
    assert_eq!(
        broken(r#""enterprise":"甲公司","region":"山东省/淄博市""#, NONE),
        []
    );
    assert_eq!(
        broken(
            ANY,
            r#""reach":"city","region":"山东省/淄博市","vetoes":{"min_budget":10,"max_distance_km":1}"#
        ),
        []
    );
}

#[test]
fn status_and_kind() {
    assert_eq!(broken(r#""status":"settled""#, NONE), [Rule::NeedStatus]);
    assert_eq!(broken(ANY, r#""status":"paused""#), [Rule::ProfileStatus]);
    assert_eq!(broken(r#""kind":"finance""#, NONE), [Rule::Kind]);
    assert_eq!(
        broken(r#""vetoes":{"kinds":["expert"]}"#, NONE),
        [Rule::NeedVeto]
    );
}

#[test]
fn conflicts_of_interest() {
    let org = r#""organization":"示例 大学""#;
    assert_eq!(
        broken(r#""enterprise":"示例大学""#, org),
        [Rule::SameOrganization]
    );
    assert_eq!(
        broken(r#""conflicts":["示例大学"]"#, org),
        [Rule::DeclaredConflict]
    );
    assert_eq!(
        broken(r#""conflicts":["p"]"#, NONE),
        [Rule::DeclaredConflict]
    );
    assert_eq!(
        broken(r#""people":["示例甲"]"#, NONE),
        [Rule::DeclaredConflict]
    );
    assert_eq!(
        broken(r#""enterprise":"甲公司""#, r#""conflicts":["甲公司"]"#),
        [Rule::DeclaredConflict]
    );
    assert_eq!(
        broken(ANY, r#""conflicts":["n"]"#),
        [Rule::DeclaredConflict]
    );
}

#[test]
fn a_note_behind_a_declared_name_changes_nothing_and_is_the_reason() {
    let own = r#""enterprise":"示例甲水务有限公司""#;
    let noted = "示例甲水务有限公司（本人持股）";
    let cases = [
        (
            own.to_owned(),
            format!(r#""conflicts":["{noted}"]"#),
            Rule::DeclaredConflict,
        ),
        (
            own.to_owned(),
            format!(r#""vetoes":{{"organizations":["{noted}"]}}"#),
            Rule::ProfileVeto,
        ),
        (
            format!(r#""conflicts":["{noted}"]"#),
            r#""organization":"示例甲水务有限公司""#.to_owned(),
            Rule::DeclaredConflict,
        ),
        (
            format!(r#""vetoes":{{"organizations":["{noted}"]}}"#),
            r#""affiliations":["示例大学","示例甲水务有限公司"]"#.to_owned(),
            Rule::NeedVeto,
        ),
        (
            r#""conflicts":["示例甲（导师）"]"#.to_owned(),
            NONE.to_owned(),
            Rule::DeclaredConflict,
        ),
        (
            r#""conflicts":["P（导师）"]"#.to_owned(),
            NONE.to_owned(),
            Rule::DeclaredConflict,
        ),
        (
            r#""people":["示例甲（总经理）"]"#.to_owned(),
            NONE.to_owned(),
            Rule::DeclaredConflict,
        ),
        (
            ANY.to_owned(),
            r#""conflicts":["N（本人主持）"]"#.to_owned(),
            Rule::DeclaredConflict,
        ),
    ];
    for (need, profile, rule) in &cases {
        assert_eq!(broken(need, profile), [*rule], "{need} {profile}");
    }
    for (need, profile, _) in cases.iter().filter(|case| !case.0.contains("people")) {
        let reasons = reasons(need, profile);
        let note = ["(本人持股)", "(导师)", "(本人主持)"];
        assert!(note.iter().any(|note| reasons.contains(note)), "{reasons}");
    }
    for (need, profile) in [
        (
            r#""enterprise":"示例有限公司""#,
            r#""conflicts":["示例（山东）有限公司"]"#,
        ),
        (
            r#""enterprise":"示例大学""#,
            r#""vetoes":{"organizations":["示例大学（华东）"]}"#,
        ),
        (
            r#""conflicts":["示例大学（威海）"]"#,
            r#""organization":"示例大学""#,
        ),
    ] {
        assert_eq!(broken(need, profile), [], "{need} {profile}");
    }
}

#[test]
fn coauthors_stay_in_conflict_for_three_years() {
    let with = |year: &str| format!(r#""works":[{{"title":"a","authors":["示例乙"]{year}}}]"#);
    let people = r#""people":["示例乙"]"#;
    assert_eq!(broken(people, &with(r#","year":2021"#)), [Rule::Coauthors]);
    assert_eq!(broken(people, &with(r#","year":2020"#)), []);
    assert_eq!(
        broken(people, &with("")),
        [Rule::Coauthors],
        "a work without a year counts as recent"
    );
}

#[test]
fn reach_compares_the_levels_that_both_state() {
    let at = |reach: &str| format!(r#""reach":"{reach}","region":"山东省/淄博市/张店区""#);
    let zibo = r#""region":"山东省/淄博市/周村区""#;
    assert_eq!(broken(zibo, &at("district")), [Rule::Reach]);
    assert_eq!(broken(zibo, &at("city")), []);
    assert_eq!(
        broken(r#""region":"山东省/济南市""#, &at("city")),
        [Rule::Reach]
    );
    assert_eq!(
        broken(r#""region":"山东省""#, &at("city")),
        [],
        "which city is not known"
    );
    assert_eq!(
        broken(r#""region":"江苏省""#, &at("province")),
        [Rule::Reach]
    );
    assert_eq!(broken(r#""region":"江苏省""#, &at("remote")), []);
}

#[test]
fn quota_eligibility_and_vetoes() {
    assert_eq!(broken(ANY, r#""capacity":2,"load":2"#), [Rule::QuotaUsedUp]);
    assert_eq!(broken(ANY, r#""capacity":0"#), [Rule::QuotaUsedUp]);
    assert_eq!(broken(ANY, r#""capacity":2,"load":1"#), []);
    assert_eq!(
        broken(
            r#""region":"山东省/济南市""#,
            r#""eligibility":["region in 山东省/淄博市"]"#
        ),
        [Rule::Eligibility]
    );
    assert_eq!(
        broken(r#""budget":{"max":5}"#, r#""vetoes":{"min_budget":10}"#),
        [Rule::ProfileVeto]
    );
    assert_eq!(
        broken(
            r#""industries":["C26"]"#,
            r#""vetoes":{"industries":["C"]}"#
        ),
        [Rule::ProfileVeto]
    );
    let far = r#""region":"山东省/淄博市","vetoes":{"max_distance_km":300}"#;
    assert_eq!(
        broken(r#""region":"广东省/广州市""#, far),
        [Rule::ProfileVeto]
    );
    assert_eq!(broken(r#""region":"山东省/济南市""#, far), []);
}

#[test]
fn each_of_several_organisations_bars_and_is_named() {
    let need = r#""enterprise":"示例海右石化有限公司","conflicts":["示例学院"],"vetoes":{"organizations":["示例所"]}"#;
    for (further, rule, named) in [
        (
            "示例海右 石化有限公司",
            Rule::SameOrganization,
            "示例海右石化有限公司",
        ),
        ("示例学院", Rule::DeclaredConflict, "示例学院"),
        ("示例所", Rule::NeedVeto, "示例所"),
    ] {
        let profile =
            format!(r#""organization":"示例石油大学","affiliations":["示例中心","{further}"]"#);
        assert_eq!(broken(need, &profile), [rule]);
        let need: Need =
            serde_json::from_str(&format!(r#"{{"id":"n","title":"t",{need}}}"#)).unwrap();
        let profile = format!(r#"{{"id":"p","kind":"expert","name":"示例甲",{profile}}}"#);
        let profile: Profile = serde_json::from_str(&profile).unwrap();
        let why = rules().violations(&NeedFacts::of(&need), &ProfileFacts::of(&profile));
        assert!(why[0].detail.contains(named), "{}", why[0].detail);
    }
    let clear = r#""organization":"示例石油大学","affiliations":["示例中心"]"#;
    assert_eq!(broken(need, clear), []);
}

#[test]
fn earlier_ids_and_other_names_bar_as_the_id_and_the_name_do() {
    let merged = r#""aliases":{"ids":["E-117"],"names":["示例·王小工"]}"#;
    for (need, rule) in [
        (r#""conflicts":["e117"]"#, Rule::DeclaredConflict),
        (r#""conflicts":["示例・王小工"]"#, Rule::DeclaredConflict),
        (r#""people":["示例·王小工"]"#, Rule::DeclaredConflict),
        (r#""enterprise":"示例·王小工""#, Rule::SameOrganization),
        (
            r#""vetoes":{"organizations":["示例·王小工"]}"#,
            Rule::NeedVeto,
        ),
    ] {
        assert_eq!(broken(need, merged), [rule], "{need}");
        assert_eq!(broken(need, NONE), [], "{need}");
    }
    let mut rules = rules();
    rules.excluded.insert("E-117".parse().unwrap());
    let need: Need = serde_json::from_str(r#"{"id":"n","title":"t"}"#).unwrap();
    let profile = format!(r#"{{"id":"p","kind":"expert","name":"示例甲",{merged}}}"#);
    let profile: Profile = serde_json::from_str(&profile).unwrap();
    let why = rules.violations(&NeedFacts::of(&need), &ProfileFacts::of(&profile));
    assert_eq!(why[0].rule, Rule::Excluded);
    // Works signed with the other name are the person's own, not a co-author's.
    let own = r#""aliases":{"names":["Wang Gong"]},"works":[{"title":"t","authors":["Wang Gong","示例乙"]}]"#;
    assert_eq!(broken(r#""people":["示例乙"]"#, own), [Rule::Coauthors]);
}
