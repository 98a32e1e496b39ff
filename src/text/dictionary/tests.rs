#![allow(clippy::unwrap_used, reason = "tests")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "frequencies are whole numbers below 2^53"
)]

use std::collections::{BTreeMap, BTreeSet};

use jieba_rs::Jieba;
use proptest::prelude::*;

use super::build::{ListedWord, file};
use super::{CODES, Dictionary, ENDS_NODE, ENDS_WORD, NEXT, WIDE, WORDS};

/// First letters of jieba's classes of words that name nothing.
const NAMES_NOTHING: &str = "cdefhkmopqrtuyz";

fn names_nothing(class: &str) -> bool {
    class != "eng" && class.starts_with(|first| NAMES_NOTHING.contains(first))
}

/// Every word of a dictionary with its value, by walking its edges, in order.
fn all(dictionary: Dictionary<'_>) -> Vec<ListedWord> {
    let mut words = Vec::new();
    for first in (0..u32::try_from(CODES).unwrap()).filter_map(char::from_u32) {
        if let Some(edge) = dictionary.first(first) {
            walk(dictionary, edge, &mut vec![first], &mut words);
        }
    }
    words
}

/// Adds the words that begin with `prefix`, whose last character `edge` has.
fn walk(
    dictionary: Dictionary<'_>,
    edge: usize,
    prefix: &mut Vec<char>,
    words: &mut Vec<ListedWord>,
) {
    let target = dictionary.target(edge);
    if target & ENDS_WORD != 0 {
        let value = dictionary.value_of(edge);
        words.push(ListedWord {
            chars: prefix.clone(),
            frequency: value.log_frequency.exp().round() as u64,
            names_nothing: value.names_nothing,
        });
    }
    let node = (target & NEXT) as usize;
    let first = node + usize::from(target & WIDE != 0);
    for edge in (first..).take_while(|_| node != 0) {
        prefix.push(char::from_u32(dictionary.label(edge)).unwrap());
        walk(dictionary, edge, prefix, words);
        prefix.pop();
        if dictionary.target(edge) & ENDS_NODE != 0 {
            break;
        }
    }
}

fn texts(words: &[ListedWord]) -> Vec<String> {
    words
        .iter()
        .map(|word| word.chars.iter().collect())
        .collect()
}

/// What `dictionary` and jieba say of `text` is the same: words that begin anywhere, cut, classes.
fn check(dictionary: Dictionary<'_>, jieba: &Jieba, text: &str) {
    let is_han = |word: &str| word.chars().all(|c| c >= '\u{3400}');
    let mut found = Vec::new();
    for (at, first) in text.char_indices().filter(|(_, c)| *c >= '\u{3400}') {
        let begun = dictionary.beginnings(&text[at..]);
        let longer = begun.filter(|word| word.bytes > first.len_utf8());
        let spans = longer.map(|word| (at, at + word.bytes));
        found.extend(spans.filter(|&(from, to)| is_han(&text[from..to])));
    }
    let expected = jieba.cut_all(text).into_iter();
    let expected: Vec<(usize, usize)> = expected
        .filter(|word| word.end - word.start > 1 && is_han(word.word))
        .map(|word| (word.byte_start, word.byte_end))
        .collect();
    assert_eq!(found, expected, "{text}");

    let cut = dictionary.cut(text).into_iter();
    let cut: Vec<_> = cut
        .map(|piece| (piece.at.start, piece.at.end, piece.chars))
        .collect();
    let expected = jieba.cut(text, false).into_iter();
    let expected: Vec<_> = expected
        .map(|word| (word.byte_start, word.byte_end, word.end - word.start))
        .collect();
    assert_eq!(cut, expected, "{text}");
    for (piece, word) in dictionary.cut(text).iter().zip(jieba.tag(text, false)) {
        // jieba guesses the classes of characters and numbers that it does not know.
        if jieba.has_word(word.word) {
            assert_eq!(
                piece.names_nothing,
                names_nothing(word.tag),
                "{text}: {word:?}"
            );
        } else {
            assert!(
                !piece.names_nothing && !dictionary.has(word.word),
                "{text}: {word:?}"
            );
        }
    }
}

/// The next number of a seeded sequence, in `0..bound`.
fn draw(state: &mut u64, bound: usize) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1);
    usize::try_from(*state >> 33).unwrap() % bound
}

#[test]
fn the_file_is_the_one_of_its_words() {
    let words = all(Dictionary::built_in());
    assert_eq!(words.len(), 349_045);
    assert!(words.is_sorted());
    assert!(file(words) == WORDS);
}

/// The whole dictionary beside jieba: every word, words run together and cut anywhere, characters at random.
#[test]
fn texts_are_cut_as_jieba_cuts_them() {
    let (jieba, dictionary) = (Jieba::new(), Dictionary::built_in());
    let words = texts(&all(dictionary));
    let mut state = 19;
    let mut known: Vec<char> = words.iter().flat_map(|word| word.chars()).collect();
    known.extend("，。 \r\n+-.%0019abAZ々〇㐀𠀀𰀀γé".repeat(2000).chars());
    for (number, word) in words.iter().enumerate() {
        assert!(dictionary.has(word) && jieba.has_word(word));
        if number % 9 == 0 {
            let other = &words[draw(&mut state, words.len())];
            let together: Vec<char> = word.chars().chain(other.chars()).collect();
            let end = together.len() - draw(&mut state, 2);
            let from = draw(&mut state, 2).min(end);
            check(
                dictionary,
                &jieba,
                &together[from..end].iter().collect::<String>(),
            );
        }
    }
    for _ in 0..10_000 {
        let length = 1 + draw(&mut state, 40);
        let some = (0..length).map(|_| known[draw(&mut state, known.len())]);
        check(dictionary, &jieba, &some.collect::<String>());
    }
    for text in [
        "",
        "a",
        "\r\n",
        "4S店C++和γ射线",
        "a1-b2",
        "AT&T公司",
        "人人々人人",
        "不锈钢",
    ] {
        check(dictionary, &jieba, text);
    }
}

/// `QIANXIAN_DICTIONARY=dict.txt cargo test --lib dictionary -- --ignored` writes the file anew, from lines of a word,
/// its frequency and its class.
#[test]
#[ignore = "writes the file"]
fn the_file_is_written_from_a_list() {
    let list = std::env::var_os("QIANXIAN_DICTIONARY").expect("the path of the list");
    let list = std::fs::read_to_string(list).unwrap();
    let words = list.lines().map(|line| {
        let mut parts = line.split(' ');
        ListedWord {
            chars: parts.next().unwrap().chars().collect(),
            frequency: parts.next().unwrap().parse().unwrap(),
            names_nothing: names_nothing(parts.next().unwrap()),
        }
    });
    let target = concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/data/words.bin");
    std::fs::write(target, file(words.collect())).unwrap();
}

proptest! {
    #[test]
    fn a_dictionary_holds_its_words_and_no_others(
        words in prop::collection::btree_map("[一二三四五六七八九十百a+]{1,4}", (1_u64..50, any::<bool>()), 0..60),
        text in "[一二三四五六七八九十百a+]{0,20}",
    ) {
        let words: BTreeMap<String, (u64, bool)> = words;
        let listed: Vec<ListedWord> = words
            .iter()
            .map(|(word, &(frequency, names_nothing))| ListedWord {
                chars: word.chars().collect(),
                frequency,
                names_nothing,
            })
            .collect();
        let bytes = file(listed.clone());
        let dictionary = Dictionary::new(&bytes);
        prop_assert_eq!(all(dictionary), listed);
        for (at, _) in text.char_indices() {
            let rest = &text[at..];
            let begun: BTreeSet<usize> =
                words.keys().filter(|w| rest.starts_with(*w)).map(String::len).collect();
            let found: Vec<usize> = dictionary.beginnings(rest).map(|word| word.bytes).collect();
            prop_assert_eq!(found, begun.into_iter().collect::<Vec<_>>());
        }
        let pieces = dictionary.cut(&text);
        let ends: Vec<usize> = pieces.iter().map(|piece| piece.at.end).collect();
        let starts = pieces.iter().map(|piece| piece.at.start);
        prop_assert!(starts.eq([0].into_iter().chain(ends.iter().copied()).take(pieces.len())));
        prop_assert_eq!(ends.last().copied().unwrap_or(0), text.len());
    }
}
