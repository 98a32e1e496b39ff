//! The table of headings as documentation, generated so that it cannot fall behind.
#![allow(clippy::unwrap_used, reason = "tests")]
use std::fmt::Write as _;

use super::kept::{KEPT, KEPT_OF_NEEDS, KEPT_OF_PROFILES};
use super::{SurveySide, work};

/// The text of `headings.md`.
fn markdown() -> String {
    let mut text = include_str!("headings.head.md").to_owned();
    for (side, title) in [
        (SurveySide::Needs, "Needs"),
        (SurveySide::Profiles, "Profiles"),
        (SurveySide::Enterprises, "Enterprises"),
    ] {
        write!(text, "\n## {title}\n| field | headings |\n|---|---|\n").unwrap();
        for field in side.fields() {
            writeln!(text, "| `{}` | {} |", field.name, field.headings.join(", ")).unwrap();
        }
    }
    let stems: Vec<&str> = work::STEMS.iter().map(|(stem, _)| *stem).collect();
    write!(text, "\n## Works\nA word of {}", stems.join(", ")).unwrap();
    text.push_str(
        " and a number, before or after the name of the part, as in `成果1名称` or `work1_title`; \
         one work a row needs no number:\n| part | headings |\n|---|---|\n",
    );
    for (part, words) in work::PARTS {
        writeln!(text, "| `{part}` | {} |", words.join(", ")).unwrap();
    }
    for (title, kept) in [
        ("Kept as attributes", KEPT),
        ("Kept, of needs", KEPT_OF_NEEDS),
        ("Kept, of profiles", KEPT_OF_PROFILES),
    ] {
        write!(text, "\n## {title}\n{}\n", kept.join(", ")).unwrap();
    }
    text
}

#[test]
fn the_documented_table_is_the_one_in_use() {
    if std::env::var_os("QIANXIAN_WRITE_DOCS").is_some() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src/intake/columns/headings.md"
        );
        std::fs::write(path, markdown()).unwrap();
    }
    assert!(
        markdown() == include_str!("headings.md"),
        "run this test with QIANXIAN_WRITE_DOCS=1"
    );
}
