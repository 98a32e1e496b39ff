//! Rules of a team: size, chief, organisations, labels, roles, topics.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::builder::checked_share;
use super::problem::TeamProblem;
use crate::error::{Error, Result, say};
use crate::model::{Level, ProfileId, ProfileKind};
use crate::num::Fraction;

/// Requirements that the chief alone must meet; an unknown field meets none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chief {
    pub(super) level: Option<Level>,
    pub(super) kinds: Vec<ProfileKind>,
    pub(super) share: f64,
}

impl Chief {
    /// Requirements that every candidate meets.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the least level (default: any, also unknown).
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    /// Sets the kinds that may be chief (default: any).
    #[must_use]
    pub fn kinds(mut self, kinds: impl IntoIterator<Item = ProfileKind>) -> Self {
        self.kinds = kinds.into_iter().collect();
        self
    }

    /// Sets the least share of the need, by weight of topics, that the chief covers alone, from 0 to 1 (default
    /// 0).
    #[must_use]
    pub fn share(mut self, share: f64) -> Self {
        self.share = share;
        self
    }
}

/// A part to play in a consortium: every member plays exactly one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub(super) name: String,
    pub(super) labels: Vec<String>,
    pub(super) least: u32,
    pub(super) most: u32,
}

impl Role {
    /// A role for `count.start()` to `count.end()` members that carry one of `labels`; the canonical
    /// spelling of a candidate's kind is one of its labels.
    #[must_use]
    pub fn new<L: Into<String>>(
        name: impl Into<String>,
        labels: impl IntoIterator<Item = L>,
        count: RangeInclusive<u32>,
    ) -> Self {
        Self {
            name: name.into(),
            labels: labels.into_iter().map(Into::into).collect(),
            least: *count.start(),
            most: *count.end(),
        }
    }
}

/// The rules of one team or consortium.
///
/// # Example
/// ```
/// use qianxian::model::{Level, ProfileKind};
/// use qianxian::team::{Chief, Role, TeamRules};
///
/// let team = TeamRules::new()
///     .size(2..=5)
///     .chief(Chief::new().level(Level::Professor).share(0.3))
///     .per_organization(2)
///     .organizations(2);
/// let consortium = TeamRules::new()
///     .led_by_enterprise("示例焦业（虚构）")
///     .role(Role::new("university", ["institution"], 1..=2))
///     .role(Role::new("finance", ["finance"], 0..=1));
/// # let _ = (team, consortium);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TeamRules {
    pub(super) size: (u32, u32),
    pub(super) chief: Option<Chief>,
    pub(super) lead: Option<String>,
    pub(super) per_organization: Option<u32>,
    pub(super) organizations: u32,
    pub(super) load: u32,
    pub(super) labels: BTreeMap<String, (u32, u32)>,
    pub(super) roles: BTreeMap<String, Role>,
    pub(super) topics: BTreeMap<String, f64>,
    pub(super) required: BTreeSet<ProfileId>,
    pub(super) excluded: BTreeSet<ProfileId>,
    pub(super) conflicts: bool,
}

impl Default for TeamRules {
    fn default() -> Self {
        Self {
            size: (1, 5),
            chief: None,
            lead: None,
            per_organization: None,
            organizations: 0,
            load: 1,
            labels: BTreeMap::new(),
            roles: BTreeMap::new(),
            topics: BTreeMap::new(),
            required: BTreeSet::new(),
            excluded: BTreeSet::new(),
            conflicts: true,
        }
    }
}

/// Limit of a count that has none: more than any team has members.
pub(super) const UNLIMITED: u32 = u32::MAX;

impl TeamRules {
    /// Greatest size of a team, and greatest count of any rule.
    pub const MOST: u32 = 100;
    /// Greatest number of roles of a consortium.
    pub const MOST_ROLES: usize = 32;

    /// Default rules: one to five members, each with a place free; no other rule.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the number of members, a leading enterprise included (default `1..=5`).
    #[must_use]
    pub fn size(mut self, size: RangeInclusive<u32>) -> Self {
        self.size = (*size.start(), *size.end());
        self
    }

    /// One member must qualify as chief (default: no chief). Of several who do, the one that covers
    /// most alone is chief, then the higher score, then the lower id.
    #[must_use]
    pub fn chief(mut self, chief: Chief) -> Self {
        self.chief = Some(chief);
        self
    }

    /// The enterprise leads (default: it does not): it takes one of the seats, counts as an
    /// organisation, and covers nothing, because the need is its own.
    #[must_use]
    pub fn led_by_enterprise(mut self, enterprise: impl Into<String>) -> Self {
        self.lead = Some(enterprise.into());
        self
    }

    /// Sets the most members of one organisation, at least 1 (default: any number).
    #[must_use]
    pub fn per_organization(mut self, most: u32) -> Self {
        self.per_organization = Some(most);
        self
    }

    /// Sets the least number of distinct organisations (default 0); members of unknown organisation count for
    /// none.
    #[must_use]
    pub fn organizations(mut self, least: u32) -> Self {
        self.organizations = least;
        self
    }

    /// Sets the places that the team takes of each member (default 1; 0 asks for none).
    #[must_use]
    pub fn load(mut self, places: u32) -> Self {
        self.load = places;
        self
    }

    /// `count.start()` to `count.end()` members carry `label`: a kind, a region, any label that candidates were given.
    /// Ask for `n..=TeamRules::MOST` for "at least".
    #[must_use]
    pub fn label(mut self, label: impl Into<String>, count: RangeInclusive<u32>) -> Self {
        self.labels
            .insert(label.into(), (*count.start(), *count.end()));
        self
    }

    /// Adds a role (default: none, and members play none); one of the same name is replaced.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.roles.insert(role.name.clone(), role);
        self
    }

    /// Sets the least share of `topic` that must be covered, from 0 to 1 (default 0).
    #[must_use]
    pub fn topic(mut self, topic: impl Into<String>, share: f64) -> Self {
        self.topics.insert(topic.into(), share);
        self
    }

    /// Requires a candidate as a member.
    #[must_use]
    pub fn require(mut self, candidate: ProfileId) -> Self {
        self.required.insert(candidate);
        self
    }

    /// Excludes a candidate, say after a refusal.
    #[must_use]
    pub fn exclude(mut self, candidate: ProfileId) -> Self {
        self.excluded.insert(candidate);
        self
    }

    /// Checks every number, and that every topic and candidate named is in the problem.
    pub(super) fn check(&self, problem: &TeamProblem) -> Result<()> {
        check_range("size", self.size)?;
        for (label, &range) in &self.labels {
            check_range(&format!("label {label}"), range)?;
        }
        for role in self.roles.values() {
            check_range(&format!("role {}", role.name), (role.least, role.most))?;
        }
        if self.roles.len() > Self::MOST_ROLES {
            let repair = say!(
                "name at most {} roles",
                "请最多写{}个角色",
                Self::MOST_ROLES
            );
            return Err(Error::invalid("role", self.roles.len(), repair));
        }
        if self.per_organization == Some(0) {
            let repair = say!(
                "let at least one of an organisation in",
                "一个单位至少允许一人"
            );
            return Err(Error::invalid("per_organization", 0, repair));
        }
        if let Some(chief) = &self.chief {
            checked_share("chief.share", chief.share)?;
        }
        for (topic, &share) in &self.topics {
            checked_share("share", share)
                .map_err(|e| e.in_record(say!("topic {topic}", "主题 {topic}")))?;
            if !problem.topics.iter().any(|t| t.name == *topic) {
                let repair = say!("use a topic of the problem", "请使用问题中的主题");
                return Err(Error::not_found("topic", topic, repair));
            }
        }
        let unknown = |id: &&ProfileId| problem.candidate_at(id).is_none();
        if let Some(id) = self.required.iter().find(unknown) {
            let repair = problem.barred(id).map_or_else(
                || say!("use a candidate of the problem", "请使用问题中的候选人"),
                |why| {
                    say!(
                        "it is ruled out ({why}); leave it out",
                        "它已被排除（{why}）；请去掉";
                        why
                    )
                },
            );
            return Err(Error::not_found("candidate", id, repair));
        }
        Ok(())
    }

    /// Least share of a topic that must be covered, from 0 to 1.
    pub(super) fn least_share(&self, topic: &str) -> Fraction {
        self.topics
            .get(topic)
            .map_or(Fraction::ZERO, |&s| Fraction::from_f64(s))
    }
}

fn check_range(field: &str, (least, most): (u32, u32)) -> Result<()> {
    if least <= most && most <= TeamRules::MOST {
        return Ok(());
    }
    let repair = say!(
        "give a range whose start does not pass its end, at most {}",
        "请给出起点不超过终点、最大为{}的范围",
        TeamRules::MOST
    );
    Err(Error::invalid(field, format!("{least}..={most}"), repair))
}
