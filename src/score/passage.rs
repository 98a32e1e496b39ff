//! Pieces of evidence with the need's words marked in them.

use super::evidence::EvidenceField;
use crate::compiled::query::NeedTerm;
use crate::compiled::term_map::TermMap;
use crate::index::FIELD_COUNT;
use crate::text::snippet;

/// Longest passage of a title or of keywords, and of a body, in characters.
const MOST_CHARS: [usize; FIELD_COUNT] = [60, 60, 80];

/// The piece of one field of an evidence document in which most of the shared terms stand.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Passage {
    /// The field it is of.
    pub field: EvidenceField,
    /// The piece, normalised ([`crate::text::normalize()`]).
    pub text: String,
    /// Byte ranges in `text` to highlight: in order, apart, on character borders.
    pub highlights: Vec<(usize, usize)>,
    /// Whether text before the piece was left out.
    pub cut_before: bool,
    /// Whether text after the piece was left out.
    pub cut_after: bool,
}

impl Passage {
    /// The piece with `open` and `close` around the highlighted words, and … at each cut.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Date, Need, Profile, ProfileKind};
    /// use qianxian::{Library, RankOptions};
    ///
    /// let mut expert = Profile::new("p1", ProfileKind::Expert, "示例·王工")?;
    /// expert.expertise.push("针状焦的煅烧".into());
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// writer.put_profile(&expert)?;
    /// writer.commit()?;
    /// let need = Need::new("n1", "针状焦")?;
    /// let options = RankOptions::new(Date::new(2024, 7, 1)?);
    /// let why = library.snapshot()?.explain(&need, &expert, &options)?;
    /// assert_eq!(why.evidence[0].passages[0].marked("[", "]"), "[针状焦]的煅烧");
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn marked(&self, open: &str, close: &str) -> String {
        let ellipsis = |cut: bool| if cut { "…" } else { "" };
        let mut out = ellipsis(self.cut_before).to_owned();
        let mut at = 0;
        for &(start, end) in &self.highlights {
            out.push_str(&self.text[at..start]);
            out.extend([open, &self.text[start..end], close]);
            at = end;
        }
        out.push_str(&self.text[at..]);
        out.push_str(ellipsis(self.cut_after));
        out
    }
}

/// A passage of each of a document's `texts` in which one of `found` (hash, part of each field) stands.
pub(super) fn passages<'t>(
    texts: &[String; FIELD_COUNT],
    found: impl Iterator<Item = (u64, &'t [f32; FIELD_COUNT])> + Clone,
    terms: &TermMap<&NeedTerm>,
) -> Vec<Passage> {
    let of_field = |(field, text): (usize, &String)| {
        let here = found.clone().filter(|(_, parts)| parts[field] > 0.0);
        let words: Vec<&str> = here
            .filter_map(|(hash, _)| Some(terms.get(&hash)?.text.as_str()))
            .collect();
        let piece = snippet(text, &words, MOST_CHARS[field]);
        (!piece.ranges.is_empty()).then(|| Passage {
            field: EvidenceField::ALL[field],
            text: piece.text,
            highlights: piece.ranges,
            cut_before: piece.cut_before,
            cut_after: piece.cut_after,
        })
    };
    texts.iter().enumerate().filter_map(of_field).collect()
}
