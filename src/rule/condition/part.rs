//! Conditions of a profile as a need meets them, with what is stated and what would settle the rest.

use super::figures::{days, heading_unit, is_money, is_share};
use super::gap::{ConditionVerdict, Gap, ReadAs, SettlingProof};
use super::logic::met;
use super::test::{judge, stated, truth};
use crate::model::facts::NeedFacts;
use crate::model::{Condition, ConditionTest, Subject, Taxonomies};
use crate::quantity::Figure;

/// One test of a condition, as a need meets it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct TestPart {
    /// The test.
    pub test: Condition,
    /// Met, broken or unknown.
    pub verdict: ConditionVerdict,
    /// The text that the need states, if it states any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated: Option<String>,
    /// The unit in which a figure without one was read, if it decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_as: Option<ReadAs>,
    /// Why it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<Gap>,
    /// What would settle it, if it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<SettlingProof>,
}

impl TestPart {
    /// The comparison itself.
    #[must_use]
    pub fn comparison(&self) -> Option<&ConditionTest> {
        self.test.tests().first().copied()
    }
}

/// One condition of a profile, as a need meets it, with its tests in the order written.
///
/// Logic is Kleene's: an unknown test neither meets nor breaks, so that `unknown or met` is met and
/// `unknown and broken` is broken. Only a broken condition bars.
///
/// # Values
/// - *Figures* are read by the parser of needs ([`crate::quantity`]), units and all: 2.1 % against `>= 3%`, 8000 of a
///   column 资产总额（万元） against `<= 2亿元`. A range that reaches over the bound is unknown.
/// - *Without a unit* on one side, the figure is read in the other's: `>= 3` against 2.1 % is percent, `>= 100` against
///   500万元 is 万元. A bare figure that the two usual readings judge differently (0.035 against 3 %, 5000 against
///   2000万元) is unknown, and so is one beside any other unit.
/// - *Two bounds* are one range, with both ends in it: 2000万元以上1亿元以下, 20至300人, 2018年至2020年.
/// - *Days* compare as days; a year or a month is all its days.
/// - *Sizes of enterprises* compare by class: 小微企业 are small and micro ones, 中小企业 all but large ones.
/// - *Certificates* are one list under 企业资质, 资质, 荣誉资质 and their like; 省级专精特新中小企业 is 专精特新.
/// - *What is not understood* of either side is unknown, never broken.
/// - *Names*: regions by the gazetteer and below (张店区 is 山东省/淄博市/张店区), industries and disciplines by the tree
///   and below, kinds, levels and modes by their spellings. A name that nothing knows is unknown, never broken.
/// - *Yes and no* agree whatever their spelling (是, yes, 1, true); other texts agree if they fold to one.
/// - *Attributes* are found by their name without regard to case, width and punctuation, and without a unit in brackets.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct ConditionPart {
    /// The condition.
    pub condition: Condition,
    /// Met, broken or unknown: a broken one bars.
    pub verdict: ConditionVerdict,
    /// The tests that the condition joins, each with its verdict.
    pub tests: Vec<TestPart>,
}

fn verdict(met: Option<bool>) -> ConditionVerdict {
    match met {
        Some(true) => ConditionVerdict::Met,
        Some(false) => ConditionVerdict::Broken,
        None => ConditionVerdict::Unknown,
    }
}

impl ConditionPart {
    pub(crate) fn of(need: &NeedFacts, condition: &Condition, trees: &Taxonomies) -> Self {
        let tests = condition.tests().into_iter();
        Self {
            condition: condition.clone(),
            verdict: verdict(met(need, condition, trees)),
            tests: tests.map(|test| one(need, test, trees)).collect(),
        }
    }

    /// The tests that have to be settled: the unknown ones of an unknown condition.
    pub fn open(&self) -> impl Iterator<Item = &TestPart> {
        let is_open = self.verdict == ConditionVerdict::Unknown;
        let tests = self.tests.iter().filter(move |_| is_open);
        tests.filter(|test| test.verdict == ConditionVerdict::Unknown)
    }
}

fn one(need: &NeedFacts, test: &ConditionTest, trees: &Taxonomies) -> TestPart {
    let judged = judge(need, test, trees);
    TestPart {
        test: Condition::Test(test.clone()),
        verdict: verdict(judged.ok()),
        stated: shown(need, &test.subject),
        read_as: judged.ok().and_then(|_| read_as(need, test)),
        gap: judged.err(),
        proof: judged.is_err().then(|| proof(test)),
    }
}

/// The need's statement of a fact, for people.
fn shown(need: &NeedFacts, subject: &Subject) -> Option<String> {
    let codes = |codes: &[crate::model::Code]| {
        let codes: Vec<&str> = codes.iter().map(crate::model::Code::as_str).collect();
        (!codes.is_empty()).then(|| codes.join("、"))
    };
    match subject {
        Subject::Kind => Some(need.kind.as_chinese().to_owned()),
        Subject::Industry => codes(&need.industries),
        Subject::Discipline => codes(&need.disciplines),
        Subject::Region => need.place.region.as_ref().map(ToString::to_string),
        Subject::Budget => need.budget.map(|budget| budget.to_string()),
        Subject::Level => need.level.map(|level| level.as_chinese().to_owned()),
        Subject::Mode => {
            let modes: Vec<&str> = need.modes.iter().map(|mode| mode.as_chinese()).collect();
            (!modes.is_empty()).then(|| modes.join("、"))
        }
        Subject::Readiness => need.readiness.map(|readiness| readiness.to_string()),
        Subject::Demand => need.demand.map(|demand| demand.to_string()),
        Subject::Enterprise => need.enterprise.as_ref().map(ToString::to_string),
        Subject::Attribute(name) => stated(need, name).map(|(_, items)| items.join("、")),
    }
}

/// The unit in which a figure of `test`, or of the need's statement, was read.
fn read_as(need: &NeedFacts, test: &ConditionTest) -> Option<ReadAs> {
    let Subject::Attribute(name) = &test.subject else {
        return None;
    };
    let (heading, items) = stated(need, name)?;
    let bound = Figure::read(test.values.first()?)?;
    let stated = Figure::read(items.first()?)?;
    let (stated, bound) = (
        stated.unit.or_else(|| heading_unit(heading)),
        bound.unit.or_else(|| heading_unit(name)),
    );
    match (stated, bound) {
        (None, Some(unit)) if is_share(unit) => Some(ReadAs::StatedPercent),
        (Some(unit), None) if is_share(unit) => Some(ReadAs::BoundPercent),
        (Some(unit), None) if is_money(unit) => Some(ReadAs::BoundTenThousandYuan),
        (Some(_), None) => Some(ReadAs::BoundUnit),
        (None | Some(_), _) => None,
    }
}

/// Words of fields that count people.
const PEOPLE: [&str; 6] = ["人员", "人数", "职工", "员工", "用工", "社保"];

/// The document or figure that settles a test, by its field and the kind of its values.
fn proof(test: &ConditionTest) -> SettlingProof {
    let name = match &test.subject {
        Subject::Region | Subject::Industry | Subject::Enterprise => return SettlingProof::Licence,
        Subject::Kind
        | Subject::Budget
        | Subject::Level
        | Subject::Discipline
        | Subject::Mode
        | Subject::Readiness
        | Subject::Demand => return SettlingProof::Statement,
        Subject::Attribute(name) => name,
    };
    let value = test.values.first().map_or("", String::as_str);
    if days(value).is_some() {
        return SettlingProof::Licence;
    }
    let figure =
        Figure::read(value).filter(|_| truth(value).is_none() || test.comparison.is_ordering());
    let Some(figure) = figure else {
        return SettlingProof::Certificate;
    };
    let unit = figure.unit.or_else(|| heading_unit(name));
    match unit {
        Some(unit) if is_money(unit) => SettlingProof::Accounts,
        Some(unit) if is_share(unit) => SettlingProof::Figure,
        _ if PEOPLE.iter().any(|word| name.contains(word)) => SettlingProof::Headcount,
        _ => SettlingProof::Figure,
    }
}
