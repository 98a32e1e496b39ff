//! Workbooks of other formats than `.xlsx`: files that programs wrote, and files that nobody would.
//!
//! `tests/data/README.md` says how the files were made.

mod ods;
mod xls;

use std::path::Path;
use std::sync::LazyLock;

use qianxian::Result;
use qianxian::intake::{Intake, IntakeReport, Limits, Severity, Source};
use qianxian::model::{Need, Profile, Taxonomies};

static TAXONOMIES: LazyLock<Taxonomies> = LazyLock::new(Taxonomies::builtin);

/// The bytes of a file of the test data.
fn data(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/workbooks");
    std::fs::read(folder.join(name)).unwrap()
}

/// Reads a workbook of needs.
fn read(name: &str, bytes: &[u8], limits: Limits) -> Result<(Vec<Need>, IntakeReport)> {
    let mut needs = Vec::new();
    let source = Source::bytes(name, bytes);
    let report = Intake::new(&TAXONOMIES)
        .limits(limits)
        .needs(&source, &mut |need| {
            needs.push(need);
            Ok(())
        })?;
    Ok((needs, report))
}

fn needs(name: &str, bytes: &[u8]) -> (Vec<Need>, IntakeReport) {
    read(name, bytes, Limits::default()).unwrap()
}

fn profiles(name: &str, bytes: &[u8]) -> Vec<Profile> {
    let mut profiles = Vec::new();
    let source = Source::bytes(name, bytes);
    Intake::new(&TAXONOMIES)
        .profiles(&source, &mut |profile| {
            profiles.push(profile);
            Ok(())
        })
        .unwrap();
    profiles
}

/// Every problem but the name of the file.
fn problems(report: &IntakeReport) -> Vec<String> {
    let problems = report.problems.iter();
    problems
        .map(|p| {
            format!(
                "{:?} {:?} {:?} {} {}",
                p.severity, p.sheet, p.row, p.value, p.repair
            )
        })
        .collect()
}

/// How each column was read, but for the name of the file.
fn columns(report: &IntakeReport) -> Vec<String> {
    let columns = report.columns.iter();
    columns
        .map(|c| {
            format!(
                "{:?} {} {:?} {:?} {} {:?}",
                c.sheet, c.heading, c.reading, c.field, c.filled, c.example
            )
        })
        .collect()
}

/// Holds what is read of `survey` to what is read of the same table as `.xlsx`.
fn equals_the_xlsx(survey: &str) {
    let (expected, of_xlsx) = needs("a.xlsx", &data("survey.xlsx"));
    // By content, whatever the name.
    for name in ["a.ods", "a.xlsx", "a.xls"] {
        let (found, report) = needs(name, &data(survey));
        assert_eq!(found, expected, "{survey} as {name}");
        assert_eq!(problems(&report), problems(&of_xlsx), "{survey}");
        assert_eq!(columns(&report), columns(&of_xlsx), "{survey}");
    }
    assert_eq!(
        profiles("a", &data(survey)),
        profiles("a", &data("survey.xlsx"))
    );
}

#[test]
fn the_survey_has_what_the_formats_are_compared_by() {
    let (needs, report) = needs("a.xlsx", &data("survey.xlsx"));
    let first = &needs[0];
    assert_eq!(first.id.as_str(), "0001");
    assert_eq!(first.published.unwrap().to_string(), "2024-06-27");
    assert_eq!(first.deadline.unwrap().to_string(), "2024-12-31");
    assert_eq!(first.attributes["自筹比例"], "7.5%");
    assert_eq!(first.attributes["登记时间"], "08:30:00");
    assert!(first.description.contains('\n'), "{}", first.description);
    assert_eq!(needs[1].enterprise, first.enterprise, "merged downwards");
    let ids: Vec<&str> = needs.iter().map(|need| need.id.as_str()).collect();
    assert_eq!(ids, ["0001", "0002", "0004", "0005", "0101"]);
    let skipped = report.of(Severity::Notice).filter(|p| p.field == "sheet");
    assert_eq!(skipped.count(), 2, "{report}");
    assert!(problems(&report).iter().any(|p| p.contains("#DIV/0!")));
    let copies = problems(&report)
        .into_iter()
        .filter(|p| p.contains("a copy of row"));
    assert_eq!(copies.count(), 1, "0005 stands twice");
}
