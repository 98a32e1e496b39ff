//! Limits and shares of a plan of deliveries.

use super::material::MATERIAL;
use crate::error::{Error, Result, say};

/// Share of places that newcomers may take without another number.
const NEWCOMERS: f64 = 0.1;

/// Limits and shares of a plan, beside the quotas of the subscriptions.
///
/// # Example
/// ```
/// use qianxian::push::PlanOptions;
/// // No recipient gets more than five a week, and no expert is sent to more than three.
/// let options = PlanOptions::new().per_recipient_week(5).per_record_week(3).seed(7);
/// # let _ = options;
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PlanOptions {
    /// Most deliveries of the plan; `None` for no limit.
    pub total: Option<u32>,
    /// Most deliveries to one recipient from Monday to Sunday, of all subscriptions; `None` for no limit.
    pub per_recipient_week: Option<u32>,
    /// Most deliveries of one record from Monday to Sunday; `None` for no limit.
    pub per_record_week: Option<u32>,
    /// Probability with which a place of a subscription goes to a newcomer, 0 to 1.
    pub newcomers: f64,
    /// Seed of the lottery among newcomers.
    pub seed: u64,
    /// Least change of a score, 0 to 1, at which a changed record may be sent to a recipient again.
    pub material: f64,
}

impl Default for PlanOptions {
    fn default() -> Self {
        Self {
            total: None,
            per_recipient_week: None,
            per_record_week: None,
            newcomers: NEWCOMERS,
            seed: 0,
            material: MATERIAL,
        }
    }
}

impl PlanOptions {
    /// Creates options without limits, and a tenth of the places for newcomers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the most deliveries of the plan (default: no limit).
    #[must_use]
    pub fn total(self, most: u32) -> Self {
        Self {
            total: Some(most),
            ..self
        }
    }

    /// Sets the most deliveries to one recipient in a week, of all subscriptions (default: no limit).
    #[must_use]
    pub fn per_recipient_week(self, most: u32) -> Self {
        Self {
            per_recipient_week: Some(most),
            ..self
        }
    }

    /// Sets the most deliveries of one record in a week, so that no expert is flooded (default: no limit).
    #[must_use]
    pub fn per_record_week(self, most: u32) -> Self {
        Self {
            per_record_week: Some(most),
            ..self
        }
    }

    /// Sets the probability with which a place goes to a newcomer, 0 to 1 (default 0.1; 0 holds no lottery).
    #[must_use]
    pub fn newcomers(self, share: f64) -> Self {
        Self {
            newcomers: share,
            ..self
        }
    }

    /// Sets the seed of the lottery (default 0). One seed, day and outbox draw the same.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Sets the least change of a score at which a changed record may be sent again, 0 to 1 (default 0.05).
    #[must_use]
    pub fn material(self, least: f64) -> Self {
        Self {
            material: least,
            ..self
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        for (field, value) in [("newcomers", self.newcomers), ("material", self.material)] {
            if !(0.0..=1.0).contains(&value) {
                let repair = say!("give a number from 0 to 1", "请填0至1之间的数");
                return Err(Error::invalid(field, value, repair));
            }
        }
        Ok(())
    }
}
