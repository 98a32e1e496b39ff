//! Records of one person under two ids: found, and made one.

use serde_json::json;

use super::program::Desk;

const NEEDS: &str = r#"{"id":"n1","title":"针状焦制备","enterprise":"示例甲厂","conflicts":["p2"]}
{"id":"n2","title":"针状焦 制备","enterprise":"示例 甲厂"}
{"id":"n3","title":"针状焦制备","enterprise":"示例乙厂"}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","organization":"示例石油大学","expertise":["针状焦"],"works":["针状焦的制备"]}
{"id":"p2","kind":"expert","name":"示例・王工","organization":"示例海右石化有限公司","affiliations":["示例石油大学"],"description":"煅烧","works":["针状焦的制备。","沥青"],"level":"professor"}
{"id":"p3","kind":"expert","name":"示例·王工","organization":"示例学院","expertise":["育种"]}
{"id":"p4","kind":"expert","name":"示例·李工","organization":"示例石油大学","expertise":["针状焦"]}"#;

fn desk() -> Desk {
    Desk::with(NEEDS, PROFILES)
}

#[test]
fn duplicates_are_listed_with_their_evidence() {
    let desk = desk();
    let found = desk.run("duplicates", ["--json"]).json();
    let group = &found["profiles"]["groups"][0];
    assert_eq!(group["sameness"], "sure");
    assert_eq!(group["records"][1]["id"], "p2");
    assert_eq!(group["organizations"], json!(["示例石油大学"]));
    assert_eq!(group["works"], json!(["针状焦的制备"]));
    assert_eq!(found["profiles"]["namesakes"], 1);
    assert_eq!(found["needs"]["groups"][0]["records"][1]["id"], "n2");
    let told = desk.run("duplicates", [""; 0]).done();
    for part in [
        "profiles: 2 seem to be 1; 1 more share a name",
        "organization in common: 示例石油大学",
        "works in common: 针状焦的制备",
    ] {
        assert!(told.contains(part), "{told}");
    }
}

#[test]
fn a_merge_says_what_it_drops_and_leads_the_old_id_to_the_kept_profile() {
    let desk = desk();
    let told = desk.run("merge", ["p1", "p2"]).done();
    assert!(
        told.starts_with("p2 示例・王工 is now part of p1 示例·王工"),
        "{told}"
    );
    let shown = desk.run("show", ["--profile", "p2"]).json();
    assert_eq!(shown["id"], "p1");
    assert_eq!(shown["aliases"], json!({"ids": ["p2"]}));
    assert_eq!(shown["organization"], "示例石油大学");
    assert_eq!(shown["affiliations"], json!(["示例海右石化有限公司"]));
    assert_eq!(
        (&shown["level"], &shown["description"]),
        (&json!("professor"), &json!("煅烧"))
    );
    assert_eq!(shown["works"].as_array().unwrap().len(), 2);
    // The need bars the id that went.
    let ranked = desk.rank("rank", ["--need", "n1", "--json"]).json();
    let ids: Vec<&str> = ranked["matches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["id"].as_str().unwrap())
        .collect();
    assert!(ids.contains(&"p4") && !ids.contains(&"p1"), "{ids:?}");
    let line = desk.run("merge", ["p1", "p2"]).failed();
    assert!(line.contains("name two profiles"), "{line}");
    let line = desk.run("merge", ["p1", "示例·王工"]).failed();
    assert!(line.contains("p3"), "several of that name: {line}");
    let dropped = desk.run("merge", ["p1", "p3", "--json"]).json();
    assert_eq!(dropped["dropped"][0]["field"], "expertise");
    assert_eq!(
        desk.run("show", ["--profile", "示例·王工"]).json()["aliases"]["ids"],
        json!(["p2", "p3"])
    );
}

#[test]
fn an_import_of_the_old_id_updates_the_kept_profile() {
    let desk = desk();
    desk.run("merge", ["p1", "p2"]).done();
    let survey = "编号,姓名,工作单位,职称,成果名称\np2,示例·王工,示例研究院,院士,石墨化\n";
    let file = desk.file("a.csv", survey);
    desk.run("import", ["--profiles", file.to_str().unwrap()])
        .done();
    let shown = desk.run("show", ["--profile", "p1"]).json();
    assert_eq!(shown["level"], "academician");
    assert_eq!(shown["organization"], "示例石油大学");
    assert!(
        shown["affiliations"]
            .as_array()
            .unwrap()
            .contains(&json!("示例研究院")),
        "{shown}"
    );
    assert_eq!(shown["works"].as_array().unwrap().len(), 3);
    let counts = desk.run("stats", ["--json"]).json();
    assert_eq!(counts["counts"]["profiles"], 3);
    // A row of the kept id keeps what came by the other.
    let file = desk.file("b.csv", "编号,姓名,研究方向\np1,示例·王工,针状焦\n");
    desk.run(
        "import",
        ["--profiles", file.to_str().unwrap(), "--replace"],
    )
    .done();
    let shown = desk.run("show", ["--profile", "p2"]).json();
    assert_eq!(
        (&shown["id"], &shown["level"]),
        (&json!("p1"), &json!("academician"))
    );
}

#[test]
fn an_earlier_id_leads_a_deletion_and_a_restored_record_frees_it() {
    let desk = desk();
    desk.run("merge", ["p1", "p3"]).done();
    let restored = desk.run("history", ["--profile", "p3", "--restore", "1"]);
    assert!(
        restored
            .err
            .contains("p1 示例·王工 keeps p3 as an earlier id")
            && restored.err.contains("set --profile p1 --clear aliases"),
        "{restored:?}"
    );
    desk.run("set", ["--profile", "p1", "--clear", "aliases"])
        .done();
    let kept = desk.run("show", ["--profile", "p1"]).json();
    assert_eq!(kept.get("aliases"), None);
    assert_eq!(kept["organization"], "示例石油大学");
    desk.run("merge", ["p1", "p2"]).done();
    let both = ["--profile", "p1", "--clear", "aliases", "level=professor"];
    desk.run("set", both).done();
    let kept = desk.run("show", ["--profile", "p1"]).json();
    assert_eq!(
        (kept.get("aliases"), &kept["level"]),
        (None, &json!("professor"))
    );
    desk.run("merge", ["p1", "p4"]).done();
    let gone = desk.run("delete", ["--profile", "p4"]).done();
    assert!(
        gone.starts_with("p4 is an earlier id of p1 示例·王工, which is deleted"),
        "{gone}"
    );
}

#[test]
fn the_subscription_of_a_profile_that_was_merged_is_found_by_both_ids() {
    let desk = desk();
    let wish = [
        "subscribe",
        "add",
        "--id",
        "S1",
        "--profile",
        "p3",
        "--recipient",
        "示例·李科长",
        "--library",
    ];
    let mut add = super::program::program();
    add.args(wish).arg(desk.library());
    super::program::Said::from(add.output().unwrap()).done();
    desk.run("merge", ["p1", "p3"]).done();
    for id in ["p1", "p3", "p2"] {
        let mut list = super::program::program();
        list.args(["subscribe", "list", "--json", "--profile", id, "--library"]);
        list.arg(desk.library());
        let found = super::program::Said::from(list.output().unwrap()).json();
        let found = found["subscriptions"].as_array().unwrap().len();
        assert_eq!(found, usize::from(id != "p2"), "{id}");
    }
}
