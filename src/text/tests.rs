//! What the analyzer promises, over the whole module.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::{Analyzer, TokenKind, normalize};

fn texts(text: &str) -> Vec<String> {
    Analyzer::new()
        .tokens(text)
        .into_iter()
        .map(|t| t.text)
        .collect()
}

fn of(kind: TokenKind, text: &str) -> Vec<String> {
    let tokens = Analyzer::new().tokens(text).into_iter();
    tokens.filter(|t| t.kind == kind).map(|t| t.text).collect()
}

#[test]
fn chinese_is_characters_pairs_and_long_words() {
    assert_eq!(
        texts("不锈钢"),
        ["不", "不锈", "锈", "锈钢", "钢", "不锈钢"]
    );
}

#[test]
fn a_word_of_two_characters_is_not_counted_beside_its_pair() {
    assert_eq!(texts("电池"), ["电", "电池", "池"]);
    assert!(of(TokenKind::Word, "电池材料研究").is_empty());
}

#[test]
fn every_dictionary_word_counts_wherever_it_stands() {
    assert_eq!(of(TokenKind::Word, "中国科学院"), ["中国科学院", "科学院"]);
}

#[test]
fn latin_words_are_stemmed_and_paired_over_function_words_and_commas() {
    assert_eq!(
        texts("machines of vision"),
        ["machin", "vision", "machin vision"]
    );
    assert_eq!(
        of(TokenKind::LatinBigram, "vision, “language”"),
        ["vision languag"]
    );
}

#[test]
fn no_pair_reaches_over_the_end_of_a_clause() {
    for text in [
        "vision. Language",
        "vision (language",
        "vision, (language",
        "vision的language",
    ] {
        assert!(of(TokenKind::LatinBigram, text).is_empty(), "{text}");
    }
}

#[test]
fn acronyms_are_whole_and_meet_their_lower_case() {
    assert_eq!(of(TokenKind::Code, "NLP与LLMs"), ["nlp", "llms"]);
    assert_eq!(texts("nlp"), ["nlp"]);
    assert_eq!(texts("AIDS"), ["aids", "aid"]);
    assert_eq!(texts("aids"), ["aid"]);
}

#[test]
fn capitals_tell_an_acronym_from_a_function_word() {
    assert_eq!(texts("IT"), ["it"]);
    assert!(texts("it AND The").is_empty());
}

#[test]
fn a_shouted_text_has_no_acronyms() {
    assert!(of(TokenKind::Code, "LITHIUM ION BATTERIES AND IT").is_empty());
    assert_eq!(texts("ION BATTERIES"), texts("ion batteries"));
}

#[test]
fn formulae_and_models_are_whole_beside_their_parts() {
    assert_eq!(texts("LiFePO4"), ["lifepo4"]);
    assert_eq!(texts("Q345B"), ["q345b", "345"]);
    assert_eq!(texts("5G"), ["5g"]);
    assert_eq!(texts("C++"), ["c++"]);
    assert_eq!(of(TokenKind::Code, "x86-64"), ["x8664", "x86"]);
}

#[test]
fn standards_meet_however_they_are_spaced() {
    for text in [
        "GB/T 4754",
        "GB/T4754",
        "GBT4754",
        "gb/t4754-2017",
        "GB/T 4754—2017",
    ] {
        assert!(
            texts(text).contains(&"gbt4754".to_owned()),
            "{text}: {:?}",
            texts(text)
        );
    }
    for text in ["ISO-9001", "ISO 9001", "ISO9001", "iso-9001"] {
        assert!(texts(text).contains(&"9001".to_owned()), "{text}");
    }
    for text in ["ISO-9001", "ISO 9001", "ISO9001"] {
        assert!(
            of(TokenKind::Code, text).contains(&"iso9001".to_owned()),
            "{text}"
        );
    }
}

#[test]
fn numbers_are_words() {
    assert_eq!(texts("304不锈")[0], "304");
    assert_eq!(texts("1,200.5"), ["1200.5"]);
}

#[test]
fn accents_do_not_tell_words_apart() {
    assert_eq!(texts("Schrödinger naïveté"), texts("Schrodinger naivete"));
    assert_eq!(texts("β-胡萝卜素")[0], "β");
}

#[test]
fn kana_and_hangul_are_pairs() {
    assert_eq!(texts("シス 한국"), ["シス", "한국"]);
    assert_eq!(texts("キ"), ["キ"]);
}

#[test]
fn emoji_punctuation_and_controls_are_nothing() {
    assert!(texts("🚀👩\u{200d}🔬 \0\u{7}…——！").is_empty());
    assert!(texts("").is_empty());
}

#[test]
fn a_run_of_letters_too_long_for_a_word_is_nothing() {
    assert!(texts(&"x".repeat(65)).is_empty());
    assert_eq!(texts(&"x".repeat(64)).len(), 1);
}

#[test]
fn traditional_and_full_width_text_has_the_same_tokens() {
    assert_eq!(texts("鋰離子電池ＬＩＢ"), texts("锂离子电池LIB"));
}

#[test]
fn analyzers_go_to_other_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Analyzer>();
    shared::<super::QueryAnalyzer>();
}

#[test]
fn a_long_run_has_the_words_of_its_parts() {
    let many = "不锈钢".repeat(5_000);
    assert_eq!(of(TokenKind::Word, &many).len(), 5_000);
}

#[test]
fn a_million_characters_are_analysed() {
    for piece in ["电池", "ab ", "a-", "A1", "1,", "，", "キ", "+"] {
        let text = piece.repeat(1_000_000 / piece.chars().count());
        let mut count = 0u32;
        Analyzer::new().for_each_token(&text, |_, _, _, _| count += 1);
        assert!(count < 4_000_000, "{piece}");
    }
}

/// FNV-1a over the tokens of the converter's phrases and of a few mixed sentences.
fn digest() -> u64 {
    let phrases = hanconv::RawDictionary::TSPhrases.text();
    let mixed = "磷酸铁锂LiFePO4正极材料，GB/T 4754—2017；Fine-tuning LLMs, with 1,200.5 examples!";
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    for text in phrases.lines().chain([mixed]) {
        Analyzer::new().for_each_token(text, |token, kind, (start, end), position| {
            let place = [
                kind.index().to_string(),
                format!("{start} {end} {position}"),
            ]
            .concat();
            for byte in token.bytes().chain(place.bytes()) {
                digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        });
    }
    digest
}

#[test]
fn the_version_names_these_very_tokens() {
    // Tokens changed? Give the analyzer a new version, then its digest.
    assert_eq!(
        (Analyzer::new().version(), digest()),
        ("2", 15_811_478_201_697_829_167)
    );
}

proptest! {
    #[test]
    fn tokens_are_sound(text in "\\PC{0,60}|[ -~]{0,60}|[A-Za-z0-9/+#.,'&_ -]{0,60}|[一-龥a-zA-Z0-9-，。 ]{0,60}|(?s).{0,60}") {
        let analyzer = Analyzer::new();
        let normal = normalize(&text);
        let tokens = analyzer.tokens(&text);
        prop_assert_eq!(&tokens, &analyzer.tokens(&text));
        prop_assert_eq!(&tokens, &analyzer.tokens(&normal));
        for token in tokens {
            let (start, end) = (token.start as usize, token.end as usize);
            prop_assert!(normal.get(start..end).is_some_and(|piece| !piece.is_empty()));
            prop_assert!(!token.text.is_empty() && token.text.len() <= 600);
            if matches!(token.kind, TokenKind::Bigram | TokenKind::Char | TokenKind::Word) {
                prop_assert_eq!(&normal[start..end], &token.text);
            }
        }
    }
}
