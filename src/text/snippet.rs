//! The piece of a text that shows best why it was found.

use std::collections::BTreeMap;

use super::analyzer::Analyzer;
use super::normalize::normalize;
use super::token::TokenKind;

/// A piece of a normalized text with the places of matched terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The piece.
    pub text: String,
    /// Byte ranges in `text` that belong to matched terms: in order, apart, on character borders.
    pub ranges: Vec<(usize, usize)>,
    /// Whether text before the piece was left out.
    pub cut_before: bool,
    /// Whether text after the piece was left out.
    pub cut_after: bool,
}

/// The whole of `text`, [normalized](normalize()), with the places of `terms`.
///
/// Terms are spelt as in tokens. Single characters count only if nothing longer of `terms`
/// occurs at all. O(n log terms).
///
/// # Example
/// ```
/// use qianxian::text::highlight;
///
/// let shown = highlight("锂电池隔膜", &["隔膜"]);
/// assert_eq!(shown.text, "锂电池隔膜");
/// assert_eq!(&shown.text[shown.ranges[0].0..shown.ranges[0].1], "隔膜");
/// ```
pub fn highlight<T: AsRef<str>>(text: &str, terms: &[T]) -> Snippet {
    snippet(text, terms, usize::MAX)
}

/// The piece of at most `max_chars` characters of `text` in which the most of `terms` occur, by
/// length; the first of equals.
///
/// If no term occurs it is the beginning of the text. See [`highlight`] for the rest.
///
/// # Example
/// ```
/// use qianxian::text::snippet;
/// let found = snippet("本项目研究锂电池隔膜的涂覆工艺", &["隔膜", "电池"], 6);
/// assert_eq!(found.text, "锂电池隔膜的");
/// assert_eq!(&found.text[found.ranges[0].0..found.ranges[0].1], "电池隔膜");
/// assert!(found.cut_before && found.cut_after);
/// ```
pub fn snippet<T: AsRef<str>>(text: &str, terms: &[T], max_chars: usize) -> Snippet {
    let text = normalize(text);
    let mut hits = hits(&text, terms);
    // Single characters occur in nearly every text, and marking them hides the words that matter.
    if hits.iter().any(|hit| !hit.is_char) {
        hits.retain(|hit| !hit.is_char);
    }
    let starts: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let lengths: Vec<usize> = terms.iter().map(|t| t.as_ref().chars().count()).collect();
    let (from, to) = window(&starts, &hits, &lengths, max_chars);
    let inside = hits.iter().filter(|hit| from <= hit.start && hit.end <= to);
    Snippet {
        ranges: merged(inside.map(|hit| (hit.start - from, hit.end - from))),
        cut_before: from > 0,
        cut_after: to < text.len(),
        text: text[from..to].to_owned(),
    }
}

/// An occurrence of term number `term`.
#[derive(Clone, Copy, Debug)]
pub(super) struct TermHit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) term: usize,
    /// Whether it is a single character.
    pub(super) is_char: bool,
}

/// Every occurrence of `terms`, spelt as in tokens, in a normalised text, by start. O(n log terms).
pub(super) fn hits<T: AsRef<str>>(text: &str, terms: &[T]) -> Vec<TermHit> {
    let numbers: BTreeMap<&str, usize> = terms
        .iter()
        .enumerate()
        .map(|(number, term)| (term.as_ref(), number))
        .collect();
    let mut hits = Vec::new();
    Analyzer::new().for_each_token(text, |token, kind, (start, end), _| {
        if let Some(&term) = numbers.get(token) {
            hits.push(TermHit {
                start: start as usize,
                end: end as usize,
                term,
                is_char: kind == TokenKind::Char,
            });
        }
    });
    hits.sort_by_key(|hit| (hit.start, hit.end));
    hits
}

/// Byte range of the best window; `starts` holds the byte of every character and of the end, `lengths`
/// the characters of every term.
fn window(
    starts: &[usize],
    hits: &[TermHit],
    lengths: &[usize],
    max_chars: usize,
) -> (usize, usize) {
    let chars = starts.len() - 1;
    let size = max_chars.min(chars);
    let (first, past) = best_extent(starts, hits, lengths, size).unwrap_or((0, size));
    let from = first
        // The hits in the middle, with as much context before as after.
        .saturating_sub((size - (past - first)) / 2)
        .min(chars - size);
    (starts[from], starts[from + size])
}

/// First character and character after the last of the hits that fit best into `size` characters.
///
/// The window's left edge moves from hit to hit: its right edge takes hits in by their end, its
/// left edge lets them go by their start.
fn best_extent(
    starts: &[usize],
    hits: &[TermHit],
    lengths: &[usize],
    size: usize,
) -> Option<(usize, usize)> {
    let char_of = |byte: usize| starts.partition_point(|&start| start < byte);
    let edges = |hit: &TermHit| (char_of(hit.start), char_of(hit.end), hit.term);
    let by_start: Vec<_> = hits
        .iter()
        .map(edges)
        .filter(|(s, e, _)| e - s <= size)
        .collect();
    // Two orders make the window slide in one pass: hits enter by their end and leave by their start.
    let mut by_end = by_start.clone();
    by_end.sort_by_key(|&(_, end, _)| end);
    let (mut taken, mut best, mut counts) =
        (0, None::<(usize, usize, usize)>, WindowCounts::default());
    for &(start, _, term) in &by_start {
        while let Some(&(_, _, t)) = by_end
            .get(taken)
            .filter(|(_, e, _)| e - start.min(*e) <= size)
        {
            counts.add(t, lengths[t]);
            taken += 1;
        }
        // The hit at `start` fits by itself and is taken by now, so there is one.
        let past = by_end[taken - 1].1;
        if best.is_none_or(|(weight, ..)| counts.weight > weight) {
            best = Some((counts.weight, start, past));
        }
        counts.remove(term, lengths[term]);
    }
    best.map(|(_, first, past)| (first, past))
}

/// How often each term occurs in the window, and the summed lengths of the terms that occur.
///
/// A term weighs as much whichever of its forms occurs ("battery", "batteries"), so that one form that enters and
/// another that leaves add up to nothing.
#[derive(Default)]
struct WindowCounts {
    of: BTreeMap<usize, usize>,
    weight: usize,
}

impl WindowCounts {
    fn add(&mut self, term: usize, chars: usize) {
        let count = self.of.entry(term).or_insert(0);
        self.weight += if *count == 0 { chars } else { 0 };
        *count += 1;
    }

    fn remove(&mut self, term: usize, chars: usize) {
        if let Some(count) = self.of.get_mut(&term) {
            *count -= 1;
            self.weight -= if *count == 0 { chars } else { 0 };
        }
    }
}

/// Ranges, ordered by start, with touching ones joined.
fn merged(ranges: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (start, end) in ranges {
        match out.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{highlight, snippet};
    use proptest::prelude::*;

    fn marked(text: &str, terms: &[&str]) -> Vec<String> {
        let found = highlight(text, terms);
        found
            .ranges
            .iter()
            .map(|&(a, b)| found.text[a..b].to_owned())
            .collect()
    }

    #[test]
    fn touching_matches_are_one_range() {
        assert_eq!(
            marked("鋰電池與隔膜電池", &["锂电", "电池", "隔膜"]),
            ["锂电池", "隔膜电池"]
        );
        assert_eq!(
            marked("Machine visions", &["machin vision", "vision"]),
            ["Machine visions"]
        );
    }

    #[test]
    fn single_characters_show_only_where_nothing_longer_does() {
        assert_eq!(marked("电机与电池", &["电", "电池"]), ["电池"]);
        assert_eq!(marked("电机与电流", &["电", "电池"]), ["电", "电"]);
    }

    #[test]
    fn the_window_covers_the_most_terms() {
        let text = "电池电池电池。中间隔着很长的一段话，电池与隔膜在此。";
        let found = snippet(text, &["电池", "隔膜"], 8);
        assert!(found.text.contains("电池与隔膜"), "{}", found.text);
        assert_eq!(found.ranges.len(), 2);
    }

    #[test]
    fn a_term_leaves_with_the_weight_it_entered_with() {
        // Seven characters, then nine, of one term: the second must not take two from another's weight.
        let text = "A battery pack made of many batteries, and one separator";
        let terms = ["lithium", "batteri", "separ"];
        let found = snippet(text, &terms, 200);
        let marked: Vec<&str> = found
            .ranges
            .iter()
            .map(|&(a, b)| &found.text[a..b])
            .collect();
        assert_eq!(marked, ["battery", "batteries", "separator"]);
        // Both terms lie in the last 30 characters, one of them alone before.
        assert!(
            snippet(text, &terms, 30)
                .text
                .ends_with("batteries, and one separator")
        );
    }

    #[test]
    fn without_matches_it_is_the_beginning() {
        let found = snippet("硼同位素分离", &["电池"], 3);
        assert_eq!((found.text.as_str(), found.ranges.len()), ("硼同位", 0));
        assert!(!found.cut_before && found.cut_after);
        assert_eq!(snippet::<&str>("", &[], 3).text, "");
        assert_eq!(snippet("电池", &["电池"], 0).text, "");
    }

    proptest! {
        #[test]
        fn forms_of_a_word_are_counted_as_one(
            words in prop::collection::vec("battery|batteries|make|making|made of|of", 0..12),
            max in 0usize..60,
        ) {
            let text = words.join(" ");
            let found = snippet(&text, &["batteri", "make", "make batteri", "of"], max);
            prop_assert!(found.text.chars().count() <= max);
        }

        #[test]
        fn ranges_slice_the_piece(text in "[电池隔膜 aB🚀，0]{0,40}", max in 0usize..30) {
            let found = snippet(&text, &["电池", "隔膜", "ab", "电", "隔膜电"], max);
            prop_assert!(found.text.chars().count() <= max);
            let mut at = 0;
            for &(start, end) in &found.ranges {
                prop_assert!(at <= start && start < end);
                prop_assert!(found.text.get(start..end).is_some());
                at = end;
            }
        }
    }
}
