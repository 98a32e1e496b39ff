//! A whole library as lines of JSON, and a library from such lines.
//!
//! The file outlives every format of the index: it holds the records as `show` prints them, the words and synonyms, and
//! the history. A library that is made of it ranks as the first one does, bit for bit, as ranking depends on the
//! content alone.
//!
//! | line | holds |
//! |---|---|
//! | `{"what":"qianxian export","format":1}` | the first line |
//! | `{"lexicon":…}` | the user's words and synonyms |
//! | `{"enterprise":…}` `{"need":…}` `{"profile":…}` | one record, by id within each collection |
//! | `{"revision":…}` | one change of one record, oldest first |
//! | `{"end":{"records":…,"revisions":…}}` | the last line: without it the file was cut off |

use std::io::{BufRead, Read as _, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::history::read_record;
use super::{Library, OnProgress, Progress, Snapshot, Writer};
use crate::control::steps::Steps;
use crate::error::{Error, Result, say};
use crate::ledger::{ExportedRevision, revisions_after};
use crate::model::{Collection, RecordId};
use crate::text::Lexicon;

/// Always in the first line.
const WHAT: &str = "qianxian export";
/// Format of the lines.
const FORMAT: u32 = 1;
/// Revisions read at a time.
const PAGE: usize = 1_000;
/// Longest line that is read, in bytes: the longest text that a field may have, a few times over.
const MAX_LINE: u64 = 1 << 28;

/// What an export holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExportCounts {
    /// Needs, profiles and enterprises.
    pub records: u64,
    /// Changes of records.
    pub revisions: u64,
}

/// One line. Read as it is written: an unknown kind of line is refused, not lost.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ExportLine {
    Lexicon(Lexicon),
    Enterprise(Map<String, Value>),
    Need(Map<String, Value>),
    Profile(Map<String, Value>),
    Revision(Box<ExportedRevision>),
    End(ExportCounts),
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct ExportHead {
    what: String,
    format: u32,
}

impl Snapshot {
    /// Writes everything of this snapshot, and the lexicon of the library, as lines of JSON. One
    /// record is held at a time. Progress counts records.
    ///
    /// # Errors
    /// Input/output errors of `to`; corrupt if a record or the history cannot be read; cancelled by `hear`.
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
        let head = ExportHead {
            what: WHAT.to_owned(),
            format: FORMAT,
        };
        write_line(to, &head)?;
        write_line(
            to,
            &ExportLine::Lexicon(Lexicon::clone(self.queries().lexicon())),
        )?;
        let counts = self.counts()?;
        let total = counts.needs + counts.profiles + counts.enterprises;
        let steps = Steps::new(total, "exporting", hear);
        let mut written = ExportCounts::default();
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
        let (database, generation) = (self.0.origin.history.database()?, self.0.index.generation());
        let mut last = 0;
        loop {
            let page = database.read(|inside| revisions_after(inside, generation, last, PAGE))?;
            let Some((end, _)) = page.last() else {
                break;
            };
            last = *end;
            for (_, revision) in page {
                write_line(to, &ExportLine::Revision(Box::new(revision)))?;
                written.revisions += 1;
            }
        }
        write_line(to, &ExportLine::End(written))?;
        to.flush().map_err(refused)?;
        Ok(written)
    }
}

impl Library {
    /// Fills this library, which must be empty, with the lines of an export; all of it or nothing. Progress counts
    /// records; their number is not known before the end, so that `total` is what has been read. `name` names the
    /// lines in errors.
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
        let counts = self.snapshot()?.counts()?;
        if counts.needs + counts.profiles + counts.enterprises > 0 {
            let repair = say!(
                "read an export into a new library: this one holds records",
                "请把导出文件读入新库：此库中已有记录"
            );
            return Err(Error::invalid("export", name, repair));
        }
        let mut lines = ExportLines {
            from,
            name,
            number: 0,
        };
        lines.head()?;
        let mut read = ExportCounts::default();
        let mut lexicon = Lexicon::new();
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
        writer.close()?;
        Ok(read)
    }
}

/// Puts in a record as it is; its history comes in lines of its own.
fn put(writer: &Writer, collection: Collection, fields: Map<String, Value>) -> Result<()> {
    let id = fields.get("id").and_then(Value::as_str);
    let id = RecordId::new(collection, id.unwrap_or_default())?;
    writer.put_without_history(&read_record(&id, fields)?)
}

/// The lines of an export.
struct ExportLines<'a> {
    from: &'a mut dyn BufRead,
    name: &'a str,
    /// Number of the line read last, from 1.
    number: u64,
}

impl ExportLines<'_> {
    /// An error of the line read last.
    fn at(&self, error: Error) -> Error {
        let (name, number) = (self.name, self.number);
        error.in_record(say!("{name}, line {number}", "{name}第{number}行"))
    }

    fn head(&mut self) -> Result<()> {
        let text = self.text()?;
        let head: Option<ExportHead> = serde_json::from_str(&text).ok();
        match head {
            Some(head) if head.what == WHAT && head.format == FORMAT => Ok(()),
            Some(head) if head.what == WHAT => {
                let repair = say!(
                    "read it with a newer version of the crate; this one reads format {FORMAT}",
                    "请用更新的版本读取；本版本读取格式{FORMAT}"
                );
                Err(self.at(Error::invalid("format", head.format, repair)))
            }
            _ => {
                let repair = say!(
                    "give a file that `qianxian export` wrote",
                    "请给出 `qianxian export` 写出的文件"
                );
                Err(self.at(Error::invalid("export", text, repair)))
            }
        }
    }

    fn next(&mut self) -> Result<ExportLine> {
        let text = self.text()?;
        serde_json::from_str(&text).map_err(|e| {
            let repair = say!(
                "it is no line of an export: {e}",
                "它不是导出文件的行：“{e}”"
            );
            self.at(Error::invalid("export", &text, repair))
        })
    }

    /// The next line.
    fn text(&mut self) -> Result<String> {
        let mut bytes = Vec::new();
        let mut bounded = (&mut *self.from).take(MAX_LINE);
        let read = bounded.read_until(b'\n', &mut bytes);
        read.map_err(|e| Error::io("read", self.name, e))?;
        self.number += 1;
        let repair = say!(
            "it ends before its last line, or a line is too long: it was cut off; export anew",
            "文件在最后一行之前结束，或某行过长：文件不完整；请重新导出"
        );
        if bytes.last() != Some(&b'\n') {
            return Err(self.at(Error::invalid("export", "", repair)));
        }
        String::from_utf8(bytes).map_err(|_| {
            let repair = say!("it is not UTF-8: export anew", "它不是 UTF-8：请重新导出");
            self.at(Error::invalid("export", "", repair))
        })
    }

    /// The error of an export whose last line counts other lines than there are.
    fn missing(&self, written: ExportCounts) -> Error {
        let repair = say!(
            "lines are missing or doubled: it was written with {} records and {} changes; export anew",
            "有缺少或重复的行：写出时有{}条记录、{}次修改；请重新导出",
            written.records,
            written.revisions
        );
        self.at(Error::invalid("export", "", repair))
    }
}

fn refused(error: std::io::Error) -> Error {
    Error::io("write", "the export", error)
}

fn write_line(to: &mut dyn Write, line: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string(line).map_err(|e| {
        Error::fault(say!(
            "a line cannot be written: {e}",
            "有一行无法写出：“{e}”"
        ))
    })?;
    to.write_all(text.as_bytes())
        .and_then(|()| to.write_all(b"\n"))
        .map_err(refused)
}
