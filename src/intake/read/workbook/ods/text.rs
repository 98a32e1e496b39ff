//! Texts of cells: paragraphs joined by line breaks, without comments and drawings.

use quick_xml::events::{BytesStart, Event};

use crate::intake::read::workbook::xml::push_reference;

/// A text past the limit of a cell.
#[derive(Debug)]
pub(super) struct PastLimit;

/// The shown text of a cell, put together from the events inside it.
pub(super) struct ShownText {
    text: String,
    /// Whether a paragraph has begun before.
    has_paragraph: bool,
    /// Elements open inside the cell, and how many of them belong to a comment, a drawing or a reading aid.
    depth: u64,
    skipped: u64,
    /// Most bytes.
    limit: usize,
}

impl ShownText {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            text: String::new(),
            has_paragraph: false,
            depth: 0,
            skipped: 0,
            limit,
        }
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        (self.has_paragraph, self.depth, self.skipped) = (false, 0, 0);
    }

    /// Whether the next end of an element is that of the cell.
    pub(super) const fn is_outside(&self) -> bool {
        self.depth == 0
    }

    /// Takes an event inside the cell.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "other events say nothing here"
    )]
    pub(super) fn hear(&mut self, event: &Event<'_>) -> Result<(), PastLimit> {
        match event {
            Event::Start(e) => {
                self.begin(e)?;
                self.depth += 1;
            }
            Event::Empty(e) => {
                self.begin(e)?;
                self.skipped = self.skipped.saturating_sub(1);
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.skipped = self.skipped.saturating_sub(1);
            }
            Event::Text(text) if self.is_kept() => self.push_run(&text.xml10_content()),
            Event::CData(text) if self.is_kept() => self.push_run(&text.xml10_content()),
            Event::GeneralRef(reference) if self.is_kept() => {
                push_reference(&mut self.text, reference);
            }
            _ => {}
        }
        self.check(0)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    const fn is_kept(&self) -> bool {
        self.depth > 0 && self.skipped == 0
    }

    fn check(&self, more: usize) -> Result<(), PastLimit> {
        if self.text.len().saturating_add(more) > self.limit {
            return Err(PastLimit);
        }
        Ok(())
    }

    /// Takes the tag of an element; one that is skipped counts as open.
    fn begin(&mut self, element: &BytesStart<'_>) -> Result<(), PastLimit> {
        let name = element.local_name();
        if self.skipped > 0 {
            self.skipped += 1;
            return Ok(());
        }
        match (self.depth, name.as_ref()) {
            (0, "p") => {
                if self.has_paragraph {
                    self.text.push('\n');
                }
                self.has_paragraph = true;
            }
            (1.., "s") => {
                let count = super::sheet::count_of(element, "text:c");
                // Before it is allocated.
                self.check(count)?;
                self.text.extend(std::iter::repeat_n(' ', count));
            }
            (1.., "tab") => self.text.push('\t'),
            (1.., "line-break") => self.text.push('\n'),
            (1.., "span" | "a" | "ruby" | "ruby-base" | "meta" | "bookmark") => {}
            (1.., "annotation" | "annotation-end" | "frame" | "note" | "ruby-text") | (0, _) => {
                self.skipped = 1;
            }
            // Fields, such as a date or the name of the sheet, hold the text that is shown.
            (1.., _) => {}
        }
        Ok(())
    }

    /// Adds a run of text. White space is one space, as in a paragraph of a web page; further spaces are elements.
    fn push_run(&mut self, run: &str) {
        let mut was_space = false;
        for c in run.chars() {
            let is_space = matches!(c, ' ' | '\t' | '\r' | '\n');
            if !is_space {
                self.text.push(c);
            } else if !was_space {
                self.text.push(' ');
            }
            was_space = is_space;
        }
    }
}
