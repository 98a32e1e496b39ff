//! Assignments on the command line.

use serde_json::Value;

use super::program::{Desk, example};

/// p1 fits all three needs best and has one place.
const NEEDS: &str = r#"{"id":"n1","title":"油系针状焦制备","enterprise":"示例焦业","kind":"talent"}
{"id":"n2","title":"针状焦煅烧","enterprise":"示例炭素","kind":"talent"}
{"id":"n3","title":"无醛胶黏剂","enterprise":"示例木业","kind":"talent"}
{"id":"n4","title":"针状焦","status":"settled"}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","expertise":["油系针状焦制备","针状焦煅烧","无醛胶黏剂"],"organization":"示例大学","level":"professor"}
{"id":"p2","kind":"expert","name":"示例·李工","expertise":["水泥煅烧"],"level":"student"}
{"id":"p3","kind":"expert","name":"示例·赵工","expertise":["皮革胶黏剂"],"capacity":2,"load":1,"level":"student"}
{"id":"p4","kind":"expert","name":"示例·孙工","expertise":["玉米育种"],"organization":"示例焦业"}
{"id":"p5","kind":"expert","name":"示例·周工","expertise":["小麦"],"status":"retired"}"#;

pub(super) fn desk() -> Desk {
    Desk::with(NEEDS, PROFILES)
}

pub(super) fn pairs(answer: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let needs = answer["needs"].as_array().unwrap().iter();
    needs
        .flat_map(|need| {
            let own = need["pairs"].as_array().unwrap().iter();
            own.map(|pair| (text(&need["need"]), text(&pair["profile"])))
        })
        .collect()
}

pub(super) fn pair(need: &str, profile: &str) -> (String, String) {
    (need.to_owned(), profile.to_owned())
}

#[test]
fn every_need_gets_somebody_though_all_like_the_same() {
    let answer = desk()
        .rank("assign", ["--least-fit", "none", "--json"])
        .json();
    assert_eq!(
        pairs(&answer),
        [pair("n1", "p1"), pair("n2", "p2"), pair("n3", "p3")]
    );
    assert_eq!(answer["status"], "optimal");
    assert_eq!(answer["beyond"], 0.0);
    assert_eq!(answer["closed"][0]["need"], "n4");
    assert_eq!(answer["scarce"][0]["profile"], "p1");
    let sum: f64 = answer["needs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["total"].as_f64().unwrap())
        .sum();
    assert!((sum - answer["total"].as_f64().unwrap()).abs() < 1e-12);
}

#[test]
fn a_list_of_one_ends_as_well_as_a_whole_list() {
    let desk = desk();
    let whole = desk.rank("assign", ["--json"]).json();
    let short = desk.rank("assign", ["--json", "-k", "1"]).json();
    assert_eq!(pairs(&short), pairs(&whole));
    assert_eq!(
        (&short["total"], &short["beyond"]),
        (&whole["total"], &whole["beyond"])
    );
    let cut = desk
        .rank("assign", ["--json", "-k", "1", "--deepest", "1"])
        .json();
    assert!(
        cut["beyond"].as_f64().unwrap() > 0.0,
        "what was not looked at is bounded"
    );
    let told = desk.rank("assign", ["-k", "1", "--deepest", "1"]).done();
    assert!(told.contains("pairs not looked at could add"), "{told}");
}

#[test]
fn the_table_names_pairs_alternates_and_what_is_scarce() {
    let told = desk().rank("assign", ["--demand", "0..2"]).done();
    for part in [
        "示例·王工",
        "unmet",
        "else: ",
        "one more place",
        "no pair beyond",
        "worst off",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn records_places_hold_and_can_be_overridden() {
    let desk = desk();
    let more = ["--json", "--capacity", "p1=0..3", "--demand", "n1=1..1"];
    let answer = desk.rank("assign", more).json();
    let got = pairs(&answer);
    assert!(
        got.iter().filter(|(_, profile)| profile == "p1").count() >= 2,
        "{got:?}"
    );
    let none = desk.rank("assign", ["--json", "--capacity", "0"]).json();
    assert!(pairs(&none).is_empty());
    assert_eq!(none["needs"][0]["open"], 1);
}

#[test]
fn rules_of_the_caller_are_kept() {
    let desk = desk();
    let forbidden = ["--json", "--forbid", "n1,p1", "--why", "n1,p1"];
    let answer = desk.rank("assign", forbidden).json();
    assert!(!pairs(&answer).contains(&pair("n1", "p1")));
    assert_eq!(answer["reasons"][0]["forbidden"], true);
    let required = desk.rank("assign", ["--json", "--require", "n3,p1"]).json();
    assert!(pairs(&required).contains(&pair("n3", "p1")));
    let quota = [
        "--json",
        "--quota",
        "level:student<=0",
        "--quota",
        "n3=level:professor<=0",
    ];
    let left = pairs(&desk.rank("assign", quota).json());
    assert!(left.iter().all(|(_, p)| p == "p1" || p == "p4"), "{left:?}");
    assert!(!left.contains(&pair("n3", "p1")), "p1 is a professor");
}

#[test]
fn a_group_goes_together_or_not_at_all() {
    let desk = desk();
    let group = desk.file("groups.csv", "p1,p2,p3\n");
    let arguments = [
        "--json",
        "--demand",
        "0..3",
        "--group",
        group.to_str().unwrap(),
    ];
    let got = pairs(&desk.rank("assign", arguments).json());
    let together = got.iter().filter(|(_, profile)| profile != "p4");
    let needs: Vec<&str> = together.map(|(need, _)| need.as_str()).collect();
    assert_eq!(needs, [needs[0]; 3], "{got:?}");
}

#[test]
fn a_pair_that_is_ruled_out_cannot_be_had_and_says_why() {
    let desk = desk();
    let all = desk
        .rank(
            "assign",
            ["--json", "--demand", "0..9", "--capacity", "0..9"],
        )
        .json();
    assert!(
        !pairs(&all).contains(&pair("n1", "p4")),
        "p4 belongs to the firm"
    );
    assert!(
        pairs(&all).iter().all(|(_, profile)| profile != "p5"),
        "p5 is retired"
    );
    let why = desk
        .rank("assign", ["--why", "n1,p4", "--why", "n1,p3"])
        .done();
    assert!(why.contains("ruled out: same_organization"), "{why}");
    assert!(
        why.contains("n1 – p3 scores") && why.contains("it would lower the total"),
        "{why}"
    );
    let line = desk.rank("assign", ["--require", "n1,p4"]).failed();
    assert!(
        line.contains("n1 – p4") && line.contains("same_organization"),
        "{line}"
    );
}

#[test]
fn what_cannot_be_met_ends_with_a_certificate_and_ways_out() {
    let desk = desk();
    let clash = ["--require", "n1,p1", "--require", "n2,p1"];
    let said = desk.rank("assign", clash);
    assert!(
        said.out
            .contains("needs that clash: n1 油系针状焦制备, n2 "),
        "{said:?}"
    );
    assert!(said.out.contains("let p1 serve 0 to 2"), "{said:?}");
    said.failed();
    let json = desk.rank("assign", clash.into_iter().chain(["--json"]));
    let told: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(told["infeasible"]["clash"]["available"], 1);
    // One of the ways out, taken.
    desk.rank("assign", clash.into_iter().chain(["--capacity", "p1=0..2"]))
        .done();
}

#[test]
fn a_repair_keeps_what_it_can() {
    let desk = desk();
    let file = desk.path("pairs.csv");
    let file = file.to_str().unwrap();
    desk.rank("assign", ["--least-fit", "none", "--output", file])
        .done();
    let refusals = desk.file("refusals.csv", "n2,p2\n,p3\n");
    let repair = [
        "--least-fit",
        "none",
        "--previous",
        file,
        "--refusals",
        refusals.to_str().unwrap(),
    ];
    let still = repair.into_iter().chain(["--max-changes", "0", "--json"]);
    let answer = desk.rank("assign", still).json();
    assert_eq!(
        pairs(&answer),
        [pair("n1", "p1")],
        "both others lost theirs"
    );
    assert_eq!(answer["repair"]["changes"], 0);
    let dropped = answer["repair"]["dropped"].as_array().unwrap();
    assert_eq!(dropped.len(), 2);
    let told = desk
        .rank("assign", repair.into_iter().chain(["--max-loss", "0"]))
        .done();
    assert!(told.contains("repaired with"), "{told}");
}

#[test]
fn a_pair_of_before_that_a_rule_bars_now_has_lapsed() {
    let desk = desk();
    let file = desk.file("pairs.csv", "need,profile\nn1,p4\nn1,gone\nn2,p2\n");
    let file = file.to_str().unwrap();
    let answer = desk.rank("assign", ["--previous", file, "--json"]).json();
    let lapsed = answer["repair"]["lapsed"].as_array().unwrap();
    assert!(
        lapsed[0]["why"]
            .as_str()
            .unwrap()
            .contains("same_organization")
    );
    assert!(lapsed[1]["why"].as_str().unwrap().contains("gone"));
    assert!(pairs(&answer).contains(&pair("n2", "p2")));
}

#[test]
fn congestion_moves_the_famous_down_and_shows_it() {
    let desk = desk();
    let answer = desk
        .rank("assign", ["--congestion", "--least-fit", "none", "--json"])
        .json();
    let list = answer[1]["matches"].as_array().unwrap();
    assert_eq!(answer[1]["need"], "n2");
    let of = |id: &str| list.iter().find(|m| m["profile"] == id).unwrap();
    assert!(of("p1")["deduction"].as_f64().unwrap() > 0.0);
    assert_eq!(of("p2")["deduction"], 0.0);
    for line in list {
        let number = |field: &str| line[field].as_f64().unwrap();
        assert_eq!(
            number("score") - number("deduction"),
            number("adjusted"),
            "exactly"
        );
    }
    let told = desk
        .rank(
            "assign",
            ["--congestion", "0.5", "--least-fit", "none", "--explain"],
        )
        .done();
    assert!(told.contains("needs that list it first"), "{told}");
    let none = desk
        .rank(
            "assign",
            ["--congestion", "0", "--least-fit", "none", "--json"],
        )
        .json();
    assert_eq!(none[1]["matches"][0]["deduction"], 0.0);
    desk.rank("assign", ["--congestion", "2"]).failed();
}

#[test]
fn every_objective_assigns() {
    let desk = desk();
    for objective in ["total", "stable-needs", "stable-profiles", "fair"] {
        let answer = desk
            .rank(
                "assign",
                ["--least-fit", "none", "--objective", objective, "--json"],
            )
            .json();
        assert_eq!(pairs(&answer).len(), 3, "{objective}");
    }
}

#[test]
fn bad_values_are_named_with_their_repair() {
    let desk = desk();
    for wrong in [
        ["--objective", "best"],
        ["--demand", "3..1"],
        ["--capacity", "p1=x"],
        ["--forbid", "n1"],
        ["--quota", "student"],
        ["-k", "0"],
    ] {
        let line = desk.rank("assign", wrong).misused();
        assert!(line.contains(wrong[1]), "{line}");
    }
    for (wrong, named) in [
        (["--require", "n9,p1"], "n9"),
        (["--forbid", "n1,p9"], "p9"),
        (["--require", "n4,p1"], "n4"),
        (["--need", "n9"], "n9"),
    ] {
        let line = desk.rank("assign", wrong).failed();
        assert!(line.contains(named), "{line}");
    }
    let groups = desk.file("groups.csv", "p1,p2\np3\n");
    let line = desk
        .rank("assign", ["--group", groups.to_str().unwrap()])
        .failed();
    assert!(
        line.contains("groups.csv line 2") && line.contains("p3"),
        "{line}"
    );
    let previous = desk.file("previous.csv", "firm,expert\nn1,p1\n");
    let line = desk
        .rank("assign", ["--previous", previous.to_str().unwrap()])
        .failed();
    assert!(
        line.contains("previous.csv") && line.contains("need"),
        "{line}"
    );
}

#[test]
fn an_empty_library_assigns_nobody() {
    let told = Desk::with("", "").rank("assign", [""; 0]).done();
    assert!(told.contains("0 pairs for 0 needs"), "{told}");
}

#[test]
fn the_example_repairs_and_proves() {
    let output = std::process::Command::new(example("assign"))
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}");
    for part in ["declines", "now ", "cannot be: "] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn pairs_that_ended_in_the_ledger_are_named_wherever_they_are_proposed() {
    const PAIR: [&str; 2] = ["n1", "p1"];
    let needs = r#"{"id":"n1","title":"针状焦制备","enterprise":"示例甲厂"}"#;
    let profiles = r#"{"id":"p1","kind":"expert","name":"示例·王工","expertise":["针状焦"]}
{"id":"p2","kind":"expert","name":"示例·李工","expertise":["针状焦生产"]}"#;
    let desk = Desk::with(needs, profiles);
    let pair = ["--need", PAIR[0], "--profile", PAIR[1]];
    let why = ["--kind", "refused", "--reason", "企业不接受"];
    let entry = ["ledger", "add", "--library"];
    let mut add = super::program::program();
    add.args(entry).arg(desk.library()).args(pair).args(why);
    super::program::Said::from(add.output().unwrap()).done();
    for (command, asked, kept_out) in [
        ("assign", &["--need", "n1"][..], ["--forbid", "n1,p1"]),
        ("rank", &["--need", "n1"], ["--exclude", "p1"]),
        (
            "team",
            &["--need", "n1", "--size", "1", "--member", "p1"],
            ["--exclude", "p1"],
        ),
        ("event", &["--days", "2026-05-12"], ["--veto", "n1,p1"]),
    ] {
        let said = desk.rank(command, asked).done();
        let [option, value] = kept_out;
        let notice =
            format!("1 pair that the ledger has as refused: n1–p1; {option} {value} keeps it out");
        assert!(said.contains(&notice), "{command}: {said}");
        let json = desk.rank(command, asked.iter().chain(&["--json"])).json();
        let pairs = &json["in_ledger"][0];
        assert_eq!(pairs["stage"], "refused", "{command}");
        assert_eq!(pairs["pairs"][0]["profile"], "p1", "{command}");
        let chinese = asked.iter().chain(&["--language", "zh"]);
        let chinese = desk.rank(command, chinese).done();
        assert!(
            chinese.contains("台账已有所列配对1个（已拒绝）：n1–p1"),
            "{chinese}"
        );
        if command != "team" {
            let without = desk.rank(command, asked.iter().chain(&kept_out)).done();
            assert!(!without.contains("refused"), "{command}: {without}");
        }
    }
}
