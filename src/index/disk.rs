//! Reading and replacing small files of a library's directory.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;

use super::steps::{DiskStep, announce};

/// Opens `file` for reading, if it is a regular file: not a directory, a symbolic link, a pipe or a device, which
/// a copy of a library never holds and which may block a reader or never end.
pub(crate) fn open_regular(file: &Path) -> io::Result<File> {
    check_regular(file)?;
    File::open(file)
}

/// Length of `file`, in bytes.
///
/// # Errors
/// Invalid data unless it is a regular file.
pub(super) fn check_regular(file: &Path) -> io::Result<u64> {
    let metadata = std::fs::symlink_metadata(file)?;
    if metadata.is_file() {
        return Ok(metadata.len());
    }
    let what = if metadata.is_symlink() {
        "a symbolic link stands where a file should be"
    } else {
        "something else stands where a file should be"
    };
    Err(io::Error::new(ErrorKind::InvalidData, what))
}

/// Reads a regular file of at most `limit` bytes whole.
pub(super) fn read_small(file: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let opened = open_regular(file)?;
    let mut bytes = Vec::new();
    // The length is not asked for: a file that grows meanwhile is cut off all the same.
    opened.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        let what = format!("it is larger than {limit} bytes");
        return Err(io::Error::new(ErrorKind::InvalidData, what));
    }
    Ok(bytes)
}

/// Extension of a file that is about to replace its neighbour of the same name.
pub(super) const DRAFT: &str = "new";

/// Replaces `file` by `bytes`, durably: whole or not at all.
///
/// The bytes are written to a neighbour, synced, and renamed; then the directory is synced. Two callers at once must
/// exclude each other. The file's mode follows the process's umask.
pub(super) fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = file.with_extension(DRAFT);
    let written = write_new(&draft, bytes).and_then(|()| rename(&draft, file));
    if written.is_err() {
        // The next writer clears the remains; the error that counts is the first one.
        let _ = remove(&draft);
    }
    written?;
    file.parent().map_or(Ok(()), sync_directory)
}

fn write_new(file: &Path, bytes: &[u8]) -> io::Result<()> {
    match remove(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    write_parts(file, std::iter::once(Ok(bytes)))
}

/// Writes the new file `file`, durably, part by part. There must be none of that name.
pub(super) fn write_parts<B: AsRef<[u8]>>(
    file: &Path,
    parts: impl IntoIterator<Item = io::Result<B>>,
) -> io::Result<()> {
    announce(DiskStep::Create, file)?;
    // Never through a link that somebody left there.
    let mut out = OpenOptions::new().write(true).create_new(true).open(file)?;
    for part in parts {
        announce(DiskStep::Write, file)?;
        out.write_all(part?.as_ref())?;
    }
    announce(DiskStep::Sync, file)?;
    out.sync_all()
}

/// Gives a file or directory another name; a file of that name is replaced.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    announce(DiskStep::Rename, to)?;
    std::fs::rename(from, to)
}

/// Removes `file`.
pub(super) fn remove(file: &Path) -> io::Result<()> {
    std::fs::symlink_metadata(file)?;
    announce(DiskStep::Remove, file)?;
    std::fs::remove_file(file)
}

/// Makes the names in `directory` durable.
pub(crate) fn sync_directory(directory: &Path) -> io::Result<()> {
    announce(DiskStep::SyncDirectory, directory)?;
    // A directory cannot be opened as a file everywhere; if it can, its names are synced.
    match File::open(directory) {
        Ok(opened) => opened.sync_all(),
        Err(_) => Ok(()),
    }
}
