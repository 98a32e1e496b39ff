//! SQLite's errors in the crate's words.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::error::{Error, Wording, say};

/// Repair of a damaged file.
pub(super) const RESTORE: Wording = Wording::fixed(
    "the library's records are unharmed: restore this file from a copy, or move it away and begin a new ledger",
    "库中的记录完好：请从备份恢复该文件，或将其移走后新建台账",
);
const RETRY: Wording = Wording::fixed(
    "see that the disk has room and the file can be read and written; what was acknowledged before is intact",
    "请检查磁盘空间和文件读写权限；此前已确认的内容完好",
);

/// Why a read or a write failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// SQLite's own error.
    Sql(rusqlite::Error),
    /// An error of the crate.
    Refused(Error),
    /// The file is another program's.
    Foreign,
    /// The file ends inside a page.
    Cut { length: u64 },
    /// The layout has more steps than this program knows.
    Newer { has: i64, known: usize },
    /// The file system takes no write-ahead log; SQLite offers this mode in its place.
    NoLog(String),
}

impl Failure {
    /// Adds to an error of the crate what `add` knows of it.
    pub(crate) fn map(self, add: impl FnOnce(Error) -> Error) -> Self {
        match self {
            Self::Refused(error) => Self::Refused(add(error)),
            Self::Sql(_)
            | Self::Foreign
            | Self::Cut { .. }
            | Self::Newer { .. }
            | Self::NoLog(_) => self,
        }
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

/// The file, or words for a ledger without one.
pub(super) fn place(path: Option<&Path>) -> PathBuf {
    path.map_or_else(|| PathBuf::from("the ledger in memory"), Path::to_owned)
}

/// Translates a failure, met during `action` on the file at `path` (`None`: in memory).
pub(super) fn told(action: &'static str, path: Option<&Path>) -> impl Fn(Failure) -> Error {
    let path = place(path);
    move |failure| match failure {
        Failure::Refused(error) => error,
        Failure::Foreign => Error::corrupt(
            &path,
            say!("it is another program's database", "它是其他程序的数据库"),
            RESTORE,
        ),
        Failure::Cut { length } => Error::corrupt(
            &path,
            say!(
                "it is cut short, at {length} bytes",
                "文件被截断，只有{length}字节"
            ),
            RESTORE,
        ),
        Failure::Newer { has, known } => Error::corrupt(
            &path,
            say!(
                "its layout is {has}; this program knows {known} and older ones",
                "其格式为{has}；本程序只认识{known}及更早的格式"
            ),
            say!(
                "open it with the version of the program that wrote it; the library's records are unharmed",
                "请用写入它的程序版本打开；库中的记录完好"
            ),
        ),
        Failure::NoLog(mode) => Error::backend(
            action,
            format!("the file system offers the journal mode {mode:?} alone"),
            say!(
                "keep the library on a local disk: a network drive cannot share a write-ahead log",
                "请把库放在本地磁盘上：网络驱动器不支持预写日志"
            ),
        ),
        Failure::Sql(error) => sql(action, &path, error),
    }
}

fn sql(action: &'static str, path: &Path, error: rusqlite::Error) -> Error {
    let message = Wording::foreign(error.to_string());
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::busy(
            say!("the ledger {}", "台账 {} ", path.display()),
            say!(
                "another program is writing to it; try again when that one has finished",
                "另有程序正在写入；请待其结束后重试"
            ),
        ),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            Error::corrupt(path, message, RESTORE)
        }
        Some(ErrorCode::DiskFull) => {
            let full = std::io::ErrorKind::StorageFull;
            Error::io("write", path, full.into())
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            let refused = std::io::ErrorKind::PermissionDenied;
            Error::io("write", path, refused.into())
        }
        Some(ErrorCode::ConstraintViolation) => Error::fault(message),
        // A table or column that the layout promises is not there.
        Some(ErrorCode::Unknown) => Error::corrupt(path, message, RESTORE),
        Some(_) => Error::backend(action, error, RETRY),
        // A value that no program writes: text that is not UTF-8, a number out of its range.
        None => Error::corrupt(path, message, RESTORE),
    }
}

/// The error of a row that no program of ours has written.
pub(crate) fn unreadable_row(table: &str, text: &str) -> Error {
    let what = say!(
        "a row of the table {table} cannot be read: {text:?}",
        "表 {table} 中有一行无法读取：{text:?}"
    );
    Error::corrupt(super::database::FILE, what, RESTORE)
}
