//! Bars, of one piece for each column, and funnels: bars of which each is a part of the one before it.
//!
//! The label stands above its bar, so that both have the whole width, on a phone too.

use std::fmt::Write as _;

use super::{Canvas, Drawing, Drawn, colour, largest, percent};
use crate::report::document::CellValue;
use crate::report::write::figure::number_text;
use crate::report::write::markup::{fitted, flat};
use crate::report::write::words::UNKNOWN;

/// Bars that are drawn.
const MOST: usize = 24;
/// Pixels of a bar with its label.
const STEP: usize = 36;
/// Columns of a label: 18 Han characters.
const LABEL: usize = 36;
/// Share of the width that shows that a small number is not 0.
const LEAST: f64 = 0.004;

pub(super) fn draw(canvas: &Canvas<'_>, columns: &[Drawn<'_>], is_funnel: bool) -> Option<Drawing> {
    let all = canvas.table.rows.len();
    let rows = all.min(MOST);
    let first = columns.first()?;
    let sum = |row: usize| {
        let values = columns.iter().filter_map(|c| canvas.value(row, c.at));
        let values: Vec<f64> = values.map(|value| value.max(0.0)).collect();
        // The largest numbers there are have a sum that is none.
        (!values.is_empty()).then(|| values.iter().sum::<f64>().min(f64::MAX))
    };
    let sums: Vec<Option<f64>> = (0..rows).map(sum).collect();
    if sums.iter().all(Option::is_none) {
        return None;
    }
    let most = largest(sums.iter().flatten().copied());
    let mut inside = String::new();
    for row in 0..rows {
        let top = row * STEP;
        let label = flat(&fitted(&canvas.label(row), LABEL));
        let said = flat(&said(
            canvas,
            columns,
            row,
            sums[row],
            is_funnel.then(|| before(&sums, row)).flatten(),
        ));
        // Writing to a string cannot fail.
        let _ = write!(
            inside,
            "<text y=\"{}\">{label}</text><text class=\"v\" x=\"100%\" y=\"{}\">{said}</text>\
             <rect class=\"b\" y=\"{}\" width=\"100%\" height=\"9\"/>",
            top + 14,
            top + 14,
            top + 20
        );
        pieces(&mut inside, canvas, columns, (row, top, most));
    }
    let key = columns.iter().enumerate();
    let key: Vec<_> = key
        .map(|(at, c)| (format!("c{}", colour(at)), c.title.to_owned()))
        .collect();
    let largest = (0..rows).max_by(|a, b| {
        let (a, b) = (sums[*a].unwrap_or(-1.0), sums[*b].unwrap_or(-1.0));
        a.total_cmp(&b)
    });
    let largest = largest.map(|row| (canvas.label(row), number(canvas, first, sums[row])));
    let (name, number) = largest.unwrap_or_default();
    Some(Drawing {
        class: if is_funnel { "bars funnel" } else { "bars" },
        height: rows * STEP,
        inside,
        key: if columns.len() > 1 { key } else { Vec::new() },
        said: canvas.say(
            format!("{rows} 条横条；最长的是{name}，{number}。"),
            format!("{rows} bars; the longest is {name} with {number}. "),
        ),
        left_out: canvas.first_of(rows, all),
    })
}

/// The pieces of a bar, one behind the other.
fn pieces(
    out: &mut String,
    canvas: &Canvas<'_>,
    columns: &[Drawn<'_>],
    (row, top, most): (usize, usize, f64),
) {
    let mut from = 0.0;
    for (at, column) in columns.iter().enumerate() {
        let value = canvas.value(row, column.at).unwrap_or(0.0).max(0.0);
        if value == 0.0 || most == 0.0 {
            continue;
        }
        // Divided before it is multiplied: the largest numbers there are stay finite.
        let wide = (value / most).clamp(LEAST, 1.0);
        let _ = write!(
            out,
            "<rect class=\"c{}\" x=\"{}%\" y=\"{}\" width=\"{}%\" height=\"9\"/>",
            colour(at),
            percent(from),
            top + 20,
            percent(wide)
        );
        from += wide;
    }
}

/// The last step before `row` of which a number is known.
fn before(sums: &[Option<f64>], row: usize) -> Option<f64> {
    sums[..row].iter().rev().flatten().next().copied()
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
