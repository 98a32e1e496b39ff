//! Declared conflicts and refusals with notes and in short forms: barred or to be confirmed, wherever a pair is made.

use serde_json::Value;

use super::program::Desk;

const NEED: &str =
    r#"{"id":"n1","title":"陶瓷膜抗污染","kind":"talent","enterprise":"示例甲水务有限公司"}"#;

const EXPERTS: &str = "编号,姓名,工作单位,研究方向,回避企业,不接受企业\n\
    c1,示例·持,示例大学,陶瓷膜抗污染,示例甲水务有限公司（本人持股）,\n\
    c2,示例·拒,示例大学,陶瓷膜抗污染,,示例甲水务有限公司（距离远）\n\
    c3,示例·短,示例大学,陶瓷膜抗污染,甲水务,\n\
    c4,示例·正,示例大学,陶瓷膜抗污染,示例甲水务有限公司,\n\
    c5,示例·名,示例大学,陶瓷膜抗污染,示例（山东）有限公司,\n";

fn desk() -> Desk {
    let desk = Desk::with(NEED, "");
    let file = desk.file("experts.csv", EXPERTS);
    let file = file.to_str().unwrap();
    desk.run("import", ["--profiles", file]).done();
    desk
}

fn listed(answer: &Value) -> Vec<&str> {
    let matches = answer["matches"].as_array().unwrap();
    matches.iter().map(|m| m["id"].as_str().unwrap()).collect()
}

#[test]
fn a_ranking_bars_the_name_with_its_note_and_cautions_about_the_short_form() {
    let desk = desk();
    let answer = desk
        .rank("rank", ["--need", "n1", "--barred", "--json"])
        .json();
    assert_eq!(listed(&answer), ["c3", "c5"]);
    let cautions = &answer["matches"][0]["cautions"];
    assert_eq!(cautions[0]["caution"], "near_declaration", "{answer}");
    assert_eq!(cautions[0]["declared"], "甲水务");
    assert!(answer["matches"][1].get("cautions").is_none(), "{answer}");
    let barred = answer["barred"].to_string();
    assert!(
        barred.contains("本人持股") && barred.contains("距离远"),
        "{barred}"
    );
    let said = desk
        .rank("rank", ["--need", "n1", "--language", "zh"])
        .done();
    assert!(
        said.contains("可能存在利益冲突，请核实：供方声明回避或不接受甲水务"),
        "{said}"
    );
    // Seen from the profile it is the same.
    for (profile, count) in [("c1", 0), ("c2", 0), ("c3", 1), ("c4", 0), ("c5", 1)] {
        let answer = desk
            .rank("reverse", ["--profile", profile, "--json"])
            .json();
        assert_eq!(listed(&answer).len(), count, "{profile}");
    }
}

#[test]
fn an_assignment_seats_nobody_with_a_firm_that_he_names_with_a_note() {
    let needs = format!("{NEED}\n{}", NEED.replace("n1", "n2").replace('甲', "乙"));
    let desk = Desk::with(&needs, "");
    let file = desk.file("experts.csv", EXPERTS);
    let file = file.to_str().unwrap();
    desk.run("import", ["--profiles", file]).done();
    let answer = desk.rank("assign", ["--json"]).json();
    let of = |id: &str| {
        let needs = answer["needs"].as_array().unwrap();
        let own = needs.iter().find(|need| need["need"] == id).unwrap();
        own["pairs"][0].clone()
    };
    let seated = of("n1");
    let seated = seated["profile"].as_str().unwrap();
    assert!(["c3", "c5"].contains(&seated), "{answer}");
    // With the other firm nothing is declared.
    assert!(of("n2")["profile"].is_string(), "{answer}");
}

#[test]
fn an_assignment_names_what_has_to_be_confirmed_of_a_pair() {
    let desk = Desk::with(NEED, "");
    let head = EXPERTS.lines().next().unwrap();
    let short = EXPERTS.lines().find(|line| line.starts_with("c3")).unwrap();
    let file = desk.file("experts.csv", format!("{head}\n{short}\n"));
    desk.run("import", ["--profiles", file.to_str().unwrap()])
        .done();
    let answer = desk.rank("assign", ["--json"]).json();
    let pair = &answer["needs"][0]["pairs"][0];
    assert_eq!(pair["profile"], "c3");
    assert_eq!(pair["cautions"][0]["declared"], "甲水务", "{pair}");
    let said = desk.rank("assign", ["--language", "zh"]).done();
    assert!(said.contains("可能存在利益冲突，请核实"), "{said}");
    // So does a timetable.
    let day = ["--days", "2024-07-02"];
    let answer = desk.rank("event", day.iter().chain(&["--json"])).json();
    let met = &answer["cautions"][0];
    assert_eq!(
        (&met["need"], &met["profile"]),
        (&"n1".into(), &"c3".into())
    );
    assert_eq!(met["cautions"][0]["declared"], "甲水务", "{met}");
    let said = desk.rank("event", day.iter().chain(&["--language", "zh"]));
    assert!(said.done().contains("n1 与 c3：可能存在利益冲突，请核实"));
}

#[test]
fn an_explanation_gives_the_note_as_the_reason() {
    let desk = desk();
    let explained = |profile: &str| {
        let pair = ["--need", "n1", "--profile", profile, "--language", "zh"];
        desk.rank("explain", pair).done()
    };
    let said = explained("c1");
    assert!(
        said.contains("供方声明与“示例甲水务有限公司（本人持股）”有利益冲突"),
        "{said}"
    );
    let said = explained("c2");
    assert!(
        said.contains("供方拒绝“示例甲水务有限公司（距离远）”"),
        "{said}"
    );
    let said = explained("c3");
    assert!(said.contains("可能存在利益冲突，请核实"), "{said}");
    let said = explained("c5");
    assert!(!said.contains("可能存在利益冲突"), "{said}");
}

#[test]
fn every_person_of_a_cell_is_looked_for_among_the_experts() {
    let desk = Desk::new();
    let cells = [
        "张三",
        "张三/李四",
        "张三（总工）",
        "张三 13800138000",
        "张三：13800138000",
        "张三 李四",
        "李四60%；张三40%",
        "总经理张三",
        "李四和张三",
    ];
    let rows = cells.iter().enumerate();
    let rows = rows.map(|(at, cell)| format!("N{at},示例甲公司,陶瓷膜抗污染{at},{cell}\n"));
    let needs = format!(
        "编号,企业名称,需求名称,联系人\n{}",
        rows.collect::<String>()
    );
    let needs = desk.file("n.csv", needs);
    let experts =
        "编号,姓名,单位,研究方向\nP1,张三,示例大学,陶瓷膜抗污染\nP2,赵六,示例大学,陶瓷膜抗污染\n";
    let experts = desk.file("p.csv", experts);
    let files = [
        "--needs",
        needs.to_str().unwrap(),
        "--profiles",
        experts.to_str().unwrap(),
    ];
    desk.run("import", files).done();
    for (at, cell) in cells.iter().enumerate() {
        let need = format!("N{at}");
        let answer = desk.rank("rank", ["--need", &need, "--json"]).json();
        let cautioned: Vec<&Value> = answer["matches"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|found| found.get("cautions").is_some())
            .map(|found| &found["id"])
            .collect();
        assert_eq!(cautioned, ["P1"], "{cell}: {answer}");
    }
}

#[test]
fn each_expert_of_a_row_is_looked_for_among_the_people() {
    let need = r#"{"id":"n1","title":"陶瓷膜抗污染","kind":"talent","enterprise":"示例甲水务有限公司","people":["李四"],"conflicts":["赵六"]}"#;
    let desk = Desk::with(need, "");
    let experts = "编号,姓名,单位,研究方向\n\
        p1,李四、王五,示例大学,陶瓷膜抗污染\n\
        p2,赵六/钱七,示例大学,陶瓷膜抗污染\n\
        p3,孙八、周九,示例大学,陶瓷膜抗污染\n";
    let experts = desk.file("p.csv", experts);
    let out = desk.run("import", ["--profiles", experts.to_str().unwrap()]);
    let out = out.done();
    assert!(out.contains("several people in one row"), "{out}");
    let arguments = ["--need", "n1", "--barred", "--json"];
    let answer = desk.rank("rank", arguments).json();
    assert_eq!(listed(&answer), ["p1", "p3"]);
    let cautions = &answer["matches"][0]["cautions"];
    assert_eq!(cautions[0]["caution"], "namesake", "{answer}");
    assert_eq!(cautions[0]["name"], "李四");
    assert!(answer["matches"][1].get("cautions").is_none(), "{answer}");
    assert!(answer["barred"].to_string().contains("赵六"), "{answer}");
}
