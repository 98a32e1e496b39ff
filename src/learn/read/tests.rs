//! Feedback files: good rows, bad rows, missing columns.

#![allow(clippy::unwrap_used, reason = "tests")]
use std::fmt::Write as _;

use super::read_feedback;
use crate::intake::{IntakeReport, Severity, Source};
use crate::learn::{Feedback, MatchOutcome};

fn read(name: &str, text: &str) -> (Vec<Feedback>, IntakeReport) {
    read_feedback(&Source::bytes(name, text)).unwrap()
}

#[test]
fn of_a_thousand_rows_the_good_go_in_and_three_are_told() {
    let mut file = String::from("need,profile,outcome,date,rank,propensity\n");
    for i in 2..1_002 {
        let row = match i {
            100 => "n1,,viewed,2024-06-27,1,0.5".to_owned(),
            500 => "n1,p1,viewed,2024-02-30,1,0.5".to_owned(),
            900 => "n1,p1,viewed,2024-06-27,1,1.5".to_owned(),
            _ => format!("n{i},p1,contacted,2024-06-27,3,0.25"),
        };
        writeln!(file, "{row}").unwrap();
    }
    let (events, report) = read("f.csv", &file);
    assert_eq!(
        (report.rows, report.accepted, report.rejected),
        (1_000, 997, 3)
    );
    assert_eq!(events.len(), 997);
    let told: Vec<_> = report
        .of(Severity::Error)
        .map(|p| {
            (
                p.row.unwrap(),
                p.column.as_deref().unwrap(),
                p.value.as_str(),
            )
        })
        .collect();
    let wanted = [
        (100, "profile", ""),
        (500, "date", "2024-02-30"),
        (900, "propensity", "1.5"),
    ];
    assert_eq!(told, wanted);
    assert!(report.problems.iter().all(|p| !p.repair.is_empty()));
}

#[test]
fn csv_tabs_and_json_lines_read_alike() {
    let csv = read("f.csv", "名次,专家,需求,事件,备注\n2,p1,n1,签约,好\n");
    let tabs = read(
        "f.tsv",
        "need_id\tprofile_id\tstage\trank\nn1\tp1\tsigned\t2\n",
    );
    let json = read(
        "f.jsonl",
        "{\"need\":\"n1\",\"profile\":\"p1\",\"outcome\":\"Signed\",\"rank\":2}\n",
    );
    assert_eq!((&csv.0, &tabs.0), (&json.0, &json.0));
    assert_eq!(csv.0[0].outcome, MatchOutcome::Signed);
    assert_eq!(csv.1.problems[0].severity, Severity::Notice, "备注 is told");
    assert_eq!(json.1.problems, []);
}

#[test]
fn the_words_of_ledgers_read_and_a_strange_one_is_told_once() {
    let file = "需求编号,专家编号,对接结果,对接日期\n\
                n1,p1,跟进中,2026-03-01\n\
                n2,p1,再看看,2026-03-02\n\
                n3,p1,未达成合作,2026-03-03\n\
                n4,p1,再看看,2026-03-04\n";
    let (events, report) = read("f.csv", file);
    let outcomes: Vec<_> = events.iter().map(|event| event.outcome).collect();
    assert_eq!(outcomes, [MatchOutcome::Contacted, MatchOutcome::Refused]);
    assert_eq!(
        (report.accepted, report.rejected, report.problems.len()),
        (2, 2, 1)
    );
    let told = &report.problems[0];
    assert_eq!(
        (told.row, told.column.as_deref(), told.value.as_str()),
        (Some(3), Some("对接结果"), "再看看")
    );
    assert!(told.repair.starts_with("in 2 rows; use one of"), "{told}");
}

#[test]
fn a_file_without_the_columns_is_refused() {
    let error = read_feedback(&Source::bytes("f.csv", "need,profile\nn1,p1\n")).unwrap_err();
    assert!(
        error.to_string().contains("name a column outcome or stage"),
        "{error}"
    );
    let (events, report) = read("f.jsonl", "{\"need\":\"n1\"}\n{]\n");
    assert_eq!((events.len(), report.rejected), (0, 2));
}
