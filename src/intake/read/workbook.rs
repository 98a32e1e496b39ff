//! Workbooks, of any format.
//!
//! Cells come as a stream and are put together to rows: one stray cell in the last row and column costs
//! one row of blanks, not a rectangle of them. The shared texts of the workbook are held in memory; the
//! sheets are not.
//!
//! The readers are our own, for a file may be damaged or hostile and a reader that trusts it aborts the process. The
//! calamine crate asks for as much memory as a file says it will need: a workbook of 9.6 kB that claims four hundred
//! thousand million shared texts ends it. Here nothing is allocated by a number that the file states, no piece is
//! larger than a cell may be, and each thing kept is counted against [`Limits`].

mod archive;
mod cell;
mod examples;
mod literal;
mod number_format;
mod ods;
mod row;
mod shared;
mod xls;
mod xlsx;
mod xml;

use super::row_numbers::RowNumbers;
use super::source::COMPOUND_FILE;
use super::{ReadSeek, SkipReason};
use crate::error::{Error, Result, say};
use crate::intake::Limits;
use crate::intake::columns::SurveySide;
use crate::model::fold::lower_text;
use archive::Archive;
use cell::{Book, Cell, SheetPart};
use ods::Ods;
pub(super) use row::Found;
use row::{Merged, SheetRow};
use xls::Xls;
use xlsx::Xlsx;

/// Words in the names of sheets that hold one side.
const NEEDS: [&str; 6] = ["需求", "难题", "榜单", "need", "demand", "challenge"];
const PROFILES: [&str; 22] = [
    "专家",
    "人才",
    "团队",
    "院所",
    "高校",
    "机构",
    "成果",
    "平台",
    "设备",
    "仪器",
    "金融",
    "服务",
    "政策",
    "供给",
    "profile",
    "expert",
    "team",
    "institution",
    "achievement",
    "facilit",
    "polic",
    "supply",
];

/// Words of a sheet with enterprises.
const ENTERPRISES: [&str; 5] = ["企业库", "企业名", "企业信息", "企业基本", "enterprise"];

/// An error about a cell past the last column that is read.
fn too_wide(cell: &Cell, limits: &Limits) -> Error {
    let repair = limits.repair(
        "columns",
        say!("remove the stray cell", "请去掉多余的单元格"),
    );
    let place = format!("row {}, column {}", cell.row, cell.column + 1);
    Error::invalid("file", place, repair)
}

/// The side that a sheet is named after; one of `人才需求` holds needs.
fn side_of(sheet: &str) -> Option<SurveySide> {
    let sheet = lower_text(sheet);
    let is_named = |words: &[&str]| words.iter().any(|word| sheet.contains(word));
    match (is_named(&NEEDS), is_named(&PROFILES)) {
        // `专家需求` names both sides: a need that asks for an expert.
        (true, _) => Some(SurveySide::Needs),
        (false, true) => Some(SurveySide::Profiles),
        // `企业需求` holds needs; what names no offer and no need is a list of enterprises.
        (false, false) if is_named(&ENTERPRISES) => Some(SurveySide::Enterprises),
        _ => None,
    }
}

/// A sheet to be read.
pub(super) struct ChosenSheet {
    pub(super) name: String,
    /// Place among the sheets of the workbook.
    pub(super) at: usize,
    /// Whether it is named after the side that is read.
    pub(super) is_own: bool,
}

/// The sheets of a workbook, as one side is read from it.
#[derive(Default)]
pub(super) struct SheetChoice {
    /// Sheets to read, the ones named after the side first.
    pub(super) chosen: Vec<ChosenSheet>,
    /// Sheets named after examples, templates and void records, which are read if no other sheet has a table.
    pub(super) examples: Vec<ChosenSheet>,
    /// Sheets that are not read, with the reason.
    pub(super) skipped: Vec<(String, SkipReason)>,
}

pub(super) struct Workbook<'l> {
    book: Box<dyn Book + 'l>,
    limits: &'l Limits,
}

impl<'l> Workbook<'l> {
    /// Opens a workbook of the format that its first bytes and its parts show, whatever its name.
    pub(super) fn open(input: Box<dyn ReadSeek>, head: &[u8], limits: &'l Limits) -> Result<Self> {
        let book: Box<dyn Book + 'l> = if head.starts_with(COMPOUND_FILE) {
            Box::new(Xls::new(input, limits)?)
        } else {
            let archive = Archive::open(input, limits)?;
            if ods::is_open_document(&archive) {
                Box::new(Ods::new(archive, limits)?)
            } else {
                Box::new(Xlsx::new(archive, limits)?)
            }
        };
        Ok(Self { book, limits })
    }

    /// The sheets to read for one side, and the others with the reason. Hidden sheets are never read, and sheets named
    /// after the other side only if there is no further one.
    pub(super) fn sheets(&self, side: SurveySide) -> SheetChoice {
        let (mut own, mut unnamed, mut skipped) = (Vec::new(), Vec::new(), Vec::new());
        let mut other = None;
        for (at, (name, is_hidden)) in self.book.sheets().into_iter().enumerate() {
            let named = side_of(&name);
            let is_own = named == Some(side);
            let chosen = ChosenSheet { name, at, is_own };
            match named {
                _ if is_hidden => skipped.push((chosen.name, SkipReason::Hidden)),
                Some(_) if is_own => own.push(chosen),
                None => unnamed.push(chosen),
                Some(side) => {
                    other.get_or_insert((skipped.len(), at));
                    skipped.push((chosen.name, SkipReason::OtherSide(side)));
                }
            }
        }
        let examples = examples::set_aside(&mut own, &mut unnamed);
        own.append(&mut unnamed);
        if own.is_empty()
            && examples.is_empty()
            && let Some((place, at)) = other
        {
            let (name, _) = skipped.remove(place);
            let is_own = false;
            own.push(ChosenSheet { name, at, is_own });
        }
        SheetChoice {
            chosen: own,
            examples,
            skipped,
        }
    }

    /// Hands every visible row of a sheet with a cell in use to `each`, in order, and returns the numbers of the hidden
    /// ones. A cell that is merged downwards stands in every row it covers.
    pub(super) fn rows(
        &mut self,
        sheet: &ChosenSheet,
        each: &mut dyn FnMut(Found) -> Result<()>,
    ) -> Result<RowNumbers> {
        let limits = self.limits;
        let mut merged = Merged::new(limits);
        let mut row: Option<SheetRow> = None;
        self.book.each_part(sheet.at, &mut |part| {
            let cell = match part {
                SheetPart::Merged(range) => return merged.add(range, &sheet.name),
                SheetPart::Cell(cell) => cell,
            };
            // A damaged file can name any column, and a row is filled up to it.
            if cell.column >= limits.size("columns") {
                return Err(too_wide(&cell, limits));
            }
            if row.as_ref().is_some_and(|row| !row.holds(&cell))
                && let Some(done) = row.take()
            {
                merged.hand_over(done, each)?;
            }
            let row = row.get_or_insert_with(|| SheetRow::new(&cell));
            row.put(cell, limits);
            Ok(())
        })?;
        if let Some(row) = row {
            merged.hand_over(row, each)?;
        }
        Ok(merged.into_hidden())
    }
}
