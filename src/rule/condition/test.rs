//! One test of a condition against one need.

use std::borrow::Cow;

use serde_json::Value;

use super::certificates::{certificate, judge_certificates, listed};
use super::figures::{
    HeadedFigure, bare_year, budget, compare, compare_days, day_range, days, heading_unit,
    is_measure, is_unread_bound,
};
use super::gap::Gap;
use super::sizes::{is_size_key, judge_sizes};
use crate::model::facts::NeedFacts;
use crate::model::fold::{compact, heading_key};
use crate::model::says_nothing;
use crate::model::{
    Code, ConditionOperator, ConditionTest, FoldedName, Level, Mode, NeedKind, RegionPath, Subject,
    Suggest, Taxonomies, Taxonomy,
};
use crate::quantity::Figure;

/// The text of a stated value, as it was written.
fn written(value: &Value) -> Cow<'_, str> {
    let text = value.as_str().map(Cow::Borrowed);
    text.unwrap_or_else(|| Cow::Owned(value.to_string()))
}

/// `是`, `yes`, `1` and `true` say the same, as do their opposites.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text {
        "是" | "true" | "yes" | "y" | "有" | "1" => Some(true),
        "否" | "false" | "no" | "n" | "无" | "0" => Some(false),
        _ => None,
    }
}

fn same_text(a: &str, b: &str) -> bool {
    let (Some(a), Some(b)) = (FoldedName::new(a), FoldedName::new(b)) else {
        return false;
    };
    let truths = || Some(truth(a.as_str())? == truth(b.as_str())?);
    a == b || truths() == Some(true)
}

/// Whether `operator` holds, given whether the fact is among the values.
fn among(operator: ConditionOperator, is_among: bool) -> bool {
    is_among != (operator == ConditionOperator::NoneOf)
}

/// Whether one of `values` agrees; a value that cannot be judged leaves it open unless another one agrees.
fn any_of<'v>(
    values: impl IntoIterator<Item = &'v String>,
    agrees: impl Fn(&str) -> Result<bool, Gap>,
) -> Result<bool, Gap> {
    let mut gap = None;
    for value in values {
        match agrees(value) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(found) => gap = gap.or(Some(found)),
        }
    }
    gap.map_or(Ok(false), Err)
}

/// Whether the need meets the test, or why that is not known.
pub(super) fn judge(
    need: &NeedFacts,
    test: &ConditionTest,
    trees: &Taxonomies,
) -> Result<bool, Gap> {
    let operator = test.comparison;
    let stated = |is_among: Result<bool, Gap>| is_among.map(|is| among(operator, is));
    match &test.subject {
        Subject::Kind => stated(any_of(&test.values, |value| {
            let kind: NeedKind = value.parse().map_err(|_| Gap::UnknownName)?;
            Ok(kind == need.kind)
        })),
        Subject::Industry => stated(coded(&need.industries, &test.values, &trees.industries)),
        Subject::Discipline => stated(coded(&need.disciplines, &test.values, &trees.disciplines)),
        Subject::Region => {
            let region = need.place.region.as_ref().ok_or(Gap::NotStated)?;
            stated(any_of(&test.values, |value| inside(region, value, trees)))
        }
        Subject::Mode => {
            if need.modes.is_empty() {
                return Err(Gap::NotStated);
            }
            stated(any_of(&test.values, |value| {
                let mode: Mode = value.parse().map_err(|_| Gap::UnknownName)?;
                Ok(need.modes.contains(&mode))
            }))
        }
        Subject::Level => level(need.level.ok_or(Gap::NotStated)?, test),
        Subject::Budget => {
            let offered = need.budget.ok_or(Gap::NotStated)?;
            let one = |value: &str| {
                let bound = Figure::read(value).ok_or(Gap::NoFigure)?;
                // None of several amounts is the opposite of one of them.
                budget(offered, operator.positive(), &bound)
            };
            stated(any_of(&test.values, one))
        }
        Subject::Readiness => number(need.readiness.map(u32::from), test),
        Subject::Demand => number(need.demand, test),
        Subject::Enterprise => {
            let name = need.enterprise.as_ref().ok_or(Gap::NotStated)?;
            stated(any_of(&test.values, |value| {
                Ok(same_text(name.as_str(), value))
            }))
        }
        Subject::Attribute(name) => attribute(need, name, test),
    }
}

fn number(stated: Option<u32>, test: &ConditionTest) -> Result<bool, Gap> {
    let stated = Figure::plain(f64::from(stated.ok_or(Gap::NotStated)?));
    figure(stated, None, None, test)
}

/// A figure against every value of a test.
fn figure(
    stated: Figure,
    heading: Option<&str>,
    asked_heading: Option<&str>,
    test: &ConditionTest,
) -> Result<bool, Gap> {
    let side = HeadedFigure {
        figure: stated,
        heading: heading.and_then(heading_unit),
    };
    let asked = test.comparison.positive();
    let met = any_of(&test.values, |value| {
        let bound = HeadedFigure {
            figure: Figure::read(value).ok_or(Gap::NoFigure)?,
            heading: asked_heading.and_then(heading_unit),
        };
        compare(side, asked, bound)
    });
    met.map(|met| among(test.comparison, met))
}

/// Codes of the need against names of the tree; a name may have been parted at its own separators.
fn coded(stated: &[Code], values: &[String], tree: &Taxonomy) -> Result<bool, Gap> {
    if stated.is_empty() {
        return Err(Gap::NotStated);
    }
    let mut gap = None;
    let mut at = 0;
    while at < values.len() {
        let (found, used) = named_code(&values[at..], tree);
        at += used;
        match found {
            Some(wanted) if stated.iter().any(|code| tree.is_under(code, wanted)) => {
                return Ok(true);
            }
            Some(_) => {}
            None => gap = Some(Gap::UnknownName),
        }
    }
    gap.map_or(Ok(false), Err)
}

/// Most values that one name was parted into: 农、林、牧、渔业.
const NAME_PARTS: usize = 6;

/// The code that the first values name, the longest name first, and how many they are.
pub(super) fn named_code<'t>(values: &[String], tree: &'t Taxonomy) -> (Option<&'t Code>, usize) {
    if let Some(first) = values.first().and_then(|value| tree.find(value)) {
        return (Some(first), 1);
    }
    let most = NAME_PARTS.min(values.len());
    let joined = |count: usize| {
        tree.find(&values[..count].join("、"))
            .map(|code| (Some(code), count))
    };
    (2..=most).rev().find_map(joined).unwrap_or((None, 1))
}

/// The region that a value names.
pub(super) fn named_region(value: &str, trees: &Taxonomies) -> Option<RegionPath> {
    let known = trees.gazetteer.read(value, Suggest::Nothing).ok();
    // A path of several levels says itself where it is, known or not.
    known.or_else(|| {
        value
            .parse()
            .ok()
            .filter(|path: &RegionPath| path.depth() > 1)
    })
}

fn inside(region: &RegionPath, value: &str, trees: &Taxonomies) -> Result<bool, Gap> {
    // The common case, written as it is stated, needs no walk down the gazetteer.
    if region.levels().any(|level| level == value) && region.depth() == 1 {
        return Ok(true);
    }
    let Some(asked) = named_region(value, trees) else {
        // Regions that no gazetteer knows are compared as they are written.
        let written = value.parse::<RegionPath>();
        let is_same = written.is_ok_and(|written| region.starts_with(&written));
        return if is_same {
            Ok(true)
        } else {
            Err(Gap::UnknownName)
        };
    };
    if region.starts_with(&asked) {
        return Ok(true);
    }
    // The need names the city, the condition a district of it.
    if asked.starts_with(region) {
        Err(Gap::Wider)
    } else {
        Ok(false)
    }
}

/// A level, which both sides name, against the bound.
fn level(stated: Level, test: &ConditionTest) -> Result<bool, Gap> {
    let met = any_of(&test.values, |value| {
        let bound: Level = value.parse().map_err(|_| Gap::UnknownName)?;
        Ok(match test.comparison {
            ConditionOperator::AtLeast => stated >= bound,
            ConditionOperator::AtMost => stated <= bound,
            ConditionOperator::MoreThan => stated > bound,
            ConditionOperator::LessThan => stated < bound,
            ConditionOperator::OneOf | ConditionOperator::NoneOf => stated == bound,
        })
    });
    met.map(|met| among(test.comparison, met))
}

/// The attribute of that name: to the letter, else as headings are compared, else without a unit in brackets.
pub(super) fn find<'n>(need: &'n NeedFacts, name: &str) -> Option<(&'n str, &'n Value)> {
    if let Some((name, value)) = need.attributes.get_key_value(name) {
        return Some((name, value));
    }
    let key = heading_key(name);
    let bare = heading_key(without_unit(name));
    let mut found = None;
    for (heading, value) in &need.attributes {
        if heading_key(heading) == key {
            return Some((heading, value));
        }
        if found.is_none() && heading_key(without_unit(heading)) == bare {
            found = Some((heading.as_str(), value));
        }
    }
    let is_size = is_size_key(&key);
    let size = || {
        need.attributes
            .iter()
            .find(|(heading, _)| is_size_key(&heading_key(heading)))
    };
    let found = found.or_else(|| {
        size()
            .filter(|_| is_size)
            .map(|(name, value)| (name.as_str(), value))
    });
    found.or_else(|| certificate(need, &key))
}

/// `name` without a unit in brackets at its end, or what is counted: 从业人员（人）.
pub(super) fn without_unit(name: &str) -> &str {
    const COUNTED: [&str; 10] = ["人", "名", "位", "个", "项", "件", "家", "台", "年", "岁"];
    let Some((bare, behind)) = name.rsplit_once(['(', '（']) else {
        return name;
    };
    let counts = COUNTED.contains(&behind.trim_end_matches([')', '）']).trim());
    match counts || heading_unit(name).is_some() {
        true => bare,
        false => name,
    }
}

/// The text that the need states of an attribute, if it states any.
pub(super) fn stated<'n>(need: &'n NeedFacts, name: &str) -> Option<(&'n str, Vec<Cow<'n, str>>)> {
    if let Some(listed) = listed(need, name) {
        return (!listed.1.is_empty()).then_some(listed);
    }
    let (heading, value) = find(need, name)?;
    let items = match value {
        Value::Array(items) => items.iter().map(written).collect(),
        // A field left empty states nothing, nor does one that says it is to be found elsewhere.
        Value::Null => Vec::new(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            vec![written(value)]
        }
    };
    // 无 is an answer to 有 or 无.
    let is_said = |item: &Cow<'_, str>| truth(item.trim()).is_some() || !says_nothing(item);
    let items: Vec<Cow<'n, str>> = items.into_iter().filter(is_said).collect();
    (!items.is_empty()).then_some((heading, items))
}

fn attribute(need: &NeedFacts, name: &str, test: &ConditionTest) -> Result<bool, Gap> {
    let (heading, items) = stated(need, name).ok_or(Gap::NotStated)?;
    let mut gap = None;
    let mut met = false;
    for item in &items {
        match one(item, heading, name, test) {
            Ok(true) => met = true,
            Ok(false) => {}
            Err(found) => gap = gap.or(Some(found)),
        }
    }
    if test.comparison == ConditionOperator::NoneOf && items.len() > 1 {
        // None of the values, whichever of them is stated.
        let all = items.iter().map(|item| one(item, heading, name, test));
        return all
            .collect::<Result<Vec<bool>, Gap>>()
            .map(|all| all.into_iter().all(|met| met));
    }
    if met {
        Ok(true)
    } else {
        gap.map_or(Ok(false), Err)
    }
}

/// One stated text against the test.
fn one(item: &str, heading: &str, name: &str, test: &ConditionTest) -> Result<bool, Gap> {
    let judged = judge_sizes(item, name, test);
    if let Some(judged) = judged.or_else(|| judge_certificates(item, name, test)) {
        return judged;
    }
    if test.comparison.is_ordering() {
        let bound = test.values.first().map_or("", String::as_str);
        let dated = || bare_year(bound).filter(|_| days(item).is_some());
        if let Some(bound) = days(bound).or_else(dated) {
            let stated = days(item).or_else(|| bare_year(item));
            let stated = stated.ok_or(Gap::NoFigure)?;
            return compare_days(stated, test.comparison, bound);
        }
        if let Some(stated) = Figure::read(item) {
            if Figure::read(bound).is_some() {
                return figure(stated, Some(heading), Some(name), test);
            }
            return Err(Gap::NoFigure);
        }
        let levels = item.parse::<Level>().ok().zip(bound.parse::<Level>().ok());
        return levels.map_or(Err(Gap::NoFigure), |(stated, _)| level(stated, test));
    }
    let equal = |value: &str| {
        // Most answers are written as they are asked for.
        if item == value {
            return Ok(true);
        }
        if let (Some(stated), Some(asked)) = (truth(item), truth(value)) {
            return Ok(stated == asked);
        }
        if let Some(stated) = days(item) {
            let asked = days(value).or_else(|| day_range(value));
            // 2020年以后 is no day, and what is not understood breaks nothing.
            return asked.map_or(Err(Gap::NoFigure), |asked| {
                compare_days(stated, ConditionOperator::OneOf, asked)
            });
        }
        let is_truth = truth(&compact(item)).is_some() && truth(&compact(value)).is_some();
        let (stated, asked) = (Figure::read(item), Figure::read(value));
        let figures = stated.zip(asked).filter(|_| !is_truth);
        if let Some((stated, asked)) = figures {
            let (stated, asked) = (
                HeadedFigure {
                    figure: stated,
                    heading: heading_unit(heading),
                },
                HeadedFigure {
                    figure: asked,
                    heading: heading_unit(name),
                },
            );
            return compare(stated, ConditionOperator::OneOf, asked);
        }
        // What is not understood is for people to check, and breaks nothing.
        let is_open = stated.is_none() && asked.as_ref().is_some_and(is_measure);
        if is_open || (stated.is_some() && is_unread_bound(value)) {
            return Err(Gap::NoFigure);
        }
        // 专精特新 = 是 is not broken by the name of a grade: 省级专精特新.
        let asked_truth = truth(&compact(value).to_lowercase());
        let answer = truth(&compact(item).to_lowercase());
        if asked_truth.is_some() && answer.is_none() {
            return Err(Gap::NoFigure);
        }
        Ok(same_text(item, value))
    };
    any_of(&test.values, equal).map(|met| among(test.comparison, met))
}
