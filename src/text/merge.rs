//! The occurrences of a query's terms, gathered into one each.

use super::query::QueryTerm;
use super::recipe::Recipe;
use crate::num::hash64;

/// One term per text, in order of text: occurrences gathered with diminishing returns.
///
/// A term of greatest weight w and sum of weights s weighs w · (s/w)^p, with p by script
/// ([`HAN_REPEAT_POWER`](super::recipe::HAN_REPEAT_POWER),
/// [`LATIN_REPEAT_POWER`](super::recipe::LATIN_REPEAT_POWER)); kind and origin come from its heaviest
/// occurrence, the first of equals. Bring the fields of a need together first, each with its own
/// factor on the weights. O(n log n).
///
/// # Example
/// ```
/// use qianxian::text::{Analyzer, QueryAnalyzer, merge};
///
/// let analyzer = QueryAnalyzer::from(Analyzer::new());
/// let terms = merge(analyzer.terms("steel, more steel, much more steel"));
/// let steel = terms.iter().find(|term| term.text == "steel").unwrap();
/// assert!(steel.weight > 1.0 && steel.weight < 2.0);
/// ```
pub fn merge(terms: impl IntoIterator<Item = QueryTerm>) -> Vec<QueryTerm> {
    let merged = merge_by_hash(&Recipe::default(), terms);
    let mut merged: Vec<QueryTerm> = merged.into_iter().map(|(_, term)| term).collect();
    merged.sort_by(|a, b| a.text.cmp(&b.text));
    merged
}

/// The terms of [`merge`] with the powers of repetition of `recipe`, each with the hash of its text, in order of hash.
pub(crate) fn merge_by_hash(
    recipe: &Recipe,
    terms: impl IntoIterator<Item = QueryTerm>,
) -> Vec<(u64, QueryTerm)> {
    // A recipe may give a title no weight; 0 of 0 would be no number.
    let weighty = terms.into_iter().filter(|term| term.weight > 0.0);
    let mut occurrences: Vec<Option<QueryTerm>> = weighty.map(Some).collect();
    let hashes = occurrences.iter().flatten();
    let hashes = hashes.map(|term| hash64(term.text.as_bytes()));
    // Pairs of numbers are sorted faster than terms. Occurrences of one term stay in the order given, in which their weights
    // are summed.
    let mut order: Vec<(u64, usize)> = hashes.zip(0..).collect();
    order.sort_unstable();
    let mut merged: Vec<(u64, f32, QueryTerm)> = Vec::with_capacity(order.len());
    for (hash, at) in order {
        let Some(term) = occurrences[at].take() else {
            continue;
        };
        // Two texts may share a hash, so the text decides.
        let mut same_hash = merged
            .iter_mut()
            .rev()
            .take_while(|(last, ..)| *last == hash);
        match same_hash.find(|(.., heaviest)| heaviest.text == term.text) {
            Some((_, sum, heaviest)) => {
                *sum += term.weight;
                // The origin shown in an explanation is that of the heaviest occurrence, which explains most of the
                // weight.
                if term.weight > heaviest.weight {
                    *heaviest = term;
                }
            }
            None => merged.push((hash, term.weight, term)),
        }
    }
    let gathered = |(hash, sum, term): (u64, f32, QueryTerm)| {
        // Most terms stand once, and a power of 1 is 1.
        if sum == term.weight {
            return (hash, term);
        }
        let power = f64::from(recipe.repeat_power(term.kind));
        // By `libm`, which has the same bits on every machine.
        let repeated = libm::pow(f64::from(sum / term.weight), power);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "rounded to the precision of a weight"
        )]
        let weight = term.weight * repeated as f32;
        (hash, QueryTerm { weight, ..term })
    };
    merged.into_iter().map(gathered).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::merge;
    use crate::text::{Analyzer, QueryAnalyzer};

    #[test]
    fn merging_sums_with_diminishing_returns_and_keeps_the_heaviest() {
        let mut occurrences = QueryAnalyzer::from(Analyzer::new()).terms("steel steel");
        assert_eq!(occurrences.iter().filter(|t| t.text == "steel").count(), 2);
        occurrences[0].weight = 0.5;
        let merged = merge(occurrences);
        let texts: Vec<&str> = merged.iter().map(|t| t.text.as_str()).collect();
        assert_eq!(texts, ["steel", "steel steel"]);
        assert!((merged[0].weight - 1.5f32.sqrt().sqrt()).abs() < 1e-6);
    }
}
