//! Tokens of runs of Chinese characters, kana and Hangul.

use super::dictionary::Dictionary;
use super::sink::{Spot, TokenSink};
use super::token::TokenKind;

/// Shortest dictionary word that is a token of its own; two characters are a bigram already.
const MIN_WORD_CHARS: usize = 3;

/// Emits every character, every adjacent pair and every dictionary word of a run of Chinese
/// characters; returns the position after it.
pub(super) fn run(
    dictionary: Dictionary<'_>,
    text: &str,
    run: Spot,
    sink: &mut impl TokenSink,
) -> u32 {
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

/// Emits every dictionary word of a run, by its first character.
fn words(dictionary: Dictionary<'_>, text: &str, run: Spot, sink: &mut impl TokenSink) {
    for here in characters(text, run) {
        let begun = dictionary.beginnings(&text[here.start..run.end]);
        for word in begun.filter(|word| word.chars >= MIN_WORD_CHARS) {
            let word = Spot {
                end: here.start + word.bytes,
                ..here
            };
            word.emit(&text[word.start..word.end], TokenKind::Word, sink);
        }
    }
}
