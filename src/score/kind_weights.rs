//! Weights for each kind of need.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Feature, Weights};
use crate::error::{Error, Result, say};
use crate::model::NeedKind;

/// Weights for each kind of need; a kind without its own has its [`Weights::preset`].
///
/// JSON: an object from kind to weights, `{"research":{"text":0.7,"industry":0.3}}`; an object from
/// feature to number, `{"text":1}`, is read as the weights of every kind.
///
/// # Example
/// ```
/// use qianxian::{model::NeedKind, score::{KindWeights, Weights}};
///
/// let weights = KindWeights::presets().with(NeedKind::Talent, Weights::text_only());
/// assert_eq!(weights.get(NeedKind::Talent), Weights::text_only());
/// assert_eq!(weights.get(NeedKind::Finance), Weights::preset(NeedKind::Finance));
/// ```
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(
    try_from = "BTreeMap<String, Value>",
    into = "BTreeMap<NeedKind, Weights>"
)]
pub struct KindWeights(BTreeMap<NeedKind, Weights>);

impl Default for KindWeights {
    fn default() -> Self {
        Self::presets()
    }
}

impl KindWeights {
    /// The preset of every kind.
    #[must_use]
    pub fn presets() -> Self {
        let preset = |&kind: &NeedKind| (kind, Weights::preset(kind));
        Self(NeedKind::ALL.iter().map(preset).collect())
    }

    /// Sets the weights for needs of `kind` (default: the preset of the kind).
    #[must_use]
    pub fn with(mut self, kind: NeedKind, weights: Weights) -> Self {
        self.0.insert(kind, weights);
        self
    }

    /// The weights for needs of `kind`.
    #[must_use]
    pub fn get(&self, kind: NeedKind) -> Weights {
        let own = self.0.get(&kind).cloned();
        own.unwrap_or_else(|| Weights::preset(kind))
    }
}

impl From<Weights> for KindWeights {
    /// These weights for every kind.
    fn from(weights: Weights) -> Self {
        let every = NeedKind::ALL.iter().map(|&kind| (kind, weights.clone()));
        Self(every.collect())
    }
}

impl From<KindWeights> for BTreeMap<NeedKind, Weights> {
    fn from(weights: KindWeights) -> Self {
        weights.0
    }
}

impl TryFrom<BTreeMap<String, Value>> for KindWeights {
    type Error = Error;
    fn try_from(map: BTreeMap<String, Value>) -> Result<Self> {
        // Without a nested object it is the flat form: one set of weights for every kind.
        if !map.values().any(Value::is_object) {
            return Ok(weights(map)?.into());
        }
        // Kinds that the object leaves out keep their presets.
        let mut kinds = Self::presets();
        for (key, value) in map {
            let Value::Object(own) = value else {
                let repair = say!(
                    "write {{\"text\":0.6}} for every kind, or {{\"research\":{{\"text\":0.6}}}}",
                    "请对所有类别写 {{\"text\":0.6}}，或写 {{\"research\":{{\"text\":0.6}}}}"
                );
                return Err(Error::invalid(format!("weights.{key}"), value, repair));
            };
            let kind: NeedKind = key.parse()?;
            kinds.0.insert(kind, weights(own)?);
        }
        Ok(kinds)
    }
}

/// The weights of an object from feature to number.
fn weights(object: impl IntoIterator<Item = (String, Value)>) -> Result<Weights, Error> {
    let mut map = BTreeMap::new();
    for (name, value) in object {
        let feature: Feature = name.parse()?;
        let Some(weight) = value.as_f64() else {
            let repair = say!("give a number", "请填数字");
            return Err(Error::invalid(format!("weights.{name}"), value, repair));
        };
        map.insert(feature, weight);
    }
    Weights::try_from(map)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::KindWeights;
    use crate::model::NeedKind;
    use crate::score::{Feature, Weights};

    #[test]
    fn json_is_by_kind_or_for_every_kind() {
        let flat: KindWeights = serde_json::from_str(r#"{"text":2,"region":1}"#).unwrap();
        assert_eq!(flat.get(NeedKind::Finance).get(Feature::Region), 1.0);
        let nested: KindWeights = serde_json::from_str(r#"{"finance":{"budget":1}}"#).unwrap();
        assert_eq!(nested.get(NeedKind::Finance).get(Feature::Budget), 1.0);
        assert_eq!(
            nested.get(NeedKind::Talent),
            Weights::preset(NeedKind::Talent)
        );
        let json = serde_json::to_string(&nested).unwrap();
        assert_eq!(serde_json::from_str::<KindWeights>(&json).unwrap(), nested);
    }

    #[test]
    fn wrong_names_and_numbers_are_refused_by_name() {
        for (json, named) in [
            (r#"{"txt":1}"#, "txt"),
            (r#"{"finance":{"txt":1}}"#, "txt"),
            (r#"{"finances":{"text":1}}"#, "finances"),
            (r#"{"finance":{"text":-1}}"#, "weights.text"),
            (r#"{"finance":{"text":1},"region":2}"#, "region"),
            (r#"{"text":"a"}"#, "weights.text"),
            (r#"{"text":-1}"#, "from 0 to 1000000"),
            (r#"{}"#, "weights"),
        ] {
            let error = serde_json::from_str::<KindWeights>(json).unwrap_err();
            assert!(error.to_string().contains(named), "{json}: {error}");
        }
    }
}
