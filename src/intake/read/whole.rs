//! Files that begin with an object: one a line, one over several lines, or one with the list of records inside.

use std::io::{self, BufRead};

use super::lines::Lines;
use super::walk::{JsonStep, JsonWalker};
use crate::intake::columns::joined;

/// Most lists that are remembered; of more the longest.
const LISTS: usize = 8;
/// Most keys that are remembered, of the object and of a list's first element.
const KEYS: usize = 300;
/// Bytes that are looked at at once.
const PIECE: usize = 64 << 10;

/// The way in which a text that begins with an object holds its records.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum JsonLayout {
    /// One object a line.
    Lines,
    /// Objects over several lines.
    Objects,
    /// In a list inside the object.
    Inside(RecordList),
}

/// A list of objects inside an object.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RecordList {
    /// Keys on the way to the list.
    pub(super) path: Vec<String>,
    /// Number of its objects.
    pub(super) count: u64,
    /// The other lists, with their lengths.
    pub(super) others: Vec<(String, u64)>,
}

/// A list of objects that was found.
#[derive(Debug)]
struct FoundList {
    path: Vec<String>,
    count: u64,
    /// Headings of its first element.
    headings: Vec<String>,
}

/// The lists of objects in the first object of a text, outside one another.
#[derive(Debug, Default)]
struct ListSearch {
    walker: JsonWalker,
    lists: Vec<FoundList>,
    /// Depth of the list that is open; the last candidate.
    open: Option<usize>,
    /// Headings outside the lists.
    headings: Vec<String>,
    has_lines: bool,
}

/// The path of a list, as the report names it.
pub(super) fn shown(path: &[String]) -> String {
    path.join("/")
}

/// Reads the first object of a text, and decides where the records are: in the longest list of objects inside it if
/// that has more known headings than the object itself, as counted by `count_known`. O(object), without keeping it.
pub(super) fn layout(
    input: impl BufRead,
    count_known: &dyn Fn(&[String]) -> usize,
) -> io::Result<JsonLayout> {
    let mut lines = Lines::new(input, PIECE);
    let mut search = ListSearch::default();
    if lines.first_mark()? != Some(b'{') {
        return Ok(JsonLayout::Lines);
    }
    while let Some((_, piece)) = lines.piece(PIECE)? {
        for c in piece.chars() {
            match search.push(c) {
                Some(true) => return Ok(search.settle(count_known)),
                Some(false) => return Ok(JsonLayout::Lines),
                None => {}
            }
        }
    }
    Ok(search.settle(count_known))
}

impl ListSearch {
    /// Takes a character; whether the object is whole, or broken, once that is known.
    fn push(&mut self, c: char) -> Option<bool> {
        self.has_lines |= c == '\n' || c == '\r';
        match self.walker.step(c) {
            JsonStep::Broken => return Some(false),
            JsonStep::ObjectOpens if self.walker.is_element() => self.element(),
            JsonStep::Leaf => self.leaf(),
            JsonStep::Closes => {
                if self.open.is_some_and(|depth| self.walker.depth() < depth) {
                    self.open = None;
                    self.forget();
                }
                if self.walker.depth() == 0 {
                    return Some(true);
                }
            }
            JsonStep::Inner | JsonStep::ObjectOpens | JsonStep::ListOpens => {}
        }
        None
    }

    fn element(&mut self) {
        let depth = self.walker.depth() - 1;
        match (self.open, self.lists.last_mut()) {
            (Some(open), Some(list)) if open == depth => list.count += 1,
            (None, _) if self.walker.lists() == 1 => {
                self.open = Some(depth);
                let mut path = self.walker.keys(0);
                // The element's own key is none yet.
                path.pop();
                self.lists.push(FoundList {
                    path,
                    count: 1,
                    headings: Vec::new(),
                });
            }
            _ => {}
        }
    }

    fn leaf(&mut self) {
        let (headings, depth) = match (self.open, self.lists.last_mut()) {
            (Some(depth), Some(list)) if list.count == 1 => (&mut list.headings, depth),
            (Some(_), _) => return,
            (None, _) => (&mut self.headings, 0),
        };
        if headings.len() < KEYS {
            let keys = self.walker.keys(depth);
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            headings.push(joined(&keys));
        }
    }

    /// Keeps the longest lists only.
    fn forget(&mut self) {
        if self.lists.len() <= LISTS {
            return;
        }
        let counts = self.lists.iter().map(|list| list.count).enumerate();
        let shortest = counts.rev().min_by_key(|(_, count)| *count);
        if let Some((at, _)) = shortest {
            self.lists.remove(at);
        }
    }

    fn settle(mut self, count_known: &dyn Fn(&[String]) -> usize) -> JsonLayout {
        let as_it_is = match self.has_lines {
            true => JsonLayout::Objects,
            false => JsonLayout::Lines,
        };
        // The first of equals.
        let lists = self.lists.iter().enumerate().rev();
        let Some((longest, _)) = lists.max_by_key(|(_, list)| list.count) else {
            return as_it_is;
        };
        let list = self.lists.remove(longest);
        let (inside, outside) = (count_known(&list.headings), count_known(&self.headings));
        // An object without known keys says nothing of itself, and a list may have headings of the user's own.
        if inside < outside || (inside == outside && outside > 0) {
            return as_it_is;
        }
        let others = self.lists.iter();
        JsonLayout::Inside(RecordList {
            path: list.path,
            count: list.count,
            others: others.map(|list| (shown(&list.path), list.count)).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{JsonLayout, RecordList, layout};
    use proptest::prelude::*;

    fn of(text: &str) -> JsonLayout {
        let known = |headings: &[String]| {
            let known = headings.iter();
            known
                .filter(|h| ["id", "name", "姓名", "企业\u{1F}名称"].contains(&h.as_str()))
                .count()
        };
        layout(text.as_bytes(), &known).unwrap()
    }

    fn inside(path: &[&str], count: u64, others: &[(&str, u64)]) -> JsonLayout {
        JsonLayout::Inside(RecordList {
            path: path.iter().map(|key| (*key).to_owned()).collect(),
            count,
            others: others
                .iter()
                .map(|(at, n)| ((*at).to_owned(), *n))
                .collect(),
        })
    }

    #[test]
    fn the_longest_list_of_objects_holds_the_records_at_any_depth() {
        let text = r#"{"code": 0, "data": {"list": [{"姓名": "甲", "x": [{"y": 1}, {}, {}]}, {"姓名": "[{"}], "tags": ["a"], "kinds": [{"k": 1}]}}"#;
        assert_eq!(of(text), inside(&["data", "list"], 2, &[("data/kinds", 1)]));
        assert_eq!(of("{\"\\u59d3\": [{\"a\": 1}]}"), inside(&["姓"], 1, &[]));
    }

    #[test]
    fn a_record_with_a_list_is_a_record() {
        let record =
            "{\"id\": 1, \"name\": \"a\", \"works\": [{\"title\": \"t\"}, {\"title\": \"u\"}]}";
        assert_eq!(of(record), JsonLayout::Lines);
        let nested = "{\n\"企业\": {\"名称\": \"a\"}, \"联系人\": [{\"姓名\": \"b\"}]\n}";
        assert_eq!(of(nested), JsonLayout::Objects);
    }

    #[test]
    fn what_is_no_object_to_its_end_is_read_line_by_line() {
        for text in [
            "",
            "x",
            "[{}]",
            "{\"a\": 1\n{\"b\": 2}",
            "{\"a\": \"x\n{\"b\": [{}]}",
            "{\"id\":\"n2\",\n[1]\n",
            "{]",
            &"{\"a\":".repeat(1_000),
        ] {
            assert_eq!(of(text), JsonLayout::Lines, "{text}");
        }
        assert_eq!(of("{\"a\": 1}\n{\"b\": [{}]}"), JsonLayout::Lines);
        assert_eq!(of("{\n\"a\": 1}"), JsonLayout::Objects);
    }

    proptest! {
        #[test]
        fn any_text_has_a_layout(text in "\\{[\\[\\]{}\":,a\\\\\n]{0,60}") {
            of(&text);
        }

        #[test]
        fn a_written_list_is_found(values in proptest::collection::vec("[a\\]\\[{},:\"\\\\\n]{0,5}", 1..5), key in "[a\"\\\\\n]{1,3}") {
            let list: Vec<_> = values.iter().map(|v| serde_json::json!({ "x": v })).collect();
            let text = serde_json::to_string_pretty(&serde_json::json!({ &key: list })).unwrap();
            prop_assert_eq!(of(&text), inside(&[&key], values.len() as u64, &[]));
        }
    }
}
