//! Discipline: nearness of both sides' codes in the discipline tree.

use super::declaration::{FeatureDeclaration, StructuredFeature};
use super::{Fact, NeedView, Target};
use crate::compiled::query::Query;
use crate::model::Code;
use crate::model::coded::{CodeTree, Codes};
use crate::model::facts::{NeedFacts, ProfileFacts};
use crate::num::Fraction;
use crate::score::certainty::Known;
use crate::words::{Worded, chinese, english};

/// The discipline feature.
pub(crate) struct DisciplineFeature;

impl FeatureDeclaration for DisciplineFeature {
    const ENGLISH: &'static str = "discipline";
    const WEIGHT: f64 = 0.06;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(need: &NeedFacts, _: &Query) -> bool {
        !need.disciplines.is_empty()
    }
}

impl StructuredFeature for DisciplineFeature {
    type Offer<'v> = Codes<'v>;

    fn value(view: NeedView<'_>, offer: Codes<'_>) -> Option<Known> {
        view.nearness(CodeTree::Disciplines, offer)
    }

    fn fact(view: NeedView<'_>, offer: Codes<'_>) -> Option<Fact> {
        Some(Fact::Discipline(
            view.compared(CodeTree::Disciplines, offer),
        ))
    }

    fn target(view: NeedView<'_>, _: &ProfileFacts, least: f64) -> Option<Target> {
        let codes = view.need.disciplines.clone();
        let reaches = Self::reaches(view, Codes::stated(&codes), least);
        reaches.then_some(Target::Disciplines(DisciplinesTarget { codes }))
    }
}

/// All of these disciplines.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct DisciplinesTarget {
    /// The need's codes.
    pub codes: Vec<Code>,
}

impl Worded for DisciplinesTarget {
    fn chinese(&self) -> String {
        format!("学科包括{}", chinese::codes(&self.codes))
    }

    fn english(&self) -> String {
        format!(
            "its disciplines would include {}",
            english::codes(&self.codes)
        )
    }
}
