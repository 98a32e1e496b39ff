//! Profiles in steps that are sifted together.

use std::ops::Range;

/// Candidates sifted together: they stay in the core's first cache, and the next ones meet a higher threshold.
pub(super) const SIFT: u32 = 512;

/// Ranges of [`SIFT`] profiles, and a shorter last one.
pub(super) fn in_steps(profiles: Range<u32>) -> impl Iterator<Item = Range<u32>> {
    let end = profiles.end;
    profiles
        .step_by(SIFT as usize)
        .map(move |start| start..end.min(start.saturating_add(SIFT)))
}
