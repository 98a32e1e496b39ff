//! Structured fields with as many distinct values as a region's library has.

use qianxian::model::{
    Budget, Code, Date, Level, Mode, Need, NeedKind, Profile, ProfileKind, Reach, RegionPath,
    Taxonomies, TrackRecord,
};

use super::words::{Random, Zipf};

/// Profiles by kind, in per cent; research needs are served by the first three and by achievements.
const KINDS: [(ProfileKind, usize); 6] = [
    (ProfileKind::Expert, 60),
    (ProfileKind::Team, 10),
    (ProfileKind::Achievement, 18),
    (ProfileKind::Institution, 5),
    (ProfileKind::Facility, 4),
    (ProfileKind::Service, 3),
];

/// Where about 1 % of the profiles are.
pub(crate) const ONE_PERCENT: &str = "山东省/淄博市/张店区";
/// Where about 30 % of the profiles are.
pub(crate) const THIRTY_PERCENT: &str = "山东省";

const MODES: [Mode; 6] = [
    Mode::JointResearch,
    Mode::Commission,
    Mode::License,
    Mode::Transfer,
    Mode::Consulting,
    Mode::PartTime,
];

/// Draws structured fields.
pub(crate) struct Facts {
    industries: Vec<Code>,
    disciplines: Vec<Code>,
    /// Cities and districts outside the two regions above; those of the second, the first left out.
    elsewhere: Vec<RegionPath>,
    within: Vec<RegionPath>,
    organizations: Zipf,
    codes: Zipf,
}

impl Facts {
    pub(crate) fn new(size: usize) -> Self {
        let trees = Taxonomies::builtin();
        let codes = |tree: &qianxian::model::Taxonomy| -> Vec<Code> {
            tree.iter().map(|node| node.code().clone()).collect()
        };
        let paths = trees.gazetteer.iter().map(|entry| entry.path().clone());
        let paths = paths.filter(|path| path.depth() > 1 && path.to_string() != ONE_PERCENT);
        let wide: RegionPath = THIRTY_PERCENT.parse().expect("a region");
        let (within, elsewhere): (Vec<_>, Vec<_>) = paths.partition(|p| p.starts_with(&wide));
        Self {
            industries: codes(&trees.industries),
            disciplines: codes(&trees.disciplines),
            elsewhere,
            within,
            organizations: Zipf::new((size / 50).max(100), 0.8),
            codes: Zipf::new(60, 0.7),
        }
    }

    fn region(&self, random: &mut Random) -> RegionPath {
        match random.below(100) {
            0 => ONE_PERCENT.parse().expect("a region"),
            1..30 => random.pick(&self.within).clone(),
            _ => random.pick(&self.elsewhere).clone(),
        }
    }

    fn pair(&self, codes: &[Code], random: &mut Random) -> Vec<Code> {
        let one = |random: &mut Random| codes[self.codes.draw(random) % codes.len()].clone();
        let first = one(random);
        let second = random.chance(0.3).then(|| one(random));
        let second = second.filter(|code| *code != first);
        std::iter::once(first).chain(second).collect()
    }

    /// Fields of a profile: each is unknown of some, the region of none.
    pub(crate) fn profile(&self, profile: &mut Profile, random: &mut Random) {
        let organization = self.organizations.draw(random);
        profile.organization = Some(format!("示例单位{organization}"));
        profile.industries = self.pair(&self.industries, random);
        profile.disciplines = self.pair(&self.disciplines, random);
        profile.region = Some(self.region(random));
        let reaches = [Reach::Nationwide, Reach::Remote, Reach::Province];
        profile.reach = random.chance(0.5).then(|| *random.pick(&reaches));
        profile.level = random.chance(0.8).then(|| *random.pick(&LEVELS));
        profile.readiness = random
            .chance(0.4)
            .then(|| 1 + u8::try_from(random.below(9)).expect("below 9"));
        profile.modes = modes(random);
        profile.budget = random.chance(0.3).then(|| budget(random));
        profile.available_from = random.chance(0.4).then(|| day(random));
        profile.capacity = Some(1 + u32::try_from(random.below(5)).expect("below 5"));
        profile.load = Some(u32::try_from(random.below(2)).expect("below 2"));
        let settled = u32::try_from(random.below(8)).expect("below 8");
        profile.track_record = TrackRecord::new(settled + 4, settled).ok();
        if random.chance(0.03) {
            profile.vetoes.kinds = vec![NeedKind::Finance];
        }
        if random.chance(0.03) {
            profile.preferences.kinds = vec![NeedKind::Research, NeedKind::Talent];
        }
    }

    /// Fields of a need.
    pub(crate) fn need(&self, need: &mut Need, random: &mut Random) {
        need.enterprise = Some(format!("示例企业{}", random.below(5_000)));
        need.industries = self.pair(&self.industries, random);
        need.disciplines = self.pair(&self.disciplines, random);
        need.region = Some(self.region(random));
        need.level = random.chance(0.5).then(|| *random.pick(&LEVELS));
        need.modes = modes(random);
        need.budget = random.chance(0.6).then(|| budget(random));
        need.deadline = random.chance(0.5).then(|| day(random));
        if random.chance(0.2) {
            need.vetoes.organizations =
                vec![format!("示例单位{}", self.organizations.draw(random))];
        }
        if random.chance(0.2) {
            need.preferences.kinds = vec![ProfileKind::Expert];
        }
    }
}

const LEVELS: [Level; 5] = [
    Level::Lecturer,
    Level::AssociateProfessor,
    Level::Professor,
    Level::ProvincialTalent,
    Level::NationalTalent,
];

pub(crate) fn kind(random: &mut Random) -> ProfileKind {
    let mut at = random.below(100);
    for (kind, share) in KINDS {
        if at < share {
            return kind;
        }
        at -= share;
    }
    ProfileKind::Expert
}

fn modes(random: &mut Random) -> Vec<Mode> {
    MODES.into_iter().filter(|_| random.chance(0.3)).collect()
}

fn budget(random: &mut Random) -> Budget {
    let least = (1 + random.below(20)) as f64 * 10.0;
    Budget::new(Some(least), Some(least * 2.0)).expect("in order")
}

/// A day of the year after the benches' today.
fn day(random: &mut Random) -> Date {
    let month = u8::try_from(1 + random.below(12)).expect("to 12");
    let day = u8::try_from(1 + random.below(28)).expect("to 28");
    Date::new(2025, month, day).expect("a day")
}
