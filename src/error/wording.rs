//! Sentences that are said in both languages, where they are written.
//!
//! `say!("give {n} items", "请给出{n}项")` builds a [`Wording`] from an English and a Chinese template over the same
//! arguments; `say!("kept; {repair}", "已保留；{repair}"; repair)` puts another wording into both. Text that comes as
//! a plain string is English in both languages.

use std::borrow::Cow;
use std::fmt;

/// A sentence in English and in Chinese. Displays in English.
///
/// Built from one text, it has the English text in both languages.
///
/// # Example
/// ```
/// use qianxian::error::Wording;
/// use qianxian::model::Language;
///
/// let repair = Wording::new("give a whole number", "请填整数");
/// assert_eq!(repair.in_language(Language::Chinese), "请填整数");
/// assert_eq!(Wording::from("give text").in_language(Language::Chinese), "give text");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    english: Cow<'static, str>,
    chinese: Option<Cow<'static, str>>,
    /// The English template, which is the same for all sentences of one cause.
    template: Cow<'static, str>,
}

impl Wording {
    /// A sentence that has both languages.
    pub fn new(
        english: impl Into<Cow<'static, str>>,
        chinese: impl Into<Cow<'static, str>>,
    ) -> Self {
        let english = english.into();
        Self {
            template: english.clone(),
            english,
            chinese: Some(chinese.into()),
        }
    }

    /// Fixed text in both languages.
    pub(crate) const fn fixed(english: &'static str, chinese: &'static str) -> Self {
        Self {
            english: Cow::Borrowed(english),
            chinese: Some(Cow::Borrowed(chinese)),
            template: Cow::Borrowed(english),
        }
    }

    /// The sentences that `say!` makes of a template and of the templates inside it.
    pub(crate) fn of_template(
        template: &'static str,
        inner: &[&str],
        english: String,
        chinese: String,
    ) -> Self {
        let template = match inner {
            [] => Cow::Borrowed(template),
            inner => Cow::Owned(format!("{template}|{}", inner.join("|"))),
        };
        Self {
            english: english.into(),
            chinese: Some(chinese.into()),
            template,
        }
    }

    /// The sentence in English.
    #[must_use]
    pub fn english(&self) -> &str {
        &self.english
    }

    /// The sentence in Chinese, or in English if it has no Chinese one.
    #[must_use]
    pub fn chinese(&self) -> &str {
        self.chinese.as_ref().unwrap_or(&self.english)
    }

    /// The sentence in Chinese, if it has one.
    pub(crate) fn chinese_only(&self) -> Option<&str> {
        self.chinese.as_deref()
    }

    /// What all sentences of one cause have in common.
    pub(crate) fn template(&self) -> &str {
        &self.template
    }
}

impl fmt::Display for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.english)
    }
}

impl From<&str> for Wording {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Wording {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<String> for Wording {
    fn from(text: String) -> Self {
        Self {
            // Numbers make no cause of their own.
            template: text.replace(|c: char| c.is_ascii_digit(), "").into(),
            english: text.into(),
            chinese: None,
        }
    }
}

impl From<&Self> for Wording {
    fn from(wording: &Self) -> Self {
        wording.clone()
    }
}

/// Says a sentence in both languages: an English and a Chinese template over the same arguments. Wordings that the
/// templates name stand after a semicolon, and are put in each in its own language.
macro_rules! say {
    ($english:literal, $chinese:literal $(, $argument:expr)* $(,)? $(; $($part:ident),+)?) => {{
        let english = {
            $($( let $part = $crate::error::Wording::english(&$part); )+)?
            format!($english $(, $argument)*)
        };
        let chinese = {
            $($( let $part = $crate::error::Wording::chinese(&$part); )+)?
            format!($chinese $(, $argument)*)
        };
        let inner: &[&str] = &[$($( $crate::error::Wording::template(&$part) ),+)?];
        $crate::error::Wording::of_template($english, inner, english, chinese)
    }};
}
pub(crate) use say;

#[cfg(test)]
mod tests {
    use super::Wording;

    #[test]
    fn a_wording_inside_another_is_said_in_the_same_language() {
        let most = 3;
        let repair = say!("keep {most} items", "请保留{most}项");
        let whole = say!("row {}: {repair}", "第{}行：{repair}", 7; repair);
        assert_eq!(whole.english(), "row 7: keep 3 items");
        assert_eq!(whole.chinese(), "第7行：请保留3项");
        assert_eq!(whole.template(), "row {}: {repair}|keep {most} items");
    }

    #[test]
    fn a_plain_text_is_english_in_both_languages() {
        let plain = Wording::from("row 7 is odd".to_owned());
        assert_eq!(plain.chinese(), "row 7 is odd");
        assert_eq!(plain.chinese_only(), None);
        assert_eq!(plain.template(), "row  is odd");
    }
}
