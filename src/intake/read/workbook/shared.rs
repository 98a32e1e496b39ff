//! Texts that the sheets of a workbook share, the count of its parts, and an error of all formats.

use super::xml::past;
use crate::error::{Error, Result, say};
use crate::intake::Limits;

/// The texts that cells refer to by number, in one piece of memory.
#[derive(Debug, Default)]
pub(super) struct Texts {
    all: String,
    /// End of each text in `all`.
    ends: Vec<usize>,
}

impl Texts {
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.all.get(start..end)
    }

    /// Adds a text; refused if memory would pass the limit. The number of texts that the file states is not read at
    /// all.
    pub(super) fn push(&mut self, text: &str, name: &str, limits: &Limits) -> Result<()> {
        let bytes = self.all.len() + text.len() + (self.ends.len() + 1) * size_of::<usize>();
        if bytes > limits.size("shared-bytes") {
            return Err(past("shared-bytes", name, limits));
        }
        self.all.push_str(text);
        self.ends.push(self.all.len());
        Ok(())
    }
}

/// Count of the bytes of the names that a reader keeps beside the cells.
pub(super) struct SharedBytes<'l> {
    bytes: usize,
    limits: &'l Limits,
}

impl<'l> SharedBytes<'l> {
    /// Bytes of a name beside its text, about.
    const NAME: usize = 64;

    pub(super) const fn new(limits: &'l Limits) -> Self {
        Self { bytes: 0, limits }
    }

    /// Counts a name of the file called `file`; refused past the limit.
    pub(super) fn add(&mut self, bytes: usize, file: &str) -> Result<()> {
        self.bytes = self.bytes.saturating_add(bytes).saturating_add(Self::NAME);
        if self.bytes > self.limits.size("shared-bytes") {
            return Err(past("shared-bytes", file, self.limits));
        }
        Ok(())
    }
}

/// Refuses more parts of one sort than the limit.
pub(super) fn check_parts(count: usize, name: &str, limits: &Limits) -> Result<()> {
    if count <= limits.size("parts") {
        return Ok(());
    }
    let repair = limits.repair(
        "parts",
        say!(
            "save the sheet alone as .xlsx or as CSV in UTF-8",
            "请把该工作表单独存为 .xlsx 或 UTF-8 的 CSV"
        ),
    );
    Err(Error::invalid("sheet", name, repair))
}

/// An error about a workbook that only its password opens.
pub(super) fn locked() -> Error {
    let repair = say!(
        "the workbook is protected by a password; open it, remove the password and save it again",
        "工作簿有密码保护；请打开后去掉密码再保存"
    );
    Error::invalid("file", "password", repair)
}
