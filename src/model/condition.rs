//! Eligibility: the conditions that a programme or product sets for the enterprise.

use crate::error::{Error, Result};
use crate::model::FoldedName;

/// The fact of a need that a [`Condition`] tests.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Subject {
    /// The need's kind.
    Kind,
    /// One of the need's industries, or a node above it.
    Industry,
    /// The need's region, or a path above it.
    Region,
    /// The need's budget in 万元, by its far end.
    Budget,
    /// A free attribute of the need, by name.
    Attribute(String),
}

/// The comparison that a [`Condition`] makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ConditionOperator {
    /// Equals one of the values.
    OneOf,
    /// Equals none of the values.
    NoneOf,
    /// At least the value.
    AtLeast,
    /// At most the value.
    AtMost,
}

/// One eligibility condition of a profile on a need, as in `region in 山东省/淄博市`,
/// `industry in C26|C27`, `budget <= 500`, `高新技术企业 = 是`, `注册资本 >= 100`.
///
/// `=`, `!=` and `in` take values separated by `|`; `>=` and `<=` take a number. Subjects are
/// `kind`, `industry`, `region`, `budget` (Chinese 类型, 行业, 地区, 预算); any other word is an
/// attribute of the need. A fact that the need does not state is unknown: it does not exclude.
///
/// # Example
/// ```
/// use qianxian::model::Condition;
/// let condition: Condition = "budget <= 500".parse()?;
/// assert_eq!(condition.to_string(), "budget <= 500");
/// assert!("budget".parse::<Condition>().is_err());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Condition {
    /// The fact that is tested.
    pub subject: Subject,
    /// The comparison with `values`.
    pub comparison: ConditionOperator,
    /// The values compared with, at least one, as written.
    pub values: Vec<String>,
}

impl std::str::FromStr for Subject {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let Some(name) = FoldedName::new(text) else {
            let repair = "name what the condition speaks of";
            return Err(Error::invalid("eligibility", text, repair));
        };
        Ok(match name.as_str() {
            "kind" | "类型" | "需求类型" => Self::Kind,
            "industry" | "industries" | "行业" | "所属行业" => Self::Industry,
            "region" | "地区" | "所在地区" => Self::Region,
            "budget" | "预算" | "金额" => Self::Budget,
            _ => Self::Attribute(text.trim().to_owned()),
        })
    }
}

impl std::str::FromStr for Condition {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        // Longer spellings first: `>=`, `<=` and `!=` contain `=`.
        const OPERATORS: [(&str, ConditionOperator); 8] = [
            (">=", ConditionOperator::AtLeast),
            ("≥", ConditionOperator::AtLeast),
            ("<=", ConditionOperator::AtMost),
            ("≤", ConditionOperator::AtMost),
            ("!=", ConditionOperator::NoneOf),
            ("≠", ConditionOperator::NoneOf),
            ("=", ConditionOperator::OneOf),
            (" in ", ConditionOperator::OneOf),
        ];
        let refuse = || {
            Error::invalid(
                "eligibility",
                text,
                "write it as in `region in 山东省/淄博市`, `budget <= 500` or `高新技术企业 = 是`",
            )
        };
        let (operator, comparison) = OPERATORS
            .iter()
            .find(|(op, _)| text.contains(op))
            .ok_or_else(refuse)?;
        let (subject, values) = text.split_once(operator).ok_or_else(refuse)?;
        let values: Vec<String> = values
            .split('|')
            .map(str::trim)
            .filter(|v| !v.is_empty())
            .map(str::to_owned)
            .collect();
        let numeric = matches!(
            comparison,
            ConditionOperator::AtLeast | ConditionOperator::AtMost
        );
        let is_number = |v: &String| v.parse::<f64>().is_ok_and(f64::is_finite);
        if values.is_empty() || (numeric && (values.len() != 1 || !is_number(&values[0]))) {
            return Err(refuse());
        }
        Ok(Self {
            subject: subject.parse()?,
            comparison: *comparison,
            values,
        })
    }
}

impl TryFrom<String> for Condition {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.to_string()
    }
}

impl std::fmt::Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let subject = match &self.subject {
            Subject::Kind => "kind",
            Subject::Industry => "industry",
            Subject::Region => "region",
            Subject::Budget => "budget",
            Subject::Attribute(name) => name,
        };
        let operator = match self.comparison {
            ConditionOperator::OneOf => "=",
            ConditionOperator::NoneOf => "!=",
            ConditionOperator::AtLeast => ">=",
            ConditionOperator::AtMost => "<=",
        };
        write!(f, "{subject} {operator} {}", self.values.join("|"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Condition, ConditionOperator, Subject};

    #[test]
    fn conditions_come_back() {
        for text in [
            "region = 山东省/淄博市",
            "industry = C26|C27",
            "budget <= 500",
            "高新技术企业 != 否",
            "注册资本 >= 100.5",
        ] {
            assert_eq!(text.parse::<Condition>().unwrap().to_string(), text);
        }
        let condition: Condition = "行业 in C26 | C27".parse().unwrap();
        assert_eq!(condition.subject, Subject::Industry);
        assert_eq!(condition.comparison, ConditionOperator::OneOf);
        assert_eq!(condition.values, ["C26", "C27"]);
    }

    #[test]
    fn half_conditions_are_refused() {
        for text in [
            "",
            "budget",
            "budget >=",
            "budget >= many",
            "= 5",
            "budget <= NaN",
            "budget >= 1|2",
        ] {
            assert!(
                text.parse::<Condition>().unwrap_err().is_invalid_input(),
                "{text}"
            );
        }
    }
}
