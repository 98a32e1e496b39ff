//! Cells of words that a vocabulary has, and the choices that are ticked in them.

use serde_json::Value;

use super::RowReading;
use crate::error::{Error, say};
use crate::intake::Severity;
use crate::intake::columns::{Shape, SurveySide};
use crate::intake::convert::parts::{without_brackets, word_parts};
use crate::intake::convert::words::Vocabulary;
use crate::intake::convert::{DraftProblem, append, keep_unresolved};
use crate::model::says_nothing;

impl RowReading<'_> {
    pub(super) fn word(&mut self, name: &str, text: &str) {
        match Vocabulary::of(self.side, name).and_then(|vocabulary| vocabulary.read(text)) {
            Some(word) => {
                self.put(name, word);
                if self.side == SurveySide::Needs && word == "in_contact" && text == "已对接" {
                    let repair = say!(
                        "read as in contact, so the need stays open; write 已解决 if it is settled",
                        "按对接中读取，该需求仍继续匹配；如已解决，请写 已解决"
                    );
                    let error = Error::invalid(name, text, repair);
                    self.draft.find(DraftProblem::new(Severity::Notice, &error));
                }
            }
            None => self.unresolved(name, text),
        }
    }

    pub(super) fn words(&mut self, name: &str, text: &str) {
        let Some(vocabulary) = Vocabulary::of(self.side, name) else {
            return;
        };
        for part in word_parts(vocabulary, text) {
            match vocabulary.read(part) {
                Some(word) => append(&mut self.draft.fields, name, Value::from(word)),
                None if says_nothing(part) => self.keep(name, &Value::from(part)),
                // A preference or veto must be understood, as it bars or orders matches; the model rejects it.
                None if name.contains('.') && !name.starts_with("finance.") => {
                    append(&mut self.draft.fields, name, Value::from(part))
                }
                None => self.unresolved(name, part),
            }
        }
    }

    /// A need asks for the least of the levels of a cell, and for the levels of every column; of a
    /// profile the highest counts.
    pub(super) fn rank(&mut self, name: &str, text: &str) {
        let Some(vocabulary) = Vocabulary::of(self.side, name) else {
            return;
        };
        let (outside, inside) = without_brackets(text);
        let parts = word_parts(vocabulary, &outside).into_iter();
        let parts = parts.chain(word_parts(vocabulary, &inside));
        let known = parts.filter_map(|part| vocabulary.read(part));
        let of_cell = match self.side {
            // `教授或副教授`: either will do, so the lower one is the least that the need asks for. A person holds the
            // higher one.
            SurveySide::Needs => known.min_by_key(|word| vocabulary.rank(word)),
            SurveySide::Profiles | SurveySide::Enterprises => {
                known.max_by_key(|word| vocabulary.rank(word))
            }
        };
        let Some(word) = of_cell else {
            return self.unresolved(name, text);
        };
        // Several columns (title, talent programme) name levels of one person, and all of them hold.
        let before = vocabulary.read(self.draft.text(name)).unwrap_or(word);
        let higher = if vocabulary.rank(before) > vocabulary.rank(word) {
            before
        } else {
            word
        };
        self.put(name, higher);
    }

    /// Says that a cell offers choices and none of them is ticked.
    pub(super) fn unticked(&mut self, name: &str, text: &str) {
        keep_unresolved(&mut self.draft.fields, name, text);
        let repair = say!(
            "no choice is ticked, so it is unknown; tick one, as in ☑, √ or ■",
            "没有勾选任何选项，按未知处理；请勾选，如 ☑、√ 或 ■"
        );
        let error = Error::invalid(name, text, repair);
        self.draft
            .find(DraftProblem::new(Severity::Warning, &error));
    }
}

/// Whether cells of that shape offer choices.
pub(super) const fn is_of_choices(shape: Shape) -> bool {
    match shape {
        Shape::List
        | Shape::People
        | Shape::Coded
        | Shape::Word
        | Shape::Words
        | Shape::Rank
        | Shape::Count
        | Shape::Terms => true,
        Shape::Name
        | Shape::Passage
        | Shape::Day
        | Shape::Amount
        | Shape::Decimal
        | Shape::Titles(_)
        | Shape::Conditions => false,
    }
}

/// Marks of a choice that is taken, and of one that is not; the ones in brackets first.
const TICKS: [&str; 22] = [
    "(√)",
    "（√）",
    "(✓)",
    "（✓）",
    "(✔)",
    "（✔）",
    "[√]",
    "[✓]",
    "[✔]",
    "[x]",
    "[X]",
    "【√】",
    "(x)",
    "☑",
    "☒",
    "√",
    "✓",
    "✔",
    "■",
    "●",
    "◉",
    "✅",
];
const BLANKS: [&str; 14] = [
    "( )",
    "()",
    "（ ）",
    "（）",
    "（　）",
    "[ ]",
    "[]",
    "【 】",
    "【】",
    "□",
    "☐",
    "○",
    "◯",
    "▢",
];

/// A piece of a cell with choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ChoicePiece<'t> {
    Mark(bool),
    Label(&'t str),
}

fn pieces(text: &str) -> Vec<ChoicePiece<'_>> {
    let (mut pieces, mut from, mut at) = (Vec::new(), 0, 0);
    let label = |from: usize, to: usize| {
        let label = text[from..to]
            .trim_matches(|c: char| c.is_whitespace() || "\u{fe0f}、，,；;|/".contains(c));
        (!label.is_empty()).then_some(ChoicePiece::Label(label))
    };
    while at < text.len() {
        let rest = &text[at..];
        let mark = |marks: &[&str]| {
            marks
                .iter()
                .find(|mark| rest.starts_with(**mark))
                .map(|mark| mark.len())
        };
        let found = mark(&TICKS)
            .map(|len| (true, len))
            .or(mark(&BLANKS).map(|len| (false, len)));
        if let Some((is_ticked, len)) = found {
            pieces.extend(label(from, at));
            pieces.push(ChoicePiece::Mark(is_ticked));
            at += len;
            from = at;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    pieces.extend(label(from, text.len()));
    pieces
}

/// Most bytes of a mark: three characters, as in （√）.
const LONGEST_MARK: usize = 9;

/// Whether a cell holds a tick and nothing else.
pub(super) fn is_tick(text: &str) -> bool {
    // Longer texts are no mark, and need not be looked through.
    let text = text.trim();
    text.len() <= LONGEST_MARK && pieces(text) == [ChoicePiece::Mark(true)]
}

/// The choices of a cell that are ticked, whether marks stand before them (`□技术攻关 ☑人才需求`) or behind (`人才需求√`);
/// `None` if there are no marks, or nothing but marks.
pub(super) fn ticked(text: &str) -> Option<Vec<&str>> {
    let pieces = pieces(text);
    let is_mark = |piece: &ChoicePiece<'_>| matches!(piece, ChoicePiece::Mark(_));
    let has_labels = pieces.iter().any(|piece| !is_mark(piece));
    let has_ticks = pieces.contains(&ChoicePiece::Mark(true));
    let has_boxes = text.contains(['□', '☐', '▢']);
    let has_blanks = pieces.contains(&ChoicePiece::Mark(false));
    // Brackets and circles alone are punctuation.
    if !has_labels || !(has_ticks || has_boxes) {
        return None;
    }
    let is_before = pieces.first().is_some_and(is_mark);
    let mut choices = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let ChoicePiece::Label(label) = *piece else {
            continue;
        };
        let beside = if is_before {
            at.checked_sub(1)
        } else {
            Some(at + 1)
        };
        let mark = beside.and_then(|at| pieces.get(at));
        if mark != Some(&ChoicePiece::Mark(true)) {
            continue;
        }
        // Without blank marks the others stand bare beside it: 技术攻关 人才需求√.
        let mut words = label.split(|c: char| c.is_whitespace() || "、，,；;|/".contains(c));
        let word = if has_blanks {
            Some(label)
        } else if is_before {
            words.next()
        } else {
            words.next_back()
        };
        choices.extend(word);
    }
    Some(choices)
}

#[cfg(test)]
mod tests {
    use super::{is_tick, ticked};

    #[test]
    fn ticked_choices_are_told_from_the_others() {
        for (text, choices) in [
            ("□技术攻关 ☑人才需求", vec!["人才需求"]),
            ("□技术攻关√人才需求", vec!["人才需求"]),
            ("技术攻关□ 人才需求√", vec!["人才需求"]),
            ("■技术攻关 □人才需求", vec!["技术攻关"]),
            ("(√)技术攻关 ( )人才需求", vec!["技术攻关"]),
            ("技术攻关（√） 人才需求（ ）", vec!["技术攻关"]),
            ("[x] 技术攻关 [ ] 人才需求", vec!["技术攻关"]),
            ("技术攻关 人才需求√", vec!["人才需求"]),
            ("√委托开发", vec!["委托开发"]),
            ("☑委托开发 ☑合作开发 □其他", vec!["委托开发", "合作开发"]),
            ("□技术攻关 □人才需求", vec![]),
            ("☑ 6级\n□ 7级", vec!["6级"]),
            ("☑️科技 副总 □成果需求", vec!["科技 副总"]),
        ] {
            assert_eq!(ticked(text), Some(choices), "{text}");
        }
        for text in ["√", "☑️", " ✔ ", "（√）", "■"] {
            assert!(is_tick(text), "{text}");
        }
        for text in ["□", "", "√√", "√ 新材料", "是"] {
            assert!(!is_tick(text), "{text}");
        }
        for text in ["技术攻关", "√", "□", "", "人才（博士）", "委托开发()", "○"]
        {
            assert_eq!(ticked(text), None, "{text}");
        }
    }
}
