//! Resolves texts that name places, industries and disciplines.

use serde_json::Value;

use super::{DraftProblem, RecordDraft, append, keep_unresolved, place};
use crate::error::Result;
use crate::intake::Severity;
use crate::model::{Taxonomies, Taxonomy, split_list};

/// Replaces names by codes and paths.
///
/// A region that does not exist is an error. An industry or discipline that the taxonomy does not know is a
/// warning, since surveys use words of their own: the text is kept among the attributes. In
/// preferences and vetoes it is an error, for a veto that is not understood would not hold.
pub(crate) fn resolve(draft: &mut RecordDraft, taxonomies: &Taxonomies) {
    coded(draft, "industries", &taxonomies.industries);
    coded(draft, "disciplines", &taxonomies.disciplines);
    region(draft, taxonomies);
    for owner in ["preferences", "vetoes"] {
        if draft.fields.get(owner).is_some_and(Value::is_object) {
            let industry = |text: &str| {
                taxonomies
                    .industries
                    .resolve(text)
                    .map(|code| code.to_string())
            };
            strict(draft, &format!("{owner}.industries"), &industry);
            let place = |text: &str| {
                taxonomies
                    .gazetteer
                    .resolve(text)
                    .map(|path| path.to_string())
            };
            strict(draft, &format!("{owner}.regions"), &place);
        }
    }
}

/// The texts of a list; `None` if the value is no list of texts, which the model will refuse.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::String(text) => Some(vec![text.clone()]),
        Value::Number(number) => Some(vec![number.to_string()]),
        Value::Array(items) => {
            let one = |item: &Value| texts(item).filter(|_| !item.is_array());
            items
                .iter()
                .map(one)
                .collect::<Option<Vec<_>>>()
                .map(|lists| lists.concat())
        }
        _ => None,
    }
}

/// The node that a text names as a whole (`农、林、牧、渔业`), or else the node of each of its parts.
fn named(text: &str, find: &dyn Fn(&str) -> Result<String>) -> Vec<(String, Result<String>)> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    match find(text) {
        Ok(code) => vec![(text.to_owned(), Ok(code))],
        // Only then in parts: names of industries hold commas themselves.
        Err(_) => split_list(text)
            .map(|part| (part.to_owned(), find(part)))
            .collect(),
    }
}

fn coded(draft: &mut RecordDraft, field: &str, taxonomy: &Taxonomy) {
    let find = |text: &str| taxonomy.resolve(text).map(|code| code.to_string());
    let Some(texts) = draft.fields.get(field).and_then(texts) else {
        return;
    };
    draft.fields.remove(field);
    for (text, code) in texts.iter().flat_map(|text| named(text, &find)) {
        match code {
            Ok(code) => append(&mut draft.fields, field, Value::from(code)),
            Err(error) => {
                keep_unresolved(&mut draft.fields, field, &text);
                draft
                    .findings
                    .push(DraftProblem::new(Severity::Warning, &error).of(field));
            }
        }
    }
}

fn region(draft: &mut RecordDraft, taxonomies: &Taxonomies) {
    let Some(Value::String(text)) = draft.fields.get("region") else {
        return;
    };
    if text.trim().is_empty() {
        return;
    }
    match taxonomies.gazetteer.resolve(text) {
        Ok(path) => *place(&mut draft.fields, "region") = Value::from(path.to_string()),
        Err(error) => {
            draft
                .findings
                .push(DraftProblem::new(Severity::Error, &error).of("region"));
            // So that the model does not report the same text once more.
            draft.fields.remove("region");
        }
    }
}

fn strict(draft: &mut RecordDraft, field: &str, find: &dyn Fn(&str) -> Result<String>) {
    let value = place(&mut draft.fields, field);
    let Some(texts) = texts(value) else {
        return;
    };
    *value = Value::Null;
    for (_, found) in texts.iter().flat_map(|text| named(text, find)) {
        match found {
            Ok(found) => append(&mut draft.fields, field, Value::from(found)),
            Err(error) => draft
                .findings
                .push(DraftProblem::new(Severity::Error, &error).of(field)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{RecordDraft, Severity, resolve};
    use crate::model::Taxonomies;
    use serde_json::{Value, json};

    fn resolved(fields: &Value) -> (Value, Vec<(Severity, String)>) {
        let fields = fields.as_object().unwrap().clone();
        let mut draft = RecordDraft {
            row: 1,
            rows: 1,
            fields,
            findings: Vec::new(),
        };
        resolve(&mut draft, &Taxonomies::builtin());
        let findings = draft
            .findings
            .into_iter()
            .map(|f| (f.severity, f.field))
            .collect();
        (Value::Object(draft.fields), findings)
    }

    #[test]
    fn names_become_codes_and_paths() {
        let (fields, findings) = resolved(
            &json!({"industries": "C26、医药制造业", "region": "张店区", "disciplines": ["化学"]}),
        );
        assert_eq!(fields["industries"], json!(["C26", "C27"]));
        assert_eq!(fields["region"], "山东省/淄博市/张店区");
        assert_eq!(fields["disciplines"].as_array().unwrap().len(), 1);
        assert!(findings.is_empty());
    }

    #[test]
    fn a_name_with_separators_is_tried_whole() {
        assert_eq!(
            resolved(&json!({"industries": "农、林、牧、渔业"})).0["industries"],
            json!(["A"])
        );
    }

    #[test]
    fn unknown_industries_warn_and_are_kept() {
        let (fields, findings) = resolved(&json!({"industries": "C26；扎染非遗"}));
        assert_eq!(fields["industries"], json!(["C26"]));
        assert_eq!(
            fields["attributes"]["industries_unresolved"],
            json!(["扎染非遗"])
        );
        assert_eq!(findings, [(Severity::Warning, "industries".to_owned())]);
    }

    #[test]
    fn unknown_regions_and_vetoes_are_errors() {
        let (_, findings) =
            resolved(&json!({"region": "火星市", "vetoes": {"industries": "扎染非遗"}}));
        let errors = [
            (Severity::Error, "region".to_owned()),
            (Severity::Error, "vetoes.industries".to_owned()),
        ];
        assert_eq!(findings, errors);
    }

    #[test]
    fn other_shapes_are_left_to_the_model() {
        let fields = json!({"industries": {"a": 1}, "region": 5, "vetoes": {"kinds": ["talent"]}});
        let (left, findings) = resolved(&fields);
        assert_eq!(
            (&left["industries"], &left["region"]),
            (&json!({"a": 1}), &json!(5))
        );
        assert!(findings.is_empty());
    }
}
