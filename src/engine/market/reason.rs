//! Why a pair was assigned, or was not.

use serde::{Deserialize, Serialize};

use super::Market;
use crate::assign::Deepened;
use crate::error::{Bilingual, Result, Wording, displays_wording, say};
use crate::model::{NeedId, ProfileId};
use crate::rule::Violation;

/// Why a need has a profile, or has not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PairReason {
    /// The need.
    pub need: NeedId,
    /// The profile.
    pub profile: ProfileId,
    /// Score of the pair, from 0 to 1, also if it is not assigned.
    pub score: f64,
    /// Rules that bar it; such a pair is never assigned.
    pub violations: Vec<Violation>,
    /// The caller forbade it.
    pub forbidden: bool,
    /// It is under way already, and so neither assigned nor forbidden.
    #[serde(default)]
    pub at_work: bool,
    /// It was assigned.
    pub assigned: bool,
    /// Least that the total would lose if the pair were required, by the dual prices: the worth of need and profile
    /// elsewhere, less the pair's score. None if the outcome has no prices.
    pub loss: Option<f64>,
}

impl Bilingual for PairReason {
    fn wording(&self) -> Wording {
        let why = match (self.violations.first(), self.loss) {
            _ if self.assigned => say!("assigned", "已分配"),
            _ if self.at_work => say!(
                "at work already, as the ledger says",
                "台账中已在对接，不再分配"
            ),
            (Some(violation), _) => {
                let violation = violation.wording();
                say!("ruled out: {violation}", "被规则排除：{violation}"; violation)
            }
            _ if self.forbidden => say!("forbidden by the caller", "已被指定禁止"),
            (None, Some(loss)) => say!(
                "not assigned: it would lower the total by {loss:.6} or more",
                "未分配：若分配，总分至少降低 {loss:.6}"
            ),
            (None, None) => say!("not assigned", "未分配"),
        };
        let (need, profile, score) = (&self.need, &self.profile, self.score);
        say!(
            "{need} – {profile} scores {score:.6}: {why}",
            "{need} – {profile} 得分 {score:.6}：{why}";
            why
        )
    }
}

displays_wording!(PairReason);

impl Market {
    /// Why `need` has `profile` in `found`, or has not; `found` is the result of this market's solve.
    ///
    /// # Errors
    /// Not found if one side takes no part.
    pub fn reason(
        &self,
        found: &Deepened,
        need: &NeedId,
        profile: &ProfileId,
    ) -> Result<PairReason> {
        let asked = self.open(need)?;
        let record = self.snapshot.profile(profile)?;
        let why = self.snapshot.explain(asked, &record, &self.rank)?;
        let assignment = found.outcome.solved();
        let has = |a: &crate::assign::Assignment| {
            let mut own = a.profiles_of(need.as_str());
            own.any(|pair| pair.profile == profile.as_str())
        };
        let loss = assignment
            .and_then(|a| a.loss_with(&found.problem, need.as_str(), profile.as_str(), why.score));
        let forbidden = self.pairs.get(&(need.clone(), profile.clone()));
        Ok(PairReason {
            need: need.clone(),
            profile: profile.clone(),
            score: why.score,
            violations: why.violations,
            at_work: self.is_at_work(need, &record.id),
            forbidden: forbidden.copied().unwrap_or(false),
            assigned: assignment.is_some_and(has),
            loss,
        })
    }
}
