//! Bringing a library of an older format, or of another analyser, to this version: in place, whole or not at all.
//!
//! Under the writer's lock, so that no writer of whichever version works beside:
//! 1. The records are read from the old index, every byte of it checked, and indexed again in the directory [`BUILT`]
//!    inside the library's. The old files stay as they are: whatever fails here leaves the old library.
//! 2. When the new index is whole and durable, its directory takes the name [`READY`]. That one rename decides.
//! 3. The files of [`READY`] take their places in the library's directory: the segments, whose names no commit knew
//!    before, then the commit, then the manifest. Each step is a rename, and a second attempt goes on with what is left.
//! 4. Files that only format 3 has go, then [`READY`], empty by now, then the files that no commit names any longer.
//!
//! A killed process leaves [`BUILT`], which the next attempt begins anew, or [`READY`], which it finishes. The new
//! library has a new id: a program of an older version that has the old one open cannot take the two for one.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::LockError;
use tantivy::directory::{Directory as _, DirectoryLock, INDEX_WRITER_LOCK, META_LOCK};

use super::directory::{
    COMMIT, DirectoryAccess, LOCKS, LibraryDirectory, is_denied, is_of_segment,
};
use super::disk::{check_regular, read_small, remove, rename, sync_directory};
use super::failure::{RESTORE, contradiction, told};
use super::manifest::{MANIFEST, MIGRATE, Manifest, ManifestStanding};
use super::older::OlderIndex;
use super::store::Store;
use super::writer::{IndexWriter, LOCK_PAUSE};
use crate::error::{Error, Result, Wording, say};
use crate::model::{Collection, Enterprise, Need, Profile};
use crate::text::{Analyzer, Lexicon};

/// Directory in which the new index is built.
const BUILT: &str = "migration.new";
/// Its name once it is whole.
pub(super) const READY: &str = "migration";
/// The lexicon of format 3, a file of its own.
const LEXICON: &str = "lexicon.json";
/// Most bytes of it that are read.
const MAX_LEXICON: u64 = 1 << 28;
/// Files of format 3 that later formats lack.
const OF_FORMAT_3: [&str; 2] = [LEXICON, ".managed.json"];
/// Most attempts to take the writer's lock, beside the first: two seconds.
const LOCK_ROUNDS: u32 = 200;

/// What became of a library that was brought to this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MigrationOutcome {
    /// Format that the library had.
    pub(crate) from: u32,
    /// Records that were indexed again; `None` if the index could stay, or if an earlier attempt had done so.
    pub(crate) reindexed: Option<usize>,
}

/// Whether the library in `path` must be indexed again, or the end of such a migration is due.
///
/// # Errors
/// Corrupt if the directory holds no library, a damaged one, or one of a format that this version cannot bring up to
/// date.
pub(crate) fn is_outdated(path: &Path, analyzer: &Analyzer) -> Result<bool> {
    if is_there(&path.join(READY))? {
        return Ok(true);
    }
    let standing = Manifest::bytes(path)?.standing(analyzer.version())?;
    Ok(standing != ManifestStanding::Current)
}

/// The error of a library that is to be brought to this version first.
pub(crate) fn outdated(path: &Path, analyzer: &Analyzer) -> Error {
    let refused = Manifest::bytes(path).and_then(|bytes| bytes.manifest(analyzer.version()));
    match refused {
        Err(error) => error,
        Ok(_) => Error::corrupt(
            path,
            say!("it is being brought to a newer format", "该库正在升级格式"),
            MIGRATE,
        ),
    }
}

/// Brings the library in `path` to this version, if it is not there yet. `memory_bytes` as for a writer.
///
/// # Errors
/// Busy while a writer is alive or another process migrates it; corrupt if it is damaged; invalid input with the id of
/// a record that this version refuses; input/output errors. The old library stays then.
pub(crate) fn migrate(
    path: &Path,
    analyzer: &Analyzer,
    memory_bytes: usize,
) -> Result<MigrationOutcome> {
    let Some(_lock) = lock(path, analyzer)? else {
        let from = Manifest::bytes(path)?.format()?;
        return Ok(MigrationOutcome {
            from,
            reindexed: None,
        });
    };
    // Nor does anybody change the lexicon.
    let manifest_lock = opened(path)?.lock_manifest();
    let manifest_lock = manifest_lock.map_err(told("changing the manifest", Some(path)))?;
    // Under the locks: another process may have done all of it meanwhile.
    let from = Manifest::bytes(path)?.format()?;
    let mut reindexed = None;
    if !is_there(&path.join(READY))? {
        let standing = Manifest::bytes(path)?.standing(analyzer.version())?;
        let older = match standing {
            ManifestStanding::Current => {
                Manifest::upgrade(path, analyzer.version())?;
                return Ok(MigrationOutcome { from, reindexed });
            }
            ManifestStanding::Plain => (OlderIndex::plain(path)?, plain_lexicon(path)?),
            ManifestStanding::OtherAnalyzer(manifest) => {
                let lexicon = manifest.lexicon(path)?;
                (OlderIndex::sealed(path, manifest.library)?, lexicon)
            }
        };
        reindexed = Some(build(path, analyzer, memory_bytes, &older)?);
    }
    finish(path)?;
    drop(manifest_lock);
    clear(path, analyzer)?;
    Ok(MigrationOutcome { from, reindexed })
}

fn is_there(file: &Path) -> Result<bool> {
    match std::fs::symlink_metadata(file) {
        Ok(_) => Ok(true),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
        Err(e) => Err(Error::io("read", file, e)),
    }
}

/// The directory of the library in `path`, for its locks alone: they do not depend on the library's id.
fn opened(path: &Path) -> Result<LibraryDirectory> {
    LibraryDirectory::open(path, String::new(), DirectoryAccess::ReadWrite)
        .map_err(told("opening the library", Some(path)))
}

/// The writer's lock of the library in `path`, of whichever format.
fn lock(path: &Path, analyzer: &Analyzer) -> Result<Option<DirectoryLock>> {
    let directory = opened(path)?;
    let mut rounds = LOCK_ROUNDS;
    loop {
        match directory.acquire_lock(&INDEX_WRITER_LOCK) {
            Ok(lock) => return Ok(Some(lock)),
            Err(LockError::LockBusy) if rounds > 0 => rounds -= 1,
            Err(LockError::IoError(e)) if is_denied(e.kind()) => {
                // Where nothing can be written, nothing has to be if the library is up to date.
                return match is_outdated(path, analyzer)? {
                    true => Err(outdated(path, analyzer)),
                    false => Ok(None),
                };
            }
            Err(e) => {
                let fail = told("opening the writer", Some(path));
                return Err(fail(TantivyError::LockFailure(e, None)));
            }
        }
        std::thread::sleep(LOCK_PAUSE);
    }
}

fn plain_lexicon(path: &Path) -> Result<Lexicon> {
    let file = path.join(LEXICON);
    if !is_there(&file)? {
        return Ok(Lexicon::new());
    }
    let damaged = |e: String| Error::corrupt(&file, Wording::foreign(e), RESTORE);
    let bytes = match read_small(&file, MAX_LEXICON) {
        Err(e) if e.kind() == ErrorKind::InvalidData => return Err(damaged(e.to_string())),
        bytes => bytes.map_err(|e| Error::io("read", &file, e))?,
    };
    serde_json::from_slice(&bytes).map_err(|e| damaged(e.to_string()))
}

/// Indexes the records of `older` in a directory of its own, which bears the name [`READY`] when it is whole; returns
/// how many there are.
fn build(
    path: &Path,
    analyzer: &Analyzer,
    memory_bytes: usize,
    (older, lexicon): &(OlderIndex, Lexicon),
) -> Result<usize> {
    let built = path.join(BUILT);
    empty(&built)?;
    let store = Store::create_with(&built, analyzer, lexicon)?;
    let mut writer = store.writer(memory_bytes)?;
    let mut count = 0;
    older.each_record(|collection, text| {
        count += 1;
        put(&writer, path, collection, text)
    })?;
    // The history of the records goes on from the number that they had.
    writer.commit(older.generation()?)?;
    writer.close()?;
    drop(store);
    sync(&built)?;
    let ready = path.join(READY);
    rename(&built, &ready).map_err(|e| Error::io("rename", &built, e))?;
    sync(path)?;
    Ok(count)
}

fn put(writer: &IndexWriter, path: &Path, collection: Collection, text: &str) -> Result<()> {
    fn read<T: serde::de::DeserializeOwned>(path: &Path, text: &str) -> Result<T> {
        serde_json::from_str(text).map_err(|e| {
            let what = say!("a record cannot be read: {e}", "有一条记录无法读取：“{e}”");
            Error::corrupt(path, what, RESTORE)
        })
    }
    let record = match collection {
        Collection::Need => writer.prepare_need(&read::<Need>(path, text)?),
        Collection::Profile => writer.prepare_profile(&read::<Profile>(path, text)?),
        Collection::Enterprise => writer.prepare_enterprise(&read::<Enterprise>(path, text)?),
    };
    writer.put(record?)
}

/// Removes what an attempt left that did not come to its end.
fn empty(built: &Path) -> Result<()> {
    if !is_there(built)? {
        return Ok(());
    }
    for file in entries(built)? {
        remove(&file).map_err(|e| Error::io("remove", &file, e))?;
    }
    std::fs::remove_dir(built).map_err(|e| Error::io("remove", built, e))
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>> {
    let fail = |e| Error::io("read", directory, e);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(fail)? {
        files.push(entry.map_err(fail)?.path());
    }
    files.sort();
    Ok(files)
}

fn sync(directory: &Path) -> Result<()> {
    sync_directory(directory).map_err(|e| Error::io("write", directory, e))
}

/// Puts the files of the new index in their places.
fn finish(path: &Path) -> Result<()> {
    let ready = path.join(READY);
    // Nobody begins to read a commit meanwhile.
    let _collection = opened(path)?.acquire_lock(&META_LOCK).map_err(|e| {
        let fail = told("migrating the library", Some(path));
        fail(TantivyError::LockFailure(e, None))
    })?;
    let mut last = [false; 2];
    for file in entries(&ready)? {
        let name = file.file_name().and_then(|name| name.to_str());
        match name.unwrap_or_default() {
            COMMIT => last[0] = true,
            MANIFEST => last[1] = true,
            name if LOCKS.contains(&name) => {
                remove(&file).map_err(|e| Error::io("remove", &file, e))?;
            }
            name if is_of_segment(name) => place(&ready, path, name)?,
            _ => return Err(contradiction(Some(&ready))),
        }
    }
    // A commit must not name a file that the disk may still lose, nor a manifest the id of such a commit.
    sync(path)?;
    for (name, is_left) in [COMMIT, MANIFEST].into_iter().zip(last) {
        if is_left {
            place(&ready, path, name)?;
            sync(path)?;
        }
    }
    for name in OF_FORMAT_3 {
        let file = path.join(name);
        match remove(&file) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(Error::io("remove", file, e)),
            _ => {}
        }
    }
    // After all else: an attempt that is cut off before is taken up again.
    std::fs::remove_dir(&ready).map_err(|e| Error::io("remove", &ready, e))?;
    sync(path)
}

fn place(ready: &Path, path: &Path, name: &str) -> Result<()> {
    let file = ready.join(name);
    check_regular(&file)
        .and_then(|_| rename(&file, &path.join(name)))
        .map_err(|e| Error::io("rename", file, e))
}

/// Removes the files that only the old index had.
fn clear(path: &Path, analyzer: &Analyzer) -> Result<()> {
    let manifest = Manifest::read(path, analyzer.version())?;
    let fail = told("clearing the library", Some(path));
    LibraryDirectory::open(path, manifest.library, DirectoryAccess::ReadWrite)
        .and_then(|directory| directory.clear())
        .map(drop)
        .map_err(fail)
}
