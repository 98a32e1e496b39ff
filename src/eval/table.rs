//! The line format that qrels and runs share: need, profile, value.
//!
//! Lines are read as bytes, so that text that is not UTF-8 is an error with a line number.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use crate::error::{Error, Result, Wording, say};

/// Need → profile → value.
pub(super) type PairTable<V> = BTreeMap<String, BTreeMap<String, V>>;

/// One accepted sequence of fields, with the positions of need, profile and value.
pub(super) struct Form {
    pub(super) fields: &'static [&'static str],
    pub(super) pick: [usize; 3],
}

#[derive(Clone, Copy)]
enum Separator {
    Tab,
    Whitespace,
}

impl Separator {
    fn split(self, line: &str) -> Vec<&str> {
        match self {
            Self::Tab => line.split('\t').map(str::trim).collect(),
            Self::Whitespace => line.split_ascii_whitespace().collect(),
        }
    }
}

/// The form and separator of the first line, which hold for the whole file.
struct LineLayout<'f> {
    separator: Separator,
    form: &'f Form,
}

impl<'f> LineLayout<'f> {
    /// Tabs if they give a known number of fields, so that ids may hold spaces; else any white space.
    fn detect(line: &str, forms: &'f [Form]) -> Result<Self> {
        // Tabs come first: a line with spaces inside ids also splits at white space, into wrong fields.
        for separator in [Separator::Tab, Separator::Whitespace] {
            let found = separator.split(line).len();
            if let Some(form) = forms.iter().find(|form| form.fields.len() == found) {
                return Ok(Self { separator, form });
            }
        }
        let accepted = forms.iter().map(|form| form.fields.join(" "));
        let accepted: Vec<Wording> = accepted
            .map(|form| Wording::name(format!("`{form}`")))
            .collect();
        let accepted = Wording::joined(&accepted, (" or ", " 或 "));
        let repair = say!(
            "write {accepted}, separated by tabs",
            "请写成 {accepted}，用制表符隔开";
            accepted
        );
        Err(Error::invalid("fields", line, repair))
    }

    fn fields<'l>(&self, line: &'l str) -> Result<[&'l str; 3]> {
        let fields = self.separator.split(line);
        if fields.len() != self.form.fields.len() {
            let repair = say!(
                "{} fields were found; write `{}`, as the first line has",
                "找到{}个字段；请像第一行那样写成 `{}`",
                fields.len(),
                self.form.fields.join(" ")
            );
            return Err(Error::invalid("fields", line, repair));
        }
        Ok(self.form.pick.map(|at| fields[at]))
    }
}

/// Calls `row` with (need, profile, value) of every line that is not blank.
pub(super) fn read_rows(
    mut reader: impl BufRead,
    file: &'static str,
    forms: &[Form],
    mut row: impl FnMut([&str; 3]) -> Result<()>,
) -> Result<()> {
    let mut layout = None;
    let mut bytes = Vec::new();
    for number in 1_u64.. {
        bytes.clear();
        if next_line(&mut reader, &mut bytes)? == 0 {
            break;
        }
        text(&bytes, number)
            .and_then(|line| read_line(line, forms, &mut layout, &mut row))
            .map_err(|error| {
                error.in_record(say!("{file} line {number}", "{file} 第{number}行"))
            })?;
    }
    Ok(())
}

fn next_line(reader: &mut impl BufRead, bytes: &mut Vec<u8>) -> Result<usize> {
    let repair = say!(
        "check that the source is a readable file",
        "请检查来源是否为可读文件"
    );
    reader
        .read_until(b'\n', bytes)
        .map_err(|source| Error::backend("reading judgements or a run", source, repair))
}

fn text(bytes: &[u8], number: u64) -> Result<&str> {
    let line = std::str::from_utf8(bytes).map_err(|_| {
        let value = String::from_utf8_lossy(bytes);
        Error::invalid(
            "text",
            value.trim_end(),
            say!("save the file as UTF-8", "请将文件存为 UTF-8"),
        )
    })?;
    Ok(match number {
        1 => line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line),
        _ => line,
    })
}

fn read_line<'f>(
    line: &str,
    forms: &'f [Form],
    layout: &mut Option<LineLayout<'f>>,
    row: &mut impl FnMut([&str; 3]) -> Result<()>,
) -> Result<()> {
    if line.trim().is_empty() {
        return Ok(());
    }
    let layout = match layout {
        Some(known) => known,
        none => none.insert(LineLayout::detect(line, forms)?),
    };
    row(layout.fields(line)?)
}

/// Opens `path` for `read`, whose errors then name the path.
pub(super) fn read_path<T>(
    path: &Path,
    read: impl FnOnce(BufReader<File>) -> Result<T>,
) -> Result<T> {
    let file = File::open(path).map_err(|source| Error::io("read", path, source))?;
    read(BufReader::new(file))
        .map_err(|error| error.in_record(Wording::name(path.display().to_string())))
}

/// The byte-order mark that some editors put before the first line of a UTF-8 file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Adds a pair that the table does not hold yet, under ids that survive writing and reading.
pub(super) fn insert<V>(
    table: &mut PairTable<V>,
    need: &str,
    profile: &str,
    value: V,
) -> Result<()> {
    check_id("need_id", need)?;
    check_id("profile_id", profile)?;
    let profiles = table.entry(need.to_owned()).or_default();
    // Keeping either value would be a silent choice, so a repeated pair is an error.
    if profiles.contains_key(profile) {
        let repair = say!(
            "need {need:?} has it twice; keep one",
            "需求 {need:?} 中有两次；请只留一个"
        );
        return Err(Error::invalid("profile_id", profile, repair));
    }
    profiles.insert(profile.to_owned(), value);
    Ok(())
}

fn check_id(field: &'static str, id: &str) -> Result<()> {
    // A tab or newline in an id would be read back as two fields or lines, and a mark at the start would vanish.
    let unwritable = |c: char| c.is_control() || c == BYTE_ORDER_MARK;
    if id.is_empty() || id.trim() != id || id.contains(unwritable) {
        let repair = say!(
            "give an id that is not empty, without control characters or space at its ends",
            "请给出非空、无控制字符且两端无空格的编号"
        );
        return Err(Error::invalid(field, id, repair));
    }
    Ok(())
}

/// Wraps a failed write.
pub(super) fn write_error(source: std::io::Error) -> Error {
    let repair = say!(
        "check that the target is writable and has room",
        "请检查目标是否可写且空间充足"
    );
    Error::backend("writing judgements or a run", source, repair)
}
