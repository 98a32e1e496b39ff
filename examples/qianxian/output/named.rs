//! Names beside the ids of a JSON answer, so that a portal need not ask for each.

use std::collections::BTreeMap;

use qianxian::Snapshot;
use qianxian::model::{NeedId, ProfileId};
use serde::Serialize;
use serde_json::Value;

use crate::failure::Result;

/// An answer with the names of the records that it mentions.
#[derive(Serialize)]
pub(super) struct Named<'a, T> {
    #[serde(flatten)]
    answer: &'a T,
    names: Names,
}

/// Titles of needs and names of profiles, by id.
#[derive(Default, Serialize)]
struct Names {
    needs: BTreeMap<String, String>,
    profiles: BTreeMap<String, String>,
}

impl<'a, T: Serialize> Named<'a, T> {
    pub(super) fn new(answer: &'a T, snapshot: &Snapshot) -> Result<Self> {
        let mut names = Names::default();
        names.add(&serde_json::to_value(answer)?, snapshot);
        Ok(Self { answer, names })
    }
}

impl Names {
    /// Looks up the ids in `value`. Records that the library does not hold, as needs of a file, have no name here.
    fn add(&mut self, value: &Value, snapshot: &Snapshot) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.add(value, snapshot)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    match key.as_str() {
                        "need" | "needs" => self.need(value, snapshot),
                        "profile" | "profiles" | "leader" => self.profile(value, snapshot),
                        _ => {}
                    }
                    self.add(value, snapshot);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn need(&mut self, value: &Value, snapshot: &Snapshot) {
        for id in texts(value)
            .filter(|id| !self.needs.contains_key(*id))
            .collect::<Vec<_>>()
        {
            if let Ok(need) = NeedId::new(id).and_then(|id| snapshot.need(&id)) {
                self.needs.insert(id.to_owned(), need.title);
            }
        }
    }

    fn profile(&mut self, value: &Value, snapshot: &Snapshot) {
        for id in texts(value)
            .filter(|id| !self.profiles.contains_key(*id))
            .collect::<Vec<_>>()
        {
            if let Ok(profile) = ProfileId::new(id).and_then(|id| snapshot.profile(&id)) {
                self.profiles.insert(id.to_owned(), profile.name);
            }
        }
    }
}

/// A text, the texts of a list, or the id of an object.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let value = value.get("id").unwrap_or(value);
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    value
        .as_str()
        .into_iter()
        .chain(list.iter().filter_map(Value::as_str))
}
