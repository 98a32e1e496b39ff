//! Evidence of a profile's abilities.

use serde_json::{Map, Value};

use super::fields::{RecordFields, first, object, plain_text, serde_by_fields};
use super::kind::WorkKind;
use super::{Attributes, Vector};
use crate::error::{Error, Result, say};

/// Most works of one profile.
pub const MAX_WORKS: usize = 20_000;

/// A paper, patent, project or result: one piece of a profile's evidence.
///
/// JSON: `{"title","abstract","keywords":[…],"year","kind","authors":[…]}`, a title or an
/// abstract at least; further fields become attributes.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Work {
    /// Title.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Abstract.
    #[serde(rename = "abstract", skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Year, 1800 to 2200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Kind of work: paper, patent, project and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<WorkKind>,
    /// Authors, by name or profile id, for conflicts of interest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// A vector of its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vector: Option<Vector>,
    /// Further fields.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
}

impl Work {
    /// A work of that title.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// Reads a work from named fields.
    ///
    /// # Errors
    /// One invalid-input error for every bad field.
    pub fn from_fields(map: Map<String, Value>) -> Result<Self, Vec<Error>> {
        let mut fields = RecordFields::new(map);
        let mut work = Self {
            title: fields.text("title").unwrap_or_default(),
            summary: fields.text("abstract").unwrap_or_default(),
            keywords: fields.texts("keywords"),
            year: fields
                .integer("year", 1800, 2200)
                .and_then(|y| i32::try_from(y).ok()),
            kind: fields.parse("kind"),
            authors: fields.texts("authors"),
            vector: fields.json("vector", Vector::from_json),
            attributes: Attributes::new(),
        };
        if work.title.trim().is_empty() && work.summary.trim().is_empty() {
            fields.complain(Error::invalid(
                "title",
                "",
                say!(
                    "give the work a title or an abstract",
                    "请给成果填写名称或摘要"
                ),
            ));
        }
        work.attributes = fields.finish()?;
        Ok(work)
    }

    /// Reads the list of works of a profile; a text alone is a title.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "any other JSON is refused, or read as a work"
    )]
    pub(crate) fn list_from_json(value: Value) -> Result<Vec<Self>> {
        let items = match value {
            Value::Array(items) => items,
            Value::String(text) => {
                let titles = text.split(['；', ';', '|', '\n']).map(str::trim);
                titles
                    .filter(|t| !t.is_empty())
                    .take(MAX_WORKS + 1)
                    .map(|t| Value::String(t.to_owned()))
                    .collect()
            }
            other => {
                return Err(Error::invalid(
                    "works",
                    other,
                    say!("give a list of works", "请给出成果列表"),
                ));
            }
        };
        if items.len() > MAX_WORKS {
            let repair = say!(
                "keep the {MAX_WORKS} most telling works",
                "请保留最有代表性的{MAX_WORKS}项成果"
            );
            return Err(Error::invalid("works", items.len(), repair));
        }
        let one = |(i, item): (usize, Value)| match item {
            // A blank title would be written and not read back.
            Value::String(title) if title.trim().is_empty() => Err(Error::invalid(
                format!("works[{i}]"),
                title,
                say!(
                    "give the work a title, or leave it out",
                    "请给成果填写名称，或删去该项"
                ),
            )),
            Value::String(_) => plain_text(&format!("works[{i}]"), item).map(Self::new),
            other => {
                let place = format!("works[{i}]");
                Self::from_fields(object(&place, other)?).map_err(|errors| {
                    let error = first(errors);
                    let field = format!("{place}.{}", error.field().unwrap_or_default());
                    Error::invalid(
                        field,
                        error.value().unwrap_or_default(),
                        error.repair_wording().cloned().unwrap_or_default(),
                    )
                })
            }
        };
        items.into_iter().enumerate().map(one).collect()
    }
}

serde_by_fields!(Work);
