//! Runs, and what they are worth.

use std::collections::BTreeMap;
use std::ffi::OsStr;

use super::program::{Desk, qianxian, shipped};

const NEEDS: &str = r#"{"id":"n1","title":"针状焦制备"}
{"id":"n2","title":"无醛胶黏剂"}"#;

const PROFILES: &str = r#"{"id":"p1","kind":"expert","name":"示例·王工","expertise":["针状焦"]}
{"id":"p2","kind":"expert","name":"示例·李工","expertise":["无醛胶黏剂"]}"#;

impl Desk {
    fn run_file(&self, more: &[&str]) -> String {
        let path = self.path("run.tsv");
        let output = ["--output".as_ref(), path.as_os_str()];
        let said = self.rank("run", output.into_iter().chain(more.iter().map(OsStr::new)));
        said.done();
        std::fs::read_to_string(path).unwrap()
    }

    fn import_shipped(&self, needs: &str, profiles: &str) {
        let needs = self.file("needs.jsonl", needs);
        let profiles = self.file("profiles.jsonl", profiles);
        let files = ["--needs".as_ref(), needs.as_os_str(), "--profiles".as_ref()];
        let arguments = files.into_iter().chain([profiles.as_os_str()]);
        self.run("import", arguments).done();
    }
}

fn reversed(text: &str) -> String {
    let lines: Vec<&str> = text.lines().rev().collect();
    lines.join("\n")
}

#[test]
fn a_run_is_the_same_bytes_for_any_threads_row_order_and_history() {
    let needs = std::fs::read_to_string(shipped("needs.jsonl")).unwrap();
    let profiles = std::fs::read_to_string(shipped("profiles.jsonl")).unwrap();
    let desk = Desk::new();
    desk.import_shipped(&needs, &profiles);
    let run = desk.run_file(&["--threads", "1"]);
    assert!(run.lines().count() > 1000, "{} lines", run.lines().count());
    assert_eq!(desk.run_file(&["--threads", "2"]), run);

    let shuffled = Desk::new();
    shuffled.import_shipped(&reversed(&needs), &reversed(&profiles));
    assert_eq!(shuffled.run_file(&[]), run);

    let deleted = ["DEMO-E-001", "DEMO-E-020", "DEMO-T-003"].map(|id| ["--profile", id]);
    desk.run("delete", deleted.as_flattened()).done();
    assert_ne!(desk.run_file(&[]), run);
    desk.import_shipped(&needs, &reversed(&profiles));
    assert_eq!(desk.run_file(&[]), run, "after delete and import");
    desk.open().writer().unwrap().merge().unwrap();
    assert_eq!(desk.run_file(&[]), run, "after a merge");
}

#[test]
fn lines_are_by_need_then_rank_and_scores_read_back_to_the_same_bits() {
    let desk = Desk::with(NEEDS, PROFILES);
    let run = desk.run_file(&[]);
    let lines: Vec<Vec<&str>> = run.lines().map(|line| line.split('\t').collect()).collect();
    let pairs: Vec<_> = lines.iter().map(|line| (line[0], line[1])).collect();
    assert_eq!(
        pairs,
        [("n1", "p1"), ("n1", "p2"), ("n2", "p2"), ("n2", "p1")]
    );
    let answer = desk.rank("rank", ["--need", "n1", "--json"]).json();
    let score: f64 = lines[0][2].parse().unwrap();
    assert_eq!(score, answer["matches"][0]["score"].as_f64().unwrap());
    assert_eq!(desk.run_file(&["-k", "1"]).lines().count(), 2);
}

#[test]
fn the_needs_of_a_file_are_ranked_alike_and_not_stored() {
    let desk = Desk::with("", PROFILES);
    let file = desk.file("needs.jsonl", reversed(NEEDS) + "\n{\"id\":\"n3\"}\n");
    let run = desk.run_file(&["--needs", file.to_str().unwrap()]);
    assert_eq!(run, Desk::with(NEEDS, PROFILES).run_file(&[]));
    assert_eq!(desk.run("stats", ["--json"]).json()["counts"]["needs"], 0);
}

#[test]
fn a_run_that_fails_leaves_no_file_and_keeps_the_old_one() {
    let desk = Desk::with(NEEDS, PROFILES);
    let old = desk.file("run.tsv", "old");
    let bad = desk.file("bad.csv", "编号,需求名称\nn1,\n");
    let arguments = [
        "--needs",
        bad.to_str().unwrap(),
        "--output",
        old.to_str().unwrap(),
    ];
    // The bad row is told before the error.
    let said = desk.rank("run", arguments);
    assert!(said.err.contains("bad.csv row 2"), "{said:?}");
    assert_eq!(
        said.err
            .lines()
            .filter(|line| line.starts_with("error: needs"))
            .count(),
        1
    );
    assert_eq!(std::fs::read_to_string(&old).unwrap(), "old");
    let nowhere = desk.path("nowhere/run.tsv");
    desk.rank("run", ["--output".as_ref(), nowhere.as_os_str()])
        .failed();
    let names: BTreeMap<_, _> = std::fs::read_dir(desk.path(""))
        .unwrap()
        .map(|entry| (entry.unwrap().file_name(), ()))
        .collect();
    let names: Vec<_> = names.keys().collect();
    assert_eq!(names, ["bad.csv", "library", "run.tsv"], "no draft is left");
}

#[test]
fn evaluate_measures_a_run() {
    let desk = Desk::new();
    let qrels = desk.file("qrels.tsv", "n1\tp1\t1\nn2\tp1\t2\n");
    // The relevant profile is first for n1, second for n2: (1 + 1/2) / 2.
    let run = desk.file("run.tsv", "n1\tp1\t0.9\nn2\tp2\t0.5\nn2\tp1\t0.4\n");
    let files = [
        "evaluate",
        "--qrels",
        qrels.to_str().unwrap(),
        "--run",
        run.to_str().unwrap(),
    ];
    let with = |more: &[&'static str]| qianxian(files.iter().chain(more));
    let measured = with(&["--metric", "mrr", "--json"]).json();
    assert_eq!(measured["means"], serde_json::json!([0.75]));
    let out = with(&[]).done();
    assert!(
        out.contains("ndcg@10") && out.contains("mean of 2"),
        "{out}"
    );
    with(&["--metric", "bleu"]).misused();
    std::fs::remove_file(&run).unwrap();
    assert!(with(&[]).failed().contains("run.tsv"));
}
