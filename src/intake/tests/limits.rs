//! What a file may ask for, and what becomes of a record that cannot be stored.

use super::{Severity, Source, TAXONOMIES, errors, needs, profiles};
use crate::error::{Error, Result, Wording};
use crate::intake::duplicate::{DuplicateIndex, DuplicateOptions};
use crate::intake::{Intake, IntakeReport, Limits};
use crate::model::{MAX_WORKS, Need};

fn limited(name: &str, bytes: &str, limit: &str) -> Result<IntakeReport> {
    let limits = Limits::default().set(limit).unwrap();
    Intake::new(&TAXONOMIES)
        .limits(limits)
        .needs(&Source::bytes(name, bytes), &mut |_| Ok(()))
}

#[test]
fn a_blank_work_costs_its_own_row() {
    let good = |id: &str| format!("{{\"id\":\"{id}\",\"kind\":\"expert\",\"name\":\"x\"}}\n");
    let bad = r#"{"id":"7","kind":"expert","name":"x","works":[""]}"#;
    let (profiles, report) = profiles("a.jsonl", good("1") + bad + "\n" + &good("2"));
    assert_eq!((profiles.len(), report.rejected), (2, 1));
    assert_eq!(errors(&report), [(Some(2), None, "")]);
    assert_eq!(report.problems[0].field, "works[0]");
}

#[test]
fn what_the_sink_does_not_accept_is_a_bad_row() {
    let survey = "编号,需求名称\nn1,甲\nn2,乙\nn3,丙\n";
    let mut index = DuplicateIndex::new(DuplicateOptions::default());
    let mut refuse = |need: Need| match need.id.as_str() {
        "n2" => Err(Error::invalid("title", "乙", Wording::name("not this one"))
            .in_record(Wording::name("need n2"))),
        _ => Ok(()),
    };
    let report = Intake::new(&TAXONOMIES)
        .duplicates(&mut index)
        .needs(&Source::bytes("a.csv", survey), &mut refuse)
        .unwrap();
    assert_eq!((report.accepted, report.rejected), (2, 1));
    assert_eq!(errors(&report), [(Some(3), Some("需求名称"), "乙")]);
    assert_eq!(index.len(), 2, "what is not stored is no near-duplicate");
    let mut full = |_: Need| {
        let (disk, repair) = ("the disk", "make room");
        Err(Error::busy(Wording::name(disk), Wording::name(repair)))
    };
    let stopped = Intake::new(&TAXONOMIES).needs(&Source::bytes("a.csv", survey), &mut full);
    assert!(stopped.unwrap_err().is_busy(), "other errors stop the file");
}

#[test]
fn each_limit_names_itself_its_row_and_what_to_do() {
    let long = "焦".repeat(400);
    let (wide, objects) = (",".repeat(50), "{\"a\":1},".repeat(50));
    for (name, limit, bad) in [
        ("a.csv", "cell-bytes=999", format!("n2,{long}")),
        ("a.csv", "record-bytes=999", format!("n2,{long}")),
        ("a.csv", "columns=40", format!("n2,乙{wide}")),
        (
            "a.jsonl",
            "record-bytes=999",
            format!("{{\"id\":\"n2\",\"title\":\"{long}\"}}"),
        ),
        (
            "a.jsonl",
            "parsed-bytes=9999",
            format!("{{\"id\":\"n2\",\"title\":\"乙\",\"x\":[{objects}1]}}"),
        ),
    ] {
        // Rows of a table are numbered as a spreadsheet program shows them, records of JSON from 1.
        let (number, [first, last]) = if name == "a.csv" {
            (3, ["编号,需求名称\nn1,甲", "n3,丙"])
        } else {
            let lines = [
                "\n{\"id\":\"n1\",\"title\":\"甲\"}",
                "{\"id\":\"n3\",\"title\":\"丙\"}",
            ];
            (2, lines)
        };
        let report = limited(name, &format!("{first}\n{bad}\n{last}\n"), limit).unwrap();
        assert_eq!(
            (report.accepted, report.rejected),
            (2, 1),
            "{limit}: {report}"
        );
        let problem = report.of(Severity::Error).next().unwrap();
        assert_eq!(problem.row, Some(number), "{limit}");
        let limit = limit.split('=').next().unwrap();
        assert!(
            problem.repair.contains(&format!("raise the limit {limit}")),
            "{problem}"
        );
        assert!(problem.value.chars().count() < 100);
    }
}

#[test]
fn a_file_of_too_many_rows_is_refused_by_name() {
    let survey = "编号,需求名称\nn1,甲\nn2,乙\nn3,丙\n";
    assert_eq!(limited("a.csv", survey, "rows=3").unwrap().accepted, 3);
    let error = limited("a.csv", survey, "rows=2").unwrap_err().to_string();
    assert!(
        error.starts_with("a.csv") && error.contains("rows=N"),
        "{error}"
    );
}

#[test]
fn a_report_keeps_the_first_problems_of_each_kind_and_counts_the_rest() {
    let rows: String = (0..50).map(|n| format!("n{n},甲{n},坏,x\n")).collect();
    let survey = format!("编号,需求名称,截止日期,预算\n{rows}");
    let report = limited("a.csv", &survey, "problems=5").unwrap();
    let all = needs("a.csv", &survey).1;
    for severity in [Severity::Error, Severity::Warning] {
        assert_eq!(report.count(severity), all.count(severity), "{severity}");
    }
    let faults = |report: &IntakeReport| {
        let faults = [Severity::Error, Severity::Warning];
        faults
            .map(|severity| report.of(severity).count())
            .iter()
            .sum::<usize>()
    };
    assert!(faults(&report) <= 10 && faults(&all) >= 100);
    assert_eq!(
        (report.accepted, report.rejected),
        (all.accepted, all.rejected)
    );
    assert_eq!(report.is_clean(), all.is_clean());
}

#[test]
fn near_duplicates_are_counted_past_the_limit_and_stop_with_their_memory() {
    let rows: String = (0..40)
        .map(|n| format!("n{n},针状焦生产线余热回收\n"))
        .collect();
    let survey = format!("编号,需求名称\n{rows}");
    let read = |limit: &str| {
        let mut index = DuplicateIndex::new(DuplicateOptions::default());
        let limits = Limits::default().set(limit).unwrap();
        let mut intake = Intake::new(&TAXONOMIES)
            .duplicates(&mut index)
            .limits(limits);
        intake
            .needs(&Source::bytes("a.csv", &survey), &mut |_| Ok(()))
            .unwrap()
    };
    let report = read("problems=3");
    assert_eq!(
        (report.near_duplicates.len(), report.near_duplicates_omitted),
        (3, 36)
    );
    let report = read("duplicate-bytes=4000");
    assert!((1..30).contains(&report.near_duplicates.len()), "{report}");
    let notices: Vec<&str> = report
        .of(Severity::Notice)
        .map(|n| n.repair.as_str())
        .collect();
    for part in ["sketches of 128 bytes", "duplicate-bytes"] {
        assert!(
            notices.iter().any(|notice| notice.contains(part)),
            "{report}"
        );
    }
    assert_eq!(report.accepted, 40);
}

#[test]
fn a_profile_continued_past_the_most_works_costs_the_rows_past_it() {
    let rows: String = (0..MAX_WORKS + 500)
        .map(|n| format!("p1,示例甲,成果{n}\n"))
        .collect();
    let survey = format!("编号,姓名,成果\n{rows}p2,示例乙,成果\n");
    let (profiles, report) = profiles("专家.csv", survey);
    assert_eq!(profiles.len(), 2, "{}", report.rejected);
    assert_eq!(profiles[0].works.len(), MAX_WORKS);
    assert_eq!((report.accepted, report.rejected), (2, 500));
    assert_eq!(
        report.of(Severity::Error).next().unwrap().row,
        Some(MAX_WORKS as u64 + 2)
    );
}

#[test]
fn a_million_blank_headings_are_one_bad_row() {
    let wide = ",".repeat(1_000_000);
    let (_, report) = needs("a.csv", format!("编号,需求名称{wide}\nn1,甲\n"));
    assert_eq!((report.rows, report.accepted), (1, 0));
    assert!(report.problems[0].repair.contains("columns=N"), "{report}");
    let survey = format!("某区汇总表{wide}\n编号,需求名称\nn1,甲\n");
    let (needs, report) = needs("a.csv", survey);
    assert_eq!((needs.len(), report.rejected), (1, 1));
    assert_eq!(errors(&report)[0].0, Some(1));
}
