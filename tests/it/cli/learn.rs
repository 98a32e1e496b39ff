//! Learning from judgements and feedback, on the command line.

use std::fmt::Write as _;

use qianxian::model::NeedKind;
use qianxian::score::{KindWeights, Weights};
use serde_json::Value;

use super::program::{Desk, qianxian, shipped};

fn demo() -> Desk {
    let desk = Desk::new();
    qianxian([
        "demo".as_ref(),
        "--out".as_ref(),
        desk.library().as_os_str(),
    ])
    .done();
    desk
}

#[test]
fn what_is_learned_is_judged_and_the_same_on_any_number_of_threads() {
    let desk = demo();
    let qrels = shipped("qrels.tsv");
    let learn = |threads: &str| {
        let arguments = [
            "--json",
            "--threads",
            threads,
            "--qrels",
            qrels.to_str().unwrap(),
        ];
        desk.rank("learn", arguments).done()
    };
    let said = learn("1");
    assert_eq!(said, learn("3"));
    let said: Value = serde_json::from_str(&said).unwrap();
    let (training, gain) = (&said["training"], &said["training"]["gains"][0]);
    assert_eq!(
        (&gain["metric"], &training["is_converged"]),
        (&"ndcg@10".into(), &true.into())
    );
    assert_eq!(training["needs"], gain["needs"]);
    let is_better = gain["low"].as_f64().unwrap() > 0.0;
    assert_eq!(training["verdict"] == "better", is_better);
    assert_eq!(said.get("weights").is_some(), is_better);
}

#[test]
fn weights_that_are_not_better_are_not_written() {
    let desk = demo();
    let mut coins = String::from("需求,专家,事件,日期,备注\n");
    let snapshot = desk.open().snapshot().unwrap();
    let profiles = snapshot.profile_ids().unwrap();
    for (n, need) in snapshot.need_ids().unwrap().iter().enumerate() {
        for (p, profile) in profiles
            .iter()
            .enumerate()
            .filter(|(p, _)| (p + n) % 9 == 0)
        {
            let outcome = ["拒绝", "签约"][(p * 7 + n * 3 + p * n) % 5 % 2];
            writeln!(coins, "{need},{profile},{outcome},2024-06-01,").unwrap();
        }
    }
    coins.push_str("DEMO-N-001,,签约,2024-06-01,\n");
    let (feedback, weights) = (desk.file("feedback.csv", coins), desk.path("weights.json"));
    let arguments = [
        "--feedback",
        feedback.to_str().unwrap(),
        "--output",
        weights.to_str().unwrap(),
    ];
    let said = desk.rank("learn", arguments);
    assert!(
        said.err.contains("专家: \"\"") && said.err.lines().count() == 1,
        "{}",
        said.err
    );
    let told = said.done();
    assert!(
        told.contains("better than the presets: keep those"),
        "{told}"
    );
    assert!(
        told.contains("Brier error") && told.contains("nothing written"),
        "{told}"
    );
    assert!(!weights.exists());
}

#[test]
fn few_events_are_refused_with_what_is_missing() {
    let desk = demo();
    let file = desk.file(
        "f.csv",
        "need,profile,outcome\nDEMO-N-001,DEMO-E-001,signed\n",
    );
    let told = desk
        .rank("learn", ["--feedback", file.to_str().unwrap()])
        .done();
    assert!(
        told.contains("too little data: learning wants 30 needs"),
        "{told}"
    );
    assert!(told.contains("collect 14 more that succeeded"), "{told}");
    let bad = desk.file(
        "bad.csv",
        "need,profile,outcome\nDEMO-N-001,DEMO-E-001,maybe\n",
    );
    let said = desk.rank("learn", ["--feedback", bad.to_str().unwrap()]);
    assert!(
        said.err.contains("\"maybe\"") && said.err.contains("no row is good"),
        "{}",
        said.err
    );
    let wrong = desk.file("wrong.csv", "a,b\n1,2\n");
    desk.rank("learn", ["--feedback", wrong.to_str().unwrap()])
        .failed();
    desk.rank("learn", [""; 0]).misused();
}

#[test]
fn weights_by_kind_rank_each_need_by_its_own() {
    let desk = demo();
    let by_kind = KindWeights::presets().with(NeedKind::Research, Weights::text_only());
    let by_kind = desk.file("kind.json", serde_json::to_string(&by_kind).unwrap());
    let text = desk.file("text.json", r#"{"text":1}"#);
    let scores = |arguments: &[&str]| {
        let said = desk
            .rank(
                "rank",
                [&["--json", "--text", "针状焦"], arguments].concat(),
            )
            .json();
        let matches = said["matches"].as_array().unwrap().clone();
        matches
            .iter()
            .map(|found| found["score"].as_f64().unwrap())
            .collect::<Vec<_>>()
    };
    let (kind, text) = (by_kind.to_str().unwrap(), text.to_str().unwrap());
    assert_eq!(scores(&["--weights", kind]), scores(&["--weights", text]));
    assert_ne!(scores(&["--weights", kind]), scores(&[]));
    let talent = ["--kind", "talent"];
    assert_eq!(
        scores(&[&talent[..], &["--weights", kind]].concat()),
        scores(&talent)
    );
}
