//! `qianxian subscribe` and `qianxian push`: from a wish to an acknowledged delivery.

use serde_json::Value;

use super::program::Desk;

const NEEDS: &str = r#"{"id":"N1","title":"油系针状焦的制备","enterprise":"示例甲炭素"}
{"id":"N2","title":"胶合板用无醛胶黏剂","enterprise":"示例乙板材","status":"settled"}"#;
const PROFILES: &str = r#"{"id":"P1","kind":"expert","name":"示例·王教授","organization":"示例大学","expertise":["针状焦"]}
{"id":"P2","kind":"expert","name":"示例·李工","organization":"示例甲炭素","expertise":["针状焦"]}
{"id":"P3","kind":"expert","name":"示例·木教授","expertise":["胶黏剂"]}
{"id":"P9","kind":"expert","name":"示例·钱工","expertise":["针状焦"]}"#;

/// What lists elsewhere gained: P2 is of the enterprise itself, P9 is deleted later, and the other need is settled.
const CHANGES: &str = r#"{"subscription":"S1","gained":[{"record":{"profile":"P1"},"rank":1,"score":0.8,"fit":"clear","fingerprint":1,"cause":"new_record"},{"record":{"profile":"P2"},"rank":2,"score":0.7,"fit":"clear","fingerprint":2,"cause":"new_record"},{"record":{"profile":"P9"},"rank":3,"score":0.6,"fit":"clear","fingerprint":3,"cause":"new_record"}]}
{"subscription":"S2","gained":[{"record":{"profile":"P3"},"rank":1,"score":0.5,"fit":"possible","fingerprint":4,"cause":"subscribed"}]}"#;

fn desk() -> Desk {
    let desk = Desk::with(NEEDS, PROFILES);
    desk.file("changes.jsonl", CHANGES);
    for line in [
        "subscribe add --id S1 --need N1 --recipient 示例·李科长 --per-week 3 --since 2024-06-01",
        "subscribe add --id S2 --need N2 --recipient li@example.org --since 2024-06-01",
        "subscribe add --id S3 --seek achievement --industry 化学原料和化学制品制造业 --region 山东省/淄博市 --recipient 示例·李科长 --since 2024-06-01",
    ] {
        desk.line(line).done();
    }
    desk
}

fn pick<'v>(values: &'v Value, name: &str) -> Vec<&'v Value> {
    values
        .as_array()
        .unwrap()
        .iter()
        .map(|value| &value[name])
        .collect()
}

#[test]
fn a_wish_becomes_a_delivery_and_every_other_candidate_has_a_cause() {
    let desk = desk();
    desk.line("push add --changes @changes.jsonl --today 2024-07-01")
        .done();
    let library = desk.library();
    let delete = ["delete", "--profile", "P9", "--library"].map(AsRef::as_ref);
    super::program::qianxian(delete.into_iter().chain([library.as_os_str()])).done();
    let plan = desk.line("push plan --today 2024-07-01 --json").json();
    assert_eq!(
        pick(&plan["chosen"], "record"),
        [&serde_json::json!({"profile": "P1"})]
    );
    // Of the own organisation, not in the library, of a settled need.
    assert_eq!(pick(&plan["held"], "held"), ["barred"; 3]);
    assert_eq!(pick(&plan["silent"], "subscription"), ["S2", "S3"]);
    assert_eq!(
        plan["silent"][1]["causes"],
        serde_json::json!({"not_listed": 0})
    );
    assert_eq!(plan["names"]["profiles"]["P1"], "示例·王教授");
    let said = desk
        .line("push plan --today 2024-07-01 --held --language zh")
        .done();
    for part in [
        "供方 P9 已不在库中",
        "需求 N2 状态为",
        "同一",
        "S3 无内容可发：名单未生成",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let sent = desk
        .line("push send --today 2024-07-01 --output @out --format eml --json")
        .json();
    let delivery = &sent["batch"]["deliveries"][0];
    assert_eq!(delivery["shown"]["title"], "示例·王教授 (示例大学)");
    assert_eq!(delivery["state"], "handed");
    assert!(desk.path("out/push-000001/0001.eml").is_file());
    let again = desk
        .line("push send --today 2024-07-01 --output @out")
        .done();
    assert!(again.starts_with("nothing to send"), "{again}");
    desk.line("push ack 1").done();
    desk.line("push return 1 --reason 地址不存在").done();
    let listed = desk.line("push list --state returned --json").json();
    assert_eq!(pick(&listed["deliveries"], "reason"), ["地址不存在"]);
    let ledger = desk.line("ledger show --need N1 --profile P1").done();
    assert!(ledger.contains("地址不存在"), "{ledger}");
    let plan = desk.line("push plan --today 2024-07-08 --json").json();
    assert_eq!(
        plan["chosen"].as_array().unwrap().len(),
        1,
        "it waits again"
    );
}

#[test]
fn subscriptions_are_listed_shown_paused_removed_and_read_from_a_file() {
    let desk = desk();
    let listed = desk.line("subscribe list --json").json();
    assert_eq!(pick(&listed["subscriptions"], "id"), ["S1", "S2", "S3"]);
    let all = listed["subscriptions"].to_string();
    desk.file("all.json", &all);
    desk.line("subscribe pause S1").done();
    let shown = desk.line("subscribe show S1 --json").json();
    assert_eq!(
        (&shown["paused"], &shown["names"]["needs"]["N1"]),
        (&true.into(), &"油系针状焦的制备".into())
    );
    desk.line("subscribe remove S1 S2 --today 2024-07-01")
        .done();
    let listed = desk.line("subscribe list --recipient 示例·李科长").done();
    assert!(listed.contains("S3") && !listed.contains("S1"), "{listed}");
    assert!(
        desk.line("subscribe show S1")
            .failed()
            .contains("no subscription")
    );
    desk.line("subscribe add --file @all.json").done();
    let back = desk.line("subscribe list --json").json();
    assert_eq!(back["subscriptions"].to_string(), all);
    for (line, part) in [
        ("subscribe add --id S4 --need N9 --recipient 甲", "N9"),
        ("subscribe add --id S4 --need N1 --recipient 甲 -k 0", "k:"),
        (
            "subscribe add --id S4 --seek needs --industry 不存在的行业 --recipient 甲",
            "不存在的行业",
        ),
    ] {
        let said = desk.line(line).failed();
        assert!(said.contains(part), "{said}");
    }
}
