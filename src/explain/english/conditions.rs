//! Conditions of eligibility in English.

use super::words::quoted;
use crate::rule::{ConditionPart, ConditionVerdict, Gap, ReadAs, SettlingProof, TestPart};

/// The conditions of one verdict as a sentence.
pub(super) fn conditions(verdict: ConditionVerdict, parts: &[&ConditionPart]) -> String {
    let lead = match verdict {
        ConditionVerdict::Met => "Conditions met",
        ConditionVerdict::Broken => "Conditions broken",
        ConditionVerdict::Unknown => "Conditions to be proved",
    };
    let parts = parts.iter().map(|part| one(part)).collect::<Vec<_>>();
    format!("{lead}: {}.", parts.join("; "))
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
    let (condition, shown) = (part.condition.to_string(), shown.join(", "));
    match shown.is_empty() {
        true => condition,
        false => format!("{condition} ({shown})"),
    }
}

/// What the need states of the fact of a test.
fn stated(part: &TestPart) -> Option<String> {
    let (name, stated) = (name(part), part.stated.as_ref()?);
    let read_as = match part.read_as {
        None => "",
        Some(ReadAs::StatedPercent) => ", read as percent",
        Some(ReadAs::BoundPercent) => ", the bound read as percent",
        Some(ReadAs::BoundTenThousandYuan) => ", the bound read in 万元",
        Some(ReadAs::BoundUnit) => ", the bound read in its unit",
    };
    Some(format!("{name} is stated as {}{read_as}", quoted(stated)))
}

fn name(part: &TestPart) -> &str {
    part.comparison().map_or("", |test| test.subject.as_str())
}

/// Why a test is open, and what would settle it.
fn open(part: &TestPart) -> String {
    let (name, stated) = (name(part), part.stated.as_deref().map(quoted));
    let stated = stated.unwrap_or_default();
    let why = match part.gap {
        Some(Gap::NotStated) | None => format!("{name} is not stated"),
        Some(Gap::NoUnit) => format!("{name} is stated as {stated} without a unit"),
        Some(Gap::OtherUnit) => format!("{name} is stated as {stated}, in another unit"),
        Some(Gap::NoFigure) => format!("{name} is stated as {stated}, which does not compare"),
        Some(Gap::Overlaps) => format!("{name} is stated as {stated}, on both sides of the bound"),
        Some(Gap::Wider) => format!("{name} is stated as {stated}, which is wider"),
        Some(Gap::UnknownName) => "nothing knows the name in the condition".to_owned(),
    };
    match part.proof {
        Some(proof) => format!("{why}; {} would settle it", document(proof)),
        None => why,
    }
}

fn document(proof: SettlingProof) -> &'static str {
    match proof {
        SettlingProof::Certificate => "a certificate or an official list",
        SettlingProof::Accounts => "financial statements or an audit report",
        SettlingProof::Figure => "the figure and the data behind it",
        SettlingProof::Headcount => "a record of social insurance",
        SettlingProof::Licence => "the business licence",
        SettlingProof::Statement => "a line of the need itself",
    }
}
