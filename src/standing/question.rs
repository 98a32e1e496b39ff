//! Questions that stand: what is sought, by words, industries, a region and tests of fields.

use serde::{Deserialize, Serialize};

use super::subscription::too_long;
use crate::error::{Error, Result, say};
use crate::model::{ProfileKind, RegionPath, is_blank};

/// Longest words of a question, in bytes.
const LONGEST_WORDS: usize = 10_000;
/// Most filters, industries or disciplines of a question.
const MOST_TESTS: usize = 100;

/// Records that a question seeks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
#[non_exhaustive]
pub enum Sought {
    /// Profiles of the kinds; of all kinds if the list is empty.
    Profiles(Vec<ProfileKind>),
    /// Needs.
    Needs,
}

/// A question that stands until it is taken back: words, industries, a region, tests of fields.
///
/// # Example
/// ```
/// use qianxian::model::ProfileKind;
/// use qianxian::standing::{Sought, StandingQuestion};
/// // New results in 新材料 within 淄博.
/// let question = StandingQuestion::new(Sought::Profiles(vec![ProfileKind::Achievement]))
///     .industry("新材料")
///     .within("山东省/淄博市".parse()?);
/// assert_eq!(question.industries, ["新材料"]);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct StandingQuestion {
    /// What is sought.
    pub seeks: Sought,
    /// Words of the subject; without them records are ordered by the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Codes or names of industries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub industries: Vec<String>,
    /// Codes or names of disciplines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disciplines: Vec<String>,
    /// The region within which the records must be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<RegionPath>,
    /// Tests of fields that the records must pass, as [`crate::model::FieldFilter`] reads them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<String>,
}

impl StandingQuestion {
    /// Creates a question that asks for all records that `seeks` names.
    #[must_use]
    pub fn new(seeks: Sought) -> Self {
        Self {
            seeks,
            words: None,
            industries: Vec::new(),
            disciplines: Vec::new(),
            within: None,
            filters: Vec::new(),
        }
    }

    /// Sets the words of the subject.
    #[must_use]
    pub fn words(self, words: impl Into<String>) -> Self {
        Self {
            words: Some(words.into()),
            ..self
        }
    }

    /// Adds an industry, by code or name.
    #[must_use]
    pub fn industry(mut self, industry: impl Into<String>) -> Self {
        self.industries.push(industry.into());
        self
    }

    /// Adds a discipline, by code or name.
    #[must_use]
    pub fn discipline(mut self, discipline: impl Into<String>) -> Self {
        self.disciplines.push(discipline.into());
        self
    }

    /// Sets the region within which the records must be.
    #[must_use]
    pub fn within(self, region: RegionPath) -> Self {
        Self {
            within: Some(region),
            ..self
        }
    }

    /// Adds a test of a field, such as `published>=2026-01-01`.
    #[must_use]
    pub fn filter(mut self, test: impl Into<String>) -> Self {
        self.filters.push(test.into());
        self
    }

    pub(super) fn checked(mut self) -> Result<Self> {
        self.words = self.words.filter(|words| !is_blank(words));
        if let Some(words) = &self.words
            && words.len() > LONGEST_WORDS
        {
            return Err(too_long("words", words, LONGEST_WORDS));
        }
        for (field, texts) in [
            ("industries", &self.industries),
            ("disciplines", &self.disciplines),
            ("filters", &self.filters),
        ] {
            if texts.len() > MOST_TESTS {
                let repair = say!("give at most {MOST_TESTS}", "最多填{MOST_TESTS}个");
                return Err(Error::invalid(field, texts.len(), repair));
            }
            if let Some(blank) = texts.iter().find(|text| is_blank(text)) {
                let repair = say!("leave out what is blank", "请去掉空白项");
                return Err(Error::invalid(field, blank, repair));
            }
        }
        Ok(self)
    }
}
