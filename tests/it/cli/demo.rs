//! The examples that need no arguments.

use std::process::Command;

use super::program::{Desk, TODAY, example, qianxian, shipped};

#[test]
fn the_demo_tells_its_own_quality_and_leaves_the_library() {
    let desk = Desk::new();
    let library = desk.library();
    let demo = ["demo".as_ref(), "--out".as_ref(), library.as_os_str()];
    let out = qianxian(demo).done();
    assert!(
        out.contains("near-duplicates: DEMO-N-084 and DEMO-N-035"),
        "{out}"
    );

    // The same figure by the other commands.
    let run = desk.path("run.tsv");
    desk.rank(
        "run",
        [
            "--output".as_ref(),
            run.as_os_str(),
            "-k".as_ref(),
            "1000".as_ref(),
        ],
    )
    .done();
    let qrels = shipped("qrels.tsv");
    let files = [
        "--qrels".as_ref(),
        qrels.as_os_str(),
        "--run".as_ref(),
        run.as_os_str(),
    ];
    let arguments = ["evaluate".as_ref()].into_iter().chain(files);
    let json = arguments.chain(["--metric".as_ref(), "ndcg@10".as_ref(), "--json".as_ref()]);
    let mean = qianxian(json).json()["means"][0].as_f64().unwrap();
    let line = format!("ndcg@10    {mean:.4}");
    assert!(out.contains(&line), "{line} as of {TODAY} is not in {out}");
    assert!(mean > 0.8, "{mean}");

    qianxian(demo).done();
    assert_eq!(
        desk.run("stats", ["--json"]).json()["counts"]["profiles"],
        232
    );
}

#[test]
fn the_demo_touches_no_library_but_its_own() {
    let desk = Desk::with(r#"{"id":"mine","title":"针状焦"}"#, "");
    let library = desk.library();
    let line = qianxian(["demo".as_ref(), "--out".as_ref(), library.as_os_str()]).failed();
    assert!(line.contains("mine") && line.contains("--out"), "{line}");
    assert_eq!(desk.open().snapshot().unwrap().counts().unwrap().needs, 1);
}

#[test]
fn the_quickstart_finds_its_expert() {
    let output = Command::new(example("quickstart")).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("expert-1")
    );
}
