//! The tables of the ledger: entries, which are appended alone, and the standings that they come to.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::calendar::Calendar;
use super::entry::{EntryContent, EntryCorrection, LedgerEntry};
use super::failure::{Failure, unreadable_row};
use super::stages::Stages;
use super::standing::Standing;
use crate::error::Result;
use crate::model::{NeedId, ProfileId};

/// The tables of the ledger.
pub(super) const TABLES: &str = "
-- What happened to a match, in the order of appending. Appended alone: see the triggers.
CREATE TABLE entry (
    id         INTEGER PRIMARY KEY,
    need       TEXT NOT NULL,    -- id of the need of the match
    profile    TEXT NOT NULL,    -- id of the profile of the match
    kind       TEXT NOT NULL,    -- proposed, pushed, viewed, contacted, visited, met, agreed, signed, solved, refused, withdrawn, note, deadline, handed or correction
    at         TEXT NOT NULL,    -- moment with its offset, as in 2026-11-29T09:30:00+08:00
    second     INTEGER NOT NULL, -- the same moment in seconds since 1970-01-01T00:00:00Z
    by         TEXT,             -- who made the entry
    source     TEXT,             -- where it comes from
    reason     TEXT,             -- why
    note       TEXT,             -- anything else
    amount     REAL,             -- in 万元 (10,000 yuan)
    propensity REAL,             -- probability with which it was proposed or pushed, above 0 to 1
    officer    TEXT,             -- who is responsible from now on
    until      TEXT,             -- day by which the next step is due
    corrects   INTEGER REFERENCES entry (id), -- of a correction: the corrected entry
    struck     INTEGER,          -- of a correction: 1 if the corrected entry never happened, else 0
    becomes    TEXT,             -- of a correction: the kind that is right
    happened   TEXT              -- of a correction: the moment that is right
) STRICT;
CREATE INDEX entry_of_match ON entry (need, profile, id);
CREATE INDEX entry_by_moment ON entry (second, id);

CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
BEGIN SELECT raise(ABORT, 'entries are never deleted: append a correction'); END;
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry
BEGIN SELECT raise(ABORT, 'entries are never changed: append a correction'); END;
CREATE TRIGGER entry_is_new BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM entry WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'entries are never replaced: append a correction'); END;

-- How each match stands: the fold of its entries, kept in the transaction that appends them.
CREATE TABLE standing (
    need     TEXT NOT NULL,
    profile  TEXT NOT NULL,
    stage    TEXT NOT NULL,    -- id of its stage
    role     TEXT NOT NULL,    -- waiting, engaged, done or ended
    is_open  INTEGER NOT NULL, -- 1 if waiting or engaged
    entered  TEXT NOT NULL,    -- moment of entering the stage
    deadline TEXT,             -- day by which the next step is due
    officer  TEXT,             -- who is responsible
    source   TEXT,             -- where the match comes from
    amount   REAL,             -- in 万元
    first    TEXT NOT NULL,    -- moment of the first activity
    last     TEXT NOT NULL,    -- moment of the last activity
    last_day TEXT NOT NULL,    -- its day
    taken    TEXT,             -- day on which the profile was first at work on it
    furthest INTEGER NOT NULL, -- place of the furthest stage that it came to, from 0
    entries  INTEGER NOT NULL, -- number of its entries
    PRIMARY KEY (need, profile)
) STRICT, WITHOUT ROWID;
CREATE INDEX standing_by_deadline ON standing (is_open, deadline);
CREATE INDEX standing_by_activity ON standing (is_open, last_day);
CREATE INDEX standing_of_officer ON standing (officer, is_open, deadline);
CREATE INDEX standing_in_stage ON standing (stage, is_open, deadline);
CREATE INDEX standing_of_profile ON standing (profile, is_open, role, taken);
CREATE INDEX standing_answered ON standing (need, taken, role, is_open, last_day);

-- The stages and the calendar of this ledger, as JSON.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY, -- stages or calendar
    value TEXT NOT NULL
) STRICT;

-- For people: every entry.
CREATE VIEW ledger AS
SELECT id, at, need, profile, kind, by, source, reason, note, amount, officer, until, corrects, becomes, happened
FROM entry;

-- For people: every open match, the earliest deadline first.
CREATE VIEW desk AS
SELECT officer, deadline, need, profile, stage, entered, last, source, amount
FROM standing WHERE is_open = 1 ORDER BY deadline IS NULL, deadline, need, profile;
";

/// Adds the entry `content` of that number to `table`, which has the columns of `entry`.
pub(super) fn insert_into(
    to: &Connection,
    table: &str,
    (number, content): (u64, &EntryContent),
) -> Result<(), Failure> {
    let correction = content.correction.as_ref();
    to.prepare_cached(&format!(
        "INSERT INTO {table} (need, profile, kind, at, second, by, source, reason, note, amount, propensity, officer,
                              until, corrects, struck, becomes, happened, id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"
    ))?
    .execute(params![
        content.need.as_str(),
        content.profile.as_str(),
        content.kind.as_str(),
        content.at.to_string(),
        content.at.unix_seconds(),
        content.by,
        content.source,
        content.reason,
        content.note,
        content.amount,
        content.propensity,
        content.officer,
        content.until.map(|day| day.to_string()),
        correction.map(|correction| sql(correction.of)),
        correction.map(|correction| correction.is_struck),
        correction.and_then(|correction| correction.kind).map(|kind| kind.as_str()),
        correction.and_then(|correction| correction.at).map(|at| at.to_string()),
        sql(number),
    ])?;
    Ok(())
}

/// Columns of an entry, in the order that [`entry`] reads.
pub(super) const ENTRY: &str = "id, need, profile, kind, at, by, source, reason, note, amount, propensity, officer, \
                                until, corrects, struck, becomes, happened";

/// The entry of a row of [`ENTRY`].
pub(super) fn entry(row: &Row<'_>) -> Result<LedgerEntry, Failure> {
    let correction = match row.get::<_, Option<i64>>(13)? {
        None => None,
        Some(of) => Some(EntryCorrection {
            of: u64::try_from(of).unwrap_or(0),
            is_struck: row.get::<_, Option<bool>>(14)?.unwrap_or(false),
            kind: optional(row, 15)?,
            at: optional(row, 16)?,
        }),
    };
    Ok(LedgerEntry {
        number: u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0),
        content: EntryContent {
            need: required(row, 1)?,
            profile: required(row, 2)?,
            kind: required(row, 3)?,
            at: required(row, 4)?,
            by: row.get(5)?,
            source: row.get(6)?,
            reason: row.get(7)?,
            note: row.get(8)?,
            amount: row.get(9)?,
            propensity: row.get(10)?,
            officer: row.get(11)?,
            until: optional(row, 12)?,
            correction,
        },
    })
}

/// The entries of a match, in the order of appending.
pub(super) fn of_match(
    of: &Connection,
    need: &NeedId,
    profile: &ProfileId,
) -> Result<Vec<LedgerEntry>, Failure> {
    let text = format!("SELECT {ENTRY} FROM entry WHERE need = ?1 AND profile = ?2 ORDER BY id");
    let mut select = of.prepare_cached(&text)?;
    let mut rows = select.query(params![need.as_str(), profile.as_str()])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// The entries of a match under any of the ids of its profile, in the order of appending.
pub(super) fn of_all_ids<'a>(
    of: &Connection,
    need: &NeedId,
    ids: impl IntoIterator<Item = &'a ProfileId>,
) -> Result<Vec<LedgerEntry>, Failure> {
    let mut entries = Vec::new();
    for id in ids {
        entries.extend(of_match(of, need, id)?);
    }
    entries.sort_by_key(|entry| entry.number);
    Ok(entries)
}

/// Whether the match of an entry is open, and the entry brings it to a stage that is done or ended.
pub(crate) fn may_end(of: &Connection, content: &EntryContent) -> Result<bool, Failure> {
    let stages = rules(of)?.0;
    let stage = stages
        .place_of(content.kind)
        .and_then(|at| stages.all().get(at));
    if stage.is_none_or(|stage| stage.role.is_open()) {
        return Ok(false);
    }
    let mut select = of.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM standing WHERE need = ?1 AND profile = ?2 AND is_open = 1)",
    )?;
    let (need, profile) = (content.need.as_str(), content.profile.as_str());
    Ok(select.query_row([need, profile], |row| row.get(0))?)
}

/// Profiles that have standings, under the ids that their entries name, ascending.
pub(crate) fn profiles_with_standings(of: &Connection) -> Result<Vec<ProfileId>, Failure> {
    let mut select = of.prepare_cached("SELECT DISTINCT profile FROM standing ORDER BY profile")?;
    let mut rows = select.query([])?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next()? {
        ids.push(required(row, 0)?);
    }
    Ok(ids)
}

/// Writes the standing of a match down in place of its earlier one.
pub(super) fn put_standing(to: &Transaction<'_>, standing: &Standing) -> Result<(), Failure> {
    put_standing_into(to, "standing", standing)
}

/// Writes a standing down in `table`, which has the columns of `standing`.
pub(super) fn put_standing_into(
    to: &Connection,
    table: &str,
    standing: &Standing,
) -> Result<(), Failure> {
    to.prepare_cached(&format!(
        "INSERT OR REPLACE INTO {table} (need, profile, stage, role, is_open, entered, deadline, officer, source,
                                         amount, first, last, last_day, taken, furthest, entries)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
    ))?
    .execute(params![
        standing.need.as_str(),
        standing.profile.as_str(),
        standing.stage,
        standing.role.as_str(),
        standing.role.is_open(),
        standing.entered.to_string(),
        standing.deadline.map(|day| day.to_string()),
        standing.officer,
        standing.source,
        standing.amount,
        standing.first.to_string(),
        standing.last.to_string(),
        standing.last.date().to_string(),
        standing.taken.map(|day| day.to_string()),
        standing.furthest,
        standing.entries,
    ])?;
    Ok(())
}

/// Removes the standing of a match of which nothing happened.
pub(super) fn drop_standing(
    to: &Transaction<'_>,
    need: &NeedId,
    profile: &ProfileId,
) -> Result<(), Failure> {
    to.prepare_cached("DELETE FROM standing WHERE need = ?1 AND profile = ?2")?
        .execute(params![need.as_str(), profile.as_str()])?;
    Ok(())
}

/// Columns of a standing, in the order that [`standing`] reads.
pub(super) const STANDING: &str = "need, profile, stage, role, entered, deadline, officer, source, amount, first, last, taken, furthest, entries";

/// The standing of a row of [`STANDING`].
pub(super) fn standing(row: &Row<'_>) -> Result<Standing, Failure> {
    Ok(Standing {
        need: required(row, 0)?,
        profile: required(row, 1)?,
        stage: row.get(2)?,
        role: required(row, 3)?,
        entered: required(row, 4)?,
        deadline: optional(row, 5)?,
        officer: row.get(6)?,
        source: row.get(7)?,
        amount: row.get(8)?,
        first: required(row, 9)?,
        last: required(row, 10)?,
        taken: optional(row, 11)?,
        furthest: row.get(12)?,
        entries: row.get(13)?,
    })
}

/// The text of a column, read.
pub(crate) fn required<T: std::str::FromStr>(row: &Row<'_>, at: usize) -> Result<T, Failure> {
    let text: String = row.get(at)?;
    text.parse().map_err(|_| unreadable(row, &text))
}

/// The text of a column, read; `None` for NULL.
pub(crate) fn optional<T: std::str::FromStr>(
    row: &Row<'_>,
    at: usize,
) -> Result<Option<T>, Failure> {
    let text: Option<String> = row.get(at)?;
    text.map(|text| text.parse().map_err(|_| unreadable(row, &text)))
        .transpose()
}

fn unreadable(row: &Row<'_>, text: &str) -> Failure {
    // Entries begin with their number.
    let is_entry = row.as_ref().column_name(0).is_ok_and(|name| name == "id");
    unreadable_row(if is_entry { "entry" } else { "standing" }, text).into()
}

/// SQLite's integers are signed.
pub(super) fn sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The stages that the ledger goes by.
pub(crate) fn current_stages(of: &Connection) -> Result<Stages, Failure> {
    Ok(rules(of)?.0)
}

/// The stages and the calendar that the ledger goes by: the built-in ones until others are set.
pub(super) fn rules(of: &Connection) -> Result<(Stages, Calendar), Failure> {
    let stages = setting(of, "stages")?
        .map(|text| Stages::read(&text))
        .transpose()?;
    let calendar = setting(of, "calendar")?
        .map(|text| Calendar::read(&text))
        .transpose()?;
    Ok((
        stages.unwrap_or_else(Stages::builtin),
        calendar.unwrap_or_default(),
    ))
}

/// The value of a setting; `None` if it is not set.
pub(super) fn setting(of: &Connection, name: &str) -> Result<Option<String>, Failure> {
    let mut select = of.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
    Ok(select.query_row([name], |row| row.get(0)).optional()?)
}

/// Sets a setting.
pub(super) fn set(to: &Transaction<'_>, name: &str, value: &str) -> Result<(), Failure> {
    to.execute(
        "INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)",
        [name, value],
    )?;
    Ok(())
}

/// Lets `remove` delete entries that the library never had, which the table refuses else.
pub(super) fn unguarded(
    to: &Transaction<'_>,
    remove: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    let guard = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = 'entry_is_kept'";
    let guard: Option<String> = to.query_row(guard, [], |row| row.get(0)).optional()?;
    to.execute_batch("DROP TRIGGER IF EXISTS entry_is_kept")?;
    remove()?;
    if let Some(guard) = guard {
        to.execute_batch(&guard)?;
    }
    Ok(())
}
