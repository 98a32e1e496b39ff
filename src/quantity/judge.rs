//! Demands against statements, in three states.

use super::asked::{asked, covered};
use super::comparison::Comparison;
use super::dimension::Dimension;
use super::parse::{Quantity, parse};
use super::property::Property;
use super::role::{FigureRole, RoleReader};
use crate::model::spelled::spelled;

spelled! {
    /// Whether a stated quantity meets a demanded one.
    pub enum Verdict as "verdict" {
        /// Whatever the statement leaves open would do.
        Satisfied = "satisfied" | "满足",
        /// Nothing that the statement leaves open would do.
        Violated = "violated" | "不满足",
        /// Another property or dimension, or some values would do and some not.
        Unknown = "unknown" | "未知",
    }
}

/// Whether the `stated` quantity satisfies the `demanded` one.
///
/// Satisfied if all values that the statement leaves open are demanded ones (or if it says that
/// such a value was reached: up to 71 %); violated if none is; else unknown. Unknown too if the
/// properties or dimensions differ, or if `demanded` is no demand (a plain value).
///
/// ```
/// use qianxian::quantity::{Verdict, judge, parse};
/// let verdict = |need: &str, work: &str| judge(&parse(need)[0], &parse(work)[0]);
/// assert_eq!(verdict("收率≥67 %", "收率达到 71 %"), Verdict::Satisfied);
/// assert_eq!(verdict("收率≥67 %", "收率 60 %"), Verdict::Violated);
/// assert_eq!(verdict("收率≥67 %", "收率 60~70 %"), Verdict::Unknown);
/// assert_eq!(verdict("收率≥67 %", "纯度 71 %"), Verdict::Unknown);
/// ```
#[must_use]
pub fn judge(demanded: &Quantity, stated: &Quantity) -> Verdict {
    Claim::from(demanded).met_by(&Claim::from(stated))
}

/// A quantity in base units and without its text, ready to be stored and compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The measured property.
    pub property: Property,
    /// Other names of the property, any of which will do: the names that a user's lexicon gives a demand. Empty in
    /// statements.
    pub aliases: Vec<Property>,
    /// Comparison of the property with the numbers.
    pub comparison: Comparison,
    /// Dimension of the numbers.
    pub dimension: Dimension,
    /// The lower number, in base units; the number if there is only one.
    pub low: f64,
    /// The higher number, in base units.
    pub high: f64,
}

impl From<&Quantity> for Claim {
    fn from(quantity: &Quantity) -> Self {
        let (low, high) = quantity.base();
        Self {
            property: quantity.property.clone(),
            aliases: Vec::new(),
            comparison: quantity.comparison,
            dimension: quantity.unit.dimension(),
            low,
            high,
        }
    }
}

impl Claim {
    /// Whether the `stated` quantity satisfies this demand; see [`judge`].
    #[must_use]
    pub fn met_by(&self, stated: &Self) -> Verdict {
        if !self.is_about(&stated.property, stated.dimension) {
            return Verdict::Unknown;
        }
        self.answered(stated.comparison, stated.low, stated.high)
    }

    /// Whether a claim about that compares with this demand.
    pub(crate) fn is_about(&self, property: &Property, dimension: Dimension) -> bool {
        // What goes in says nothing about what comes out.
        if property.is_of_inlet() && !self.property.is_of_inlet() {
            return false;
        }
        let mut aliases = self.aliases.iter();
        let is_named = |alias: &Property| alias.is_alias_of(property);
        self.dimension == dimension && (self.property.is_same(property) || aliases.any(is_named))
    }

    /// Whether a claim about the same property, with these numbers in base units, meets this demand.
    pub(crate) fn answered(&self, comparison: Comparison, low: f64, high: f64) -> Verdict {
        let Some(wanted) = self.comparison.required(self.low, self.high) else {
            return Verdict::Unknown;
        };
        // Satisfied and violated both need proof: an interval that overlaps the wanted one in part proves neither.
        let open = comparison.claimed(low, high);
        let ranges = ((self.comparison, wanted), (comparison, open));
        if let Some(verdict) = covered(&self.property, ranges.0, ranges.1) {
            return verdict;
        }
        if open.is_within(wanted) || (comparison.attains() && wanted.contains(high)) {
            Verdict::Satisfied
        } else if open.is_apart_from(wanted) {
            Verdict::Violated
        } else {
            Verdict::Unknown
        }
    }
}

/// The quantities of a need's text that are demands on whoever is to meet it: compared, of a named property,
/// and no background. O(text).
///
/// Background is the present state (`目前收率不足 50 %`), the firm (turnover, staff, site), its market and losses, and
/// the conditions of another figure (1100 ℃ 下). The words of the figure's clause and sentence decide. A plain value
/// (`寿命 15 年`) is a demand only behind words that ask for something, and if it is known which values of the property are
/// better: it is at least that, or at most. So is a figure behind "up to" and the better side of a range.
///
/// ```
/// use qianxian::quantity::demands;
/// let found = demands("目前收率不足 50%，杂质较多。要求收率≥85%，现有设备 3 台");
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].low, 85.0);
/// assert!(demands("我国市场规模超过 300 亿元，年增长率超过 15%").is_empty());
/// ```
#[must_use]
pub fn demands(text: &str) -> Vec<Quantity> {
    let quantities = parse(text);
    // Most texts state no figures, and their sentences need not be read for cues.
    if quantities.is_empty() {
        return quantities;
    }
    let roles = RoleReader::new(text);
    let demand = |mut quantity: Quantity| {
        if quantity.property.is_empty() || quantity.unit.dimension().is_count() {
            return None;
        }
        let role = roles.role(&quantity.span);
        if role == FigureRole::Background {
            return None;
        }
        let before = &text[..quantity.span.start];
        quantity.comparison = asked(&quantity, before, role == FigureRole::Aim)?;
        Some(quantity)
    };
    quantities.into_iter().filter_map(demand).collect()
}
