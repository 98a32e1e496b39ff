//! The records of a library with their history and ledger as lines of JSON, and a library from such lines.
//!
//! The file outlives every format of the index: it holds the records as `show` prints them, the words and synonyms, and
//! the history, and the ledger. A library that is made of it ranks as the first one does, bit for bit, as ranking
//! depends on the content alone, and its matches stand as they did.
//!
//! | line | holds |
//! |---|---|
//! | `{"what":"qianxian export","format":2}` | the first line |
//! | `{"lexicon":…}` | the user's words and synonyms |
//! | `{"enterprise":…}` `{"need":…}` `{"profile":…}` | one record, by id within each collection |
//! | `{"revision":…}` | one change of one record, oldest first |
//! | `{"stages":…}` `{"calendar":…}` | the rules of the ledger, if they are not the built-in ones |
//! | `{"success":…}` | the probability of success that was learned, if it was |
//! | `{"entry":…}` | one entry of the ledger, by number |
//! | `{"end":{"records":…,"revisions":…,"entries":…}}` | the last line: without it the file was cut off |
//!
//! Format 1 had no lines of the ledger; it is read too.
//!
//! # One moment
//! Records and history are the snapshot's. The ledger is the one that stands when the export begins: its rules and the
//! number of its last entry are read in one transaction, and entries never change. So it has all that was in it when
//! the snapshot was taken, and may have entries about records that came after. The ones that were made together with a
//! later commit are left out, as that commit is, and so are corrections of such.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::export_lines::{
    ExportHead, ExportLine, ExportLines, refused, unreadable, unwritable, write_line,
};
use super::history::read_record;
use super::outcomes::SETTING;
use super::{Library, OnProgress, Progress, Snapshot, Writer};
use crate::control::steps::Steps;
use crate::error::{Error, Result, say};
use crate::ledger::{LedgerImport, LedgerMoment, end_import, has_entries, revisions_after};
use crate::model::{Collection, RecordId};
use crate::text::Lexicon;

/// Revisions or entries read at a time.
const PAGE: usize = 1_000;

/// What an export holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExportCounts {
    /// Needs, profiles and enterprises.
    pub records: u64,
    /// Changes of records.
    pub revisions: u64,
    /// Entries of the ledger.
    #[serde(default)]
    pub entries: u64,
}

impl Snapshot {
    /// Writes the records and the history of this snapshot, the lexicon of the library and its ledger as it is now, as lines
    /// of JSON; subscriptions and deliveries are no part of it. One record is held at a time. Progress counts records.
    ///
    /// # Errors
    /// Input/output errors of `to`; corrupt if a record, the history or the ledger cannot be read; cancelled by `hear`.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// use qianxian::Library;
    /// use qianxian::engine::silent;
    ///
    /// # let library = small::library()?;
    /// let mut lines = Vec::new();
    /// library.snapshot()?.export(&mut lines, &silent)?;
    /// let copy = Library::in_memory()?;
    /// copy.import_export(&mut lines.as_slice(), "lines", &silent)?;
    /// assert_eq!(copy.snapshot()?.needs()?, library.snapshot()?.needs()?);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn export(&self, to: &mut dyn Write, hear: OnProgress<'_>) -> Result<ExportCounts> {
        write_line(to, &ExportHead::default())?;
        write_line(
            to,
            &ExportLine::Lexicon(Lexicon::clone(self.queries().lexicon())),
        )?;
        let ledger = self
            .0
            .origin
            .history
            .database()?
            .read(|inside| LedgerMoment::now(inside, SETTING))?;
        let mut written = ExportCounts::default();
        self.export_records(to, &mut written, hear)?;
        self.export_revisions(to, &mut written)?;
        self.export_ledger(to, &mut written, ledger)?;
        write_line(to, &ExportLine::End(written))?;
        to.flush().map_err(refused)?;
        Ok(written)
    }

    fn export_records(
        &self,
        to: &mut dyn Write,
        written: &mut ExportCounts,
        hear: OnProgress<'_>,
    ) -> Result<()> {
        let counts = self.counts()?;
        let total = counts.needs + counts.profiles + counts.enterprises;
        let steps = Steps::new(total, "exporting", hear);
        for collection in [
            Collection::Enterprise,
            Collection::Need,
            Collection::Profile,
        ] {
            self.each_record(collection, &mut |record| {
                let fields = record.to_fields()?;
                let line = match collection {
                    Collection::Need => ExportLine::Need(fields),
                    Collection::Profile => ExportLine::Profile(fields),
                    Collection::Enterprise => ExportLine::Enterprise(fields),
                };
                write_line(to, &line)?;
                written.records += 1;
                steps.step()
            })?;
        }
        Ok(())
    }

    fn export_revisions(&self, to: &mut dyn Write, written: &mut ExportCounts) -> Result<()> {
        let (database, generation) = (self.0.origin.history.database()?, self.0.index.generation());
        let mut last = 0;
        loop {
            let page = database.read(|inside| revisions_after(inside, generation, last, PAGE))?;
            let Some((end, _)) = page.last() else {
                return Ok(());
            };
            last = *end;
            for (_, revision) in page {
                write_line(to, &ExportLine::Revision(Box::new(revision)))?;
                written.revisions += 1;
            }
        }
    }

    fn export_ledger(
        &self,
        to: &mut dyn Write,
        written: &mut ExportCounts,
        mut ledger: LedgerMoment,
    ) -> Result<()> {
        if let Some(stages) = ledger.stages.take() {
            write_line(to, &ExportLine::Stages(stages))?;
        }
        if let Some(calendar) = ledger.calendar.take() {
            write_line(to, &ExportLine::Calendar(calendar))?;
        }
        if let Some(success) = ledger.other.take() {
            let model = serde_json::from_value(success).map_err(unreadable)?;
            write_line(to, &ExportLine::Success(model))?;
        }
        let (database, generation) = (self.0.origin.history.database()?, self.0.index.generation());
        let mut last = 0;
        loop {
            let after = (generation, last);
            let page = database.read(|inside| ledger.entries_after(inside, after, PAGE))?;
            let Some(end) = page.last() else {
                return Ok(());
            };
            last = end.number;
            for entry in page {
                write_line(to, &ExportLine::Entry(Box::new(entry.into())))?;
                written.entries += 1;
            }
        }
    }
}

impl Library {
    /// Fills this library, which must be empty, with the lines of an export; all of it or nothing. The stages and the
    /// calendar of its ledger give way to the export's, if that has a ledger. Progress counts records; their number is
    /// not known before the end, so that `total` is what has been read. `name` names the lines in errors.
    ///
    /// The ledger is written before the records are committed. Of an import that was killed between the two, the next
    /// writer removes what it left; until then the ledger of the empty library shows it.
    ///
    /// # Errors
    /// Invalid input, with the number of the line, if it is none of an export, if a record is refused, or if the last
    /// line is missing; if the library is not empty; busy; input/output errors; cancelled by `hear`.
    pub fn import_export(
        &self,
        from: &mut dyn BufRead,
        name: &str,
        hear: OnProgress<'_>,
    ) -> Result<ExportCounts> {
        let mut writer = self.writer()?;
        self.check_empty(name)?;
        let mut lines = ExportLines::new(from, name);
        lines.head()?;
        let mut read = ExportCounts::default();
        let mut lexicon = Lexicon::new();
        let mut is_ledger_filled = false;
        loop {
            let line = lines.next()?;
            let (collection, fields) = match line {
                ExportLine::Lexicon(words) => {
                    lexicon = words;
                    continue;
                }
                ExportLine::Revision(revision) => {
                    writer.take_over(*revision).map_err(|e| lines.at(e))?;
                    read.revisions += 1;
                    continue;
                }
                ExportLine::End(written) if written == read => break,
                ExportLine::End(written) => return Err(lines.missing(written)),
                ExportLine::Stages(_)
                | ExportLine::Calendar(_)
                | ExportLine::Success(_)
                | ExportLine::Entry(_) => {
                    // They are the last ones.
                    self.import_ledger(writer.reserve()?, line, &mut lines, &mut read)?;
                    is_ledger_filled = true;
                    break;
                }
                ExportLine::Enterprise(fields) => (Collection::Enterprise, fields),
                ExportLine::Need(fields) => (Collection::Need, fields),
                ExportLine::Profile(fields) => (Collection::Profile, fields),
            };
            put(&writer, collection, fields).map_err(|e| lines.at(e))?;
            read.records += 1;
            let done = usize::try_from(read.records).unwrap_or(usize::MAX);
            if hear(Progress { done, total: done }).is_break() {
                return Err(Error::cancelled("importing"));
            }
        }
        // Before the records: if their commit fails, the library is still empty and can be filled again.
        self.set_lexicon(lexicon)?;
        writer.commit()?;
        if is_ledger_filled {
            self.origin.history.database()?.write(end_import)?;
        }
        writer.close()?;
        Ok(read)
    }

    /// Refuses a library to fill that holds something.
    fn check_empty(&self, name: &str) -> Result<()> {
        let counts = self.snapshot()?.counts()?;
        if counts.needs + counts.profiles + counts.enterprises > 0 {
            let repair = say!(
                "read an export into a new library: this one holds records",
                "请把导出文件读入新库：此库中已有记录"
            );
            return Err(Error::invalid("export", name, repair));
        }
        if self.origin.history.database()?.read(has_entries)? {
            let repair = say!(
                "read an export into a new library: the ledger of this one has entries",
                "请把导出文件读入新库：此库的台账中已有记录"
            );
            return Err(Error::invalid("export", name, repair));
        }
        Ok(())
    }

    /// Reads the lines from `line`, the first one of the ledger, to the last one, in one transaction: the entries
    /// belong to the commit `generation`, which is to come.
    fn import_ledger(
        &self,
        generation: u64,
        mut line: ExportLine,
        lines: &mut ExportLines<'_>,
        read: &mut ExportCounts,
    ) -> Result<()> {
        self.origin.history.database()?.write(|inside| {
            let mut ledger = LedgerImport::begin(inside, generation)?;
            loop {
                let added = match line {
                    ExportLine::Stages(stages) => ledger.set_stages(&stages),
                    ExportLine::Calendar(calendar) => ledger.set_calendar(&calendar),
                    ExportLine::Success(model) => {
                        let text = serde_json::to_string(&model).map_err(unwritable)?;
                        ledger.set(SETTING, &text)
                    }
                    ExportLine::Entry(entry) => {
                        read.entries += 1;
                        ledger.add(*entry)
                    }
                    ExportLine::End(written) if written == *read => return ledger.finish(),
                    ExportLine::End(written) => return Err(lines.missing(written).into()),
                    ExportLine::Lexicon(_)
                    | ExportLine::Enterprise(_)
                    | ExportLine::Need(_)
                    | ExportLine::Profile(_)
                    | ExportLine::Revision(_) => return Err(lines.misplaced().into()),
                };
                added.map_err(|failure| failure.map(|e| lines.at(e)))?;
                line = lines.next()?;
            }
        })
    }
}

/// Puts in a record as it is; its history comes in lines of its own.
fn put(writer: &Writer, collection: Collection, fields: Map<String, Value>) -> Result<()> {
    let id = fields.get("id").and_then(Value::as_str);
    let id = RecordId::new(collection, id.unwrap_or_default())?;
    writer.put_without_history(&read_record(&id, fields)?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{ExportCounts, ExportLines};
    use crate::engine::{Library, LibraryOptions, silent};
    use crate::ledger::{EntryContent, EntryKind, Ledger};
    use crate::model::{Need, Profile, ProfileKind};

    /// A process that is killed between the two commits of an import leaves entries without their records.
    #[test]
    fn entries_whose_records_never_came_go_with_the_next_writer() {
        let library = Library::in_memory().unwrap();
        let need = Need::new("n1", "针状焦").unwrap();
        let profile = Profile::new("p1", ProfileKind::Expert, "示例·王工").unwrap();
        let mut writer = library.writer().unwrap();
        writer.put_need(&need).unwrap();
        writer.put_profile(&profile).unwrap();
        writer.commit().unwrap();
        let at = "2026-11-29".parse().unwrap();
        let pushed = EntryContent::new(need.id, profile.id, EntryKind::Pushed, at);
        library.ledger().unwrap().append(pushed).unwrap();
        let mut lines = Vec::new();
        let snapshot = library.snapshot().unwrap();
        snapshot.export(&mut lines, &silent).unwrap();
        let lines = String::from_utf8(lines).unwrap();
        let entry = lines.lines().find(|line| line.starts_with("{\"entry\""));
        let tail = format!(
            "{}\n{{\"end\":{{\"records\":0,\"revisions\":0,\"entries\":1}}}}\n",
            entry.unwrap()
        );

        for keep_history in [true, false] {
            let place = tempfile::tempdir().unwrap();
            let options = LibraryOptions::new().keep_history(keep_history);
            let copy = Library::create(place.path(), options).unwrap();
            let generation = copy.writer().unwrap().reserve().unwrap();
            let mut from = tail.as_bytes();
            let mut lines = ExportLines::new(&mut from, "lines");
            let first = lines.next().unwrap();
            copy.import_ledger(generation, first, &mut lines, &mut ExportCounts::default())
                .unwrap();
            let count = |ledger: Ledger<'_>| ledger.folded().unwrap().len();
            assert_eq!(count(copy.ledger().unwrap()), 1);
            drop(copy);
            let copy = Library::open(place.path(), LibraryOptions::new()).unwrap();
            assert_eq!(count(copy.ledger().unwrap()), 1);
            drop(copy.writer().unwrap());
            assert_eq!(count(copy.ledger().unwrap()), 0);
        }
    }
}
