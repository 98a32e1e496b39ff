//! Records found, shown, counted and deleted.

use qianxian::model::Profile;
use serde_json::json;

use super::program::Desk;

const NEEDS: &str = r#"{"id":"n1","title":"针状焦制备","region":"山东省/淄博市"}
{"id":"n2","kind":"finance","title":"设备贷款"}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","expertise":["针状焦"],"region":"山东省/淄博市","暗号":"甲"}
{"id":"p2","kind":"facility","name":"针状焦中试线","region":"广东省/广州市"}"#;

fn desk() -> Desk {
    Desk::with(NEEDS, PROFILES)
}

#[test]
fn search_finds_by_side_kind_and_region() {
    let desk = desk();
    let found = |more: &[&str]| {
        let arguments = ["针状焦", "--json"].iter().chain(more);
        let hits = desk.run("search", arguments).json();
        let hits = hits.as_array().unwrap();
        let ids: Vec<String> = hits
            .iter()
            .map(|h| h["id"].as_str().unwrap().to_owned())
            .collect();
        ids
    };
    let mut both = found(&[]);
    both.sort();
    assert_eq!(both, ["p1", "p2"]);
    assert_eq!(found(&["--needs"]), ["n1"]);
    assert_eq!(found(&["--kind", "facility"]), ["p2"]);
    assert_eq!(found(&["--region", "山东"]), ["p1"]);
    assert_eq!(found(&["-k", "1"]).len(), 1);
    let out = desk.run("search", ["石墨烯"]).done();
    assert!(out.contains("nothing matches"), "{out}");
}

#[test]
fn a_query_that_cannot_be_parsed_fails() {
    let line = desk().run("search", ["针状焦 AND ("]).failed();
    assert!(line.contains("quote the words"), "{line}");
    let line = desk().run("search", ["*", "--kind", "research"]).failed();
    assert!(
        line.contains("expert"),
        "the kinds of profiles are listed: {line}"
    );
}

#[test]
fn what_is_inferred_is_shown_with_its_reasons_and_counted() {
    let desk = desk();
    let shown = desk.run("show", ["--need", "n1", "--inferred"]).json();
    let industry = &shown["industries"][0];
    assert_eq!(industry["code"], "C25");
    assert_eq!(industry["evidence"], json!(["针状焦"]));
    assert!(industry["confidence"].as_f64().unwrap() < 1.0, "{shown}");
    let counted = desk.run("stats", ["--json"]).json();
    // 针状焦 tells an industry; 设备贷款 of a need for finance does not.
    let expected = json!({"stated": 0, "inferred": 1, "unknown": 1});
    assert_eq!(counted["codes"]["need_industries"], expected);
    let told = desk.run("stats", [""; 0]).done();
    assert!(
        told.contains("industries of needs: 0 stated, 1 inferred"),
        "{told}"
    );
}

#[test]
fn show_prints_what_was_put_in() {
    let desk = desk();
    let shown: Profile =
        serde_json::from_str(&desk.run("show", ["--profile", "p1"]).done()).unwrap();
    let put: Profile = serde_json::from_str(PROFILES.lines().next().unwrap()).unwrap();
    assert_eq!(shown, put);
    assert_eq!(shown.attributes["暗号"], json!("甲"));
    assert!(
        desk.run("show", ["--need", "p1"])
            .failed()
            .contains("\"p1\"")
    );
}

#[test]
fn delete_takes_all_or_refuses_all() {
    let desk = desk();
    let line = desk
        .run("delete", ["--need", "n1", "--profile", "nobody"])
        .failed();
    assert!(line.contains("\"nobody\""), "{line}");
    desk.run("show", ["--need", "n1"]).done();
    desk.run(
        "delete",
        ["--need", "n1", "--profile", "p1", "--profile", "p2"],
    )
    .done();
    desk.run("show", ["--need", "n1"]).failed();
    let counts = &desk.run("stats", ["--json"]).json()["counts"];
    assert_eq!(
        (&counts["needs"], &counts["profiles"]),
        (&1.into(), &0.into())
    );
}

#[test]
fn stats_count_by_kind() {
    let desk = desk();
    let stats = desk.run("stats", ["--json"]).json();
    assert_eq!(stats["needs_by_kind"]["finance"], 1);
    assert_eq!(stats["profiles_by_kind"]["expert"], 1);
    assert_eq!(stats["needs_by_status"], json!({"open": 2}));
    assert_eq!(stats["counts"]["evidence"], 2, "two statements, no works");
    assert!(desk.run("stats", [""; 0]).done().contains("MB resident"));
}
