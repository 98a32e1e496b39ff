//! The library's one SQLite file, `ledger.db`: opened, migrated, read and written.
//!
//! - **Writing.** One connection, opened by the first write, which creates the file. Each write is one immediate
//!   transaction, durable when it returns (`synchronous=FULL`); other processes wait for it up to [`PATIENCE`].
//! - **Reading.** Each read is one transaction, so it sees one state of the file. The file is in WAL mode: readers see
//!   the last commit before they began, and neither wait for a writer nor stop one.
//! - **Without a file** a read sees an empty ledger, and creates nothing.
//! - **Read-only directories.** SQLite cannot open a WAL file there unless its `-wal` and `-shm` stand beside it. While
//!   a writer is alive, or was killed, they do: the reader opens the file by them, read-only, and sees each commit. When
//!   the last writer has closed, they are gone and all is in the one file: the reader opens it as immutable, without
//!   locks and without writing a byte. It looks at the directory before and after each read, and reads again, by the
//!   other way, if a `-wal` has come or the file has changed meanwhile. So one reader serves both, in any directory.
//! - **Layout.** `user_version` counts the steps of [`super::schema`] that the file has. A writer adds the missing ones,
//!   each in a transaction of its own; a file with more than this program knows is refused.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use self::opening::{empty, known, open_to_read, open_to_write};
use super::failure::{Failure, RESTORE, told};
use super::merged::{KnownMerges, MergedIds};
use super::pending::{first_pending, lay_over, roll_forward};
use super::schema::{LayoutSteps, STEPS};
use crate::error::{Error, Result, say};

/// Name of the file in the library's directory.
pub(crate) const FILE: &str = "ledger.db";
/// Most attempts to read a file that changes between the looks at its directory.
const ROUNDS: u32 = 100;

/// What a [`Database`] may do with its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Reads and writes; the first write creates the file.
    Write,
    /// Reads alone: no byte of the ledger changes, and a write is refused. While a writer is alive, its `-shm`, which
    /// holds locks and no entries, notes the readers too.
    Read,
}

/// The file of one library, or a database in memory. Threads share it.
pub(crate) struct Database {
    place: DatabaseFile,
    steps: LayoutSteps,
    /// `None` of a ledger without a library: entries that belong to commits stay on their way.
    commits: Option<CommitNumber>,
    /// Earlier ids of profiles, and the number of the commit whose records state them; `None` while nobody has asked.
    merged: Mutex<KnownMerges>,
    /// Connections that no thread uses. Dropped before the writer: the last connection that closes clears the `-wal`,
    /// and only a writing one can.
    readers: Mutex<Vec<Reader>>,
    /// `None` until the first write; in memory, the one connection.
    writer: Mutex<Option<Connection>>,
}

/// Looks up the number of the library's last commit.
pub(crate) type CommitNumber = Box<dyn Fn() -> Result<u64> + Send + Sync>;

enum DatabaseFile {
    Memory,
    File { path: PathBuf, access: Access },
}

/// A connection that reads one state of the directory.
struct Reader {
    connection: Connection,
    state: FileState,
}

/// State of the file, as far as it decides how to read it.
#[derive(Clone, Debug)]
pub(super) enum FileState {
    /// There is none, or one to which nothing has been written.
    Absent,
    /// No process has it open for writing: all is in the one file.
    Still(Metadata),
    /// A `-wal` or `-journal` stands beside it.
    Live,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database")
            .field("path", &self.path())
            .finish_non_exhaustive()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Database {
    /// An empty database in memory.
    ///
    /// # Errors
    /// Backend errors of a machine without memory.
    pub(crate) fn in_memory() -> Result<Self> {
        Self::in_memory_with_steps(STEPS)
    }

    fn in_memory_with_steps(steps: LayoutSteps) -> Result<Self> {
        Ok(Self {
            place: DatabaseFile::Memory,
            steps,
            commits: None,
            merged: Mutex::default(),
            writer: Mutex::new(Some(empty(steps)?)),
            readers: Mutex::default(),
        })
    }

    /// The file in `directory`. One of an older layout is migrated, if `access` permits.
    ///
    /// # Errors
    /// Corrupt ([`Error::is_corrupt`]) if the file is of another program, of a newer layout, or damaged: nothing in it
    /// is changed then. Busy while another process migrates it. Invalid input if its layout is older and `access`
    /// is [`Access::Read`].
    pub(crate) fn open(directory: &Path, access: Access) -> Result<Self> {
        Self::with_steps(directory, access, STEPS)
    }

    fn with_steps(directory: &Path, access: Access, steps: LayoutSteps) -> Result<Self> {
        let path = directory.join(FILE);
        let database = Self {
            place: DatabaseFile::File { path, access },
            steps,
            commits: None,
            merged: Mutex::default(),
            writer: Mutex::default(),
            readers: Mutex::default(),
        };
        // Damage is reported by the opening, not by the first answer.
        if database.version()?.is_some_and(|has| has < steps.len()) {
            database.migrate()?;
        }
        Ok(database)
    }

    /// This database as the one of a library, whose last commit `commits` looks up.
    pub(crate) fn of_library(self, commits: CommitNumber) -> Self {
        Self {
            commits: Some(commits),
            ..self
        }
    }

    /// Earlier ids of profiles, under which entries may stand.
    pub(crate) fn merged(&self) -> Arc<MergedIds> {
        Arc::clone(&locked(&self.merged).ids)
    }

    /// The number of the commit that [`Database::merged`] is of.
    pub(crate) fn merged_at(&self) -> Option<u64> {
        locked(&self.merged).generation
    }

    /// Whether [`Database::merged`] is of the commit `generation` and has every id, not those of standings alone.
    pub(crate) fn has_all_merged(&self, generation: u64) -> bool {
        locked(&self.merged).is_all_of(generation)
    }

    /// Goes by the earlier ids that the records of the commit `generation` state.
    pub(crate) fn set_merged(&self, generation: u64, merged: MergedIds) {
        *locked(&self.merged) = KnownMerges {
            generation: Some(generation),
            is_whole: true,
            ids: Arc::new(merged),
        };
    }

    /// Goes by no earlier ids: none of the commit `generation` has a standing.
    pub(crate) fn set_none_merged(&self, generation: u64) {
        *locked(&self.merged) = KnownMerges::none(generation);
    }

    /// The file; `None` in memory.
    pub(crate) fn path(&self) -> Option<&Path> {
        match &self.place {
            DatabaseFile::Memory => None,
            DatabaseFile::File { path, .. } => Some(path),
        }
    }

    /// Whether writes are refused.
    pub(crate) fn is_read_only(&self) -> bool {
        match &self.place {
            DatabaseFile::Memory => false,
            DatabaseFile::File { access, .. } => *access == Access::Read,
        }
    }

    /// What `look` returns on one state of the database. `look` may be called again if the file changes meanwhile.
    ///
    /// It sees the entries of commits that are there, those that are still on their way too, and one standing for a match
    /// whose entries name several ids of one profile.
    ///
    /// # Errors
    /// Every error of `look`; corrupt if the file is damaged or of a newer layout.
    pub(crate) fn read<T>(&self, look: impl Fn(&Connection) -> Result<T, Failure>) -> Result<T> {
        let merged = self.merged();
        self.read_as_stored(|inside| {
            lay_over(inside, self.unsettled(inside)?, &merged)?;
            look(inside)
        })
    }

    /// As [`Database::read`], of the tables as they are.
    pub(crate) fn read_as_stored<T>(
        &self,
        look: impl Fn(&Connection) -> Result<T, Failure>,
    ) -> Result<T> {
        let DatabaseFile::File { path, .. } = &self.place else {
            let mut writer = locked(&self.writer);
            let connection = self.writing(&mut writer)?;
            let seen = in_transaction(connection, self.steps, look);
            return seen.map_err(told("reading the ledger", None));
        };
        for _ in 0..ROUNDS {
            let state = FileState::of(path)?;
            let Some(reader) = self.reader(path, &state)? else {
                continue;
            };
            let seen = in_transaction(&reader.connection, self.steps, &look);
            // Whoever reads a file without locks looks afterwards whether somebody has written to it.
            if state != FileState::Live && FileState::of(path)? != state {
                continue;
            }
            locked(&self.readers).push(reader);
            return seen.map_err(told("reading the ledger", Some(path)));
        }
        Err(busy(path))
    }

    /// Runs `change` in one transaction, which is committed durably if it returns `Ok` and undone else.
    ///
    /// # Errors
    /// Every error of `change`; busy if another process writes for longer than five seconds; invalid input if the
    /// database is open for reading alone; corrupt if the file is damaged or of a newer layout.
    pub(crate) fn write<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>,
    ) -> Result<T> {
        self.write_as(true, change)
    }

    /// As [`Database::write`]; if not `is_durable`, a loss of power may undo it until the next durable write, which
    /// makes this one durable too. A killed process loses nothing either way.
    pub(crate) fn write_as<T>(
        &self,
        is_durable: bool,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>,
    ) -> Result<T> {
        let mut writer = locked(&self.writer);
        let connection = self.writing(&mut writer)?;
        let fail = told("writing the ledger", self.path());
        let attempt = || {
            // In WAL mode, NORMAL leaves out the sync at each commit and keeps the order of the log.
            let synchronous = if is_durable { "FULL" } else { "NORMAL" };
            connection.pragma_update(None, "synchronous", synchronous)?;
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // Another program may have migrated the file since it was opened.
            known(&transaction, self.steps)?;
            let done = change(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        attempt().map_err(fail)
    }

    /// The number of the last commit, if entries of commits up to it are still on their way.
    fn unsettled(&self, inside: &Connection) -> Result<Option<u64>, Failure> {
        let Some(commits) = &self.commits else {
            return Ok(None);
        };
        // The number is looked up only if there is something to compare it with.
        let Some(first) = first_pending(inside)? else {
            return Ok(None);
        };
        let committed = commits()?;
        Ok((first <= committed).then_some(committed))
    }

    /// Moves the entries of commits that are there into the ledger, as the first step of a write.
    pub(super) fn catch_up(&self, inside: &Transaction<'_>) -> Result<(), Failure> {
        match self.unsettled(inside)? {
            Some(committed) => roll_forward(inside, committed),
            None => Ok(()),
        }
    }

    /// Moves the entries of commits that are there into the ledger. Readers see them in any case.
    ///
    /// # Errors
    /// As of [`Database::write`].
    pub(crate) fn settle(&self) -> Result<()> {
        if self.is_read_only()
            || self
                .read_as_stored(|inside| self.unsettled(inside))?
                .is_none()
        {
            return Ok(());
        }
        // What a loss of power undoes is on its way again.
        self.write_as(false, |inside| self.catch_up(inside))
    }

    /// Reads every page and index of the database. O(size).
    ///
    /// # Errors
    /// Corrupt with SQLite's account of the first faults.
    #[cfg(test)]
    pub(crate) fn check(&self) -> Result<()> {
        let faults = self.read_as_stored(|connection| {
            let mut statement = connection.prepare("PRAGMA integrity_check(10)")?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            Ok(rows.collect::<Result<Vec<String>, _>>()?)
        })?;
        if faults == ["ok"] {
            return Ok(());
        }
        let place = super::failure::place(self.path());
        let what = crate::error::Wording::foreign(faults.join("; "));
        Err(Error::corrupt(place, what, RESTORE))
    }

    /// Steps of the layout that the file has; `None` without a file.
    fn version(&self) -> Result<Option<usize>> {
        let Some(path) = self.path() else {
            return Ok(Some(self.steps.len()));
        };
        for _ in 0..ROUNDS {
            let state = FileState::of(path)?;
            if state == FileState::Absent {
                return Ok(None);
            }
            let opened = open_to_read(path, &state);
            if state != FileState::Live && FileState::of(path)? != state {
                continue;
            }
            let found = opened.and_then(|connection| {
                in_transaction(&connection, self.steps, |inside| known(inside, self.steps))
            });
            return found.map_err(told("opening the ledger", Some(path)));
        }
        Err(busy(path))
    }

    /// Adds the steps that the file lacks.
    fn migrate(&self) -> Result<()> {
        if self.is_read_only() {
            return Err(Error::invalid(
                "ledger",
                super::failure::place(self.path()).display(),
                say!(
                    "its layout is older: open it for writing once, which brings it up to date",
                    "其格式较旧：请以可写方式打开一次，即自动升级"
                ),
            ));
        }
        self.writing(&mut locked(&self.writer)).map(drop)
    }

    /// An idle or new reader of that state; `None` if the state passed while it was opened.
    fn reader(&self, path: &Path, state: &FileState) -> Result<Option<Reader>> {
        {
            let mut idle = locked(&self.readers);
            // A connection without locks to a file that has changed would answer from old pages.
            idle.retain(|reader| reader.state == *state);
            if let Some(reader) = idle.pop() {
                return Ok(Some(reader));
            }
        }
        let opened = match state {
            FileState::Absent => empty(self.steps).map(Some),
            FileState::Still(_) | FileState::Live => open_to_read(path, state)
                .and_then(|connection| {
                    // A file that is just being created reads as none.
                    let look = |inside: &Connection| known(inside, self.steps);
                    let begun = in_transaction(&connection, self.steps, look)?.is_some();
                    Ok(begun.then_some(connection))
                })
                .map_err(told("opening the ledger", Some(path))),
        };
        let connection = match opened {
            Ok(Some(connection)) => connection,
            Ok(None) => empty(self.steps)?,
            Err(_) if FileState::of(path)? != *state => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(Some(Reader {
            connection,
            state: state.clone(),
        }))
    }

    /// The connection that writes, opened and migrated if it is the first.
    fn writing<'a>(&self, writer: &'a mut Option<Connection>) -> Result<&'a mut Connection> {
        if writer.is_none()
            && let DatabaseFile::File { path, access } = &self.place
        {
            if *access == Access::Read {
                return Err(Error::invalid(
                    "ledger",
                    path.display(),
                    say!(
                        "it was opened for reading alone: open the library for writing",
                        "它是只读打开的：请以可写方式打开库"
                    ),
                ));
            }
            FileState::of(path)?;
            *writer = Some(open_to_write(path, self.steps)?);
        }
        writer
            .as_mut()
            .ok_or_else(|| Error::fault(say!("a ledger without a connection", "台账没有连接")))
    }
}

impl PartialEq for FileState {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Absent, Self::Absent) | (Self::Live, Self::Live) => true,
            (Self::Still(one), Self::Still(other)) => {
                let same_time = one.modified().ok() == other.modified().ok();
                same_time && one.len() == other.len()
            }
            (Self::Absent | Self::Live | Self::Still(_), _) => false,
        }
    }
}

impl FileState {
    pub(super) fn of(path: &Path) -> Result<Self> {
        let Some(file) = metadata(path)? else {
            return Ok(Self::Absent);
        };
        if !file.is_file() {
            return Err(Error::corrupt(
                path,
                say!("it is not a regular file", "它不是普通文件"),
                RESTORE,
            ));
        }
        for beside in ["-wal", "-journal"] {
            let mut name = path.as_os_str().to_owned();
            name.push(beside);
            if metadata(Path::new(&name))?.is_some() {
                return Ok(Self::Live);
            }
        }
        if file.len() == 0 {
            return Ok(Self::Absent);
        }
        Ok(Self::Still(file))
    }
}

fn metadata(path: &Path) -> Result<Option<Metadata>> {
    match std::fs::metadata(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", path, error)),
    }
}

fn busy(path: &Path) -> Error {
    Error::busy(
        say!("the ledger {}", "台账 {} ", path.display()),
        say!(
            "it changes faster than it can be read; try again",
            "它变化太快，来不及读取；请重试"
        ),
    )
}

/// Runs `look` in a transaction, after the layout was checked.
fn in_transaction<T>(
    connection: &Connection,
    steps: LayoutSteps,
    look: impl FnOnce(&Connection) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let transaction = connection.unchecked_transaction()?;
    known(&transaction, steps)?;
    let seen = look(&transaction)?;
    transaction.finish()?;
    Ok(seen)
}

mod opening;
#[cfg(test)]
mod tests;
