#![allow(clippy::unwrap_used, reason = "tests")]

mod causes;
mod preview;
mod scratch;

use super::{StandingMatches, StandingOptions};
use crate::decision::trials;
use crate::engine::Library;
use crate::ledger::{EntryContent, EntryKind};
use crate::model::{
    Date, Enterprise, Need, NeedId, NeedStatus, Profile, ProfileId, ProfileKind, SubscriptionId,
};
use crate::rank::RankOptions;
use crate::standing::{Sought, StandingQuestion, Subscription, SubscriptionSubject};
use crate::text::Lexicon;

/// Numbers that look random and are the same on every run.
pub(super) struct Lots(u64);

impl Lots {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from((self.0 >> 33) % count as u64).unwrap()
    }

    fn is(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

const WORDS: [&str; 12] = [
    "油系针状焦",
    "煤系沥青",
    "锂电池隔膜",
    "涂布工艺",
    "硼同位素",
    "碳纤维",
    "氧化锆陶瓷",
    "废水处理",
    "小麦赤霉病",
    "催化裂化",
    "机器视觉",
    "减速器齿轮",
];
const FIRMS: [&str; 3] = [
    "示例甲化工有限公司",
    "示例乙材料有限公司",
    "示例丙机械有限公司",
];
const REGIONS: [&str; 3] = ["山东省/淄博市", "山东省/济南市", "甘肃省/兰州市"];

fn text(lots: &mut Lots) -> String {
    let words: Vec<&str> = (0..1 + lots.below(3)).map(|_| *lots.of(&WORDS)).collect();
    words.join("与")
}

fn profile(id: &str, lots: &mut Lots) -> Profile {
    let kinds = [
        ProfileKind::Expert,
        ProfileKind::Team,
        ProfileKind::Achievement,
        ProfileKind::Achievement,
        ProfileKind::Finance,
        ProfileKind::Facility,
    ];
    let mut profile = Profile::new(id, *lots.of(&kinds), format!("示例·{id}")).unwrap();
    profile.expertise.push(text(lots));
    profile.organization = lots.is(4).then(|| (*lots.of(&FIRMS)).to_owned());
    profile.region = lots.is(2).then(|| lots.of(&REGIONS).parse().unwrap());
    profile.capacity = lots
        .is(2)
        .then(|| 1 + u32::try_from(lots.below(2)).unwrap());
    profile.available_until = lots
        .is(4)
        .then(|| day(u8::try_from(1 + lots.below(27)).unwrap()));
    profile
}

fn need(id: &str, lots: &mut Lots) -> Need {
    let mut need = Need::new(id, text(lots)).unwrap();
    need.enterprise = lots.is(2).then(|| (*lots.of(&FIRMS)).to_owned());
    need.region = lots.is(3).then(|| lots.of(&REGIONS).parse().unwrap());
    need.deadline = lots
        .is(3)
        .then(|| day(u8::try_from(1 + lots.below(27)).unwrap()));
    if lots.is(8) {
        need.status = NeedStatus::Settled;
    }
    need
}

fn day(number: u8) -> Date {
    Date::new(2026, 11, number).unwrap()
}

fn subscription(number: usize, lots: &mut Lots) -> Subscription {
    let subject = match lots.below(6) {
        0 | 1 => SubscriptionSubject::need(NeedId::new(format!("n{}", lots.below(8))).unwrap()),
        2 => SubscriptionSubject::Need {
            id: NeedId::new(format!("n{}", lots.below(8))).unwrap(),
            kinds: Some(vec![ProfileKind::Achievement, ProfileKind::Finance]),
        },
        3 => SubscriptionSubject::profile(ProfileId::new(format!("p{}", lots.below(20))).unwrap()),
        4 => {
            let question = StandingQuestion::new(Sought::Profiles(vec![
                ProfileKind::Achievement,
                ProfileKind::Expert,
            ]));
            let question = match lots.is(3) {
                true => question.filter("region=山东省"),
                false => question.words(text(lots)),
            };
            SubscriptionSubject::Question(match lots.is(2) {
                true => question.within("山东省".parse().unwrap()),
                false => question,
            })
        }
        _ => {
            let question = StandingQuestion::new(Sought::Needs);
            SubscriptionSubject::Question(match lots.is(3) {
                true => question.filter("region=淄博"),
                false => question.words(text(lots)),
            })
        }
    };
    let id = SubscriptionId::new(format!("s{number}")).unwrap();
    Subscription::new(id, subject, "示例·收件人", day(1)).k(1 + lots.below(4))
}

/// One step of a script; returns what it was.
fn step(library: &Library, lots: &mut Lots) -> &'static str {
    let mut writer = library.writer().unwrap();
    let (n, p) = (
        format!("n{}", lots.below(8)),
        format!("p{}", lots.below(20)),
    );
    let what = match lots.below(10) {
        0..=3 => {
            for _ in 0..=lots.below(2) {
                let id = format!("p{}", lots.below(20));
                writer.put_profile(&profile(&id, lots)).unwrap();
            }
            "profiles put"
        }
        4 => {
            writer.delete_profile(&ProfileId::new(&p).unwrap()).unwrap();
            "profile deleted"
        }
        5 | 6 => {
            writer.put_need(&need(&n, lots)).unwrap();
            "need put"
        }
        7 => {
            writer.delete_need(&NeedId::new(&n).unwrap()).unwrap();
            "need deleted"
        }
        8 => {
            let at = lots.below(FIRMS.len());
            let mut firm = Enterprise::new(format!("e{at}"), FIRMS[at]).unwrap();
            firm.region = lots.is(2).then(|| lots.of(&REGIONS).parse().unwrap());
            writer.put_enterprise(&firm).unwrap();
            "enterprise put"
        }
        _ => {
            writer.merge().unwrap();
            "segments merged"
        }
    };
    writer.commit().unwrap();
    drop(writer);
    if lots.is(6) {
        let (need, profile) = (NeedId::new(n).unwrap(), ProfileId::new(p).unwrap());
        let kind = *lots.of(&[EntryKind::Contacted, EntryKind::Refused, EntryKind::Solved]);
        // Of records that are not there it is refused, which is as well.
        let entry = EntryContent::new(need, profile, kind, "2026-11-02".parse().unwrap());
        let _ = library.ledger().unwrap().append(entry);
    }
    what
}

fn options() -> StandingOptions {
    StandingOptions::new(RankOptions::new(day(1)).bar_past_deadlines(true)).renew_above(None)
}

/// A script under way: the library, its subscriptions, and their lists as the last step left them.
struct Play {
    library: Library,
    lots: Lots,
    wishes: Vec<Subscription>,
    options: StandingOptions,
    standing: StandingMatches,
    today: Date,
    before: scratch::Lists,
}

impl Play {
    fn new(seed: u64) -> Self {
        let mut lots = Lots(seed);
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        for number in 0..15 {
            let profile = profile(&format!("p{number}"), &mut lots);
            writer.put_profile(&profile).unwrap();
        }
        for number in 0..6 {
            let need = need(&format!("n{number}"), &mut lots);
            writer.put_need(&need).unwrap();
        }
        writer.commit().unwrap();
        drop(writer);
        let mut wishes: Vec<Subscription> = (0..10).map(|n| subscription(n, &mut lots)).collect();
        wishes.retain(|wish| library.subscriptions().unwrap().put(wish.clone()).is_ok());
        let options = options();
        let mut standing = library.standing(options.clone()).unwrap();
        standing.update(&library, day(1)).unwrap();
        let before = scratch::lists(&standing, &library, &wishes, day(1));
        Self {
            library,
            lots,
            wishes,
            options,
            standing,
            today: day(1),
            before,
        }
    }

    /// Changes something of records, subscriptions, words, weights or days; returns what.
    fn change(&mut self) -> &'static str {
        let Self { library, lots, .. } = self;
        let mut what = step(library, lots);
        if lots.is(5) {
            self.today = Date::from_day_number(self.today.day_number() + 1);
        }
        if lots.is(10) {
            let at = lots.below(self.wishes.len());
            let number: usize = self.wishes[at].id.as_str()[1..].parse().unwrap();
            let wish = subscription(number, lots);
            // One for a record that is not there is refused.
            if library.subscriptions().unwrap().put(wish.clone()).is_ok() {
                self.before.remove(&wish.id);
                self.wishes[at] = wish;
            }
            what = "subscription put";
        }
        if lots.is(30) {
            let mut lexicon = Lexicon::new();
            let words = [*lots.of(&WORDS), *lots.of(&WORDS)];
            lexicon.add_synonyms(words).unwrap_or_default();
            library.set_lexicon(lexicon).unwrap();
            what = "lexicon set";
        }
        if lots.is(12) {
            if lots.is(3) {
                let weights = crate::score::Weights::text_only();
                let rank = RankOptions::new(day(1)).bar_past_deadlines(true);
                self.options = StandingOptions::new(rank.weights(weights)).renew_above(None);
                what = "weights set";
            }
            // As another program finds them.
            self.standing = library.standing(self.options.clone()).unwrap();
        }
        what
    }

    fn scratch(&self) -> scratch::Lists {
        scratch::lists(&self.standing, &self.library, &self.wishes, self.today)
    }

    fn round(&mut self, how: &str) {
        let how = format!("{how}: {}", self.change());
        let update = self.standing.update(&self.library, self.today).unwrap();
        let after = self.scratch();
        scratch::assert_lists(&self.standing, &after, &how);
        let wanted = scratch::differences(&self.before, &after);
        let found: Vec<_> = update.changes.iter().map(scratch::without_causes).collect();
        assert_eq!(found, wanted, "{how}");
        scratch::assert_candidates(&self.library, &after, &how);
        self.before = after;
        if self.lots.is(15) {
            let renewed = self.standing.renew(&self.library, self.today).unwrap();
            assert!(renewed.is_renewed, "{renewed:?}");
            let after = self.scratch();
            scratch::assert_lists(&self.standing, &after, "renewed");
            let mut wanted = scratch::differences(&self.before, &after);
            // Other scores and ranks are no news.
            wanted.iter_mut().for_each(|list| list.3.clear());
            wanted.retain(|list| !list.1.is_empty() || !list.2.is_empty());
            let found: Vec<_> = renewed
                .changes
                .iter()
                .map(scratch::without_causes)
                .collect();
            assert_eq!(found, wanted, "renewed");
            scratch::assert_candidates(&self.library, &after, "renewed");
            self.before = after;
        }
    }
}

#[test]
fn lists_and_changes_are_what_ranking_from_scratch_gives() {
    for seed in trials(0..5) {
        let mut play = Play::new(seed);
        for round in 0..60 {
            play.round(&format!("seed {seed} round {round}"));
        }
    }
}
