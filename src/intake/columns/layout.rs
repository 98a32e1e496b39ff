//! What each column of one table holds.

use std::collections::BTreeMap;

use super::field::Field;
use super::fold::{Heading, Unit, fold};
use super::work::{WorkColumn, work_column, work_field};
use super::{ATTRIBUTE, Columns, IGNORE, Shape, Side, rules};
use crate::error::{Error, Result};

/// Headings of columns that number the rows, which is no id: the numbers change with the file.
const ROW_NUMBERS: [&str; 5] = ["序号", "行号", "序", "no", "row"];

/// What a column holds.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    Field(&'static Field),
    Work(WorkColumn),
    /// A free attribute of that name.
    Attribute(String),
    /// The number of the row in the file.
    RowNumber,
    /// Nothing, as the user asked.
    Ignored,
}

impl Target {
    /// Field of the record that it fills.
    pub(super) fn field(&self) -> Option<&'static str> {
        match self {
            Self::Field(field) => Some(field.name),
            _ => None,
        }
    }

    const fn is_known(&self) -> bool {
        !matches!(self, Self::Attribute(_))
    }
}

/// One column of a table.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// As the table spells it; a blank heading reads `column 3`.
    pub(crate) heading: String,
    pub(crate) target: Target,
    pub(crate) unit: Option<Unit>,
}

/// The columns of one table.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) columns: Vec<Column>,
    /// Kind that the heading of the title or name implies, where no column holds one.
    pub(crate) implied_kind: Option<&'static str>,
}

/// Reads headings for one side.
pub(crate) struct Reader<'a> {
    side: Side,
    overrides: &'a Columns,
    built_in: BTreeMap<String, &'static Field>,
}

impl<'a> Reader<'a> {
    /// O(built-in headings).
    pub(crate) fn new(side: Side, overrides: &'a Columns) -> Self {
        let spellings = |f: &'static Field| {
            f.headings
                .iter()
                .chain([&f.name])
                .map(move |h| (fold(h), f))
        };
        Self {
            side,
            overrides,
            built_in: side.fields().iter().flat_map(spellings).collect(),
        }
    }

    /// How many of `cells` are headings with a known meaning.
    pub(crate) fn count_known<'c>(&self, cells: impl Iterator<Item = &'c str>) -> usize {
        let known = |text: &&str| self.target(&Heading::new(text)).is_ok_and(|t| t.is_some());
        cells.filter(known).count()
    }

    fn target(&self, heading: &Heading) -> Result<Option<Target>> {
        for key in &heading.keys {
            if let Some(field) = self.overrides.get(key) {
                return self.overridden(field).map(Some);
            }
        }
        Ok(heading.keys.iter().find_map(|key| self.by_key(key)))
    }

    fn by_key(&self, key: &str) -> Option<Target> {
        if ROW_NUMBERS.contains(&key) {
            return Some(Target::RowNumber);
        }
        let field = self.built_in.get(key).map(|field| Target::Field(field));
        let work = || {
            work_column(key)
                .filter(|_| self.side == Side::Profiles)
                .map(Target::Work)
        };
        field.or_else(work)
    }

    fn overridden(&self, name: &str) -> Result<Target> {
        let work = || {
            work_field(name)
                .filter(|_| self.side == Side::Profiles)
                .map(Target::Work)
        };
        match name {
            ATTRIBUTE => Ok(Target::Attribute(String::new())),
            IGNORE => Ok(Target::Ignored),
            _ => self
                .side
                .field(name)
                .map(Target::Field)
                .or_else(work)
                .ok_or_else(|| {
                    Error::invalid(
                        "columns",
                        name,
                        format!("this file holds {}, which have no such field", self.side),
                    )
                }),
        }
    }

    /// The layout of a table with these headings.
    ///
    /// # Errors
    /// Invalid input where no heading is known, where two mean one field that takes one
    /// column, or where amounts are in a unit that cannot be compared.
    pub(crate) fn layout<'c>(&self, headings: impl Iterator<Item = &'c str>) -> Result<Layout> {
        let mut columns = Vec::new();
        for (at, text) in (1..).zip(headings) {
            columns.push(self.column(at, text.trim())?);
        }
        if self.side == Side::Profiles {
            rules::promote_results(&mut columns);
        }
        if !columns.iter().any(|column| column.target.is_known()) {
            return Err(self.no_known(&columns));
        }
        rules::refuse_rivals(&columns)?;
        rules::name_apart(&mut columns);
        let implied_kind = self.implied_kind(&columns);
        Ok(Layout {
            columns,
            implied_kind,
        })
    }

    fn column(&self, at: usize, text: &str) -> Result<Column> {
        let heading = Heading::new(text);
        let target = self
            .target(&heading)?
            .unwrap_or_else(|| Target::Attribute(String::new()));
        let shown = if text.is_empty() {
            format!("column {at}")
        } else {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let amount = matches!(&target, Target::Field(f) if f.shape == Shape::Amount);
        let unit = heading.unit.filter(|_| amount);
        if let Some(Unit::Foreign(unit)) = unit {
            return Err(Error::invalid(
                shown,
                unit,
                "convert the amounts to 万元 and say so in the heading",
            ));
        }
        Ok(Column {
            heading: shown,
            target,
            unit,
        })
    }

    fn no_known(&self, columns: &[Column]) -> Error {
        let found: Vec<&str> = columns.iter().map(|c| c.heading.as_str()).collect();
        let (key, common) = match self.side {
            Side::Needs => (
                "title",
                "需求名称, 企业名称, 需求描述 (title, enterprise, description)",
            ),
            Side::Profiles => (
                "name",
                "姓名, 单位, 研究方向 (name, organization, expertise)",
            ),
        };
        let repair =
            format!("use headings such as {common}, or map your own, as in 我的标题={key}");
        Error::invalid("headings", found.join(", "), repair)
    }

    fn implied_kind(&self, columns: &[Column]) -> Option<&'static str> {
        if columns
            .iter()
            .any(|column| column.target.field() == Some("kind"))
        {
            return None;
        }
        let named = columns
            .iter()
            .find(|c| matches!(c.target.field(), Some("title" | "name")))?;
        let keys = Heading::new(&named.heading).keys;
        let implied = self.side.implied_kinds().iter();
        implied
            .copied()
            .find(|(heading, _)| keys.iter().any(|key| key == heading))
            .map(|(_, kind)| kind)
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Needs => "needs",
            Self::Profiles => "profiles",
        })
    }
}

impl Layout {
    pub(crate) fn holds(&self, field: &str) -> bool {
        self.columns
            .iter()
            .any(|column| column.target.field() == Some(field))
    }

    /// Columns that hold passages, which are headed where there are several.
    pub(crate) fn passages(&self) -> usize {
        let passage =
            |c: &&Column| matches!(&c.target, Target::Field(f) if f.shape == Shape::Passage);
        self.columns.iter().filter(passage).count()
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
        let is_it = |c: &&Column| matches!(c.target, Target::Work(w) if w.number == number && w.field == field);
        self.columns.iter().find(is_it).map(|c| c.heading.clone())
    }
}

#[cfg(test)]
mod tests;
