//! Texts of cells: runs of formatted text put together, reading aids left out.

use quick_xml::events::Event;

use crate::intake::read::workbook::xml::push_reference;

/// A text being put together from the events inside a cell or a shared text.
pub(super) struct RichText {
    text: String,
    /// Whether an element that holds text is open.
    is_open: bool,
    /// Whether a reading aid (`rPh`, as of Japanese) is open, which is no part of the text.
    is_aid: bool,
    /// Most bytes.
    limit: usize,
}

/// A text of more bytes than the limit.
#[derive(Debug)]
pub(super) struct TooLong;

impl RichText {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            text: String::new(),
            is_open: false,
            is_aid: false,
            limit,
        }
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        (self.is_open, self.is_aid) = (false, false);
    }

    /// Takes an event.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "other events say nothing here"
    )]
    pub(super) fn hear(&mut self, event: &Event<'_>) -> Result<(), TooLong> {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "t" | "v" => self.is_open = true,
                "rPh" => self.is_aid = true,
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "t" | "v" => self.is_open = false,
                "rPh" => self.is_aid = false,
                _ => {}
            },
            Event::Text(text) if self.is_kept() => self.text.push_str(&text.xml10_content()),
            Event::CData(text) if self.is_kept() => self.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) if self.is_kept() => {
                push_reference(&mut self.text, reference);
            }
            _ => {}
        }
        if self.text.len() > self.limit {
            return Err(TooLong);
        }
        Ok(())
    }

    const fn is_kept(&self) -> bool {
        self.is_open && !self.is_aid
    }

    /// The text, its `_x000D_` written as the characters they mean.
    pub(super) fn finish(&self) -> String {
        unescaped(&self.text)
    }
}

/// `text` with `_xHHHH_` replaced by the UTF-16 unit it names, as spreadsheets write characters that XML cannot hold.
fn unescaped(text: &str) -> String {
    const ESCAPE_BYTES: usize = 7;
    let unit_at = |at: usize| {
        let escape = text.get(at..at + ESCAPE_BYTES)?;
        let digits = escape.strip_prefix("_x")?.strip_suffix('_')?;
        let are_digits = digits.bytes().all(|b| b.is_ascii_hexdigit());
        u16::from_str_radix(digits, 16).ok().filter(|_| are_digits)
    };
    let (mut plain, mut units, mut at) = (String::with_capacity(text.len()), Vec::new(), 0);
    while let Some(c) = text[at..].chars().next() {
        match unit_at(at).filter(|_| c == '_') {
            Some(unit) => {
                units.push(unit);
                at += ESCAPE_BYTES;
                continue;
            }
            None => push_units(&mut plain, &mut units),
        }
        plain.push(c);
        at += c.len_utf8();
    }
    push_units(&mut plain, &mut units);
    plain
}

fn push_units(text: &mut String, units: &mut Vec<u16>) {
    let chars = char::decode_utf16(units.drain(..));
    text.extend(chars.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn escapes_are_units_of_utf16() {
        assert_eq!(unescaped("a_x000D_b"), "a\rb");
        assert_eq!(unescaped("_xD83D__xDE00_"), "😀");
        assert_eq!(unescaped("_xD83D_x"), "\u{FFFD}x");
        assert_eq!(unescaped("_x005F_x000D_"), "_x000D_");
        assert_eq!(unescaped("_x+00D_ _x00_编"), "_x+00D_ _x00_编");
    }
}
