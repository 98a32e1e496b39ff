//! Phrases in a tree of characters: which of them stand where in a text.

use crate::error::{Error, Result, say};

/// Characters whose edges at the root are found by a table.
const TABLE: usize = 1 << 16;

/// Phrases by their characters. A search takes O(characters · length of the longest phrase), and in practice two or
/// three steps a character.
///
/// Made in O(length of the phrases · log), a tenth of the time of an automaton with links for failures: a process that
/// infers the codes of one need spends more on making than on searching.
#[derive(Debug)]
pub(super) struct PhraseTree {
    /// For each node the first of its edges, and the number of all edges. Node 0 is the root; edge e leads to node e + 1.
    first: Vec<u32>,
    /// The character of each edge, ascending in each node.
    labels: Vec<char>,
    /// The phrase that ends at each node.
    phrases: Vec<Option<u32>>,
    /// The node that each character of [`TABLE`] leads to from the root, or 0.
    roots: Vec<u32>,
}

/// A phrase in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PhrasePlace {
    /// First byte.
    pub(super) start: usize,
    /// The byte after it.
    pub(super) end: usize,
    /// Number of the phrase.
    pub(super) phrase: usize,
}

impl PhraseTree {
    /// A tree of `phrases`, numbered in their order; none is empty or occurs twice.
    ///
    /// # Errors
    /// Invalid input if they have more than 2³² characters.
    pub(super) fn new<'p>(phrases: impl IntoIterator<Item = &'p str>) -> Result<Self> {
        let mut sorted: Vec<(&str, u32)> = phrases.into_iter().zip(0..).collect();
        sorted.sort_unstable();
        let mut tree = Self {
            first: Vec::new(),
            labels: Vec::new(),
            phrases: Vec::new(),
            roots: vec![0; TABLE],
        };
        // Level by level, so that the nodes below a node are numbered one after the other: a node is a run of phrases
        // that begin with the same bytes.
        let mut nodes = vec![(0..sorted.len(), 0)];
        let mut node = 0;
        while let Some((mut run, bytes)) = nodes.get(node).cloned() {
            tree.first.push(count(tree.labels.len())?);
            let ends = sorted
                .get(run.start)
                .filter(|(phrase, _)| phrase.len() == bytes && node > 0);
            tree.phrases.push(ends.map(|&(_, number)| number));
            run.start += usize::from(ends.is_some());
            while let Some(c) = sorted[run.clone()]
                .first()
                .and_then(|(p, _)| p[bytes..].chars().next())
            {
                let is_same = |(phrase, _): &(&str, u32)| phrase[bytes..].starts_with(c);
                let same = run.start..run.start + sorted[run.clone()].partition_point(is_same);
                run.start = same.end;
                tree.labels.push(c);
                nodes.push((same, bytes + c.len_utf8()));
            }
            node += 1;
        }
        tree.first.push(count(tree.labels.len())?);
        for (&c, node) in tree.labels[..tree.first[1] as usize].iter().zip(1..) {
            if let Some(root) = tree.roots.get_mut(c as usize) {
                *root = node;
            }
        }
        Ok(tree)
    }

    /// The first phrase from byte `from` of `text` on; of several that begin together the longest.
    pub(super) fn find(&self, text: &str, from: usize) -> Option<PhrasePlace> {
        let places = text[from..].char_indices();
        places.map(|(at, _)| from + at).find_map(|start| {
            let (bytes, phrase) = self.beginning(&text[start..]).last()?;
            let end = start + bytes;
            Some(PhrasePlace { start, end, phrase })
        })
    }

    /// The phrases that `text` begins with, as length in bytes and number, the shortest first.
    pub(super) fn beginning(&self, text: &str) -> impl Iterator<Item = (usize, usize)> {
        let mut node = 0;
        let step = move |(at, c): (usize, char)| {
            node = self.step(node, c)?;
            Some((at + c.len_utf8(), node))
        };
        let passed = text.char_indices().map_while(step);
        passed.filter_map(|(bytes, node)| Some((bytes, self.phrases[node]? as usize)))
    }

    /// The node below `node` for `c`.
    fn step(&self, node: usize, c: char) -> Option<usize> {
        if node == 0
            && let Some(&root) = self.roots.get(c as usize)
        {
            return (root != 0).then_some(root as usize);
        }
        let (first, end) = (self.first[node] as usize, self.first[node + 1] as usize);
        let edge = self.labels[first..end].binary_search(&c).ok()?;
        Some(first + edge + 1)
    }
}

fn count(edges: usize) -> Result<u32> {
    u32::try_from(edges).map_err(|_| {
        Error::invalid(
            "cues",
            edges,
            say!("use fewer or shorter names", "请减少或缩短名称"),
        )
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use aho_corasick::{AhoCorasick, Input, MatchKind};
    use proptest::prelude::*;

    use super::{PhrasePlace, PhraseTree};

    #[test]
    fn the_longest_phrase_of_the_first_place_is_found() {
        let tree = PhraseTree::new(["锂", "锂电池", "电池组", "𠀀", "ai"]).unwrap();
        let found = |from| tree.find("用锂电池组的𠀀", from);
        let at = |start, end, phrase| Some(PhrasePlace { start, end, phrase });
        assert_eq!(found(0), at(3, 12, 1));
        assert_eq!(found(6), at(6, 15, 2));
        assert_eq!(found(15), at(18, 22, 3));
        assert_eq!(found(22), None);
        assert_eq!(PhraseTree::new([]).unwrap().find("锂", 0), None);
    }

    proptest! {
        #[test]
        fn the_tree_finds_what_an_automaton_finds(
            phrases in prop::collection::btree_set("[a-c一二三𠀀]{1,5}", 0..30),
            text in "[a-d一二三四𠀀]{0,40}",
        ) {
            let tree = PhraseTree::new(phrases.iter().map(String::as_str)).unwrap();
            let builder = AhoCorasick::builder();
            let longest = builder.clone().match_kind(MatchKind::LeftmostLongest).build(&phrases).unwrap();
            let all = builder.clone().match_kind(MatchKind::Standard).build(&phrases).unwrap();
            for (from, _) in text.char_indices() {
                let expected = longest.find(Input::new(&text).range(from..));
                let expected = expected.map(|m| (m.start(), m.end(), m.pattern().as_usize()));
                prop_assert_eq!(tree.find(&text, from).map(|f| (f.start, f.end, f.phrase)), expected);
            }
            let mut expected: Vec<_> = all
                .find_overlapping_iter(&text)
                .map(|m| (m.start(), m.end(), m.pattern().as_usize()))
                .collect();
            expected.sort_unstable();
            let mut found = Vec::new();
            for (at, _) in text.char_indices() {
                found.extend(tree.beginning(&text[at..]).map(|(bytes, phrase)| (at, at + bytes, phrase)));
            }
            prop_assert_eq!(found, expected);
        }
    }
}
