//! The file of a dictionary, from its words: what made `data/words.bin`.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use super::{CODES, ENDS_NODE, ENDS_WORD, FIRST, NEXT, WIDE};

/// Most edges of a node that are looked through one by one.
const NARROW: usize = 8;

/// A word: its characters, its frequency, whether its class names nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ListedWord {
    pub(super) chars: Vec<char>,
    pub(super) frequency: u64,
    pub(super) names_nothing: bool,
}

/// An edge: its character, the node that it leads to, the number of the value of the word that ends with it, or 0.
type LetterEdge = (char, usize, usize);

/// The nodes so far, each once; node 0 has no edges.
#[derive(Default)]
struct Nodes {
    /// Edges of each node, by character ascending; node n is at n - 1.
    edges: Vec<Vec<LetterEdge>>,
    numbers: BTreeMap<Vec<LetterEdge>, usize>,
}

impl Nodes {
    /// The node of the endings behind the first `depth` characters, which `words` share; `words` are in order.
    fn of(
        &mut self,
        words: &[ListedWord],
        depth: usize,
        value: &impl Fn(&ListedWord) -> usize,
    ) -> usize {
        let longer = words.iter().position(|word| word.chars.len() > depth);
        let mut rest = longer.map_or(&[][..], |first| &words[first..]);
        let mut edges = Vec::new();
        while let Some(first) = rest.first() {
            let c = first.chars[depth];
            let (same, others) = rest.split_at(rest.partition_point(|word| word.chars[depth] <= c));
            let ends = (first.chars.len() == depth + 1).then(|| value(first));
            edges.push((c, self.of(same, depth + 1, value), ends.unwrap_or(0)));
            rest = others;
        }
        if edges.is_empty() {
            return 0;
        }
        if let Some(&known) = self.numbers.get(&edges) {
            return known;
        }
        self.edges.push(edges.clone());
        self.numbers.insert(edges, self.edges.len());
        self.edges.len()
    }

    /// Place of each node, and the number of edges of all together, with the one before a wide node.
    fn places(&self) -> (Vec<usize>, usize) {
        let (mut places, mut next) = (vec![0], 1);
        for edges in &self.edges {
            places.push(next);
            next += edges.len() + usize::from(edges.len() > NARROW);
        }
        (places, next)
    }
}

/// The file of `words`, none of them twice, each of characters below [`CODES`].
pub(super) fn file(mut words: Vec<ListedWord>) -> Vec<u8> {
    words.sort();
    let key = |word: &ListedWord| (word.frequency, word.names_nothing);
    let mut values: Vec<(u64, bool)> = words.iter().map(key).collect();
    values.sort_unstable();
    values.dedup();
    let total = words.iter().map(|word| word.frequency).sum();
    values.insert(0, (total, false));
    let number = |word: &ListedWord| 1 + values[1..].binary_search(&key(word)).unwrap();
    let mut nodes = Nodes::default();
    let root = nodes.of(&words, 0, &number);
    let (places, edges) = nodes.places();
    assert!(edges <= NEXT as usize);

    let mut firsts = vec![0; CODES * FIRST];
    let (mut labels, mut targets, mut numbers) = (vec![0; 2], vec![0; 3], vec![0; 2]);
    for (node, edges) in nodes.edges.iter().enumerate() {
        if edges.len() > NARROW {
            labels.extend(bytes::<2>(edges.len()));
            targets.extend([0; 3]);
            numbers.extend([0; 2]);
        }
        for (at, &(c, next, value)) in edges.iter().enumerate() {
            if node + 1 == root {
                firsts[c as usize * FIRST..][..FIRST]
                    .copy_from_slice(&bytes::<FIRST>(labels.len() / 2));
            }
            let is_wide = next > 0 && nodes.edges[next - 1].len() > NARROW;
            let flags = [
                (is_wide, WIDE),
                (value > 0, ENDS_WORD),
                (at + 1 == edges.len(), ENDS_NODE),
            ];
            let flags = flags
                .into_iter()
                .filter(|flag| flag.0)
                .map(|flag| flag.1 as usize);
            labels.extend(bytes::<2>(c as usize));
            targets.extend(bytes::<3>(places[next] + flags.sum::<usize>()));
            numbers.extend(bytes::<2>(value));
        }
    }
    let counts = [bytes::<4>(edges), bytes::<4>(values.len())].concat();
    let value = |&(frequency, names_nothing): &(u64, bool)| {
        let mut entry = (frequency as f64).ln().to_le_bytes().to_vec();
        entry.push(u8::from(names_nothing));
        entry
    };
    let values: Vec<u8> = values.iter().flat_map(value).collect();
    [counts, firsts, values, labels, targets, numbers].concat()
}

fn bytes<const N: usize>(value: usize) -> [u8; N] {
    let all = value.to_le_bytes();
    assert!(all[N..].iter().all(|&byte| byte == 0), "{value}");
    std::array::from_fn(|at| all[at])
}
