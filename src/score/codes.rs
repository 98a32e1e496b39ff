//! The codes that the two sides bring to a tree, stated or inferred.
//!
//! Inferred codes stand in where none are stated, and the value that they give is drawn to its neutral prior
//! by how sure they are. Rules and preferences look at what is stated alone.

use super::Feature;
use super::certainty::Known;
use super::scorer::{Scorer, prior};
use crate::compiled::facets::STATED;
use crate::infer::Infer;
use crate::model::facts::{FacetValue, Inferred};
use crate::model::{Code, Facet, Taxonomy};
use crate::num::Unit;

/// Codes of one side, and how sure they are, in percent: 100 where they are stated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Codes<'a> {
    pub(super) codes: &'a [Code],
    pub(super) percent: u8,
}

impl<'a> Codes<'a> {
    fn stated(codes: &'a [Code]) -> Self {
        Self {
            codes,
            percent: STATED,
        }
    }

    fn inferred(inferred: &'a Inferred) -> Self {
        Self {
            codes: &inferred.codes,
            percent: inferred.percent,
        }
    }

    /// How sure they are, where they are inferred.
    pub(super) fn confidence(self) -> Option<f64> {
        (self.percent < STATED).then(|| f64::from(self.percent) / 100.0)
    }
}

impl Scorer<'_> {
    /// The tree that `facet` has codes of.
    fn tree(&self, facet: Facet) -> Option<&Taxonomy> {
        match facet {
            Facet::Industries => Some(&self.rules.taxonomies.industries),
            Facet::Disciplines => Some(&self.rules.taxonomies.disciplines),
            _ => None,
        }
    }

    /// The need's codes: those it states, else those inferred of it.
    pub(super) fn wanted(&self, facet: Facet) -> Codes<'_> {
        let need = &self.need;
        let (stated, inferred) = match facet {
            Facet::Industries => (&need.industries, &need.inferred_industries),
            _ => (&need.disciplines, &need.inferred_disciplines),
        };
        let inferred = inferred
            .as_ref()
            .filter(|_| stated.is_empty() && self.infers(facet));
        inferred.map_or(Codes::stated(stated), Codes::inferred)
    }

    /// The profile's codes.
    pub(super) fn offered<'v>(&self, value: &'v FacetValue) -> Option<Codes<'v>> {
        match value {
            FacetValue::Industries(codes) | FacetValue::Disciplines(codes) => {
                Some(Codes::stated(codes))
            }
            FacetValue::InferredIndustries(inferred)
            | FacetValue::InferredDisciplines(inferred) => self
                .infers(value.facet())
                .then(|| Codes::inferred(inferred)),
            _ => None,
        }
    }

    /// Nearness in a tree; `None` where a side has no code of it.
    pub(super) fn nearness(&self, facet: Facet, offer: &FacetValue) -> Option<Known> {
        let (wanted, offered) = (self.wanted(facet), self.offered(offer)?);
        let value = self
            .tree(facet)?
            .set_proximity(wanted.codes, offered.codes)?;
        self.judged_near(facet, offered.percent, value)
    }

    /// `value` as it counts, for a profile whose codes are sure to so many percent; `None` where guesses do not
    /// count, or two are not to be compared.
    pub(super) fn judged_near(&self, facet: Facet, offered: u8, value: Unit) -> Option<Known> {
        let wanted = self.wanted(facet).percent;
        let counts = match (wanted < STATED, offered < STATED) {
            (true, true) => self.infer == Infer::Always,
            (false, true) => self.infers(facet),
            _ => true,
        };
        let neutral = prior(Feature::of_facet(facet)?);
        counts
            .then(|| Known::sure(value, neutral, wanted, offered))
            .flatten()
    }
}
