//! What the columns of one table mean together.

use std::collections::{BTreeMap, BTreeSet};

use super::Side;
use super::fold::Heading;
use super::layout::{Column, Target};
use super::work::WorkColumn;
use crate::error::{Error, Result};

/// In a list of results, the result itself is the profile: `成果名称` is then the name, and not
/// the title of somebody's work.
pub(super) fn promote_results(columns: &mut [Column]) {
    let named = columns
        .iter()
        .any(|column| column.target.field() == Some("name"));
    let is_result = |c: &Column| {
        let title = matches!(
            c.target,
            Target::Work(WorkColumn {
                number: 0,
                field: "title",
                ..
            })
        );
        let keys = Heading::new(&c.heading).keys;
        title
            && Side::Profiles
                .implied_kinds()
                .iter()
                .any(|(h, _)| keys.iter().any(|key| key == h))
    };
    if named || !columns.iter().any(is_result) {
        return;
    }
    for column in columns {
        if let Target::Work(WorkColumn {
            number: 0, field, ..
        }) = column.target
        {
            column.target = promoted(field);
        }
    }
}

fn promoted(field: &str) -> Target {
    let name = match field {
        "title" => "name",
        "abstract" => "description",
        "keywords" => "expertise",
        _ => return Target::Attribute(String::new()),
    };
    Side::Profiles
        .field(name)
        .map_or(Target::Attribute(String::new()), Target::Field)
}

/// Refuses two columns of a field that takes one.
pub(super) fn refuse_rivals(columns: &[Column]) -> Result<()> {
    let mut holders: BTreeMap<(&str, u8), &str> = BTreeMap::new();
    for column in columns {
        let place = match &column.target {
            Target::Field(field) if !field.shape.is_joined() => (field.name, 0),
            Target::Work(work) => (work.field, work.number + 1),
            _ => continue,
        };
        // A range is either one column or two.
        let whole = if place.0.starts_with("budget.") {
            holders.get(&("budget", 0))
        } else {
            None
        };
        let parts = || {
            holders
                .get(&("budget.min", 0))
                .or_else(|| holders.get(&("budget.max", 0)))
        };
        let rival = whole
            .or_else(|| holders.get(&place))
            .or_else(|| if place.0 == "budget" { parts() } else { None });
        if let Some(rival) = rival {
            return Err(two_headings(place.0, rival, &column.heading));
        }
        holders.insert(place, &column.heading);
    }
    Ok(())
}

fn two_headings(field: &str, first: &str, second: &str) -> Error {
    let repair =
        format!("keep one of the two columns, or map one of them, as in {second}=attribute");
    Error::invalid(field, format!("{first} and {second}"), repair)
}

/// Gives every attribute a name of its own.
pub(super) fn name_apart(columns: &mut [Column]) {
    let mut taken = BTreeSet::new();
    for (at, column) in (1..).zip(columns) {
        if let Target::Attribute(name) = &mut column.target {
            *name = column.heading.clone();
            if !taken.insert(name.clone()) {
                *name = format!("{name} (column {at})");
                taken.insert(name.clone());
            }
        }
    }
}
