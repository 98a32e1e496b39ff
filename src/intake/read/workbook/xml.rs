//! The XML of a workbook as a stream of events, none of them larger than a cell.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::archive::{Unpacked, damaged};
use crate::error::{Error, Result, say};
use crate::intake::Limits;

/// Bytes of an event beside its text: a tag with its attributes.
const TAG_BYTES: u64 = 64 << 10;
/// Most elements open inside one another, and most bytes of the name of one; workbooks nest some twenty. The parser
/// keeps the names of open elements, so without a bound a file of start tags would fill the memory.
const MAX_DEPTH: usize = 1_000;
const NAME_BYTES: usize = 1_000;

/// An input that ends in an error past a number of bytes, of the whole workbook or since the last event.
struct Bounded<R> {
    input: R,
    /// Bytes unpacked of the workbook, and the most of them.
    total: (Rc<Cell<u64>>, u64),
    /// Bytes since the last event, and the most of them.
    event: (u64, u64),
}

impl<R> Bounded<R> {
    /// The limit that is passed, if one is.
    fn passed(&self) -> Option<&'static str> {
        if self.total.0.get() > self.total.1 {
            return Some("unpacked-bytes");
        }
        (self.event.0 > self.event.1).then_some("cell-bytes")
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.passed() {
            Some(limit) => Err(io::Error::other(limit)),
            None => self.input.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        self.event.0 += amount as u64;
        self.input.consume(amount);
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let read = ready.len().min(buffer.len());
        buffer[..read].copy_from_slice(&ready[..read]);
        self.consume(read);
        Ok(read)
    }
}

/// The events of one file of a workbook.
pub(super) struct Xml<'l, R> {
    reader: Reader<Bounded<BufReader<Unpacked<R>>>>,
    buffer: Vec<u8>,
    /// Elements open.
    depth: usize,
    /// Name of the file in the workbook.
    name: String,
    limits: &'l Limits,
}

impl<'l, R: Read + Seek> Xml<'l, R> {
    pub(super) fn new(input: Unpacked<R>, name: &str, limits: &'l Limits) -> Self {
        let most = |name: &str| limits.get(name).unwrap_or_default();
        let bounded = Bounded {
            total: (Rc::clone(&input.unpacked), most("unpacked-bytes")),
            input: BufReader::new(input),
            event: (0, most("cell-bytes").saturating_add(TAG_BYTES)),
        };
        let mut reader = Reader::from_reader(bounded);
        let config = reader.config_mut();
        // Some programs write them without care, and nothing here depends on them.
        config.check_end_names = false;
        config.allow_dangling_amp = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
            name: name.to_owned(),
            limits,
        }
    }

    /// The next event.
    ///
    /// # Errors
    /// Invalid input if the file is no XML, is damaged, or passes a limit, which is named.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "other events open and close nothing"
    )]
    pub(super) fn next(&mut self) -> Result<Event<'_>> {
        self.buffer.clear();
        self.reader.get_mut().event.0 = 0;
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => {
                return Err(match self.reader.get_ref().passed() {
                    Some(limit) => past(limit, &self.name, self.limits),
                    None => damaged(&format!("{}: {error}", self.name)),
                });
            }
        };
        match &event {
            Event::Start(e) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH || e.name().as_ref().len() > NAME_BYTES {
                    let what = format!("{}: too many elements inside one another", self.name);
                    return Err(damaged(&what));
                }
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Ok(event)
    }
}

impl<R> Xml<'_, R> {
    /// Counts bytes that stand in the file in short, as if they were unpacked.
    ///
    /// # Errors
    /// Invalid input past the limit of bytes unpacked.
    pub(super) fn count(&self, bytes: usize) -> Result<()> {
        let total = &self.reader.get_ref().total;
        total.0.set(total.0.get().saturating_add(bytes as u64));
        if total.0.get() > total.1 {
            return Err(past("unpacked-bytes", &self.name, self.limits));
        }
        Ok(())
    }
}

/// An error about a file of a workbook that is past the limit of that name.
pub(super) fn past(limit: &str, name: &str, limits: &Limits) -> Error {
    let repair = limits.repair(
        limit,
        say!(
            "save the sheet alone as .xlsx or as CSV in UTF-8",
            "请把该工作表单独存为 .xlsx 或 UTF-8 的 CSV"
        ),
    );
    Error::invalid("sheet", name, repair)
}

/// The attribute of that name, whatever its prefix; `None` if there is none or it cannot be read.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = quick_xml::escape::unescape(&found.value);
    value.ok().map(std::borrow::Cow::into_owned)
}

/// Adds the character that a reference such as `&amp;` or `&#20013;` means; others stay as written.
pub(super) fn push_reference(text: &mut String, reference: &BytesRef<'_>) {
    let name: &str = reference;
    match (
        quick_xml::escape::resolve_xml_entity(name),
        reference.resolve_char_ref(),
    ) {
        (Some(meant), _) => text.push_str(meant),
        (None, Ok(Some(meant))) => text.push(meant),
        (None, _) => {
            text.push('&');
            text.push_str(name);
            text.push(';');
        }
    }
}
