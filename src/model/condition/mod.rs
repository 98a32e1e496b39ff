//! Eligibility: the conditions that a programme or product sets for the enterprise.

mod bounds;
mod extent;
mod operator;
mod parse;
mod prose;
mod repair;
#[cfg(test)]
mod tests;
mod value;

pub use operator::ConditionOperator;
pub(crate) use prose::{UNREAD_CONDITIONS, heads_conditions, is_condition};

use crate::error::{Error, Result, say};
use crate::model::FoldedName;

/// The fact of a need that a [`ConditionTest`] compares.
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
    /// The least level that the need wants.
    Level,
    /// One of the need's disciplines, or a node above it.
    Discipline,
    /// One of the ways of working that would do.
    Mode,
    /// The least technology readiness that the need wants, 1 to 9.
    Readiness,
    /// The number of profiles wanted.
    Demand,
    /// The name of the enterprise.
    Enterprise,
    /// A free attribute of the need, by name.
    Attribute(String),
}

/// One comparison of a fact of the need: `研发投入占比 >= 3%`, `region = 淄博市|济南市`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct ConditionTest {
    /// The fact that is tested.
    pub subject: Subject,
    /// The comparison with `values`.
    pub comparison: ConditionOperator,
    /// The values compared with, at least one, as written.
    pub values: Vec<String>,
}

/// One condition of a profile on a need: a test, or several joined by and, or, not.
///
/// Reads text such as `region in 山东省/淄博市`, `研发投入占比 >= 3% 且 从业人员 <= 500人` or
/// `高新技术企业 = 是 或 (专精特新 = 是 且 非 (行业 属于 C25))`; writes one spelling that reads back as the same
/// condition. JSON: that text.
///
/// A fact that the need does not state is unknown: it neither meets nor breaks a test. Logic is three-valued: unknown
/// or met is met, unknown and broken is broken.
///
/// # Grammar
/// ```text
/// list      = condition { (";" | line break) condition }        all of them have to be met
/// condition = all { ("或" | "或者" | "or" | "||") all }
/// all       = one { ("且" | "并且" | "而且" | "and" | "&&") one }   and binds tighter than or
/// one       = ("非" | "not" | "!") one | "(" list ")" | test
/// test      = field comparison values | ["field"] "在" values "之内" | field bound bound | bound field bound
/// values    = value { ("|" | "、" | "," | "或") value }           one of them has to agree
/// ```
/// Comparisons are `=` `!=` `>` `>=` `<` `<=` in any width, `≠` `≥` `≤`, and words: 为, 是, 属于, `in`, 不为, 不属于,
/// `not in`, 不低于, 不超过, 高于, 低于, 早于, 晚于 and their like. 非 counts before a blank or a bracket alone, since
/// names begin with it. A field or value that holds such signs stands in double quotes; a quote inside is doubled.
///
/// Fields are `kind`, `industry`, `region`, `budget`, `level`, `discipline`, `mode`, `readiness`, `demand`,
/// `enterprise` or their Chinese names; any other word is an attribute of the need. How values are compared stands at
/// [`ConditionPart`](crate::rule::ConditionPart).
///
/// # Example
/// ```
/// use qianxian::model::Condition;
/// let condition: Condition = "高新技术企业=是 或 研发投入占比不低于３％".parse()?;
/// assert_eq!(condition.to_string(), "高新技术企业 = 是 or 研发投入占比 >= ３％");
/// assert_eq!(condition.tests().len(), 2);
/// assert!("budget".parse::<Condition>().is_err());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
#[non_exhaustive]
pub enum Condition {
    /// One comparison.
    Test(ConditionTest),
    /// Every one of them has to be met.
    All(Vec<Condition>),
    /// One of them has to be met.
    Any(Vec<Condition>),
    /// It must not be met.
    Not(Box<Condition>),
}

impl Condition {
    /// Reads conditions that `;` or line breaks part.
    ///
    /// # Errors
    /// Invalid input that names the place in the text and the repair.
    pub fn list(text: &str) -> Result<Vec<Self>> {
        parse::list(text)
    }

    /// Returns the tests of the condition, in the order written.
    #[must_use]
    pub fn tests(&self) -> Vec<&ConditionTest> {
        match self {
            Self::Test(test) => vec![test],
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::tests).collect(),
            Self::Not(part) => part.tests(),
        }
    }
}

impl Subject {
    /// The canonical spelling: an English word, or the attribute's name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Kind => "kind",
            Self::Industry => "industry",
            Self::Region => "region",
            Self::Budget => "budget",
            Self::Level => "level",
            Self::Discipline => "discipline",
            Self::Mode => "mode",
            Self::Readiness => "readiness",
            Self::Demand => "demand",
            Self::Enterprise => "enterprise",
            Self::Attribute(name) => name,
        }
    }

    /// The common Chinese name, or the attribute's name.
    #[must_use]
    pub fn as_chinese(&self) -> &str {
        match self {
            Self::Kind => "需求类型",
            Self::Industry => "所属行业",
            Self::Region => "所在地区",
            Self::Budget => "预算",
            Self::Level => "人才层次",
            Self::Discipline => "学科",
            Self::Mode => "合作方式",
            Self::Readiness => "技术成熟度",
            Self::Demand => "需求人数",
            Self::Enterprise => "企业名称",
            Self::Attribute(name) => name,
        }
    }
}

impl std::str::FromStr for Subject {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let Some(name) = FoldedName::new(text) else {
            let repair = say!(
                "name the field that the condition speaks of",
                "请写出条件所说的字段"
            );
            return Err(Error::invalid("eligibility", text, repair));
        };
        Ok(match name.as_str() {
            "kind" | "类型" | "需求类型" => Self::Kind,
            "industry" | "industries" | "行业" | "所属行业" | "行业领域" | "行业代码"
            | "国民经济行业" | "所属产业" => Self::Industry,
            "region" | "地区" | "所在地区" | "所属地区" | "所在地" | "企业所在地" | "注册地"
            | "注册地区" | "区域" | "所在区域" | "属地" => Self::Region,
            "budget" | "预算" | "金额" => Self::Budget,
            "level" | "层次" | "人才层次" | "职称" => Self::Level,
            "discipline" | "disciplines" | "学科" | "所属学科" => Self::Discipline,
            "mode" | "modes" | "合作方式" | "合作模式" => Self::Mode,
            "readiness" | "trl" | "技术成熟度" => Self::Readiness,
            "demand" | "需求人数" | "需求数量" => Self::Demand,
            "enterprise" | "企业名称" | "单位名称" => Self::Enterprise,
            _ => Self::Attribute(text.trim().to_owned()),
        })
    }
}

impl std::str::FromStr for Condition {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        parse::one(text)
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

/// `text`, in quotes if it would not be read as one field or value without.
fn quoted(text: &str) -> std::borrow::Cow<'_, str> {
    if extent::is_plain(text) {
        return text.into();
    }
    // A quote of full width closes too, so that both are doubled.
    let doubled = text.replace('"', "\"\"").replace('＂', "＂＂");
    format!("\"{doubled}\"").into()
}

impl std::fmt::Display for ConditionTest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let values: Vec<_> = self.values.iter().map(|value| quoted(value)).collect();
        let subject = quoted(self.subject.as_str());
        let sign = self.comparison.as_str();
        write!(f, "{subject} {sign} {}", values.join("|"))
    }
}

impl std::fmt::Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let joined = |f: &mut std::fmt::Formatter<'_>, parts: &[Self], word: &str| {
            for (number, part) in parts.iter().enumerate() {
                if number > 0 {
                    write!(f, " {word} ")?;
                }
                match part {
                    Self::Test(_) | Self::Not(_) => write!(f, "{part}")?,
                    Self::All(_) | Self::Any(_) => write!(f, "({part})")?,
                }
            }
            Ok(())
        };
        match self {
            Self::Test(test) => write!(f, "{test}"),
            Self::All(parts) => joined(f, parts, "and"),
            Self::Any(parts) => joined(f, parts, "or"),
            Self::Not(part) => match &**part {
                Self::Test(_) | Self::All(_) | Self::Any(_) => write!(f, "not ({part})"),
                Self::Not(_) => write!(f, "not {part}"),
            },
        }
    }
}
