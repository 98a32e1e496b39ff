//! Where a command may write: neither into a library nor onto what it reads.

use std::path::{Path, PathBuf};

use qianxian::Error;

use crate::failure::Result;
use crate::language::wording;

/// File that marks a directory as a library.
const MARK: &str = "qianxian.json";

/// What a command reads: its library and its files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inputs<'a> {
    pub(crate) library: &'a Path,
    pub(crate) files: &'a [Option<&'a Path>],
}

/// A path that has been checked, so that writing there harms neither a library nor an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Destination<'a>(&'a Path);

impl<'a> Destination<'a> {
    /// Checks `path` before any work is done.
    pub(crate) fn checked(path: &'a Path, inputs: Inputs<'_>) -> Result<Self> {
        let at = resolved(path);
        let library = resolved(inputs.library);
        let is_in_library = at.starts_with(&library)
            || at
                .ancestors()
                .skip(1)
                .any(|directory| directory.join(MARK).is_file());
        if is_in_library {
            let repair = wording!(
                "it lies in the directory of a library, whose files are the library's alone; name a \
                          file elsewhere",
                "它位于库的目录中，其中的文件归库专用；请换一个位置"
            );
            return Err(Error::invalid("output", path.display(), repair).into());
        }
        let mut files = inputs.files.iter().flatten();
        if files.any(|file| resolved(file) == at) {
            let repair = wording!(
                "it is also read by this command, and would be lost; name another file to write",
                "本命令也要读取该文件，写入会使其丢失；请换一个文件名"
            );
            return Err(Error::invalid("output", path.display(), repair).into());
        }
        Ok(Self(path))
    }

    pub(crate) fn path(self) -> &'a Path {
        self.0
    }
}

/// The end of a file's name in lower case.
pub(crate) fn suffix(path: &Path) -> String {
    let suffix = path.extension().and_then(|e| e.to_str());
    suffix.unwrap_or_default().to_lowercase()
}

/// `path` without links and dots, as far as it exists: a file to be made lies in a directory that is there.
fn resolved(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if let Ok(path) = absolute.canonicalize() {
        return path;
    }
    let parent = absolute
        .parent()
        .and_then(|parent| parent.canonicalize().ok());
    match (parent, absolute.file_name()) {
        (Some(parent), Some(name)) => parent.join(name),
        _ => absolute,
    }
}
