//! What the two sides state of each feature: the facts behind its value.

use super::{Feature, Scorer};
use crate::model::facts::{FacetValue, Place, ProfileFacts};
use crate::model::{Budget, Code, Date, Level, Mode, Reach, RegionPath, Taxonomy};

/// A code with its names, where the taxonomy has them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Named {
    /// The code.
    pub code: Code,
    /// The name, in the language of the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The English name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
}

/// Codes of both sides. Those that are not stated are inferred from the side's text ([`crate::infer`]).
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Fields {
    /// Those of the need.
    pub wanted: Vec<Named>,
    /// Those of the profile.
    pub offered: Vec<Named>,
    /// How sure those of the need are, from 0 to 1, where they are inferred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted_confidence: Option<f64>,
    /// How sure those of the profile are, from 0 to 1, where they are inferred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offered_confidence: Option<f64>,
}

/// What was compared for the value of one known feature. JSON: an object whose `feature` names the variant.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(tag = "feature", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fact {
    /// Industries.
    Industry(Fields),
    /// Disciplines.
    Discipline(Fields),
    /// Places.
    Region {
        /// Where the need is.
        #[serde(skip_serializing_if = "Option::is_none")]
        need: Option<RegionPath>,
        /// Where the profile is.
        #[serde(skip_serializing_if = "Option::is_none")]
        profile: Option<RegionPath>,
        /// Distance in whole km.
        #[serde(skip_serializing_if = "Option::is_none")]
        distance_km: Option<f64>,
        /// The corridor that holds both.
        #[serde(skip_serializing_if = "Option::is_none")]
        corridor: Option<String>,
        /// How far the profile goes.
        #[serde(skip_serializing_if = "Option::is_none")]
        reach: Option<Reach>,
    },
    /// Standing.
    Level {
        /// The least wanted.
        wanted: Level,
        /// The profile's.
        held: Level,
    },
    /// Technology readiness, 1 to 9.
    Readiness {
        /// The least wanted.
        wanted: u8,
        /// The profile's.
        held: u8,
    },
    /// Ways of working.
    Mode {
        /// Those of the need.
        wanted: Vec<Mode>,
        /// Those of the profile.
        offered: Vec<Mode>,
    },
    /// Money, in 万元.
    Budget {
        /// What the need can pay or wants to borrow.
        wanted: Budget,
        /// What the profile asks or lends.
        offered: Budget,
    },
    /// Days and places free.
    Availability {
        /// The need's last day.
        #[serde(skip_serializing_if = "Option::is_none")]
        deadline: Option<Date>,
        /// First day of the profile.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<Date>,
        /// Last day of the profile.
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
        /// Firms it may serve at once.
        #[serde(skip_serializing_if = "Option::is_none")]
        capacity: Option<u32>,
        /// Firms it serves now.
        #[serde(skip_serializing_if = "Option::is_none")]
        load: Option<u32>,
    },
    /// Earlier matches.
    TrackRecord {
        /// All of them.
        matched: u32,
        /// Those that were settled.
        settled: u32,
    },
    /// The latest dated work.
    Recency {
        /// Its year.
        latest: i32,
    },
}

impl Fact {
    /// The feature that was compared.
    pub const fn feature(&self) -> Feature {
        match self {
            Self::Industry(_) => Feature::Industry,
            Self::Discipline(_) => Feature::Discipline,
            Self::Region { .. } => Feature::Region,
            Self::Level { .. } => Feature::Level,
            Self::Readiness { .. } => Feature::Readiness,
            Self::Mode { .. } => Feature::Mode,
            Self::Budget { .. } => Feature::Budget,
            Self::Availability { .. } => Feature::Availability,
            Self::TrackRecord { .. } => Feature::TrackRecord,
            Self::Recency { .. } => Feature::Recency,
        }
    }
}

/// The facts behind `feature`, where both sides state something that is compared.
pub(super) fn fact(scorer: &Scorer<'_>, feature: Feature, profile: &ProfileFacts) -> Option<Fact> {
    let need = &scorer.need;
    let trees = &scorer.rules.taxonomies;
    Some(match (feature, profile.get(feature.facet()?)?) {
        (Feature::Industry, offer) => Fact::Industry(fields(scorer, offer, &trees.industries)?),
        (Feature::Discipline, offer) => {
            Fact::Discipline(fields(scorer, offer, &trees.disciplines)?)
        }
        (Feature::Region, FacetValue::Place(place)) => region(scorer, place),
        (Feature::Level, FacetValue::Level(held)) => Fact::Level {
            wanted: need.level?,
            held: *held,
        },
        (Feature::Readiness, FacetValue::Readiness(held)) => Fact::Readiness {
            wanted: need.readiness?,
            held: *held,
        },
        (Feature::Mode, FacetValue::Modes(offered)) => Fact::Mode {
            wanted: need.modes.clone(),
            offered: offered.clone(),
        },
        (Feature::Budget, FacetValue::Budget(offered)) => Fact::Budget {
            wanted: need.budget?,
            offered: *offered,
        },
        (Feature::Availability, FacetValue::Availability(a)) => Fact::Availability {
            deadline: need.deadline,
            from: a.from,
            until: a.until,
            capacity: a.capacity,
            load: a.load,
        },
        (Feature::TrackRecord, FacetValue::TrackRecord(record)) => Fact::TrackRecord {
            matched: record.matched,
            settled: record.settled,
        },
        (Feature::Recency, FacetValue::LatestWork(latest)) => Fact::Recency { latest: *latest },
        _ => return None,
    })
}

fn fields(scorer: &Scorer<'_>, offer: &FacetValue, tree: &Taxonomy) -> Option<Fields> {
    let (wanted, offered) = (scorer.wanted(offer.facet()), scorer.offered(offer)?);
    Some(Fields {
        wanted: named(wanted.codes, tree),
        offered: named(offered.codes, tree),
        wanted_confidence: wanted.confidence(),
        offered_confidence: offered.confidence(),
    })
}

fn region(scorer: &Scorer<'_>, profile: &Place) -> Fact {
    let (need, places) = (&scorer.need.place, &scorer.rules.places);
    let both = need.region.as_ref().zip(profile.region.as_ref());
    let corridor = both.and_then(|(a, b)| places.corridor(a, b));
    Fact::Region {
        need: need.region.clone(),
        profile: profile.region.clone(),
        distance_km: places.distance_km(need, profile),
        corridor: corridor.map(|corridor| corridor.name.clone()),
        reach: profile.reach,
    }
}

fn named(codes: &[Code], tree: &Taxonomy) -> Vec<Named> {
    let name = |code: &Code| {
        let node = tree.get(code);
        Named {
            code: code.clone(),
            name: node.map(|node| node.name().to_owned()),
            name_en: node.and_then(|node| node.name_en()).map(str::to_owned),
        }
    };
    codes.iter().map(name).collect()
}
