//! Cells of people.

use serde_json::Value;

use super::super::append;
use super::super::parts::{parts, unnumbered};
use super::RowReading;
use crate::intake::columns::TableColumn;
use crate::model::{people_in, says_nothing};

impl<'l> RowReading<'l> {
    /// Reads the names of a cell. Where it holds more than names (titles, telephones, shares) it is kept as it is too.
    pub(super) fn people(&mut self, column: &'l TableColumn, text: &str, cell: &Value) {
        let written: Vec<&str> = parts(text).map(unnumbered).collect();
        let names = people_in(text).into_iter();
        let names: Vec<String> = names.filter(|name| !says_nothing(name)).collect();
        if names.is_empty() {
            return self.unresolved("people", text);
        }
        if names != written {
            self.keep(&column.heading, cell);
        }
        for name in names {
            let held = self.draft.fields.get("people").and_then(Value::as_array);
            // One person may be both contact and legal representative.
            if held.is_some_and(|held| held.iter().any(|held| *held == name.as_str())) {
                continue;
            }
            append(&mut self.draft.fields, "people", Value::from(name));
        }
    }
}
