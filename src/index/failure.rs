//! tantivy's errors in the crate's words.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenReadError};

use crate::error::Error;

const RESTORE: &str = "restore the directory from a copy, or import the surveys into a new library";
const RETRY: &str =
    "see that the disk has room and the files can be written; what was committed before is intact";

/// Translates `error`, met during `action` on the library at `path` (`None`: in memory).
pub(super) fn told(action: &'static str, path: Option<&Path>) -> impl Fn(TantivyError) -> Error {
    let path: PathBuf = path.map_or_else(|| PathBuf::from("the library in memory"), Path::to_owned);
    move |error| match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => Error::busy(
            format!("the library {}", path.display()),
            "another writer holds it; try again when that one has finished",
        ),
        TantivyError::DataCorruption(what) => Error::corrupt(&path, format!("{what:?}"), RESTORE),
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => Error::corrupt(
            &path,
            format!("the file {} is missing", file.display()),
            RESTORE,
        ),
        // A file cut short, or one that says what no library says.
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath })
            if matches!(
                io_error.kind(),
                ErrorKind::UnexpectedEof | ErrorKind::InvalidData
            ) =>
        {
            let what = format!("the file {}: {io_error}", filepath.display());
            Error::corrupt(&path, what, RESTORE)
        }
        TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(what))
        | TantivyError::IncompatibleIndex(what) => Error::corrupt(
            &path,
            format!("{what:?}"),
            "open it with the version of the crate that wrote it",
        ),
        other => Error::backend(action, other, RETRY),
    }
}

/// Translates an input/output error met while reading a segment.
pub(super) fn unreadable(path: Option<&Path>) -> impl Fn(std::io::Error) -> Error {
    let path: PathBuf = path.map_or_else(|| PathBuf::from("the library in memory"), Path::to_owned);
    move |error| Error::corrupt(&path, error.to_string(), RESTORE)
}
