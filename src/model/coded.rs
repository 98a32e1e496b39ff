//! Codes of trees, stated or inferred, as one thing.

use super::facts::{FacetValue, Inferred};
use super::{Code, Facet, Taxonomies, Taxonomy};

/// How sure stated codes are, in percent.
pub(crate) const STATED: u8 = 100;

/// A tree of codes that both sides may state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeTree {
    /// The tree of industries.
    Industries,
    /// The tree of disciplines.
    Disciplines,
}

impl CodeTree {
    /// Both trees.
    pub(crate) const ALL: [Self; 2] = [Self::Industries, Self::Disciplines];

    /// The facet that lists codes of the tree.
    pub(crate) const fn facet(self) -> Facet {
        match self {
            Self::Industries => Facet::Industries,
            Self::Disciplines => Facet::Disciplines,
        }
    }

    /// The tree that `facet` lists codes of, if it lists any.
    #[inline]
    pub(crate) fn of_facet(facet: Facet) -> Option<Self> {
        Self::ALL.into_iter().find(|tree| tree.facet() == facet)
    }

    /// The taxonomy of the tree.
    pub(crate) fn taxonomy(self, taxonomies: &Taxonomies) -> &Taxonomy {
        match self {
            Self::Industries => &taxonomies.industries,
            Self::Disciplines => &taxonomies.disciplines,
        }
    }
}

/// Codes of one side, and how sure they are, in percent: 100 if they are stated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Codes<'a> {
    pub(crate) codes: &'a [Code],
    pub(crate) percent: u8,
}

impl<'a> Codes<'a> {
    pub(crate) fn stated(codes: &'a [Code]) -> Self {
        Self {
            codes,
            percent: STATED,
        }
    }

    pub(crate) fn inferred(inferred: &'a Inferred) -> Self {
        Self {
            codes: &inferred.codes,
            percent: inferred.percent,
        }
    }

    /// The codes that a value lists, and their tree; `None` for a value of another facet.
    pub(crate) fn of(value: &'a FacetValue) -> Option<(CodeTree, Self)> {
        let tree = CodeTree::of_facet(value.facet())?;
        let codes = if let FacetValue::Industries(codes) | FacetValue::Disciplines(codes) = value {
            Self::stated(codes)
        } else if let FacetValue::InferredIndustries(guess)
        | FacetValue::InferredDisciplines(guess) = value
        {
            Self::inferred(guess)
        } else {
            return None;
        };
        Some((tree, codes))
    }

    /// How sure inferred codes are, from 0 to 1; `None` for stated ones.
    pub(crate) fn confidence(self) -> Option<f64> {
        (self.percent < STATED).then(|| f64::from(self.percent) / 100.0)
    }
}
