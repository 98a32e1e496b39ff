//! Sentences of a need, with the field they stand in.

use crate::model::Need;
use crate::model::spelled::spelled;
use crate::text::sentence_end;

spelled! {
    /// A field of text of a need.
    pub enum NeedField as "field" {
        /// The title.
        Title = "title" | "标题",
        /// The description.
        Description = "description" | "描述",
        /// The keywords.
        Keywords = "keywords" | "关键词",
    }
}

/// A sentence, as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence<'t> {
    pub(super) field: NeedField,
    pub(super) text: &'t str,
}

/// The sentences of `need`: title, description, each keyword. Blank ones are left out.
pub(super) fn sentences(need: &Need) -> Vec<Sentence<'_>> {
    let of = |field| move |text| Sentence { field, text };
    let title = split(&need.title).map(of(NeedField::Title));
    let description = split(&need.description).map(of(NeedField::Description));
    let keywords = need
        .keywords
        .iter()
        .map(String::as_str)
        .map(of(NeedField::Keywords));
    title.chain(description).chain(keywords).collect()
}

/// Cuts after `。！？；` and line ends, and after `.!?;` if white space follows.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    let next = move || {
        if rest.is_empty() {
            return None;
        }
        let (sentence, after) = rest.split_at(sentence_end(rest));
        rest = after;
        Some(sentence.trim())
    };
    std::iter::from_fn(next).filter(|sentence| !sentence.is_empty())
}

/// The sentence of `text` that holds the byte `at`.
pub(super) fn around(text: &str, at: usize) -> &str {
    let (mut rest, mut start) = (text, 0);
    loop {
        let (sentence, after) = rest.split_at(sentence_end(rest));
        start += sentence.len();
        if start > at || after.is_empty() {
            return sentence.trim();
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn sentences_end_at_marks_and_not_inside_numbers() {
        let cut = |text| split(text).collect::<Vec<_>>();
        assert_eq!(
            cut("密度2.05。要求≥2.12；快！"),
            ["密度2.05。", "要求≥2.12；", "快！"]
        );
        assert_eq!(
            cut("Below 2.5 mm. Why?\n\n end"),
            ["Below 2.5 mm.", "Why?", "end"]
        );
        assert!(cut(" \n。").len() == 1 && cut("").is_empty());
    }
}
