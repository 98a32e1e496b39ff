//! JSON: one object a line, or one array of objects.

use std::io::{self, BufRead};

use super::lines::Lines;

/// Reads the JSON texts of the records, with the line each starts in.
pub(crate) struct Objects<R> {
    lines: Lines<R>,
    mode: JsonMode,
}

enum JsonMode {
    Unknown,
    Lines,
    Array(Elements),
    Done,
}

impl<R: BufRead> Objects<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            lines: Lines::new(input),
            mode: JsonMode::Unknown,
        }
    }

    pub(crate) fn input(&self) -> &R {
        self.lines.input()
    }

    /// The next text that is not blank. An array that is not closed, and text behind it, come
    /// as texts of their own, which are no JSON.
    pub(crate) fn next(&mut self) -> io::Result<Option<(u64, String)>> {
        loop {
            if let JsonMode::Array(elements) = &mut self.mode
                && let Some(found) = elements.found.pop()
            {
                return Ok(Some(found));
            }
            let number = self.lines.number();
            let Some(line) = self.lines.next()? else {
                return Ok(self.finish());
            };
            let text = line.trim();
            match &mut self.mode {
                _ if text.is_empty() => {}
                JsonMode::Array(elements) => elements.push(number, &line),
                JsonMode::Unknown if text.starts_with('[') => {
                    let mut elements = Elements::default();
                    elements.push(number, &text[1..]);
                    self.mode = JsonMode::Array(elements);
                }
                mode => {
                    *mode = JsonMode::Lines;
                    return Ok(Some((number, text.to_owned())));
                }
            }
        }
    }

    fn finish(&mut self) -> Option<(u64, String)> {
        match std::mem::replace(&mut self.mode, JsonMode::Done) {
            JsonMode::Array(elements) => elements.finish(),
            _ => None,
        }
    }
}

/// Cuts the inside of an array into its elements.
#[derive(Default)]
struct Elements {
    /// Elements cut off, the last one first.
    found: Vec<(u64, String)>,
    element: String,
    /// Line in which the element starts.
    line: u64,
    depth: u32,
    in_string: bool,
    is_escaped: bool,
    is_closed: bool,
}

impl Elements {
    fn push(&mut self, number: u64, text: &str) {
        let mut cut = Vec::new();
        for c in text.chars() {
            if self.element.is_empty() {
                self.line = number;
            }
            if self.ends_element(c) {
                cut.extend(self.take());
            } else if !(self.element.is_empty() && c.is_whitespace()) {
                self.element.push(c);
            }
        }
        cut.reverse();
        self.found = cut;
    }

    /// Whether `c` is the comma or bracket after an element.
    fn ends_element(&mut self, c: char) -> bool {
        if self.in_string {
            self.in_string = c != '"' || self.is_escaped;
            self.is_escaped = c == '\\' && !self.is_escaped;
            return false;
        }
        match c {
            '"' => self.in_string = true,
            '{' | '[' => self.depth += 1,
            // The end of the array. Text behind it is an element of its own, which the parser then reports.
            ']' if self.depth == 0 && !self.is_closed => {
                self.is_closed = true;
                return true;
            }
            '}' | ']' => self.depth = self.depth.saturating_sub(1),
            ',' if self.depth == 0 && !self.is_closed => return true,
            _ => {}
        }
        false
    }

    fn take(&mut self) -> Option<(u64, String)> {
        let element = std::mem::take(&mut self.element);
        (!element.is_empty()).then_some((self.line, element))
    }

    fn finish(mut self) -> Option<(u64, String)> {
        match self.take() {
            None if self.is_closed => None,
            None => Some((self.line, "[".to_owned())),
            rest => rest,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Objects;
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<(u64, String)> {
        let mut objects = Objects::new(text.as_bytes());
        std::iter::from_fn(|| objects.next().unwrap()).collect()
    }

    fn at(line: u64, text: &str) -> (u64, String) {
        (line, text.to_owned())
    }

    #[test]
    fn lines_are_texts_and_blank_lines_are_not() {
        assert_eq!(
            texts("\n{\"a\":1}\r\n \n{\"b\":2}"),
            [at(2, "{\"a\":1}"), at(4, "{\"b\":2}")]
        );
    }

    #[test]
    fn an_array_is_cut_into_its_elements() {
        let text = "[\n {\"a\":\"],\\\"{\",\n\"b\":[1,2]},\n {\"c\":3}, {}]\n";
        let expected = [
            at(2, "{\"a\":\"],\\\"{\",\n\"b\":[1,2]}"),
            at(4, "{\"c\":3}"),
            at(4, "{}"),
        ];
        assert_eq!(texts(text), expected);
        assert!(texts("[]").is_empty());
    }

    #[test]
    fn an_array_that_does_not_end_and_text_behind_one_are_not_lost() {
        assert_eq!(texts("[{},\n{\"a\":"), [at(1, "{}"), at(2, "{\"a\":")]);
        assert_eq!(texts("[{}"), [at(1, "{}")]);
        assert_eq!(texts("[{},"), [at(1, "{}"), at(1, "[")]);
        assert_eq!(texts("[{}]\nmore"), [at(1, "{}"), at(2, "more")]);
    }

    proptest! {
        #[test]
        fn elements_are_those_that_a_json_parser_sees(values in proptest::collection::vec("[a\\]\\[{},\"\\\\\n]{0,5}", 0..5)) {
            let elements: Vec<_> = values.iter().map(|v| serde_json::json!({ v: v })).collect();
            let text = serde_json::to_string_pretty(&elements).unwrap();
            let read: Vec<serde_json::Value> =
                texts(&text).iter().map(|(_, t)| serde_json::from_str(t).unwrap()).collect();
            prop_assert_eq!(read, elements);
        }

        #[test]
        fn any_text_ends(text in "[\\[\\]{}\",a\n]{0,100}") {
            texts(&text);
        }
    }
}
