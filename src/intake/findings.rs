//! Findings about a whole table: the columns left out or added, the kind and the ids of its records.

use super::SurveySide;
use super::columns::{ColumnTarget, HeadingReader, MoneyUnit, TableColumn, TableLayout};
use super::convert::DraftProblem;
use super::report::Severity;
use crate::error::Error;
use crate::model::ProfileKind;

/// Whether a column holds the title of a need, or the name of a profile.
pub(super) fn names_records(layout: &TableLayout, side: SurveySide) -> bool {
    match side {
        SurveySide::Needs => layout.holds("title") || layout.holds("description"),
        SurveySide::Profiles => layout.holds("name"),
    }
}

pub(super) fn no_kind() -> Error {
    let kinds = ProfileKind::ALL.iter();
    let kinds: Vec<String> = kinds
        .map(|kind| format!("{} {}", kind.as_chinese(), kind.as_str()))
        .collect();
    let repair = format!(
        "nothing says of which kind these profiles are; add a column 类型, or say it for the file (--kind): {}",
        kinds.join(", ")
    );
    Error::invalid("kind", "", repair)
}

pub(super) fn unknown_columns(unknown: &[&TableColumn], reader: &HeadingReader<'_>) -> Error {
    let named = |column: &&TableColumn| match reader.nearest(&column.heading) {
        Some(nearest) => format!("{} (like {nearest})", column.heading),
        None => column.heading.clone(),
    };
    let names: Vec<String> = unknown.iter().map(named).collect();
    let repair = "give each a meaning, as in 备注=attribute, or let unknown columns in";
    Error::invalid("columns", names.join(", "), repair)
}

pub(super) fn notice(field: &str, value: &str, repair: impl Into<String>) -> DraftProblem {
    DraftProblem::new(Severity::Notice, &Error::invalid(field, value, repair))
}

/// The notice of the list inside a JSON object that is read, by the number of its records, with the lists that are not.
pub(crate) fn list_read(count: u64, others: &[(String, u64)]) -> String {
    let read = format!("the records are read from this list of {count}");
    if others.is_empty() {
        return read;
    }
    let others: Vec<String> = others
        .iter()
        .map(|(path, count)| format!("{path} ({count})"))
        .collect();
    let others = others.join(", ");
    format!("{read}; not read: {others}; save one of these alone, as […], if it is meant")
}

/// The warning of a column that would hold a field and does not.
pub(super) fn set_aside(column: &TableColumn) -> Option<DraftProblem> {
    let repair = match (&column.rival, &column.unit) {
        (Some(rival), _) if *rival == column.heading => {
            "two columns have this heading and the first is read; rename one of them".to_owned()
        }
        (Some(rival), _) => format!(
            "means the same field as {rival}, which is read; write {}=FIELD in the columns if this one is meant",
            column.heading
        ),
        (None, Some(MoneyUnit::Foreign(_))) => {
            "amounts in this unit are kept and not compared; convert them to 万元".to_owned()
        }
        (None, _) => return None,
    };
    let error = Error::invalid("column", &column.heading, repair);
    let finding = DraftProblem::new(Severity::Warning, &error);
    Some(finding.in_column(Some(column.heading.clone())))
}

pub(super) fn numbering(layout: &TableLayout) -> Option<DraftProblem> {
    let is_numbering = |column: &&TableColumn| matches!(column.target, ColumnTarget::RowNumber);
    let heading = &layout.columns.iter().find(is_numbering)?.heading;
    let repair =
        format!("the column numbers rows and is not kept; write {heading}=id if it is the id");
    Some(notice("row number", heading, repair))
}

pub(super) fn no_ids(layout: &TableLayout, side: SurveySide) -> Option<DraftProblem> {
    let names = match side {
        SurveySide::Needs => "enterprise and title",
        SurveySide::Profiles => "kind, organization and name",
    };
    let repair =
        format!("no column of ids; ids are made from {names} and stay the same while those do");
    (!layout.holds("id")).then(|| notice("id", "", repair))
}

pub(super) fn kind_taken((kind, from): (&str, &str)) -> DraftProblem {
    notice(
        "kind",
        kind,
        format!("taken from the {from} for every row; add a column 类型 if it is not so"),
    )
}
