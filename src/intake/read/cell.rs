//! Cells: cleans them, and makes nulls of blank ones.

use std::borrow::Cow;

use serde_json::{Number, Value};

use crate::model::is_blank;

/// Whether `c` shows nothing and means nothing: zero-width spaces, marks of direction, a byte
/// order mark. Joiners are kept, since emoji and some scripts need them.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{202A}'..='\u{202E}'
    )
}

/// `text` without invisible characters and without white space around it; else as written.
pub(crate) fn clean(text: &str) -> String {
    if text.chars().any(is_invisible) {
        let visible: String = text.chars().filter(|&c| !is_invisible(c)).collect();
        return visible.trim().to_owned();
    }
    text.trim().to_owned()
}

/// A name or a title: [`clean`], with runs of white space and control characters made one space.
pub(crate) fn single_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|&c| !is_invisible(c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An id: [`clean`], with runs of spaces made one. Tabs and line breaks stay, so that the model
/// refuses them: they are accidents, and ids stand in tab-separated files.
pub(crate) fn id_text(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    for c in clean(text)
        .chars()
        .map(|c| if c == '\u{3000}' { ' ' } else { c })
    {
        if c != ' ' || !id.ends_with(' ') {
            id.push(c);
        }
    }
    id
}

/// Whether a text stands for the cell above it.
pub(crate) fn is_ditto(text: &str) -> bool {
    const MARKS: [&str; 17] = [
        "同上",
        "同前",
        "同上行",
        "同上格",
        "同上一行",
        "〃",
        "″",
        "\"",
        "”",
        "“",
        "＂",
        "''",
        "ditto",
        "do.",
        "idem",
        "same as above",
        "..",
    ];
    let text = text.trim().trim_matches(['(', ')', '（', '）', '。']);
    MARKS.iter().any(|mark| text.eq_ignore_ascii_case(mark))
}

/// The text of a cell of CSV that is a formula of this text alone, as in `="0012"`: programs write codes so, for a
/// spreadsheet would take the zeros away.
pub(crate) fn without_formula(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let inner = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    let Some(inner) = inner else {
        return Cow::Borrowed(text);
    };
    // A mark in it is doubled; else two texts are joined (`="a"&"b"`).
    match inner.split("\"\"").any(|part| part.contains('"')) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(inner.replace("\"\"", "\"")),
    }
}

/// A cell of text: cleaned, `Null` if blank.
pub(crate) fn text_cell(text: &str) -> Value {
    let text = clean(text);
    if is_blank(&text) && !is_ditto(&text) {
        Value::Null
    } else {
        Value::String(text)
    }
}

/// A cell of a number, whole ones without a fraction and with all their digits.
pub(crate) fn number_cell(number: f64) -> Value {
    /// Whole numbers from here on are written with a power of ten: they count nothing.
    const LONGEST: f64 = 1e25;
    if number.fract() == 0.0 && number.abs() < LONGEST {
        // The digits that it has of its own, and zeros.
        let digits = number.to_string();
        let whole = digits.parse::<i64>().map(Value::from);
        return whole.unwrap_or(Value::String(digits));
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// Whether a number has more digits than a workbook keeps, which puts zeros in the place of the others.
pub(crate) fn is_cut(cell: &Value) -> bool {
    const KEPT: usize = 15;
    let Some(number) = cell.as_number().filter(|n| n.is_i64() || n.is_u64()) else {
        return false;
    };
    let digits = number.to_string();
    let digits = digits.trim_start_matches('-');
    digits.len() > KEPT && digits.bytes().skip(KEPT).all(|b| b == b'0')
}

/// The text of a cell.
pub(crate) fn shown(cell: &Value) -> String {
    match cell {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => cell.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{clean, is_cut, number_cell, single_line, text_cell, without_formula};
    use serde_json::{Value, json};

    #[test]
    fn a_formula_of_a_text_is_the_text() {
        for (cell, text) in [
            ("=\"0012\"", "0012"),
            (" =\"138\" ", "138"),
            ("=\"5\"\" 管\"", "5\" 管"),
            ("=\"\"", ""),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
            ("=1+1", "=1+1"),
            ("=\"", "=\""),
            ("甲=\"乙\"", "甲=\"乙\""),
        ] {
            assert_eq!(without_formula(cell), text, "{cell}");
        }
    }

    #[test]
    fn invisible_characters_go_and_the_rest_stays_as_written() {
        assert_eq!(clean("\u{feff} 针状\u{200b}焦\n 制备 "), "针状焦\n 制备");
        assert_eq!(clean("👨\u{200d}🔬"), "👨\u{200d}🔬");
        assert_eq!(
            single_line(" 针状焦\r\n\t 制备\u{7}技术 "),
            "针状焦 制备 技术"
        );
        assert_eq!(text_cell(" 无 "), Value::Null);
    }

    #[test]
    fn whole_numbers_have_no_fraction() {
        assert_eq!(number_cell(1.0), json!(1));
        assert_eq!(number_cell(13_800_000_000.0), json!(13_800_000_000_i64));
        assert_eq!(number_cell(0.5), json!(0.5));
        assert_eq!(number_cell(-0.0), json!(0));
        assert_eq!(number_cell(f64::NAN), Value::Null);
        let id = number_cell(370_303_197_503_012_345.0);
        assert_eq!(id.to_string(), "370303197503012350");
        assert_eq!(
            number_cell(913_703_030_000_000_012_345_f64),
            "913703030000000000000"
        );
        assert_eq!(number_cell(1e30).to_string(), "1e+30");
        assert!(is_cut(&number_cell(370_303_197_503_010_000.0)));
        assert!(
            !is_cut(&json!(370_303_197_503_012_345_i64)) && !is_cut(&json!(13_800_000_000_i64))
        );
    }
}
