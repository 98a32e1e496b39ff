//! The content of each column of one table.

use std::collections::BTreeSet;

use super::field::Field;
use super::money::MoneyUnit;
use super::periods::names_period;
use super::register::RegisterNumber;
use super::work::WorkColumn;
use super::{Shape, SurveySide};

/// The content of a column.
#[derive(Clone, Debug)]
pub(crate) enum ColumnTarget {
    Field(&'static Field),
    Work(WorkColumn),
    /// A free attribute of that name.
    Attribute(String),
    /// A passage of the description, under that heading: a column that no field has, and that holds text.
    Text(String),
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
            Self::Work(_)
            | Self::RowNumber
            | Self::Attribute(_)
            | Self::Text(_)
            | Self::Ignored => None,
        }
    }

    pub(super) const fn is_known(&self) -> bool {
        !matches!(self, Self::Attribute(_) | Self::Text(_))
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
    pub(crate) is_guessed: bool,
    /// Whether the user or the table says that the column is an attribute, or text; its cells then decide nothing.
    pub(crate) is_settled: bool,
    /// Whether the user gave the heading its meaning.
    pub(crate) is_users: bool,
    /// Whether the table gives it no heading.
    pub(super) is_blank: bool,
    /// Heading of the column that holds the field which this one would hold too.
    pub(crate) rival: Option<String>,
    /// The register that gives its numbers, if it is a column of ids that the list has not made itself.
    pub(crate) register: Option<RegisterNumber>,
    /// The kind that the heading alone implies.
    pub(crate) kind: Option<&'static str>,
}

impl TableColumn {
    /// Whether neither the user nor the table of headings has a meaning for it, nor resembles it a known heading.
    pub(crate) fn is_unknown(&self) -> bool {
        !self.target.is_known() && !self.is_settled && self.rival.is_none()
    }

    /// Whether it names the days between which profiles are open, and no field takes its cells.
    pub(crate) fn is_period(&self, side: SurveySide) -> bool {
        side == SurveySide::Profiles
            && !self.is_users
            && self.target.field().is_none()
            && names_period(&self.heading)
    }

    /// Whether it holds works of a profile, or a part of them.
    pub(crate) fn is_of_students(&self) -> bool {
        let field = self.target.field();
        field.is_some_and(|name| name.starts_with("students."))
    }

    /// Whether it holds a field of a work.
    pub(crate) fn is_of_works(&self) -> bool {
        match &self.target {
            ColumnTarget::Work(_) => true,
            ColumnTarget::Field(field) => matches!(field.shape, Shape::Titles(_)),
            ColumnTarget::RowNumber
            | ColumnTarget::Attribute(_)
            | ColumnTarget::Text(_)
            | ColumnTarget::Ignored => false,
        }
    }

    /// Whether it has no heading.
    pub(crate) fn is_blank(&self) -> bool {
        self.is_blank
    }
}

/// A line above the headings, or a row below them, that names a unit of money, and the columns whose amounts are in it.
#[derive(Debug)]
pub(crate) struct UnitLine {
    /// As the table spells it.
    pub(crate) text: String,
    pub(crate) unit: MoneyUnit,
    /// Headings that name no unit themselves.
    pub(crate) headings: Vec<String>,
}

/// The columns of one table.
#[derive(Debug, Default)]
pub(crate) struct TableLayout {
    pub(crate) columns: Vec<TableColumn>,
    /// Kind that the headings imply, if no column holds one.
    pub(crate) implied_kind: Option<&'static str>,
    /// Whether it is a file of rows to mend, whose cells a writer of CSV may have guarded.
    pub(crate) is_to_mend: bool,
    /// The line above the headings that names the unit of amounts.
    pub(crate) unit_line: Option<UnitLine>,
    /// Fields that columns hold.
    fields: BTreeSet<&'static str>,
    /// Whether each passage stands under its heading: there are several, or one has a heading of its own.
    are_passages_headed: bool,
    /// Whether several columns name levels, of which the record has one.
    has_several_levels: bool,
}

impl TableLayout {
    /// O(columns log columns), so that rows need not look through them.
    pub(super) fn new(columns: Vec<TableColumn>, implied_kind: Option<&'static str>) -> Self {
        let mut layout = Self {
            implied_kind,
            is_to_mend: false,
            unit_line: None,
            fields: columns.iter().filter_map(|c| c.target.field()).collect(),
            are_passages_headed: false,
            has_several_levels: {
                let levels = columns.iter().filter(|c| c.target.field() == Some("level"));
                levels.count() > 1
            },
            columns,
        };
        layout.count_passages();
        layout
    }

    fn count_passages(&mut self) {
        let is_passage = |c: &&TableColumn| matches!(&c.target, ColumnTarget::Field(f) if f.shape == Shape::Passage);
        let is_text = |c: &TableColumn| matches!(c.target, ColumnTarget::Text(_));
        self.are_passages_headed =
            self.columns.iter().filter(is_passage).count() > 1 || self.columns.iter().any(is_text);
    }

    /// Makes passages of the attributes that nobody settled and whose cells are text, as `is_text` says by the
    /// number of the column.
    pub(crate) fn settle(&mut self, is_text: impl Fn(usize) -> bool) {
        for (at, column) in self.columns.iter_mut().enumerate() {
            if let ColumnTarget::Attribute(name) = &mut column.target
                && !column.is_settled
                && is_text(at)
            {
                column.target = ColumnTarget::Text(std::mem::take(name));
            }
        }
        self.count_passages();
    }

    /// Whether the cells of a column decide how it is read.
    pub(crate) fn is_open(&self) -> bool {
        let is_open =
            |c: &TableColumn| matches!(c.target, ColumnTarget::Attribute(_)) && !c.is_settled;
        self.columns.iter().any(is_open)
    }

    pub(crate) fn holds(&self, field: &str) -> bool {
        self.fields.contains(field)
    }

    /// The column whose numbers of another register are ids where a row has one.
    pub(crate) fn register(&self) -> Option<&TableColumn> {
        let is_it = |column: &&TableColumn| {
            column.register.is_some() && column.target.field() == Some("id")
        };
        self.columns.iter().find(is_it)
    }

    /// Whether a column holds works of a profile, or a part of them.
    pub(crate) fn has_works(&self) -> bool {
        self.columns.iter().any(TableColumn::is_of_works)
    }

    /// Adds a column whose heading came late. It yields to the columns that are there, and its cells decide nothing.
    pub(super) fn append(&mut self, mut column: TableColumn) {
        let name = column.target.field();
        let is_joined =
            matches!(&column.target, ColumnTarget::Field(field) if field.shape.is_joined());
        let rival = name.filter(|name| !is_joined && self.holds(name));
        if let Some(name) = rival {
            column.rival = self.headings_of(name);
        }
        if rival.is_some() || column.is_guessed || !column.target.is_known() {
            column.is_guessed = false;
            column.target = ColumnTarget::Attribute(column.heading.clone());
        }
        column.is_settled = true;
        self.fields.extend(column.target.field());
        self.columns.push(column);
    }

    /// Gives the amounts whose headings name no unit the one of a line above the headings. Another currency makes them
    /// attributes, as in a heading.
    pub(crate) fn take_unit(&mut self, text: String, unit: MoneyUnit) {
        let is_open = |column: &&mut TableColumn| {
            column.unit.is_none()
                && matches!(&column.target, ColumnTarget::Field(field) if field.is_money())
        };
        let mut headings = Vec::new();
        for column in self.columns.iter_mut().filter(is_open) {
            if matches!(unit, MoneyUnit::Foreign(_)) {
                column.target = ColumnTarget::Attribute(column.heading.clone());
                column.is_settled = true;
            }
            column.unit = Some(unit.clone());
            headings.push(column.heading.clone());
        }
        self.fields = self
            .columns
            .iter()
            .filter_map(|c| c.target.field())
            .collect();
        self.unit_line = Some(UnitLine {
            text,
            unit,
            headings,
        });
    }

    /// Keeps the row below the headings that names the unit of the columns `named`, for a notice.
    pub(crate) fn name_unit_below(
        &mut self,
        (text, unit): (String, MoneyUnit),
        named: Vec<String>,
    ) {
        let line = self.unit_line.get_or_insert(UnitLine {
            text: String::new(),
            unit: MoneyUnit::Known("万元"),
            headings: Vec::new(),
        });
        if line.headings.is_empty() {
            *line = UnitLine {
                text,
                unit,
                headings: named,
            };
        }
    }

    /// Whether several columns name levels: 学历, 职称.
    pub(crate) const fn has_several_levels(&self) -> bool {
        self.has_several_levels
    }

    /// Whether each passage stands under its heading.
    pub(crate) const fn are_passages_headed(&self) -> bool {
        self.are_passages_headed
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
