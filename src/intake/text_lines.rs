//! Columns of unknown headings as lines of a description: how such a line is made, and how it goes into a description
//! that is stored.
//!
//! A description does not say which column stated which part of it. A column that no field has is one line under its
//! heading, and so a later file with that column can replace this line and leave alone what other columns stated.

use super::columns::{ColumnTarget, TableLayout};

/// Stands between the heading of a passage and its text.
const BEHIND_HEADING: char = '：';

/// A passage under its heading.
pub(super) fn headed(heading: &str, text: &str) -> String {
    format!("{heading}{BEHIND_HEADING}{text}")
}

/// The text of a cell on one line.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for part in text.lines().map(str::trim).filter(|part| !part.is_empty()) {
        match line.chars().next_back() {
            None => {}
            Some(last) if last.is_alphanumeric() => line.push('；'),
            Some(_) => line.push(' '),
        }
        line.push_str(part);
    }
    line
}

/// The headings whose columns are lines of the description.
pub(super) fn headings(layout: &TableLayout) -> Vec<&str> {
    let targets = layout.columns.iter().map(|column| &column.target);
    let headings = targets.filter_map(|target| match target {
        ColumnTarget::Text(name) => Some(name.as_str()),
        ColumnTarget::Field(_)
        | ColumnTarget::Work(_)
        | ColumnTarget::Attribute(_)
        | ColumnTarget::RowNumber
        | ColumnTarget::Ignored => None,
    });
    headings.collect()
}

fn is_under(line: &str, heading: &str) -> bool {
    let rest = line.strip_prefix(heading);
    rest.is_some_and(|rest| rest.starts_with(BEHIND_HEADING))
}

/// The stored description with the lines of a row, each in the place of the line under the same heading or else at the
/// end; `None` if the row states more of the description than lines under `headings`. O(headings · bytes).
pub(super) fn put(stored: &str, row: &str, headings: &[&str]) -> Option<String> {
    let mut lines: Vec<&str> = stored.lines().collect();
    for new in row.lines() {
        let heading = headings.iter().find(|heading| is_under(new, heading))?;
        // The last one: lines of unknown columns come behind a text in which people wrote the same words.
        match lines.iter().rposition(|line| is_under(line, heading)) {
            Some(at) => lines[at] = new,
            None => lines.push(new),
        }
    }
    Some(lines.join("\n"))
}

/// The stored description without the line under `heading`.
pub(super) fn without(stored: &str, heading: &str) -> String {
    let mut lines: Vec<&str> = stored.lines().collect();
    if let Some(at) = lines.iter().rposition(|line| is_under(line, heading)) {
        lines.remove(at);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{one_line, put, without};

    #[test]
    fn a_line_replaces_the_one_under_its_heading_and_no_other() {
        let headings = ["对接情况", "合作意向"];
        let put = |stored: &str, row: &str| put(stored, row, &headings);
        let text = "高温釉料\n抗析晶";
        let once = put(text, "对接情况：已签约").unwrap_or_default();
        assert_eq!(once, "高温釉料\n抗析晶\n对接情况：已签约");
        assert_eq!(put(&once, "对接情况：已签约").as_deref(), Some(&*once));
        let later = put(&once, "对接情况：已到账\n合作意向：长期合作");
        let expected = "高温釉料\n抗析晶\n对接情况：已到账\n合作意向：长期合作";
        assert_eq!(later.as_deref(), Some(expected));
        assert_eq!(put("", "合作意向：甲").as_deref(), Some("合作意向：甲"));
        assert_eq!(put(text, "需求描述：甲\n对接情况：乙"), None);
        assert_eq!(without(&once, "对接情况"), text);
        assert_eq!(without(&once, "对接"), once);
    }

    #[test]
    fn a_cell_of_several_lines_is_one() {
        assert_eq!(
            one_line("一期已完成\n\n 二期待定。\n三期"),
            "一期已完成；二期待定。 三期"
        );
        assert_eq!(one_line("甲"), "甲");
    }
}
