//! Opening the file: connections that read, that write, and the steps of the layout that a file lacks.

use core::time::Duration;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::FileState;
use crate::error::{Error, Result};
use crate::ledger::failure::{Failure, told};
use crate::ledger::schema::LayoutSteps;

/// `application_id` of the file: "qxld" in ASCII.
const APPLICATION: i64 = 0x7178_6c64;
/// How long a connection waits for another process before it is refused as busy.
const PATIENCE: Duration = Duration::from_millis(if cfg!(test) { 200 } else { 5_000 });

/// Steps of the layout, of a file of this program; `None` of one to which nothing was written.
pub(super) fn known(connection: &Connection, steps: LayoutSteps) -> Result<Option<usize>, Failure> {
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    if application == 0 && version == 0 && number("SELECT count(*) FROM sqlite_schema")? == 0 {
        return Ok(None);
    }
    if application != APPLICATION {
        return Err(Failure::Foreign);
    }
    match usize::try_from(version) {
        Ok(version) if version <= steps.len() => Ok(Some(version)),
        _ => Err(Failure::Newer {
            has: version,
            known: steps.len(),
        }),
    }
}

fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    // What stands in the schema of a damaged or forged file is not run.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Of temporary tables: a reader makes no file.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "foreign_keys", true)
}

pub(super) fn empty(steps: LayoutSteps) -> Result<Connection> {
    let attempt = || {
        let mut connection = Connection::open_in_memory()?;
        settle(&connection)?;
        add_steps(&mut connection, steps)?;
        Ok(connection)
    };
    attempt().map_err(told("opening the ledger", None))
}

pub(super) fn open_to_read(path: &Path, state: &FileState) -> Result<Connection, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match state {
        FileState::Still(_) => {
            let flags = flags | OpenFlags::SQLITE_OPEN_URI;
            Connection::open_with_flags(immutable(path), flags)?
        }
        FileState::Live | FileState::Absent => Connection::open_with_flags(path, flags)?,
    };
    settle(&connection)?;
    if let FileState::Still(file) = state {
        // SQLite reads the missing end of a page as zeros.
        let page: u32 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        let length = file.len();
        if page == 0 || length % u64::from(page) != 0 {
            return Err(Failure::Cut { length });
        }
    }
    Ok(connection)
}

/// The address under which SQLite opens a file that nobody changes: no locks, and no file beside it.
fn immutable(path: &Path) -> String {
    let mut address = String::from("file:");
    let bytes = path.as_os_str().as_encoded_bytes();
    // `file:` and a drive's letter need the slash of an absolute path.
    if bytes.get(1) == Some(&b':') {
        address.push('/');
    }
    for &byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'/' | b':' => {
                address.push(char::from(byte));
            }
            b'\\' if cfg!(windows) => address.push('/'),
            _ => address.push_str(&format!("%{byte:02x}")),
        }
    }
    address + "?immutable=1"
}

pub(super) fn open_to_write(path: &Path, steps: LayoutSteps) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let attempt = || {
        let mut connection = Connection::open_with_flags(path, flags)?;
        // SQLite opens a file that it may not write for reading, silently.
        if connection.is_readonly("main")? {
            let refused = std::io::ErrorKind::PermissionDenied;
            return Err(Failure::Refused(Error::io("write", path, refused.into())));
        }
        settle(&connection)?;
        // Before anything is written: the file may be another program's. In one transaction, as another process may add the
        // first step between two looks.
        let looked = connection.unchecked_transaction()?;
        known(&looked, steps)?;
        looked.finish()?;
        let mode: String = connection.query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(Failure::NoLog(mode));
        }
        connection.pragma_update(None, "synchronous", "FULL")?;
        add_steps(&mut connection, steps)?;
        Ok(connection)
    };
    attempt().map_err(told("opening the ledger", Some(path)))
}

/// Adds the steps that are missing, each in a transaction.
fn add_steps(connection: &mut Connection, steps: LayoutSteps) -> Result<(), Failure> {
    loop {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Read inside: another process may have added it meanwhile.
        let has = known(&transaction, steps)?;
        let (Some(step), at) = (steps.get(has.unwrap_or(0)), has.unwrap_or(0)) else {
            return Ok(());
        };
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(
            None,
            "user_version",
            i64::try_from(at + 1).unwrap_or(i64::MAX),
        )?;
        transaction.commit()?;
    }
}
