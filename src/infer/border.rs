//! Whether a phrase found in Chinese text is made of words, or of pieces of its neighbours.
//!
//! 工装 stands in 重工装备 and 气动 in 空气动压轴承, and neither text speaks of them. The words around a find decide.

use crate::text::{borders, is_word};

/// Longest phrase, in characters, that is checked: a longer one hardly ever stands across words by accident.
const LONGEST_CHECKED: usize = 3;
/// Characters before a find that are segmented with it at least, since words before it decide how it is cut.
const BEFORE: usize = 24;
/// Characters of a word on each side of a place that it reaches across.
const REACH: usize = 2;
/// Characters that are segmented at once.
const WINDOW: usize = 96;

/// The words of the piece of a text that was looked at last. Finds come in ascending order, so each piece is segmented
/// about once.
#[derive(Debug)]
pub(super) struct WordBorders<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    /// Borders in `text`, ascending.
    at: Vec<usize>,
}

impl<'t> WordBorders<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            start: 0,
            end: 0,
            at: Vec::new(),
        }
    }

    /// Whether the phrase at `start..end` is made of words, nearly so if it is long, or lies inside one (轮胎 in 轮胎厂).
    pub(super) fn is_whole(&mut self, start: usize, end: usize) -> bool {
        let phrase = &self.text[start..end];
        let is_short = phrase.chars().count() <= LONGEST_CHECKED;
        if !is_short || !phrase.chars().all(is_han) {
            return true;
        }
        // Segmenting costs more than the look-up of the few words that could reach across.
        if !self.is_crossed(start) && !self.is_crossed(end) {
            return true;
        }
        self.segment(start, end);
        let crosses = self.at.iter().any(|&place| start < place && place < end);
        if !crosses {
            return true;
        }
        // 管接头 in 液压胶管接头 is cut by 胶管 and leaves the word 接头: another way to read it. 装备 leaves half a word.
        let part = |from: usize, to: usize| from == to || self.is_long_word(from, to);
        let left = self.at.iter().rev().find(|&&place| place <= start);
        let right = self.at.iter().find(|&&place| place >= end);
        let ends = usize::from(part(left.copied().unwrap_or(start), start))
            + usize::from(part(end, right.copied().unwrap_or(end)));
        // Two characters meet across a border easily; three, one end of which is a border, mostly are meant (铅锌冶炼).
        ends >= if phrase.chars().count() > 2 { 1 } else { 2 }
    }

    /// Whether a word of the dictionary reaches across `place`, with at most [`REACH`] characters on each side.
    fn is_crossed(&self, place: usize) -> bool {
        let (before, after) = (&self.text[..place], &self.text[place..]);
        let starts = before.char_indices().rev().take(REACH);
        let mut starts = starts.take_while(|&(_, c)| is_han(c)).map(|(at, _)| at);
        starts.any(|start| {
            let ends = after.char_indices().take(REACH);
            let mut ends = ends.take_while(|&(_, c)| is_han(c));
            ends.any(|(at, c)| is_word(&self.text[start..place + at + c.len_utf8()]))
        })
    }

    /// Whether `from..to` is a word of more than one character.
    fn is_long_word(&self, from: usize, to: usize) -> bool {
        let text = &self.text[from..to];
        text.chars().nth(1).is_some() && is_word(text)
    }

    /// Segments the run of Chinese characters around a find, unless it is in the last piece.
    fn segment(&mut self, start: usize, end: usize) {
        let ahead = LONGEST_CHECKED * '一'.len_utf8();
        let holds =
            self.start <= start && (end + ahead <= self.end || self.end == self.run_end(end));
        if holds && !self.at.is_empty() {
            return;
        }
        let before = self.text[..start].char_indices().rev();
        let run = before.take(BEFORE).take_while(|&(_, c)| is_han(c));
        self.start = run.last().map_or(start, |(at, _)| at);
        let inside = self.text[self.start..].char_indices();
        let run = inside.take(WINDOW).take_while(|&(_, c)| is_han(c));
        self.end = run
            .last()
            .map_or(end, |(at, c)| self.start + at + c.len_utf8());
        let words = borders(&self.text[self.start..self.end]).into_iter();
        self.at = words.map(|at| self.start + at).collect();
    }

    /// The end of the run of Chinese characters that `at` ends in, if it is near; else a place beyond.
    fn run_end(&self, at: usize) -> usize {
        let rest = self.text[at..].char_indices();
        let run = rest.take(LONGEST_CHECKED).take_while(|&(_, c)| is_han(c));
        run.last()
            .map_or(at, |(place, c)| at + place + c.len_utf8())
    }
}

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::WordBorders;

    fn is_whole(text: &str, phrase: &str) -> bool {
        let at = text.find(phrase).unwrap();
        WordBorders::new(text).is_whole(at, at + phrase.len())
    }

    #[test]
    fn pieces_of_neighbours_are_no_words() {
        for (text, phrase) in [
            ("重工装备的国产化", "工装"),
            ("空气动压轴承", "气动"),
            ("抗氧化纤维", "化纤"),
        ] {
            assert!(!is_whole(text, phrase), "{phrase} in {text}");
        }
    }

    #[test]
    fn words_and_parts_of_words_are() {
        for (text, phrase) in [
            ("焊接工装夹具", "工装"),
            ("气动阀门", "气动"),
            ("轮胎厂", "轮胎"),
            ("环氧树脂固化剂", "树脂固化"),
            ("液压胶管接头", "胶管"),
            ("高压tofd检测", "tofd"),
        ] {
            assert!(is_whole(text, phrase), "{phrase} in {text}");
        }
    }
}
