//! How lists are kept, and what an update says.

use crate::model::RecordId;
use crate::num::hash64;
use crate::rank::RankOptions;
use crate::rule::Violation;
use crate::score::Fit;
use crate::standing::ListChange;

/// Part of the profiles that may change before statistics are renewed.
const RENEW_ABOVE: f64 = 0.2;

/// How standing lists are ranked and kept.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StandingOptions {
    pub(super) rank: RankOptions,
    pub(super) goes_by_ledger: bool,
    pub(super) renew_above: Option<f64>,
}

impl StandingOptions {
    /// Lists ranked by `rank`, whose day is the first day of lists that are new; k, least fit and kinds are of each
    /// subscription.
    #[must_use]
    pub fn new(rank: RankOptions) -> Self {
        Self {
            rank,
            goes_by_ledger: true,
            renew_above: Some(RENEW_ABOVE),
        }
    }

    /// Whether matches at work in the ledger take places of profiles (default: yes), as in
    /// [`Snapshot::with_loads`](crate::Snapshot::with_loads).
    #[must_use]
    pub fn by_ledger(self, goes_by_ledger: bool) -> Self {
        Self {
            goes_by_ledger,
            ..self
        }
    }

    /// The [drift](super::StandingMatches::drift) above which an update renews the statistics (default .2); `None` for
    /// never.
    #[must_use]
    pub fn renew_above(self, drift: Option<f64>) -> Self {
        Self {
            renew_above: drift,
            ..self
        }
    }

    /// A digest of all options that change a list, but the day.
    pub(super) fn digest(&self) -> u64 {
        let any_day = crate::model::Date::FIRST;
        let rank = self.rank.clone().on(any_day).scored_on(any_day);
        // Every field is in it, whichever is added next.
        hash64(format!("{rank:?} {}", self.goes_by_ledger).as_bytes())
    }
}

/// What an update of standing lists found.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct StandingUpdate {
    /// What each list gained, lost and moved, by subscription; lists without a change are not here.
    pub changes: Vec<ListChange>,
    /// Profiles that changed since the update before: records, places, days.
    pub changed_profiles: usize,
    /// Needs that changed since the update before: records, last days, facts that their enterprises state.
    pub changed_needs: usize,
    /// Lists that were ranked from scratch.
    pub ranked: usize,
    /// How far the library has moved from the frozen statistics ([`super::StandingMatches::drift`]).
    pub drift: f64,
    /// Whether statistics were renewed.
    pub is_renewed: bool,
}

impl StandingUpdate {
    /// Adds what a later update found.
    pub(super) fn join(&mut self, later: Self) {
        self.changes.extend(later.changes);
        self.changed_profiles += later.changed_profiles;
        self.changed_needs += later.changed_needs;
        self.ranked += later.ranked;
        self.drift = later.drift;
    }
}

/// A member of a standing list.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct StandingMember {
    /// The record.
    pub record: RecordId,
    /// The score of the record for the subscription, under the frozen statistics, 0 to 1.
    pub score: f64,
    /// How well the record fits.
    pub fit: Fit,
}

/// Why a standing list is empty.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub enum Silence {
    /// The record that the subscription stands for is not in the library.
    NoSubject,
    /// The question cannot be read any more: what names an industry or a field is unknown.
    Unreadable(String),
    /// A rule closes the need to everybody.
    Closed(Violation),
    /// No record fits that no rule bars.
    NobodyFits,
}
