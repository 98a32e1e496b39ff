//! Guarantee 6, in words: a sentence says what the explanation says, and nothing else.

use qianxian::explain::{Language, sentences};
use qianxian::model::{Need, Profile, ProfileKind, Work};
use qianxian::score::{Explanation, Feature, Weights};
use qianxian::{RankOptions, Snapshot};

use crate::support::claims::Ground;
use crate::support::generate::{need, profile, records};
use crate::support::random::Random;
use crate::support::{library, record, today};

fn equal_weights() -> Weights {
    let names = Feature::ALL
        .iter()
        .map(|feature| (feature.to_string(), 1.0));
    let map: std::collections::BTreeMap<String, f64> = names.collect();
    serde_json::from_value(serde_json::to_value(map).unwrap()).unwrap()
}

fn ground(explanation: &Explanation) -> Ground {
    let passages = explanation.evidence.iter().flat_map(|e| &e.passages);
    let marked = passages.flat_map(|p| [p.marked("【", "】"), p.marked("[", "]")]);
    let totals = explanation.totals();
    let totals = totals
        .iter()
        .flat_map(|t| [t.weight, t.value, t.contribution]);
    Ground::of(explanation)
        .with_numbers(totals)
        .with_texts(marked)
}

#[test]
fn every_number_of_a_sentence_is_in_the_explanation() {
    let (needs, profiles) = records(71, 12, 60);
    let snapshot = library(&needs, &profiles).snapshot().unwrap();
    let random = &mut Random::new(72);
    let (mut told, mut ruled_out) = (0, 0);
    for i in 0..150 {
        let need = need(random, format!("n{i}"));
        let stranger = profile(random, format!("x{i}"));
        let mut options = RankOptions::new(today());
        if random.chance(50) {
            options = options.weights(equal_weights());
        }
        let why = snapshot.explain(&need, &stranger, &options).unwrap();
        ruled_out += usize::from(!why.is_admitted());
        let ground = ground(&why);
        for &language in Language::ALL {
            for sentence in sentences(&why, language) {
                let unfounded = ground.unfounded(&sentence, 0.500_001);
                assert_eq!(unfounded, None, "{sentence}\n{why:#?}");
                assert!(
                    !sentence.contains("NaN") && !sentence.contains("_"),
                    "{sentence}"
                );
                told += 1;
            }
        }
    }
    assert!(told > 2000 && ruled_out > 30, "{told} {ruled_out}");
}

fn said(snapshot: &Snapshot, need: &Need, profile: &Profile, language: Language) -> String {
    let options = RankOptions::new(today()).weights(equal_weights());
    let why = snapshot.explain(need, profile, &options).unwrap();
    sentences(&why, language).join("\n")
}

#[test]
fn every_feature_has_its_words_in_every_language() {
    // Vectors count where there is one to compare.
    let near: Profile = record(serde_json::json!({
        "id": "q", "kind": "expert", "name": "示例乙", "vector": [1, 0]
    }));
    let snapshot = library([], [&near]).snapshot().unwrap();
    let need: Need = record(serde_json::json!({"id": "n", "title": "针状焦", "vector": [1, 1]}));
    let bare = Profile::new("p", ProfileKind::Expert, "示例甲").unwrap();
    for &language in Language::ALL {
        let said = said(&snapshot, &need, &bare, language);
        for feature in Feature::ALL {
            let name = match (language, feature) {
                (Language::Chinese, _) => feature.as_chinese().to_owned(),
                (_, Feature::NeedPreference) => "the enterprise's preferences".to_owned(),
                (_, Feature::ProfilePreference) => "the owner's preferences".to_owned(),
                (_, Feature::Mode) => "way of working".to_owned(),
                _ => feature.as_str().replace('_', " "),
            };
            assert!(said.contains(&name), "{name}: {said}");
        }
    }
}

fn rich_pair() -> (Need, Profile) {
    let need = record(serde_json::json!({
        "id": "n", "title": "油系针状焦的制备与导热系数", "region": "山东省/淄博市/张店区", "industries": ["C26"],
        "level": "professor", "readiness": 6, "modes": ["license"], "budget": {"max": 120},
        "deadline": "2024-12-31", "preferences": {"kinds": ["expert"], "min_budget": 500}
    }));
    let profile: Profile = record(serde_json::json!({
        "id": "p", "kind": "expert", "name": "示例·王工", "region": "山东省/济南市", "industries": ["C26"],
        "level": "associate_professor", "readiness": 8, "modes": ["license", "equity"],
        "budget": {"min": 80, "max": 20000}, "available_from": "2024-10-01", "capacity": 3, "load": 1,
        "track_record": {"matched": 1, "settled": 1}, "preferences": {"industries": ["C26"], "max_distance_km": 50},
        "works": [{"title": "煤系针状焦的煅烧", "year": 2021, "abstract": "针状焦的制备中堆积密度的控制"}]
    }));
    (need, profile)
}

#[test]
fn chinese_reads_as_readers_expect() {
    let (need, profile) = rich_pair();
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let said = said(&snapshot, &need, &profile, Language::Chinese);
    for part in [
        "需求属于化学原料和化学制品制造业（C26），供方属于化学原料和化学制品制造业（C26）",
        "需求在山东省淄博市张店区，供方在山东省济南市，相距",
        "要求不低于教授，供方为副教授",
        "技术成熟度要求不低于6级，供方为8级",
        "需求方预算不高于120万元，供方80万元至2亿元",
        "需求截止2024年12月31日，供方2024年10月1日起有空，正在服务1家企业，最多服务3家企业",
        "以往对接1次，办结1次",
        "《煤系针状焦的煅烧》（2021年）贡献",
        "原文：“【针状焦的制备】",
        "企业的偏好：类型、预算符合",
        "供方的偏好：行业符合，距离不符合",
        "供方材料没有涉及：",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
}

#[test]
fn english_reads_as_readers_expect() {
    let (need, profile) = rich_pair();
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let said = said(&snapshot, &need, &profile, Language::English);
    for part in [
        "the need is in Manufacture of raw chemical materials and chemical products (C26)",
        "the profile is in 山东省/济南市 and the distance is",
        "at least a professor is wanted, the profile is an associate professor",
        "the need's budget is up to CNY 1.2 million, the profile's CNY 800,000 to CNY 200 million",
        "the need's deadline is 31 December 2024, the profile is free from 1 October 2024, it serves 1 firm now \
         and it may serve 3 firms",
        "of 1 earlier match, 1 was settled",
        "the work “煤系针状焦的煅烧” (2021) contributes",
        "Of what the enterprise would like, kind and budget fit.",
        "Of what the profile's owner would like, industry fits; distance does not fit.",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
}

#[test]
fn what_is_not_covered_leads_with_the_subject() {
    let mut need = Need::new("n", "油系针状焦与热膨胀系数").unwrap();
    need.description = "此前目前每年经常困难，希望导热胶黏剂有所改善。".into();
    let mut expert = Profile::new("p", ProfileKind::Expert, "示例甲").unwrap();
    expert.expertise = vec!["针状焦".into()];
    let snapshot = library([], [&expert]).snapshot().unwrap();
    let why = snapshot
        .explain(&need, &expert, &RankOptions::new(today()))
        .unwrap();
    let at = |piece: &str| why.uncovered.iter().position(|u| u.contains(piece));
    let (title, body, filler) = (at("膨胀"), at("导热"), at("每年"));
    assert!(
        title.is_some() && body.is_some() && filler.is_none(),
        "{:?}",
        why.uncovered
    );
    assert!(title < body, "{:?}", why.uncovered);
}

#[test]
fn passages_stand_in_the_work_and_mark_the_need_s_words() {
    let mut expert = Profile::new("p", ProfileKind::Expert, "示例甲").unwrap();
    let mut work = Work::new("针状焦");
    work.summary = format!(
        "{}堆积密度的控制{}",
        "前文。".repeat(60),
        "后文。".repeat(60)
    );
    expert.works.push(work);
    let need = Need::new("n", "堆积密度").unwrap();
    let snapshot = library([], [&expert]).snapshot().unwrap();
    let why = snapshot
        .explain(&need, &expert, &RankOptions::new(today()))
        .unwrap();
    let [passage] = why.evidence[0].passages.as_slice() else {
        panic!("only the body says it: {why:?}")
    };
    let marks: Vec<&str> = passage
        .highlights
        .iter()
        .map(|&(a, b)| &passage.text[a..b])
        .collect();
    assert_eq!(marks, ["堆积密度"]);
    assert!(passage.cut_before && passage.cut_after);
    assert!(
        passage.marked("<", ">").contains("…") && passage.marked("<", ">").contains("<堆积密度>")
    );
}
