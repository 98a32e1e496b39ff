//! A result file that is there whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use qianxian::Error;

use super::Destination;
use crate::failure::Result;

/// Written beside its final place and renamed by [`OutputFile::finish`]; dropped before, it leaves
/// nothing behind.
///
/// A target that is no plain file (a pipe, a terminal) is written to as it is.
pub(crate) struct OutputFile {
    writer: BufWriter<File>,
    path: PathBuf,
    draft: Option<PathBuf>,
}

impl OutputFile {
    pub(crate) fn create(destination: Destination<'_>) -> Result<Self> {
        let path = destination.path();
        // A link is followed, so that the rename replaces its target.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let is_special = path.metadata().is_ok_and(|held| !held.is_file());
        let draft = (!is_special).then(|| draft_of(&path));
        let file = File::create(draft.as_ref().unwrap_or(&path))
            .map_err(|e| Error::io("create", &path, e))?;
        Ok(Self {
            writer: BufWriter::new(file),
            path,
            draft,
        })
    }

    /// Makes the file durable under its name.
    pub(crate) fn finish(mut self) -> Result<()> {
        let fail = |e| Error::io("write", &self.path, e);
        self.writer.flush().map_err(fail)?;
        if let Some(draft) = &self.draft {
            self.writer.get_ref().sync_all().map_err(fail)?;
            std::fs::rename(draft, &self.path).map_err(fail)?;
        }
        self.draft = None;
        Ok(())
    }
}

fn draft_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        if let Some(draft) = &self.draft {
            // It is a draft: a remainder of it harms nobody.
            let _ = std::fs::remove_file(draft);
        }
    }
}
