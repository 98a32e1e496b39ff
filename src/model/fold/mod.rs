//! The one room that folds text: texts that differ in writing alone become equal.
//!
//! Every comparison of names or words in the crate goes through one of these folds. They share the steps below
//! and differ in the rows of the table; each difference has a reason.
//!
//! | fold | used for | keeps | why it differs |
//! |---|---|---|---|
//! | [`FoldedName`] | organisations, people, conflicts, vetoes, preferences, attributes compared by rules, words of closed vocabularies | letters, digits and punctuation, brackets and middle dots among them; no full stops and commas behind letters, and Latin legal forms in their short form | two names that differ by more than writing must stay apart, since equal names bar a match |
//! | `heading_key` | headings of surveys, keys of JSON objects, ids derived from names | letters and digits | a heading is decorated (`*需求名称：`), and its punctuation says nothing |
//! | `term_key` | names of industries, disciplines and regions | letters, digits, `+`, `#` and `.` | `C++` and `C#` are two names, `110.14` and `11014` two codes |
//! | `visible`, `place_name` | codes; paths of regions, simplified besides | case, white space, punctuation | codes have a case of their own, and a path is shown to people |
//! | `text` | full text ([`crate::text::normalize`]), cues | single spaces, case, punctuation | the analyser needs borders of words, and `IT` is another word than `it` |
//! | `letters` | near-duplicates of an import | letters and digits, traditional ones as they are | read as a stream in bounded memory, and phrases cannot be converted in a stream |
//! | `AlignedText` | quantities | one character for each character | a quantity is reported by its place in the text as it was written |
//!
//! The steps, in order:
//! 1. Invisible characters go (zero-width, joiners, direction marks, variation selectors): left in, they would
//!    keep marks from composing.
//! 2. NFKC (Unicode Standard Annex 15) folds width and compatibility forms: `ＡＢＣ`, `㈱`, `℃`.
//! 3. Case, white space and punctuation as the table says.
//! 4. Traditional characters become simplified, last, in the context of their phrase.
//!
//! Folding belongs at the border, when a record comes in or a need is analysed, never in a loop over
//! profiles. Text in ASCII takes a short path in all of them.

mod aligned;
mod key;
mod legal;
mod name;
mod simplify;
mod unicode;

pub(crate) use aligned::AlignedText;
pub(crate) use key::{heading_key, letters, term_key};
pub(crate) use legal::{ends_in_legal_form, is_inside_name};
pub use name::FoldedName;
#[cfg(test)]
pub(crate) use unicode::is_invisible;
pub(crate) use unicode::{compact, compatible, is_han, visible};

use std::borrow::Cow;

/// The normal form of full text: see [`crate::text::normalize`].
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    if unicode::is_clean_ascii(text) {
        return Cow::Borrowed(text);
    }
    simplify::simplified(unicode::spaced(unicode::composed(text)))
}

/// A path of regions as it is kept: visible characters, simplified if it is evidently traditional.
pub(crate) fn place_name(text: &str) -> Cow<'_, str> {
    simplify::simplified_name(visible(text))
}

/// [`text()`] with the letters of ASCII in lower case, so that cues are found whatever the case.
///
/// Other letters keep their case: the cues are Chinese and English.
pub(crate) fn lower_text(text: &str) -> String {
    let mut lower = self::text(text).into_owned();
    lower.make_ascii_lowercase();
    lower
}
