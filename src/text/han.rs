//! Tokens of runs of Chinese characters, kana and Hangul.

use std::sync::OnceLock;

use jieba_rs::Jieba;

use super::sink::{Spot, TokenSink};
use super::token::TokenKind;

/// Longest dictionary word, in characters.
const MAX_WORD_CHARS: usize = 16;
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
/// characters; returns the position after it.
pub(super) fn run(dictionary: &Jieba, text: &str, run: Spot, sink: &mut impl TokenSink) -> u32 {
    let mut before: Option<Spot> = None;
    let mut position = run.position;
    for here in characters(text, run) {
        if let Some(before) = before {
            let pair = before.through(here);
            pair.emit(&text[pair.start..pair.end], TokenKind::Bigram, sink);
        }
        here.emit(&text[here.start..here.end], TokenKind::Char, sink);
        before = Some(here);
        position = here.position.saturating_add(1);
    }
    words(dictionary, text, run, sink);
    position
}

/// Emits every adjacent pair of a run of kana or Hangul, or the one that stands alone; returns the
/// position after it.
pub(super) fn syllables(text: &str, run: Spot, sink: &mut impl TokenSink) -> u32 {
    let mut before: Option<Spot> = None;
    let mut position = run.position;
    for here in characters(text, run) {
        let (place, kind) = match before {
            Some(before) => (before.through(here), TokenKind::Bigram),
            None => (here, TokenKind::Char),
        };
        // A lone syllable has no pair, and would be lost otherwise.
        if before.is_some() || here.end == run.end {
            place.emit(&text[place.start..place.end], kind, sink);
        }
        before = Some(here);
        position = here.position.saturating_add(1);
    }
    position
}

fn characters(text: &str, run: Spot) -> impl Iterator<Item = Spot> {
    let chars = text[run.start..run.end].char_indices();
    chars.zip(run.position..).map(move |((at, c), position)| {
        let start = run.start + at;
        Spot {
            start,
            end: start + c.len_utf8(),
            position,
        }
    })
}

/// Emits every dictionary word of a run, window by window: a word belongs to the window that it
/// begins in, and each window sees as far past its core as a word can reach.
fn words(dictionary: &Jieba, text: &str, run: Spot, sink: &mut impl TokenSink) {
    let mut rest = run;
    while rest.start < rest.end {
        let ahead = &text[rest.start..rest.end];
        let core = byte_of_char(ahead, WINDOW_CHARS as usize);
        // jieba builds a graph of the whole text at once. Windows bound its memory, and the overlap keeps words
        // that cross a border.
        let window = core + byte_of_char(&ahead[core..], MAX_WORD_CHARS);
        for word in dictionary.cut_all(&ahead[..window]) {
            // A word that starts in the overlap belongs to the next window, which sees it whole. Words of two
            // characters are pairs already.
            if word.byte_start < core && word.end - word.start >= MIN_WORD_CHARS {
                let before = u32::try_from(word.start).expect("a window has few characters");
                let spot = Spot {
                    start: rest.start + word.byte_start,
                    end: rest.start + word.byte_end,
                    position: rest.position.saturating_add(before),
                };
                spot.emit(word.word, TokenKind::Word, sink);
            }
        }
        rest.start += core;
        rest.position = rest.position.saturating_add(WINDOW_CHARS);
    }
}

/// Byte offset of character `n`, or the length.
fn byte_of_char(text: &str, n: usize) -> usize {
    text.char_indices().nth(n).map_or(text.len(), |(at, _)| at)
}
