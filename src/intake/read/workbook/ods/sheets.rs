//! The sheets of a document: their names, and which are hidden.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use quick_xml::events::{BytesStart, Event};

use crate::error::Result;
use crate::intake::Limits;
use crate::intake::read::workbook::shared::{SharedBytes, check_parts};
use crate::intake::read::workbook::xml::{Xml, attribute};

/// A sheet, by its tag.
pub(super) struct NamedTable {
    pub(super) name: String,
    pub(super) is_hidden: bool,
}

/// The sheets of the document, in order.
pub(super) fn tables<R: Read + Seek>(
    mut xml: Xml<'_, R>,
    limits: &Limits,
) -> Result<Vec<NamedTable>> {
    let mut shared = SharedBytes::new(limits);
    let hidden = hidden_styles(&mut xml, &mut shared)?;
    let mut tables = Vec::new();
    while let Some((name, style)) = next_table(&mut xml)? {
        shared.add(name.len(), super::CONTENT)?;
        tables.push(NamedTable {
            name,
            is_hidden: hidden.contains(&style),
        });
        check_parts(tables.len(), super::CONTENT, limits)?;
        skip_table(&mut xml)?;
    }
    Ok(tables)
}

/// The styles of hidden sheets; reads up to the sheets.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "other events say nothing here"
)]
fn hidden_styles<R: Read + Seek>(
    xml: &mut Xml<'_, R>,
    shared: &mut SharedBytes<'_>,
) -> Result<BTreeSet<String>> {
    let (mut hidden, mut style) = (BTreeSet::new(), None);
    loop {
        match xml.next()? {
            Event::Start(e) if e.local_name().as_ref() == "style" => {
                let is_of_table = attribute(&e, "family").is_some_and(|family| family == "table");
                style = attribute(&e, "name").filter(|_| is_of_table);
            }
            Event::End(e) if e.local_name().as_ref() == "style" => style = None,
            Event::Start(e) | Event::Empty(e)
                if e.local_name().as_ref() == "table-properties"
                    && attribute(&e, "display").is_some_and(|display| display == "false") =>
            {
                if let Some(style) = style.take() {
                    shared.add(style.len(), super::CONTENT)?;
                    hidden.insert(style);
                }
            }
            Event::Start(e) if e.local_name().as_ref() == "spreadsheet" => return Ok(hidden),
            Event::Eof => return Ok(hidden),
            _ => {}
        }
    }
}

/// Elements beside the sheets that hold tables: a record of changes, copies of cells of other files.
fn is_beside(element: &BytesStart<'_>) -> bool {
    matches!(
        element.local_name().as_ref(),
        "tracked-changes" | "dde-links"
    )
}

/// Name and style of the next sheet, whose tag has been read then; `None` at the end.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "other events say nothing here"
)]
pub(super) fn next_table<R: Read + Seek>(xml: &mut Xml<'_, R>) -> Result<Option<(String, String)>> {
    let mut beside = 0_u64;
    loop {
        match xml.next()? {
            Event::Start(e) if is_beside(&e) => beside += 1,
            Event::End(e) if matches!(e.local_name().as_ref(), "tracked-changes" | "dde-links") => {
                beside = beside.saturating_sub(1);
            }
            Event::Start(e) if beside == 0 && e.local_name().as_ref() == "table" => {
                let name = attribute(&e, "name").unwrap_or_default();
                let style = attribute(&e, "style-name").unwrap_or_default();
                return Ok(Some((name, style)));
            }
            Event::Eof => return Ok(None),
            _ => {}
        }
    }
}

/// Reads up to the end of the sheet whose tag has been read.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "other events say nothing here"
)]
pub(super) fn skip_table<R: Read + Seek>(xml: &mut Xml<'_, R>) -> Result<()> {
    let mut inner = 0_u64;
    loop {
        match xml.next()? {
            Event::Start(e) if e.local_name().as_ref() == "table" => inner += 1,
            Event::End(e) if e.local_name().as_ref() == "table" => match inner {
                0 => return Ok(()),
                _ => inner -= 1,
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
