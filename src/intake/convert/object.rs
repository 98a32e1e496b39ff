//! From a JSON object to a draft.

use serde_json::{Map, Value};

use super::{RecordDraft, place};
use crate::intake::columns::{ATTRIBUTE, Columns, IGNORE, fold};
use crate::intake::read::{id_text, single_line};

/// Short texts that are cleaned like cells.
const NAMES: [&str; 4] = ["title", "name", "enterprise", "organization"];

/// The draft of an object whose keys are field names, or keys that the user gave a meaning.
pub(crate) fn from_object(
    row: u64,
    mut fields: Map<String, Value>,
    columns: &Columns,
) -> RecordDraft {
    if !columns.is_empty() {
        rename(&mut fields, columns);
    }
    for name in NAMES {
        if let Some(Value::String(text)) = fields.get_mut(name) {
            *text = single_line(text);
        }
    }
    if let Some(Value::String(text)) = fields.get_mut("id") {
        *text = id_text(text);
    }
    RecordDraft {
        fields,
        ..RecordDraft::new(row)
    }
}

fn rename(fields: &mut Map<String, Value>, columns: &Columns) {
    let meant = |key: &String| {
        columns
            .get(&fold(key))
            .map(|field| (key.clone(), field.to_owned()))
    };
    let renamed: Vec<(String, String)> = fields.keys().filter_map(meant).collect();
    for (key, field) in renamed.into_iter().filter(|(_, field)| field != ATTRIBUTE) {
        let value = fields.remove(&key).unwrap_or_default();
        if field != IGNORE {
            *place(fields, &field) = value;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Columns, from_object};
    use serde_json::json;

    #[test]
    fn names_are_cleaned_and_passages_are_not() {
        let object = json!({"id": " n1 ", "title": "a\n\t b", "description": " a\n b "});
        let draft = from_object(1, object.as_object().unwrap().clone(), &Columns::new());
        assert_eq!(
            json!(draft.fields),
            json!({"id": "n1", "title": "a b", "description": " a\n b "})
        );
    }

    #[test]
    fn keys_that_the_user_gave_a_meaning_are_renamed() {
        let columns: Columns = "榜题=title\n备注=ignore\n最低=budget.min".parse().unwrap();
        let object = json!({"榜题": "a", "备注": 1, "最低": 5, "x": 2});
        let draft = from_object(1, object.as_object().unwrap().clone(), &columns);
        assert_eq!(
            json!(draft.fields),
            json!({"title": "a", "budget": {"min": 5}, "x": 2})
        );
    }
}
