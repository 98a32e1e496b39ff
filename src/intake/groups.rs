//! Rows of one table that are one profile: one row a project, patent or paper of a person.
//!
//! The rows need not stand together, so they are held until the table ends, written out, up to
//! [`grouped_bytes`](super::Limits::grouped_bytes). A column whose cells differ between the rows of one
//! person is about the works and not about the person: its cells go to the works, of every person of the
//! table.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{Hash, Hasher};

use serde_json::{Map, Value};

use super::columns::fold;
use super::convert::{DraftProblem, RecordDraft};

/// Bytes of a held row beside its text.
const ROW_BYTES: usize = 96;

/// The rows of one profile.
#[derive(Debug)]
pub(super) struct RowGroup {
    /// Row of the first, and its findings.
    row: u64,
    findings: Vec<DraftProblem>,
    /// Name and kind of the first, as keys.
    name: (String, String),
    /// Whether the first does not say its kind itself.
    is_kind_implied: bool,
    is_id_derived: bool,
    /// Fields that its rows state to be open.
    open: BTreeSet<&'static str>,
    /// The fields of each row, written out.
    rows: Vec<Box<str>>,
    /// The number of each row.
    numbers: Vec<u64>,
    /// The first row of each hash of these texts, so that a repeated row is compared with one of them alone.
    first_of_hash: HashMap<u64, usize>,
    /// Works of all rows, and their bytes.
    pub(super) works: usize,
    pub(super) bytes: usize,
}

/// Reason for not taking a row into its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GroupRefusal {
    /// The row names another record than the group.
    Other,
    /// The row has no work to add.
    Nothing,
    /// The row repeats the one of that number.
    Copy(u64),
}

/// The rows of a table, grouped by id.
#[derive(Debug, Default)]
pub(super) struct RowGroups {
    groups: Vec<RowGroup>,
    by_id: HashMap<Box<str>, usize>,
    /// The group of the row read last.
    last: Option<usize>,
    bytes: usize,
}

fn written(fields: &Map<String, Value>) -> Box<str> {
    let text = serde_json::to_string(fields);
    text.expect("names are strings, and numbers finite").into()
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Hash of what a row states.
pub(super) fn content_of(fields: &Map<String, Value>) -> u64 {
    hash(&written(fields))
}

fn works_of(fields: &Map<String, Value>) -> &[Value] {
    let works = fields.get("works").and_then(Value::as_array);
    works.map_or(&[], Vec::as_slice)
}

impl RowGroups {
    /// Bytes held.
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether a row holds works, and nothing else but attributes of theirs, below a record.
    pub(super) fn is_continued_by(&self, draft: &RecordDraft) -> bool {
        let mut names = draft.fields.keys();
        self.last.is_some()
            && draft.fields.contains_key("works")
            && names.all(|name| name == "works" || name == "attributes")
    }

    /// The group that a row belongs to, if there is one: that of its id, or of the row above it.
    pub(super) fn of(&self, id: Option<&str>) -> Option<&RowGroup> {
        let at = match id {
            Some(id) => self.by_id.get(id).copied(),
            None => self.last,
        };
        self.groups.get(at?)
    }

    /// Says why a row cannot join the group of its id.
    pub(super) fn refusal(&self, id: &str, draft: &RecordDraft) -> Option<GroupRefusal> {
        let group = self.of(Some(id))?;
        if name_of(&draft.fields) != group.name {
            return Some(GroupRefusal::Other);
        }
        let adds_nothing = works_of(&draft.fields).is_empty();
        let text = written(&draft.fields);
        let first = group.first_of_hash.get(&hash(&text));
        match first.filter(|&&at| group.rows[at] == text) {
            Some(&at) => Some(GroupRefusal::Copy(group.numbers[at])),
            None => adds_nothing.then_some(GroupRefusal::Nothing),
        }
    }

    /// Takes a row of that id; without an id, one that goes on with the row above it.
    pub(super) fn push(&mut self, id: Option<&str>, draft: RecordDraft) {
        let known = match id {
            Some(id) => self.by_id.get(id).copied(),
            None => self.last,
        };
        let (row, text) = (draft.row, written(&draft.fields));
        let (works, bytes) = size_of_works(&draft.fields);
        self.bytes += text.len() + ROW_BYTES;
        let at = match (known, id) {
            (Some(at), _) => at,
            (None, Some(id)) => {
                self.by_id.insert(id.into(), self.groups.len());
                self.groups.push(RowGroup {
                    row: draft.row,
                    findings: draft.findings,
                    name: name_of(&draft.fields),
                    is_kind_implied: draft.is_kind_implied,
                    is_id_derived: draft.is_id_derived,
                    open: BTreeSet::new(),
                    rows: Vec::new(),
                    numbers: Vec::new(),
                    first_of_hash: HashMap::new(),
                    works: 0,
                    bytes: 0,
                });
                self.groups.len() - 1
            }
            (None, None) => return,
        };
        self.last = Some(at);
        let group = &mut self.groups[at];
        let number = group.rows.len();
        group.first_of_hash.entry(hash(&text)).or_insert(number);
        group.rows.push(text);
        group.numbers.push(row);
        group.works += works;
        group.bytes += bytes;
        group.open.extend(draft.open);
    }

    /// One draft for each group, in the order of their first rows.
    pub(super) fn drain(&mut self) -> Vec<RecordDraft> {
        let groups = std::mem::take(self).groups;
        let mut of_works = BTreeSet::new();
        for group in groups.iter().filter(|group| group.rows.len() > 1) {
            of_works.extend(differing(&group.parsed()));
        }
        let drafts = groups.into_iter().map(|group| group.into_draft(&of_works));
        drafts.collect()
    }
}

/// Number and bytes of the works of a row.
pub(super) fn size_of_works(fields: &Map<String, Value>) -> (usize, usize) {
    let works = works_of(fields);
    let bytes = works.iter().map(|work| work.to_string().len());
    (works.len(), bytes.sum())
}

fn name_of(fields: &Map<String, Value>) -> (String, String) {
    let key = |name: &str| fold(fields.get(name).and_then(Value::as_str).unwrap_or_default());
    (key("name"), key("kind"))
}

/// Fields that are about the person: if rows differ in one, the first row has the person's, and the works of
/// the others keep theirs.
const OF_PERSON: [&str; 16] = [
    "id",
    "kind",
    "name",
    "organization",
    "affiliations",
    "level",
    "region",
    "coordinates",
    "reach",
    "capacity",
    "load",
    "students",
    "status",
    "track_record",
    "preferences",
    "vetoes",
];

/// A field of a row, or an attribute: its name, behind a dot for an attribute.
type FlatField = (String, Value);

/// The fields of a row but for its works, attributes each by itself.
fn flat(fields: &Map<String, Value>) -> Vec<FlatField> {
    let mut flat = Vec::new();
    for (name, value) in fields.iter().filter(|(name, _)| *name != "works") {
        match (name.as_str(), value) {
            ("attributes", Value::Object(attributes)) => {
                let named = attributes.iter();
                flat.extend(named.map(|(name, value)| (format!(".{name}"), value.clone())));
            }
            _ => flat.push((name.clone(), value.clone())),
        }
    }
    flat
}

/// Names of the fields in which rows differ that both have them. Lists are joined and do not differ.
fn differing(rows: &[Map<String, Value>]) -> BTreeSet<String> {
    let mut first: BTreeMap<String, Value> = BTreeMap::new();
    let mut names = BTreeSet::new();
    for (name, value) in rows.iter().flat_map(flat) {
        match first.get(&name) {
            Some(held) if *held != value && !value.is_array() => {
                names.insert(name);
            }
            Some(_) => {}
            None => {
                first.insert(name, value);
            }
        }
    }
    names.retain(|name| !OF_PERSON.contains(&name.as_str()));
    names
}

impl RowGroup {
    /// Number of its first row.
    pub(super) const fn row(&self) -> u64 {
        self.row
    }

    fn parsed(&self) -> Vec<Map<String, Value>> {
        let read = |text: &str| serde_json::from_str(text).expect("`written` wrote it");
        self.rows.iter().map(AsRef::as_ref).map(read).collect()
    }

    /// The profile of all rows; the fields of these names go to the works of their rows.
    fn into_draft(self, of_works: &BTreeSet<String>) -> RecordDraft {
        let mut profile = JoinedFields::default();
        let (mut works, mut seen) = (Vec::new(), BTreeSet::new());
        for mut row in self.parsed() {
            let mut own: Vec<Value> = match row.remove("works") {
                Some(Value::Array(works)) => works,
                _ => Vec::new(),
            };
            for (name, value) in flat(&row) {
                let work = own.first_mut().and_then(Value::as_object_mut);
                match work {
                    Some(work) if of_works.contains(&name) => keep_in_work(work, &name, value),
                    work => profile.join(work, &name, value),
                }
            }
            works.extend(own.into_iter().filter(|work| seen.insert(work.to_string())));
        }
        let mut fields = profile.fields;
        if !works.is_empty() {
            fields.insert("works".to_owned(), Value::Array(works));
        }
        RecordDraft {
            row: self.row,
            rows: self.rows.len() as u64,
            is_kind_implied: self.is_kind_implied,
            // Rows are joined of profiles; columns say the kinds of needs.
            is_kind_of_columns: false,
            is_id_derived: self.is_id_derived,
            open: self.open,
            fields,
            findings: self.findings,
        }
    }
}

/// Keeps a field of a row in the work of the row: a description is its abstract, anything else an attribute.
fn keep_in_work(work: &mut Map<String, Value>, name: &str, value: Value) {
    let name = match name.strip_prefix('.') {
        Some(name) => name,
        None if name == "description" && !work.contains_key("abstract") => "abstract",
        None => name,
    };
    /// Fields of a work, which an attribute of the same name must not replace.
    const TAKEN: [&str; 7] = [
        "title", "abstract", "keywords", "year", "kind", "authors", "vector",
    ];
    let is_free = name == "abstract" || !TAKEN.contains(&name);
    let name = if is_free {
        name.to_owned()
    } else {
        format!("{name} of the row")
    };
    work.entry(name).or_insert(value);
}

/// The fields of a profile, joined from those of its rows.
#[derive(Default)]
struct JoinedFields {
    fields: Map<String, Value>,
    /// Elements of each list, written out, so that thousands of rows do not search it again and again.
    elements: HashMap<String, HashSet<String>>,
}

impl JoinedFields {
    /// Adds a field of a row: a new one as it is, a list to the list. If the profile has another value, the work of
    /// the row keeps this one.
    fn join(&mut self, work: Option<&mut Map<String, Value>>, name: &str, value: Value) {
        let place = match name.strip_prefix('.') {
            Some(attribute) => {
                let attributes = self.fields.entry("attributes");
                let attributes = attributes.or_insert_with(|| Map::new().into());
                let Value::Object(attributes) = attributes else {
                    return;
                };
                attributes.entry(attribute)
            }
            None => self.fields.entry(name),
        };
        let held = place.or_insert(Value::Null);
        match (held, value) {
            (held @ Value::Null, Value::Array(first)) => {
                let known = self.elements.entry(name.to_owned()).or_default();
                known.extend(first.iter().map(Value::to_string));
                *held = Value::Array(first);
            }
            (Value::Array(held), Value::Array(more)) => {
                let known = self.elements.entry(name.to_owned()).or_default();
                held.extend(
                    more.into_iter()
                        .filter(|value| known.insert(value.to_string())),
                );
            }
            (held @ Value::Null, value) => *held = value,
            (held, value) if *held != value && fold_of(held) != fold_of(&value) => {
                if let Some(work) = work {
                    keep_in_work(work, name, value);
                }
            }
            _ => {}
        }
    }
}

fn fold_of(value: &Value) -> String {
    fold(&super::read::shown(value))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{GroupRefusal, RowGroups};
    use crate::intake::convert::RecordDraft;
    use serde_json::{Value, json};

    fn draft(row: u64, fields: &Value) -> RecordDraft {
        RecordDraft {
            fields: fields.as_object().unwrap().clone(),
            ..RecordDraft::new(row)
        }
    }

    #[test]
    fn what_differs_between_rows_belongs_to_the_works() {
        let mut groups = RowGroups::default();
        let rows = [
            json!({"id": "a", "name": "于 冷", "works": [{"title": "焊接"}], "expertise": ["材料"],
                "description": "点焊", "attributes": {"批准号": "1", "电话": "0"}}),
            json!({"id": "b", "name": "李", "works": [{"title": "切割"}], "attributes": {"批准号": "2"}}),
            json!({"id": "a", "name": "于冷", "works": [{"title": "打磨"}], "expertise": ["材料", "表面"],
                "description": "抛光", "level": "professor", "attributes": {"批准号": "3", "电话": "0"}}),
        ];
        for (number, row) in (2..).zip(&rows) {
            let draft = draft(number, row);
            let id = row["id"].as_str().unwrap();
            assert_eq!(groups.refusal(id, &draft), None);
            groups.push(Some(id), draft);
        }
        groups.push(
            None,
            draft(
                5,
                &json!({"works": [{"title": "喷涂"}], "attributes": {"批准号": "4"}}),
            ),
        );
        let drafts = groups.drain();
        let found: Vec<_> = drafts
            .iter()
            .map(|d| (d.row, d.rows, json!(d.fields)))
            .collect();
        let first = json!({"id": "a", "name": "于 冷", "expertise": ["材料", "表面"], "level": "professor",
            "attributes": {"电话": "0"}, "works": [
                {"title": "焊接", "abstract": "点焊", "批准号": "1"},
                {"title": "打磨", "abstract": "抛光", "批准号": "3"},
                {"title": "喷涂", "批准号": "4"}]});
        let second = json!({"id": "b", "name": "李", "works": [{"title": "切割", "批准号": "2"}]});
        assert_eq!(found, [(2, 3, first), (3, 1, second)]);
    }

    #[test]
    fn lists_of_many_rows_are_joined_without_repetition() {
        let mut groups = RowGroups::default();
        for number in 0..3_000_u64 {
            let row = json!({"id": "a", "name": "甲", "expertise": ["焊接", format!("课题{}", number % 1_500)],
                "works": [{"title": format!("成果{number}")}]});
            let draft = draft(number, &row);
            assert_eq!(groups.refusal("a", &draft), None);
            groups.push(Some("a"), draft);
        }
        let repeated = json!({"id": "a", "name": "甲", "expertise": ["焊接", "课题7"],
            "works": [{"title": "成果7"}]});
        let refusal = groups.refusal("a", &draft(9_999, &repeated));
        assert_eq!(refusal, Some(GroupRefusal::Copy(7)));
        let fields = &groups.drain()[0].fields;
        assert_eq!(fields["works"].as_array().unwrap().len(), 3_000);
        assert_eq!(fields["expertise"].as_array().unwrap().len(), 1_501);
    }

    #[test]
    fn rows_that_name_another_record_or_add_nothing_are_refused() {
        let mut groups = RowGroups::default();
        let first = json!({"id": "a", "name": "甲", "works": [{"title": "焊接"}]});
        groups.push(Some("a"), draft(2, &first));
        let refusal = |fields: &Value| groups.refusal("a", &draft(3, fields));
        assert_eq!(refusal(&first), Some(GroupRefusal::Copy(2)));
        assert_eq!(
            refusal(&json!({"id": "a", "name": "甲"})),
            Some(GroupRefusal::Nothing)
        );
        let other = json!({"id": "a", "name": "乙", "works": [{"title": "切割"}]});
        assert_eq!(refusal(&other), Some(GroupRefusal::Other));
    }
}
