//! A need as a query: integer weights by term.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::centre::CentredVector;
use super::demand::{Demand, SubjectTerm};
use super::information::{Coverage, information};
use super::numbered::{NumberedTerm, NumberedTerms, TermNumbers};
use super::statistics::Statistics;
use crate::model::Need;
use crate::quantity::names_subject;
use crate::text::recipe::{Parameter, Recipe};
use crate::text::{
    Origin, QueryAnalyzer, QueryTerm, TokenKind, is_function_word, merge_by_hash, parted,
    without_excluded,
};

/// Norm that a need's integer term weights would have if each of its terms were as rare as a term can be.
///
/// A term of weight v (before rarity) and rarity r has the integer weight
/// `round(WEIGHT_NORM · v·r / (‖v‖ · r₁))`: ‖v‖ is the Euclidean norm of v over *all* terms of the need, also
/// those that no document has, and r₁ the rarity of a term of one document. The weights of a need depend on the
/// library through the rarity of each term alone, so a record about something else changes no score by more than
/// rarity's own drift, and a need about something else that mentions one known word is not scaled up.
pub(crate) const WEIGHT_NORM: u32 = 1 << 14;

/// Most distinct terms of one need; of a longer one the heaviest count.
///
/// With at most this many terms a document's sum stays in 32 bits: no term is rarer than r₁, so ‖w‖ is at most
/// [`WEIGHT_NORM`], and by Cauchy and Schwarz Σ w ≤ ‖w‖·√T + T (rounding up) = 16384·256 + 65536 < 2²³, times an impact of at most 255 < 2³¹.
pub(crate) const MAX_TERMS: usize = 1 << 16;

/// One distinct term of a need.
#[derive(Clone, Debug)]
pub(crate) struct NeedTerm {
    /// Hash of the term.
    pub(crate) hash: u64,
    /// Weight before rarity.
    pub(crate) weight: f64,
    /// The term.
    pub(crate) text: String,
    /// Whether it is a single Han character, which alone is no sign of the word around it.
    pub(crate) is_char: bool,
    /// Whether it names a subject: no single character, function word, boilerplate, property or unit.
    names: bool,
    /// The phrase to show for it if all of that is found.
    pub(crate) origin: Origin,
}

/// The distinct terms of a need, by hash: as analysis gives them, before statistics.
///
/// With them, the recipe that weighs them, the figures that the need demands, and what it says that it does not want.
#[derive(Clone, Debug)]
pub(crate) struct NeedTerms(
    pub(crate) Arc<[NeedTerm]>,
    Recipe,
    Arc<[Demand]>,
    Arc<[String]>,
);

impl NeedTerms {
    /// Analyses `need`; one whose text is function words alone (的) says as little as one without text. O(text).
    pub(crate) fn of(need: &Need, analyzer: &QueryAnalyzer) -> Self {
        let keywords = need.keywords.join("\n");
        let recipe = analyzer.recipe();
        // Keywords weigh as much as the description: ½ to 2 are level on every set.
        let (asked, preamble) = parted(&need.description);
        let [title, keywords, asked] =
            [need.title.as_str(), &keywords, &asked].map(without_excluded);
        let unwanted: BTreeSet<&str> = [&title, &keywords, &asked]
            .into_iter()
            .flat_map(|(_, parts)| parts.iter().copied())
            .collect();
        let of_title = analyzer.terms_weighing(&title.0, |kind| recipe.need_title_weight(kind));
        let rest = [&keywords.0, &asked.0].into_iter();
        let rest = rest.flat_map(|text| analyzer.terms(text));
        let background = recipe.background_weight(need.kind);
        let preamble = analyzer.terms_weighing(&preamble, |_| background);
        let mut merged = merge_by_hash(recipe, of_title.chain(rest).chain(preamble));
        if merged.iter().all(|(_, term)| is_function_word(&term.text)) {
            merged.clear();
        }
        let mut demands = Demand::of(need, analyzer);
        if !demands.is_empty() {
            let terms = merged.iter().map(|(_, term)| term);
            let terms: Vec<SubjectTerm> = terms.filter_map(SubjectTerm::of).collect();
            demands
                .iter_mut()
                .for_each(|demand| demand.set_subject(need.kind, &terms, analyzer));
        }
        let term = |(hash, term): (u64, QueryTerm)| NeedTerm {
            hash,
            weight: f64::from(term.weight),
            names: names_subject(&term),
            is_char: term.kind == TokenKind::Char,
            text: term.text,
            origin: term.origin,
        };
        Self(
            merged.into_iter().map(term).collect(),
            *analyzer.recipe(),
            demands.into(),
            unwanted.into_iter().map(str::to_owned).collect(),
        )
    }

    /// What the need says that it does not want, as it says it: no term of these words is here.
    pub(crate) fn excluded(&self) -> &[String] {
        &self.3
    }

    /// The figures that the need demands.
    pub(crate) fn demands(&self) -> &Arc<[Demand]> {
        &self.2
    }

    /// The weight of each term as a query has it, before it is scaled to integers; a term of no document weighs as
    /// much as a term of one.
    pub(crate) fn weights(
        &self,
        statistics: &Statistics,
        mut frequency: impl FnMut(u64) -> u64,
    ) -> Vec<f64> {
        let weight = |term: &NeedTerm| {
            let documents = frequency(term.hash).max(1);
            term.weight * self.rarity(statistics.idf(documents))
        };
        self.0.iter().map(weight).collect()
    }

    /// Integer weights under `statistics`; `frequency` gives the number of live evidence documents with a term.
    ///
    /// A term that no document has is left out, but counts in the norm ([`WEIGHT_NORM`]).
    pub(crate) fn query(
        &self,
        statistics: &Statistics,
        mut frequency: impl FnMut(u64) -> u64,
    ) -> Query {
        let mut known = KnownTerms::new(greatest_rarity(&self.1, statistics));
        for term in self.0.iter() {
            let documents = frequency(term.hash);
            let rarity = (documents > 0).then(|| self.rarity(statistics.idf(documents)));
            known.add(term.hash, term.part(), term.weight, rarity);
        }
        known.query(self.norm(statistics), Arc::clone(&self.2))
    }

    /// The norm of the weights if each term were in one document alone. O(terms).
    fn norm(&self, statistics: &Statistics) -> f64 {
        euclidean(self.0.iter().map(|term| term.weight)) * greatest_rarity(&self.1, statistics)
    }

    /// The terms without their words, numbered by `term_numbers`: 12 bytes a term. O(terms).
    pub(crate) fn numbered(&self, term_numbers: &mut TermNumbers) -> NumberedTerms {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "analysis made the weight from a 32-bit float, so it goes back without loss"
        )]
        let number = |term: &NeedTerm| NumberedTerm {
            number: term_numbers.number(term.hash),
            weight: term.weight as f32,
            part: term.part(),
        };
        let terms = self.0.iter().map(number).collect();
        NumberedTerms::new(terms, Arc::clone(&self.2))
    }

    fn rarity(&self, idf: f64) -> f64 {
        rarity(&self.1, idf)
    }
}

/// A power of the inverse document frequency, the same on every machine.
pub(super) fn rarity(recipe: &Recipe, idf: f64) -> f64 {
    libm::pow(idf, f64::from(recipe.get(Parameter::Rarity)))
}

/// The rarity of a term of one document: no term's is greater.
pub(super) fn greatest_rarity(recipe: &Recipe, statistics: &Statistics) -> f64 {
    rarity(recipe, statistics.idf(1))
}

/// What the weights of a need of this norm are scaled by.
pub(super) fn scale(norm: f64) -> f64 {
    f64::from(WEIGHT_NORM) / norm
}

/// A weight as the integer that it counts as.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 2^14"
)]
pub(super) fn integer(weight: f64, scale: f64) -> u32 {
    // At least 1: a term that every document has still says who uses it more often.
    ((weight * scale).round() as u32).max(1)
}

/// Euclidean norm, summed in the order given.
pub(super) fn euclidean(values: impl Iterator<Item = f64>) -> f64 {
    values.map(|value| value * value).sum::<f64>().sqrt()
}

/// The terms of a need that a library has, on the way to a query.
pub(super) struct KnownTerms {
    /// Hash, weight and information of each, by ascending hash.
    terms: Vec<(u64, f64, u32)>,
    whole_information: u64,
    /// The rarity of a term of one document.
    greatest: f64,
}

impl KnownTerms {
    pub(super) fn new(greatest: f64) -> Self {
        Self {
            terms: Vec::new(),
            whole_information: 0,
            greatest,
        }
    }

    /// Adds a term of this weight; `rarity` is `None` if no document has it.
    pub(super) fn add(&mut self, hash: u64, part: NamingPart, weight: f64, rarity: Option<f64>) {
        let own = part.information(weight, rarity, self.greatest);
        if part == NamingPart::Own {
            self.whole_information += u64::from(own);
        }
        let known = rarity.map(|rarity| (hash, weight * rarity, own));
        self.terms.extend(known);
    }

    /// The weights scaled to integers so that `norm` becomes [`WEIGHT_NORM`]; each is at least 1, but a weight of 0 is
    /// left out.
    pub(super) fn query(mut self, norm: f64, demands: Arc<[Demand]>) -> Query {
        let terms = &mut self.terms;
        if terms.len() > MAX_TERMS {
            // Ties by hash: equal weights are cut alike on every machine.
            terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            terms.truncate(MAX_TERMS);
            terms.sort_by_key(|&(hash, ..)| hash);
        }
        terms.retain(|&(_, weight, _)| weight > 0.0);
        let scale = scale(norm);
        Query {
            terms: terms
                .iter()
                .map(|&(h, w, _)| (h, integer(w, scale)))
                .collect(),
            information: terms.iter().map(|&(.., own)| own).collect(),
            whole_information: self.whole_information,
            demands,
            vector: None,
        }
    }
}

/// The part that a term plays in what a need names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NamingPart {
    /// It names something, in the need's own words.
    Own,
    /// It names something, as a synonym of the need's own words: it may cover, and nothing is missing without it.
    Synonym,
    /// It names nothing.
    Nothing,
}

impl NamingPart {
    /// The information of a term of this weight and rarity; `greatest` is the rarity of a term of one document, which a term
    /// that no document has counts as.
    pub(super) fn information(self, weight: f64, rarity: Option<f64>, greatest: f64) -> u32 {
        match self {
            Self::Nothing => 0,
            Self::Own | Self::Synonym => {
                information(weight * rarity.unwrap_or(greatest) / greatest)
            }
        }
    }
}

impl NeedTerm {
    fn part(&self) -> NamingPart {
        match (self.names, &self.origin.synonym_of) {
            (false, _) => NamingPart::Nothing,
            (true, None) => NamingPart::Own,
            (true, Some(_)) => NamingPart::Synonym,
        }
    }
}

/// Terms with integer weights, by hash; empty if the need says nothing that anybody says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Query {
    pub(crate) terms: Vec<(u64, u32)>,
    /// The information of each term ([`super::information`]); 0 if it names nothing.
    information: Vec<u32>,
    /// The information of all of the need's own terms, known or not.
    pub(crate) whole_information: u64,
    /// The figures that the need demands.
    pub(crate) demands: Arc<[Demand]>,
    /// The need's vector about the mean of the collection's.
    pub(crate) vector: Option<CentredVector>,
}

impl Query {
    /// The terms by hash, each with its weight and its information.
    pub(super) fn all_terms(&self) -> impl Iterator<Item = (u64, u32, u32)> + '_ {
        let all = self.terms.iter().zip(&self.information);
        all.map(|(&(hash, weight), &own)| (hash, weight, own))
    }

    /// The terms that name something, by hash, each with its information.
    pub(super) fn naming_terms(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        self.all_terms()
            .map(|(hash, _, own)| (hash, own))
            .filter(|&(_, own)| own > 0)
    }

    /// What a profile covers that has the terms for which `has` answers.
    pub(crate) fn coverage(&self, has: impl Fn(u64) -> bool) -> Coverage {
        let covered = self.naming_terms().filter(|&(hash, _)| has(hash));
        Coverage {
            covered: covered.map(|(_, own)| u64::from(own)).sum(),
            whole: self.whole_information,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::sync::Arc;

    use super::{MAX_TERMS, NeedTerms, WEIGHT_NORM};
    use crate::compiled::Statistics;
    use crate::compiled::numbered::TermNumbers;
    use crate::model::Need;
    use crate::text::{Analyzer, Lexicon, QueryAnalyzer};

    fn terms(text: &str) -> NeedTerms {
        let analyzer = QueryAnalyzer::new(Analyzer::new(), Arc::new(Lexicon::new()));
        NeedTerms::of(&Need::new("n", text).unwrap(), &analyzer)
    }

    fn norm(query: &super::Query) -> f64 {
        super::euclidean(query.terms.iter().map(|&(_, w)| f64::from(w)))
    }

    fn ten_thousand_documents() -> Statistics {
        Statistics {
            documents: 10_000,
            ..Statistics::default()
        }
    }

    #[test]
    fn weights_have_the_same_norm_whatever_the_length() {
        for text in [
            "needle coke",
            "油系针状焦的制备与石墨化工艺，堆积密度与热膨胀系数的控制",
        ] {
            let query = terms(text).query(&ten_thousand_documents(), |_| 1);
            let share = norm(&query) / f64::from(WEIGHT_NORM);
            assert!((share - 1.0).abs() < 0.01, "{text}: {share}");
        }
    }

    #[test]
    fn words_that_nobody_uses_take_their_part_of_the_norm() {
        let known: Vec<u64> = terms("针状焦").0.iter().map(|t| t.hash).collect();
        let frequency = |hash: u64| u64::from(known.contains(&hash));
        let about = terms("针状焦").query(&ten_thousand_documents(), frequency);
        let mentions = terms("温室蝴蝶兰花卉栽培灌溉施肥病虫害防治；附近有一家企业做针状焦");
        let mentions = mentions.query(&ten_thousand_documents(), frequency);
        assert_eq!(about.terms.len(), mentions.terms.len());
        assert!(norm(&mentions) < norm(&about) / 2.0, "{}", norm(&mentions));
    }

    #[test]
    fn words_that_enter_the_library_change_no_other_weight() {
        let need = terms("温室蝴蝶兰花卉栽培；针状焦");
        let known: Vec<u64> = terms("针状焦").0.iter().map(|t| t.hash).collect();
        let alone = need.query(&ten_thousand_documents(), |hash| {
            u64::from(known.contains(&hash))
        });
        let all = need.query(&ten_thousand_documents(), |_| 1);
        for term in &alone.terms {
            assert!(all.terms.contains(term), "{term:?}");
        }
        assert!(all.terms.len() > alone.terms.len());
    }

    #[test]
    fn numbered_terms_are_weighed_to_the_same_bits() {
        let statistics = Statistics {
            documents: 1000,
            ..Statistics::default()
        };
        let frequency = |hash: u64| hash % 7; // 0 for some
        let mut term_numbers = TermNumbers::default();
        for text in ["油系针状焦的制备", "needle coke 针状焦", ""] {
            let terms = terms(text);
            let numbered = terms.numbered(&mut term_numbers);
            let rarity = |number: u32| {
                let documents = frequency(term_numbers.hash(number));
                (documents > 0).then(|| super::rarity(&terms.1, statistics.idf(documents)))
            };
            let greatest = super::greatest_rarity(&terms.1, &statistics);
            let found = numbered.query(|number| term_numbers.hash(number), greatest, rarity);
            let wanted = terms.query(&statistics, frequency);
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn terms_that_nobody_uses_carry_nothing() {
        let statistics = Statistics {
            documents: 10,
            ..Statistics::default()
        };
        assert!(
            terms("needle coke")
                .query(&statistics, |_| 0)
                .terms
                .is_empty()
        );
        assert!(terms("").query(&statistics, |_| 1).terms.is_empty());
    }

    #[test]
    fn a_title_without_weight_leaves_the_other_words_alone() {
        let analyzer = QueryAnalyzer::new(Analyzer::new(), Arc::new(Lexicon::new()));
        let analyzer = analyzer.with_recipe("han_need_title=0".parse().unwrap());
        let mut need = Need::new("n", "针状焦").unwrap();
        assert_eq!(NeedTerms::of(&need, &analyzer).0.len(), 0);
        need.description = "石墨化".into();
        let terms = NeedTerms::of(&need, &analyzer);
        let query = terms.query(&ten_thousand_documents(), |_| 1);
        assert_eq!(query.terms.len(), terms.0.len());
        assert!(query.terms.iter().all(|&(_, weight)| weight > 1));
        assert!(terms.0.iter().all(|term| term.text != "针状"));
    }

    #[test]
    fn function_words_alone_are_no_text_and_beside_others_stay() {
        for text in ["的", "的了，以及", "the of 的", ""] {
            assert_eq!(terms(text).0.len(), 0, "{text}");
        }
        let texts: Vec<String> = terms("的焦").0.iter().map(|t| t.text.clone()).collect();
        assert!(texts.contains(&"的".to_owned()) && texts.contains(&"焦".to_owned()));
    }

    #[test]
    fn a_sum_stays_in_32_bits() {
        let (norm, terms) = (u64::from(WEIGHT_NORM), MAX_TERMS as u64);
        let root = terms.isqrt();
        assert_eq!(root * root, terms);
        let bound = (norm * root + terms) * u64::from(super::super::impact::IMPACT_ONE);
        // Twice that: the decayed sum over a profile's documents.
        assert!(bound * 2 < u64::from(u32::MAX), "{bound}");
    }
}
