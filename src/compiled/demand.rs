//! Figures that a need demands.

use super::information::{Coverage, information};
use crate::model::{Need, NeedKind};
use crate::num::hash64;
use crate::quantity::{Claim, Property, Quantity, demands};
use crate::text::{QueryAnalyzer, QueryTerm, TokenKind, is_word, names_something};

/// A figure that a need demands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Demand {
    pub(crate) claim: Claim,
    /// As the need says it: property, comparison, number, unit.
    pub(crate) text: String,
    /// What the need is about beside these words.
    pub(crate) subject: DemandSubject,
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
                    let subject = DemandSubject::default();
                    found.push(Self {
                        claim,
                        text,
                        subject,
                    });
                }
            }
        }
        found
    }

    /// Sets what the need of these terms is about beside the demand. O(terms).
    pub(crate) fn set_subject(
        &mut self,
        kind: NeedKind,
        terms: &[SubjectTerm],
        analyzer: &QueryAnalyzer,
    ) {
        // The common name too: whichever of its names a need uses, it asks for the same.
        let named = format!("{} {}", self.text, self.claim.property);
        let own = hashes(&named, analyzer);
        let others = terms
            .iter()
            .filter(|term| own.binary_search(&term.hash).is_err());
        let needs_own = terms.iter().filter(|term| !term.is_synonym);
        self.subject = DemandSubject {
            terms: others
                .clone()
                .map(|term| (term.hash, term.information))
                .collect(),
            is_any: kind != NeedKind::Facility
                && others.clone().any(|term| term.is_word && !term.is_synonym),
            whole: needs_own.map(|term| u64::from(term.information)).sum(),
        };
    }
}

/// A term of a need that names something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SubjectTerm {
    pub(crate) hash: u64,
    /// Information by weight alone: whether a document is about a need does not hang on the other records.
    pub(crate) information: u32,
    /// Whether it is a whole word.
    pub(crate) is_word: bool,
    /// Whether it stands in for words of the need.
    pub(crate) is_synonym: bool,
}

impl SubjectTerm {
    /// `term`, if it names something. A pair of characters is a whole word if the dictionary has it: it may be the end of one
    /// word and the beginning of the next.
    pub(crate) fn of(term: &QueryTerm) -> Option<Self> {
        let is_word = match term.kind {
            TokenKind::Word | TokenKind::Latin | TokenKind::Code => true,
            TokenKind::Bigram => is_word(&term.text),
            TokenKind::Char | TokenKind::LatinBigram => false,
        };
        names_something(&term.text, term.kind).then(|| Self {
            hash: hash64(term.text.as_bytes()),
            information: information(f64::from(term.weight)),
            is_word,
            is_synonym: term.origin.synonym_of.is_some(),
        })
    }
}

/// Hashes of the terms of `text`, synonyms included, ascending.
fn hashes(text: &str, analyzer: &QueryAnalyzer) -> Vec<u64> {
    let terms = analyzer.terms(text).into_iter();
    let mut hashes: Vec<u64> = terms.map(|term| hash64(term.text.as_bytes())).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// What a need is about beside a figure that it demands: a figure of a profile counts only if its document shares that.
///
/// The words of the need that name something, without those of the demand itself: a paper on boranes with a yield of
/// 92 % says nothing about the yield of needle coke, which it shares the word 收率 with. A document is about the need if
/// what it covers of these words, weighed as in the need and without their rarity, reaches ⅝ of the root of what all of
/// them weigh ([`crate::compiled::information`]). Of a need that names nothing else, every document is, and of one for a
/// facility too: the resolution of an instrument is its own, whatever is looked at with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct DemandSubject {
    /// Terms by hash with their information, beside the demand's own.
    terms: Vec<(u64, u32)>,
    /// Whether the need is about anything else.
    is_any: bool,
    whole: u64,
}

/// The least coverage of a document about the need, in steps of 2⁻¹⁰.
const ABOUT: u64 = 640;

impl DemandSubject {
    /// Whether a document is about the need that has the terms for which `has` answers.
    pub(crate) fn is_held(&self, has: impl Fn(u64) -> bool) -> bool {
        if !self.is_any {
            return true;
        }
        let held = self.terms.iter().filter(|&&(hash, _)| has(hash));
        let coverage = Coverage {
            covered: held.map(|&(_, information)| u64::from(information)).sum(),
            whole: self.whole,
        };
        coverage.reaches(ABOUT)
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
    let name = quantity.property.as_written(&text[..quantity.span.start]);
    format!("{name} {}", &text[quantity.span.clone()])
}
