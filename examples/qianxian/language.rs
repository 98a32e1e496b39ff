//! The language in which the program speaks: one for a whole run.
//!
//! It is chosen once, in `main`: by `--language`, else by the locale of the environment. Sentences of commands are
//! written with [`say!`], the English and the Chinese template side by side.

use std::str::FromStr;
use std::sync::OnceLock;

use qianxian::error::{Bilingual, Wording};
use qianxian::model::{Language, NeedKind, ProfileKind};

static CHOSEN: OnceLock<Language> = OnceLock::new();

/// Sets the language of the run: the one `asked` for, else the environment's.
pub(crate) fn choose(asked: Option<Language>) {
    let language = asked.unwrap_or_else(|| of_environment(|name| std::env::var(name).ok()));
    // A second choice would be a fault of this program; the first stands.
    let _ = CHOSEN.set(language);
}

/// The language of the run.
pub(crate) fn chosen() -> Language {
    CHOSEN.get().copied().unwrap_or(Language::English)
}

/// The locale's language: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set decides, and everything but
/// Chinese is English.
fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Language {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let mut set = names.into_iter().filter_map(variable);
    let locale = set.find(|value| !value.is_empty()).unwrap_or_default();
    match locale.to_lowercase().starts_with("zh") {
        true => Language::Chinese,
        false => Language::English,
    }
}

/// The language that a command line asks for, read before it is parsed, so that its faults are said in it.
pub(crate) fn asked(arguments: impl Iterator<Item = String>) -> Option<Language> {
    let mut arguments = arguments.take_while(|argument| argument != "--");
    while let Some(argument) = arguments.next() {
        let text = match argument.strip_prefix("--language") {
            Some("") => arguments.next()?,
            Some(rest) => rest.strip_prefix('=')?.to_owned(),
            None => continue,
        };
        return text.parse().ok();
    }
    None
}

/// Formats an English or a Chinese template over the same arguments, as the run's language is.
macro_rules! say {
    ($english:literal, $chinese:literal $(, $argument:expr)* $(,)?) => {
        match $crate::language::chosen() {
            qianxian::model::Language::Chinese => format!($chinese $(, $argument)*),
            _ => format!($english $(, $argument)*),
        }
    };
}
pub(crate) use say;

/// Writes a line of output: an English or a Chinese template over the same arguments, as the run's language is.
macro_rules! tell {
    ($out:expr, $($said:tt)*) => {
        writeln!($out, "{}", $crate::language::say!($($said)*))
    };
}
pub(crate) use tell;

/// The name of a value of a vocabulary, as the run's language is.
macro_rules! named {
    ($value:expr) => {
        match $crate::language::chosen() {
            qianxian::model::Language::Chinese => $value.as_chinese(),
            _ => $value.as_str(),
        }
    };
}
pub(crate) use named;

/// The name, in the language of the run, of a value that is at hand as its canonical spelling.
pub(crate) fn word<T: FromStr>(spelling: &str, chinese: impl Fn(T) -> &'static str) -> String {
    match (chosen(), spelling.parse::<T>()) {
        (Language::Chinese, Ok(value)) => chinese(value).to_owned(),
        _ => spelling.to_owned(),
    }
}

/// The kind of a record: needs and profiles share spellings, and each has words of its own (融资需求, 金融产品).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub(crate) enum RecordKind {
    Need(NeedKind),
    Profile(ProfileKind),
}

impl RecordKind {
    /// The name of the kind, in the language of the run.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Need(kind) => named!(kind),
            Self::Profile(kind) => named!(kind),
        }
    }
}

impl From<NeedKind> for RecordKind {
    fn from(kind: NeedKind) -> Self {
        Self::Need(kind)
    }
}

impl From<ProfileKind> for RecordKind {
    fn from(kind: ProfileKind) -> Self {
        Self::Profile(kind)
    }
}

/// What `value` says, in the language of the run.
pub(crate) fn worded(value: &(impl Bilingual + ?Sized)) -> String {
    value.wording().in_language(chosen()).to_owned()
}

/// A number with its noun, for the English template of a sentence: `1 record`, `2 records`.
pub(crate) fn counted<N>(number: N, one: &str, many: &str) -> String
where
    N: std::fmt::Display + PartialEq + From<u8>,
{
    let noun = if number == N::from(1) { one } else { many };
    format!("{number} {noun}")
}

/// The verb "have" and the pronoun for so many records, for the English template of a sentence.
pub(crate) fn has_it(number: usize) -> (&'static str, &'static str) {
    match number {
        1 => ("has", "it"),
        _ => ("have", "them"),
    }
}

/// A sentence in both languages, for an error of the library: an English and a Chinese template over the same arguments.
macro_rules! wording {
    ($english:literal, $chinese:literal $(, $argument:expr)* $(,)?) => {
        qianxian::error::Wording::new(format!($english $(, $argument)*), format!($chinese $(, $argument)*))
    };
}
pub(crate) use wording;

/// A name of a file or a record, for an error of the library.
pub(crate) fn name(text: impl std::fmt::Display) -> Wording {
    Wording::name(text.to_string())
}

/// One of two fixed texts, as the run's language is.
pub(crate) fn pick(english: &'static str, chinese: &'static str) -> &'static str {
    match chosen() {
        Language::Chinese => chinese,
        _ => english,
    }
}
