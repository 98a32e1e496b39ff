//! Phrases that a language has to provide, each built from numbers that the caller has.

use super::change::{ValueChange, WeightChange};
use super::remedy::Remedy;
use super::summary::Summary;
use super::why_not::{Difference, FigureDifference, FitShortfall, WhyNot};
use crate::model::{Award, ProfileId};
use crate::quantity::Verdict;
use crate::rule::{Caution, ConditionPart, ConditionVerdict, Reason, Side, TermsPart};
use crate::score::{
    EvidenceField, EvidencePart, Explanation, Fact, Feature, FeaturePart, Fit, QuantityPart,
    Statement,
};

/// Most pieces that one sentence lists; it says if there are more.
pub(super) const LISTED: usize = 8;

/// Statements of one side's wishes: kept, broken, and open if nobody knows.
#[derive(Debug, Default)]
pub(super) struct Wished {
    pub(super) kept: Vec<Statement>,
    pub(super) broken: Vec<Statement>,
    pub(super) open: Vec<Statement>,
}

/// One phrase of a document, with the fields it stands in and the phrase of which it is a synonym.
#[derive(Debug)]
pub(super) struct FoundPhrase<'a> {
    pub(super) text: &'a str,
    pub(super) fields: Vec<EvidenceField>,
    pub(super) synonym_of: Option<&'a str>,
}

/// The phrases of a document, each once.
pub(super) fn found(part: &EvidencePart) -> Vec<FoundPhrase<'_>> {
    let mut found: Vec<FoundPhrase<'_>> = Vec::new();
    for phrase in &part.phrases {
        match found.iter_mut().find(|same| same.text == phrase.text) {
            Some(same) => same.fields.push(phrase.field),
            None => found.push(FoundPhrase {
                text: &phrase.text,
                fields: vec![phrase.field],
                synonym_of: phrase.synonym_of.as_deref(),
            }),
        }
    }
    for phrase in &mut found {
        phrase.fields.sort();
        phrase.fields.dedup();
    }
    found
}

/// One language. Sentences end in a full stop; clauses ([`Voice::reason`], [`Voice::repair`]) do not.
pub(super) trait Voice {
    /// The score and how each side sees it.
    fn score(&self, explanation: &Explanation) -> String;
    /// Whether the profile is about the need, and the part of the subject that it covers.
    fn fit(&self, fit: Fit, coverage: f64) -> String;
    /// A match in clauses of one sentence.
    fn summary(&self, summary: &Summary<'_>) -> Vec<String>;
    /// Clauses as one sentence.
    fn sentence(&self, clauses: &[String]) -> String;
    /// How much is known.
    fn confidence(&self, confidence: f64) -> String;
    /// States that rules bar the pair, by the clauses of their reasons.
    fn ruled_out(&self, reasons: &[String]) -> String;
    /// One reason.
    fn reason(&self, reason: &Reason) -> String;
    /// States a known feature's contribution, with the facts behind it.
    fn feature(&self, total: &FeaturePart, fact: Option<&Fact>) -> String;
    /// Which features are not known.
    fn unknown(&self, features: &[Feature]) -> String;
    /// States one document's contribution, and its phrases.
    fn evidence(&self, part: &EvidencePart) -> String;
    /// The figures of one verdict that the need demands, each with the statement that decides it and its document.
    fn figures(&self, verdict: Verdict, figures: &[&QuantityPart]) -> String;
    /// The profile's conditions of one verdict, each with what the need states and what would settle it.
    fn conditions(&self, verdict: ConditionVerdict, parts: &[&ConditionPart]) -> String;
    /// The terms of finance of one verdict.
    fn terms(&self, verdict: ConditionVerdict, parts: &[&TermsPart]) -> String;
    /// The sum that the firm would get, and the figures that it has to prove.
    fn award(&self, award: &Award) -> String;
    /// A relation that has to be confirmed.
    fn caution(&self, caution: &Caution) -> String;
    /// States a side's preferences, by whether they are kept.
    fn wishes(&self, side: Side, wished: &Wished) -> String;
    /// Names the pieces of the need that nothing in the profile covers.
    fn uncovered(&self, pieces: &[String]) -> String;
    /// Names what the need says that it does not want.
    fn excluded(&self, pieces: &[String]) -> String;
    /// Names what the profile says that it does not do.
    fn refused(&self, pieces: &[String]) -> String;

    /// States the profile's rank against the k best.
    fn standing(&self, why: &WhyNot) -> String;
    /// How far its fit is below the one asked for, and what would lift it.
    fn shortfall(&self, shortfall: &FitShortfall) -> String;
    /// By how much it loses to, or leads, the profile at the border, feature by feature.
    fn differences(&self, worse: &[&Difference], better: &[&Difference]) -> String;
    /// The figures by which it loses to `border`, with the statements of both.
    fn lost_figures(&self, border: &ProfileId, lost: &[&FigureDifference]) -> String;
    /// Names the repairs that would admit it, by their clauses; `possible` if every reason has one.
    fn repairs(&self, repairs: &[String], possible: bool) -> String;
    /// One repair.
    fn repair(&self, repair: &Remedy) -> String;
    /// The least value of one feature that would do.
    fn value_change(&self, change: &ValueChange) -> String;
    /// The nearest weight of one feature that would do.
    fn weight_change(&self, change: &WeightChange) -> String;
    /// States that no single change would do.
    fn no_change(&self) -> String;
}
