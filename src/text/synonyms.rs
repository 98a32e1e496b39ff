//! The built-in synonym groups.
//!
//! Names of one thing in the industries of the surveys: Chinese and Chinese, Chinese and English, acronyms.
//! Written for this project, one group a line, in a file for each field of industry (`data/`).
//!
//! An acronym stands alone only if it means one thing in these fields (PLC, FPGA). One that is also a
//! word, a unit or something else (PET, SCR, ADC) is kept with the word that settles it (SCR脱硝).
//!
//! They are for needs in other words than the works: on grants whose phrases are replaced by others of their groups they
//! gain .030 ± .019 MRR of .040 lost, and nothing on the grants as written (the page on
//! [quality](crate::_documentation::quality) has all sets). They are not on by default, so that no answer depends on a list
//! that nobody asked for. A library gets them by `library.set_lexicon(Lexicon::built_in()?)` or
//! `qianxian lexicon --built-in`.

use super::lexicon::Lexicon;
use crate::error::{Result, Wording};

/// The files, by name for messages, and their text.
const FILES: [(&str, &str); 9] = [
    ("agriculture", include_str!("data/agriculture.txt")),
    ("building", include_str!("data/building.txt")),
    ("chemistry", include_str!("data/chemistry.txt")),
    ("computing", include_str!("data/computing.txt")),
    ("energy", include_str!("data/energy.txt")),
    ("life", include_str!("data/life.txt")),
    ("machinery", include_str!("data/machinery.txt")),
    ("materials", include_str!("data/materials.txt")),
    ("services", include_str!("data/services.txt")),
];

impl Lexicon {
    /// The built-in synonyms: over a thousand groups (锂电池 = 锂离子电池 = lithium-ion battery), no words.
    ///
    /// They are the same on every call; reading them takes some milliseconds. Merge the user's own into them.
    ///
    /// # Example
    /// ```
    /// use qianxian::text::Lexicon;
    ///
    /// let lexicon = Lexicon::built_in()?;
    /// assert!(lexicon.groups().any(|group| group.contains("机器视觉") && group.contains("machine vision")));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    ///
    /// # Errors
    /// None with the files that ship; a damaged line would be named.
    pub fn built_in() -> Result<Self> {
        let mut lexicon = Self::new();
        for (name, text) in FILES {
            lexicon.merge(
                Self::parse_synonyms(text).map_err(|error| error.in_record(Wording::name(name)))?,
            );
        }
        Ok(lexicon)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::FILES;
    use crate::text::{Analyzer, Lexicon, QueryAnalyzer};

    /// Whether a term of `query` is a term of `text`, with and without the built-in synonyms.
    fn meet(query: &str, text: &str) -> (bool, bool) {
        let stored = Analyzer::new().tokens(text);
        let finds = |lexicon| {
            QueryAnalyzer::new(Analyzer::new(), Arc::new(lexicon))
                .terms(query)
                .iter()
                .any(|term| stored.iter().any(|token| token.text == term.text))
        };
        (finds(Lexicon::new()), finds(Lexicon::built_in().unwrap()))
    }

    #[test]
    fn every_file_is_read_and_no_line_is_lost() {
        let lines = |text: &str| {
            let is_group = |line: &&str| !line.is_empty() && !line.starts_with('#');
            text.lines().filter(is_group).count()
        };
        let expected: usize = FILES.iter().map(|(_, text)| lines(text)).sum();
        let lexicon = Lexicon::built_in().unwrap();
        assert_eq!(lexicon.groups().len(), expected);
        assert!(expected >= 600);
        assert!(FILES.iter().all(|(_, text)| lines(text) >= 50));
    }

    #[test]
    fn a_phrase_is_in_one_group_only() {
        let lexicon = Lexicon::built_in().unwrap();
        let mut seen = BTreeMap::new();
        for group in lexicon.groups() {
            for phrase in group {
                assert_eq!(seen.insert(phrase, group), None, "{phrase}");
            }
        }
    }

    #[test]
    fn a_need_in_one_language_meets_a_work_in_the_other() {
        for (query, text) in [
            ("锂电池回收", "A lithium-ion battery leaching process"),
            ("needle coke", "针状焦的制备"),
            ("machine vision", "机器视觉"),
            ("可编程逻辑控制器", "PLC"),
            ("VOCs", "挥发性有机物"),
        ] {
            assert_eq!(meet(query, text), (false, true), "{query} / {text}");
        }
    }

    #[test]
    fn unrelated_things_do_not_meet_through_them() {
        for (query, text) in [
            ("锂电池", "needle coke"),
            ("混凝土", "machine translation"),
            ("阿胶", "wind power"),
        ] {
            assert_eq!(meet(query, text), (false, false), "{query} / {text}");
        }
    }
}
