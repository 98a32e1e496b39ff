//! Whether a need meets a condition of eligibility: yes, no, or not known.

use std::borrow::Cow;

use serde_json::Value;

use crate::model::facts::NeedFacts;
use crate::model::fold::compact;
use crate::model::{Condition, ConditionOperator, FoldedName, Subject, Taxonomy};

/// The text of a stated value, as it was written.
fn written(value: &Value) -> Cow<'_, str> {
    let text = value.as_str().map(Cow::Borrowed);
    text.unwrap_or_else(|| Cow::Owned(value.to_string()))
}

/// The number that `text` is, whatever its width and spaces. Not by way of a folded name, which has no sign.
fn number(text: &str) -> Option<f64> {
    compact(text).parse().ok()
}

/// `是`, `yes`, `1` and `true` say the same, as do their opposites.
fn truth(text: &str) -> Option<bool> {
    match text {
        "是" | "true" | "yes" | "y" | "有" | "1" => Some(true),
        "否" | "false" | "no" | "n" | "无" | "0" => Some(false),
        _ => None,
    }
}

fn same(a: &str, b: &str) -> bool {
    // Two numbers are compared as such: folded, -5 and 5 would be one name.
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        return a == b;
    }
    let (Some(a), Some(b)) = (FoldedName::new(a), FoldedName::new(b)) else {
        return false;
    };
    let truths = || Some(truth(a.as_str())? == truth(b.as_str())?);
    a == b || truths() == Some(true)
}

/// Compares the need's statement with the condition; `None` if it states nothing.
fn among(stated: &[Cow<'_, str>], condition: &Condition) -> Option<bool> {
    if stated.is_empty() {
        return None;
    }
    let hit = stated
        .iter()
        .any(|s| condition.values.iter().any(|v| same(s, v)));
    Some(hit == (condition.comparison == ConditionOperator::OneOf))
}

fn within_bound(stated: f64, condition: &Condition) -> Option<bool> {
    let bound: f64 = condition.values.first()?.parse().ok()?;
    match condition.comparison {
        ConditionOperator::AtLeast => Some(stated >= bound),
        ConditionOperator::AtMost => Some(stated <= bound),
        ConditionOperator::OneOf => Some(stated == bound),
        ConditionOperator::NoneOf => Some(stated != bound),
    }
}

/// Whether `need` meets `condition`; `None` if the fact asked for is unknown.
pub(crate) fn met(need: &NeedFacts, condition: &Condition, industries: &Taxonomy) -> Option<bool> {
    let positive = condition.comparison == ConditionOperator::OneOf;
    match &condition.subject {
        Subject::Kind => {
            // A value that names no kind is the kind of no need.
            let parsed = condition.values.iter().filter_map(|v| v.parse().ok());
            Some(
                parsed
                    .into_iter()
                    .any(|kind: crate::model::NeedKind| kind == need.kind)
                    == positive,
            )
        }
        Subject::Industry => {
            let wanted: Vec<_> = condition
                .values
                .iter()
                .filter_map(|v| industries.find(v))
                .collect();
            let under = |code| wanted.iter().any(|w| industries.is_under(code, w));
            (!need.industries.is_empty()).then(|| need.industries.iter().any(under) == positive)
        }
        Subject::Region => {
            let region = need.place.region.as_ref()?;
            let paths = condition.values.iter().filter_map(|v| v.parse().ok());
            Some(paths.into_iter().any(|path| region.starts_with(&path)) == positive)
        }
        Subject::Budget => {
            let budget = need.budget?;
            // A budget is a range, and only a certain failure counts: the end that meets the bound best is compared.
            let far_end = match condition.comparison {
                ConditionOperator::AtLeast => budget.max().or(budget.min()),
                ConditionOperator::OneOf
                | ConditionOperator::NoneOf
                | ConditionOperator::AtMost => budget.min().or(budget.max()),
            };
            within_bound(far_end?, condition)
        }
        Subject::Attribute(name) => {
            let value = need.attributes.get(name)?;
            match condition.comparison {
                ConditionOperator::AtLeast | ConditionOperator::AtMost => {
                    let number = value.as_f64().or_else(|| number(&written(value)))?;
                    within_bound(number, condition)
                }
                ConditionOperator::OneOf | ConditionOperator::NoneOf => {
                    let stated = match value {
                        Value::Array(items) => items.iter().map(written).collect(),
                        // A field left empty states nothing.
                        Value::Null => Vec::new(),
                        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                            vec![written(value)]
                        }
                    };
                    among(&stated, condition)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::met;
    use crate::model::facts::NeedFacts;
    use crate::model::{Need, Taxonomy};

    fn facts(json: &str) -> NeedFacts {
        NeedFacts::of(&serde_json::from_str::<Need>(json).unwrap())
    }

    #[test]
    fn unknown_facts_neither_meet_nor_break_a_condition() {
        let bare = facts(r#"{"id":"n","title":"t"}"#);
        for text in [
            "region = 山东省",
            "industry = C26",
            "budget <= 5",
            "高新技术企业 = 是",
            "注册资本 >= 3",
        ] {
            assert_eq!(
                met(&bare, &text.parse().unwrap(), &Taxonomy::industries()),
                None,
                "{text}"
            );
        }
    }

    #[test]
    fn known_facts_decide() {
        let need = facts(
            r#"{"id":"n","title":"t","kind":"finance","region":"山东省/淄博市/张店区","industries":["C26"],
                "budget":{"min":100,"max":300},"高新技术企业":true,"注册资本":"500"}"#,
        );
        let tree = Taxonomy::industries();
        let check = |text: &str| met(&need, &text.parse().unwrap(), &tree);
        assert_eq!(check("kind = finance"), Some(true));
        assert_eq!(check("region = 山东省/淄博市"), Some(true));
        assert_eq!(check("region != 山东省"), Some(false));
        assert_eq!(
            check("industry = C"),
            Some(true),
            "a section covers its divisions"
        );
        assert_eq!(check("industry = C27"), Some(false));
        assert_eq!(check("budget <= 200"), Some(true), "100 would do");
        assert_eq!(check("budget >= 301"), Some(false));
        assert_eq!(check("高新技术企业 = 是"), Some(true));
        assert_eq!(check("高新技术企业 = 否"), Some(false));
        assert_eq!(check("注册资本 >= 500"), Some(true));
    }
}
