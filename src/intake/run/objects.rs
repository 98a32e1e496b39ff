//! JSON objects on their way in: records as the model writes them, or rows whose headings are their keys.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{DECIDING_BYTES, DECIDING_ROWS, FileImport};
use crate::error::{Error, Result, Wording, say};
use crate::intake::column_use::{ColumnCounts, ColumnUse};
use crate::intake::columns::{HeadingReader, LEVEL, TableColumn, TableLayout, fold, joined};
use crate::intake::convert;
use crate::intake::findings::{list_read, notice};
use crate::intake::read::{SurveyRow, shown, text_cell};
use crate::intake::record::ImportRecord;
use crate::intake::table::{FoundTable, HeadingSearch};

/// Most keys of records as the model writes them that are listed in the report.
const LISTED_KEYS: usize = 1_000;
/// Stands between the items of a list in one cell.
const SEPARATOR: &str = "；";

/// Fields of a record that no column of a table holds.
const OWN_FIELDS: [&str; 10] = [
    "works",
    "coordinates",
    "students",
    "finance",
    "subsidy",
    "track_record",
    "preferences",
    "vetoes",
    "vector",
    "eligibility",
];

/// A heading, and its cell.
type HeadedCell = (String, Value);

/// An object as a row: nested keys are headings of several levels.
#[derive(Debug, Default)]
struct FlatObject {
    cells: Vec<HeadedCell>,
    /// The second and further elements of its lists of objects.
    parts: Vec<Vec<HeadedCell>>,
}

/// The objects of a file.
#[derive(Debug, Default)]
pub(super) struct ObjectRows {
    /// Whether their keys are the model's names of fields, once the first object was seen.
    are_records: Option<bool>,
    /// Number of the column of each key, in the order of the file.
    columns: BTreeMap<String, usize>,
    /// Bytes of the keys.
    bytes: usize,
    /// First objects, held back until the headings are known.
    held: Vec<(u64, FlatObject)>,
    held_bytes: usize,
    counts: ColumnCounts,
}

impl ObjectRows {
    /// Adds a heading, if it is new.
    fn add(&mut self, heading: &str) {
        let at = self.columns.len();
        if !self.columns.contains_key(heading) {
            self.bytes += heading.len();
            self.columns.insert(heading.to_owned(), at);
        }
    }

    /// The headings, in the order of their columns.
    fn headings(&self) -> Vec<&str> {
        let mut headings: Vec<(usize, &str)> = self
            .columns
            .iter()
            .map(|(key, at)| (*at, key.as_str()))
            .collect();
        headings.sort_unstable();
        headings.into_iter().map(|(_, heading)| heading).collect()
    }

    /// The row of an object all of whose headings have columns.
    fn row(&self, number: u64, object: FlatObject, layout: &TableLayout) -> SurveyRow {
        let mut row = SurveyRow::new(number, vec![Value::Null; self.columns.len()]);
        for (heading, cell) in object.cells {
            if let Some(&at) = self.columns.get(&heading) {
                join(&mut row.cells[at], cell);
            }
        }
        for part in object.parts {
            let with_column = |(heading, cell)| Some((*self.columns.get(&heading)?, cell));
            let part: Vec<(usize, Value)> = part.into_iter().filter_map(with_column).collect();
            let is_of_works = |(at, _): &(usize, Value)| {
                layout
                    .columns
                    .get(*at)
                    .is_some_and(TableColumn::is_of_works)
            };
            if part.iter().all(is_of_works) {
                row.works.push(part);
                continue;
            }
            for (at, cell) in part {
                join(&mut row.cells[at], cell);
            }
        }
        row
    }
}

/// Adds `more` to a cell, as a further item of its list.
fn join(cell: &mut Value, more: Value) {
    match (&*cell, &more) {
        (_, Value::Null) => {}
        (Value::Null, _) => *cell = more,
        _ => *cell = Value::from(shown(cell) + SEPARATOR + &shown(&more)),
    }
}

/// Whether an object is a record as the model writes it, rather than a row with headings of people.
fn is_record(map: &Map<String, Value>, object: &FlatObject, reader: &HeadingReader<'_>) -> bool {
    let holds = |key: &str| map.contains_key(key);
    if holds("id") && ["title", "name", "description"].into_iter().any(holds) {
        return true;
    }
    let is_own = |key: &str| OWN_FIELDS.contains(&key) || reader.is_field_name(key);
    let headings = object.cells.iter().map(|(heading, _)| heading.as_str());
    let others = headings.filter(|heading| !is_own(heading.split(LEVEL).next().unwrap_or(heading)));
    reader.count_known(others) == 0
}

fn flat(map: &Map<String, Value>) -> FlatObject {
    let mut object = FlatObject::default();
    add_object(&mut object, &[], map);
    object
}

fn add_object(object: &mut FlatObject, path: &[&str], map: &Map<String, Value>) {
    for (key, value) in map {
        let path: Vec<&str> = path.iter().copied().chain([key.trim()]).collect();
        match value {
            Value::Object(inner) if !inner.is_empty() => add_object(object, &path, inner),
            Value::Array(items) if items.iter().any(Value::is_object) => {
                add_list(object, &path, items);
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => object.cells.push((heading(&path), cell(value))),
        }
    }
}

/// Adds a list of objects: the first one's cells to the row, and the others' as parts.
fn add_list(object: &mut FlatObject, path: &[&str], items: &[Value]) {
    for (at, item) in items.iter().enumerate() {
        let mut element = FlatObject::default();
        match item.as_object() {
            Some(inner) => add_object(&mut element, path, inner),
            None => element.cells.push((heading(path), cell(item))),
        }
        match at {
            0 => object.cells.append(&mut element.cells),
            _ => object.parts.push(element.cells),
        }
        object.parts.append(&mut element.parts);
    }
}

fn heading(path: &[&str]) -> String {
    let levels: Vec<String> = path.iter().map(|key| key.replace(LEVEL, " ")).collect();
    joined(&levels.iter().map(String::as_str).collect::<Vec<_>>())
}

fn cell(value: &Value) -> Value {
    match value {
        Value::String(text) => text_cell(text),
        Value::Array(items) => {
            let mut list = Value::Null;
            items.iter().for_each(|item| join(&mut list, cell(item)));
            list
        }
        Value::Object(map) if map.is_empty() => Value::Null,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.clone(),
    }
}

impl<T: ImportRecord> FileImport<'_, T> {
    /// Tells which list inside an object is read, and the others.
    pub(super) fn tell_list(&mut self, path: &str, count: u64, others: &[(String, u64)]) {
        let repair = list_read(count, others);
        self.admission
            .problem(None, notice("list", path, repair), None);
    }

    pub(super) fn object(
        &mut self,
        (number, line): (u64, u64),
        map: Map<String, Value>,
    ) -> Result<()> {
        self.admission.note_line(number, line);
        if self.objects.are_records == Some(true) || map.is_empty() {
            return self.record(number, map);
        }
        let object = flat(&map);
        if self.objects.are_records.is_none() {
            let are_records = is_record(&map, &object, self.reader);
            self.objects.are_records = Some(are_records);
            if are_records {
                return self.record(number, map);
            }
        }
        if let Some(error) = self.add_headings(&object) {
            return self.bad_row(number, &error);
        }
        if !matches!(self.table, HeadingSearch::Looking(_)) {
            return self.row_object(number, object);
        }
        let cells = object.parts.iter().flatten().chain(&object.cells);
        let of_cell = |(heading, cell): &HeadedCell| {
            heading.len() + size_of::<HeadedCell>() + cell.as_str().map_or(0, str::len)
        };
        self.objects.held_bytes += cells.map(of_cell).sum::<usize>();
        self.objects.held.push((number, object));
        if self.objects.held.len() >= DECIDING_ROWS || self.objects.held_bytes >= DECIDING_BYTES {
            return self.settle_objects();
        }
        Ok(())
    }

    /// An object as a row of the table.
    ///
    /// # Errors
    /// The reason to refuse the table, for it is the whole file.
    fn row_object(&mut self, number: u64, object: FlatObject) -> Result<()> {
        let Some(layout) = self.table.layout() else {
            return Ok(());
        };
        let row = self.objects.row(number, object, layout);
        self.data(Ok(vec![row]))?;
        let refused = self.refused.pop();
        if let (HeadingSearch::Refused(_), Some(error)) = (&self.table, refused) {
            return Err(error.in_record(Wording::name(self.admission.file())));
        }
        Ok(())
    }

    /// A record as the model writes it.
    fn record(&mut self, number: u64, map: Map<String, Value>) -> Result<()> {
        self.is_understood = true;
        self.count_row()?;
        for (key, value) in &map {
            if self.objects.columns.len() < LISTED_KEYS {
                self.objects.add(key);
            }
            if let Some(&at) = self.objects.columns.get(key) {
                self.objects.counts.add_cell(at, value);
            }
        }
        let mut draft = convert::from_object(number, map, self.columns, T::SIDE);
        if let Some(kind) = self.options.kind {
            draft.imply_kind(kind);
        }
        self.admission.take(draft, None)
    }

    /// Gives each new heading a column; the reason to refuse the object if there would be too many, or if one cannot
    /// be used.
    fn add_headings(&mut self, object: &FlatObject) -> Option<Error> {
        for (heading, _) in object.cells.iter().chain(object.parts.iter().flatten()) {
            if self.objects.columns.contains_key(heading) {
                continue;
            }
            let is_full = self.objects.columns.len() >= self.limits.size("columns")
                || self.objects.bytes + heading.len() > self.limits.size("record-bytes");
            if is_full {
                let repair = self.limits.repair(
                    "columns",
                    say!("give the objects the same keys", "请让各对象的键相同"),
                );
                return Some(Error::invalid("keys", "more keys", repair));
            }
            if let Some(layout) = self.table.layout_mut()
                && let Err(error) = self.reader.append(layout, heading)
            {
                return Some(error);
            }
            self.objects.add(heading);
        }
        None
    }

    /// Decides by the objects held back what their keys mean, and reads them.
    ///
    /// # Errors
    /// Errors of the layout, for the keys.
    pub(super) fn settle_objects(&mut self) -> Result<()> {
        let held = std::mem::take(&mut self.objects.held);
        if held.is_empty() {
            return Ok(());
        }
        let layout = self.reader.layout(self.objects.headings().into_iter());
        let layout =
            layout.map_err(|error| error.in_record(Wording::name(self.admission.file())))?;
        self.table = HeadingSearch::Found(FoundTable::new(layout));
        // One after the other, so that wide rows do not stand in memory together.
        for (number, object) in held {
            self.row_object(number, object)?;
        }
        Ok(())
    }

    /// Reports the keys of records as the model writes them.
    pub(super) fn tell_keys(&mut self) {
        if self.objects.are_records != Some(true) {
            return;
        }
        let file = self.admission.file().to_owned();
        let keys = self.objects.headings().into_iter().enumerate();
        let uses: Vec<ColumnUse> = keys
            .map(|(at, key)| {
                let is_field = OWN_FIELDS.contains(&key) || self.reader.is_field_name(key);
                let meaning = self.columns.get(&fold(key));
                let counts = self.objects.counts.of(at);
                ColumnUse::of_key(&file, key, (is_field, meaning), counts)
            })
            .collect();
        self.admission.report.columns.extend(uses);
    }
}
