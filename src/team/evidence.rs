//! Evidence for topics, looked up in the compiled form of a library.
//!
//! A document proves a topic to the share of the topic's terms, by weight, that stand in it, in whole hundredths, if
//! that is at least half: less is scraps, and proves nothing. The terms must stand in *one* document; terms of two
//! works of a profile are never put together. A profile's own statement counts three quarters of a work, because it
//! claims and does not prove. Half, and three quarters, are judgements of the domain, not measured.
//!
//! Every posting of every term of a topic is read, so that no document that proves a topic is missed:
//! there is no cut-off. O(postings of the topics' terms · log).

use std::collections::{BTreeMap, BTreeSet};

use super::scope::{TopicTerm, TopicText};
use crate::compiled::library::CompiledLibrary;
use crate::compiled::{CompiledSegment, SegmentView};

/// Least share of a topic, in hundredths, that a document must have to prove anything of it.
const LEAST_PERCENT: u64 = 50;
/// Weight of a profile's statement relative to a work, as a fraction.
const STATEMENT: (u64, u64) = (3, 4);

/// The document of a profile that proves most of a topic.
#[derive(Clone, Debug)]
pub(crate) struct TopicProof {
    /// Number of the topic.
    pub(crate) topic: usize,
    /// Share of the topic that the document proves, in hundredths, 0 to 100.
    pub(crate) percent: u64,
    /// Number of the work; `None` is the statement.
    pub(crate) work: Option<usize>,
    /// Pieces of the topic that the document contains, and pieces that it lacks.
    pub(crate) pieces: (Vec<String>, Vec<String>),
}

/// Number of live documents in which a term stands.
pub(crate) fn frequency(library: &CompiledLibrary, hash: u64) -> u64 {
    let segments = library.segments.iter();
    segments.map(|view| view.frequency(hash)).sum()
}

/// The weight of a term by rarity, as in ranking: its inverse document frequency to the power of 1½.
pub(crate) fn rarity(library: &CompiledLibrary, hash: u64) -> f64 {
    let idf = library.statistics.idf(frequency(library, hash));
    idf * idf.sqrt()
}

/// Profiles by segment and number, with their proofs.
pub(crate) type Proofs = BTreeMap<(usize, u32), Vec<TopicProof>>;

/// Every live profile that proves a topic, with its best proofs. O(postings · log).
pub(crate) fn proofs(library: &CompiledLibrary, topics: &[TopicText]) -> Proofs {
    let mut found = Proofs::new();
    for (segment, view) in library.segments.iter().enumerate() {
        for document in on_topic(documents(view, topics), topics) {
            let proofs = found.entry((segment, document.profile)).or_default();
            keep_best(proofs, document, topics);
        }
    }
    found
}

/// Keeps in `topics` the parts and keywords and the first `words` words of the text that somebody proves, and
/// in `found` the proofs of the kept topics, renumbered.
pub(crate) fn keep_proved(topics: &mut Vec<TopicText>, words: usize, found: &mut Proofs) {
    let proved: BTreeSet<usize> = found.values().flatten().map(|proof| proof.topic).collect();
    let (named, text): (Vec<usize>, Vec<usize>) =
        (0..topics.len()).partition(|&t| topics[t].is_named);
    let text = text.into_iter().filter(|t| proved.contains(t)).take(words);
    let mut kept: Vec<usize> = named.into_iter().chain(text).collect();
    if kept.is_empty() {
        kept.extend((0..topics.len()).take(words)); // nobody proves anything, and that is told
    }
    *topics = kept.iter().map(|&t| topics[t].clone()).collect();
    for proofs in found.values_mut() {
        proofs.retain_mut(|proof| {
            let place = kept.iter().position(|&t| t == proof.topic);
            proof.topic = place.unwrap_or(proof.topic);
            place.is_some()
        });
    }
    found.retain(|_, proofs| !proofs.is_empty());
}

/// A document that proves a topic.
struct Document {
    /// Number of the document in its segment.
    number: u32,
    profile: u32,
    /// Number of the work; `None` is the statement.
    work: Option<usize>,
    topic: usize,
    percent: u64,
    /// Numbers of the topic's own terms that stand in it, by themselves or by a synonym.
    present: Vec<usize>,
}

/// Documents of live profiles that prove a topic, by topic.
fn documents(view: &SegmentView, topics: &[TopicText]) -> Vec<Document> {
    let segment = &view.compiled;
    let starts = segment.starts(0..segment.profile_count());
    let mut documents = Vec::new();
    for (number, topic) in topics.iter().enumerate() {
        let total: u64 = topic.terms.iter().map(|term| term.weight).sum();
        for same in hits(segment, &topic.terms).chunk_by(|a, b| a.0 == b.0) {
            let present = present(topic, same);
            let weight: u64 = present.iter().map(|&t| topic.terms[t].weight).sum();
            // Rounded down: a document at the limit proves at least half, never almost half.
            let percent = weight * 100 / total.max(1);
            let document = same[0].0;
            // `starts` has the first document of each profile: the last start not past the document is
            // its profile's.
            let profile = starts.partition_point(|&start| start <= document) - 1;
            let first = starts[profile];
            let Ok(profile) = u32::try_from(profile) else {
                continue;
            };
            if percent >= LEAST_PERCENT && view.is_live(profile) {
                documents.push(Document {
                    number: document,
                    profile,
                    // A profile's first document is its statement, the works follow in their order.
                    work: ((document - first) as usize).checked_sub(1),
                    topic: number,
                    percent,
                    present,
                });
            }
        }
    }
    documents
}

/// Drops words of the text that stand in documents which prove nothing else.
fn on_topic(documents: Vec<Document>, topics: &[TopicText]) -> Vec<Document> {
    let named = |document: &&Document| topics[document.topic].is_named;
    let backing: BTreeSet<u32> = documents.iter().filter(named).map(|d| d.number).collect();
    let any_named = topics.iter().any(|topic| topic.is_named);
    let alone = topics.len() == 1;
    let mut words: BTreeMap<u32, usize> = BTreeMap::new();
    for document in &documents {
        *words.entry(document.number).or_default() += 1;
    }
    // A word of the text alone is weak evidence: it counts in a document that proves a named topic too or, if nothing
    // is named, a second word.
    let counts = |document: &Document| {
        if any_named {
            backing.contains(&document.number)
        } else {
            alone || words[&document.number] > 1
        }
    };
    documents.into_iter().filter(counts).collect()
}

/// Keeps for each topic the document that proves most: works before the statement, earlier ones first.
fn keep_best(proofs: &mut Vec<TopicProof>, document: Document, topics: &[TopicText]) {
    let percent = match document.work {
        Some(_) => document.percent,
        None => document.percent * STATEMENT.0 / STATEMENT.1,
    };
    let proof = TopicProof {
        topic: document.topic,
        percent,
        work: document.work,
        pieces: pieces(&topics[document.topic], &document.present),
    };
    let order = |proof: &TopicProof| (proof.percent, proof.work.is_some());
    match proofs.iter_mut().find(|known| known.topic == proof.topic) {
        // Strictly more, and documents come in order: of equals the earlier stays.
        Some(known) if order(&proof) > order(known) => *known = proof,
        Some(_) => {}
        None => proofs.push(proof),
    }
}

/// Hits as `(document, number of the term)`, by document.
fn hits(segment: &CompiledSegment, terms: &[TopicTerm]) -> Vec<(u32, usize)> {
    let table = segment.terms();
    let mut hits = Vec::new();
    for (number, term) in terms.iter().enumerate() {
        let Some(found) = table.find(term.hash) else {
            continue;
        };
        segment.for_each_document(found, |document, _| hits.push((document, number)));
    }
    // By document, so that the hits of one document are adjacent for `chunk_by`.
    hits.sort_unstable();
    hits
}

/// The topic's own terms that stand in a document, by themselves or by a synonym that stands there whole.
fn present(topic: &TopicText, hits: &[(u32, usize)]) -> Vec<usize> {
    let stands = |term: &usize| hits.iter().any(|(_, hit)| hit == term);
    let whole = topic.synonyms.iter().filter(|s| s.terms.iter().all(stands));
    let by_synonym: Vec<usize> = whole.flat_map(|s| s.stands_for.iter().copied()).collect();
    // A term of weight 0 comes from a synonym alone: it proves nothing by itself.
    let own = (0..topic.terms.len()).filter(|&t| topic.terms[t].weight > 0);
    own.filter(|t| stands(t) || by_synonym.contains(t))
        .collect()
}

/// Pieces of the topic all of whose terms are `present`, and the shortest of the others.
fn pieces(topic: &TopicText, present: &[usize]) -> (Vec<String>, Vec<String>) {
    let mut spans: BTreeMap<&str, bool> = BTreeMap::new();
    for (number, term) in topic.terms.iter().enumerate().filter(|(_, t)| t.weight > 0) {
        *spans.entry(&term.span).or_insert(true) &= present.contains(&number);
    }
    let of = |whole: bool| {
        let those = spans.iter().filter(move |(_, w)| **w == whole);
        those.map(|(span, _)| *span).collect::<Vec<&str>>()
    };
    let (found, missing) = (of(true), of(false));
    let inside = |a: &str, b: &str| a != b && b.contains(a);
    // Phrases overlap (a phrase and its parts): of the found ones the longest are shown, of the missing ones the
    // shortest.
    let longest = |span: &&&str| !found.iter().any(|other| inside(span, other));
    let shortest = |span: &&&str| !missing.iter().any(|other| inside(other, span));
    let told = |spans: Vec<&&str>| spans.into_iter().map(ToString::to_string).collect();
    (
        told(found.iter().filter(longest).collect()),
        told(missing.iter().filter(shortest).collect()),
    )
}
