//! Terms of finance in Chinese.

use crate::model::{FinanceInstrument, FinanceTerms, FundingStage, LoanTerm, Rate, Security};
use crate::rule::{ConditionVerdict, TermsPart};
use crate::words::number::trimmed;

fn decimal(value: f64) -> String {
    trimmed(value, 4)
}

/// A sentence on the terms of one verdict.
pub(super) fn terms(verdict: ConditionVerdict, parts: &[&TermsPart]) -> String {
    let each: Vec<String> = parts.iter().map(|part| of(part)).collect();
    let said = match verdict {
        ConditionVerdict::Met => "一致的融资条件",
        ConditionVerdict::Broken => "不一致的融资条件",
        ConditionVerdict::Unknown => "待确认的融资条件",
    };
    format!("{said}：{}。", each.join("；"))
}

fn of(part: &TermsPart) -> String {
    let side = |terms: &FinanceTerms, who: &str| {
        let said = clause(terms);
        if said.is_empty() {
            format!("{who}未填写")
        } else {
            format!("{who}为{said}")
        }
    };
    let (offered, asked) = (side(&part.offered, "供方"), side(&part.asked, "需求"));
    format!("{}（{offered}，{asked}）", part.rule.as_chinese())
}

/// The one term of `terms`; nothing if there is none.
fn clause(terms: &FinanceTerms) -> String {
    let some = |stated: String| (!stated.is_empty()).then_some(stated);
    let found = terms.rate.map(rate).or(terms.term.map(term));
    let found = found.or_else(|| some(securities(&terms.securities)));
    found
        .or_else(|| some(stages(&terms.stages)))
        .unwrap_or_default()
}

pub(super) fn percent(value: f64, over_lpr: bool) -> String {
    let number = decimal(value.abs());
    match (over_lpr, value < 0.0) {
        (false, _) => format!("年{}%", decimal(value)),
        (true, false) => format!("LPR加{number}个百分点"),
        (true, true) => format!("LPR减{number}个百分点"),
    }
}

pub(super) fn rate(rate: Rate) -> String {
    let said = |value| percent(value, rate.over_lpr);
    match (rate.min, rate.max) {
        (Some(low), Some(high)) if low < high => format!("{}至{}", said(low), said(high)),
        (Some(low), Some(_)) => said(low),
        (Some(low), None) => format!("{}以上", said(low)),
        (None, Some(high)) => format!("不超过{}", said(high)),
        (None, None) => "利率未知".to_owned(),
    }
}

pub(super) fn term(term: LoanTerm) -> String {
    match (term.min, term.max) {
        (Some(low), Some(high)) if low < high => {
            format!("{}至{}个月", decimal(low), decimal(high))
        }
        (Some(low), Some(_)) => format!("{}个月", decimal(low)),
        (Some(low), None) => format!("{}个月以上", decimal(low)),
        (None, Some(high)) => format!("最长{}个月", decimal(high)),
        (None, None) => "期限未知".to_owned(),
    }
}

pub(super) fn securities(all: &[Security]) -> String {
    let names: Vec<&str> = all.iter().map(|one| one.as_chinese()).collect();
    names.join("或")
}

pub(super) fn stages(all: &[FundingStage]) -> String {
    let names: Vec<&str> = all.iter().map(|one| one.as_chinese()).collect();
    names.join("或")
}

pub(super) fn rate_above(least: f64, most: f64, over_lpr: bool) -> String {
    let (least, most) = (percent(least, over_lpr), percent(most, over_lpr));
    format!("供方利率最低为{least}，而需求最高接受{most}")
}

pub(super) fn outside(offered: LoanTerm, asked: LoanTerm) -> String {
    format!("供方的期限为{}，而需求要{}", term(offered), term(asked))
}

pub(super) fn lacking(accepted: &[Security], given: &[Security]) -> String {
    let (accepted, given) = (securities(accepted), securities(given));
    format!("供方接受的担保方式为{accepted}，而企业可提供{given}")
}

pub(super) fn instrument(one: FinanceInstrument) -> &'static str {
    match one {
        FinanceInstrument::Debt => "债权融资（贷款、担保等）",
        FinanceInstrument::Equity => "股权融资",
    }
}

pub(super) fn differs(offered: FinanceInstrument, asked: FinanceInstrument) -> String {
    let (offered, asked) = (instrument(offered), instrument(asked));
    format!("供方提供{offered}，而需求要{asked}")
}

pub(super) fn not_served(served: &[FundingStage], own: &[FundingStage]) -> String {
    format!("供方支持{}，而企业处于{}", stages(served), stages(own))
}
