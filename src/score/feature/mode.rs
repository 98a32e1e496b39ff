//! Mode: a way of working that both sides accept.

use super::declaration::{FeatureDeclaration, StructuredFeature};
use super::{Fact, NeedView, Target};
use crate::compiled::query::Query;
use crate::model::Mode as Way;
use crate::model::facts::{NeedFacts, ProfileFacts};
use crate::num::Fraction;
use crate::score::certainty::Known;
use crate::words::{Worded, chinese, english};

/// The mode feature.
pub(crate) struct ModeFeature;

impl FeatureDeclaration for ModeFeature {
    const ENGLISH: &'static str = "way of working";
    const WEIGHT: f64 = 0.03;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(need: &NeedFacts, _: &Query) -> bool {
        !need.modes.is_empty()
    }
}

impl StructuredFeature for ModeFeature {
    type Offer<'v> = &'v [Way];

    fn value(view: NeedView<'_>, offer: &[Way]) -> Option<Known> {
        let wanted = &view.need.modes;
        let shared = wanted.iter().any(|mode| offer.contains(mode));
        let value = if shared {
            Fraction::ONE
        } else {
            Fraction::ZERO
        };
        // An empty list states nothing: unknown, not zero.
        (!wanted.is_empty() && !offer.is_empty()).then_some(Known::stated(value))
    }

    fn fact(view: NeedView<'_>, offer: &[Way]) -> Option<Fact> {
        Some(Fact::Mode(ModeFact {
            wanted: view.need.modes.clone(),
            offered: offer.to_vec(),
        }))
    }

    fn target(view: NeedView<'_>, _: &ProfileFacts, least: f64) -> Option<Target> {
        let modes = view.need.modes.clone();
        let reaches = Self::reaches(view, &modes, least);
        reaches.then_some(Target::Modes(ModesTarget { modes }))
    }
}

/// Ways of working of both sides.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct ModeFact {
    /// Ways that the need accepts.
    pub wanted: Vec<Way>,
    /// Ways that the profile accepts.
    pub offered: Vec<Way>,
}

impl Worded for ModeFact {
    fn chinese(&self) -> String {
        let (wanted, offered) = (chinese::modes(&self.wanted), chinese::modes(&self.offered));
        format!("企业可接受{wanted}，供方可接受{offered}")
    }

    fn english(&self) -> String {
        let modes = |modes| english::modes(modes, "or");
        let (wanted, offered) = (modes(&self.wanted), modes(&self.offered));
        format!("the enterprise accepts {wanted}, the profile {offered}")
    }
}

/// One of these ways of working.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct ModesTarget {
    /// Ways that the need accepts.
    pub modes: Vec<Way>,
}

impl Worded for ModesTarget {
    fn chinese(&self) -> String {
        format!("可接受{}之一", chinese::modes(&self.modes))
    }

    fn english(&self) -> String {
        format!("it would accept {}", english::modes(&self.modes, "or"))
    }
}
