//! Compound files: streams in chains of sectors, as a small file system holds them ([MS-CFB]).
//!
//! A table links every sector to the next of its chain. A chain longer than the file has sectors runs in a circle and is
//! refused; no count or size that the file states is trusted with an allocation.

use std::io::{self, Read, Seek, SeekFrom};

use super::super::archive::{damaged, u16_at, u32_at, u64_at};
use super::super::shared::{check_parts, locked};
use super::super::xml::past;
use crate::error::{Error, Result, say};
use crate::intake::Limits;

/// Bytes of the header, and places in it.
const HEADER: usize = 512;
const SECTOR_SHIFT: usize = 30;
const FIRST_DIRECTORY: usize = 48;
const FIRST_SMALL_TABLE: usize = 60;
const FIRST_MORE_TABLES: usize = 68;
const TABLES: usize = 76;

/// Numbers from here on are no sectors: ends of chains, free sectors.
const NO_SECTOR: u32 = 0xFFFF_FFFA;
/// Bytes of an entry of the directory.
const DIRECTORY_ENTRY: usize = 128;
/// Streams of fewer bytes stand in small sectors, of 64 bytes, inside a stream of the root.
const SMALL_STREAM: u64 = 4_096;
const SMALL_SECTOR: usize = 64;
/// Bytes read at once.
const BUFFER: usize = 4_096;

/// Streams that are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StreamName {
    /// A workbook since 1997, or before.
    Workbook,
    Book,
    /// A new workbook with a password.
    Encrypted,
}

/// An entry of the directory.
#[derive(Clone, Copy, Debug)]
struct DirectoryEntry {
    name: Option<StreamName>,
    is_root: bool,
    /// Entries to the left and right, and the first inside.
    near: [u32; 3],
    start: u32,
    bytes: u64,
}

/// The sectors of a file, and the table that links them.
struct Sectors<R> {
    input: R,
    /// Power of two of the bytes of a sector.
    shift: u32,
    /// Number of sectors.
    count: u32,
    /// Next sector of each.
    next: Vec<u32>,
}

fn unreadable(error: &io::Error) -> Error {
    damaged(&error.to_string())
}

impl<R: Read + Seek> Sectors<R> {
    fn open(mut input: R, limits: &Limits) -> Result<(Self, Vec<u8>)> {
        let length = input.seek(SeekFrom::End(0)).map_err(|e| unreadable(&e))?;
        // So that the table stays small even if the file is long and mostly holes.
        if Some(length) > limits.get("unpacked-bytes") {
            return Err(past("unpacked-bytes", "the workbook", limits));
        }
        let mut header = vec![0; HEADER];
        let read = input
            .seek(SeekFrom::Start(0))
            .and_then(|_| input.read_exact(&mut header));
        read.map_err(|e| unreadable(&e))?;
        let shift = match u16_at(&header, SECTOR_SHIFT) {
            shift @ 7..=16 => u32::from(shift),
            shift => return Err(damaged(&format!("sectors of 2^{shift} bytes"))),
        };
        let count = (length.div_ceil(1 << shift)).saturating_sub(1);
        let mut sectors = Self {
            input,
            shift,
            count: u32::try_from(count).map_or(NO_SECTOR, |count| count.min(NO_SECTOR)),
            next: Vec::new(),
        };
        sectors.read_table(&header)?;
        Ok((sectors, header))
    }

    /// Reads the table: its first sectors stand in the header, the others in a chain of their own.
    fn read_table(&mut self, header: &[u8]) -> Result<()> {
        let mut places: Vec<u32> = header[TABLES..]
            .chunks_exact(4)
            .map(|p| u32_at(p, 0))
            .collect();
        let mut more = u32_at(header, FIRST_MORE_TABLES);
        let mut steps = 0;
        loop {
            for place in std::mem::take(&mut places) {
                if place >= NO_SECTOR || self.next.len() >= self.count as usize {
                    continue;
                }
                let sector = self.sector(place)?;
                self.next
                    .extend(sector.chunks_exact(4).map(|p| u32_at(p, 0)));
            }
            if more >= NO_SECTOR || self.next.len() >= self.count as usize {
                self.next.truncate(self.count as usize);
                return Ok(());
            }
            steps += 1;
            if steps > self.count {
                return Err(damaged("the tables of sectors run in a circle"));
            }
            let sector = self.sector(more)?;
            places = sector.chunks_exact(4).map(|p| u32_at(p, 0)).collect();
            more = places.pop().unwrap_or(NO_SECTOR);
        }
    }

    /// The bytes of a sector, zeros behind the end of the file.
    fn sector(&mut self, place: u32) -> Result<Vec<u8>> {
        let mut bytes = vec![0; 1 << self.shift];
        let read = self.read_at(&[place], 0, &mut bytes);
        read.map_err(|e| unreadable(&e))?;
        Ok(bytes)
    }

    /// The chain of sectors from `start`, at most so many bytes of it.
    fn chain(&self, start: u32, bytes: u64) -> Result<Vec<u32>> {
        let (mut chain, mut place) = (Vec::new(), start);
        let most = bytes.div_ceil(1 << self.shift);
        while place < NO_SECTOR && (chain.len() as u64) < most {
            let next = self.next.get(place as usize);
            let Some(&next) = next.filter(|_| place < self.count) else {
                return Err(damaged("a chain of sectors leaves the file"));
            };
            chain.push(place);
            if chain.len() > self.next.len() {
                return Err(damaged("a chain of sectors runs in a circle"));
            }
            place = next;
        }
        Ok(chain)
    }

    /// Reads a part of a chain: up to the end of sectors that follow one another in the file.
    fn read_at(&mut self, chain: &[u32], at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let size = 1_u64 << self.shift;
        let place = usize::try_from(at >> self.shift).unwrap_or(usize::MAX);
        let Some(&first) = chain.get(place) else {
            return Ok(0);
        };
        let within = at % size;
        let rest = chain[place..].iter().zip(u64::from(first)..);
        let run = rest.take_while(|&(&sector, expected)| u64::from(sector) == expected);
        let needed = buffer.len() / (1 << self.shift) + 2;
        let most = run.take(needed).count() as u64 * size - within;
        let most = usize::try_from(most).map_or(buffer.len(), |most| most.min(buffer.len()));
        let start = ((u64::from(first) + 1) << self.shift) + within;
        self.input.seek(SeekFrom::Start(start))?;
        let mut filled = 0;
        while filled < most {
            match self.input.read(&mut buffer[filled..most])? {
                0 => break,
                read => filled += read,
            }
        }
        Ok(filled)
    }
}

/// One stream of a compound file.
pub(super) struct CompoundStream<R> {
    sectors: Sectors<R>,
    /// The sectors of the stream; a small one is in the buffer.
    chain: Vec<u32>,
    bytes: u64,
    at: u64,
    /// Bytes that begin at that place of the stream.
    buffer: Vec<u8>,
    buffer_at: u64,
    /// Bytes read so far, and the most of them, which bounds the work.
    read: (u64, u64),
}

impl<R: Read + Seek> CompoundStream<R> {
    /// Opens the stream of the workbook.
    ///
    /// # Errors
    /// Invalid input if the file is damaged, needs a password, or holds no workbook.
    pub(super) fn workbook(input: R, limits: &Limits) -> Result<Self> {
        let (mut sectors, header) = Sectors::open(input, limits)?;
        let entries = directory(&mut sectors, u32_at(&header, FIRST_DIRECTORY), limits)?;
        if find(&entries, StreamName::Encrypted).is_some() {
            return Err(locked());
        }
        let found =
            find(&entries, StreamName::Workbook).or_else(|| find(&entries, StreamName::Book));
        let Some(entry) = found else {
            let repair = say!(
                "the file is of an old office program and holds no workbook; save the table as .xlsx",
                "这是旧版办公软件的文件，其中没有工作簿；请把表另存为 .xlsx"
            );
            return Err(Error::invalid("file", "no workbook", repair));
        };
        let (mut chain, mut buffer) = (Vec::new(), Vec::new());
        if entry.bytes < SMALL_STREAM {
            buffer = small_stream(&mut sectors, &entries, &entry, &header)?;
        } else {
            chain = sectors.chain(entry.start, entry.bytes)?;
        }
        Ok(Self {
            sectors,
            chain,
            bytes: entry.bytes,
            at: 0,
            buffer,
            buffer_at: 0,
            read: (0, limits.get("unpacked-bytes").unwrap_or_default()),
        })
    }

    /// Place of the next byte.
    pub(super) const fn place(&self) -> u64 {
        self.at
    }

    pub(super) const fn seek(&mut self, at: u64) {
        self.at = at;
    }

    /// Whether more has been read than the limit of bytes unpacked.
    pub(super) const fn is_past(&self) -> bool {
        self.read.0 > self.read.1
    }

    /// Fills `bytes` as far as the stream goes.
    pub(super) fn read(&mut self, bytes: &mut [u8]) -> Result<usize> {
        let mut filled = 0;
        while filled < bytes.len() {
            let ready = self.ready()?;
            if ready.is_empty() {
                break;
            }
            let count = ready.len().min(bytes.len() - filled);
            bytes[filled..filled + count].copy_from_slice(&ready[..count]);
            filled += count;
            self.at += count as u64;
        }
        Ok(filled)
    }

    /// Bytes from the place on; none at the end.
    fn ready(&mut self) -> Result<&[u8]> {
        let is_held = |stream: &Self| {
            let end = stream.buffer_at + stream.buffer.len() as u64;
            (stream.buffer_at..end).contains(&stream.at)
        };
        if !is_held(self) && !self.chain.is_empty() && self.at < self.bytes {
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.resize(BUFFER, 0);
            let read = self.sectors.read_at(&self.chain, self.at, &mut buffer);
            let read = read.map_err(|e| unreadable(&e))?;
            buffer.truncate(read);
            self.buffer = buffer;
            self.buffer_at = self.at;
            self.read.0 = self.read.0.saturating_add(read as u64);
        }
        if !is_held(self) {
            return Ok(&[]);
        }
        let left = usize::try_from(self.bytes.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let from = usize::try_from(self.at - self.buffer_at).unwrap_or(usize::MAX);
        let ready = self.buffer.get(from..).unwrap_or_default();
        Ok(&ready[..ready.len().min(left)])
    }
}

/// The entries of the directory.
fn directory<R: Read + Seek>(
    sectors: &mut Sectors<R>,
    start: u32,
    limits: &Limits,
) -> Result<Vec<DirectoryEntry>> {
    let most = limits.get("parts").unwrap_or_default();
    let chain = sectors.chain(start, most.saturating_mul(DIRECTORY_ENTRY as u64))?;
    let mut entries = Vec::new();
    for place in chain {
        let sector = sectors.sector(place)?;
        entries.extend(sector.chunks_exact(DIRECTORY_ENTRY).map(entry));
        check_parts(entries.len(), "directory", limits)?;
    }
    Ok(entries)
}

fn entry(bytes: &[u8]) -> DirectoryEntry {
    const STREAM: u8 = 2;
    const ROOT: u8 = 5;
    let length = usize::from(u16_at(bytes, 64)).saturating_sub(2) / 2;
    let units = bytes[..64].chunks_exact(2).take(length);
    let units: Vec<u16> = units.map(|unit| u16_at(unit, 0)).collect();
    let name = match String::from_utf16_lossy(&units).to_lowercase().as_str() {
        _ if bytes[66] != STREAM => None,
        "workbook" => Some(StreamName::Workbook),
        "book" => Some(StreamName::Book),
        "encryptedpackage" => Some(StreamName::Encrypted),
        _ => None,
    };
    DirectoryEntry {
        name,
        is_root: bytes[66] == ROOT,
        near: [68, 72, 76].map(|at| u32_at(bytes, at)),
        start: u32_at(bytes, 116),
        // The upper half is rubbish in files of the older version, and no workbook needs it.
        bytes: u64_at(bytes, 120) & 0xFFFF_FFFF,
    }
}

/// The stream of that name right below the root, or, if the tree is damaged, the first anywhere. Objects embedded in a
/// workbook are below entries of their own and may be workbooks.
fn find(entries: &[DirectoryEntry], name: StreamName) -> Option<DirectoryEntry> {
    let root = entries.iter().find(|entry| entry.is_root);
    let mut open: Vec<u32> = root.map(|root| root.near[2]).into_iter().collect();
    let mut is_seen = vec![false; entries.len()];
    while let Some(at) = open.pop() {
        let at = at as usize;
        let Some(entry) = entries.get(at).filter(|_| !is_seen[at]) else {
            continue;
        };
        is_seen[at] = true;
        if entry.name == Some(name) {
            return Some(*entry);
        }
        open.extend([entry.near[0], entry.near[1]]);
    }
    let mut entries = entries.iter();
    entries.find(|entry| entry.name == Some(name)).copied()
}

/// The bytes of a stream in small sectors.
fn small_stream<R: Read + Seek>(
    sectors: &mut Sectors<R>,
    entries: &[DirectoryEntry],
    entry: &DirectoryEntry,
    header: &[u8],
) -> Result<Vec<u8>> {
    let root = entries.iter().find(|entry| entry.is_root);
    let root = root.ok_or_else(|| damaged("the directory has no root"))?;
    let inside = sectors.chain(root.start, root.bytes)?;
    let table = sectors.chain(u32_at(header, FIRST_SMALL_TABLE), u64::MAX)?;
    let (mut bytes, mut place) = (Vec::new(), entry.start);
    while place < NO_SECTOR && (bytes.len() as u64) < entry.bytes {
        let at = u64::from(place);
        let mut sector = [0; SMALL_SECTOR];
        let read = sectors.read_at(&inside, at * SMALL_SECTOR as u64, &mut sector);
        let read = read.map_err(|e| unreadable(&e))?;
        let mut next = [0; 4];
        let linked = sectors.read_at(&table, at * 4, &mut next);
        if read == 0 || linked.map_err(|e| unreadable(&e))? < next.len() {
            return Err(damaged("a chain of small sectors leaves the file"));
        }
        bytes.extend(&sector[..read]);
        place = u32::from_le_bytes(next);
    }
    Ok(bytes)
}
