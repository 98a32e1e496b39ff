//! Terms of finance: what the product offers, and what the need asks for.

use super::{ConditionVerdict, Reason, Rule};
use crate::model::{FinanceTerms, FundingStage, Security};

/// One term of finance, as either side states it, and whether the two agree.
///
/// `offered` and `asked` hold that term alone. The verdict is unknown if a side does not state it, or if a rate over the
/// LPR meets one that is not.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct TermsPart {
    /// Rule that looks at the term: rate, loan term, security or funding stage.
    pub rule: Rule,
    /// Whether the two agree.
    pub verdict: ConditionVerdict,
    /// Term of the profile.
    pub offered: FinanceTerms,
    /// Term of the need.
    pub asked: FinanceTerms,
}

/// The rules on terms, in the order of their sentences.
const RULES: [Rule; 4] = [
    Rule::Rate,
    Rule::LoanTerm,
    Rule::Security,
    Rule::FundingStage,
];

/// The terms that either side states.
pub(super) fn parts(asked: &FinanceTerms, offered: &FinanceTerms) -> Vec<TermsPart> {
    let sides = single(asked).into_iter().zip(single(offered));
    let parts = RULES.iter().zip(sides).zip(reasons(asked, offered));
    let stated =
        parts.filter(|((_, (asked, offered)), _)| !(asked.is_empty() && offered.is_empty()));
    let part = |((&rule, (asked, offered)), broken): ((&Rule, _), Option<Reason>)| TermsPart {
        rule,
        verdict: match broken {
            Some(_) => ConditionVerdict::Broken,
            None => verdict(&asked, &offered),
        },
        offered,
        asked,
    };
    stated.map(part).collect()
}

/// Every term that keeps the two apart.
pub(super) fn broken(asked: &FinanceTerms, offered: &FinanceTerms) -> Vec<Reason> {
    if asked.is_empty() || offered.is_empty() {
        return Vec::new();
    }
    reasons(asked, offered).into_iter().flatten().collect()
}

/// Each term by itself, in the order of [`RULES`].
fn single(terms: &FinanceTerms) -> [FinanceTerms; 4] {
    let mut single: [FinanceTerms; 4] = Default::default();
    single[0].rate = terms.rate;
    single[1].term = terms.term;
    single[2].securities.clone_from(&terms.securities);
    single[3].stages.clone_from(&terms.stages);
    single
}

/// The verdict on one term that keeps nobody apart.
fn verdict(asked: &FinanceTerms, offered: &FinanceTerms) -> ConditionVerdict {
    let compares = asked.rate.zip(offered.rate).is_none_or(|(asked, offered)| {
        offered.over_lpr == asked.over_lpr && offered.min.is_some() && asked.max.is_some()
    });
    if asked.is_empty() || offered.is_empty() || !compares {
        ConditionVerdict::Unknown
    } else {
        ConditionVerdict::Met
    }
}

/// Why each term keeps the two apart, in the order of [`RULES`]: only where they cannot agree, whatever the ends that are
/// not known, is the case certain.
fn reasons(asked: &FinanceTerms, offered: &FinanceTerms) -> [Option<Reason>; 4] {
    let (given, accepted) = (&asked.securities, &offered.securities);
    // 信用 and 无抵押 ask for no security, so that a firm that could give one qualifies all the same.
    let asks_none = accepted.contains(&Security::Credit);
    let security = (!asks_none && apart(given, accepted)).then(|| Reason::SecurityLacking {
        accepted: accepted.clone(),
        given: given.clone(),
    });
    // Rounds are compared with rounds, and stages of life with stages of life.
    let of = |terms: &FinanceTerms, life: bool| -> Vec<FundingStage> {
        let stages = terms.stages.iter().copied();
        stages.filter(|stage| stage.is_of_life() == life).collect()
    };
    let differs = |life| apart(&of(asked, life), &of(offered, life));
    let stage = (differs(false) || differs(true)).then(|| Reason::StageNotServed {
        served: offered.stages.clone(),
        stages: asked.stages.clone(),
    });
    [rate(asked, offered), term(asked, offered), security, stage]
}

fn rate(asked: &FinanceTerms, offered: &FinanceTerms) -> Option<Reason> {
    let (asked, offered) = (asked.rate?, offered.rate?);
    let (least, most, over_lpr) = (offered.min?, asked.max?, offered.over_lpr);
    (over_lpr == asked.over_lpr && least > most).then_some(Reason::RateAbove {
        least,
        most,
        over_lpr,
    })
}

fn term(asked: &FinanceTerms, offered: &FinanceTerms) -> Option<Reason> {
    let (asked, offered) = (asked.term?, offered.term?);
    let below = |most: Option<f64>, least: Option<f64>| most.zip(least).is_some_and(|(m, l)| m < l);
    let is_outside = below(offered.max, asked.min) || below(asked.max, offered.min);
    is_outside.then_some(Reason::TermOutside { offered, asked })
}

/// Whether both lists say something, and nothing in common.
fn apart<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    !a.is_empty() && !b.is_empty() && !a.iter().any(|x| b.contains(x))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use super::{broken, parts};
    use crate::model::FinanceTerms;
    use crate::rule::ConditionVerdict;

    #[test]
    fn whoever_can_give_a_security_may_have_an_unsecured_loan() {
        let terms = |text: &str, is_offer| {
            FinanceTerms::from_json(json!({ "securities": text }), is_offer).unwrap()
        };
        for (given, accepted, agree) in [
            ("知识产权质押", "信用", true),
            ("保证", "无需抵押", true),
            ("厂房抵押", "信用、质押", true),
            ("厂房抵押", "免抵押担保", true),
            ("信用", "抵押", false),
            ("抵押", "保证、质押", false),
        ] {
            let (asked, offered) = (terms(given, false), terms(accepted, true));
            let wanted = match agree {
                true => ConditionVerdict::Met,
                false => ConditionVerdict::Broken,
            };
            assert_eq!(
                broken(&asked, &offered).is_empty(),
                agree,
                "{given} {accepted}"
            );
            assert_eq!(
                parts(&asked, &offered)[0].verdict,
                wanted,
                "{given} {accepted}"
            );
        }
    }
}
