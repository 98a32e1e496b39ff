//! Vectors in bulk: an array of NumPy beside its ids, or lines of JSON.
//!
//! | file | content |
//! |---|---|
//! | `.npy` | an array of shape (texts, components), little-endian floats of 16, 32 or 64 bits, rows one after the other; its ids stand in a second file, one a line in the same order |
//! | any other | lines of JSON, `{"profile":"p1","work":2,"vector":[…]}`; `text` is passed over |
//!
//! An id is a line of JSON of the same keys, as [`Snapshot::vector_texts`](crate::Snapshot::vector_texts) writes it with
//! the text; or columns parted by tabs: `need` or `profile`, the id, and the number of a work; or the id alone.

mod lines;
mod npy;
mod place;

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

pub use place::{VectorPlace, VectorText};

use crate::error::{Error, Result, Wording, counted, say};
use crate::model::Vector;
use npy::{Array, MAGIC};

/// Most bytes of one line.
const MAX_LINE: u64 = 1 << 20;

/// A vector and the text that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlacedVector {
    /// Row of the array, or line of the file, from 1.
    pub row: u64,
    /// The text.
    pub place: VectorPlace,
    /// The vector of that text.
    pub vector: Vector,
}

impl PlacedVector {
    /// Creates the vector of a text, from `row`.
    #[must_use]
    pub fn new(row: u64, place: VectorPlace, vector: Vector) -> Self {
        Self { row, place, vector }
    }
}

/// The rows of a file of vectors, read one at a time.
///
/// A row is invalid input if its id or its vector is not accepted; the error names it, and the next row can be read.
/// After any other error there are no more rows.
#[derive(Debug)]
pub struct VectorRows {
    content: VectorSource,
    row: u64,
    is_over: bool,
}

#[derive(Debug)]
enum VectorSource {
    Array {
        array: Array,
        ids: std::vec::IntoIter<String>,
    },
    Lines(lines::VectorLines),
}

impl VectorRows {
    /// Opens `file`; `ids` has the ids of an array's rows.
    ///
    /// # Errors
    /// Not readable; invalid input if an array is of a kind that is not read, has no ids or another number of them, or
    /// if lines of JSON have a file of ids.
    pub fn open(file: &Path, ids: Option<&Path>) -> Result<Self> {
        let fail = |e| Error::io("read", file, e);
        let mut reader = BufReader::new(File::open(file).map_err(fail)?);
        let start = reader.fill_buf().map_err(fail)?;
        if start.starts_with(b"PK\x03\x04") {
            let repair = say!(
                "an .npz is an archive of arrays: save one with numpy.save",
                ".npz 是多个数组的压缩包：请用 numpy.save 保存单个数组"
            );
            return Err(Error::invalid("npy", file.display(), repair));
        }
        let is_array = start.starts_with(MAGIC);
        let content = match (is_array, ids) {
            (true, Some(ids)) => {
                let array = Array::open(file, reader)?;
                let ids = read_ids(ids)?;
                check_count(array.rows(), ids.len())?;
                VectorSource::Array {
                    array,
                    ids: ids.into_iter(),
                }
            }
            (true, None) => {
                let repair = say!(
                    "an array has no ids: name the file that has them, one a line",
                    "数组中没有编号：请另外指定编号文件，每行一个"
                );
                return Err(Error::invalid("ids", file.display(), repair));
            }
            (false, Some(ids)) => {
                let repair = say!(
                    "lines of JSON have their ids: leave this file out, or give vectors as .npy",
                    "JSON 行中已有编号：请去掉编号文件，或以 .npy 提供向量"
                );
                return Err(Error::invalid("ids", ids.display(), repair));
            }
            (false, None) => VectorSource::Lines(lines::VectorLines::new(file, reader)),
        };
        Ok(Self {
            content,
            row: 0,
            is_over: false,
        })
    }

    /// Number of rows, if it is known before they are read.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        match &self.content {
            VectorSource::Array { array, .. } => Some(array.rows()),
            VectorSource::Lines(_) => None,
        }
    }

    fn read(&mut self) -> Option<Result<(VectorPlace, Vector)>> {
        match &mut self.content {
            VectorSource::Lines(lines) => lines.read(),
            VectorSource::Array { array, ids } => {
                let id = ids.next()?;
                // The row is read whatever its id, so that the next one is the next row.
                let vector = match array.read() {
                    Ok(components) => Vector::new(components),
                    Err(error) => return Some(Err(error)),
                };
                Some(VectorPlace::of_line(&id).and_then(|place| Ok((place, vector?))))
            }
        }
    }
}

impl Iterator for VectorRows {
    type Item = Result<PlacedVector>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let read = self.read()?;
        self.row += 1;
        let row = self.row;
        Some(match read {
            Ok((place, vector)) => Ok(PlacedVector { row, place, vector }),
            Err(error) if error.is_invalid_input() => Err(error.in_record(row_name(row))),
            Err(error) => {
                self.is_over = true;
                Err(error)
            }
        })
    }
}

/// Names a row in an error.
pub(crate) fn row_name(row: u64) -> Wording {
    say!("row {row}", "第{row}行")
}

fn read_ids(file: &Path) -> Result<Vec<String>> {
    let fail = |e| Error::io("read", file, e);
    let mut reader = BufReader::new(File::open(file).map_err(fail)?);
    let mut ids = Vec::new();
    loop {
        let mut line = String::new();
        let length = (&mut reader).take(MAX_LINE).read_line(&mut line);
        if length.map_err(fail)? == 0 {
            return Ok(ids);
        }
        let line = line
            .trim_start_matches('\u{feff}')
            .trim_end_matches(['\n', '\r']);
        ids.push(line.to_owned());
    }
}

fn check_count(rows: u64, ids: usize) -> Result<()> {
    if u64::try_from(ids) == Ok(rows) {
        return Ok(());
    }
    let of_rows = counted(rows, "row", "rows");
    let repair = say!(
        "the array has {of_rows}: give as many ids, one a line, in the order of the rows",
        "数组有{rows}行：请按行的次序给出同样多的编号，每行一个"
    );
    Err(Error::invalid("ids", ids, repair))
}

#[cfg(test)]
mod tests;
