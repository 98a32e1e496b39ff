//! Quantity: figures that the need demands against figures that the profile states. [`crate::score::quantity`] scores it.

use super::declaration::FeatureDeclaration;
use crate::compiled::query::Query;
use crate::model::facts::NeedFacts;
use crate::num::Fraction;
use crate::words::{Worded, chinese, english};

/// The quantity feature.
pub(crate) struct QuantityFeature;

impl FeatureDeclaration for QuantityFeature {
    const ENGLISH: &'static str = "quantity";
    /// More than any single fact beside text: the figures are what the need is for. A profile that states a miss loses 4
    /// points of 100 to one that states nothing, and 9 to one that states a hit; text still decides between subjects.
    const WEIGHT: f64 = 0.10;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(_: &NeedFacts, query: &Query) -> bool {
        !query.demands.is_empty()
    }
}

/// Figures that satisfy these demands.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct FiguresTarget {
    /// The fewest demands that suffice, as the need says them, in its order: violated ones before the ones of which the
    /// profile states nothing.
    pub demands: Vec<String>,
}

impl FiguresTarget {
    pub(crate) fn new(demands: Vec<String>) -> Self {
        Self { demands }
    }
}

impl Worded for FiguresTarget {
    fn chinese(&self) -> String {
        let demands = self.demands.iter().map(|demand| chinese::quoted(demand));
        format!("材料写明满足{}", chinese::list(demands, usize::MAX))
    }

    fn english(&self) -> String {
        let demands = self.demands.iter().map(|demand| english::quoted(demand));
        let demands = english::list(demands, usize::MAX, "and");
        format!("its texts would state what meets {demands}")
    }
}
