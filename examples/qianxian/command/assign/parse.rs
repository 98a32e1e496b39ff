//! Small values on the command line: ranges, pairs, quotas.

use crate::language::say;
use std::ops::RangeInclusive;
use std::str::FromStr;

use qianxian::assign::{Objective, ProblemBuilder};

/// Parses `--objective`.
pub(super) fn objective(text: &str) -> Result<Objective, String> {
    match text {
        "total" => Ok(Objective::GreatestTotal),
        "stable-needs" => Ok(Objective::StableForNeeds),
        "stable-profiles" => Ok(Objective::StableForProfiles),
        "fair" => Ok(Objective::MaxMinFair),
        _ => Err(say!(
            "use total, stable-needs, stable-profiles or fair",
            "请用 total、stable-needs、stable-profiles 或 fair"
        )),
    }
}

/// `1..2`, or `2` for `0..2`.
fn range(text: &str) -> Result<RangeInclusive<u32>, String> {
    let wrong = || {
        say!(
            "write a range such as 0..3, of at most {}",
            "请写范围，如 0..3，最大为{}",
            ProblemBuilder::MOST
        )
    };
    let number = |text: &str| text.trim().parse::<u32>().map_err(|_| wrong());
    let (least, most) = match text.split_once("..") {
        Some((least, most)) => (number(least)?, number(most.trim_start_matches('='))?),
        None => (0, number(text)?),
    };
    if least > most || most > ProblemBuilder::MOST {
        return Err(wrong());
    }
    Ok(least..=most)
}

/// `RANGE` for all, or `NAME=RANGE` for one record, by id or name.
#[derive(Clone, Debug)]
pub(super) struct RangeArg {
    pub(super) name: Option<String>,
    pub(super) range: RangeInclusive<u32>,
}

impl FromStr for RangeArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, rest) = match text.rsplit_once('=') {
            Some((name, rest)) if !name.ends_with("..") => (Some(name), rest),
            _ => (None, text),
        };
        Ok(Self {
            name: name.map(|name| name.trim().to_owned()),
            range: range(rest)?,
        })
    }
}

/// `NEED,PROFILE`, each by id or name.
#[derive(Clone, Debug)]
pub(super) struct PairArg(pub(super) String);

impl FromStr for PairArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_pair = text.contains([',', '，']);
        is_pair
            .then(|| Self(text.to_owned()))
            .ok_or_else(|| say!("write NEED,PROFILE", "请写成 需求,供方"))
    }
}

/// `LABEL<=N` or `LABEL>=N` for every need, `NEED=LABEL<=N` for one.
#[derive(Clone, Debug)]
pub(super) struct QuotaArg {
    /// By id or title.
    pub(super) need: Option<String>,
    pub(super) label: String,
    pub(super) count: RangeInclusive<u32>,
}

impl FromStr for QuotaArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            say!(
                "write LABEL<=N or LABEL>=N, such as level:student<=1",
                "请写成 LABEL<=N 或 LABEL>=N，如 level:student<=1"
            )
        };
        let at = text
            .rfind("<=")
            .or_else(|| text.rfind(">="))
            .ok_or_else(wrong)?;
        let number = text[at + 2..].trim().parse().ok();
        let number = number
            .filter(|n| *n <= ProblemBuilder::MOST)
            .ok_or_else(wrong)?;
        let (need, label) = match text[..at].split_once('=') {
            Some((need, label)) => (Some(need.trim().to_owned()), label),
            None => (None, &text[..at]),
        };
        let is_least = text[at..].starts_with('>');
        let label = label.trim().to_owned();
        if label.is_empty() {
            return Err(wrong());
        }
        Ok(Self {
            need,
            label,
            count: if is_least {
                number..=ProblemBuilder::MOST
            } else {
                0..=number
            },
        })
    }
}
