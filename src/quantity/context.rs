//! Contexts in which a number is not a quantity: codes, dates, ordinals.

use super::chars::{ends, has, is_han, skip_blanks, trim_end};
use super::number::Number;

/// Letters of standards, before the number of one.
const STANDARDS: &[&str] = &[
    "GB", "GB/T", "GB/Z", "ISO", "IEC", "ASTM", "DIN", "JIS", "EN", "IEEE", "API", "HG/T", "YB/T",
    "JB/T", "YS/T", "SH/T", "NB/T", "DL/T", "QB/T", "JC/T", "GJB", "HJ", "TS", "UL", "No.", "No",
    "NO.", "№", "编号", "电话", "邮编", "型号", "版本",
];

/// Whether the text before `at` makes a number there part of a code, an ordinal or a vague count.
pub(super) fn bars(chars: &[char], at: usize) -> bool {
    let Some(&before) = at.checked_sub(1).and_then(|at| chars.get(at)) else {
        return false;
    };
    let earlier = at
        .checked_sub(2)
        .and_then(|at| chars.get(at))
        .copied()
        .unwrap_or(' ');
    // 数十 is a vague count; after 系数 and 常数 digits are a value.
    let vague = matches!(before, '数' | '几') && !chars[at].is_ascii_digit();
    let glued = before.is_ascii_alphanumeric() || vague || matches!(before, '_' | '#' | '第' | '@');
    // A sign between it and a letter or digit makes it go on with a code or a date.
    let tied = matches!(before, '-' | '/' | '.' | ':') && earlier.is_ascii_alphanumeric();
    // pH7 and HRC58 are values; the letters name their scale.
    if before.is_ascii_alphabetic() && is_scale(&chars[..at]) {
        return false;
    }
    if glued || tied {
        return true;
    }
    let rest = trim_end(&chars[at.saturating_sub(12)..at]);
    STANDARDS.iter().any(|word| {
        ends(rest, word).is_some_and(|length| {
            let earlier = rest.len().checked_sub(length + 1).map(|at| rest[at]);
            !word.is_ascii() || !earlier.is_some_and(|c| c.is_ascii_alphanumeric() || c == '/')
        })
    })
}

/// Whether `chars` ends with a scale whose values follow it without a blank.
fn is_scale(chars: &[char]) -> bool {
    let letters = chars
        .iter()
        .rev()
        .take(4)
        .take_while(|c| c.is_ascii_alphabetic())
        .count();
    let word: String = chars[chars.len() - letters..].iter().collect();
    matches!(
        word.as_str(),
        "pH" | "PH" | "HRC" | "HV" | "HB" | "HBW" | "Ra"
    )
}

/// Whether the sign at `at` belongs to the number behind it.
pub(super) fn is_sign(chars: &[char], at: usize) -> bool {
    let digit = chars.get(at + 1).is_some_and(char::is_ascii_digit);
    let spaced =
        chars.get(at + 1) == Some(&' ') && chars.get(at + 2).is_some_and(char::is_ascii_digit);
    let before = at
        .checked_sub(1)
        .and_then(|at| chars.get(at))
        .copied()
        .unwrap_or(' ');
    let minus = chars[at] == '-';
    // A dash with blanks on both sides parts words.
    let dash = spaced && (before == ' ' || is_han(before));
    let joins = before.is_alphanumeric() && !is_han(before)
        || matches!(before, ')' | '%' | '°' | '℃' | '-' | '+' | '"');
    let han = is_han(before) && !minus;
    (digit || spaced) && !dash && !joins && !han
}

/// Whether the number is a year, a time of day, an issue, a grade of steel.
pub(super) fn is_name(chars: &[char], number: &Number) -> bool {
    let next = skip_blanks(chars, number.end);
    let after = chars.get(next).copied().unwrap_or(' ');
    let later = chars.get(next + 1).copied().unwrap_or(' ');
    // 2024年 and 2024-06 are dates; four digits before a unit are a figure.
    let year = number.year_like
        && matches!(after, '年' | '/' | '.' | '-')
        && (after == '年' || later.is_ascii_digit());
    let clock = after == ':' && later.is_ascii_digit();
    // Of 1348年 the number is a year too, though nothing else would make it one.
    let dated = after == '年'
        && number.han == 0
        && number.value.fract() == 0.0
        && (1000.0..=2100.0).contains(&number.value)
        && number.multiplier == 1.0;
    let followed = matches!(after, '号' | '届' | '后' | '期');
    year || dated || clock || is_grade(chars, number) || followed && number.multiplier == 1.0
}

/// Metals whose grades are a number and letters.
const METALS: [&str; 6] = ["不锈钢", "钢", "合金", "铸铁", "铝", "铜"];

/// Whether the number begins the grade of a metal: 304N不锈钢, 65Mn弹簧钢, 316L.
fn is_grade(chars: &[char], number: &Number) -> bool {
    let whole = number.value.fract() == 0.0 && number.multiplier == 1.0 && number.han == 0;
    let rest = chars.get(number.end..).unwrap_or_default();
    let letters = rest.iter().take_while(|c| c.is_ascii_alphabetic()).count();
    if !whole || letters == 0 {
        return false;
    }
    // 316L is a steel, not a volume.
    let steels = [304.0, 316.0, 317.0, 321.0, 347.0];
    if rest[0] == 'L' && letters == 1 && steels.contains(&number.value) {
        return true;
    }
    let place = number.end + letters;
    // 400 MPa钢 names a strength; grades have fewer letters, or begin with an element.
    let short =
        letters == 1 && number.value >= 100.0 && matches!(rest[0], 'N' | 'L' | 'H' | 'F' | 'B');
    let element = ["Mn", "Cr", "Ni", "Si", "Mo", "Al", "Ti", "Cu", "CrMo", "LN"];
    let alloyed = element.iter().any(|e| has(chars, number.end, e));
    (short || alloyed) && METALS.iter().any(|metal| has(chars, place, metal))
}
