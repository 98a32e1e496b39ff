//! Running the program, and looking at what it says.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use qianxian::{Library, LibraryOptions};
use serde_json::Value;
use tempfile::TempDir;

/// The day on which the tests rank.
pub(super) const TODAY: &str = "2024-07-01";

/// An example's executable: cargo puts it beside the test's own, and builds it before the tests run.
pub(super) fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let path = profile.join("examples").join(file);
    assert!(
        path.exists(),
        "{} is not built; run `cargo test` without --test, or build the examples first",
        path.display()
    );
    path
}

/// A file of the shipped surveys.
pub(super) fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/data")
        .join(name)
}

/// What a run of the program left.
#[derive(Debug)]
pub(crate) struct Said {
    pub(super) status: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Said {
    /// Standard output of a run that did what was asked.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!(self.status, Some(0), "{self:?}");
        self.out
    }

    /// The one line of a run that failed.
    #[track_caller]
    pub(super) fn failed(self) -> String {
        self.refused_with(1)
    }

    /// The one line of a run whose command line was wrong.
    #[track_caller]
    pub(super) fn misused(self) -> String {
        self.refused_with(2)
    }

    #[track_caller]
    fn refused_with(self, status: i32) -> String {
        assert_eq!(self.status, Some(status), "{self:?}");
        let errors: Vec<&str> = self.err.lines().collect();
        assert!(
            errors.len() == 1 && errors[0].starts_with("error: ") && errors[0].contains("; "),
            "one line that ends in what to do: {self:?}"
        );
        errors[0].to_owned()
    }

    #[track_caller]
    pub(super) fn json(self) -> Value {
        serde_json::from_str(&self.done()).unwrap()
    }
}

/// The program in a locale that is nobody's, so that it speaks English unless it is asked otherwise.
pub(super) fn program() -> Command {
    let mut command = Command::new(example("qianxian"));
    command.env("LC_ALL", "C");
    command
}

/// Runs the program.
pub(crate) fn qianxian<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Said {
    let mut command = program();
    command.args(arguments).output().unwrap().into()
}

/// A directory of one's own with a library in it.
pub(super) struct Desk(TempDir);

impl Desk {
    /// No library yet.
    pub(super) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// A library of those records, JSON Lines each.
    pub(super) fn with(needs: &str, profiles: &str) -> Self {
        let desk = Self::new();
        let library = Library::create(desk.library(), LibraryOptions::new()).unwrap();
        let mut writer = library.writer().unwrap();
        for line in needs.lines() {
            writer
                .put_need(&serde_json::from_str(line).unwrap())
                .unwrap();
        }
        for line in profiles.lines() {
            writer
                .put_profile(&serde_json::from_str(line).unwrap())
                .unwrap();
        }
        writer.commit().unwrap();
        desk
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(super) fn library(&self) -> PathBuf {
        self.path("library")
    }

    /// Writes a file beside the library.
    pub(super) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Opens the library in this process.
    pub(super) fn open(&self) -> Library {
        Library::open(self.library(), LibraryOptions::new()).unwrap()
    }

    /// Runs a command on the library.
    pub(super) fn run<S: AsRef<OsStr>>(
        &self,
        command: &str,
        arguments: impl IntoIterator<Item = S>,
    ) -> Said {
        let mut process = program();
        process.arg(command).arg("--library").arg(self.library());
        process.args(arguments).output().unwrap().into()
    }

    /// Runs a whole line on the library: the command, and its subcommand if it has one, then options; `@` before a word is a
    /// file of the desk.
    pub(super) fn line(&self, line: &str) -> Said {
        let mut process = program();
        let mut words = line.split_whitespace().peekable();
        while let Some(word) = words.next_if(|word| !word.starts_with('-')) {
            process.arg(word);
        }
        process.arg("--library").arg(self.library());
        for word in words {
            match word.strip_prefix('@') {
                Some(name) => process.arg(self.path(name)),
                None => process.arg(word),
            };
        }
        process.output().unwrap().into()
    }

    /// Runs a ranking command on the library, as of [`TODAY`].
    pub(super) fn rank<S: AsRef<OsStr>>(
        &self,
        command: &str,
        arguments: impl IntoIterator<Item = S>,
    ) -> Said {
        let mut process = program();
        process.arg(command).arg("--library").arg(self.library());
        process.args(["--today", TODAY]);
        process.args(arguments).output().unwrap().into()
    }
}
