//! CSV: cells between `,`, `;` or tabs, quoted if needed (RFC 4180).
//!
//! A reader of our own, because a quote that is never closed would make the csv crate read all that
//! follows as one cell: a single stray `"` would swallow every later row without a word. This
//! reader reports the row that opens the quote and goes on at the next line. On well-formed
//! input the two agree, which a test checks.

use std::io::{self, BufRead};

use super::lines::{Line, Lines, split_end};
use crate::intake::Limits;

/// Delimiters that are looked for, the commonest first.
const DELIMITERS: [char; 3] = [',', ';', '\t'];
/// Lines that are looked at to find the delimiter.
const SAMPLE_LINES: usize = 40;
/// Bytes that are looked at for it, but for the last line.
const SAMPLE_BYTES: usize = 1 << 20;
/// How often a file may open a quote and not close it; after that its quotes mean nothing.
const MAX_UNCLOSED: u32 = 100;

/// A row of cells, or the reason why there is none.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum CsvRecord {
    Cells {
        line: u64,
        cells: Vec<String>,
    },
    /// A quote is opened in this line and never closed.
    Unclosed {
        line: u64,
        text: String,
    },
    /// A line of more bytes than are read; `text` is its beginning.
    TooLong {
        line: u64,
        text: String,
    },
    /// A row of more cells than are read; `text` is its first.
    TooWide {
        line: u64,
        text: String,
    },
}

/// Reads the rows of a delimited text.
pub(crate) struct Delimited<R> {
    lines: Lines<R>,
    delimiter: char,
    unclosed: u32,
    /// Rows so far as a spreadsheet counts them: a cell with line breaks is in one row, and a blank line is one.
    rows: u64,
    /// Most bytes of a row.
    row_bytes: usize,
    /// Most cells of a row.
    columns: usize,
}

impl<R: BufRead> Delimited<R> {
    /// Takes the delimiter under which some row near the top has most known headings, as
    /// `count_known` tells, and then most cells.
    pub(crate) fn new(
        input: R,
        limits: &Limits,
        count_known: impl Fn(&[String]) -> usize,
    ) -> io::Result<Self> {
        let (row_bytes, columns) = (limits.size("record-bytes"), limits.size("columns"));
        let mut lines = Lines::new(input, row_bytes);
        let (mut sample, mut bytes) = (Vec::new(), 0);
        while sample.len() < SAMPLE_LINES
            && bytes < SAMPLE_BYTES
            && let Some(line) = lines.next()?
        {
            bytes += line.text.len();
            sample.push(line);
        }
        let delimiter = likeliest(&sample, columns, count_known);
        lines.take_back(sample);
        Ok(Self {
            lines,
            delimiter,
            unclosed: 0,
            rows: 0,
            row_bytes,
            columns,
        })
    }

    pub(crate) fn input(&self) -> &R {
        self.lines.input()
    }

    /// Number of the row read last, from 1, as a spreadsheet counts it.
    pub(crate) const fn row(&self) -> u64 {
        self.rows
    }

    /// The next row that is not blank.
    pub(crate) fn next(&mut self) -> io::Result<Option<CsvRecord>> {
        let mut row = CsvRow::new(self.delimiter, self.columns);
        let (mut taken, mut bytes) = (Vec::new(), 0);
        let first = self.lines.number();
        self.rows += 1;
        while let Some(line) = self.lines.next()? {
            if line.is_cut {
                if taken.is_empty() {
                    let text = line.text;
                    return Ok(Some(CsvRecord::TooLong { line: first, text }));
                }
                taken.push(line);
                break;
            }
            let (text, end) = split_end(&line.text);
            if taken.is_empty() && text.trim().is_empty() {
                return self.next_after_blanks();
            }
            bytes += line.text.len();
            if row.push(text) {
                return Ok(Some(row.into_record(first)));
            }
            // A line end inside quotation marks belongs to the cell.
            row.cell.push_str(end);
            taken.push(line);
            if bytes > self.row_bytes {
                break;
            }
        }
        if taken.is_empty() {
            Ok(None)
        } else {
            self.resume(first, taken).map(Some)
        }
    }

    fn next_after_blanks(&mut self) -> io::Result<Option<CsvRecord>> {
        while let Some(line) = self.lines.next()? {
            if line.is_cut || !line.text.trim().is_empty() {
                self.lines.take_back(vec![line]);
                return self.next();
            }
            self.rows += 1;
        }
        Ok(None)
    }

    /// Gives up the line that opens a quote, and goes on with the one below it.
    fn resume(&mut self, line: u64, mut taken: Vec<Line>) -> io::Result<CsvRecord> {
        self.unclosed += 1;
        let rest = taken.split_off(1);
        if self.unclosed <= MAX_UNCLOSED {
            self.lines.take_back(rest);
        } else {
            // Each unclosed mark makes the rest be read again. A file of such marks would take quadratic time.
            while self.lines.next()?.is_some() {}
        }
        Ok(CsvRecord::Unclosed {
            line,
            text: taken.pop().map(|line| line.text).unwrap_or_default(),
        })
    }

    /// Whether reading stopped early because too many quotes are not closed.
    pub(crate) fn gave_up(&self) -> bool {
        self.unclosed > MAX_UNCLOSED
    }
}

fn likeliest(sample: &[Line], columns: usize, count_known: impl Fn(&[String]) -> usize) -> char {
    let score = |delimiter: char| {
        let rows = sample.iter().map(|line| {
            let mut row = CsvRow::new(delimiter, columns);
            row.push(split_end(&line.text).0);
            (count_known(&row.cells), row.cells.len())
        });
        rows.max().unwrap_or_default()
    };
    // The last of equals wins, so the commonest comes last.
    DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|&d| score(d))
        .unwrap_or(',')
}

/// The reader's position within a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Bare,
    Quoted,
    /// After a quote inside a quoted cell: the end, or half of a doubled quote.
    AfterQuote,
}

struct CsvRow {
    delimiter: char,
    state: State,
    cell: String,
    cells: Vec<String>,
    /// Most cells that are kept.
    columns: usize,
    is_too_wide: bool,
}

impl CsvRow {
    fn new(delimiter: char, columns: usize) -> Self {
        Self {
            columns,
            is_too_wide: false,
            delimiter,
            state: State::CellStart,
            cell: String::new(),
            cells: Vec::new(),
        }
    }

    /// Reads one line; whether the row ends with it.
    fn push(&mut self, line: &str) -> bool {
        for c in line.chars() {
            self.state = self.step(c);
        }
        if self.state == State::Quoted {
            return false;
        }
        self.end_cell();
        true
    }

    fn step(&mut self, c: char) -> State {
        match (self.state, c) {
            // A mark inside a bare cell is text: `5" pipe` is written by people.
            (State::CellStart, '"') => State::Quoted,
            (State::Quoted, '"') => State::AfterQuote,
            (State::AfterQuote, '"') => {
                self.cell.push('"');
                State::Quoted
            }
            (State::Quoted, c) => {
                self.cell.push(c);
                State::Quoted
            }
            (_, c) if c == self.delimiter => {
                self.end_cell();
                State::CellStart
            }
            (_, c) => {
                self.cell.push(c);
                State::Bare
            }
        }
    }

    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        if self.cells.len() < self.columns {
            self.cells.push(cell);
        } else {
            self.is_too_wide = true;
        }
    }

    fn into_record(mut self, line: u64) -> CsvRecord {
        if self.is_too_wide {
            let text = self.cells.swap_remove(0);
            return CsvRecord::TooWide { line, text };
        }
        CsvRecord::Cells {
            line,
            cells: self.cells,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{CsvRecord, Delimited};
    use crate::intake::Limits;
    use proptest::prelude::*;

    fn records(text: &str) -> Vec<CsvRecord> {
        let known = |cells: &[String]| {
            cells
                .iter()
                .filter(|c| ["id", "title"].contains(&c.as_str()))
                .count()
        };
        let limits = Limits::default().columns(1_000).record_bytes(10_000);
        let mut reader = Delimited::new(text.as_bytes(), &limits, known).unwrap();
        std::iter::from_fn(|| reader.next().unwrap()).collect()
    }

    fn cells(line: u64, cells: &[&str]) -> CsvRecord {
        CsvRecord::Cells {
            line,
            cells: cells.iter().map(|&c| c.to_owned()).collect(),
        }
    }

    #[test]
    fn quoted_cells_hold_delimiters_quotes_and_line_breaks() {
        let text = "id,title\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n\r\n2,d\r\n";
        let expected = [
            cells(1, &["id", "title"]),
            cells(2, &["1", "a, \"b\"\r\nc"]),
            cells(5, &["2", "d"]),
        ];
        assert_eq!(records(text), expected);
    }

    #[test]
    fn the_delimiter_is_the_one_that_yields_headings() {
        assert_eq!(
            records("一、二、三\nid;title,x\n1;2"),
            [
                cells(1, &["一、二、三"]),
                cells(2, &["id", "title,x"]),
                cells(3, &["1", "2"]),
            ]
        );
        assert_eq!(records("id\ttitle\n1\t2")[1], cells(2, &["1", "2"]));
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_own_row_only() {
        let text = "id,title\n1,\"a\n2,b\n3,c\n";
        let expected = [
            cells(1, &["id", "title"]),
            CsvRecord::Unclosed {
                line: 2,
                text: "1,\"a\n".to_owned(),
            },
            cells(3, &["2", "b"]),
            cells(4, &["3", "c"]),
        ];
        assert_eq!(records(text), expected);
    }

    #[test]
    fn a_row_past_a_limit_costs_itself_only() {
        let (long, wide) = ("x".repeat(20_000), ",".repeat(2_000));
        let text = format!("id,title\n1,{long}\n2,b{wide}\n3,\"c\n{long}\n4,d\n");
        let read = records(&text);
        assert!(matches!(&read[1], CsvRecord::TooLong { line: 2, text } if text.len() <= 256));
        assert!(matches!(&read[2], CsvRecord::TooWide { line: 3, .. }));
        assert!(matches!(&read[3], CsvRecord::Unclosed { line: 4, .. }));
        assert!(matches!(&read[4], CsvRecord::TooLong { line: 5, .. }));
        assert_eq!(read[5], cells(6, &["4", "d"]));
    }

    #[test]
    fn a_quote_inside_a_bare_cell_is_a_character() {
        assert_eq!(
            records("id,title\n1,5\" pipe\n")[1],
            cells(2, &["1", "5\" pipe"])
        );
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        let text = "id,title\n1,\"a\nb\n\nc\"\n\n\n2,d\n3,\"e\n4,f\n";
        let limits = Limits::default();
        let mut reader = Delimited::new(text.as_bytes(), &limits, |_| 0).unwrap();
        let mut rows = Vec::new();
        while reader.next().unwrap().is_some() {
            rows.push(reader.row());
        }
        assert_eq!(rows, [1, 2, 5, 6, 7]);
    }

    proptest! {
        #[test]
        fn well_formed_rows_read_as_the_csv_crate_reads_them(
            rows in proptest::collection::vec(proptest::collection::vec("[a\",;\r\n中 ]{0,6}", 2..4), 0..8)
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            writer.write_record(["id", "title"]).unwrap();
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let mut peer = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
            let expected: Vec<Vec<String>> =
                peer.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
            let read: Vec<Vec<String>> = records(&text).into_iter().map(|r| match r {
                CsvRecord::Cells { cells, .. } => cells,
                other @ (CsvRecord::Unclosed { .. } | CsvRecord::TooLong { .. } | CsvRecord::TooWide { .. }) => {
                    vec![format!("{other:?}")]
                }
            }).collect();
            prop_assert_eq!(read, expected);
        }

        #[test]
        fn any_text_ends(text in "[a\",\r\n]{0,200}") {
            records(&text);
        }
    }
}
