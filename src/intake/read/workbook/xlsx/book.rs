//! Parts that the sheets of a workbook share: their names, texts and formats of numbers.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use quick_xml::events::{BytesStart, Event};

use super::text::RichText;
use crate::error::Result;
use crate::intake::Limits;
use crate::intake::read::workbook::archive::{Archive, damaged};
use crate::intake::read::workbook::number_format::{NumberFormat, format_of_code, format_of_id};
use crate::intake::read::workbook::shared::{SharedBytes, Texts, check_parts};
use crate::intake::read::workbook::xml::{Xml, attribute, past};

/// Place of a workbook's list of sheets if nothing else is said.
const BOOK: &str = "xl/workbook.xml";

/// One sheet of cells.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    /// File in the archive.
    pub(super) file: String,
    pub(super) is_hidden: bool,
}

/// A workbook but for its sheets' cells.
#[derive(Debug, Default)]
pub(super) struct BookParts {
    /// The sheets of cells, in order.
    pub(super) sheets: Vec<Sheet>,
    pub(super) texts: Texts,
    /// Meaning of the number of a cell of each style.
    pub(super) formats: Vec<NumberFormat>,
    /// Whether days count from 1904.
    pub(super) is_1904: bool,
}

/// A file that another one refers to: its name there, its type, and its path.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

impl BookParts {
    pub(super) fn read(archive: &Archive<impl Read + Seek>, limits: &Limits) -> Result<Self> {
        let mut book = Self::default();
        let of_package = relations(archive, "", "_rels/.rels", limits)?;
        let found = of_package.into_iter().find(|r| r.kind == "officeDocument");
        let name = found.map_or_else(|| BOOK.to_owned(), |relation| relation.target);
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", &name));
        let related = relations(
            archive,
            folder,
            &format!("{folder}/_rels/{file}.rels"),
            limits,
        )?;
        book.read_sheets(archive, &name, &related, limits)?;
        for Relation { kind, target, .. } in &related {
            match kind.as_str() {
                "sharedStrings" => book.read_texts(archive, target, limits)?,
                "styles" => book.read_formats(archive, target, limits)?,
                _ => {}
            }
        }
        Ok(book)
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "other events say nothing here"
    )]
    fn read_sheets(
        &mut self,
        archive: &Archive<impl Read + Seek>,
        name: &str,
        related: &[Relation],
        limits: &Limits,
    ) -> Result<()> {
        let input = archive.get(name)?;
        let input = input.ok_or_else(|| damaged(&format!("{name} is missing")))?;
        let files: BTreeMap<&str, &str> = related
            .iter()
            .filter(|relation| relation.kind == "worksheet")
            .map(|relation| (relation.id.as_str(), relation.target.as_str()))
            .collect();
        let mut xml = Xml::new(input, name, limits);
        let mut shared = SharedBytes::new(limits);
        loop {
            match xml.next()? {
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "sheet" => {
                    let sheet = attribute(&e, "name").unwrap_or_default();
                    let state = attribute(&e, "state").unwrap_or_default();
                    let id = attribute(&e, "id").unwrap_or_default();
                    if let Some(file) = files.get(id.as_str()) {
                        shared.add(sheet.len() + file.len(), name)?;
                        self.sheets.push(Sheet {
                            name: sheet,
                            file: (*file).to_owned(),
                            is_hidden: matches!(state.as_str(), "hidden" | "veryHidden"),
                        });
                    }
                    check_parts(self.sheets.len(), name, limits)?;
                }
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "workbookPr" => {
                    let day = attribute(&e, "date1904").unwrap_or_default();
                    self.is_1904 = matches!(day.as_str(), "1" | "true");
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "other events say nothing here"
    )]
    fn read_texts(
        &mut self,
        archive: &Archive<impl Read + Seek>,
        name: &str,
        limits: &Limits,
    ) -> Result<()> {
        let Some(input) = archive.get(name)? else {
            return Ok(());
        };
        let mut xml = Xml::new(input, name, limits);
        let mut text = RichText::new(limits.size("cell-bytes"));
        loop {
            let event = xml.next()?;
            match &event {
                Event::Start(e) if e.local_name().as_ref() == "si" => text.clear(),
                Event::Empty(e) if e.local_name().as_ref() == "si" => {
                    self.texts.push("", name, limits)?;
                }
                Event::End(e) if e.local_name().as_ref() == "si" => {
                    self.texts.push(&text.finish(), name, limits)?;
                }
                Event::Eof => return Ok(()),
                other => {
                    if text.hear(other).is_err() {
                        return Err(past("cell-bytes", name, limits));
                    }
                }
            }
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "other events say nothing here"
    )]
    fn read_formats(
        &mut self,
        archive: &Archive<impl Read + Seek>,
        name: &str,
        limits: &Limits,
    ) -> Result<()> {
        let Some(input) = archive.get(name)? else {
            return Ok(());
        };
        let mut xml = Xml::new(input, name, limits);
        let (mut codes, mut is_of_cells) = (BTreeMap::new(), false);
        loop {
            match xml.next()? {
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "numFmt" => {
                    let code = attribute(&e, "formatCode").unwrap_or_default();
                    if let Some(id) = format_id(&e) {
                        codes.insert(id, format_of_code(&code));
                    }
                }
                Event::Start(e) if e.local_name().as_ref() == "cellXfs" => is_of_cells = true,
                Event::End(e) if e.local_name().as_ref() == "cellXfs" => is_of_cells = false,
                Event::Start(e) | Event::Empty(e)
                    if is_of_cells && e.local_name().as_ref() == "xf" =>
                {
                    let format = format_id(&e).map(|id| {
                        let code = codes.get(&id).cloned();
                        code.unwrap_or_else(|| format_of_id(id))
                    });
                    self.formats.push(format.unwrap_or_default());
                    check_parts(self.formats.len(), name, limits)?;
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

/// The number of a format that a tag states.
fn format_id(element: &BytesStart<'_>) -> Option<u16> {
    attribute(element, "numFmtId")?.trim().parse().ok()
}

/// The references of the files of `folder`; none if the list is missing.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "other events say nothing here"
)]
fn relations(
    archive: &Archive<impl Read + Seek>,
    folder: &str,
    name: &str,
    limits: &Limits,
) -> Result<Vec<Relation>> {
    let (mut relations, mut shared) = (Vec::new(), SharedBytes::new(limits));
    let Some(input) = archive.get(name.trim_start_matches('/'))? else {
        return Ok(relations);
    };
    let mut xml = Xml::new(input, name, limits);
    loop {
        match xml.next()? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => {
                let [id, kind, target] =
                    ["Id", "Type", "Target"].map(|name| attribute(&e, name).unwrap_or_default());
                shared.add(id.len() + kind.len() + target.len(), name)?;
                relations.push(Relation {
                    id,
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target: placed(folder, &target),
                });
                check_parts(relations.len(), name, limits)?;
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// A target as a name in the archive: from its root, or from the folder of the file that refers to it.
fn placed(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut parts: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::placed;

    #[test]
    fn targets_are_placed_beside_the_file_or_from_the_root() {
        assert_eq!(
            placed("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(placed("xl", "/xl/a.xml"), "xl/a.xml");
        assert_eq!(placed("xl", "../xl/./a.xml"), "xl/a.xml");
        assert_eq!(placed("", "xl\\workbook.xml"), "xl/workbook.xml");
    }
}
