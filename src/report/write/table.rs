//! Tables of the page, with the links of their figures.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::appendix::{Anchors, ShownRows};
use super::chart;
use super::figure::{is_figure, separator, shown};
use super::markup::{flat, text, width};
use super::words::{ALL_ROWS, NO_ROWS, RULES, UNKNOWN};
use crate::model::Language;
use crate::report::document::{
    CellValue, Report, ReportCell, ReportChart, ReportColumn, ReportRow, ReportTable, RowsBehind,
};

/// Columns of text of the widest column before its words break: 14 Han characters.
const WIDEST: usize = 28;

/// What is worked out once for a page, however often it is put together.
pub(super) struct PreparedPage<'r> {
    /// Places of the rows behind each figure of the chapters, by the figure.
    rows: BTreeMap<*const RowsBehind, (&'r ReportTable, Vec<usize>)>,
    /// Drawings, by the id of their table.
    charts: BTreeMap<&'r str, String>,
}

impl<'r> PreparedPage<'r> {
    /// Counts all figures and draws all charts. One whose table or column the report lacks has no rows, and becomes no link.
    pub(super) fn new(report: &'r Report) -> Self {
        let tables = report.chapters.iter().flat_map(|chapter| &chapter.tables);
        let charts = tables
            .clone()
            .map(|table| (table.id.as_str(), chart::figure(table, &report.scope)));
        let rows = tables.flat_map(|table| table.rows.iter().chain(&table.total));
        let behind = rows
            .flat_map(|row| &row.cells)
            .filter_map(|cell| cell.behind.as_ref());
        let found = behind.filter_map(|behind| {
            let rows = report.places_behind(behind).ok()?;
            Some((std::ptr::from_ref(behind), rows))
        });
        Self {
            rows: found.collect(),
            charts: charts.collect(),
        }
    }
}

/// A report with what links of its page lead to.
pub(super) struct PageParts<'r> {
    pub(super) report: &'r Report,
    /// Rows of the appendix, by record.
    pub(super) anchors: Anchors<'r>,
    pub(super) prepared: &'r PreparedPage<'r>,
    /// Rows of each source table that the appendix shows.
    pub(super) counts: &'r [ShownRows],
}

impl<'r> PageParts<'r> {
    pub(super) fn language(&self) -> Language {
        self.report.scope.language
    }

    /// A table under its title, beside its chart, above the rules of its columns.
    pub(super) fn table(&self, out: &mut String, table: &'r ReportTable) {
        let (id, title) = (flat(&table.id), text(&table.title));
        // A map of squares needs the whole width, as its table does.
        let is_wide = matches!(table.chart, Some(ReportChart::HeatMap { .. }));
        let class = if is_wide { "pair wide" } else { "pair" };
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "<div class=\"t\" id=\"t-{id}\"><h3 id=\"h-{id}\">{title}</h3>\n<div class=\"{class}\">"
        );
        out.push_str(
            self.prepared
                .charts
                .get(table.id.as_str())
                .map_or("", String::as_str),
        );
        let _ = write!(
            out,
            "<div class=\"scroll\" role=\"region\" aria-labelledby=\"h-{id}\" tabindex=\"0\">"
        );
        self.rows(out, table);
        out.push_str("</div></div>\n");
        self.left_out(out, table);
        self.rules(out, table);
        out.push_str("</div>\n");
    }

    fn rows(&self, out: &mut String, table: &'r ReportTable) {
        if table.rows.is_empty() && table.total.is_none() {
            let _ = write!(
                out,
                "<p class=\"note\">{}</p>",
                text(NO_ROWS.text(self.language()))
            );
            return;
        }
        let _ = write!(out, "<table><caption>{}</caption>", text(&table.title));
        heads(out, table, table.rows.len(), self.language());
        out.push_str("<tbody>");
        for row in &table.rows {
            self.row(out, table, row);
        }
        out.push_str("</tbody>");
        if let Some(total) = &table.total {
            out.push_str("<tfoot>");
            self.row(out, table, total);
            out.push_str("</tfoot>");
        }
        out.push_str("</table>");
    }

    fn row(&self, out: &mut String, table: &'r ReportTable, row: &'r ReportRow) {
        out.push_str("<tr>");
        for (at, column) in table.columns.iter().enumerate() {
            let cell = row.cells.get(at);
            let inside = cell
                .map(|cell| self.cell(cell, column.format))
                .unwrap_or_default();
            let is_unknown = cell.is_some_and(|cell| is_unknown(&cell.value));
            let class = match (is_figure(column.format), is_unknown) {
                (true, true) => " class=\"n u\"",
                (true, false) => " class=\"n\"",
                (false, true) => " class=\"u\"",
                (false, false) => "",
            };
            let _ = match at {
                0 => write!(out, "<th scope=\"row\"{class}>{inside}</th>"),
                _ => write!(out, "<td{class}>{inside}</td>"),
            };
        }
        out.push_str("</tr>\n");
    }

    /// The text of a cell, as a link where it leads somewhere.
    fn cell(&self, cell: &'r ReportCell, format: crate::report::document::CellFormat) -> String {
        let CellValue::Record { id, name } = &cell.value else {
            let inside = text(&shown(&cell.value, format, self.language()));
            return match &cell.behind {
                Some(behind) => self.link(behind, &inside),
                None => inside,
            };
        };
        let name = text(if name.is_empty() { id.as_str() } else { name });
        let name = match self.anchors.of(id) {
            Some(anchor) => format!("<a href=\"#{anchor}\">{name}</a>"),
            None => name,
        };
        format!("{name} <code>{}</code>", text(id.as_str()))
    }

    /// A link to the rows behind a figure, which it names by their places; the figure alone if there are none.
    fn link(&self, behind: &RowsBehind, inside: &str) -> String {
        let Some((table, places)) = self.prepared.rows.get(&std::ptr::from_ref(behind)) else {
            return inside.to_owned();
        };
        if places.is_empty() {
            return inside.to_owned();
        }
        let sources = self.report.sources.iter().zip(self.counts);
        let shown = sources
            .filter(|(source, _)| source.id == table.id)
            .map(|(_, count)| count.listed);
        format!(
            "<a href=\"#s-{}\" data-r=\"{}\" title=\"{}\">{inside}</a>",
            flat(&table.id),
            steps(places, table.rows.len(), shown.sum()),
            flat(&said(table, behind, self.language()))
        )
    }

    fn left_out(&self, out: &mut String, table: &ReportTable) {
        if table.left_out > 0 {
            let count = table.left_out;
            let said = match self.language() {
                Language::Chinese => format!("另有 {count} 行未列出。"),
                Language::English => format!("{count} more rows are not listed."),
            };
            let _ = writeln!(out, "<p class=\"note\">{said}</p>");
        }
    }

    /// How the figures of the columns are made.
    fn rules(&self, out: &mut String, table: &ReportTable) {
        let mut ruled = table
            .columns
            .iter()
            .filter(|column| !column.rule.is_empty())
            .peekable();
        if ruled.peek().is_none() {
            return;
        }
        let _ = write!(
            out,
            "<details class=\"rules\"><summary>{}</summary><dl>",
            text(RULES.text(self.language()))
        );
        let ruled: Vec<&ReportColumn> = ruled.collect();
        for alike in ruled.chunk_by(|a, b| a.rule == b.rule) {
            let titles: Vec<&str> = alike.iter().map(|column| column.title.as_str()).collect();
            let _ = write!(
                out,
                "<dt>{}</dt><dd>{}</dd>",
                text(&titles.join(separator(self.language()))),
                text(&alike[0].rule)
            );
        }
        out.push_str("</dl></details>\n");
    }
}

/// Whether nothing is known of a value; of a share of nothing neither.
pub(super) fn is_unknown(value: &CellValue) -> bool {
    matches!(
        value,
        CellValue::Unknown | CellValue::Share { whole: 0, .. }
    )
}

/// Six places each as one character, the first one as the lowest bit.
const SIX: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Places below `shown` in few bytes: steps from one to the next, or after a point six places a character
/// ([`SIX`]), whichever is shorter; `*` for all rows.
fn steps(places: &[usize], all: usize, shown: usize) -> String {
    if places.len() == all {
        return "*".to_owned();
    }
    let (mut last, mut bits) = (0, Vec::new());
    let places = places.iter().take_while(|place| **place < shown);
    let steps = places.map(|&place| {
        let step = place - last;
        last = place;
        bits.resize(place / 6 + 1, 0_usize);
        bits[place / 6] |= 1 << (place % 6);
        step.to_string()
    });
    let steps = steps.collect::<Vec<_>>().join(" ");
    if steps.len() <= bits.len() + 1 {
        return steps;
    }
    let sixes = bits.into_iter().map(|six| char::from(SIX[six]));
    std::iter::once('.').chain(sixes).collect()
}

/// The heads of a table of that many rows. A column of words is as wide as its longest text, up to [`WIDEST`], so that
/// short words never break.
pub(super) fn heads(out: &mut String, table: &ReportTable, rows: usize, language: Language) {
    out.push_str("<thead><tr>");
    let read = table.columns.iter().enumerate();
    for (at, column) in read.filter(|(_, column)| !column.is_for_conditions) {
        let title = text(&column.title);
        if is_figure(column.format) {
            let _ = write!(out, "<th scope=\"col\" class=\"n\">{title}</th>");
            continue;
        }
        let cells = table
            .rows
            .iter()
            .take(rows)
            .filter_map(|row| row.cells.get(at));
        let widths = cells.map(|cell| {
            if let CellValue::Record { name, .. } = &cell.value {
                return width(name);
            }
            width(&shown(&cell.value, column.format, language))
        });
        let wide = widths
            .max()
            .unwrap_or(0)
            .max(width(&column.title))
            .min(WIDEST);
        // Two columns are an em wide, in wide fonts 1.3 em; a little more is the space between columns.
        let _ = write!(
            out,
            "<th scope=\"col\" style=\"min-width:{}em\">{title}</th>",
            (wide * 5).div_ceil(8) + 1
        );
    }
    out.push_str("</tr></thead>");
}

/// Conditions in words: 地区＝淄博市；适配＝明确、可能.
pub(super) fn said(table: &ReportTable, behind: &RowsBehind, language: Language) -> String {
    let word = |word: &String| match word.is_empty() {
        true => UNKNOWN.text(language).to_owned(),
        false => word.clone(),
    };
    let conditions = behind.conditions.iter().map(|condition| {
        let title = table
            .column(&condition.column)
            .map(|at| table.columns[at].title.as_str());
        let words: Vec<String> = condition.values.iter().map(word).collect();
        let equals = match language {
            Language::Chinese => "＝",
            Language::English => " = ",
        };
        let title = title.unwrap_or(&condition.column);
        format!("{title}{equals}{}", words.join(separator(language)))
    });
    let conditions: Vec<String> = conditions.collect();
    let semicolon = match language {
        Language::Chinese => "；",
        Language::English => "; ",
    };
    match conditions.is_empty() {
        true => ALL_ROWS.text(language).to_owned(),
        false => conditions.join(semicolon),
    }
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn places_are_written_the_shorter_way() {
        assert_eq!(steps(&[0, 1, 2], 3, 3), "*");
        assert_eq!(steps(&[250], 300, 300), "250");
        assert_eq!(steps(&[3, 40, 41], 300, 41), "3 37");
        // Bits 0 to 5, and 6 to 8.
        assert_eq!(steps(&[0, 1, 2, 3, 4, 5, 6, 7, 8], 300, 300), "._H");
        assert_eq!(steps(&[], 300, 300), "");
    }
}
