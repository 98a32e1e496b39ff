//! Lines over time: a line for each column over the rows.

use std::fmt::Write as _;

use super::{Canvas, Drawing, Drawn, colour, largest, percent};
use crate::report::write::figure::number_text;
use crate::report::write::markup::{fitted, flat};

/// Pixels from the top to the highest value, and from there to the base line.
const TOP: usize = 22;
const HIGH: usize = 160;
/// Pixels of the whole.
const HEIGHT: usize = TOP + HIGH + 24;
/// Labels below the base line.
const LABELS: usize = 6;
/// Columns of a label.
const LABEL: usize = 10;
/// Share of the width that is left free on either side.
const MARGIN: f64 = 0.03;

pub(super) fn draw(canvas: &Canvas<'_>, columns: &[Drawn<'_>]) -> Option<Drawing> {
    let rows = canvas.table.rows.len();
    let values = columns
        .iter()
        .flat_map(|c| (0..rows).filter_map(|row| canvas.value(row, c.at)));
    let values: Vec<f64> = values.collect();
    let first = columns.first()?;
    if values.is_empty() {
        return None;
    }
    let top = rounded_up(largest(values.iter().copied()));
    // Subtracted, as the negative of 0 would be written -0.
    let bottom = 0.0 - rounded_up(largest(values.iter().map(|value| -value)));
    // Either is divided before both are subtracted: the largest numbers there are stay finite.
    let scale = top.max(-bottom).max(f64::MIN_POSITIVE);
    let span = (top / scale - bottom / scale).max(f64::MIN_POSITIVE);
    #[expect(clippy::cast_precision_loss, reason = "pixels")]
    let high = HIGH as f64;
    let y = |value: f64| {
        #[expect(clippy::cast_precision_loss, reason = "pixels")]
        let base = (TOP + HIGH) as f64;
        base - high * ((value / scale - bottom / scale) / span)
    };
    let (mut inside, mut scales) = (String::new(), String::new());
    let format = canvas.table.columns[first.at].format;
    let middle = top / 2.0 + bottom / 2.0;
    // A half of 1 would count records that there are none of.
    let is_whole =
        middle.fract() == 0.0 || !matches!(format, crate::report::document::CellFormat::Count);
    for at in [bottom, middle, top]
        .into_iter()
        .filter(|at| is_whole || *at != middle)
    {
        let (line, label) = (y(at), flat(&number_text(at, format, canvas.language())));
        // Writing to a string cannot fail.
        let _ = write!(
            inside,
            "<rect class=\"g\" y=\"{line:.1}\" width=\"100%\" height=\"1\"/>"
        );
        let _ = write!(
            scales,
            "<text class=\"a h\" y=\"{:.1}\">{label}</text>",
            line - 4.0
        );
    }
    for (at, column) in columns.iter().enumerate() {
        line(&mut inside, canvas, column.at, at, &y);
    }
    // Numbers of the scale stand above lines that begin at them.
    inside.push_str(&scales);
    labels(&mut inside, canvas, rows);
    let key = columns.iter().enumerate();
    let key = key.map(|(at, c)| (format!("c{}", colour(at)), c.title.to_owned()));
    let names: Vec<&str> = columns.iter().map(|c| c.title).collect();
    let most = number_text(largest(values.into_iter()), format, canvas.language());
    Some(Drawing {
        class: "lines",
        height: HEIGHT,
        inside,
        key: key.collect(),
        said: canvas.say(
            format!("{}，{rows} 个时点；最高为 {most}。", names.join("、")),
            format!(
                "{} at {rows} points in time; the highest is {most}. ",
                names.join(", ")
            ),
        ),
        left_out: String::new(),
    })
}

/// Where a row stands, from 0 to 1.
fn across(row: usize, rows: usize) -> f64 {
    if rows < 2 {
        return 0.5;
    }
    #[expect(clippy::cast_precision_loss, reason = "a share of the width")]
    let share = row as f64 / (rows - 1) as f64;
    MARGIN + share * (1.0 - 2.0 * MARGIN)
}

/// One line with a dot at each value; where nothing is known it is interrupted.
fn line(out: &mut String, canvas: &Canvas<'_>, column: usize, at: usize, y: &impl Fn(f64) -> f64) {
    let rows = canvas.table.rows.len();
    let colour = colour(at);
    let points: Vec<Option<(f64, f64)>> = (0..rows)
        .map(|row| {
            canvas
                .value(row, column)
                .map(|value| (across(row, rows), y(value)))
        })
        .collect();
    // Lines know no percent: they are drawn a thousand wide and stretched, without their thickness.
    let _ = write!(
        out,
        "<svg viewBox=\"0 0 1000 {HEIGHT}\" width=\"100%\" height=\"{HEIGHT}\" preserveAspectRatio=\"none\">"
    );
    for known in points
        .split(Option::is_none)
        .filter(|known| known.len() > 1)
    {
        let known = known.iter().flatten();
        let known: Vec<String> = known
            .map(|(x, y)| format!("{:.0},{y:.1}", x * 1000.0))
            .collect();
        let _ = write!(
            out,
            "<polyline class=\"l l{colour}\" points=\"{}\"/>",
            known.join(" ")
        );
    }
    out.push_str("</svg>");
    for (x, y) in points.iter().flatten() {
        let _ = write!(
            out,
            "<circle class=\"c{colour}\" cx=\"{}%\" cy=\"{y:.1}\" r=\"3\"/>",
            percent(*x)
        );
    }
}

/// Names of rows below the base line, as many as can be read.
fn labels(out: &mut String, canvas: &Canvas<'_>, rows: usize) {
    let step = rows.div_ceil(LABELS).max(1);
    for row in (0..rows).step_by(step) {
        let anchor = match row {
            0 if rows > 1 => "start",
            last if last + 1 == rows && rows > 1 => "end",
            _ => "middle",
        };
        let x = match anchor {
            "start" => "0".to_owned(),
            "end" => "100%".to_owned(),
            _ => format!("{}%", percent(across(row, rows))),
        };
        let label = flat(&fitted(&canvas.label(row), LABEL));
        let y = TOP + HIGH + 18;
        let _ = write!(
            out,
            "<text class=\"a\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{label}</text>"
        );
    }
}

/// The next number of one digit, 1.5 or 2.5 times a power of ten; 0 of nothing.
fn rounded_up(value: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    // By multiplication alone, which rounds the same on each platform.
    let mut power = 1.0;
    while power * 10.0 <= value {
        power *= 10.0;
    }
    while power > value && power > f64::MIN_POSITIVE {
        power /= 10.0;
    }
    let steps = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let up = steps
        .iter()
        .map(|step| step * power)
        .find(|up| *up >= value);
    up.filter(|up| up.is_finite()).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::{across, rounded_up};

    #[test]
    fn scales_end_in_round_numbers() {
        for (value, up) in [
            (0.0, 0.0),
            (1.0, 1.0),
            (7.0, 8.0),
            (11.0, 15.0),
            (230.0, 250.0),
            (0.03, 0.03),
        ] {
            assert!(
                (rounded_up(value) - up).abs() < 1e-9,
                "{value}: {}",
                rounded_up(value)
            );
        }
        assert_eq!(rounded_up(f64::MAX), f64::MAX);
        assert!(rounded_up(f64::MIN_POSITIVE) > 0.0);
    }

    #[test]
    fn one_point_stands_in_the_middle() {
        assert_eq!(across(0, 1), 0.5);
        assert_eq!(across(1, 3), 0.5);
    }
}
