//! What a ledger teaches: the outcomes of its matches for learning, and the probability of success learned from them.

use serde::{Deserialize, Serialize};

use super::{Lessons, OnProgress, Snapshot};
use crate::error::{Error, Result, say};
use crate::learn::{Feedback, MatchOutcome, Reliability, SuccessCurve, SuccessStep};
use crate::ledger::{EntryContent, EntryKind, Ledger};
use crate::model::Date;
use crate::rank::RankOptions;
use crate::score::KindWeights;

/// Name of the model among the settings of the ledger.
pub(super) const SETTING: &str = "success";

/// The probability that a match succeeds, by its score, as the outcomes in a ledger show it.
///
/// It holds for scores under the weights that it was learned with, and speaks of matches that were proposed and ended,
/// like the ones that it was learned from.
///
/// # Example
/// ```
/// use qianxian::engine::SuccessModel;
/// use qianxian::learn::{Ended, Reliability, SuccessCurve};
/// use qianxian::model::NeedId;
/// use qianxian::RankOptions;
///
/// // Half of the matches with a score of .6 succeeded, none with .3.
/// let ended = |i: usize| Ok(Ended {
///     need: NeedId::new(format!("n{i}"))?,
///     score: if i % 3 == 0 { 0.3 } else { 0.6 },
///     success: i % 3 == 1,
/// });
/// let ended = (0..90).map(ended).collect::<qianxian::Result<Vec<_>>>()?;
/// let options = RankOptions::new("2026-11-29".parse()?);
/// let model = SuccessModel::new(SuccessCurve::fit(&ended)?, Reliability::measure(&ended, 5, 1)?, &options);
/// assert_eq!(model.forecast(0.6).probability, 0.5);
/// assert!(model.holds_for(&options));
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SuccessModel {
    /// Probability by score.
    pub curve: SuccessCurve,
    /// How well such a curve predicts outcomes that it did not see.
    pub reliability: Reliability,
    /// Weights of the scores.
    pub weights: KindWeights,
    /// The day of the options that it was learned under.
    pub learned: Date,
}

/// The probability that one match succeeds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SuccessForecast {
    /// Probability, from 0 to 1.
    pub probability: f64,
    /// Lower end of its 95 % interval, from 0 to 1.
    pub low: f64,
    /// Upper end of its 95 % interval, from 0 to 1.
    pub high: f64,
}

impl SuccessModel {
    /// A curve, and how well it predicts, of matches whose scores were those of `options`; learned on their day.
    #[must_use]
    pub fn new(curve: SuccessCurve, reliability: Reliability, options: &RankOptions) -> Self {
        Self {
            curve,
            reliability,
            weights: options.kind_weights().clone(),
            learned: options.today(),
        }
    }

    /// Whether scores under `options` have the weights that it was learned with.
    #[must_use]
    pub fn holds_for(&self, options: &RankOptions) -> bool {
        self.weights == *options.kind_weights()
    }

    /// The probability of success of a match with that score. O(log steps).
    #[must_use]
    pub fn forecast(&self, score: f64) -> SuccessForecast {
        let steps = self.curve.steps();
        let after = steps.partition_point(|step| step.to < score);
        let inside = steps.get(after).filter(|step| step.from <= score);
        // Between two steps either may hold; beyond the ends nothing was seen, and the end stays.
        let around = match (inside, after.checked_sub(1)) {
            (Some(step), _) => [Some(step), None],
            (None, before) => [before.and_then(|at| steps.get(at)), steps.get(after)],
        };
        let ends = around.into_iter().flatten();
        let least = |of: fn(&SuccessStep) -> f64| ends.clone().map(of).fold(1.0, f64::min);
        let most = |of: fn(&SuccessStep) -> f64| ends.clone().map(of).fold(0.0, f64::max);
        SuccessForecast {
            probability: self.curve.probability(score),
            low: least(|step| step.low),
            high: most(|step| step.high),
        }
    }
}

impl Ledger<'_> {
    /// What happened to the matches, for learning: one event for each entry that says how far a match came, with the
    /// corrections applied and the probability with which it was pushed, by need and profile. O(entries).
    ///
    /// Proposed and pushed count as shown; contacted, visited, met and agreed as contacted. Notes, deadlines, handing
    /// over and withdrawals say nothing of how well the two sides fit.
    ///
    /// # Errors
    /// Corrupt if the ledger cannot be read.
    ///
    /// # Example
    /// ```
    /// use qianxian::learn::MatchOutcome;
    /// use qianxian::ledger::{EntryContent, EntryKind, Ledger};
    /// use qianxian::model::{NeedId, ProfileId};
    ///
    /// let ledger = Ledger::in_memory()?;
    /// let entry = |kind| Ok::<_, qianxian::Error>(EntryContent::new(NeedId::new("n1")?, ProfileId::new("p1")?, kind, "2026-11-29".parse()?));
    /// ledger.append(entry(EntryKind::Pushed)?.propensity(0.8))?;
    /// ledger.append(entry(EntryKind::Visited)?)?;
    /// let events = ledger.feedback()?;
    /// assert_eq!((events[0].outcome, events[0].propensity), (MatchOutcome::Shown, Some(0.8)));
    /// assert_eq!(events[1].outcome, MatchOutcome::Contacted);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn feedback(&self) -> Result<Vec<Feedback>> {
        self.of_happened(event)
    }

    /// The probability of success learned last; `None` if none was.
    ///
    /// # Errors
    /// Corrupt if the ledger cannot be read.
    pub fn success_model(&self) -> Result<Option<SuccessModel>> {
        self.setting(SETTING, |text| serde_json::from_str(text).ok())
    }

    /// Keeps what was learned, in place of what was learned before.
    ///
    /// # Errors
    /// Errors of writing; the old one stays then.
    pub fn set_success_model(&self, model: &SuccessModel) -> Result<()> {
        let text = serde_json::to_string(model).map_err(|error| {
            Error::fault(say!(
                "a model that is no JSON: {error}",
                "模型无法写成 JSON：{error}"
            ))
        })?;
        self.set_setting(SETTING, &text)
    }
}

impl Snapshot {
    /// Examples from the outcomes of the matches in `ledger`: [`Snapshot::lessons_from_feedback`] of
    /// [`Ledger::feedback`].
    ///
    /// To be asked of a snapshot without [`Snapshot::with_loads`]: a load that the ledger knows is what became of the
    /// matches, and weights must not learn from it.
    ///
    /// # Errors
    /// Corrupt if a record or the ledger cannot be read; cancelled if `progress` (of needs) breaks.
    pub fn lessons_from_ledger(
        &self,
        ledger: &Ledger<'_>,
        options: &RankOptions,
        progress: OnProgress<'_>,
    ) -> Result<Lessons> {
        self.lessons_from_feedback(&ledger.feedback()?, options, progress)
    }
}

/// What an entry says of how far its match came.
fn event(content: &EntryContent) -> Option<Feedback> {
    let outcome = match content.kind {
        EntryKind::Proposed | EntryKind::Pushed => MatchOutcome::Shown,
        EntryKind::Viewed => MatchOutcome::Viewed,
        EntryKind::Contacted | EntryKind::Visited | EntryKind::Met | EntryKind::Agreed => {
            MatchOutcome::Contacted
        }
        EntryKind::Signed => MatchOutcome::Signed,
        EntryKind::Solved => MatchOutcome::Solved,
        EntryKind::Refused => MatchOutcome::Refused,
        EntryKind::Withdrawn
        | EntryKind::Note
        | EntryKind::Deadline
        | EntryKind::Handed
        | EntryKind::Correction => return None,
    };
    let event = Feedback::new(content.need.clone(), content.profile.clone(), outcome);
    let mut event = event.on(content.at.date());
    event.propensity = content.propensity;
    Some(event)
}
