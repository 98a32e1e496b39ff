//! Text in markup: nothing that a name holds becomes markup, hides, or turns the text around it.

/// A character that ends or begins an isolate: inside of `<bdi>` it could end that one.
fn is_isolate(c: char) -> bool {
    ('\u{2066}'..='\u{2069}').contains(&c)
}

/// A character that turns the direction of what follows until it is ended.
fn is_embedding(c: char) -> bool {
    ('\u{202a}'..='\u{202e}').contains(&c)
}

/// A letter or mark that is written from right to left.
fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{0590}'..='\u{08ff}' | '\u{200e}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// What markup shows of a character: XML knows no control characters, so that they are shown as lost.
fn visible(c: char) -> char {
    match c {
        '\n' | '\t' | '\r' => ' ',
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c if c.is_control() || is_isolate(c) => '\u{fffd}',
        c => c,
    }
}

fn push(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        c => out.push(c),
    }
}

/// `text` between tags. Where it turns the direction of writing, it stands in an isolate of its own.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    text.chars().for_each(|c| push(&mut out, visible(c)));
    if text.chars().any(|c| is_right_to_left(c) || is_embedding(c)) {
        return format!("<bdi>{out}</bdi>");
    }
    out
}

/// `text` where no element can isolate it: in attributes, titles and drawings. Characters that turn the direction are
/// shown as lost.
pub(super) fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        push(
            &mut out,
            if is_embedding(c) {
                '\u{fffd}'
            } else {
                visible(c)
            },
        );
    }
    out
}

/// Columns of a character on paper: 2 for Han and other wide characters, 1 for the rest.
fn columns(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        'M' | 'W' | 'm' | 'w' | '@' | '%' => 2,
        _ => 1,
    }
}

/// Columns of a text on paper.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// As much of `text` as fits into `most` columns, with an ellipsis if that is not all.
pub(super) fn fitted(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let mut head = String::new();
    for c in text.chars() {
        let wide = columns(c);
        if wide > left {
            break;
        }
        left -= wide;
        head.push(c);
    }
    head + "…"
}

#[cfg(test)]
mod tests {
    use super::{fitted, flat, text};

    #[test]
    fn markup_of_names_is_text() {
        let hostile = "<script>alert('a' & \"b\")</script>";
        let shown = "&lt;script&gt;alert(&#39;a&#39; &amp; &quot;b&quot;)&lt;/script&gt;";
        assert_eq!(
            (text(hostile), flat(hostile)),
            (shown.to_owned(), shown.to_owned())
        );
        assert_eq!(text("=1+1"), "=1+1");
    }

    #[test]
    fn nothing_turns_the_text_around_it() {
        assert_eq!(text("a\u{202e}b"), "<bdi>a\u{202e}b</bdi>");
        assert_eq!(text("a\u{202e}\u{2069}b"), "<bdi>a\u{202e}\u{fffd}b</bdi>");
        assert_eq!(text("שלום"), "<bdi>שלום</bdi>");
        assert_eq!(flat("a\u{202e}b\u{0}"), "a\u{fffd}b\u{fffd}");
    }

    #[test]
    fn long_labels_end_in_an_ellipsis() {
        assert_eq!(fitted("淄博市", 6), "淄博市");
        assert_eq!(fitted("淄博市张店区", 7), "淄博市…");
        assert_eq!(fitted("淄博市", 0), "…");
    }
}
