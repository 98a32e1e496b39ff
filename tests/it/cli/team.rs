//! Teams and consortia.

use serde_json::Value;

use super::program::Desk;

const NEEDS: &str = r#"{"id":"n1","title":"焦化技术攻关","keywords":["针状焦","在线测温"],"enterprise":"示例焦业"}
{"id":"n2","title":"焦化","keywords":["针状焦"],"status":"settled"}
{"id":"n3","title":"焦化","keywords":["针状焦"]}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","organization":"示例大学","level":"professor","works":[{"title":"油系针状焦的制备","year":2021}]}
{"id":"p2","kind":"expert","name":"示例·李工","organization":"示例大学","level":"associate_professor","works":[{"title":"焦化塔在线测温"}]}
{"id":"p3","kind":"expert","name":"示例·赵工","organization":"示例研究院","expertise":["在线测温"],"level":"lecturer"}
{"id":"p4","kind":"expert","name":"示例·孙工","organization":"示例焦业","expertise":["针状焦"]}
{"id":"p5","kind":"institution","name":"示例理工","expertise":["针状焦"]}
{"id":"p6","kind":"facility","name":"示例中试平台","expertise":["在线测温"]}
{"id":"p7","kind":"finance","name":"示例贷"}"#;

fn desk() -> Desk {
    Desk::with(NEEDS, PROFILES)
}

fn members(answer: &Value) -> Vec<&str> {
    let members = answer["team"]["members"].as_array().unwrap();
    members
        .iter()
        .map(|m| m["profile"].as_str().unwrap())
        .collect()
}

#[test]
fn a_team_covers_the_need_with_works_that_prove_it() {
    let options = [
        "--need",
        "n1",
        "--words",
        "0",
        "--chief-level",
        "professor",
        "--json",
    ];
    let answer = desk().rank("team", options).json();
    assert_eq!(members(&answer), ["p1", "p2"]);
    let team = &answer["team"];
    assert_eq!(
        (&team["status"], &team["coverage"]),
        (&"optimal".into(), &1.0.into())
    );
    assert_eq!(team["members"][0]["chief"], true);
    let proof = &team["topics"][1]["proofs"][0];
    assert_eq!(proof["evidence"]["title"], "油系针状焦的制备");
    assert_eq!(answer["profiles"]["p1"]["name"], "示例·王工");
    // p4 belongs to the enterprise.
    assert!(
        answer["barred"]["p4"]
            .as_str()
            .unwrap()
            .contains("same_organization")
    );
}

#[test]
fn organisations_are_mixed() {
    let options = [
        "--need",
        "n1",
        "--words",
        "0",
        "--max-per-organisation",
        "1",
        "--json",
    ];
    let answer = desk().rank("team", options).json();
    assert_eq!(
        members(&answer),
        ["p1", "p3"],
        "p2 is of the university of p1"
    );
    assert_eq!(
        answer["team"]["members"][0]["runners_up"][0]["profile"],
        "p2"
    );
}

#[test]
fn a_consortium_fills_its_roles() {
    let options = [
        "--need",
        "n1",
        "--led-by-enterprise",
        "--consortium",
        "高校=institution:1..2",
        "--consortium",
        "平台=平台设备:1",
        "--consortium",
        "金融=finance:1",
        "--json",
    ];
    let answer = desk().rank("team", options).json();
    let mut found = members(&answer);
    found.sort_unstable();
    assert_eq!(found, ["p5", "p6", "p7"]);
    assert_eq!(answer["team"]["lead"], "示例焦业");
    let roles = answer["team"]["members"].as_array().unwrap();
    assert!(
        roles
            .iter()
            .any(|m| m["profile"] == "p7" && m["role"] == "金融")
    );
}

#[test]
fn a_table_shows_seats_topics_and_gaps() {
    let options = ["--need", "n1", "--words", "0", "--topic", "石墨化=1"];
    let out = desk().rank("team", options).done();
    for piece in [
        "chief",
        "《油系针状焦的制备》 2021",
        "runners-up",
        "not covered",
        "石墨化",
        "ruled out",
    ] {
        assert!(out.contains(piece), "{piece} in {out}");
    }
}

#[test]
fn what_nobody_can_hold_is_told_with_what_would_help() {
    let desk = desk();
    let options = ["--need", "n1", "--chief-level", "provincial_talent"];
    let said = desk.rank("team", options);
    assert!(
        said.out.contains("a team is possible with") && said.out.contains("level professor"),
        "{said:?}"
    );
    let error = said.failed();
    assert!(
        error.contains("a chief of level provincial_talent or higher"),
        "{error}"
    );
    let said = desk.rank("team", options.into_iter().chain(["--json"]));
    let answer: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        answer["infeasible"]["clash"]["rules"][0]["clause"],
        "chief_level"
    );
    said.failed();
}

#[test]
fn bad_requests_say_what_to_do() {
    let desk = desk();
    let failed = |options: &[&str]| desk.rank("team", options).failed();
    assert!(failed(&["--need", "n2"]).contains("settled"));
    assert!(failed(&["--need", "n3", "--led-by-enterprise"]).contains("names no enterprise"));
    assert!(failed(&["--need", "n1", "--topic", "针状焦=-1"]).contains("weight"));
    assert!(failed(&["--need", "n1", "--member", "p4"]).contains("same_organization"));
    assert!(failed(&["--need", "n1", "--size", "5..2"]).contains("range"));
    let misused = |options: &[&str]| desk.rank("team", options).misused();
    assert!(misused(&["--need", "n1", "--size", "many"]).contains("2..5"));
    assert!(misused(&["--need", "n1", "--consortium", "高校"]).contains("NAME=KIND"));
}

#[test]
fn labels_are_written_as_for_an_assignment() {
    let desk = Desk::with(
        r#"{"id":"n","title":"针状焦煅烧","keywords":["针状焦","煅烧"]}"#,
        r#"{"id":"a","kind":"expert","name":"示例甲","expertise":["针状焦"],"organization":"示例大学","level":"professor"}
{"id":"b","kind":"expert","name":"示例乙","expertise":["煅烧"],"organization":"示例大学","level":"lecturer"}"#,
    );
    let form = |label: &str| desk.rank("team", ["--need", "n", "--json", "--label", label]);
    for held in [
        "level:professor=1..",
        "职称:教授=1..",
        "professor=1..",
        "单位:示例大学=2",
        "类别:专家=2",
    ] {
        form(held).done();
    }
    for broken in ["organization:示例大学=0..1", "level:professor=2.."] {
        let said = form(broken);
        assert!(said.out.contains("infeasible"), "{broken}: {said:?}");
    }
    assert!(form("foo=0..0").failed().contains("foo"));
}
