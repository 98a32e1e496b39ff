//! Regions in the columns that say for which firms a policy or a finance product is: 适用地区, 业务区域.
//!
//! The cell becomes a condition on the seat of the firm; words for a whole level (全国, 全市) are its reach,
//! seen from its own place. The cell stays where a column of its heading is kept anyway.

use serde_json::{Value, json};

use super::conditions::listed;
use super::{RecordDraft, Resolver, append};
use crate::intake::columns::names_regions;
use crate::model::{
    Condition, ConditionOperator, ConditionTest, NATIONWIDE, ProfileKind, Reach, Subject,
    UNREAD_CONDITIONS, says_nothing, split_list,
};

/// The name under which a draft holds these cells until the kind of the record is known.
const CELLS: &str = "cells of regions";

/// Words behind the name of a region that say nothing more, longer ones first.
const BEHIND: [&str; 13] = [
    "行政区域内",
    "行政区划内",
    "行政区域",
    "区域范围内",
    "辖区范围内",
    "辖区内",
    "范围内",
    "区域内",
    "全域",
    "全境",
    "境内",
    "辖区",
    "内",
];

/// Holds the cell of such a column for [`settle`].
pub(super) fn hold(draft: &mut RecordDraft, text: &str) {
    append(&mut draft.fields, CELLS, json!(text));
}

/// The cells that name regions, and whether the row states conditions beside them.
pub(crate) struct HeldRegions {
    cells: Vec<String>,
    states_conditions: bool,
}

/// Takes the held cells out of a draft, and reads those that its record names itself, before the stored record is added to
/// it.
pub(crate) fn take(draft: &mut RecordDraft) -> Option<HeldRegions> {
    let mut cells: Vec<String> = draft.fields.remove(CELLS).map(texts).unwrap_or_default();
    let attributes = draft.fields.get("attributes").and_then(Value::as_object);
    let fields = draft.fields.iter().chain(attributes.into_iter().flatten());
    for (_, value) in fields.filter(|(name, _)| names_regions(name)) {
        cells.extend(texts(value.clone()));
    }
    // 不限 says something here: it takes a limit off.
    cells.retain(|text| is_unlimited(text.trim()) || !says_nothing(text));
    let unread = attributes.is_some_and(|kept| kept.contains_key(UNREAD_CONDITIONS));
    let states_conditions = unread || draft.fields.contains_key("eligibility");
    (!cells.is_empty()).then_some(HeldRegions {
        cells,
        states_conditions,
    })
}

fn texts(value: Value) -> Vec<String> {
    let text = |value: Value| match value {
        Value::String(text) => Some(text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            None
        }
    };
    listed(value).into_iter().filter_map(text).collect()
}

/// Gives a policy or a finance product the condition or the reach that its held cells mean.
pub(crate) fn settle(draft: &mut RecordDraft, held: &HeldRegions, resolver: &Resolver<'_>) {
    let kind = draft.text("kind").parse::<ProfileKind>();
    if !matches!(kind, Ok(ProfileKind::Policy | ProfileKind::Finance)) {
        return;
    }
    let parts = held.cells.iter().flat_map(|text| split_list(text));
    let parts: Vec<String> = parts.map(|part| region(part, resolver)).collect();
    let stated = draft.fields.remove("eligibility").map(listed);
    let mut conditions = stated.unwrap_or_default();
    // A row that states its regions anew replaces those that an earlier one gave.
    conditions.retain(|one| held.states_conditions || !is_region_alone(one));
    if let Some(reach) = parts.iter().find_map(|part| reach(part)) {
        draft
            .fields
            .insert("reach".to_owned(), json!(reach.as_str()));
    } else {
        let test = ConditionTest {
            subject: Subject::Region,
            comparison: ConditionOperator::OneOf,
            values: parts,
        };
        conditions.push(Condition::Test(test).to_string().into());
    }
    if !conditions.is_empty() {
        let conditions = Value::Array(conditions);
        draft.fields.insert("eligibility".to_owned(), conditions);
    }
}

/// The path of a region, or the words of a text that names none.
fn region(part: &str, resolver: &Resolver<'_>) -> String {
    let cut = |text: &str| {
        let end = BEHIND.iter().find_map(|word| text.strip_suffix(word));
        end.map(|rest| rest.trim().to_owned())
    };
    let part = part.trim().trim_start_matches(['在', '限', '仅']);
    let whole = resolver.region(part);
    let shorter = || cut(part).map(|rest| resolver.region(&rest).unwrap_or(rest));
    whole.or_else(shorter).unwrap_or_else(|| part.to_owned())
}

/// Whether a cell says that there is no limit of region.
fn is_unlimited(text: &str) -> bool {
    const WORDS: [&str; 10] = [
        "不限",
        "不限地区",
        "不限地域",
        "不限区域",
        "地区不限",
        "地域不限",
        "区域不限",
        "无限制",
        "无地域限制",
        "无区域限制",
    ];
    WORDS.contains(&text)
}

/// The reach that a word for a whole level means.
fn reach(part: &str) -> Option<Reach> {
    const LEVELS: [(Reach, &[&str]); 3] = [
        (Reach::Province, &["全省", "本省", "省", "全自治区"]),
        (Reach::City, &["全市", "本市", "市"]),
        (
            Reach::District,
            &["全区", "本区", "区", "全县", "本县", "县"],
        ),
    ];
    if NATIONWIDE.contains(&part) || is_unlimited(part) {
        return Some(Reach::Nationwide);
    }
    let level = LEVELS.iter().find(|(_, words)| words.contains(&part));
    level.map(|(reach, _)| *reach)
}

/// Whether a stored condition is one on the region and on nothing else.
fn is_region_alone(condition: &Value) -> bool {
    let read = condition.as_str().and_then(|text| text.parse().ok());
    matches!(read, Some(Condition::Test(test))
        if test.subject == Subject::Region && test.comparison == ConditionOperator::OneOf)
}
