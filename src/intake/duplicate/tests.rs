//! Near-duplicates against brute force, and the measured recall of the banding.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::shingle::mix;
use super::{DuplicateIndex, DuplicateOptions, DuplicatePair, near_duplicates};

const NEED: &str = "针状焦生产线余热回收与节能改造关键技术研究，要求余热利用率不低于67%，\
                    单位产品能耗下降十分之一，并形成可推广的工艺包与运行规程。";

fn pairs(items: &[(&str, &str)]) -> Vec<DuplicatePair> {
    near_duplicates(items.iter().copied(), DuplicateOptions::default()).unwrap()
}

fn ids(pairs: &[DuplicatePair]) -> Vec<(&str, &str)> {
    pairs
        .iter()
        .map(|pair| (pair.first.as_str(), pair.second.as_str()))
        .collect()
}

/// Jaccard coefficient the slow way, of texts that are letters and digits already.
fn jaccard(left: &str, right: &str) -> f64 {
    let shingles = |text: &str| -> BTreeSet<String> {
        let chars: Vec<char> = text.chars().collect();
        chars.windows(3).map(String::from_iter).collect()
    };
    let (left, right) = (shingles(left), shingles(right));
    left.intersection(&right).count() as f64 / left.union(&right).count() as f64
}

#[test]
fn an_edited_copy_is_found_and_another_need_is_not() {
    let edited = NEED.replace("67%", "70%");
    let other = "无醛胶黏剂在木材重组材中的应用，要求甲醛释放量达到国家标准最高等级。";
    let found = pairs(&[("n3", other), ("n2", &edited), ("n1", NEED)]);
    assert_eq!(ids(&found), [("n1", "n2")]);
    assert!((0.8..1.0).contains(&found[0].similarity));
}

#[test]
fn the_same_text_in_another_dress_has_similarity_one() {
    let dressed = "  Needle-Coke: waste heat RECOVERY ２０２４ ";
    let found = pairs(&[
        ("a", dressed),
        ("b", "needle coke waste heat recovery 2024"),
    ]);
    assert_eq!(ids(&found), [("a", "b")]);
    assert_eq!(found[0].similarity, 1.0);
}

#[test]
fn short_texts_are_compared_for_equality_only() {
    let found = pairs(&[
        ("a", "产品A需求"),
        ("b", "产品B需求"),
        ("c", "产品Ａ，需求"),
    ]);
    assert_eq!(ids(&found), [("a", "c")]);
    assert_eq!(found[0].similarity, 1.0);
}

#[test]
fn empty_texts_are_not_each_others_duplicates() {
    assert!(pairs(&[("a", ""), ("b", ""), ("c", "——！"), ("d", "…")]).is_empty());
    assert!(pairs(&[]).is_empty());
}

#[test]
fn a_thousand_copies_all_point_to_the_first() {
    let names: Vec<String> = (0..1000).map(|i| format!("n{i:04}")).collect();
    for text in [NEED, "短文本"] {
        let items: Vec<(&str, &str)> = names.iter().rev().map(|id| (id.as_str(), text)).collect();
        let found = pairs(&items);
        assert_eq!(found.len(), 999);
        assert!(
            found
                .iter()
                .all(|pair| pair.first == "n0000" && pair.similarity == 1.0)
        );
    }
}

#[test]
fn many_variants_of_one_form_are_all_named() {
    let names: Vec<String> = (0..300).map(|i| format!("n{i:03}")).collect();
    let texts: Vec<String> = (0..300)
        .map(|i| NEED.replace("67", &format!("{i:03}")))
        .collect();
    let items = names
        .iter()
        .map(String::as_str)
        .zip(texts.iter().map(String::as_str));
    let found = near_duplicates(items, DuplicateOptions::default()).unwrap();
    assert_eq!(found.len(), 299);
}

#[test]
fn an_item_is_paired_with_the_most_similar_before_it() {
    let far = NEED.replace("余热利用率", "余热的利用率");
    let near = far.replace("运行规程", "运行规则");
    let found = pairs(&[("a", NEED), ("b", &far), ("c", &near)]);
    assert_eq!(ids(&found), [("a", "b"), ("b", "c")]);
}

#[test]
fn an_id_twice_is_refused() {
    let items = [("a", "一"), ("b", "二"), ("a", "三")];
    let error = near_duplicates(items, DuplicateOptions::default()).unwrap_err();
    assert_eq!((error.field(), error.value()), (Some("id"), Some("a")));
}

#[test]
fn a_long_text_with_a_line_added_is_found() {
    let long = random_text(&mut 1, 50_000);
    let mut edited = long.clone();
    edited.push_str("补充说明");
    let found = pairs(&[("a", &long), ("b", &edited)]);
    assert_eq!(ids(&found), [("a", "b")]);
}

#[test]
fn replacing_and_removing_forget_the_old_text() {
    let mut index = DuplicateIndex::new(DuplicateOptions::default());
    assert!(index.insert("a", NEED).is_empty());
    assert!(
        index.insert("a", NEED).is_empty(),
        "a text is not a duplicate of itself"
    );
    assert_eq!(index.insert("b", NEED)[0].id, "a");
    assert_eq!(index.find(NEED).len(), 1, "one text, named once");
    assert!(index.remove("a"));
    assert!(!index.remove("a"));
    assert_eq!(index.find(NEED)[0].id, "b");
    index.insert("b", "短文本");
    assert!(index.find(NEED).is_empty());
    assert_eq!(index.find("短文本")[0].id, "b");
    assert!(index.remove("b"));
    assert!(index.is_empty());
}

/// The next number of a seeded sequence, in `0..bound`.
fn draw(state: &mut u64, bound: u64) -> u64 {
    *state += 1;
    mix(*state) % bound
}

/// Characters from a common stretch of 3,000 ideographs.
fn random_text(state: &mut u64, chars: usize) -> String {
    let one = |_| char::from_u32(0x4e00 + u32::try_from(draw(state, 3000)).unwrap()).unwrap();
    (0..chars).map(one).collect()
}

/// `text` with `edits` characters replaced, inserted or deleted.
fn edited(text: &str, edits: u64, state: &mut u64) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..edits {
        let at = usize::try_from(draw(state, chars.len() as u64)).unwrap();
        match draw(state, 3) {
            0 => chars[at] = '换',
            1 => chars.insert(at, '加'),
            _ => drop(chars.remove(at)),
        }
    }
    chars.into_iter().collect()
}

#[test]
fn measured_recall_keeps_what_the_formula_says() {
    let options = DuplicateOptions::default();
    let (mut state, mut expected, mut found) = (7, 0, 0);
    for case in 0..1500 {
        let text = random_text(&mut state, 200);
        let copy = edited(&text, 4 + case % 8, &mut state);
        if jaccard(&text, &copy) < 0.8 {
            continue;
        }
        expected += 1;
        let items = [("a", text.as_str()), ("b", copy.as_str())];
        found += near_duplicates(items, options).unwrap().len();
    }
    assert!(expected > 500, "{expected}");
    // Every pair is as likely to be found as one at the threshold, 0.99995, or likelier.
    assert!(
        found as f64 >= 0.999 * f64::from(expected),
        "{found} of {expected}"
    );
}

#[test]
fn candidates_below_the_threshold_are_as_rare_as_the_formula_says() {
    // Without verification: how often do texts of similarity about s share a band?
    let options = DuplicateOptions::default();
    let mut index = DuplicateIndex::new(options);
    let (mut state, mut shared, mut expected) = (11, 0.0, 0.0);
    for case in 0..600 {
        let text = random_text(&mut state, 200);
        let copy = edited(&text, 18 + case % 12, &mut state);
        index.insert("a", &text);
        shared += f64::from(u8::from(index.shares_a_band(&copy)));
        expected += options.recall(jaccard(&text, &copy));
    }
    // 600 independent draws: three standard deviations are at most 3 · √(600 / 4) = 37.
    assert!((0.2..0.8).contains(&(expected / 600.0)), "{expected}");
    let difference: f64 = shared - expected;
    assert!(difference.abs() < 37.0, "{shared} {expected}");
}

/// Texts that are often near each other: a base with a few edits, or something short.
fn related_text() -> impl Strategy<Value = String> {
    let base = prop::sample::select(vec![NEED, "boron isotope separation by distillation", "短"]);
    let edits = prop::collection::vec((0_usize..200, "[a-c一二]"), 0..4);
    (base, edits).prop_map(|(base, edits)| {
        let mut chars: Vec<char> = base.chars().filter(|c| c.is_alphanumeric()).collect();
        for (at, with) in edits {
            let at = at % (chars.len() + 1);
            chars.splice(at..at, with.chars());
        }
        chars.into_iter().collect()
    })
}

proptest! {
    #[test]
    fn pairs_are_true_sorted_few_and_free_of_order(
        texts in prop::collection::vec(related_text(), 0..12),
        turn in 0_usize..12,
    ) {
        let names: Vec<String> = (0..texts.len()).map(|i| format!("n{i:02}")).collect();
        let by_id: BTreeMap<&str, &str> =
            names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
        let mut items: Vec<(&str, &str)> = by_id.clone().into_iter().collect();
        let found = pairs(&items);
        for pair in &found {
            let (left, right) = (by_id[pair.first.as_str()], by_id[pair.second.as_str()]);
            prop_assert!(pair.first < pair.second && pair.similarity >= 0.8);
            let expected = if left == right { 1.0 } else { jaccard(left, right) };
            prop_assert_eq!(pair.similarity, expected);
        }
        prop_assert!(found.windows(2).all(|pair| pair[0].second < pair[1].second));
        items.reverse();
        items.rotate_left(turn.min(texts.len()));
        prop_assert_eq!(found, pairs(&items));
    }

    #[test]
    fn an_index_after_any_script_answers_like_a_fresh_one(
        script in prop::collection::vec((0_u8..6, prop::option::of(related_text())), 0..30),
        question in related_text(),
    ) {
        let options = DuplicateOptions::default();
        let mut index = DuplicateIndex::new(options);
        let mut model: BTreeMap<String, String> = BTreeMap::new();
        for (id, text) in script {
            let id = id.to_string();
            match text {
                Some(text) => {
                    index.insert(&id, &text);
                    model.insert(id, text);
                }
                None => prop_assert_eq!(index.remove(&id), model.remove(&id).is_some()),
            }
        }
        let mut fresh = DuplicateIndex::new(options);
        for (id, text) in model.iter().rev() {
            fresh.insert(id, text);
        }
        prop_assert_eq!(index.len(), model.len());
        prop_assert_eq!(index.find(&question), fresh.find(&question));
    }
}

/// An index that holds texts by sketches of fixed size.
fn compact() -> DuplicateIndex {
    let mut index = DuplicateIndex::new(DuplicateOptions::default());
    index.compact();
    assert!(index.is_compact());
    index
}

#[test]
fn sketches_find_edited_copies_within_their_error() {
    let (mut state, mut clear, mut found, mut error) = (13, 0, 0, 0.0);
    for case in 0..600 {
        let text = random_text(&mut state, 200);
        let copy = edited(&text, case % 30, &mut state);
        let truth = jaccard(&text, &copy);
        let mut index = compact();
        index.insert("a", &text);
        let near = index.find(&copy);
        if let Some(pair) = near.first() {
            // Five standard errors at the threshold: 5 · √(0.8 · 0.2 / 128) = 0.18.
            assert!((pair.similarity - truth).abs() < 0.18, "{truth} {pair:?}");
            error += (pair.similarity - truth).abs() / 600.0;
        }
        // More than two standard errors above the threshold.
        if truth > 0.88 {
            clear += 1;
            found += near.len();
        }
    }
    assert!(clear > 80, "{clear}");
    assert!(
        found as f64 >= 0.97 * f64::from(clear),
        "{found} of {clear}"
    );
    assert!(error < 0.03, "{error}");
}

#[test]
fn a_turn_to_sketches_keeps_what_was_held() {
    let mut index = DuplicateIndex::new(DuplicateOptions::default());
    let long = random_text(&mut 5, 50_000);
    for (id, text) in [
        ("a", NEED),
        ("b", NEED),
        ("c", "短文本"),
        ("d", ""),
        ("e", &long[..]),
    ] {
        index.insert(id, text);
    }
    index.compact();
    assert_eq!(index.len(), 5);
    let ids = |text: &str| -> Vec<String> { index.find(text).into_iter().map(|n| n.id).collect() };
    assert_eq!(ids(NEED), ["a", "b"]);
    assert_eq!(ids("短 文本"), ["c"]);
    assert_eq!(ids(&format!("{long}补充说明")), ["e"]);
    assert!(ids("").is_empty() && ids("短文章").is_empty());
    assert_eq!(index.find(NEED)[0].similarity, 1.0);
    assert!(
        index
            .insert("b", "短文本")
            .iter()
            .all(|near| near.id == "c")
    );
    assert_eq!(index.find(NEED).len(), 1);
    assert!(index.remove("a") && !index.remove("a"));
    assert!(index.find(NEED).is_empty());
    assert_eq!(index.len(), 4);
}

#[test]
fn a_sketch_takes_half_a_kilobyte_whatever_the_text() {
    let mut index = compact();
    let mut state = 3;
    let texts = 20_000;
    for number in 0..texts {
        let text = random_text(&mut state, 12 + number % 20);
        index.insert(&format!("n{number:06}"), &text);
    }
    let each = index.bytes() / texts;
    assert!((300..768).contains(&each), "{each}");
    let before = index.bytes();
    index.insert("long", &random_text(&mut state, 100_000));
    assert!(index.bytes() - before < 1_000);
}

#[test]
fn copies_beyond_the_chain_cost_no_more() {
    let mut index = compact();
    for number in 0..2_000 {
        let near = index.insert(&format!("n{number:04}"), NEED);
        assert!(near.len() <= 25 * 64);
        assert!(number == 0 || near[0].similarity == 1.0);
    }
}
