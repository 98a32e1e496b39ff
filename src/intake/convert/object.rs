//! From a JSON object to a draft.

use serde_json::{Map, Value};

use super::day::{DayEdge, day};
use super::{DraftProblem, RecordDraft, affiliations, place, to_check};
use crate::error::{Error, say};
use crate::intake::Severity;
use crate::intake::columns::{ATTRIBUTE, Columns, IGNORE, Shape, SurveySide, TEXT, fold};
use crate::intake::read::{id_text, single_line};
use crate::model::{leaves_open, says_nothing, split_list};

/// Short texts that are cleaned like cells.
const NAMES: [&str; 3] = ["title", "name", "enterprise"];

/// The draft of an object whose keys are field names, or keys that the user gave a meaning.
pub(crate) fn from_object(
    row: u64,
    mut fields: Map<String, Value>,
    columns: &Columns,
    side: SurveySide,
) -> RecordDraft {
    if !columns.is_empty() {
        rename(&mut fields, columns);
    }
    for name in NAMES {
        if let Some(Value::String(text)) = fields.get_mut(name) {
            *text = single_line(text);
        }
    }
    silence(&mut fields);
    if side == SurveySide::Profiles {
        affiliations::settle(&mut fields);
    }
    if let Some(Value::String(text)) = fields.get_mut("id") {
        *text = id_text(text);
    }
    let mut draft = RecordDraft {
        fields,
        ..RecordDraft::new(row)
    };
    for field in side.fields().iter().filter(|f| f.shape == Shape::Day) {
        settle_day(&mut draft, field.name);
    }
    draft
}

/// Reads a day as a cell of a table is read: 2026年3月 as a deadline is the last day of March, and a warning says so.
fn settle_day(draft: &mut RecordDraft, name: &'static str) {
    let Some(value) = draft.fields.get(name) else {
        return;
    };
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        // The model names what is wrong.
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return,
    };
    if leaves_open(&text) {
        draft.fields.remove(name);
        draft.open.insert(name);
    } else if let Some(read) = day(value, DayEdge::of(name)) {
        draft
            .fields
            .insert(name.to_owned(), read.day.to_string().into());
        if !read.is_plain {
            let reading = say!("read as {}", "按 {} 读取", read.day);
            let error = Error::invalid(name, text, to_check(&reading));
            draft.find(DraftProblem::new(Severity::Warning, &error));
        }
    }
}

/// Removes the texts that say nothing (`详见附件`) from the fields of texts, and from those of works.
fn silence(fields: &mut Map<String, Value>) {
    const TEXTS: [&str; 6] = [
        "title",
        "name",
        "description",
        "enterprise",
        "organization",
        "abstract",
    ];
    const LISTS: [&str; 2] = ["keywords", "expertise"];
    let is_silent = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| !text.is_empty() && says_nothing(text))
    };
    for name in TEXTS {
        if fields.get(name).is_some_and(is_silent) {
            fields.remove(name);
        }
    }
    for name in LISTS {
        match fields.get_mut(name) {
            Some(Value::Array(items)) => items.retain(|item| !is_silent(item)),
            Some(Value::String(text)) if split_list(text).any(says_nothing) => {
                let said = split_list(text).filter(|part| !says_nothing(part));
                let said: Vec<Value> = said.map(Value::from).collect();
                fields.insert(name.to_owned(), Value::from(said));
            }
            _ => {}
        }
    }
    let Some(Value::Array(works)) = fields.get_mut("works") else {
        return;
    };
    works.retain_mut(|work| {
        let Value::Object(work) = work else {
            return !is_silent(work);
        };
        let had_text = work.contains_key("title") || work.contains_key("abstract");
        silence(work);
        // A work that never had a text is a fault of the program that wrote it, and the model names it.
        !had_text || work.contains_key("title") || work.contains_key("abstract")
    });
}

fn rename(fields: &mut Map<String, Value>, columns: &Columns) {
    let meant = |key: &String| {
        columns
            .get(&fold(key))
            .map(|field| (key.clone(), field.to_owned()))
    };
    let renamed: Vec<(String, String)> = fields.keys().filter_map(meant).collect();
    for (key, field) in renamed
        .into_iter()
        .filter(|(_, field)| !matches!(field.as_str(), ATTRIBUTE | TEXT))
    {
        let value = fields.remove(&key).unwrap_or_default();
        if field != IGNORE {
            *place(fields, &field) = value;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Columns, SurveySide, from_object};
    use serde_json::json;

    #[test]
    fn names_are_cleaned_and_passages_are_not() {
        let object = json!({"id": " n1 ", "title": "a\n\t b", "description": " a\n b "});
        let draft = from_object(
            1,
            object.as_object().unwrap().clone(),
            &Columns::new(),
            SurveySide::Profiles,
        );
        assert_eq!(
            json!(draft.fields),
            json!({"id": "n1", "title": "a b", "description": " a\n b "})
        );
    }

    #[test]
    fn texts_that_say_nothing_are_absent() {
        let object = json!({
            "name": "甲", "description": "请见附件", "expertise": ["其他", "催化"], "keywords": "赤泥、其他", "note": "待补充",
            "works": ["同上", {"title": "见简历", "year": 2020}, {"title": "无", "abstract": "一种炉"}, {"year": 2021}],
        });
        let draft = from_object(
            1,
            object.as_object().unwrap().clone(),
            &Columns::new(),
            SurveySide::Profiles,
        );
        let expected = json!({
            "name": "甲", "expertise": ["催化"], "keywords": ["赤泥"], "note": "待补充", "works": [{"abstract": "一种炉"}, {"year": 2021}],
        });
        assert_eq!(json!(draft.fields), expected);
    }

    #[test]
    fn days_are_read_as_cells_are() {
        for (text, day, warnings) in [
            (json!("2026-03-31"), "2026-03-31", 0),
            (json!("2026年3月"), "2026-03-31", 1),
            (json!("2026Q3"), "2026-09-30", 1),
            (json!("2026年底"), "2026-12-31", 1),
            (json!(2026), "2026-12-31", 1),
        ] {
            let object = json!({"id": "n1", "deadline": text});
            let draft = from_object(
                1,
                object.as_object().unwrap().clone(),
                &Columns::new(),
                SurveySide::Needs,
            );
            assert_eq!(draft.fields["deadline"], day, "{text}");
            assert_eq!(draft.findings.len(), warnings, "{text}");
        }
        let object = json!({"available_until": "长期", "available_from": "2026年3月"});
        let draft = from_object(
            1,
            object.as_object().unwrap().clone(),
            &Columns::new(),
            SurveySide::Profiles,
        );
        assert_eq!(json!(draft.fields), json!({"available_from": "2026-03-01"}));
    }

    #[test]
    fn keys_that_the_user_gave_a_meaning_are_renamed() {
        let columns: Columns = "榜题=title\n备注=ignore\n最低=budget.min".parse().unwrap();
        let object = json!({"榜题": "a", "备注": 1, "最低": 5, "x": 2});
        let draft = from_object(
            1,
            object.as_object().unwrap().clone(),
            &columns,
            SurveySide::Profiles,
        );
        assert_eq!(
            json!(draft.fields),
            json!({"title": "a", "budget": {"min": 5}, "x": 2})
        );
    }
}
