//! Needs ranked for a profile by their bounds, against scoring every need: random libraries, commits, merges, options.

use crate::compiled::impact::profile_impacts;
use crate::engine::{Library, Snapshot, Writer};
use crate::index::profile_claims;
use crate::infer::{Infer, profile_facts};
use crate::model::{Date, Enterprise, Need, NeedId, Profile, ProfileKind, RegionPath, Vector};
use crate::rank::{AskingProfile, NeedMatch, PairRules, RankOptions, kind_shares, rank_plainly};
use crate::rule::{Corridor, Rule};
use crate::score::{Feature, Fit, Weights};
use crate::text::Lexicon;

const PHRASES: [&str; 16] = [
    "油系针状焦的煅烧",
    "锂电池隔膜涂布",
    "小麦赤霉病抗性育种",
    "needle coke",
    "slurry oil hydrotreating",
    "硼同位素分离",
    "镁碳砖",
    "收率≥35%",
    "收率 38%",
    "的",
    "纯度不低于99.9%",
    "焦",
    "设备改造贷款",
    "lithium battery separator",
    "石墨化炉温度均匀性",
    "检测",
];
const REGIONS: [&str; 6] = [
    "山东省/淄博市/张店区",
    "山东省/淄博市",
    "山东省/济南市",
    "江苏省/南京市",
    "山东省",
    "甘肃省/兰州市",
];
const INDUSTRIES: [&str; 5] = ["C26", "C27", "C30", "C", "A01"];
const DISCIPLINES: [&str; 4] = ["530", "430", "210", "150"];
const KINDS: [&str; 6] = [
    "research",
    "talent",
    "achievement",
    "facility",
    "finance",
    "service",
];
const OFFERS: [&str; 8] = [
    "expert",
    "team",
    "institution",
    "achievement",
    "facility",
    "finance",
    "service",
    "policy",
];
const LEVELS: [&str; 4] = ["student", "lecturer", "professor", "academician"];
const MODES: [&str; 3] = ["license", "loan", "commission"];
const NAMES: [&str; 4] = ["示例甲公司", "示例乙公司", "示例大学", "示例·王工"];

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn text(&mut self, most: usize) -> String {
        let count = self.below(most + 1);
        let words: Vec<&str> = (0..count).map(|_| self.one(&PHRASES)).collect();
        words.join("，")
    }

    /// A JSON list of up to two of these.
    fn list(&mut self, of: &[&str]) -> serde_json::Value {
        (0..1 + self.below(2)).map(|_| self.one(of)).collect()
    }

    fn amount(&mut self) -> serde_json::Value {
        let least = 10 * (1 + self.below(9));
        serde_json::json!({ "min": least, "max": least * 3 })
    }

    fn vector(&mut self) -> Vector {
        let part = |random: &mut Self| random.below(200) as f32 - 99.5;
        let parts: Vec<f32> = (0..8).map(|_| part(self)).collect();
        Vector::new(parts).unwrap()
    }

    /// Fields that both sides may state.
    fn common(&mut self, record: &mut serde_json::Value) {
        if self.chance(60) {
            record["region"] = self.one(&REGIONS).into();
        }
        if self.chance(20) {
            record["coordinates"] = serde_json::json!({ "lon": 118.05, "lat": 36.8 });
        }
        if self.chance(50) {
            record["industries"] = self.list(&INDUSTRIES);
        }
        if self.chance(50) {
            record["disciplines"] = self.list(&DISCIPLINES);
        }
        if self.chance(50) {
            record["level"] = self.one(&LEVELS).into();
        }
        if self.chance(30) {
            record["readiness"] = (1 + self.below(9)).into();
        }
        if self.chance(40) {
            record["modes"] = self.list(&MODES);
        }
        if self.chance(40) {
            record["budget"] = self.amount();
        }
        if self.chance(15) {
            record["conflicts"] = self.list(&NAMES);
        }
        if self.chance(15) {
            let terms =
                serde_json::json!({ "rate": { "min": 3, "max": 5 }, "securities": ["credit"] });
            record["finance"] = terms;
        }
    }

    fn wishes(&mut self, kinds: &[&str]) -> serde_json::Value {
        let mut wishes = serde_json::json!({});
        if self.chance(60) {
            wishes["kinds"] = self.list(kinds);
        }
        if self.chance(20) {
            wishes["industries"] = self.list(&INDUSTRIES);
        }
        if self.chance(20) {
            wishes["regions"] = self.list(&REGIONS);
        }
        if self.chance(20) {
            wishes["organizations"] = self.list(&NAMES);
        }
        if self.chance(20) {
            wishes["min_budget"] = (10 * self.below(20)).into();
        }
        if self.chance(20) {
            wishes["max_distance_km"] = (10 * self.below(60)).into();
        }
        wishes
    }

    fn need(&mut self, id: usize) -> Need {
        let title = match self.text(3) {
            text if text.is_empty() => "求助".to_owned(),
            text => text,
        };
        let mut record = serde_json::json!({
            "id": format!("n{id:03}"), "title": title, "description": self.text(5),
            "kind": self.one(&KINDS),
        });
        self.common(&mut record);
        if self.chance(60) {
            record["enterprise"] = self.one(&NAMES).into();
        }
        if self.chance(40) {
            record["deadline"] = format!("2024-{:02}-15", 4 + self.below(8)).into();
        }
        if self.chance(10) {
            record["status"] = "paused".into();
        }
        if self.chance(15) {
            record["people"] = self.list(&NAMES);
        }
        if self.chance(25) {
            record["vetoes"] = self.wishes(&OFFERS);
        }
        if self.chance(40) {
            record["preferences"] = self.wishes(&OFFERS);
        }
        let mut need: Need = serde_json::from_value(record).unwrap();
        need.vector = self.chance(20).then(|| self.vector());
        need
    }

    fn profile(&mut self, id: usize) -> Profile {
        let mut record = serde_json::json!({
            "id": format!("p{id:03}"), "name": self.one(&NAMES), "kind": self.one(&OFFERS),
            "expertise": [self.text(1)], "description": self.text(2),
        });
        self.common(&mut record);
        let works = 0..[0, 1, 2, 4, 11][self.below(5)];
        let work = |random: &mut Self| {
            let title = format!("{}研究", random.text(2));
            serde_json::json!({ "title": title, "abstract": random.text(4), "year": 2015 + random.below(10) })
        };
        record["works"] = works.map(|_| work(self)).collect();
        if self.chance(40) {
            record["organization"] = self.one(&NAMES).into();
        }
        if self.chance(40) {
            record["reach"] = self
                .one(&["province", "city", "nationwide", "remote"])
                .into();
        }
        if self.chance(20) {
            record["bases"] = self.list(&REGIONS);
        }
        if self.chance(40) {
            record["available_from"] = format!("2024-{:02}-01", 1 + self.below(12)).into();
        }
        if self.chance(30) {
            record["capacity"] = 3.into();
            record["load"] = self.below(4).into();
        }
        if self.chance(20) {
            record["vetoes"] = self.wishes(&KINDS);
        }
        if self.chance(40) {
            record["preferences"] = self.wishes(&KINDS);
        }
        if self.chance(10) {
            record["eligibility"] = serde_json::json!(["region in 山东省/淄博市"]);
        }
        let mut profile: Profile = serde_json::from_value(record).unwrap();
        profile.vector = self.chance(30).then(|| self.vector());
        profile
    }
}

fn options() -> Vec<(&'static str, RankOptions)> {
    let base = RankOptions::new(Date::new(2024, 7, 1).unwrap());
    let region: RegionPath = "山东省".parse().unwrap();
    let corridor = ["山东省/济南市", "江苏省/南京市"].map(|path| path.parse().unwrap());
    let even = Weights::preset(crate::model::NeedKind::Research);
    let even = even.with(Feature::Region, 0.5).unwrap();
    vec![
        ("as they are", base.clone()),
        ("one", base.clone().k(1)),
        ("three", base.clone().k(3)),
        ("all", base.clone().k(10_000)),
        (
            "text alone",
            base.clone().weights(Weights::text_only()).k(5),
        ),
        ("regions", base.clone().weights(even).k(5)),
        ("possible", base.clone().least_fit(Fit::Possible).k(7)),
        ("clear", base.clone().least_fit(Fit::Clear)),
        ("nothing inferred", base.clone().infer(Infer::Never).k(9)),
        ("all inferred", base.clone().infer(Infer::Always).k(9)),
        ("deadlines", base.clone().bar_past_deadlines(true).k(9)),
        ("figures", base.clone().must_figures(true).k(9)),
        ("within", base.clone().within(region).k(9)),
        (
            "kinds",
            base.clone()
                .kinds([ProfileKind::Expert, ProfileKind::Policy])
                .k(9),
        ),
        (
            "left out",
            base.clone().exclude(["p003".parse().unwrap()]).k(9),
        ),
        (
            "relaxed",
            base.clone()
                .relax([Rule::Reach, Rule::Level, Rule::Validity])
                .k(9),
        ),
        (
            "corridors",
            base.clone()
                .corridors([Corridor::new("示例走廊", corridor.to_vec())])
                .k(9),
        ),
        (
            "another day",
            base.scored_on(Date::new(2023, 1, 1).unwrap()).k(9),
        ),
    ]
}

/// The list that scoring every need gives.
fn plainly(snapshot: &Snapshot, profile: &Profile, options: &RankOptions) -> Vec<NeedMatch> {
    let (analyzer, compiled) = (snapshot.queries().analyzer(), snapshot.compiled());
    let impacts = profile_impacts(profile, analyzer, &compiled.calibration);
    let asking = AskingProfile::new(profile_facts(profile), &impacts, profile_claims(profile));
    let rules = options.rules(snapshot.taxonomies()).unwrap();
    let pair = PairRules {
        rules: &rules,
        shares: &kind_shares(options),
        infer: options.infer,
    };
    let needs = snapshot.analysed_needs().unwrap();
    rank_plainly(needs, &asking, (options.k, options.listed_fit()), pair)
}

/// Compares both ways for some profiles and all options; how many needs were listed.
fn compare(snapshot: &Snapshot, random: &mut Random, what: &str) -> usize {
    let mut listed = 0;
    for (name, options) in options() {
        for _ in 0..3 {
            let id = random.below(7);
            let profile = random.profile(id);
            let found = snapshot.reverse(&profile, &options).unwrap().matches;
            let wanted = plainly(snapshot, &profile, &options);
            assert_eq!(found, wanted, "{what}, {name}: {profile:?}");
            listed += found.len();
        }
    }
    listed
}

fn put_needs(writer: &mut Writer, random: &mut Random, ids: std::ops::Range<usize>) {
    for id in ids {
        writer.put_need(&random.need(id)).unwrap();
    }
}

#[test]
fn bounds_find_the_list_that_scoring_every_need_gives() {
    let mut listed = 0;
    for seed in 0..3 {
        let mut random = Random(seed);
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        listed += compare(&library.snapshot().unwrap(), &mut random, "no need at all");
        put_needs(&mut writer, &mut random, 0..90);
        for id in 0..20 {
            writer.put_profile(&random.profile(id)).unwrap();
        }
        writer.commit().unwrap();
        let statistics = std::sync::Arc::new(library.snapshot().unwrap().collection_statistics());
        listed += compare(&library.snapshot().unwrap(), &mut random, "one commit");
        writer.put_profile(&random.profile(3)).unwrap();
        writer.commit().unwrap();
        listed += compare(
            &library.snapshot().unwrap(),
            &mut random,
            "a profile changed",
        );
        put_needs(&mut writer, &mut random, 80..100);
        writer.delete_need(&NeedId::new("n004").unwrap()).unwrap();
        writer.commit().unwrap();
        let before = library.snapshot().unwrap();
        listed += compare(&before, &mut random, "needs came and went");
        writer.merge().unwrap();
        listed += compare(&library.snapshot().unwrap(), &mut random, "one segment");
        let frozen = library.snapshot_under(&statistics).unwrap();
        listed += compare(&frozen, &mut random, "frozen statistics");
        let firm =
            r#"{"id":"e1","name":"示例甲公司","region":"江苏省/南京市","people":["示例·王工"]}"#;
        let firm: Enterprise = serde_json::from_str(firm).unwrap();
        writer.put_enterprise(&firm).unwrap();
        put_needs(&mut writer, &mut random, 100..260);
        writer.commit().unwrap();
        listed += compare(
            &library.snapshot().unwrap(),
            &mut random,
            "a firm and many needs",
        );
        let mut lexicon = Lexicon::new();
        lexicon.add_synonyms(["针状焦", "needle coke"]).unwrap();
        library.set_lexicon(lexicon).unwrap();
        listed += compare(&library.snapshot().unwrap(), &mut random, "another lexicon");
        listed += compare(&before, &mut random, "an older snapshot");
    }
    assert!(listed > 4_000, "{listed}");
}

#[test]
fn shelves_take_a_few_bytes_a_term() {
    let mut random = Random(5);
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    put_needs(&mut writer, &mut random, 0..1000);
    writer.commit().unwrap();
    let snapshot = library.snapshot().unwrap();
    let asked = RankOptions::new(Date::new(2024, 7, 1).unwrap());
    snapshot.reverse(&random.profile(0), &asked).unwrap();
    let needs = snapshot.analysed_needs().unwrap();
    let terms: usize = needs.iter().map(|need| need.query.terms.len()).sum();
    let bytes = snapshot.stored_needs().unwrap().shelf_bytes().unwrap();
    let terms = terms / needs.len();
    assert!(
        bytes < 100 + 6 * terms.max(20),
        "{bytes} bytes, {terms} terms"
    );
}

#[test]
fn threads_change_nothing() {
    let mut random = Random(9);
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    put_needs(&mut writer, &mut random, 0..300);
    writer.commit().unwrap();
    let profiles: Vec<Profile> = (0..8).map(|id| random.profile(id)).collect();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let snapshot = library.snapshot().unwrap();
        let options = options();
        let all = profiles
            .iter()
            .flat_map(|profile| options.iter().map(move |o| (profile, &o.1)));
        pool.install(|| {
            all.map(|(profile, options)| snapshot.reverse(profile, options).unwrap())
                .collect::<Vec<_>>()
        })
    };
    assert_eq!(on(1), on(4));
}
