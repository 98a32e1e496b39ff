//! A reader of `.ods` files (OpenDocument), as LibreOffice and WPS write them.
//!
//! All sheets stand in one file, `content.xml`: it is read once for their names and then sheet by sheet, and stays open
//! between two sheets that follow one another. A repeated cell or row counts against the limit of bytes unpacked as if
//! it were written out, so a few bytes that stand for millions of cells cost no more than a file of that size; blank
//! ones are passed over at once.

mod number;
mod sheet;
mod sheets;
mod text;

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use quick_xml::events::Event;

use super::archive::{Archive, damaged};
use super::cell::{Book, SheetPart};
use super::shared::locked;
use super::xml::Xml;
use crate::error::Result;
use crate::intake::Limits;
use sheet::TableReader;
use sheets::NamedTable;

/// The file with all sheets.
const CONTENT: &str = "content.xml";
/// The file in place of all others, if the newer encryption is used.
const ENCRYPTED: &str = "encrypted-package";
/// The list of files, which says which are encrypted.
const MANIFEST: &str = "META-INF/manifest.xml";

/// A workbook being read.
pub(super) struct Ods<'l, R> {
    archive: Archive<R>,
    tables: Vec<NamedTable>,
    /// Styles of cells whose times are lengths of time.
    durations: BTreeSet<String>,
    /// The content, read up to the start of the table at that place.
    open: Option<(usize, Xml<'l, R>)>,
    limits: &'l Limits,
}

/// Whether an archive is a document of this family.
pub(super) fn is_open_document<R: Read + Seek>(archive: &Archive<R>) -> bool {
    archive.has(CONTENT) || archive.has(ENCRYPTED)
}

impl<'l, R: Read + Seek> Ods<'l, R> {
    /// Reads the names of the sheets.
    pub(super) fn new(archive: Archive<R>, limits: &'l Limits) -> Result<Self> {
        if archive.has(ENCRYPTED) || is_encrypted(&archive, limits)? {
            return Err(locked());
        }
        let (tables, durations) = sheets::tables(content(&archive, limits)?, limits)?;
        if tables.is_empty() {
            return Err(damaged("the document has no sheets"));
        }
        Ok(Self {
            archive,
            tables,
            durations,
            open: None,
            limits,
        })
    }
}

fn content<'l, R: Read + Seek>(archive: &Archive<R>, limits: &'l Limits) -> Result<Xml<'l, R>> {
    let input = archive.get(CONTENT)?;
    let input = input.ok_or_else(|| damaged("content.xml is missing"))?;
    Ok(Xml::new(input, CONTENT, limits))
}

/// Whether a file of the document needs a password.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "other events say nothing here"
)]
fn is_encrypted<R: Read + Seek>(archive: &Archive<R>, limits: &Limits) -> Result<bool> {
    let Some(input) = archive.get(MANIFEST)? else {
        return Ok(false);
    };
    let mut xml = Xml::new(input, MANIFEST, limits);
    loop {
        match xml.next()? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "encryption-data" => {
                return Ok(true);
            }
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

impl<R: Read + Seek> Book for Ods<'_, R> {
    fn sheets(&self) -> Vec<(String, bool)> {
        let tables = self.tables.iter();
        tables
            .map(|table| (table.name.clone(), table.is_hidden))
            .collect()
    }

    fn each_part(
        &mut self,
        sheet: usize,
        each: &mut dyn FnMut(SheetPart) -> Result<()>,
    ) -> Result<()> {
        let (mut at, mut xml) = match self.open.take() {
            Some((at, xml)) if at <= sheet => (at, xml),
            _ => (0, content(&self.archive, self.limits)?),
        };
        while sheets::next_table(&mut xml)?.is_some() {
            if at == sheet {
                TableReader::new(&mut xml, self.limits, &self.durations).each_part(each)?;
                self.open = Some((at + 1, xml));
                return Ok(());
            }
            sheets::skip_table(&mut xml)?;
            at += 1;
        }
        Err(damaged("a sheet is missing"))
    }
}
