//! The dictionary of Chinese words, in a tree that needs no loading, and the cut of a text into its words.
//!
//! The tree is part of the program and is read where it lies, so that a process that starts pays nothing for the words
//! that it does not look up. It is the minimal acyclic automaton of the words with their values: beginnings and endings
//! are shared (Daciuk, Mihov, Watson and Watson 2000, without their order of building). `benches/text.rs` measures it.
//!
//! The file has these parts, without padding, all numbers little-endian:
//!
//! | part | entry | entries |
//! |---|---|---|
//! | counts | number of edges, number of values (32 bits each) | one |
//! | first characters | edge of the root, or 0 (24 bits) | one per code point below [`CODES`] |
//! | values | natural logarithm of a word's frequency (64-bit float); 1 if its class names nothing (8 bits) | entry 0: of all words together |
//! | labels | character (16 bits) | one per edge |
//! | targets | first edge of the node that the edge leads to, or 0; [`WIDE`], [`ENDS_WORD`], [`ENDS_NODE`] (24 bits) | one per edge |
//! | values of edges | number of the value of the word that ends here, or 0 (16 bits) | one per edge |
//!
//! The edges of a node stand together, by character ascending; edge 0 is none. Before the edges of a wide node stands
//! one more, whose label is their number.

#[cfg(test)]
mod build;
mod cut;
#[cfg(test)]
mod tests;

use std::str::CharIndices;

/// Code points below which every character of a word is.
const CODES: usize = 0xA000;
/// Bytes of the number of an edge of the root.
const FIRST: usize = 3;
/// Bytes of a value.
const VALUE: usize = 9;
/// Bytes of a label.
const LABEL: usize = 2;
/// Bytes of a target.
const TARGET: usize = 3;
/// Bytes of the number of a value.
const NUMBER: usize = 2;

/// Bits of a target that number the first edge of a node.
const NEXT: u32 = (1 << 21) - 1;
/// The bit of a target that leads to a wide node.
const WIDE: u32 = 1 << 21;
/// The bit of a target that says that a word ends with its edge.
const ENDS_WORD: u32 = 1 << 22;
/// The bit of a target that says that its edge is the last one of its node.
const ENDS_NODE: u32 = 1 << 23;

/// The words of jieba; `data/words.md` names source and licence.
const WORDS: &[u8] = include_bytes!("../data/words.bin");

/// Words with their frequencies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dictionary<'a> {
    firsts: &'a [u8],
    values: &'a [u8],
    labels: &'a [u8],
    targets: &'a [u8],
    numbers: &'a [u8],
}

/// A word that a text begins with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beginning {
    /// Length in bytes.
    pub(super) bytes: usize,
    /// Length in characters.
    pub(super) chars: usize,
    edge: usize,
}

/// What the dictionary knows of a word.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Value {
    log_frequency: f64,
    names_nothing: bool,
}

impl Dictionary<'static> {
    /// The built-in words. O(1).
    pub(super) fn built_in() -> Self {
        Self::new(WORDS)
    }
}

impl<'a> Dictionary<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let count = |at: usize| {
            let four = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
            u32::from_le_bytes(four) as usize
        };
        let (edges, values) = (count(0), count(4));
        let (firsts, rest) = bytes[8..].split_at(CODES * FIRST);
        let (values, rest) = rest.split_at(values * VALUE);
        let (labels, rest) = rest.split_at(edges * LABEL);
        let (targets, numbers) = rest.split_at(edges * TARGET);
        Self {
            firsts,
            values,
            labels,
            targets,
            numbers,
        }
    }

    /// Whether `word` is one of the words. O(length).
    pub(super) fn has(self, word: &str) -> bool {
        self.beginnings(word).any(|found| found.bytes == word.len())
    }

    /// The words that `text` begins with, the shortest first. O(length of the longest).
    pub(super) fn beginnings(self, text: &str) -> Beginnings<'a, '_> {
        Beginnings {
            dictionary: self,
            rest: text.char_indices(),
            chars: 0,
            target: None,
        }
    }

    /// The edge of the root for `c`.
    fn first(self, c: char) -> Option<usize> {
        let at = c as usize * FIRST;
        let entry = self.firsts.get(at..at + FIRST)?;
        let edge = u32::from_le_bytes([entry[0], entry[1], entry[2], 0]) as usize;
        (edge != 0).then_some(edge)
    }

    /// The edge for `c` of the node that `target` leads to.
    fn step(self, target: u32, c: char) -> Option<usize> {
        let node = (target & NEXT) as usize;
        if node == 0 {
            None
        } else if target & WIDE != 0 {
            self.search(node + 1, self.label(node) as usize, c)
        } else {
            self.scan(node, c)
        }
    }

    /// The edge for `c` among the `count` ones from `edge` on.
    fn search(self, edge: usize, count: usize, c: char) -> Option<usize> {
        let (mut low, mut left) = (edge, count);
        while left > 1 {
            let half = left / 2;
            // The last edge that is not behind `c` stays among the `left` ones from `low` on.
            if self.label(low + half) <= c as u32 {
                low += half;
            }
            left -= half;
        }
        (self.label(low) == c as u32).then_some(low)
    }

    /// The edge for `c` of the node whose first edge is `edge`.
    fn scan(self, mut edge: usize, c: char) -> Option<usize> {
        loop {
            let label = self.label(edge);
            if label >= c as u32 {
                return (label == c as u32).then_some(edge);
            }
            if self.target(edge) & ENDS_NODE != 0 {
                return None;
            }
            edge += 1;
        }
    }

    fn label(self, edge: usize) -> u32 {
        let at = edge * LABEL;
        u32::from(u16::from_le_bytes([self.labels[at], self.labels[at + 1]]))
    }

    fn target(self, edge: usize) -> u32 {
        let bytes = &self.targets[edge * TARGET..][..TARGET];
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0])
    }

    /// The value of the word that ends with `edge`.
    fn value_of(self, edge: usize) -> Value {
        let at = edge * NUMBER;
        let number = u16::from_le_bytes([self.numbers[at], self.numbers[at + 1]]);
        self.value(usize::from(number))
    }

    fn value(self, number: usize) -> Value {
        let mut bits = [0; VALUE - 1];
        let entry = &self.values[number * VALUE..][..VALUE];
        bits.copy_from_slice(&entry[..VALUE - 1]);
        Value {
            log_frequency: f64::from_le_bytes(bits),
            names_nothing: entry[VALUE - 1] != 0,
        }
    }
}

/// The words that a text begins with: [`Dictionary::beginnings`].
#[derive(Debug)]
pub(super) struct Beginnings<'a, 't> {
    dictionary: Dictionary<'a>,
    rest: CharIndices<'t>,
    /// Characters passed.
    chars: usize,
    /// Where the last character passed led; none at the beginning.
    target: Option<u32>,
}

impl Iterator for Beginnings<'_, '_> {
    type Item = Beginning;

    #[inline]
    fn next(&mut self) -> Option<Beginning> {
        loop {
            let (at, c) = self.rest.next()?;
            let edge = match self.target {
                None => self.dictionary.first(c),
                Some(target) => self.dictionary.step(target, c),
            };
            let Some(edge) = edge else {
                // No longer word begins the text.
                self.rest = "".char_indices();
                return None;
            };
            let target = self.dictionary.target(edge);
            self.target = Some(target);
            self.chars += 1;
            if target & ENDS_WORD != 0 {
                let bytes = at + c.len_utf8();
                return Some(Beginning {
                    bytes,
                    chars: self.chars,
                    edge,
                });
            }
        }
    }
}
