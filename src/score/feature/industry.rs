//! Industry: nearness of both sides' codes in the industry tree.

use super::declaration::{FeatureDeclaration, StructuredFeature};
use super::{Fact, NeedView, Target};
use crate::compiled::query::Query;
use crate::model::Code;
use crate::model::coded::{CodeTree, Codes};
use crate::model::facts::{NeedFacts, ProfileFacts};
use crate::num::Fraction;
use crate::score::certainty::Known;
use crate::words::{Worded, chinese, english};

/// The industry feature.
pub(crate) struct IndustryFeature;

impl FeatureDeclaration for IndustryFeature {
    const ENGLISH: &'static str = "industry";
    const WEIGHT: f64 = 0.08;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(need: &NeedFacts, _: &Query) -> bool {
        !need.industries.is_empty()
    }
}

impl StructuredFeature for IndustryFeature {
    type Offer<'v> = Codes<'v>;

    fn value(view: NeedView<'_>, offer: Codes<'_>) -> Option<Known> {
        view.nearness(CodeTree::Industries, offer)
    }

    fn fact(view: NeedView<'_>, offer: Codes<'_>) -> Option<Fact> {
        Some(Fact::Industry(view.compared(CodeTree::Industries, offer)))
    }

    fn target(view: NeedView<'_>, _: &ProfileFacts, least: f64) -> Option<Target> {
        let codes = view.need.industries.clone();
        let reaches = Self::reaches(view, Codes::stated(&codes), least);
        reaches.then_some(Target::Industries(IndustriesTarget { codes }))
    }
}

/// All of these industries.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct IndustriesTarget {
    /// The need's codes.
    pub codes: Vec<Code>,
}

impl Worded for IndustriesTarget {
    fn chinese(&self) -> String {
        format!("行业包括{}", chinese::codes(&self.codes))
    }

    fn english(&self) -> String {
        format!(
            "its industries would include {}",
            english::codes(&self.codes)
        )
    }
}
