//! The organisations of a cell: one, or several with separators between.

use serde_json::{Map, Value};

use super::parts::unnumbered;
use crate::intake::read::single_line;
use crate::model::{FoldedName, says_nothing};

/// Separators that no name of an organisation holds.
const BETWEEN: [char; 5] = ['；', ';', '\n', '|', '┋'];

/// Separators that a name or a post beside it may hold as well.
const WITHIN: [char; 4] = ['、', '，', ',', '/'];

/// Endings of names of organisations.
const ENDINGS: [&str; 45] = [
    "大学",
    "学院",
    "学校",
    "中学",
    "党校",
    "研究院",
    "研究所",
    "设计院",
    "科学院",
    "工程院",
    "科研所",
    "研究中心",
    "实验室",
    "有限公司",
    "公司",
    "集团",
    "企业",
    "工厂",
    "厂",
    "中心",
    "医院",
    "银行",
    "协会",
    "学会",
    "商会",
    "联合会",
    "研究会",
    "委员会",
    "管委会",
    "委",
    "局",
    "厅",
    "部",
    "院",
    "所",
    "站",
    "社",
    "园区",
    "园",
    "基地",
    "联盟",
    "基金会",
    "事务所",
    "促进会",
    "合作社",
];

/// Makes the organisations of a draft one first and a list of others, each once, whether they stand in one text, in a
/// list, or in both fields. Values that are no text stay, and the model names them.
pub(super) fn settle(fields: &mut Map<String, Value>) {
    let is_text = |value: &Value| match value {
        Value::Array(items) => items.iter().all(Value::is_string),
        Value::String(_) | Value::Null => true,
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    };
    let held = ["organization", "affiliations"].map(|name| fields.get(name));
    if held.iter().all(Option::is_none) || !held.iter().flatten().all(|value| is_text(value)) {
        return;
    }
    let mut named: Vec<String> = Vec::new();
    let mut known: Vec<Option<FoldedName>> = Vec::new();
    for value in held.into_iter().flatten() {
        let texts = value.as_array().into_iter().flatten().chain([value]);
        for text in texts.filter_map(Value::as_str) {
            let names = organizations(text);
            // A cell of separators alone names nobody, and is kept as it is.
            let names = if names.is_empty() { vec![text] } else { names };
            for name in names.into_iter().map(single_line) {
                let folded = FoldedName::new(&name);
                if !known.contains(&folded) {
                    known.push(folded);
                    named.push(name);
                }
            }
        }
    }
    let mut named = named.into_iter().filter(|name| !name.is_empty());
    let first = named.next().map(Value::from);
    let others: Vec<Value> = named.map(Value::from).collect();
    fields.remove("organization");
    fields.remove("affiliations");
    fields.extend(first.map(|first| ("organization".to_owned(), first)));
    if !others.is_empty() {
        fields.insert("affiliations".to_owned(), Value::from(others));
    }
}

/// The organisations that a cell names, in its order, each with its own writing.
///
/// `；`, `;`, `|` and line breaks stand between two names in any case. `、`, `，`, `,` and `/` do so only where each
/// part ends as the name of an organisation does; `示例科技、示例实业有限公司` and `示例大学，教授` stay one. Nothing is
/// cut inside brackets: `示例（甲、乙）公司` is one name. O(length).
pub(super) fn organizations(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for piece in outside_brackets(text, &BETWEEN) {
        let parts: Vec<&str> = outside_brackets(piece, &WITHIN)
            .into_iter()
            .filter(|part| !part.trim().is_empty())
            .collect();
        if parts.len() > 1 && parts.iter().all(|part| is_organization(part)) {
            names.extend(parts);
        } else {
            names.push(piece);
        }
    }
    let named = names.into_iter().map(unnumbered).map(str::trim);
    named
        .filter(|name| !name.is_empty() && !says_nothing(name))
        .collect()
}

/// The pieces of `text` between `separators` that stand in no brackets.
fn outside_brackets<'t>(text: &'t str, separators: &[char]) -> Vec<&'t str> {
    let (mut pieces, mut start, mut depth) = (Vec::new(), 0, 0_u32);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' | '[' | '【' | '〔' | '《' => depth += 1,
            ')' | '）' | ']' | '】' | '〕' | '》' => depth = depth.saturating_sub(1),
            c if depth == 0 && separators.contains(&c) => {
                pieces.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    // A bracket that nothing closes hides no separator.
    if depth > 0 {
        return text.split(separators).collect();
    }
    pieces
}

/// Whether a Chinese name ends as that of an organisation; a bracket behind it (`（北京）`) does not count.
fn is_organization(name: &str) -> bool {
    let name = name.trim();
    let name = match name.rfind(['(', '（']) {
        Some(at) if name.ends_with([')', '）']) => name[..at].trim_end(),
        _ => name,
    };
    let is_ending = |ending: &&str| name.ends_with(*ending) && name.chars().count() > 3;
    ENDINGS.iter().any(is_ending)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{organizations, settle};
    use serde_json::json;

    #[test]
    fn both_fields_give_one_first_organisation_and_the_others_once() {
        let settled = |fields: serde_json::Value| {
            let mut fields = fields.as_object().unwrap().clone();
            settle(&mut fields);
            json!(fields)
        };
        let both = json!({"organization": "示例大学", "affiliations": ["示例公司"]});
        for fields in [
            json!({"organization": "示例大学；示例公司"}),
            json!({"organization": ["示例大学", "示例公司", "示例 大学"]}),
            json!({"affiliations": "示例大学、示例公司"}),
            json!({"organization": "示例大学", "affiliations": ["示例大学；示例公司"]}),
        ] {
            assert_eq!(settled(fields), both);
        }
        assert_eq!(settled(both.clone()), both);
        let wrong = json!({"organization": 5, "affiliations": ["甲；乙"]});
        assert_eq!(settled(wrong.clone()), wrong);
        assert_eq!(settled(json!({"name": "x"})), json!({"name": "x"}));
    }

    #[test]
    fn clear_separators_always_divide() {
        for text in [
            "示例石油大学；示例海右石化有限公司",
            "示例石油大学;示例海右石化有限公司；",
            "示例石油大学\n示例海右石化有限公司",
            "1.示例石油大学\n2.示例海右石化有限公司",
            "示例石油大学┋示例海右石化有限公司",
            "示例石油大学； 无；示例海右石化有限公司",
        ] {
            assert_eq!(
                organizations(text),
                ["示例石油大学", "示例海右石化有限公司"],
                "{text:?}"
            );
        }
        assert_eq!(
            organizations("Shili University; Shili Ltd."),
            ["Shili University", "Shili Ltd."]
        );
    }

    #[test]
    fn other_separators_divide_names_of_organisations_alone() {
        for text in [
            "示例石油大学、示例公司",
            "示例石油大学，示例公司",
            "示例石油大学/示例公司",
            "示例石油大学（示例市）、示例公司",
        ] {
            assert_eq!(organizations(text).len(), 2, "{text:?}");
        }
        for text in [
            "示例（甲、乙）公司",
            "示例科技、示例实业有限公司",
            "示例大学，教授",
            "Department of Chemistry, Shili University",
            "示例大学",
            "示例大学/教授",
            "甲/乙厂",
        ] {
            assert_eq!(organizations(text), [text], "{text:?}");
        }
    }

    #[test]
    fn brackets_hide_separators_unless_nothing_closes_them() {
        assert_eq!(
            organizations("示例集团（甲；乙）公司；示例大学"),
            ["示例集团（甲；乙）公司", "示例大学"]
        );
        assert_eq!(
            organizations("示例集团（甲公司；示例大学"),
            ["示例集团（甲公司", "示例大学"]
        );
        assert!(organizations("；；").is_empty());
    }
}
