//! Which records the commits between two states of a library changed.

use rusqlite::{Connection, params};

use super::failure::Failure;
use super::revisions::first_after;
use crate::model::{Collection, RecordId};

/// The records that commits after `from`, up to `until`, changed, and whether each was there before. O(changes).
pub(crate) fn changed_records(
    of: &Connection,
    from: u64,
    until: u64,
) -> Result<Vec<(RecordId, bool)>, Failure> {
    let Some(first) = first_after(of, from)? else {
        return Ok(Vec::new());
    };
    let end = first_after(of, until)?.unwrap_or(i64::MAX);
    // Beside min(), SQLite takes the other columns from the row that has the least: the record's first change.
    let mut select = of.prepare_cached(
        "SELECT collection, record, before IS NOT NULL, min(id) FROM revision
         WHERE id >= ?1 AND id < ?2 GROUP BY collection, record",
    )?;
    let mut rows = select.query(params![first, end])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let collection = row.get::<_, String>(0)?.parse::<Collection>()?;
        let id = RecordId::new(collection, row.get::<_, String>(1)?)?;
        found.push((id, row.get(2)?));
    }
    Ok(found)
}
