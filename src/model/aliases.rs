//! Earlier ids and other names of a profile.

use serde_json::{Map, Value};

use super::fields::RecordFields;
use super::{FoldedName, ProfileId};
use crate::error::{Error, Result, say};

/// Earlier ids and other names of a profile, kept when two profiles of one person or body become one.
///
/// Rules that name a profile by id or name find it by these as well. JSON: `{"ids":[…],"names":[…]}`; a list, or one
/// text with separators, is of names.
///
/// # Example
/// ```
/// use qianxian::model::{Profile, ProfileKind};
///
/// let mut profile = Profile::new("p1", ProfileKind::Expert, "示例·王工")?;
/// profile.aliases.names.push("Wang Gong".to_owned());
/// assert!(!profile.aliases.is_empty());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Aliases {
    /// Ids of the profiles that became part of this one, the first merge first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<ProfileId>,
    /// Other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
}

impl Aliases {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.names.is_empty()
    }

    /// Ids and names, folded, ascending.
    pub(crate) fn folded(&self) -> Vec<FoldedName> {
        let ids = self.ids.iter().filter_map(|id| FoldedName::new(id));
        let mut folded = FoldedName::all(&self.names);
        folded.extend(ids);
        folded.sort_unstable();
        folded.dedup();
        folded
    }

    pub(super) fn add_id(&mut self, id: ProfileId) {
        if !self.ids.contains(&id) {
            self.ids.push(id);
        }
    }

    /// Adds `name` unless another writing of it is there.
    pub(super) fn add_name(&mut self, name: String) {
        let is_known = |known: &String| FoldedName::new(known) == FoldedName::new(&name);
        if !self.names.iter().any(is_known) {
            self.names.push(name);
        }
    }

    pub(super) fn from_json(value: Value) -> Result<Self> {
        let map = match value {
            Value::Object(map) => map,
            names @ (Value::Array(_) | Value::String(_)) => {
                Map::from_iter([("names".to_owned(), names)])
            }
            other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => {
                let repair = say!(
                    "give an object with ids and names, or a list of names",
                    "请填含 ids 和 names 的对象，或名称列表"
                );
                return Err(Error::invalid("aliases", other, repair));
            }
        };
        let mut fields = RecordFields::new(map);
        let read = Self {
            ids: fields.parses("ids"),
            names: fields.texts("names"),
        };
        let rest = fields.finish().map_err(super::fields::first)?;
        match rest.into_keys().next() {
            Some(name) => Err(Error::invalid(
                name,
                "",
                say!("use ids and names", "请用 ids 和 names"),
            )),
            None => Ok(read),
        }
    }
}
