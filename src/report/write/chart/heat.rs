//! Heat maps: a square for each row and column, the darker the more.

use std::fmt::Write as _;

use super::{Canvas, Drawing, Drawn, largest, percent};
use crate::report::document::{CellFormat, CellValue, ReportCell};
use crate::report::write::figure::number_text;
use crate::report::write::markup::{fitted, flat};
use crate::report::write::words::UNKNOWN;

/// Rows and columns that are drawn.
const MOST_ROWS: usize = 24;
const MOST_COLUMNS: usize = 16;
/// Columns up to which squares have room for a number.
const NUMBERED: usize = 12;
/// Characters of a number in a square.
const DIGITS: usize = 4;
/// Pixels of the head and of a row.
const HEAD: usize = 84;
const STEP: usize = 28;
/// Columns up to which their names are written level, the pixels of that head, and columns of text that fit there.
const FLAT: usize = 4;
const FLAT_HEAD: usize = 26;
const WIDTH: usize = 40;
/// Share of the width before the squares.
const BEFORE: f64 = 0.3;
/// Columns of the name of a row, which the drawing cuts off where the squares begin, and of a column.
const ROW_LABEL: usize = 40;
const COLUMN_LABEL: usize = 16;
/// Shades above none.
pub(super) const SHADES: usize = 5;

pub(super) fn draw(canvas: &Canvas<'_>, columns: &[Drawn<'_>]) -> Option<Drawing> {
    let (all_rows, all_columns) = (canvas.table.rows.len(), columns.len());
    let (rows, columns) = (
        all_rows.min(MOST_ROWS),
        &columns[..all_columns.min(MOST_COLUMNS)],
    );
    let first = columns.first()?;
    let values = columns
        .iter()
        .flat_map(|c| (0..rows).filter_map(|row| canvas.value(row, c.at)));
    let values: Vec<f64> = values.collect();
    if values.is_empty() {
        return None;
    }
    let unknown = |cell: &ReportCell| cell.value == CellValue::Unknown;
    let mut cells = canvas.table.rows[..rows]
        .iter()
        .flat_map(|row| columns.iter().filter_map(|c| row.cells.get(c.at)));
    let some_unknown = cells.any(unknown);
    let format = canvas.table.columns[first.at].format;
    let most = darkest(&values, format);
    #[expect(clippy::cast_precision_loss, reason = "at most 16 columns")]
    let wide = (1.0 - BEFORE) / columns.len() as f64;
    let head = if columns.len() > FLAT {
        HEAD
    } else {
        FLAT_HEAD
    };
    let mut inside = String::new();
    names(&mut inside, columns, (head, wide));
    for row in 0..rows {
        line(
            &mut inside,
            canvas,
            columns,
            (row, head + row * STEP, wide, most),
        );
    }
    lines_between(&mut inside, columns.len(), (head, rows, wide));
    let left_out = match all_columns > MOST_COLUMNS {
        true => canvas.say(
            format!("只画前 {MOST_COLUMNS} 列，共 {all_columns} 列；其余见表。"),
            format!("The first {MOST_COLUMNS} of {all_columns} columns are drawn; the table has the others."),
        ),
        false => String::new(),
    };
    let said = number_text(largest(values.into_iter()), format, canvas.language());
    Some(Drawing {
        class: "heat",
        height: head + rows * STEP,
        inside,
        key: key(canvas, most, format, some_unknown),
        said: canvas.say(
            format!("{rows} 行 × {} 列；最大为 {said}。", columns.len()),
            format!(
                "{rows} rows by {} columns; the largest is {said}. ",
                columns.len()
            ),
        ),
        left_out: left_out + &canvas.first_of(rows, all_rows),
    })
}

/// The names of the columns above the squares: level where few of them leave room, else slanting.
fn names(out: &mut String, columns: &[Drawn<'_>], (head, wide): (usize, f64)) {
    for (at, column) in columns.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "at most 16 columns")]
        let x = percent(BEFORE + wide * (at as f64 + 0.5));
        let (class, turned, label) = match columns.len() > FLAT {
            true => ("e", " transform=\"rotate(45)\"", COLUMN_LABEL),
            false => ("m", "", WIDTH / columns.len()),
        };
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "<svg class=\"o\" x=\"{x}%\" y=\"{}\"><text class=\"{class}\"{turned}>{}</text></svg>",
            head - 8,
            flat(&fitted(column.title, label))
        );
    }
}

/// Lines between the columns, over all rows.
fn lines_between(out: &mut String, columns: usize, (head, rows, wide): (usize, usize, f64)) {
    for at in 1..columns {
        #[expect(clippy::cast_precision_loss, reason = "at most 16 columns")]
        let x = percent(BEFORE + wide * at as f64 - 0.002);
        let height = rows * STEP;
        let _ = write!(
            out,
            "<rect class=\"x\" x=\"{x}%\" y=\"{head}\" width=\".4%\" height=\"{height}\"/>"
        );
    }
}

/// The number of the darkest shade: shares have one scale everywhere.
pub(super) fn darkest(values: &[f64], format: CellFormat) -> f64 {
    if format == CellFormat::Share {
        1.0
    } else {
        largest(values.iter().copied())
    }
}

/// What the lightest and the darkest shade stand for.
pub(super) fn key(
    canvas: &Canvas<'_>,
    most: f64,
    format: CellFormat,
    some_unknown: bool,
) -> Vec<(String, String)> {
    let number = |value| number_text(value, format, canvas.language());
    let mut key = vec![("s0".to_owned(), number(0.0))];
    if most > 0.0 {
        key.push((format!("s{SHADES}"), number(most)));
    }
    if some_unknown {
        let unknown = UNKNOWN.text(canvas.language());
        key.push(("su".to_owned(), unknown.to_owned()));
    }
    key
}

/// The shade of a value: 0 of nothing, else 1 to 5 in equal steps up to `most`.
pub(super) fn shade(value: f64, most: f64) -> usize {
    if value <= 0.0 || most <= 0.0 {
        return 0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "from 0 to 5"
    )]
    let shade = (value / most * SHADES as f64).ceil() as usize;
    shade.clamp(1, SHADES)
}

fn line(
    out: &mut String,
    canvas: &Canvas<'_>,
    columns: &[Drawn<'_>],
    (row, top, wide, most): (usize, usize, f64, f64),
) {
    let label = flat(&fitted(&canvas.label(row), ROW_LABEL));
    let _ = write!(
        out,
        "<svg class=\"o\" y=\"{top}\"><svg width=\"{}%\" height=\"{STEP}\"><text y=\"17\">{label}</text></svg>\
         <rect class=\"s0\" x=\"{}%\" width=\"{}%\" height=\"24\"/>",
        percent(BEFORE - 0.01),
        percent(BEFORE),
        percent(1.0 - BEFORE)
    );
    for (at, column) in columns.iter().enumerate() {
        let value = canvas.table.rows[row]
            .cells
            .get(column.at)
            .map(|cell| &cell.value);
        let known = canvas.value(row, column.at);
        let class = match (value, known) {
            // Squares of nothing are the ground of the row: many of a map are.
            (_, Some(value)) if value <= 0.0 => continue,
            (_, Some(value)) => format!("s{}", shade(value, most)),
            (None | Some(CellValue::Nothing), None) => "x".to_owned(),
            (Some(_), None) => "su".to_owned(),
        };
        #[expect(clippy::cast_precision_loss, reason = "at most 16 columns")]
        let x = BEFORE + wide * at as f64;
        let _ = write!(
            out,
            "<rect class=\"{class}\" x=\"{}%\" width=\"{}%\" height=\"24\"/>",
            percent(x),
            percent(wide)
        );
        let text = match known {
            None if class == "x" => continue,
            None => "?".to_owned(),
            Some(_) => canvas.text(row, column.at).replace('\u{a0}', ""),
        };
        if columns.len() <= NUMBERED && text.chars().count() <= DIGITS {
            let middle = percent(x + wide / 2.0);
            let _ = write!(
                out,
                "<text class=\"m {class}\" x=\"{middle}%\" y=\"16\">{}</text>",
                flat(&text)
            );
        }
    }
    out.push_str("</svg>");
}

#[cfg(test)]
mod tests {
    use super::shade;

    #[test]
    fn shades_rise_in_equal_steps() {
        let shades = [0.0, 0.1, 2.0, 2.1, 9.9, 10.0].map(|value| shade(value, 10.0));
        assert_eq!(shades, [0, 1, 1, 2, 5, 5]);
        assert_eq!((shade(1.0, 0.0), shade(f64::MAX, f64::MAX)), (0, 5));
    }
}
