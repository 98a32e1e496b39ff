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

/// The sheets of the document, in order, and the styles of cells whose times are lengths of time.
pub(super) fn tables<R: Read + Seek>(
    mut xml: Xml<'_, R>,
    limits: &Limits,
) -> Result<(Vec<NamedTable>, BTreeSet<String>)> {
    let mut shared = SharedBytes::new(limits);
    let styles = NamedStyles::read(&mut xml, &mut shared)?;
    let mut tables = Vec::new();
    while let Some((name, style)) = next_table(&mut xml)? {
        shared.add(name.len(), super::CONTENT)?;
        tables.push(NamedTable {
            name,
            is_hidden: styles.hidden.contains(&style),
        });
        check_parts(tables.len(), super::CONTENT, limits)?;
        skip_table(&mut xml)?;
    }
    Ok((tables, styles.durations()))
}

/// The styles that say something about values.
#[derive(Default)]
struct NamedStyles {
    /// Styles of hidden sheets.
    hidden: BTreeSet<String>,
    /// Formats of lengths of time, such as `[HH]:MM`.
    lengths: BTreeSet<String>,
    /// Styles of cells, each with its format.
    formats: Vec<(String, String)>,
}

impl NamedStyles {
    /// Reads up to the sheets.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "other events say nothing here"
    )]
    fn read<R: Read + Seek>(xml: &mut Xml<'_, R>, shared: &mut SharedBytes<'_>) -> Result<Self> {
        let (mut found, mut style) = (Self::default(), None);
        loop {
            match xml.next()? {
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "time-style" => {
                    let is_cut = attribute(&e, "truncate-on-overflow");
                    if let Some(name) =
                        attribute(&e, "name").filter(|_| is_cut.is_some_and(|it| it == "false"))
                    {
                        shared.add(name.len(), super::CONTENT)?;
                        found.lengths.insert(name);
                    }
                }
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "style" => {
                    let name = attribute(&e, "name");
                    let family = attribute(&e, "family").unwrap_or_default();
                    style = name.clone().filter(|_| family == "table");
                    if let (Some(name), Some(format)) = (name, attribute(&e, "data-style-name")) {
                        shared.add(name.len() + format.len(), super::CONTENT)?;
                        found.formats.push((name, format));
                    }
                }
                Event::End(e) if e.local_name().as_ref() == "style" => style = None,
                Event::Start(e) | Event::Empty(e)
                    if e.local_name().as_ref() == "table-properties"
                        && attribute(&e, "display").is_some_and(|display| display == "false") =>
                {
                    if let Some(style) = style.take() {
                        shared.add(style.len(), super::CONTENT)?;
                        found.hidden.insert(style);
                    }
                }
                Event::Start(e) if e.local_name().as_ref() == "spreadsheet" => return Ok(found),
                Event::Eof => return Ok(found),
                _ => {}
            }
        }
    }

    /// The styles of cells whose format is of lengths of time.
    fn durations(self) -> BTreeSet<String> {
        let Self {
            lengths, formats, ..
        } = self;
        let cells = formats
            .into_iter()
            .filter(|(_, format)| lengths.contains(format));
        cells.map(|(cell, _)| cell).collect()
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
