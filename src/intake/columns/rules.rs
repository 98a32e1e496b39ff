//! Rules over all columns of one table.

use std::collections::{BTreeMap, BTreeSet};

use super::SurveySide;
use super::fold::Heading;
use super::layout::{ColumnTarget, TableColumn};
use super::work::WorkColumn;
use crate::error::{Error, Result};

/// In a list of results, the result itself is the profile: `成果名称` is then the name, and not
/// the title of somebody's work.
pub(super) fn promote_results(columns: &mut [TableColumn]) {
    let named = columns
        .iter()
        .any(|column| column.target.field() == Some("name"));
    let is_result = |c: &TableColumn| {
        let title = matches!(
            c.target,
            ColumnTarget::Work(WorkColumn {
                number: 0,
                field: "title",
                ..
            })
        );
        let keys = Heading::new(&c.heading).keys;
        title
            && SurveySide::Profiles
                .implied_kinds()
                .iter()
                .any(|(h, _)| keys.iter().any(|key| key == h))
    };
    // With a column of names the results are works of that person; without one they are the profiles themselves.
    if named || !columns.iter().any(is_result) {
        return;
    }
    for column in columns {
        if let ColumnTarget::Work(WorkColumn {
            number: 0, field, ..
        }) = column.target
        {
            column.target = promoted(field);
        }
    }
}

fn promoted(field: &str) -> ColumnTarget {
    let name = match field {
        "title" => "name",
        "abstract" => "description",
        "keywords" => "expertise",
        _ => return ColumnTarget::Attribute(String::new()),
    };
    SurveySide::Profiles
        .field(name)
        .map_or(ColumnTarget::Attribute(String::new()), ColumnTarget::Field)
}

/// The thing that at most one column may hold, if any: a field, or a field of the work of a number.
fn place_of(target: &ColumnTarget) -> Option<(&'static str, u8)> {
    match target {
        ColumnTarget::Field(field) if !field.shape.is_joined() => Some((field.name, 0)),
        ColumnTarget::Work(work) => Some((work.field, work.number + 1)),
        // A joined field takes any number of columns.
        ColumnTarget::Field(_)
        | ColumnTarget::RowNumber
        | ColumnTarget::Attribute(_)
        | ColumnTarget::Ignored => None,
    }
}

/// The column that holds the same; a range of money is either one column or two.
fn rival<'h>(
    holders: &BTreeMap<(&str, u8), &'h str>,
    (name, number): (&str, u8),
) -> Option<&'h str> {
    let same: &[&str] = match name {
        // A range and one of its ends would both set the same end of the amount.
        "budget" => &["budget", "budget.min", "budget.max"],
        "budget.min" => &["budget", "budget.min"],
        "budget.max" => &["budget", "budget.max"],
        _ => &[name],
    };
    same.iter()
        .find_map(|name| holders.get(&(*name, number)).copied())
}

/// Makes an attribute of a column whose heading only resembles that of a field which has a column.
pub(super) fn yield_guesses(columns: &mut [TableColumn]) {
    let certain = columns.iter().filter(|column| !column.is_guessed);
    let mut holders: BTreeMap<_, _> = certain
        .filter_map(|column| Some((place_of(&column.target)?, "")))
        .collect();
    for column in columns.iter_mut().filter(|column| column.is_guessed) {
        if let Some(place) = place_of(&column.target) {
            if rival(&holders, place).is_some() {
                column.target = ColumnTarget::Attribute(String::new());
            }
            holders.insert(place, "");
        }
    }
}

/// Refuses two columns of a field that takes one.
pub(super) fn refuse_rivals(columns: &[TableColumn]) -> Result<()> {
    let mut holders: BTreeMap<(&str, u8), &str> = BTreeMap::new();
    for column in columns {
        if let Some(place) = place_of(&column.target) {
            if let Some(rival) = rival(&holders, place) {
                return Err(two_headings(place.0, rival, &column.heading));
            }
            holders.insert(place, &column.heading);
        }
    }
    Ok(())
}

fn two_headings(field: &str, first: &str, second: &str) -> Error {
    // One line of a map would take both columns out if they are headed alike.
    let repair = if Heading::new(first).keys == Heading::new(second).keys {
        format!("two columns are headed {second}; rename one of them in the file")
    } else {
        format!("keep one of the two columns, or map one of them, as in {second}=attribute")
    };
    Error::invalid(field, format!("{first} and {second}"), repair)
}

/// Gives every attribute a name of its own.
pub(super) fn name_apart(columns: &mut [TableColumn]) {
    let mut taken = BTreeSet::new();
    for (at, column) in (1..).zip(columns) {
        if let ColumnTarget::Attribute(name) = &mut column.target {
            *name = column.heading.clone();
            if !taken.insert(name.clone()) {
                *name = format!("{name} (column {at})");
                taken.insert(name.clone());
            }
        }
    }
}
