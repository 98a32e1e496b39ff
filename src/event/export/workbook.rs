//! `.xlsx`: an overview, a sheet for each day, a sheet for each party that meets somebody.

use std::collections::BTreeMap;
use std::io::Write;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet,
    XlsxError,
};

use super::Export;
use super::words::{SheetWord, Word};
use crate::error::{Error, Result, say};
use crate::event::party::Party;
use crate::event::plan::Meeting;
use crate::event::slot::Slot;
use crate::model::Date;
use crate::words::SheetNames;

type Written<T = ()> = std::result::Result<T, XlsxError>;

/// A4, as the format counts paper.
const A4: u8 = 9;
/// Most UTF-16 units that a cell holds.
const CELL: usize = 32_767;

/// The number of a row; the format has 2²⁰ of them, and the writer refuses one past the last.
fn row(at: usize) -> Written<u32> {
    u32::try_from(at).map_err(|_| XlsxError::RowColumnLimitError)
}

/// The number of a column; the format has 2¹⁴ of them, and the writer refuses one past the last.
fn column(at: usize) -> Written<u16> {
    u16::try_from(at).map_err(|_| XlsxError::RowColumnLimitError)
}

fn cell(text: &str) -> String {
    if text.encode_utf16().count() <= CELL {
        return text.to_owned();
    }
    // A character has at most two units, so that half as many characters always fit.
    let head: String = text.chars().take(CELL / 2 - 1).collect();
    head + "…"
}

/// The looks of cells.
struct Looks {
    title: Format,
    head: Format,
    body: Format,
    number: Format,
}

impl Looks {
    fn new() -> Self {
        let body = Format::new()
            .set_border(FormatBorder::Thin)
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        let title = Format::new().set_bold().set_font_size(16);
        Self {
            title: title
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            head: body
                .clone()
                .set_bold()
                .set_background_color(0xDDEBF7)
                .set_align(FormatAlign::Center),
            number: body.clone().set_num_format("0.000"),
            body,
        }
    }
}

/// A sheet under its title, with its heads repeated on every page.
fn sheet<'b>(
    book: &'b mut Workbook,
    name: &str,
    title: &str,
    heads: &[String],
    looks: &Looks,
) -> Written<&'b mut Worksheet> {
    let sheet = book.add_worksheet();
    sheet.set_name(name)?.set_paper_size(A4).set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C&P / &N");
    if heads.len() > 1 {
        sheet.merge_range(
            0,
            0,
            0,
            column(heads.len() - 1)?,
            &cell(title),
            &looks.title,
        )?;
    } else {
        sheet.write_string_with_format(0, 0, cell(title), &looks.title)?;
    }
    sheet.set_row_height(0, 28)?;
    for (at, head) in heads.iter().enumerate() {
        sheet.write_string_with_format(1, column(at)?, cell(head), &looks.head)?;
    }
    sheet.set_freeze_panes(2, 0)?.set_repeat_rows(0, 1)?;
    Ok(sheet)
}

impl Export<'_> {
    /// Writes a workbook: an overview with the unmet wishes; for each day the slots as rows and the tables as columns;
    /// for each enterprise and profile that meets somebody its own timetable. A round table is one line with all who sit
    /// there. Needs the feature `xlsx`. The same plan
    /// gives the same bytes.
    ///
    /// # Errors
    /// The writer's; invalid input if the workbook outgrows the format (16,384 tables).
    pub fn xlsx(&self, out: impl Write + Send) -> Result<()> {
        let refused = |e: XlsxError| {
            if let XlsxError::IoError(e) = e {
                return Error::io("write", "the workbook", e);
            }
            Error::invalid(
                "workbook",
                e,
                say!("plan the event in parts", "请分开安排对接会"),
            )
        };
        let mut book = self.book().map_err(refused)?;
        book.save_to_writer(out).map_err(refused)
    }

    fn book(&self) -> Written<Workbook> {
        let mut book = Workbook::new();
        let first = self.event.slots().first().map(|slot| slot.day());
        let properties = DocProperties::new().set_title(self.say(SheetWord::Title));
        book.set_properties(&properties.set_creation_datetime(&created(first)?));
        let looks = Looks::new();
        let mut names = SheetNames::default();
        let overview = names.name(self.say(SheetWord::Overview));
        let mut days: BTreeMap<Date, Vec<Slot>> = BTreeMap::new();
        for slot in self.event.slots() {
            days.entry(slot.day()).or_default().push(*slot);
        }
        let days: Vec<_> = days
            .into_iter()
            .map(|d| (names.name(&d.0.to_string()), d))
            .collect();
        let parties: Vec<(String, Party)> = self.meeting_parties(&mut names);
        self.overview(&mut book, &overview, &parties, &looks)?;
        for (name, (day, slots)) in &days {
            self.day(&mut book, name, *day, slots, &looks)?;
        }
        for (name, party) in &parties {
            self.party(&mut book, name, party, &looks)?;
        }
        Ok(book)
    }

    fn say(&self, word: SheetWord) -> &'static str {
        self.language.say(Word::Sheet(word))
    }

    fn heads(&self, words: &[Word]) -> Vec<String> {
        words
            .iter()
            .map(|word| self.language.say(*word).to_owned())
            .collect()
    }

    /// Enterprises and profiles that meet somebody, with the names of their sheets.
    fn meeting_parties(&self, names: &mut SheetNames) -> Vec<(String, Party)> {
        let sits = |party: &&Party| !matches!(party, Party::Need(_));
        let meets = |party: &&Party| self.plan.of(party).next().is_some();
        let parties = self.event.parties().filter(sits).filter(meets);
        let named = parties.map(|party| (names.name(&self.label(party).name), party.clone()));
        named.collect()
    }

    fn overview(
        &self,
        book: &mut Workbook,
        name: &str,
        parties: &[(String, Party)],
        looks: &Looks,
    ) -> Written {
        let words = [
            SheetWord::Unmet,
            SheetWord::Party,
            SheetWord::Meetings,
            SheetWord::Open,
        ];
        let heads: Vec<String> = words
            .iter()
            .map(|word| self.say(*word).to_owned())
            .collect();
        let sheet = sheet(book, name, self.say(SheetWord::Title), &heads, looks)?;
        let mut at = 2;
        for unmet in self.plan.unmet() {
            let side = match unmet.party {
                Party::Profile(_) => Word::Profile,
                Party::Need(_) | Party::Enterprise(_) => Word::Need,
            };
            sheet.write_string_with_format(row(at)?, 0, self.language.say(side), &looks.body)?;
            let name = cell(&self.full_name(&unmet.party));
            sheet.write_string_with_format(row(at)?, 1, name, &looks.body)?;
            sheet.write_number_with_format(row(at)?, 2, unmet.meetings, &looks.body)?;
            sheet.write_number_with_format(row(at)?, 3, unmet.open, &looks.body)?;
            at += 1;
        }
        at += 1;
        let count = self.plan.meeting_count();
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^53 meetings")]
        let figures = [
            (SheetWord::Meetings, count as f64, &looks.body),
            (SheetWord::Total, self.plan.value(), &looks.number),
            (SheetWord::Bound, self.plan.bound(), &looks.number),
        ];
        for (word, figure, look) in figures {
            sheet.write_string_with_format(row(at)?, 0, self.say(word), &looks.head)?;
            sheet.write_number_with_format(row(at)?, 1, figure, look)?;
            at += 1;
        }
        at += 1;
        sheet.write_string_with_format(row(at)?, 0, self.say(SheetWord::Sheets), &looks.head)?;
        for (name, party) in parties {
            // An apostrophe in a quoted name of a sheet is doubled.
            let link = Url::new(format!("internal:'{}'!A1", name.replace('\'', "''")));
            sheet.write_url_with_text(row(at)?, 1, link, cell(&self.full_name(party)))?;
            at += 1;
        }
        widths(sheet, &[24.0, 48.0, 12.0, 12.0])
    }

    /// Name and organisation of a party, in one line.
    fn full_name(&self, party: &Party) -> String {
        let label = self.label(party);
        let separator = if label.organization.is_empty() {
            ""
        } else {
            " · "
        };
        format!("{}{separator}{}", label.name, label.organization)
    }

    fn day(
        &self,
        book: &mut Workbook,
        name: &str,
        day: Date,
        slots: &[Slot],
        looks: &Looks,
    ) -> Written {
        let table = self.language.say(Word::Table);
        let tables: Vec<&str> = self.event.tables().collect();
        let mut heads = self.heads(&[Word::Time]);
        heads.extend(tables.iter().map(|id| format!("{table} {id}")));
        let title = format!("{} {day}", self.say(SheetWord::Title));
        let sheet = sheet(book, name, &title, &heads, looks)?;
        sheet.set_freeze_panes(2, 1)?.set_repeat_columns(0, 0)?;
        let mut cells: BTreeMap<(Slot, &str), Vec<&Meeting>> = BTreeMap::new();
        for meeting in self.plan.meetings() {
            let place = (meeting.slot, meeting.table.as_str());
            cells.entry(place).or_default().push(meeting);
        }
        for (at, slot) in slots.iter().enumerate() {
            sheet.write_string_with_format(row(at + 2)?, 0, slot.hours(), &looks.head)?;
            for (column_at, id) in tables.iter().enumerate() {
                let here = cells.get(&(*slot, *id)).map_or(&[][..], Vec::as_slice);
                let text = cell(&self.sitting(here));
                sheet.write_string_with_format(
                    row(at + 2)?,
                    column(column_at + 1)?,
                    text,
                    &looks.body,
                )?;
            }
        }
        let mut all = vec![22.0; heads.len()];
        all[0] = 13.0;
        widths(sheet, &all)
    }

    /// Text of one table: enterprises, then profiles.
    fn sitting(&self, meetings: &[&Meeting]) -> String {
        let firms: Vec<String> = meetings.iter().map(|m| self.firm(m).name).collect();
        let mut profiles: Vec<String> = meetings.iter().map(|m| self.profile(m).name).collect();
        profiles.sort();
        if meetings.is_empty() {
            return String::new();
        }
        let round = meetings[0].round_table.as_ref();
        let name = round.map(|id| format!("【{id}】\n")).unwrap_or_default();
        format!("{name}{}\n↔ {}", each_once(firms), each_once(profiles))
    }

    fn party(&self, book: &mut Workbook, name: &str, party: &Party, looks: &Looks) -> Written {
        let words = [
            Word::Date,
            Word::Time,
            Word::Table,
            Word::Sheet(SheetWord::With),
            Word::Organization,
            Word::Need,
            Word::Why,
            Word::Value,
        ];
        let sheet = sheet(
            book,
            name,
            &self.full_name(party),
            &self.heads(&words),
            looks,
        )?;
        let own: Vec<&Meeting> = self.plan.of(party).collect();
        // The meetings of a round table stand side by side, at one slot and table.
        let of_one =
            |a: &&Meeting, b: &&Meeting| a.round_table.is_some() && a.round_table == b.round_table;
        for (at, meetings) in own.chunk_by(of_one).enumerate() {
            let texts = self.line_of(party, meetings);
            let value: f64 = meetings.iter().map(|meeting| meeting.value).sum();
            for (column_at, text) in texts.iter().enumerate() {
                sheet.write_string_with_format(
                    row(at + 2)?,
                    column(column_at)?,
                    cell(text),
                    &looks.body,
                )?;
            }
            sheet.write_number_with_format(row(at + 2)?, 7, value, &looks.number)?;
        }
        widths(sheet, &[12.0, 13.0, 8.0, 24.0, 24.0, 32.0, 36.0, 9.0])
    }

    /// The texts of one line of a party's timetable: one meeting, or all pairs of a round table.
    fn line_of(&self, party: &Party, meetings: &[&Meeting]) -> [String; 7] {
        let is_profile = matches!(party, Party::Profile(_));
        let others = meetings.iter().map(|meeting| match is_profile {
            true => self.firm(meeting),
            false => self.profile(meeting),
        });
        let (names, bodies): (Vec<String>, Vec<String>) =
            others.map(|label| (label.name, label.organization)).unzip();
        let needs = meetings.iter().map(|meeting| self.need(meeting).name);
        let why = meetings
            .iter()
            .map(|meeting| self.labels.why(&meeting.need, &meeting.profile).to_owned());
        let first = meetings[0];
        [
            first.slot.day().to_string(),
            first.slot.hours(),
            first.table.clone(),
            each_once(names),
            each_once(bodies),
            each_once(needs.collect()),
            each_once(why.collect()),
        ]
    }
}

/// Texts with 、 between, each once, without empty ones.
fn each_once(texts: Vec<String>) -> String {
    let mut shown: Vec<String> = Vec::new();
    for text in texts {
        if !text.is_empty() && !shown.contains(&text) {
            shown.push(text);
        }
    }
    shown.join("、")
}

fn widths(sheet: &mut Worksheet, widths: &[f64]) -> Written {
    for (at, width) in widths.iter().enumerate() {
        sheet.set_column_width(column(at)?, *width)?;
    }
    Ok(())
}

/// Creation date of the workbook: the event's first day, so that the bytes depend on the plan alone; the format
/// begins in 1900.
fn created(first: Option<Date>) -> Written<ExcelDateTime> {
    let text = first.map(|day| day.to_string()).unwrap_or_default();
    let text = if first.is_some_and(|day| (1900..=9999).contains(&day.year())) {
        text
    } else {
        "1900-01-01".to_owned()
    };
    ExcelDateTime::parse_from_str(&text)
}
