//! JSON: one object a line, objects over several lines, one array of objects, or such an array inside an object.

use std::collections::VecDeque;
use std::io::{self, BufRead};

use super::lines::Lines;
use super::walk::{JsonStep, JsonWalker};
use super::whole::JsonLayout;

/// Bytes of an array that are looked at at once.
const PIECE: usize = 64 << 10;

/// The JSON text of one record.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Text {
    /// Line in which it starts.
    pub(crate) line: u64,
    pub(crate) text: String,
    /// Whether it is too long; `text` is then its beginning.
    pub(crate) is_cut: bool,
    /// Whether it is an object that lacks the list in which the records are looked for.
    pub(crate) lacks_list: bool,
}

/// Reads the JSON texts of the records, with the line each starts in.
pub(crate) struct Objects<R> {
    lines: Lines<R>,
    mode: JsonMode,
    /// Most bytes of a record.
    limit: usize,
}

enum JsonMode {
    Unknown,
    Lines,
    Array(Elements),
    Inside(ListCutter),
    Done,
}

impl<R: BufRead> Objects<R> {
    /// `layout` is that of a text that begins with an object.
    pub(crate) fn new(input: R, limit: usize, layout: JsonLayout) -> Self {
        let mode = match layout {
            JsonLayout::Lines => JsonMode::Unknown,
            JsonLayout::Objects => JsonMode::Array(Elements::of_objects(limit)),
            JsonLayout::Inside(list) => JsonMode::Inside(ListCutter::new(list.path, limit)),
        };
        Self {
            lines: Lines::new(input, limit),
            mode,
            limit,
        }
    }

    pub(crate) fn input(&self) -> &R {
        self.lines.input()
    }

    /// The next text that is not blank. An array that is not closed, and text behind it, come
    /// as texts of their own, which are no JSON.
    pub(crate) fn next(&mut self) -> io::Result<Option<Text>> {
        loop {
            match &mut self.mode {
                JsonMode::Unknown => {
                    self.mode = match self.lines.first_mark()? {
                        Some(b'[') => JsonMode::Array(Elements::new(self.limit)),
                        _ => JsonMode::Lines,
                    };
                }
                JsonMode::Array(elements) => {
                    if let Some(found) = elements.found.pop_front() {
                        return Ok(Some(found));
                    }
                    // An array may stand on one line of any length, so it is read in pieces.
                    match self.lines.piece(PIECE)? {
                        Some((number, piece)) => {
                            piece.chars().for_each(|c| elements.push(number, c));
                        }
                        None => return Ok(self.finish()),
                    }
                }
                JsonMode::Inside(inside) => {
                    if let Some(found) = inside.found.pop_front() {
                        return Ok(Some(found));
                    }
                    match self.lines.piece(PIECE)? {
                        Some((number, piece)) if !inside.is_broken => inside.push(number, &piece),
                        _ => return Ok(self.finish()),
                    }
                }
                JsonMode::Lines => {
                    let line = self.lines.number();
                    let Some(found) = self.lines.next()? else {
                        self.mode = JsonMode::Done;
                        continue;
                    };
                    let (text, is_cut) = (found.text.trim(), found.is_cut);
                    if is_cut || !text.is_empty() {
                        let text = text.to_owned();
                        return Ok(Some(Text::new(line, text, is_cut)));
                    }
                }
                JsonMode::Done => return Ok(None),
            }
        }
    }

    fn finish(&mut self) -> Option<Text> {
        match std::mem::replace(&mut self.mode, JsonMode::Done) {
            JsonMode::Array(elements) => elements.finish(),
            JsonMode::Inside(inside) => inside.finish(),
            JsonMode::Unknown | JsonMode::Lines | JsonMode::Done => None,
        }
    }
}

impl Text {
    fn new(line: u64, text: String, is_cut: bool) -> Self {
        Self {
            line,
            text,
            is_cut,
            lacks_list: false,
        }
    }
}

/// Finds the lists at one path, in every object of a text, and cuts them into their elements.
struct ListCutter {
    path: Vec<String>,
    walker: JsonWalker,
    /// The list that is open.
    elements: Option<Elements>,
    found: VecDeque<Text>,
    /// Line in which the object starts, and whether its list was found.
    line: u64,
    has_list: bool,
    is_broken: bool,
    limit: usize,
}

impl ListCutter {
    fn new(path: Vec<String>, limit: usize) -> Self {
        Self {
            path,
            walker: JsonWalker::default(),
            elements: None,
            found: VecDeque::new(),
            line: 1,
            has_list: false,
            is_broken: false,
            limit,
        }
    }

    fn push(&mut self, number: u64, text: &str) {
        for c in text.chars() {
            if let Some(elements) = &mut self.elements {
                elements.push(number, c);
                self.found.append(&mut elements.found);
                if !elements.is_closed {
                    continue;
                }
                // The bracket that closed it closes the list for the walker too.
                self.elements = None;
            }
            if self.walker.depth() == 0 && c == '{' {
                (self.line, self.has_list) = (number, false);
            }
            match self.walker.step(c) {
                JsonStep::ListOpens
                    if self.walker.lists() == 1 && self.walker.keys(0) == self.path =>
                {
                    self.has_list = true;
                    self.elements = Some(Elements {
                        is_open: true,
                        ..Elements::new(self.limit)
                    });
                }
                JsonStep::Closes if self.walker.depth() == 0 && !self.has_list => {
                    self.found.push_back(Text {
                        lacks_list: true,
                        ..Text::new(self.line, "{…}".to_owned(), false)
                    });
                }
                JsonStep::Broken => {
                    self.is_broken = true;
                    self.found
                        .push_back(Text::new(number, format!("{{ {c}"), false));
                    return;
                }
                JsonStep::Inner
                | JsonStep::Leaf
                | JsonStep::ObjectOpens
                | JsonStep::ListOpens
                | JsonStep::Closes => {}
            }
        }
    }

    /// The rest of a list that is not closed, or of an object.
    fn finish(self) -> Option<Text> {
        match self.elements {
            Some(elements) => elements.finish(),
            None if self.walker.depth() > 0 && !self.is_broken => {
                Some(Text::new(self.line, "{".to_owned(), false))
            }
            None => None,
        }
    }
}

/// Cuts an array into its elements, or a text into the objects that stand behind one another.
struct Elements {
    /// Elements cut off, in order.
    found: VecDeque<Text>,
    /// Whether the elements are objects behind one another, in no array.
    are_bare: bool,
    element: String,
    /// Line in which the element starts.
    line: u64,
    depth: u32,
    in_string: bool,
    is_escaped: bool,
    /// Whether the bracket that opens the array was seen.
    is_open: bool,
    is_closed: bool,
    /// Whether the element is longer than `limit` bytes, and no more of it is kept.
    is_cut: bool,
    limit: usize,
}

impl Elements {
    fn new(limit: usize) -> Self {
        Self {
            found: VecDeque::new(),
            are_bare: false,
            element: String::new(),
            line: 1,
            depth: 0,
            in_string: false,
            is_escaped: false,
            is_open: false,
            is_closed: false,
            is_cut: false,
            limit,
        }
    }

    /// A cutter of objects that stand behind one another.
    fn of_objects(limit: usize) -> Self {
        Self {
            are_bare: true,
            is_open: true,
            is_closed: true,
            ..Self::new(limit)
        }
    }

    fn push(&mut self, number: u64, c: char) {
        if !self.is_open {
            self.is_open = true;
            return;
        }
        if self.element.is_empty() {
            self.line = number;
        }
        let was_open = self.depth > 0;
        if self.ends_element(c) {
            let found = self.take();
            self.found.extend(found);
        } else if self.element.len() >= self.limit {
            self.is_cut = true;
        } else if !(self.element.is_empty() && c.is_whitespace()) {
            self.element.push(c);
        }
        if self.are_bare && was_open && self.depth == 0 {
            let found = self.take();
            self.found.extend(found);
        }
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
            '{' | '[' => self.depth = self.depth.saturating_add(1),
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

    fn take(&mut self) -> Option<Text> {
        let text = std::mem::take(&mut self.element);
        let is_cut = std::mem::take(&mut self.is_cut);
        let line = self.line;
        (!text.is_empty()).then_some(Text::new(line, text, is_cut))
    }

    fn finish(mut self) -> Option<Text> {
        match self.take() {
            None if self.is_closed => None,
            None => Some(Text::new(self.line, "[".to_owned(), false)),
            rest => rest,
        }
    }
}

/// Memory that a JSON text takes once parsed, estimated from its marks without parsing it. O(length).
///
/// A value takes 32 bytes in its list or map. The least room of a list is 4 values; a map keeps 11 keys and values
/// together. The estimate is an upper bound but for the texts, which take their own length.
pub(crate) fn parsed_bytes(text: &str) -> usize {
    const VALUE: usize = 32;
    const LIST: usize = 128;
    const MAP: usize = 640;
    let (mut bytes, mut in_string, mut is_escaped) = (VALUE, false, false);
    for byte in text.bytes() {
        if in_string {
            in_string = byte != b'"' || is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            continue;
        }
        bytes += match byte {
            b'"' => {
                in_string = true;
                0
            }
            b',' => VALUE,
            b'[' => LIST,
            b'{' => MAP,
            _ => 0,
        };
    }
    bytes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Objects, parsed_bytes};
    use crate::intake::read::whole::{JsonLayout, RecordList};
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<(u64, String)> {
        texts_of(text, JsonLayout::Lines)
    }

    fn texts_of(text: &str, layout: JsonLayout) -> Vec<(u64, String)> {
        let mut objects = Objects::new(text.as_bytes(), 1_000, layout);
        let texts = std::iter::from_fn(|| objects.next().unwrap());
        texts.map(|found| (found.line, found.text)).collect()
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

    #[test]
    fn objects_over_several_lines_are_cut_apart() {
        let text = "{\n\"a\": \"}\"\n}\n{\"b\": [{}]} {\n";
        let expected = [
            at(1, "{\n\"a\": \"}\"\n}"),
            at(4, "{\"b\": [{}]}"),
            at(4, "{\n"),
        ];
        assert_eq!(texts_of(text, JsonLayout::Objects), expected);
    }

    #[test]
    fn the_list_inside_is_cut_in_every_object_and_none_is_lost() {
        let inside = || {
            JsonLayout::Inside(RecordList {
                path: vec!["data".to_owned(), "list".to_owned()],
                ..RecordList::default()
            })
        };
        let text = "{\"list\": [{}], \"data\": {\"x\": [[1]], \"list\": [{\"a\": \"]\"},\n{\"list\": []}]}}\n{\"data\": {\"list\": []}}\n{\"data\": 1}";
        let expected = [
            at(1, "{\"a\": \"]\"}"),
            at(2, "{\"list\": []}"),
            at(4, "{…}"),
        ];
        assert_eq!(texts_of(text, inside()), expected);
        let cut = |text: &str| texts_of(text, inside());
        assert_eq!(
            cut("{\"data\": {\"list\": [{}, {\"a\""),
            [at(1, "{}"), at(1, "{\"a\"")]
        );
        assert_eq!(cut("{\"data\": {\"list\": [{}]"), [at(1, "{}"), at(1, "{")]);
        assert_eq!(
            cut("{\"data\": {\"list\": [{}]}}\nmore"),
            [at(1, "{}"), at(2, "{ m")]
        );
    }

    #[test]
    fn a_record_past_the_limit_is_cut_and_the_others_are_whole() {
        let long = "x".repeat(100_000);
        for text in [
            format!("{{\"a\":1}}\n{{\"b\":\"{long}\"}}\n{{\"c\":2}}"),
            format!("[{{\"a\":1}},{{\"b\":\"{long}\"}},{{\"c\":2}}]"),
        ] {
            let mut objects = Objects::new(text.as_bytes(), 1_000, JsonLayout::Lines);
            let read: Vec<_> = std::iter::from_fn(|| objects.next().unwrap()).collect();
            let cut: Vec<bool> = read.iter().map(|text| text.is_cut).collect();
            assert_eq!(cut, [false, true, false]);
            assert!(read.iter().all(|text| text.text.len() <= 1_000));
            assert_eq!(read[2].text, "{\"c\":2}");
        }
    }

    #[test]
    fn the_memory_of_a_text_grows_with_its_objects() {
        assert!(parsed_bytes("[{},{}]") > 2 * 640);
        assert_eq!(parsed_bytes("\"[{,\\\"[\""), 32, "marks in a text are text");
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
