//! The query side: weighted terms with a readable origin.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::analyzer::Analyzer;
use super::lexicon::Lexicon;
use super::normalize::normalized;
use super::phrase::{PhraseTrie, units};
use super::recipe::{Parameter, Recipe};
use super::span::Spans;
use super::token::TokenKind;

/// The origin of a query term, in words a person can read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The piece of the normalized query that the term belongs to: the user's word, dictionary
    /// word, Latin word or code around it, both words if it lies between two, or the text it covers
    /// of several. Of a synonym, the piece of that synonym.
    pub span: Arc<str>,
    /// The phrase of the query whose synonym brought the term, as written there (normalized).
    pub synonym_of: Option<Arc<str>>,
}

/// One weighted term of a query.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryTerm {
    /// The term, as [`Analyzer::tokens`] spells it.
    pub text: String,
    /// The kind of its token.
    pub kind: TokenKind,
    /// Share in the score before rarity counts, in (0,1].
    pub weight: f32,
    /// The text to show for it.
    pub origin: Origin,
}

/// Turns a need's text into weighted terms, with the user's words and synonyms.
///
/// Cheap to make and to copy; make a new one when the lexicon changes.
///
/// # Example
/// ```
/// use std::sync::Arc;
/// use qianxian::text::{Analyzer, Lexicon, QueryAnalyzer};
///
/// let mut lexicon = Lexicon::new();
/// lexicon.add_synonyms(["锂电池", "LIB"])?;
/// let analyzer = QueryAnalyzer::new(Analyzer::new(), Arc::new(lexicon));
/// let terms = analyzer.terms("锂电池隔膜");
/// let synonym = terms.iter().find(|term| term.text == "lib").unwrap();
/// assert_eq!(synonym.origin.synonym_of.as_deref(), Some("锂电池"));
/// assert!(synonym.weight < terms[0].weight * 2.0);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct QueryAnalyzer {
    analyzer: Analyzer,
    lexicon: Arc<Lexicon>,
    phrases: Arc<PhraseTrie<LexiconEntry>>,
    recipe: Recipe,
}

/// Phrases of one synonym group, shared by all of them: a copy in each would be quadratic in the group.
type SynonymGroup = Arc<[Arc<str>]>;

/// The entry of the lexicon for a phrase.
#[derive(Clone, Debug, Default)]
struct LexiconEntry {
    groups: Vec<Membership>,
}

/// A group that a phrase is in.
#[derive(Clone, Debug)]
struct Membership {
    group: SynonymGroup,
    /// The phrase itself, which is no synonym of its own; `None` if spellings of the group differ in
    /// case or inflection alone, so that each is a synonym of the other.
    own: Option<Arc<str>>,
}

impl LexiconEntry {
    /// The other phrases of its groups, in order. O(size of the groups · log).
    fn synonyms(&self) -> BTreeSet<&str> {
        let others = self.groups.iter().flat_map(|Membership { group, own }| {
            let own = own.as_deref();
            group
                .iter()
                .map(AsRef::as_ref)
                .filter(move |phrase| Some(*phrase) != own)
        });
        others.collect()
    }
}

/// Without user words and synonyms.
impl From<Analyzer> for QueryAnalyzer {
    fn from(analyzer: Analyzer) -> Self {
        Self::new(analyzer, Arc::default())
    }
}

impl QueryAnalyzer {
    /// An analyzer of queries. O(size of the lexicon).
    #[must_use]
    pub fn new(analyzer: Analyzer, lexicon: Arc<Lexicon>) -> Self {
        let phrases = Arc::new(compiled(&lexicon));
        Self {
            analyzer,
            lexicon,
            phrases,
            recipe: Recipe::default(),
        }
    }

    /// Sets the weights of kinds and synonyms.
    #[must_use]
    pub fn with_recipe(self, recipe: Recipe) -> Self {
        Self { recipe, ..self }
    }

    /// Sets the user's words and synonyms. O(size of the lexicon).
    #[must_use]
    pub fn with_lexicon(&self, lexicon: Arc<Lexicon>) -> Self {
        Self::new(self.analyzer.clone(), lexicon).with_recipe(self.recipe)
    }

    /// The analyzer of stored text.
    #[must_use]
    pub fn analyzer(&self) -> &Analyzer {
        &self.analyzer
    }

    /// The weights of kinds and synonyms.
    #[must_use]
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// The user's words and synonyms.
    #[must_use]
    pub fn lexicon(&self) -> &Arc<Lexicon> {
        &self.lexicon
    }

    /// The weighted terms of `text`, one per token occurrence, then the terms of synonyms.
    ///
    /// A term that the query has itself is not repeated by a synonym, and the synonyms of one
    /// phrase bring each term once. The empty text has none. O(n) in the text and the synonyms
    /// found.
    ///
    /// # Example
    /// ```
    /// use qianxian::text::{Analyzer, QueryAnalyzer};
    ///
    /// let terms = QueryAnalyzer::from(Analyzer::new()).terms("隔膜");
    /// let texts: Vec<&str> = terms.iter().map(|term| term.text.as_str()).collect();
    /// assert!(texts.contains(&"隔膜") && texts.contains(&"膜"));
    /// assert!(terms.iter().all(|term| term.weight > 0.0));
    /// ```
    #[must_use]
    pub fn terms(&self, text: &str) -> Vec<QueryTerm> {
        let text = normalized(text);
        if self.phrases.is_empty() {
            return self.weighted(&text, &[], 1.0, None);
        }
        let units = units(&text);
        let found = self.phrases.find(&units);
        let user: Vec<(usize, usize)> = found
            .iter()
            .map(|f| (units[f.first].start, units[f.past - 1].end))
            .collect();
        let mut terms = self.weighted(&text, &user, 1.0, None);
        if found.is_empty() {
            return terms;
        }
        // A synonym may share tokens with the query. The query's own weight stands; adding the discounted one
        // would count one word of a document twice.
        let mut seen: BTreeSet<String> = terms.iter().map(|term| term.text.clone()).collect();
        let mut brought = BTreeSet::new();
        let mut asked = BTreeSet::new();
        for (found, &(start, end)) in found.iter().zip(&user) {
            // A phrase said twice brings nothing new, and a large group is analysed once a query.
            if !asked.insert(std::ptr::from_ref(found.value)) {
                continue;
            }
            let of: Arc<str> = text[start..end].into();
            for synonym in found.value.synonyms() {
                if !brought.insert(synonym) {
                    continue;
                }
                let whole = (0, synonym.len());
                let factor = self.recipe.get(Parameter::Synonym);
                let fresh = self.weighted(synonym, &[whole], factor, Some(&of));
                terms.extend(
                    fresh
                        .into_iter()
                        .filter(|term| seen.insert(term.text.clone())),
                );
            }
        }
        terms
    }

    /// The longest phrase of the lexicon that `text` ends in: the text before it, and the phrase with its
    /// synonyms. `None` if it ends in none. O(n · longest phrase).
    pub(crate) fn names_at_end(&self, text: &str) -> Option<(String, Vec<String>)> {
        let text = normalized(text);
        let units = units(&text);
        let found = self.phrases.ending(&units)?;
        let start = units[found.first].start;
        let mut names = vec![text[start..].to_owned()];
        names.extend(found.value.synonyms().into_iter().map(str::to_owned));
        Some((text[..start].to_owned(), names))
    }

    /// The terms of a normalized text in which `user` are words of their own.
    fn weighted(
        &self,
        text: &str,
        user: &[(usize, usize)],
        factor: f32,
        synonym_of: Option<&Arc<str>>,
    ) -> Vec<QueryTerm> {
        let spans = Spans::of(text, user);
        let tokens = self.analyzer.tokens(text);
        let mut terms: Vec<QueryTerm> = Vec::with_capacity(tokens.len());
        for token in tokens {
            let place = spans.place(text, &token);
            let weight = factor * self.recipe.kind_weight(token.kind) * place.factor;
            if weight > 0.0 {
                // The characters, pairs and words of one piece follow each other, and share its text.
                let last = terms.last().map(|term| &term.origin.span);
                let span = match last.filter(|span| ***span == *place.text) {
                    Some(span) => Arc::clone(span),
                    None => place.text.into(),
                };
                let origin = Origin {
                    span,
                    synonym_of: synonym_of.cloned(),
                };
                terms.push(QueryTerm {
                    text: token.text,
                    kind: token.kind,
                    weight,
                    origin,
                });
            }
        }
        terms
    }
}

/// The lexicon, arranged for looking up phrases: words without synonyms too.
fn compiled(lexicon: &Lexicon) -> PhraseTrie<LexiconEntry> {
    let mut phrases = PhraseTrie::new();
    for word in lexicon.words() {
        phrases
            .entry(word)
            .get_or_insert_with(LexiconEntry::default);
    }
    for phrases_of_group in lexicon.groups() {
        let group: SynonymGroup = phrases_of_group
            .iter()
            .map(|phrase| phrase.as_str().into())
            .collect();
        for phrase in group.iter() {
            let entry = phrases
                .entry(phrase)
                .get_or_insert_with(LexiconEntry::default);
            // Groups come one after the other, so an earlier spelling of this entry is the last.
            match entry.groups.last_mut() {
                Some(last) if Arc::ptr_eq(&last.group, &group) => last.own = None,
                _ => entry.groups.push(Membership {
                    group: Arc::clone(&group),
                    own: Some(Arc::clone(phrase)),
                }),
            }
        }
    }
    phrases
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::sync::Arc;

    use super::{QueryAnalyzer, QueryTerm, compiled};
    use crate::text::recipe::*;
    use crate::text::{Analyzer, Lexicon};

    fn terms(words: &str, synonyms: &str, text: &str) -> Vec<QueryTerm> {
        let mut lexicon = Lexicon::parse_words(words).unwrap();
        lexicon.merge(Lexicon::parse_synonyms(synonyms).unwrap());
        QueryAnalyzer::new(Analyzer::new(), Arc::new(lexicon)).terms(text)
    }

    fn named<'a>(terms: &'a [QueryTerm], text: &str) -> &'a QueryTerm {
        terms.iter().find(|term| term.text == text).unwrap()
    }

    #[test]
    fn without_a_lexicon_terms_are_the_tokens() {
        let text = "基于BERT的不锈钢表面缺陷检测 surface defects";
        let tokens = Analyzer::new().tokens(text);
        let terms = terms("", "", text);
        assert!(
            terms
                .iter()
                .map(|t| &t.text)
                .eq(tokens.iter().map(|t| &t.text))
        );
        assert!(terms.iter().all(|t| t.weight > 0.0 && t.weight <= 1.0));
    }

    #[test]
    fn a_pair_inside_a_word_outweighs_one_between_words() {
        let terms = terms("", "", "电池隔膜");
        assert!(named(&terms, "电池").weight > named(&terms, "池隔").weight);
        assert_eq!(&*named(&terms, "电").origin.span, "电池");
        assert_eq!(&*named(&terms, "池隔").origin.span, "电池隔膜");
    }

    #[test]
    fn two_characters_that_belong_to_no_word_may_be_one() {
        let terms = terms("", "", "硼烷");
        assert_eq!(named(&terms, "硼烷").weight, BIGRAM_WEIGHT);
    }

    #[test]
    fn boilerplate_weighs_less_in_both_scripts() {
        let terms = terms("", "", "关键技术研发，电池 key technologies, battery");
        for word in ["关键", "技术", "研发"] {
            assert_eq!(
                named(&terms, word).weight,
                BIGRAM_WEIGHT * BOILERPLATE_FACTOR
            );
        }
        assert_eq!(
            named(&terms, "technolog").weight,
            LATIN_WEIGHT * BOILERPLATE_FACTOR
        );
        assert_eq!(named(&terms, "电池").weight, BIGRAM_WEIGHT);
        assert_eq!(named(&terms, "batteri").weight, LATIN_WEIGHT);
    }

    #[test]
    fn a_user_word_makes_its_inside_whole() {
        let before = terms("", "", "高性能电池隔膜");
        let after = terms("电池隔膜", "", "高性能电池隔膜");
        assert!(named(&before, "池隔").weight < BIGRAM_WEIGHT);
        assert_eq!(named(&after, "池隔").weight, BIGRAM_WEIGHT);
        assert_eq!(&*named(&after, "池隔").origin.span, "电池隔膜");
        assert_eq!(named(&after, "能电").weight, named(&before, "能电").weight);
    }

    #[test]
    fn a_latin_user_word_is_the_origin_of_its_parts() {
        let terms = terms("machine vision", "", "Machine Visions");
        assert_eq!(&*named(&terms, "vision").origin.span, "Machine Visions");
        assert_eq!(
            &*named(&terms, "machin vision").origin.span,
            "Machine Visions"
        );
    }

    #[test]
    fn a_recipe_leaves_kinds_and_synonyms_out() {
        let lexicon = Lexicon::parse_synonyms("锂电池、LIB").unwrap();
        let analyzer = QueryAnalyzer::new(Analyzer::new(), Arc::new(lexicon))
            .with_recipe("char=0 synonym=0 bigram=2".parse().unwrap());
        let terms = analyzer.terms("锂电池");
        let told: Vec<_> = terms.iter().map(|t| (t.text.as_str(), t.weight)).collect();
        assert_eq!(told, [("锂电", 2.0), ("电池", 2.0), ("锂电池", 0.125)]);
        let changed = analyzer.with_lexicon(Arc::default());
        assert_eq!(changed.terms("池").len(), 0, "the recipe stays");
    }

    #[test]
    fn a_synonym_brings_what_the_query_lacks_at_a_discount() {
        let terms = terms("", "锂电池、锂离子电池、LIB", "锂电池回收");
        let ion = named(&terms, "离子");
        assert_eq!(ion.weight, SYNONYM_FACTOR * BIGRAM_WEIGHT);
        assert_eq!(ion.origin.synonym_of.as_deref(), Some("锂电池"));
        assert_eq!(&*ion.origin.span, "锂离子电池");
        assert_eq!(named(&terms, "锂").weight, CHAR_WEIGHT);
        for text in ["锂", "电池", "离子", "lib"] {
            assert_eq!(terms.iter().filter(|t| t.text == text).count(), 1, "{text}");
        }
    }

    #[test]
    fn synonyms_are_found_across_scripts_and_inflections() {
        let terms = terms("", "机器视觉=machine vision", "Machine-Visions 系统");
        assert_eq!(
            named(&terms, "视觉").origin.synonym_of.as_deref(),
            Some("Machine-Visions")
        );
    }

    #[test]
    fn the_longest_phrase_alone_brings_its_synonyms() {
        let terms = terms(
            "",
            "电池、cell
锂电池、LIB",
            "锂电池",
        );
        assert!(terms.iter().any(|t| t.text == "lib"));
        assert!(terms.iter().all(|t| t.text != "cell"));
    }

    #[test]
    fn a_large_group_is_held_once_and_analysed_once() {
        let phrases: Vec<String> = (0..8_000).map(|at| format!("phrase{at}")).collect();
        let mut lexicon = Lexicon::new();
        lexicon.add_synonyms(phrases.clone()).unwrap();
        let compiled = compiled(&lexicon);
        let groups: Vec<_> = compiled.values().flat_map(|entry| &entry.groups).collect();
        assert_eq!(groups.len(), phrases.len(), "one pointer a phrase");
        assert!(
            groups
                .iter()
                .all(|m| Arc::ptr_eq(&m.group, &groups[0].group))
        );
        let analyzer = QueryAnalyzer::new(Analyzer::new(), Arc::new(lexicon));
        let said = |count: usize| analyzer.terms(&phrases[..count].join(", ")).len();
        assert!(said(50) < said(1) + 50 * 4, "the group is brought once");
    }

    #[test]
    fn spellings_that_differ_in_case_alone_are_synonyms_of_each_other() {
        let lexicon = Lexicon::parse_synonyms("LIB、lib、锂电池").unwrap();
        let analyzer = QueryAnalyzer::new(Analyzer::new(), Arc::new(lexicon));
        let (before, names) = analyzer.names_at_end("新LIB").unwrap();
        assert_eq!(before, "新");
        assert_eq!(names, ["LIB", "LIB", "lib", "锂电池"]);
    }

    #[test]
    fn an_empty_text_has_no_terms() {
        assert!(terms("焦", "甲、乙", "").is_empty());
    }
}
