//! Certificates of an enterprise: 企业资质, 资质 and 荣誉资质 list them, and conditions ask for one by its name or in the list.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde_json::Value;

use super::gap::Gap;
use super::test::truth;
use crate::model::facts::NeedFacts;
use crate::model::fold::{compact, heading_key};
use crate::model::{CERTIFICATES, ConditionTest, split_list};

/// Keys of headings whose cells list the certificates of an enterprise.
const LISTS: [&str; 13] = [
    CERTIFICATES,
    "资质",
    "资质荣誉",
    "荣誉资质",
    "企业荣誉",
    "资质认定",
    "企业资质荣誉",
    "获得资质",
    "企业称号",
    "认定情况",
    "资质证书",
    "qualifications",
    "certificates",
];

/// Words of a cell that names a certificate without saying that it is held.
const NOT_HELD: [&str; 11] = [
    "非", "未", "无", "不", "否", "拟", "申报", "申请", "过期", "失效", "撤销",
];

/// Characters of the shortest name that may be a part of another one; shorter names are part of too many.
const SHORTEST: usize = 3;

fn is_list(heading: &str) -> bool {
    LISTS.contains(&heading_key(heading).as_str())
}

/// Whether `name` asks for a list of certificates. Most names are none, and a key is an allocation.
fn asks_for_list(name: &str) -> bool {
    let words = ["资质", "資質", "荣誉", "称号", "认定"];
    (name.is_ascii() || words.iter().any(|word| name.contains(word))) && is_list(name)
}

/// The names of a value that lists certificates.
fn names(value: &Value) -> Vec<&str> {
    let texts: Vec<&str> = match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    };
    texts.into_iter().flat_map(split_list).collect()
}

/// The certificates that the need lists under any such heading, with the first one, if `name` asks for the list.
pub(super) fn listed<'n>(need: &'n NeedFacts, name: &str) -> Option<(&'n str, Vec<Cow<'n, str>>)> {
    if !asks_for_list(name) {
        return None;
    }
    let mut lists = need
        .attributes
        .iter()
        .filter(|(heading, _)| is_list(heading));
    let (heading, first) = lists.next()?;
    let mut all = names(first);
    for name in lists.flat_map(|(_, value)| names(value)) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    Some((heading, all.into_iter().map(Cow::Borrowed).collect()))
}

/// Whether a name holds another one, and says that the firm has it; `None` if it is only applied for, or lost.
fn holds(name: &str, key: &str) -> Option<bool> {
    if !heading_key(name).contains(key) {
        return Some(false);
    }
    // 非高新技术企业 and 拟申报专精特新 hold the name and not the certificate.
    let is_open = NOT_HELD
        .iter()
        .any(|word| name.contains(word) && !key.contains(word));
    (!is_open).then_some(true)
}

/// The answer of a certificate that the need lists under a heading such as 企业资质, if its name is, or holds, `key`:
/// 省级专精特新中小企业 is 专精特新.
pub(super) fn certificate<'n>(need: &'n NeedFacts, key: &str) -> Option<(&'n str, &'n Value)> {
    static HELD: LazyLock<Value> = LazyLock::new(|| Value::from("是"));
    if key.chars().count() < SHORTEST {
        return None;
    }
    let mut lists = need
        .attributes
        .iter()
        .filter(|(heading, _)| is_list(heading));
    let is_held = |value: &Value| {
        names(value)
            .iter()
            .any(|name| holds(name, key) == Some(true))
    };
    let (heading, _) = lists.find(|(_, value)| is_held(value))?;
    Some((heading, &HELD))
}

/// Whether the certificate `item` of a list is one of the values; `None` if no list was asked for, or another question.
pub(super) fn judge_certificates(
    item: &str,
    name: &str,
    test: &ConditionTest,
) -> Option<Result<bool, Gap>> {
    let is_answer = |value: &String| truth(&compact(value).to_lowercase()).is_some();
    if test.comparison.is_ordering() || !asks_for_list(name) || test.values.iter().any(is_answer) {
        return None;
    }
    let own = heading_key(item);
    let mut is_open = false;
    for value in &test.values {
        let key = heading_key(value);
        let is_long = key.chars().count() >= SHORTEST;
        match holds(item, &key) {
            Some(true) if is_long || own == key => {
                return Some(Ok(test.comparison.positive() == test.comparison));
            }
            None => is_open = true,
            // Whether 专精特新 is the 国家级专精特新小巨人 that is asked for is not said.
            Some(_) => {
                is_open |= own != key && own.chars().count() >= SHORTEST && key.contains(&own)
            }
        }
    }
    Some(match is_open {
        true => Err(Gap::NoFigure),
        false => Ok(test.comparison.positive() != test.comparison),
    })
}
