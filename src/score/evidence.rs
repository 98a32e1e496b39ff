//! The evidence behind a text score: documents, their phrases that the need asks for, fields.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::context::ExplainContext;
use super::passage::{Passage, passages};
use crate::compiled::impact::TermImpact;
use crate::compiled::query::{NeedTerm, Query};
use crate::compiled::term_map::TermMap;
use crate::compiled::{DECAY_DOCUMENTS, profile_sum};
use crate::index::{FIELD_COUNT, statement_fields, work_fields};
use crate::model::Profile;
use crate::model::spelled::spelled;
use crate::num::{Points, apportion};
use crate::quantity::is_amount;
use crate::text::{Origin, TokenKind, matched_phrases, names_something};

/// One evidence document, with its part of a score, its phrases and its passages.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct EvidencePart {
    /// Number of the work among the profile's works, from 0; `None` is the profile's own statement.
    pub work: Option<usize>,
    /// Title of the work, or name of the profile.
    pub title: String,
    /// Year of the work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// The document's part of the text contribution, from 0 to 1: the sum of `phrases` and `rest`.
    pub contribution: f64,
    /// The phrases that it shares with the need and that name something, at most [`MOST_PHRASES`], heaviest first.
    pub phrases: Vec<PhrasePart>,
    /// The part of `contribution` that `phrases` do not name, from 0 to 1: lone characters, function words, boilerplate,
    /// units and amounts, parts of words, further phrases.
    pub rest: f64,
    /// Passages to show with highlights: the best piece of each field that has any of the terms.
    pub passages: Vec<Passage>,
}

spelled! {
    /// Field of an evidence document in which a term occurs.
    pub enum EvidenceField as "field" {
        /// Title of the work, or name of the profile's offer.
        Title = "title" | "标题",
        /// Keywords of the work, or the profile's expertise.
        Keywords = "keywords" | "关键词",
        /// Abstract of the work, or the profile's description.
        Body = "body" | "正文",
    }
}

/// Most phrases that an explanation names of one evidence document.
pub const MOST_PHRASES: usize = 5;

/// A phrase of a document that the need asks for, in one field of it, with its part of a score.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct PhrasePart {
    /// The phrase, as it stands in the document (normalised).
    pub text: String,
    /// The field of the document it was found in.
    pub field: EvidenceField,
    /// The phrase of the need that it is a synonym of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synonym_of: Option<String>,
    /// The phrase's part of the document's contribution, from 0 to 1.
    pub contribution: f64,
}

/// Contribution of one evidence document to the sum of its profile, term by term.
#[derive(Debug)]
pub(super) struct DocumentEvidence {
    work: Option<usize>,
    /// Hash, part of the sum in steps of 2⁻⁸, and how the fields share it.
    terms: Vec<(u64, u64, [f32; FIELD_COUNT])>,
}

/// The terms that a document shares with a query: hash, weight · impact, fields.
fn shared<'d>(
    query: &'d Query,
    document: &'d TermMap<TermImpact>,
) -> impl Iterator<Item = (u64, u32, [f32; FIELD_COUNT])> + 'd {
    query.terms.iter().filter_map(|&(hash, weight)| {
        let term = document.get(&hash)?;
        Some((hash, weight * u32::from(term.impact), term.fields))
    })
}

fn sum(query: &Query, document: &TermMap<TermImpact>) -> u32 {
    shared(query, document).map(|(_, points, _)| points).sum()
}

/// Text sum of a profile with these documents, the last of which is the profile as a whole.
pub(super) fn text_sum(query: &Query, documents: &[TermMap<TermImpact>]) -> u64 {
    let Some((whole, parts)) = documents.split_last() else {
        return 0;
    };
    // Gathered by the function that ranking uses, so that an explained text has the ranking's bits.
    let sums: Vec<u32> = parts.iter().map(|d| sum(query, d)).collect();
    profile_sum(&sums, sum(query, whole))
}

/// The documents that count, best first (ties: the earlier document).
///
/// The whole's contribution by a term is added to the best document that has the term. So a document after the
/// eighth appears only if one of its terms occurs in no better document.
pub(super) fn ranked_evidence(
    query: &Query,
    documents: &[TermMap<TermImpact>],
) -> Vec<DocumentEvidence> {
    let Some((whole, parts)) = documents.split_last() else {
        return Vec::new();
    };
    let mut of_whole: TermMap<u64> = shared(query, whole)
        .map(|(hash, points, _)| (hash, u64::from(points) << DECAY_DOCUMENTS))
        .collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    // Stable: of equal sums the earlier document leads.
    order.sort_by_key(|&number| std::cmp::Reverse(sum(query, &parts[number])));
    let ranked = order.into_iter().enumerate().map(|(rank, number)| {
        let terms = shared(query, &parts[number]).map(|(hash, points, fields)| {
            // Scaled so that the halving of lower ranks is exact in the proportions.
            let decayed = match rank {
                0..DECAY_DOCUMENTS => (u64::from(points) << DECAY_DOCUMENTS) >> rank,
                _ => 0,
            };
            // Removed once used: each term of the whole is credited to its best document alone.
            let all = decayed + of_whole.remove(&hash).unwrap_or(0);
            (hash, all, fields)
        });
        DocumentEvidence {
            // Document 0 is the profile's own statement; work n is document n + 1.
            work: number.checked_sub(1),
            terms: terms.filter(|&(_, points, _)| points > 0).collect(),
        }
    });
    ranked.filter(|e| !e.terms.is_empty()).collect()
}

/// A phrase of a field of a document, the phrase of the need that it is a synonym of, and its part of the sum.
type WeighedPhrase = ((EvidenceField, String, Option<String>), u64);

/// The phrases of one document, in order, and the part of the sum that is in none of them.
fn phrases(
    evidence: &DocumentEvidence,
    texts: &[String; FIELD_COUNT],
    terms: &TermMap<&NeedTerm>,
) -> (Vec<WeighedPhrase>, u64) {
    let mut parts: BTreeMap<(EvidenceField, String, Option<String>), u64> = BTreeMap::new();
    let mut rest = 0;
    // Of each term, its part in each field.
    let shared: Vec<(&NeedTerm, Vec<u64>)> = evidence
        .terms
        .iter()
        .map(|(hash, sum, fields)| (terms[hash], shares(*sum, *fields)))
        .collect();
    for (number, &field) in EvidenceField::ALL.iter().enumerate() {
        let here: Vec<(&NeedTerm, u64)> = shared
            .iter()
            .map(|(term, parts)| (*term, parts[number]))
            .filter(|&(_, part)| part > 0)
            .collect();
        let words: Vec<&str> = here.iter().map(|(term, _)| term.text.as_str()).collect();
        let mut named = 0;
        for phrase in matched_phrases(&texts[number], &words) {
            // nm or 装置 in common is nothing to show: it counts, and is told with the rest.
            if !phrase.terms.iter().any(|&term| is_telling(here[term].0)) {
                continue;
            }
            let part: u64 = phrase.terms.iter().map(|&term| here[term].1).sum();
            named += part;
            let synonym_of = synonym_of(phrase.terms.iter().map(|&term| here[term]));
            *parts.entry((field, phrase.text, synonym_of)).or_default() += part;
        }
        rest += here.iter().map(|&(_, part)| part).sum::<u64>() - named;
    }
    (parts.into_iter().collect(), rest)
}

/// Whether a term in common tells a reader what is shared: no boilerplate, unit or amount. Properties do, though they make
/// no fit.
fn is_telling(term: &NeedTerm) -> bool {
    let kind = match term.text.is_ascii() {
        true => TokenKind::Latin,
        false => TokenKind::Word,
    };
    !term.is_char && names_something(&term.text, kind) && !is_amount(&term.origin.span)
}

/// Whether a number that is no part of a figure is a name (304不锈钢), and no year.
fn is_number_name(span: &str) -> bool {
    let is_year = |number: u16| (1900..=2100).contains(&number);
    span.starts_with(|c: char| c.is_ascii_digit()) && !span.parse().is_ok_and(is_year)
}

/// The phrase of the need that a phrase of a document is a synonym of: none if any of its terms of more than one
/// character is the need's own.
fn synonym_of<'t>(terms: impl Iterator<Item = (&'t NeedTerm, u64)>) -> Option<String> {
    let longer = terms.filter(|(term, _)| !term.is_char);
    let mut origins = longer.map(|(term, _)| term.origin.synonym_of.as_ref());
    let first = origins.next()??;
    origins
        .all(|other| other.is_some())
        .then(|| first.to_string())
}

/// The pieces of the need that the documents have, whole or in part.
fn covered(evidence: &[DocumentEvidence], terms: &TermMap<&NeedTerm>) -> HashSet<Arc<str>> {
    let mut covered = HashSet::new();
    // A word may be several terms; a document has the word only if it has all of them.
    let asked = longer_terms(terms.values().copied());
    for document in evidence {
        let found: Vec<&NeedTerm> = document
            .terms
            .iter()
            .map(|(hash, ..)| terms[hash])
            .collect();
        let longer = longer_terms(found.iter().copied());
        for term in found {
            let whole = asked.get(&term.origin) == longer.get(&term.origin);
            // A synonym that stands there whole covers the need's own phrase.
            let phrase = term.origin.synonym_of.as_ref().filter(|_| whole);
            covered.extend(phrase.map(Arc::clone));
            covered.insert(if whole {
                Arc::clone(&term.origin.span)
            } else {
                term.text.as_str().into()
            });
        }
    }
    covered
}

/// How many terms of more than one character each piece of the need has among `terms`.
fn longer_terms<'t>(terms: impl Iterator<Item = &'t NeedTerm>) -> HashMap<&'t Origin, usize> {
    let mut counts = HashMap::new();
    for term in terms.filter(|term| !term.is_char) {
        *counts.entry(&term.origin).or_default() += 1;
    }
    counts
}

/// `total` shared out by the fields' normalised frequencies.
fn shares(total: u64, fields: [f32; FIELD_COUNT]) -> Vec<u64> {
    // Proportions to six decimals suffice: the apportioning makes the parts sum to the total.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "non-negative, and proportions alone matter"
    )]
    let parts = fields.map(|part| (f64::from(part) * 1e6) as u64);
    apportion(total, &parts)
}

/// Shares the text's points out over documents, their phrases and the rest, and names the pieces of the need that
/// nothing covers.
pub(super) fn tell(
    points: Option<Points>,
    evidence: &[DocumentEvidence],
    profile: &Profile,
    context: ExplainContext<'_>,
) -> (Vec<EvidencePart>, Vec<String>) {
    let terms: TermMap<&NeedTerm> = context.terms.0.iter().map(|t| (t.hash, t)).collect();
    let mut told: Vec<EvidencePart> = Vec::new();
    // The document of each part; `None` as phrase is its rest.
    let mut found: Vec<(usize, Option<WeighedPhrase>)> = Vec::new();
    let mut parts: Vec<u64> = Vec::new();
    for (rank, document) in evidence.iter().enumerate() {
        let source = document.work.map(|number| &profile.works[number]);
        let texts = source.map_or_else(|| statement_fields(profile), work_fields);
        told.push(evidence_part(document, profile, &texts, &terms));
        let (mut phrases, mut rest) = phrases(document, &texts, &terms);
        // Stable: phrases of equal weight stay in order of field and text.
        phrases.sort_by_key(|(_, part)| std::cmp::Reverse(*part));
        rest += phrases
            .drain(MOST_PHRASES.min(phrases.len())..)
            .map(|(_, part)| part)
            .sum::<u64>();
        for phrase in phrases {
            parts.push(phrase.1);
            found.push((rank, Some(phrase)));
        }
        parts.push(rest);
        found.push((rank, None));
    }
    // Whole points are shared out, not floats: the parts sum to the text's contribution to the last step of 2⁻⁵⁰.
    let shares = apportion(points.unwrap_or_default().0, &parts);
    let mut totals = vec![Points(0); told.len()];
    for ((rank, phrase), share) in found.into_iter().zip(shares) {
        let share = Points(share);
        totals[rank] = totals[rank] + share;
        match phrase {
            None => told[rank].rest = share.to_f64(),
            Some(((field, text, synonym_of), _)) => told[rank].phrases.push(PhrasePart {
                text,
                field,
                synonym_of,
                contribution: share.to_f64(),
            }),
        }
    }
    for (part, total) in told.iter_mut().zip(totals) {
        part.contribution = total.to_f64();
    }
    (told, uncovered(context, &covered(evidence, &terms)))
}

fn evidence_part(
    evidence: &DocumentEvidence,
    profile: &Profile,
    texts: &[String; FIELD_COUNT],
    terms: &TermMap<&NeedTerm>,
) -> EvidencePart {
    let source = evidence.work.map(|number| &profile.works[number]);
    let found = evidence.terms.iter().map(|(hash, _, parts)| (*hash, parts));
    EvidencePart {
        work: evidence.work,
        title: source.map_or_else(|| profile.name.clone(), |w| w.title.clone()),
        year: source.and_then(|w| w.year),
        contribution: 0.0,
        phrases: Vec::new(),
        rest: 0.0,
        passages: passages(texts, found, terms),
    }
}

/// Pieces of the need that share no term with the profile; of overlapping ones the shortest word.
///
/// Pieces of title and keywords come first, in which an enterprise names its subject; then others. In each group the
/// heaviest leads. Pieces that tell a reader nothing are left out: boilerplate, numbers and units. Whether a figure is met
/// is judged beside.
fn uncovered(context: ExplainContext<'_>, covered: &HashSet<Arc<str>>) -> Vec<String> {
    let mut missing: BTreeMap<&str, f64> = BTreeMap::new();
    // Pieces of which any term tells something.
    let mut telling: HashSet<&str> = HashSet::new();
    for (term, weight) in context.terms.0.iter().zip(context.weights) {
        let span = &*term.origin.span;
        // One character of a word does not cover the word.
        let covers = |piece: &Arc<str>| {
            span == &**piece || (piece.chars().count() > 1 && span.contains(&**piece))
        };
        // A synonym is not among the need's own words, so its absence is no gap.
        let is_of_figure =
            span.starts_with(|c: char| c.is_ascii_digit()) && !context.words.contains(span);
        if term.origin.synonym_of.is_none() && !is_of_figure && !covered.iter().any(covers) {
            *missing.entry(span).or_default() += weight;
            telling.extend((is_telling(term) || is_number_name(span)).then_some(span));
        }
    }
    // A missing word represents the longer pieces around it, and the characters in it.
    let word = |text: &str| text.chars().nth(1).is_some();
    let told_by_another = |text: &str| {
        let mut others = missing
            .keys()
            .filter(|other| **other != text && word(other));
        others.any(|other| {
            if word(text) {
                text.contains(other)
            } else {
                other.contains(text)
            }
        })
    };
    let shortest = missing
        .iter()
        .filter(|(text, _)| telling.contains(*text) && !told_by_another(text));
    let mut shortest: Vec<(bool, f64, &str)> = shortest
        .map(|(&text, &weight)| (!context.subject.contains(text), weight, text))
        .collect();
    // The text comes last, so that pieces of equal weight have one order.
    shortest.sort_by(|a, b| {
        let by_weight = b.1.total_cmp(&a.1);
        a.0.cmp(&b.0).then(by_weight).then(a.2.cmp(b.2))
    });
    let texts = shortest.into_iter().map(|(_, _, text)| text.to_owned());
    texts.collect()
}
