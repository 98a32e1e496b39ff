//! tantivy's errors, and its panics, in the crate's words.

use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenReadError, OpenWriteError};

use crate::error::{Error, Result, Wording, say};

/// Repair of a damaged library.
pub(super) const RESTORE: Wording = Wording::fixed(
    "restore the directory from a copy, or import the surveys into a new library",
    "请从备份恢复该目录，或把调查表导入新库",
);
const RETRY: Wording = Wording::fixed(
    "see that the disk has room and the files can be written; what was committed before is intact",
    "请检查磁盘空间和文件写权限；此前已提交的内容完好",
);
const PERMIT: Wording = Wording::fixed(
    "the directory cannot be written: open it where it can be, or only read; nothing was changed",
    "该目录不可写：请在可写处打开，或只读打开；未作任何改动",
);

/// The error of a change to the library at `path`, which was opened for reading only.
pub(super) fn read_only(path: &Path) -> Error {
    Error::invalid(
        "library",
        path.display(),
        say!(
            "it was opened for reading only: open it for writing to change it",
            "该库以只读方式打开：如需修改，请以可写方式打开"
        ),
    )
}

/// The library's directory, or words for a library without one.
pub(super) fn place(path: Option<&Path>) -> PathBuf {
    path.map_or_else(|| PathBuf::from("the library in memory"), Path::to_owned)
}

/// Whether an input/output error means that a file is damaged.
fn is_damage(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::UnexpectedEof | ErrorKind::InvalidData)
}

/// Repair of a refused write.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other error has one repair"
)]
fn repair(error: &TantivyError) -> Wording {
    let kind = match error {
        TantivyError::IoError(error)
        | TantivyError::LockFailure(LockError::IoError(error), _)
        | TantivyError::OpenReadError(OpenReadError::IoError {
            io_error: error, ..
        })
        | TantivyError::OpenWriteError(OpenWriteError::IoError {
            io_error: error, ..
        }) => error.kind(),
        _ => return RETRY,
    };
    match kind {
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => PERMIT,
        _ => RETRY,
    }
}

/// Translates `error`, met during `action` on the library at `path` (`None`: in memory).
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other error is one of the backend"
)]
pub(super) fn told(action: &'static str, path: Option<&Path>) -> impl Fn(TantivyError) -> Error {
    let path = place(path);
    move |error| match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => Error::busy(
            say!("the library {}", "库 {} ", path.display()),
            say!(
                "another writer holds it; try again when that one has finished",
                "另有程序正在写入；请待其结束后重试"
            ),
        ),
        TantivyError::DataCorruption(what) => {
            Error::corrupt(&path, Wording::foreign(format!("{what:?}")), RESTORE)
        }
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => Error::corrupt(
            &path,
            say!("the file {} is missing", "缺少文件 {}", file.display()),
            RESTORE,
        ),
        // A file cut short, or one with bytes that no library writes.
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath })
            if is_damage(io_error.kind()) =>
        {
            let what = say!(
                "the file {}: {io_error}",
                "文件 {}：“{io_error}”",
                filepath.display()
            );
            Error::corrupt(&path, what, RESTORE)
        }
        TantivyError::IoError(error) | TantivyError::LockFailure(LockError::IoError(error), _)
            if is_damage(error.kind()) =>
        {
            Error::corrupt(&path, Wording::foreign(error.to_string()), RESTORE)
        }
        TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(what))
        | TantivyError::IncompatibleIndex(what) => Error::corrupt(
            &path,
            Wording::foreign(format!("{what:?}")),
            say!(
                "open it with the version of the crate that wrote it",
                "请用写入它的版本打开"
            ),
        ),
        other => {
            let repair = repair(&other);
            Error::backend(action, other, repair)
        }
    }
}

/// Translates an input/output error met while reading a segment.
pub(super) fn unreadable(path: Option<&Path>) -> impl Fn(std::io::Error) -> Error {
    let path = place(path);
    move |error| Error::corrupt(&path, Wording::foreign(error.to_string()), RESTORE)
}

/// The error of files that are each as they were written, and do not fit one another.
pub(super) fn contradiction(path: Option<&Path>) -> Error {
    let what = say!("its files contradict each other", "库中的文件互相矛盾");
    Error::corrupt(place(path), what, RESTORE)
}

/// Runs `read`, which reads files of the library at `path`; a panic in it becomes an error, corrupt.
///
/// tantivy unwraps if a file contradicts itself, or may not be read. Every read of one goes through here. The
/// process's panic hook runs all the same: by default it prints the panic to the standard error.
pub(super) fn caught<T>(path: Option<&Path>, read: impl FnOnce() -> Result<T>) -> Result<T> {
    // Work that a panic leaves half done is dropped with the closure: readers change nothing that outlives them.
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        let message = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no message");
        let what = say!(
            "its files contradict each other ({message})",
            "库中的文件互相矛盾（“{message}”）"
        );
        Err(Error::corrupt(place(path), what, RESTORE))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::io::{Error as IoError, ErrorKind};

    use super::{caught, told};

    #[test]
    fn a_panic_of_a_reader_is_a_corrupt_library() {
        let error = caught::<()>(None, || panic!("index out of bounds")).unwrap_err();
        assert!(error.is_corrupt());
        assert!(error.to_string().contains("index out of bounds"), "{error}");
    }

    #[test]
    fn a_directory_that_cannot_be_written_is_not_called_a_full_disk() {
        let message = |kind: ErrorKind| told("committing", None)(IoError::from(kind).into());
        for kind in [ErrorKind::ReadOnlyFilesystem, ErrorKind::PermissionDenied] {
            let message = message(kind).to_string();
            assert!(message.contains("cannot be written"), "{message}");
            assert!(!message.contains("room"), "{message}");
        }
        assert!(message(ErrorKind::StorageFull).to_string().contains("room"));
        assert!(message(ErrorKind::InvalidData).is_corrupt());
    }
}
