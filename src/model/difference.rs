//! Changes of records, field by field: merge patches going in, differences kept.

use serde_json::{Map, Value};

/// `record` after the JSON merge patch `patch` (RFC 7396): a field of the patch takes the place of the record's, `null`
/// takes the field away, an object changes the object there field by field.
///
/// # Example
/// ```
/// use qianxian::model::patched;
/// use serde_json::{Map, Value, json};
/// let map = |value: Value| value.as_object().cloned().unwrap_or_default();
/// let record = map(json!({"title": "针状焦", "status": "open", "attributes": {"联系人": "示例·王工", "备注": "急"}}));
/// let patch = map(json!({"status": "settled", "attributes": {"备注": null}}));
/// let expected = json!({"title": "针状焦", "status": "settled", "attributes": {"联系人": "示例·王工"}});
/// assert_eq!(Value::Object(patched(record, patch)), expected);
/// ```
#[must_use]
pub fn patched(mut record: Map<String, Value>, patch: Map<String, Value>) -> Map<String, Value> {
    for (name, value) in patch {
        match value {
            Value::Null => {
                record.remove(&name);
            }
            Value::Object(inner) => {
                let held = match record.remove(&name) {
                    Some(Value::Object(held)) => held,
                    // Whatever stood there is no object: the patch starts an empty one.
                    _ => Map::new(),
                };
                record.insert(name, Value::Object(patched(held, inner)));
            }
            value @ (Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
                record.insert(name, value);
            }
        }
    }
    record
}

/// The fields in which two states of a record differ, with the values of both.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RecordDifference {
    /// Values before; a field that was absent is absent here.
    pub(crate) before: Map<String, Value>,
    /// Values after; a field that went is absent here.
    pub(crate) after: Map<String, Value>,
}

impl RecordDifference {
    /// How `after` differs from `before`.
    pub(crate) fn between(before: &Map<String, Value>, after: &Map<String, Value>) -> Self {
        let changed = |of: &Map<String, Value>, other: &Map<String, Value>| {
            let fields = of
                .iter()
                .filter(|(name, value)| other.get(*name) != Some(value));
            fields
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        };
        Self {
            before: changed(before, after),
            after: changed(after, before),
        }
    }

    /// The state after, from the state before.
    pub(crate) fn redo(&self, record: &mut Map<String, Value>) {
        replace(record, &self.before, &self.after);
    }

    /// The state before, from the state after.
    pub(crate) fn undo(&self, record: &mut Map<String, Value>) {
        replace(record, &self.after, &self.before);
    }
}

fn replace(record: &mut Map<String, Value>, out: &Map<String, Value>, put: &Map<String, Value>) {
    record.retain(|name, _| !out.contains_key(name));
    let fields = put
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()));
    record.extend(fields);
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{RecordDifference, patched};

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    /// The examples of RFC 7396, appendix A, whose target and patch are objects.
    #[test]
    fn a_patch_does_what_the_standard_says() {
        for (target, patch, result) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (
                json!({"a": "b"}),
                json!({"b": "c"}),
                json!({"a": "b", "b": "c"}),
            ),
            (json!({"a": "b"}), json!({"a": null}), json!({})),
            (
                json!({"a": "b", "b": "c"}),
                json!({"a": null}),
                json!({"b": "c"}),
            ),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
            (
                json!({"a": {"b": "c"}}),
                json!({"a": {"b": "d", "c": null}}),
                json!({"a": {"b": "d"}}),
            ),
            (
                json!({"a": [{"b": "c"}]}),
                json!({"a": [1]}),
                json!({"a": [1]}),
            ),
            (
                json!({"e": null}),
                json!({"a": 1}),
                json!({"e": null, "a": 1}),
            ),
            (
                json!({}),
                json!({"a": {"bb": {"ccc": null}}}),
                json!({"a": {"bb": {}}}),
            ),
        ] {
            assert_eq!(Value::Object(patched(map(target), map(patch))), result);
        }
    }

    #[test]
    fn a_difference_leads_from_each_state_to_the_other() {
        let states = [
            json!({}),
            json!({"a": 1, "b": null}),
            json!({"a": 1, "c": {"d": [1, 2]}}),
            json!({"a": "1", "b": [], "c": {"d": [2, 1]}}),
        ];
        for before in states.clone().map(map) {
            for after in states.clone().map(map) {
                let difference = RecordDifference::between(&before, &after);
                let (mut forth, mut back) = (before.clone(), after.clone());
                difference.redo(&mut forth);
                difference.undo(&mut back);
                assert_eq!((forth, back), (after.clone(), before.clone()));
            }
        }
    }
}
