//! What becomes of the matches of profiles that are merged, and of records that go or are settled.

use serde_json::{Value, json};

use super::program::{Desk, Said, program};

const NEEDS: &str = r#"{"id":"n1","title":"油系针状焦的制备","enterprise":"示例甲炭素"}
{"id":"n2","title":"无醛胶黏剂","enterprise":"示例乙木业"}
{"id":"n3","title":"针状焦石墨化","enterprise":"示例甲炭素"}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","expertise":["油系针状焦","针状焦石墨化"],"capacity":1}
{"id":"p2","kind":"expert","name":"示例·李工","expertise":["无醛胶黏剂"],"capacity":1}
{"id":"p4","kind":"expert","name":"示例·孙工","expertise":["针状焦"],"capacity":1}"#;

fn desk() -> Desk {
    Desk::with(NEEDS, PROFILES)
}

/// Runs a line of a command and its subcommand over the library of the desk.
fn words(desk: &Desk, line: &str) -> Said {
    let mut words = line.split_whitespace();
    let mut process = program();
    process.args([words.next().unwrap(), words.next().unwrap()]);
    process.arg("--library").arg(desk.library()).args(words);
    process.output().unwrap().into()
}

fn add(desk: &Desk, line: &str) -> Said {
    words(desk, &format!("ledger add {line}"))
}

fn matches(desk: &Desk, line: &str) -> Vec<Value> {
    let found = words(desk, &format!("ledger {line} --today 2026-06-01 --json")).json();
    found["matches"].as_array().unwrap().clone()
}

#[test]
fn a_match_of_a_profile_that_was_merged_goes_on_and_ends_under_either_id() {
    for (id, end) in [("p4", "p1"), ("p1", "p4"), ("p4", "p4")] {
        let desk = desk();
        add(
            &desk,
            "--need n3 --profile p4 --kind contacted --at 2026-01-08",
        )
        .done();
        let merged = desk.run("merge", ["p1", "p4"]);
        assert_eq!(merged.err, "", "no match with both");
        // Whoever was contacted may agree; the entry is one of the same match.
        let line = format!("--need n3 --profile {id} --kind agreed --at 2026-01-14 --json");
        let standing = add(&desk, &line).json()["standing"].clone();
        assert_eq!(
            (
                &standing["profile"],
                &standing["stage"],
                &standing["entries"]
            ),
            (&json!("p1"), &json!("agreement"), &json!(2))
        );
        for shown in ["p1", "p4"] {
            let line = format!("ledger show --need n3 --profile {shown} --json");
            let shown = words(&desk, &line).json();
            assert_eq!(shown["standing"]["profile"], "p1");
            let entries = shown["entries"].as_array().unwrap();
            let ids: Vec<&Value> = entries.iter().map(|entry| &entry["profile"]).collect();
            assert_eq!(ids, ["p4", "p1"], "entries stay as they were written");
        }
        assert_eq!(matches(&desk, "overdue").len(), 1);
        let load = words(&desk, "ledger desk --profile p4 --today 2026-06-01 --json").json();
        assert_eq!(load["load"], json!({"now": 1, "this_year": 1, "open": 1}));
        // Its one place is taken until the match ends.
        let full = desk.rank("rank", ["--need", "n1", "--json"]).json();
        let barred = json!([{"rule": "quota_used_up", "count": 1}]);
        assert_eq!(full["barred"], barred, "{full}");
        let line = format!("--need n3 --profile {end} --kind withdrawn --at 2026-01-16");
        add(&desk, &line).done();
        assert!(matches(&desk, "overdue").is_empty());
        let free = desk.rank("rank", ["--need", "n1", "--json"]).json();
        assert_eq!(free["matches"][0]["id"], "p1");
        let before = matches(&desk, "show --need n3");
        assert_eq!(before.len(), 1);
        assert_eq!(before[0]["stage"], "withdrawn");
    }
}

#[test]
fn two_matches_with_one_need_are_one_from_the_merge_on() {
    let desk = desk();
    for line in [
        "--need n1 --profile p1 --kind contacted --at 2026-03-02",
        "--need n1 --profile p4 --kind signed --at 2026-03-03 --amount 50万元",
        "--need n2 --profile p4 --kind contacted --at 2026-03-04",
    ] {
        add(&desk, line).done();
    }
    let merged = desk.run("merge", ["p1", "p4"]);
    assert!(
        merged
            .err
            .contains("matches with both for 1 of the needs (n1)")
            && merged.err.contains("one match now"),
        "{merged:?}"
    );
    let listed = words(&desk, "ledger desk --profile p1 --today 2026-03-05 --json").json();
    assert_eq!(
        (&listed["total"], &listed["load"]["now"]),
        (&json!(2), &json!(2))
    );
    let line = "ledger show --need n1 --profile p1 --json";
    let standing = words(&desk, line).json()["standing"].clone();
    assert_eq!(
        (&standing["stage"], &standing["entries"]),
        (&json!("work"), &json!(2))
    );
    // The correction of an entry stands beside it, whichever id it names.
    let struck = add(&desk, "--correct 2 --strike --json").json();
    assert_eq!(struck["standing"]["stage"], "contact");
    assert_eq!(matches(&desk, "desk --profile p4").len(), 2);
}

#[test]
fn who_refused_under_an_earlier_id_is_not_sent_the_need_again() {
    let desk = desk();
    add(
        &desk,
        "--need n1 --profile p4 --kind refused --reason 不做 --at 2026-01-08",
    )
    .done();
    desk.run("merge", ["p1", "p4"]).done();
    let line = "subscribe add --id S1 --profile p1 --recipient p1@example.org --since 2026-01-01";
    words(&desk, line).done();
    desk.run("watch", ["--today", "2026-01-10"]).done();
    let plan = words(&desk, "push plan --today 2026-01-10 --held --json").json();
    let chosen = plan["chosen"].as_array().unwrap();
    assert!(
        chosen.iter().all(|one| one["record"]["need"] != "n1"),
        "{plan}"
    );
    let held = plan["held"].as_array().unwrap();
    let held = held.iter().find(|one| one["record"]["need"] == "n1");
    assert_eq!(held.unwrap()["held"], "in_ledger", "{plan}");
}

#[test]
fn a_match_of_a_deleted_record_takes_no_place_and_can_be_ended() {
    for (record, deleted) in [("--profile", "p1"), ("--need", "n3")] {
        let desk = desk();
        add(
            &desk,
            "--need n3 --profile p1 --kind contacted --at 2026-02-10",
        )
        .done();
        let gone = desk.run("delete", [record, deleted]);
        assert!(
            gone.err
                .contains("1 open match is left in the ledger of what was deleted (n3–p1)")
                && gone
                    .err
                    .contains("ledger add --need n3 --profile p1 --kind withdrawn"),
            "{gone:?}"
        );
        let assigned = desk.rank("assign", [""; 0]);
        assert!(!assigned.out.contains("taken"), "{assigned:?}");
        let unanswered = words(&desk, "ledger desk --unanswered --json").json();
        let mut needs = unanswered
            .as_array()
            .unwrap()
            .iter()
            .map(|row| &row["need"]);
        assert!(needs.any(|need| *need == "n3"), "{unanswered}");
        if record == "--need" {
            let free = desk.rank("rank", ["--need", "n1", "--json"]).json();
            assert_eq!(free["matches"][0]["id"], "p1");
        }
        assert_eq!(
            matches(&desk, "overdue").len(),
            1,
            "listed until it is ended"
        );
        let line = "--need n3 --profile p1 --kind visited --at 2026-02-11";
        let refused = add(&desk, line).failed();
        assert!(refused.contains(deleted), "{refused}");
        let line = "--need n3 --profile p1 --kind withdrawn --at 2026-02-12";
        let ended = add(&desk, line).done();
        assert!(ended.contains("withdrawn"), "{ended}");
        assert!(matches(&desk, "overdue").is_empty());
    }
    let desk = desk();
    let gone = desk.run("delete", ["--profile", "p1"]);
    assert_eq!(gone.err, "");
}

#[test]
fn what_is_left_open_of_a_settled_need_is_told() {
    let desk = desk();
    add(
        &desk,
        "--need n1 --profile p4 --kind contacted --at 2026-02-10",
    )
    .done();
    let line =
        "--need n1 --profile p1 --kind solved --note 样品合格 --status settled --at 2026-02-11";
    let settled = add(&desk, line);
    assert!(
        settled
            .err
            .contains("the need is settled, and 1 open match is left of it")
            && settled
                .err
                .contains("ledger add --need n1 --profile p4 --kind withdrawn"),
        "{settled:?}"
    );
    let more = add(
        &desk,
        "--need n1 --profile p2 --kind contacted --at 2026-02-12",
    );
    assert!(more.err.contains("the status of n1 is settled"), "{more:?}");
    let struck = add(&desk, "--correct 2 --strike --at 2026-02-13");
    assert!(
        struck.err.contains("the status of n1 stays settled"),
        "{struck:?}"
    );
    add(
        &desk,
        "--need n1 --profile p2 --kind withdrawn --at 2026-02-14",
    )
    .done();
    desk.run("set", ["--need", "n1", "status=open"]).done();
    let closed = desk.run("set", ["--need", "n1", "status=withdrawn"]);
    assert!(
        closed.err.contains("1 open match is left of it"),
        "{closed:?}"
    );
    let last = add(
        &desk,
        "--need n1 --profile p4 --kind withdrawn --at 2026-02-14",
    );
    assert_eq!(last.err, "");
}
