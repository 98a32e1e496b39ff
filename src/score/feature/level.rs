//! Level: standing of the person against the least wanted.

use super::declaration::{FeatureDeclaration, StructuredFeature};
use super::{Fact, NeedView, Target};
use crate::compiled::query::Query;
use crate::model::Level as Standing;
use crate::model::facts::{NeedFacts, ProfileFacts};
use crate::num::Fraction;
use crate::score::certainty::Known;
use crate::words::{Worded, english};

/// The level feature.
pub(crate) struct LevelFeature;

impl FeatureDeclaration for LevelFeature {
    const ENGLISH: &'static str = "level";
    const WEIGHT: f64 = 0.03;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(need: &NeedFacts, _: &Query) -> bool {
        need.level.is_some()
    }
}

impl StructuredFeature for LevelFeature {
    type Offer<'v> = Standing;

    fn value(view: NeedView<'_>, held: Standing) -> Option<Known> {
        // Counted from 1, so that the lowest standing is not worth zero.
        let (wanted, held) = (view.need.level? as u64 + 1, held as u64 + 1);
        Some(Known::stated(Fraction::ratio(held, wanted)))
    }

    fn fact(view: NeedView<'_>, held: Standing) -> Option<Fact> {
        let wanted = view.need.level?;
        Some(Fact::Level(LevelFact { wanted, held }))
    }

    fn target(view: NeedView<'_>, _: &ProfileFacts, least: f64) -> Option<Target> {
        // Lowest first, so that the target is the least that suffices.
        let mut levels = Standing::ALL.iter().copied();
        let level = levels.find(|&level| Self::reaches(view, level, least))?;
        Some(Target::Level(LevelTarget { level }))
    }
}

/// Standing of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct LevelFact {
    /// The least wanted.
    pub wanted: Standing,
    /// The profile's.
    pub held: Standing,
}

impl Worded for LevelFact {
    fn chinese(&self) -> String {
        let (wanted, held) = (self.wanted.as_chinese(), self.held.as_chinese());
        format!("要求不低于{wanted}，供方为{held}")
    }

    fn english(&self) -> String {
        let (wanted, held) = (english::level(self.wanted), english::level(self.held));
        format!("at least {wanted} is wanted, the profile is {held}")
    }
}

/// At least this standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct LevelTarget {
    /// The least that suffices.
    pub level: Standing,
}

impl Worded for LevelTarget {
    fn chinese(&self) -> String {
        format!("层次达到{}", self.level.as_chinese())
    }

    fn english(&self) -> String {
        format!(
            "the profile would be at least {}",
            english::level(self.level)
        )
    }
}
