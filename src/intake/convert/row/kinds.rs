//! The kind of a record by its columns: the one that is ticked, or the one that is filled in.
//!
//! A survey may give each kind of need a column: 技术需求, 人才需求 and 融资需求 hold a tick or a text. One column filled in
//! says the kind of the row. Several leave it one need of the default kind, with a warning: one row does not show which
//! facts belong to which kind.

use serde_json::Value;

use super::choices::is_tick;
use super::{RowKinds, RowReading};
use crate::error::{Error, say};
use crate::intake::Severity;
use crate::intake::columns::{ColumnTarget, Shape, SurveySide, TableColumn, TableLayout};
use crate::intake::convert::words::Vocabulary;
use crate::intake::convert::{DraftProblem, append};
use crate::intake::read::shown;
use crate::model::says_nothing;

impl<'l> RowReading<'l> {
    /// Reads a lone tick as the words of its heading, if these are a choice: 研究领域/新材料, 合作方式/委托开发, 人才需求.
    /// Returns whether it did.
    pub(super) fn tick(&mut self, column: &'l TableColumn, cell: &Value) -> bool {
        // Enterprises have neither kinds nor modes.
        let is_ticked = cell.as_str().is_some_and(is_tick);
        if self.side == SurveySide::Enterprises || !is_ticked {
            return false;
        }
        let (group, choice) = match column.heading.rsplit_once('/') {
            Some((group, choice)) => (Some(group), choice),
            None => (None, column.heading.as_str()),
        };
        let word = |name: &str| Vocabulary::of(self.side, name)?.read(choice);
        if let ColumnTarget::Field(field) = &column.target
            && group.is_some()
            && (field.shape.is_joined() || field.name == "kind")
            && !matches!(field.shape, Shape::Titles(_) | Shape::Amount)
        {
            self.field(field, column, &Value::from(choice));
        } else if let Some(kind) = word("kind") {
            self.kinds.ticked.push((kind, &column.heading));
        } else if let Some(mode) = word("modes") {
            append(&mut self.draft.fields, "modes", Value::from(mode));
            self.tell_tick("modes", mode, &column.heading);
        } else {
            return false;
        }
        true
    }

    /// Notes the kind of a column of needs that is filled in.
    pub(super) fn fill_in_kind(&mut self, column: &'l TableColumn, cell: &Value) {
        if self.side != SurveySide::Needs {
            return;
        }
        let Some(kind) = column.kind else { return };
        let text = shown(cell);
        let is_none = says_nothing(&text) || text.parse::<f64>().is_ok_and(|sum| sum == 0.0);
        if !is_none {
            self.kinds.filled.push((kind, &column.heading));
        }
    }

    fn tell_tick(&mut self, field: &str, word: &str, heading: &str) {
        let repair = say!(
            "ticked cells of the column are read as {word}",
            "该列打勾的单元格按 {word} 读取"
        );
        let error = Error::invalid(field, heading, repair);
        let finding = DraftProblem::new(Severity::Notice, &error);
        self.draft.find(finding.in_column(Some(heading.to_owned())));
    }

    /// Gives the record the kind that its columns name, unless a column of kinds or the table itself does.
    pub(super) fn settle_kind(&mut self, layout: &TableLayout) {
        let RowKinds { ticked, filled } = std::mem::take(&mut self.kinds);
        if self.draft.fields.contains_key("kind") {
            return;
        }
        if let Some(&(kind, heading)) = ticked.first() {
            if ticked.iter().all(|(other, _)| *other == kind) {
                self.put("kind", kind);
                return self.tell_tick("kind", kind, heading);
            }
            let headings: Vec<&str> = ticked.iter().map(|(_, heading)| *heading).collect();
            return self.unresolved("kind", &headings.join("；"));
        }
        if layout.implied_kind.is_some() {
            return;
        }
        let Some(&(kind, heading)) = filled.first() else {
            return;
        };
        if filled.iter().all(|(other, _)| *other == kind) {
            self.put("kind", kind);
            self.draft.is_kind_of_columns = true;
            let repair = say!(
                "rows that fill in this column of needs and no other are read as {kind}",
                "各类需求列中只填了该列的行按 {kind} 读取"
            );
            let error = Error::invalid("kind", heading, repair);
            let finding = DraftProblem::new(Severity::Notice, &error);
            return self.draft.find(finding.in_column(Some(heading.to_owned())));
        }
        let mut headings: Vec<&str> = filled.iter().map(|(_, heading)| *heading).collect();
        headings.dedup();
        let repair = say!(
            "the row states needs of several kinds and is read as one technical need; give each a row, with its kind in a column 需求类型",
            "该行写了多类需求，按一条技术需求读取；请每类需求单独一行，并在 需求类型 列写明类别"
        );
        let error = Error::invalid("kind", headings.join("、"), repair);
        self.draft
            .find(DraftProblem::new(Severity::Warning, &error));
    }
}
