//! Whole files, as bytes, on their way in.
#![allow(clippy::unwrap_used, reason = "tests")]

mod addresses;
mod bad_input;
mod conditions;
mod finance;
mod further;
mod houses;
mod identity;
mod kinds;
#[cfg(feature = "xlsx")]
mod levels;
mod limits;
mod lists;
mod marks;
mod people;
mod shapes;
mod students;
mod tables;
mod units;
mod updates;
#[cfg(feature = "xlsx")]
mod workbooks;

use std::sync::LazyLock;

use super::{Columns, Intake, IntakeReport, RowProblem, Severity, Source};
use crate::error::Result;
use crate::model::{Need, Profile, Taxonomies};

static TAXONOMIES: LazyLock<Taxonomies> = LazyLock::new(Taxonomies::builtin);

fn try_needs(name: &str, bytes: impl AsRef<[u8]>) -> Result<(Vec<Need>, IntakeReport)> {
    let mut needs = Vec::new();
    let report = Intake::new(&TAXONOMIES).needs(&Source::bytes(name, bytes), &mut |need| {
        needs.push(need);
        Ok(())
    })?;
    assert_eq!(needs.len() as u64, report.accepted);
    Ok((needs, report))
}

fn needs(name: &str, bytes: impl AsRef<[u8]>) -> (Vec<Need>, IntakeReport) {
    try_needs(name, bytes).unwrap()
}

fn try_profiles(name: &str, bytes: impl AsRef<[u8]>) -> Result<(Vec<Profile>, IntakeReport)> {
    let mut profiles = Vec::new();
    let report =
        Intake::new(&TAXONOMIES).profiles(&Source::bytes(name, bytes), &mut |profile| {
            profiles.push(profile);
            Ok(())
        })?;
    assert_eq!(profiles.len() as u64, report.accepted);
    Ok((profiles, report))
}

fn profiles(name: &str, bytes: impl AsRef<[u8]>) -> (Vec<Profile>, IntakeReport) {
    try_profiles(name, bytes).unwrap()
}

fn of(report: &IntakeReport, severity: Severity) -> Vec<(Option<u64>, Option<&str>, &str)> {
    report
        .of(severity)
        .map(|p| (p.row, p.column.as_deref(), p.value.as_str()))
        .collect()
}

/// Row, column and value of every error.
fn errors(report: &IntakeReport) -> Vec<(Option<u64>, Option<&str>, &str)> {
    of(report, Severity::Error)
}

/// Row, column and value of every warning.
fn warnings(report: &IntakeReport) -> Vec<(Option<u64>, Option<&str>, &str)> {
    of(report, Severity::Warning)
}

/// Every error names the place of the fault, and says what to do.
fn all_are_complete<'p>(mut problems: impl Iterator<Item = &'p RowProblem>) -> bool {
    problems.all(|p| !p.file.is_empty() && !p.repair.is_empty() && !p.field.is_empty())
}
