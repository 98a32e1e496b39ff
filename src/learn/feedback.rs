//! Feedback on matches, event by event, and the outcome of each pair.

use std::collections::BTreeMap;

use super::MatchOutcome;
use crate::error::{Error, Result, say};
use crate::model::{Date, NeedId, ProfileId};

/// One thing that happened to a match.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Feedback {
    /// The need.
    pub need: NeedId,
    /// The profile that was proposed for it.
    pub profile: ProfileId,
    /// Outcome of the match.
    pub outcome: MatchOutcome,
    /// The day.
    pub date: Option<Date>,
    /// Rank at which it was shown, from 1.
    pub rank: Option<u32>,
    /// How likely it was that somebody looked at that place of the list, above 0 and at most 1.
    pub propensity: Option<f64>,
}

impl Feedback {
    /// An event of which nothing more is known.
    ///
    /// # Example
    /// ```
    /// use qianxian::learn::{Feedback, MatchOutcome};
    /// use qianxian::model::{Date, NeedId, ProfileId};
    ///
    /// let event = Feedback::new(NeedId::new("n1")?, ProfileId::new("p1")?, MatchOutcome::Signed)
    ///     .on(Date::new(2024, 7, 1)?)
    ///     .at_rank(2)?;
    /// assert_eq!((event.rank, event.propensity), (Some(2), None));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub const fn new(need: NeedId, profile: ProfileId, outcome: MatchOutcome) -> Self {
        Self {
            need,
            profile,
            outcome,
            date: None,
            rank: None,
            propensity: None,
        }
    }

    /// Sets the day of the event; default unknown.
    #[must_use]
    pub fn on(self, date: Date) -> Self {
        Self {
            date: Some(date),
            ..self
        }
    }

    /// Sets the rank at which the profile was shown, from 1; default unknown.
    ///
    /// # Errors
    /// Invalid input if `rank` is 0.
    pub fn at_rank(self, rank: u32) -> Result<Self> {
        if rank == 0 {
            return Err(Error::invalid(
                "rank",
                rank,
                say!("count ranks from 1", "名次从1开始"),
            ));
        }
        Ok(Self {
            rank: Some(rank),
            ..self
        })
    }

    /// Sets the probability that somebody looked, above 0 and at most 1; default unknown.
    ///
    /// # Errors
    /// Invalid input if `propensity` is out of range.
    pub fn with_propensity(self, propensity: f64) -> Result<Self> {
        check_propensity(propensity)?;
        Ok(Self {
            propensity: Some(propensity),
            ..self
        })
    }
}

/// Above 0 and at most 1.
pub(super) fn check_propensity(propensity: f64) -> Result<()> {
    if propensity > 0.0 && propensity <= 1.0 {
        return Ok(());
    }
    let repair = say!(
        "give a probability above 0 and at most 1, or leave it out",
        "请填大于0且不超过1的概率，或不填"
    );
    Err(Error::invalid("propensity", propensity, repair))
}

/// The outcome of one pair after all its events.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PairOutcome {
    pub(crate) outcome: MatchOutcome,
    pub(crate) date: Option<Date>,
    pub(crate) propensity: Option<f64>,
}

impl PairOutcome {
    fn of(event: &Feedback) -> Self {
        Self {
            outcome: event.outcome,
            date: event.date,
            propensity: event.propensity,
        }
    }

    /// Adds an event. A refusal replaces earlier outcomes; else the furthest stage counts. The day and the propensity
    /// are the first ones given: they belong to the showing.
    fn add(&mut self, event: &Feedback) {
        let further = event.outcome.grade() >= self.outcome.grade();
        if event.outcome == MatchOutcome::Refused || further {
            self.outcome = event.outcome;
        }
        self.date = self.date.or(event.date);
        self.propensity = self.propensity.or(event.propensity);
    }
}

/// Groups events by need and profile, in the order of their days (events without a day first), then as given.
pub(crate) fn fold(events: &[Feedback]) -> BTreeMap<&NeedId, BTreeMap<&ProfileId, PairOutcome>> {
    let mut ordered: Vec<&Feedback> = events.iter().collect();
    ordered.sort_by_key(|event| event.date);
    let mut needs: BTreeMap<_, BTreeMap<_, PairOutcome>> = BTreeMap::new();
    for event in ordered {
        let pairs = needs.entry(&event.need).or_default();
        let pair = pairs.entry(&event.profile);
        pair.and_modify(|pair| pair.add(event))
            .or_insert_with(|| PairOutcome::of(event));
    }
    needs
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Feedback, fold};
    use crate::learn::MatchOutcome;
    use crate::model::{NeedId, ProfileId};

    fn event(outcome: MatchOutcome, day: &str) -> Feedback {
        let ids = (NeedId::new("n").unwrap(), ProfileId::new("p").unwrap());
        Feedback::new(ids.0, ids.1, outcome).on(day.parse().unwrap())
    }

    fn outcome(events: &[Feedback]) -> MatchOutcome {
        let folded = fold(events);
        let pairs = folded.values().next().unwrap();
        pairs.values().next().unwrap().outcome
    }

    #[test]
    fn the_furthest_stage_stands_unless_a_refusal_came_later() {
        use MatchOutcome::{Contacted, Refused, Shown, Signed, Viewed};
        let (may, june, july) = ("2024-05-01", "2024-06-01", "2024-07-01");
        assert_eq!(
            outcome(&[event(Contacted, june), event(Viewed, july)]),
            Contacted
        );
        assert_eq!(
            outcome(&[event(Refused, july), event(Contacted, june)]),
            Refused
        );
        assert_eq!(
            outcome(&[event(Refused, may), event(Signed, june)]),
            Signed,
            "taken up again"
        );
        assert_eq!(
            outcome(&[event(Refused, may), event(Shown, june)]),
            Shown,
            "shown again"
        );
    }

    #[test]
    fn ranks_and_propensities_are_checked() {
        let event = event(MatchOutcome::Viewed, "2024-05-01");
        assert!(event.clone().at_rank(0).is_err());
        for wrong in [0.0, 1.5, f64::NAN] {
            assert!(event.clone().with_propensity(wrong).is_err(), "{wrong}");
        }
    }
}
