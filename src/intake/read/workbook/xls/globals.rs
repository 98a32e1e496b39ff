//! What the sheets of a workbook share: their names, texts and formats of numbers.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::super::archive::{damaged, u16_at, u32_at};
use super::super::number_format::{NumberFormat, format_of_code, format_of_id};
use super::super::shared::{SharedBytes, Texts, check_parts, locked};
use super::records::{Records, kind};
use crate::error::{Error, Result, say};
use crate::intake::Limits;

/// Name of the shared part in errors.
const PART: &str = "the workbook";
/// Version of the streams that are read.
const VERSION: u16 = 0x0600;

/// A sheet of cells.
pub(super) struct PlacedSheet {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    /// Place of its records in the stream.
    pub(super) start: u64,
}

/// A workbook but for its sheets' cells.
#[derive(Default)]
pub(super) struct Globals {
    pub(super) sheets: Vec<PlacedSheet>,
    pub(super) texts: Texts,
    pub(super) is_1904: bool,
    /// Number of the format of each style.
    styles: Vec<u16>,
    /// Meaning of the formats that are written out.
    codes: BTreeMap<u16, NumberFormat>,
}

/// Refuses a stream, or a part of it, that does not begin as one of Excel 97 or later.
pub(super) fn check_start<R: Read + Seek>(records: &mut Records<'_, R>) -> Result<()> {
    let found = records.next()?;
    let version = u16_at(records.body(), 0);
    match found {
        Some(kind::BOF) if version == VERSION => Ok(()),
        Some(found) if found == kind::BOF || kind::OLD_BOF.contains(&found) => Err(too_old()),
        _ => Err(damaged("the workbook has no start")),
    }
}

/// An error about a workbook of before 1997.
pub(super) fn too_old() -> Error {
    let repair = say!(
        "the workbook is of Excel 95 or older; open it and save it as .xlsx or as CSV in UTF-8",
        "这是 Excel 95 或更早的工作簿；请打开后另存为 .xlsx 或 UTF-8 的 CSV"
    );
    Error::invalid("file", "xls", repair)
}

impl Globals {
    pub(super) fn read<R: Read + Seek>(
        records: &mut Records<'_, R>,
        limits: &Limits,
    ) -> Result<Self> {
        check_start(records)?;
        let (mut globals, mut shared) = (Self::default(), SharedBytes::new(limits));
        loop {
            match records.next()? {
                Some(kind::FILE_PASS) => return Err(locked()),
                Some(kind::DATE_MODE) => globals.is_1904 = u16_at(records.body(), 0) == 1,
                Some(kind::BOUND_SHEET) => {
                    globals.sheet(records)?;
                    let name = globals.sheets.last().map_or(0, |sheet| sheet.name.len());
                    shared.add(name, PART)?;
                    check_parts(globals.sheets.len(), PART, limits)?;
                }
                Some(kind::FORMAT) => {
                    let id = u16_at(records.body_of(5)?, 0);
                    let code = records.pieces(2).text()?;
                    globals.codes.insert(id, format_of_code(&code));
                }
                Some(kind::XF) => {
                    globals.styles.push(u16_at(records.body_of(4)?, 2));
                    check_parts(globals.styles.len(), PART, limits)?;
                }
                Some(kind::SST) => globals.read_texts(records, limits)?,
                Some(kind::EOF) => return Ok(globals),
                Some(_) => {}
                None => return Err(damaged("the workbook ends too early")),
            }
        }
    }

    fn sheet<R: Read + Seek>(&mut self, records: &mut Records<'_, R>) -> Result<()> {
        /// Kind of a sheet of cells; others hold charts and macros.
        const CELLS: u8 = 0;
        let body = records.body_of(8)?;
        let (start, state, sheet) = (u32_at(body, 0), body[4] & 3, body[5]);
        if sheet == CELLS {
            self.sheets.push(PlacedSheet {
                name: records.pieces(6).short_text()?,
                is_hidden: state != 0,
                start: u64::from(start),
            });
        }
        Ok(())
    }

    /// Reads the shared texts. The number of them that the record states only ends the reading.
    fn read_texts<R: Read + Seek>(
        &mut self,
        records: &mut Records<'_, R>,
        limits: &Limits,
    ) -> Result<()> {
        let mut pieces = records.pieces(4);
        let count = pieces.u32()?;
        for _ in 0..count {
            if !pieces.has_more()? {
                break;
            }
            self.texts.push(&pieces.text()?, PART, limits)?;
        }
        Ok(())
    }

    /// Meaning of the number of a cell of that style.
    pub(super) fn format(&self, style: u16) -> NumberFormat {
        let Some(&id) = self.styles.get(usize::from(style)) else {
            return NumberFormat::default();
        };
        let code = self.codes.get(&id).cloned();
        code.unwrap_or_else(|| format_of_id(id))
    }
}
