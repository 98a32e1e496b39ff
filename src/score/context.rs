//! Context of features and explanations: taxonomies, places, the day, and the need's analysed text.

use crate::compiled::Calibration;
use crate::compiled::query::{NeedTerms, Query};
use crate::infer::Infer;
use crate::model::coded::CodeTree;
use crate::model::facts::NeedFacts;
use crate::model::{Date, Taxonomies};
use crate::rule::{PlaceContext, Rules};
use crate::text::Analyzer;

/// Taxonomies, places and the day that values are computed in.
#[derive(Clone, Debug)]
pub(crate) struct ValueContext {
    pub(crate) taxonomies: Taxonomies,
    pub(crate) places: PlaceContext,
    pub(crate) today: Date,
    /// Whether inferred codes stand in for stated ones.
    pub(crate) infer: Infer,
    /// Whether they do so of industries, and of disciplines: asked for every pair, so worked out once.
    inferred: [bool; 2],
}

impl ValueContext {
    pub(crate) fn new(
        taxonomies: Taxonomies,
        places: PlaceContext,
        today: Date,
        infer: Infer,
    ) -> Self {
        let stands_in =
            |tree: CodeTree| infer != Infer::Never && tree.taxonomy(&taxonomies).is_built_in();
        let inferred = CodeTree::ALL.map(stands_in);
        Self {
            taxonomies,
            places,
            today,
            infer,
            inferred,
        }
    }

    /// The context of a call with these rules.
    pub(crate) fn of(rules: &Rules, infer: Infer) -> Self {
        let (taxonomies, places) = (rules.taxonomies.clone(), rules.places.clone());
        let scored_on = rules.scored_on.unwrap_or(rules.today);
        Self::new(taxonomies, places, scored_on, infer)
    }

    /// Whether inferred codes of `tree` stand in. They are codes of the built-in trees, and mean nothing in others.
    pub(super) fn infers(&self, tree: CodeTree) -> bool {
        let [industries, disciplines] = self.inferred;
        match tree {
            CodeTree::Industries => industries,
            CodeTree::Disciplines => disciplines,
        }
    }
}

/// A need, with the context that its values are computed in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NeedView<'a> {
    pub(crate) need: &'a NeedFacts,
    pub(crate) context: &'a ValueContext,
}

/// A need as one snapshot analysed it, with the parts of the snapshot that explaining a pair reads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExplainContext<'a> {
    pub(crate) analyzer: &'a Analyzer,
    pub(crate) calibration: &'a Calibration,
    pub(crate) terms: &'a NeedTerms,
    pub(crate) query: &'a Query,
    /// Title and keywords of the need, normalised.
    pub(crate) subject: &'a str,
    /// Text of the need without its figures, normalised.
    pub(crate) words: &'a str,
    /// Weight of each of the need's terms, unused ones included.
    pub(crate) weights: &'a [f64],
}
