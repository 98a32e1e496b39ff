//! A world of needs and profiles of which everything is known, even wishes that nobody states.

use std::fmt;

use qianxian::model::{Budget, Mode, Need, Profile, ProfileKind, Work};

const NEEDS: usize = 60;
const PROFILES: usize = 240;
const TOPICS: usize = 12;
/// Words of each topic.
const WORDS: usize = 14;
/// Chance of a side's true fact, in percent, to stand in its record.
const STATED_FACTS: usize = 80;

const SYLLABLES: [&str; 16] = [
    "铝", "钛", "镁", "硅", "磁", "光", "声", "微", "纳", "轴", "泵", "阀", "管", "炉", "膜", "酶",
];
const INDUSTRIES: [&str; 6] = ["C26", "C27", "C30", "C34", "C39", "I65"];
const REGIONS: [&str; 6] = [
    "山东省/淄博市",
    "山东省/济南市",
    "山东省/滨州市",
    "山东省/东营市",
    "江苏省/南京市",
    "北京市/海淀区",
];
const MODES: [Mode; 5] = [
    Mode::JointResearch,
    Mode::Commission,
    Mode::License,
    Mode::Consulting,
    Mode::PartTime,
];
const BUDGETS: [f64; 5] = [20.0, 50.0, 100.0, 200.0, 500.0];

/// How strongly owners of profiles care, and how much of it they state.
pub(crate) struct Setting {
    /// Slope of a profile's acceptance in the share of its true wishes that a need keeps.
    care: f64,
    /// Chance in percent that a true wish is stated.
    stated: usize,
}

impl Setting {
    pub(crate) const ALL: [Self; 4] = [
        Self {
            care: 2.0,
            stated: 60,
        },
        Self {
            care: 5.0,
            stated: 30,
        },
        Self {
            care: 5.0,
            stated: 90,
        },
        Self {
            care: 10.0,
            stated: 60,
        },
    ];
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let odds = self.care.exp();
        write!(
            f,
            "odds of acceptance × {odds:.0} where all wishes are kept instead of none, {} % of wishes stated",
            self.stated
        )
    }
}

/// SplitMix64 (Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n as u64).expect("below n")
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// About normal with deviation 1: the sum of twelve uniform numbers.
    fn normal(&mut self) -> f64 {
        let uniform = (0..12).map(|_| self.below(1 << 20) as f64 / f64::from(1 << 20));
        uniform.sum::<f64>() - 6.0
    }
}

/// The topics and facts of one side.
struct Side {
    topics: [f64; TOPICS],
    industry: &'static str,
    region: &'static str,
    mode: Mode,
    budget: f64,
}

/// The true wishes of an owner about a need.
#[derive(Default)]
struct Wishes {
    industry: Option<&'static str>,
    region: Option<&'static str>,
    mode: Option<Mode>,
    budget: Option<f64>,
}

pub(crate) struct World {
    pub(crate) needs: Vec<Need>,
    pub(crate) profiles: Vec<Profile>,
    /// Chance that both sides accept, by need and profile.
    mutual: Vec<Vec<f64>>,
}

impl World {
    pub(crate) fn draw(setting: &Setting, seed: u64) -> Self {
        let random = &mut Random(seed);
        let sides: Vec<Side> = (0..NEEDS).map(|_| side(random)).collect();
        let needs = (0..NEEDS).map(|n| need(random, n, &sides[n])).collect();
        let mut mutual = vec![Vec::new(); NEEDS];
        let mut profiles = Vec::with_capacity(PROFILES);
        for number in 0..PROFILES {
            let (own, wishes) = (side(random), wishes(random));
            profiles.push(profile(random, number, &own, &wishes, setting));
            for (need, chances) in sides.iter().zip(&mut mutual) {
                let taken = logistic(8.0 * (fit(need, &own) - 0.6) + 0.5 * random.normal());
                let given =
                    logistic(setting.care * (kept(need, &wishes) - 0.5) + 0.5 * random.normal());
                chances.push(taken * given);
            }
        }
        Self {
            needs,
            profiles,
            mutual,
        }
    }

    /// Chance that both sides of a pair accept.
    pub(crate) fn mutual(&self, need: usize, profile: usize) -> f64 {
        self.mutual[need][profile]
    }
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn side(random: &mut Random) -> Side {
    let mut topics = [0.0; TOPICS];
    topics[random.below(TOPICS)] += 1.0;
    topics[random.below(TOPICS)] += 0.5;
    Side {
        topics,
        industry: random.pick(&INDUSTRIES),
        region: random.pick(&REGIONS),
        mode: random.pick(&MODES),
        budget: random.pick(&BUDGETS),
    }
}

fn wishes(random: &mut Random) -> Wishes {
    let cares = |random: &mut Random| random.chance(70);
    Wishes {
        industry: cares(random).then(|| random.pick(&INDUSTRIES)),
        region: cares(random).then(|| random.pick(&REGIONS)),
        mode: cares(random).then(|| random.pick(&MODES)),
        budget: cares(random).then(|| random.pick(&BUDGETS)),
    }
}

/// The enterprise's utility of a profile: the subject first, then place and manner.
fn fit(need: &Side, profile: &Side) -> f64 {
    let dot =
        |a: &Side, b: &Side| -> f64 { a.topics.iter().zip(&b.topics).map(|(x, y)| x * y).sum() };
    let cosine = dot(need, profile) / (dot(need, need) * dot(profile, profile)).sqrt();
    let same = [
        need.industry == profile.industry,
        need.region == profile.region,
        need.mode == profile.mode,
    ];
    let same = same.iter().filter(|same| **same).count();
    0.85 * cosine + 0.05 * same as f64
}

/// Share of the owner's true wishes that the need keeps; ½ if it has none.
fn kept(need: &Side, wishes: &Wishes) -> f64 {
    let judged = [
        wishes.industry.map(|wanted| need.industry == wanted),
        wishes.region.map(|wanted| need.region == wanted),
        wishes.mode.map(|wanted| need.mode == wanted),
        wishes.budget.map(|least| need.budget >= least),
    ];
    let judged: Vec<bool> = judged.into_iter().flatten().collect();
    if judged.is_empty() {
        return 0.5;
    }
    judged.iter().filter(|kept| **kept).count() as f64 / judged.len() as f64
}

/// A text of `count` words on the side's topics.
fn text(random: &mut Random, side: &Side, count: usize) -> String {
    let mut text = String::new();
    for _ in 0..count {
        let topic = loop {
            let topic = random.below(TOPICS);
            // A word in ten is on whatever else.
            if side.topics[topic] * 100.0 > random.below(100) as f64 || random.chance(1) {
                break topic;
            }
        };
        let word = topic * WORDS + random.below(WORDS);
        let n = SYLLABLES.len();
        text.extend([SYLLABLES[word / n % n], SYLLABLES[word % n], "，"]);
    }
    text
}

fn need(random: &mut Random, number: usize, side: &Side) -> Need {
    let mut need = Need::new(format!("n{number}"), text(random, side, 6)).expect("an id");
    need.description = text(random, side, 12);
    let stated = |random: &mut Random| random.chance(STATED_FACTS);
    if stated(random) {
        need.industries = vec![side.industry.parse().expect("a code")];
    }
    need.region = stated(random).then(|| side.region.parse().expect("a path"));
    if stated(random) {
        need.modes = vec![side.mode];
    }
    need.budget = stated(random).then(|| Budget::new(None, Some(side.budget)).expect("a budget"));
    need
}

fn profile(
    random: &mut Random,
    number: usize,
    side: &Side,
    wishes: &Wishes,
    setting: &Setting,
) -> Profile {
    let name = format!("示例专家{number}");
    let id = format!("p{number}");
    let mut profile = Profile::new(id, ProfileKind::Expert, name).expect("an id");
    for _ in 0..1 + random.below(4) {
        profile.works.push(Work::new(text(random, side, 8)));
    }
    let known = |random: &mut Random| random.chance(STATED_FACTS);
    if known(random) {
        profile.industries = vec![side.industry.parse().expect("a code")];
    }
    profile.region = known(random).then(|| side.region.parse().expect("a path"));
    if known(random) {
        profile.modes = vec![side.mode];
    }
    let mut stated = || random.chance(setting.stated);
    let preferences = &mut profile.preferences;
    let industry = wishes.industry.filter(|_| stated());
    preferences.industries = industry
        .iter()
        .map(|code| code.parse().expect("a code"))
        .collect();
    let region = wishes.region.filter(|_| stated());
    preferences.regions = region
        .iter()
        .map(|path| path.parse().expect("a path"))
        .collect();
    preferences.modes = wishes.mode.filter(|_| stated()).into_iter().collect();
    preferences.min_budget = wishes.budget.filter(|_| stated());
    profile
}
