//! Region: nearness of the two places, by their paths, the distance, corridors, and how far the profile goes.

use super::declaration::{FeatureDeclaration, StructuredFeature};
use super::{Fact, NeedView, Target};
use crate::compiled::query::Query;
use crate::model::facts::{NeedFacts, Place, ProfileFacts};
use crate::model::{Reach, RegionPath};
use crate::num::Fraction;
use crate::rule::PlaceContext;
use crate::score::certainty::Known;
use crate::words::{Worded, chinese, english};

/// Value of a known pair of places that share no level, the province, the city, the district.
const SHARED_LEVELS: [f64; 4] = [0.0, 0.6, 0.85, 1.0];
/// Distance at which nearness is one half, in km: about two hours on the road.
const HALF_DISTANCE_KM: f64 = 150.0;
/// Least nearness of a profile that works remotely.
const REMOTE_FLOOR: f64 = 0.6;
/// Least nearness of a profile that travels anywhere.
const NATIONWIDE_FLOOR: f64 = 0.4;
/// Nearness of two places in one corridor.
const CORRIDOR: f64 = 0.85;

/// The region feature.
pub(crate) struct RegionFeature;

impl FeatureDeclaration for RegionFeature {
    const ENGLISH: &'static str = "region";
    const WEIGHT: f64 = 0.04;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(_: &NeedFacts, _: &Query) -> bool {
        // A profile that works remotely is near whatever place the need leaves open.
        true
    }
}

impl StructuredFeature for RegionFeature {
    type Offer<'v> = &'v Place;

    fn value(view: NeedView<'_>, offer: &Place) -> Option<Known> {
        let (need, places) = (&view.need.place, &view.context.places);
        let offer = &*offer.towards(need);
        let distance = places.distance_km(need, offer);
        nearness(need, offer, distance, places).map(Known::stated)
    }

    fn fact(view: NeedView<'_>, offer: &Place) -> Option<Fact> {
        let (need, places) = (&view.need.place, &view.context.places);
        let offer = &*offer.towards(need);
        let both = need.region.as_ref().zip(offer.region.as_ref());
        let corridor = both.and_then(|(a, b)| places.corridor(a, b));
        Some(Fact::Region(RegionFact {
            need: need.region.clone(),
            profile: offer.region.clone(),
            distance_km: places.distance_km(need, offer),
            corridor: corridor.map(|corridor| corridor.name.clone()),
            reach: offer.reach,
        }))
    }

    fn target(_: NeedView<'_>, _: &ProfileFacts, _: f64) -> Option<Target> {
        // Nobody moves for a match, and how far a profile goes is its owner's to say.
        None
    }
}

/// Nearness of two places `distance` km apart, `None` if nothing is known that could be compared.
pub(in crate::score) fn nearness(
    need: &Place,
    profile: &Place,
    distance: Option<f64>,
    places: &PlaceContext,
) -> Option<Fraction> {
    let regions = need.region.as_ref().zip(profile.region.as_ref());
    let shared = regions.map(|(a, b)| a.common_depth(b));
    let in_corridor = regions.is_some_and(|(a, b)| places.corridor(a, b).is_some());
    best_of((shared, in_corridor), distance, profile.reach).map(Fraction::from_f64)
}

/// The best of all known ways to be near: each is a reason by itself, and a poor one takes nothing from it. `shared` levels
/// of known regions, and whether both lie in one corridor.
pub(in crate::score) fn best_of(
    (shared, in_corridor): (Option<usize>, bool),
    distance: Option<f64>,
    reach: Option<Reach>,
) -> Option<f64> {
    let mut best: Option<f64> = None;
    let mut raise = |value: f64| best = Some(best.map_or(value, |b| b.max(value)));
    if let Some(shared) = shared {
        // Levels below the district add nothing.
        raise(SHARED_LEVELS[shared.min(3)]);
    }
    if in_corridor {
        raise(CORRIDOR);
    }
    if let Some(distance) = distance {
        raise(HALF_DISTANCE_KM / (HALF_DISTANCE_KM + distance));
    }
    match reach {
        Some(Reach::Remote) => raise(REMOTE_FLOOR),
        Some(Reach::Nationwide) => raise(NATIONWIDE_FLOOR),
        // A reach within the province bars by rule and adds no nearness.
        Some(Reach::District | Reach::City | Reach::Province) | None => {}
    }
    best
}

/// Whether no distance makes regions nearer that share so many levels.
pub(in crate::score) fn is_nearest(shared: usize) -> bool {
    SHARED_LEVELS[shared.min(3)] >= 1.0
}

/// Whether [`best_of`] knows anything to compare: both regions, a distance, or a reach that makes any place near.
pub(in crate::score) fn is_known(
    has_regions: bool,
    has_distance: bool,
    reach: Option<Reach>,
) -> bool {
    let shared = has_regions.then_some(0);
    let distance = has_distance.then_some(0.0);
    best_of((shared, false), distance, reach).is_some()
}

/// Both places.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct RegionFact {
    /// Region of the need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need: Option<RegionPath>,
    /// Region of the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<RegionPath>,
    /// Distance in whole km.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_km: Option<f64>,
    /// The corridor that holds both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corridor: Option<String>,
    /// How far the profile goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<Reach>,
}

impl Worded for RegionFact {
    fn chinese(&self) -> String {
        let region = |region: &Option<RegionPath>| region.as_ref().map(chinese::region);
        let corridor = self.corridor.as_ref();
        chinese::clauses([
            region(&self.need).map(|region| format!("需求在{region}")),
            region(&self.profile).map(|region| format!("供方在{region}")),
            self.distance_km
                .map(|distance| format!("相距{}", chinese::km(distance))),
            corridor.map(|name| format!("同属{}", chinese::quoted(name))),
            self.reach.map(|reach| chinese::goes(reach).to_owned()),
        ])
    }

    fn english(&self) -> String {
        let (need, profile) = (self.need.as_ref(), self.profile.as_ref());
        let corridor = self.corridor.as_ref();
        english::clauses([
            need.map(|region| format!("the need is in {region}")),
            profile.map(|region| format!("the profile is in {region}")),
            self.distance_km
                .map(|distance| format!("the distance is {}", english::km(distance))),
            corridor.map(|name| format!("both lie in the corridor {}", english::quoted(name))),
            self.reach
                .map(|reach| format!("the profile {}", english::goes(reach))),
        ])
    }
}
