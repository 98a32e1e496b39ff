//! Scope of a team problem: the topics of a need.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::error::{Error, Result, say};
use crate::model::{Need, ProfileKind};
use crate::num::hash64;
use crate::text::recipe::BIGRAM_WEIGHT;
use crate::text::{QueryAnalyzer, QueryTerm, TokenKind, matched_phrases, merge, normalize};

/// Weight of a keyword of the need.
const KEYWORD_WEIGHT: f64 = 1.0;
/// Weight of a word of the need's text; less than a keyword's, because central terms rarely appear in the text
/// alone.
const WORD_WEIGHT: f64 = 0.5;
/// Default number of words of the text that are topics.
const WORDS: usize = 4;
/// Words that are looked up for each that may become a topic.
const LOOKED_UP: usize = 6;
/// Steps of a term's weight for 1; terms are summed as integers.
const TERM_STEPS: f64 = 65_536.0;

/// Parts of a need that a team is to cover, and kinds of profiles that are candidates without covering any.
///
/// Topics are the parts that the caller names, with weights of his own, each keyword of the need (weight 1), and words
/// of its title and description that no part or keyword holds (four by default, weight ½ each). A number with its unit
/// is a topic if it is named as a part ("抗弯强度≥360 MPa"): its words and digits must then stand in one document.
///
/// A word of the text is a scrap by itself (场地, 左右; 产量 in a paper on bacteria), and the rarest words of a small
/// library are often such. So a word counts only in a document that also proves a part or a keyword, or, if the need
/// has neither, another word; and only words that some document proves are topics, the rarest first, without
/// boilerplate and numbers.
///
/// # Example
/// ```
/// use qianxian::team::Scope;
/// let scope = Scope::new().part("热膨胀系数", 2.0).words(3);
/// # let _ = scope;
/// ```
#[derive(Clone, Debug)]
pub struct Scope {
    parts: Vec<(String, f64)>,
    only_parts: bool,
    pub(crate) words: usize,
    pub(crate) supporting: BTreeSet<ProfileKind>,
}

impl Default for Scope {
    fn default() -> Self {
        Self {
            parts: Vec::new(),
            only_parts: false,
            words: WORDS,
            supporting: BTreeSet::new(),
        }
    }
}

impl Scope {
    /// The default scope: keywords, and four words of the text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a named part of the need, with its weight: above 0, 1 being that of a keyword.
    #[must_use]
    pub fn part(mut self, part: impl Into<String>, weight: f64) -> Self {
        self.parts.push((part.into(), weight));
        self
    }

    /// Covers the named parts and nothing else (default: keywords and words too).
    #[must_use]
    pub fn only_parts(mut self) -> Self {
        self.only_parts = true;
        self
    }

    /// Sets the most words of the need's text that become topics (default 4).
    #[must_use]
    pub fn words(mut self, words: usize) -> Self {
        self.words = words;
        self
    }

    /// Profiles of these kinds are candidates even if they prove no topic, because a role or a quota asks for them:
    /// finance, a facility (default: none).
    #[must_use]
    pub fn supporting(mut self, kinds: impl IntoIterator<Item = ProfileKind>) -> Self {
        self.supporting.extend(kinds);
        self
    }
}

/// A distinct term of a topic.
#[derive(Clone, Debug)]
pub(crate) struct TopicTerm {
    pub(crate) hash: u64,
    /// Weight within the topic, in steps; 0 for a term of a synonym alone.
    pub(crate) weight: u64,
    /// Piece of the topic that the term belongs to.
    pub(crate) span: Arc<str>,
}

/// A synonym of a phrase of a topic: a document with all its terms has the phrase.
#[derive(Clone, Debug)]
pub(crate) struct Synonym {
    /// Numbers of the synonym's terms among the topic's terms.
    pub(crate) terms: Vec<usize>,
    /// Numbers of the topic's own terms that the synonym replaces.
    pub(crate) stands_for: Vec<usize>,
}

/// A topic with its terms analysed.
#[derive(Clone, Debug)]
pub(crate) struct TopicText {
    pub(crate) name: String,
    pub(crate) weight: f64,
    /// Whether the topic is a named part or a keyword, not a word of the text.
    pub(crate) is_named: bool,
    /// Terms of the topic: its own first, then its synonyms'.
    pub(crate) terms: Vec<TopicTerm>,
    pub(crate) synonyms: Vec<Synonym>,
}

/// Terms of a text that can prove something: not single characters, unless there is nothing else.
fn telling(terms: Vec<QueryTerm>) -> Vec<QueryTerm> {
    let single = |term: &QueryTerm| term.kind == TokenKind::Char;
    let longer = |own: bool| {
        let mut of = terms
            .iter()
            .filter(|t| t.origin.synonym_of.is_none() == own);
        of.any(|t| !single(t))
    };
    let kept = [longer(false), longer(true)];
    let keep = |t: &QueryTerm| !single(t) || !kept[usize::from(t.origin.synonym_of.is_none())];
    terms.iter().filter(|t| keep(t)).cloned().collect()
}

impl TopicText {
    /// Analyses a topic; `None` if it has no terms. `rarity` weighs a term by its hash.
    fn of(
        name: &str,
        weight: f64,
        analyzer: &QueryAnalyzer,
        rarity: &impl Fn(u64) -> f64,
    ) -> Option<Self> {
        let merged = telling(merge(analyzer.terms(name)));
        let (own, foreign): (Vec<_>, Vec<_>) = merged
            .into_iter()
            .partition(|term| term.origin.synonym_of.is_none());
        let term = |term: &QueryTerm, factor: f64| {
            let hash = hash64(term.text.as_bytes());
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "weights are small and positive"
            )]
            let steps = (f64::from(term.weight) * rarity(hash) * TERM_STEPS * factor) as u64;
            TopicTerm {
                hash,
                weight: steps,
                span: Arc::clone(&term.origin.span),
            }
        };
        let mut terms: Vec<TopicTerm> = own.iter().map(|t| term(t, 1.0)).collect();
        // At least one step, because a weight of 0 marks the terms of synonyms below.
        terms.iter_mut().for_each(|t| t.weight = t.weight.max(1));
        let count = terms.len();
        let mut groups: BTreeMap<(Arc<str>, Arc<str>), Vec<usize>> = BTreeMap::new();
        for found in &foreign {
            let Some(of) = &found.origin.synonym_of else {
                continue;
            };
            // A phrase may have several synonyms; the terms of each must stand together in a document.
            let key = (Arc::clone(of), Arc::clone(&found.origin.span));
            groups.entry(key).or_default().push(terms.len());
            terms.push(term(found, 0.0));
        }
        let stands_for = |of: &str| {
            (0..count)
                .filter(|&t| of.contains(&*terms[t].span))
                .collect()
        };
        let synonyms = groups.iter().map(|((of, _), numbers)| Synonym {
            terms: numbers.clone(),
            stands_for: stands_for(of),
        });
        let synonyms = synonyms.collect();
        (count > 0).then(|| Self {
            name: name.to_owned(),
            weight,
            is_named: true,
            terms,
            synonyms,
        })
    }
}

/// The topics of `need` under `scope`, parts and keywords first, then words of its text that may
/// become topics, the rarest first and more than are wanted. `rarity` weighs a term by its hash,
/// `known` returns whether any document of the library has it. O(text).
///
/// # Errors
/// Invalid input if a named part has no words or its weight is not above 0, or if nothing is
/// left to cover.
pub(crate) fn topics(
    need: &Need,
    scope: &Scope,
    analyzer: &QueryAnalyzer,
    rarity: impl Fn(u64) -> f64,
    known: impl Fn(u64) -> bool,
) -> Result<Vec<TopicText>> {
    let mut topics: Vec<TopicText> = Vec::new();
    let mut taken: Vec<String> = Vec::new();
    for (part, weight) in &scope.parts {
        let refuse = |repair| Error::invalid("topic", part, repair);
        if !(weight.is_finite() && *weight > 0.0) {
            return Err(refuse(say!(
                "give it a finite weight above 0",
                "请给出大于0的有限权重"
            )));
        }
        let topic = TopicText::of(part.trim(), *weight, analyzer, &rarity);
        let topic = topic.ok_or_else(|| {
            refuse(say!(
                "name a part of the need in words",
                "请用文字写出需求的一个部分"
            ))
        })?;
        // A part that is named twice is one topic, under the first weight.
        if !taken.contains(&normalize(&topic.name)) {
            taken.push(normalize(&topic.name));
            topics.push(topic);
        }
    }
    if !scope.only_parts {
        for keyword in &need.keywords {
            let name = keyword.trim();
            if taken.contains(&normalize(name)) {
                continue;
            }
            let topic = TopicText::of(name, KEYWORD_WEIGHT, analyzer, &rarity);
            taken.extend(topic.as_ref().map(|topic| normalize(&topic.name)));
            topics.extend(topic);
        }
        // More than are wanted: `keep_proved` drops the words that nobody proves.
        let most = scope.words.saturating_mul(LOOKED_UP);
        for word in words(need, most, &taken, analyzer, &rarity, known) {
            let topic = TopicText::of(&word, WORD_WEIGHT, analyzer, &rarity);
            topics.extend(topic.map(|topic| TopicText {
                is_named: false,
                ..topic
            }));
        }
    }
    if topics.is_empty() {
        let repair = say!(
            "name the parts of the need that are to be covered",
            "请写出要覆盖的需求各部分"
        );
        return Err(Error::invalid("topic", "", repair));
    }
    Ok(topics)
}

/// The heaviest words of a need's title and description that no topic holds.
fn words(
    need: &Need,
    most: usize,
    taken: &[String],
    analyzer: &QueryAnalyzer,
    rarity: &impl Fn(u64) -> f64,
    known: impl Fn(u64) -> bool,
) -> Vec<String> {
    let texts = [need.title.as_str(), &need.description];
    let terms = merge(texts.into_iter().flat_map(|text| analyzer.terms(text)));
    let mut spelt: BTreeMap<Arc<str>, String> = BTreeMap::new();
    let mut weights: BTreeMap<Arc<str>, (f64, bool)> = BTreeMap::new();
    let own = telling(terms);
    for term in own.iter().filter(|t| t.origin.synonym_of.is_none()) {
        let hash = hash64(term.text.as_bytes());
        spelt.insert(Arc::clone(&term.origin.span), term.text.clone());
        let entry = weights.entry(Arc::clone(&term.origin.span));
        let entry = entry.or_insert((0.0, true));
        entry.0 = f64::max(entry.0, f64::from(term.weight) * rarity(hash));
        // Boilerplate is discounted in queries; here it is no topic.
        entry.1 &= known(hash) && (term.weight >= BIGRAM_WEIGHT || term.kind == TokenKind::Word);
    }
    let is_word =
        |span: &str| span.chars().nth(1).is_some() && span.chars().any(char::is_alphabetic);
    // A span that contains another is made of it: the part is the topic, the whole would repeat it.
    let is_pair = |span: &Arc<str>| weights.keys().any(|o| o != span && span.contains(&**o));
    let fresh = |span: &str| {
        !taken
            .iter()
            .any(|t| t.contains(span) || span.contains(t.as_str()))
    };
    let mut words: Vec<(f64, &Arc<str>)> = weights
        .iter()
        .filter(|(span, (_, known))| *known && is_word(span) && fresh(span) && !is_pair(span))
        .map(|(span, &(weight, _))| (weight, span))
        .collect();
    // Ties by text, so that the choice does not depend on a word's place.
    words.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    // A topic is a phrase as evidence shows it: whole words of the text without boilerplate at their ends, not the end of
    // one word and the beginning of the next. Asked of the heaviest alone, for each costs a walk through the text.
    let whole = texts.join("\n");
    let phrase = |(_, span): &(f64, &Arc<str>)| {
        let found = matched_phrases(&whole, &[spelt.get(*span)?]);
        let text = found.into_iter().next()?.text;
        let is_span = normalize(span) == text;
        Some(if is_span { span.to_string() } else { text })
    };
    let mut named: Vec<String> = Vec::new();
    for text in words.iter().filter_map(phrase) {
        if named.len() == most {
            break;
        }
        if !named.contains(&text) {
            named.push(text);
        }
    }
    named
}
