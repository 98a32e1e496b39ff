//! Judging weights by a log, on the command line.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::Value;

use super::program::{Desk, TODAY};

/// `count` needs and two profiles: one of the same text, one of the same region.
fn desk(count: usize) -> Desk {
    let need = |n| format!(r#"{{"id":"n{n:02}","title":"针状焦","region":"山东省/淄博市"}}"#);
    let needs: Vec<String> = (0..count).map(need).collect();
    let profiles = r#"{"id":"near","kind":"expert","name":"示例·王工","expertise":["锂电池"],"region":"山东省/淄博市"}
{"id":"text","kind":"expert","name":"示例·李工","expertise":["针状焦"],"region":"山东省/济南市"}"#;
    Desk::with(&needs.join("\n"), profiles)
}

fn words<'a>(paths: [&'a std::path::PathBuf; 3], more: &[&'a str]) -> Vec<&'a str> {
    let [log, new, old] = paths.map(|path| path.to_str().unwrap());
    [&["--log", log, "--weights", new, "--against", old], more].concat()
}

/// The log that `run` begins: two lines for each of 60 needs, under a heading.
fn begun(desk: &Desk) -> (PathBuf, String) {
    let (run, log) = (desk.path("run.tsv"), desk.path("log.csv"));
    let places = "0.9,0.5";
    let arguments = [
        "--output",
        run.to_str().unwrap(),
        "--log",
        log.to_str().unwrap(),
        "--places",
        places,
    ];
    desk.rank("run", arguments).done();
    let rows = std::fs::read_to_string(&log).unwrap();
    let mut lines = rows.lines();
    assert_eq!(
        lines.next(),
        Some("need,profile,outcome,date,rank,propensity")
    );
    assert_eq!(
        lines.next(),
        Some(format!("n00,text,shown,{TODAY},1,0.9").as_str())
    );
    assert_eq!(
        lines.next(),
        Some(format!("n00,near,shown,{TODAY},2,0.5").as_str())
    );
    assert_eq!(rows.lines().count(), 121);
    (log, rows)
}

/// The figures of the log of which each near profile was contacted: text as the new weights, region as the old.
fn assert_figures(told: &Value) {
    assert_eq!(
        (&told["lists"], &told["profiles"], &told["earning"]),
        (&60.into(), &120.into(), &60.into())
    );
    let value = |path: &str| told.pointer(path).unwrap().as_f64().unwrap();
    // Looked at every second time, second by text (1/log2(3)), first by region.
    let second = 1.0 / 3.0_f64.log2();
    assert!((value("/old/ips/value") - 2.0 * second).abs() < 1e-12);
    assert_eq!(value("/new/ips/value"), 2.0);
    assert_eq!(value("/new/clipped/value"), 2.0);
    assert_eq!(value("/new/self_normalised/value"), 1.0);
    assert!((value("/gain/value") - 2.0 * (1.0 - second)).abs() < 1e-12);
    assert_eq!(
        (&told["verdict"], &told["without_propensity"][0][1]),
        (&"better".into(), &"gone".into())
    );
}

#[test]
fn a_log_is_begun_by_run_and_judged_with_the_outcomes_appended() {
    let desk = desk(60);
    let (log, mut rows) = begun(&desk);
    // In each list the near one is contacted, which stands second.
    for n in 0..60 {
        writeln!(rows, "n{n:02},near,contacted,2024-08-01,,").unwrap();
    }
    rows.push_str("n00,text,成了,2024-08-01,,\nn99,near,shown,,1,0.5\nn01,gone,viewed,,,\n");
    std::fs::write(&log, rows).unwrap();
    let text = desk.file("text.json", r#"{"text":1}"#);
    let region = desk.file("region.json", r#"{"region":1}"#);
    let said = desk.rank("judge", words([&log, &region, &text], &["--json"]));
    let errors: Vec<&str> = said.err.lines().collect();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(
        errors[0].contains("row 182") && errors[0].contains("outcome: \"成了\""),
        "{errors:?}"
    );
    assert!(
        errors[1].contains("need n01, profile gone: propensity: \"\"; give a propensity"),
        "{errors:?}"
    );
    let told: Value = said.json();
    assert_figures(&told);
    assert_eq!(told["left_out"]["unknown_needs"][0], "n99");
    let said = desk
        .run("judge", words([&log, &text, &region], &["--most", "1.5"]))
        .done();
    assert!(
        said.contains("60 lists of 120 profiles, 60 of them contacted or more"),
        "{said}"
    );
    assert!(
        said.contains("old weights, cut at 1.5       1.5000") && said.contains("clipped"),
        "{said}"
    );
    assert!(
        said.contains("the new weights order what was shown worse"),
        "{said}"
    );
    let none = desk
        .run("judge", words([&log, &text, &text], &["--earns", "signed"]))
        .done();
    assert!(none.contains("no sure difference"), "{none}");
}

#[test]
fn a_rank_and_the_places_stand_for_a_propensity() {
    let desk = desk(1);
    let log = desk.file(
        "log.csv",
        "需求,专家,事件,名次\nn00,near,签约,2\nn00,text,曝光,1\n",
    );
    let weights = desk.file("text.json", r#"{"text":1}"#);
    let judged = |more: &[&str]| desk.rank("judge", words([&log, &weights, &weights], more));
    let told = judged(&["--json", "--places", "1,0.25"]).json();
    let ips = told["old"]["ips"]["value"].as_f64().unwrap();
    assert!((ips - 4.0 / 3.0_f64.log2()).abs() < 1e-12, "{told}");
    let refused = judged(&[]);
    assert!(
        refused.err.contains("a rank and --places") && refused.err.contains("no row is good"),
        "{}",
        refused.err
    );
    for bad in ["0.5,0", "1,x", ""] {
        let refused = judged(&["--places", bad]).misused();
        assert!(refused.contains("probabilities above 0"), "{refused}");
    }
    let refused = judged(&["--earns", "refused"]).misused();
    assert!(
        refused.contains("nothing is earned by it; give viewed"),
        "{refused}"
    );
    let stranger = desk.file(
        "stranger.csv",
        "need,profile,outcome,propensity\nn9,near,shown,1\n",
    );
    let refused = desk
        .run("judge", words([&stranger, &weights, &weights], &[]))
        .failed();
    assert!(
        refused.contains("no pair of the log is in the library"),
        "{refused}"
    );
    desk.rank("judge", ["--log", log.to_str().unwrap()])
        .misused();
}
