//! The output of commands: tables, sentences, JSON, files.

mod bar;
mod destination;
mod eligibility;
mod file;
mod matches;
mod named;
mod pair;
mod progress;
mod table;
mod team;
mod visible;
mod width;

use std::io::{self, ErrorKind, Write};

pub(crate) use bar::bar;
pub(crate) use destination::{Destination, Inputs, suffix};
pub(crate) use eligibility::{
    Eligibility, barred_line, caution_note, condition_warning, eligibility_note, print_barred,
};
pub(crate) use file::OutputFile;
pub(crate) use matches::{MatchLine, print_matches};
pub(crate) use pair::{print_explanation, short as short_explanation, some};
pub(crate) use progress::{FileBar, RankBar};
pub(crate) use table::{Column, Table, heading};
pub(crate) use team::{Name, TeamSheet, print_infeasible_team, print_team};
pub(crate) use visible::{complain, visible};
pub(crate) use width::one_line;

use crate::failure::Result;

/// The target of results: standard output, made [`visible`]. A reader that leaves early (`| head`) is no failure.
pub(crate) struct Output {
    to: io::Stdout,
    /// Bytes of a character whose end is not written yet.
    rest: Vec<u8>,
}

impl Output {
    pub(crate) fn stdout() -> Self {
        Self {
            to: io::stdout(),
            rest: Vec::new(),
        }
    }

    /// Prints `value` as indented JSON.
    pub(crate) fn json(&mut self, value: &impl serde::Serialize) -> Result<()> {
        let text = serde_json::to_string_pretty(value)?;
        Ok(writeln!(self, "{text}")?)
    }

    /// Prints the object `value` as indented JSON, with `names`: the titles and names of the records that it mentions.
    pub(crate) fn named_json(
        &mut self,
        value: &impl serde::Serialize,
        snapshot: &qianxian::Snapshot,
    ) -> Result<()> {
        self.json(&named::Named::new(value, snapshot)?)
    }
}

/// A value of a record on one line: a text without its quotation marks, anything else as JSON.
pub(crate) fn short_value(value: &serde_json::Value) -> String {
    /// Columns of a value.
    const VALUE: usize = 80;
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    one_line(&text, VALUE)
}

fn or_gone<T>(result: io::Result<T>, value: T) -> io::Result<T> {
    match result {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(value),
        other => other,
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        // A piece may end within a character: what is whole goes out, the rest waits for its end.
        let whole = match std::str::from_utf8(&self.rest) {
            Ok(text) => text.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => self.rest.len(),
        };
        let text: Vec<u8> = self.rest.drain(..whole).collect();
        let text = String::from_utf8_lossy(&text);
        or_gone(self.to.write_all(visible(&text).as_bytes()), ())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        or_gone(self.to.flush(), ())
    }
}
