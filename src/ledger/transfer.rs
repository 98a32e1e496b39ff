//! The ledger on its way out of a library and into a new one.
//!
//! An import writes the entries before the library's commit, in one transaction, and the number of that commit with
//! them. If the commit never comes, the next writer finds a number that the library does not have, and removes them; see
//! [`super::revisions::discard_after`].

use rusqlite::{Connection, Transaction};
use serde_json::Value;

use super::book::refold;
use super::calendar::Calendar;
use super::correction::check_correction;
use super::entries::{ENTRY, entry, insert_into, of_match, set, setting, sql, unguarded};
use super::entry::LedgerEntry;
use super::exported::ExportedEntry;
use super::failure::{Failure, unreadable_row};
use super::stages::Stages;
use crate::error::{Error, Result, say};

/// Setting that holds the number of the commit to which imported entries belong.
const IMPORT: &str = "import";

/// One moment of a ledger: its rules, and the number of its last entry. Entries never change, so that the ones up to
/// that number can be read page by page later.
#[derive(Debug)]
pub(crate) struct LedgerMoment {
    /// JSON of the stages; `None` for the built-in ones.
    pub(crate) stages: Option<Value>,
    /// JSON of the calendar; `None` for weekends alone.
    pub(crate) calendar: Option<Value>,
    /// JSON of the setting that was asked for; `None` if it was never set.
    pub(crate) other: Option<Value>,
    /// Number of the last entry, 0 without any.
    pub(crate) last: u64,
}

impl LedgerMoment {
    /// The ledger as it is now, with its setting of the name `other`.
    pub(crate) fn now(of: &Connection, other: &str) -> Result<Self, Failure> {
        let json = |text: String| {
            serde_json::from_str(&text).map_err(|_| unreadable_row("setting", &text))
        };
        let stages = setting(of, "stages")?
            .map(|text| json(Stages::read(&text)?.to_json()))
            .transpose()?;
        let calendar = setting(of, "calendar")?
            .map(|text| json(Calendar::read(&text)?.to_json()))
            .transpose()?;
        let other = setting(of, other)?.map(json).transpose()?;
        let last = "SELECT coalesce(max(id), 0) FROM entry";
        let last: i64 = of.query_row(last, [], |row| row.get(0))?;
        Ok(Self {
            stages,
            calendar,
            other,
            last: u64::try_from(last).unwrap_or(0),
        })
    }

    /// Up to `count` entries behind the one of that number, in order, without the ones that were made together with a
    /// commit of records after `generation`, and without corrections of such.
    pub(crate) fn entries_after(
        &self,
        of: &Connection,
        (generation, number): (u64, u64),
        count: usize,
    ) -> Result<Vec<LedgerEntry>, Failure> {
        let text = format!(
            "SELECT {ENTRY} FROM entry WHERE id > ?1 AND id <= ?2 AND NOT EXISTS
             (SELECT 1 FROM entry_commit AS later WHERE later.entry IN (entry.id, entry.corrects) AND later.generation > ?3)
             ORDER BY id LIMIT ?4"
        );
        let mut select = of.prepare_cached(&text)?;
        let bounds = [number, self.last, generation, count as u64];
        let mut rows = select.query(bounds.map(sql))?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(entry(row)?);
        }
        Ok(entries)
    }
}

/// Whether the ledger has an entry.
pub(crate) fn has_entries(of: &Connection) -> Result<bool, Failure> {
    Ok(of.query_row("SELECT EXISTS (SELECT 1 FROM entry)", [], |row| row.get(0))?)
}

/// An export on its way into an empty ledger, inside one transaction.
pub(crate) struct LedgerImport<'a> {
    to: &'a Transaction<'a>,
    /// Number of the entry that was added last.
    last: u64,
}

impl<'a> LedgerImport<'a> {
    /// Begins to fill the ledger; the entries belong to the commit `generation`.
    ///
    /// # Errors
    /// Invalid input if it has entries.
    pub(crate) fn begin(to: &'a Transaction<'a>, generation: u64) -> Result<Self, Failure> {
        if has_entries(to)? {
            let repair = say!(
                "read an export into a new library: the ledger of this one has entries",
                "请把导出文件读入新库：此库的台账中已有记录"
            );
            return Err(Error::invalid("export", "ledger.db", repair).into());
        }
        // The rules are the export's, the built-in ones too.
        to.execute("DELETE FROM setting", [])?;
        set(to, IMPORT, &generation.to_string())?;
        Ok(Self { to, last: 0 })
    }

    /// Takes the stages over.
    pub(crate) fn set_stages(&self, stages: &Value) -> Result<(), Failure> {
        set(
            self.to,
            "stages",
            &Stages::read(&stages.to_string())?.to_json(),
        )
    }

    /// Takes the calendar over.
    pub(crate) fn set_calendar(&self, calendar: &Value) -> Result<(), Failure> {
        let calendar = Calendar::read(&calendar.to_string())?;
        set(self.to, "calendar", &calendar.to_json())
    }

    /// Sets a setting beside the stages and the calendar.
    pub(crate) fn set(&self, name: &str, value: &str) -> Result<(), Failure> {
        set(self.to, name, value)
    }

    /// Adds an entry under its number. Gates are not asked: it has passed the ones of its time.
    ///
    /// # Errors
    /// Invalid input if it is none that a ledger can hold at its place.
    pub(crate) fn add(&mut self, exported: ExportedEntry) -> Result<(), Failure> {
        let LedgerEntry { number, content } = exported.into();
        if number <= self.last || i64::try_from(number).is_err() {
            let repair = say!(
                "the numbers of entries rise, from 1: export anew",
                "记录序号应从1起递增：请重新导出"
            );
            return Err(Error::invalid("number", number, repair).into());
        }
        let content = content.checked()?;
        if content.correction.is_some() {
            let entries = of_match(self.to, &content.need, &content.profile)?;
            check_correction(&content, &entries)?;
        }
        insert_into(self.to, "entry", (number, &content))?;
        self.last = number;
        Ok(())
    }

    /// Folds the entries to the standings. O(entries).
    pub(crate) fn finish(self) -> Result<(), Failure> {
        refold(self.to)
    }
}

/// Whether entries were imported for a commit after `generation`.
pub(super) fn has_import_after(of: &Connection, generation: u64) -> Result<bool, Failure> {
    let number = setting(of, IMPORT)?.and_then(|text| text.parse::<u64>().ok());
    Ok(number.is_some_and(|number| number > generation))
}

/// Removes the entries, rules and standings of an import whose commit never came.
pub(super) fn discard_import(to: &Transaction<'_>) -> Result<(), Failure> {
    unguarded(to, || {
        to.execute_batch("DELETE FROM entry_commit; DELETE FROM entry;")?;
        Ok(())
    })?;
    to.execute_batch("DELETE FROM standing; DELETE FROM setting;")?;
    Ok(())
}

/// The commit with the imported entries is there: nothing is left to remove.
pub(crate) fn end_import(to: &Transaction<'_>) -> Result<(), Failure> {
    to.execute("DELETE FROM setting WHERE name = ?1", [IMPORT])?;
    Ok(())
}
