//! Names and titles in place of ids.

use serde_json::Value;

use super::program::{Desk, TODAY};

const NEEDS: &str = r#"{"id":"n1","title":"针状焦制备，煅烧","enterprise":"示例甲厂"}
{"id":"n2","title":"无醛胶黏剂","enterprise":"示例乙厂"}
{"id":"n3","title":"无醛胶黏剂","enterprise":"示例丙厂"}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","organization":"示例大学","expertise":["针状焦"]}
{"id":"p2","kind":"expert","name":"示例·李工","organization":"示例大学","expertise":["无醛胶黏剂"]}
{"id":"p3","kind":"expert","name":"示例·李工","organization":"示例学院","expertise":["煅烧"]}
{"id":"示例·王工","kind":"expert","name":"示例·赵工","expertise":["针状焦"]}"#;

/// The title of n1, in another writing.
const TITLE: &str = "针状焦製備, 煅燒";

fn desk() -> Desk {
    Desk::with(NEEDS, PROFILES)
}

#[test]
fn a_unique_name_does_as_well_as_an_id() {
    let desk = desk();
    let same = |command: &str, by_id: &[&str], by_name: &[&str]| {
        let by_id = desk.run(command, by_id).done();
        assert_eq!(desk.run(command, by_name).done(), by_id, "{command}");
    };
    let day = ["--today", TODAY, "--json"];
    let dated = |more: &[&'static str]| [more, &day[..]].concat();
    same("show", &["--need", "n1"], &["--need", TITLE]);
    same(
        "show",
        &["--profile", "示例·王工"],
        &["--profile", "示例·赵工"],
    );
    same(
        "rank",
        &dated(&["--need", "n1"]),
        &dated(&["--need", TITLE]),
    );
    same(
        "rank",
        &dated(&["--need", "n1", "--exclude", "示例·王工"]),
        &dated(&["--need", "n1", "--exclude", "示例・赵工"]),
    );
    same(
        "reverse",
        &dated(&["--profile", "示例·王工"]),
        &dated(&["--profile", "示例·赵工"]),
    );
    same(
        "explain",
        &dated(&["--need", "n1", "--profile", "示例·王工"]),
        &dated(&["--need", TITLE, "--profile", "示例·赵工"]),
    );
    same(
        "clinic",
        &dated(&["--need", "n1"]),
        &dated(&["--need", TITLE]),
    );
    let team = [
        "--size",
        "1..2",
        "--no-chief",
        "--only-topics",
        "--topic",
        "针状焦",
    ];
    let team = |need, member| [&team[..], &["--need", need, "--member", member], &day].concat();
    same("team", &team("n1", "示例·王工"), &team(TITLE, "示例·赵工"));
}

#[test]
fn decisions_take_names_in_arguments_and_in_files() {
    let desk = desk();
    let assigned = |more: &[&str]| {
        let arguments = [more, &["--least-fit", "none", "--today", TODAY, "--json"]].concat();
        desk.run("assign", arguments).json()
    };
    let forbidden = assigned(&["--need", "n1", "--forbid", "n1,示例·王工"]);
    // Commas stand in the title too.
    let pair = format!("{TITLE},示例·赵工");
    assert_eq!(assigned(&["--need", TITLE, "--forbid", &pair]), forbidden);
    let served = |profile: &str| {
        let found = assigned(&["--need", TITLE, "--require", &format!("{TITLE}，{profile}")]);
        found["needs"][0]["pairs"][0]["profile"].clone()
    };
    assert_eq!(served("p3"), "p3");
    assert_eq!(served("示例·赵工"), "示例·王工");
    let demand = assigned(&["--demand", &format!("{TITLE}=0..2")]);
    assert_eq!(demand, assigned(&["--demand", "n1=0..2"]));

    let place = [
        "--days",
        "2026-05-12",
        "--slots",
        "09:00-10:00",
        "--tables",
        "3",
    ];
    let event = |more: &[&str]| -> Value {
        let options = ["--least-fit", "none", "--today", TODAY, "--json"];
        desk.run("event", [&place[..], more, &options].concat())
            .json()
    };
    let chosen = event(&["--needs", &format!("{TITLE},n2"), "--veto", &pair]);
    assert_eq!(
        chosen,
        event(&["--needs", "n1,n2", "--veto", "n1,示例·王工"])
    );
    let hours = |name: &str| {
        let file = desk.file(
            "hours.csv",
            format!("id,date,hours\n{name},2026-05-12,09:30-10:00\n"),
        );
        event(&["--availability", file.to_str().unwrap()])
    };
    assert_eq!(hours("示例 甲厂"), hours("示例甲厂"));
    assert_eq!(hours("示例·赵工"), hours("示例·王工"));
}

#[test]
fn a_name_of_several_lists_them_and_fails() {
    let desk = desk();
    let line = desk.run("reverse", ["--profile", "示例・李工"]).failed();
    for choice in ["p2 示例·李工 (示例大学)", "p3 示例·李工 (示例学院)"] {
        assert!(line.contains(choice), "{line}");
    }
    let line = desk.run("rank", ["--need", "无醛胶黏剂"]).failed();
    assert!(line.contains("n2 无醛胶黏剂 (示例乙厂)"), "{line}");
    let line = desk
        .run("delete", ["--profile", "p1", "--need", "无醛胶黏剂"])
        .failed();
    assert!(line.contains("n3"), "{line}");
    desk.run("show", ["--profile", "p1"]).done();
    let line = desk
        .run("rank", ["--need", "n1", "--exclude", "示例·钱工"])
        .failed();
    assert!(line.contains("示例·钱工"), "{line}");
}

#[test]
fn a_record_named_twice_is_deleted_once() {
    let desk = desk();
    let said = desk
        .run(
            "delete",
            ["--profile", "示例·赵工", "--profile", "示例·王工"],
        )
        .done();
    assert!(said.contains("0 needs and 1 profile"), "{said}");
}
