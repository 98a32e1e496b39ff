//! The features of a score, by name.

use crate::model::Facet;
use crate::model::spelled::spelled;

spelled! {
    /// One named part of a score. Each has a value from 0 to 1, or is unknown for a pair.
    pub enum Feature as "feature" {
        /// What the need says against what the profile's statement and works say (BM25F).
        Text = "text" | "文本",
        /// Nearness in the industry tree.
        Industry = "industry" | "行业",
        /// Nearness in the discipline tree.
        Discipline = "discipline" | "学科",
        /// Nearness of the places, corridors, willingness to travel or to work remotely.
        Region = "region" | "地区",
        /// Standing of the person against the least wanted.
        Level = "level" | "层次",
        /// Technology readiness against the least wanted.
        Readiness = "readiness" | "成熟度",
        /// A way of working that both accept.
        Mode = "mode" | "合作方式",
        /// Budget against price, or amount wanted against amount lent.
        Budget = "budget" | "预算",
        /// Days free before the deadline, places left.
        Availability = "availability" | "可用性",
        /// Share of earlier matches that were settled, smoothed.
        TrackRecord = "track_record" | "履历",
        /// Age of the latest work.
        Recency = "recency" | "近期成果",
        /// What the enterprise would like of the profile.
        NeedPreference = "need_preference" | "企业偏好",
        /// What the profile's owner would like of the need.
        ProfilePreference = "profile_preference" | "供方偏好",
        /// Cosine of the users' vectors: the need's with that of the profile's best evidence.
        Vector = "vector" | "向量",
        /// Figures that the need demands against those that the statement and the works state.
        Quantity = "quantity" | "指标",
    }
}

impl Feature {
    /// The facet of the profile that the feature looks at; `None` for text, vectors and figures, and for the need's
    /// preferences, which look at several.
    pub const fn facet(self) -> Option<Facet> {
        Some(match self {
            Self::Industry => Facet::Industries,
            Self::Discipline => Facet::Disciplines,
            Self::Region => Facet::Place,
            Self::Level => Facet::Level,
            Self::Readiness => Facet::Readiness,
            Self::Mode => Facet::Modes,
            Self::Budget => Facet::Budget,
            Self::Availability => Facet::Availability,
            Self::TrackRecord => Facet::TrackRecord,
            Self::Recency => Facet::LatestWork,
            Self::ProfilePreference => Facet::Wishes,
            Self::Text | Self::NeedPreference | Self::Vector | Self::Quantity => return None,
        })
    }

    /// The feature that looks at `facet` on its own.
    pub(crate) const fn of_facet(facet: Facet) -> Option<Self> {
        Some(match facet {
            Facet::Industries => Self::Industry,
            Facet::Disciplines => Self::Discipline,
            Facet::Place => Self::Region,
            Facet::Level => Self::Level,
            Facet::Readiness => Self::Readiness,
            Facet::Modes => Self::Mode,
            Facet::Budget => Self::Budget,
            Facet::Availability => Self::Availability,
            Facet::TrackRecord => Self::TrackRecord,
            Facet::LatestWork => Self::Recency,
            Facet::Wishes => Self::ProfilePreference,
            Facet::Class | Facet::Organization | Facet::Limits => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Feature;
    use crate::model::Facet;

    #[test]
    fn a_feature_looks_at_the_facet_that_it_is_of() {
        for &facet in Facet::ALL {
            let looks = |feature: &Feature| feature.facet() == Some(facet);
            let wanted = Feature::ALL.iter().copied().find(looks);
            assert_eq!(Feature::of_facet(facet), wanted, "{facet:?}");
        }
    }
}
