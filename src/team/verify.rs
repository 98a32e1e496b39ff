//! An independent look at a team: every rule and every figure, from the problem alone.
//!
//! Shares no code with the searches: it counts, one rule after the other.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::candidate::Candidate;
use super::clause::{TeamRule, both, texts};
use super::problem::TeamProblem;
use super::rules::{TeamRules, UNLIMITED};
use super::solution::{Member, Team};
use crate::decision::{Breach, BreachKind};
use crate::error::{Bilingual, Wording, counted, displays_wording, say};
use crate::model::{NeedId, ProfileId};
use crate::num::Fraction;

/// A rule that a team breaks, or a figure of it that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TeamBreach {
    /// How the rule is broken.
    pub kind: BreachKind,
    /// The member or candidate at fault; `None` if it is the team as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<ProfileId>,
    /// The rule that is broken; `None` if a figure or a proof of the team is wrong.
    pub clause: Option<TeamRule>,
    /// The facts in words.
    pub detail: String,
    /// The facts in Chinese words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail_zh: Option<String>,
}

impl Bilingual for TeamBreach {
    fn wording(&self) -> Wording {
        both(&self.detail, self.detail_zh.as_deref())
    }
}

displays_wording!(TeamBreach);

impl Breach for TeamBreach {
    fn kind(&self) -> BreachKind {
        self.kind
    }

    /// Always `None`: a team has one need, which the problem does not name.
    fn need(&self) -> Option<&NeedId> {
        None
    }

    fn profile(&self) -> Option<&ProfileId> {
        self.profile.as_ref()
    }
}

/// How a result breaks a rule; a figure of the team is wrong if it is none.
fn kind_of(rule: Option<&TeamRule>) -> BreachKind {
    match rule {
        Some(
            TeamRule::SizeAtLeast
            | TeamRule::SizeAtMost
            | TeamRule::PerOrganization
            | TeamRule::Organizations
            | TeamRule::LabelAtLeast(_)
            | TeamRule::LabelAtMost(_)
            | TeamRule::RoleAtLeast(_)
            | TeamRule::RoleAtMost(_)
            | TeamRule::Load,
        ) => BreachKind::Count,
        Some(
            TeamRule::ChiefKind | TeamRule::ChiefLevel | TeamRule::ChiefShare | TeamRule::Topic(_),
        ) => BreachKind::Shortfall,
        Some(TeamRule::Required(_)) => BreachKind::Missing,
        Some(TeamRule::Conflicts) => BreachKind::Forbidden,
        None => BreachKind::Figure,
    }
}

/// Returns every fault of `team`; empty if it holds every rule and every figure is right.
///
/// It does not ask whether another team covers more. O(members · (members + topics + rules)).
///
/// # Example
/// ```
/// use qianxian::team::{Candidate, Options, Team, TeamProblem, TeamRules, verify};
///
/// let mut builder = TeamProblem::builder();
/// builder.topic("针状焦", 1.0)?;
/// builder.candidate(Candidate::new("p1"))?;
/// let (problem, rules) = (builder.build()?, TeamRules::new());
/// let team = Team::form(&problem, &rules, Options::new())?.into_result()?;
/// assert!(verify(&problem, &rules, &team).is_empty());
/// assert_eq!(verify(&problem, &rules.size(2..=3), &team).len(), 1);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[must_use]
pub fn verify(problem: &TeamProblem, rules: &TeamRules, team: &Team) -> Vec<TeamBreach> {
    let mut audit = Audit {
        problem,
        rules,
        team,
        found: Vec::new(),
    };
    audit.people();
    audit.size_and_organizations();
    audit.chief();
    audit.labels_and_roles();
    audit.topics();
    audit.figures();
    audit.found
}

struct Audit<'a> {
    problem: &'a TeamProblem,
    rules: &'a TeamRules,
    team: &'a Team,
    found: Vec<TeamBreach>,
}

impl<'a> Audit<'a> {
    fn ensure(&mut self, holds: bool, clause: Option<TeamRule>, detail: impl FnOnce() -> Wording) {
        if !holds {
            let (detail, detail_zh) = texts(detail());
            self.found.push(TeamBreach {
                kind: kind_of(clause.as_ref()),
                profile: None,
                clause,
                detail,
                detail_zh,
            });
        }
    }

    /// Ensures a rule that binds one member or candidate.
    fn ensure_of(
        &mut self,
        profile: &ProfileId,
        holds: bool,
        clause: Option<TeamRule>,
        detail: impl FnOnce() -> Wording,
    ) {
        self.ensure(holds, clause, detail);
        if let Some(breach) = self.found.last_mut().filter(|_| !holds) {
            breach.profile = Some(profile.clone());
        }
    }

    /// Ensures a rule of one member that is no [`TeamRule`].
    fn ensure_kind(
        &mut self,
        profile: &ProfileId,
        holds: bool,
        kind: BreachKind,
        detail: impl FnOnce() -> Wording,
    ) {
        self.ensure_of(profile, holds, None, detail);
        if let Some(breach) = self.found.last_mut().filter(|_| !holds) {
            breach.kind = kind;
        }
    }

    fn candidate(&self, id: &str) -> Option<&'a Candidate> {
        self.problem.candidates.iter().find(|c| c.id == id)
    }

    fn members(&self) -> impl Iterator<Item = (&'a Member, &'a Candidate)> + use<'a> {
        // By linear search: the check does not rely on the order in which the builder files candidates.
        let (members, all) = (self.team.members.iter(), &self.problem.candidates);
        members.filter_map(|m| Some((m, all.iter().find(|c| m.profile == *c.id)?)))
    }

    fn people(&mut self) {
        let mut seen = BTreeSet::new();
        for member in &self.team.members {
            let id = &member.profile;
            let is_excluded = self.rules.excluded.contains(id.as_str());
            let known = self.candidate(id).is_some() && !is_excluded;
            let kind = if is_excluded {
                BreachKind::Forbidden
            } else {
                BreachKind::Unknown
            };
            self.ensure_kind(id, known, kind, || {
                say!("{id} is not to be a member", "{id} 不得入选")
            });
            let once = seen.insert(id.as_str());
            self.ensure_kind(id, once, BreachKind::Twice, || {
                say!("{id} is a member twice", "{id} 重复入选")
            });
        }
        for id in &self.rules.required {
            let clause = TeamRule::Required(id.clone());
            let is_member = seen.contains(id.as_str());
            self.ensure(is_member, Some(clause), || {
                say!("{id} is not a member", "{id} 未入选")
            });
            if let Some(breach) = self.found.last_mut().filter(|_| !is_member) {
                breach.profile = Some(id.clone());
            }
        }
        let busy = |c: &Candidate| c.free.is_some_and(|free| free < self.rules.load);
        for (member, candidate) in self.members() {
            let is_free = !busy(candidate);
            self.ensure_of(&member.profile, is_free, Some(TeamRule::Load), || {
                say!("{} has no place free", "{} 没有空余名额", candidate.id)
            });
        }
        self.conflicts();
    }

    fn conflicts(&mut self) {
        let ids: Vec<&str> = self.team.members.iter().map(|m| &*m.profile).collect();
        for (at, one) in ids.iter().enumerate() {
            for other in &ids[at + 1..] {
                let place = |id: &str| self.problem.candidates.iter().position(|c| c.id == id);
                let (Some(a), Some(b)) = (place(one), place(other)) else {
                    continue;
                };
                let foes = self.problem.foes[a].iter().any(|&foe| foe as usize == b);
                self.ensure(
                    !(foes && self.rules.conflicts),
                    Some(TeamRule::Conflicts),
                    || {
                        say!(
                            "{one} and {other} are in conflict",
                            "{one} 与 {other} 有利益冲突"
                        )
                    },
                );
            }
        }
    }

    fn size_and_organizations(&mut self) {
        let lead = self.rules.lead.as_deref();
        let size = self.team.members.len() + usize::from(lead.is_some());
        let (members, (least, most)) = (counted(size, "member", "members"), self.rules.size);
        self.ensure(size >= least as usize, Some(TeamRule::SizeAtLeast), || {
            say!(
                "{members}, at least {least} asked",
                "{size}名成员，要求至少{least}名"
            )
        });
        self.ensure(size <= most as usize, Some(TeamRule::SizeAtMost), || {
            say!(
                "{members}, at most {most} asked",
                "{size}名成员，要求至多{most}名"
            )
        });
        let mut organizations: BTreeMap<&str, u32> = BTreeMap::new();
        let named = self
            .members()
            .filter_map(|(_, c)| c.organization.as_deref());
        // Members without a stated organisation count for none; the leading enterprise counts for its
        // own.
        for organization in named.chain(lead) {
            *organizations.entry(organization).or_default() += 1;
        }
        let asked = self.rules.organizations;
        self.ensure(
            organizations.len() >= asked as usize,
            Some(TeamRule::Organizations),
            || {
                say!(
                    "{} organisations, at least {asked} asked",
                    "{}个单位，要求至少{asked}个",
                    organizations.len()
                )
            },
        );
        let most = self.rules.per_organization.unwrap_or(UNLIMITED);
        for (organization, count) in organizations {
            self.ensure(count <= most, Some(TeamRule::PerOrganization), || {
                say!(
                    "{count} of {organization}, at most {most} asked",
                    "{organization}有{count}名，要求至多{most}名"
                )
            });
        }
        let same = self.team.lead.as_deref() == lead;
        self.ensure(same, None, || {
            say!("another enterprise leads", "牵头企业不符")
        });
    }

    fn chief(&mut self) {
        let chiefs: Vec<_> = self.members().filter(|(member, _)| member.chief).collect();
        let wanted = usize::from(self.rules.chief.is_some());
        self.ensure(chiefs.len() == wanted, Some(TeamRule::ChiefKind), || {
            say!(
                "{} chiefs, {wanted} asked",
                "{}名首席，要求{wanted}名",
                chiefs.len()
            )
        });
        let Some(rule) = &self.rules.chief else {
            return;
        };
        for (member, c) in chiefs {
            let id = &member.profile;
            let high = rule
                .level
                .is_none_or(|least| c.level.is_none_or(|level| level >= least));
            self.ensure_of(id, high, Some(TeamRule::ChiefLevel), || {
                say!(
                    "chief {} is not of the level asked",
                    "首席 {} 的层次不符合要求",
                    c.id
                )
            });
            let of_kind = rule.kinds.is_empty() || rule.kinds.iter().any(|k| c.kind == Some(*k));
            self.ensure_of(id, of_kind, Some(TeamRule::ChiefKind), || {
                say!(
                    "chief {} is not of the kind asked",
                    "首席 {} 的类别不符合要求",
                    c.id
                )
            });
            let enough = self.covers(&c.id, rule.share);
            self.ensure_of(id, enough, Some(TeamRule::ChiefShare), || {
                say!(
                    "chief {} covers less alone than asked",
                    "首席 {} 一人的覆盖低于要求",
                    c.id
                )
            });
        }
    }

    fn labels_and_roles(&mut self) {
        for (label, &(least, most)) in &self.rules.labels {
            let has = |c: &Candidate| c.labels.contains(label);
            let count = self.members().filter(|(_, c)| has(c)).count();
            let low = TeamRule::LabelAtLeast(label.clone());
            self.ensure(count >= least as usize, Some(low), || {
                say!(
                    "{count} of {label}, at least {least} asked",
                    "{label} 有{count}名，要求至少{least}名"
                )
            });
            let high = TeamRule::LabelAtMost(label.clone());
            self.ensure(count <= most as usize, Some(high), || {
                say!(
                    "{count} of {label}, at most {most} asked",
                    "{label} 有{count}名，要求至多{most}名"
                )
            });
        }
        for (name, role) in &self.rules.roles {
            let plays = |m: &Member| m.role.as_ref() == Some(name);
            let count = self.members().filter(|(m, _)| plays(m)).count();
            let low = TeamRule::RoleAtLeast(name.clone());
            self.ensure(count >= role.least as usize, Some(low), || {
                say!(
                    "{count} as {name}, at least {} asked",
                    "{name} 角色有{count}名，要求至少{}名",
                    role.least
                )
            });
            let high = TeamRule::RoleAtMost(name.clone());
            self.ensure(count <= role.most as usize, Some(high), || {
                say!(
                    "{count} as {name}, at most {} asked",
                    "{name} 角色有{count}名，要求至多{}名",
                    role.most
                )
            });
        }
        for (member, c) in self.members() {
            let role = member.role.as_ref().map(|name| self.rules.roles.get(name));
            let fits = match role {
                None => self.rules.roles.is_empty(),
                Some(role) => role.is_some_and(|r| r.labels.iter().any(|l| c.labels.contains(l))),
            };
            self.ensure_kind(&member.profile, fits, BreachKind::Shortfall, || {
                say!("{} cannot play its role", "{} 不能担任其角色", c.id)
            });
        }
    }

    fn topics(&mut self) {
        let problem = self.problem;
        let told: Vec<&str> = self.team.topics.iter().map(|t| &*t.topic).collect();
        let known: Vec<&str> = problem.topics.iter().map(|t| &*t.name).collect();
        self.ensure(told == known, None, || {
            say!(
                "the topics are not those of the problem",
                "主题与问题不一致"
            )
        });
        for topic in &self.team.topics {
            let name = &topic.topic;
            let least = self.rules.least_share(name).to_f64();
            let clause = TeamRule::Topic(name.clone());
            self.ensure(topic.covered >= least, Some(clause), || {
                say!(
                    "{name} is covered to {}, {least} asked",
                    "“{name}”覆盖 {}，要求 {least}",
                    topic.covered
                )
            });
            let members = self.team.members.iter();
            let proofs = members.filter_map(|m| problem.proof(&m.profile, name));
            let shares: Vec<f64> = proofs.map(|(share, _)| share).collect();
            let best = shares.iter().copied().fold(0.0, f64::max);
            // Equality of floats is meant: both come from the same integer steps, so any difference is a
            // fault.
            self.ensure(topic.covered == best, None, || {
                say!(
                    "{name} is covered to {best}, not {}",
                    "“{name}”的覆盖应为 {best}，而不是 {}",
                    topic.covered
                )
            });
            let right = topic.proofs.iter().all(|proof| {
                let known = problem.proof(&proof.profile, name);
                known == Some((proof.share, &proof.evidence))
            });
            let all = right && topic.proofs.len() == shares.len();
            self.ensure(all, None, || {
                say!(
                    "the proofs of {name} are not those of the members",
                    "“{name}”的证明与成员的不一致"
                )
            });
        }
    }

    /// Whether one candidate alone covers `share` of the need (0 to 1), compared in nine decimals.
    fn covers(&self, id: &str, share: f64) -> bool {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 10^9"
        )]
        let decimal = |share: f64| (share * 1e9).round() as u128;
        let topics = self.problem.topics.iter();
        let (mut proved, mut whole) = (0, 0);
        for topic in topics {
            let part = self.problem.proof(id, &topic.name).map_or(0.0, |p| p.0);
            // The mass keeps the ratios of the weights as given, so that an exact tie is enough.
            proved += u128::from(topic.mass) * decimal(part);
            whole += u128::from(topic.mass);
        }
        proved >= whole * decimal(share)
    }

    /// Points of coverage that the candidates of these ids have together.
    fn covered_by(&self, ids: &[&str]) -> u64 {
        let share = |topic: &str, id: &&str| self.problem.proof(id, topic).map_or(0.0, |p| p.0);
        let topics = self.problem.topics.iter();
        let points = topics.map(|topic| {
            let best = ids.iter().map(|id| share(&topic.name, id));
            let best = Fraction::from_f64(best.fold(0.0, f64::max));
            u64::from(topic.weight) * u64::from(best.steps())
        });
        points.sum()
    }

    fn figures(&mut self) {
        let ids: Vec<&str> = self.team.members.iter().map(|m| &*m.profile).collect();
        let all = self.covered_by(&ids);
        let float = |points: u64| crate::num::Points(points).to_f64();
        self.ensure(self.team.coverage == float(all), None, || {
            say!(
                "coverage is {}, not {}",
                "覆盖应为 {}，而不是 {}",
                float(all),
                self.team.coverage
            )
        });
        for (at, member) in self.team.members.iter().enumerate() {
            let others: Vec<&str> = ids
                .iter()
                .copied()
                .filter(|id| member.profile != **id)
                .collect();
            // Quadratic in the members, with nothing carried over: each figure is computed afresh from
            // the problem.
            let before = self.covered_by(&ids[..at]);
            let right = [
                (member.alone, self.covered_by(&ids[at..=at])),
                (member.adds, self.covered_by(&ids[..=at]) - before),
                (member.marginal, all - self.covered_by(&others)),
            ];
            let holds = right.iter().all(|&(told, points)| told == float(points));
            self.ensure_of(&member.profile, holds, None, || {
                say!(
                    "a contribution of {} is wrong",
                    "{} 的贡献数值有误",
                    member.profile
                )
            });
        }
    }
}
