//! Legal forms of firms in Latin script, and the full stops and commas around words: Co., Ltd.; Company Limited; Inc.

use std::borrow::Cow;

use super::unicode::is_han;

/// Words that say a legal form, with the short form that they are compared as; longer ones first.
const SHORT: [(&[&str], &str); 8] = [
    (&["limited", "liability", "company"], "llc"),
    (&["public", "limited", "company"], "plc"),
    (&["private", "limited"], "pvtltd"),
    (&["private", "ltd"], "pvtltd"),
    (&["company"], "co"),
    (&["limited"], "ltd"),
    (&["incorporated"], "inc"),
    (&["corporation"], "corp"),
];

/// Short forms: a full stop or comma before them does not count, whatever the name ends with.
const FORMS: [&str; 14] = [
    "co", "ltd", "inc", "corp", "gmbh", "llc", "plc", "llp", "pty", "pte", "pvt", "ag", "kg", "sa",
];

/// Forms that are nothing else when they stand alone between two separators of a list.
const ALONE: [&str; 8] = [
    "ltd",
    "limited",
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "gmbh",
    "llp",
];

/// Forms that are words of techniques too (an LLC converter, a PLC): they belong to a name of several capital words.
const AMBIGUOUS: [&str; 2] = ["llc", "plc"];

/// Forms that another one follows: Co., Ltd.; Pte Ltd.
const LEADING: [&str; 5] = ["co", "company", "pty", "pte", "pvt"];

/// Titles before the names of people, whose full stop tells them from the beginning of a name.
const TITLES: [&str; 5] = ["prof", "dr", "mr", "ms", "mrs"];

/// `text` with its legal forms written alike, and without the full stops and commas that no name needs.
///
/// A full stop or comma goes behind a letter, unless a digit follows (`No. 5`, `2.5` keep theirs), and before a legal
/// form. A form that begins the text stays as it is: it is the name. O(length).
pub(super) fn alike(text: &str) -> Cow<'_, str> {
    if !may_change(text) {
        return Cow::Borrowed(text);
    }
    let pieces = pieces(text);
    let mut written = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&piece) = pieces.get(at) {
        let is_named = written.contains(char::is_alphanumeric);
        let short = SHORT
            .iter()
            .filter(|_| is_named)
            .find_map(|(words, short)| {
                let length = run(&pieces[at..], words)?;
                Some((length, *short))
            });
        if let Some((length, short)) = short {
            written.push_str(short);
            at += length;
            continue;
        }
        at += 1;
        if !is_mark(piece) || counts(piece, &written, &pieces[at..]) {
            written.push_str(piece);
        }
    }
    Cow::Owned(written)
}

/// Whether [`alike`] may change `text`; most names are Chinese, and stay.
fn may_change(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().any(u8::is_ascii_alphabetic)
        && (bytes.iter().any(|byte| matches!(byte, b'.' | b','))
            || SHORT.iter().any(|(words, _)| {
                let word = words[words.len() - 1].as_bytes();
                let is_here = |part: &[u8]| part.eq_ignore_ascii_case(word);
                bytes.windows(word.len()).any(is_here)
            }))
}

/// The words of `text`, and each character between them by itself.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut word = None;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() && !is_han(c) {
            word.get_or_insert(at);
            continue;
        }
        pieces.extend(word.take().map(|start| &text[start..at]));
        pieces.push(&text[at..at + c.len_utf8()]);
    }
    pieces.extend(word.map(|start| &text[start..]));
    pieces
}

fn is_mark(piece: &str) -> bool {
    matches!(piece, "." | ",")
}

/// Whether a piece says nothing in a folded name: white space, hyphens.
fn is_blank(piece: &str) -> bool {
    piece
        .chars()
        .all(|c| c.is_whitespace() || c.is_control() || matches!(c, '-' | '_'))
}

/// How many pieces spell `words` one after another, with nothing but blanks and marks between them.
fn run(pieces: &[&str], words: &[&str]) -> Option<usize> {
    let mut length = 0;
    for (number, word) in words.iter().enumerate() {
        let between = pieces[length..].iter();
        let between = between.take_while(|piece| number > 0 && (is_blank(piece) || is_mark(piece)));
        length += between.count();
        let here = pieces.get(length)?;
        if !here.eq_ignore_ascii_case(word) {
            return None;
        }
        length += 1;
    }
    Some(length)
}

/// Whether a full stop or comma behind `before` is part of the name.
fn counts(mark: &str, before: &str, behind: &[&str]) -> bool {
    let plain = before.trim();
    if mark == "." && TITLES.iter().any(|title| plain.eq_ignore_ascii_case(title)) {
        return true;
    }
    let mut behind = behind.iter().filter(|piece| !is_blank(piece));
    let next = behind.clone().next().and_then(|piece| piece.chars().next());
    let last = before
        .chars()
        .rev()
        .find(|c| !is_blank(c.encode_utf8(&mut [0; 4])));
    let is_of_word = last.is_some_and(|c| c.is_alphabetic() && !is_han(c));
    if is_of_word && !next.is_some_and(|c| c.is_ascii_digit()) {
        return false;
    }
    let word = behind.find(|piece| !is_mark(piece));
    let is_before_form = word.is_some_and(|word| is_form(word)) && last.is_some();
    !is_before_form
}

/// Whether `word` says a legal form.
fn is_form(word: &str) -> bool {
    let is = |form: &str| word.eq_ignore_ascii_case(form);
    FORMS.iter().any(|form| is(form))
        || SHORT
            .iter()
            .any(|(words, _)| words.len() == 1 && is(words[0]))
}

/// Whether a name ends in a legal form, and has something before it. O(length).
pub(crate) fn ends_in_legal_form(name: &str) -> bool {
    let words = words_of(name);
    let last = words.last().map(String::as_str);
    let is_two = last == Some("co") || last == Some("company");
    words.len() > 1 && last.is_some_and(|word| is_form(word) && (word.len() > 2 || is_two))
}

/// Whether a comma between `before` and `behind` stands inside the name of one firm, before its legal form: `Co.,Ltd`,
/// `, Inc.`. `before` begins behind the last separator of the list. O(length of a name).
pub(crate) fn is_inside_name(before: &str, behind: &str) -> bool {
    // Behind the last comma of the name itself, if it has one: each part is looked at once.
    let before = before.rsplit([',', '，']).next().unwrap_or_default().trim();
    if before.is_empty() {
        return false;
    }
    let mut parts = behind.split([',', '，', '、', ';', '；', '|', '┋', '\n']);
    let (words, last) = (words_of(parts.next().unwrap_or_default()), words_of(before));
    let is_among = |word: &str, list: &[&str]| list.contains(&word);
    let Some(first) = words.first() else {
        return false;
    };
    let is_tail = |word: &str| is_among(word, &ALONE) || is_among(word, &AMBIGUOUS);
    // Co., Ltd. Branch of a Town: the form goes on.
    if last.last().is_some_and(|word| is_among(word, &LEADING)) && is_tail(first) {
        return true;
    }
    if words.iter().all(|word| is_form(word)) {
        let is_capital = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase());
        let is_title =
            before.split_whitespace().count() > 1 && before.split_whitespace().all(is_capital);
        // Shili Denture, Co., Ltd.
        let mut is_followed = || {
            let next = words_of(parts.next().unwrap_or_default());
            next.first().is_some_and(|word| is_tail(word))
        };
        return words.iter().any(|word| is_among(word, &ALONE))
            || is_title && words.iter().any(|word| is_among(word, &AMBIGUOUS))
            || words.iter().all(|word| is_among(word, &LEADING)) && is_followed();
    }
    false
}

/// The words of `text` in lower case without their full stops, up to a bracket.
fn words_of(text: &str) -> Vec<String> {
    let plain = text
        .split(['(', '（', '[', '【'])
        .next()
        .unwrap_or_default();
    let words = plain.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，'));
    let words = words.map(|word| word.replace(['.', '．'], "").to_lowercase());
    words.filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{alike, is_inside_name};

    #[test]
    fn forms_are_written_alike_and_marks_that_say_nothing_go() {
        for (written, plain) in [
            ("Shili Denture Company, Limited", "Shili Denture coltd"),
            ("Shili Denture Co.,Ltd.", "Shili Denture CoLtd"),
            ("Shili L.L.C.", "Shili LLC"),
            ("Shili Limited Liability Company", "Shili llc"),
            ("示例齿科,Inc.", "示例齿科Inc"),
            ("Shili 2000, Inc", "Shili 2000 Inc"),
            ("J. Shili", "J Shili"),
        ] {
            let bare = |text: &str| alike(text).replace(' ', "").to_lowercase();
            assert_eq!(bare(written), bare(plain), "{written}");
        }
        for kept in [
            "Company",
            "Limited",
            "No. 5",
            "110.14",
            "1,2-二甲苯",
            "Prof. Shili",
            "示例大学，教授",
            "C++",
        ] {
            assert_eq!(alike(kept), kept);
        }
    }

    #[test]
    fn a_comma_before_a_form_is_inside_the_name() {
        for (before, behind) in [
            ("Shili Denture Co.", "Ltd"),
            ("Shili Denture Co", " Ltd.（本人持股）、示例甲"),
            ("Shili Denture Co.", " Ltd. Zibo Branch"),
            ("Shili Denture", " Inc."),
            ("Shili Denture", " Co., Ltd."),
            ("Shili Denture", " Pte. Ltd., other"),
            ("Shili Denture", " LLC"),
            ("示例齿科", "Ltd"),
        ] {
            assert!(is_inside_name(before, behind), "{before},{behind}");
        }
        for (before, behind) in [
            ("Fe", " Co, Ni"),
            ("Cu", " Ag"),
            ("DCS", " PLC, SCADA"),
            ("resonant converter", " LLC"),
            ("Shili Denture", " Shili Co., Ltd."),
            ("Shili Co., Ltd.", " Shili Inc."),
            ("", "Ltd"),
            ("a", ""),
        ] {
            assert!(!is_inside_name(before, behind), "{before},{behind}");
        }
    }
}
