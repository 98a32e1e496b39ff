//! Arrays in NumPy's format (`numpy.lib.format`, versions 1 to 3).

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result, counted, say};
use crate::model::MAX_COMPONENTS;

/// First bytes of such a file.
pub(super) const MAGIC: &[u8] = b"\x93NUMPY";
/// Most bytes of a header; those of plain arrays take 118.
const MAX_HEADER: usize = 1 << 16;

/// Bits of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FloatWidth {
    Half,
    Single,
    Double,
}

impl FloatWidth {
    const fn bytes(self) -> usize {
        match self {
            Self::Half => 2,
            Self::Single => 4,
            Self::Double => 8,
        }
    }
}

/// An array of vectors, read row by row.
#[derive(Debug)]
pub(super) struct Array {
    file: PathBuf,
    reader: BufReader<File>,
    width: FloatWidth,
    rows: u64,
    components: usize,
}

impl Array {
    /// Reads the header.
    pub(super) fn open(file: &Path, mut reader: BufReader<File>) -> Result<Self> {
        let fail = |e| Error::io("read", file, e);
        let mut start = [0; 8];
        reader.read_exact(&mut start).map_err(fail)?;
        // Version 1 counts the header in two bytes, later ones in four.
        let mut length = [0; 4];
        let counted = if start[6] == 1 { 2 } else { 4 };
        reader.read_exact(&mut length[..counted]).map_err(fail)?;
        let length = u32::from_le_bytes(length) as usize;
        if length > MAX_HEADER {
            return Err(refused(length));
        }
        let mut header = vec![0; length];
        reader.read_exact(&mut header).map_err(fail)?;
        let header = String::from_utf8_lossy(&header).into_owned();
        let (width, rows, components) =
            read_header(&header).ok_or_else(|| refused(header.trim()))?;
        if components == 0 || components > MAX_COMPONENTS {
            let repair = say!("give 1 to 4096 components", "请给出1至4096个分量");
            return Err(Error::invalid("vector", components, repair));
        }
        let header = 8 + counted as u64 + length as u64;
        check_length(&reader, header, rows, (components * width.bytes()) as u64)
            .map_err(fail)??;
        Ok(Self {
            file: file.to_owned(),
            reader,
            width,
            rows,
            components,
        })
    }

    /// Number of rows.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// The components of the next row.
    pub(super) fn read(&mut self) -> Result<Vec<f32>> {
        let mut bytes = vec![0; self.components * self.width.bytes()];
        let read = self.reader.read_exact(&mut bytes);
        read.map_err(|e| Error::io("read", &self.file, e))?;
        Ok(match self.width {
            FloatWidth::Half => {
                let pairs = bytes.chunks_exact(2);
                pairs
                    .map(|b| half(u16::from_le_bytes([b[0], b[1]])))
                    .collect()
            }
            FloatWidth::Single => {
                let quads = bytes.chunks_exact(4);
                quads
                    .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                    .collect()
            }
            FloatWidth::Double => bytes.chunks_exact(8).map(double).collect(),
        })
    }
}

/// The nearest float of 32 bits; infinite beyond its range, which a vector refuses.
fn double(bytes: &[u8]) -> f32 {
    let mut eight = [0; 8];
    eight.copy_from_slice(bytes);
    #[expect(clippy::cast_possible_truncation, reason = "rounds, as documented")]
    let single = f64::from_le_bytes(eight) as f32;
    single
}

/// A float of 16 bits (IEEE 754 binary16), exactly.
fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let exponent = i32::from(bits >> 10 & 0x1f);
    let fraction = f32::from(bits & 0x3ff);
    sign * match exponent {
        0 => fraction * (-24_f32).exp2(),
        0x1f if fraction == 0.0 => f32::INFINITY,
        0x1f => f32::NAN,
        _ => (fraction + 1024.0) * 2_f32.powi(exponent - 25),
    }
}

/// Width, rows and components, if the array has two dimensions of little-endian floats in rows.
fn read_header(header: &str) -> Option<(FloatWidth, u64, usize)> {
    let after = |key: &str| {
        let quoted = header.find(&format!("'{key}'"))? + key.len() + 2;
        Some(
            header[quoted..]
                .trim_start()
                .strip_prefix(':')?
                .trim_start(),
        )
    };
    let width = match after("descr")?.split('\'').nth(1)? {
        "<f2" => FloatWidth::Half,
        "<f4" => FloatWidth::Single,
        "<f8" => FloatWidth::Double,
        _ => return None,
    };
    if !after("fortran_order")?.starts_with("False") {
        return None;
    }
    let shape = after("shape")?.strip_prefix('(')?.split(')').next()?;
    let sizes: Vec<&str> = shape
        .split(',')
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .collect();
    match sizes[..] {
        [rows, components] => Some((width, rows.parse().ok()?, components.parse().ok()?)),
        _ => None,
    }
}

/// Refuses a file that holds fewer rows than its header says, before any of them is read.
fn check_length(
    reader: &BufReader<File>,
    header: u64,
    rows: u64,
    row: u64,
) -> std::io::Result<Result<()>> {
    let file = reader.get_ref().metadata()?;
    let held = file.len().saturating_sub(header) / row;
    // A pipe has no length.
    if held >= rows || !file.is_file() {
        return Ok(Ok(()));
    }
    let of_rows = counted(rows, "row", "rows");
    let repair = say!(
        "the file ends after {held} of its {of_rows}: save the array again",
        "文件应有{rows}行，只有{held}行：请重新保存数组"
    );
    Ok(Err(Error::invalid("npy", held, repair)))
}

fn refused(header: impl std::fmt::Display) -> Error {
    let repair = say!(
        "save an array of shape (texts, components): numpy.save(file, numpy.ascontiguousarray(vectors, dtype='<f4'))",
        "请保存形状为（文本数，分量数）的数组：numpy.save(file, numpy.ascontiguousarray(vectors, dtype='<f4'))"
    );
    Error::invalid("npy", header, repair)
}

#[cfg(test)]
mod tests {
    use super::{FloatWidth, half, read_header};

    #[test]
    fn headers_are_read_as_numpy_writes_them() {
        let header = |text: &str| read_header(text);
        let plain = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 384), }";
        assert_eq!(header(plain), Some((FloatWidth::Single, 3, 384)));
        assert_eq!(
            header(&plain.replace("f4", "f2")),
            Some((FloatWidth::Half, 3, 384))
        );
        for (from, to) in [
            ("<f4", ">f4"),
            ("<f4", "<i4"),
            ("False", "True"),
            ("(3, 384)", "(384,)"),
            ("(3, 384)", "(3, 2, 2)"),
            ("(3, 384)", "(-3, 384)"),
        ] {
            assert_eq!(header(&plain.replace(from, to)), None, "{to}");
        }
    }

    #[test]
    fn half_floats_are_exact() {
        for (bits, value) in [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x7bff, 65_504.0),
            (0x0001, 5.960_464_5e-8),
            (0x0400, 6.103_515_6e-5),
            (0x7c00, f32::INFINITY),
        ] {
            assert_eq!(half(bits), value, "{bits:x}");
        }
        assert!(half(0x7e00).is_nan());
    }
}
