//! `.xlsx`: contents, a sheet for each table of the chapters, a sheet for each source table.

use std::io::Write;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Url, Workbook, Worksheet, XlsxError,
};

use super::figure::shown;
use super::table::said;
use super::words::{CONTENTS, SHARES_SAID, SOURCES, UNKNOWN};
use crate::error::{Error, Result, say};
use crate::model::{Date, Language};
use crate::report::document::{
    CellFormat, CellValue, Report, ReportCell, ReportColumn, ReportTable, RowsBehind,
};
use crate::words::{Phrase, SheetNames};

const RULE: Phrase = Phrase::new("口径", "Rule");
const TABLE: Phrase = Phrase::new("表", "Table");
const COLUMN: Phrase = Phrase::new("列", "Column");
const ROWS: Phrase = Phrase::new("行数", "Rows");
const CHAPTER: Phrase = Phrase::new("章", "Chapter");
const SHEET_PART: Phrase = Phrase::new("其中", "part");
const SHEET_WHOLE: Phrase = Phrase::new("总数", "whole");

type Filed<T = ()> = std::result::Result<T, XlsxError>;

/// A4, as the format counts paper.
const A4: u8 = 9;
/// Most UTF-16 units of a cell, and of the tip of a link.
const CELL: usize = 32_767;
const TIP: usize = 255;
/// Links that a sheet can hold; further figures stay without.
const LINKS: usize = 65_000;
/// The largest count that a cell holds to the last digit: 2⁵³.
const EXACT: u64 = 1 << 53;
/// Rows of the heads of every sheet of a table.
const HEADS: u32 = 1;

/// Writes the workbook of `report`.
pub(super) fn write(report: &Report, out: impl Write + Send) -> Result<()> {
    let refused = |e: XlsxError| {
        if let XlsxError::IoError(e) = e {
            return Error::io("write", "the report", e);
        }
        let repair = say!(
            "report a smaller region, or write JSON",
            "请缩小地区范围，或改写 JSON"
        );
        Error::invalid("workbook", e, repair)
    };
    let mut book = book(report).map_err(refused)?;
    book.save_to_writer(out).map_err(refused)
}

fn book(report: &Report) -> Filed<Workbook> {
    let language = report.scope.language;
    let mut book = Workbook::new();
    let properties = DocProperties::new().set_title(cut(&report.title, TIP));
    // The day of the report, so that the bytes depend on it alone.
    let created = day(report.scope.today).unwrap_or(ExcelDateTime::from_ymd(1900, 1, 1)?);
    book.set_properties(&properties.set_creation_datetime(&created));
    let mut names = SheetNames::default();
    let contents = names.name(CONTENTS.text(language));
    let named: Vec<(String, &ReportTable)> = report
        .tables()
        .map(|table| (names.name(&table.title), table))
        .collect();
    let binder = Binder {
        report,
        named,
        looks: SheetLooks::new(language),
    };
    binder.contents(book.add_worksheet(), &contents)?;
    let chapters = binder.named.len() - report.sources.len();
    for (at, (name, table)) in binder.named.iter().enumerate() {
        binder.table(book.add_worksheet(), name, table, at >= chapters)?;
    }
    Ok(book)
}

/// The looks of cells.
struct SheetLooks {
    title: Format,
    head: Format,
    text: Format,
    count: Format,
    days: Format,
    amount: Format,
    decimal: Format,
    change: Format,
    share: Format,
    day: Format,
}

impl SheetLooks {
    fn new(language: Language) -> Self {
        let body = Format::new().set_align(FormatAlign::Top);
        let number = |format: &str| body.clone().set_num_format(format);
        let days = match language {
            Language::Chinese => "#,##0.##\"天\"",
            Language::English => "#,##0.## \"days\"",
        };
        let amount = match language {
            Language::Chinese => "#,##0.00\"万元\"",
            Language::English => "#,##0.00 \"× CNY 10,000\"",
        };
        Self {
            title: Format::new().set_bold().set_font_size(14),
            head: body
                .clone()
                .set_bold()
                .set_text_wrap()
                .set_background_color(0xDDEBF7),
            text: body.clone().set_text_wrap(),
            count: number("#,##0"),
            days: number(days),
            amount: number(amount),
            decimal: number("#,##0.00"),
            // A change is in percent already, as its column says.
            change: number("+#,##0.0\"%\";-#,##0.0\"%\";0\"%\""),
            share: number("0.0%"),
            day: number("yyyy-mm-dd"),
        }
    }

    fn of(&self, format: CellFormat) -> &Format {
        match format {
            CellFormat::Text | CellFormat::Texts | CellFormat::Record => &self.text,
            CellFormat::Count => &self.count,
            CellFormat::Share => &self.share,
            CellFormat::Days => &self.days,
            CellFormat::Amount => &self.amount,
            CellFormat::Decimal => &self.decimal,
            CellFormat::Change => &self.change,
            CellFormat::Day => &self.day,
        }
    }
}

/// Columns of a sheet for a column of a table: a share has its part and its whole beside it.
fn width(column: &ReportColumn) -> usize {
    if column.format == CellFormat::Share {
        3
    } else {
        1
    }
}

struct Binder<'r> {
    report: &'r Report,
    /// All tables with the names of their sheets.
    named: Vec<(String, &'r ReportTable)>,
    looks: SheetLooks,
}

impl Binder<'_> {
    fn language(&self) -> Language {
        self.report.scope.language
    }

    fn say(&self, phrase: Phrase) -> &'static str {
        phrase.text(self.language())
    }

    /// Titles, links and rules.
    fn contents(&self, sheet: &mut Worksheet, name: &str) -> Filed {
        let looks = &self.looks;
        sheet.set_name(name)?.set_paper_size(A4).set_landscape();
        sheet.set_print_fit_to_pages(1, 0);
        sheet.write_string_with_format(0, 0, cut(&self.report.title, CELL), &looks.title)?;
        sheet.write_string(1, 0, self.say(SHARES_SAID))?;
        for (at, head) in [CHAPTER, TABLE, ROWS, COLUMN, RULE].into_iter().enumerate() {
            sheet.write_string_with_format(2, column(at)?, self.say(head), &looks.head)?;
        }
        sheet.set_freeze_panes(3, 0)?;
        let chapters = self.report.chapters.iter();
        let chapters =
            chapters.flat_map(|chapter| chapter.tables.iter().map(|_| chapter.title.as_str()));
        let titles = chapters.chain(std::iter::repeat(self.say(SOURCES)));
        let mut at = 3;
        for ((name, table), chapter) in self.named.iter().zip(titles) {
            sheet.write_string_with_format(row(at)?, 0, cut(chapter, CELL), &looks.text)?;
            let link = Url::new(place(name)).set_text(cut(&table.title, CELL));
            sheet.write_url(row(at)?, 1, link)?;
            number(sheet, row(at)?, 2, table.rows.len() as u64, &looks.count)?;
            at += 1;
            for ruled in table
                .columns
                .iter()
                .filter(|column| !column.rule.is_empty())
            {
                sheet.write_string_with_format(
                    row(at)?,
                    3,
                    cut(&ruled.title, CELL),
                    &looks.text,
                )?;
                sheet.write_string_with_format(row(at)?, 4, cut(&ruled.rule, CELL), &looks.text)?;
                at += 1;
            }
        }
        at += 1;
        for chapter in &self.report.chapters {
            for sentence in &chapter.sentences {
                sheet.write_string(row(at)?, 0, cut(&chapter.title, CELL))?;
                sheet.write_string(row(at)?, 1, cut(sentence, CELL))?;
                at += 1;
            }
        }
        for (at, width) in [24.0, 36.0, 9.0, 20.0, 80.0].into_iter().enumerate() {
            sheet.set_column_width(column(at)?, width)?;
        }
        Ok(())
    }

    fn table(
        &self,
        sheet: &mut Worksheet,
        name: &str,
        table: &ReportTable,
        is_source: bool,
    ) -> Filed {
        sheet.set_name(name)?.set_paper_size(A4).set_landscape();
        sheet.set_print_fit_to_pages(1, 0).set_footer("&C&P / &N");
        sheet.set_freeze_panes(HEADS, 1)?.set_repeat_rows(0, 0)?;
        let wide = self.heads(sheet, table)?;
        let mut links = 0;
        for (at, line) in table.rows.iter().chain(&table.total).enumerate() {
            let mut place = 0;
            for (at_column, of) in table.columns.iter().enumerate() {
                if let Some(cell) = line.cells.get(at_column) {
                    let to = (row(at)? + HEADS, column(place)?);
                    links += usize::from(cell.behind.is_some());
                    self.cell(sheet, to, of, (cell, links <= LINKS))?;
                }
                place += width(of);
            }
        }
        if is_source && wide > 0 && !table.rows.is_empty() {
            sheet.autofilter(0, 0, row(table.rows.len())?, column(wide - 1)?)?;
        }
        Ok(())
    }

    /// The heads with their widths; returns the number of columns.
    fn heads(&self, sheet: &mut Worksheet, table: &ReportTable) -> Filed<usize> {
        let mut place = 0;
        for of in &table.columns {
            let mut heads = vec![of.title.clone()];
            if width(of) > 1 {
                let parts = [SHEET_PART, SHEET_WHOLE]
                    .map(|part| format!("{} · {}", of.title, self.say(part)));
                heads.extend(parts);
            }
            for head in heads {
                sheet.write_string_with_format(
                    0,
                    column(place)?,
                    cut(&head, CELL),
                    &self.looks.head,
                )?;
                let wide = match of.format {
                    CellFormat::Text | CellFormat::Texts => 22.0,
                    CellFormat::Record => 32.0,
                    CellFormat::Count
                    | CellFormat::Share
                    | CellFormat::Days
                    | CellFormat::Amount
                    | CellFormat::Decimal
                    | CellFormat::Change
                    | CellFormat::Day => 13.0,
                };
                sheet.set_column_width(column(place)?, wide)?;
                place += 1;
            }
        }
        Ok(place)
    }

    fn cell(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        of: &ReportColumn,
        (cell, may_link): (&ReportCell, bool),
    ) -> Filed {
        let look = match &cell.value {
            // An indicator that is a share stands in a column of numbers.
            CellValue::Share { .. } => &self.looks.share,
            CellValue::Unknown
            | CellValue::Nothing
            | CellValue::Text(_)
            | CellValue::Texts(_)
            | CellValue::Count(_)
            | CellValue::Number(_)
            | CellValue::Day(_)
            | CellValue::Record { .. } => self.looks.of(of.format),
        };
        if let (Some(behind), true) = (&cell.behind, may_link) {
            self.link(sheet, (row, column), behind)?;
        }
        match &cell.value {
            CellValue::Nothing => return Ok(()),
            CellValue::Count(count) => return number(sheet, row, column, *count, look),
            CellValue::Number(value) if value.is_finite() => {
                sheet.write_number_with_format(row, column, *value, look)?;
                return Ok(());
            }
            CellValue::Share { part, whole } => {
                if *whole > 0 {
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "part and whole stand beside it"
                    )]
                    let share = *part as f64 / *whole as f64;
                    sheet.write_number_with_format(row, column, share, look)?;
                } else {
                    sheet.write_string_with_format(
                        row,
                        column,
                        self.say(UNKNOWN),
                        &self.looks.text,
                    )?;
                }
                // Only a column of shares has room for them beside it.
                if width(of) > 1 {
                    number(sheet, row, column + 1, *part, &self.looks.count)?;
                    number(sheet, row, column + 2, *whole, &self.looks.count)?;
                }
                return Ok(());
            }
            CellValue::Day(date) => {
                if let Some(day) = day(*date) {
                    sheet.write_datetime_with_format(row, column, day, look)?;
                    return Ok(());
                }
            }
            CellValue::Unknown
            | CellValue::Number(_)
            | CellValue::Text(_)
            | CellValue::Texts(_)
            | CellValue::Record { .. } => {}
        }
        let text = shown(&cell.value, of.format, self.language());
        sheet.write_string_with_format(row, column, cut(&text, CELL), &self.looks.text)?;
        Ok(())
    }

    /// A link to the sheet of the rows behind a figure, whose tip says which rows. The figure is written over its text.
    fn link(&self, sheet: &mut Worksheet, (row, column): (u32, u16), behind: &RowsBehind) -> Filed {
        let mut sources = self.named.iter().rev().take(self.report.sources.len());
        if let Some((name, table)) = sources.find(|(_, table)| table.id == behind.table) {
            let tip = format!("{}: {}", table.title, said(table, behind, self.language()));
            let link = Url::new(place(name)).set_tip(cut(&tip, TIP));
            sheet.write_url(row, column, link)?;
        }
        Ok(())
    }
}

/// The first cell of a sheet, as links name it. An apostrophe in a quoted name is doubled.
fn place(name: &str) -> String {
    format!("internal:'{}'!A1", name.replace('\'', "''"))
}

/// The number of a row; the format has 2²⁰ of them, and the writer refuses one past the last.
fn row(at: usize) -> Filed<u32> {
    u32::try_from(at).map_err(|_| XlsxError::RowColumnLimitError)
}

/// The number of a column; the format has 2¹⁴ of them, and the writer refuses one past the last.
fn column(at: usize) -> Filed<u16> {
    u16::try_from(at).map_err(|_| XlsxError::RowColumnLimitError)
}

/// A count as a number; beyond 2⁵³, where numbers of the format lose digits, as text.
fn number(sheet: &mut Worksheet, row: u32, column: u16, count: u64, look: &Format) -> Filed {
    if count > EXACT {
        sheet.write_string(row, column, count.to_string())?;
        return Ok(());
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 2^53")]
    let value = count as f64;
    sheet.write_number_with_format(row, column, value, look)?;
    Ok(())
}

/// A day; `None` before 1900, where the format begins.
fn day(date: Date) -> Option<ExcelDateTime> {
    (date.year() >= 1900).then(|| ExcelDateTime::parse_from_str(&date.to_string()).ok())?
}

/// As much of `text` as `most` UTF-16 units hold, with an ellipsis if that is not all.
fn cut(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    // A character has at most two units, so that half as many characters always fit.
    let head: String = text.chars().take(most / 2 - 1).collect();
    head + "…"
}
