//! Conditions in the columns of policies and finance products that people fill in with prose: 申报条件, 支持对象, 贷款条件.
//!
//! A part of such a cell that is written as a condition (`高新技术企业=是`) binds. The other parts are kept as text for
//! people, and no answer says that an enterprise meets them. The whole cell stays in the description.

use serde_json::{Value, json};

use super::parts::unnumbered;
use super::{DraftProblem, RecordDraft, append, keep_unresolved};
use crate::error::{Error, say};
use crate::intake::Severity;
use crate::intake::columns::{ColumnTarget, Shape, TableColumn};
use crate::model::{ProfileKind, UNREAD_CONDITIONS, heads_conditions, is_condition, says_nothing};

/// The name under which a draft holds these cells, each with its heading, until the kind of the record is known.
const CELLS: &str = "cells of conditions";

/// Words that join the parts of a text otherwise than that all of them have to be met.
const OTHERWISE: [&str; 7] = ["之一", "其一", "任一", "任意", "或", "除外", "例外"];

/// Whether the cells of a column of text, or of one that no field has, may set conditions too. A heading that the user
/// gave its meaning means that alone.
pub(crate) fn sets_conditions(column: &TableColumn) -> bool {
    let is_text = match &column.target {
        ColumnTarget::Field(field) => field.shape == Shape::Passage,
        ColumnTarget::Text(_) | ColumnTarget::Attribute(_) => true,
        ColumnTarget::Work(_) | ColumnTarget::RowNumber | ColumnTarget::Ignored => false,
    };
    is_text && !column.is_users && heads_conditions(&column.heading)
}

/// Holds the cell of such a column for [`settle`].
pub(super) fn hold(draft: &mut RecordDraft, heading: &str, text: &str) {
    append(&mut draft.fields, CELLS, json!([heading, text]));
}

/// The cells that set conditions, and the conditions that the row states in a column of their own.
pub(crate) struct HeldConditions {
    cells: Vec<Value>,
    stated: Option<Value>,
}

/// Takes the held cells out of a draft, before the stored record is added to it.
pub(crate) fn take(draft: &mut RecordDraft) -> Option<HeldConditions> {
    let Value::Array(cells) = draft.fields.remove(CELLS)? else {
        return None;
    };
    let stated = draft.fields.get("eligibility").cloned();
    Some(HeldConditions { cells, stated })
}

/// Reads the conditions of held cells, if the record is a policy or of finance, and warns of what is not read as one.
pub(crate) fn settle(draft: &mut RecordDraft, held: HeldConditions) {
    let kind = draft.text("kind").parse::<ProfileKind>();
    if !matches!(kind, Ok(ProfileKind::Policy | ProfileKind::Finance)) {
        return;
    }
    let mut conditions: Vec<Value> = held.stated.into_iter().flat_map(listed).collect();
    if let Some(Value::Object(attributes)) = draft.fields.get_mut("attributes") {
        attributes.remove(UNREAD_CONDITIONS);
    }
    for cell in held.cells {
        let [heading, text] = [0, 1].map(|at| cell[at].as_str().unwrap_or_default().to_owned());
        let (read, unread) = split(&text);
        conditions.extend(read.into_iter().map(Value::from));
        if unread.is_empty() {
            continue;
        }
        for part in &unread {
            keep_unresolved(&mut draft.fields, "eligibility", part);
        }
        let repair = say!(
            "not read as a condition and kept as text, so that nobody is said to meet it; write conditions as in 高新技术企业=是",
            "未能识别为条件，仅按文字保留，不据此判断是否符合；条件请写成 高新技术企业=是 的形式"
        );
        let error = Error::invalid("eligibility", unread.join("；"), repair);
        let finding = DraftProblem::new(Severity::Warning, &error);
        draft.find(finding.in_column(Some(heading)));
    }
    if !conditions.is_empty() {
        draft
            .fields
            .insert("eligibility".to_owned(), Value::Array(conditions));
    }
}

pub(super) fn listed(stated: Value) -> Vec<Value> {
    match stated {
        Value::Array(list) => list,
        Value::Null => Vec::new(),
        one @ (Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
            vec![one]
        }
    }
}

/// The parts of a text that are conditions, and the others. Where the others join the parts otherwise than by "and", all
/// are others.
fn split(text: &str) -> (Vec<String>, Vec<String>) {
    if is_condition(text) {
        return (vec![text.to_owned()], Vec::new());
    }
    let is_number = |c: char| ('①'..='⑳').contains(&c);
    let parts = text.split([';', '；', '\n', '\r', '。']);
    let parts: Vec<&str> = parts
        .map(|part| unnumbered(part).trim_start_matches(is_number).trim())
        .filter(|part| !says_nothing(part))
        .collect();
    let (read, unread): (Vec<&str>, Vec<&str>) = parts.iter().partition(|part| is_condition(part));
    let is_other = |part: &&str| OTHERWISE.iter().any(|word| part.contains(word));
    let (read, unread) = match unread.iter().any(is_other) {
        true => (Vec::new(), parts),
        false => (read, unread),
    };
    let owned = |parts: Vec<&str>| parts.into_iter().map(str::to_owned).collect();
    (owned(read), owned(unread))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn conditions_are_read_and_prose_is_left() {
        for (text, read, unread) in [
            ("高新技术企业=是", &["高新技术企业=是"][..], &[][..]),
            (
                "高新技术企业=是；研发投入占比>=3%",
                &["高新技术企业=是；研发投入占比>=3%"],
                &[],
            ),
            (
                "高新技术企业=是 或 专精特新=是",
                &["高新技术企业=是 或 专精特新=是"],
                &[],
            ),
            (
                "1.在本市注册并依法经营；2.高新技术企业=是；\n3、研发投入占比不低于3%。",
                &["高新技术企业=是", "研发投入占比不低于3%"],
                &["在本市注册并依法经营"],
            ),
            ("企业为民营企业", &[], &["企业为民营企业"]),
            (
                "满足以下条件之一：1.高新技术企业=是；2.专精特新=是",
                &[],
                &["满足以下条件之一：1.高新技术企业=是", "专精特新=是"],
            ),
            (
                "高新技术企业=是；或规上企业",
                &[],
                &["高新技术企业=是", "或规上企业"],
            ),
            ("无", &[], &[]),
        ] {
            let (found, left) = split(text);
            assert_eq!(
                (found.as_slice(), left.as_slice()),
                (
                    read.iter()
                        .map(|&t| t.to_owned())
                        .collect::<Vec<_>>()
                        .as_slice(),
                    unread
                        .iter()
                        .map(|&t| t.to_owned())
                        .collect::<Vec<_>>()
                        .as_slice(),
                ),
                "{text}"
            );
        }
    }
}
