//! The trees and places that facts are read against.

use super::{Code, Gazetteer, Taxonomy};

/// Industries, disciplines and regions of one deployment.
///
/// The built-in ones are GB/T 4754 sections and divisions, GB/T 13745 first-level disciplines, and China's
/// provinces, cities and counties; a user's own replace them. Cloning is cheap.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Taxonomies {
    /// Industries.
    pub industries: Taxonomy,
    /// Disciplines.
    pub disciplines: Taxonomy,
    /// Regions with coordinates.
    pub gazetteer: Gazetteer,
}

impl Taxonomies {
    /// Returns the taxonomies that ship with the crate.
    #[must_use]
    pub fn builtin() -> Self {
        Self {
            industries: Taxonomy::industries(),
            disciplines: Taxonomy::disciplines(),
            gazetteer: Gazetteer::builtin(),
        }
    }

    /// Replaces the industries.
    #[must_use]
    pub fn with_industries(self, industries: Taxonomy) -> Self {
        Self { industries, ..self }
    }

    /// Replaces the disciplines.
    #[must_use]
    pub fn with_disciplines(self, disciplines: Taxonomy) -> Self {
        Self {
            disciplines,
            ..self
        }
    }

    /// Replaces the regions.
    #[must_use]
    pub fn with_gazetteer(self, gazetteer: Gazetteer) -> Self {
        Self { gazetteer, ..self }
    }
}

impl Default for Taxonomies {
    fn default() -> Self {
        Self::builtin()
    }
}

impl Taxonomy {
    /// Whether this is the built-in tree of industries or of disciplines itself, whose codes are inferred.
    pub(crate) fn is_built_in(&self) -> bool {
        self.is_same(&Self::industries()) || self.is_same(&Self::disciplines())
    }

    /// Whether `code` is `ancestor` or lies below it; a code that is longer than those of the tree (C3582) lies below the
    /// one that it begins with. O(depth).
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Code, Taxonomy};
    /// let (division, section): (Code, Code) = ("C26".parse()?, "C".parse()?);
    /// assert!(Taxonomy::industries().is_under(&division, &section));
    /// assert!(!Taxonomy::industries().is_under(&section, &division));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn is_under(&self, code: &Code, ancestor: &Code) -> bool {
        let lies_under = |code: &Code| {
            code == ancestor || self.ancestors(code).any(|node| node.code() == ancestor)
        };
        let above = || {
            self.code_above(code.as_str())
                .filter(|_| self.get(code).is_none())
        };
        lies_under(code) || above().is_some_and(lies_under)
    }
}
