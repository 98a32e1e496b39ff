//! The ledger on the command line: entries, corrections, deadlines, the funnel, stages of one's own.

use qianxian::ledger::{EntryContent, EntryKind};
use qianxian::model::{Need, NeedId, NeedStatus, Profile, ProfileKind};
use serde_json::{Value, json};

use super::program::{Desk, Said, program, qianxian};

const NEEDS: &str = r#"{"id":"n1","title":"针状焦制备","kind":"research","enterprise":"示例炭素","region":"山东省/淄博市"}
{"id":"n2","title":"无醛胶黏剂","enterprise":"示例木业"}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","expertise":["针状焦"],"aliases":{"ids":["p9"]}}
{"id":"p2","kind":"expert","name":"示例·李工","expertise":["胶黏剂"]}"#;

fn desk() -> Desk {
    Desk::with(NEEDS, PROFILES)
}

/// Runs a command of the ledger; the words of `line` are its arguments.
fn ledger(desk: &Desk, command: &str, line: &str) -> Said {
    let mut process = program();
    process
        .args(["ledger", command, "--library"])
        .arg(desk.library());
    process
        .args(line.split_whitespace())
        .output()
        .unwrap()
        .into()
}

fn pushed(desk: &Desk) {
    let line = "--need n1 --profile 示例·王工 --kind 推送 --by 示例·赵科长 --source 对接会 --at 2026-11-02T09:30";
    let out = ledger(desk, "add", line).done();
    assert!(
        out.contains("n1 针状焦制备 — p1 示例·王工: dispatch"),
        "{out}"
    );
    assert!(out.contains("due by 2026-11-09"), "{out}");
}

#[test]
fn entries_move_a_match_and_what_is_due_is_listed_with_names() {
    let desk = desk();
    pushed(&desk);
    let overdue = ledger(&desk, "overdue", "--today 2026-11-12 --json").json();
    let line = &overdue["matches"][0];
    assert_eq!(overdue["total"], 1);
    assert_eq!(
        (&line["need_title"], &line["profile_name"]),
        (&json!("针状焦制备"), &json!("示例·王工"))
    );
    assert_eq!(
        (
            &line["days_overdue"],
            &line["silent_days"],
            &line["stage_name"]
        ),
        (&json!(3), &json!(10), &json!("分发"))
    );
    let count = |command: &str, line: &str| ledger(&desk, command, line).json()["total"].clone();
    assert_eq!(count("overdue", "--today 2026-11-09 --json"), 0);
    assert_eq!(count("overdue", "--today 2026-11-02 --within 7 --json"), 1);
    assert_eq!(count("overdue", "--today 2026-11-02 --within 6 --json"), 0);
    assert_eq!(count("overdue", "--today 2026-11-12 --silent 10 --json"), 1);
    assert_eq!(count("overdue", "--today 2026-11-12 --silent 11 --json"), 0);
    assert_eq!(count("desk", "--officer 示例·赵科长 --json"), 1);
    assert_eq!(count("desk", "--officer 示例·钱科长 --json"), 0);
    let unanswered = ledger(&desk, "desk", "--unanswered --json").json();
    let needs: Vec<&Value> = unanswered
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["need"])
        .collect();
    assert_eq!(needs, [&json!("n1"), &json!("n2")]);

    // The earlier id of a merged profile; an usual word for the kind; money.
    let talk = "--need n1 --profile p9 --kind 洽谈中 --amount 50万元 --at 2026-11-13T10:00 --json";
    let standing = &ledger(&desk, "add", talk).json()["standing"];
    assert_eq!(
        (
            &standing["stage"],
            &standing["profile"],
            &standing["amount"]
        ),
        (&json!("contact"), &json!("p1"), &json!(50.0))
    );
    let load = ledger(&desk, "desk", "--profile p1 --today 2026-11-20 --json").json();
    assert_eq!(load["load"], json!({"now": 1, "this_year": 1, "open": 1}));
    let since = ledger(&desk, "desk", "--since 2026-11-10").done();
    assert!(
        since.contains("contacted") && !since.contains("pushed"),
        "{since}"
    );
    let funnel = ledger(&desk, "funnel", "--by region --json").json();
    let group = &funnel["groups"][0];
    assert_eq!(
        (&group["group"], &group["steps"][2]["reached"]),
        (&json!("山东省/淄博市"), &json!(1))
    );
}

#[test]
fn what_is_wrong_is_refused_or_corrected_and_stays_to_be_read() {
    let desk = desk();
    pushed(&desk);
    let refused = ledger(&desk, "add", "--need n1 --profile p1 --kind refused").failed();
    assert!(refused.contains("first state: reason"), "{refused}");
    for line in [
        "--need n7 --profile p1 --kind met",
        "--need n1 --profile p7 --kind met",
        "--correct 9 --strike",
    ] {
        ledger(&desk, "add", line).failed();
    }
    ledger(&desk, "add", "--need n1 --profile p1").misused();
    let late = ledger(
        &desk,
        "add",
        "--need n1 --profile p1 --kind note --note 早先 --at 2026-11-01",
    );
    assert!(late.err.contains("later entries"), "{late:?}");
    ledger(
        &desk,
        "add",
        "--correct 1 --instead visited --happened 2026-11-03T14:00 --by 示例·赵科长",
    )
    .done();
    let shown = ledger(&desk, "show", "--need n1 --profile p1 --today 2026-11-12").done();
    for said in [
        "stage contact, 9 days",
        "pushed",
        "correction of entry 1: visited 2026-11-03",
        "早先",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let answer = ledger(&desk, "show", "--need n1 --profile p1 --json").json();
    assert_eq!(answer["entries"].as_array().unwrap().len(), 3);
    assert_eq!(answer["entries"][0]["kind"], "pushed");
    // The records go, the ledger stays.
    desk.run("delete", ["--need", "n1", "--profile", "p1"])
        .done();
    let shown = ledger(&desk, "show", "--need n1 --profile p1").done();
    assert!(shown.contains("visited"), "{shown}");
}

#[test]
fn stages_and_holidays_are_the_users() {
    let desk = desk();
    pushed(&desk);
    let calendar = desk.file(
        "calendar.csv",
        "日期,类型\n2026-11-05..2026-11-06,休\n2026-11-08,班\n",
    );
    ledger(
        &desk,
        "rules",
        &format!("--calendar {}", calendar.display()),
    )
    .done();
    let deadline = || ledger(&desk, "desk", "--json").json()["matches"][0]["deadline"].clone();
    assert_eq!(deadline(), "2026-11-10");
    let stages = ledger(&desk, "rules", "--json").done();
    let stages = desk.file(
        "stages.json",
        stages.replace("\"working_days\": 5", "\"working_days\": 2"),
    );
    ledger(&desk, "rules", &format!("--stages {}", stages.display())).done();
    assert_eq!(deadline(), "2026-11-04");
    let bad = desk.file(
        "bad.json",
        r#"{"stages":[{"id":"a","name":"甲","days":3}]}"#,
    );
    let error = ledger(&desk, "rules", &format!("--stages {}", bad.display())).failed();
    assert!(
        error.contains("bad.json: stage 1") && error.contains("working_days"),
        "{error}"
    );
}

#[test]
fn the_commands_of_the_ledger_have_chinese_help() {
    for command in ["add", "show", "overdue", "desk", "funnel", "rules"] {
        let page = qianxian(["ledger", command, "--help", "--language", "zh"]).done();
        let lines = page
            .lines()
            .filter(|line| !line.trim_start().starts_with("JSON") && !line.contains("qianxian "));
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            let is_word =
                |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
            assert!(
                !words.windows(3).any(|three| three.iter().all(is_word)),
                "{command}: {line}"
            );
        }
        assert!(page.contains("用法："), "{command}: {page}");
    }
}

#[test]
fn a_place_that_the_ledger_knows_as_taken_is_given_to_nobody() {
    let profiles = PROFILES.replacen(r#""kind":"expert""#, r#""kind":"expert","capacity":1"#, 1);
    let desk = Desk::with(NEEDS, &profiles);
    let ids = |extra: &[&str]| -> Vec<String> {
        let found = desk
            .rank("rank", [&["--need", "n1", "--json"], extra].concat())
            .json();
        let lines = found["matches"].as_array().unwrap();
        let id = |line: &Value| line["id"].as_str().unwrap().to_owned();
        lines.iter().map(id).collect()
    };
    assert_eq!(ids(&[]), ["p1", "p2"]);
    let line = "--need n2 --profile p1 --kind 洽谈中 --officer 示例·李科长 --at 2026-11-02T09:30";
    ledger(&desk, "add", line).done();
    assert_eq!(ids(&[]), ["p2"]);
    assert_eq!(ids(&["--no-ledger"]), ["p1", "p2"]);
    let why = desk
        .rank(
            "explain",
            ["--need", "n1", "--profile", "p1", "--language", "zh"],
        )
        .done();
    assert!(
        why.contains("正在服务1家企业") || why.contains("名额"),
        "{why}"
    );
    let assigned = desk
        .rank("assign", ["--json", "--least-fit", "none"])
        .json();
    let needs = assigned["needs"].as_array().unwrap();
    let pairs = needs
        .iter()
        .flat_map(|need| need["pairs"].as_array().unwrap());
    assert!(
        pairs.clone().all(|pair| pair["profile"] != "p1") && pairs.count() > 0,
        "{assigned}"
    );
    assert_eq!(
        assigned["at_work"],
        serde_json::json!([{"need": "n2", "profiles": ["p1"]}]),
        "what is under way is named, and not given again"
    );
    // It has declined: the place is free again.
    ledger(
        &desk,
        "add",
        "--need n2 --profile p1 --kind 拒绝 --reason 太远",
    )
    .done();
    assert_eq!(ids(&[]), ["p1", "p2"]);
}

/// Ten needs with four matches each, of which every other one was signed.
fn ended(desk: &Desk) {
    let library = desk.open();
    let (mut writer, ledger) = (library.writer().unwrap(), library.ledger().unwrap());
    for number in 0..10 {
        let need = Need::new(format!("n{number}").as_str(), "针状焦制备").unwrap();
        writer.put_need(&need).unwrap();
    }
    for number in 0..4 {
        let mut expert = Profile::new(
            format!("p{number}").as_str(),
            ProfileKind::Expert,
            "示例·王工",
        )
        .unwrap();
        expert
            .expertise
            .push(["针状焦", "胶黏剂"][number % 2].to_owned());
        writer.put_profile(&expert).unwrap();
    }
    writer.commit().unwrap();
    for pair in 0..40 {
        let (need, profile) = (format!("n{}", pair / 4), format!("p{}", pair % 4));
        let kind = if pair % 2 == 0 {
            EntryKind::Signed
        } else {
            EntryKind::Refused
        };
        let at = "2026-11-02".parse().unwrap();
        let entry = EntryContent::new(need.parse().unwrap(), profile.parse().unwrap(), kind, at);
        let pushed = EntryContent::new(
            need.parse().unwrap(),
            profile.parse().unwrap(),
            EntryKind::Pushed,
            at,
        );
        ledger
            .append(pushed.propensity(0.5).officer("示例·李科长"))
            .unwrap();
        ledger.append(entry.amount(20.0).reason("太远")).unwrap();
    }
}

#[test]
fn the_ledger_teaches_the_probability_of_success_beside_the_score() {
    let desk = Desk::with(NEEDS, PROFILES);
    let said = desk.rank("rank", ["--need", "n1"]).done();
    assert!(
        !said.contains("probability"),
        "nothing is expected of an empty ledger: {said}"
    );
    ended(&desk);
    let asked = ["--need", "n1", "--no-ledger"];
    assert!(!desk.rank("rank", asked).done().contains("probability"));
    let before = desk.rank("rank", ["--need", "n1", "--json"]).json();
    assert_eq!(before["no_success"], "not_learned");
    let said = desk.rank("rank", ["--need", "n1"]).done();
    assert!(said.contains("no probability of success yet"), "{said}");

    let said = desk.rank("learn", ["--ledger"]).done();
    assert!(said.contains("kept in the ledger"), "{said}");
    let found = desk.rank("rank", ["--need", "n1", "--json"]).json();
    let success = |at: usize| {
        found["matches"][at]["success"]["probability"]
            .as_f64()
            .unwrap()
    };
    assert!(success(0) > 0.9 && success(3) < 0.1, "{found}");
    assert!(found.get("no_success").is_none());
    let said = desk
        .rank("rank", ["--need", "n1", "--language", "zh"])
        .done();
    assert!(
        said.contains("成功") && said.contains("据40个已结束的对接"),
        "{said}"
    );
    let why = desk
        .rank("explain", ["--need", "n1", "--profile", "p0", "--json"])
        .json();
    assert_eq!(
        why["success"]["probability"],
        found["matches"][0]["success"]["probability"]
    );
    let said = desk.rank("reverse", ["--profile", "p0", "--json"]).json();
    assert!(
        said["matches"][0]["success"]["probability"]
            .as_f64()
            .unwrap()
            > 0.9
    );

    let weights = desk.file("weights.json", r#"{"text":1}"#);
    let asked = [
        "--need",
        "n1",
        "--json",
        "--weights",
        weights.to_str().unwrap(),
    ];
    let other = desk.rank("rank", asked).json();
    assert_eq!(other["no_success"], "other_weights");
    let judged = desk
        .rank(
            "judge",
            ["--ledger", "--json", "--weights", weights.to_str().unwrap()],
        )
        .json();
    assert_eq!(
        (&judged["profiles"], &judged["earning"]),
        (&json!(40), &json!(20))
    );
}

#[test]
fn an_entry_and_the_status_of_its_need_come_in_one_commit() {
    let desk = desk();
    pushed(&desk);
    let need = || {
        let snapshot = desk.open().snapshot().unwrap();
        let id = NeedId::new("n1").unwrap();
        let history = snapshot.history(&id.clone().into()).unwrap();
        (snapshot.need(&id).unwrap().status, history.revisions)
    };
    let solved =
        "--need n1 --profile p1 --kind 销号 --by 示例·赵科长 --at 2026-11-20T09:30 --status 已解决";
    // Without the note that its stage asks for neither is made.
    let refused = ledger(&desk, "add", solved).failed();
    assert!(refused.contains("the entry about n1 and p1"), "{refused}");
    assert_eq!(need().0, NeedStatus::Open);
    let done = ledger(&desk, "add", &format!("{solved} --note 样品合格")).done();
    assert!(done.contains("solved"), "{done}");
    assert!(done.contains("status of the need: settled"), "{done}");
    let (status, revisions) = need();
    let change = &revisions.last().unwrap().change;
    assert_eq!(status, NeedStatus::Settled);
    assert_eq!(change.by.as_deref(), Some("示例·赵科长"));
    assert_eq!(change.why.as_deref(), Some("样品合格"));
    assert_eq!(change.at, Some("2026-11-20T09:30".parse().unwrap()));
    let line = "--correct 2 --strike --status 开放 --at 2026-11-21T10:00 --json";
    let struck = ledger(&desk, "add", line).json();
    assert_eq!(
        (&struck["number"], &struck["standing"]["stage"]),
        (&json!(3), &json!("dispatch"))
    );
    assert_eq!(need().0, NeedStatus::Open);
}

#[test]
fn a_moment_to_come_and_a_deadline_that_was_over_are_told() {
    let desk = desk();
    let add = |line: &str| {
        let said = ledger(&desk, "add", &format!("--need n1 --profile p1 {line}"));
        assert_eq!(said.status, Some(0), "{said:?}");
        said.err
    };
    let late = add("--kind 联系 --at 2999-01-01");
    assert!(late.contains("note: 2999-01-01 00:00:00"), "{late}");
    let over = add("--kind deadline --until 2020-01-01 --at 2024-02-20");
    assert!(
        over.contains("the deadline 2020-01-01 is before 2024-02-20"),
        "{over}"
    );
    let plain = add("--kind deadline --until 2024-02-20 --at 2024-02-20");
    assert!(
        !plain.contains("deadline") && !plain.contains("to come"),
        "{plain}"
    );
}

#[test]
fn an_amount_is_read_in_english_and_refused_by_its_own_name() {
    let desk = desk();
    let add = |amount: &str| {
        let mut process = program();
        process
            .args(["ledger", "add", "--library"])
            .arg(desk.library());
        process.args([
            "--need",
            "n1",
            "--profile",
            "p1",
            "--kind",
            "note",
            "--json",
        ]);
        process.args(["--at", "2026-03-02", "--amount", amount]);
        Said::from(process.output().unwrap())
    };
    assert_eq!(
        add("1 million yuan").json()["standing"]["amount"],
        json!(100.0)
    );
    let refused = add("plenty").err;
    assert!(
        refused.contains("500,000 yuan") && !refused.contains("budget"),
        "{refused}"
    );
}
