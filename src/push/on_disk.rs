//! The files of a batch on the disk: whole or not at all, and never in place of anything else.
//!
//! Every library numbers its batches from 1. A directory that two libraries share, or that is older than a backup from which a
//! library was restored, so holds names that mean other batches. What stands at the path of a batch is taken for it only if
//! it has the same bytes, which a killed process of this library left there; else it is refused and left as it is. Files
//! are written under a name that no other batch uses, synced, and put in place in one step.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result, Wording, say};
use crate::index::sync_directory;
use crate::num::hash64;

/// The files of a batch.
pub(super) enum BatchFiles {
    /// The bytes of one file.
    One(Vec<u8>),
    /// Names in a directory, and their bytes.
    Many(Vec<(String, Vec<u8>)>),
}

/// What stands at the path of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FoundAtPath {
    Nothing,
    /// The batch itself, whole.
    ThisBatch,
    /// Anything else: another batch, a part of one, a link.
    Another,
}

/// Refuses batch `number`, which has never been written, if something else stands at its `path`.
pub(super) fn check(path: &Path, number: u64, files: &BatchFiles) -> Result<()> {
    match standing(path, files).map_err(|e| Error::io("read", path, e))? {
        FoundAtPath::Nothing | FoundAtPath::ThisBatch => Ok(()),
        FoundAtPath::Another => {
            let repair = say!(
                "what stands there is not batch {number} of this library, and nothing was handed over: give another directory, \
                 or move it away",
                "该处已有的不是本库的批次{number}，未交出任何内容：请换一个目录，或先将其移走"
            );
            Err(refused(path, repair))
        }
    }
}

/// Writes the files of batch `number` durably to `path`, unless a killed process did.
pub(super) fn write(path: &Path, number: u64, files: &BatchFiles) -> Result<()> {
    let fail = |e| Error::io("write", path, e);
    let occupied = || {
        let repair = say!(
            "what stands there is not batch {number} of this library, which waits to be finished there: move it away, and \
             recover the batch",
            "该处已有的不是本库的批次{number}，该批次仍待写入此处：请先将其移走，再补完该批次"
        );
        refused(path, repair)
    };
    let directory = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(directory).map_err(fail)?;
    let draft = draft(path, files);
    // A killed process of this library may have left it.
    clear(&draft).map_err(fail)?;
    match standing(path, files).map_err(fail)? {
        FoundAtPath::ThisBatch => return Ok(()),
        FoundAtPath::Another => return Err(occupied()),
        FoundAtPath::Nothing => {}
    }
    let placed = write_draft(&draft, files).and_then(|()| place(&draft, path, files));
    if let Err(error) = placed {
        // The error that counts is the first one.
        let _ = clear(&draft);
        // Another library may have written there meanwhile.
        return Err(match std::fs::symlink_metadata(path).is_ok() {
            true => occupied(),
            false => fail(error),
        });
    }
    sync_directory(directory).map_err(fail)
}

fn refused(path: &Path, repair: Wording) -> Error {
    let directory = path.parent().unwrap_or(Path::new("."));
    Error::invalid("directory", directory.display(), repair)
        .in_record(Wording::name(path.display().to_string()))
}

/// Compares what stands at `path` with `files`.
fn standing(path: &Path, files: &BatchFiles) -> io::Result<FoundAtPath> {
    let found = match std::fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(FoundAtPath::Nothing),
        Err(error) => return Err(error),
    };
    let is_this = match files {
        BatchFiles::One(bytes) => holds(path, bytes)?,
        BatchFiles::Many(files) => found.is_dir() && has_mails(path, files)?,
    };
    Ok(match is_this {
        true => FoundAtPath::ThisBatch,
        false => FoundAtPath::Another,
    })
}

/// Whether `directory` has those mails and no other. Files that are no mails may be there: programs that show directories
/// leave some.
fn has_mails(directory: &Path, files: &[(String, Vec<u8>)]) -> io::Result<bool> {
    let mut mails = 0;
    for entry in std::fs::read_dir(directory)? {
        let is_mail = entry?.path().extension() == Some(OsStr::new("eml"));
        mails += usize::from(is_mail);
    }
    if mails != files.len() {
        return Ok(false);
    }
    for (name, bytes) in files {
        if !holds(&directory.join(name), bytes)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether there is a regular file of exactly those bytes.
fn holds(file: &Path, bytes: &[u8]) -> io::Result<bool> {
    match std::fs::symlink_metadata(file) {
        Ok(found) if !found.is_file() || found.len() != bytes.len() as u64 => Ok(false),
        Ok(_) => Ok(std::fs::read(file)? == bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// The name under which the files are written first: of this content alone, so that two libraries that share a directory
/// do not write into each other's drafts.
pub(super) fn draft(path: &Path, files: &BatchFiles) -> PathBuf {
    let digest = match files {
        BatchFiles::One(bytes) => hash64(bytes),
        BatchFiles::Many(files) => {
            let digests = files.iter().map(|(_, bytes)| hash64(bytes).to_le_bytes());
            hash64(&digests.collect::<Vec<_>>().concat())
        }
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{digest:016x}.new"))
}

fn clear(draft: &Path) -> io::Result<()> {
    match std::fs::symlink_metadata(draft) {
        Ok(found) if found.is_dir() => std::fs::remove_dir_all(draft),
        Ok(_) => std::fs::remove_file(draft),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn write_draft(draft: &Path, files: &BatchFiles) -> io::Result<()> {
    let write = |path: &Path, bytes: &[u8]| {
        let mut file = File::create_new(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    match files {
        BatchFiles::One(bytes) => write(draft, bytes),
        BatchFiles::Many(files) => {
            std::fs::create_dir(draft)?;
            // Each file is synced, and their names once: other writers wait meanwhile.
            for (name, bytes) in files {
                write(&draft.join(name), bytes)?;
            }
            sync_directory(draft)
        }
    }
}

/// Gives the draft its name, in one step.
fn place(draft: &Path, path: &Path, files: &BatchFiles) -> io::Result<()> {
    match files {
        // A link, unlike a rename, never takes the place of what another program has put there meanwhile.
        BatchFiles::One(_) => match std::fs::hard_link(draft, path) {
            Ok(()) => std::fs::remove_file(draft),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
            // A file system without links.
            Err(_) => std::fs::rename(draft, path),
        },
        // A directory with anything in it is not replaced.
        BatchFiles::Many(_) => std::fs::rename(draft, path),
    }
}
