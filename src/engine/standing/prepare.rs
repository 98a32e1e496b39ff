//! Subscriptions on their way into the lists: read and analysed, many at once.

use rayon::prelude::*;

use super::subject::{Asking, RecordTests, Resolved};
use crate::compiled::AnalysedNeed;
use crate::engine::Snapshot;
use crate::error::{Error, Result};
use crate::model::{Profile, ProfileKind};
use crate::rank::RankOptions;
use crate::score::Fit;
use crate::standing::Subscription;

/// A subscription and what it asks for.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) subscription: Subscription,
    /// `None` if the record that it stands for is not in the library; the fault of a question that cannot be read.
    pub(super) wish: std::result::Result<Option<PreparedWish>, Error>,
}

/// What a subscription asks for, analysed.
#[derive(Debug)]
pub(super) struct PreparedWish {
    pub(super) side: PreparedSide,
    pub(super) tests: RecordTests,
    pub(super) kinds: Option<Vec<ProfileKind>>,
    pub(super) least_fit: Fit,
}

/// On whose behalf it asks.
#[derive(Debug)]
pub(super) enum PreparedSide {
    Need(AnalysedNeed),
    Profile(Box<Profile>),
}

/// Reads and analyses subscriptions, in parallel, in their order. O(text of their needs).
///
/// # Errors
/// Corrupt if a record cannot be read. A question that cannot be read is no error: the others have to go on.
pub(super) fn prepare_all(
    subscriptions: &[&Subscription],
    snapshot: &Snapshot,
    base: &RankOptions,
) -> Result<Vec<Prepared>> {
    let prepare = |subscription: &&Subscription| prepare(subscription, snapshot, base);
    subscriptions.par_iter().map(prepare).collect()
}

fn prepare(
    subscription: &Subscription,
    snapshot: &Snapshot,
    base: &RankOptions,
) -> Result<Prepared> {
    let wish = match Resolved::of(subscription, snapshot) {
        Ok(None) => Ok(None),
        Ok(Some(resolved)) => Ok(Some(analysed(resolved, snapshot, base)?)),
        Err(fault) if fault.is_invalid_input() => Err(fault),
        Err(error) => return Err(error),
    };
    Ok(Prepared {
        subscription: subscription.clone(),
        wish,
    })
}

fn analysed(resolved: Resolved, snapshot: &Snapshot, base: &RankOptions) -> Result<PreparedWish> {
    let side = match resolved.asking {
        Asking::Need(need) => PreparedSide::Need(snapshot.analysed(&need, base)?),
        Asking::Profile(profile) => PreparedSide::Profile(profile),
    };
    Ok(PreparedWish {
        side,
        tests: resolved.tests,
        kinds: resolved.kinds,
        least_fit: resolved.least_fit,
    })
}
