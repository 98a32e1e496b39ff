//! Budget: the need's payment against the price, or the amount wanted against the amount lent.

use super::declaration::{FeatureDeclaration, StructuredFeature};
use super::{Fact, NeedView, Target};
use crate::compiled::query::Query;
use crate::model::facts::{FacetValue, NeedFacts, ProfileFacts};
use crate::model::{Budget as Amounts, Facet, NeedKind};
use crate::num::Fraction;
use crate::score::certainty::Known;
use crate::words::{Worded, chinese, english};

/// The budget feature.
pub(crate) struct BudgetFeature;

impl FeatureDeclaration for BudgetFeature {
    const ENGLISH: &'static str = "budget";
    const WEIGHT: f64 = 0.03;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(need: &NeedFacts, _: &Query) -> bool {
        need.budget.is_some()
    }
}

impl StructuredFeature for BudgetFeature {
    type Offer<'v> = Amounts;

    fn value(view: NeedView<'_>, offer: Amounts) -> Option<Known> {
        let value = overlap(view.need.kind, view.need.budget?, offer);
        Some(Known::stated(value))
    }

    fn fact(view: NeedView<'_>, offered: Amounts) -> Option<Fact> {
        let wanted = view.need.budget?;
        Some(Fact::Budget(BudgetFact { wanted, offered }))
    }

    /// The highest price, in whole 万元 if it is above one, that reaches a value of `least`.
    fn target(view: NeedView<'_>, facts: &ProfileFacts, least: f64) -> Option<Target> {
        let Some(FacetValue::Budget(offer)) = facts.get(Facet::Budget) else {
            return None;
        };
        // A price above the budget has the value budget/price, so this price has the value `least`.
        let highest = view.need.budget?.max()? / least;
        // Rounded down: a higher price would fall short.
        let most = if highest > 1.0 {
            highest.floor()
        } else {
            highest
        };
        let cheaper = Amounts::new(Some(most.min(offer.min()?)), Some(most)).ok()?;
        // The feature itself decides: for a loan, a lower amount may be the worse one.
        Self::reaches(view, cheaper, least).then_some(Target::Price(PriceTarget { most }))
    }
}

/// 1 if the ranges meet, else the smaller of the facing ends over the larger. A price below the enterprise's payment
/// is no fault; a loan below the amount it wants is.
fn overlap(kind: NeedKind, wanted: Amounts, offer: Amounts) -> Fraction {
    let over = wanted
        .max()
        .zip(offer.min())
        .filter(|(most, price)| most < price);
    let short = wanted
        .min()
        .zip(offer.max())
        .filter(|(least, amount)| amount < least);
    // At most one of them holds: each range has its smaller end first.
    let ratio = match (over, short) {
        (Some((most, price)), _) => most / price,
        (None, Some((least, amount))) if kind == NeedKind::Finance => amount / least,
        (None, Some(_) | None) => 1.0,
    };
    Fraction::from_f64(ratio)
}

/// Money, in 万元.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct BudgetFact {
    /// Range that the need can pay or wants to borrow, in 万元.
    pub wanted: Amounts,
    /// Range that the profile asks or lends, in 万元.
    pub offered: Amounts,
}

impl Worded for BudgetFact {
    fn chinese(&self) -> String {
        let (wanted, offered) = (chinese::budget(self.wanted), chinese::budget(self.offered));
        format!("需求方预算{wanted}，供方{offered}")
    }

    fn english(&self) -> String {
        let (wanted, offered) = (english::budget(self.wanted), english::budget(self.offered));
        format!("the need's budget is {wanted}, the profile's {offered}")
    }
}

/// A price of at most this.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct PriceTarget {
    /// The most that suffices, in 万元.
    pub most: f64,
}

impl Worded for PriceTarget {
    fn chinese(&self) -> String {
        format!("报价不高于{}", chinese::amount(self.most))
    }

    fn english(&self) -> String {
        format!("it would ask at most {}", english::amount(self.most))
    }
}
