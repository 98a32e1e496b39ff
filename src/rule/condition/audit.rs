//! Faults of conditions that show against the needs of a library: names that nobody states, demands that nobody meets.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::{days, is_unread_bound};
use super::logic::met;
use super::sizes::is_size_key;
use super::test::{named_code, named_region, stated, without_unit};
use crate::error::{Bilingual, Wording, displays_wording, say};
use crate::model::facts::NeedFacts;
use crate::model::fold::heading_key;
use crate::model::{
    Condition, ConditionTest, EnterpriseSize, Level, Mode, NeedKind, SizeSet, Subject, Suggest,
    Taxonomies,
};
use crate::quantity::Figure;

/// Why a condition may not do what its author means.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ConditionFault {
    /// No need states the field.
    UnstatedField {
        /// The field, as written.
        field: String,
        /// The field of the needs whose name is nearest, if one is near.
        #[serde(skip_serializing_if = "Option::is_none")]
        nearest: Option<String>,
    },
    /// A value names nothing that the field can be.
    UnknownValue {
        /// The field, as written.
        field: String,
        /// The value, as written.
        value: String,
        /// How to mend it.
        repair: String,
        /// How to mend it, in Chinese.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        repair_zh: Option<String>,
    },
    /// What the needs state breaks it for every one of them.
    NobodyMeets,
}

impl Bilingual for ConditionFault {
    fn wording(&self) -> Wording {
        match self {
            Self::UnstatedField {
                field,
                nearest: Some(near),
            } => say!(
                "no need states {field}; did you mean {near}?",
                "没有需求填写“{field}”；是否指“{near}”？"
            ),
            Self::UnstatedField {
                field,
                nearest: None,
            } => say!(
                "no need states {field}; it stays to be proved for everybody",
                "没有需求填写“{field}”；对所有需求都须另行核实"
            ),
            Self::UnknownValue {
                field,
                value,
                repair,
                repair_zh,
            } => {
                let chinese = repair_zh.as_ref().unwrap_or(repair).clone();
                let repair = Wording::new(repair.clone(), chinese);
                say!(
                    "{value:?} is no {field} that is known; {repair}",
                    "“{value}”不是已知的“{field}”；{repair}";
                    repair
                )
            }
            Self::NobodyMeets => say!("every need breaks it", "没有需求符合该条件"),
        }
    }
}

displays_wording!(ConditionFault);

impl Bilingual for ConditionRemark {
    fn wording(&self) -> Wording {
        let (condition, listed) = (&self.condition, &self.profiles);
        let (english, chinese) = (listed.join(", "), listed.join("、"));
        let more = match self.count.saturating_sub(listed.len() as u64) {
            0 => Wording::default(),
            more => {
                let count = self.count;
                say!(" and {more} more", "等{count}个供方")
            }
        };
        let (listed, fault) = (Wording::new(english, chinese), self.fault.wording());
        say!(
            "eligibility `{condition}` of {listed}{more}: {fault}",
            "{listed}{more}的申报条件 `{condition}`：{fault}";
            listed, more, fault
        )
    }
}

displays_wording!(ConditionRemark);

/// A condition of the profiles that were looked at, with its fault and how many state it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct ConditionRemark {
    /// The condition.
    pub condition: Condition,
    /// Why the condition may not do what its author means.
    #[serde(flatten)]
    pub fault: ConditionFault,
    /// The profiles that set it, by id, the first ones.
    pub profiles: Vec<String>,
    /// How many set it.
    pub count: u64,
}

/// Most profiles that a remark lists.
const LISTED: usize = 5;

/// Checks conditions against the needs that they are meant for: profiles first, then needs, one by one.
///
/// # Example
/// ```
/// use qianxian::model::{Need, Profile, ProfileKind, Taxonomies};
/// use qianxian::rule::{ConditionAudit, ConditionFault};
///
/// let mut policy = Profile::new("p1", ProfileKind::Policy, "示例政策")?;
/// policy.eligibility.push("高新技术企页 = 是".parse()?);
/// let mut firm = Need::new("n1", "申请研发补助")?;
/// firm.attributes.insert("高新技术企业".into(), "是".into());
/// let mut audit = ConditionAudit::new(Taxonomies::builtin());
/// audit.add_profile(&policy);
/// audit.add_need(&firm);
/// let remarks = audit.remarks();
/// assert!(matches!(&remarks[0].fault, ConditionFault::UnstatedField { nearest: Some(near), .. } if near == "高新技术企业"));
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Debug)]
pub struct ConditionAudit {
    trees: Taxonomies,
    conditions: BTreeMap<Condition, Watched>,
    /// Names of the attributes that the needs state.
    fields: BTreeSet<String>,
    /// Attributes that conditions ask for and no need has answered yet.
    asked: BTreeSet<String>,
    needs: u64,
}

/// A condition under watch.
#[derive(Debug, Default)]
struct Watched {
    count: u64,
    profiles: Vec<String>,
    /// Whether some need meets it, or may.
    is_open: bool,
}

impl ConditionAudit {
    /// Creates an audit under these trees and regions, of no conditions yet.
    #[must_use]
    pub fn new(trees: Taxonomies) -> Self {
        Self {
            trees,
            conditions: BTreeMap::new(),
            fields: BTreeSet::new(),
            asked: BTreeSet::new(),
            needs: 0,
        }
    }

    /// Takes the conditions of `profile` in.
    pub fn add_profile(&mut self, profile: &crate::model::Profile) {
        self.add(profile.id.as_str(), &profile.conditions());
    }

    pub(crate) fn add(&mut self, profile: &str, conditions: &[Condition]) {
        for condition in conditions {
            // Most conditions are many profiles' own: a copy for the first alone.
            if !self.conditions.contains_key(condition) {
                self.conditions
                    .insert(condition.clone(), Watched::default());
                for test in condition.tests() {
                    if let Subject::Attribute(name) = &test.subject {
                        self.asked.insert(name.clone());
                    }
                }
            }
            if let Some(watched) = self.conditions.get_mut(condition) {
                watched.count += 1;
                if watched.profiles.len() < LISTED {
                    watched.profiles.push(profile.to_owned());
                }
            }
        }
    }

    /// Whether no condition was taken in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// Looks at what `need` states. O(conditions that no earlier need meets or may meet + attributes).
    pub fn add_need(&mut self, need: &crate::model::Need) {
        self.needs += 1;
        let facts = NeedFacts::of(need);
        for (name, value) in &need.attributes {
            if !value.is_null() && !self.fields.contains(name) {
                self.fields.insert(name.clone());
            }
        }
        // A list of certificates answers questions that have no column.
        let held = |name: &&String| stated(&facts, name).is_some();
        let held: Vec<String> = self.asked.iter().filter(held).cloned().collect();
        for name in held {
            self.asked.remove(&name);
            self.fields.insert(name);
        }
        let waiting = self
            .conditions
            .iter_mut()
            .filter(|(_, watched)| !watched.is_open);
        for (condition, watched) in waiting {
            watched.is_open = met(&facts, condition, &self.trees) != Some(false);
        }
    }

    /// The faults of the conditions, in the order of the conditions. Without needs, only values are judged.
    #[must_use]
    pub fn remarks(&self) -> Vec<ConditionRemark> {
        let mut remarks = Vec::new();
        for (condition, watched) in &self.conditions {
            let remark = |fault| ConditionRemark {
                condition: condition.clone(),
                fault,
                profiles: watched.profiles.clone(),
                count: watched.count,
            };
            remarks.extend(self.faults(condition, watched).into_iter().map(remark));
        }
        remarks
    }

    fn faults(&self, condition: &Condition, watched: &Watched) -> BTreeSet<ConditionFault> {
        let mut found: BTreeSet<ConditionFault> = BTreeSet::new();
        for test in condition.tests() {
            found.extend(self.values(test));
            if self.needs > 0 {
                found.extend(unstated(test, &self.fields));
            }
        }
        if found.is_empty() && self.needs > 0 && !watched.is_open {
            found.insert(ConditionFault::NobodyMeets);
        }
        found
    }

    /// Values that name nothing.
    fn values(&self, test: &ConditionTest) -> Vec<ConditionFault> {
        let refuse = |value: &str, repair: Wording| ConditionFault::UnknownValue {
            field: test.subject.as_str().to_owned(),
            value: value.to_owned(),
            repair: repair.english().to_owned(),
            repair_zh: Some(repair.chinese().to_owned()),
        };
        let mend = || say!("mend it", "请改正");
        let repair = |error: &crate::Error| error.repair_wording().map_or_else(mend, Wording::from);
        let each = |read: &dyn Fn(&str) -> Option<Wording>| {
            let faults = test.values.iter();
            faults
                .filter_map(|value| Some(refuse(value, read(value)?)))
                .collect()
        };
        let number = |value: &str| {
            let repair = || {
                say!(
                    "write a number, with its unit if it has one",
                    "请填数字，有单位的连同单位"
                )
            };
            Figure::read(value).is_none().then(repair)
        };
        match &test.subject {
            Subject::Kind => each(&|value| value.parse::<NeedKind>().err().map(|e| repair(&e))),
            Subject::Level => each(&|value| value.parse::<Level>().err().map(|e| repair(&e))),
            Subject::Mode => each(&|value| value.parse::<Mode>().err().map(|e| repair(&e))),
            Subject::Industry => self.codes(test, &self.trees.industries, refuse),
            Subject::Discipline => self.codes(test, &self.trees.disciplines, refuse),
            Subject::Region => each(&|value| {
                let unknown = named_region(value, &self.trees).is_none();
                let error = self.trees.gazetteer.read(value, Suggest::Nearest).err();
                error.filter(|_| unknown).map(|e| repair(&e))
            }),
            Subject::Budget | Subject::Readiness | Subject::Demand => each(&number),
            Subject::Attribute(_) if test.comparison.is_ordering() => each(&|value| {
                let is_ordered = days(value).is_some()
                    || value.parse::<Level>().is_ok()
                    || SizeSet::read(value).is_some();
                number(value).filter(|_| !is_ordered)
            }),
            Subject::Attribute(name) if is_size_key(&heading_key(name)) => each(&|value| {
                let error = value.parse::<EnterpriseSize>().err();
                error
                    .filter(|_| SizeSet::read(value).is_none())
                    .map(|e| repair(&e))
            }),
            Subject::Attribute(_) => {
                each(&|value| number(value).filter(|_| is_unread_bound(value)))
            }
            Subject::Enterprise => Vec::new(),
        }
    }

    fn codes(
        &self,
        test: &ConditionTest,
        tree: &crate::model::Taxonomy,
        refuse: impl Fn(&str, Wording) -> ConditionFault,
    ) -> Vec<ConditionFault> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < test.values.len() {
            let (code, used) = named_code(&test.values[at..], tree);
            if code.is_none() {
                let value = &test.values[at];
                let error = tree.read(value, Suggest::Nearest).err();
                let repair = error.as_ref().and_then(crate::Error::repair_wording);
                let name = || say!("name a node of the tree", "请写出分类树中的节点");
                found.push(refuse(value, repair.map_or_else(name, Wording::from)));
            }
            at += used;
        }
        found
    }
}

/// The field of `test`, if no need states it.
fn unstated(test: &ConditionTest, fields: &BTreeSet<String>) -> Option<ConditionFault> {
    let Subject::Attribute(name) = &test.subject else {
        return None;
    };
    let key = |name: &str| heading_key(without_unit(name));
    let own = key(name);
    let keys = || fields.iter().map(|field| (key(field), field));
    if fields.contains(name) || keys().any(|(other, _)| other == own) {
        return None;
    }
    let near = keys().filter_map(|(other, field)| Some((apart(&own, &other)?, field)));
    Some(ConditionFault::UnstatedField {
        field: name.clone(),
        nearest: near.min().map(|(_, field)| field.clone()),
    })
}

/// Characters to change, insert or take out between two names; `None` if that is more than a third of the longer one.
fn apart(a: &str, b: &str) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let longest = a.len().max(b.len());
    // Longer texts are no names, and the table below grows with both.
    if longest > 40 {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    let distance = row[b.len()];
    let is_part = || {
        let (a, b): (String, String) = (a.iter().collect(), b.iter().collect());
        a.len().min(b.len()) >= 6 && (a.contains(&b) || b.contains(&a))
    };
    (distance * 3 <= longest || is_part()).then_some(distance)
}
