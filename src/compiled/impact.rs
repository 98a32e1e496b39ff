//! How much a term counts in one evidence document: one byte.
//!
//! BM25F (Robertson, Zaragoza, Taylor 2004, §3): the frequencies of a term in the fields of a document are normalised
//! by field length, weighted, added, and saturated once. `f = Σ_field w·tf / (1 − b + b·length/average)`, `impact = f
//! / (k1 + f)`, kept as `round(255·impact)`, at least 1. A byte is enough: on long needs its twenty best agreed to
//! 99.7 % with the twenty of exact floats.
//!
//! A profile *as a whole* is one document more, the last: all that it says, joined. Its fields have one length, the
//! sum of its documents' lengths, normalised by the length of an average profile.

use super::statistics::Calibration;
use super::term_map::TermMap;
use crate::index::{FIELD_COUNT, quantized_length, statement_fields, work_fields};
use crate::model::Profile;
use crate::num::hash64;
use crate::text::Analyzer;
use crate::text::recipe::{Gathering, Parameter};

/// The largest impact.
pub(crate) const IMPACT_ONE: u32 = 255;

/// `w / (1 − b + b·length/average)` for each field of one document, and k1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldFactors {
    fields: [f32; FIELD_COUNT],
    k1: f32,
}

impl FieldFactors {
    #[expect(clippy::cast_precision_loss, reason = "lengths are rounded already")]
    pub(crate) fn new(lengths: [u32; FIELD_COUNT], calibration: &Calibration) -> Self {
        let recipe = &calibration.recipe;
        let (b, mut fields) = (recipe.get(Parameter::B), calibration.field_weights());
        for (field, factor) in fields.iter_mut().enumerate() {
            let length = lengths[field] as f32;
            *factor /= 1.0 - b + b * length / calibration.lengths[field];
        }
        Self {
            fields,
            k1: recipe.get(Parameter::K1),
        }
    }

    /// Factors of a profile as a whole that has `length` tokens.
    #[expect(clippy::cast_precision_loss, reason = "a length need not be exact")]
    pub(crate) fn whole(length: u32, calibration: &Calibration) -> Self {
        let recipe = &calibration.recipe;
        let b = recipe.get(Parameter::B);
        let norm = 1.0 - b + b * length as f32 / calibration.profile_length;
        Self {
            fields: calibration.field_weights().map(|weight| weight / norm),
            k1: recipe.get(Parameter::K1),
        }
    }

    /// The impact of a term with the part of each field.
    #[expect(
        clippy::cast_precision_loss,
        reason = "frequencies above 2^24 saturate anyway"
    )]
    fn term(self, frequencies: [u32; FIELD_COUNT]) -> TermImpact {
        let mut fields = self.fields;
        for (part, count) in fields.iter_mut().zip(frequencies) {
            *part *= count as f32;
        }
        TermImpact {
            impact: self.impact(frequencies),
            fields,
        }
    }

    /// The impact of a term with these frequencies, 1 to 255.
    #[expect(
        clippy::cast_precision_loss,
        reason = "frequencies above 2^24 saturate anyway"
    )]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0.5 to 255.5"
    )]
    pub(crate) fn impact(self, frequencies: [u32; FIELD_COUNT]) -> u8 {
        let mut frequency = 0.0;
        for (factor, count) in self.fields.iter().zip(frequencies) {
            frequency += factor * count as f32;
        }
        let impact = frequency / (self.k1 + frequency);
        (impact * IMPACT_ONE as f32 + 0.5).max(1.0) as u8
    }
}

/// Worth of a term in one document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TermImpact {
    /// 1 to 255; 0 if the recipe's gathering passes the document over.
    pub(crate) impact: u8,
    /// Weighted and normalised frequency in each field, before saturation: how the fields share it.
    pub(crate) fields: [f32; FIELD_COUNT],
}

/// How often each term, by hash, stands in each field.
type Frequencies = TermMap<[u32; FIELD_COUNT]>;

/// The impacts of a profile's evidence documents by term hash, from their texts, and last the impacts of the whole: as
/// compiling gives them, for a profile that need not be stored.
fn impacts(
    documents: impl Iterator<Item = [String; FIELD_COUNT]>,
    analyzer: &Analyzer,
    calibration: &Calibration,
) -> Vec<TermMap<TermImpact>> {
    let mut whole = Frequencies::default();
    let mut total = 0_u32;
    let mut impacts: Vec<_> = documents
        .map(|texts| {
            let (frequencies, lengths) = counted(&texts, analyzer);
            for (hash, counts) in &frequencies {
                add(whole.entry(*hash).or_default(), *counts);
            }
            total = lengths.into_iter().fold(total, u32::saturating_add);
            of_terms(frequencies, FieldFactors::new(lengths, calibration))
        })
        .collect();
    impacts.push(of_terms(whole, FieldFactors::whole(total, calibration)));
    silence(&mut impacts, calibration.recipe.gathering());
    impacts
}

/// The impacts of each evidence document of a profile: its statement, its works, and the whole.
pub(crate) fn profile_impacts(
    profile: &Profile,
    analyzer: &Analyzer,
    calibration: &Calibration,
) -> Vec<TermMap<TermImpact>> {
    let statement = std::iter::once(statement_fields(profile));
    let texts = statement.chain(profile.works.iter().map(work_fields));
    impacts(texts, analyzer, calibration)
}

/// Makes the documents that do not count add nothing.
fn silence(impacts: &mut [TermMap<TermImpact>], gathering: Gathering) {
    let Some((whole, parts)) = impacts.split_last_mut() else {
        return;
    };
    let silent = match gathering {
        Gathering::Both => return,
        Gathering::Documents => std::slice::from_mut(whole),
        Gathering::Whole => parts,
    };
    for term in silent.iter_mut().flat_map(TermMap::values_mut) {
        term.impact = 0;
    }
}

/// Adds the frequencies of one document to its profile's.
pub(crate) fn add(whole: &mut [u32; FIELD_COUNT], counts: [u32; FIELD_COUNT]) {
    for (sum, count) in whole.iter_mut().zip(counts) {
        *sum = sum.saturating_add(count);
    }
}

fn of_terms(frequencies: Frequencies, factors: FieldFactors) -> TermMap<TermImpact> {
    frequencies
        .into_iter()
        .map(|(hash, counts)| (hash, factors.term(counts)))
        .collect()
}

fn counted(
    texts: &[String; FIELD_COUNT],
    analyzer: &Analyzer,
) -> (Frequencies, [u32; FIELD_COUNT]) {
    let mut frequencies = Frequencies::default();
    let mut lengths = [0; FIELD_COUNT];
    for (field, text) in texts.iter().enumerate() {
        let mut tokens = 0;
        analyzer.for_each_token(text, |token, _, _, _| {
            frequencies.entry(hash64(token.as_bytes())).or_default()[field] += 1;
            tokens += 1;
        });
        lengths[field] = quantized_length(tokens);
    }
    (frequencies, lengths)
}

#[cfg(test)]
mod tests {
    use super::FieldFactors;
    use crate::compiled::Statistics;
    use crate::text::recipe::Recipe;

    #[test]
    fn impact_grows_with_frequency_and_falls_with_length() {
        let calibration = Statistics::default().calibration(Recipe::default());
        let short = FieldFactors::new([4, 0, 0], &calibration);
        let long = FieldFactors::new([64, 0, 0], &calibration);
        assert!(short.impact([2, 0, 0]) > short.impact([1, 0, 0]));
        assert!(short.impact([1, 0, 0]) > long.impact([1, 0, 0]));
        assert_eq!(short.impact([u32::MAX; 3]), 255);
        assert_eq!(long.impact([0, 0, 0]), 1);
    }
}
