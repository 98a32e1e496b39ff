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
