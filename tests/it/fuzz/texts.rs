//! Texts of any script: terms, snippets and quantities stand where they say they do.

use std::sync::{Arc, LazyLock};

use qianxian::quantity::{demands, judge, parse};
use qianxian::text::{
    Analyzer, Lexicon, QueryAnalyzer, Snippet, highlight, merge, normalize, snippet,
};

use super::{Target, soup};
use crate::support::random::Random;

static ANALYZER: LazyLock<QueryAnalyzer> = LazyLock::new(|| {
    let mut lexicon = Lexicon::built_in().unwrap();
    lexicon.add_word("针状焦").unwrap();
    QueryAnalyzer::new(Analyzer::new(), Arc::new(lexicon))
});

/// Two texts; the terms of the first are looked for in the second.
fn make(random: &mut Random) -> Vec<u8> {
    let mut input = soup::text(random, 12);
    input.push('\u{1}');
    input.push_str(&soup::text(random, 30));
    input.into_bytes()
}

/// Pieces of figures: numbers, powers, brackets, signs, units, comparisons, properties, changes.
const FIGURES: [&str; 104] = [
    "强度",
    "收率",
    "纯度",
    "定位精度",
    "分辨率",
    "能耗",
    "噪声",
    "使用温度",
    "purity ",
    "resolution ",
    "yield ",
    "of ",
    "the ",
    "≥",
    "≤",
    ">",
    "<",
    "=",
    "≈",
    "不低于",
    "不超过",
    "低于",
    "大于",
    "优于",
    "不劣于",
    "better than ",
    "at least ",
    "up to ",
    "not ",
    "达到",
    "降至",
    "提高",
    "降低",
    "减少",
    "提高到",
    "由",
    "从",
    "到",
    "between ",
    " and ",
    "from ",
    " to ",
    "以上",
    "以下",
    "以内",
    "左右",
    "或更好",
    "5",
    "0",
    "1,000",
    "12.5",
    ".",
    "-",
    "—",
    "--",
    "~",
    "～",
    "±",
    "+/-",
    "×",
    "×10^",
    "10⁻³",
    "e-3",
    "^",
    "{",
    "}",
    "(",
    ")",
    "（",
    "）",
    "[",
    "/",
    "·",
    "*",
    "百分之",
    "三",
    "十",
    "万",
    "亿",
    "半",
    "成",
    "零下",
    "%",
    "‰",
    "ppm",
    "MPa",
    "nm",
    "mm",
    "g/cm³",
    "kWh/t",
    "℃",
    "度",
    "dB(A)",
    "cm-2",
    "m",
    "K",
    "μ",
    "φ",
    "万元",
    "年",
    "次",
    " ",
    "，",
    "。",
];

fn make_figures(random: &mut Random) -> Vec<u8> {
    let pieces = 1 + random.below(24);
    let mut text = String::new();
    for _ in 0..pieces {
        text.push_str(random.pick::<&str>(&FIGURES));
    }
    text.into_bytes()
}

fn check_figures(input: &[u8]) {
    check_quantities(&String::from_utf8_lossy(input));
}

#[test]
fn figures() {
    Target {
        name: "figures",
        count: 20_000,
        make: make_figures,
        check: check_figures,
    }
    .run();
}

fn check_quantities(text: &str) {
    let found = parse(text);
    let mut from = 0;
    for quantity in &found {
        let span = quantity.span.clone();
        assert!(from <= span.start && text.get(span.clone()).is_some_and(|s| !s.is_empty()));
        from = span.end;
        let (low, high) = quantity.base();
        assert!(
            low.is_finite() && high.is_finite() && low <= high,
            "{quantity:?}"
        );
        for other in &found {
            let _ = judge(quantity, other);
        }
    }
    assert!(demands(text).len() <= found.len());
}

fn check_snippet(found: &Snippet, most: usize) {
    assert!(found.text.chars().count() <= most);
    let mut from = 0;
    for &(start, end) in &found.ranges {
        assert!(from <= start && start < end, "{found:?}");
        assert!(found.text.get(start..end).is_some(), "{found:?}");
        from = end;
    }
}

fn check(input: &[u8]) {
    let input = String::from_utf8_lossy(input);
    let (query, text) = input.split_once('\u{1}').unwrap_or((&input, &input));
    let normal = normalize(text);
    assert_eq!(normalize(&normal), normal, "normal text is normal");
    let tokens = ANALYZER.analyzer().tokens(text);
    for token in &tokens {
        let span = token.start as usize..token.end as usize;
        assert!(normal.get(span).is_some_and(|s| !s.is_empty()), "{token:?}");
        assert!(!token.text.is_empty());
    }
    assert_eq!(ANALYZER.analyzer().tokens(&normal), tokens);
    let terms = ANALYZER.terms(query);
    assert!(
        terms
            .iter()
            .all(|term| term.weight > 0.0 && term.weight.is_finite())
    );
    let terms = merge(terms);
    let texts: Vec<&str> = terms.iter().map(|term| term.text.as_str()).collect();
    for most in [0, 1, 2, 7, 40, usize::MAX] {
        check_snippet(&snippet(text, &texts, most), most);
    }
    check_snippet(&highlight(text, &texts), usize::MAX);
    check_quantities(text);
    check_quantities(query);
}

#[test]
fn texts() {
    Target {
        name: "texts",
        count: 400,
        make,
        check,
    }
    .run();
}
