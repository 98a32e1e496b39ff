//! Readiness: technology readiness against the least wanted.

use super::declaration::{FeatureDeclaration, StructuredFeature};
use super::{Fact, NeedView, Target};
use crate::compiled::query::Query;
use crate::model::facts::{NeedFacts, ProfileFacts};
use crate::num::Fraction;
use crate::score::certainty::Known;
use crate::words::Worded;

/// The readiness feature.
pub(crate) struct ReadinessFeature;

impl FeatureDeclaration for ReadinessFeature {
    const ENGLISH: &'static str = "readiness";
    const WEIGHT: f64 = 0.03;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(need: &NeedFacts, _: &Query) -> bool {
        need.readiness.is_some()
    }
}

impl StructuredFeature for ReadinessFeature {
    type Offer<'v> = u8;

    fn value(view: NeedView<'_>, held: u8) -> Option<Known> {
        // More than is wanted is no better: the ratio stops at 1.
        let ratio = Fraction::ratio(u64::from(held), u64::from(view.need.readiness?));
        Some(Known::stated(ratio))
    }

    fn fact(view: NeedView<'_>, held: u8) -> Option<Fact> {
        let wanted = view.need.readiness?;
        Some(Fact::Readiness(ReadinessFact { wanted, held }))
    }

    fn target(view: NeedView<'_>, _: &ProfileFacts, least: f64) -> Option<Target> {
        let readiness = (1..=9).find(|&level| Self::reaches(view, level, least))?;
        Some(Target::Readiness(ReadinessTarget { readiness }))
    }
}

/// Technology readiness, 1 to 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct ReadinessFact {
    /// The least wanted, 1 to 9.
    pub wanted: u8,
    /// The profile's, 1 to 9.
    pub held: u8,
}

impl Worded for ReadinessFact {
    fn chinese(&self) -> String {
        let Self { wanted, held } = self;
        format!("技术成熟度要求不低于{wanted}级，供方为{held}级")
    }

    fn english(&self) -> String {
        let Self { wanted, held } = self;
        format!("technology readiness of at least {wanted} is wanted, the profile is at {held}")
    }
}

/// At least this technology readiness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct ReadinessTarget {
    /// The least that suffices, 1 to 9.
    pub readiness: u8,
}

impl Worded for ReadinessTarget {
    fn chinese(&self) -> String {
        format!("技术成熟度达到{}级", self.readiness)
    }

    fn english(&self) -> String {
        format!(
            "its technology readiness would be at least {}",
            self.readiness
        )
    }
}
