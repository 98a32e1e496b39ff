//! Candidates for a team.

use std::collections::BTreeSet;

use crate::model::{Level, ProfileKind};

/// A profile that could be in a team, as the rules see it; every field not set is unknown.
///
/// # Example
/// ```
/// use qianxian::model::{Level, ProfileKind};
/// use qianxian::team::Candidate;
///
/// let candidate = Candidate::new("p1")
///     .organization("示例大学")
///     .kind(ProfileKind::Expert)
///     .level(Level::Professor)
///     .free(2)
///     .score(0.6);
/// assert_eq!(candidate.id(), "p1");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub(super) id: String,
    pub(super) organization: Option<String>,
    pub(super) kind: Option<ProfileKind>,
    pub(super) level: Option<Level>,
    pub(super) free: Option<u32>,
    pub(super) labels: BTreeSet<String>,
    pub(super) score: f64,
}

impl Candidate {
    /// A candidate with the given id, everything else unknown, of score 0.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            organization: None,
            kind: None,
            level: None,
            free: None,
            labels: BTreeSet::new(),
            score: 0.0,
        }
    }

    /// Returns the id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Sets the organisation that the candidate belongs to; an organisation belongs to itself. (Default:
    /// unknown, which breaks no limit for each organisation, and is no further organisation either.)
    #[must_use]
    pub fn organization(mut self, organization: impl Into<String>) -> Self {
        self.organization = Some(organization.into());
        self
    }

    /// Sets the kind of the candidate (default: unknown, which fits no role and no chief of a stated kind). The
    /// kind's canonical spelling is one of the labels from then on.
    #[must_use]
    pub fn kind(mut self, kind: ProfileKind) -> Self {
        self.kind = Some(kind);
        self.labels.insert(kind.as_str().to_owned());
        self
    }

    /// Sets the level of the person (default: unknown, which is not known to be too low: such a chief is to be confirmed).
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    /// Sets the number of free places (default: unknown, which is enough for any load).
    #[must_use]
    pub fn free(mut self, places: u32) -> Self {
        self.free = Some(places);
        self
    }

    /// Adds a label that quotas and roles can ask for: a region, a discipline, "student"; adding it twice is no
    /// fault.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.labels.insert(label.into());
        self
    }

    /// Sets the score for the need as a whole, from 0 (default) to 1: it decides between teams of equal coverage
    /// and size.
    #[must_use]
    pub fn score(mut self, score: f64) -> Self {
        self.score = score;
        self
    }
}
