//! A partial team: its coverage, whom it still takes, which lower limits it still lacks.

use super::frame::{Frame, NO_ORGANIZATION, worth};
use super::roles;

/// Some candidates of a frame, chosen; no upper limit is broken.
#[derive(Clone, Debug)]
pub(super) struct Partial<'f> {
    frame: &'f Frame,
    /// Members, in the order in which they were added.
    pub(super) members: Vec<usize>,
    /// Most points of each topic.
    best: Vec<u64>,
    pub(super) coverage: u64,
    extra: i128,
    of_organization: Vec<u32>,
    organizations: u32,
    counted: Vec<u32>,
}

impl<'f> Partial<'f> {
    /// The empty team; a leading enterprise counts for its organisation already.
    pub(super) fn new(frame: &'f Frame) -> Self {
        let mut of_organization = vec![0; frame.organization_count];
        let led = frame.lead_organization != NO_ORGANIZATION;
        if led {
            of_organization[frame.lead_organization as usize] = 1;
        }
        Self {
            frame,
            members: Vec::new(),
            best: vec![0; frame.topics],
            coverage: 0,
            extra: 0,
            of_organization,
            organizations: u32::from(led),
            counted: vec![0; frame.counts.len()],
        }
    }

    /// Whether an upper limit admits one more candidate.
    pub(super) fn takes(&self, candidate: usize) -> bool {
        let frame = self.frame;
        let organization = frame.organization[candidate];
        let counts = frame.counts.iter().zip(&self.counted);
        // The cheap tests come first; the matching of roles, which costs most, is asked last.
        self.members.len() < frame.size.1
            && !self.members.contains(&candidate)
            && (organization == NO_ORGANIZATION
                || self.of_organization[organization as usize] < frame.per_organization)
            && counts
                .into_iter()
                .all(|(count, &n)| !count.holds[candidate] || n < count.most)
            && !self
                .members
                .iter()
                .any(|member| frame.foes[candidate].contains(member))
            && (frame.roles.is_empty() || self.cast_with(Some(candidate)).is_some())
    }

    fn playable(&self, more: Option<usize>) -> Vec<u32> {
        let all = self.members.iter().copied().chain(more);
        all.map(|member| self.frame.playable[member]).collect()
    }

    fn cast_with(&self, more: Option<usize>) -> Option<Vec<usize>> {
        roles::cast(&self.playable(more), &self.frame.roles)
    }

    /// The role of each member, by number; `None` if there are no roles.
    pub(super) fn cast(&self) -> Option<Vec<usize>> {
        let played = !self.frame.roles.is_empty();
        played.then(|| self.cast_with(None)).flatten()
    }

    pub(super) fn add(&mut self, candidate: usize) {
        let frame = self.frame;
        for (best, &points) in self.best.iter_mut().zip(frame.points(candidate)) {
            // The best single member counts, not a sum, so only the part above the best so far is gained.
            self.coverage += points.saturating_sub(*best);
            *best = points.max(*best);
        }
        self.extra += frame.extra[candidate];
        // `NO_ORGANIZATION` is past the end of the counters: an unknown organisation is never counted.
        if let Some(of_organization) = self
            .of_organization
            .get_mut(frame.organization[candidate] as usize)
        {
            self.organizations += u32::from(*of_organization == 0);
            *of_organization += 1;
        }
        for (count, n) in frame.counts.iter().zip(&mut self.counted) {
            *n += u32::from(count.holds[candidate]);
        }
        self.members.push(candidate);
    }

    pub(super) fn with(&self, candidate: usize) -> Self {
        let mut more = self.clone();
        more.add(candidate);
        more
    }

    /// Value of the team: by coverage, then fewer members, then fit.
    pub(super) fn value(&self) -> i128 {
        worth(self.coverage) + self.extra
    }

    /// Points of coverage that a candidate would add. Never more in a larger team: coverage is
    /// submodular.
    pub(super) fn gain(&self, candidate: usize) -> u64 {
        let topics = self.best.iter().zip(self.frame.points(candidate));
        topics
            .map(|(best, points)| points.saturating_sub(*best))
            .sum()
    }

    /// Value that a candidate would add.
    pub(super) fn gain_in_value(&self, candidate: usize) -> i128 {
        worth(self.gain(candidate)) + self.frame.extra[candidate]
    }

    /// Coverage if all of `more` were members.
    pub(super) fn coverage_with(&self, more: &[usize]) -> u64 {
        let mut best = self.best.clone();
        for &candidate in more {
            for (best, &points) in best.iter_mut().zip(self.frame.points(candidate)) {
                *best = points.max(*best);
            }
        }
        best.iter().sum()
    }

    /// Number of seats still free.
    pub(super) fn room(&self) -> usize {
        self.frame.size.1 - self.members.len()
    }

    /// Members that the lower limits still ask for, each limit by itself; sum 0 if the team holds all of them.
    pub(super) fn lacks(&self) -> Lack {
        let frame = self.frame;
        // One member may serve several limits, so the greatest lack bounds the members who must still
        // come; the sum only says whether anything is lacking.
        let mut lack = Lack::default();
        lack.add(frame.size.0.saturating_sub(self.members.len()));
        lack.add(frame.organizations.saturating_sub(self.organizations) as usize);
        for (count, &n) in frame.counts.iter().zip(&self.counted) {
            lack.add(count.least.saturating_sub(n) as usize);
        }
        lack.add(roles::open(&self.playable(None), &frame.roles) as usize);
        // A share is proved by one member alone, so that a floor asks for one member, however far it is
        // off.
        let uncovered = self.best.iter().zip(&frame.floor).filter(|(b, f)| b < f);
        uncovered.for_each(|_| lack.add(1));
        let absent = |r: &&usize| !self.members.contains(r);
        // The lost never come: with any of them the sum stays above 0 and no team is complete.
        lack.add(frame.required.iter().filter(absent).count() + frame.lost);
        lack
    }

    /// Whether the lower limits could still be held with candidates of `rest`: no, or perhaps.
    pub(super) fn may_end_well(&self, rest: &[usize]) -> bool {
        let frame = self.frame;
        // Necessary conditions, each limit by itself: a branch that holds a team is never refused, a
        // branch without one may pass.
        let room = self.room().min(rest.len());
        let lack = self.lacks();
        if lack.most > room || frame.lost > 0 {
            return false;
        }
        let reach = |have: usize, more: usize, least: usize| have + more.min(room) >= least;
        let counted = |(count, &n): (&super::frame::Count, &u32)| {
            let more = rest.iter().filter(|&&c| count.holds[c]).count();
            reach(n as usize, more, count.least as usize)
        };
        lack.sum == 0
            || (frame.counts.iter().zip(&self.counted).all(counted)
                && reach(
                    self.organizations as usize,
                    self.new_organizations(rest),
                    frame.organizations as usize,
                )
                && self.roles_may_fill(rest)
                && self.floors_may_hold(rest)
                && frame
                    .required
                    .iter()
                    .all(|r| self.members.contains(r) || rest.contains(r)))
    }

    fn new_organizations(&self, rest: &[usize]) -> usize {
        let organizations = rest.iter().map(|&c| self.frame.organization[c]);
        let mut fresh: Vec<u32> = organizations
            .filter(|&organization| {
                // Candidates whose organisation is unknown bring none, as the rule is to be met by facts.
                organization != NO_ORGANIZATION && self.of_organization[organization as usize] == 0
            })
            .collect();
        fresh.sort_unstable();
        fresh.dedup();
        fresh.len()
    }

    fn roles_may_fill(&self, rest: &[usize]) -> bool {
        // Counts who could play a role, whatever else they play: cheaper than a matching, and never
        // less than it.
        let all = || self.members.iter().chain(rest);
        let able = |role: usize| all().filter(move |&&c| self.frame.playable[c] >> role & 1 == 1);
        let roles = self.frame.roles.iter().enumerate();
        roles
            .into_iter()
            .all(|(role, places)| able(role).count() >= places.least as usize)
    }

    fn floors_may_hold(&self, rest: &[usize]) -> bool {
        let holds = |(topic, &floor): (usize, &u64)| {
            self.best[topic] >= floor || rest.iter().any(|&c| self.frame.points(c)[topic] >= floor)
        };
        self.frame.floor.iter().enumerate().all(holds)
    }
}

/// Members still missing from the lower limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lack {
    /// Most members that one limit asks for: at least so many must still be added.
    pub(super) most: usize,
    /// Sum over all limits; 0 if nothing is missing.
    pub(super) sum: usize,
}

impl Lack {
    fn add(&mut self, members: usize) {
        self.most = self.most.max(members);
        self.sum += members;
    }
}
