//! Tokens of runs of Chinese characters, kana and Hangul.

use std::sync::OnceLock;

use jieba_rs::Jieba;

use super::latin::span;
use super::token::TokenKind;

/// Longest dictionary word, in characters; a test holds the dictionary to it.
pub(super) const MAX_WORD_CHARS: usize = 16;
/// Shortest dictionary word that is a token of its own; two characters are a bigram already.
const MIN_WORD_CHARS: usize = 3;
/// Characters looked up in the dictionary at once, which bounds memory on long runs.
const WINDOW_CHARS: u32 = 4096;

/// The dictionary, loaded once per process.
pub(super) fn dictionary() -> &'static Jieba {
    static DICTIONARY: OnceLock<Jieba> = OnceLock::new();
    DICTIONARY.get_or_init(Jieba::new)
}

/// Emits every character, every adjacent pair and every dictionary word of a run of Chinese
/// characters that begins at byte `base`; returns the position after it.
pub(super) fn run(
    dictionary: &Jieba,
    run: &str,
    base: usize,
    position: u32,
    sink: &mut impl FnMut(&str, TokenKind, (u32, u32), u32),
) -> u32 {
    let mut at = position;
    let mut chars = run.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let end = start + c.len_utf8();
        sink(
            &run[start..end],
            TokenKind::Char,
            span(base + start, base + end),
            at,
        );
        if let Some(&(next, second)) = chars.peek() {
            let end = next + second.len_utf8();
            sink(
                &run[start..end],
                TokenKind::Bigram,
                span(base + start, base + end),
                at,
            );
        }
        at = at.saturating_add(1);
    }
    words(dictionary, run, |start, end, chars_before| {
        let place = position.saturating_add(chars_before);
        sink(
            &run[start..end],
            TokenKind::Word,
            span(base + start, base + end),
            place,
        );
    });
    at
}

/// Calls `each` with byte range and character offset of every dictionary word of a run.
fn words(dictionary: &Jieba, run: &str, mut each: impl FnMut(usize, usize, u32)) {
    let (mut start, mut chars_before) = (0, 0u32);
    while start < run.len() {
        let core = byte_of_char(&run[start..], WINDOW_CHARS as usize);
        let window = core + byte_of_char(&run[start + core..], MAX_WORD_CHARS);
        for word in dictionary.cut_all(&run[start..start + window]) {
            if word.byte_start < core && word.end - word.start >= MIN_WORD_CHARS {
                let before = u32::try_from(word.start).unwrap_or(u32::MAX);
                each(
                    start + word.byte_start,
                    start + word.byte_end,
                    chars_before + before,
                );
            }
        }
        start += core;
        chars_before = chars_before.saturating_add(WINDOW_CHARS);
    }
}

/// Byte offset of character `n`, or the length.
fn byte_of_char(text: &str, n: usize) -> usize {
    text.char_indices().nth(n).map_or(text.len(), |(at, _)| at)
}

/// Emits every adjacent pair of a run of kana or Hangul, or the one that stands alone; returns the
/// position after it.
pub(super) fn syllables(
    run: &str,
    base: usize,
    position: u32,
    sink: &mut impl FnMut(&str, TokenKind, (u32, u32), u32),
) -> u32 {
    let mut at = position;
    let mut before = None;
    for (start, c) in run.char_indices() {
        let end = start + c.len_utf8();
        if let Some(first) = before {
            sink(
                &run[first..end],
                TokenKind::Bigram,
                span(base + first, base + end),
                at - 1,
            );
        } else if end == run.len() {
            sink(run, TokenKind::Char, span(base, base + end), at);
        }
        before = Some(start);
        at = at.saturating_add(1);
    }
    at
}
