//! Files that are one JSON object over several lines, with the records in a list inside.

use std::io::{self, Read};

/// Most names of lists that are kept, and most bytes of one.
const LISTS: usize = 8;
const NAME_BYTES: usize = 200;

/// The lists of objects that stand right inside the one object that a text is; `None` if the text is no
/// object over several lines, or goes on behind it. Stops at the end of the first object if that is a line.
pub(super) fn lists_of_object(input: impl Read) -> io::Result<Option<Vec<String>>> {
    let (mut depth, mut in_string, mut is_escaped, mut has_lines) = (0_u32, false, false, false);
    let (mut name, mut text, mut is_list) = (Vec::new(), Vec::new(), false);
    let (mut lists, mut is_closed) = (Vec::new(), false);
    for byte in io::BufReader::new(input).bytes() {
        let byte = byte?;
        if is_closed && !byte.is_ascii_whitespace() {
            return Ok(None);
        }
        if in_string {
            in_string = byte != b'"' || is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            if in_string && depth == 1 && text.len() < NAME_BYTES {
                text.push(byte);
            }
            continue;
        }
        if is_list && byte == b'{' && depth == 2 && lists.len() < LISTS {
            lists.push(String::from_utf8_lossy(&name).into_owned());
        }
        is_list = is_list && byte.is_ascii_whitespace();
        match byte {
            b'"' => {
                in_string = true;
                text.clear();
            }
            b':' if depth == 1 => name = std::mem::take(&mut text),
            // A list of records is read as it is.
            b'[' if depth == 0 => return Ok(None),
            b'[' | b'{' => {
                is_list = byte == b'[' && depth == 1;
                depth = depth.saturating_add(1);
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                is_closed = depth == 0;
            }
            b'\n' if !is_closed => has_lines = true,
            byte if depth == 0 && !byte.is_ascii_whitespace() => return Ok(None),
            _ => {}
        }
        if is_closed && !has_lines {
            return Ok(None);
        }
    }
    Ok((is_closed && has_lines).then_some(lists))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::lists_of_object;

    #[test]
    fn an_object_over_several_lines_names_its_lists() {
        let lists = |text: &str| lists_of_object(text.as_bytes()).unwrap();
        let text = "{\n \"说明\": \"[{\", \"年\": [2026],\n \"需求\": [ {\"a\": [{}]}, {}],\n \"x\": {\"y\": [{}]}\n}\n";
        assert_eq!(lists(text), Some(vec!["需求".to_owned()]));
        assert_eq!(lists("{\n}"), Some(Vec::new()));
        for other in [
            "{\"a\": [{}]}",
            "{\"a\":1}\n{\"b\":2}",
            "[\n{}\n]",
            "{\n",
            "{\n}\n{}",
            "",
        ] {
            assert_eq!(lists(other), None, "{other}");
        }
    }
}
