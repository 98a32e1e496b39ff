//! The records of a workbook stream, and texts that go on over several of them ([MS-XLS], 2.1.4 and 2.5.293).

use std::io::{Read, Seek};

use super::super::archive::{damaged, u16_at};
use super::super::xml::past;
use super::compound::CompoundStream;
use crate::error::Result;
use crate::intake::Limits;

/// Kinds of records.
pub(super) mod kind {
    pub(in super::super) const FORMULA: u16 = 0x0006;
    pub(in super::super) const EOF: u16 = 0x000A;
    pub(in super::super) const DATE_MODE: u16 = 0x0022;
    pub(in super::super) const FILE_PASS: u16 = 0x002F;
    pub(in super::super) const CONTINUE: u16 = 0x003C;
    pub(in super::super) const BOUND_SHEET: u16 = 0x0085;
    pub(in super::super) const MUL_RK: u16 = 0x00BD;
    pub(in super::super) const RICH_LABEL: u16 = 0x00D6;
    pub(in super::super) const XF: u16 = 0x00E0;
    pub(in super::super) const MERGED_CELLS: u16 = 0x00E5;
    pub(in super::super) const SST: u16 = 0x00FC;
    pub(in super::super) const LABEL_SST: u16 = 0x00FD;
    pub(in super::super) const NUMBER: u16 = 0x0203;
    pub(in super::super) const LABEL: u16 = 0x0204;
    pub(in super::super) const BOOL_ERR: u16 = 0x0205;
    pub(in super::super) const STRING: u16 = 0x0207;
    pub(in super::super) const ROW: u16 = 0x0208;
    pub(in super::super) const ARRAY: u16 = 0x0221;
    pub(in super::super) const TABLE: u16 = 0x0236;
    pub(in super::super) const RK: u16 = 0x027E;
    pub(in super::super) const FORMAT: u16 = 0x041E;
    pub(in super::super) const SHARED_FORMULA: u16 = 0x04BC;
    pub(in super::super) const BOF: u16 = 0x0809;
    /// Starts of streams of before 1995.
    pub(in super::super) const OLD_BOF: [u16; 3] = [0x0009, 0x0209, 0x0409];
}

/// Bytes of the head of a record: its kind and its length.
const HEAD: usize = 4;

/// Reads the records of a stream.
pub(super) struct Records<'l, R> {
    stream: CompoundStream<R>,
    body: Vec<u8>,
    limits: &'l Limits,
}

impl<'l, R: Read + Seek> Records<'l, R> {
    pub(super) const fn new(stream: CompoundStream<R>, limits: &'l Limits) -> Self {
        Self {
            stream,
            body: Vec::new(),
            limits,
        }
    }

    /// Place of the next record in the stream.
    pub(super) const fn place(&self) -> u64 {
        self.stream.place()
    }

    pub(super) const fn seek(&mut self, at: u64) {
        self.stream.seek(at);
    }

    /// Kind and length of the next record, which stays the next; `None` at the end.
    fn peek_head(&mut self) -> Result<Option<(u16, u16)>> {
        let (at, mut head) = (self.stream.place(), [0; HEAD]);
        let read = self.stream.read(&mut head)?;
        self.stream.seek(at);
        Ok((read == HEAD).then(|| (u16_at(&head, 0), u16_at(&head, 2))))
    }

    /// Kind of the next record, which stays the next; `None` at the end.
    pub(super) fn peek(&mut self) -> Result<Option<u16>> {
        Ok(self.peek_head()?.map(|(kind, _)| kind))
    }

    /// Reads the next record and returns its kind; `None` at the end of the stream.
    pub(super) fn next(&mut self) -> Result<Option<u16>> {
        if self.stream.is_past() {
            return Err(past("unpacked-bytes", "the workbook", self.limits));
        }
        let Some((kind, length)) = self.peek_head()? else {
            return Ok(None);
        };
        self.stream.seek(self.stream.place() + HEAD as u64);
        // At most 64 kB.
        self.body.resize(usize::from(length), 0);
        if self.stream.read(&mut self.body)? < self.body.len() {
            return Err(damaged("the workbook ends within a record"));
        }
        Ok(Some(kind))
    }

    /// The body of the record.
    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body of the record, refused if it is shorter than that.
    pub(super) fn body_of(&self, least: usize) -> Result<&[u8]> {
        if self.body.len() < least {
            return Err(damaged("a record is too short"));
        }
        Ok(&self.body)
    }

    /// Reads from that place of the record on, and from the records that continue it.
    pub(super) const fn pieces(&mut self, at: usize) -> Pieces<'_, 'l, R> {
        Pieces { records: self, at }
    }
}

/// The bytes of a record and of those that continue it.
pub(super) struct Pieces<'r, 'l, R> {
    records: &'r mut Records<'l, R>,
    at: usize,
}

impl<R: Read + Seek> Pieces<'_, '_, R> {
    /// Whether there are more bytes; goes on to the next record for them.
    pub(super) fn has_more(&mut self) -> Result<bool> {
        while self.at >= self.records.body.len() {
            if self.records.peek()? != Some(kind::CONTINUE) {
                return Ok(false);
            }
            self.records.next()?;
            self.at = 0;
        }
        Ok(true)
    }

    fn byte(&mut self) -> Result<u8> {
        if !self.has_more()? {
            return Err(damaged("a text ends too early"));
        }
        self.at += 1;
        Ok(self.records.body[self.at - 1])
    }

    pub(super) fn u16(&mut self) -> Result<u16> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub(super) fn u32(&mut self) -> Result<u32> {
        Ok(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    fn skip(&mut self, mut bytes: u64) -> Result<()> {
        while bytes > 0 {
            if !self.has_more()? {
                return Err(damaged("a text ends too early"));
            }
            let ready = (self.records.body.len() - self.at) as u64;
            let step = ready.min(bytes);
            self.at += usize::try_from(step).unwrap_or(usize::MAX);
            bytes -= step;
        }
        Ok(())
    }

    /// A text whose length stands before it, in one byte.
    pub(super) fn short_text(&mut self) -> Result<String> {
        let length = self.byte()?;
        self.text_of(u16::from(length))
    }

    /// A text whose length stands before it, in two bytes.
    pub(super) fn text(&mut self) -> Result<String> {
        let length = self.u16()?;
        self.text_of(length)
    }

    /// A text of so many units, without its runs of formats and its reading aid.
    fn text_of(&mut self, length: u16) -> Result<String> {
        const IS_WIDE: u8 = 1;
        const HAS_AID: u8 = 4;
        const HAS_RUNS: u8 = 8;
        let flags = self.byte()?;
        let runs = if flags & HAS_RUNS == 0 {
            0
        } else {
            self.u16()?
        };
        let aid = if flags & HAS_AID == 0 { 0 } else { self.u32()? };
        let mut is_wide = flags & IS_WIDE != 0;
        let (mut left, mut units) = (usize::from(length), Vec::new());
        while left > 0 {
            if self.at >= self.records.body.len() {
                // Each further record says anew how wide its units are.
                is_wide = self.byte()? & IS_WIDE != 0;
                continue;
            }
            let ready = &self.records.body[self.at..];
            let width = if is_wide { 2 } else { 1 };
            let count = left.min(ready.len() / width);
            if count == 0 {
                return Err(damaged("a text is cut within a character"));
            }
            let bytes = &ready[..count * width];
            match is_wide {
                true => units.extend(bytes.chunks_exact(2).map(|unit| u16_at(unit, 0))),
                false => units.extend(bytes.iter().map(|&unit| u16::from(unit))),
            }
            self.at += count * width;
            left -= count;
        }
        let text = String::from_utf16_lossy(&units);
        if text.len() > self.records.limits.size("cell-bytes") {
            return Err(past("cell-bytes", "the workbook", self.records.limits));
        }
        self.skip(u64::from(runs) * 4 + u64::from(aid))?;
        Ok(text)
    }
}
