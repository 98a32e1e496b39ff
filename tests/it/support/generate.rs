//! Random records: every field there is, each of them often unknown.

use qianxian::model::{
    Budget, Code, Condition, Coordinates, Date, Enterprise, Level, Mode, Need, NeedKind,
    NeedStatus, Preferences, Profile, ProfileKind, ProfileStatus, Reach, RegionPath, TrackRecord,
    Vector, Vetoes, Work,
};
use serde_json::json;

use super::random::Random;
use super::words::text;

const REGIONS: [&str; 10] = [
    "山东省/淄博市/张店区",
    "山东省/淄博市/周村区",
    "山东省/淄博市",
    "山东省/济南市",
    "山东省/滨州市",
    "山东省",
    "江苏省/南京市",
    "北京市/海淀区",
    "广东省/广州市",
    "示例省/示例市",
];
const INDUSTRIES: [&str; 8] = ["C", "C26", "C27", "C30", "I65", "A01", "I", "示例行业"];
const DISCIPLINES: [&str; 6] = ["150", "530", "520", "430", "210", "示例学科"];
const ORGANIZATIONS: [&str; 6] = [
    "示例大学",
    "示例 大学",
    "示例研究院",
    "示例化工公司",
    "示例陶瓷公司",
    "Example Institute",
];
const ENTERPRISES: [&str; 4] = [
    "示例化工公司",
    "示例陶瓷公司",
    "示例机电公司",
    "Example Ltd",
];
const PEOPLE: [&str; 5] = ["示例甲", "示例乙", "示例丙", "示例丁", "Ann Example"];
const CONDITIONS: [&str; 9] = [
    "region in 山东省/淄博市|江苏省",
    "industry in C|I65",
    "industry != A01",
    "budget <= 500",
    "budget >= 20",
    "高新技术企业 = 是",
    "注册资本 >= 100",
    "高新技术企业 = 是 or budget >= 20",
    "not (region = 江苏省 and 注册资本 >= 100)",
];

fn parsed<T: std::str::FromStr>(random: &mut Random, spellings: &[&str]) -> T {
    let text = *random.pick(spellings);
    text.parse()
        .unwrap_or_else(|_| panic!("{text} is a spelling"))
}

fn parses<T: std::str::FromStr>(random: &mut Random, spellings: &[&str], most: usize) -> Vec<T> {
    let count = random.below(most + 1);
    (0..count).map(|_| parsed(random, spellings)).collect()
}

/// As a file may hold it: no code is named twice.
fn distinct<T: PartialEq>(items: Vec<T>) -> Vec<T> {
    let mut kept = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

fn codes(random: &mut Random, spellings: &[&str]) -> Vec<Code> {
    distinct(parses(random, spellings, 2))
}

fn names(random: &mut Random, of: &[&str], most: usize) -> Vec<String> {
    distinct(random.some(of, most))
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn amount(random: &mut Random) -> f64 {
    [5.0, 20.0, 50.5, 100.0, 333.3, 1000.0][random.below(6)]
}

fn budget(random: &mut Random) -> Budget {
    let (a, b) = (amount(random), amount(random));
    let ends = [
        (Some(a.min(b)), Some(a.max(b))),
        (Some(a), None),
        (None, Some(b)),
    ];
    let (min, max) = ends[random.below(3)];
    Budget::new(min, max).unwrap()
}

fn date(random: &mut Random) -> Date {
    let day = u8::try_from(1 + random.below(28)).unwrap();
    let month = u8::try_from(1 + random.below(12)).unwrap();
    let year = 2023 + i32::try_from(random.below(3)).unwrap();
    Date::new(year, month, day).unwrap()
}

fn coordinates(random: &mut Random) -> Coordinates {
    let hundredths = |n: usize| f64::from(u32::try_from(n).unwrap()) / 100.0;
    let lon = 113.0 + hundredths(random.below(800));
    Coordinates::new(lon, 30.0 + hundredths(random.below(900))).unwrap()
}

/// Of three components, or of four, which do not compare with three.
fn vector(random: &mut Random) -> Vector {
    let count = if random.chance(85) { 3 } else { 4 };
    let quarter = |n: usize| f32::from(u8::try_from(n).unwrap()) / 4.0 - 3.0;
    let mut components: Vec<f32> = (0..count).map(|_| quarter(random.below(40))).collect();
    components.push(1.0);
    Vector::new(components).unwrap()
}

fn preferences<K: Copy + PartialEq>(random: &mut Random, kinds: &[K]) -> Preferences<K> {
    let mut made = Preferences::default();
    made.kinds = distinct(random.some(kinds, 2));
    made.industries = codes(random, &INDUSTRIES);
    made.regions = distinct(parses::<RegionPath>(random, &REGIONS, 1));
    made.modes = distinct(random.some(Mode::ALL, 3));
    made.organizations = names(random, &ORGANIZATIONS, 1);
    made.min_budget = random.maybe(30, amount);
    made.max_distance_km = random.maybe(30, |r| 100.0 * amount(r) / 20.0);
    made
}

fn vetoes<K: Copy + PartialEq>(random: &mut Random, kinds: &[K]) -> Vetoes<K> {
    let mut made = Vetoes::default();
    made.kinds = distinct(random.some(kinds, 1));
    made.industries = codes(random, &["C27", "A01", "I"]);
    made.regions = distinct(parses::<RegionPath>(random, &REGIONS, 1));
    made.organizations = names(random, &ORGANIZATIONS, 1);
    made.min_budget = random.maybe(20, amount);
    made.max_distance_km = random.maybe(20, |r| 1000.0 + amount(r));
    made
}

fn sentence(random: &mut Random, most: usize) -> String {
    let words = random.below(most + 1);
    text(random, words)
}

fn keywords(random: &mut Random) -> Vec<String> {
    let count = random.below(4);
    (0..count)
        .map(|_| text(random, 1).trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

fn work(random: &mut Random) -> Work {
    let mut work = Work::new(text(random, 3));
    work.summary = sentence(random, 25);
    work.keywords = keywords(random);
    work.year = random.maybe(70, |r| 2000 + i32::try_from(r.below(27)).unwrap());
    work.authors = names(random, &PEOPLE, 1);
    work.vector = random.maybe(20, vector);
    work
}

/// A need that is open in nine of ten cases.
pub(crate) fn need(random: &mut Random, id: impl AsRef<str>) -> Need {
    let mut need = Need::new(id, text(random, 4)).unwrap();
    need.kind = *random.pick(NeedKind::ALL);
    need.description = sentence(random, 40);
    need.keywords = keywords(random);
    need.enterprise = random.maybe(60, |r| (*r.pick(&ENTERPRISES)).to_owned());
    need.industries = codes(random, &INDUSTRIES);
    need.disciplines = codes(random, &DISCIPLINES);
    need.region = random.maybe(70, |r| parsed(r, &REGIONS));
    need.coordinates = random.maybe(20, coordinates);
    need.level = random.maybe(50, |r| *r.pick(Level::ALL));
    need.readiness = random.maybe(50, |r| u8::try_from(1 + r.below(9)).unwrap());
    need.modes = distinct(random.some(Mode::ALL, 3));
    need.budget = random.maybe(60, budget);
    need.deadline = random.maybe(50, date);
    need.vector = random.maybe(60, vector);
    need.people = names(random, &PEOPLE, 1);
    if random.chance(10) {
        need.conflicts = names(random, &ORGANIZATIONS, 2);
        need.conflicts.push("p003".into());
    }
    if random.chance(50) {
        need.preferences = preferences(random, ProfileKind::ALL);
    }
    if random.chance(20) {
        need.vetoes = vetoes(random, ProfileKind::ALL);
    }
    if random.chance(10) {
        need.status = *random.pick(NeedStatus::ALL);
    }
    if random.chance(50) {
        need.attributes
            .insert("高新技术企业".into(), json!(*random.pick(&["是", "否"])));
        need.attributes
            .insert("注册资本".into(), json!(random.below(300)));
    }
    need
}

/// One of four enterprises; the needs name them.
pub(crate) fn enterprise(random: &mut Random) -> Enterprise {
    let number = random.below(ENTERPRISES.len());
    let mut firm = Enterprise::new(format!("e{number}"), ENTERPRISES[number]).unwrap();
    firm.description = sentence(random, 10);
    firm.industries = codes(random, &INDUSTRIES);
    firm.region = random.maybe(70, |r| parsed(r, &REGIONS));
    firm.coordinates = random.maybe(20, coordinates);
    firm.people = names(random, &PEOPLE, 1);
    firm.parents = names(random, &ORGANIZATIONS, 1);
    if random.chance(20) {
        firm.conflicts = names(random, &ORGANIZATIONS, 1);
    }
    if random.chance(50) {
        firm.certificates = vec!["高新技术企业".into()];
    }
    for year in [2022, 2023] {
        if random.chance(50) {
            let years = firm.figures.entry("注册资本".into()).or_default();
            years.insert(year, random.below(300).to_string());
        }
    }
    firm
}

/// A profile that may have no text at all.
pub(crate) fn profile(random: &mut Random, id: impl AsRef<str>) -> Profile {
    let kind = *random.pick(ProfileKind::ALL);
    let name = match kind {
        ProfileKind::Expert | ProfileKind::Team => (*random.pick(&PEOPLE)).to_owned(),
        _ => format!("示例{}", text(random, 2)),
    };
    let mut profile = Profile::new(id, kind, name).unwrap();
    profile.organization = random.maybe(60, |r| (*r.pick(&ORGANIZATIONS)).to_owned());
    profile.description = sentence(random, 20);
    profile.expertise = keywords(random);
    let works = [0, 1, 2, 3, 12][random.below(5)];
    profile.works = (0..works).map(|_| work(random)).collect();
    profile.industries = codes(random, &INDUSTRIES);
    profile.disciplines = codes(random, &DISCIPLINES);
    profile.region = random.maybe(70, |r| parsed(r, &REGIONS));
    // By a source of its own: the records of earlier tests stay what they were.
    let mut more = random.clone();
    if more.chance(15) {
        profile.bases = (0..2).map(|_| parsed(&mut more, &REGIONS)).collect();
        profile.bases.dedup();
    }
    profile.coordinates = random.maybe(20, coordinates);
    profile.vector = random.maybe(40, vector);
    profile.reach = random.maybe(40, |r| *r.pick(Reach::ALL));
    profile.level = random.maybe(50, |r| *r.pick(Level::ALL));
    profile.readiness = random.maybe(50, |r| u8::try_from(1 + r.below(9)).unwrap());
    profile.modes = distinct(random.some(Mode::ALL, 3));
    profile.budget = random.maybe(50, budget);
    profile.available_from = random.maybe(30, date);
    profile.available_until = random
        .maybe(30, date)
        .filter(|until| profile.available_from.is_none_or(|from| from <= *until));
    profile.capacity = random.maybe(40, |r| u32::try_from(1 + r.below(5)).unwrap());
    profile.load = random.maybe(40, |r| u32::try_from(r.below(3)).unwrap());
    profile.track_record = random.maybe(40, |r| {
        let settled = u32::try_from(r.below(5)).unwrap();
        TrackRecord::new(settled + u32::try_from(r.below(5)).unwrap(), settled).unwrap()
    });
    limits(random, &mut profile);
    identity(&mut profile);
    profile
}

fn limits(random: &mut Random, profile: &mut Profile) {
    if random.chance(10) {
        profile.conflicts = names(random, &ENTERPRISES, 2);
        profile.conflicts.push("n001".into());
    }
    if random.chance(50) {
        profile.preferences = preferences(random, NeedKind::ALL);
    }
    if random.chance(20) {
        profile.vetoes = vetoes(random, NeedKind::ALL);
    }
    if random.chance(20) {
        profile.eligibility = distinct(parses::<Condition>(random, &CONDITIONS, 2));
    }
    if random.chance(8) {
        profile.status = *random.pick(ProfileStatus::ALL);
    }
}

/// Further organisations and other names, of a stream of their own: the seeds of other tests are chosen for the records
/// that they make.
fn identity(profile: &mut Profile) {
    let written = format!("{}{}{:?}", profile.id, profile.description, profile.level);
    let seed = written.bytes().fold(7_u64, |seed, byte| {
        seed.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    let random = &mut Random::new(seed);
    if random.chance(12) {
        profile.affiliations = names(random, &ORGANIZATIONS, 2);
    }
    if random.chance(4) {
        profile.aliases.names = names(random, &PEOPLE, 1);
    }
}

/// Needs `n000`… and profiles `p000`….
pub(crate) fn records(seed: u64, needs: usize, profiles: usize) -> (Vec<Need>, Vec<Profile>) {
    let random = &mut Random::new(seed);
    let needs = (0..needs).map(|i| need(random, format!("n{i:03}")));
    let needs = needs.collect();
    let profiles = (0..profiles).map(|i| profile(random, format!("p{i:03}")));
    (needs, profiles.collect())
}
