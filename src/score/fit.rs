//! Whether a profile is about the need at all.

use crate::compiled::Coverage;
use crate::model::ProfileKind;
use crate::model::spelled::spelled;

spelled! {
    /// Whether the evidence ties a profile to a need, weakest first.
    ///
    /// A score orders profiles and is never 0; a fit says whether there is anything to order. It looks at the need's
    /// words that name something (no single characters, function words, boilerplate) and the part of them that the
    /// profile's documents hold, the rare ones most; neutral values of unknown features play no part. Offers that
    /// conditions match instead of a subject, finance products and policies, are [`Fit::Possible`] at least.
    pub enum Fit as "fit" {
        /// Nothing that names the subject ties the two together.
        None = "none" | "无",
        /// Some of the subject does.
        Possible = "possible" | "可能",
        /// Much of the subject does.
        Clear = "clear" | "明确",
    }
}

/// The least coverage of a possible fit, in steps of 2⁻¹⁰ (see the page on quality, "Fit").
const POSSIBLE: u64 = 768;

/// The least coverage of a clear fit, in steps of 2⁻¹⁰.
const CLEAR: u64 = 1280;

impl Fit {
    /// The least part of a need's information whose coverage is this fit, from 0 to 1; `None` if the need names so little
    /// that even all of it is none.
    #[expect(clippy::cast_precision_loss, reason = "a share to be shown")]
    pub(crate) fn needed(self, whole: u64) -> Option<f64> {
        let line = match self {
            Self::None => return Some(0.0),
            Self::Possible => POSSIBLE,
            Self::Clear => CLEAR,
        };
        let share = line as f64 / (whole as f64 * 1024.0).sqrt();
        (share <= 1.0).then_some(share)
    }

    /// The fit of a profile of this coverage and kind.
    pub(crate) fn of(coverage: Coverage, kind: Option<ProfileKind>) -> Self {
        // A need that names nothing is covered by nobody, not by everybody.
        let reaches = |line| coverage.covered > 0 && coverage.reaches(line);
        if reaches(CLEAR) {
            Self::Clear
        } else if reaches(POSSIBLE) {
            Self::Possible
        } else {
            kind.map_or(Self::None, Self::of_kind)
        }
    }

    /// The fit that a profile of this kind has, whatever it covers.
    pub(crate) fn of_kind(kind: ProfileKind) -> Self {
        match is_matched_by_conditions(kind) {
            true => Self::Possible,
            false => Self::None,
        }
    }

    /// At most the information that a profile must cover of a need to have this fit, whatever its kind, as a float, by the root
    /// of the need's information.
    pub(crate) fn least_for_root(self, root: f32) -> f32 {
        let line = match self {
            Self::None => return 0.0,
            Self::Possible => POSSIBLE,
            Self::Clear => CLEAR,
        };
        // covered/1024 ≥ line/1024 · √(whole/1024); what is taken off is more than floats lose.
        line as f32 / 32.0 * root * 0.999
    }

    /// The information of a need of `whole` that a profile must cover to have this fit, whatever its kind.
    pub(crate) fn least_covered(self, whole: u64) -> u64 {
        match self {
            Self::None => 0,
            Self::Possible => Coverage::least(POSSIBLE, whole),
            Self::Clear => Coverage::least(CLEAR, whole),
        }
    }
}

/// Whether an offer of this kind is matched by its conditions: a loan is for any subject.
fn is_matched_by_conditions(kind: ProfileKind) -> bool {
    match kind {
        ProfileKind::Finance | ProfileKind::Policy => true,
        ProfileKind::Expert
        | ProfileKind::Team
        | ProfileKind::Institution
        | ProfileKind::Achievement
        | ProfileKind::Facility
        | ProfileKind::Service => false,
    }
}
