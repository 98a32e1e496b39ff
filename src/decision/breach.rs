//! Broken constraints of all decisions in one shape.

use std::fmt;

use crate::error::Bilingual;
use crate::model::spelled::spelled;
use crate::model::{NeedId, ProfileId};

spelled! {
    /// How a result breaks a constraint, in words that assignments, teams and events share.
    pub enum BreachKind as "kind of breach" {
        /// A record, pair, place or time is named that the problem does not have.
        Unknown = "unknown" | "不存在",
        /// A pair, member or meeting is there that was ruled out.
        Forbidden = "forbidden" | "被排除",
        /// A pair, member or meeting that was required is missing.
        Missing = "missing" | "缺少",
        /// A member or meeting comes twice.
        Twice = "twice" | "重复",
        /// A number of partners, members or meetings is out of its range.
        Count = "count" | "数量不符",
        /// A group or round table is not whole.
        Split = "split" | "不完整",
        /// A party or table is not free at that time.
        Time = "time" | "时间冲突",
        /// A level, kind, role or coverage falls short of the demand.
        Shortfall = "shortfall" | "未达要求",
        /// A need and a profile would both rather have each other.
        Unstable = "unstable" | "不稳定",
        /// A stated figure, proof or name is not the problem's.
        Figure = "figure" | "数字有误",
    }
}

/// A constraint that a result breaks; its text says which, with the facts, in both languages ([`Bilingual`]).
///
/// Implemented by [`AssignmentBreach`](crate::assign::AssignmentBreach), [`TeamBreach`](crate::team::TeamBreach) and
/// [`EventBreach`](crate::event::EventBreach), so that one piece of code reports the breaches of all three.
///
/// # Example
/// ```
/// use qianxian::decision::{Breach, BreachKind};
/// use qianxian::team::{Candidate, Options, Team, TeamProblem, TeamRules, verify};
///
/// fn report(breach: &dyn Breach) -> String {
///     let who = breach.profile().map_or("all", |id| id.as_str());
///     match breach.kind() {
///         BreachKind::Missing => format!("add {who}"),
///         kind => format!("{kind}: {breach}"),
///     }
/// }
///
/// let mut builder = TeamProblem::builder();
/// builder.topic("针状焦", 1.0)?;
/// builder.candidate(Candidate::new("p1"))?;
/// builder.candidate(Candidate::new("p2"))?;
/// let problem = builder.build()?;
/// let rules = TeamRules::new().require("p1".parse()?).size(1..=1);
/// let team = Team::form(&problem, &rules, Options::new())?.into_result()?;
/// let broken = verify(&problem, &rules.require("p2".parse()?), &team);
/// assert_eq!(broken.iter().map(|b| report(b)).collect::<Vec<_>>(), ["add p2"]);
/// # Ok::<(), qianxian::Error>(())
/// ```
pub trait Breach: fmt::Display + Bilingual {
    /// How the constraint is broken.
    #[must_use]
    fn kind(&self) -> BreachKind;

    /// Id of the need that the constraint binds; `None` if it binds no single need.
    #[must_use]
    fn need(&self) -> Option<&NeedId>;

    /// Id of the profile that the constraint binds; `None` if it binds no single profile.
    #[must_use]
    fn profile(&self) -> Option<&ProfileId>;
}
