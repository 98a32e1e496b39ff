//! Problems: needs, profiles, the pairs between them, and the constraints.

use crate::model::{NeedId, ProfileId};

/// Steps of one full affinity: affinities are kept to nine decimal places, exactly.
///
/// Decimal, not binary, so that `0.1 + 0.2` ties with `0.3`.
pub(super) const AFFINITY_ONE: u32 = 1_000_000_000;

/// Most pairs of a problem.
pub(super) const MOST_PAIRS: usize = 1 << 28;
/// Most needs, profiles, labels or quotas of a problem, each by itself.
pub(super) const MOST_PARTIES: usize = 1 << 27;

// Half-arcs have 32-bit numbers. The largest network has an arc and a stretched arc for each pair, and an arc and two
// stretched ones for each need, profile and quota; every arc has two halves.
const _: () = assert!(2 * (2 * MOST_PAIRS + 3 * 3 * MOST_PARTIES) < u32::MAX as usize);

/// The 32-bit number of a need, profile, pair, node or half-arc, or a count of them.
pub(super) fn number(at: usize) -> u32 {
    u32::try_from(at).expect("the builder refuses lists of more than MOST_PAIRS or MOST_PARTIES")
}

/// Converts steps of 10⁻⁹ to an affinity or a sum of affinities.
pub(super) fn float(steps: i64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a report; the integer stays the truth"
    )]
    let steps = steps as f64;
    steps / f64::from(AFFINITY_ONE)
}

/// The rule on one pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PairRule {
    Free,
    Forbidden,
    Required,
}

impl PairRule {
    /// The rule of a pair's second and further people: a required pair has one person at least.
    pub(super) fn of_further_people(self) -> Self {
        match self {
            Self::Free | Self::Required => Self::Free,
            Self::Forbidden => Self::Forbidden,
        }
    }
}

/// A need or a profile by id, and how many partners it must and may have.
#[derive(Clone, Debug)]
pub(super) struct Ranged<Id> {
    pub(super) id: Id,
    pub(super) least: u32,
    pub(super) most: u32,
    /// Whether a need asks for people, or a profile is a group of people.
    pub(super) in_people: bool,
}

impl<Id> Ranged<Id> {
    /// A copy that must have no partners.
    pub(super) fn without_minimum(&self) -> Self
    where
        Id: Clone,
    {
        Self {
            id: self.id.clone(),
            least: 0,
            most: self.most,
            in_people: self.in_people,
        }
    }

    pub(super) fn range(&self) -> (u32, u32) {
        (self.least, self.most)
    }
}

/// A possible pair, filed under its need.
///
/// A pair of a need that asks for people and a group of people is filed once for each person who may go, one behind
/// the other: flow, branching, stability and fairness then know pairs of one unit alone, and stay exact. The first of
/// them carries a required pair's rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) profile: u32,
    /// Affinity, in steps.
    pub(super) affinity: u32,
    /// The profile's own view of the need, in steps; only stability looks at it.
    pub(super) regard: u32,
    pub(super) rule: PairRule,
}

/// The range of profiles with one label at one need.
#[derive(Clone, Debug)]
pub(super) struct Quota {
    pub(super) need: u32,
    pub(super) label: u32,
    pub(super) least: u32,
    pub(super) most: u32,
}

/// Profiles that are placed together: for every need, all of them or none.
#[derive(Clone, Debug)]
pub(super) struct ProfileGroup {
    pub(super) leader: u32,
    pub(super) members: Vec<u32>,
}

/// Needs, profiles, the pairs that are possible between them, and the constraints a
/// decision must hold.
///
/// Built by [`AssignmentProblem::builder`], or from a ranking's triples by
/// [`AssignmentProblem::from_triples`]. Everything is filed by id, so a problem does not
/// depend on the order of the calls that built it, and neither does any result.
///
/// Memory: 16 bytes a pair, and the ids.
///
/// # Example
/// ```
/// use qianxian::assign::{AssignmentProblem, Objective, Options};
///
/// // Two firms want one expert each; 甲 would take either, 乙 only 李教授.
/// let problem = AssignmentProblem::from_triples(
///     [("甲", "李教授", 0.9), ("甲", "王博士", 0.8), ("乙", "李教授", 0.7)],
///     1..=1,
///     0..=1,
/// )?;
/// let found = problem.solve(Objective::GreatestTotal, Options::new())?;
/// let assignment = found.solved().expect("feasible");
/// assert_eq!(assignment.total(), 1.5); // 甲–王博士 0.8, 乙–李教授 0.7
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct AssignmentProblem {
    pub(super) needs: Vec<Ranged<NeedId>>,
    pub(super) profiles: Vec<Ranged<ProfileId>>,
    pub(super) labels: Vec<String>,
    /// Labels of each profile, ascending.
    pub(super) labels_of: Vec<Vec<u32>>,
    /// `edges[start[n]..start[n + 1]]` are the pairs of need `n`, by profile.
    pub(super) start: Vec<usize>,
    pub(super) edges: Vec<Edge>,
    /// By need, then label.
    pub(super) quotas: Vec<Quota>,
    pub(super) groups: Vec<ProfileGroup>,
}

impl AssignmentProblem {
    /// Number of needs.
    #[must_use]
    pub fn need_count(&self) -> usize {
        self.needs.len()
    }

    /// Number of profiles.
    #[must_use]
    pub fn profile_count(&self) -> usize {
        self.profiles.len()
    }

    /// Number of pairs that have an affinity, the forbidden ones too.
    #[must_use]
    pub fn pair_count(&self) -> usize {
        let rows = self.start.windows(2).map(|w| &self.edges[w[0]..w[1]]);
        rows.map(|row| row.chunk_by(|a, b| a.profile == b.profile).count())
            .sum()
    }

    /// Whether some pair may have more than one person.
    pub(super) fn counts_people(&self) -> bool {
        self.needs.iter().any(|n| n.in_people) && self.profiles.iter().any(|p| p.in_people)
    }

    /// Pairs of need `need`, by profile.
    pub(super) fn row(&self, need: usize) -> &[Edge] {
        &self.edges[self.start[need]..self.start[need + 1]]
    }

    /// Position of a pair in `edges`; of its first person.
    pub(super) fn edge_of(&self, need: usize, profile: u32) -> Option<usize> {
        let row = self.row(need);
        let at = row.partition_point(|e| e.profile < profile);
        (row.get(at)?.profile == profile).then_some(self.start[need] + at)
    }

    /// Positions of all people of the pair that edge `edge` is of.
    pub(super) fn people_of(&self, edge: usize) -> std::ops::Range<usize> {
        let need = self.need_of(edge);
        let (row, profile) = (self.row(need), self.edges[edge].profile);
        let from = row.partition_point(|e| e.profile < profile);
        let count = row[from..].partition_point(|e| e.profile == profile);
        let first = self.start[need] + from;
        first..first + count
    }

    /// The edges that stand for `chosen` (ascending): as many people of each pair, the first ones. Its people are
    /// alike, so that a flow may have any of them; two assignments are compared by edges and must not differ by that.
    pub(super) fn first_people(&self, chosen: Vec<usize>) -> Vec<usize> {
        if !self.counts_people() {
            return chosen;
        }
        let is_of_pair = |a: &usize, b: &usize| {
            self.edges[*a].profile == self.edges[*b].profile && self.people_of(*a).contains(b)
        };
        let pairs = chosen.chunk_by(is_of_pair);
        pairs
            .flat_map(|pair| self.people_of(pair[0]).take(pair.len()))
            .collect()
    }

    /// Puts a rule on the pair whose first person is edge `edge`.
    pub(super) fn rule_pair(&mut self, edge: usize, rule: PairRule) {
        for further in self.people_of(edge) {
            self.edges[further].rule = rule.of_further_people();
        }
        self.edges[edge].rule = rule;
    }

    /// The need that edge `edge` is filed under.
    pub(super) fn need_of(&self, edge: usize) -> usize {
        self.start.partition_point(|&s| s <= edge) - 1
    }

    /// Position of a need by id.
    pub(super) fn need_at(&self, id: &str) -> Option<usize> {
        self.needs.binary_search_by(|n| n.id.as_str().cmp(id)).ok()
    }

    /// Position of a profile by id.
    pub(super) fn profile_at(&self, id: &str) -> Option<usize> {
        self.profiles
            .binary_search_by(|p| p.id.as_str().cmp(id))
            .ok()
    }

    /// Whether profile `profile` carries `label`.
    pub(super) fn has_label(&self, profile: u32, label: u32) -> bool {
        self.labels_of[profile as usize]
            .binary_search(&label)
            .is_ok()
    }
}

impl ProfileGroup {
    /// Leader first, then the members.
    pub(super) fn all(&self) -> impl Iterator<Item = u32> {
        std::iter::once(self.leader).chain(self.members.iter().copied())
    }
}
