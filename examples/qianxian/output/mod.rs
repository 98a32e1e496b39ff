//! The output of commands: tables, sentences, JSON, files.

mod bar;
mod file;
mod matches;
mod pair;
mod progress;
mod table;
mod team;
mod width;

use std::io::{self, ErrorKind, Write};

pub(crate) use bar::bar;
pub(crate) use file::OutputFile;
pub(crate) use matches::{MatchLine, print_matches};
pub(crate) use pair::{print_explanation, short as short_explanation};
pub(crate) use progress::{FileBar, RankBar};
pub(crate) use table::{Column, Table};
pub(crate) use team::{Name, TeamSheet, print_infeasible_team, print_team};
pub(crate) use width::one_line;

use crate::failure::Result;

/// The target of results: standard output. A reader that leaves early (`| head`) is no failure.
pub(crate) struct Output(io::Stdout);

impl Output {
    pub(crate) fn stdout() -> Self {
        Self(io::stdout())
    }

    /// Prints `value` as indented JSON.
    pub(crate) fn json(&mut self, value: &impl serde::Serialize) -> Result<()> {
        let text = serde_json::to_string_pretty(value)?;
        Ok(writeln!(self, "{text}")?)
    }
}

fn or_gone<T>(result: io::Result<T>, value: T) -> io::Result<T> {
    match result {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(value),
        other => other,
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        or_gone(self.0.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        or_gone(self.0.flush(), ())
    }
}
