//! Amounts of money.

use super::english_amount::in_chinese;
use super::thousands::ungrouped;
use crate::error::{Error, Result, say};

/// The largest amount, 10 trillion yuan in units of 万元.
pub const MAX_AMOUNT: f64 = 1e9;

/// A range of money in 万元 (10,000 yuan): the sum that a need can pay or wants to borrow, or that a
/// profile asks or lends. Either end may be unknown, not both.
///
/// Reads JSON `{"min":50,"max":100}`, a number (exactly that much), or text such as `50-100万元`,
/// `300万`, `1.2亿元`, `5000元`, `≥50万`, `100万元以内`, `500,000 yuan`, `RMB 2 million`, `500k`; a bare number is
/// 万元, one with a sign of the currency (`¥500000`, `RMB 500000`) yuan. Writes the object.
///
/// # Example
/// ```
/// use qianxian::model::Budget;
/// let budget: Budget = "50-100万元".parse()?;
/// assert_eq!((budget.min(), budget.max()), (Some(50.0), Some(100.0)));
/// assert!(Budget::new(Some(9.0), Some(1.0)).is_err());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Budget {
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<f64>,
}

fn amount(field: &str, value: f64) -> Result<f64> {
    if value.is_finite() && (0.0..=MAX_AMOUNT).contains(&value) {
        return Ok(value + 0.0); // −0 becomes 0
    }
    Err(Error::invalid(
        field,
        value,
        say!(
            "give a number of 万元 from 0 to {MAX_AMOUNT}",
            "请填0至{MAX_AMOUNT}之间的万元数"
        ),
    ))
}

impl Budget {
    /// Creates the range from `min` to `max`, both in 万元 and from 0 to [`MAX_AMOUNT`].
    ///
    /// # Errors
    /// Invalid input if an end is not finite, negative or above [`MAX_AMOUNT`], if
    /// `min > max`, or if both ends are missing.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::Budget;
    /// let at_most = Budget::new(None, Some(100.0))?;
    /// assert_eq!((at_most.min(), at_most.max()), (None, Some(100.0)));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn new(min: Option<f64>, max: Option<f64>) -> Result<Self> {
        let min = min.map(|v| amount("budget.min", v)).transpose()?;
        let max = max.map(|v| amount("budget.max", v)).transpose()?;
        match (min, max) {
            (Some(low), Some(high)) if low > high => Err(Error::invalid(
                "budget",
                format!("{low}-{high}"),
                say!("put the smaller amount first", "请把较小的金额写在前面"),
            )),
            (None, None) => Err(Error::invalid(
                "budget",
                "",
                say!(
                    "give at least one amount, or leave the budget out",
                    "请至少填一个金额，或不填预算"
                ),
            )),
            _ => Ok(Self { min, max }),
        }
    }

    /// Lower end in 万元, 0 to [`MAX_AMOUNT`]; `None` if it is unknown.
    #[must_use]
    pub fn min(&self) -> Option<f64> {
        self.min
    }

    /// Upper end in 万元, 0 to [`MAX_AMOUNT`]; `None` if it is unknown.
    #[must_use]
    pub fn max(&self) -> Option<f64> {
        self.max
    }
}

/// One amount with its unit; `default` is the factor to 万元 if it names none.
fn quantity(text: &str, default: f64) -> Option<(f64, f64)> {
    // Longer spellings first: 千万元 also ends in 万元 and in 元.
    const UNITS: [(&str, f64); 17] = [
        ("百亿元", 1e6),
        ("百亿", 1e6),
        ("十亿元", 1e5),
        ("十亿", 1e5),
        ("亿元", 1e4),
        ("亿", 1e4),
        ("千万元", 1e3),
        ("千万", 1e3),
        ("百万元", 1e2),
        ("百万", 1e2),
        ("十万元", 1e1),
        ("十万", 1e1),
        ("万元", 1.0),
        ("万", 1.0),
        ("千元", 1e-1),
        ("百元", 1e-2),
        ("元", 1e-4),
    ];
    let text = text.trim();
    let (number, factor) = UNITS
        .iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, *factor)))
        .unwrap_or((text, default));
    let value: f64 = number.trim().parse().ok()?;
    // Dividing by a whole number has less noise than multiplying by a fraction: 300 yuan are 0.03.
    let value = match factor {
        less if less < 1.0 => value / (1.0 / less).round(),
        factor => value * factor,
    };
    Some((value, factor))
}

const LOWER: [&str; 6] = [">=", "≥", ">", "不低于", "不少于", "至少"];
const UPPER: [&str; 6] = ["<=", "≤", "<", "不超过", "不高于", "最多"];

/// An amount as [`quantity`] reads it, in half-width characters and without white space, and the factor to 万元 of a
/// number without a unit: yuan behind a sign of the currency. `None` if digits stand apart as two numbers do.
fn plain(text: &str) -> Option<(String, f64)> {
    let text: String = in_chinese(&ungrouped(text)?)
        .chars()
        .map(|c| match c {
            '～' | '~' | '—' | '–' | '－' | '至' | '到' => '-',
            c => c,
        })
        .filter(|c| !c.is_whitespace())
        .collect();
    let unsigned = text.replace("人民币", "").replace(['¥', '￥'], "");
    let unsigned = unsigned.replace("(万元)", "万元");
    let factor = if text.contains(['¥', '￥']) || text.contains("人民币") {
        1e-4
    } else {
        1.0
    };
    Some((unsigned, factor))
}

impl std::str::FromStr for Budget {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let refuse = || {
            Error::invalid(
                "budget",
                text,
                say!(
                    "write it as in 500,000 yuan, 2-3 million yuan or up to 500k (50万元, 200-300万元, 50万元以内)",
                    "请写成 50-100万元、300万元 或 100万元以内"
                ),
            )
        };
        let (plain, bare) = plain(text).ok_or_else(refuse)?;
        let one = |rest: &str| {
            quantity(rest, bare)
                .map(|(value, _)| value)
                .ok_or_else(refuse)
        };
        if let Some(rest) = LOWER
            .iter()
            .find_map(|p| plain.strip_prefix(p))
            .or_else(|| plain.strip_suffix("以上"))
        {
            return Self::new(Some(one(rest)?), None);
        }
        let upper = UPPER.iter().find_map(|p| plain.strip_prefix(p));
        if let Some(rest) = upper
            .or_else(|| plain.strip_suffix("以内"))
            .or_else(|| plain.strip_suffix("以下"))
        {
            return Self::new(None, Some(one(rest)?));
        }
        // A hyphen at the start is a sign, not a range.
        let split = plain.char_indices().skip(1).find(|&(_, c)| c == '-');
        let Some((at, _)) = split else {
            let value = one(&plain)?;
            return Self::new(Some(value), Some(value));
        };
        let (high, factor) = quantity(&plain[at + 1..], bare).ok_or_else(refuse)?;
        // A unit after the second number holds for both: 50-100万元.
        let (low, _) = quantity(&plain[..at], factor).ok_or_else(refuse)?;
        Self::new(Some(low), Some(high))
    }
}

impl std::fmt::Display for Budget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.min, self.max) {
            (Some(a), Some(b)) if a == b => write!(f, "{a}万元"),
            (Some(a), Some(b)) => write!(f, "{a}-{b}万元"),
            (Some(a), None) => write!(f, "≥{a}万元"),
            (None, Some(b)) => write!(f, "≤{b}万元"),
            (None, None) => Ok(()),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Budget {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Self::from_json(&value).map_err(serde::de::Error::custom)
    }
}

impl Budget {
    /// Reads any of the accepted JSON forms.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other JSON is refused")]
    pub(crate) fn from_json(value: &serde_json::Value) -> Result<Self> {
        use serde_json::Value;
        let refuse = |v: &Value| {
            Error::invalid(
                "budget",
                v,
                say!(
                    "write {{\"min\":50,\"max\":100}} in 万元 (10,000 yuan), or text as in 500,000 yuan or 50-100万元",
                    "请写成以万元计的 {{\"min\":50,\"max\":100}}，或文字如 50-100万元"
                ),
            )
        };
        let end = |v: Option<&Value>| match v {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Number(n)) => Ok(n.as_f64()),
            Some(Value::String(s)) => {
                let read = plain(s).and_then(|(plain, bare)| quantity(&plain, bare));
                read.map(|(v, _)| Some(v)).ok_or_else(|| refuse(value))
            }
            Some(_) => Err(refuse(value)),
        };
        match value {
            Value::String(text) => text.parse(),
            Value::Number(n) => Self::new(n.as_f64(), n.as_f64()),
            Value::Object(ends) if ends.keys().all(|k| k == "min" || k == "max") => {
                Self::new(end(ends.get("min"))?, end(ends.get("max"))?)
            }
            _ => Err(refuse(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Budget;

    fn ends(text: &str) -> (Option<f64>, Option<f64>) {
        let budget: Budget = text.parse().unwrap();
        (budget.min(), budget.max())
    }

    #[test]
    fn surveys_spell_amounts_in_many_ways() {
        assert_eq!(ends("50-100万元"), (Some(50.0), Some(100.0)));
        assert_eq!(ends("５０～１００"), (Some(50.0), Some(100.0)));
        assert_eq!(ends("1-2亿"), (Some(10_000.0), Some(20_000.0)));
        assert_eq!(ends("5000元"), (Some(0.5), Some(0.5)));
        assert_eq!(ends("不低于1,200万元"), (Some(1200.0), None));
        assert_eq!(ends("100万元以内"), (None, Some(100.0)));
        assert_eq!(ends("300元"), (Some(0.03), Some(0.03)));
        assert_eq!(ends("5百元"), (Some(0.05), Some(0.05)));
        assert_eq!(ends("3十万元"), (Some(30.0), Some(30.0)));
        assert_eq!(ends("200w"), (Some(200.0), Some(200.0)));
        assert_eq!(ends("1 200 000元"), (Some(120.0), Some(120.0)));
        assert_eq!(ends("1，200，000元"), (Some(120.0), Some(120.0)));
    }

    #[test]
    fn english_amounts_are_read() {
        let exact = |amount| (Some(amount), Some(amount));
        for (text, expected) in [
            ("500,000 yuan", exact(50.0)),
            ("500000 Yuan", exact(50.0)),
            ("RMB 500000", exact(50.0)),
            ("500000 CNY", exact(50.0)),
            ("¥500,000.00", exact(50.0)),
            ("2 million yuan", exact(200.0)),
            ("RMB 2 million", exact(200.0)),
            ("500k", exact(50.0)),
            ("5 million RMB", exact(500.0)),
            ("1 billion yuan", exact(100_000.0)),
            ("300 thousand yuan", exact(30.0)),
            ("50 (10,000 yuan)", exact(50.0)),
            ("RMB 50万", exact(50.0)),
            ("2-3 million yuan", (Some(200.0), Some(300.0))),
            ("RMB 500,000 to 800,000", (Some(50.0), Some(80.0))),
            ("500k-1 million yuan", (Some(50.0), Some(100.0))),
            ("up to RMB 500,000", (None, Some(50.0))),
            ("at least 1 million yuan", (Some(100.0), None)),
            ("1 million yuan or more", (Some(100.0), None)),
            ("50", exact(50.0)),
        ] {
            assert_eq!(ends(text), expected, "{text}");
        }
        let object: Budget = serde_json::from_str(r#"{"min":"2 million yuan"}"#).unwrap();
        assert_eq!(object.min(), Some(200.0));
    }

    #[test]
    fn bad_amounts_are_refused() {
        for text in [
            "",
            "-",
            "-5",
            "NaN",
            "inf",
            "100-50",
            "面议",
            "1e400",
            "5-",
            "50--100",
            "USD 500k",
            "$5 million",
            "5 million dollars",
            "a million yuan",
            "k",
            "50 km",
            "50,80",
            "50 80",
            "50\n80",
            "1,2000",
        ] {
            assert!(
                text.parse::<Budget>().unwrap_err().is_invalid_input(),
                "{text}"
            );
        }
        assert!(Budget::new(Some(f64::NAN), None).is_err());
        assert!(Budget::new(None, None).is_err());
    }

    #[test]
    fn json_comes_back() {
        let budget: Budget = serde_json::from_str(r#"{"min":0.1,"max":33.3}"#).unwrap();
        assert_eq!(
            serde_json::to_string(&budget).unwrap(),
            r#"{"min":0.1,"max":33.3}"#
        );
        assert!(serde_json::from_str::<Budget>(r#"{"min":1,"mox":2}"#).is_err());
    }
}
