//! Programs run as a user whom the modes of files bind, and directories that such a user cannot write.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// `program`, run by a user whom modes bind: this one, or nobody if this is the administrator. `None`, with a message, if
/// the machine has no way to do so.
pub(crate) fn unprivileged(program: &Path) -> Option<Command> {
    let place = tempfile::tempdir().unwrap();
    set_mode(place.path(), 0o555);
    let is_bound = std::fs::write(place.path().join("file"), "").is_err();
    set_mode(place.path(), 0o755);
    if is_bound {
        return Some(Command::new(program));
    }
    let as_nobody = |program: &Path| {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
        command.arg(program);
        command
    };
    let mut asked = as_nobody(Path::new("test"));
    let may_run = asked.arg("-x").arg(program).status();
    if may_run.is_ok_and(|status| status.success()) {
        return Some(as_nobody(program));
    }
    println!("skipped: {program:?} cannot be run as a user whom modes bind");
    None
}

/// Sets the mode of a file or directory.
pub(crate) fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A directory of which everybody may read everything, and only the administrator may write anything; until dropped.
pub(crate) struct Unwritable<'d>(&'d Path);

impl<'d> Unwritable<'d> {
    pub(crate) fn new(directory: &'d Path) -> Self {
        for file in files(directory) {
            set_mode(&file, if file.is_dir() { 0o555 } else { 0o444 });
        }
        set_mode(directory, 0o555);
        Self(directory)
    }
}

impl Drop for Unwritable<'_> {
    fn drop(&mut self) {
        set_mode(self.0, 0o755);
        for file in files(self.0) {
            set_mode(&file, if file.is_dir() { 0o755 } else { 0o644 });
        }
    }
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}
