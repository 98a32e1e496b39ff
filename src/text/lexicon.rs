//! The user's own words and synonyms.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::normalize::normalize;
use super::phrase;
use crate::error::{Error, Result, say};

/// Longest word or synonym, in characters.
const MAX_PHRASE_CHARS: usize = 64;

/// The user's dictionary words and synonym groups.
///
/// They act on queries only, so a change needs no reindexing and takes effect with the next query.
/// Phrases are kept [normalized](super::normalize()), in order, without repeats; a phrase may be in
/// several groups, and groups are not chained. Case and inflection of Latin words do not matter
/// when a phrase is looked for.
///
/// They name properties too: a figure that a need demands of 灰分 is compared with a figure stated of 灰份
/// if a group joins the two, and a word by itself is a property that the words before it narrow.
///
/// # Example
/// ```
/// use qianxian::text::Lexicon;
///
/// let mut lexicon = Lexicon::new();
/// lexicon.add_word("针状焦")?;
/// lexicon.add_synonyms(["锂电池", "锂离子电池", "lithium-ion battery"])?;
/// let json = serde_json::to_string(&lexicon).unwrap();
/// assert_eq!(serde_json::from_str::<Lexicon>(&json).unwrap(), lexicon);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub struct Lexicon {
    words: BTreeSet<String>,
    synonyms: BTreeSet<BTreeSet<String>>,
}

/// A lexicon as read from a file, unchecked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    synonyms: Vec<Vec<String>>,
}

impl TryFrom<Raw> for Lexicon {
    type Error = Error;

    fn try_from(raw: Raw) -> Result<Self> {
        let mut lexicon = Self::new();
        raw.words
            .iter()
            .try_for_each(|word| lexicon.add_word(word))?;
        raw.synonyms
            .into_iter()
            .try_for_each(|group| lexicon.add_synonyms(group))?;
        Ok(lexicon)
    }
}

impl Lexicon {
    /// A lexicon without words and synonyms.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a dictionary word: a run of Chinese characters or a Latin phrase that is one thing.
    ///
    /// Adding a word twice changes nothing.
    ///
    /// # Errors
    /// Invalid input if the word has no letter, digit or Chinese character, or more than 64
    /// characters.
    pub fn add_word(&mut self, word: &str) -> Result<()> {
        self.words.insert(checked("word", word)?);
        Ok(())
    }

    /// Removes a dictionary word; says whether it was there.
    pub fn remove_word(&mut self, word: &str) -> bool {
        self.words.remove(&normalize(word))
    }

    /// Adds a group of phrases that mean the same.
    ///
    /// # Errors
    /// Invalid input if a phrase is not acceptable as a word, or fewer than two differ.
    pub fn add_synonyms(
        &mut self,
        group: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<()> {
        let checked = |phrase: String| checked("synonym", &phrase);
        let group: BTreeSet<String> = group
            .into_iter()
            .map(Into::into)
            .map(checked)
            .collect::<Result<_>>()?;
        if group.len() < 2 {
            let shown = group.first().map_or("", String::as_str);
            return Err(Error::invalid(
                "synonyms",
                shown,
                say!(
                    "give at least two different phrases",
                    "请至少给出两个不同的词"
                ),
            ));
        }
        self.synonyms.insert(group);
        Ok(())
    }

    /// Removes the group of exactly these phrases; says whether it was there.
    pub fn remove_synonyms(&mut self, group: impl IntoIterator<Item = impl AsRef<str>>) -> bool {
        let group = group
            .into_iter()
            .map(|phrase| normalize(phrase.as_ref()))
            .collect();
        self.synonyms.remove(&group)
    }

    /// The dictionary words, in order.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// The synonym groups, in order, each in order.
    #[must_use]
    pub fn groups(&self) -> impl ExactSizeIterator<Item = &BTreeSet<String>> {
        self.synonyms.iter()
    }

    /// Whether it has neither words nor synonyms.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.synonyms.is_empty()
    }

    /// Adds all words and groups of `other`.
    ///
    /// # Example
    /// ```
    /// use qianxian::text::Lexicon;
    ///
    /// let mut lexicon = Lexicon::built_in()?;
    /// let shipped = lexicon.groups().len();
    /// lexicon.merge(Lexicon::parse_synonyms("示例焦、示例coke")?);
    /// assert_eq!(lexicon.groups().len(), shipped + 1);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn merge(&mut self, other: Self) {
        self.words.extend(other.words);
        self.synonyms.extend(other.synonyms);
    }

    /// Reads dictionary words, one a line. `#` begins a comment, empty lines are passed over.
    ///
    /// # Errors
    /// Invalid input, naming the line.
    pub fn parse_words(text: &str) -> Result<Self> {
        parse(text, Self::add_word)
    }

    /// Reads synonym groups, one a line, phrases separated by `、` `,` `;` `|` `=` (full width
    /// too) or a tab. `#` begins a comment, empty lines are passed over.
    ///
    /// # Errors
    /// Invalid input, naming the line.
    ///
    /// # Example
    /// ```
    /// use qianxian::text::Lexicon;
    ///
    /// let lexicon = Lexicon::parse_synonyms("# 材料\n针状焦、needle coke\n")?;
    /// assert!(lexicon.groups().next().unwrap().contains("needle coke"));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn parse_synonyms(text: &str) -> Result<Self> {
        parse(text, |lexicon, line| {
            let phrases = line.split(is_separator).map(str::trim);
            lexicon.add_synonyms(phrases.filter(|phrase| !phrase.is_empty()))
        })
    }
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        '、' | ',' | '，' | ';' | '；' | '|' | '｜' | '=' | '＝' | '\t'
    )
}

fn parse(text: &str, add: impl Fn(&mut Lexicon, &str) -> Result<()>) -> Result<Lexicon> {
    let mut lexicon = Lexicon::new();
    for (at, line) in text.lines().enumerate() {
        let line = comment_free(line);
        if !line.is_empty() {
            add(&mut lexicon, line)
                .map_err(|error| error.in_record(say!("line {}", "第{}行", at + 1)))?;
        }
    }
    Ok(lexicon)
}

/// The line up to a `#` that begins it or follows white space, so that `C#` can be a word.
fn comment_free(line: &str) -> &str {
    let line = line.trim_start_matches('\u{feff}');
    let begins = |&(at, _): &(usize, &str)| {
        line[..at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace)
    };
    let end = line
        .match_indices('#')
        .find(begins)
        .map_or(line.len(), |(at, _)| at);
    line[..end].trim()
}

fn checked(field: &str, phrase: &str) -> Result<String> {
    let normal = normalize(phrase);
    if phrase::units(&normal).is_empty() {
        return Err(Error::invalid(
            field,
            phrase,
            say!(
                "give letters, digits or Chinese characters",
                "请给出字母、数字或汉字"
            ),
        ));
    }
    if normal.chars().count() > MAX_PHRASE_CHARS {
        let repair = say!(
            "shorten it to {MAX_PHRASE_CHARS} characters",
            "请缩短到{MAX_PHRASE_CHARS}字以内"
        );
        return Err(Error::invalid(field, phrase, repair));
    }
    Ok(normal)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Lexicon;

    #[test]
    fn phrases_are_kept_normalized_in_order_without_repeats() {
        let mut lexicon = Lexicon::new();
        for word in ["隔膜", "針狀焦", "针状焦 ", "ＬＩＢ"] {
            lexicon.add_word(word).unwrap();
        }
        assert_eq!(
            lexicon.words().collect::<Vec<_>>(),
            ["LIB", "针状焦", "隔膜"]
        );
        assert!(lexicon.remove_word("針状焦"));
        assert!(!lexicon.remove_word("针状焦"));
    }

    #[test]
    fn a_file_of_synonyms_takes_every_separator() {
        let text =
            "\u{feff}# 电池\n锂电池、锂离子电池，LIB\n\nC#\t C Sharp  # 语言\r\n甲=乙；丙|丁\n";
        let lexicon = Lexicon::parse_synonyms(text).unwrap();
        let groups: Vec<Vec<&str>> = lexicon
            .groups()
            .map(|g| g.iter().map(String::as_str).collect())
            .collect();
        assert_eq!(
            groups,
            [
                vec!["C Sharp", "C#"],
                vec!["LIB", "锂电池", "锂离子电池"],
                vec!["丁", "丙", "乙", "甲"]
            ]
        );
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = Lexicon::parse_synonyms("甲、乙\n# 注\n丙").unwrap_err();
        assert!(error.is_invalid_input());
        assert!(error.to_string().starts_with("line 3: "), "{error}");
        let error = Lexicon::parse_words("针状焦\n——\n").unwrap_err();
        assert!(error.to_string().starts_with("line 2: "), "{error}");
    }

    #[test]
    fn words_without_letters_and_long_ones_are_refused() {
        let mut lexicon = Lexicon::new();
        for bad in ["", "，。", "🚀", &"焦".repeat(65)] {
            assert!(
                lexicon.add_word(bad).unwrap_err().is_invalid_input(),
                "{bad}"
            );
        }
        let same = lexicon.add_synonyms(["電池", "电池"]).unwrap_err();
        assert_eq!(same.field(), Some("synonyms"));
        assert!(lexicon.is_empty());
    }

    #[test]
    fn json_is_stable_and_checked_when_read() {
        let mut lexicon = Lexicon::parse_words("针状焦\n隔膜").unwrap();
        lexicon.merge(Lexicon::parse_synonyms("甲、乙").unwrap());
        let json = serde_json::to_string(&lexicon).unwrap();
        assert_eq!(
            json,
            r#"{"words":["针状焦","隔膜"],"synonyms":[["乙","甲"]]}"#
        );
        assert_eq!(serde_json::from_str::<Lexicon>(&json).unwrap(), lexicon);
        assert!(serde_json::from_str::<Lexicon>(r#"{"words":["。"]}"#).is_err());
        assert!(serde_json::from_str::<Lexicon>(r#"{"word":["焦"]}"#).is_err());
    }

    #[test]
    fn a_group_is_removed_whole() {
        let mut lexicon = Lexicon::parse_synonyms("甲、乙").unwrap();
        assert!(!lexicon.remove_synonyms(["甲"]));
        assert!(lexicon.remove_synonyms(["乙", "甲"]));
        assert!(lexicon.is_empty());
    }
}
