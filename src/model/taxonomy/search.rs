//! From written text to a code.

use std::collections::BTreeMap;

use crate::error::{Error, Result, say};
use crate::model::data::{Suggest, nearest};
use crate::model::fold::term_key;
use crate::model::taxonomy::{Code, Taxonomy};

/// Most nodes that an error message suggests.
const SUGGESTIONS: usize = 3;

/// Look-up tables of a tree. Keys are folded; values point into the nodes.
#[derive(Default)]
pub(super) struct NodeNames {
    /// Codes, by [`code_key`].
    pub(super) codes: BTreeMap<String, usize>,
    /// Codes without their leading letters, if that is unique.
    pub(super) bare: BTreeMap<String, usize>,
    /// Names and aliases, by [`term_key`]; nodes of equal names in order of depth, then code.
    pub(super) names: BTreeMap<String, Vec<usize>>,
}

/// Key of a code: width and case do not count, dots do.
pub(super) fn code_key(code: &Code) -> String {
    code.as_str().to_lowercase()
}

impl Taxonomy {
    /// Finds the code that `text` names: a code (`C26`, `c26`), a code without its letters
    /// (`26`), a name or an alias, in Chinese or English.
    ///
    /// Case, full-width forms, white space and punctuation do not matter; otherwise the match
    /// is exact. A name shared by several nodes means the one nearest the root; if there is
    /// no single nearest one, nothing is found ([`Taxonomy::resolve`] then lists them).
    ///
    /// # Example
    /// ```
    /// use qianxian::model::Taxonomy;
    /// let industries = Taxonomy::industries();
    /// for text in ["C26", "ｃ２６", "26", "化学原料和化学制品制造业"] {
    ///     assert_eq!(industries.find(text).map(|code| code.as_str()), Some("C26"));
    /// }
    /// assert_eq!(industries.find("炼金术"), None);
    /// ```
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&Code> {
        self.find_index(text).map(|at| &self.tree.nodes[at].code)
    }

    /// [`Taxonomy::find`], or an error that names the likely meanings.
    ///
    /// O(log n); O(total length of names) on error.
    ///
    /// # Errors
    /// Invalid input: `text` names nothing (the nearest names are suggested) or several nodes
    /// equally (they are listed).
    ///
    /// # Example
    /// ```
    /// use qianxian::model::Taxonomy;
    /// let industries = Taxonomy::industries();
    /// assert_eq!(industries.resolve("化工")?.as_str(), "C26");
    /// assert!(industries.resolve("炼金术").unwrap_err().is_invalid_input());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn resolve(&self, text: &str) -> Result<Code> {
        self.read(text, Suggest::Nearest)
    }

    /// [`Taxonomy::resolve`], with or without a search for the nearest names on error.
    pub(crate) fn read(&self, text: &str, suggest: Suggest) -> Result<Code> {
        self.find(text)
            .cloned()
            .ok_or_else(|| self.unresolved(text, suggest))
    }

    fn find_index(&self, text: &str) -> Option<usize> {
        let NodeNames { codes, bare, .. } = &self.tree.names;
        // A code goes before a name: it is unique, while a name may be shared.
        let by_code = text.parse::<Code>().ok().map(|code| code_key(&code));
        by_code
            .and_then(|key| codes.get(&key).or_else(|| bare.get(&key)).copied())
            .or_else(|| self.broadest(self.named(text)))
    }

    /// The nearest code above the one that `text` begins with, if the tree goes less deep: C35 of C3582, 3582 and
    /// `C358 医疗仪器设备及器械制造`. O(length).
    pub(crate) fn code_above(&self, text: &str) -> Option<&Code> {
        /// Digits of the longest code, and of the shortest that is kept: below it, a code is no narrower than a number.
        const DIGITS: std::ops::RangeInclusive<usize> = 2..=6;
        let folded = text.parse::<Code>().ok()?;
        let folded = code_key(&folded);
        let letters = usize::from(folded.starts_with(|c: char| c.is_ascii_alphabetic()));
        let digits = folded[letters..].bytes().take_while(u8::is_ascii_digit);
        let digits = digits.count();
        let rest = &folded[letters + digits..];
        // 2023年 is no code, and C3582 may stand before its name.
        let is_code = match letters {
            0 => rest.is_empty() || rest.starts_with(' '),
            _ => !rest.starts_with(|c: char| c.is_ascii_alphanumeric()),
        };
        if !is_code || !DIGITS.contains(&digits) {
            return None;
        }
        let NodeNames { codes, bare, .. } = &self.tree.names;
        let shorter = (*DIGITS.start()..=digits)
            .rev()
            .map(|kept| &folded[..letters + kept]);
        let mut known = shorter.filter_map(|key| codes.get(key).or_else(|| bare.get(key)));
        known.next().map(|&at| &self.tree.nodes[at].code)
    }

    fn named(&self, text: &str) -> &[usize] {
        self.tree
            .names
            .names
            .get(&term_key(text))
            .map_or(&[], Vec::as_slice)
    }

    /// The first of `nodes` (in order of depth) if the second lies deeper or is missing.
    fn broadest(&self, nodes: &[usize]) -> Option<usize> {
        let depth = |at: usize| self.tree.links[at].depth;
        match *nodes {
            // Sorted by depth, so the first two decide: equal depths are ambiguous, and nothing is guessed.
            [first, second, ..] if depth(first) == depth(second) => None,
            [first, ..] => Some(first),
            [] => None,
        }
    }

    fn unresolved(&self, text: &str, suggest: Suggest) -> Error {
        let same_name = self.named(text);
        let repair = if same_name.is_empty() {
            let likely = match suggest {
                Suggest::Nearest => self.suggestions(text),
                Suggest::Nothing => String::new(),
            };
            match likely {
                likely if likely.is_empty() => {
                    say!("use one of the {} codes", "请用{}个代码之一", self.len())
                }
                likely => say!("did you mean {likely}?", "是否指 {likely}？"),
            }
        } else {
            say!(
                "several have this name, use a code: {}",
                "有多项同名，请用代码：{}",
                self.listed(same_name)
            )
        };
        Error::invalid("taxonomy code", text, repair)
    }

    /// The nodes whose code, name or alias is most like `text`, each once.
    fn suggestions(&self, text: &str) -> String {
        let NodeNames { codes, names, .. } = &self.tree.names;
        let codes = codes.iter().map(|(code, at)| (code.as_str(), *at));
        let names = names.iter().map(|(name, nodes)| (name.as_str(), nodes[0]));
        let mut likely: Vec<usize> = Vec::new();
        for at in nearest(text, codes.chain(names), usize::MAX) {
            // A node is near by its code, its names and aliases, but is suggested once.
            if likely.len() < SUGGESTIONS && !likely.contains(&at) {
                likely.push(at);
            }
        }
        self.listed(&likely)
    }

    fn listed(&self, nodes: &[usize]) -> String {
        let nodes = nodes.iter().map(|&at| self.node(at));
        let shown: Vec<String> = nodes.map(|n| format!("{} {}", n.code, n.name)).collect();
        shown.join(", ")
    }
}
