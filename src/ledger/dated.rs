//! Which records changed since a day, by the moments of their changes.

use rusqlite::{Connection, params};

use super::failure::Failure;
use super::revisions::first_after;
use crate::model::{Collection, Date, RecordId};

/// The records of `collection` with a change on `from` or later, in commits up to `generation`; by id.
pub(crate) fn dated_records(
    of: &Connection,
    collection: Collection,
    from: Date,
    generation: u64,
) -> Result<Vec<RecordId>, Failure> {
    let end = first_after(of, generation)?.unwrap_or(i64::MAX);
    // A moment begins with its day, so that texts compare as days do.
    let mut select = of.prepare_cached(
        "SELECT DISTINCT record FROM revision JOIN change ON change.id = revision.change
         WHERE collection = ?1 AND change.at >= ?2 AND revision.id < ?3 ORDER BY record",
    )?;
    let mut rows = select.query(params![collection.as_str(), from.to_string(), end])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(RecordId::new(collection, row.get::<_, String>(0)?)?);
    }
    Ok(found)
}

/// How many changes of records of `collection` have no moment.
pub(crate) fn undated_changes(of: &Connection, collection: Collection) -> Result<usize, Failure> {
    let count: i64 = of.query_row(
        "SELECT count(*) FROM revision JOIN change ON change.id = revision.change
         WHERE collection = ?1 AND change.at IS NULL",
        [collection.as_str()],
        |row| row.get(0),
    )?;
    Ok(usize::try_from(count).unwrap_or(0))
}
