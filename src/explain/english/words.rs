//! Names of documents and statements in English.

use crate::explain::voice::FoundPhrase;
use crate::score::Statement;
pub(super) use crate::words::english::{
    amount, capital, codes, count, goes, km, list, quoted, spaced,
};

pub(super) fn statement(statement: Statement) -> &'static str {
    match statement {
        Statement::Kinds => "kind",
        Statement::Organizations => "organisation",
        Statement::Regions => "region",
        Statement::Distance => "distance",
        Statement::Industries => "industry",
        Statement::Modes => "way of working",
        Statement::Budget => "budget",
    }
}

/// A document of a profile.
pub(super) fn source(work: Option<usize>, title: &str, year: Option<i32>) -> String {
    match (work, year) {
        (None, _) => format!("the profile's own statement ({})", quoted(title)),
        (Some(_), None) => format!("the work {}", quoted(title)),
        (Some(_), Some(year)) => format!("the work {} ({year})", quoted(title)),
    }
}

/// A phrase of a document with the fields it stands in.
pub(super) fn phrase(found: &FoundPhrase<'_>) -> String {
    let fields = found.fields.iter().map(|field| field.as_str());
    let of = found.synonym_of;
    let of = of.map(|of| format!("for {}, ", quoted(of)));
    format!(
        "{} ({}{})",
        quoted(found.text),
        of.unwrap_or_default(),
        list(fields, usize::MAX, "and")
    )
}
