//! Physical lines of a text, counted as an editor counts them.

use std::collections::VecDeque;
use std::io::{self, BufRead};

/// Reads lines with their ends, and takes lines back.
pub(crate) struct Lines<R> {
    input: R,
    returned: VecDeque<String>,
    /// Number of the line that comes next, from 1.
    next: u64,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            input,
            returned: VecDeque::new(),
            next: 1,
        }
    }

    /// Number of the line that comes next, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.next
    }

    pub(crate) fn input(&self) -> &R {
        &self.input
    }

    /// The next line with its end (`\n`, `\r\n` or `\r`), if there is one.
    pub(crate) fn next(&mut self) -> io::Result<Option<String>> {
        let line = match self.returned.pop_front() {
            Some(line) => line,
            None => {
                let bytes = read_line(&mut self.input)?;
                String::from_utf8(bytes)
                    .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?
            }
        };
        if line.is_empty() {
            return Ok(None);
        }
        self.next += 1;
        Ok(Some(line))
    }

    /// Takes back the lines read last, in the order they came.
    pub(crate) fn take_back(&mut self, lines: Vec<String>) {
        self.next -= lines.len() as u64;
        for line in lines.into_iter().rev() {
            self.returned.push_front(line);
        }
    }
}

/// Bytes up to and with the next line end; none at the end of the input.
fn read_line(input: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    loop {
        let ready = input.fill_buf()?;
        if ready.is_empty() {
            return Ok(line);
        }
        if line.last() == Some(&b'\r') {
            // A lone return ends a line too (old spreadsheets); with a newline it is one end.
            if ready[0] == b'\n' {
                line.push(b'\n');
                input.consume(1);
            }
            return Ok(line);
        }
        let end = ready.iter().position(|&b| b == b'\n' || b == b'\r');
        let length = end.map_or(ready.len(), |at| at + 1);
        line.extend_from_slice(&ready[..length]);
        input.consume(length);
        if line.last() == Some(&b'\n') {
            return Ok(line);
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
        let mut lines = Lines::new("a\r\n\nb\rc".as_bytes());
        let mut all = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            all.push(line);
        }
        assert_eq!(all, ["a\r\n", "\n", "b\r", "c"]);
        assert_eq!(lines.number(), 5);
        lines.take_back(all.split_off(2));
        assert_eq!(lines.number(), 3);
        assert_eq!(lines.next().unwrap().unwrap(), "b\r");
    }
}
