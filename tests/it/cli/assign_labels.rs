//! Assignments on the command line: what the ledger knows as under way, and quotas of labels.

use serde_json::Value;

use super::assign::{desk, pair, pairs};
use super::program::{Desk, qianxian};

/// Enters into the ledger what happened between n2 and p2.
fn enter(desk: &Desk, kind: &str) {
    let library = desk.library();
    let library = library.to_str().unwrap();
    let entry = [
        "ledger",
        "add",
        "--library",
        library,
        "--need",
        "n2",
        "--profile",
        "p2",
    ];
    qianxian(entry.into_iter().chain(["--kind", kind])).done();
}

/// p2 is at work on n2, which wants one.
fn desk_at_work(kind: &str) -> Desk {
    let desk = desk();
    enter(&desk, kind);
    desk
}

#[test]
fn a_need_that_somebody_is_at_work_on_gets_nobody_else() {
    for kind in ["signed", "对接中"] {
        let desk = desk_at_work(kind);
        let all = ["--least-fit", "none", "--json", "--why", "n2,p2"];
        let answer = desk.rank("assign", all).json();
        assert_eq!(pairs(&answer), [pair("n1", "p1"), pair("n3", "p3")]);
        let taken = serde_json::json!([{"need": "n2", "profiles": ["p2"]}]);
        assert_eq!(answer["at_work"], taken);
        assert_eq!(answer["needs"][1]["open"], 0);
        assert_eq!(answer["worst_off"]["need"], "n3", "n2 is not badly off");
        assert_eq!(answer["reasons"][0]["at_work"], true);
        let told = desk.rank("assign", ["--least-fit", "none"]).done();
        let line = "places of 1 need taken by matches at work in the ledger: 1 (n2 针状焦煅烧)";
        assert_eq!(told.matches(line).count(), 1, "{told}");
        // By the records alone n2 gets somebody.
        let alone = desk.rank("assign", all.into_iter().chain(["--no-ledger"]));
        assert!(pairs(&alone.json()).contains(&pair("n2", "p2")));
    }
}

#[test]
fn a_pair_at_work_takes_one_place_and_is_not_handed_out_again() {
    let desk = desk_at_work("signed");
    let range = ["--least-fit", "none", "--json", "--capacity", "p2=0..2"];
    let two = range.into_iter().chain(["--demand", "2"]);
    let got = pairs(&desk.rank("assign", two).json());
    let own: Vec<_> = got.iter().filter(|(need, _)| need == "n2").collect();
    assert_eq!(own.len(), 1, "one of two places is taken: {got:?}");
    assert!(!got.contains(&pair("n2", "p2")), "{got:?}");
    let one = range.into_iter().chain(["--demand", "n2=1..1"]);
    let got = pairs(&desk.rank("assign", one).json());
    assert!(got.iter().all(|(need, _)| need != "n2"), "{got:?}");
    // A label that the profile at work has is counted, too.
    let student = ["--demand", "n2=2", "--quota", "n2=level:student<=1"];
    let got = pairs(&desk.rank("assign", range.into_iter().chain(student)).json());
    assert!(!got.contains(&pair("n2", "p3")), "{got:?}");
    let required = range.into_iter().chain(["--require", "n2,p2"]);
    desk.rank("assign", required).done();
}

#[test]
fn a_repair_keeps_a_pair_that_is_at_work_now() {
    let desk = desk();
    let file = desk.path("pairs.csv");
    let file = file.to_str().unwrap();
    let fit = ["--least-fit", "none"];
    desk.rank("assign", fit.into_iter().chain(["--output", file]))
        .done();
    enter(&desk, "signed");
    let again = fit.into_iter().chain(["--previous", file]);
    let answer = desk.rank("assign", again.clone().chain(["--json"])).json();
    let repair = &answer["repair"];
    assert_eq!(
        (
            &repair["changes"],
            repair["lapsed"].as_array().unwrap().len()
        ),
        (&0.into(), 0)
    );
    assert_eq!(repair["at_work"][0]["profile"], "p2");
    assert_eq!(pairs(&answer), [pair("n1", "p1"), pair("n3", "p3")]);
    let told = desk.rank("assign", again).done();
    assert!(
        told.contains("kept     n2 针状焦煅烧 – p2 示例·李工: at work"),
        "{told}"
    );
}

#[test]
fn a_way_out_counts_what_is_at_work() {
    let desk = desk_at_work("signed");
    let clash = ["--least-fit", "none", "--json", "--require", "n2,p1"];
    let said = desk.rank("assign", clash);
    let told: Value = serde_json::from_str(&said.out).unwrap();
    let way = serde_json::json!({"change": "demand", "need": "n2", "least": 1, "most": 2});
    let ways = told["infeasible"]["relaxations"].as_array().unwrap();
    assert!(
        ways.iter()
            .any(|w| w["changes"] == serde_json::json!([way])),
        "{ways:?}"
    );
    let entered = clash.into_iter().chain(["--demand", "n2=1..2"]);
    assert!(pairs(&desk.rank("assign", entered).json()).contains(&pair("n2", "p1")));
}

#[test]
fn a_quota_names_a_label_that_profiles_carry() {
    let desk = desk();
    for wrong in [
        "levle:professor<=0",
        "国籍:火星<=0",
        "organization:示例太学<=0",
        "职称:教綬<=0",
    ] {
        let said = desk.rank("assign", ["--quota", wrong]).failed();
        assert!(!said.is_empty(), "{wrong}");
    }
    let said = desk
        .rank("assign", ["--quota", "levle:professor<=0"])
        .failed();
    assert!(said.contains("level:professor"), "{said}");
    let all = ["--least-fit", "none", "--json", "--quota"];
    for same in [
        "level:professor<=0",
        "职称:教授<=0",
        "level:教授<=0",
        "单位:示例大学<=0",
        "professor<=0",
    ] {
        let got = pairs(&desk.rank("assign", all.into_iter().chain([same])).json());
        assert!(
            got.iter().all(|(_, profile)| profile != "p1"),
            "{same}: {got:?}"
        );
        assert!(!got.is_empty(), "{same}");
    }
    // A level that exists and nobody has is said, not refused.
    let said = desk.rank("assign", all.into_iter().chain(["院士<=0"]));
    assert!(
        said.err.contains("carries the label level:academician"),
        "{said:?}"
    );
    said.done();
}

#[test]
fn a_region_below_a_city_has_to_be_somebodys() {
    let desk = desk();
    let need = ["--need", "n1", "--within"];
    let said = desk.rank("rank", need.into_iter().chain(["山东省/淄博市/张店曲"]));
    said.failed();
    desk.rank("rank", need.into_iter().chain(["张店区"])).done();
}

#[test]
fn a_quota_of_one_need_replaces_that_of_all() {
    let desk = desk();
    let clash = [
        "--least-fit",
        "none",
        "--language",
        "zh",
        "--quota",
        "professor>=1",
    ];
    let said = desk.rank("assign", clash);
    assert!(said.out.contains("对接“level:professor”的数目"), "{said:?}");
    assert!(!said.out.contains("1000000"), "{said:?}");
    let free = [
        "--quota",
        "n2=level:professor>=0",
        "--quota",
        "n3=职称:教授>=0",
        "--json",
    ];
    let got = pairs(&desk.rank("assign", clash.into_iter().chain(free)).json());
    assert!(got.contains(&pair("n1", "p1")), "{got:?}");
}
