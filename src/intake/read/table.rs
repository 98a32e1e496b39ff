//! Files that stand beside a library, as text: lists of hours, refusals, pairs, synonyms, in any character set or as the
//! sheet of a workbook.

use std::io::Read as _;

use super::charset::{self, Decoded};
use super::source::{Opened, is_workbook};
use super::{Item, Source, SurveyRow, each_sheet, shown};
use crate::error::{Error, Result, say};
use crate::intake::columns::SurveySide;
use crate::intake::limits::Limits;

impl Source {
    /// The text of a side file, such as a map of headings or a list of words: in UTF-8 with or without a byte order mark,
    /// in UTF-16 with one, or in GB18030, as surveys are read.
    ///
    /// # Errors
    /// I/O errors; invalid input if the file holds bytes that mean nothing in its character set or has more than 64 MiB;
    /// if a workbook has several sheets with rows, or a row that is hidden, too long or without the value of a formula.
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::{Columns, Source};
    /// let map = Source::bytes("columns.txt", [0xB0, 0xF1, 0xCC, 0xE2, b'=', b't', b'i', b't', b'l', b'e']);
    /// assert_eq!(map.text()?.parse::<Columns>()?, "榜题=title".parse()?);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn text(&self) -> Result<String> {
        self.text_separated_by(',')
    }

    /// Reads it as [`Source::text`] does; the cells of a workbook stand with `separator` between them.
    ///
    /// # Errors
    /// As [`Source::text`].
    pub fn text_separated_by(&self, separator: char) -> Result<String> {
        const MAX_BYTES: u64 = 64 << 20;
        // An empty list of words is a list.
        let mut opened = self.open_any()?;
        if opened.bytes > MAX_BYTES {
            return Err(self.refuse(
                "too large",
                say!("give a file of at most 64 MiB", "请提供不超过64 MiB的文件"),
            ));
        }
        if is_workbook(&opened.head) {
            return text(self, opened, separator);
        }
        let charset = charset::detect(&mut opened.input).map_err(|e| self.blame(e))?;
        if charset.is_damaged {
            return Err(self.refuse(
                "bytes",
                say!(
                    "some bytes mean nothing; save the file as UTF-8",
                    "有些字节无法识别；请将文件存为 UTF-8"
                ),
            ));
        }
        let mut text = String::new();
        let mut input = Decoded::new(opened.input, charset);
        let read = input.read_to_string(&mut text);
        read.map_err(|e| self.blame(e))?;
        Ok(text)
    }
}

/// The only sheet of `source` that has rows, one line a row, so that the number of a line is that of its row.
pub(super) fn text(source: &Source, opened: Opened, separator: char) -> Result<String> {
    let mut table = TableText {
        source,
        separator,
        sheet: String::new(),
        first: None,
        width: 0,
        lines: 0,
        text: String::new(),
    };
    let mut sink = |item, _| table.item(item);
    each_sheet(
        source,
        opened,
        SurveySide::Needs,
        &Limits::default(),
        &|_| 0,
        &mut sink,
    )?;
    Ok(table.text)
}

struct TableText<'s> {
    source: &'s Source,
    separator: char,
    /// Name of the sheet that is read.
    sheet: String,
    /// Name of the sheet whose rows were taken.
    first: Option<String>,
    /// Cells of the first row.
    width: usize,
    lines: u64,
    text: String,
}

impl TableText<'_> {
    fn item(&mut self, item: Item) -> Result<()> {
        match item {
            Item::Sheet { name, .. } => {
                self.sheet = name;
                Ok(())
            }
            // Hidden sheets and sheets of other records are passed over: no rows of them come.
            Item::Skipped { .. } | Item::Inside { .. } | Item::Object { .. } => Ok(()),
            Item::Row(row) if row.is_blank() => Ok(()),
            Item::Row(row) => self.row(&row),
            Item::Hidden(rows) => Err(self.refuse(
                rows.first().unwrap_or_default(),
                say!(
                    "it is hidden; show the hidden rows, or delete them",
                    "该行被隐藏；请取消隐藏，或删除隐藏的行"
                ),
            )),
            Item::Bad { number, repair, .. } => Err(self.refuse(number, repair)),
        }
    }

    fn refuse(&self, row: u64, repair: crate::error::Wording) -> Error {
        let sheet = &self.sheet;
        Error::invalid("row", row, repair).in_record(say!(
            "{}, sheet {sheet}",
            "{}，工作表“{sheet}”",
            self.source.name()
        ))
    }

    fn row(&mut self, row: &SurveyRow) -> Result<()> {
        if self.first.get_or_insert_with(|| self.sheet.clone()) != &self.sheet {
            return Err(self.refuse(
                row.number,
                say!(
                    "another sheet has rows too; keep one sheet, or save it as CSV",
                    "另一张工作表也有数据；请只保留一张工作表，或存为 CSV"
                ),
            ));
        }
        if !row.failed.is_empty() {
            return Err(self.refuse(
                row.number,
                say!(
                    "a formula in it has no value; open the file, compute it and save it again",
                    "其中有公式没有值；请打开文件重新计算后保存"
                ),
            ));
        }
        while self.lines + 1 < row.number {
            self.lines += 1;
            self.text.push('\n');
        }
        let cells = row.cells.iter().map(|cell| self.cell(&shown(cell)));
        let mut cells: Vec<String> = cells.collect();
        self.width = self
            .width
            .max(if self.text.is_empty() { cells.len() } else { 0 });
        // A workbook leaves the last cells of a row out where they are empty; a line of text has them.
        cells.resize(cells.len().max(self.width), String::new());
        self.text += &cells.join(&self.separator.to_string());
        self.text.push('\n');
        self.lines += 1;
        Ok(())
    }

    /// `text` on one line; quoted if that is needed among commas.
    fn cell(&self, text: &str) -> String {
        let line: Vec<&str> = text.split(['\n', '\r', '\t']).collect();
        let line = line.join(" ");
        match line.contains([self.separator, '"']) && self.separator == ',' {
            true => format!("\"{}\"", line.replace('"', "\"\"")),
            false => line,
        }
    }
}
