//! Values of the structured features, and what every feature has to have.
#![allow(clippy::unwrap_used, reason = "tests")]
use super::{Facet, Feature, NeedView, value};
use crate::infer::Infer;
use crate::model::facts::{FULL_NEED, FULL_PROFILE, NeedFacts, ProfileFacts};
use crate::model::{Date, Need, Profile, Taxonomies};
use crate::rule::{Corridor, PlaceContext};
use crate::score::context::ValueContext;

fn context() -> ValueContext {
    let taxonomies = Taxonomies::builtin();
    let places = PlaceContext::new(taxonomies.gazetteer.clone());
    let today = Date::new(2024, 7, 1).unwrap();
    ValueContext::new(taxonomies, places, today, Infer::Never)
}

fn of_in(context: &ValueContext, feature: Feature, need: &str, profile: &str) -> Option<f64> {
    let need: Need = serde_json::from_str(&format!(r#"{{"id":"n","title":"t",{need}}}"#)).unwrap();
    let profile: Profile = serde_json::from_str(&format!(
        r#"{{"id":"p","kind":"expert","name":"示例甲",{profile}}}"#
    ))
    .unwrap();
    let facts = ProfileFacts::of(&profile);
    let facet = facts.get(feature.facet().unwrap())?;
    let need = NeedFacts::of(&need);
    let view = NeedView {
        need: &need,
        context,
    };
    value(view, facet).map(|known| known.value.to_f64())
}

fn of(feature: Feature, need: &str, profile: &str) -> Option<f64> {
    of_in(&context(), feature, need, profile)
}

fn near(value: Option<f64>, expected: f64) -> bool {
    value.is_some_and(|v| (v - expected).abs() < 1e-6)
}

#[test]
fn level_and_readiness_fall_with_what_is_missing() {
    assert!(near(
        of(
            Feature::Level,
            r#""level":"professor""#,
            r#""level":"academician""#
        ),
        1.0
    ));
    // Lecturer is the 2nd of 7 levels, professor the 4th.
    assert!(near(
        of(
            Feature::Level,
            r#""level":"professor""#,
            r#""level":"lecturer""#
        ),
        0.5
    ));
    assert_eq!(
        of(Feature::Level, r#""keywords":"x""#, r#""level":"lecturer""#),
        None
    );
    assert!(near(
        of(Feature::Readiness, r#""readiness":8"#, r#""readiness":4"#),
        0.5
    ));
}

#[test]
fn regions_share_levels_or_are_near() {
    let here = r#""region":"山东省/淄博市/张店区""#;
    assert!(near(of(Feature::Region, here, here), 1.0));
    assert!(of(Feature::Region, here, r#""region":"山东省/淄博市/周村区""#).unwrap() >= 0.85);
    let jinan = of(Feature::Region, here, r#""region":"山东省/济南市""#).unwrap();
    let canton = of(Feature::Region, here, r#""region":"广东省/广州市""#).unwrap();
    assert!(jinan >= 0.6 && canton < 0.2, "{jinan} {canton}");
    assert!(near(
        of(
            Feature::Region,
            here,
            r#""region":"广东省/广州市","reach":"remote""#
        ),
        0.6
    ));
    assert_eq!(of(Feature::Region, r#""keywords":"x""#, here), None);
}

#[test]
fn a_corridor_brings_its_regions_together() {
    let mut context = context();
    let regions = vec![
        "山东省/济南市".parse().unwrap(),
        "江苏省/南京市".parse().unwrap(),
    ];
    context
        .places
        .corridors
        .push(Corridor::new("示例走廊", regions));
    let (a, b) = (r#""region":"山东省/济南市""#, r#""region":"江苏省/南京市""#);
    assert!(near(of_in(&context, Feature::Region, a, b), 0.85));
}

#[test]
fn budgets_meet_or_fall_short_by_ratio() {
    let need = |kind: &str| format!(r#""kind":"{kind}","budget":{{"min":50,"max":100}}"#);
    let research = need("research");
    assert!(near(
        of(
            Feature::Budget,
            &research,
            r#""budget":{"min":80,"max":300}"#
        ),
        1.0
    ));
    assert!(near(
        of(Feature::Budget, &research, r#""budget":{"min":200}"#),
        0.5
    ));
    assert!(
        near(
            of(Feature::Budget, &research, r#""budget":{"max":10}"#),
            1.0
        ),
        "cheaper is no fault"
    );
    assert!(near(
        of(Feature::Budget, &need("finance"), r#""budget":{"max":10}"#),
        0.2
    ));
}

#[test]
fn availability_takes_its_worst_part() {
    let need = r#""deadline":"2024-12-31""#;
    assert!(near(
        of(
            Feature::Availability,
            need,
            r#""available_from":"2024-10-01""#
        ),
        1.0
    ));
    assert!(
        near(
            of(
                Feature::Availability,
                need,
                r#""available_from":"2025-03-31""#
            ),
            0.5
        ),
        "90 days late"
    );
    assert!(near(
        of(
            Feature::Availability,
            need,
            r#""available_until":"2024-01-01""#
        ),
        0.0
    ));
    assert!(near(
        of(Feature::Availability, need, r#""capacity":4,"load":2"#),
        0.75
    ));
    assert_eq!(
        of(Feature::Availability, need, r#""capacity":4"#),
        None,
        "the load is not known"
    );
}

#[test]
fn record_recency_and_modes() {
    let any = r#""keywords":"x""#;
    assert!(near(
        of(
            Feature::TrackRecord,
            any,
            r#""track_record":{"matched":2,"settled":2}"#
        ),
        0.75
    ));
    assert!(near(
        of(
            Feature::Recency,
            any,
            r#""works":[{"title":"a","year":2019}]"#
        ),
        0.5
    ));
    assert!(near(
        of(
            Feature::Recency,
            any,
            r#""works":[{"title":"a","year":2030}]"#
        ),
        1.0
    ));
    assert!(near(
        of(
            Feature::Mode,
            r#""modes":["license"]"#,
            r#""modes":["license","equity"]"#
        ),
        1.0
    ));
    assert!(near(
        of(
            Feature::Mode,
            r#""modes":["license"]"#,
            r#""modes":["equity"]"#
        ),
        0.0
    ));
}

#[test]
fn the_owner_s_preferences_are_judged_where_known() {
    let wishes = r#""preferences":{"kinds":["research"],"industries":["C26"],"min_budget":100}"#;
    let poor = r#""industries":["C26"],"budget":{"max":50}"#;
    assert!(near(
        of(Feature::ProfilePreference, poor, wishes),
        2.0 / 3.0
    ));
    assert!(
        near(
            of(Feature::ProfilePreference, r#""kind":"talent""#, wishes),
            0.0
        ),
        "only the kind is known"
    );
}

#[test]
fn a_feature_looks_at_the_facet_that_it_is_of() {
    for &facet in Facet::ALL {
        let looks = |feature: &Feature| feature.facet() == Some(facet);
        let wanted = Feature::ALL.iter().copied().find(looks);
        assert_eq!(Feature::of_facet(facet), wanted, "{facet:?}");
    }
}

#[test]
fn every_structured_feature_is_known_where_both_sides_state_everything() {
    let need = NeedFacts::of(&serde_json::from_str(FULL_NEED).unwrap());
    let facts = ProfileFacts::of(&serde_json::from_str(FULL_PROFILE).unwrap());
    let context = context();
    let view = NeedView {
        need: &need,
        context: &context,
    };
    for &feature in Feature::ALL {
        let Some(facet) = feature.facet() else {
            continue;
        };
        let known = facts.get(facet).and_then(|offer| value(view, offer));
        let repair = "state its field in FULL_NEED and FULL_PROFILE, src/model/facts.rs";
        assert!(known.is_some(), "{feature} is unknown: {repair}");
    }
}

#[test]
fn the_page_of_values_lists_every_feature() {
    let page = include_str!("../mod.rs");
    let rows: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("//! | "))
        .collect();
    for &feature in Feature::ALL {
        let name = feature.as_str().replace('_', " ");
        let listed = |row: &&str| {
            row[6..]
                .split(" | ")
                .next()
                .is_some_and(|c| c.contains(&name))
        };
        assert!(
            rows.iter().any(listed),
            "{name} has no row in src/score/mod.rs"
        );
    }
}
