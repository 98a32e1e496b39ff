//! Records listed, sorted, counted and streamed.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Snapshot;
use super::history::read_record;
use super::journal::fields;
use crate::error::{Error, Result, say};
use crate::index::RecordAddress;
use crate::intake::field_of_heading;
use crate::model::{
    Collection, FieldFilter, FieldName, FilterVerdict, Record, RecordId, plain_value,
};

/// Which records to list, and in what order.
///
/// # Example
/// ```
/// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
/// use qianxian::engine::ListOptions;
/// use qianxian::model::Collection;
///
/// # let library = small::library()?;
/// # let snapshot = library.snapshot()?;
/// let open = ListOptions::new(Collection::Need).filter("状态=待对接").sort("title").limit(1);
/// let page = snapshot.list(&open)?;
/// assert_eq!((page.matching, page.records[0].id().as_str()), (2, "n1"));
/// let rest = snapshot.list(&open.after(page.next.unwrap()))?;
/// assert_eq!(rest.records[0].id().as_str(), "n2");
/// assert_eq!(rest.next, None);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ListOptions {
    collection: Collection,
    filters: Vec<String>,
    sort: Option<String>,
    is_descending: bool,
    after: Option<String>,
    limit: usize,
}

impl ListOptions {
    /// The first 100 records of `collection`, by id ascending.
    #[must_use]
    pub fn new(collection: Collection) -> Self {
        Self {
            collection,
            filters: Vec::new(),
            sort: None,
            is_descending: false,
            after: None,
            limit: 100,
        }
    }

    /// Only records that pass that test too; see [`FieldFilter`]. A field may be named by its heading in a survey.
    #[must_use]
    pub fn filter(mut self, test: impl Into<String>) -> Self {
        self.filters.push(test.into());
        self
    }

    /// By that field ascending, then by id; records that do not state it come last.
    #[must_use]
    pub fn sort(self, field: impl Into<String>) -> Self {
        Self {
            sort: Some(field.into()),
            ..self
        }
    }

    /// From the greatest value down; records that do not state the field still come last.
    #[must_use]
    pub fn descending(self) -> Self {
        Self {
            is_descending: true,
            ..self
        }
    }

    /// Behind the record at which an earlier page ended ([`RecordPage::next`]).
    #[must_use]
    pub fn after(self, cursor: impl Into<String>) -> Self {
        Self {
            after: Some(cursor.into()),
            ..self
        }
    }

    /// At most so many records.
    #[must_use]
    pub fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct RecordPage {
    /// The records, in order.
    pub records: Vec<Record>,
    /// How many records pass all tests, on this page or not.
    pub matching: usize,
    /// How many fail no test but do not state a field that is tested: whether they belong here is not known.
    pub unknown: usize,
    /// Where the next page begins, for [`ListOptions::after`]; `None` at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// How many records have each value of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct FieldCounts {
    /// Records by value; one with a list counts for each of its items.
    pub counts: BTreeMap<String, usize>,
    /// Records that do not state the field.
    pub unknown: usize,
    /// Records counted.
    pub matching: usize,
}

/// Value of the field that sorts: numbers before texts, unknown last.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
enum SortKey {
    Number(f64),
    Text(String),
    Unknown(()),
}

impl SortKey {
    fn of(record: &Map<String, Value>, field: Option<&FieldName>) -> Self {
        let value = field.and_then(|field| field.value(record));
        let first = |value: &Value| match value {
            // The first item of a list, the most of an amount.
            Value::Array(items) => items.first().cloned(),
            Value::Object(parts) => parts.get("max").or_else(|| parts.get("min")).cloned(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                Some(value.clone())
            }
        };
        match value.and_then(first) {
            Some(Value::Number(number)) => Self::Number(number.as_f64().unwrap_or_default()),
            Some(Value::Null) | None => Self::Unknown(()),
            Some(value) => {
                let text = plain_value(&value);
                // A cell of a survey may hold a number as text.
                match text.trim().parse::<f64>() {
                    Ok(number) if number.is_finite() => Self::Number(number),
                    _ => Self::Text(text),
                }
            }
        }
    }

    fn compare(&self, other: &Self, is_descending: bool) -> Ordering {
        let turned = |order: Ordering| match is_descending {
            true => order.reverse(),
            false => order,
        };
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => turned(one.total_cmp(other)),
            (Self::Text(one), Self::Text(other)) => turned(one.cmp(other)),
            (Self::Unknown(()), Self::Unknown(())) => Ordering::Equal,
            (Self::Unknown(()), _) => Ordering::Greater,
            (_, Self::Unknown(())) => Ordering::Less,
            (Self::Number(_), Self::Text(_)) => turned(Ordering::Less),
            (Self::Text(_), Self::Number(_)) => turned(Ordering::Greater),
        }
    }
}

impl Record {
    /// The value of a field, named by its heading in a survey, its name in JSON, or the name of an attribute; `None` if
    /// the record does not state it.
    ///
    /// # Errors
    /// Invalid input for a value that JSON cannot hold.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Need, Record};
    /// let record = Record::from(Need::new("n1", "针状焦")?);
    /// assert_eq!(record.field("需求名称")?, Some("针状焦".into()));
    /// assert_eq!(record.field("deadline")?, None);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn field(&self, name: &str) -> Result<Option<Value>> {
        let field = FieldName::new(name, field_of_heading(self.id().collection(), name));
        Ok(field.value(&self.to_fields()?).cloned())
    }
}

/// What is done with a record that passes: its address and its fields.
type PassingRecord<'l> = dyn FnMut(RecordAddress, &Map<String, Value>) -> Result<()> + 'l;

/// A record in the order of a list.
type ListPlace = (SortKey, String);

impl Snapshot {
    /// The records that pass the tests of `options`, a page of them.
    ///
    /// Reads every record of the collection once: O(records), about 3 µs each.
    ///
    /// # Errors
    /// Invalid input for a test that cannot be read, a cursor of another list, or a limit of 0; corrupt if a record
    /// cannot be read.
    pub fn list(&self, options: &ListOptions) -> Result<RecordPage> {
        if options.limit == 0 {
            let repair = say!("ask for at least one record", "请至少列出一条记录");
            return Err(Error::invalid("limit", 0, repair));
        }
        let after: Option<ListPlace> = options.after.as_deref().map(read_cursor).transpose()?;
        let sort = options.sort.as_deref();
        let sort =
            sort.map(|name| FieldName::new(name, field_of_heading(options.collection, name)));
        let compare = |one: &ListPlace, other: &ListPlace| {
            let by_key = one.0.compare(&other.0, options.is_descending);
            by_key.then_with(|| one.1.cmp(&other.1))
        };
        let mut page = RecordPage::default();
        let mut places = Vec::new();
        let unknown = self.each_passing(options, &mut |address, record| {
            page.matching += 1;
            let id = record.get("id").and_then(Value::as_str).unwrap_or_default();
            let place = (SortKey::of(record, sort.as_ref()), id.to_owned());
            if after
                .as_ref()
                .is_none_or(|after| compare(&place, after) == Ordering::Greater)
            {
                places.push((place, address));
            }
            Ok(())
        })?;
        page.unknown = unknown;
        places.sort_by(|(one, _), (other, _)| compare(one, other));
        if places.len() > options.limit {
            page.next = places
                .get(options.limit - 1)
                .map(|(place, _)| cursor(place))
                .transpose()?;
            places.truncate(options.limit);
        }
        for ((_, id), address) in places {
            let id = RecordId::new(options.collection, id)?;
            let record = fields(&self.0.index.text_at(address)?)?;
            page.records.push(read_record(&id, record)?);
        }
        Ok(page)
    }

    /// How many of the records that pass the tests of `options` have each value of `field`; order, limit and cursor
    /// do not count. O(records).
    ///
    /// # Errors
    /// As for [`Snapshot::list`].
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # use qianxian::engine::ListOptions;
    /// # use qianxian::model::Collection;
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// let counted = snapshot.count_by(&ListOptions::new(Collection::Need), "status")?;
    /// assert_eq!((counted.counts["open"], counted.unknown), (2, 0));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn count_by(&self, options: &ListOptions, field: &str) -> Result<FieldCounts> {
        let field = FieldName::new(field, field_of_heading(options.collection, field));
        let mut counted = FieldCounts::default();
        self.each_passing(options, &mut |_, record| {
            counted.matching += 1;
            let values = match field.value(record) {
                None | Some(Value::Null) => Vec::new(),
                Some(Value::Array(items)) => items.iter().map(plain_value).collect(),
                Some(value) => vec![plain_value(value)],
            };
            if values.is_empty() {
                counted.unknown += 1;
            }
            for value in values {
                *counted.counts.entry(value).or_default() += 1;
            }
            Ok(())
        })?;
        Ok(counted)
    }

    /// Calls `look` with every record of `collection`, by id ascending; holds one record at a time, and the ids.
    ///
    /// # Errors
    /// Corrupt if a record cannot be read; every error of `look`.
    pub fn each_record(
        &self,
        collection: Collection,
        look: &mut dyn FnMut(Record) -> Result<()>,
    ) -> Result<()> {
        let ids: Vec<RecordId> = match collection {
            Collection::Need => self.need_ids()?.into_iter().map(Into::into).collect(),
            Collection::Profile => self.profile_ids()?.into_iter().map(Into::into).collect(),
            Collection::Enterprise => {
                let all = self.enterprise_table()?.all.iter();
                all.map(|firm| firm.id.clone().into()).collect()
            }
        };
        for id in ids {
            let text = self.0.index.text(&id)?;
            if let Some(text) = text {
                look(read_record(&id, fields(&text)?)?)?;
            }
        }
        Ok(())
    }

    /// Calls `look` with each record that passes every test; returns how many fail none and do not state a field.
    fn each_passing(&self, options: &ListOptions, look: &mut PassingRecord<'_>) -> Result<usize> {
        let collection = options.collection;
        let filters = options.filters.iter().map(|test| {
            FieldFilter::new(test, collection, self.taxonomies(), |heading| {
                field_of_heading(collection, heading)
            })
        });
        let filters: Vec<FieldFilter> = filters.collect::<Result<_>>()?;
        let mut unknown = 0;
        self.0.index.each_text(collection, &mut |address, text| {
            let record = fields(&text)?;
            let worst = filters.iter().map(|filter| filter.verdict(&record));
            let worst = worst.fold(FilterVerdict::Passes, |worst, verdict| {
                match (worst, verdict) {
                    (FilterVerdict::Fails, _) | (_, FilterVerdict::Fails) => FilterVerdict::Fails,
                    (FilterVerdict::Unknown, _) | (_, FilterVerdict::Unknown) => {
                        FilterVerdict::Unknown
                    }
                    (FilterVerdict::Passes, FilterVerdict::Passes) => FilterVerdict::Passes,
                }
            });
            match worst {
                FilterVerdict::Passes => look(address, &record),
                FilterVerdict::Unknown => {
                    unknown += 1;
                    Ok(())
                }
                FilterVerdict::Fails => Ok(()),
            }
        })?;
        Ok(unknown)
    }
}

/// A place as text.
fn cursor(place: &ListPlace) -> Result<String> {
    serde_json::to_string(place).map_err(|e| {
        Error::fault(say!(
            "a cursor cannot be written: {e}",
            "游标无法写出：“{e}”"
        ))
    })
}

fn read_cursor(text: &str) -> Result<ListPlace> {
    serde_json::from_str(text).map_err(|_| {
        let repair = say!(
            "give the cursor that the page before ended with, for the same list",
            "请给出同一列表上一页末尾的游标"
        );
        Error::invalid("after", text, repair)
    })
}
