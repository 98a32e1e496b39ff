//! The appendix: source tables, as many of their rows as the page has room for.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::figure::shown;
use super::markup::{flat, text};
use super::table::heads;
use super::words::{BACK, SHOW_ALL, SHOWN, SOURCES, SOURCES_SAID};
use crate::model::{Language, RecordId};
use crate::report::document::{CellValue, Report, ReportRow, ReportTable};

/// Anchors of the rows that the appendix shows, by the record that the first cell of a row names.
#[derive(Debug, Default)]
pub(super) struct Anchors<'r>(BTreeMap<&'r RecordId, String>);

impl<'r> Anchors<'r> {
    /// Anchors of the first `counts` rows of each source table. A record has its first row.
    pub(super) fn new(report: &'r Report, counts: &[usize]) -> Self {
        let mut anchors = BTreeMap::new();
        for (table, count) in report.sources.iter().zip(counts) {
            for (at, row) in table.rows.iter().take(*count).enumerate() {
                if let Some(CellValue::Record { id, .. }) =
                    row.cells.first().map(|cell| &cell.value)
                {
                    anchors.entry(id).or_insert_with(|| anchor(table, at));
                }
            }
        }
        Self(anchors)
    }

    pub(super) fn of(&self, id: &RecordId) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }
}

fn anchor(table: &ReportTable, row: usize) -> String {
    format!("r-{}-{row}", flat(&table.id))
}

/// Rows of all source tables as markup, up to a number of bytes of each.
pub(super) struct SourceRows(Vec<Vec<String>>);

impl SourceRows {
    /// Rows of each table until they have `most` bytes.
    pub(super) fn new(report: &Report, most: usize) -> Self {
        let language = report.scope.language;
        let tables = report.sources.iter().map(|table| {
            let mut bytes = 0;
            let rows = table.rows.iter().enumerate();
            let rows = rows.map(|(at, source)| row(table, at, source, language));
            rows.take_while(|row| {
                bytes += row.len();
                bytes <= most
            })
            .collect()
        });
        Self(tables.collect())
    }

    /// How many rows of each table fit into `room` bytes together. Small tables are whole before large ones are; the rest is
    /// shared out equally.
    pub(super) fn fitting(&self, room: usize) -> Vec<usize> {
        let size = |at: usize| self.0[at].iter().map(String::len).sum::<usize>();
        let mut order: Vec<usize> = (0..self.0.len()).collect();
        order.sort_by_key(|at| (size(*at), *at));
        let mut counts = vec![0; self.0.len()];
        let mut room = room;
        for (done, at) in order.iter().enumerate() {
            let share = room / (order.len() - done);
            let mut used = 0;
            for row in &self.0[*at] {
                if used + row.len() > share {
                    break;
                }
                used += row.len();
                counts[*at] += 1;
            }
            room -= used;
        }
        counts
    }

    /// The appendix with the first `counts` rows of each table.
    pub(super) fn write(&self, out: &mut String, report: &Report, counts: &[usize]) {
        let language = report.scope.language;
        let say = |phrase: crate::words::Phrase| text(phrase.text(language));
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "<section id=\"sources\" aria-labelledby=\"sources-h\"><h2 id=\"sources-h\">{}</h2><p>{}</p>",
            say(SOURCES),
            say(SOURCES_SAID)
        );
        for ((table, rows), count) in report.sources.iter().zip(&self.0).zip(counts) {
            let (id, title) = (flat(&table.id), text(&table.title));
            let all = table.rows.len() + table.left_out;
            let _ = write!(
                out,
                "<details class=\"s\" id=\"s-{id}\"><summary>{title} · {}</summary>",
                counted(all, language)
            );
            if *count < all {
                let _ = write!(
                    out,
                    "<p class=\"note cut\">{}</p>",
                    cut(*count, all, language)
                );
            }
            let _ = write!(
                out,
                "<p class=\"f\" role=\"status\" hidden=\"\"><span data-n=\"{}\"></span> <button type=\"button\">{}</button> \
                 <button type=\"button\">{}</button></p><div class=\"scroll\" role=\"region\" aria-label=\"{}\" \
                 tabindex=\"0\"><table><caption>{title}</caption>",
                flat(SHOWN.text(language)),
                say(SHOW_ALL),
                say(BACK),
                flat(&table.title)
            );
            heads(out, table);
            out.push_str("<tbody>\n");
            rows.iter().take(*count).for_each(|row| out.push_str(row));
            out.push_str("</tbody></table></div></details>\n");
        }
        out.push_str("</section>\n");
    }
}

fn counted(rows: usize, language: Language) -> String {
    match (language, rows) {
        (Language::Chinese, _) => format!("{rows} 行"),
        (Language::English, 1) => "1 row".to_owned(),
        (Language::English, _) => format!("{rows} rows"),
    }
}

fn cut(shown: usize, all: usize, language: Language) -> String {
    let others = all - shown;
    match language {
        Language::Chinese => {
            format!("为使本页轻便，此处列出前 {shown} 行；其余 {others} 行见工作簿或 JSON。")
        }
        Language::English => format!(
            "To keep this page small the first {shown} rows stand here; the other {others} are in the workbook and the JSON."
        ),
    }
}

/// A row of a source table.
fn row(table: &ReportTable, at: usize, row: &ReportRow, language: Language) -> String {
    let mut out = format!("<tr id=\"{}\">", anchor(table, at));
    for (place, column) in table.columns.iter().enumerate() {
        let value = row
            .cells
            .get(place)
            .map_or(&CellValue::Nothing, |cell| &cell.value);
        let inside = match value {
            CellValue::Record { id, name } if !name.is_empty() => {
                format!("{} <code>{}</code>", text(name), text(id.as_str()))
            }
            value => text(&shown(value, column.format, language)),
        };
        let class = if *value == CellValue::Unknown {
            " class=\"u\""
        } else {
            ""
        };
        let _ = match place {
            0 => write!(out, "<th scope=\"row\"{class}>{inside}</th>"),
            _ => write!(out, "<td{class}>{inside}</td>"),
        };
    }
    out.push_str("</tr>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::SourceRows;

    #[test]
    fn small_tables_are_whole_and_large_ones_share() {
        let rows = |count: usize, bytes: usize| vec!["x".repeat(bytes); count];
        let tables = SourceRows(vec![rows(100, 10), rows(3, 10), rows(50, 20)]);
        assert_eq!(tables.fitting(10_000), [100, 3, 50]);
        assert_eq!(tables.fitting(430), [20, 3, 10]);
        assert_eq!(tables.fitting(0), [0, 0, 0]);
        assert_eq!(SourceRows(Vec::new()).fitting(5), [0; 0]);
    }
}
