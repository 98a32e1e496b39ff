//! Values of the tables of subscriptions and deliveries.

use rusqlite::{Connection, Row, Transaction};

use crate::error::Result;
use crate::ledger::{Failure, required};
use crate::model::{Collection, RecordId};

/// A record, of two columns: its collection and its id.
pub(super) fn record(row: &Row<'_>, at: usize) -> Result<RecordId, Failure> {
    let collection: Collection = required(row, at)?;
    let id: String = row.get(at + 1)?;
    Ok(RecordId::new(collection, id)?)
}

pub(super) fn collection_of(record: &RecordId) -> &'static str {
    record.collection().as_str()
}

/// SQLite's integers are signed: the 64 bits of a digest, read as one.
pub(super) fn bits(fingerprint: u64) -> i64 {
    fingerprint.cast_signed()
}

pub(super) fn fingerprint(row: &Row<'_>, at: usize) -> Result<u64, Failure> {
    Ok(row.get::<_, i64>(at)?.cast_unsigned())
}

pub(super) fn number(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(row: &Row<'_>, at: usize) -> Result<u64, Failure> {
    Ok(u64::try_from(row.get::<_, i64>(at)?).unwrap_or(0))
}

/// How often subscriptions, candidates and deliveries were changed.
pub(super) fn changes(of: &Connection) -> Result<u64, Failure> {
    let count = of.query_row("SELECT count FROM push_change", [], |row| {
        row.get::<_, i64>(0)
    })?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Counts one change more.
pub(super) fn bump(inside: &Transaction<'_>) -> Result<(), Failure> {
    inside.execute("UPDATE push_change SET count = count + 1", [])?;
    Ok(())
}
