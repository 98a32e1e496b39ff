//! Recency: age of the latest work.

use super::declaration::{FeatureDeclaration, StructuredFeature};
use super::{Fact, NeedView, Target};
use crate::compiled::query::Query;
use crate::model::facts::{NeedFacts, ProfileFacts};
use crate::num::Fraction;
use crate::score::certainty::Known;
use crate::words::Worded;

/// Age in years at which a latest work counts half.
const HALF_AGE_YEARS: u64 = 5;
/// Most years back that a target names.
const LONGEST_AGO: i32 = 200;

/// The recency feature.
pub(crate) struct RecencyFeature;

impl FeatureDeclaration for RecencyFeature {
    const ENGLISH: &'static str = "recency";
    /// 0.02 costs .001 MRR on the development sets, within noise.
    const WEIGHT: f64 = 0.01;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(_: &NeedFacts, _: &Query) -> bool {
        // Whatever is needed, a fresher work is welcome.
        true
    }
}

impl StructuredFeature for RecencyFeature {
    type Offer<'v> = i32;

    fn value(view: NeedView<'_>, year: i32) -> Option<Known> {
        // A work announced for a later year is as fresh as one of today.
        let age = u64::try_from(view.context.today.year() - year).unwrap_or(0);
        let value = Fraction::ratio(HALF_AGE_YEARS, HALF_AGE_YEARS + age);
        Some(Known::stated(value))
    }

    fn fact(_: NeedView<'_>, latest: i32) -> Option<Fact> {
        Some(Fact::Recency(RecencyFact { latest }))
    }

    fn target(view: NeedView<'_>, _: &ProfileFacts, least: f64) -> Option<Target> {
        let today = view.context.today.year();
        // Oldest first, so that the target is the earliest year that suffices.
        let mut years = today - LONGEST_AGO..=today;
        let year = years.find(|&year| Self::reaches(view, year, least))?;
        Some(Target::LatestWork(LatestWorkTarget { year }))
    }
}

/// The latest dated work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct RecencyFact {
    /// Year of the latest dated work.
    pub latest: i32,
}

impl Worded for RecencyFact {
    fn chinese(&self) -> String {
        format!("最近一项成果出自{}年", self.latest)
    }

    fn english(&self) -> String {
        format!("the latest dated work is of {}", self.latest)
    }
}

/// A work of this year or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct LatestWorkTarget {
    /// The earliest year that suffices.
    pub year: i32,
}

impl Worded for LatestWorkTarget {
    fn chinese(&self) -> String {
        format!("有{}年或以后的成果", self.year)
    }

    fn english(&self) -> String {
        format!("it would have a work of {} or later", self.year)
    }
}
