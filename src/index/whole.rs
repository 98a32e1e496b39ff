//! Reading a commit whole while a writer beside may replace it.

use std::path::Path;

use rayon::prelude::*;
use tantivy::directory::error::OpenReadError;

use super::directory::LibraryDirectory;
use super::failure::{RESTORE, caught, told};
use crate::error::{Bilingual as _, Error, Result, say};

/// Most attempts to check a library that somebody is changing.
pub(super) const CHECK_ROUNDS: u32 = 100;

/// Checks every file of the last commit. A writer beside may commit or merge meanwhile and take
/// files away: then the new commit is checked.
pub(super) fn check_all(directory: &LibraryDirectory, path: &Path) -> Result<()> {
    let fail = |e: OpenReadError| told("checking the library", Some(path))(e.into());
    for _ in 0..CHECK_ROUNDS {
        let committed = directory.committed().map_err(fail)?;
        let check = |name: &String| Some((name.clone(), directory.check(name).err()?));
        // In the order of their names, whichever thread checks which.
        let failures: Vec<(String, OpenReadError)> =
            committed.par_iter().filter_map(check).collect();
        if failures.is_empty() {
            return Ok(());
        }
        // Files of a commit that is no longer the last may rightly be gone.
        if directory.committed().map_err(fail)? == committed {
            return Err(refuse_damaged(failures, path));
        }
    }
    Err(Error::busy(
        say!("the library {}", "库 {}", path.display()),
        say!(
            "a writer changes it faster than it can be checked; open it with a quick check, or later",
            "写入太快，来不及检查；请用快速检查打开，或稍后再试"
        ),
    ))
}

/// Runs `read`, which reads files of the last commit of the library at `path`, and again if it fails while another
/// commit or merge took the place of the one that it read.
///
/// Readers that may lock the directory against collection never need the second time.
pub(super) fn follow<T>(
    directory: Option<&LibraryDirectory>,
    path: Option<&Path>,
    read: impl Fn() -> Result<T>,
) -> Result<T> {
    let mut seen = None;
    let mut rounds = 0;
    loop {
        let failed = match caught(path, &read) {
            Ok(found) => return Ok(found),
            Err(error) => error,
        };
        let committed = directory.and_then(|directory| directory.committed().ok());
        rounds += 1;
        // The first failure says nothing of which commit was read; one more try does.
        let is_same = seen.as_ref() == Some(&committed);
        if committed.is_none() || is_same || rounds == CHECK_ROUNDS {
            return Err(failed);
        }
        seen = Some(committed);
    }
}

/// The error of a library with files that cannot be read or are damaged.
fn refuse_damaged(failures: Vec<(String, OpenReadError)>, path: &Path) -> Error {
    let names: Vec<&str> = failures.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(", ");
    let mut errors = failures.into_iter().map(|(_, error)| error);
    let first = errors
        .next()
        .map(|error| told("checking the library", Some(path))(error.into()));
    match first {
        // A file that the operating system does not give may be sound.
        Some(first) if !first.is_corrupt() => first,
        Some(first) => {
            let first = first.wording();
            Error::corrupt(
                path,
                say!("damaged files: {names} ({first})", "损坏的文件：{names}（{first}）"; first),
                RESTORE,
            )
        }
        None => Error::corrupt(
            path,
            say!("damaged files: {names}", "损坏的文件：{names}"),
            RESTORE,
        ),
    }
}
