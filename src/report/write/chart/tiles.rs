//! Tiles of regions, where they lie.
//!
//! A tile map has room for names and numbers, and a small district is as visible as a wide county. The name of a row is
//! looked up in the built-in gazetteer, below the region of the report or as a whole path; rows that it does not know (unknown regions,
//! places of another gazetteer) stand in lines below the map, in the order of the table.

use std::fmt::Write as _;

use super::heat::{darkest, key, shade};
use super::map::{TilePlace, place};
use super::{Canvas, Drawing, Drawn, largest, percent};
use crate::model::{Coordinates, Gazetteer, RegionPath};
use crate::report::document::CellValue;
use crate::report::write::figure::number_text;
use crate::report::write::markup::{fitted, flat};

/// Tiles that are drawn.
const MOST: usize = 48;
/// Pixels of a tile.
const STEP: usize = 50;
/// Fewest tiles side by side, so that few regions do not become large.
const FEWEST: usize = 3;
/// Columns of text over the whole width of a phone.
const WIDTH: usize = 56;

pub(super) fn draw(canvas: &Canvas<'_>, columns: &[Drawn<'_>]) -> Option<Drawing> {
    let column = columns.first()?;
    let all = canvas.table.rows.len();
    let rows = all.min(MOST);
    let values: Vec<f64> = (0..rows)
        .filter_map(|row| canvas.value(row, column.at))
        .collect();
    let some_unknown = values.len() < rows;
    if values.is_empty() {
        return None;
    }
    let format = canvas.table.columns[column.at].format;
    let most = darkest(&values, format);
    let (places, across) = layout(canvas, rows);
    let down = places.iter().map(|place| place.1 + 1).max().unwrap_or(1);
    #[expect(clippy::cast_precision_loss, reason = "at most 48 tiles")]
    let wide = 1.0 / across as f64;
    let mut inside = String::new();
    for (row, (x, y)) in places.into_iter().enumerate() {
        let known = canvas.value(row, column.at);
        let class = known.map_or_else(
            || "su".to_owned(),
            |value| format!("s{}", shade(value, most)),
        );
        #[expect(clippy::cast_precision_loss, reason = "at most 48 tiles")]
        let left = wide * x as f64;
        let (middle, top) = (percent(left + wide / 2.0), y * STEP);
        let label = flat(&fitted(&name(&canvas.label(row)), WIDTH / across));
        let number = flat(&fitted(&canvas.text(row, column.at), WIDTH / across));
        // Writing to a string cannot fail.
        let _ = write!(
            inside,
            "<rect class=\"{class}\" x=\"{}%\" y=\"{top}\" width=\"{}%\" height=\"{}\" rx=\"4\"/>\
             <text class=\"m {class}\" x=\"{middle}%\" y=\"{}\">{label}</text>\
             <text class=\"m n {class}\" x=\"{middle}%\" y=\"{}\">{number}</text>",
            percent(left + 0.004),
            percent(wide - 0.008),
            STEP - 4,
            top + 19,
            top + 36
        );
    }
    let said = number_text(largest(values.into_iter()), format, canvas.language());
    Some(Drawing {
        class: "tiles",
        height: down * STEP,
        inside,
        key: key(canvas, most, format, some_unknown),
        said: canvas.say(
            format!("{rows} 个地区，大致按所在位置排列；最大为 {said}。"),
            format!("{rows} regions, roughly where they lie; the largest is {said}. "),
        ),
        left_out: canvas.first_of(rows, all),
    })
}

/// The place of each row, and how many tiles stand side by side.
fn layout(canvas: &Canvas<'_>, rows: usize) -> (Vec<TilePlace>, usize) {
    let gazetteer = Gazetteer::builtin();
    let within = canvas.scope.region.as_deref();
    let seat = |row: usize| {
        let CellValue::Text(text) = &canvas.table.rows[row].cells.first()?.value else {
            return None;
        };
        seat(&gazetteer, within, text)
    };
    let seats: Vec<Option<Coordinates>> = (0..rows).map(seat).collect();
    let known: Vec<Coordinates> = seats.iter().flatten().copied().collect();
    let (mut on_map, across) = place(&known);
    let across = across.max(FEWEST.min(rows));
    // What lies nowhere stands in lines below the map.
    let below = on_map.iter().map(|place| place.1 + 1).max().unwrap_or(0);
    let mut nowhere = 0;
    on_map.reverse();
    let mut places = Vec::with_capacity(rows);
    for seat in seats {
        let next = match seat {
            Some(_) => on_map.pop(),
            None => None,
        };
        places.push(next.unwrap_or_else(|| {
            let at = nowhere;
            nowhere += 1;
            (at % across, below + at / across)
        }));
    }
    (places, across)
}

/// The seat of the region that a row names: below the region of the report, or by its whole path.
fn seat(gazetteer: &Gazetteer, within: Option<&str>, text: &str) -> Option<Coordinates> {
    let below = within.map(|within| format!("{within}/{text}"));
    let paths = below.into_iter().chain([text.to_owned()]);
    let mut paths = paths.filter_map(|path| path.parse::<RegionPath>().ok());
    let path = paths.find(|path| gazetteer.contains(path))?;
    Some(gazetteer.coordinates(&path)?.coordinates)
}

/// The last name of a path.
fn name(label: &str) -> String {
    label.rsplit('/').next().unwrap_or_default().to_owned()
}
