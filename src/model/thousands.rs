//! Separators of thousands in numbers.

use super::fold::compatible;

/// Returns a text in half-width characters without the separators of thousands in its numbers: `1,200,000` and
/// `1 200 000` as `1200000`. `None` if commas, blanks or line breaks part digits in another way, as they part two numbers:
/// `50,80`, `50 80`, one below the other. O(n).
pub(crate) fn ungrouped(text: &str) -> Option<String> {
    let chars: Vec<char> = compatible(text).collect();
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if !c.is_ascii_digit() {
            plain.push(c);
            at += 1;
            continue;
        }
        let is_fraction = plain.ends_with('.');
        let end = digits_end(&chars, at);
        plain.extend(&chars[at..end]);
        // Three digits at most stand before the first separator, and no zero first: 0,500 is half of one elsewhere.
        let may_group = !is_fraction && end - at <= 3 && c != '0';
        at = end;
        let mut separator = None;
        while let Some(next) = next_digits(&chars, at) {
            let mark = chars[at];
            let is_one = next == at + 1 && matches!(mark, ',' | ' ');
            let end = digits_end(&chars, next);
            if !(may_group && is_one && end - next == 3 && mark == *separator.get_or_insert(mark)) {
                return None;
            }
            plain.extend(&chars[next..end]);
            at = end;
        }
    }
    Some(plain)
}

/// One past the digits from `at` on.
fn digits_end(chars: &[char], at: usize) -> usize {
    let digits = chars[at..].iter().take_while(|c| c.is_ascii_digit());
    at + digits.count()
}

/// The place of the digits that nothing but commas and white space part from `at`; `None` if there are none.
fn next_digits(chars: &[char], at: usize) -> Option<usize> {
    let is_between = |c: &&char| **c == ',' || c.is_whitespace();
    let next = at + chars[at..].iter().take_while(is_between).count();
    chars
        .get(next)
        .filter(|c| next > at && c.is_ascii_digit())
        .map(|_| next)
}

#[cfg(test)]
mod tests {
    use super::ungrouped;

    #[test]
    fn commas_and_blanks_group_digits_in_threes() {
        for (text, plain) in [
            ("1,200,000", "1200000"),
            ("1 200 000", "1200000"),
            ("1，200，000", "1200000"),
            ("１　２００", "1200"),
            ("1\u{a0}200", "1200"),
            ("5,000-8,000.50元", "5000-8000.50元"),
            ("50 万元\n（含税）", "50 万元\n(含税)"),
            ("50 - 80", "50 - 80"),
            ("3年 150万", "3年 150万"),
            ("50、80", "50、80"),
            ("50", "50"),
            ("", ""),
        ] {
            assert_eq!(ungrouped(text).as_deref(), Some(plain), "{text}");
        }
    }

    #[test]
    fn numbers_beside_or_below_each_other_are_not_one() {
        for text in [
            "50,80",
            "50 80",
            "50，80",
            "50\n80",
            "1\n200",
            "1\r\n200",
            "1\t200",
            "1, 200",
            "1,2000",
            "1,200,00",
            "1,200 000",
            "1200,000",
            "0,500",
            "1.5,200",
            "1,200.500,000",
            "约50 80万",
        ] {
            assert_eq!(ungrouped(text), None, "{text:?}");
        }
    }
}
