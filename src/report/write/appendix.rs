//! The appendix: source tables, as many of their rows as the page has room for.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::figure::shown;
use super::markup::{flat, text};
use super::table::{heads, is_unknown};
use super::words::{BACK, SHOW_ALL, SHOWN, SOURCES, SOURCES_SAID};
use crate::model::{Language, RecordId};
use crate::report::document::{CellValue, Report, ReportTable};

/// Anchors of the rows that the appendix shows, by the record that the first cell of a row names.
#[derive(Debug, Default)]
pub(super) struct Anchors<'r>(BTreeMap<&'r RecordId, String>);

impl<'r> Anchors<'r> {
    /// Anchors of the rows of each source table that are there. A record has its first row.
    pub(super) fn new(report: &'r Report, counts: &[ShownRows]) -> Self {
        let mut anchors = BTreeMap::new();
        for (table, count) in report.sources.iter().zip(counts) {
            for (at, row) in table.rows.iter().take(count.listed).enumerate() {
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

/// How much of each source table a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ShownRows {
    /// The first rows, with all of their cells.
    pub(super) whole: usize,
    /// The first rows that are there at all; those after the whole ones with their first cell alone.
    pub(super) listed: usize,
}

/// Rows of all source tables as markup, up to a number of bytes of each: whole, and by their first cell alone.
pub(super) struct SourceRows {
    whole: Vec<Vec<String>>,
    listed: Vec<Vec<String>>,
}

impl SourceRows {
    /// Rows of each table until they have `most` bytes.
    pub(super) fn new(report: &Report, most: usize) -> Self {
        let up_to = |row: &dyn Fn(&ReportTable, usize) -> String| {
            let tables = report.sources.iter().map(|table| {
                let mut bytes = 0;
                let rows = (0..table.rows.len()).map(|at| row(table, at));
                rows.take_while(|row| {
                    bytes += row.len();
                    bytes <= most
                })
                .collect()
            });
            tables.collect()
        };
        let language = report.scope.language;
        Self {
            whole: up_to(&|table, at| row(table, at, table.columns.len(), language)),
            listed: up_to(&|table, at| row(table, at, 1, language)),
        }
    }

    /// How many rows of each table fit into `room` bytes together: first the names of as many records as there is room for, then
    /// the rest of their rows.
    pub(super) fn fitting(&self, room: usize) -> Vec<ShownRows> {
        let length = |row: &String| row.len();
        let names: Vec<Vec<usize>> = self
            .listed
            .iter()
            .map(|rows| rows.iter().map(length).collect())
            .collect();
        let (listed, left) = shared(&names, room);
        let rest = self
            .whole
            .iter()
            .zip(&names)
            .zip(&listed)
            .map(|((rows, names), listed)| {
                let rows = rows.iter().zip(names).take(*listed);
                rows.map(|(row, name)| row.len().saturating_sub(*name))
                    .collect()
            });
        let (whole, _) = shared(&rest.collect::<Vec<Vec<usize>>>(), left);
        let counts = whole.into_iter().zip(listed);
        counts
            .map(|(whole, listed)| ShownRows { whole, listed })
            .collect()
    }

    /// The appendix with as many rows of each table as `counts` says.
    pub(super) fn write(&self, out: &mut String, report: &Report, counts: &[ShownRows]) {
        let language = report.scope.language;
        let say = |phrase: crate::words::Phrase| text(phrase.text(language));
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "<section id=\"sources\" aria-labelledby=\"sources-h\"><h2 id=\"sources-h\">{}</h2><p>{}</p>",
            say(SOURCES),
            say(SOURCES_SAID)
        );
        for (at, (table, count)) in report.sources.iter().zip(counts).enumerate() {
            let (id, title) = (flat(&table.id), text(&table.title));
            let all = table.rows.len() + table.left_out;
            let _ = write!(
                out,
                "<details class=\"s\" id=\"s-{id}\"><summary>{title} · {}</summary>",
                counted(all, language)
            );
            if count.whole < all {
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
            heads(out, table, count.whole, language);
            out.push_str("<tbody>\n");
            let named = self.listed[at][..count.listed].iter().skip(count.whole);
            self.whole[at][..count.whole]
                .iter()
                .chain(named)
                .for_each(|row| out.push_str(row));
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

/// What is left out, and where it is.
fn cut(shown: ShownRows, all: usize, language: Language) -> String {
    let ShownRows { whole, listed } = shown;
    let (named, others) = (listed - whole, all - listed);
    match language {
        Language::Chinese => {
            let others = if others > 0 {
                format!("，另有 {others} 行未列出")
            } else {
                String::new()
            };
            format!(
                "为使本页轻便，前 {whole} 行列出全部内容，其后 {named} 行只列名称{others}；全部内容见工作簿或 JSON。"
            )
        }
        Language::English => {
            let others = if others > 0 {
                format!(", {others} more are left out")
            } else {
                String::new()
            };
            format!(
                "To keep this page small, the first {whole} rows are whole and the next {named} have names alone{others}; the \
                 workbook and the JSON have everything."
            )
        }
    }
}

/// How many of the `lengths` of each list fit into `room` together, and the room that is left. Short lists are whole before
/// long ones are; the rest is shared out equally.
fn shared(lengths: &[Vec<usize>], room: usize) -> (Vec<usize>, usize) {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|at| (lengths[*at].iter().sum::<usize>(), *at));
    let mut counts = vec![0; lengths.len()];
    let mut room = room;
    for (done, at) in order.iter().enumerate() {
        let share = room / (order.len() - done);
        let mut used = 0;
        for length in &lengths[*at] {
            if used + length > share {
                break;
            }
            used += length;
            counts[*at] += 1;
        }
        room -= used;
    }
    (counts, room)
}

/// The first `cells` cells of a row of a source table; what is left of the row stays empty.
fn row(table: &ReportTable, at: usize, cells: usize, language: Language) -> String {
    let mut out = format!("<tr id=\"{}\">", anchor(table, at));
    let read = table.columns.iter().enumerate();
    let read = read.filter(|(_, column)| !column.is_for_conditions);
    for (place, column) in read.take(cells) {
        let value = table.rows[at]
            .cells
            .get(place)
            .map_or(&CellValue::Nothing, |cell| &cell.value);
        let inside = match (value, shown(value, column.format, language)) {
            (CellValue::Record { id, name }, _) if !name.is_empty() => {
                format!("{} <code>{}</code>", text(name), text(id.as_str()))
            }
            (_, shown) => text(&shown),
        };
        let class = if is_unknown(value) {
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
    use super::{ShownRows, SourceRows, shared};

    #[test]
    fn short_lists_are_whole_and_long_ones_share() {
        let lists = [vec![10; 100], vec![10; 3], vec![20; 50]];
        assert_eq!(shared(&lists, 10_000), (vec![100, 3, 50], 10_000 - 2_030));
        assert_eq!(shared(&lists, 430).0, [20, 3, 10]);
        assert_eq!(shared(&lists, 0).0, [0, 0, 0]);
        assert_eq!(shared(&[], 5), (vec![], 5));
    }

    #[test]
    fn names_come_before_whole_rows() {
        let rows = |bytes: usize| vec![vec!["x".repeat(bytes); 10]];
        let tables = SourceRows {
            whole: rows(100),
            listed: rows(20),
        };
        let shown = |room: usize| tables.fitting(room)[0];
        assert_eq!(
            shown(2_000),
            ShownRows {
                whole: 10,
                listed: 10
            }
        );
        assert_eq!(
            shown(380),
            ShownRows {
                whole: 2,
                listed: 10
            }
        );
        assert_eq!(
            shown(100),
            ShownRows {
                whole: 0,
                listed: 5
            }
        );
    }
}
