//! Which text a vector belongs to.

use serde_json::{Map, Value};

use crate::error::{Error, Result, Wording, say};
use crate::model::{NeedId, ProfileId};

/// The text that a vector belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum VectorPlace {
    /// A need.
    Need(NeedId),
    /// The statement of a profile: all that it says apart from its works.
    Statement(ProfileId),
    /// A work of a profile, by its number in the record, from 1.
    Work(ProfileId, usize),
    /// The need, or the statement of the profile, of that id, whichever the library holds.
    Record(String),
}

impl VectorPlace {
    /// Reads a line of a file of ids.
    pub(super) fn of_line(line: &str) -> Result<Self> {
        if line.starts_with('{') {
            let fields = serde_json::from_str(line).map_err(|e| Error::invalid("id", e, REPAIR))?;
            return Self::of_fields(&fields);
        }
        let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
        match columns[..] {
            [id] if !id.is_empty() => Ok(Self::Record(id.to_owned())),
            ["need", id] => Ok(Self::Need(NeedId::new(id)?)),
            ["profile", id] => Ok(Self::Statement(ProfileId::new(id)?)),
            ["profile", id, work] => Self::work(id, work.parse().ok()),
            _ => Err(Error::invalid("id", line, REPAIR)),
        }
    }

    /// Reads the keys of a line of JSON.
    pub(super) fn of_fields(fields: &Map<String, Value>) -> Result<Self> {
        let known = ["need", "profile", "id", "work", "text", "vector"];
        if let Some(other) = fields.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(Error::invalid("id", other, REPAIR));
        }
        let text = |key: &str| fields.get(key).and_then(Value::as_str);
        let named = [text("need"), text("profile"), text("id")];
        match (named, fields.get("work")) {
            ([Some(id), None, None], None) => Ok(Self::Need(NeedId::new(id)?)),
            ([None, Some(id), None], None) => Ok(Self::Statement(ProfileId::new(id)?)),
            ([None, Some(id), None], Some(work)) => {
                Self::work(id, work.as_u64().and_then(|n| usize::try_from(n).ok()))
            }
            ([None, None, Some(id)], None) => Ok(Self::Record(id.to_owned())),
            _ => {
                let mut shown = fields.clone();
                shown.remove("vector");
                Err(Error::invalid("id", Value::Object(shown), REPAIR))
            }
        }
    }

    fn work(id: &str, number: Option<usize>) -> Result<Self> {
        match number.filter(|&number| number > 0) {
            Some(number) => Ok(Self::Work(ProfileId::new(id)?, number)),
            None => {
                let repair = say!(
                    "number the works of a record from 1",
                    "请用从1开始的序号指明记录中的第几项成果"
                );
                Err(Error::invalid("work", id, repair))
            }
        }
    }
}

/// A text that a vector can be attached to. JSON: the keys of its place, and `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VectorText {
    /// The record and the part of it.
    pub place: VectorPlace,
    /// Title, keywords and body, on lines of their own.
    pub text: String,
}

impl VectorText {
    pub(crate) fn new(place: VectorPlace, text: String) -> Self {
        Self { place, text }
    }
}

impl serde::Serialize for VectorText {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(None)?;
        match &self.place {
            VectorPlace::Need(id) => map.serialize_entry("need", id)?,
            VectorPlace::Statement(id) => map.serialize_entry("profile", id)?,
            VectorPlace::Work(id, number) => {
                map.serialize_entry("profile", id)?;
                map.serialize_entry("work", number)?;
            }
            VectorPlace::Record(id) => map.serialize_entry("id", id)?,
        }
        map.serialize_entry("text", &self.text)?;
        map.end()
    }
}

const REPAIR: Wording = Wording::fixed(
    "write an id; or need or profile, the id, and the number of a work, parted by tabs; or JSON as in {\"profile\":\"p1\",\"work\":2}",
    "请写编号；或用制表符分开的 need 或 profile、编号、成果序号；或 JSON，如 {\"profile\":\"p1\",\"work\":2}",
);
