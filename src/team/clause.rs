//! Rules of a team as single clauses: in words, left out, relaxed by a step.

use serde::{Deserialize, Serialize};

use super::rules::TeamRules;
use crate::error::{Bilingual, Error, Result, Wording, counted, displays_wording, say};
use crate::model::{Level, ProfileId};

/// Share by which one step of a relaxation lowers a least share.
const SHARE_STEP: f64 = 0.1;

/// One rule of a team.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TeamRule {
    /// Least number of members.
    SizeAtLeast,
    /// Greatest number of members.
    SizeAtMost,
    /// Kinds that the chief may have.
    ChiefKind,
    /// Least level of the chief.
    ChiefLevel,
    /// Least share that the chief covers alone.
    ChiefShare,
    /// Most members of one organisation.
    #[serde(alias = "per_unit")]
    PerOrganization,
    /// Least number of organisations.
    #[serde(alias = "units")]
    Organizations,
    /// Least number of members with a label.
    LabelAtLeast(String),
    /// Greatest number of members with a label.
    LabelAtMost(String),
    /// Least number of members in a role.
    RoleAtLeast(String),
    /// Greatest number of members in a role.
    RoleAtMost(String),
    /// Least share of a topic, from 0 to 1.
    Topic(String),
    /// A candidate who must be a member.
    Required(ProfileId),
    /// Places that each member must have free. Never relaxed: it is a fact.
    Load,
    /// Conflicts between candidates. Never relaxed.
    Conflicts,
}

/// One rule relaxed by some steps; [`TeamRules::apply`] makes the change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RuleChange {
    /// The relaxed rule in words: `at least 2 members`.
    pub asks: String,
    /// The relaxed rule in Chinese words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub asks_zh: Option<String>,
    /// The rule, as a clause.
    pub clause: TeamRule,
    /// Steps of the change, at least 1: each a member, a level, a tenth of a share or a restriction dropped.
    pub steps: u32,
}

impl RuleChange {
    /// The change by `steps` of a clause that led to `rules`.
    pub(super) fn new(rules: &TeamRules, clause: &TeamRule, steps: u32) -> Self {
        let (asks, asks_zh) = texts(rules.asks(clause));
        Self {
            asks,
            asks_zh,
            clause: clause.clone(),
            steps,
        }
    }
}

/// The texts of `wording` as fields of a record.
pub(super) fn texts(wording: Wording) -> (String, Option<String>) {
    let [english, chinese] = [wording.english(), wording.chinese()];
    (english.to_owned(), Some(chinese.to_owned()))
}

/// The wording of two such fields.
pub(super) fn both(english: &str, chinese: Option<&str>) -> Wording {
    match chinese {
        Some(chinese) => Wording::new(english.to_owned(), chinese.to_owned()),
        None => Wording::name(english),
    }
}

impl Bilingual for RuleChange {
    fn wording(&self) -> Wording {
        let asks = both(&self.asks, self.asks_zh.as_deref());
        say!("ask for {asks}", "改为要求：{asks}"; asks)
    }
}

displays_wording!(RuleChange);

impl TeamRules {
    /// Relaxes one rule, as a [`Relaxation`](crate::decision::Relaxation) proposes.
    ///
    /// # Errors
    /// Invalid input if the rule gives way by fewer steps. The rules are then as before.
    ///
    /// # Example
    /// ```
    /// use qianxian::team::{Candidate, Options, Team, TeamProblem, TeamRules};
    ///
    /// let mut builder = TeamProblem::builder();
    /// builder.topic("针状焦", 1.0)?;
    /// builder.candidate(Candidate::new("p1"))?;
    /// let (problem, mut rules) = (builder.build()?, TeamRules::new().size(3..=5));
    /// let outcome = Team::form(&problem, &rules, Options::new())?;
    /// let why = outcome.infeasibility().expect("one candidate, three seats");
    /// for change in &why.relaxations()[0].changes {
    ///     rules.apply(change)?;
    /// }
    /// assert!(Team::form(&problem, &rules, Options::new())?.solved().is_some());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn apply(&mut self, change: &RuleChange) -> Result<()> {
        let mut rules = self.clone();
        for _ in 0..change.steps {
            rules = rules.relaxed(&change.clause).ok_or_else(|| {
                let repair = say!(
                    "relax a rule that the rules ask for, by as many steps as it has",
                    "请放宽已有的要求，且不超过其可放宽的步数"
                );
                Error::invalid("change", change, repair)
            })?;
        }
        *self = rules;
        Ok(())
    }

    /// Returns every clause that asks for something, facts first.
    pub(super) fn clauses(&self) -> Vec<TeamRule> {
        let chief = self.chief.as_ref();
        let labels = || self.labels.iter();
        let mut clauses = Vec::new();
        let mut add = |asks: bool, clause: TeamRule| clauses.extend(asks.then_some(clause));
        add(self.conflicts, TeamRule::Conflicts);
        add(self.load > 0, TeamRule::Load);
        for id in &self.required {
            add(true, TeamRule::Required(id.clone()));
        }
        add(
            chief.is_some_and(|c| !c.kinds.is_empty()),
            TeamRule::ChiefKind,
        );
        for (name, role) in &self.roles {
            add(role.least > 0, TeamRule::RoleAtLeast(name.clone()));
            add(role.most < Self::MOST, TeamRule::RoleAtMost(name.clone()));
        }
        for topic in self.topics.keys() {
            add(self.topics[topic] > 0.0, TeamRule::Topic(topic.clone()));
        }
        add(
            chief.is_some_and(|c| c.level.is_some()),
            TeamRule::ChiefLevel,
        );
        add(chief.is_some_and(|c| c.share > 0.0), TeamRule::ChiefShare);
        for (label, &(least, most)) in labels() {
            add(least > 0, TeamRule::LabelAtLeast(label.clone()));
            add(most < Self::MOST, TeamRule::LabelAtMost(label.clone()));
        }
        add(self.organizations > 0, TeamRule::Organizations);
        add(self.per_organization.is_some(), TeamRule::PerOrganization);
        add(self.size.0 > 1, TeamRule::SizeAtLeast);
        add(self.size.1 < Self::MOST, TeamRule::SizeAtMost);
        clauses
    }

    /// Returns the rules without one clause.
    pub(super) fn without(&self, clause: &TeamRule) -> Self {
        let mut rules = self.clone();
        match clause {
            TeamRule::Load => rules.load = 0,
            TeamRule::Conflicts => rules.conflicts = false,
            TeamRule::PerOrganization => rules.per_organization = None,
            TeamRule::SizeAtLeast
            | TeamRule::SizeAtMost
            | TeamRule::ChiefKind
            | TeamRule::ChiefLevel
            | TeamRule::ChiefShare
            | TeamRule::Organizations
            | TeamRule::LabelAtLeast(_)
            | TeamRule::LabelAtMost(_)
            | TeamRule::RoleAtLeast(_)
            | TeamRule::RoleAtMost(_)
            | TeamRule::Topic(_)
            | TeamRule::Required(_) => while rules.relax(clause) {},
        }
        rules
    }

    /// Returns the rules with one clause relaxed by a step; `None` if it gives way no further.
    pub(super) fn relaxed(&self, clause: &TeamRule) -> Option<Self> {
        let mut rules = self.clone();
        rules.relax(clause).then_some(rules)
    }

    /// Relaxes a clause by one step: a member more or less, a level lower, a tenth of a share, one kind of
    /// restriction dropped. Returns whether there was anything to relax.
    fn relax(&mut self, clause: &TeamRule) -> bool {
        let chief = self.chief.as_mut();
        match clause {
            // A team of nobody is none, so a least size of 1 gives way no further.
            TeamRule::SizeAtLeast => self.size.0 > 1 && less(&mut self.size.0),
            TeamRule::SizeAtMost => more(&mut self.size.1),
            // Kinds have no order to go down by: the restriction is dropped as a whole.
            TeamRule::ChiefKind => chief.is_some_and(|c| !std::mem::take(&mut c.kinds).is_empty()),
            TeamRule::ChiefLevel => chief.is_some_and(|c| {
                let given = c.level.is_some();
                c.level = c.level.and_then(below);
                given
            }),
            TeamRule::ChiefShare => chief.is_some_and(|c| less_share(&mut c.share)),
            TeamRule::PerOrganization => self.per_organization.as_mut().is_some_and(more),
            TeamRule::Organizations => less(&mut self.organizations),
            TeamRule::LabelAtLeast(label) => {
                self.labels.get_mut(label).is_some_and(|r| less(&mut r.0))
            }
            TeamRule::LabelAtMost(label) => {
                self.labels.get_mut(label).is_some_and(|r| more(&mut r.1))
            }
            TeamRule::RoleAtLeast(name) => {
                self.roles.get_mut(name).is_some_and(|r| less(&mut r.least))
            }
            TeamRule::RoleAtMost(name) => {
                self.roles.get_mut(name).is_some_and(|r| more(&mut r.most))
            }
            TeamRule::Topic(topic) => self.topics.get_mut(topic).is_some_and(less_share),
            TeamRule::Required(id) => self.required.remove(id),
            TeamRule::Load | TeamRule::Conflicts => false,
        }
    }

    /// Returns the demand of a clause in words.
    pub(super) fn asks(&self, clause: &TeamRule) -> Wording {
        let range = |label: &String| self.labels.get(label).copied().unwrap_or_default();
        let role = |name: &String| self.roles.get(name).map_or((0, 0), |r| (r.least, r.most));
        match clause {
            TeamRule::SizeAtLeast => {
                let least = self.size.0;
                let members = counted(least, "member", "members");
                say!("at least {members}", "至少{least}名成员")
            }
            TeamRule::SizeAtMost => {
                let most = self.size.1;
                let members = counted(most, "member", "members");
                say!("at most {members}", "至多{most}名成员")
            }
            TeamRule::ChiefKind | TeamRule::ChiefLevel | TeamRule::ChiefShare => {
                self.asks_of_chief(clause)
            }
            TeamRule::PerOrganization => match self.per_organization {
                Some(most) => say!("at most {most} of one organisation", "每个单位至多{most}名"),
                None => say!("any number of one organisation", "每个单位人数不限"),
            },
            TeamRule::Organizations => {
                let least = self.organizations;
                let organizations = counted(least, "organisation", "organisations");
                say!("at least {organizations}", "至少{least}个单位")
            }
            TeamRule::LabelAtLeast(label) => {
                say!("at least {} of {label}", "{label} 至少{}名", range(label).0)
            }
            TeamRule::LabelAtMost(label) => {
                say!("at most {} of {label}", "{label} 至多{}名", range(label).1)
            }
            TeamRule::RoleAtLeast(name) => {
                say!("at least {} as {name}", "{name} 角色至少{}名", role(name).0)
            }
            TeamRule::RoleAtMost(name) => {
                say!("at most {} as {name}", "{name} 角色至多{}名", role(name).1)
            }
            TeamRule::Topic(topic) => {
                let share = percent(self.topics.get(topic).copied().unwrap_or(0.0));
                say!("{topic} covered to {share}", "主题“{topic}”覆盖到 {share}")
            }
            TeamRule::Required(id) if self.required.contains(id) => {
                say!("{id} is a member", "{id} 必须入选")
            }
            TeamRule::Required(id) => say!("{id} need not be a member", "{id} 可以不入选"),
            TeamRule::Load => {
                let load = self.load;
                let places = counted(load, "place", "places");
                say!("{places} free of each member", "每名成员有{load}个空余名额")
            }
            TeamRule::Conflicts => {
                say!("no two members in conflict", "成员之间没有利益冲突")
            }
        }
    }

    /// Returns the demand of a clause on the chief in words.
    fn asks_of_chief(&self, clause: &TeamRule) -> Wording {
        let chief = self.chief.as_ref();
        match clause {
            TeamRule::ChiefLevel => match chief.and_then(|c| c.level) {
                Some(level) => {
                    let level = level.wording();
                    say!("a chief of level {level} or higher", "首席层次不低于{level}"; level)
                }
                None => say!("a chief of any level", "首席层次不限"),
            },
            TeamRule::ChiefShare => {
                let share = percent(chief.map_or(0.0, |c| c.share));
                say!("a chief who covers {share} alone", "首席一人覆盖 {share}")
            }
            TeamRule::ChiefKind
            | TeamRule::SizeAtLeast
            | TeamRule::SizeAtMost
            | TeamRule::PerOrganization
            | TeamRule::Organizations
            | TeamRule::LabelAtLeast(_)
            | TeamRule::LabelAtMost(_)
            | TeamRule::RoleAtLeast(_)
            | TeamRule::RoleAtMost(_)
            | TeamRule::Topic(_)
            | TeamRule::Required(_)
            | TeamRule::Load
            | TeamRule::Conflicts => {
                let kinds = chief.map_or(&[][..], |c| &c.kinds);
                let kinds: Vec<Wording> = kinds.iter().map(Bilingual::wording).collect();
                let listed = Wording::joined(&kinds, (" or ", "或"));
                match kinds.is_empty() {
                    false => say!("a chief of kind {listed}", "首席的类别为{listed}"; listed),
                    true => say!("a chief of any kind", "首席类别不限"),
                }
            }
        }
    }
}

fn less(count: &mut u32) -> bool {
    let given = *count > 0;
    *count = count.saturating_sub(1);
    given
}

fn more(count: &mut u32) -> bool {
    let given = *count < TeamRules::MOST;
    *count += u32::from(given);
    given
}

/// Lowers a share by a tenth, in whole hundredths, not below 0; returns whether it was above 0.
fn less_share(share: &mut f64) -> bool {
    let given = *share > 0.0;
    // In binary 0.3 − 0.1 is not 0.2; rounded, the share is compared and printed as a person would
    // write it.
    *share = (((*share - SHARE_STEP) * 100.0).round() / 100.0).max(0.0);
    given
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn below(level: Level) -> Option<Level> {
    Level::ALL.iter().copied().filter(|&l| l < level).max()
}
