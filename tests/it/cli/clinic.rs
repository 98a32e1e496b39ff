//! `qianxian clinic`.

use serde_json::Value;

use super::program::Desk;

const NEEDS: &str = r#"{"id":"n1","title":"胶合板用无醛胶黏剂","enterprise":"示例甲木业","description":"目前用脲醛胶，甲醛超标。希望大幅改善。"}
{"id":"n2","title":"无醛胶黏剂在胶合板上的应用","enterprise":"示例乙板材","description":"目前甲醛释放量偏高。要求甲醛释放量≤0.03 mg/m³，2025年底前完成，设备可改造。","budget":"50万元"}
{"id":"n3","title":"印染废水零排放","enterprise":"示例丙染整"}
{"id":"n4","title":"印染废水零排放","enterprise":"示例丁染整"}
{"id":"n5","title":"胶合板无醛胶黏剂","status":"settled"}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·木教授","expertise":["无醛胶黏剂","胶合板"]}
{"id":"p2","kind":"expert","name":"示例·水教授","expertise":["废水处理"]}"#;

fn answer(more: &[&str]) -> Value {
    let desk = Desk::with(NEEDS, PROFILES);
    let arguments = more
        .iter()
        .copied()
        .chain(["--json", "--similarity", "0.2"]);
    desk.rank("clinic", arguments.collect::<Vec<_>>()).json()
}

#[test]
fn findings_questions_twins_and_common_needs_are_told() {
    let answer = answer(&[]);
    let checkups = answer["checkups"].as_array().unwrap();
    let ids: Vec<&str> = checkups
        .iter()
        .map(|c| c["need"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        ["n1", "n2", "n3", "n4"],
        "settled needs are left alone"
    );
    assert_eq!(checkups[0]["vague"][0]["wording"], "大幅");
    assert_eq!(checkups[1]["completeness"], 1.0, "{}", checkups[1]);
    assert_eq!(checkups[2]["twins"][0]["need"], "n4");
    assert!(!checkups[2]["questions"].as_array().unwrap().is_empty());
    let clusters = answer["clusters"].as_array().unwrap();
    let glue = clusters.iter().find(|c| c["needs"][0] == "n1").unwrap();
    assert_eq!(glue["needs"], serde_json::json!(["n1", "n2"]));
    assert_eq!(glue["enterprises"], 2);
    assert_eq!(glue["profiles"][0]["profile"], "p1");
}

#[test]
fn one_need_is_examined_whatever_its_status() {
    let answer = answer(&["--need", "n5"]);
    assert_eq!(answer["checkups"].as_array().unwrap().len(), 1);
    assert_eq!(answer["checkups"][0]["need"], "n5");
    assert_eq!(answer["clusters"], serde_json::json!([]));
}

#[test]
fn the_text_names_needs_questions_and_profiles() {
    let desk = Desk::with(NEEDS, PROFILES);
    let out = desk.rank("clinic", ["--similarity", "0.2"]).done();
    for part in [
        "n1",
        "missing:",
        "? ",
        "nearly the same as n4",
        "common need",
        "示例·木教授",
    ] {
        assert!(out.contains(part), "{part} in {out}");
    }
}

#[test]
fn wrong_input_is_refused_with_the_way_out() {
    let desk = Desk::with(NEEDS, PROFILES);
    let unknown = desk.rank("clinic", ["--need", "n9"]).failed();
    assert!(unknown.contains("n9"), "{unknown}");
    let likeness = desk.rank("clinic", ["--similarity", "2"]).failed();
    assert!(likeness.contains("similarity"), "{likeness}");
}
