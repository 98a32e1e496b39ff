//! When a record has changed so much that it may be sent to a recipient once more.

use super::candidate::PushCandidate;
use super::sent_before::SentBefore;

/// Least change of a score that is material.
///
/// Scores of unrelated pairs of one library lie about a tenth apart; half of that is seen by a reader, and noise of
/// re-ranking is well below it.
pub(super) const MATERIAL: f64 = 0.05;

/// Whether the score alone says that `now` differs materially from what was sent: the record's content is another, and its
/// fit is better or its score moved by `least` or more.
pub(super) fn is_material_by(now: &PushCandidate, sent: &SentBefore, least: f64) -> bool {
    let moved = (now.score - sent.score).abs() >= least;
    now.fingerprint != sent.fingerprint && (now.fit > sent.fit || moved)
}
