//! A report as text: counts, columns, and one line a cause.

use std::fmt;

use super::cause::{flat, place, rows_shown};
use super::{IntakeReport, RowProblem, Severity, SimilarRow};
use crate::intake::column_use::ColumnUse;

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = place(&self.file, self.sheet.as_deref(), self.row);
        let line = self.line.map(|line| format!(" (line {line})"));
        let line = line.unwrap_or_default();
        let column = flat(self.column.as_deref().unwrap_or(&self.field));
        let (value, repair) = (flat(&self.value), flat(&self.repair));
        write!(
            f,
            "{}: {place}{line}, {column}: \"{value}\"; {repair}",
            self.severity
        )
    }
}

/// A number with its noun: `1 row`, `2 rows`.
fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

impl IntakeReport {
    /// The columns of each table: its place, the columns of known headings in words, and the other ones.
    pub(super) fn column_tables(&self) -> Vec<(String, Vec<String>, Vec<&ColumnUse>)> {
        let is_one_table =
            |a: &ColumnUse, b: &ColumnUse| (&a.file, &a.sheet) == (&b.file, &b.sheet);
        let words = |column: &&ColumnUse| match column.field.as_deref() {
            Some(field) if field != column.heading => format!("{} = {field}", column.heading),
            _ => column.heading.clone(),
        };
        let tables = self.columns.chunk_by(is_one_table);
        let parted = tables.map(|table| {
            let place = place(&table[0].file, table[0].sheet.as_deref(), None);
            let (plain, others): (Vec<&ColumnUse>, _) = table.iter().partition(|c| c.is_plain());
            (place, plain.iter().map(words).collect(), others)
        });
        parted.collect()
    }

    /// Writes, for each table, the columns of known headings in one line, and every other one in a line of its own.
    fn write_columns(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, plain, others) in self.column_tables() {
            if !plain.is_empty() {
                write!(f, "\ncolumns  {place}  {}", plain.join(", "))?;
            }
            for column in others {
                write!(f, "\ncolumn   {place}  {column}")?;
            }
        }
        Ok(())
    }

    /// Writes the number of near-duplicates, or that they were not looked for.
    fn write_search(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let similar = self.near_duplicates.len() as u64 + self.near_duplicates_omitted;
        let compared = self.accepted.saturating_sub(self.not_compared);
        match self.not_compared {
            0 => write!(f, ", {}", counted(similar, "near-duplicate")),
            _ if compared == 0 => write!(f, ", near-duplicates not looked for"),
            left => write!(
                f,
                ", {} among {}, {left} not compared",
                counted(similar, "near-duplicate"),
                counted(compared, "record")
            ),
        }
    }

    /// Writes the near-duplicates of each table in one line.
    fn write_similar(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMED: usize = 5;
        let is_one_table =
            |a: &SimilarRow, b: &SimilarRow| (&a.file, &a.sheet) == (&b.file, &b.sheet);
        let tables = self.near_duplicates.chunk_by(is_one_table);
        let last = tables.clone().count().saturating_sub(1);
        for (at, table) in tables.enumerate() {
            // What was not kept came after what was.
            let omitted = if at == last {
                self.near_duplicates_omitted
            } else {
                0
            };
            let count = table.len() as u64 + omitted;
            let SimilarRow {
                id,
                like,
                similarity,
                ..
            } = &table[0];
            let place = place(&table[0].file, table[0].sheet.as_deref(), None);
            let such_as = if count > 1 { "such as " } else { "" };
            let rows: Vec<u64> = table
                .iter()
                .take(NAMED)
                .map(|similar| similar.row)
                .collect();
            write!(
                f,
                "\n{}: {place}, id: {such_as}\"{id}\" is similar to {like} ({similarity:.2}); keep one of the two, or give both one id ({})",
                Severity::Warning,
                rows_shown(&rows, count)
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for IntakeReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let warnings = self.count(Severity::Warning);
        let (rows, accepted, rejected) = (self.rows, self.accepted, self.rejected);
        let [rows, rejected] = [rows, rejected].map(|count| counted(count, "row"));
        let (records, warnings) = (counted(accepted, "record"), counted(warnings, "warning"));
        write!(
            f,
            "{rows}: {records} accepted, {rejected} rejected, {warnings}"
        )?;
        self.write_search(f)?;
        self.write_columns(f)?;
        for cause in &self.causes {
            write!(f, "\n{cause}")?;
        }
        self.write_similar(f)
    }
}
