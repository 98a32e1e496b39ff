//! `qianxian watch` and `qianxian subscribe preview`: from an import to what waits to be sent.

use serde_json::{Value, json};

use super::program::{Desk, Said, program};

const NEEDS: &str = r#"{"id":"N1","title":"油系针状焦的制备","enterprise":"示例甲炭素"}"#;
const PROFILES: &str =
    r#"{"id":"P1","kind":"expert","name":"示例·王教授","expertise":["油系针状焦的制备"]}"#;
const MORE: &str = r#"{"id":"P2","kind":"expert","name":"示例·李工","expertise":["油系针状焦的制备"]}
{"id":"P3","kind":"expert","name":"示例·木教授","expertise":["胶黏剂"]}"#;

fn run(desk: &Desk, command: &[&str], rest: &[&str]) -> Said {
    let mut process = program();
    process.args(command).arg("--library").arg(desk.library());
    process.args(rest).output().unwrap().into()
}

fn watch(desk: &Desk, rest: &[&str]) -> Value {
    let day = ["--today", "2024-07-02", "--json"];
    run(desk, &["watch"], &[&day[..], rest].concat()).json()
}

#[test]
fn an_import_changes_the_lists_that_it_concerns_and_waits_to_be_sent() {
    let desk = Desk::with(NEEDS, PROFILES);
    let wish = [
        "--id",
        "S1",
        "--need",
        "N1",
        "--recipient",
        "示例·李科长",
        "--since",
        "2024-07-01",
    ];
    run(&desk, &["subscribe", "add"], &wish).done();
    let first = watch(&desk, &[]);
    let gained = &first["changes"][0]["gained"][0];
    assert_eq!(gained["record"], json!({"profile": "P1"}));
    assert_eq!(gained["cause"], "subscribed");
    assert_eq!(watch(&desk, &[])["changes"], json!([]));

    let more = desk.file("more.jsonl", MORE);
    let more = more.to_str().unwrap();
    let import = ["--profiles", more, "--at", "2024-07-02T08:00"];
    run(&desk, &["import"], &import).done();
    let said = run(
        &desk,
        &["watch"],
        &["--today", "2024-07-02", "--language", "zh"],
    )
    .done();
    assert!(
        said.contains("示例·李工") && said.contains("新记录"),
        "{said}"
    );
    assert!(!said.contains("示例·木教授"), "{said}");
    let renewed = watch(&desk, &["--renew"]);
    assert_eq!(
        (&renewed["changes"], &renewed["is_renewed"]),
        (&json!([]), &json!(true))
    );
    let back = run(&desk, &["watch"], &["--today", "2024-07-01"]).failed();
    assert!(back.contains("2024-07-02"), "{back}");

    let plan = run(
        &desk,
        &["push", "plan"],
        &["--today", "2024-07-02", "--json"],
    )
    .json();
    let chosen = plan["chosen"].as_array().unwrap();
    let records: Vec<&Value> = chosen.iter().map(|one| &one["record"]["profile"]).collect();
    assert_eq!(records, ["P1", "P2"]);
    let wish = [
        &wish[..2],
        &["--seek", "expert", "--words", "油系针状焦的制备"],
        &wish[4..],
    ]
    .concat();
    let from = ["--from", "2024-07-01", "--today", "2024-07-02", "--json"];
    let preview = run(
        &desk,
        &["subscribe", "preview"],
        &[&wish[..], &from].concat(),
    )
    .json();
    assert_eq!(preview["sent"][0]["record"], json!({"profile": "P2"}));
    assert_eq!(preview["list"].as_array().unwrap().len(), 2);
    assert_eq!(preview["names"]["profiles"]["P1"], "示例·王教授");
}

/// A library in which S1 stands for N1, with a list of two.
fn followed() -> Desk {
    let second = PROFILES.replace("P1", "P2").replace("王教授", "李教授");
    let desk = Desk::with(NEEDS, &format!("{PROFILES}\n{second}"));
    let wish = "--id S1 --need N1 --recipient 示例·李科长 --since 2024-07-01 --per-week 1";
    let wish: Vec<&str> = wish.split(' ').collect();
    run(&desk, &["subscribe", "add"], &wish).done();
    watch(&desk, &[]);
    let out = desk.path("out");
    let send = ["--output", out.to_str().unwrap(), "--today", "2024-07-02"];
    run(&desk, &["push", "send"], &send).done();
    desk
}

fn set(desk: &Desk, rest: &str) {
    let rest: Vec<&str> = rest.split(' ').collect();
    let at = ["--at", "2024-07-03T09:00"];
    run(desk, &["set"], &[&rest[..], &at].concat()).done();
}

fn later(desk: &Desk, command: &[&str], day: &str) -> Value {
    run(desk, command, &["--today", day, "--json"]).json()
}

#[test]
fn what_came_back_is_sent_again_as_the_list_is_now_or_not_at_all() {
    let desk = followed();
    let sent = run(&desk, &["push", "list"], &["--json"]).json();
    let first = &sent["deliveries"][0];
    let id = first["record"]["profile"].as_str().unwrap();
    set(&desk, &format!("--profile {id} 研究方向=海参苗种繁育"));
    let lost = later(&desk, &["watch"], "2024-07-03");
    assert_eq!(lost["changes"][0]["lost"][0]["record"]["profile"], id);
    let number = first["number"].to_string();
    let back = [&*number, "--reason", "退信"];
    run(&desk, &["push", "return"], &back).done();
    let again = run(&desk, &["push", "return"], &[&number, "--reason", "别的"]).done();
    assert!(
        again.contains("had come back before (退信); nothing is changed"),
        "{again}"
    );
    let plan = later(&desk, &["push", "plan"], "2024-07-09");
    assert_eq!(plan["held"][0]["record"]["profile"], id);
    assert_eq!(plan["held"][0]["held"], "off_list");
    // On the list again with another score, it goes by that score.
    set(
        &desk,
        &format!("--profile {id} 研究方向=油系针状焦的煅烧与成套装备"),
    );
    let frozen = ["watch", "--renew-above", "100"];
    let moved = later(&desk, &frozen, "2024-07-09");
    let score = &moved["changes"][0]["gained"][0]["score"];
    assert_ne!(score, &first["score"]);
    let plan = later(&desk, &["push", "plan"], "2024-07-16");
    let chosen = plan["chosen"].as_array().unwrap();
    let held = plan["held"].as_array().unwrap();
    let mut all = chosen.iter().chain(held);
    let own = all.find(|one| one["record"]["profile"] == id).unwrap();
    assert_eq!(&own["score"], score);
}

#[test]
fn a_subscription_that_is_closed_is_not_said_to_have_been_served() {
    let desk = followed();
    set(&desk, "--need N1 状态=已解决");
    let before = later(&desk, &["push", "plan"], "2024-07-09");
    assert_eq!(before["silent"][0]["causes"], json!({"barred": 1}));
    watch(&desk, &[]);
    let after = later(&desk, &["push", "plan"], "2024-07-09");
    assert_eq!(after["silent"][0]["causes"], json!({"barred": 0}));
    assert_eq!(after["silent"][0]["detail"]["en"], "need N1 is settled");
    run(
        &desk,
        &["delete"],
        &["--need", "N1", "--at", "2024-07-09T10:00"],
    )
    .done();
    later(&desk, &["watch"], "2024-07-09");
    let gone = later(&desk, &["push", "plan"], "2024-07-09");
    assert_eq!(gone["silent"][0]["causes"], json!({"barred": 0}));
}

#[test]
fn a_delivery_that_arrives_is_counted_once() {
    let desk = followed();
    let said = run(&desk, &["push", "ack"], &["1", "1"]).done();
    assert_eq!(said.trim(), "1 delivery arrived");
    let again = run(&desk, &["push", "ack"], &["1"]).done();
    assert_eq!(
        again.trim(),
        "0 deliveries arrived\nknown to have arrived before: 1"
    );
}

#[test]
fn an_export_counts_what_it_leaves_out() {
    let desk = followed();
    let to = desk.path("all.jsonl");
    let said = run(&desk, &["export"], &["--output", to.to_str().unwrap()]).done();
    let left_out = "not in it: 1 subscription and 1 delivery; `qianxian backup` keeps them";
    assert!(said.contains(left_out), "{said}");
}
