//! The languages of answers and explanations.

use super::spelled::spelled;
use crate::error::{Error, Wording};

spelled! {
    /// The language of sentences and timetables. Input takes `zh`, `en` and the names below.
    pub enum Language as "language" {
        /// Simplified Chinese; money in 元, 万元 and 亿元.
        Chinese = "zh" | "中文" | "汉语" | "chinese" | "zh-cn",
        /// English; money in CNY.
        English = "en" | "英文" | "英语" | "english",
    }
}

impl Wording {
    /// The sentence in `language`.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Chinese => self.chinese(),
            Language::English => self.english(),
        }
    }
}

impl Error {
    /// The message in `language`: one line that ends in a repair. In English it is the text that the error displays.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Date, Language};
    ///
    /// let error = "2024-02-30".parse::<Date>().unwrap_err();
    /// let said = error.in_language(Language::Chinese);
    /// assert_eq!(said, "日期：不接受“2024-02-30”；请填日历上有的日期，如 2024-06-27");
    /// ```
    #[must_use]
    pub fn in_language(&self, language: Language) -> String {
        match language {
            Language::Chinese => self.chinese(),
            Language::English => self.to_string(),
        }
    }
}

/// The name of a field of a record in `language`: `industries` is 行业 in Chinese; the name itself where there is none.
///
/// # Example
/// ```
/// use qianxian::model::{Language, field_name};
/// assert_eq!(field_name("industries", Language::Chinese), "行业");
/// assert_eq!(field_name("industries", Language::English), "industries");
/// ```
#[must_use]
pub fn field_name(field: &str, language: Language) -> String {
    match language {
        Language::Chinese => crate::error::chinese_field(field),
        Language::English => field.to_owned(),
    }
}
