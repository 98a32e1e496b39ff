//! The text feature: BM25F impacts as bytes, integer weights, decayed sums and wholes.

use std::collections::{BTreeMap, BTreeSet};

use qianxian::index::quantized_length;
use qianxian::model::{Need, NeedKind, Profile, ProfileKind};
use qianxian::score::Statistics;
use qianxian::text::recipe::{
    B, BACKGROUND_FACTOR, HAN_NEED_TITLE, HAN_REPEAT_POWER, IDF_POWER, K1, LATIN_NEED_TITLE,
    LATIN_REPEAT_POWER,
};
use qianxian::text::{
    Analyzer, QueryAnalyzer, QueryTerm, TokenKind, background, is_word, names_something,
};

use super::ONE;

/// Documents of one profile that count.
const DECAY_DOCUMENTS: usize = 8;
/// Euclidean norm of a need's integer weights if each of its terms were in one document alone.
const NORM: f64 = 16384.0;
/// The sum at which text counts ½: documents and whole each cover half of that.
const HALF: u64 = 16384 * 255;

/// Occurrences of each term in title, keywords and body of one document.
type Frequencies = BTreeMap<String, [u32; 3]>;
/// Impacts of each term in one document.
type Impacts = BTreeMap<String, u64>;

/// What all profiles say.
pub(super) struct Collection {
    statistics: Statistics,
    frequencies: BTreeMap<String, u64>,
    /// Documents of each profile: its statement, its works, and the whole.
    profiles: Vec<Vec<Impacts>>,
}

/// Title, keywords and body of each evidence document.
fn documents(profile: &Profile) -> Vec<[String; 3]> {
    let named = !matches!(profile.kind, ProfileKind::Expert | ProfileKind::Team);
    let name = if named {
        profile.name.clone()
    } else {
        String::new()
    };
    let keywords = profile.expertise.join("\n");
    let mut documents = vec![[name, keywords, profile.description.clone()]];
    for work in &profile.works {
        let keywords = work.keywords.join("\n");
        documents.push([work.title.clone(), keywords, work.summary.clone()]);
    }
    documents
}

fn counted(texts: &[String; 3], analyzer: &Analyzer) -> (Frequencies, [u32; 3]) {
    let mut frequencies = Frequencies::new();
    let mut lengths = [0; 3];
    for (field, text) in texts.iter().enumerate() {
        for token in analyzer.tokens(text) {
            frequencies.entry(token.text).or_default()[field] += 1;
            lengths[field] += 1;
        }
    }
    (frequencies, lengths.map(quantized_length))
}

/// All documents of a profile as one: frequencies and length.
fn whole(documents: &[(Frequencies, [u32; 3])]) -> (Frequencies, u32) {
    let mut all = Frequencies::new();
    let mut length = 0;
    for (terms, lengths) in documents {
        length += lengths.iter().sum::<u32>();
        for (term, counts) in terms {
            let sums = all.entry(term.clone()).or_default();
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += count;
            }
        }
    }
    (all, length)
}

/// The mean beside twenty documents of 16 tokens, as the nearest power of 2^(1/4), at least 1.
fn average(tokens: u64, documents: u64) -> f32 {
    let (tokens, documents) = (tokens + 320, documents + 20);
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let mean = tokens as f64 / documents as f64;
    let quarters = (mean.log2() * 4.0).round().max(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounded to single precision"
    )]
    let length = (quarters / 4.0).exp2() as f32;
    length
}

/// `round(255·f/(k1 + f))` with f = Σ tf/(1 − b + b·length/average), at least 1; single precision.
fn impact(frequencies: [u32; 3], lengths: [u32; 3], averages: [f32; 3]) -> u64 {
    let mut frequency = 0.0_f32;
    for field in 0..3 {
        #[expect(clippy::cast_precision_loss, reason = "small counts")]
        let (count, length) = (frequencies[field] as f32, lengths[field] as f32);
        frequency += 1.0 / (1.0 - B + B * length / averages[field]) * count;
    }
    let rounded = (frequency / (K1 + frequency) * 255.0 + 0.5).floor();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "1 to 255"
    )]
    let impact = rounded.max(1.0) as u64;
    impact
}

/// A term of a need.
pub(super) struct NeedTerm {
    text: String,
    /// Weight after repetition, before rarity.
    weight: f64,
    /// Whether it names something.
    names: bool,
    /// Whether it stands for words of the need as a synonym.
    is_synonym: bool,
    /// Whether it is a whole word.
    is_word: bool,
}

/// The distinct terms of a need, by text.
pub(super) fn weighted(need: &Need, queries: &QueryAnalyzer) -> Vec<NeedTerm> {
    // Sum of weights of each term and the power of repetition, beside its heaviest occurrence.
    let mut weights: BTreeMap<String, (f32, f32, QueryTerm)> = BTreeMap::new();
    let keywords = need.keywords.join("\n");
    let preamble: Vec<_> = background(&need.description);
    let part = |is_preamble: bool| {
        let chars = need.description.char_indices();
        // Sentences that are left out leave a line end, so that none of the others meet.
        let kept = chars.map(
            |(at, c)| match preamble.iter().any(|range| range.contains(&at)) {
                inside if inside == is_preamble => c,
                _ => '\n',
            },
        );
        kept.collect::<String>()
    };
    let (asked, preamble) = (part(false), part(true));
    let background = match need.kind {
        NeedKind::Finance => 1.0,
        _ => BACKGROUND_FACTOR,
    };
    for (text, is_title, factor) in [
        (&need.title, true, 1.0),
        (&keywords, false, 1.0),
        (&asked, false, 1.0),
        (&preamble, false, background),
    ] {
        for term in queries.terms(text) {
            let (title, power) = match term.kind {
                TokenKind::Char | TokenKind::Bigram | TokenKind::Word => {
                    (HAN_NEED_TITLE, HAN_REPEAT_POWER)
                }
                _ => (LATIN_NEED_TITLE, LATIN_REPEAT_POWER),
            };
            let weight = term.weight * if is_title { title } else { factor };
            let term = QueryTerm { weight, ..term };
            let known = weights
                .entry(term.text.clone())
                .or_insert_with(|| (0.0, power, term.clone()));
            known.0 += weight;
            if weight > known.2.weight {
                known.2 = term;
            }
        }
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a weight has single precision"
    )]
    let repeated = |(sum, power, heaviest): (f32, f32, QueryTerm)| NeedTerm {
        weight: {
            let most = heaviest.weight;
            f64::from(most * f64::from(sum / most).powf(power.into()) as f32)
        },
        names: names_something(&heaviest.text, heaviest.kind),
        is_synonym: heaviest.origin.synonym_of.is_some(),
        is_word: match heaviest.kind {
            TokenKind::Bigram => is_word(&heaviest.text),
            TokenKind::Char | TokenKind::LatinBigram => false,
            _ => true,
        },
        text: heaviest.text,
    };
    weights.into_values().map(repeated).collect()
}

impl Collection {
    pub(super) fn new(profiles: &[Profile], analyzer: &Analyzer) -> Self {
        let count = |profile: &Profile| -> Vec<(Frequencies, [u32; 3])> {
            let texts = documents(profile);
            texts.iter().map(|t| counted(t, analyzer)).collect()
        };
        let counted: Vec<_> = profiles.iter().map(count).collect();
        let mut statistics = Statistics::default();
        let mut frequencies: BTreeMap<String, u64> = BTreeMap::new();
        let wholes: Vec<(Frequencies, u32)> = counted.iter().map(|d| whole(d)).collect();
        for (terms, length) in &wholes {
            statistics.profiles += u64::from(*length > 0);
            for term in terms.keys() {
                *frequencies.entry(term.clone()).or_default() += 1;
            }
        }
        for (terms, lengths) in counted.iter().flatten() {
            statistics.documents += u64::from(lengths.iter().any(|&length| length > 0));
            for (field, &length) in lengths.iter().enumerate() {
                statistics.field_documents[field] += u64::from(length > 0);
                statistics.field_tokens[field] += u64::from(length);
            }
            for term in terms.keys() {
                *frequencies.entry(term.clone()).or_default() += 1;
            }
        }
        let averages: [f32; 3] = std::array::from_fn(|field| {
            average(
                statistics.field_tokens[field],
                statistics.field_documents[field],
            )
        });
        let impacts = |(terms, lengths): &(Frequencies, [u32; 3])| -> Impacts {
            let of =
                |(term, tf): (&String, &[u32; 3])| (term.clone(), impact(*tf, *lengths, averages));
            terms.iter().map(of).collect()
        };
        let length = average(statistics.field_tokens.iter().sum(), statistics.profiles);
        let whole_impacts = |(terms, tokens): &(Frequencies, u32)| -> Impacts {
            // One length for all fields.
            let of = |(term, tf): (&String, &[u32; 3])| {
                (term.clone(), impact(*tf, [*tokens; 3], [length; 3]))
            };
            terms.iter().map(of).collect()
        };
        let profiles = counted.iter().zip(&wholes).map(|(documents, whole)| {
            let parts = documents.iter().map(impacts);
            parts.chain([whole_impacts(whole)]).collect()
        });
        Self {
            statistics,
            frequencies,
            profiles: profiles.collect(),
        }
    }

    pub(super) fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// ln(1 + (N − n + ½)/(n + ½)) in a world of a thousand documents more.
    fn idf(&self, frequency: u64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "small counts")]
        let n = frequency as f64;
        #[expect(clippy::cast_precision_loss, reason = "small counts")]
        let total = (self.statistics.documents + self.statistics.profiles + 1000) as f64;
        ((total - n + 0.5) / (n + 0.5)).ln_1p()
    }

    /// Integer weights of a need's terms. Terms that no document has carry nothing, but count in the norm.
    pub(super) fn query(&self, need: &Need, queries: &QueryAnalyzer) -> BTreeMap<String, u64> {
        let all = weighted(need, queries);
        let rarest = self.idf(1).powf(IDF_POWER.into());
        let norm = all.iter().map(|t| t.weight * t.weight).sum::<f64>().sqrt() * rarest;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 2^14"
        )]
        let integer = |w: f64| ((w * NORM / norm).round() as u64).max(1);
        let rare = |term: NeedTerm| {
            let rarity = self.idf(*self.frequencies.get(&term.text)?);
            let weight = term.weight * rarity.powf(IDF_POWER.into());
            Some((term.text, integer(weight)))
        };
        all.into_iter().filter_map(rare).collect()
    }

    /// Whether a document of a profile is about the need beside the words (`own`) of a figure that it demands: what it covers of
    /// the need's other naming terms reaches 5/8 of the root of what all of them carry; always, if there is no other.
    pub(super) fn is_about(
        &self,
        (profile, document): (usize, usize),
        (kind, subject): (NeedKind, &[NeedTerm]),
        own: &BTreeSet<String>,
    ) -> bool {
        let (mut whole, mut covered, mut has_subject) = (0, 0, false);
        for term in subject.iter().filter(|term| term.names) {
            // A power of ¾ of the weight, whatever the rarity.
            let root = term.weight.sqrt();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "small and not negative"
            )]
            let information = (root * root.sqrt() * 1024.0).round() as u128;
            whole += if term.is_synonym { 0 } else { information };
            has_subject |= term.is_word && !term.is_synonym && !own.contains(&term.text);
            if !own.contains(&term.text)
                && self.profiles[profile][document].contains_key(&term.text)
            {
                covered += information;
            }
        }
        kind == NeedKind::Facility || !has_subject || covered * covered * 1024 >= 640 * 640 * whole
    }

    /// The text feature of a profile, where known, and the documents behind it, best first, each with what
    /// it stands for in steps of 1/256: its part of the decayed sum, and what the whole adds by the terms
    /// that no better document has.
    pub(super) fn text(
        &self,
        profile: usize,
        query: &BTreeMap<String, u64>,
    ) -> (Option<u64>, Vec<(usize, u64)>) {
        let (whole, documents) = self.profiles[profile].split_last().unwrap();
        let sum = |document: &Impacts| -> u64 {
            let shared = query.iter().filter_map(|(t, w)| Some(w * document.get(t)?));
            shared.sum()
        };
        let mut sums: Vec<(usize, u64)> = documents.iter().map(sum).enumerate().collect();
        sums.sort_by_key(|&(_, sum)| std::cmp::Reverse(sum));
        let mut total = sum(whole);
        let mut evidence = Vec::new();
        let mut told: BTreeSet<&String> = BTreeSet::new();
        for (rank, &(number, sum)) in sums.iter().enumerate() {
            let decays = rank < DECAY_DOCUMENTS;
            total += if decays { sum >> rank } else { 0 };
            let mut part = if decays { (sum << 8) >> rank } else { 0 };
            for term in documents[number].keys().filter(|&t| query.contains_key(t)) {
                if told.insert(term) {
                    part += (query[term] * whole[term]) << 8;
                }
            }
            evidence.push((number, part));
        }
        evidence.retain(|&(_, part)| part > 0);
        let known = !query.is_empty() && !whole.is_empty();
        let value = (total * ONE) / (total + HALF);
        (known.then_some(value), evidence)
    }
}
