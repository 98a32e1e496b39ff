//! Facets by name: how a profile's facts travel as one canonical text each.

use serde::de::DeserializeOwned;

use super::facts::FacetValue;
use crate::error::{Error, Result};

/// A group of facts that rules and features look at together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Facet {
    /// Kind and status.
    Class,
    /// Organisation.
    Organization,
    /// Region, coordinates, reach.
    Place,
    /// Industries.
    Industries,
    /// Disciplines.
    Disciplines,
    /// Standing.
    Level,
    /// Technology readiness.
    Readiness,
    /// Ways of working.
    Modes,
    /// Price or amount.
    Budget,
    /// Days free, capacity and load.
    Availability,
    /// Earlier matches.
    TrackRecord,
    /// Year of the latest work.
    LatestWork,
    /// Conflicts, vetoes, eligibility.
    Limits,
    /// Preferences.
    Wishes,
}

impl Facet {
    /// Every facet, in order.
    pub const ALL: [Self; 14] = [
        Self::Class,
        Self::Organization,
        Self::Place,
        Self::Industries,
        Self::Disciplines,
        Self::Level,
        Self::Readiness,
        Self::Modes,
        Self::Budget,
        Self::Availability,
        Self::TrackRecord,
        Self::LatestWork,
        Self::Limits,
        Self::Wishes,
    ];

    /// Name of the facet's column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Organization => "organization",
            Self::Place => "place",
            Self::Industries => "industries",
            Self::Disciplines => "disciplines",
            Self::Level => "level",
            Self::Readiness => "readiness",
            Self::Modes => "modes",
            Self::Budget => "budget",
            Self::Availability => "availability",
            Self::TrackRecord => "track_record",
            Self::LatestWork => "latest_work",
            Self::Limits => "limits",
            Self::Wishes => "wishes",
        }
    }
}

fn read<T: DeserializeOwned>(facet: Facet, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::invalid(facet.as_str(), text, e.to_string()))
}

impl FacetValue {
    /// Which facet this is a value of.
    pub fn facet(&self) -> Facet {
        match self {
            Self::Class(_) => Facet::Class,
            Self::Organization(_) => Facet::Organization,
            Self::Place(_) => Facet::Place,
            Self::Industries(_) | Self::InferredIndustries(_) => Facet::Industries,
            Self::Disciplines(_) | Self::InferredDisciplines(_) => Facet::Disciplines,
            Self::Level(_) => Facet::Level,
            Self::Readiness(_) => Facet::Readiness,
            Self::Modes(_) => Facet::Modes,
            Self::Budget(_) => Facet::Budget,
            Self::Availability(_) => Facet::Availability,
            Self::TrackRecord(_) => Facet::TrackRecord,
            Self::LatestWork(_) => Facet::LatestWork,
            Self::Limits(_) => Facet::Limits,
            Self::Wishes(_) => Facet::Wishes,
        }
    }

    /// Canonical JSON: equal values, equal text.
    ///
    /// # Errors
    /// Invalid input where a value has no JSON form (a defect of this crate).
    pub fn to_json(&self) -> Result<String> {
        let text = match self {
            Self::Class(value) => serde_json::to_string(value),
            Self::Organization(value) => serde_json::to_string(value),
            Self::Place(value) => serde_json::to_string(value),
            Self::Industries(value) | Self::Disciplines(value) => serde_json::to_string(value),
            Self::InferredIndustries(value) | Self::InferredDisciplines(value) => {
                serde_json::to_string(value)
            }
            Self::Level(value) => serde_json::to_string(value),
            Self::Readiness(value) => serde_json::to_string(value),
            Self::Modes(value) => serde_json::to_string(value),
            Self::Budget(value) => serde_json::to_string(value),
            Self::Availability(value) => serde_json::to_string(value),
            Self::TrackRecord(value) => serde_json::to_string(value),
            Self::LatestWork(value) => serde_json::to_string(value),
            Self::Limits(value) => serde_json::to_string(value),
            Self::Wishes(value) => serde_json::to_string(value),
        };
        text.map_err(|e| Error::invalid(self.facet().as_str(), e, "report this value as a defect"))
    }

    /// The value that [`FacetValue::to_json`] wrote.
    ///
    /// # Errors
    /// Invalid input where the text is not of that facet.
    pub fn from_json(facet: Facet, text: &str) -> Result<Self> {
        Ok(match facet {
            Facet::Class => Self::Class(read(facet, text)?),
            Facet::Organization => Self::Organization(read(facet, text)?),
            Facet::Place => Self::Place(read(facet, text)?),
            // Stated codes are a list, inferred ones an object.
            Facet::Industries if text.starts_with('{') => {
                Self::InferredIndustries(read(facet, text)?)
            }
            Facet::Disciplines if text.starts_with('{') => {
                Self::InferredDisciplines(read(facet, text)?)
            }
            Facet::Industries => Self::Industries(read(facet, text)?),
            Facet::Disciplines => Self::Disciplines(read(facet, text)?),
            Facet::Level => Self::Level(read(facet, text)?),
            Facet::Readiness => Self::Readiness(read(facet, text)?),
            Facet::Modes => Self::Modes(read(facet, text)?),
            Facet::Budget => Self::Budget(read(facet, text)?),
            Facet::Availability => Self::Availability(read(facet, text)?),
            Facet::TrackRecord => Self::TrackRecord(read(facet, text)?),
            Facet::LatestWork => Self::LatestWork(read(facet, text)?),
            Facet::Limits => Self::Limits(read(facet, text)?),
            Facet::Wishes => Self::Wishes(read(facet, text)?),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Facet;
    use crate::model::facts::{FacetValue, Inferred, ProfileFacts};
    use crate::model::{Profile, ProfileKind};

    #[test]
    fn every_facet_survives_its_text() {
        let json = r#"{"id":"p","kind":"policy","name":"示例政策","organization":"示例局","region":"山东省/淄博市",
            "coordinates":{"lon":118.05,"lat":36.8},"reach":"city","industries":["C27","C26"],"disciplines":["530"],
            "level":"professor","readiness":6,"modes":["loan","voucher"],"budget":{"max":500},
            "available_from":"2024-01-01","capacity":3,"load":1,"track_record":{"matched":3,"settled":2},
            "works":[{"title":"a","year":2020,"authors":["示例乙"]}],"conflicts":["甲公司"],
            "vetoes":{"min_budget":5,"max_distance_km":100},"preferences":{"kinds":["finance"],"max_distance_km":50},
            "eligibility":["region in 山东省/淄博市"]}"#;
        let profile: Profile = serde_json::from_str(json).unwrap();
        let facts = ProfileFacts::of(&profile);
        for facet in Facet::ALL {
            let value = facts.get(facet).unwrap();
            let text = value.to_json().unwrap();
            assert_eq!(FacetValue::from_json(facet, &text).unwrap(), *value);
        }
    }

    #[test]
    fn inferred_codes_survive_their_text_and_are_not_stated_ones() {
        let inferred = Inferred::new(["C27".parse().unwrap(), "C26".parse().unwrap()], 65);
        let value = FacetValue::InferredIndustries(inferred);
        let text = value.to_json().unwrap();
        assert_eq!(text, r#"{"codes":["C26","C27"],"percent":65}"#);
        assert_eq!(
            FacetValue::from_json(Facet::Industries, &text).unwrap(),
            value
        );
        assert!(FacetValue::from_json(Facet::Disciplines, &text).unwrap() != value);
    }

    #[test]
    fn a_bare_profile_has_a_class_only() {
        let facts = ProfileFacts::of(&Profile::new("p", ProfileKind::Expert, "示例甲").unwrap());
        let known: Vec<_> = facts.iter().map(|(facet, _)| facet).collect();
        assert_eq!(known, [Facet::Class]);
    }
}
