//! The files packed in a zip archive: found by its directory, unpacked as streams, checked by checksum.
//!
//! Only the features that workbooks use are read: files stored or deflated, sizes of 64 bits, no passwords. The
//! directory is read entry by entry, and no size that it states is trusted with an allocation.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::rc::Rc;

use flate2::read::DeflateDecoder;

use crate::error::{Error, Result, say};
use crate::intake::Limits;

/// Signatures of the records that the format is made of.
const END: &[u8; 4] = b"PK\x05\x06";
const END_64: &[u8; 4] = b"PK\x06\x06";
const LOCATOR_64: &[u8; 4] = b"PK\x06\x07";
const ENTRY: &[u8; 4] = b"PK\x01\x02";
const FILE: &[u8; 4] = b"PK\x03\x04";

/// Bytes of these records before their texts.
const END_BYTES: usize = 22;
const LOCATOR_BYTES: usize = 20;
const ENTRY_BYTES: usize = 46;
const FILE_BYTES: usize = 30;
/// Longest comment behind the directory.
const COMMENT_BYTES: usize = u16::MAX as usize;

/// Longest name of a file that is looked for; a workbook's own names are shorter.
const NAME_BYTES: usize = 1_000;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Stored,
    Deflated,
    /// Another one, by its number, or a password.
    Unknown(u16),
}

/// Place of a file in the archive, and how it is packed.
#[derive(Clone, Debug)]
struct ArchiveEntry {
    method: Method,
    checksum: u32,
    packed: u64,
    offset: u64,
}

/// A zip archive.
pub(super) struct Archive<R> {
    /// Shared with the streams of its files, so that one may stay open between two sheets.
    input: Rc<RefCell<R>>,
    /// By lower-case name, for some programs disagree with themselves about case.
    entries: BTreeMap<String, ArchiveEntry>,
    /// Bytes unpacked so far. Files may overlap, so only the sum bounds the work.
    unpacked: Rc<Cell<u64>>,
}

/// An error about the archive as a whole.
pub(super) fn damaged(what: &str) -> Error {
    Error::invalid(
        "file",
        what,
        say!(
            "open the workbook and save it as .xlsx again",
            "请打开工作簿并重新另存为 .xlsx"
        ),
    )
}

fn unreadable(error: &io::Error) -> Error {
    damaged(&error.to_string())
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    let pair = bytes.get(at..at + 2).and_then(|b| b.try_into().ok());
    u16::from_le_bytes(pair.unwrap_or_default())
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..at + 4).and_then(|b| b.try_into().ok());
    u32::from_le_bytes(four.unwrap_or_default())
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let eight = bytes.get(at..at + 8).and_then(|b| b.try_into().ok());
    u64::from_le_bytes(eight.unwrap_or_default())
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the directory. O(entries).
    pub(super) fn open(mut input: R, limits: &Limits) -> Result<Self> {
        let (count, offset) = directory(&mut input)?;
        if Some(count) > limits.get("parts") {
            let repair =
                limits.repair("parts", say!("save the workbook again", "请重新保存工作簿"));
            return Err(Error::invalid("file", format!("{count} parts"), repair));
        }
        let entries = entries(&mut input, count, offset).map_err(|e| unreadable(&e))?;
        Ok(Self {
            input: Rc::new(RefCell::new(input)),
            entries,
            unpacked: Rc::default(),
        })
    }

    /// Whether there is a file of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&name.to_lowercase())
    }

    /// The file of that name as a stream; `None` if there is none.
    pub(super) fn get(&self, name: &str) -> Result<Option<Unpacked<R>>> {
        let Some(entry) = self.entries.get(&name.to_lowercase()).cloned() else {
            return Ok(None);
        };
        if let Method::Unknown(method) = entry.method {
            let what = format!("{name} is packed by method {method}");
            let repair = say!(
                "remove the password, if there is one, and save it as .xlsx again",
                "如有密码请去掉，再重新另存为 .xlsx"
            );
            return Err(Error::invalid("file", what, repair));
        }
        match file_start(&mut *self.input.borrow_mut(), entry.offset) {
            Ok(Some(at)) => {
                let section = Section {
                    input: Rc::clone(&self.input),
                    at,
                    left: entry.packed,
                };
                Ok(Some(Unpacked::new(
                    section,
                    &entry,
                    Rc::clone(&self.unpacked),
                )))
            }
            Ok(None) => Err(damaged(&format!("{name} is not where it should be"))),
            Err(error) => Err(unreadable(&error)),
        }
    }
}

/// Place of the bytes of the file whose record is at `offset`; `None` if there is no record.
fn file_start(input: &mut (impl Read + Seek), offset: u64) -> io::Result<Option<u64>> {
    input.seek(SeekFrom::Start(offset))?;
    let mut head = [0; FILE_BYTES];
    input.read_exact(&mut head)?;
    let skipped = u64::from(u16_at(&head, 26)) + u64::from(u16_at(&head, 28));
    let start = offset
        .checked_add(FILE_BYTES as u64)
        .and_then(|at| at.checked_add(skipped));
    Ok(start.filter(|_| head.starts_with(FILE)))
}

/// A stretch of an input that others read too.
struct Section<R> {
    input: Rc<RefCell<R>>,
    at: u64,
    left: u64,
}

impl<R: Read + Seek> Read for Section<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        if most == 0 {
            return Ok(0);
        }
        let mut input = self.input.borrow_mut();
        input.seek(SeekFrom::Start(self.at))?;
        let read = input.read(&mut buffer[..most])?;
        self.at += read as u64;
        self.left -= read as u64;
        Ok(read)
    }
}

/// Number of entries of the directory, and its start.
fn directory(input: &mut (impl Read + Seek)) -> Result<(u64, u64)> {
    let read = |input: &mut dyn SeekableInput| {
        let length = input.seek(SeekFrom::End(0))?;
        let tail = length.min((LOCATOR_BYTES + END_BYTES + COMMENT_BYTES) as u64);
        input.seek(SeekFrom::Start(length - tail))?;
        let mut bytes = Vec::new();
        input.take(tail).read_to_end(&mut bytes)?;
        io::Result::Ok(bytes)
    };
    let tail = read(input).map_err(|e| unreadable(&e))?;
    let mut starts = (0..=tail.len().saturating_sub(END_BYTES)).rev();
    let end = starts.find(|&at| tail[at..].starts_with(END));
    let Some(at) = end.filter(|_| tail.len() >= END_BYTES) else {
        return Err(damaged("the end of the file is missing"));
    };
    let (end, before) = (&tail[at..], &tail[..at]);
    let (count, offset) = (u16_at(end, 10), u32_at(end, 16));
    let locator = before
        .len()
        .checked_sub(LOCATOR_BYTES)
        .map(|at| &before[at..]);
    match locator.filter(|locator| locator.starts_with(LOCATOR_64)) {
        Some(locator) if count == u16::MAX || offset == u32::MAX => {
            directory_64(input, u64_at(locator, 8)).map_err(|e| unreadable(&e))
        }
        _ => Ok((u64::from(count), u64::from(offset))),
    }
}

/// Seeks and reads.
trait SeekableInput: Read + Seek {}

impl<R: Read + Seek> SeekableInput for R {}

fn directory_64(input: &mut (impl Read + Seek), at: u64) -> io::Result<(u64, u64)> {
    let mut record = [0; 56];
    input.seek(SeekFrom::Start(at))?;
    input.read_exact(&mut record)?;
    if !record.starts_with(END_64) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok((u64_at(&record, 32), u64_at(&record, 48)))
}

fn entries(
    input: &mut (impl Read + Seek),
    count: u64,
    offset: u64,
) -> io::Result<BTreeMap<String, ArchiveEntry>> {
    input.seek(SeekFrom::Start(offset))?;
    let mut input = BufReader::new(input);
    let mut entries = BTreeMap::new();
    for _ in 0..count {
        let mut head = [0; ENTRY_BYTES];
        input.read_exact(&mut head)?;
        if !head.starts_with(ENTRY) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let [name, extra, comment] = [28, 30, 32].map(|at| usize::from(u16_at(&head, at)));
        let mut texts = vec![0; name + extra + comment];
        input.read_exact(&mut texts)?;
        let (text, rest) = texts.split_at(name);
        if let Ok(text) = std::str::from_utf8(text)
            && name <= NAME_BYTES
        {
            let name = text.replace('\\', "/").to_lowercase();
            entries.insert(name, entry(&head, &rest[..extra]));
        }
    }
    Ok(entries)
}

/// The entry of a directory's record and its extra fields, which hold sizes too large for the record.
fn entry(head: &[u8], mut extra: &[u8]) -> ArchiveEntry {
    const ENCRYPTED: u16 = 1;
    const SIZES_64: u16 = 1;
    let method = match (u16_at(head, 8) & ENCRYPTED, u16_at(head, 10)) {
        (0, 0) => Method::Stored,
        (0, 8) => Method::Deflated,
        (_, method) => Method::Unknown(method),
    };
    let [packed, unpacked, offset] = [20, 24, 42].map(|at| u32_at(head, at));
    let mut entry = ArchiveEntry {
        method,
        checksum: u32_at(head, 16),
        packed: u64::from(packed),
        offset: u64::from(offset),
    };
    while extra.len() >= 4 {
        let (id, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let field = &extra[4..(4 + length).min(extra.len())];
        if id == SIZES_64 {
            // Only the sizes that do not fit the record are there, in this order.
            let mut at = 0;
            let mut next = |is_there: bool| {
                at += if is_there { 8 } else { 0 };
                is_there.then(|| u64_at(field, at - 8))
            };
            next(unpacked == u32::MAX);
            entry.packed = next(packed == u32::MAX).unwrap_or(entry.packed);
            entry.offset = next(offset == u32::MAX).unwrap_or(entry.offset);
        }
        extra = &extra[4 + field.len()..];
    }
    entry
}

/// The bytes of one file, unpacked as they are read; damage is an error at their end.
pub(super) struct Unpacked<R> {
    bytes: Bytes<R>,
    checksum: u32,
    hasher: crc32fast::Hasher,
    /// Bytes unpacked of the whole archive.
    pub(super) unpacked: Rc<Cell<u64>>,
}

enum Bytes<R> {
    Stored(Section<R>),
    Deflated(DeflateDecoder<Section<R>>),
}

impl<R: Read + Seek> Unpacked<R> {
    fn new(input: Section<R>, entry: &ArchiveEntry, unpacked: Rc<Cell<u64>>) -> Self {
        let bytes = match entry.method {
            Method::Deflated => Bytes::Deflated(DeflateDecoder::new(input)),
            Method::Stored | Method::Unknown(_) => Bytes::Stored(input),
        };
        Self {
            bytes,
            checksum: entry.checksum,
            hasher: crc32fast::Hasher::new(),
            unpacked,
        }
    }
}

impl<R: Read + Seek> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.bytes {
            Bytes::Stored(input) => input.read(buffer)?,
            Bytes::Deflated(input) => input.read(buffer)?,
        };
        self.unpacked
            .set(self.unpacked.get().saturating_add(read as u64));
        self.hasher.update(&buffer[..read]);
        if read == 0 && !buffer.is_empty() && self.hasher.clone().finalize() != self.checksum {
            let damage = "a part of the workbook is damaged";
            return Err(io::Error::new(io::ErrorKind::InvalidData, damage));
        }
        Ok(read)
    }
}
