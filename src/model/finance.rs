//! Terms of finance: rate, term, security, and the stage of the firm.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fields::{RecordFields, nothing_else, object};
use super::finance_text::{TextEnds, rate_ends, term_ends};
use super::spelled::spelled;
use crate::error::{Error, Result, say};

spelled! {
    /// What secures a loan.
    pub enum Security as "securities" {
        /// The firm's credit alone: a product that accepts it asks for no security.
        Credit = "credit" | "信用" | "纯信用" | "信用贷款" | "纯信用贷款" | "信用免抵押" | "信用无抵押" | "免抵押担保" | "免抵质押" | "无抵质押" | "无需抵质押" | "无须抵押" | "无须担保" | "无需抵押担保" | "不需要抵押" | "无需提供抵押" | "无需提供担保" | "信用担保" | "信用方式" | "免担保" | "无担保" | "无抵押" | "免抵押" | "无抵押担保" | "免抵押免担保" | "无需抵押" | "无需担保" | "unsecured",
        /// A mortgage on real property or equipment.
        Mortgage = "mortgage" | "抵押" | "抵押担保" | "房产抵押" | "不动产抵押" | "土地抵押" | "设备抵押" | "厂房抵押" | "资产抵押" | "房地产抵押",
        /// A pledge of rights, shares or receivables.
        Pledge = "pledge" | "质押" | "质押担保" | "股权质押" | "知识产权质押" | "专利质押" | "专利权质押" | "应收账款质押" | "存货质押" | "订单质押" | "商标质押",
        /// A guarantor, a person or a guarantee company.
        Guarantor = "guarantor" | "保证" | "担保" | "保证担保" | "担保公司" | "担保公司担保" | "第三方担保" | "融资担保" | "个人担保" | "企业担保" | "连带责任保证" | "政策性担保" | "guarantee",
    }
}

spelled! {
    /// A round of equity finance, or the stage of life of a firm.
    pub enum FundingStage as "stages" {
        /// Seed round.
        Seed = "seed" | "种子轮" | "种子" | "种子期",
        /// Angel round.
        Angel = "angel" | "天使轮" | "天使" | "天使期",
        /// Between angel and A.
        PreA = "pre_a" | "PreA轮",
        /// Round A.
        RoundA = "a" | "A轮" | "A+轮" | "A+" | "series a",
        /// Round B.
        RoundB = "b" | "B轮" | "B+轮" | "B+" | "series b",
        /// Round C.
        RoundC = "c" | "C轮" | "C+轮" | "C+" | "series c",
        /// Round D and later ones.
        RoundD = "d" | "D轮" | "E轮" | "F轮" | "series d",
        /// Before a listing.
        PreIpo = "pre_ipo" | "PreIPO轮" | "上市前",
        /// A strategic investor.
        Strategic = "strategic" | "战略融资" | "战略投资" | "战略轮",
        /// A young firm.
        Startup = "startup" | "初创期" | "初创" | "初创型" | "初创企业" | "start-up" | "早期",
        /// A growing firm.
        Growth = "growth" | "成长期" | "成长" | "成长型" | "扩张期" | "成长企业" | "成长型企业" | "发展期",
        /// A grown firm.
        Mature = "mature" | "成熟期" | "成熟" | "成熟型" | "成熟企业",
    }
}

impl FundingStage {
    /// Whether it is a stage of life of the firm, and no round; the two are compared apart.
    #[must_use]
    pub const fn is_of_life(self) -> bool {
        matches!(self, Self::Startup | Self::Growth | Self::Mature)
    }
}

/// An interest rate a year, in per cent, as a range of which either end may be unknown.
///
/// Text: `4.35%`, `3.45%-4.35%`, `不超过4.35%`, `3.45%起`, `LPR+50BP`, `LPR+0.5%`. A rate over the LPR, which changes every
/// month, compares with another one over the LPR alone. A bare number is per cent.
///
/// # Example
/// ```
/// use qianxian::model::Rate;
/// let rate: Rate = "LPR+50BP".parse()?;
/// assert_eq!((rate.over_lpr, rate.min, rate.max), (true, Some(0.5), Some(0.5)));
/// assert!("面议".parse::<Rate>().is_err());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Rate {
    /// Whether the ends count from the loan prime rate (LPR) instead of 0.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub over_lpr: bool,
    /// Least rate, in per cent a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Greatest rate, in per cent a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// A time for which money is lent, in months, as a range of which either end may be unknown.
///
/// Text: `36个月`, `1-3年`, `最长3年`, `6个月-2年`, `半年`, `24 months`, `90天` (30 days are a month).
///
/// # Example
/// ```
/// use qianxian::model::LoanTerm;
/// let term: LoanTerm = "6个月-3年".parse()?;
/// assert_eq!((term.min, term.max), (Some(6.0), Some(36.0)));
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LoanTerm {
    /// Least time, in months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Greatest time, in months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// Terms of finance: of a profile those it offers, of a need those it asks for. Each may be unknown.
///
/// JSON: `{"rate":{"min":3.45,"max":4.35},"term":{"max":36},"securities":["credit"],"stages":["a"]}`; rate and term may be
/// texts. One rate of a need is the greatest that it accepts; one term of a profile is the longest that it lends for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct FinanceTerms {
    /// Interest rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// Time for which money is lent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<LoanTerm>,
    /// Securities that the profile accepts, or that the need can give; any one is enough, and a profile that accepts
    /// credit asks for none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub securities: Vec<Security>,
    /// Rounds and stages that the profile finances, or in which the need's enterprise is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<FundingStage>,
}

/// Greatest rate, in per cent.
const MOST_RATE: f64 = 100.0;
/// Greatest term, in months.
const MOST_TERM: f64 = 1200.0;

impl FinanceTerms {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads the terms of a profile (`is_offer`) or of a need.
    pub(crate) fn from_json(value: Value, is_offer: bool) -> Result<Self> {
        let mut fields = RecordFields::new(object("finance", value)?);
        let terms = Self {
            rate: fields.json("rate", |v| Rate::from_json(&v, is_offer)),
            term: fields.json("term", |v| LoanTerm::from_json(&v, is_offer)),
            securities: fields.parses("securities"),
            stages: fields.parses("stages"),
        };
        let repair = say!(
            "give rate, term, securities and stages",
            "请填利率（rate）、期限（term）、担保方式（securities）和轮次（stages）"
        );
        nothing_else("finance", fields.finish(), repair)?;
        Ok(terms)
    }
}

fn checked(
    field: &'static str,
    ends: TextEnds,
    most: f64,
    repair: crate::error::Wording,
) -> Result<TextEnds> {
    let within = |end: Option<f64>| end.is_none_or(|x| x.is_finite() && x.abs() <= most);
    let is_ordered = ends.min.zip(ends.max).is_none_or(|(low, high)| low <= high);
    let is_said = ends.min.is_some() || ends.max.is_some();
    if within(ends.min) && within(ends.max) && is_ordered && is_said {
        return Ok(ends);
    }
    let shown = |end: Option<f64>| end.map_or_else(String::new, |x| x.to_string());
    let text = format!("{}-{}", shown(ends.min), shown(ends.max));
    Err(Error::invalid(field, text, repair))
}

impl Rate {
    fn repair() -> crate::error::Wording {
        say!(
            "write it as in 4.35%, 3.45%-4.35%, 不超过4.35% or LPR+50BP, at most {MOST_RATE} per cent",
            "请写成 4.35%、3.45%-4.35%、不超过4.35% 或 LPR+50BP，最高{MOST_RATE}%"
        )
    }

    fn new(over_lpr: bool, ends: TextEnds) -> Result<Self> {
        let TextEnds { min, max, .. } = checked("rate", ends, MOST_RATE, Self::repair())?;
        Ok(Self { over_lpr, min, max })
    }

    pub(crate) fn from_json(value: &Value, is_offer: bool) -> Result<Self> {
        let refuse = || Error::invalid("rate", value, Self::repair());
        match value {
            Value::String(text) => {
                let (over_lpr, mut ends) = rate_ends(text).ok_or_else(refuse)?;
                if ends.is_one && !is_offer {
                    ends.min = None;
                }
                Self::new(over_lpr, ends)
            }
            Value::Number(_) => Self::from_json(&Value::from(value.to_string()), is_offer),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                let read: Self = serde_json::from_value(value.clone()).map_err(|_| refuse())?;
                let (min, max) = (read.min, read.max);
                Self::new(
                    read.over_lpr,
                    TextEnds {
                        min,
                        max,
                        is_one: false,
                    },
                )
            }
        }
    }
}

impl FromStr for Rate {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::from_json(&Value::from(text), true)
    }
}

impl LoanTerm {
    fn repair() -> crate::error::Wording {
        say!(
            "write it as in 36个月, 1-3年, 最长3年 or 24 months, at most {MOST_TERM} months",
            "请写成 36个月、1-3年、最长3年 等，最长{MOST_TERM}个月"
        )
    }

    fn new(ends: TextEnds) -> Result<Self> {
        let TextEnds { min, max, .. } = checked("term", ends, MOST_TERM, Self::repair())?;
        if min.or(max).is_some_and(|months| months <= 0.0) {
            return Err(Error::invalid(
                "term",
                min.or(max).unwrap_or_default(),
                Self::repair(),
            ));
        }
        Ok(Self { min, max })
    }

    pub(crate) fn from_json(value: &Value, is_offer: bool) -> Result<Self> {
        let refuse = || Error::invalid("term", value, Self::repair());
        match value {
            Value::String(text) => {
                let mut ends = term_ends(text).ok_or_else(refuse)?;
                if ends.is_one && is_offer {
                    ends.min = None;
                }
                Self::new(ends)
            }
            Value::Number(_) => Self::from_json(&Value::from(value.to_string()), is_offer),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                let read: Self = serde_json::from_value(value.clone()).map_err(|_| refuse())?;
                let (min, max) = (read.min, read.max);
                Self::new(TextEnds {
                    min,
                    max,
                    is_one: false,
                })
            }
        }
    }
}

impl FromStr for LoanTerm {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let ends = term_ends(text).ok_or_else(|| Error::invalid("term", text, Self::repair()))?;
        Self::new(ends)
    }
}

impl std::fmt::Display for LoanTerm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.min, self.max) {
            (Some(low), Some(high)) if low < high => write!(f, "{low} to {high} months"),
            (Some(low), Some(_)) => write!(f, "{low} months"),
            (Some(low), None) => write!(f, "{low} months or more"),
            (None, Some(high)) => write!(f, "{high} months at most"),
            (None, None) => f.write_str("an unknown time"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use super::{FinanceTerms, FundingStage, LoanTerm, Rate, Security};

    fn rate(text: &str) -> (bool, Option<f64>, Option<f64>) {
        let rate: Rate = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
        (rate.over_lpr, rate.min, rate.max)
    }

    fn term(text: &str) -> (Option<f64>, Option<f64>) {
        let term: LoanTerm = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
        (term.min, term.max)
    }

    #[test]
    fn rates_are_read_as_surveys_write_them() {
        let exact = |x| (false, Some(x), Some(x));
        for text in [
            "4.35%",
            "年利率4.35%",
            "4.35",
            "0.0435",
            "４．３５％",
            "年化 4.35%",
        ] {
            let (lpr, min, max) = rate(text);
            assert!(
                !lpr && (min.unwrap() - 4.35).abs() < 1e-9 && min == max,
                "{text}"
            );
        }
        assert_eq!(rate("3.45%-4.35%"), (false, Some(3.45), Some(4.35)));
        assert_eq!(rate("3.45~4.35%"), (false, Some(3.45), Some(4.35)));
        assert_eq!(rate("不超过4.35%"), (false, None, Some(4.35)));
        assert_eq!(rate("4.35%以内"), (false, None, Some(4.35)));
        assert_eq!(rate("3.45%起"), (false, Some(3.45), None));
        assert_eq!(rate("最低3.45%"), (false, Some(3.45), None));
        assert_eq!(rate("0%"), exact(0.0));
        for text in ["LPR+50BP", "lpr + 0.5%", "LPR加50个基点", "LPR+50bps"] {
            assert_eq!(rate(text), (true, Some(0.5), Some(0.5)), "{text}");
        }
        assert_eq!(rate("LPR"), (true, Some(0.0), Some(0.0)));
        assert_eq!(rate("LPR-20BP"), (true, Some(-0.2), Some(-0.2)));
        assert_eq!(rate("不超过LPR+50BP"), (true, None, Some(0.5)));
        assert_eq!(rate("LPR+50-100BP"), (true, Some(0.5), Some(1.0)));
        for text in [
            "面议",
            "",
            "月息3‰",
            "月利率0.5%",
            "5%-3%",
            "-",
            "200%",
            "LPR下浮10%",
            "nan",
        ] {
            assert!(
                text.parse::<Rate>().unwrap_err().is_invalid_input(),
                "{text}"
            );
        }
    }

    #[test]
    fn terms_are_read_in_months() {
        assert_eq!(term("36个月"), (Some(36.0), Some(36.0)));
        assert_eq!(term("1-3年"), (Some(12.0), Some(36.0)));
        assert_eq!(term("6个月至3年"), (Some(6.0), Some(36.0)));
        assert_eq!(term("最长3年"), (None, Some(36.0)));
        assert_eq!(term("三年以内"), (None, Some(36.0)));
        assert_eq!(term("半年以上"), (Some(6.0), None));
        assert_eq!(term("24 months"), (Some(24.0), Some(24.0)));
        assert_eq!(term("up to 2 years"), (None, Some(24.0)));
        assert_eq!(term("三年期"), (Some(36.0), Some(36.0)));
        assert_eq!(term("90天"), (Some(3.0), Some(3.0)));
        for text in ["随借随还", "36", "3-1年", "0个月", "", "200年"] {
            assert!(
                text.parse::<LoanTerm>().unwrap_err().is_invalid_input(),
                "{text}"
            );
        }
    }

    #[test]
    fn words_of_security_and_stage_keep_their_sense() {
        assert_eq!("无抵押".parse::<Security>().unwrap(), Security::Credit);
        assert_eq!(
            "知识产权质押".parse::<Security>().unwrap(),
            Security::Pledge
        );
        assert_eq!(
            "Pre-A轮".parse::<FundingStage>().unwrap(),
            FundingStage::PreA
        );
        assert_eq!("a轮".parse::<FundingStage>().unwrap(), FundingStage::RoundA);
        assert!(FundingStage::Growth.is_of_life() && !FundingStage::Seed.is_of_life());
    }

    #[test]
    fn one_value_is_an_end_as_the_side_means_it_and_json_comes_back() {
        let stated = json!({"rate": "4.35%", "term": "36个月", "securities": "信用、抵押", "stages": ["A轮"]});
        let offer = FinanceTerms::from_json(stated.clone(), true).unwrap();
        assert_eq!(offer.rate.unwrap().min, Some(4.35));
        assert_eq!(
            offer.term.unwrap(),
            LoanTerm {
                min: None,
                max: Some(36.0)
            }
        );
        let asked = FinanceTerms::from_json(stated, false).unwrap();
        assert_eq!(
            asked.rate.unwrap().min,
            None,
            "the greatest that is accepted"
        );
        assert_eq!(asked.term.unwrap().min, Some(36.0));
        for (terms, is_offer) in [(offer, true), (asked, false)] {
            let text = serde_json::to_value(&terms).unwrap();
            assert_eq!(
                FinanceTerms::from_json(text.clone(), is_offer).unwrap(),
                terms
            );
            assert_eq!(serde_json::from_value::<FinanceTerms>(text).unwrap(), terms);
        }
        let bad = FinanceTerms::from_json(json!({"rates": 3}), true).unwrap_err();
        assert_eq!(bad.field(), Some("finance.rates"));
    }
}
