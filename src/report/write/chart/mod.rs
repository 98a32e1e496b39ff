//! Charts of tables, as SVG in a figure.
//!
//! Lengths across are in percent of the width and text has its own size, so that one drawing serves a phone, a screen
//! and paper. Colours are variables of the page. A chart has a title and a description for those who do not see it, and
//! the table beside it has all of its figures.

mod bars;
mod heat;
mod lines;
mod map;
mod tiles;

use std::fmt::Write as _;

use self::bars::BarStyle;
use super::figure::{magnitude, short};
use super::markup::{flat, text};
use super::words::NOTHING_TO_DRAW;
use crate::model::Language;
use crate::report::document::{ReportChart, ReportScope, ReportTable};

/// Colours of pieces and lines; further ones begin again.
const COLOURS: usize = 6;

/// A drawing: the inside of an `svg`, what stands below it, and how it is said.
#[derive(Debug, Default)]
struct Drawing {
    /// Class of the figure.
    class: &'static str,
    /// Height in pixels; the width is that of the page.
    height: usize,
    /// Elements of the `svg`.
    inside: String,
    /// What the colours mean: class and words.
    key: Vec<(String, String)>,
    /// What is drawn, in a sentence.
    said: String,
    /// Rows or columns that are not drawn, in a sentence; empty if all are.
    left_out: String,
}

/// A column that a chart draws.
struct Drawn<'t> {
    at: usize,
    title: &'t str,
}

/// What charts are drawn of.
struct Canvas<'r> {
    table: &'r ReportTable,
    scope: &'r ReportScope,
}

impl<'r> Canvas<'r> {
    fn language(&self) -> Language {
        self.scope.language
    }

    /// The columns of `ids` that the table has.
    fn columns(&self, ids: &[String]) -> Vec<Drawn<'r>> {
        let table = self.table;
        let found = ids.iter().filter_map(|id| table.column(id));
        let title = |at: usize| table.columns[at].title.as_str();
        found
            .map(|at| Drawn {
                at,
                title: title(at),
            })
            .collect()
    }

    /// What stands before a row.
    fn label(&self, row: usize) -> String {
        self.text(row, 0)
    }

    /// The length of a cell; `None` if unknown.
    fn value(&self, row: usize, column: usize) -> Option<f64> {
        let cell = self.table.rows[row].cells.get(column);
        cell.and_then(|cell| magnitude(&cell.value))
    }

    /// The cell in its short form.
    fn text(&self, row: usize, column: usize) -> String {
        let format = self.table.columns[column].format;
        let cell = self.table.rows[row].cells.get(column);
        cell.map(|cell| short(&cell.value, format, self.language()))
            .unwrap_or_default()
    }

    /// One of two sentences.
    fn say(&self, chinese: String, english: String) -> String {
        match self.language() {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }

    /// Says that only the first of all rows are drawn; empty if all are.
    fn first_of(&self, drawn: usize, all: usize) -> String {
        if drawn >= all {
            return String::new();
        }
        self.say(
            format!("只画前 {drawn} 行，共 {all} 行；其余见表。"),
            format!("The first {drawn} of {all} rows are drawn; the table has the others."),
        )
    }
}

/// The figure of a table's chart; empty if it has none, a sentence if there is nothing to draw.
pub(super) fn figure(table: &ReportTable, scope: &ReportScope) -> String {
    let Some(chart) = &table.chart else {
        return String::new();
    };
    let canvas = Canvas { table, scope };
    let drawing = match chart {
        ReportChart::Bars { columns } => {
            bars::draw(&canvas, &canvas.columns(columns), BarStyle::Stacked)
        }
        ReportChart::BarGroups { columns } => {
            bars::draw(&canvas, &canvas.columns(columns), BarStyle::Grouped)
        }
        ReportChart::Funnel { column } => {
            let column = std::slice::from_ref(column);
            bars::draw(&canvas, &canvas.columns(column), BarStyle::Funnel)
        }
        ReportChart::Lines { columns } => lines::draw(&canvas, &canvas.columns(columns)),
        ReportChart::HeatMap { columns } => heat::draw(&canvas, &canvas.columns(columns)),
        ReportChart::Tiles { column } => {
            let column = std::slice::from_ref(column);
            tiles::draw(&canvas, &canvas.columns(column))
        }
    };
    match drawing {
        Some(drawing) => framed(table, &drawing),
        None => format!(
            "<p class=\"note\">{}</p>",
            text(NOTHING_TO_DRAW.text(scope.language))
        ),
    }
}

fn framed(table: &ReportTable, drawing: &Drawing) -> String {
    let Drawing {
        class,
        height,
        inside,
        key,
        said,
        left_out,
    } = drawing;
    let (id, title) = (flat(&table.id), flat(&table.title));
    let said = flat(&format!("{said}{left_out}"));
    let mut out = format!(
        "<figure class=\"{class}\"><svg role=\"img\" width=\"100%\" height=\"{height}\" \
         aria-labelledby=\"g-{id} d-{id}\"><title id=\"g-{id}\">{title}</title>\
         <desc id=\"d-{id}\">{said}</desc>{inside}</svg>"
    );
    if !key.is_empty() {
        out.push_str("<ul class=\"key\">");
        for (class, words) in key {
            // Writing to a string cannot fail.
            let _ = write!(
                out,
                "<li><span class=\"k {class}\"></span>{}</li>",
                text(words)
            );
        }
        out.push_str("</ul>");
    }
    if !left_out.is_empty() {
        let _ = write!(out, "<figcaption>{}</figcaption>", text(left_out));
    }
    out.push_str("</figure>\n");
    out
}

/// A length in percent with one decimal, which no reader sees the error of.
fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The class of the colour of a piece or line.
fn colour(at: usize) -> usize {
    at % COLOURS
}

/// The largest of `values`, 0 if there is none above it.
fn largest(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, f64::max)
}
