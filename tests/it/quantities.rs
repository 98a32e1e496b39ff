//! Figures that a need demands, against those that profiles state.

use qianxian::explain::{Language, Target, sentences};
use qianxian::model::{Need, Profile, ProfileKind, Work};
use qianxian::quantity::Verdict;
use qianxian::score::{Feature, Weights};

use crate::support::{all, library};

fn expert(id: &str, summary: &str) -> Profile {
    let mut expert = Profile::new(id, ProfileKind::Expert, "示例甲").unwrap();
    expert.works = vec![Work::new("无关"), Work::new("针状焦的制备")];
    expert.works[1].summary = summary.to_owned();
    expert
}

fn need(description: &str) -> Need {
    let mut need = Need::new("n", "针状焦").unwrap();
    need.description = description.to_owned();
    need
}

/// Figures alone.
fn figures() -> qianxian::RankOptions {
    let weights = Weights::text_only().with(Feature::Quantity, 1.0).unwrap();
    all().weights(weights.with(Feature::Text, 0.0).unwrap())
}

#[test]
fn who_meets_the_figures_comes_first_and_who_misses_them_last() {
    let profiles = [
        expert("a-misses", "收率只有 60 %"),
        expert("b-silent", "提高了收率"),
        expert("c-partly", "收率 60~70 %，硫含量 0.3 %"),
        expert("d-meets", "收率达到 71 %，硫含量 3000 ppm"),
    ];
    let need = need("目前收率不足 50 %。要求收率≥67%，硫含量≤0.4%。");
    let snapshot = library([&need], &profiles).snapshot().unwrap();
    let found = snapshot.rank(&need, &figures()).unwrap().matches;
    let told: Vec<(&str, f64, f64)> = found
        .iter()
        .map(|m| (m.profile.as_str(), m.score, m.confidence))
        .collect();
    // Two demands, half each: met 1, missed 0, not known ½.
    let expected = [
        ("d-meets", 1.0, 1.0),
        ("c-partly", 0.75, 0.5),
        ("b-silent", 0.5, 0.0),
        ("a-misses", 0.25, 0.5),
    ];
    assert_eq!(told, expected);
    for m in &found {
        let profile = snapshot.profile(&m.profile).unwrap();
        let back = snapshot.reverse(&profile, &figures()).unwrap();
        let back = &back.matches[0];
        assert_eq!((back.score, back.confidence), (m.score, m.confidence));
    }
}

#[test]
fn an_explanation_names_what_decided_each_figure() {
    let profile = expert("p", "收率只有 60 %，硫含量 3000 ppm");
    let need = need("要求收率≥67%，硫含量≤0.4%，灰分不超过 1%。");
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let why = snapshot.explain(&need, &profile, &all()).unwrap();
    let told: Vec<_> = why
        .quantities
        .iter()
        .map(|q| (q.demand.as_str(), q.verdict, q.stated.as_deref(), q.work))
        .collect();
    let expected = [
        ("收率 ≥67%", Verdict::Violated, Some("收率 60 %"), Some(1)),
        (
            "硫含量 ≤0.4%",
            Verdict::Satisfied,
            Some("硫含量 3000 ppm"),
            Some(1),
        ),
        ("灰分 不超过 1%", Verdict::Unknown, None, None),
    ];
    assert_eq!(told, expected);
    let leaves: Vec<f64> = why
        .features
        .iter()
        .filter(|part| part.feature == Feature::Quantity)
        .map(|part| part.contribution)
        .collect();
    let parts: Vec<f64> = why.quantities.iter().map(|q| q.contribution).collect();
    assert_eq!(leaves, parts);
    assert_eq!(why.leaves().sum::<f64>(), why.score);
    assert_eq!(
        why.score,
        snapshot.rank(&need, &all()).unwrap().matches[0].score
    );
}

#[test]
fn figures_that_nobody_demands_change_no_order() {
    let profiles = [
        expert("a", "收率 60 %"),
        expert("b", "收率 99 %"),
        expert("c", "没有数字"),
    ];
    let need = need("收率要高，现有收率 50 %");
    let snapshot = library([&need], &profiles).snapshot().unwrap();
    for m in snapshot.rank(&need, &figures()).unwrap().matches {
        assert_eq!((m.score, m.confidence), (0.5, 0.0));
    }
}

#[test]
fn a_profile_of_thousands_of_figures_keeps_them_all() {
    let mut profile = expert("p", "");
    let figure = |n: u32| format!("第 {n} 组针状焦试样的收率 {}.{:03} %", n / 1000, n % 1000);
    profile.works = (0..5_000).map(|n| Work::new(figure(n))).collect();
    let need = need("要求收率≥4.999 %");
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let found = snapshot.rank(&need, &figures()).unwrap().matches;
    assert_eq!(found[0].score, 1.0, "the last of five thousand");
}

#[test]
fn sentences_tell_each_figure_and_what_is_stated_of_it() {
    let mut profile = expert("p", "收率只有 60 %，硫含量 3000 ppm");
    profile.works[1].year = Some(2021);
    let need = need("要求收率≥67%，硫含量≤0.4%，灰分不超过 1%。");
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let told = |language| {
        let why = snapshot.explain(&need, &profile, &all()).unwrap();
        sentences(&why, language).join("\n")
    };
    for (language, parts) in [
        (
            Language::Chinese,
            [
                "满足的指标：“硫含量 ≤0.4%”（《针状焦的制备》（2021年）写明“硫含量 3000 ppm”）。",
                "不满足的指标：“收率 ≥67%”（《针状焦的制备》（2021年）写明“收率 60 %”）。",
                "供方材料不足以判断的指标：“灰分 不超过 1%”。",
            ],
        ),
        (
            Language::English,
            [
                "it meets “硫含量 ≤0.4%” (the work “针状焦的制备” (2021) states “硫含量 3000 ppm”).",
                "it misses “收率 ≥67%” (the work “针状焦的制备” (2021) states “收率 60 %”).",
                "nothing it states decides “灰分 不超过 1%”.",
            ],
        ),
    ] {
        let told = told(language);
        for part in parts {
            assert!(told.contains(part), "{part}\n{told}");
        }
    }
    // They follow what the feature adds.
    let chinese = told(Language::Chinese);
    let lines: Vec<&str> = chinese.lines().collect();
    let feature = lines.iter().position(|line| line.starts_with("指标贡献"));
    let figures = lines.iter().position(|line| line.starts_with("满足的指标"));
    assert_eq!(figures, feature.map(|line| line + 1), "{chinese}");
    // Where figures weigh nothing, or none is demanded, nothing is said of them.
    let weightless = all().weights(Weights::text_only());
    let why = snapshot.explain(&need, &profile, &weightless).unwrap();
    let told = sentences(&why, Language::Chinese).join("\n");
    assert!(!told.contains("的指标："), "{told}");
}

#[test]
fn why_not_names_the_figures_it_loses_by_and_those_that_would_do() {
    let profiles = [
        expert("a-meets", "收率达到 71 %，硫含量 3000 ppm"),
        expert("b-partly", "收率只有 60 %，灰分 0.5 %"),
    ];
    let need = need("要求收率≥67%，硫含量≤0.4%，灰分不超过 1%，纯度≥99%。");
    let snapshot = library([&need], &profiles).snapshot().unwrap();
    let options = figures().k(1);
    let why = snapshot.why_not(&need, &profiles[1], &options).unwrap();
    // Quarters: 1 + 1 + ½ + ½ against 0 + ½ + 1 + ½.
    let border = why.border.as_ref().unwrap();
    assert_eq!((border.score, why.explanation.score), (0.75, 0.5));
    let told: Vec<_> = why
        .figures
        .iter()
        .map(|f| (f.own.demand.as_str(), f.difference))
        .collect();
    let expected = [
        ("收率 ≥67%", 0.25),
        ("硫含量 ≤0.4%", 0.125),
        ("纯度 ≥99%", 0.0),
        ("灰分 不超过 1%", -0.125),
    ];
    assert_eq!(told, expected);
    let sum: f64 = why.figures.iter().map(|f| f.difference).sum();
    assert_eq!(sum, border.gap);
    let said = why.sentences(Language::Chinese).join("");
    let lost = "其中落后的指标：“收率 ≥67%”（该供方的《针状焦的制备》写明“收率 60 %”，不满足；\
                “a-meets”的《针状焦的制备》写明“收率 达到 71 %”，满足）、\
                “硫含量 ≤0.4%”（该供方的材料不足以判断；";
    assert!(said.contains(lost), "{said}");
    let said = why.sentences(Language::English).join("");
    let lost = "The figures it loses by are “收率 ≥67%” (its own: the work “针状焦的制备” states “收率 60 %”, \
                which misses it; “a-meets”: the work “针状焦的制备” states “收率 达到 71 %”, which meets it)";
    assert!(said.contains(lost), "{said}");
    // The tie at .75 would go to the lower id: the violated figure alone is not enough.
    let change = &why.values[0];
    let Some(Target::Figures(target)) = &change.target else {
        panic!("{change:?}")
    };
    assert_eq!(target.demands, ["收率 ≥67%", "硫含量 ≤0.4%"]);
    assert!(said.contains("its texts would state what meets “收率 ≥67%” and “硫含量 ≤0.4%”"));
    let enters = |summary: &str| {
        let better = expert("b-partly", summary);
        let snapshot = library([&need], [&profiles[0], &better])
            .snapshot()
            .unwrap();
        snapshot.rank(&need, &options).unwrap().matches[0].profile == better.id
    };
    assert!(enters("收率 67 %，硫含量 0.4 %，灰分 0.5 %"));
    assert!(!enters("收率 67 %，灰分 0.5 %"));
}

#[test]
fn the_user_s_lexicon_names_properties_at_once_and_in_both_directions() {
    let profiles = [
        expert("a-user", "灰份为 0.3 %，捣固焦浸润度 92 %"),
        expert("b-table", "ash content of 0.4 %"),
        expert("c-other", "水分 0.2 %，石墨浸润度 92 %"),
    ];
    let library = library([], &profiles);
    let scores = |library: &qianxian::Library, text: &str| -> Vec<f64> {
        let snapshot = library.snapshot().unwrap();
        let need = need(text);
        let found = snapshot.rank(&need, &figures()).unwrap().matches;
        let score = |id: &str| found.iter().find(|m| m.profile.as_str() == id).unwrap();
        let pairs = ["a-user", "b-table", "c-other"].map(|id| (id, score(id).score));
        for (id, score) in pairs {
            let profile = snapshot.profile(&id.parse().unwrap()).unwrap();
            let why = snapshot.explain(&need, &profile, &figures()).unwrap();
            assert_eq!(why.score, score, "{id}");
            let met = why.quantities[0].verdict == Verdict::Satisfied;
            assert_eq!(why.quantities[0].stated.is_some(), met, "{why:?}");
        }
        pairs.map(|(_, score)| score).to_vec()
    };
    let (known, own) = ("要求灰分≤0.5 %", "要求油系焦灰份≤0.5 %");
    let narrowed = "捣固焦浸渍度≥90 %";
    assert_eq!(scores(&library, known), [0.5, 1.0, 0.5]);
    assert_eq!(
        scores(&library, own),
        [0.5, 0.5, 0.5],
        "灰份 is in no table"
    );
    let synonyms = "灰份、灰分\n浸润度、浸渍度";
    let synonyms = qianxian::text::Lexicon::parse_synonyms(synonyms).unwrap();
    library.set_lexicon(synonyms).unwrap();
    assert_eq!(scores(&library, known), [1.0, 1.0, 0.5]);
    assert_eq!(scores(&library, own), [1.0, 1.0, 0.5]);
    assert_eq!(
        scores(&library, narrowed),
        [1.0, 0.5, 0.5],
        "graphite is not coke"
    );
    // The group may know the property by another of its built-in names.
    let synonyms = qianxian::text::Lexicon::parse_synonyms("灰份、Ash Content").unwrap();
    library.set_lexicon(synonyms).unwrap();
    assert_eq!(scores(&library, known), [1.0, 1.0, 0.5]);
    library.set_lexicon(qianxian::text::Lexicon::new()).unwrap();
    assert_eq!(scores(&library, known), [0.5, 1.0, 0.5]);
}
