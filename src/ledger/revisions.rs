//! The tables of the revisions: appended to by the writer of a library, read by anybody.
//!
//! Each revision belongs to a commit of the library, by its number (see `index::generation`). Revisions are written
//! before that commit, in batches; those of a later commit than the reader's are not seen, and the ones of a commit
//! that never came are removed by the next writer.

use rusqlite::{Connection, Row, Transaction, params};
use serde_json::{Map, Value};

use super::failure::Failure;
use super::pending::{discard_pending, has_pending_after};
use super::revision::{Change, ExportedRevision, NewRevision, Revision, RevisionAction};
use super::transfer::{discard_import, has_import_after};
use crate::error::Error;
use crate::model::{Collection, Moment, RecordId, Version};

/// The tables of the revisions.
pub(super) const TABLES: &str = "
-- When, by whom and why records were changed; one row for the changes of one import or one request.
CREATE TABLE change (
    id  INTEGER PRIMARY KEY,
    at  TEXT,   -- moment with its offset, as in 2026-11-29T09:30:00+08:00; NULL if unknown
    by  TEXT,   -- who
    why TEXT    -- why, or the file
) STRICT;

-- The commits of the library that changed records.
CREATE TABLE generation (
    number INTEGER PRIMARY KEY, -- as in the library's meta.json
    first  INTEGER NOT NULL,    -- id of its first revision
    count  INTEGER NOT NULL     -- of its revisions
) STRICT;

-- One change of one record, in the order of the changes. Never updated.
CREATE TABLE revision (
    id         INTEGER PRIMARY KEY,
    change     INTEGER NOT NULL REFERENCES change (id),
    collection TEXT NOT NULL,    -- need, profile or enterprise
    record     TEXT NOT NULL,    -- id of the record
    action     TEXT NOT NULL,    -- put, patch, merge, delete or restore
    other      TEXT,             -- the other profile of a merge
    before     TEXT,             -- JSON: changed fields with their values before; NULL if there was no record
    after      TEXT,             -- JSON: the same fields after; NULL if the record is gone
    version    TEXT              -- of the record after, 16 hexadecimal digits; NULL if it is gone
) STRICT;
CREATE INDEX revision_of_record ON revision (collection, record, id);

-- For people: every change with its moment and author.
CREATE VIEW history AS
SELECT revision.id, change.at, change.by, change.why, collection, record, action, other, before, after, version
FROM revision JOIN change ON change.id = revision.change;
";

/// Writes `change` down; returns its row.
pub(crate) fn add_change(to: &Transaction<'_>, change: &Change) -> Result<i64, Failure> {
    let at = change.at.map(|at| at.to_string());
    to.prepare_cached("INSERT INTO change (at, by, why) VALUES (?1, ?2, ?3)")?
        .execute(params![at, change.by, change.why])?;
    Ok(to.last_insert_rowid())
}

/// Appends `revisions`, which belong to the commit `generation` and to `change`.
pub(crate) fn append(
    to: &Transaction<'_>,
    generation: u64,
    revisions: &[(i64, &NewRevision)],
) -> Result<(), Failure> {
    let mut insert = to.prepare_cached(
        "INSERT INTO revision (change, collection, record, action, other, before, after, version)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let mut first = None;
    for (change, revision) in revisions {
        insert.execute(params![
            change,
            revision.id.collection().as_str(),
            revision.id.as_str(),
            revision.action.as_str(),
            revision.other,
            revision.before,
            revision.after,
            revision.version.map(|version| version.to_string()),
        ])?;
        first.get_or_insert(to.last_insert_rowid());
    }
    if let Some(first) = first {
        to.prepare_cached(
            "INSERT INTO generation (number, first, count) VALUES (?1, ?2, ?3)
             ON CONFLICT (number) DO UPDATE SET count = count + excluded.count",
        )?
        .execute(params![
            number(generation),
            first,
            number(revisions.len() as u64)
        ])?;
    }
    Ok(())
}

/// Removes the revisions and the entries of commits after `generation`, which never came.
pub(crate) fn discard_after(to: &Transaction<'_>, generation: u64) -> Result<(), Failure> {
    discard_pending(to, generation)?;
    if has_import_after(to, generation)? {
        discard_import(to)?;
    }
    if let Some(first) = first_after(to, generation)? {
        to.execute("DELETE FROM revision WHERE id >= ?1", [first])?;
        to.execute(
            "DELETE FROM generation WHERE number > ?1",
            [number(generation)],
        )?;
        to.execute(
            "DELETE FROM change WHERE id > coalesce((SELECT change FROM revision ORDER BY id DESC LIMIT 1), 0)",
            [],
        )?;
    }
    Ok(())
}

/// Whether revisions or entries are stored of a commit after `generation`.
pub(crate) fn has_after(of: &Connection, generation: u64) -> Result<bool, Failure> {
    Ok(first_after(of, generation)?.is_some()
        || has_pending_after(of, generation)?
        || has_import_after(of, generation)?)
}

/// The id of the first revision of a commit after `generation`.
pub(super) fn first_after(of: &Connection, generation: u64) -> Result<Option<i64>, Failure> {
    let mut found = of.prepare_cached("SELECT min(first) FROM generation WHERE number > ?1")?;
    Ok(found.query_row([number(generation)], |row| row.get(0))?)
}

/// The revisions of a record in commits up to `generation`, oldest first.
pub(crate) fn of_record(
    of: &Connection,
    generation: u64,
    id: &RecordId,
) -> Result<Vec<Revision>, Failure> {
    let end = first_after(of, generation)?.unwrap_or(i64::MAX);
    select(of, id, (0, end))
}

/// The revisions of a record in commits after `generation`, oldest first.
pub(crate) fn pending_of_record(
    of: &Connection,
    generation: u64,
    id: &RecordId,
) -> Result<Vec<Revision>, Failure> {
    match first_after(of, generation)? {
        Some(first) => select(of, id, (first, i64::MAX)),
        None => Ok(Vec::new()),
    }
}

/// The revisions of a record with ids from the first bound up to, but not with, the second.
fn select(
    of: &Connection,
    id: &RecordId,
    (from, to): (i64, i64),
) -> Result<Vec<Revision>, Failure> {
    let mut select = of.prepare_cached(
        "SELECT at, by, why, action, other, before, after, version
         FROM revision JOIN change ON change.id = revision.change
         WHERE collection = ?1 AND record = ?2 AND revision.id >= ?3 AND revision.id < ?4
         ORDER BY revision.id",
    )?;
    let collection = id.collection().as_str();
    let mut rows = select.query(params![collection, id.as_str(), from, to])?;
    let mut revisions = Vec::new();
    while let Some(row) = rows.next()? {
        let number = u32::try_from(revisions.len() + 1).unwrap_or(u32::MAX);
        revisions.push(revision(row, number)?);
    }
    Ok(revisions)
}

fn revision(row: &Row<'_>, number: u32) -> Result<Revision, Failure> {
    let fields = |at: usize| -> Result<Option<Map<String, Value>>, Failure> {
        let text: Option<String> = row.get(at)?;
        let read = |text: String| serde_json::from_str(&text).map_err(|_| unreadable(&text));
        Ok(text.map(read).transpose()?)
    };
    let parse_version = |text: String| text.parse::<Version>();
    Ok(Revision {
        number,
        change: Change {
            at: row
                .get::<_, Option<String>>(0)?
                .map(|at| at.parse::<Moment>())
                .transpose()?,
            by: row.get(1)?,
            why: row.get(2)?,
        },
        action: row.get::<_, String>(3)?.parse::<RevisionAction>()?,
        other: row.get(4)?,
        before: fields(5)?,
        after: fields(6)?,
        version: row
            .get::<_, Option<String>>(7)?
            .map(parse_version)
            .transpose()?,
    })
}

/// Up to `count` revisions of commits up to `generation` behind the one of that row, in order, each with its row.
pub(crate) fn revisions_after(
    of: &Connection,
    generation: u64,
    row: i64,
    count: usize,
) -> Result<Vec<(i64, ExportedRevision)>, Failure> {
    let end = first_after(of, generation)?.unwrap_or(i64::MAX);
    let mut select = of.prepare_cached(
        "SELECT at, by, why, action, other, before, after, version, collection, record, revision.id
         FROM revision JOIN change ON change.id = revision.change
         WHERE revision.id > ?1 AND revision.id < ?2 ORDER BY revision.id LIMIT ?3",
    )?;
    let mut rows = select.query(params![row, end, number(count as u64)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let collection = row.get::<_, String>(8)?.parse::<Collection>()?;
        let id = RecordId::new(collection, row.get::<_, String>(9)?)?;
        let exported = ExportedRevision::new(&id, revision(row, 0)?);
        found.push((row.get(10)?, exported));
    }
    Ok(found)
}

/// A row whose JSON is none: somebody else has written to the file.
fn unreadable(text: &str) -> Error {
    super::failure::unreadable_row("revision", text)
}

/// SQLite's integers are signed.
fn number(generation: u64) -> i64 {
    i64::try_from(generation).unwrap_or(i64::MAX)
}
