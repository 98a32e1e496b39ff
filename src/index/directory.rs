//! A library's directory, as tantivy sees it.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::TantivyError;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory,
    TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};

use super::checked::CheckedFile;
use super::disk::{DRAFT, check_regular, read_small, remove, replace, sync_directory};
use super::manifest::MANIFEST;
use super::seal::{FileSum, Files, Sealed, Summing};
use super::steps::{DiskStep, announce};

/// The file of the last commit.
pub(super) const COMMIT: &str = "meta.json";
/// tantivy's list of the files that it made: here the directory itself.
const MADE: &str = ".managed.json";
/// Lock of whoever replaces the manifest.
const MANIFEST_LOCK: &str = ".qianxian-manifest.lock";
/// Every lock's file.
pub(super) const LOCKS: [&str; 3] = [".tantivy-meta.lock", ".tantivy-writer.lock", MANIFEST_LOCK];
/// Most bytes of `meta.json` that are read: some million files.
const MAX_COMMIT: u64 = 1 << 28;

/// What an open library may do to its directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DirectoryAccess {
    /// Reads and writes, as far as the operating system permits. The default.
    #[default]
    ReadWrite,
    /// Reads: no file is made, changed or locked.
    ReadOnly,
}

/// tantivy's memory-mapped directory, bound to one library.
///
/// - A commit names every file with its length and checksums (see [`super::seal`]). A file that no commit names, that
///   is not a regular file or not of that length is not opened, and no byte is read unchecked (see [`CheckedFile`]).
/// - Small files are replaced durably, the directory's entry included, and their mode follows the umask.
/// - The list of files that may be collected is read from the directory, not kept in a file of its own: a killed
///   writer's files are found whatever it had time to note, and a commit syncs one file less per file.
/// - A reader that may not write does without the lock against collection. A writer elsewhere may then take away a file
///   that the reader is about to open; [`super::Store`] sees that the commit is another one, and reads that.
#[derive(Clone)]
pub(super) struct LibraryDirectory {
    mapped: MmapDirectory,
    access: DirectoryAccess,
    inner: Arc<KnownFiles>,
}

struct KnownFiles {
    path: PathBuf,
    /// Id of the library.
    library: String,
    /// The files of the commits seen and the files written here, as far as they exist.
    files: Mutex<Files>,
}

impl std::fmt::Debug for LibraryDirectory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("LibraryDirectory")
            .field(&self.inner.path)
            .finish()
    }
}

impl KnownFiles {
    fn files(&self) -> MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn invalid(what: impl Into<String>) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what.into())
}

/// A file's name, if it lies directly in the directory.
fn name_of(path: &Path) -> io::Result<&str> {
    let name = path.to_str().filter(|name| !name.contains(['/', '\\']));
    name.ok_or_else(|| invalid("a file's name is not one of a library"))
}

/// Whether the operating system refuses to write there.
pub(super) fn is_denied(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied
    )
}

fn open_error(path: &Path) -> impl Fn(io::Error) -> OpenReadError {
    let path = path.to_owned();
    move |error| {
        if error.kind() == ErrorKind::NotFound {
            return OpenReadError::FileDoesNotExist(path.clone());
        }
        OpenReadError::wrap_io_error(error, path.clone())
    }
}

/// Whether a segment's file may have that name: its id in 32 hexadecimal digits, then its part.
pub(super) fn is_of_segment(name: &str) -> bool {
    name.split_once('.').is_some_and(|(id, rest)| {
        id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()) && !rest.is_empty()
    })
}

impl LibraryDirectory {
    /// The directory at `path`, of the library of that id.
    pub(super) fn open(
        path: &Path,
        library: String,
        access: DirectoryAccess,
    ) -> tantivy::Result<Self> {
        Ok(Self {
            mapped: MmapDirectory::open(path)?,
            access,
            inner: Arc::new(KnownFiles {
                path: path.to_owned(),
                library,
                files: Mutex::default(),
            }),
        })
    }

    fn full(&self, path: &Path) -> PathBuf {
        self.inner.path.join(path)
    }

    /// Reads the last commit, and knows its files from now on.
    fn commit(&self) -> io::Result<Sealed> {
        let bytes = read_small(&self.full(Path::new(COMMIT)), MAX_COMMIT)?;
        let mut sealed = Sealed::read(&bytes, &self.inner.library).map_err(invalid)?;
        // Held until the old files are gone too, so that nobody sees a mixture of two commits.
        let mut files = self.inner.files();
        for (name, sum) in &mut sealed.files {
            match files.get(name) {
                // A piece that was checked need not be checked again.
                Some(known) if known == sum => *sum = Arc::clone(known),
                _ => drop(files.insert(name.clone(), Arc::clone(sum))),
            }
        }
        // Files of older commits may still be opened by whoever read such a commit, until they are collected.
        files
            .retain(|name, _| sealed.files.contains_key(name) || self.full(name.as_ref()).exists());
        Ok(sealed)
    }

    /// The names of the last commit's files.
    pub(super) fn committed(&self) -> Result<Vec<String>, OpenReadError> {
        let commit = self.commit().map_err(open_error(Path::new(COMMIT)))?;
        Ok(commit.files.into_keys().collect())
    }

    /// The last commit, whole: its text, and each of its files by name, open. Later commits and collections do not touch
    /// them.
    pub(super) fn open_commit(&self) -> Result<OpenCommit, OpenReadError> {
        let fail = open_error(Path::new(COMMIT));
        // Nobody collects files between the commit that names them and their opening.
        let _collection = self
            .acquire_lock(&META_LOCK)
            .map_err(|e| fail(io::Error::other(e)))?;
        let commit = self.commit().map_err(&fail)?;
        let open = |name: &String| Ok((name.clone(), self.checked(Path::new(name))?));
        let files = commit.files.keys().map(open);
        Ok(OpenCommit {
            files: files.collect::<Result<_, OpenReadError>>()?,
            text: commit.text().map_err(|e| fail(invalid(e)))?,
            payload: commit.commit["payload"].as_str().map(str::to_owned),
        })
    }

    /// Checks every byte of a file.
    pub(super) fn check(&self, name: &str) -> Result<(), OpenReadError> {
        let path = Path::new(name);
        self.checked(path)?.check_all().map_err(open_error(path))
    }

    fn checked(&self, path: &Path) -> Result<CheckedFile, OpenReadError> {
        let fail = open_error(path);
        let name = name_of(path).map_err(&fail)?;
        let length = check_regular(&self.full(path)).map_err(&fail)?;
        // Locked only for the pointer: to open and check a file takes much longer.
        let sum = self.inner.files().get(name).map(Arc::clone);
        let sum = sum.ok_or_else(|| fail(invalid("no commit of this library names it")))?;
        if sum.length() != length {
            let what = format!("it has {length} bytes, {} were written", sum.length());
            return Err(fail(invalid(what)));
        }
        let bytes = self.mapped.get_file_handle(path)?;
        // It may have changed since its length was asked for.
        if bytes.len() as u64 != length {
            return Err(fail(invalid("it changed while it was opened")));
        }
        Ok(CheckedFile::new(bytes, sum, name.to_owned()))
    }

    /// Names of the files in the directory that a writer may have made and left.
    fn made(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&self.inner.path)? {
            let name = entry?.file_name();
            names.extend(
                name.to_str()
                    .filter(|name| is_of_segment(name))
                    .map(str::to_owned),
            );
        }
        Ok(names)
    }

    /// Keeps others from replacing the manifest as long as the lock lives; waits for whoever replaces it now.
    pub(super) fn lock_manifest(&self) -> tantivy::Result<DirectoryLock> {
        let lock = Lock {
            filepath: MANIFEST_LOCK.into(),
            is_blocking: true,
        };
        self.acquire_lock(&lock)
            .map_err(|e| TantivyError::LockFailure(e, None))
    }

    /// Removes the remains of killed writers: files of segments that the last commit does not name, and drafts of
    /// commit and manifest. To be called by the one writer, before it writes. Returns how many files were removed.
    ///
    /// Readers that hold an older commit keep it: they have its files open, and the lock keeps others from opening one
    /// meanwhile. An open file that cannot be removed stays for the next writer.
    pub(super) fn clear(&self) -> tantivy::Result<usize> {
        // The first lock guards the draft of the manifest, the second keeps readers from opening a commit meanwhile.
        let _manifest = self.lock_manifest()?;
        let _collection = self.acquire_lock(&META_LOCK)?;
        let commit = self.commit().map_err(open_error(Path::new(COMMIT)))?;
        let mut removed = 0;
        for replaced in [COMMIT, MANIFEST] {
            let draft = self.full(&Path::new(replaced).with_extension(DRAFT));
            removed += usize::from(remove(&draft).is_ok());
        }
        for name in self.made()? {
            if !commit.files.contains_key(&name) {
                removed += usize::from(self.delete(Path::new(&name)).is_ok());
            }
        }
        Ok(removed)
    }
}

/// A commit, open.
pub(super) struct OpenCommit {
    pub(super) files: Vec<(String, CheckedFile)>,
    /// Content of [`COMMIT`].
    pub(super) text: String,
    /// What is kept with the commit: its number.
    pub(super) payload: Option<String>,
}

impl Directory for LibraryDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(Arc::new(self.checked(path)?))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let wrap = |error: io::Error| {
            if error.kind() == ErrorKind::NotFound {
                return DeleteError::FileDoesNotExist(path.to_owned());
            }
            DeleteError::IoError {
                io_error: Arc::new(error),
                filepath: path.to_owned(),
            }
        };
        remove(&self.full(path)).map_err(wrap)?;
        if let Some(name) = path.to_str() {
            // Only when it is gone: a file that could not be removed may still be opened.
            self.inner.files().remove(name);
        }
        Ok(())
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let fail = |error| OpenWriteError::wrap_io_error(error, path.to_owned());
        let name = name_of(path).map_err(fail)?;
        announce(DiskStep::Create, &self.full(path)).map_err(fail)?;
        Ok(BufWriter::new(Box::new(SummedFile {
            file: self.mapped.open_write(path)?,
            summing: Summing::default(),
            name: name.to_owned(),
            directory: Arc::clone(&self.inner),
        })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let fail = open_error(path);
        let text = if path == Path::new(COMMIT) {
            serde_json::to_vec(&self.commit().map_err(&fail)?.commit)
        } else if path == Path::new(MADE) {
            serde_json::to_vec(&self.made().map_err(&fail)?)
        } else {
            return Err(fail(invalid("no such file is part of a library")));
        };
        text.map_err(|e| fail(e.into()))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(MADE) {
            // The directory itself is the list; see `made`.
            return Ok(());
        }
        let sealed = Sealed::new(&self.inner.library, data, &self.inner.files());
        let text = sealed.and_then(|sealed| sealed.text());
        replace(&self.full(path), text.map_err(invalid)?.as_bytes())
    }

    fn sync_directory(&self) -> io::Result<()> {
        sync_directory(&self.inner.path)
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let is_readers = lock.filepath == META_LOCK.filepath;
        if is_readers && self.access == DirectoryAccess::ReadOnly {
            return Ok(DirectoryLock::from(Box::new(())));
        }
        // Never through a link: the lock would lie elsewhere and exclude nobody.
        match check_regular(&self.full(&lock.filepath)) {
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return Err(LockError::wrap_io_error(error));
            }
            // One that is not there is made.
            _ => {}
        }
        match self.mapped.acquire_lock(lock) {
            // Readers do without. Whoever writes needs its own lock, and is refused here.
            Err(LockError::IoError(error)) if is_readers && is_denied(error.kind()) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            locked => locked,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.mapped.watch(callback)
    }
}

/// A new file of a segment, summed up while it is written.
struct SummedFile {
    file: WritePtr,
    summing: Summing,
    name: String,
    directory: Arc<KnownFiles>,
}

impl SummedFile {
    fn announce(&self, step: DiskStep) -> io::Result<()> {
        announce(step, &self.directory.path.join(&self.name))
    }
}

impl Write for SummedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.announce(DiskStep::Write)?;
        let written = self.file.write(bytes)?;
        self.summing.add(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TerminatingWrite for SummedFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.announce(DiskStep::Sync)?;
        self.file.terminate_ref(token)?;
        let sum: FileSum = std::mem::take(&mut self.summing).finish();
        let name = std::mem::take(&mut self.name);
        // After the sync: a commit must not name a file that the disk may still lose.
        self.directory.files().insert(name, Arc::new(sum));
        Ok(())
    }
}
