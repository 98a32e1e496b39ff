//! The sentences of one pair.

use super::language::Language;
use super::voice::Wished;
use crate::error::{Bilingual, Wording};
use crate::model::Award;
use crate::quantity::Verdict;
use crate::rule::{ConditionPart, ConditionVerdict, Side, TermsPart, Violation};
use crate::score::{Explanation, Feature, FeaturePart, QuantityPart};

/// Most evidence documents that get a sentence; later ones add little.
const DOCUMENTS: usize = 3;

/// The broken rule and its facts; in Chinese with the clause of an explanation.
impl Bilingual for Violation {
    fn wording(&self) -> Wording {
        let reason = Language::Chinese.voice().reason(&self.reason);
        let chinese = format!("{}：{reason}", self.rule.as_chinese());
        Wording::new(self.to_string(), chinese)
    }
}

/// `explanation` in sentences: the score and both its sides, the rules that rule the pair out, the conditions of eligibility (met, broken,
/// unknown with what to prove), the terms of finance, the sum of a subsidy, the fit, the known share, the
/// contribution of each feature (most first) with the facts behind it: the works that the text rests on with a passage
/// of the best, the figures that the need demands and the profile's statement of each; the wishes of either side, the
/// pieces that nothing covers.
///
/// Every number in them is one of the explanation's, rounded: scores to four decimals, shares to a tenth of
/// a percent, money to a yuan. O(size of the explanation).
///
/// # Example
/// ```
/// use qianxian::explain::{Language, sentences};
/// use qianxian::model::{Date, Need, Profile, ProfileKind};
/// use qianxian::{Library, RankOptions};
///
/// let mut expert = Profile::new("p1", ProfileKind::Expert, "示例·王工")?;
/// expert.readiness = Some(6);
/// let mut need = Need::new("n1", "油系针状焦")?;
/// need.readiness = Some(4);
/// let options = RankOptions::new(Date::new(2024, 7, 1)?);
/// let why = Library::in_memory()?.snapshot()?.explain(&need, &expert, &options)?;
/// let said = sentences(&why, Language::Chinese).join("");
/// assert!(said.contains("技术成熟度要求不低于4级，供方为6级"), "{said}");
/// # Ok::<(), qianxian::Error>(())
/// ```
#[must_use]
pub fn sentences(explanation: &Explanation, language: Language) -> Vec<String> {
    let voice = language.voice();
    let mut said = vec![voice.score(explanation)];
    if !explanation.is_admitted() {
        let reasons = explanation.violations.iter();
        let reasons: Vec<String> = reasons.map(|v| voice.reason(&v.reason)).collect();
        said.push(voice.ruled_out(&reasons));
    }
    let cautions = explanation.cautions.iter();
    said.extend(cautions.map(|caution| voice.caution(caution)));
    said.extend(conditions(&explanation.conditions, language));
    said.extend(terms(&explanation.terms, language));
    said.extend(explanation.award.as_ref().map(|sum| award(sum, language)));
    said.push(voice.fit(explanation.fit, explanation.coverage));
    said.push(voice.confidence(explanation.confidence));
    features(explanation, language, &mut said);
    for side in [Side::Need, Side::Profile] {
        let wished = wished(explanation, side);
        if !(wished.kept.is_empty() && wished.broken.is_empty() && wished.open.is_empty()) {
            said.push(voice.wishes(side, &wished));
        }
    }
    if !explanation.uncovered.is_empty() {
        said.push(voice.uncovered(&explanation.uncovered));
    }
    if !explanation.excluded.is_empty() {
        said.push(voice.excluded(&explanation.excluded));
    }
    if !explanation.refused.is_empty() {
        said.push(voice.refused(&explanation.refused));
    }
    said
}

fn features(explanation: &Explanation, language: Language, said: &mut Vec<String>) {
    let voice = language.voice();
    let mut totals = explanation.totals();
    // A feature without weight adds nothing, known or not.
    totals.retain(|total| total.weight > 0.0);
    totals.sort_by(|a, b| b.contribution.total_cmp(&a.contribution));
    let (known, unknown): (Vec<FeaturePart>, Vec<_>) = totals.into_iter().partition(|t| t.known);
    for total in &known {
        let mut facts = explanation.facts.iter();
        let fact = facts.find(|fact| fact.feature() == total.feature);
        said.push(voice.feature(total, fact));
        if total.feature == Feature::Text {
            let evidence = explanation.evidence.iter().take(DOCUMENTS);
            said.extend(evidence.map(|part| voice.evidence(part)));
        }
        if total.feature == Feature::Quantity {
            figures(explanation, language, said);
        }
    }
    if !unknown.is_empty() {
        let unknown: Vec<Feature> = unknown.iter().map(|total| total.feature).collect();
        said.push(voice.unknown(&unknown));
        // Demands that nothing decides are worth naming: the profile's owner can state them.
        if unknown.contains(&Feature::Quantity) {
            figures(explanation, language, said);
        }
    }
}

/// One sentence for each verdict on conditions of eligibility: the met ones, the broken ones, the unknown ones with what
/// would settle them. O(size of the conditions).
///
/// # Example
/// ```
/// use qianxian::explain::{Language, conditions};
/// use qianxian::Library;
/// use qianxian::model::{Need, Profile, ProfileKind};
///
/// let mut policy = Profile::new("p1", ProfileKind::Policy, "示例政策")?;
/// policy.eligibility.push("高新技术企业 = 是".parse()?);
/// let parts = Library::in_memory()?.snapshot()?.conditions(&Need::new("n1", "研发补助")?, &policy)?;
/// let said = conditions(&parts, Language::Chinese).join("");
/// assert_eq!(said, "待核实的条件：高新技术企业须为是（高新技术企业未填写，须以证书或公示名单证明）。");
/// # Ok::<(), qianxian::Error>(())
/// ```
#[must_use]
pub fn conditions(parts: &[ConditionPart], language: Language) -> Vec<String> {
    let mut said = Vec::new();
    for &verdict in ConditionVerdict::ALL {
        let parts = parts.iter();
        let parts: Vec<&ConditionPart> = parts.filter(|part| part.verdict == verdict).collect();
        if !parts.is_empty() {
            said.push(language.voice().conditions(verdict, &parts));
        }
    }
    said
}

/// The sum that a firm would get from a subsidy or a voucher, with the figures it rests on and those to be proved.
///
/// # Example
/// ```
/// use qianxian::explain::{Language, award};
/// use qianxian::model::{Award, Budget, Profile, ProfileKind};
///
/// let mut policy = Profile::new("p1", ProfileKind::Policy, "示例创新券")?;
/// policy.subsidy.share = Some(30.0);
/// policy.budget = Some(Budget::new(None, Some(50.0))?);
/// let cost = Budget::new(None, Some(50.0))?;
/// let sum = Award::of(&policy, Some(&cost)).unwrap();
/// let said = award(&sum, Language::Chinese);
/// assert_eq!(said, "预计最高可得15万元（50万元的30%，上限50万元）。");
/// # Ok::<(), qianxian::Error>(())
/// ```
#[must_use]
pub fn award(award: &Award, language: Language) -> String {
    language.voice().award(award)
}

/// One sentence for each verdict on terms of finance.
fn terms(parts: &[TermsPart], language: Language) -> Vec<String> {
    let of = |&verdict: &ConditionVerdict| {
        let parts = parts.iter().filter(|part| part.verdict == verdict);
        let parts: Vec<&TermsPart> = parts.collect();
        (!parts.is_empty()).then(|| language.voice().terms(verdict, &parts))
    };
    ConditionVerdict::ALL.iter().filter_map(of).collect()
}

/// The demanded figures by verdict.
fn figures(explanation: &Explanation, language: Language, said: &mut Vec<String>) {
    for verdict in [Verdict::Satisfied, Verdict::Violated, Verdict::Unknown] {
        let figures = explanation.quantities.iter();
        let figures: Vec<&QuantityPart> = figures.filter(|f| f.verdict == verdict).collect();
        if !figures.is_empty() {
            said.push(language.voice().figures(verdict, &figures));
        }
    }
}

fn wished(explanation: &Explanation, side: Side) -> Wished {
    let mut wished = Wished::default();
    for part in explanation.wishes.iter().filter(|part| part.side == side) {
        let list = match part.kept {
            Some(true) => &mut wished.kept,
            Some(false) => &mut wished.broken,
            None => &mut wished.open,
        };
        list.push(part.statement);
    }
    wished
}
