//! Student groups: people, leaders, and the posts that they fill.

use serde_json::Value;

use super::program::Desk;

const NEEDS: &str = r#"{"id":"n1","title":"化工实习","keywords":["精细化工"],"kind":"talent","modes":["training"],"demand":12}
{"id":"n2","title":"催化实习生","keywords":["催化"],"kind":"talent","demand":1}
{"id":"n3","title":"科技副总","keywords":["精细化工","催化"],"kind":"talent","modes":["part_time"],"level":"professor"}"#;

/// Two groups of 10 and 4 people under professors; one of them is a profile himself.
const PROFILES: &str = r#"{"id":"s1","kind":"大学生工作团","name":"化工工作团","expertise":["精细化工","催化"],"capacity":1,"students":{"people":10,"leader":"示例·王教授"}}
{"id":"s2","kind":"大学生工作团","name":"催化工作团","expertise":["催化","精细化工"],"students":{"people":4,"leader":"示例·李教授"}}
{"id":"e1","kind":"expert","name":"示例·王教授","expertise":["精细化工","催化"],"level":"professor","capacity":2}"#;

/// Need, profile and people of each pair.
fn placed(answer: &Value) -> Vec<(String, String, Option<u64>)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let needs = answer["needs"].as_array().unwrap().iter();
    needs
        .flat_map(|need| {
            let own = need["pairs"].as_array().unwrap().iter();
            own.map(|p| {
                (
                    text(&need["need"]),
                    text(&p["profile"]),
                    p["people"].as_u64(),
                )
            })
        })
        .collect()
}

#[test]
fn groups_add_up_to_the_people_that_a_need_asks_for() {
    let desk = Desk::with(NEEDS, PROFILES);
    let answer = desk
        .rank("assign", ["--least-fit", "none", "--json"])
        .json();
    let pairs = placed(&answer);
    let people = |need: &str| -> u64 {
        let own = pairs.iter().filter(|(n, ..)| n == need);
        own.map(|(_, _, people)| people.unwrap_or(1)).sum()
    };
    assert_eq!(
        (people("n1"), people("n2"), people("n3")),
        (12, 1, 1),
        "{pairs:?}"
    );
    // A person of students is not a vice president, and the leader keeps a place for his group.
    assert!(
        pairs.contains(&("n3".to_owned(), "e1".to_owned(), None)),
        "{pairs:?}"
    );
    assert_eq!(answer["leaders"][0]["profile"], "e1");
    assert_eq!(answer["leaders"][0]["groups"][0], "s1");
    let by_group = |group: &str| -> u64 {
        let own = pairs.iter().filter(|(_, p, _)| p == group);
        own.filter_map(|(_, _, people)| *people).sum()
    };
    assert!(by_group("s1") <= 10 && by_group("s2") <= 4, "{pairs:?}");
    let (total, sum) = (answer["total"].as_f64().unwrap(), |field: &str| -> f64 {
        let needs = answer["needs"].as_array().unwrap().iter();
        needs.map(|need| need[field].as_f64().unwrap()).sum()
    });
    assert!((sum("total") - total).abs() < 1e-9);
    assert_eq!(sum("filled"), 14.0);
}

#[test]
fn the_table_and_the_file_name_people_and_leader_and_are_read_back() {
    let desk = Desk::with(NEEDS, PROFILES);
    let file = desk.path("pairs.csv");
    let arguments = ["--least-fit", "none", "--output", file.to_str().unwrap()];
    let told = desk.rank("assign", arguments).done();
    for part in [
        "people",
        "leader",
        "示例·李教授",
        "a place is kept for each group",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let csv = std::fs::read_to_string(&file).unwrap();
    assert!(
        csv.lines().next().unwrap().ends_with("people,leader"),
        "{csv}"
    );
    let previous = [
        "--least-fit",
        "none",
        "--json",
        "--previous",
        file.to_str().unwrap(),
    ];
    let again = desk.rank("assign", previous).json();
    assert_eq!(again["repair"]["changes"], 0, "{again}");
    std::fs::write(&file, csv.replace(",4,示例·李教授", ",0,示例·李教授")).unwrap();
    let broken = desk.rank("assign", previous).failed();
    assert!(
        broken.contains("people") && broken.contains("line"),
        "{broken}"
    );
}

#[test]
fn a_leader_of_one_place_goes_with_his_group_unless_told_otherwise() {
    let profiles = PROFILES.replace(r#""capacity":2"#, r#""capacity":1"#);
    let desk = Desk::with(NEEDS, &profiles);
    let kept = desk
        .rank("assign", ["--least-fit", "none", "--json"])
        .json();
    assert!(
        placed(&kept).iter().all(|(need, ..)| need != "n3"),
        "{kept}"
    );
    let free = ["--least-fit", "none", "--json", "--capacity", "e1=0..1"];
    let free = desk.rank("assign", free).json();
    assert!(
        placed(&free).iter().any(|(_, profile, _)| profile == "e1"),
        "{free}"
    );
}

#[test]
fn the_other_objectives_count_people_too() {
    let desk = Desk::with(NEEDS, PROFILES);
    for objective in ["stable-needs", "stable-profiles", "fair"] {
        let answer = desk
            .rank(
                "assign",
                ["--least-fit", "none", "--json", "--objective", objective],
            )
            .json();
        assert_eq!(
            answer["needs"][0]["filled"].as_u64().unwrap()
                + answer["needs"][1]["filled"].as_u64().unwrap(),
            13,
            "{objective}: {answer}"
        );
    }
}

#[test]
fn a_student_group_fills_no_post_of_standing_unless_the_rule_is_set_aside() {
    let need = r#"{"id":"n1","title":"科技副总","keywords":["催化"],"kind":"talent"}
{"id":"n2","title":"技术需求人才","keywords":["催化"],"kind":"talent"}
{"id":"n3","title":"科技副总助理（大学生见习）","keywords":["催化"],"kind":"talent"}"#;
    let desk = Desk::with(need, PROFILES);
    let ids = |need: &str, more: &[&str]| -> Vec<String> {
        let asked = ["--need", need, "--json"];
        let answer = desk.rank("rank", asked.iter().chain(more)).json();
        let matches = answer["matches"].as_array().unwrap().iter();
        let mut ids: Vec<String> = matches
            .map(|m| m["id"].as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        ids
    };
    assert_eq!(ids("n1", &[]), ["e1"]);
    // It names no such post, or asks for students.
    assert_eq!(ids("n2", &[]), ["e1", "s1", "s2"]);
    assert_eq!(ids("n3", &[]), ["e1", "s1", "s2"]);
    assert_eq!(ids("n1", &["--relax", "level"]), ["e1", "s1", "s2"]);
    let pair = ["--need", "n1", "--profile", "s1"];
    let said = desk.rank("explain", pair).done();
    assert!(
        said.contains("a post that a person of standing fills, and the profile is of students"),
        "{said}"
    );
}
