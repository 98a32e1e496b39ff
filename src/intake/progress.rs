//! The progress of reading a file, for callers that show it or stop it.

use std::ops::ControlFlow;

use crate::error::{Error, Result};

/// How far reading has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportProgress {
    /// Rows with data read so far.
    pub rows: u64,
    /// Bytes of the file read so far; 0 until the end for a workbook, which is packed.
    pub bytes: u64,
    /// Size of the file in bytes.
    pub total_bytes: u64,
}

/// A callback that receives the progress of reading; it breaks to stop it.
pub(super) type OnImportProgress<'a> = dyn FnMut(ImportProgress) -> ControlFlow<()> + 'a;

/// Calls the callback every 256 rows and at the end.
pub(super) struct Ticker<'p, 'a> {
    progress: Option<&'p mut OnImportProgress<'a>>,
    state: ImportProgress,
}

impl<'p, 'a> Ticker<'p, 'a> {
    pub(super) fn new(progress: Option<&'p mut OnImportProgress<'a>>, total_bytes: u64) -> Self {
        let state = ImportProgress {
            total_bytes,
            ..ImportProgress::default()
        };
        Self { progress, state }
    }

    pub(super) fn tick(&mut self, rows: u64, bytes: u64) -> Result<()> {
        const EVERY: u64 = 256;
        self.state.bytes = bytes;
        if rows == self.state.rows || !rows.is_multiple_of(EVERY) {
            return Ok(());
        }
        self.state.rows = rows;
        self.call()
    }

    pub(super) fn end(&mut self, rows: u64) -> Result<()> {
        self.state = ImportProgress {
            rows,
            bytes: self.state.total_bytes,
            ..self.state
        };
        self.call()
    }

    fn call(&mut self) -> Result<()> {
        match self.progress.as_mut().map(|progress| progress(self.state)) {
            Some(ControlFlow::Break(())) => Err(Error::cancelled("the import")),
            _ => Ok(()),
        }
    }
}
