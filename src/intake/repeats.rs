//! Rows whose id an earlier row has: copies of it, and other records.

use super::columns::{SurveySide, TableLayout};
use super::convert::{DraftProblem, RecordDraft};
use super::report::Severity;
use crate::error::{Error, Wording, say};

/// The row that an id went in with.
#[derive(Clone, Copy, Debug)]
pub(super) struct SeenRow {
    /// Number of its sheet, and of the row.
    pub(super) sheet: usize,
    pub(super) row: u64,
    /// Hash of what the row states.
    pub(super) content: u64,
}

/// The place of a row: its number, and the words for its sheet if that is another one.
pub(super) type RowPlace<'w> = (u64, &'w Wording);

/// The warning of a row that states what an earlier one states, so that nothing is lost with it.
pub(super) fn copy(
    side: SurveySide,
    draft: &RecordDraft,
    (row, of_sheet): RowPlace<'_>,
) -> DraftProblem {
    let repair = say!(
        "a copy of row {row}{of_sheet}, left out",
        "与{of_sheet}第{row}行完全相同，已略去";
        of_sheet
    );
    let value = match draft.is_id_derived {
        true => names_text(draft, names_of(side, draft)),
        false => draft.text("id").trim().to_owned(),
    };
    DraftProblem::new(Severity::Warning, &Error::invalid("row", value, repair))
}

/// The problem of a row that states other things than the earlier row of its id.
pub(super) fn repeats(
    side: SurveySide,
    draft: &RecordDraft,
    place: RowPlace<'_>,
    layout: Option<&TableLayout>,
) -> DraftProblem {
    match layout.filter(|_| draft.is_id_derived) {
        Some(layout) => repeats_names(side, draft, place, layout),
        None => repeats_id(side, draft.text("id").trim(), place),
    }
}

fn repeats_id(side: SurveySide, id: &str, (row, of_sheet): RowPlace<'_>) -> DraftProblem {
    let repair = match side {
        SurveySide::Profiles => say!(
            "row {row}{of_sheet} has this id, and stands; give each record its own, or put the rows of one profile together",
            "该编号已用于{of_sheet}第{row}行，以该行为准；请给每条记录单独的编号，或把同一供方的各行放在一起";
            of_sheet
        ),
        SurveySide::Needs | SurveySide::Enterprises => say!(
            "row {row}{of_sheet} has this id, and stands; give each record its own",
            "该编号已用于{of_sheet}第{row}行，以该行为准；请给每条记录单独的编号";
            of_sheet
        ),
    };
    DraftProblem::new(Severity::Error, &Error::invalid("id", id, repair))
}

/// The problem of a record whose id its names make, and that has the names of an earlier one. Nobody wrote the id.
fn repeats_names(
    side: SurveySide,
    draft: &RecordDraft,
    (row, of_sheet): RowPlace<'_>,
    layout: &TableLayout,
) -> DraftProblem {
    let names = names_of(side, draft);
    let held = names.iter().filter(|name| layout.holds(name));
    let headings = held.filter_map(|name| layout.headings_of(name));
    let headings = headings.collect::<Vec<String>>().join("、");
    let repair = say!(
        "{headings} as in row {row}{of_sheet}, which stands, and other content; tell the names apart, or add a column 编号 with an id for each record",
        "{headings}与{of_sheet}第{row}行相同而内容不同，以该行为准；请把名称写得有区别，或增加“编号”列，给每条记录单独的编号";
        of_sheet
    );
    // The name itself is the last of them.
    let field = names.last().copied().unwrap_or("id");
    let error = Error::invalid(field, names_text(draft, names), repair);
    DraftProblem::new(Severity::Error, &error)
}

/// Fields that make the id of a record, as people know it by them.
fn names_of(side: SurveySide, draft: &RecordDraft) -> &'static [&'static str] {
    match side {
        SurveySide::Needs if draft.text("title").is_empty() => &["enterprise", "description"],
        SurveySide::Needs => &["enterprise", "title"],
        SurveySide::Profiles => &["organization", "name"],
        SurveySide::Enterprises => &["name"],
    }
}

fn names_text(draft: &RecordDraft, names: &[&str]) -> String {
    let texts = names.iter().map(|name| draft.text(name));
    let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
    texts.join("，")
}
