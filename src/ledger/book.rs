//! The ledger: appending entries, and the record of one match.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::{Connection, Transaction};

use super::appended::Appended;
use super::calendar::Calendar;
use super::correction::{check_correction, unknown};
use super::database::{Access, Database};
use super::entries::{
    ENTRY, drop_standing, entry, insert_into, of_all_ids, put_standing, rules, set, setting, sql,
};
use super::entry::{EntryContent, LedgerEntry};
use super::failure::{Failure, unreadable_row};
use super::merged::MergedIds;
use super::pending::{is_late, next_number};
use super::stages::Stages;
use super::standing::{Standing, fold, happened};
use crate::error::{Error, Result, say};
use crate::model::{Moment, NeedId, ProfileId};

/// Changes the ids of entries to the ones of the library's records; or refuses the entry at a place, and says why.
type Admit<'a> = Box<dyn Fn(&mut [EntryContent]) -> Result<(), (usize, Error)> + Send + Sync + 'a>;

/// Brings what the database knows of the library's records up to date.
type Refresh<'a> = Box<dyn Fn() -> Result<()> + Send + Sync + 'a>;

/// Leaves out the matches of which a side is no record any more.
type Held<'a> = Box<dyn Fn(&mut BTreeSet<(NeedId, ProfileId)>) -> Result<()> + Send + Sync + 'a>;

/// The ledger of a library: what happened to its matches, entry by entry, and how each stands.
///
/// Entries are appended and never changed; a correction is an entry too. Threads and processes share a ledger: each
/// append is one transaction, durable when it returns, and readers never wait for it. The standing of each match is kept
/// in the same transaction, so that questions do not read the entries.
///
/// Entries about a profile that was merged into another keep its id. The match is of the kept profile all the same, and
/// either id leads to it; two matches that the two had with one need are one from the merge on, in the order of moments.
///
/// # Example
/// ```
/// use qianxian::ledger::{EntryContent, EntryKind, Ledger};
/// use qianxian::model::{NeedId, ProfileId};
///
/// let ledger = Ledger::in_memory()?;
/// let (need, profile) = (NeedId::new("n1")?, ProfileId::new("p1")?);
/// let entry = |kind, at: &str| Ok::<_, qianxian::Error>(EntryContent::new(need.clone(), profile.clone(), kind, at.parse()?));
/// ledger.append(entry(EntryKind::Pushed, "2026-11-27 09:00")?.by("示例·李科长"))?;
/// let appended = ledger.append(entry(EntryKind::Contacted, "2026-11-30 10:00")?)?;
/// assert_eq!(appended.number, 2);
/// let standing = ledger.history(&need, &profile)?.standing.unwrap();
/// assert_eq!((standing.stage.as_str(), standing.officer.as_deref()), ("contact", Some("示例·李科长")));
/// // Twenty working days after the contact; weekends are not worked.
/// assert_eq!(standing.deadline.unwrap().to_string(), "2026-12-28");
/// # Ok::<(), qianxian::Error>(())
/// ```
pub struct Ledger<'a> {
    pub(super) database: Arc<Database>,
    admit: Admit<'a>,
    refresh: Refresh<'a>,
    held: Held<'a>,
}

impl std::fmt::Debug for Ledger<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("database", &self.database)
            .finish_non_exhaustive()
    }
}

/// What happened to one match.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct MatchHistory {
    /// How it stands; `None` without an entry that happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Its entries as they were written, corrections among them, in the order of appending.
    pub entries: Vec<LedgerEntry>,
}

/// The matches that a transaction has touched, by the ids that their profiles have now.
type Touched = BTreeMap<(NeedId, ProfileId), TouchedMatch>;

/// A match that a transaction has touched.
struct TouchedMatch {
    entries: Vec<LedgerEntry>,
    standing: Option<Standing>,
    /// The ids of its profile that the new entries name.
    ids: BTreeSet<ProfileId>,
}

impl Ledger<'static> {
    /// An empty ledger in memory, without a library: ids are not looked up.
    ///
    /// # Errors
    /// Backend errors of a machine without memory.
    pub fn in_memory() -> Result<Self> {
        Ok(Self::new(Arc::new(Database::in_memory()?), |_| Ok(())))
    }

    /// The ledger in `directory`, whether or not a library is there: ids are not looked up. The first append creates
    /// the file. [`Library::ledger`](crate::Library::ledger) is the one that knows the records.
    ///
    /// # Errors
    /// Corrupt if the file is damaged, another program's, or of a newer layout.
    pub fn open(directory: impl AsRef<std::path::Path>) -> Result<Self> {
        let database = Database::open(directory.as_ref(), Access::Write)?;
        Ok(Self::new(Arc::new(database), |_| Ok(())))
    }
}

impl<'a> Ledger<'a> {
    /// The ledger in `database`, to which entries are appended that `admit` accepts.
    pub(crate) fn new(
        database: Arc<Database>,
        admit: impl Fn(&mut [EntryContent]) -> Result<(), (usize, Error)> + Send + Sync + 'a,
    ) -> Self {
        Self {
            database,
            admit: Box::new(admit),
            refresh: Box::new(|| Ok(())),
            held: Box::new(|_| Ok(())),
        }
    }

    /// This ledger of a library: it calls `refresh` before it answers, and `held` of the matches that take places.
    pub(crate) fn of_records(
        self,
        refresh: impl Fn() -> Result<()> + Send + Sync + 'a,
        held: impl Fn(&mut BTreeSet<(NeedId, ProfileId)>) -> Result<()> + Send + Sync + 'a,
    ) -> Self {
        Self {
            refresh: Box::new(refresh),
            held: Box::new(held),
            ..self
        }
    }

    /// Leaves out the matches of which a side is no record any more.
    pub(super) fn leave_held(&self, matches: &mut BTreeSet<(NeedId, ProfileId)>) -> Result<()> {
        (self.held)(matches)
    }

    /// Reads the database as the library's records are now.
    pub(super) fn read<T>(
        &self,
        look: impl Fn(&Connection, &MergedIds) -> Result<T, Failure>,
    ) -> Result<T> {
        (self.refresh)()?;
        let merged = self.database.merged();
        self.database.read(|inside| look(inside, &merged))
    }

    /// Appends an entry; it is durable when this returns. O(entries of the match).
    ///
    /// An entry whose moment lies before the one of an earlier entry of its match is taken, counts at its moment, and
    /// is said to be late.
    ///
    /// # Errors
    /// Invalid input if a field is bad, if the entry would enter a stage whose gates it does not meet, or if it
    /// corrects an entry of another match or a correction; not found for an unknown need, profile or entry. Nothing is
    /// written then. Busy if another process writes for longer than five seconds.
    pub fn append(&self, content: EntryContent) -> Result<Appended> {
        let appended = self.append_all(vec![content])?;
        let fault = || Error::fault(say!("an entry without a number", "没有编号的记录"));
        appended.into_iter().next().ok_or_else(fault)
    }

    /// Appends several entries, all or none, in one transaction.
    ///
    /// # Errors
    /// Those of [`Ledger::append`]; of several entries, the error names the one at fault by its place.
    pub fn append_all(&self, contents: Vec<EntryContent>) -> Result<Vec<Appended>> {
        let is_one = contents.len() == 1;
        let place = |at: usize, error: Error| match is_one {
            true => error,
            false => error.in_record(say!("entry {}", "第{}条记录", at + 1)),
        };
        let mut checked = Vec::with_capacity(contents.len());
        for (at, content) in contents.into_iter().enumerate() {
            checked.push(content.checked().map_err(|error| place(at, error))?);
        }
        (self.admit)(&mut checked).map_err(|(at, error)| place(at, error))?;
        (self.refresh)()?;
        let merged = self.database.merged();
        self.database.write(|inside| {
            // Entries of commits that are there stand before the new one.
            self.database.catch_up(inside)?;
            let rules = rules(inside)?;
            let mut touched = Touched::new();
            let mut appended = Vec::with_capacity(checked.len());
            for (at, content) in checked.into_iter().enumerate() {
                let done = append(inside, content, (&rules, &merged), &mut touched);
                let named = |failure: Failure| failure.map(|error| place(at, error));
                appended.push(done.map_err(named)?);
            }
            for ((need, _), touched) in &touched {
                touched.put(inside, need, &rules)?;
            }
            let named = appended
                .into_iter()
                .map(|(key, mut appended): (_, Appended)| {
                    appended.standing = touched.get(&key).and_then(|at| at.standing.clone());
                    appended
                });
            Ok(named.collect())
        })
    }

    /// What happened to the match of `need` and `profile`, under every id that the profile has or had; nothing for one
    /// without entries.
    ///
    /// # Errors
    /// Corrupt if the ledger cannot be read.
    pub fn history(&self, need: &NeedId, profile: &ProfileId) -> Result<MatchHistory> {
        self.read(|inside, merged| {
            let (stages, calendar) = rules(inside)?;
            let entries = of_all_ids(inside, need, merged.all(profile))?;
            let mut renamed = entries.clone();
            merged.renamed(&mut renamed);
            let standing = fold(&renamed, &stages, &calendar, None)?;
            Ok(MatchHistory { standing, entries })
        })
    }

    /// The entry of that number.
    ///
    /// # Errors
    /// Not found; corrupt if the ledger cannot be read.
    pub fn entry(&self, number: u64) -> Result<LedgerEntry> {
        self.read(|inside, _| {
            let mut select =
                inside.prepare_cached(&format!("SELECT {ENTRY} FROM entry WHERE id = ?1"))?;
            let mut rows = select.query([sql(number)])?;
            match rows.next()? {
                Some(row) => entry(row),
                None => Err(unknown(number).into()),
            }
        })
    }

    /// The entries from `moment` on, in the order of their moments, `limit` at most: what changed since then.
    /// Corrections stand at the moment at which they were made.
    ///
    /// # Errors
    /// Corrupt if the ledger cannot be read.
    pub fn since(&self, moment: Moment, limit: usize) -> Result<Vec<LedgerEntry>> {
        self.read(|inside, _| {
            let text = format!(
                "SELECT {ENTRY} FROM entry WHERE second >= ?1 ORDER BY second, id LIMIT ?2"
            );
            let mut select = inside.prepare_cached(&text)?;
            let mut rows = select.query([moment.unix_seconds(), sql(limit as u64)])?;
            let mut entries = Vec::new();
            while let Some(row) = rows.next()? {
                entries.push(entry(row)?);
            }
            Ok(entries)
        })
    }

    /// The stages of this ledger: the built-in ones until others are set.
    ///
    /// # Errors
    /// Corrupt if the ledger cannot be read.
    pub fn stages(&self) -> Result<Stages> {
        self.read(|inside, _| Ok(rules(inside)?.0))
    }

    /// Which days this ledger counts as working days.
    ///
    /// # Errors
    /// Corrupt if the ledger cannot be read.
    pub fn calendar(&self) -> Result<Calendar> {
        self.read(|inside, _| Ok(rules(inside)?.1))
    }

    /// Goes by other stages from now on, for the entries that are there too. Gates hold for new entries alone.
    /// O(entries).
    ///
    /// # Errors
    /// Errors of writing; the old stages stay then.
    pub fn set_stages(&self, stages: &Stages) -> Result<()> {
        self.set_rule("stages", &stages.to_json())
    }

    /// Goes by another calendar from now on, for the deadlines that are there too. O(entries).
    ///
    /// # Errors
    /// Errors of writing; the old calendar stays then.
    pub fn set_calendar(&self, calendar: &Calendar) -> Result<()> {
        self.set_rule("calendar", &calendar.to_json())
    }

    /// A setting beside the stages and the calendar, as `read` makes it of its text; `None` if it was never set.
    ///
    /// # Errors
    /// Corrupt if the ledger, or the setting in it, cannot be read.
    pub(crate) fn setting<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>> {
        self.read(|inside, _| {
            let Some(text) = setting(inside, name)? else {
                return Ok(None);
            };
            let value = read(&text).ok_or_else(|| unreadable_row("setting", &text))?;
            Ok(Some(value))
        })
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// Errors of writing; the old value stays then.
    pub(crate) fn set_setting(&self, name: &str, value: &str) -> Result<()> {
        self.database.write(|inside| set(inside, name, value))
    }

    /// What `of` makes of every entry that happened, corrections applied, by need and profile, and of one match in the
    /// order of their moments.
    ///
    /// # Errors
    /// Corrupt if the ledger cannot be read.
    pub(crate) fn of_happened<T>(&self, of: impl Fn(&EntryContent) -> Option<T>) -> Result<Vec<T>> {
        self.read(|inside, merged| {
            let mut found = Vec::new();
            each_match(inside, merged, |entries| {
                let happened = happened(entries);
                found.extend(happened.iter().filter_map(|(_, content)| of(content)));
                Ok(())
            })?;
            Ok(found)
        })
    }

    fn set_rule(&self, name: &str, value: &str) -> Result<()> {
        self.database.write(|inside| {
            set(inside, name, value)?;
            refold(inside)
        })
    }

    /// The standings of all matches, folded from their entries, by need and profile. O(entries).
    ///
    /// [`Ledger::desk`] answers from the standings that are kept; the two are the same.
    ///
    /// # Errors
    /// Corrupt if the ledger cannot be read.
    pub fn folded(&self) -> Result<Vec<Standing>> {
        self.read(|inside, merged| {
            let (stages, calendar) = rules(inside)?;
            let mut standings = Vec::new();
            each_match(inside, merged, |entries| {
                standings.extend(fold(entries, &stages, &calendar, None)?);
                Ok(())
            })?;
            Ok(standings)
        })
    }

    /// The standings of all matches with what happened in each, in order: corrections applied, struck entries gone.
    /// O(entries).
    pub(crate) fn folded_with_entries(&self) -> Result<Vec<(Standing, Vec<EntryContent>)>> {
        self.read(|inside, merged| {
            let (stages, calendar) = rules(inside)?;
            let mut matches = Vec::new();
            each_match(inside, merged, |entries| {
                if let Some(standing) = fold(entries, &stages, &calendar, None)? {
                    let left = happened(entries).into_iter();
                    matches.push((standing, left.map(|(_, content)| content).collect()));
                }
                Ok(())
            })?;
            Ok(matches)
        })
    }
}

/// Folds all entries anew, by the rules as they are, each under the id that it names. O(entries).
pub(super) fn refold(inside: &Transaction<'_>) -> Result<(), Failure> {
    let (stages, calendar) = rules(inside)?;
    inside.execute("DELETE FROM standing", [])?;
    each_match(inside, &MergedIds::default(), |entries| {
        if let Some(standing) = fold(entries, &stages, &calendar, None)? {
            put_standing(inside, &standing)?;
        }
        Ok(())
    })
}

/// Calls `look` with the entries of each match, by need and profile, under the ids that the profiles have now.
fn each_match(
    of: &Connection,
    merged: &MergedIds,
    mut look: impl FnMut(&[LedgerEntry]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut select = of.prepare(&format!(
        "SELECT {ENTRY} FROM entry ORDER BY need, profile, id"
    ))?;
    let mut rows = select.query([])?;
    // The matches of one need: entries under two ids of a profile do not stand together.
    let mut matches: BTreeMap<ProfileId, Vec<LedgerEntry>> = BTreeMap::new();
    let mut need: Option<NeedId> = None;
    let mut finish = |matches: BTreeMap<ProfileId, Vec<LedgerEntry>>| {
        for mut entries in matches.into_values() {
            entries.sort_by_key(|entry| entry.number);
            merged.renamed(&mut entries);
            look(&entries)?;
        }
        Ok::<(), Failure>(())
    };
    while let Some(row) = rows.next()? {
        let next = entry(row)?;
        if need.as_ref() != Some(&next.content.need) {
            finish(std::mem::take(&mut matches))?;
            need = Some(next.content.need.clone());
        }
        let kept = merged.kept(&next.content.profile);
        match matches.get_mut(kept) {
            Some(entries) => entries.push(next),
            None => drop(matches.insert(kept.clone(), vec![next])),
        }
    }
    finish(matches)
}

fn append(
    inside: &Transaction<'_>,
    mut content: EntryContent,
    (rules, merged): (&(Stages, Calendar), &MergedIds),
    touched: &mut Touched,
) -> Result<((NeedId, ProfileId), Appended), Failure> {
    let key = (content.need.clone(), merged.kept(&content.profile).clone());
    if !touched.contains_key(&key) {
        let new = TouchedMatch {
            entries: of_all_ids(inside, &key.0, merged.all(&key.1))?,
            standing: None,
            ids: BTreeSet::new(),
        };
        touched.insert(key.clone(), new);
    }
    let fault = || Error::fault(say!("a match that is not at hand", "缺少该对接的记录"));
    let at = touched.get_mut(&key).ok_or_else(fault)?;
    check_correction(&content, &at.entries)?;
    if let Some(correction) = &content.correction
        && let Some(found) = at.entries.iter().find(|one| one.number == correction.of)
    {
        // It stands beside the entry that it corrects, whichever id of the profile that one names.
        content.profile.clone_from(&found.content.profile);
    }
    let appended = Appended::new(next_number(inside)?, is_late(&content, &at.entries));
    let number = appended.number;
    insert_into(inside, "entry", (number, &content))?;
    at.ids.insert(content.profile.clone());
    at.entries.push(LedgerEntry { number, content });
    let mut renamed = at.entries.clone();
    merged.renamed(&mut renamed);
    at.standing = fold(&renamed, &rules.0, &rules.1, Some(number))?;
    Ok((key, appended))
}

impl TouchedMatch {
    /// Writes down how the match stands under each id that the new entries name: the table is the fold of the entries as
    /// they are, whoever is merged with whom.
    fn put(
        &self,
        inside: &Transaction<'_>,
        need: &NeedId,
        (stages, calendar): &(Stages, Calendar),
    ) -> Result<(), Failure> {
        for id in &self.ids {
            let entries = self.entries.iter().filter(|one| one.content.profile == *id);
            let entries: Vec<LedgerEntry> = entries.cloned().collect();
            match fold(&entries, stages, calendar, None)? {
                Some(standing) => put_standing(inside, &standing)?,
                None => drop_standing(inside, need, id)?,
            }
        }
        Ok(())
    }
}
