//! Arbitrary text: no panic, spans that slice, time that grows with the text alone.

use proptest::prelude::*;

use crate::quantity::{demands, judge, parse};

/// Parses, and checks what must hold of anything.
fn check(text: &str) -> usize {
    let found = parse(text);
    let mut from = 0;
    for quantity in &found {
        assert!(
            text.get(quantity.span.clone())
                .is_some_and(|span| !span.is_empty()),
            "{text:?} {quantity:?}"
        );
        assert!(
            from <= quantity.span.start,
            "{text:?}: spans are in order and apart"
        );
        from = quantity.span.end;
        let (low, high) = quantity.base();
        assert!(
            low.is_finite() && high.is_finite() && low <= high,
            "{text:?} {quantity:?}"
        );
        let _ = judge(quantity, &found[0]);
    }
    assert!(demands(text).len() <= found.len());
    found.len()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_read(text in "\\PC{0,60}") {
        check(&text);
    }

    #[test]
    fn text_of_the_right_letters_is_read(
        text in "[0-9０-９一二三十百千万亿半点零两分之余多第 .,，。;:%‰℃°/·×^e±~～—至到和a-zA-ZμΩ²³⁻¹（）()≥≤<>=不低于以上下内为约提高降由从吨米克元年次级强度纯率成本]{0,40}"
    ) {
        check(&text);
    }

    #[test]
    fn pieces_of_quantities_in_any_order_are_read(pieces in prop::collection::vec(prop::sample::select(vec![
        "强度", "≥", "5", "MPa", "~", "-", "10⁻³", "×10^", "（", "）", "百分之", "三", "万", "由", "提高到", "%", "/", "m", "·", "K", "±",
        " ", "，", "between ", " and ", "at least ", "not ", "purity ", "of the ", "年产", "2024", "年", "℃", "以上", "左右", "e", "1,000", ".",
    ]), 0..24)) {
        check(&pieces.concat());
    }
}

#[test]
fn a_power_in_a_bracket_that_is_not_closed_is_read() {
    for text in [
        "强度≥×10^（5",
        "5×10^(3",
        "强度 5×10^{3",
        "10^(",
        "5×10^(3 MPa",
        "5×10^(3) MPa",
        "5×10^{-3} m",
    ] {
        check(text);
    }
    assert_eq!(
        parse("强度≥5×10^(3) MPa")[0].low,
        parse("强度≥5×10^(3 MPa")[0].low
    );
}

/// Pieces that a parser may stumble over when they are repeated.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "1", "0", "9,999", "1,", "1.", ".1", "-1", "1-", "1~", "±1", "1±", "1/1", "1/2/", "1e", "1e9",
    "1×10", "×10^", "10^", "⁻¹", "一", "零", "十", "万", "一亿", "百分之", "百分之百分之一", "三分之", "半", "(", ")",
    "（1）", "((5", "5)", "5 ", " 5", "     ", "m", "5m", "5 m·", "5 m/", "5W/(m", "5W/(m·", "mm",
    "强度", "强度≥", "≥", "不", "不低于5", "由5%", "由5%提高到6%", "5%5%", "between 5 ", "between 5 and ",
    "of the ", "of the purity ", "purity 5% ", "5% purity ", "a", "a ", "A1", "第1", "1年", "2024年",
    "5~6~7", "的", "提高", "了", "5MPa", "5万", "5余", "-", "--", "5--", "\n", "5\n", "：5", "5：", "5:5",
    "。5%",
];

/// Times are not asserted; a quadratic parser would take hours here.
#[test]
fn long_pathological_texts_are_read_in_one_pass() {
    const LENGTH: usize = 30_000;
    for piece in PIECES {
        check(&piece.repeat(LENGTH / piece.len()));
    }
}

#[test]
fn odd_texts_are_read() {
    for text in [
        "",
        " ",
        "\u{feff}5\u{200b}MPa",
        "5\0MPa",
        "5\u{301}MPa",
        "🚀5 MPa🚀",
        "5 MP🚀",
        "≥",
        "±",
        "１",
        "℃",
        "1e999 m",
        "1e-999 m",
        "９".repeat(400).as_str(),
        "((((5 m",
        "5 m))))",
    ] {
        check(text);
    }
}
