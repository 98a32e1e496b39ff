//! Batches as files: JSON Lines, CSV, and a mail for each recipient. The bytes are a pure function of the batch.

mod eml;
mod lines;
mod table;

use super::hand_over::{BatchFormat, PushBatch};
use super::on_disk::BatchFiles;
use crate::error::Result;

pub(super) use eml::is_address;

/// The files of a batch, by its format.
pub(super) fn files(batch: &PushBatch) -> Result<BatchFiles> {
    Ok(match batch.format {
        BatchFormat::JsonLines | BatchFormat::Callback => BatchFiles::One(lines::lines(batch)?),
        BatchFormat::Csv => BatchFiles::One(table::table(batch)?),
        BatchFormat::Eml => BatchFiles::Many(eml::mails(batch)),
    })
}

/// A text of what was shown; `None` if the caller gave none of that name.
fn shown<'a>(delivery: &'a super::Delivery, name: &str) -> Option<&'a str> {
    delivery.shown.get(name)?.as_str()
}

/// Text without the marks that turn the direction of writing: in a mail or a table they make other text read backwards.
fn straight(text: &str) -> String {
    let turns = |c: &char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !turns(c)).collect()
}
