//! Explanations in words, from the program.

use serde_json::Value;

use super::program::Desk;

const NEEDS: &str = r#"{"id":"n1","title":"油系针状焦制备","region":"山东省/淄博市","enterprise":"示例焦业","readiness":6}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","expertise":["油系针状焦制备"],"region":"山东省/淄博市"}
{"id":"p2","kind":"team","name":"示例团队","works":[{"title":"煤系针状焦的煅烧","year":2022}],"readiness":3}
{"id":"p4","kind":"expert","name":"示例·赵工","expertise":["油系针状焦制备"],"capacity":2,"load":2}"#;

fn desk() -> Desk {
    Desk::with(NEEDS, PROFILES)
}

fn explain(more: &[&str]) -> String {
    let pair = ["--need", "n1", "--profile"];
    desk()
        .rank("explain", pair.iter().chain(more).copied())
        .done()
}

#[test]
fn an_explanation_speaks_both_languages() {
    let said = explain(&["p2", "--language", "zh"]);
    assert!(
        said.contains("技术成熟度要求不低于6级，供方为3级"),
        "{said}"
    );
    assert!(said.contains("《煤系针状焦的煅烧》（2022年）"), "{said}");
    let said = explain(&["p2", "--language", "en"]);
    assert!(
        said.contains("technology readiness of at least 6 is wanted"),
        "{said}"
    );
    let refused = desk()
        .rank(
            "explain",
            ["--need", "n1", "--profile", "p2", "--language", "xx"],
        )
        .misused();
    assert!(refused.contains("language"), "{refused}");
}

#[test]
fn why_not_tells_the_border_and_what_would_help() {
    let said = explain(&["p2", "--why-not", "-k", "1"]);
    assert!(said.contains("ranks 2") && said.contains("“p1”"), "{said}");
    assert!(said.contains("loses in text"), "{said}");
    let said = explain(&["p2", "--why-not", "-k", "1", "--language", "中文"]);
    assert!(
        said.contains("排第2名，不在前1名之内") && said.contains("若文本取值不低于"),
        "{said}"
    );
}

#[test]
fn why_not_says_that_the_fit_is_below_the_one_asked_for() {
    let foreign = r#"{"id":"p5","kind":"expert","name":"示例·农工","expertise":["小麦育种"]}"#;
    let desk = Desk::with(NEEDS, &format!("{PROFILES}\n{foreign}"));
    let ask = |profile: &str, language: &str| {
        let pair = ["--need", "n1", "--profile", profile, "--why-not"];
        let more = ["--least-fit", "possible", "--language", language];
        desk.rank("explain", pair.iter().chain(&more)).done()
    };
    let said = ask("p5", "en");
    assert!(
        said.contains("below the fit that is asked for; if it did not, it would rank 3"),
        "{said}"
    );
    assert!(
        said.contains("It covers 0.0% of the need's subject") && said.contains("a work about “"),
        "{said}"
    );
    let said = ask("p5", "zh");
    assert!(
        said.contains("低于所要求的相关程度") && said.contains("如有关于"),
        "{said}"
    );
    assert!(ask("p1", "en").contains("ranks 1"));
}

#[test]
fn why_not_tells_the_rule_and_its_repair() {
    let said = explain(&["p4", "--why-not", "--language", "zh"]);
    assert!(said.contains("供方正在服务2家企业，最多服务2家"), "{said}");
    assert!(said.contains("将供方的名额提高到3家"), "{said}");
}

#[test]
fn json_holds_the_sentences_beside_the_numbers() {
    let told: Value =
        serde_json::from_str(&explain(&["p2", "--json", "--language", "en"])).unwrap();
    assert!(
        told["sentences"][0]
            .as_str()
            .unwrap()
            .starts_with("The match scores")
    );
    assert_eq!(told["sides"]["profile"], 0.5);
    let why: Value =
        serde_json::from_str(&explain(&["p2", "--json", "--why-not", "-k", "1"])).unwrap();
    assert_eq!(
        (&why["verdict"], &why["rank"]),
        (&"outranked".into(), &2.into())
    );
    let differences = why["differences"].as_array().unwrap();
    let sum: f64 = differences
        .iter()
        .map(|d| d["difference"].as_f64().unwrap())
        .sum();
    assert_eq!(
        sum,
        why["border"]["gap"].as_f64().unwrap(),
        "exact in binary"
    );
    assert!(why.get("sentences").is_none());
}

#[test]
fn a_ranking_can_give_its_reasons_in_sentences() {
    let asked = ["--need", "n1", "--explain", "--language", "zh"];
    let said = desk().rank("rank", asked).done();
    assert!(said.contains("匹配得分为"), "{said}");
}

#[test]
fn figures_are_printed_with_what_decides_them() {
    let need = r#"{"id":"n1","title":"油系针状焦","description":"要求真密度≥2.12 g/cm³，灰分不超过 0.5 %。"}"#;
    let profile = r#"{"id":"p1","kind":"expert","name":"示例·王工","works":[{"title":"针状焦的煅烧","abstract":"真密度为 2.13 g/cm³"}]}"#;
    let desk = Desk::with(need, profile);
    let pair = ["--need", "n1", "--profile", "p1"];
    let told = desk.rank("explain", pair).done();
    let (heading, figures) = told.split_once("figures that the need demands\n").unwrap();
    assert!(heading.contains("evidence behind text"), "{told}");
    let mut lines = figures.lines();
    let met = lines.next().unwrap();
    assert!(
        met.ends_with("satisfied  真密度 ≥2.12 g/cm³: 真密度 2.13 g/cm³ in 《针状焦的煅烧》"),
        "{met}"
    );
    let open = lines.next().unwrap();
    assert!(open.ends_with("unknown    灰分 不超过 0.5 %"), "{open}");
    let json = [&pair[..], &["--json"]].concat();
    let told = desk.rank("explain", json).json();
    let figure = &told["quantities"][0];
    assert_eq!(
        (&figure["verdict"], &figure["title"], &figure["work"]),
        (&"satisfied".into(), &"针状焦的煅烧".into(), &0.into())
    );
    let told = desk.rank("rank", ["--need", "n1", "--explain"]).done();
    assert!(told.contains("figures: 1 satisfied, 1 unknown"), "{told}");
}

#[test]
fn terms_of_finance_are_told_as_agreed_not_agreed_or_open() {
    let needs = r#"{"id":"n1","kind":"finance","title":"流动资金贷款","finance":{"rate":"5%","term":"24个月","securities":"信用"}}"#;
    let products = r#"{"id":"a","kind":"finance","name":"流动资金信用贷款","finance":{"rate":"3.45%-4.35%","term":"36个月","stages":["成长期"]}}
{"id":"b","kind":"finance","name":"流动资金抵押贷款","finance":{"rate":"5.5%","securities":"抵押"}}"#;
    let desk = Desk::with(needs, products);
    let explain = |profile: &str, language: &str| {
        let pair = ["--need", "n1", "--profile", profile, "--language", language];
        desk.rank("explain", pair).done()
    };
    let said = explain("a", "zh");
    for part in [
        "一致的融资条件：利率（供方为年3.45%至年4.35%，需求为不超过年5%）；贷款期限（供方为最长36个月，需求为24个月）。",
        "待确认的融资条件：担保方式（供方未填写，需求为信用）；融资阶段（供方为成长期，需求未填写）。",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let said = explain("b", "en");
    for part in [
        "the profile asks 5.5 % a year at least, and the need accepts 5 % a year at most",
        "Terms that do not agree: rate (",
        "security (the profile states mortgage, the need states credit).",
        "Terms to be settled: loan term (the profile states none, the need states 24 months).",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let open = ["--need", "n1", "--relax", "rate", "--relax", "security"];
    assert!(desk.rank("rank", open).done().contains('b'));
}

#[test]
fn parts_of_figures_are_no_subjects_that_nothing_covers() {
    let needs = r#"{"id":"n1","title":"针状焦制备","description":"真密度≥2.12 g/cm³，硫含量≤0.5%，收率≥35%，热膨胀系数≤1.2×10-6/K；304不锈钢衬里"}"#;
    let profiles = r#"{"id":"p1","kind":"expert","name":"示例·王工","works":[{"title":"针状焦制备：真密度2.13 g/cm³，收率36%"}]}"#;
    let desk = Desk::with(needs, profiles);
    let pair = ["--need", "n1", "--profile", "p1", "--json"];
    let answer = desk.rank("explain", pair).json();
    let uncovered: Vec<&str> = answer["uncovered"]
        .as_array()
        .unwrap()
        .iter()
        .map(|piece| piece.as_str().unwrap())
        .collect();
    for figure in ["6/K", "1.2", "0.5", "10", "2.12", "35"] {
        assert!(!uncovered.contains(&figure), "{figure}: {uncovered:?}");
    }
    assert!(uncovered.contains(&"304"), "a name: {uncovered:?}");
}
