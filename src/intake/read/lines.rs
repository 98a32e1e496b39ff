//! Physical lines of a text, counted as an editor counts them, none longer than a bound.

use std::collections::VecDeque;
use std::io::{self, BufRead};

/// Characters kept of a line that is too long: enough to find it by.
const HEAD: usize = 256;

/// One line with its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The line; of one that is too long, its first bytes.
    pub(crate) text: String,
    /// Whether the line is too long.
    pub(crate) is_cut: bool,
}

/// Reads lines with their ends, and takes lines back.
pub(crate) struct Lines<R> {
    input: R,
    returned: VecDeque<Line>,
    /// Number of the line that comes next, from 1.
    next: u64,
    /// Most bytes of a line.
    limit: usize,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(input: R, limit: usize) -> Self {
        Self {
            input,
            returned: VecDeque::new(),
            next: 1,
            limit,
        }
    }

    /// Number of the line that comes next, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.next
    }

    pub(crate) fn input(&self) -> &R {
        &self.input
    }

    /// The next line with its end (`\n`, `\r\n` or `\r`), if there is one. Of a line that is too long,
    /// the rest is passed over.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line>> {
        let line = match self.returned.pop_front() {
            Some(line) => line,
            None => self.read()?,
        };
        if line.text.is_empty() {
            return Ok(None);
        }
        self.next += 1;
        Ok(Some(line))
    }

    fn read(&mut self) -> io::Result<Line> {
        let (bytes, mut is_whole) = read_piece(&mut self.input, self.limit)?;
        let is_cut = bytes.len() > self.limit;
        while !is_whole {
            is_whole = read_piece(&mut self.input, 0)?.1;
        }
        let mut text = utf8(bytes)?;
        if is_cut {
            text = text.chars().take(HEAD).collect();
        }
        Ok(Line { text, is_cut })
    }

    /// The next piece of the input, at most about `size` bytes, with the number of its line. For texts in which the
    /// ends of lines mean nothing; not to be mixed with lines taken back.
    pub(crate) fn piece(&mut self, size: usize) -> io::Result<Option<(u64, String)>> {
        let number = self.next;
        let (bytes, is_whole) = read_piece(&mut self.input, size)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.next += u64::from(is_whole);
        Ok(Some((number, utf8(bytes)?)))
    }

    /// The first byte that is no white space, which comes next; white space before it is passed over.
    pub(crate) fn first_mark(&mut self) -> io::Result<Option<u8>> {
        let mut after_return = false;
        loop {
            let ready = self.input.fill_buf()?;
            let Some(&byte) = ready.first() else {
                return Ok(None);
            };
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.next += u64::from(byte == b'\r' || (byte == b'\n' && !after_return));
            after_return = byte == b'\r';
            self.input.consume(1);
        }
    }

    /// Takes back the lines read last, in the order they came.
    pub(crate) fn take_back(&mut self, lines: Vec<Line>) {
        self.next -= lines.len() as u64;
        for line in lines.into_iter().rev() {
            self.returned.push_front(line);
        }
    }
}

fn utf8(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))
}

/// Bytes up to and with the next line end, or up to the first block of the input that reaches past
/// `limit`; and whether the line ends with them. Nothing at the end of the input, which ends a line.
///
/// Blocks of the input hold whole characters, so a piece is valid UTF-8 by itself.
fn read_piece(input: &mut impl BufRead, limit: usize) -> io::Result<(Vec<u8>, bool)> {
    let mut line = Vec::new();
    loop {
        let ready = input.fill_buf()?;
        if ready.is_empty() {
            return Ok((line, true));
        }
        if line.last() == Some(&b'\r') {
            // A lone return ends a line too (old spreadsheets); with a newline it is one end.
            if ready[0] == b'\n' {
                line.push(b'\n');
                input.consume(1);
            }
            return Ok((line, true));
        }
        let end = ready.iter().position(|&b| b == b'\n' || b == b'\r');
        let length = end.map_or(ready.len(), |at| at + 1);
        line.extend_from_slice(&ready[..length]);
        input.consume(length);
        if line.last() == Some(&b'\n') {
            return Ok((line, true));
        }
        if end.is_none() && line.len() > limit {
            return Ok((line, false));
        }
    }
}

/// `line` without its end, and the end.
pub(crate) fn split_end(line: &str) -> (&str, &str) {
    let text = line.trim_end_matches(['\r', '\n']);
    (text, &line[text.len()..])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Lines;

    #[test]
    fn every_line_end_counts_once_and_lines_may_go_back() {
        let mut lines = Lines::new("a\r\n\nb\rc".as_bytes(), 100);
        let mut all = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            all.push(line);
        }
        let texts: Vec<&str> = all.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["a\r\n", "\n", "b\r", "c"]);
        assert_eq!(lines.number(), 5);
        lines.take_back(all.split_off(2));
        assert_eq!(lines.number(), 3);
        assert_eq!(lines.next().unwrap().unwrap().text, "b\r");
    }

    #[test]
    fn a_line_past_the_limit_is_cut_and_the_next_one_is_whole() {
        let text = format!("ab\n{}\nok\n", "编".repeat(5_000));
        let input = std::io::BufReader::with_capacity(3, text.as_bytes());
        let mut lines = Lines::new(input, 1_000);
        let mut next = || lines.next().unwrap().unwrap();
        assert!(!next().is_cut);
        let long = next();
        assert!(long.is_cut && long.text.chars().count() <= 256 && long.text.starts_with("编"));
        let last = next();
        assert_eq!((last.text.as_str(), last.is_cut), ("ok\n", false));
    }
}
