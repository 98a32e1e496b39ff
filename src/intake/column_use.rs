//! The part of each column of a table in the records.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::columns::{
    ATTRIBUTE, ColumnTarget, HeadingReader, IGNORE, TEXT, TableColumn, address_rank, names_regions,
};
use crate::model::spelled::spelled;

spelled! {
    /// How a column of a table was read.
    pub enum ColumnReading as "column reading" {
        /// As a field of the record, or of one of its works.
        Field = "field",
        /// As a passage of the description under the heading, since its cells are text: searched, at the lowest weight.
        Text = "text",
        /// As an attribute: kept with the record, and not searched.
        Attribute = "attribute",
        /// Not at all: row numbers, and columns that the caller leaves out.
        Ignored = "ignored",
    }
}

/// One column of a table that was read: its heading, its part in the records, and an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ColumnUse {
    /// File, as named by the caller.
    pub file: String,
    /// Sheet, of a workbook.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sheet: Option<String>,
    /// Heading, as the file spells it.
    pub heading: String,
    /// How it was read.
    pub reading: ColumnReading,
    /// Field of the record, if it was read as one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<String>,
    /// Whether the field was guessed from a heading that only resembles a known one.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_guessed: bool,
    /// Heading of the column that holds the field instead, if two headings mean one field.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rival: Option<String>,
    /// Number of cells that are not blank.
    pub filled: u64,
    /// The first such cell, shortened to 60 characters.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub example: Option<String>,
    /// The known heading most like this unknown one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub nearest: Option<String>,
}

impl ColumnUse {
    pub(super) fn new(
        (file, sheet): (&str, Option<&String>),
        column: &TableColumn,
        (filled, example): (u64, Option<String>),
        reader: &HeadingReader<'_>,
    ) -> Self {
        let (reading, field) = match &column.target {
            ColumnTarget::Field(field) => (ColumnReading::Field, Some(field.name.to_owned())),
            ColumnTarget::Work(work) => {
                let name = match work.number {
                    0 => format!("works.{}", work.field),
                    number => format!("works.{number}.{}", work.field),
                };
                (ColumnReading::Field, Some(name))
            }
            ColumnTarget::Text(_) | ColumnTarget::Attribute(_)
                if column.is_period(reader.side()) =>
            {
                let fields = "available_from, available_until";
                (ColumnReading::Field, Some(fields.to_owned()))
            }
            ColumnTarget::Text(_) => (ColumnReading::Text, None),
            ColumnTarget::Attribute(_) => (ColumnReading::Attribute, None),
            ColumnTarget::RowNumber | ColumnTarget::Ignored => (ColumnReading::Ignored, None),
        };
        let is_unknown = field.is_none()
            && !column.is_settled
            && column.rival.is_none()
            && !names_regions(&column.heading);
        let nearest = is_unknown
            .then(|| reader.nearest(&column.heading))
            .flatten();
        Self {
            file: file.to_owned(),
            sheet: sheet.cloned(),
            heading: column.heading.clone(),
            reading,
            field,
            is_guessed: column.is_guessed,
            rival: column.rival.clone(),
            filled,
            example,
            nearest: nearest.map(str::to_owned),
        }
    }

    /// The use of a key of JSON objects that hold fields as the model names them; `meaning` is the user's.
    pub(super) fn of_key(
        file: &str,
        key: &str,
        (is_field, meaning): (bool, Option<&str>),
        (filled, example): (u64, Option<String>),
    ) -> Self {
        let field = match meaning {
            Some(ATTRIBUTE | TEXT | IGNORE) => None,
            Some(field) => Some(field),
            None => is_field.then_some(key),
        };
        let reading = match (field, meaning) {
            (Some(_), _) => ColumnReading::Field,
            (None, Some(IGNORE)) => ColumnReading::Ignored,
            (None, _) => ColumnReading::Attribute,
        };
        Self {
            file: file.to_owned(),
            sheet: None,
            heading: key.to_owned(),
            reading,
            field: field.map(str::to_owned),
            is_guessed: false,
            rival: None,
            filled,
            example,
            nearest: None,
        }
    }

    /// Whether it was read as a field whose heading is known, so that nobody need look at it.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.reading == ColumnReading::Field && !self.is_guessed
    }
}

impl ColumnUse {
    /// The column in Chinese.
    pub(super) fn chinese(&self) -> String {
        let field = self.field.as_deref().unwrap_or_default();
        let reading = match self.reading {
            ColumnReading::Field if self.is_guessed => format!("按 {field} 读取"),
            ColumnReading::Field => field.to_owned(),
            ColumnReading::Text if names_regions(&self.heading) => {
                "政策和金融产品据此限定企业所在地区，并作为描述的文本检索".to_owned()
            }
            ColumnReading::Attribute if names_regions(&self.heading) => {
                "政策和金融产品据此限定企业所在地区，原文保留在其他属性中，不检索".to_owned()
            }
            ColumnReading::Text => "未识别，作为描述的文本检索".to_owned(),
            ColumnReading::Attribute if address_rank(&self.heading).is_some() => {
                "保留在其他属性中，不检索；没有写明地区的记录取其开头的地区".to_owned()
            }
            ColumnReading::Attribute => "保留在其他属性中，不检索".to_owned(),
            ColumnReading::Ignored => "未读取".to_owned(),
        };
        let rival = self.rival.as_ref();
        let rival = rival.map(|rival| format!("，该字段已由“{rival}”列填写"));
        let example = self.example.as_ref().map(|example| {
            let words: Vec<&str> = example.split_whitespace().collect();
            format!("，如“{}”", words.join(" "))
        });
        let nearest = self.nearest.as_ref();
        let nearest = nearest.map(|nearest| format!("；近似“{nearest}”"));
        format!(
            "{}：{reading}{}；{}个单元格{}{}",
            self.heading,
            rival.unwrap_or_default(),
            self.filled,
            example.unwrap_or_default(),
            nearest.unwrap_or_default()
        )
    }
}

impl fmt::Display for ColumnUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = self.field.as_deref().unwrap_or_default();
        write!(f, "{}: ", self.heading)?;
        match self.reading {
            ColumnReading::Field if self.is_guessed => write!(f, "taken for {field}")?,
            ColumnReading::Field => write!(f, "{field}")?,
            ColumnReading::Text if names_regions(&self.heading) => f.write_str(
                "of policies and finance products a condition on the region of the firm; searched as text of the description",
            )?,
            ColumnReading::Attribute if names_regions(&self.heading) => f.write_str(
                "of policies and finance products a condition on the region of the firm; kept as an attribute, not searched",
            )?,
            ColumnReading::Text => f.write_str("unknown, searched as text of the description")?,
            ColumnReading::Attribute if address_rank(&self.heading).is_some() => f.write_str(
                "kept as an attribute, not searched; records without a region take the one it begins with",
            )?,
            ColumnReading::Attribute => f.write_str("kept as an attribute, not searched")?,
            ColumnReading::Ignored => f.write_str("not read")?,
        }
        if let Some(rival) = &self.rival {
            write!(f, ", since {rival} holds its field")?;
        }
        let cells = if self.filled == 1 { "cell" } else { "cells" };
        write!(f, "; {} {cells}", self.filled)?;
        if let Some(example) = &self.example {
            let example = example.split_whitespace().collect::<Vec<_>>().join(" ");
            write!(f, ", such as \"{example}\"")?;
        }
        if let Some(nearest) = &self.nearest {
            write!(f, "; like {nearest}")?;
        }
        Ok(())
    }
}

/// Cells counted in each column of a table.
#[derive(Debug, Default)]
pub(super) struct ColumnCounts(Vec<(u64, Option<String>)>);

impl ColumnCounts {
    /// Counts the cells of a row. O(columns).
    pub(super) fn add(&mut self, cells: &[serde_json::Value]) {
        for (at, cell) in cells.iter().enumerate() {
            self.add_cell(at, cell);
        }
    }

    /// Counts the cell of one column.
    pub(super) fn add_cell(&mut self, at: usize, cell: &serde_json::Value) {
        const EXAMPLE: usize = 60;
        if cell.is_null() {
            return;
        }
        if self.0.len() <= at {
            self.0.resize(at + 1, (0, None));
        }
        let (filled, example) = &mut self.0[at];
        *filled += 1;
        if example.is_none() {
            let text = super::read::shown(cell);
            let head: String = text.chars().take(EXAMPLE).collect();
            *example = Some(if head.len() < text.len() {
                head + "…"
            } else {
                head
            });
        }
    }

    /// The count and example of column `at`.
    pub(super) fn of(&self, at: usize) -> (u64, Option<String>) {
        self.0.get(at).cloned().unwrap_or_default()
    }
}
