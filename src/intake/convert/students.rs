//! Student groups among the rows of a survey of profiles.

use serde_json::Value;

use super::RecordDraft;
use crate::intake::columns::TableLayout;
use crate::model::StudentGroup;

/// Settles whether a row is of a student group, once its own kind is known and before one that is implied.
///
/// Only a row whose kind, or whose name if it gives no kind or is of an expert, says so is a group: a research team with
/// a column 人数 has members, not students. Of a group the cells of people and leader are fields, of others attributes.
pub(crate) fn settle(draft: &mut RecordDraft, layout: &TableLayout, implied: Option<&str>) {
    let stated = draft.text("kind");
    let kind = if stated.is_empty() {
        implied.unwrap_or_default()
    } else {
        stated
    };
    let by_name =
        (stated.is_empty() || stated == "expert") && StudentGroup::is_named(draft.text("name"));
    if kind == StudentGroup::KIND || by_name {
        let kind = Value::from(StudentGroup::KIND);
        draft.fields.insert("kind".to_owned(), kind);
        if let Some(Value::Object(attributes)) = draft.fields.get_mut("attributes") {
            let columns = layout
                .columns
                .iter()
                .filter(|column| column.is_of_students());
            columns.for_each(|column| drop(attributes.remove(&column.heading)));
        }
    } else {
        draft.fields.remove("students");
    }
}
