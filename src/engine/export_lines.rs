//! The lines of an export, read and written.

use std::io::{BufRead, Read as _, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ExportCounts, SuccessModel};
use crate::error::{Error, Result, counted, say};
use crate::ledger::{ExportedEntry, ExportedRevision, FILE};
use crate::text::Lexicon;

/// Always in the first line.
const WHAT: &str = "qianxian export";
/// Format of the lines.
const FORMAT: u32 = 2;
/// Longest line that is read, in bytes: the longest text that a field may have, a few times over.
const MAX_LINE: u64 = 1 << 28;

/// One line. Read as it is written: an unknown kind of line is refused, not lost.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ExportLine {
    Lexicon(Lexicon),
    Enterprise(Map<String, Value>),
    Need(Map<String, Value>),
    Profile(Map<String, Value>),
    Revision(Box<ExportedRevision>),
    Stages(Value),
    Calendar(Value),
    Success(Box<SuccessModel>),
    Entry(Box<ExportedEntry>),
    End(ExportCounts),
}

/// The first line.
#[derive(Serialize, Deserialize)]
pub(super) struct ExportHead {
    what: String,
    format: u32,
}

/// The lines of an export.
pub(super) struct ExportLines<'a> {
    from: &'a mut dyn BufRead,
    name: &'a str,
    /// Number of the line read last, from 1.
    number: u64,
}

impl Default for ExportHead {
    fn default() -> Self {
        Self {
            what: WHAT.to_owned(),
            format: FORMAT,
        }
    }
}

impl<'a> ExportLines<'a> {
    /// The lines that `from` holds; `name` names them in errors.
    pub(super) fn new(from: &'a mut dyn BufRead, name: &'a str) -> Self {
        Self {
            from,
            name,
            number: 0,
        }
    }

    /// An error of the line read last.
    pub(super) fn at(&self, error: Error) -> Error {
        let (name, number) = (self.name, self.number);
        error.in_record(say!("{name}, line {number}", "{name}第{number}行"))
    }

    pub(super) fn head(&mut self) -> Result<()> {
        let text = self.text()?;
        let head: Option<ExportHead> = serde_json::from_str(&text).ok();
        match head {
            Some(head) if head.what == WHAT && (1..=FORMAT).contains(&head.format) => Ok(()),
            Some(head) if head.what == WHAT => {
                let repair = say!(
                    "read it with a newer version of the crate; this one reads formats 1 to {FORMAT}",
                    "请用更新的版本读取；本版本读取格式1至{FORMAT}"
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

    pub(super) fn next(&mut self) -> Result<ExportLine> {
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
    pub(super) fn missing(&self, written: ExportCounts) -> Error {
        let ExportCounts {
            records,
            revisions,
            entries,
            ..
        } = written;
        let of_records = counted(records, "record", "records");
        let changes = counted(revisions, "change", "changes");
        let of_entries = counted(entries, "entry", "entries");
        let repair = say!(
            "lines are missing or doubled: it was written with {of_records}, {changes} and {of_entries}; export anew",
            "有缺少或重复的行：写出时有{records}条记录、{revisions}次修改、{entries}条台账记录；请重新导出"
        );
        self.at(Error::invalid("export", "", repair))
    }

    /// The error of a record or a change behind the ledger.
    pub(super) fn misplaced(&self) -> Error {
        let repair = say!(
            "the lines are not in the order in which they were written: export anew",
            "各行顺序与写出时不同：请重新导出"
        );
        self.at(Error::invalid("export", "", repair))
    }
}

pub(super) fn refused(error: std::io::Error) -> Error {
    Error::io("write", "the export", error)
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn unwritable(error: serde_json::Error) -> Error {
    Error::fault(say!(
        "a line cannot be written: {error}",
        "有一行无法写出：“{error}”"
    ))
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn unreadable(error: serde_json::Error) -> Error {
    let what = say!(
        "the probability of success in it: {error}",
        "其中的成功概率：“{error}”"
    );
    let repair = say!("learn it anew", "请重新学习");
    Error::corrupt(FILE, what, repair)
}

pub(super) fn write_line(to: &mut dyn Write, line: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string(line).map_err(unwritable)?;
    to.write_all(text.as_bytes())
        .and_then(|()| to.write_all(b"\n"))
        .map_err(refused)
}
