//! One sentence a match: why, by which work, which figures, what is missing.

use super::language::Language;
use super::voice::found;
use crate::quantity::Verdict;
use crate::rule::ConditionVerdict;
use crate::score::{Explanation, Feature, Fit, QuantityPart};

/// Most phrases of the work that is named.
const PHRASES: usize = 3;
/// Most figures of a verdict, and most pieces that are missing.
const FEW: usize = 2;
/// Most features that are named as fitting or not.
const FEATURES: usize = 3;
/// A value from which on a feature fits, and one up to which it does not.
const FITS: f64 = 0.95;
const FITS_NOT: f64 = 0.25;

/// The document that a match rests on.
#[derive(Debug)]
pub(super) struct SummaryDocument<'a> {
    pub(super) work: Option<usize>,
    pub(super) title: &'a str,
    pub(super) year: Option<i32>,
    /// Phrases that it shares with the need, the heaviest first; never empty.
    pub(super) phrases: Vec<&'a str>,
}

/// What one sentence says of a match.
#[derive(Debug, Default)]
pub(super) struct Summary<'a> {
    /// Clauses of the reasons that rule it out.
    pub(super) ruled_out: Vec<String>,
    /// Whether nothing ties the profile to the need's subject.
    pub(super) is_unfit: bool,
    /// Whether the profile may be about the need, and that is not clear.
    pub(super) is_doubtful: bool,
    pub(super) document: Option<SummaryDocument<'a>>,
    pub(super) met: Vec<&'a QuantityPart>,
    pub(super) missed: Vec<&'a QuantityPart>,
    /// Features beside text in which the two sides agree, and in which they do not; the heaviest first.
    pub(super) fitting: Vec<Feature>,
    pub(super) unfitting: Vec<Feature>,
    /// Conditions of eligibility that are broken, and that are to be proved.
    pub(super) broken: u32,
    pub(super) unproved: u32,
    /// Whether a relation may be a conflict of interest.
    pub(super) has_cautions: bool,
    /// Pieces of the need that nothing covers.
    pub(super) missing: Vec<&'a str>,
}

impl<'a> Summary<'a> {
    fn of(explanation: &'a Explanation, language: Language) -> Self {
        let voice = language.voice();
        let of_verdict = |verdict: Verdict| -> Vec<&'a QuantityPart> {
            let figures = explanation.quantities.iter();
            figures.filter(|f| f.verdict == verdict).take(FEW).collect()
        };
        let conditions = |verdict: ConditionVerdict| {
            let parts = explanation.conditions.iter();
            let count = parts.filter(|part| part.verdict == verdict).count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        let (fitting, unfitting) = agreements(explanation);
        let is_about = explanation.fit != Fit::None;
        Self {
            ruled_out: explanation
                .violations
                .iter()
                .map(|v| voice.reason(&v.reason))
                .collect(),
            is_unfit: !is_about,
            is_doubtful: explanation.fit == Fit::Possible,
            document: document(explanation).filter(|_| is_about),
            met: of_verdict(Verdict::Satisfied),
            missed: of_verdict(Verdict::Violated),
            fitting,
            unfitting,
            broken: conditions(ConditionVerdict::Broken),
            unproved: conditions(ConditionVerdict::Unknown),
            has_cautions: !explanation.cautions.is_empty(),
            missing: explanation
                .uncovered
                .iter()
                .take(FEW)
                .map(String::as_str)
                .collect(),
        }
    }
}

/// The first document that shares a phrase with the need: the evidence is in the order of what it contributes.
fn document(explanation: &Explanation) -> Option<SummaryDocument<'_>> {
    explanation.evidence.iter().find_map(|part| {
        let phrases: Vec<&str> = found(part)
            .iter()
            .map(|phrase| phrase.text)
            .take(PHRASES)
            .collect();
        (!phrases.is_empty()).then_some(SummaryDocument {
            work: part.work,
            title: &part.title,
            year: part.year,
            phrases,
        })
    })
}

/// The known features beside text and figures that agree, and that do not; the heaviest first.
fn agreements(explanation: &Explanation) -> (Vec<Feature>, Vec<Feature>) {
    let mut totals = explanation.totals();
    let is_told = |feature| !matches!(feature, Feature::Text | Feature::Vector | Feature::Quantity);
    totals.retain(|total| total.known && total.weight > 0.0 && is_told(total.feature));
    totals.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let some = |is_it: &dyn Fn(f64) -> bool| {
        let those = totals.iter().filter(|total| is_it(total.value));
        those.map(|total| total.feature).take(FEATURES).collect()
    };
    (
        some(&|value| value >= FITS),
        some(&|value| value <= FITS_NOT),
    )
}

/// `explanation` in one sentence: the work that the match rests on and what it shares with the need, the figures that it
/// meets and misses, the facts that agree and that do not, what has to be proved or confirmed, what nothing covers.
///
/// [`sentences`](super::sentences) tells the same numbers at length. O(size of the explanation).
///
/// # Example
/// ```
/// use qianxian::explain::{Language, summary};
/// use qianxian::model::{Date, Need, Profile, ProfileKind, Work};
/// use qianxian::{Library, RankOptions};
///
/// let mut expert = Profile::new("p1", ProfileKind::Expert, "示例·王工")?;
/// expert.works.push(Work::new("油系针状焦的煅烧，收率 38%"));
/// let library = Library::in_memory()?;
/// let mut writer = library.writer()?;
/// writer.put_profile(&expert)?;
/// writer.commit()?;
/// let need = Need::new("n1", "油系针状焦制备，收率≥35%")?;
/// let options = RankOptions::new(Date::new(2024, 7, 1)?);
/// let why = library.snapshot()?.explain(&need, &expert, &options)?;
/// let said = summary(&why, Language::Chinese);
/// assert!(said.starts_with("《油系针状焦的煅烧，收率 38%》涉及油系针状焦"), "{said}");
/// assert!(said.contains("满足“收率 ≥35%”"), "{said}");
/// # Ok::<(), qianxian::Error>(())
/// ```
#[must_use]
pub fn summary(explanation: &Explanation, language: Language) -> String {
    let summary = Summary::of(explanation, language);
    let clauses = language.voice().summary(&summary);
    language.voice().sentence(&clauses)
}
