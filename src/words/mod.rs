//! Words in the crate's two languages: numbers, amounts, dates and lists, and the one way to say a thing in each.
//!
//! Whatever is said in both languages implements [`Worded`] (built from numbers) or is a [`Phrase`] (fixed text). A
//! third [`Language`] is one more method, one more field and one more arm here: every sentence that lacks it does not
//! compile.

pub(crate) mod chinese;
pub(crate) mod english;
pub(crate) mod number;
#[cfg(feature = "xlsx")]
mod sheet_name;

use crate::model::Language;
#[cfg(feature = "xlsx")]
pub(crate) use sheet_name::SheetNames;

/// A clause or sentence built from the values of a type, in each language.
pub(crate) trait Worded {
    /// Returns the text in simplified Chinese.
    fn chinese(&self) -> String;
    /// Returns the text in English.
    fn english(&self) -> String;

    /// Returns the text in `language`.
    fn clause(&self, language: Language) -> String {
        match language {
            Language::Chinese => self.chinese(),
            Language::English => self.english(),
        }
    }
}

/// Fixed text in each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) chinese: &'static str,
    pub(crate) english: &'static str,
}

impl Phrase {
    /// A phrase, Chinese first.
    pub(crate) const fn new(chinese: &'static str, english: &'static str) -> Self {
        Self { chinese, english }
    }

    /// The text in `language`.
    pub(crate) const fn text(self, language: Language) -> &'static str {
        match language {
            Language::Chinese => self.chinese,
            Language::English => self.english,
        }
    }
}
