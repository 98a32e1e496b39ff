//! Records as they arrive: named fields of any JSON shape, turned into checked types.
//!
//! JSON Lines, CSV and spreadsheets all become a map from field name to JSON value; a record is therefore read alike
//! from each. Every bad field is reported, not only the first; a field that nobody asked for stays as an attribute.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::list_items::list_items;
use super::{Condition, Date};
use crate::error::{Error, Result, Wording, say};

/// Free-form extra fields of a record; they survive a round trip.
pub type Attributes = BTreeMap<String, Value>;

/// Longest text of one field, in bytes: 16 MiB.
pub const MAX_TEXT_BYTES: usize = 16 << 20;

/// Most items of one list of a record: keywords, people, codes, conditions.
pub const MAX_LIST_ITEMS: usize = 20_000;

/// Most faults that one record is charged with; a record of a million bad codes names this many.
const MAX_ERRORS: usize = 1_000;

/// Characters that separate the parts of a list written in one cell.
pub const LIST_SEPARATORS: [char; 7] = ['、', ',', ';', '，', '；', '|', '\n'];

/// Splits a list written in one cell into its parts, trimmed, without empty ones.
///
/// Numbers before the parts (`1、…；2、…`, `①…②…`) go, and nothing is cut in brackets, at the locants of a substance
/// (`2,4-二氯苯酚`) or before the legal form of a firm (`Shili Denture Co., Ltd.`). O(n).
pub fn split_list(text: &str) -> impl Iterator<Item = &str> {
    list_items(text, |c| LIST_SEPARATORS.contains(&c)).into_iter()
}

/// The fields not yet read, and the complaints so far.
pub(crate) struct RecordFields {
    map: Map<String, Value>,
    errors: Vec<Error>,
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Refuses a list of more than [`MAX_LIST_ITEMS`].
fn checked_list<T>(field: &str, items: Vec<T>) -> Result<Vec<T>> {
    if items.len() > MAX_LIST_ITEMS {
        let repair = say!(
            "keep at most {MAX_LIST_ITEMS} items",
            "请最多保留{MAX_LIST_ITEMS}项"
        );
        return Err(Error::invalid(field, "a longer list", repair));
    }
    Ok(items)
}

/// Text of a field as given; numbers and flags become their spelling.
pub(crate) fn plain_text(field: &str, value: Value) -> Result<String> {
    match value {
        Value::String(text) if text.len() > MAX_TEXT_BYTES => Err(Error::invalid(
            field,
            text,
            say!(
                "shorten the text to at most {MAX_TEXT_BYTES} bytes",
                "请将文本缩短到{MAX_TEXT_BYTES}字节以内"
            ),
        )),
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err(Error::invalid(field, value, say!("give text", "请填文本")))
        }
    }
}

fn named(field: &str) -> impl Fn(Error) -> Error + '_ {
    move |error| match (error.value(), error.repair_wording()) {
        (Some(value), Some(repair)) => Error::invalid(field, value, repair),
        _ => error,
    }
}

impl RecordFields {
    pub(crate) fn new(map: Map<String, Value>) -> Self {
        Self {
            map,
            errors: Vec::new(),
        }
    }

    fn take(&mut self, field: &str) -> Option<Value> {
        self.map.remove(field).filter(|value| !is_blank(value))
    }

    fn keep<T>(&mut self, outcome: Result<T>) -> Option<T> {
        outcome.map_err(|error| self.complain(error)).ok()
    }

    /// Adds a complaint; the last of [`MAX_ERRORS`] says that there may be more.
    pub(crate) fn complain(&mut self, error: Error) {
        match self.errors.len() {
            MAX_ERRORS.. => {}
            // The last entry says that there are more, so that one record cannot fill the memory with errors.
            n if n + 1 == MAX_ERRORS => {
                let repair = say!(
                    "repair the first {n} faults; there are more",
                    "请先修正前{n}处错误；其后还有"
                );
                self.errors.push(Error::invalid("record", "faults", repair));
            }
            _ => self.errors.push(error),
        }
    }

    /// Text as it stands, if there is any.
    pub(crate) fn text(&mut self, field: &str) -> Option<String> {
        let value = self.take(field)?;
        let text = plain_text(field, value);
        self.keep(text)
    }

    /// Whether a field that is still to be read holds a text of which `test` is true.
    pub(crate) fn says(&self, field: &str, test: impl Fn(&str) -> bool) -> bool {
        self.map
            .get(field)
            .and_then(Value::as_str)
            .is_some_and(test)
    }

    /// A field that must be there.
    pub(crate) fn required<T: FromStr<Err = Error>>(&mut self, field: &str) -> Option<T> {
        if self.map.get(field).is_none_or(is_blank) {
            self.map.remove(field);
            self.complain(Error::invalid(
                field,
                "",
                say!("fill it in; it is required", "请填写，此项必填"),
            ));
            return None;
        }
        self.parse(field)
    }

    /// Text parsed as `T`.
    pub(crate) fn parse<T: FromStr<Err = Error>>(&mut self, field: &str) -> Option<T> {
        let text = self.text(field)?;
        let value = text.parse().map_err(named(field));
        self.keep(value)
    }

    /// Text that names the last day of something.
    pub(crate) fn last_day(&mut self, field: &str) -> Option<Date> {
        let text = self.text(field)?;
        let day = Date::last_day(&text).map_err(named(field));
        self.keep(day)
    }

    /// A JSON array, or a list in one text, of texts.
    pub(crate) fn texts(&mut self, field: &str) -> Vec<String> {
        match self.take(field) {
            None => Vec::new(),
            Some(Value::Array(items)) => {
                let texts = items
                    .into_iter()
                    .filter(|v| !is_blank(v))
                    .map(|v| plain_text(field, v));
                let texts: Result<Vec<String>> = texts.collect();
                let texts = texts.and_then(|texts| checked_list(field, texts));
                self.keep(texts).unwrap_or_default()
            }
            Some(value) => {
                // One item too many is enough to refuse the list; the rest is not allocated.
                let parts = |text: String| -> Vec<String> {
                    let parts = split_list(&text).take(MAX_LIST_ITEMS + 1);
                    parts.map(str::to_owned).collect()
                };
                let texts = plain_text(field, value).map(parts);
                let texts = texts.and_then(|texts| checked_list(field, texts));
                self.keep(texts).unwrap_or_default()
            }
        }
    }

    /// A list of `T`, without repeats, in the order given.
    pub(crate) fn parses<T: FromStr<Err = Error> + PartialEq>(&mut self, field: &str) -> Vec<T> {
        let mut values = Vec::new();
        for text in self.texts(field) {
            let value = text.parse::<T>().map_err(named(field));
            if let Some(value) = self.keep(value)
                && !values.contains(&value)
            {
                values.push(value);
            }
        }
        values
    }

    /// Eligibility conditions: an array of texts with one condition each, or one text with conditions between `;` or
    /// line breaks.
    pub(crate) fn conditions(&mut self, field: &str) -> Vec<Condition> {
        let read = match self.take(field) {
            Some(Value::String(text)) => Condition::list(&text),
            Some(value) => {
                self.map.insert(field.to_owned(), value);
                let texts = self.texts(field).into_iter();
                let texts = texts.filter(|text| !text.trim().is_empty());
                texts.map(|text| text.parse()).collect()
            }
            None => Ok(Vec::new()),
        };
        let read = read.and_then(|found| checked_list(field, found));
        self.keep(read.map_err(named(field))).unwrap_or_default()
    }

    /// A value with a JSON form of its own.
    pub(crate) fn json<T>(
        &mut self,
        field: &str,
        read: impl FnOnce(Value) -> Result<T>,
    ) -> Option<T> {
        let value = self.take(field)?;
        let value = read(value).map_err(|error| {
            // A nested field keeps its own, longer name.
            if error.field().is_some_and(|f| f.starts_with(field)) {
                error
            } else {
                named(field)(error)
            }
        });
        self.keep(value)
    }

    /// A whole number from `low` to `high`, also written as text or as `6.0`.
    pub(crate) fn integer(&mut self, field: &str, low: u32, high: u32) -> Option<u32> {
        let text = self.text(field)?;
        // Read as a float, since spreadsheets write whole numbers as 3.0.
        let number = text.trim().parse::<f64>().ok().filter(|n| n.fract() == 0.0);
        let within = number.filter(|n| (f64::from(low)..=f64::from(high)).contains(n));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "within low..=high"
        )]
        let value = within.map(|n| n as u32).ok_or_else(|| {
            Error::invalid(
                field,
                &text,
                say!(
                    "give a whole number from {low} to {high}",
                    "请填{low}至{high}之间的整数"
                ),
            )
        });
        self.keep(value)
    }

    /// The attributes (an `attributes` object, and every field nobody asked for), or all
    /// complaints.
    pub(crate) fn finish(mut self) -> std::result::Result<Attributes, Vec<Error>> {
        let mut attributes = Attributes::new();
        match self.map.remove("attributes") {
            None | Some(Value::Null) => {}
            Some(Value::Object(object)) => attributes.extend(object),
            Some(other) => self.complain(Error::invalid(
                "attributes",
                other,
                say!("give an object of named values", "请给出带名称的各项值"),
            )),
        }
        // A name that no field took is kept as an attribute; nothing of a record is lost.
        for (name, value) in std::mem::take(&mut self.map) {
            if attributes.insert(name.clone(), value).is_some() {
                let repair = say!(
                    "name it once: as a field, or inside attributes",
                    "请只写一次：写成字段，或写在其他属性中"
                );
                self.complain(Error::invalid("attributes", name, repair));
            }
        }
        if self.errors.is_empty() {
            Ok(attributes)
        } else {
            Err(self.errors)
        }
    }
}

/// A JSON object's map.
pub(crate) fn object(what: &str, value: Value) -> Result<Map<String, Value>> {
    if let Value::Object(map) = value {
        return Ok(map);
    }
    let repair = say!("give an object of named values", "请给出带名称的各项值");
    Err(Error::invalid(what, value, repair))
}

/// A value whose JSON form is its serde form.
pub(crate) fn by_serde<T: serde::de::DeserializeOwned>(field: &str, value: Value) -> Result<T> {
    let shown = value.to_string();
    serde_json::from_value(value)
        .map_err(|error| Error::invalid(field, shown, Wording::foreign(error.to_string())))
}

/// The first of several complaints, which is the one that a single [`Error`] can carry.
pub(crate) fn first(errors: Vec<Error>) -> Error {
    errors.into_iter().next().unwrap_or_else(|| {
        Error::invalid(
            "record",
            "",
            say!("give an object of named values", "请给出带名称的各项值"),
        )
    })
}

/// Refuses fields of a nested object that nobody asked for, and names every fault below the object: `students.people`.
pub(crate) fn nothing_else(
    what: &str,
    read: std::result::Result<Attributes, Vec<Error>>,
    repair: crate::error::Wording,
) -> Result<()> {
    let below = |error: Error| {
        let field = format!("{what}.{}", error.field().unwrap_or_default());
        named(&field)(error)
    };
    let left = read.map_err(|errors| below(first(errors)))?;
    match left.into_keys().next() {
        None => Ok(()),
        Some(other) => Err(Error::invalid(format!("{what}.{other}"), other, repair)),
    }
}

/// Implements serde through `from_fields` and a writer struct.
macro_rules! serde_by_fields {
    ($name:ident) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let map = serde_json::Map::deserialize(deserializer)?;
                Self::from_fields(map)
                    .map_err($crate::model::fields::first)
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_by_fields;
