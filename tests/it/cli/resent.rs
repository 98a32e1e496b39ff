//! What is sent again, what is not, and where it is written: `qianxian watch` and `qianxian push` from day to day.

use serde_json::{Value, json};

use super::program::Desk;

const PROFILE: &str = r#"{"id":"P3","kind":"expert","name":"示例·赵工","organization":"示例光学研究院","region":"辽宁省/大连市","expertise":["硼同位素分离 硼-10 富集"]}"#;
const WISH: &str =
    "subscribe add --id S1 --profile P3 --recipient b@example.org --since 2026-01-01";

fn need() -> Value {
    json!({"id": "N3", "title": "硼同位素分离", "description": "硼-10 富集 同位素分离技术",
           "enterprise": "示例丙公司", "region": "山东省/滨州市", "budget": "120万元", "deadline": "2027-03-31"})
}

/// A need of the library is that from now on.
fn put_need(desk: &Desk, need: &Value) {
    let library = desk.open();
    let mut writer = library.writer().unwrap();
    writer
        .put_need(&serde_json::from_value(need.clone()).unwrap())
        .unwrap();
    writer.commit().unwrap();
}

/// Brings the lists up to date and plans; how many are chosen, and why the others are held.
fn planned(desk: &Desk, day: &str) -> (usize, Vec<String>) {
    desk.line(&format!("watch --today {day}")).done();
    let plan = desk.line(&format!("push plan --today {day} --json")).json();
    let held = plan["held"].as_array().unwrap().iter();
    let held = held.map(|held| held["held"].as_str().unwrap().to_owned());
    (plan["chosen"].as_array().unwrap().len(), held.collect())
}

fn send(desk: &Desk, day: &str) -> String {
    desk.line(&format!("push send --today {day} --output @out"))
        .done()
}

/// A library whose need was sent on 2026-01-05 for `wish`.
fn sent(wish: &str) -> Desk {
    let desk = Desk::with(&need().to_string(), PROFILE);
    desk.line(wish).done();
    assert_eq!(planned(&desk, "2026-01-05"), (1, Vec::new()));
    assert!(send(&desk, "2026-01-05").starts_with("batch 1: 1 delivery in"));
    desk
}

#[test]
fn what_a_reader_decides_by_is_sent_again_and_another_wording_is_held_with_its_cause() {
    let desk = sent(WISH);
    let mut changed = need();
    for (day, field, value, is_sent) in [
        (
            "2026-01-06",
            "description",
            json!("硼-10 富集 同位素分离技术。"),
            false,
        ),
        ("2026-01-07", "budget", json!("900万元"), true),
        ("2026-01-08", "deadline", json!("2026-06-30"), true),
        ("2026-01-09", "region", json!("山东省/淄博市"), true),
        (
            "2026-01-10",
            "description",
            json!("硼-10 富集 同位素分离技术 丰度≥95% 年产1吨 现场安装 三氟化硼精馏"),
            true,
        ),
        (
            "2026-01-11",
            "description",
            json!("硼-10 富集 同位素分离技术 丰度≥98% 年产1吨 现场安装 三氟化硼精馏"),
            true,
        ),
        ("2026-01-12", "title", json!("硼同位素精馏分离"), true),
    ] {
        changed[field] = value;
        put_need(&desk, &changed);
        let (chosen, held) = planned(&desk, day);
        match is_sent {
            true => assert_eq!((chosen, held), (1, Vec::new()), "{day} {field}"),
            false => assert_eq!(
                (chosen, held),
                (0, vec!["changed_little".to_owned()]),
                "{day}"
            ),
        }
        let said = send(&desk, day);
        assert_eq!(said.starts_with("batch"), is_sent, "{day} {field}: {said}");
        let (chosen, _) = planned(&desk, day);
        assert_eq!(chosen, 0, "once: {day} {field}");
    }
    changed["description"] =
        json!("硼-10 富集 同位素分离技术，丰度≥98%，年产1吨，现场安装，三氟化硼精馏");
    put_need(&desk, &changed);
    planned(&desk, "2026-01-13");
    let said = desk
        .line("push plan --today 2026-01-13 --held --language zh")
        .done();
    assert!(
        said.contains("有改动但不足以重发") && said.contains("2026-01-12 已发"),
        "{said}"
    );
}

#[test]
fn a_need_that_paused_and_changed_meanwhile_is_sent_again() {
    let desk = sent(WISH);
    let mut changed = need();
    changed["status"] = json!("paused");
    put_need(&desk, &changed);
    assert_eq!(planned(&desk, "2026-01-06").0, 0);
    changed["budget"] = json!("900万元");
    changed["status"] = json!("open");
    put_need(&desk, &changed);
    assert_eq!(planned(&desk, "2026-01-07"), (1, Vec::new()));
    // Paused alone, it is as it was sent.
    let desk = sent(WISH);
    for status in ["paused", "open"] {
        let mut changed = need();
        changed["status"] = json!(status);
        put_need(&desk, &changed);
        assert_eq!(planned(&desk, "2026-01-06").0, 0, "{status}");
    }
    assert_eq!(
        planned(&desk, "2026-01-07"),
        (0, vec!["sent_before".to_owned()])
    );
}

#[test]
fn a_changed_record_that_waits_outlives_a_change_of_the_subscriber() {
    let desk = sent(&format!("{WISH} --per-week 1"));
    let mut changed = need();
    changed["title"] = json!("硼同位素精馏分离");
    changed["description"] = json!("寻找硼-10 富集的络合精馏工艺，要求连续运行");
    put_need(&desk, &changed);
    let full = (0, vec!["subscription_full".to_owned()]);
    assert_eq!(planned(&desk, "2026-01-06"), full);
    let library = desk.open();
    let mut profile: Value = serde_json::from_str(PROFILE).unwrap();
    profile["expertise"] = json!(["硼同位素分离 硼-10 富集 络合精馏"]);
    let mut writer = library.writer().unwrap();
    writer
        .put_profile(&serde_json::from_value(profile).unwrap())
        .unwrap();
    writer.commit().unwrap();
    drop(writer);
    assert_eq!(planned(&desk, "2026-01-07"), full);
    assert_eq!(planned(&desk, "2026-01-12"), (1, Vec::new()));
}

#[test]
fn before_the_first_watch_a_list_is_said_to_be_missing_and_not_empty() {
    let desk = Desk::with(&need().to_string(), PROFILE);
    desk.line(WISH).done();
    let plan = desk.line("push plan --today 2026-01-05 --json").json();
    assert_eq!(plan["silent"][0]["causes"], json!({"not_listed": 0}));
    let said = desk
        .line("push plan --today 2026-01-05 --held --language zh")
        .done();
    assert!(
        said.contains("名单未生成") && said.contains("请运行 `qianxian watch`"),
        "{said}"
    );
    let said = send(&desk, "2026-01-05");
    assert!(
        said.contains("1 list is not made yet: run `qianxian watch`"),
        "{said}"
    );
    // A list that was made and is empty is another thing.
    let mut other = need();
    other["title"] = json!("人造板用无醛胶黏剂");
    other["description"] = json!("替代脲醛胶");
    put_need(&desk, &other);
    desk.line("watch --today 2026-01-05").done();
    let plan = desk.line("push plan --today 2026-01-05 --json").json();
    assert_eq!(plan["silent"][0]["causes"], json!({"nobody_fits": 0}));
    assert!(!send(&desk, "2026-01-05").contains("watch"));
}

#[test]
fn two_libraries_that_share_a_directory_do_not_lose_each_other_s_mail() {
    for format in ["eml", "jsonl", "csv"] {
        let [one, other] = ["b@example.org", "c@example.org"].map(|recipient| {
            let desk = Desk::with(&need().to_string(), PROFILE);
            desk.line(&WISH.replace("b@example.org", recipient)).done();
            desk.line("watch --today 2026-01-06").done();
            desk
        });
        let line = format!("push send --today 2026-01-06 --format {format} --output");
        let out = one.path("out");
        let shared = out.to_str().unwrap();
        one.line(&format!("{line} {shared}")).done();
        let refused = other.line(&format!("{line} {shared}")).failed();
        let parts = [
            "push-000001",
            "is not batch 1 of this library",
            "another directory",
        ];
        assert!(parts.iter().all(|part| refused.contains(part)), "{refused}");
        let listed = other.line("push list --json").json();
        assert_eq!(
            listed["deliveries"],
            json!([]),
            "{format}: nothing is marked"
        );
        other.line(&format!("{line} @elsewhere")).done();
        let listed = other.line("push list --json").json();
        assert_eq!(listed["deliveries"][0]["state"], "handed");
    }
}

#[test]
fn changes_from_elsewhere_that_no_list_can_have_are_refused() {
    let desk = Desk::with(&need().to_string(), PROFILE);
    desk.line(WISH).done();
    let gained = |subscription: &str, record: Value, score: f64| {
        json!({"subscription": subscription, "gained": [{"record": record, "rank": 1, "score": score,
               "fit": "clear", "fingerprint": 1, "cause": "new_record"}]})
    };
    let need = json!({"need": "N3"});
    for (change, parts) in [
        (
            gained("S1", json!({"need": "N-404"}), 0.8),
            ["need", "N-404"],
        ),
        (gained("S-NO", need.clone(), 0.8), ["subscription", "S-NO"]),
        (gained("S1", need.clone(), 5.8), ["score", "5.8"]),
        (
            gained("S1", json!({"profile": "P3"}), 0.8),
            ["record", "P3"],
        ),
    ] {
        desk.file("changes.jsonl", change.to_string());
        let said = desk
            .line("push add --changes @changes.jsonl --today 2026-01-05")
            .failed();
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
        assert!(said.contains("changes.jsonl"), "{said}");
    }
    desk.file("changes.jsonl", gained("S1", need, 0.8).to_string());
    let said = desk
        .line("push add --changes @changes.jsonl --today 2026-01-05")
        .done();
    assert_eq!(said, "1 candidate waits\n");
}
