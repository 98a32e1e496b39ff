//! Subsidies and vouchers: the share of a cost, or a sum for each unit, that a programme pays.

use serde::Serialize;
use serde_json::Value;

use super::Budget;
use super::fields::{RecordFields, nothing_else, object};
use super::fold::lower_text;
use crate::error::{Error, Result, say};

/// What a programme pays: a share of the firm's cost, or a sum for each unit. Its ceiling is the upper end of the
/// profile's budget.
///
/// JSON: `{"share":30,"each":2}`, per cent and 万元; a share may also be a text such as `30%` or `不超过30%`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Subsidy {
    /// Greatest share of the cost that is paid, in per cent, above 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// Sum for each unit (a device, a patent, a person), in 万元.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub each: Option<f64>,
}

impl Subsidy {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn from_json(value: Value) -> Result<Self> {
        let mut fields = RecordFields::new(object("subsidy", value)?);
        let each = fields.json("each", |value| {
            let sum = Budget::from_json(&value)?;
            sum.max().or(sum.min()).ok_or_else(|| {
                Error::invalid(
                    "each",
                    value,
                    say!("give a sum in 万元", "请填以万元计的金额"),
                )
            })
        });
        let subsidy = Self {
            share: fields.json("share", |value| share(&value)),
            each,
        };
        let repair = say!(
            "give share and each",
            "请填补助比例（share）和单位补助（each）"
        );
        nothing_else("subsidy", fields.finish(), repair)?;
        Ok(subsidy)
    }
}

/// A share in per cent, above 0 to 100; a number below 1 is a share of 1, for nobody pays half a per cent.
fn share(value: &Value) -> Result<f64> {
    let refuse = || {
        let repair = say!(
            "give a share of the cost, such as 30%",
            "请填补助比例，如 30%"
        );
        Error::invalid("share", value, repair)
    };
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return Err(refuse()),
    };
    const WORDS: [&str; 14] = [
        "不超过",
        "不高于",
        "最高",
        "至多",
        "按",
        "给予",
        "补助",
        "补贴",
        "以内",
        "≤",
        "<=",
        "up to",
        "at most",
        "的",
    ];
    let mut plain: String = lower_text(&text).replace('％', "%");
    for word in WORDS {
        plain = plain.replace(word, "");
    }
    let plain = plain.trim();
    let number = plain
        .strip_suffix('%')
        .unwrap_or(plain)
        .trim()
        .parse::<f64>();
    let number = number.map_err(|_| refuse())?;
    let is_part = !plain.ends_with('%') && number < 1.0;
    let percent = if is_part { number * 100.0 } else { number };
    if percent > 0.0 && percent <= 100.0 {
        Ok(percent)
    } else {
        Err(refuse())
    }
}
