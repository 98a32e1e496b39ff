//! Bars: of one piece for each column, or in groups of one bar for each column; and funnels, of which each bar is a part
//! of the one before it.
//!
//! The label stands above its bar, so that both have the whole width, on a phone too.

use std::fmt::Write as _;

use super::{Canvas, Drawing, Drawn, colour, largest, percent};
use crate::report::document::CellValue;
use crate::report::write::figure::number_text;
use crate::report::write::markup::{fitted, flat};
use crate::report::write::words::UNKNOWN;

/// Rows that are drawn.
const MOST: usize = 24;
/// Rows that are drawn in groups, whose bars take more room: a page has to hold a chart.
const MOST_GROUPS: usize = 14;
/// Pixels of a label, from its top to the first bar below it.
const HEAD: usize = 20;
/// Pixels of a bar.
const THICK: usize = 9;
/// Pixels of a bar in a group.
const THIN: usize = 7;
/// Pixels below the last bar of a row.
const GAP: usize = 7;
/// Columns of a label: 18 Han characters.
const LABEL: usize = 36;
/// Share of the width that shows that a small number is not 0.
const LEAST: f64 = 0.004;

/// How the columns of a row are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BarStyle {
    /// Pieces of one bar.
    Stacked,
    /// A bar for each column, one below the other.
    Grouped,
    /// A bar of one column, a part of the bar above.
    Funnel,
}

impl BarStyle {
    /// Pixels of all bars of a row.
    fn thick(self, columns: usize) -> usize {
        match self {
            Self::Stacked | Self::Funnel => THICK,
            Self::Grouped => columns * (THIN + 1) - 1,
        }
    }
}

pub(super) fn draw(canvas: &Canvas<'_>, columns: &[Drawn<'_>], style: BarStyle) -> Option<Drawing> {
    let is_funnel = style == BarStyle::Funnel;
    let all = canvas.table.rows.len();
    let rows = all.min(match style {
        BarStyle::Stacked | BarStyle::Funnel => MOST,
        BarStyle::Grouped => MOST_GROUPS,
    });
    let first = columns.first()?;
    let length = |row: usize| {
        let values = columns.iter().filter_map(|c| canvas.value(row, c.at));
        let values: Vec<f64> = values.map(|value| value.max(0.0)).collect();
        let length = match style {
            // The largest numbers there are have a sum that is none.
            BarStyle::Stacked | BarStyle::Funnel => values.iter().sum::<f64>().min(f64::MAX),
            BarStyle::Grouped => largest(values.iter().copied()),
        };
        (!values.is_empty()).then_some(length)
    };
    let lengths: Vec<Option<f64>> = (0..rows).map(length).collect();
    if lengths.iter().all(Option::is_none) {
        return None;
    }
    let most = largest(lengths.iter().flatten().copied());
    let thick = style.thick(columns.len());
    let step = HEAD + thick + GAP;
    let mut inside = String::new();
    for row in 0..rows {
        let top = row * step;
        let label = flat(&fitted(&canvas.label(row), LABEL));
        let said = flat(&said(
            canvas,
            columns,
            row,
            lengths[row],
            is_funnel.then(|| before(&lengths, row)).flatten(),
        ));
        // Writing to a string cannot fail.
        let _ = write!(
            inside,
            "<text y=\"{}\">{label}</text><text class=\"v\" x=\"100%\" y=\"{}\">{said}</text>\
             <rect class=\"b\" y=\"{}\" width=\"100%\" height=\"{thick}\"/>",
            top + 14,
            top + 14,
            top + HEAD
        );
        pieces(&mut inside, canvas, columns, (row, top + HEAD, most), style);
    }
    let key = columns.iter().enumerate();
    let key: Vec<_> = key
        .map(|(at, c)| (format!("c{}", colour(at)), c.title.to_owned()))
        .collect();
    let longest = (0..rows).max_by(|a, b| {
        let (a, b) = (lengths[*a].unwrap_or(-1.0), lengths[*b].unwrap_or(-1.0));
        a.total_cmp(&b)
    });
    let longest = longest.map(|row| (canvas.label(row), number(canvas, first, lengths[row])));
    let (name, number) = longest.unwrap_or_default();
    Some(Drawing {
        class: if is_funnel { "bars funnel" } else { "bars" },
        height: rows * step,
        inside,
        key: if columns.len() > 1 { key } else { Vec::new() },
        said: canvas.say(
            format!("{rows} 条横条；最长的是{name}，{number}。"),
            format!("{rows} bars; the longest is {name} with {number}. "),
        ),
        left_out: canvas.first_of(rows, all),
    })
}

/// The pieces of a bar, one behind the other, or the bars of a group, one below the other.
fn pieces(
    out: &mut String,
    canvas: &Canvas<'_>,
    columns: &[Drawn<'_>],
    (row, top, most): (usize, usize, f64),
    style: BarStyle,
) {
    let mut from = 0.0;
    for (at, column) in columns.iter().enumerate() {
        let value = canvas.value(row, column.at).unwrap_or(0.0).max(0.0);
        if value == 0.0 || most == 0.0 {
            continue;
        }
        // Divided before it is multiplied: the largest numbers there are stay finite.
        let wide = (value / most).clamp(LEAST, 1.0);
        let (y, high) = match style {
            BarStyle::Stacked | BarStyle::Funnel => (top, THICK),
            BarStyle::Grouped => (top + at * (THIN + 1), THIN),
        };
        let _ = write!(
            out,
            "<rect class=\"c{}\" x=\"{}%\" y=\"{y}\" width=\"{}%\" height=\"{high}\"/>",
            colour(at),
            percent(from),
            percent(wide)
        );
        if style != BarStyle::Grouped {
            from += wide;
        }
    }
}

/// The last step before `row` of which a number is known.
fn before(lengths: &[Option<f64>], row: usize) -> Option<f64> {
    lengths[..row].iter().rev().flatten().next().copied()
}

fn number(canvas: &Canvas<'_>, column: &Drawn<'_>, value: Option<f64>) -> String {
    let format = canvas.table.columns[column.at].format;
    match value {
        Some(value) => number_text(value, format, canvas.language()),
        None => UNKNOWN.text(canvas.language()).to_owned(),
    }
}

/// What stands at the end of a bar: its number; in a funnel also which part of the step before it is.
fn said(
    canvas: &Canvas<'_>,
    columns: &[Drawn<'_>],
    row: usize,
    sum: Option<f64>,
    before: Option<f64>,
) -> String {
    let text = match columns {
        [only] => match &canvas.table.rows[row]
            .cells
            .get(only.at)
            .map(|cell| &cell.value)
        {
            Some(CellValue::Nothing) | None => String::new(),
            Some(_) => canvas.text(row, only.at),
        },
        several => {
            let numbers = several.iter().map(|column| canvas.text(row, column.at));
            numbers.collect::<Vec<_>>().join(" · ")
        }
    };
    match (sum, before) {
        (Some(sum), Some(before)) if before > 0.0 => {
            let part = format!("{:.0}", 100.0 * sum / before);
            canvas.say(
                format!("{text}（上一步的 {part}%）"),
                format!("{text} ({part}\u{a0}% of the step before)"),
            )
        }
        _ => text,
    }
}
