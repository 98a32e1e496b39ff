//! Events: from a library to a timetable, and after.

use super::program::{Desk, Said};

const NEEDS: &str = r#"{"id":"n1","title":"针状焦制备","enterprise":"示例甲厂"}
{"id":"n2","title":"针状焦煅烧","enterprise":"示例甲厂"}
{"id":"n3","title":"无醛胶黏剂","enterprise":"示例乙厂"}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","organization":"示例大学","expertise":["针状焦"]}
{"id":"p2","kind":"expert","name":"示例·李工","expertise":["无醛胶黏剂"]}"#;

const PLACE: [&str; 8] = [
    "--days",
    "2026-05-12",
    "--slots",
    "09:00-11:00",
    "--tables",
    "2",
    // Every pair may meet, so that there is a timetable to make.
    "--least-fit",
    "none",
];

fn event(desk: &Desk, more: &[&str]) -> Said {
    desk.rank("event", PLACE.iter().chain(more))
}

#[test]
fn a_timetable_is_printed_and_written_and_a_change_moves_little() {
    let desk = Desk::with(NEEDS, PROFILES);
    let plan = event(&desk, &["--json"]).json();
    let meetings = plan["plan"]["meetings"].as_array().unwrap();
    assert_eq!(plan["plan"]["status"], "optimal");
    assert_eq!(meetings.len(), 6, "three needs, two profiles");
    let csv = desk.path("plan.csv");
    let said = event(&desk, &["--output", csv.to_str().unwrap()]).done();
    assert!(
        said.contains("6 meetings worth") && said.contains("(proved greatest)"),
        "{said}"
    );
    let text = std::fs::read_to_string(&csv).unwrap();
    assert!(text.starts_with('\u{feff}') && text.contains("示例·王工,示例大学"));

    let published = ["--published", csv.to_str().unwrap()];
    let same = event(&desk, &published).done();
    assert!(
        same.contains("6 stay, 0 move, 0 are cancelled (proved fewest); 0 are new"),
        "{same}"
    );
    let vetoed = event(&desk, &[&published[..], &["--veto", "n3,p2"]].concat()).done();
    assert!(
        vetoed.contains("5 stay, 0 move, 1 are cancelled (proved fewest)"),
        "{vetoed}"
    );
    let late = desk.file("can.csv", "id,date,hours\np2,2026-05-12,09:30-11:00\n");
    let moved = event(
        &desk,
        &[
            &published[..],
            &["--availability", late.to_str().unwrap(), "--json"],
        ]
        .concat(),
    );
    let moved = moved.json();
    let meetings = moved["replan"]["plan"]["meetings"].as_array().unwrap();
    let early =
        |m: &&serde_json::Value| m["slot"] == "2026-05-12 09:00-09:30" && m["profile"] == "p2";
    assert_eq!(meetings.iter().filter(early).count(), 0);
    assert_eq!(
        moved["replan"]["kept"].as_u64().unwrap()
            + moved["replan"]["cancelled"].as_array().unwrap().len() as u64
            + moved["replan"]["moved"].as_array().unwrap().len() as u64,
        6
    );
}

#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_is_written() {
    use calamine::{Reader as _, Xlsx, open_workbook};
    let desk = Desk::with(NEEDS, PROFILES);
    let path = desk.path("plan.xlsx");
    event(
        &desk,
        &["--output", path.to_str().unwrap(), "--language", "english"],
    )
    .done();
    let book: Xlsx<_> = open_workbook(&path).unwrap();
    let names = [
        "Overview",
        "2026-05-12",
        "示例乙厂",
        "示例甲厂",
        "示例·王工",
        "示例·李工",
    ];
    assert_eq!(book.sheet_names(), names);
}

#[test]
fn an_impossible_event_fails_with_who_clashes_and_what_would_help() {
    let desk = Desk::with(NEEDS, PROFILES);
    let said = event(&desk, &["--per-need", "3..4"]);
    assert!(said.out.contains("must have"), "{said:?}");
    assert!(said.out.contains("it would help, at a cost of"), "{said:?}");
    let error = said.err.clone();
    assert!(
        error.starts_with("error: ") && error.contains("; let need"),
        "{error}"
    );
    said.failed();
    let json = event(&desk, &["--per-need", "3..4", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(answer["infeasible"]["clash"]["proof"], "numbers");
    json.failed();
}

/// Two firms, a professor, the student group that he leads, and his research team.
const LED: &str = r#"{"id":"e1","kind":"expert","name":"示例·王教授","organization":"示例大学","expertise":["针状焦"]}
{"id":"s1","kind":"大学生工作团","name":"化工工作团","organization":"示例大学","expertise":["针状焦"],"students":{"people":10,"leader":"示例·王教授"}}
{"id":"t1","kind":"team","name":"炭材料团队","organization":"示例大学","expertise":["针状焦"],"团队带头人":"示例·王教授"}"#;

#[test]
fn a_leader_and_his_groups_never_meet_at_one_hour() {
    let desk = Desk::with(NEEDS, LED);
    let answer = event(&desk, &["--json"]).json();
    assert_eq!(
        answer["one_at_a_time"],
        serde_json::json!([["e1", "s1", "t1"]])
    );
    let meetings = answer["plan"]["meetings"].as_array().unwrap();
    let mut hours: Vec<&str> = meetings
        .iter()
        .map(|m| m["slot"].as_str().unwrap())
        .collect();
    assert_eq!(hours.len(), 4, "one person, four slots, two tables");
    hours.dedup();
    assert_eq!(hours.len(), 4);
    let said = event(&desk, &[]).done();
    let line = "never at one hour, as a leader goes with his group: e1 示例·王教授, s1 化工工作团, t1 炭材料团队";
    assert!(said.contains(line), "{said}");
    // Four slots cannot hold five meetings that one person must have.
    let musts = ["n1,e1", "n2,e1", "n3,s1", "n1,s1", "n2,t1"];
    let musts = musts.iter().flat_map(|pair| ["--require", *pair]);
    let said = event(&desk, &musts.collect::<Vec<_>>());
    assert!(
        said.out
            .contains("e1, s1, t1 share a person and meet one at a time"),
        "{said:?}"
    );
    assert!(
        said.out.contains("let e1, s1, t1 meet at one hour"),
        "{said:?}"
    );
    said.failed();
}

#[test]
fn bad_arguments_are_told() {
    let desk = Desk::with(NEEDS, PROFILES);
    event(&desk, &["--per-need", "4..1"]).misused();
    event(&desk, &["--language", "latin"]).misused();
    // What can only give an empty timetable is refused with its cause.
    event(&desk, &["--per-need", "0..0"]).misused();
    event(&desk, &["--per-profile", "0..0"]).misused();
    let asked = |more: &[&str]| {
        let day = ["--days", "2026-05-12"];
        desk.rank("event", day.iter().chain(more))
    };
    assert!(asked(&["--tables", "0"]).failed().contains("1 table"));
    let long = asked(&["--minutes", "300"]).failed();
    assert!(long.contains("09:00-12:00, 14:00-17:00"), "{long}");
    let part = asked(&["--slots", "09:00-09:20,14:00-17:00"]);
    assert!(part.err.contains("in the hours 09:00-09:20"), "{part:?}");
    part.done();
    assert!(event(&desk, &["--veto", "n1"]).failed().contains("comma"));
    assert!(
        event(&desk, &["--require", "n1,p9"])
            .failed()
            .contains("no profile")
    );
    let beyond = ["-k", "1", "--require", "n1,p2"];
    assert!(event(&desk, &beyond).failed().contains("raise -k"));
    assert!(
        event(&desk, &["--output", "plan.pdf"])
            .failed()
            .contains(".xlsx or .csv")
    );
    assert!(
        event(&desk, &["--needs", "n9"])
            .failed()
            .contains("no need")
    );
    let file = desk.file("can.csv", "id,date,hours\nnobody,2026-05-12,\n");
    assert!(
        event(&desk, &["--availability", file.to_str().unwrap()])
            .failed()
            .contains("line 2")
    );
}

/// Three firms with a need in common, one of another kind, and experts who have one place each.
const COMMON: &str = r#"{"id":"n1","title":"胶合板用无醛胶黏剂","enterprise":"示例甲木业"}
{"id":"n2","title":"无醛胶黏剂在胶合板上的应用","enterprise":"示例乙板材"}
{"id":"n3","title":"胶合板无醛胶黏剂","enterprise":"示例丙家居"}
{"id":"n4","title":"印染废水零排放","enterprise":"示例丁染整"}"#;

const EXPERTS: &str = r#"{"id":"p1","kind":"expert","name":"示例·木教授","expertise":["无醛胶黏剂","胶合板"]}
{"id":"p2","kind":"expert","name":"示例·水教授","expertise":["印染废水零排放"]}"#;

#[test]
fn a_common_need_is_one_visit_at_one_table() {
    let desk = Desk::with(COMMON, EXPERTS);
    let place = [
        "--days",
        "2026-05-12",
        "--slots",
        "09:00-10:00",
        "--tables",
        "2",
        "--per-profile",
        "0..1",
    ];
    let run = |more: &[&str]| desk.rank("event", place.iter().chain(more));
    let single = run(&["--json"]).json();
    assert_eq!(
        single["plan"]["meetings"].as_array().unwrap().len(),
        2,
        "one place each"
    );
    let csv = desk.path("common.csv");
    let answer = run(&["--common", "--json", "--output", csv.to_str().unwrap()]).json();
    let rounds = answer["round_tables"].as_array().unwrap();
    assert_eq!(rounds.len(), 1);
    let firms = serde_json::json!(["示例丙家居", "示例乙板材", "示例甲木业"]);
    let sorted = |value: &serde_json::Value| {
        let mut names: Vec<String> = serde_json::from_value(value.clone()).unwrap();
        names.sort();
        names
    };
    assert_eq!(sorted(&rounds[0]["enterprises"]), sorted(&firms));
    assert_eq!(rounds[0]["profiles"], serde_json::json!(["p1"]));
    assert_eq!(answer["common"][0]["table"]["profile"], "p1");
    let said = run(&["--common"]).done();
    assert!(said.contains("2 meetings worth"), "{said}");
    assert!(
        said.contains("3 enterprises")
            && said.contains("p1 示例·木教授 sees 3 enterprises at one table"),
        "{said}"
    );
    // Published and read back, nothing moves; a firm that cannot come is not at it.
    let published = ["--common", "--published", csv.to_str().unwrap()];
    let same = run(&published).done();
    assert!(same.contains("4 stay, 0 move, 0 are cancelled"), "{same}");
    let late = desk.file("can.csv", "id,date,hours\n示例乙板材,2026-05-13,\n");
    let fewer = run(&["--common", "--availability", late.to_str().unwrap()]).done();
    assert!(
        fewer.contains("sees 2 enterprises at one table; not at it: n2"),
        "{fewer}"
    );
    assert!(
        run(&["--common", "--seats", "2"])
            .failed()
            .contains("at least 3 seats")
    );
}

#[test]
fn hours_need_no_heading_and_an_unknown_heading_is_refused() {
    let desk = Desk::with(NEEDS, PROFILES);
    let slots = |content: &str| {
        let file = desk.file("can.csv", content);
        let file = file.to_str().unwrap();
        let answer = event(&desk, &["--availability", file, "--json"]).json();
        let meetings = answer["plan"]["meetings"].as_array().unwrap().clone();
        let of_p1 = meetings
            .iter()
            .filter(|meeting| meeting["profile"] == "p1")
            .map(|meeting| meeting["slot"].as_str().unwrap().to_owned());
        let mut slots: Vec<String> = of_p1.collect();
        slots.sort();
        slots.dedup();
        slots
    };
    let late = ["2026-05-12 10:00-10:30", "2026-05-12 10:30-11:00"];
    let line = "p1,2026-05-12,10:00-11:00\n";
    for heading in ["", "id,date,hours\n", "编号,日期,时间\n"] {
        let found = slots(&format!("{heading}{line}"));
        assert!(!found.is_empty(), "{heading}");
        assert!(
            found.iter().all(|slot| late.contains(&slot.as_str())),
            "{heading}: {found:?}"
        );
    }
    let file = desk.file("odd.csv", format!("who,when,how\n{line}"));
    let refused = event(&desk, &["--availability", file.to_str().unwrap()]).failed();
    assert!(
        refused.contains("odd.csv line 1") && refused.contains("id,date,hours"),
        "{refused}"
    );
}

#[test]
fn needs_that_nobody_can_meet_take_no_part_and_are_named() {
    let needs = NEEDS.replace(
        r#""title":"针状焦煅烧","#,
        r#""title":"针状焦煅烧","status":"settled","#,
    );
    let wheat = r#"{"id":"n4","title":"小麦赤霉病抗性育种","enterprise":"示例丙农场"}"#;
    let desk = Desk::with(&format!("{needs}\n{wheat}"), PROFILES);
    let asked = ["--days", "2026-05-12", "--per-need", "1..2"];
    let said = desk.rank("event", asked).done();
    assert!(said.contains("2 meetings worth"), "{said}");
    let closed = "1 need takes no part (n2): need_status: the need is settled";
    assert!(said.contains(closed), "{said}");
    let nobody = "1 need takes no part (n4): no profile that a rule admits fits it";
    assert!(said.contains(nobody), "{said}");
    let json = desk.rank("event", asked.iter().chain(&["--json"])).json();
    assert_eq!(json["left_out"][0]["need"], "n2");
    let alone = ["--days", "2026-05-12", "--needs", "n2", "--language", "zh"];
    let said = desk.rank("event", alone).done();
    assert!(said.contains("1项需求不参加（n2）："), "{said}");
}
