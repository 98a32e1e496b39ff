//! Preferences and refusals of the owner of a record.

use std::str::FromStr;

use serde_json::{Map, Value};

use super::fields::{RecordFields, first};
use super::{Code, Mode, RegionPath};
use crate::error::{Error, Result, say};

/// Soft wishes of one side about the other; each statement is optional.
///
/// `K` is the kind of the other side: a profile's preferences speak of [`super::NeedKind`], a
/// need's of [`super::ProfileKind`]. JSON: an object of the fields below.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[serde(bound(deserialize = "K: serde::Deserialize<'de>"))]
#[non_exhaustive]
pub struct Preferences<K> {
    /// Kinds it would rather have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<K>,
    /// Industries it would rather work in; a node includes all below it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub industries: Vec<Code>,
    /// Regions it would rather work with; a path includes all below it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<RegionPath>,
    /// Ways of working it would rather use.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<Mode>,
    /// Organisations it would rather work with, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub organizations: Vec<String>,
    /// Least budget of the other side, in 万元.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_budget: Option<f64>,
    /// Greatest distance, in km.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_distance_km: Option<f64>,
}

/// Hard refusals of one side about the other: each bars a match.
///
/// JSON: an object of the fields below. A fact that the other side does not state breaks no veto.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[serde(bound(deserialize = "K: serde::Deserialize<'de>"))]
#[non_exhaustive]
pub struct Vetoes<K> {
    /// Kinds refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<K>,
    /// Industries refused; a node includes all below it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub industries: Vec<Code>,
    /// Regions refused; a path includes all below it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<RegionPath>,
    /// Organisations refused, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub organizations: Vec<String>,
    /// Budgets known to lie wholly below this are refused, in 万元.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_budget: Option<f64>,
    /// Known distances above this are refused, in km.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_distance_km: Option<f64>,
}

/// A finite number ≥ 0, read from a JSON number or text.
#[derive(Clone, Copy)]
struct NonNegative(f64);

impl FromStr for NonNegative {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let number = text
            .trim()
            .parse::<f64>()
            .ok()
            .filter(|n| n.is_finite() && *n >= 0.0);
        number.map(Self).ok_or_else(|| {
            Error::invalid(
                "number",
                text,
                say!("give a number that is 0 or more", "请填不小于0的数"),
            )
        })
    }
}

/// Refuses fields that the record does not have, so that a misspelt veto is not lost.
fn refuse_rest(fields: RecordFields) -> Result<()> {
    let rest = fields.finish().map_err(first)?;
    rest.into_keys().next().map_or(Ok(()), |name| {
        Err(Error::invalid(
            name,
            "",
            say!("use kinds, industries, regions, modes (preferences only), organizations, min_budget, max_distance_km", "可用 kinds、industries、regions、modes（仅偏好）、organizations、min_budget、max_distance_km"),
        ))
    })
}

impl<K: FromStr<Err = Error> + PartialEq> Preferences<K> {
    /// Reads preferences from named fields.
    ///
    /// # Errors
    /// Invalid input for the first bad or unknown field.
    pub fn from_fields(map: Map<String, Value>) -> Result<Self> {
        let mut fields = RecordFields::new(map);
        let read = Self {
            kinds: fields.parses("kinds"),
            industries: fields.parses("industries"),
            regions: fields.parses("regions"),
            modes: fields.parses("modes"),
            organizations: fields.texts("organizations"),
            min_budget: fields.parse::<NonNegative>("min_budget").map(|n| n.0),
            max_distance_km: fields.parse::<NonNegative>("max_distance_km").map(|n| n.0),
        };
        refuse_rest(fields).map(|()| read)
    }
}

impl<K: FromStr<Err = Error> + PartialEq> Vetoes<K> {
    /// Reads vetoes from named fields.
    ///
    /// # Errors
    /// Invalid input for the first bad or unknown field.
    pub fn from_fields(map: Map<String, Value>) -> Result<Self> {
        let mut fields = RecordFields::new(map);
        let read = Self {
            kinds: fields.parses("kinds"),
            industries: fields.parses("industries"),
            regions: fields.parses("regions"),
            organizations: fields.texts("organizations"),
            min_budget: fields.parse::<NonNegative>("min_budget").map(|n| n.0),
            max_distance_km: fields.parse::<NonNegative>("max_distance_km").map(|n| n.0),
        };
        refuse_rest(fields).map(|()| read)
    }
}

impl<K> Default for Preferences<K> {
    fn default() -> Self {
        Self {
            kinds: Vec::new(),
            industries: Vec::new(),
            regions: Vec::new(),
            modes: Vec::new(),
            organizations: Vec::new(),
            min_budget: None,
            max_distance_km: None,
        }
    }
}

impl<K> Default for Vetoes<K> {
    fn default() -> Self {
        Self {
            kinds: Vec::new(),
            industries: Vec::new(),
            regions: Vec::new(),
            organizations: Vec::new(),
            min_budget: None,
            max_distance_km: None,
        }
    }
}

impl<K: PartialEq> Preferences<K> {
    /// Whether nothing is stated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl<K: PartialEq> Vetoes<K> {
    /// Whether nothing is refused.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
