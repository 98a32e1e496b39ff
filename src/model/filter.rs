//! Tests of single fields of records, as people who browse a library write them.

use core::cmp::Ordering;

use serde_json::{Map, Value};

use super::{
    Code, Collection, Date, EnterpriseSize, FoldedName, Level, Mode, NeedKind, NeedStatus,
    ProfileKind, ProfileStatus, RegionPath, Taxonomies, Taxonomy,
};
use crate::error::{Error, Result, say};

/// How a field is compared with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FilterOperator {
    Is,
    IsNot,
    AtLeast,
    AtMost,
    Above,
    Below,
    Contains,
    Stated,
    Unknown,
}

/// Operators by their spelling; longer ones first, as `>=` begins like `>`.
const OPERATORS: [(&str, FilterOperator); 11] = [
    ("!=", FilterOperator::IsNot),
    ("≠", FilterOperator::IsNot),
    (">=", FilterOperator::AtLeast),
    ("≥", FilterOperator::AtLeast),
    ("<=", FilterOperator::AtMost),
    ("≤", FilterOperator::AtMost),
    ("=", FilterOperator::Is),
    ("＝", FilterOperator::Is),
    (">", FilterOperator::Above),
    ("<", FilterOperator::Below),
    ("~", FilterOperator::Contains),
];

/// Fields that hold a day.
const DAYS: [&str; 5] = [
    "published",
    "deadline",
    "available_from",
    "available_until",
    "valid_until",
];

/// The value of a filter, read as its field is.
#[derive(Clone, Debug, PartialEq)]
enum FilterValue {
    None,
    Region(RegionPath),
    /// The code, and the codes below it.
    Codes(Vec<Code>),
    /// A value of an ordered vocabulary, by its place in it; of another, its canonical spelling.
    Level(Level),
    Number(f64),
    Text(String),
}

/// What a filter says of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterVerdict {
    /// The record passes.
    Passes,
    /// It does not.
    Fails,
    /// The record does not state the field, so that nobody knows.
    Unknown,
}

/// A test of one field of a record: `status=open`, `published>=2026-01-01`, `region=淄博`, `title~针状焦`, `负责人` (stated),
/// `!deadline` (unknown).
///
/// - A region is passed by the regions below it, a code of an industry or discipline by the codes below it; both may be
///   given by name.
/// - `=` passes a list with such an item; texts compare without case, width, spaces and traditional writing; `~`
///   looks for the words anywhere in the text.
/// - Days, numbers and levels have an order; of an amount with a least and a most, `>=` looks at the most and `<=` at
///   the least.
/// - A field that is none of the record's own is looked for among its attributes.
/// - A record that does not state the field passes no comparison, and is [`FilterVerdict::Unknown`].
#[derive(Clone, Debug, PartialEq)]
pub struct FieldFilter {
    field: FieldName,
    operator: FilterOperator,
    value: FilterValue,
}

impl FieldFilter {
    /// Reads `text` as a test of records of `collection`. `field_of` gives the field that a heading means; one that
    /// it does not know stays as it is.
    ///
    /// # Errors
    /// Invalid input if there is no field, or if the value is none of the field's.
    pub fn new(
        text: &str,
        collection: Collection,
        taxonomies: &Taxonomies,
        field_of: impl Fn(&str) -> Option<String>,
    ) -> Result<Self> {
        let refuse = || {
            let repair = say!(
                "write FIELD=VALUE, FIELD>=VALUE, FIELD~WORDS, FIELD or !FIELD, as in status=open",
                "请写成 字段=值、字段>=值、字段~词、字段 或 !字段，如 status=open"
            );
            Error::invalid("where", text, repair)
        };
        let text = text.trim();
        let at = text.char_indices().find_map(|(at, _)| {
            let rest = &text[at..];
            let found = OPERATORS
                .iter()
                .find(|(spelling, _)| rest.starts_with(spelling));
            found.map(|&(spelling, operator)| (at, spelling.len(), operator))
        });
        let (name, operator, value) = match at {
            Some((at, length, operator)) => (&text[..at], operator, text[at + length..].trim()),
            None => match text.strip_prefix(['!', '！']) {
                Some(name) => (name, FilterOperator::Unknown, ""),
                None => (text, FilterOperator::Stated, ""),
            },
        };
        let name = name.trim();
        let field = FieldName::new(name, field_of(name));
        let takes_value = !matches!(operator, FilterOperator::Stated | FilterOperator::Unknown);
        if name.is_empty() || (takes_value && value.is_empty()) {
            return Err(refuse());
        }
        let value = match operator {
            FilterOperator::Stated | FilterOperator::Unknown => FilterValue::None,
            FilterOperator::Contains => FilterValue::Text(folded(value)),
            FilterOperator::Is
            | FilterOperator::IsNot
            | FilterOperator::AtLeast
            | FilterOperator::AtMost
            | FilterOperator::Above
            | FilterOperator::Below => read_value(&field.field, value, collection, taxonomies)?,
        };
        Ok(Self {
            field,
            operator,
            value,
        })
    }

    /// What the test says of a record with those fields.
    #[must_use]
    pub fn verdict(&self, record: &Map<String, Value>) -> FilterVerdict {
        let value = self.field.value(record);
        let known = |passes: bool| match passes {
            true => FilterVerdict::Passes,
            false => FilterVerdict::Fails,
        };
        match (self.operator, value) {
            (FilterOperator::Stated, value) => known(value.is_some()),
            (FilterOperator::Unknown, value) => known(value.is_none()),
            (_, None) => FilterVerdict::Unknown,
            (FilterOperator::IsNot, Some(value)) => known(!self.matches(FilterOperator::Is, value)),
            (operator, Some(value)) => known(self.matches(operator, value)),
        }
    }

    fn matches(&self, operator: FilterOperator, value: &Value) -> bool {
        if let Value::Array(items) = value {
            return items.iter().any(|item| self.matches(operator, item));
        }
        // An amount or a work is an object: a number looks at its ends, a text at all that it says.
        if let Value::Object(parts) = value {
            let end = match operator {
                FilterOperator::AtLeast | FilterOperator::Above => parts.get("max"),
                FilterOperator::AtMost | FilterOperator::Below => parts.get("min"),
                FilterOperator::Is
                | FilterOperator::IsNot
                | FilterOperator::Contains
                | FilterOperator::Stated
                | FilterOperator::Unknown => None,
            };
            return match end {
                Some(end) => self.matches(operator, end),
                None => parts.values().any(|part| self.matches(operator, part)),
            };
        }
        let text = plain(value);
        let order = match &self.value {
            FilterValue::None => return false,
            FilterValue::Region(wanted) => {
                return text
                    .parse::<RegionPath>()
                    .is_ok_and(|region| region.starts_with(wanted));
            }
            FilterValue::Codes(wanted) => return wanted.iter().any(|code| code.as_str() == text),
            FilterValue::Level(wanted) => text.parse::<Level>().ok().map(|level| level.cmp(wanted)),
            FilterValue::Number(wanted) => {
                let number = value.as_f64().or_else(|| text.trim().parse().ok());
                number.and_then(|number| number.partial_cmp(wanted))
            }
            FilterValue::Text(wanted) if operator == FilterOperator::Contains => {
                return folded(&text).contains(wanted);
            }
            FilterValue::Text(wanted) => Some(folded(&text).cmp(wanted)),
        };
        let Some(order) = order else {
            return false;
        };
        match operator {
            FilterOperator::Is => order == Ordering::Equal,
            FilterOperator::AtLeast => order != Ordering::Less,
            FilterOperator::AtMost => order != Ordering::Greater,
            FilterOperator::Above => order == Ordering::Greater,
            FilterOperator::Below => order == Ordering::Less,
            FilterOperator::IsNot
            | FilterOperator::Contains
            | FilterOperator::Stated
            | FilterOperator::Unknown => false,
        }
    }
}

/// A field of a record, and what it was called: an attribute may have that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldName {
    field: String,
    called: String,
}

impl FieldName {
    /// The field that somebody calls so; `known` is the field that this heading means, if it is one.
    pub(crate) fn new(called: &str, known: Option<String>) -> Self {
        Self {
            field: known.unwrap_or_else(|| called.to_owned()),
            called: called.to_owned(),
        }
    }

    /// What a record states: in the field, or in a dotted part of it, or in an attribute of the name.
    pub(crate) fn value<'r>(&self, record: &'r Map<String, Value>) -> Option<&'r Value> {
        let own = record.get(&self.field).or_else(|| {
            let (outer, inner) = self.field.split_once('.')?;
            record.get(outer)?.get(inner)
        });
        let attribute = || {
            let attributes = record.get("attributes")?;
            attributes
                .get(&self.called)
                .or_else(|| attributes.get(&self.field))
        };
        own.or_else(attribute)
    }
}

/// The text of a value that is no list and no object.
pub(crate) fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn folded(text: &str) -> String {
    FoldedName::new(text).map_or_else(|| text.to_owned(), |name| name.as_str().to_owned())
}

fn read_value(
    field: &str,
    text: &str,
    collection: Collection,
    taxonomies: &Taxonomies,
) -> Result<FilterValue> {
    let spelled = |spelling: &str| Ok(FilterValue::Text(folded(spelling)));
    match (field, collection) {
        ("region" | "bases", _) => Ok(FilterValue::Region(taxonomies.gazetteer.resolve(text)?)),
        ("industries", _) => Ok(FilterValue::Codes(below(&taxonomies.industries, text)?)),
        ("disciplines", _) => Ok(FilterValue::Codes(below(&taxonomies.disciplines, text)?)),
        // Before numbers: a year alone is its first day.
        (field, _) if DAYS.contains(&field) => spelled(&text.parse::<Date>()?.to_string()),
        ("level", _) => Ok(FilterValue::Level(text.parse()?)),
        ("status", Collection::Need) => spelled(text.parse::<NeedStatus>()?.as_str()),
        ("status", Collection::Profile) => spelled(text.parse::<ProfileStatus>()?.as_str()),
        ("kind", Collection::Need) => spelled(text.parse::<NeedKind>()?.as_str()),
        ("kind", Collection::Profile) => spelled(text.parse::<ProfileKind>()?.as_str()),
        ("modes", _) => spelled(text.parse::<Mode>()?.as_str()),
        ("size", Collection::Enterprise) => spelled(text.parse::<EnterpriseSize>()?.as_str()),
        _ => Ok(match (text.parse::<f64>(), text.parse::<Date>()) {
            (Ok(number), _) if number.is_finite() => FilterValue::Number(number),
            // Days sort as they are written.
            (_, Ok(day)) => FilterValue::Text(folded(&day.to_string())),
            _ => FilterValue::Text(folded(text)),
        }),
    }
}

/// The code that `text` names, and every code below it.
fn below(tree: &Taxonomy, text: &str) -> Result<Vec<Code>> {
    let top = tree.resolve(text)?;
    let is_below =
        |code: &Code| *code == top || tree.ancestors(code).any(|node| *node.code() == top);
    let codes = tree.iter().map(super::Node::code);
    Ok(codes.filter(|code| is_below(code)).cloned().collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{FieldFilter, FilterVerdict};
    use crate::model::{Collection, Taxonomies};

    fn record() -> Map<String, Value> {
        let record = json!({
            "id": "n1", "title": "油系 针状焦制备", "status": "open", "kind": "research", "level": "professor",
            "region": "山东省/淄博市/张店区", "industries": ["C25"], "published": "2026-03-05",
            "budget": {"min": 50.0, "max": 100.0}, "keywords": ["煅烧", "石油焦"], "demand": 2,
            "attributes": {"负责人": "示例·李科长", "产值": "1200"},
        });
        record.as_object().unwrap().clone()
    }

    fn verdict(text: &str) -> FilterVerdict {
        let taxonomies = Taxonomies::builtin();
        let filter = FieldFilter::new(text, Collection::Need, &taxonomies, |heading| {
            (heading == "地区").then(|| "region".to_owned())
        });
        filter.unwrap().verdict(&record())
    }

    #[test]
    fn a_record_passes_what_it_states() {
        for text in [
            "status=open",
            "status=待对接",
            "status!=已解决",
            "region=淄博",
            "地区＝山东省",
            "region!=青岛",
            "level=教授",
            "level>=副教授",
            "level<院士",
            "published>=2026",
            "published<2026-03-06",
            "published=2026年3月5日",
            "budget>=100",
            "budget<=50",
            "budget.min=50",
            "keywords=石油焦",
            "keywords~石油",
            "title~系针状",
            "title=油系針狀焦制备",
            "demand>1",
            "负责人=示例·李科长",
            "产值>=1000",
            "负责人",
            "!deadline",
            "industries=C25",
            "industries=制造业",
        ] {
            assert_eq!(verdict(text), FilterVerdict::Passes, "{text}");
        }
    }

    #[test]
    fn a_record_fails_what_it_denies_and_an_unknown_field_is_unknown() {
        for text in [
            "status=settled",
            "region=青岛",
            "level>教授",
            "published<2026",
            "budget>100",
            "!title",
            "deadline",
        ] {
            assert_eq!(verdict(text), FilterVerdict::Fails, "{text}");
        }
        for text in [
            "deadline>=2026-01-01",
            "deadline!=2026-01-01",
            "微信=x",
            "readiness<5",
        ] {
            assert_eq!(verdict(text), FilterVerdict::Unknown, "{text}");
        }
    }

    #[test]
    fn a_value_that_the_field_cannot_have_is_refused() {
        let taxonomies = Taxonomies::builtin();
        for text in [
            "status=solvedish",
            "region=火星",
            "published>=soon",
            "=open",
            "status=",
            "",
            "level=x",
            "industries=火星业",
        ] {
            let filter = FieldFilter::new(text, Collection::Need, &taxonomies, |_| None);
            assert!(filter.unwrap_err().is_invalid_input(), "{text}");
        }
    }
}
