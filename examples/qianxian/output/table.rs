//! Tables whose columns stand below each other in Chinese too.

use std::io::{self, Write};

use super::width::{one_line, width};
use crate::language::pick;

/// Headings of tables, and their Chinese names.
const CHINESE: &[(&str, &str)] = &[
    ("adjusted", "修正后"),
    ("about", "订阅对象"),
    ("adds", "增加"),
    ("affinity", "亲和度"),
    ("alone", "单独"),
    ("best", "最高分"),
    ("cause", "原因"),
    ("conf", "置信度"),
    ("congestion", "拥挤度"),
    ("contribution", "贡献"),
    ("count", "条数"),
    ("covered", "覆盖"),
    ("day", "日期"),
    ("days in stage", "阶段天数"),
    ("deadline", "期限"),
    ("delivery", "推送"),
    ("dropped", "未保留"),
    ("enterprise", "企业"),
    ("feature", "特征"),
    ("field", "字段"),
    ("filled", "已满足"),
    ("fit", "适配"),
    ("gain", "增益"),
    ("good match", "有好结果"),
    ("id", "编号"),
    ("kept", "保留"),
    ("kind", "类别"),
    ("last activity", "最近进展"),
    ("leader", "带队人"),
    ("marginal", "缺之则失"),
    ("matches", "对接数"),
    ("mean", "平均"),
    ("metric", "指标"),
    ("name", "名称"),
    ("need", "需求"),
    ("needs", "需求数"),
    ("of", "总数"),
    ("officer", "负责人"),
    ("open", "空缺"),
    ("open matches", "未结数"),
    ("organization", "单位"),
    ("organizations", "单位"),
    ("partner", "合作方"),
    ("people", "人数"),
    ("profile", "供方"),
    ("profiles", "供方数"),
    ("rank", "名次"),
    ("recipient", "接收人"),
    ("record", "记录"),
    ("redundancy", "备份"),
    ("region", "地区"),
    ("score", "得分"),
    ("seat", "席位"),
    ("silent days", "无进展天数"),
    ("slot", "时段"),
    ("status", "状态"),
    ("subscription", "订阅"),
    ("success", "成功"),
    ("stage", "阶段"),
    ("table", "桌"),
    ("title", "标题"),
    ("topic", "主题"),
    ("unmet", "未满足的需求"),
    ("value", "值"),
    ("was", "原名次"),
    ("weight", "权重"),
];

/// A heading in the language of the run.
pub(crate) fn heading(english: &'static str) -> &'static str {
    let known = CHINESE.iter().find(|(known, _)| *known == english);
    known.map_or(english, |&(english, chinese)| pick(english, chinese))
}

/// One column: its heading, its side, its most columns on a terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    heading: &'static str,
    is_number: bool,
    /// Whether it is left out if no row fills it.
    is_optional: bool,
    most: usize,
}

impl Column {
    /// Text, from the left, cut to `most` columns.
    pub(crate) const fn text(heading: &'static str, most: usize) -> Self {
        Self {
            heading,
            is_number: false,
            is_optional: false,
            most,
        }
    }

    /// A number, at the right.
    pub(crate) const fn number(heading: &'static str) -> Self {
        Self {
            heading,
            is_number: true,
            is_optional: false,
            most: usize::MAX,
        }
    }

    /// A number, at the right; left out of a table in which no row has it.
    pub(crate) const fn optional_number(heading: &'static str) -> Self {
        let mut column = Self::number(heading);
        column.is_optional = true;
        column
    }
}

/// Rows under headings; a row may have lines of its own below it.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    columns: [Column; N],
    rows: Vec<([String; N], Vec<String>)>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(columns: [Column; N]) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.row_with_notes(cells, Vec::new());
    }

    pub(crate) fn row_with_notes(&mut self, cells: [String; N], notes: Vec<String>) {
        let cut = |i: usize| one_line(&cells[i], self.columns[i].most);
        self.rows.push((std::array::from_fn(cut), notes));
    }

    /// Writes the headings and the rows; nothing if there are no rows.
    pub(crate) fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let headings = self
            .columns
            .map(|column| heading(column.heading).to_owned());
        let cells = || std::iter::once(&headings).chain(self.rows.iter().map(|row| &row.0));
        let widths: [usize; N] =
            std::array::from_fn(|i| cells().map(|row| width(&row[i])).max().unwrap_or(0));
        self.line(out, &headings, &widths)?;
        for (cells, notes) in &self.rows {
            self.line(out, cells, &widths)?;
            for note in notes {
                writeln!(out, "      {note}")?;
            }
        }
        Ok(())
    }

    fn line(
        &self,
        out: &mut dyn Write,
        cells: &[String; N],
        widths: &[usize; N],
    ) -> io::Result<()> {
        let mut line = String::new();
        for ((at, cell), most) in cells.iter().enumerate().zip(widths) {
            let column = &self.columns[at];
            if column.is_optional && self.rows.iter().all(|(cells, _)| cells[at].is_empty()) {
                continue;
            }
            let pad = " ".repeat(most - width(cell));
            let (before, after) = if column.is_number {
                (pad.as_str(), "")
            } else {
                ("", pad.as_str())
            };
            line.extend([before, cell, after, "  "]);
        }
        writeln!(out, "{}", line.trim_end())
    }
}
