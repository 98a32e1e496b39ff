//! What chapters are made with: facts, the tables of rows behind figures, and tables of figures over groups.

use std::collections::BTreeMap;

use super::document::{
    CellFormat, CellValue, ReportChapter, ReportChart, ReportColumn, ReportRow, ReportTable,
    RowCondition,
};
use super::facts::ReportFacts;
use super::options::ReportOptions;
use super::source;
use super::table::{SourceTable, column, known, says, text};
use super::words::ReportWords;
use crate::error::{Wording, say};
use crate::ledger::StageRole;
use crate::model::Date;

/// A report in the making.
#[derive(Debug)]
pub(super) struct Composition<'a> {
    pub(super) facts: &'a ReportFacts,
    pub(super) options: &'a ReportOptions,
    pub(super) words: ReportWords<'a>,
    pub(super) needs: SourceTable,
    pub(super) profiles: SourceTable,
    pub(super) matches: SourceTable,
    pub(super) deliveries: SourceTable,
}

/// A column of figures over groups: how many rows of a source meet conditions, in each group.
#[derive(Debug)]
pub(super) struct GroupedFigure<'a> {
    pub(super) column: ReportColumn,
    pub(super) source: &'a SourceTable,
    /// Column of the source that names the group of a row.
    pub(super) by: &'static str,
    /// Conditions of the rows that are counted.
    pub(super) of: Vec<RowCondition>,
    /// Further conditions of the part of them whose share is asked for; `None` for a count.
    pub(super) part: Option<Vec<RowCondition>>,
}

impl<'a> Composition<'a> {
    pub(super) fn new(facts: &'a ReportFacts, options: &'a ReportOptions) -> Self {
        let words = ReportWords::new(facts);
        Self {
            needs: source::needs(facts, &words),
            profiles: source::profiles(facts, &words),
            matches: source::matches(facts, &words),
            deliveries: source::deliveries(facts, &words),
            facts,
            options,
            words,
        }
    }

    pub(super) fn say(&self, wording: &Wording) -> String {
        self.words.say(wording)
    }

    pub(super) fn today(&self) -> Date {
        self.facts.scope.today
    }

    pub(super) fn chapter(
        &self,
        id: &str,
        title: &Wording,
        sentences: &[Wording],
        tables: Vec<ReportTable>,
    ) -> ReportChapter {
        ReportChapter {
            id: id.to_owned(),
            title: self.say(title),
            sentences: sentences.iter().map(|said| self.say(said)).collect(),
            tables,
        }
    }

    /// A column with its title and its rule.
    pub(super) fn column(
        &self,
        id: &str,
        title: &Wording,
        format: CellFormat,
        rule: &Wording,
    ) -> ReportColumn {
        column(id, self.say(title), format, self.say(rule))
    }

    /// A column whose title says all.
    pub(super) fn named(&self, id: &str, title: &Wording, format: CellFormat) -> ReportColumn {
        self.column(id, title, format, &Wording::default())
    }

    /// A table of `rows`, of which the first [`ReportOptions::rows`] are kept.
    pub(super) fn table(
        &self,
        id: &str,
        title: &Wording,
        columns: Vec<ReportColumn>,
        mut rows: Vec<ReportRow>,
    ) -> ReportTable {
        let left_out = rows.len().saturating_sub(self.options.rows);
        rows.truncate(self.options.rows);
        ReportTable {
            id: id.to_owned(),
            title: self.say(title),
            columns,
            rows,
            total: None,
            left_out,
            chart: None,
        }
    }

    /// A table of some rows of a source, with the columns `shown` of it.
    pub(super) fn listing(
        &self,
        (id, title): (&str, &Wording),
        source: &SourceTable,
        shown: &[&str],
        rows: &[usize],
    ) -> ReportTable {
        let places = shown.iter().filter_map(|id| source.table.column(id));
        let places: Vec<usize> = places.collect();
        let columns = places.iter().map(|&at| source.table.columns[at].clone());
        let shown = |&row: &usize| {
            let cells = &source.table.rows[row].cells;
            ReportRow {
                cells: places.iter().map(|&at| cells[at].clone()).collect(),
            }
        };
        let rows = rows.iter().map(shown).collect();
        self.table(id, title, columns.collect(), rows)
    }

    /// The condition that a need is open.
    pub(super) fn is_open(&self) -> RowCondition {
        says("state", self.words.state(true))
    }

    /// The condition that a match is settled.
    pub(super) fn is_settled(&self) -> RowCondition {
        says("state", self.words.role(StageRole::Done))
    }

    /// The groups that any of the figures counts a row in, the largest first by the first figure, then by the next;
    /// unknown last.
    pub(super) fn groups(figures: &[GroupedFigure<'_>]) -> Vec<String> {
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, figure) in figures.iter().enumerate() {
            for (word, count) in figure.source.words(figure.by, &figure.of) {
                groups.entry(word).or_insert_with(|| vec![0; figures.len()])[at] = count;
            }
        }
        let mut groups: Vec<(&str, Vec<usize>)> = groups.into_iter().collect();
        // Stable: equal groups stay in the order of their names.
        groups.sort_by(|(one, counts), (other, others)| {
            let by_count = others.cmp(counts);
            one.is_empty().cmp(&other.is_empty()).then(by_count)
        });
        groups
            .into_iter()
            .map(|(word, _)| word.to_owned())
            .collect()
    }

    /// A table with a row for each group and a last one over all.
    pub(super) fn grouped(
        &self,
        (id, title): (&str, &Wording),
        first: ReportColumn,
        figures: Vec<GroupedFigure<'_>>,
        chart: Option<ReportChart>,
    ) -> ReportTable {
        let groups = Self::groups(&figures);
        let rows = groups.iter().map(|group| {
            let figures = figures.iter().map(|figure| figure.cell(Some(group)));
            let cells = std::iter::once(known(group)).chain(figures);
            ReportRow {
                cells: cells.collect(),
            }
        });
        let rows = rows.collect();
        let total = figures.iter().map(|figure| figure.cell(None));
        let name = text(self.say(&say!("Total", "合计")));
        let total = std::iter::once(name).chain(total).collect();
        let columns = figures.into_iter().map(|figure| figure.column);
        let columns = std::iter::once(first).chain(columns).collect();
        let mut table = self.table(id, title, columns, rows);
        table.total = Some(ReportRow { cells: total });
        table.chart = chart.filter(|_| !table.rows.is_empty());
        table
    }
}

impl GroupedFigure<'_> {
    /// The figure of a group; of all rows for `None`.
    fn cell(&self, group: Option<&String>) -> super::document::ReportCell {
        let mut of = self.of.clone();
        of.extend(group.map(|group| says(self.by, group.as_str())));
        match &self.part {
            None => self.source.count(of),
            Some(part) => self.source.share(&of, part.clone()),
        }
    }
}

/// A cell's count; 0 for any other value.
pub(super) fn counted(value: &CellValue) -> u64 {
    match value {
        CellValue::Count(count) => *count,
        CellValue::Unknown
        | CellValue::Nothing
        | CellValue::Text(_)
        | CellValue::Texts(_)
        | CellValue::Number(_)
        | CellValue::Share { .. }
        | CellValue::Day(_)
        | CellValue::Record { .. } => 0,
    }
}
