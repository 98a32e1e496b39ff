//! Numbers as readers expect them.

/// Writes a score, a value or a part of one with four decimals, or two significant digits if it is smaller.
pub(crate) fn score(value: f64) -> String {
    format!("{value:.0$}", decimals(value))
}

fn decimals(value: f64) -> usize {
    let mut decimals = 4;
    let mut least = 1e-3;
    // Beyond 15 decimals an f64 shows its rounding.
    while value != 0.0 && value.abs() < least && decimals < 15 {
        decimals += 1;
        least /= 10.0;
    }
    decimals
}

/// Formats a threshold from above: `value` rounded up in the last decimal shown, so that the shown number suffices.
pub(crate) fn at_least(value: f64) -> String {
    rounded(value, f64::ceil)
}

/// Formats a threshold from below: `value` rounded down in the last decimal shown.
pub(crate) fn at_most(value: f64) -> String {
    rounded(value, f64::floor)
}

fn rounded(value: f64, round: fn(f64) -> f64) -> String {
    let decimals = decimals(value);
    // By multiplication: powers of ten are exact up to 10²², while `powi` may round differently on each platform.
    let places = (0..decimals).fold(1.0, |places, _| places * 10.0);
    format!("{:.decimals$}", round(value * places) / places)
}

/// Writes a share from 0 to 1 as a percentage with one decimal.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// Writes a number with at most `decimals` decimals, without zeros at the end.
pub(crate) fn trimmed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    // Without a point, zeros at the end are digits of the number.
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Writes a number as [`trimmed`] does, with a comma after every third digit before the point.
pub(crate) fn grouped(value: f64, decimals: usize) -> String {
    let text = trimmed(value, decimals);
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::with_capacity(text.len() + whole.len() / 3);
    for (at, digit) in whole.char_indices() {
        // Counted from the point, which ends the whole part; its characters are ASCII, so bytes are characters.
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::{at_least, at_most, grouped, percent, score, trimmed};

    #[test]
    fn small_scores_keep_two_digits() {
        assert_eq!(score(0.61234), "0.6123");
        assert_eq!(score(0.000_012_3), "0.000012");
        assert_eq!(score(0.0), "0.0000");
        assert_eq!(score(-0.000_5), "-0.00050");
    }

    #[test]
    fn thresholds_are_rounded_to_the_safe_side() {
        assert_eq!(at_least(0.512_301), "0.5124");
        assert_eq!(at_most(0.512_399), "0.5123");
        assert_eq!(at_most(0.000_845_6), "0.00084");
        assert_eq!(at_least(0.000_841_2), "0.00085");
        assert_eq!(at_most(0.0), "0.0000");
    }

    #[test]
    fn zeros_and_commas() {
        assert_eq!(trimmed(80.0, 4), "80");
        assert_eq!(trimmed(100.0, 0), "100");
        assert_eq!(trimmed(33.30, 4), "33.3");
        assert_eq!(grouped(1_234_567.5, 2), "1,234,567.5");
        assert_eq!(grouped(800.0, 2), "800");
        assert_eq!(percent(0.7249), "72.5%");
    }
}
