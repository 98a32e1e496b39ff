//! Names of documents and statements in Chinese.

use crate::explain::voice::FoundPhrase;
use crate::score::Statement;
pub(super) use crate::words::chinese::{amount, codes, goes, km, list, quoted, region};

/// A document of a profile.
pub(super) fn source(work: Option<usize>, title: &str, year: Option<i32>) -> String {
    match (work, year) {
        (None, _) => format!("供方自述（{}）", quoted(title)),
        (Some(_), None) => format!("《{title}》"),
        (Some(_), Some(year)) => format!("《{title}》（{year}年）"),
    }
}

/// A phrase of a document with the fields it stands in.
pub(super) fn phrase(found: &FoundPhrase<'_>) -> String {
    let fields = found.fields.iter().map(|field| field.as_chinese());
    let of = found.synonym_of;
    let of = of.map(|of| format!("{}的同义词，", quoted(of)));
    format!(
        "{}（{}{}）",
        quoted(found.text),
        of.unwrap_or_default(),
        list(fields, usize::MAX)
    )
}

pub(super) fn statement(statement: Statement) -> &'static str {
    statement.as_chinese()
}
