//! Terms of finance in English.

use crate::model::{FinanceInstrument, FinanceTerms, FundingStage, LoanTerm, Rate, Security};
use crate::rule::{ConditionVerdict, TermsPart};
use crate::words::english::{list, spaced};
use crate::words::number::trimmed;

fn decimal(value: f64) -> String {
    trimmed(value, 4)
}

/// A sentence on the terms of one verdict.
pub(super) fn terms(verdict: ConditionVerdict, parts: &[&TermsPart]) -> String {
    let each: Vec<String> = parts.iter().map(|part| of(part)).collect();
    let said = match verdict {
        ConditionVerdict::Met => "Terms that agree",
        ConditionVerdict::Broken => "Terms that do not agree",
        ConditionVerdict::Unknown => "Terms to be settled",
    };
    format!("{said}: {}.", each.join("; "))
}

fn of(part: &TermsPart) -> String {
    let side = |terms: &FinanceTerms, who: &str| {
        let said = clause(terms);
        if said.is_empty() {
            format!("the {who} states none")
        } else {
            format!("the {who} {said}")
        }
    };
    let name = spaced(part.rule.as_str());
    let (offered, asked) = (side(&part.offered, "profile"), side(&part.asked, "need"));
    format!("{name} ({offered}, {asked})")
}

/// The one term of `terms`; nothing if there is none.
fn clause(terms: &FinanceTerms) -> String {
    let rate = terms.rate.map(|r| format!("states {}", rate(r)));
    let term = terms.term.map(|t| format!("states {}", term(t)));
    let some = |stated: String| (!stated.is_empty()).then(|| format!("states {stated}"));
    let securities = some(securities(&terms.securities));
    let stages = some(stages(&terms.stages));
    rate.or(term).or(securities).or(stages).unwrap_or_default()
}

pub(super) fn percent(value: f64, over_lpr: bool) -> String {
    let number = decimal(value.abs());
    match (over_lpr, value < 0.0) {
        (false, _) => format!("{} % a year", decimal(value)),
        (true, false) => format!("the LPR plus {number} %"),
        (true, true) => format!("the LPR less {number} %"),
    }
}

pub(super) fn rate(rate: Rate) -> String {
    let said = |value| percent(value, rate.over_lpr);
    match (rate.min, rate.max) {
        (Some(low), Some(high)) if low < high => format!("{} to {}", said(low), said(high)),
        (Some(low), Some(_)) => said(low),
        (Some(low), None) => format!("{} or more", said(low)),
        (None, Some(high)) => format!("{} at most", said(high)),
        (None, None) => "an unknown rate".to_owned(),
    }
}

pub(super) fn term(term: LoanTerm) -> String {
    match (term.min, term.max) {
        (Some(low), Some(high)) if low < high => {
            format!("{} to {} months", decimal(low), decimal(high))
        }
        (Some(low), Some(_)) => format!("{} months", decimal(low)),
        (Some(low), None) => format!("{} months or more", decimal(low)),
        (None, Some(high)) => format!("{} months at most", decimal(high)),
        (None, None) => "an unknown term".to_owned(),
    }
}

pub(super) fn securities(all: &[Security]) -> String {
    list(all.iter().map(|one| one.as_str()), usize::MAX, "or")
}

pub(super) fn stages(all: &[FundingStage]) -> String {
    let name = |stage: &FundingStage| match stage {
        FundingStage::RoundA => "round A".to_owned(),
        FundingStage::RoundB => "round B".to_owned(),
        FundingStage::RoundC => "round C".to_owned(),
        FundingStage::RoundD => "round D".to_owned(),
        FundingStage::Seed
        | FundingStage::Angel
        | FundingStage::PreA
        | FundingStage::PreIpo
        | FundingStage::Strategic
        | FundingStage::Startup
        | FundingStage::Growth
        | FundingStage::Mature => spaced(stage.as_str()),
    };
    list(all.iter().map(name), usize::MAX, "or")
}

pub(super) fn rate_above(least: f64, most: f64, over_lpr: bool) -> String {
    let (least, most) = (percent(least, over_lpr), percent(most, over_lpr));
    format!("the profile asks {least} at least, and the need accepts {most} at most")
}

pub(super) fn outside(offered: LoanTerm, asked: LoanTerm) -> String {
    let (offered, asked) = (term(offered), term(asked));
    format!("the profile lends for {offered}, and the need asks for {asked}")
}

pub(super) fn lacking(accepted: &[Security], given: &[Security]) -> String {
    let (accepted, given) = (securities(accepted), securities(given));
    format!("the profile accepts {accepted} as security, and the enterprise can give {given}")
}

pub(super) fn instrument(one: FinanceInstrument) -> &'static str {
    match one {
        FinanceInstrument::Debt => "debt (a loan, a guarantee)",
        FinanceInstrument::Equity => "equity",
    }
}

pub(super) fn differs(offered: FinanceInstrument, asked: FinanceInstrument) -> String {
    let (offered, asked) = (instrument(offered), instrument(asked));
    format!("the profile offers {offered}, and the need asks for {asked}")
}

pub(super) fn not_served(served: &[FundingStage], own: &[FundingStage]) -> String {
    let (served, own) = (stages(served), stages(own));
    format!("the profile finances {served}, and the enterprise is in {own}")
}
