//! The features of a score, one file each.
//!
//! A file declares its feature: weight, neutral prior, the statement it asks of the need, and (structured ones) value,
//! fact, target and the clauses of both languages. This page names and registers them. A missing part does not
//! compile; [`crate::_documentation::adding`] has the walk.

mod availability;
mod budget;
mod codes;
mod declaration;
mod discipline;
mod industry;
mod level;
mod mode;
mod need_preference;
mod profile_preference;
mod quantity;
mod readiness;
mod recency;
pub(in crate::score) mod region;
mod text;
mod track_record;
mod vector;

pub use availability::AvailabilityFact;
pub use budget::{BudgetFact, PriceTarget};
pub use codes::{CodesFact, Named};
pub use discipline::DisciplinesTarget;
pub use industry::IndustriesTarget;
pub use level::{LevelFact, LevelTarget};
pub use mode::{ModeFact, ModesTarget};
pub use quantity::FiguresTarget;
pub use readiness::{ReadinessFact, ReadinessTarget};
pub use recency::{LatestWorkTarget, RecencyFact};
pub use region::RegionFact;
pub use track_record::TrackRecordFact;

use declaration::{FeatureDeclaration, StructuredFeature, features};

use super::certainty::Known;
pub(crate) use super::context::NeedView;
use crate::compiled::query::Query;
use crate::model::coded::Codes;
use crate::model::facts::{FacetValue, NeedFacts, ProfileFacts};
use crate::model::spelled::spelled;
use crate::model::{Facet, Language};
use crate::num::Fraction;
use crate::words::Worded;

spelled! {
    /// One named part of a score. Each has a value from 0 to 1, or is unknown for a pair.
    pub enum Feature as "feature" {
        /// Text of the need against the text of the profile's statement and works (BM25F).
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
        /// Preferences of the enterprise about the profile.
        NeedPreference = "need_preference" | "企业偏好",
        /// Preferences of the profile's owner about the need.
        ProfilePreference = "profile_preference" | "供方偏好",
        /// Nearness of the users' vectors: the need's to that of the profile's best evidence.
        Vector = "vector" | "向量",
        /// Figures that the need demands against the figures that the statement and the works state.
        Quantity = "quantity" | "指标",
    }
}

features! {
    structured {
        Industry: industry::IndustryFeature, of Industries {
            Industries(codes) => Codes::stated(codes), InferredIndustries(guess) => Codes::inferred(guess)
        }
        Discipline: discipline::DisciplineFeature, of Disciplines {
            Disciplines(codes) => Codes::stated(codes), InferredDisciplines(guess) => Codes::inferred(guess)
        }
        Region: region::RegionFeature, of Place { Place(place) => place }
        Level: level::LevelFeature, of Level { Level(held) => *held }
        Readiness: readiness::ReadinessFeature, of Readiness { Readiness(held) => *held }
        Mode: mode::ModeFeature, of Modes { Modes(modes) => modes }
        Budget: budget::BudgetFeature, of Budget { Budget(offer) => *offer }
        Availability: availability::AvailabilityFeature, of Availability { Availability(free) => free }
        TrackRecord: track_record::TrackRecordFeature, of TrackRecord { TrackRecord(record) => record }
        Recency: recency::RecencyFeature, of LatestWork { LatestWork(year) => *year }
        ProfilePreference: profile_preference::ProfilePreferenceFeature, of Wishes { Wishes(wishes) => wishes }
    }
    beside {
        Text: text::TextFeature,
        NeedPreference: need_preference::NeedPreferenceFeature,
        Vector: vector::VectorFeature,
        Quantity: quantity::QuantityFeature,
    }
    unread {
        Class,
        Organization,
        Limits,
    }
}

/// Compared values of one known feature. JSON: an object whose `feature` names the variant.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "feature", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fact {
    /// Industries of both sides.
    Industry(CodesFact),
    /// Disciplines of both sides.
    Discipline(CodesFact),
    /// Places of both sides.
    Region(RegionFact),
    /// Standing wanted and held.
    Level(LevelFact),
    /// Technology readiness wanted and held.
    Readiness(ReadinessFact),
    /// Ways of working of both sides.
    Mode(ModeFact),
    /// Money of both sides.
    Budget(BudgetFact),
    /// Days and places free.
    Availability(AvailabilityFact),
    /// Earlier matches.
    TrackRecord(TrackRecordFact),
    /// The latest dated work.
    Recency(RecencyFact),
}

impl Fact {
    /// The feature that was compared.
    #[must_use]
    pub const fn feature(&self) -> Feature {
        match self {
            Self::Industry(_) => Feature::Industry,
            Self::Discipline(_) => Feature::Discipline,
            Self::Region(_) => Feature::Region,
            Self::Level(_) => Feature::Level,
            Self::Readiness(_) => Feature::Readiness,
            Self::Mode(_) => Feature::Mode,
            Self::Budget(_) => Feature::Budget,
            Self::Availability(_) => Feature::Availability,
            Self::TrackRecord(_) => Feature::TrackRecord,
            Self::Recency(_) => Feature::Recency,
        }
    }

    /// As a clause without a full stop; empty if there is nothing to say.
    pub(crate) fn clause(&self, language: Language) -> String {
        let fact: &dyn Worded = match self {
            Self::Industry(fact) | Self::Discipline(fact) => fact,
            Self::Region(fact) => fact,
            Self::Level(fact) => fact,
            Self::Readiness(fact) => fact,
            Self::Mode(fact) => fact,
            Self::Budget(fact) => fact,
            Self::Availability(fact) => fact,
            Self::TrackRecord(fact) => fact,
            Self::Recency(fact) => fact,
        };
        fact.clause(language)
    }
}

/// Statement with which a profile's record reaches a value. JSON: an object whose `field` names the variant.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "field", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Target {
    /// At least this standing.
    Level(LevelTarget),
    /// At least this technology readiness.
    Readiness(ReadinessTarget),
    /// A work of this year or later.
    LatestWork(LatestWorkTarget),
    /// One of these ways of working.
    Modes(ModesTarget),
    /// All of these industries.
    Industries(IndustriesTarget),
    /// All of these disciplines.
    Disciplines(DisciplinesTarget),
    /// A price of at most this.
    Price(PriceTarget),
    /// Figures that satisfy these demands.
    Figures(FiguresTarget),
}

impl Target {
    /// As a clause without a full stop.
    pub(crate) fn clause(&self, language: Language) -> String {
        let target: &dyn Worded = match self {
            Self::Level(target) => target,
            Self::Readiness(target) => target,
            Self::LatestWork(target) => target,
            Self::Modes(target) => target,
            Self::Industries(target) => target,
            Self::Disciplines(target) => target,
            Self::Price(target) => target,
            Self::Figures(target) => target,
        };
        target.clause(language)
    }
}

#[cfg(test)]
mod tests;
