//! Names that spreadsheet programs accept for sheets.

use std::collections::BTreeSet;

/// Most UTF-16 units of a name.
const MOST: usize = 31;
/// A name that Excel keeps for itself.
const KEPT: &str = "history";

/// Hands out legal names, no two alike in any case.
#[derive(Debug, Default)]
pub(crate) struct SheetNames(BTreeSet<String>);

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// As much of `text` as fits into `most` UTF-16 units.
fn cut(text: &str, most: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += c.len_utf16();
        used > most
    });
    end.map_or(text, |(at, _)| &text[..at])
}

impl SheetNames {
    /// A legal name as near to `wish` as may be.
    pub(crate) fn name(&mut self, wish: &str) -> String {
        let legal = |c: char| !"[]:*?/\\".contains(c) && !c.is_control();
        let text: String = wish
            .chars()
            .map(|c| if legal(c) { c } else { '_' })
            .collect();
        // An apostrophe at either end is not allowed, and a blank there cannot be seen.
        let text = text.trim_matches(|c: char| c == '\'' || c.is_whitespace());
        let text = if text.is_empty() { "_" } else { text };
        let mut name = cut(text, MOST).trim_end_matches('\'').to_owned();
        let mut number = 1;
        // Spreadsheet programs compare names of sheets without regard to case.
        while name.to_lowercase() == KEPT || !self.0.insert(name.to_lowercase()) {
            number += 1;
            let tail = format!("~{number}");
            name = cut(text, MOST - units(&tail)).to_owned() + &tail;
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::{SheetNames, units};

    #[test]
    fn names_are_legal_and_unique_whatever_is_wished() {
        let mut names = SheetNames::default();
        let long = "示例高端装备制造有限公司淄博市张店区分公司第一研究院材料实验室与中试基地";
        let wishes = [
            "甲",
            "甲",
            "a/b",
            "A\\B",
            "a_b",
            "History",
            "'x'",
            "",
            "'",
            long,
            long,
            "[:*?]",
            "🙂".repeat(40).as_str(),
            &format!("{}'{}", "x".repeat(30), "y"),
        ]
        .map(|wish| names.name(wish));
        for name in &wishes {
            assert!((1..=31).contains(&units(name)), "{name}");
            assert!(
                !name.contains(['[', ']', ':', '*', '?', '/', '\\']),
                "{name}"
            );
            assert!(!name.starts_with('\'') && !name.ends_with('\''), "{name}");
        }
        let mut lower: Vec<String> = wishes.iter().map(|n| n.to_lowercase()).collect();
        lower.sort();
        lower.dedup();
        assert_eq!(lower.len(), wishes.len());
        assert_eq!(
            wishes[..6],
            ["甲", "甲~2", "a_b", "A_B~2", "a_b~3", "History~2"]
        );
        assert!(wishes[10].ends_with("~2") && units(&wishes[10]) == 31);
    }
}
