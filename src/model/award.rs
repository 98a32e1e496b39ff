//! The sum that a firm would get from a subsidy or a voucher.

use serde::{Deserialize, Serialize};

use super::{Budget, Mode, Profile, ProfileKind, Subsidy};

/// The sum that a firm would get from a programme, with the figures it rests on; all sums in 万元.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Award {
    /// Most that it would get; none if nothing stated bounds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
    /// Share of the cost that is paid, in per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// The cost: the upper end of the need's budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
    /// Ceiling of the programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<f64>,
    /// Sum for each unit; their number is to be proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<f64>,
}

impl Award {
    /// The sum that a firm with that budget would get from `profile`: the share of its cost, at most the ceiling. `None`
    /// if the profile is no programme, or states no figure.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Award, Budget, Profile, ProfileKind};
    ///
    /// let mut policy = Profile::new("p1", ProfileKind::Policy, "示例创新券")?;
    /// policy.subsidy.share = Some(30.0);
    /// policy.budget = Some(Budget::new(None, Some(50.0))?);
    /// let cost = Budget::new(None, Some(50.0))?;
    /// assert_eq!(Award::of(&policy, Some(&cost)).unwrap().most, Some(15.0));
    /// assert_eq!(Award::of(&policy, None).unwrap().most, Some(50.0)); // the cost is to be proved
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn of(profile: &Profile, budget: Option<&Budget>) -> Option<Self> {
        let Subsidy { share, each } = profile.subsidy;
        let ceiling = profile.budget.and_then(|budget| budget.max());
        let is_programme =
            profile.kind == ProfileKind::Policy || profile.modes.contains(&Mode::Voucher);
        let is_stated = share.is_some() || each.is_some();
        let is_capped = is_programme && ceiling.is_some();
        if !(is_stated || is_capped) {
            return None;
        }
        let cost = share
            .and(budget)
            .and_then(|budget| budget.max().or(budget.min()));
        let part = share.zip(cost).map(|(share, cost)| cost * share / 100.0);
        let most = match (part, ceiling) {
            (Some(part), Some(ceiling)) => Some(part.min(ceiling)),
            (part, ceiling) => part.or(ceiling),
        };
        Some(Self {
            most,
            share,
            cost,
            ceiling,
            each,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use super::{Award, Subsidy};
    use crate::model::{Budget, Profile, ProfileKind};

    fn award(
        kind: ProfileKind,
        subsidy: serde_json::Value,
        ceiling: Option<f64>,
        cost: Option<f64>,
    ) -> Option<Award> {
        let mut profile = Profile::new("p", kind, "示例").unwrap();
        profile.subsidy = Subsidy::from_json(subsidy).unwrap();
        profile.budget = ceiling.map(|most| Budget::new(None, Some(most)).unwrap());
        let budget = cost.map(|cost| Budget::new(None, Some(cost)).unwrap());
        Award::of(&profile, budget.as_ref())
    }

    #[test]
    fn a_share_is_cut_at_the_ceiling_and_unknown_costs_leave_the_ceiling() {
        let policy = ProfileKind::Policy;
        let share = || json!({"share": "30%"});
        let most = |ceiling, cost| award(policy, share(), ceiling, cost).unwrap().most;
        assert_eq!(most(Some(50.0), Some(50.0)), Some(15.0));
        assert_eq!(most(Some(50.0), Some(500.0)), Some(50.0));
        assert_eq!(most(Some(50.0), None), Some(50.0));
        assert_eq!(most(None, Some(200.0)), Some(60.0));
        assert_eq!(most(None, None), None);
        let each = award(policy, json!({"each": "2万元"}), None, Some(50.0)).unwrap();
        assert_eq!((each.each, each.most, each.cost), (Some(2.0), None, None));
        assert_eq!(award(policy, json!({}), None, Some(50.0)), None);
        assert_eq!(
            award(policy, json!({}), Some(50.0), None).unwrap().most,
            Some(50.0)
        );
        assert_eq!(
            award(ProfileKind::Finance, json!({}), Some(50.0), None),
            None,
            "a loan is no award"
        );
    }

    #[test]
    fn shares_are_read_as_surveys_write_them() {
        for (text, percent) in [
            ("30%", 30.0),
            ("不超过30％", 30.0),
            ("0.5", 50.0),
            ("按50%给予补助", 50.0),
            ("50", 50.0),
        ] {
            let read = Subsidy::from_json(json!({"share": text})).unwrap();
            assert_eq!(read.share, Some(percent), "{text}");
        }
        for text in ["0", "130%", "按实际", "-5%"] {
            let error = Subsidy::from_json(json!({"share": text})).unwrap_err();
            assert_eq!(error.field(), Some("subsidy.share"), "{text}");
        }
    }
}
