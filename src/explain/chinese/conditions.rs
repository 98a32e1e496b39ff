//! Conditions of eligibility in Chinese.

use super::reasons::condition;
use super::words::quoted;
use crate::rule::{ConditionPart, ConditionVerdict, Gap, TestPart};

/// The conditions of one verdict as a sentence.
pub(super) fn conditions(verdict: ConditionVerdict, parts: &[&ConditionPart]) -> String {
    let lead = match verdict {
        ConditionVerdict::Met => "已符合的条件",
        ConditionVerdict::Broken => "不符合的条件",
        ConditionVerdict::Unknown => "待核实的条件",
    };
    let parts = parts.iter().map(|part| one(part)).collect::<Vec<_>>();
    format!("{lead}：{}。", parts.join("；"))
}

fn one(part: &ConditionPart) -> String {
    let mut shown: Vec<String> = match part.verdict {
        ConditionVerdict::Met | ConditionVerdict::Broken => {
            part.tests.iter().filter_map(stated).collect()
        }
        ConditionVerdict::Unknown => part.open().map(open).collect(),
    };
    // Two bounds of one field are stated once.
    shown.dedup();
    let shown = shown.join("，");
    match shown.is_empty() {
        true => condition(&part.condition),
        false => format!("{}（{shown}）", condition(&part.condition)),
    }
}

/// What the need states of the fact of a test.
fn stated(part: &TestPart) -> Option<String> {
    let (name, stated) = (name(part), part.stated.as_ref()?);
    let read_as = part.read_as.map(|read| format!("，{}", read.as_chinese()));
    let read_as = read_as.unwrap_or_default();
    Some(format!("{name}填写为{}{read_as}", quoted(stated)))
}

fn name(part: &TestPart) -> &str {
    part.comparison()
        .map_or("", |test| test.subject.as_chinese())
}

/// Why a test is open, and what would settle it.
fn open(part: &TestPart) -> String {
    let (name, stated) = (name(part), part.stated.as_deref().map(quoted));
    let stated = stated.unwrap_or_default();
    let why = match part.gap {
        Some(Gap::NotStated) | None => format!("{name}未填写"),
        Some(Gap::NoUnit) => format!("{name}填写为{stated}，缺少单位"),
        Some(Gap::OtherUnit) => format!("{name}填写为{stated}，与条件的单位不同"),
        Some(Gap::NoFigure) => format!("{name}填写为{stated}，不能与条件比较"),
        Some(Gap::Overlaps) => format!("{name}填写为{stated}，范围跨越条件的界限"),
        Some(Gap::Wider) => format!("{name}填写为{stated}，范围大于条件所指地区"),
        Some(Gap::UnknownName) => "条件中的名称无法识别，由人工判断".to_owned(),
    };
    match part.proof {
        Some(proof) => format!("{why}，须以{}证明", proof.as_chinese()),
        None => why,
    }
}
