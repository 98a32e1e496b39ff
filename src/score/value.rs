//! Values of the structured features: pure functions of a need and one facet of a profile.
//!
//! Each returns `None` where the need does not ask or the profile does not say: unknown is not
//! zero. All arithmetic that decides a value is on integers or on exactly rounded float
//! operations, so that it is the same everywhere.

use super::Feature;
use super::context::ValueContext;
use super::preference::welcome;
use crate::model::facts::{Availability, FacetValue, NeedFacts, Place};
use crate::model::{Budget, Date, NeedKind, Reach};
use crate::num::Unit;
use crate::rule::PlaceContext;

/// Value of a known pair of places in the same district, city, province, and apart.
const SHARED_LEVELS: [f64; 4] = [0.0, 0.6, 0.85, 1.0];
/// Distance at which nearness is one half, in km: about two hours on the road.
const HALF_DISTANCE_KM: f64 = 150.0;
/// Least nearness of a profile that works remotely, and of one that travels anywhere.
const REMOTE_FLOOR: f64 = 0.6;
const NATIONWIDE_FLOOR: f64 = 0.4;
/// Nearness of two places in one corridor.
const CORRIDOR: f64 = 0.85;
/// Age in years at which a latest work counts half.
const HALF_AGE_YEARS: u64 = 5;
/// Days late at which availability counts half.
const HALF_LATE_DAYS: u64 = 90;

/// The value of a feature that looks at one facet alone, but nearness in a tree.
pub(crate) fn value(
    feature: Feature,
    need: &NeedFacts,
    facet: &FacetValue,
    context: &ValueContext,
) -> Option<Unit> {
    match (feature, facet) {
        (Feature::Region, FacetValue::Place(place)) => {
            let distance = context.places.distance_km(&need.place, place);
            region(&need.place, place, distance, &context.places)
        }
        (Feature::Level, FacetValue::Level(level)) => {
            let (wanted, held) = (need.level? as u64 + 1, *level as u64 + 1);
            Some(Unit::ratio(held, wanted))
        }
        (Feature::Readiness, FacetValue::Readiness(readiness)) => Some(Unit::ratio(
            u64::from(*readiness),
            u64::from(need.readiness?),
        )),
        (Feature::Mode, FacetValue::Modes(modes)) => {
            let shared = need.modes.iter().any(|mode| modes.contains(mode));
            (!need.modes.is_empty() && !modes.is_empty()).then_some(if shared {
                Unit::ONE
            } else {
                Unit::ZERO
            })
        }
        (Feature::Budget, FacetValue::Budget(offer)) => {
            Some(budget(need.kind, need.budget?, *offer))
        }
        (Feature::Availability, FacetValue::Availability(a)) => {
            availability(a, need.deadline, context.today)
        }
        (Feature::TrackRecord, FacetValue::TrackRecord(t)) => {
            // Laplace's rule of succession: a record of nothing is ½.
            Some(Unit::ratio(
                u64::from(t.settled) + 1,
                u64::from(t.matched) + 2,
            ))
        }
        (Feature::Recency, FacetValue::LatestWork(year)) => {
            let age = u64::try_from(context.today.year() - year).unwrap_or(0);
            Some(Unit::ratio(HALF_AGE_YEARS, HALF_AGE_YEARS + age))
        }
        (Feature::ProfilePreference, FacetValue::Wishes(wishes)) => welcome(need, wishes, context),
        _ => None,
    }
}

/// Nearness of two places `distance` apart, where that is known.
pub(super) fn region(
    need: &Place,
    profile: &Place,
    distance: Option<f64>,
    places: &PlaceContext,
) -> Option<Unit> {
    let mut best: Option<f64> = None;
    let mut raise = |value: f64| best = Some(best.map_or(value, |b| b.max(value)));
    if let (Some(a), Some(b)) = (&need.region, &profile.region) {
        raise(SHARED_LEVELS[a.common_depth(b).min(3)]);
        if places.corridor(a, b).is_some() {
            raise(CORRIDOR);
        }
    }
    if let Some(distance) = distance {
        raise(HALF_DISTANCE_KM / (HALF_DISTANCE_KM + distance));
    }
    match profile.reach {
        Some(Reach::Remote) => raise(REMOTE_FLOOR),
        Some(Reach::Nationwide) => raise(NATIONWIDE_FLOOR),
        _ => {}
    }
    best.map(Unit::from_f64)
}

/// 1 where the ranges meet, else the smaller of the facing ends over the larger. Money asked
/// below what the enterprise would pay is no fault; money lent below what it wants is.
fn budget(kind: NeedKind, wanted: Budget, offer: Budget) -> Unit {
    let over = wanted
        .max()
        .zip(offer.min())
        .filter(|(most, price)| most < price);
    let short = wanted
        .min()
        .zip(offer.max())
        .filter(|(least, amount)| amount < least);
    let ratio = match (over, short) {
        (Some((most, price)), _) => most / price,
        (None, Some((least, amount))) if kind == NeedKind::Finance => amount / least,
        _ => 1.0,
    };
    Unit::from_f64(ratio)
}

fn availability(a: &Availability, deadline: Option<Date>, today: Date) -> Option<Unit> {
    let by = deadline.unwrap_or(today).max(today);
    let late = a.from.map(|from| {
        let days = u64::try_from(from.days_since(by)).unwrap_or(0);
        Unit::ratio(HALF_LATE_DAYS, HALF_LATE_DAYS + days)
    });
    let over = a
        .until
        .map(|until| if until < today { Unit::ZERO } else { Unit::ONE });
    let places = a.capacity.zip(a.load).map(|(capacity, load)| {
        let free = u64::from(capacity.saturating_sub(load));
        // Half for having a place at all, half for how many are left.
        Unit::ratio(u64::from(capacity) + free, 2 * u64::from(capacity.max(1)))
    });
    [late, over, places].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{ValueContext, value};
    use crate::model::facts::{NeedFacts, ProfileFacts};
    use crate::model::{Date, Need, Profile, Taxonomies};
    use crate::rule::{Corridor, PlaceContext};
    use crate::score::Feature;

    fn context() -> ValueContext {
        let taxonomies = Taxonomies::builtin();
        let places = PlaceContext::new(taxonomies.gazetteer.clone());
        ValueContext {
            taxonomies,
            places,
            today: Date::new(2024, 7, 1).unwrap(),
        }
    }

    fn of_in(context: &ValueContext, feature: Feature, need: &str, profile: &str) -> Option<f64> {
        let need: Need =
            serde_json::from_str(&format!(r#"{{"id":"n","title":"t",{need}}}"#)).unwrap();
        let profile: Profile = serde_json::from_str(&format!(
            r#"{{"id":"p","kind":"expert","name":"示例甲",{profile}}}"#
        ))
        .unwrap();
        let facts = ProfileFacts::of(&profile);
        let facet = facts.get(feature.facet().unwrap())?;
        value(feature, &NeedFacts::of(&need), facet, context).map(|v| v.to_f64())
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
        let wishes =
            r#""preferences":{"kinds":["research"],"industries":["C26"],"min_budget":100}"#;
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
}
