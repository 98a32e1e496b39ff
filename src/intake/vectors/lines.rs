//! Vectors as lines of JSON.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{MAX_LINE, VectorPlace};
use crate::error::{Error, Result, say};
use crate::model::Vector;

/// Lines of JSON, read one at a time.
#[derive(Debug)]
pub(super) struct VectorLines {
    file: PathBuf,
    reader: BufReader<File>,
}

impl VectorLines {
    pub(super) fn new(file: &Path, reader: BufReader<File>) -> Self {
        Self {
            file: file.to_owned(),
            reader,
        }
    }

    /// The next line that is not blank; `None` at the end. Blank lines are no rows and have no number.
    pub(super) fn read(&mut self) -> Option<Result<(VectorPlace, Vector)>> {
        loop {
            let mut line = Vec::new();
            let limited = (&mut self.reader).take(MAX_LINE);
            match { limited }.read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => return Some(read_line(&line)),
                Err(e) => return Some(Err(Error::io("read", &self.file, e))),
            }
        }
    }
}

fn read_line(line: &[u8]) -> Result<(VectorPlace, Vector)> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let mut fields: Map<String, Value> = serde_json::from_slice(line).map_err(|e| {
        let repair = say!(
            "write one object a line, as in {{\"need\":\"n1\",\"vector\":[0.1, 0.2]}}",
            "请每行写一个对象，如 {{\"need\":\"n1\",\"vector\":[0.1, 0.2]}}"
        );
        Error::invalid("line", e, repair)
    })?;
    let vector = fields.remove("vector");
    let place = VectorPlace::of_fields(&fields)?;
    Ok((place, Vector::from_json(vector.unwrap_or(Value::Null))?))
}
