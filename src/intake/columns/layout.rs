//! The content of each column of one table.

use std::collections::BTreeSet;

use super::Shape;
use super::field::Field;
use super::fold::MoneyUnit;
use super::work::WorkColumn;

/// The content of a column.
#[derive(Clone, Debug)]
pub(crate) enum ColumnTarget {
    Field(&'static Field),
    Work(WorkColumn),
    /// A free attribute of that name.
    Attribute(String),
    /// The number of the row in the file.
    RowNumber,
    /// Nothing, as the user asked.
    Ignored,
}

impl ColumnTarget {
    /// Field of the record that it fills.
    pub(super) fn field(&self) -> Option<&'static str> {
        match self {
            Self::Field(field) => Some(field.name),
            Self::Work(_) | Self::RowNumber | Self::Attribute(_) | Self::Ignored => None,
        }
    }

    pub(super) const fn is_known(&self) -> bool {
        !matches!(self, Self::Attribute(_))
    }
}

/// One column of a table.
#[derive(Clone, Debug)]
pub(crate) struct TableColumn {
    /// As the table spells it; a blank heading reads `column 3`.
    pub(crate) heading: String,
    pub(crate) target: ColumnTarget,
    pub(crate) unit: Option<MoneyUnit>,
    /// Whether the heading only resembles one of the table; it then yields to any other.
    pub(super) is_guessed: bool,
}

/// The columns of one table.
#[derive(Debug, Default)]
pub(crate) struct TableLayout {
    pub(crate) columns: Vec<TableColumn>,
    /// Kind that the headings imply, if no column holds one.
    pub(crate) implied_kind: Option<&'static str>,
    /// Fields that columns hold.
    fields: BTreeSet<&'static str>,
    /// Columns that hold passages.
    passages: usize,
}

impl TableLayout {
    /// O(columns log columns), so that rows need not look through them.
    pub(super) fn new(columns: Vec<TableColumn>, implied_kind: Option<&'static str>) -> Self {
        let is_passage = |c: &&TableColumn| matches!(&c.target, ColumnTarget::Field(f) if f.shape == Shape::Passage);
        Self {
            implied_kind,
            fields: columns.iter().filter_map(|c| c.target.field()).collect(),
            passages: columns.iter().filter(is_passage).count(),
            columns,
        }
    }

    pub(crate) fn holds(&self, field: &str) -> bool {
        self.fields.contains(field)
    }

    /// Whether a column holds works of a profile, or a part of them.
    pub(crate) fn has_works(&self) -> bool {
        let is_of_works = |target: &ColumnTarget| match target {
            ColumnTarget::Work(_) => true,
            ColumnTarget::Field(field) => matches!(field.shape, Shape::Titles(_)),
            ColumnTarget::RowNumber | ColumnTarget::Attribute(_) | ColumnTarget::Ignored => false,
        };
        self.columns
            .iter()
            .any(|column| is_of_works(&column.target))
    }

    /// Columns that hold passages, each under its heading if there are several.
    pub(crate) const fn passages(&self) -> usize {
        self.passages
    }

    /// Headings of the columns that `field` was read from.
    pub(crate) fn headings_of(&self, field: &str) -> Option<String> {
        let root = field.split(['.', '[', ':']).next().unwrap_or(field);
        let is_root = |name: &str| name.split(['.', ':']).next() == Some(root);
        let pick = |test: &dyn Fn(&str) -> bool| -> Vec<&str> {
            let held = self
                .columns
                .iter()
                .filter(|c| c.target.field().is_some_and(test));
            held.map(|c| c.heading.as_str()).collect()
        };
        let exact = pick(&|name| name == field);
        let headings = if exact.is_empty() {
            pick(&is_root)
        } else {
            exact
        };
        (!headings.is_empty()).then(|| headings.join("、"))
    }

    /// Heading of one field of the work of that number.
    pub(crate) fn heading_of_work(&self, number: u8, field: &str) -> Option<String> {
        let is_it = |c: &&TableColumn| matches!(c.target, ColumnTarget::Work(w) if w.number == number && w.field == field);
        self.columns.iter().find(is_it).map(|c| c.heading.clone())
    }
}
