//! Sentences that are said in both languages, where they are written.
//!
//! `say!("give {n} items", "请给出{n}项")` builds a [`Wording`] from an English and a Chinese template over the same
//! arguments; `say!("kept; {repair}", "已保留；{repair}"; repair)` puts another wording into both. A name is
//! [`Wording::name`], a message of another library [`Wording::foreign`]. A plain string is no wording, so that a sentence
//! without Chinese does not compile.

use std::borrow::Cow;
use std::fmt;

/// A number with its noun, for the English template of a sentence: `1 pair`, `2 pairs`. Chinese has no such forms.
pub(crate) fn counted<N>(number: N, one: &str, many: &str) -> String
where
    N: fmt::Display + PartialEq + From<u8>,
{
    let noun = if number == N::from(1) { one } else { many };
    format!("{number} {noun}")
}

/// A sentence in English and in Chinese. Displays in English.
///
/// There is no conversion from a string: a sentence is written in both languages, a name is [`Wording::name`], and a
/// message of another library [`Wording::foreign`].
///
/// # Example
/// ```
/// use qianxian::error::Wording;
/// use qianxian::model::Language;
///
/// let repair = Wording::new("give a whole number", "请填整数");
/// assert_eq!(repair.in_language(Language::Chinese), "请填整数");
/// assert_eq!(Wording::name("survey.csv").in_language(Language::Chinese), "survey.csv");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    english: Cow<'static, str>,
    chinese: Cow<'static, str>,
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
            chinese: chinese.into(),
        }
    }

    /// A name, or a value: the same in both languages.
    #[must_use]
    pub fn name(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            // Numbers make no cause of their own.
            template: text.replace(|c: char| c.is_ascii_digit(), "").into(),
            chinese: text.clone().into(),
            english: text.into(),
        }
    }

    /// A message of the operating system or of another library: in Chinese it is quoted.
    #[must_use]
    pub fn foreign(message: impl Into<String>) -> Self {
        let message = Self::name(message);
        Self {
            chinese: format!("“{}”", message.english).into(),
            ..message
        }
    }

    /// Fixed text in both languages.
    pub(crate) const fn fixed(english: &'static str, chinese: &'static str) -> Self {
        Self {
            english: Cow::Borrowed(english),
            chinese: Cow::Borrowed(chinese),
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
            chinese: chinese.into(),
            template,
        }
    }

    /// The sentence in English.
    #[must_use]
    pub fn english(&self) -> &str {
        &self.english
    }

    /// The sentence in Chinese.
    #[must_use]
    pub fn chinese(&self) -> &str {
        &self.chinese
    }

    /// `parts` in one list, with `between` (English, Chinese) between two.
    pub(crate) fn joined(parts: &[Self], between: (&str, &str)) -> Self {
        let [english, chinese] = [Self::english, Self::chinese]
            .map(|text| parts.iter().map(text).collect::<Vec<&str>>());
        Self::new(english.join(between.0), chinese.join(between.1))
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

/// A value that is said in both languages: a clash, a proposed change, a breach, a word of a vocabulary.
///
/// # Example
/// ```
/// use qianxian::error::Bilingual as _;
/// use qianxian::model::{Language, Level};
///
/// assert_eq!(Level::Professor.wording().in_language(Language::Chinese), Level::Professor.as_chinese());
/// ```
pub trait Bilingual {
    /// Returns the value in words of both languages; the English ones are what it displays.
    #[must_use]
    fn wording(&self) -> Wording;
}

impl<T: Bilingual + ?Sized> Bilingual for &T {
    fn wording(&self) -> Wording {
        (**self).wording()
    }
}

impl Bilingual for Wording {
    fn wording(&self) -> Wording {
        self.clone()
    }
}

/// Lets types display their English wording.
macro_rules! displays_wording {
    ($($name:ty),+ $(,)?) => { $(
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad($crate::error::Bilingual::wording(self).english())
            }
        }
    )+ };
}
pub(crate) use displays_wording;

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
    fn a_message_of_others_is_quoted_in_chinese_and_a_name_is_not() {
        let plain = Wording::foreign("row 7 is odd");
        assert_eq!(
            (plain.english(), plain.chinese()),
            ("row 7 is odd", "“row 7 is odd”")
        );
        assert_eq!(plain.template(), "row  is odd");
        assert_eq!(Wording::name("需求.csv").chinese(), "需求.csv");
    }
}
