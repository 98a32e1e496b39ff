//! Entries that are made together with a commit of records.
//!
//! An entry on its way is a row of `pending_entry`, under the number of the commit to come and under the number that
//! the entry will have: entries that others append meanwhile get higher ones, and a commit that never comes leaves a
//! gap that the next entry may fill. [`roll_forward`] moves the entries of commits that are there into the ledger.
//! Until somebody does, [`lay_over`] shows a reader the ledger as it will then be.
//!
//! Stages and corrections are checked once, by [`check_next`], before an entry is accepted. Nothing is asked again when
//! it moves, so that moving cannot be refused.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Transaction, params};

use super::appended::Appended;
use super::calendar::Calendar;
use super::correction::{check_correction, unknown};
use super::entries::{
    drop_standing, insert_into, of_all_ids, of_match, put_standing, put_standing_into, required,
    rules, sql, unguarded,
};
use super::entry::{EntryContent, LedgerEntry};
use super::exported::ExportedEntry;
use super::failure::{Failure, unreadable_row};
use super::merged::MergedIds;
use super::stages::Stages;
use super::standing::{Standing, fold, happened};
use crate::error::{Error, Result, say};
use crate::model::{NeedId, ProfileId};

/// The tables of entries that belong to commits.
pub(super) const TABLES: &str = "
-- Entries that are made together with a commit of the library, on their way: the views ledger and desk do not have them
-- yet. They move to entry when the commit is there, and are removed if it never comes.
CREATE TABLE pending_entry (
    id         INTEGER PRIMARY KEY, -- number that the entry gets
    generation INTEGER NOT NULL,    -- the commit, as in the library's meta.json
    content    TEXT NOT NULL        -- JSON of the entry, as in an export
) STRICT;

-- Which entries were made together with a commit of the library.
CREATE TABLE entry_commit (
    entry      INTEGER PRIMARY KEY REFERENCES entry (id),
    generation INTEGER NOT NULL     -- the commit, as in the library's meta.json
) STRICT;
";

/// A match, by its ids.
type MatchKey = (NeedId, ProfileId);

fn key(content: &EntryContent) -> MatchKey {
    (content.need.clone(), content.profile.clone())
}

/// Whether `content` may follow the entries of its match and then `earlier`, which were accepted before it and have no
/// numbers yet. Entries of the match stand under any of the `ids` of its profile; a correction gets the one of the entry
/// that it corrects.
///
/// # Errors
/// Every error of [`super::Ledger::append`] but those of fields and ids.
pub(crate) fn check_next(
    of: &Connection,
    (ids, earlier): (&[ProfileId], &[EntryContent]),
    mut content: EntryContent,
) -> Result<EntryContent, Failure> {
    let (stages, calendar) = rules(of)?;
    let mut entries = of_all_ids(of, &content.need, ids)?;
    if let Some(correction) = &content.correction {
        let found = entries.iter().find(|entry| entry.number == correction.of);
        let found = found.ok_or_else(|| unknown(correction.of))?;
        content.profile.clone_from(&found.content.profile);
    }
    // Behind all numbers that there are.
    let numbers = u64::MAX - earlier.len() as u64..;
    for (content, number) in earlier.iter().zip(numbers) {
        let content = content.clone();
        entries.push(LedgerEntry { number, content });
    }
    check_correction(&content, &entries)?;
    entries.push(LedgerEntry {
        number: u64::MAX,
        content: content.clone(),
    });
    fold(&entries, &stages, &calendar, Some(u64::MAX))?;
    Ok(content)
}

/// Writes accepted entries down for the commit `generation`, the next one; says what will become of them.
pub(crate) fn add_pending(
    to: &Transaction<'_>,
    generation: u64,
    (contents, merged): (&[EntryContent], &MergedIds),
) -> Result<Vec<Appended>, Failure> {
    roll_forward(to, generation.saturating_sub(1))?;
    let (stages, calendar) = rules(to)?;
    let mut matches: BTreeMap<MatchKey, Vec<LedgerEntry>> = BTreeMap::new();
    // An attempt at the same commit may have failed after this step.
    let key = |content: &EntryContent| {
        let kept = merged.kept(&content.profile);
        (content.need.clone(), kept.clone())
    };
    for (_, entry) in pending(to, generation)? {
        matches.entry(key(&entry.content)).or_default().push(entry);
    }
    let mut read: BTreeSet<MatchKey> = BTreeSet::new();
    let mut added = Vec::with_capacity(contents.len());
    for content in contents {
        let key = key(content);
        let entries = matches.entry(key.clone()).or_default();
        if read.insert(key.clone()) {
            entries.extend(of_all_ids(to, &key.0, merged.all(&key.1))?);
            entries.sort_by_key(|entry| entry.number);
        }
        let is_late = is_late(content, entries);
        let number = next_number(to)?;
        let entry = LedgerEntry {
            number,
            content: content.clone(),
        };
        entries.push(entry.clone());
        let json = serde_json::to_string(&ExportedEntry::from(entry));
        to.prepare_cached(
            "INSERT INTO pending_entry (id, generation, content) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![
            sql(number),
            sql(generation),
            json.map_err(unwritable)?
        ])?;
        added.push((key, Appended::new(number, is_late)));
    }
    // After the last of them, as for an append of several.
    let mut standings: BTreeMap<MatchKey, Option<Standing>> = BTreeMap::new();
    for key in read {
        let mut entries = matches.remove(&key).unwrap_or_default();
        merged.renamed(&mut entries);
        standings.insert(key, fold(&entries, &stages, &calendar, None)?);
    }
    let named = added.into_iter().map(|(key, mut appended)| {
        appended.standing = standings.get(&key).cloned().flatten();
        appended
    });
    Ok(named.collect())
}

/// Whether the moment of an entry lies before the one of an entry that its match has already.
pub(super) fn is_late(content: &EntryContent, entries: &[LedgerEntry]) -> bool {
    let happened = happened(entries);
    let last = happened.last();
    content.correction.is_none()
        && last.is_some_and(|(_, last)| content.at.unix_seconds() < last.at.unix_seconds())
}

/// The number of the next entry: behind all that are there and all that are on their way.
pub(super) fn next_number(of: &Connection) -> Result<u64, Failure> {
    let mut select = of.prepare_cached(
        "SELECT 1 + max((SELECT coalesce(max(id), 0) FROM entry), (SELECT coalesce(max(id), 0) FROM pending_entry))",
    )?;
    let number: i64 = select.query_row([], |row| row.get(0))?;
    Ok(u64::try_from(number).unwrap_or(0))
}

/// The least number of a commit of which entries are on their way; `None` if none are.
pub(super) fn first_pending(of: &Connection) -> Result<Option<u64>, Failure> {
    let mut select = of.prepare_cached("SELECT min(generation) FROM pending_entry")?;
    let first: Option<i64> = select.query_row([], |row| row.get(0))?;
    Ok(first.map(|first| u64::try_from(first).unwrap_or(0)))
}

/// The entries on their way of commits up to `generation`, each with its commit, by number.
fn pending(of: &Connection, generation: u64) -> Result<Vec<(u64, LedgerEntry)>, Failure> {
    let mut select = of.prepare_cached(
        "SELECT generation, content FROM pending_entry WHERE generation <= ?1 ORDER BY id",
    )?;
    let mut rows = select.query([sql(generation)])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let (generation, text): (i64, String) = (row.get(0)?, row.get(1)?);
        let read = serde_json::from_str::<ExportedEntry>(&text);
        let entry = read.map_err(|_| unreadable_row("pending_entry", &text))?;
        entries.push((u64::try_from(generation).unwrap_or(0), entry.into()));
    }
    Ok(entries)
}

/// Moves the entries of commits up to `generation`, which are there, into the ledger. O(entries of their matches).
pub(crate) fn roll_forward(to: &Transaction<'_>, generation: u64) -> Result<(), Failure> {
    if first_pending(to)?.is_none_or(|first| first > generation) {
        return Ok(());
    }
    let mut touched = BTreeSet::new();
    for (commit, entry) in pending(to, generation)? {
        insert_into(to, "entry", (entry.number, &entry.content))?;
        to.prepare_cached("INSERT INTO entry_commit (entry, generation) VALUES (?1, ?2)")?
            .execute([sql(entry.number), sql(commit)])?;
        touched.insert(key(&entry.content));
    }
    to.prepare_cached("DELETE FROM pending_entry WHERE generation <= ?1")?
        .execute([sql(generation)])?;
    refold_matches(to, touched)
}

/// Folds the entries of those matches anew.
fn refold_matches(
    to: &Transaction<'_>,
    touched: impl IntoIterator<Item = MatchKey>,
) -> Result<(), Failure> {
    let rules = rules(to)?;
    for (need, profile) in touched {
        match folded(&of_match(to, &need, &profile)?, &rules)? {
            Some(standing) => put_standing(to, &standing)?,
            None => drop_standing(to, &need, &profile)?,
        }
    }
    Ok(())
}

fn folded(entries: &[LedgerEntry], rules: &(Stages, Calendar)) -> Result<Option<Standing>> {
    fold(entries, &rules.0, &rules.1, None)
}

/// Lets the questions of a transaction see the ledger as [`roll_forward`] to the commit `generation` would leave it, and
/// one match where entries name several ids of one profile. It changes nothing: the tables are hidden by temporary
/// views, which go when the transaction is undone.
///
/// A database that may only be read takes temporary tables too. O(entries of the matches that differ, and
/// log(standings) for each merged profile).
pub(super) fn lay_over(
    of: &Connection,
    generation: Option<u64>,
    merged: &MergedIds,
) -> Result<(), Failure> {
    let waiting =
        generation.map_or_else(|| Ok(Vec::new()), |generation| pending(of, generation))?;
    let mut matches = under_earlier_ids(of, merged)?;
    if waiting.is_empty() && matches.is_empty() {
        return Ok(());
    }
    let rules = rules(of)?;
    of.execute_batch(
        "CREATE TEMP TABLE added_entry AS SELECT * FROM main.entry WHERE 0;
         CREATE TEMP TABLE added_standing AS SELECT * FROM main.standing WHERE 0;
         CREATE TEMP TABLE added_match (need TEXT, profile TEXT, PRIMARY KEY (need, profile));",
    )?;
    for (_, entry) in waiting {
        insert_into(of, "added_entry", (entry.number, &entry.content))?;
        let kept = merged.kept(&entry.content.profile).clone();
        let key = (entry.content.need.clone(), kept);
        matches.entry(key).or_default().push(entry);
    }
    for ((need, kept), added) in matches {
        let mut entries = of_all_ids(of, &need, merged.all(&kept))?;
        entries.extend(added);
        entries.sort_by_key(|entry| entry.number);
        for id in merged.all(&kept) {
            of.prepare_cached("INSERT INTO added_match VALUES (?1, ?2)")?
                .execute([need.as_str(), id.as_str()])?;
        }
        merged.renamed(&mut entries);
        if let Some(standing) = folded(&entries, &rules)? {
            put_standing_into(of, "added_standing", &standing)?;
        }
    }
    of.execute_batch(&format!(
        "CREATE TEMP VIEW entry AS SELECT * FROM main.entry UNION ALL SELECT * FROM temp.added_entry;
         CREATE TEMP VIEW entry_commit AS SELECT * FROM main.entry_commit
         UNION ALL SELECT id, generation FROM main.pending_entry WHERE generation <= {0};
         CREATE TEMP VIEW standing AS SELECT * FROM main.standing AS kept WHERE NOT EXISTS
         (SELECT 1 FROM temp.added_match AS added WHERE added.need = kept.need AND added.profile = kept.profile)
         UNION ALL SELECT * FROM temp.added_standing;",
        // Without a commit that is known, nothing is on its way.
        generation.map_or(-1, sql)
    ))?;
    Ok(())
}

/// The matches that have standings under ids which their profiles had before, by the ids that they have now.
fn under_earlier_ids(
    of: &Connection,
    merged: &MergedIds,
) -> Result<BTreeMap<MatchKey, Vec<LedgerEntry>>, Failure> {
    let mut matches = BTreeMap::new();
    for (gone, kept) in merged.pairs() {
        let mut select = of.prepare_cached("SELECT need FROM standing WHERE profile = ?1")?;
        let mut rows = select.query([gone.as_str()])?;
        while let Some(row) = rows.next()? {
            matches.insert((required(row, 0)?, kept.clone()), Vec::new());
        }
    }
    Ok(matches)
}

/// Whether the ledger has entries that were made together with a commit after `generation`, or has them on their way.
pub(super) fn has_commit_after(of: &Connection, generation: u64) -> Result<bool, Failure> {
    let text = "SELECT EXISTS (SELECT 1 FROM entry_commit WHERE generation > ?1)";
    let has: bool = of.query_row(text, [sql(generation)], |row| row.get(0))?;
    Ok(has || has_pending_after(of, generation)?)
}

/// Removes the entries that were made together with commits after `generation`, and corrections of such, from a copy of
/// the ledger that belongs to a copy of that commit. O(commits with entries + entries of their matches).
pub(super) fn leave_out_after(to: &Transaction<'_>, generation: u64) -> Result<(), Failure> {
    discard_pending(to, generation)?;
    // Corrections before what they correct.
    let text = "SELECT id, need, profile FROM entry WHERE EXISTS
        (SELECT 1 FROM entry_commit AS later WHERE later.entry IN (entry.id, entry.corrects) AND later.generation > ?1)
        ORDER BY id DESC";
    let mut touched = BTreeSet::new();
    let mut numbers: Vec<i64> = Vec::new();
    let mut select = to.prepare(text)?;
    let mut rows = select.query([sql(generation)])?;
    while let Some(row) = rows.next()? {
        numbers.push(row.get(0)?);
        touched.insert((required(row, 1)?, required(row, 2)?));
    }
    to.execute(
        "DELETE FROM entry_commit WHERE generation > ?1",
        [sql(generation)],
    )?;
    unguarded(to, || {
        for number in numbers {
            to.execute("DELETE FROM entry WHERE id = ?1", [number])?;
        }
        Ok(())
    })?;
    refold_matches(to, touched)
}

/// Whether entries are on their way of a commit after `generation`.
pub(super) fn has_pending_after(of: &Connection, generation: u64) -> Result<bool, Failure> {
    let mut select =
        of.prepare_cached("SELECT EXISTS (SELECT 1 FROM pending_entry WHERE generation > ?1)")?;
    Ok(select.query_row([sql(generation)], |row| row.get(0))?)
}

/// Removes the entries on their way of commits after `generation`, which never came.
pub(crate) fn discard_pending(to: &Transaction<'_>, generation: u64) -> Result<(), Failure> {
    to.execute(
        "DELETE FROM pending_entry WHERE generation > ?1",
        [sql(generation)],
    )?;
    Ok(())
}

fn unwritable(error: serde_json::Error) -> Failure {
    Error::fault(say!(
        "an entry cannot be written: {error}",
        "记录无法写出：“{error}”"
    ))
    .into()
}
