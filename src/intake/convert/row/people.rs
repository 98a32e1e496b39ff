//! Cells of people.

use serde_json::Value;

use super::super::append;
use super::super::parts::{parts, unnumbered};
use super::RowReading;
use crate::intake::columns::TableColumn;
use crate::model::{people_in, says_nothing};

impl<'l> RowReading<'l> {
    /// Reads the names of a cell. Where it holds more than names (titles, telephones, shares) it is kept as it is too.
    pub(super) fn people(
        &mut self,
        column: &'l TableColumn,
        name: &'static str,
        (text, cell): (&str, &Value),
    ) {
        let written: Vec<&str> = parts(text).map(unnumbered).collect();
        let names = people_in(text).into_iter();
        let names: Vec<String> = names.filter(|name| !says_nothing(name)).collect();
        if names.is_empty() {
            return self.unresolved(name, text);
        }
        if names != written {
            self.keep(&column.heading, cell);
        }
        for person in names {
            let held = self.draft.fields.get(name).and_then(Value::as_array);
            // One person may be both contact and legal representative.
            if held.is_some_and(|held| held.iter().any(|held| *held == person.as_str())) {
                continue;
            }
            append(&mut self.draft.fields, name, Value::from(person));
        }
    }
}
