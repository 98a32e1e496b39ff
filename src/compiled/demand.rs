//! Figures that a need demands.

use crate::model::Need;
use crate::quantity::{Claim, Property, Quantity, demands};
use crate::text::QueryAnalyzer;

/// A figure that a need demands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Demand {
    pub(crate) claim: Claim,
    /// As the need says it: property, comparison, number, unit.
    pub(crate) text: String,
}

impl Demand {
    /// The different demands of a need, in the order of title, keywords and description, each under the names
    /// that the lexicon gives its property too. O(text).
    pub(crate) fn of(need: &Need, analyzer: &QueryAnalyzer) -> Vec<Self> {
        let keywords = need.keywords.join("\n");
        let mut found: Vec<Self> = Vec::new();
        for text in [&need.title, &keywords, &need.description] {
            for quantity in demands(text) {
                let mut claim = Claim::from(&quantity);
                claim.aliases = aliases(&claim.property, analyzer);
                if found.iter().all(|demand| demand.claim != claim) {
                    let text = quoted(text, &quantity);
                    found.push(Self { claim, text });
                }
            }
        }
        found
    }
}

/// The names that the lexicon has for a property, whichever of its built-in names it is known by there; none
/// without a lexicon.
fn aliases(property: &Property, analyzer: &QueryAnalyzer) -> Vec<Property> {
    if analyzer.lexicon().is_empty() {
        return Vec::new();
    }
    let mut aliases = Vec::new();
    for written in property.spellings() {
        let Some((narrowing, names)) = analyzer.names_at_end(&written) else {
            continue;
        };
        let renamed = names
            .iter()
            .filter_map(|name| property.renamed(name, &narrowing));
        aliases.extend(renamed.filter(|alias| alias != property));
    }
    aliases.sort();
    aliases.dedup();
    aliases
}

/// Property and span of a quantity, as written.
pub(crate) fn quoted(text: &str, quantity: &Quantity) -> String {
    format!("{} {}", quantity.property, &text[quantity.span.clone()])
}
