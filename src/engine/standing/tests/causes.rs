//! What an update says of a list, and why.

use super::{day, options};
use crate::engine::Library;
use crate::engine::standing::{Silence, StandingMatches, StandingUpdate};
use crate::ledger::{EntryContent, EntryKind};
use crate::model::{
    Date, Enterprise, EnterpriseId, Need, NeedId, NeedStatus, Profile, ProfileId, ProfileKind,
    Reach, SubscriptionId,
};
use crate::score::Fit;
use crate::standing::{Sought, StandingQuestion, Subscription, SubscriptionSubject};

/// A library in which s1 stands for the need n1, and its lists after a first update.
fn small() -> (Library, StandingMatches) {
    let library = Library::in_memory().unwrap();
    let standing = begun(&library);
    (library, standing)
}

/// Fills an empty library and takes up its lists.
fn begun(library: &Library) -> StandingMatches {
    let mut writer = library.writer().unwrap();
    writer
        .put_need(&Need::new("n1", "油系针状焦制备技术").unwrap())
        .unwrap();
    for (id, said) in [
        ("a", "油系针状焦制备技术"),
        ("b", "油系针状焦制备"),
        ("c", "油系针状焦"),
    ] {
        writer.put_profile(&expert(id, said)).unwrap();
    }
    writer.commit().unwrap();
    drop(writer);
    let subject = SubscriptionSubject::need(NeedId::new("n1").unwrap());
    let wish = Subscription::new(
        SubscriptionId::new("s1").unwrap(),
        subject,
        "示例·收件人",
        day(1),
    );
    library.subscriptions().unwrap().put(wish.k(2)).unwrap();
    let mut standing = library.standing(options()).unwrap();
    let first = standing.update(library, day(1)).unwrap();
    assert_eq!(said(&first), ["+a subscribed", "+b subscribed"]);
    standing
}

pub(super) fn expert(id: &str, said: &str) -> Profile {
    let mut expert = Profile::new(id, ProfileKind::Expert, format!("示例·{id}")).unwrap();
    expert.expertise.push(said.into());
    expert
}

fn put(library: &Library, profile: &Profile) {
    let mut writer = library.writer().unwrap();
    writer.put_profile(profile).unwrap();
    writer.commit().unwrap();
}

/// What an update says of the lists, in short.
fn said(update: &StandingUpdate) -> Vec<String> {
    let mut said = Vec::new();
    for change in &update.changes {
        let gained = change
            .gained
            .iter()
            .map(|m| format!("+{} {}", m.record.as_str(), m.cause));
        let lost = change
            .lost
            .iter()
            .map(|m| format!("-{} {}", m.record.as_str(), m.cause));
        let moved = change
            .moved
            .iter()
            .map(|m| format!("{} {}→{} {}", m.record.as_str(), m.from, m.to, m.cause));
        said.extend(gained.chain(lost).chain(moved));
    }
    said
}

#[test]
fn each_change_has_its_cause() {
    let (library, mut standing) = small();
    let mut update =
        |library: &Library, today: u8| said(&standing.update(library, day(today)).unwrap());
    put(&library, &expert("0", "油系针状焦制备技术"));
    assert_eq!(
        update(&library, 1),
        ["+0 new_record", "-b pushed_out", "a 1→2 pushed_out"]
    );
    let mut writer = library.writer().unwrap();
    writer
        .delete_profile(&ProfileId::new("0").unwrap())
        .unwrap();
    writer.commit().unwrap();
    drop(writer);
    assert_eq!(
        update(&library, 1),
        ["+b moved_up", "-0 record_gone", "a 2→1 moved_up"]
    );
    put(&library, &expert("c", "油系针状焦制备技术与石墨化"));
    put(&library, &expert("b", "小麦育种"));
    assert_eq!(
        update(&library, 1),
        ["+c changed_record", "-b changed_record"]
    );
}

#[test]
fn a_need_that_leaves_says_whether_it_is_settled_paused_withdrawn_or_deleted() {
    let library = Library::in_memory().unwrap();
    let mut standing = begun(&library);
    let asked = StandingQuestion::new(Sought::Needs).words("针状焦");
    let wish = Subscription::new(
        SubscriptionId::new("q").unwrap(),
        SubscriptionSubject::Question(asked),
        "示例·收件人",
        day(1),
    );
    library.subscriptions().unwrap().put(wish).unwrap();
    standing.update(&library, day(1)).unwrap();
    for (status, cause) in [
        (NeedStatus::Settled, "need_settled"),
        (NeedStatus::Paused, "need_paused"),
        (NeedStatus::Withdrawn, "need_withdrawn"),
    ] {
        for status in [status, NeedStatus::Open] {
            let mut need = Need::new("n1", "油系针状焦制备技术").unwrap();
            need.status = status;
            let mut writer = library.writer().unwrap();
            writer.put_need(&need).unwrap();
            writer.commit().unwrap();
            drop(writer);
            let said = said(&standing.update(&library, day(1)).unwrap());
            if status != NeedStatus::Open {
                assert!(said.contains(&format!("-n1 {cause}")), "{said:?}");
            }
        }
    }
    let mut writer = library.writer().unwrap();
    writer.delete_need(&NeedId::new("n1").unwrap()).unwrap();
    writer.commit().unwrap();
    drop(writer);
    let said = said(&standing.update(&library, day(1)).unwrap());
    assert!(said.contains(&"-n1 record_gone".to_owned()), "{said:?}");
}

#[test]
fn days_places_and_the_subject_itself_are_causes_too() {
    let (library, mut standing) = small();
    let mut update =
        |library: &Library, today: u8| said(&standing.update(library, day(today)).unwrap());
    // A day passes, and with it the last one on which a is free.
    let mut ends = expert("a", "油系针状焦制备技术");
    ends.available_until = Some(day(3));
    ends.capacity = Some(1);
    put(&library, &ends);
    assert_eq!(update(&library, 2), ["a 1→1 changed_record"]);
    assert_eq!(update(&library, 3), [""; 0]);
    assert_eq!(
        update(&library, 4),
        ["+c moved_up", "-a rule_bars", "b 2→1 moved_up"]
    );
    ends.available_until = None;
    put(&library, &ends);
    let back = ["+a changed_record", "-c pushed_out", "b 1→2 pushed_out"];
    assert_eq!(update(&library, 4), back);
    // The ledger takes the one place of a, and gives it back.
    let entry = |kind| {
        let (need, profile) = (NeedId::new("n1").unwrap(), ProfileId::new("a").unwrap());
        let entry = EntryContent::new(need, profile, kind, "2026-11-04".parse().unwrap());
        let entry = entry.reason("示例");
        library.ledger().unwrap().append(entry).unwrap();
    };
    entry(EntryKind::Contacted);
    let gone = ["+c moved_up", "-a rule_bars", "b 2→1 moved_up"];
    assert_eq!(update(&library, 4), gone);
    entry(EntryKind::Refused);
    let back = ["+a place_free", "-c pushed_out", "b 1→2 pushed_out"];
    assert_eq!(update(&library, 4), back);
    put(&library, &expert("w", "小麦育种"));
    assert_eq!(update(&library, 4), [""; 0]);
    let mut writer = library.writer().unwrap();
    writer
        .put_need(&Need::new("n1", "小麦育种").unwrap())
        .unwrap();
    writer.commit().unwrap();
    drop(writer);
    assert_eq!(
        update(&library, 4),
        [
            "+w changed_subject",
            "-a changed_subject",
            "-b changed_subject"
        ]
    );
    let mut writer = library.writer().unwrap();
    writer.delete_need(&NeedId::new("n1").unwrap()).unwrap();
    writer.commit().unwrap();
    drop(writer);
    assert_eq!(update(&library, 4), ["-w changed_subject"]);
    let id = SubscriptionId::new("s1").unwrap();
    assert_eq!(standing.silence(&id), Some(Silence::NoSubject));
    let back = standing.update(&library, day(3)).unwrap_err();
    assert_eq!(back.field(), Some("today"));
}

#[test]
fn what_drifts_is_said_to_nobody_and_renewing_says_nothing() {
    let (library, mut standing) = small();
    let before = standing.list(&SubscriptionId::new("s1").unwrap());
    // A hundred profiles that use the need's words, and fit it less: rarity falls for all.
    let mut writer = library.writer().unwrap();
    for number in 0..100 {
        let said = "制备技术的油系列与小麦、水稻、玉米、大豆的病虫害防治和灌溉施肥";
        writer
            .put_profile(&expert(&format!("z{number:03}"), said))
            .unwrap();
    }
    writer.commit().unwrap();
    drop(writer);
    let update = standing.update(&library, day(1)).unwrap();
    assert_eq!(said(&update), [""; 0]);
    assert!(update.drift > 30.0, "{}", update.drift);
    let id = SubscriptionId::new("s1").unwrap();
    assert_eq!(standing.list(&id), before);
    let digest = standing.statistics().digest();
    let renewed = standing.renew(&library, day(2)).unwrap();
    assert_eq!(said(&renewed), [""; 0]);
    assert_ne!(standing.statistics().digest(), digest);
    assert_ne!(
        standing.list(&id),
        before,
        "scores are of the new statistics"
    );
    assert_eq!((standing.drift(), standing.scored_on()), (0.0, day(2)));
    // A bound renews by itself.
    let mut bounded = library.standing(options().renew_above(Some(0.01))).unwrap();
    put(&library, &expert("d", "油系针状焦制备技术"));
    put(&library, &expert("e", "小麦"));
    let update = bounded.update(&library, day(2)).unwrap();
    assert!(
        update.is_renewed && said(&update)[0].starts_with("+d"),
        "{update:?}"
    );
    // The other one is behind now.
    let refused = standing.update(&library, day(2)).unwrap_err();
    assert_eq!(refused.field(), Some("standing"));
}

#[test]
fn a_list_of_a_question_that_cannot_be_read_keeps_the_others() {
    let (library, mut standing) = small();
    let question = StandingQuestion::new(Sought::Needs).filter("deadline>=soon");
    let subject = SubscriptionSubject::Question(question);
    let wish = Subscription::new(
        SubscriptionId::new("s2").unwrap(),
        subject,
        "示例·收件人",
        day(1),
    );
    library
        .subscriptions()
        .unwrap()
        .put(wish)
        .unwrap_or_default();
    put(&library, &expert("0", "油系针状焦制备技术"));
    let update = standing.update(&library, day(1)).unwrap();
    assert_eq!(update.changes.len(), 1);
}

#[test]
fn an_update_that_could_not_be_kept_is_made_by_the_next_one() {
    let place = tempfile::tempdir().unwrap();
    let library = Library::create(place.path(), crate::LibraryOptions::new()).unwrap();
    let mut standing = begun(&library);
    put(&library, &expert("0", "油系针状焦制备技术"));
    // Somebody else writes for longer than anybody waits.
    let file = place.path().join(crate::ledger::FILE);
    let other = rusqlite::Connection::open(file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(standing.update(&library, day(1)).unwrap_err().is_busy());
    other.execute_batch("ROLLBACK").unwrap();
    let update = standing.update(&library, day(1)).unwrap();
    let gained = ["+0 new_record", "-b pushed_out", "a 1→2 pushed_out"];
    assert_eq!(said(&update), gained);
    assert_eq!(said(&standing.update(&library, day(1)).unwrap()), [""; 0]);
}

#[test]
fn a_need_that_is_settled_says_so_of_everybody_in_its_list() {
    let (library, mut standing) = small();
    let (need, profile) = (NeedId::new("n1").unwrap(), ProfileId::new("a").unwrap());
    let at = "2026-11-04".parse().unwrap();
    let entry = EntryContent::new(need.clone(), profile, EntryKind::Contacted, at);
    let mut record = library.snapshot().unwrap().need(&need).unwrap();
    record.status = crate::model::NeedStatus::Settled;
    let mut writer = library.writer().unwrap();
    writer.put_need(&record).unwrap();
    writer.append(entry).unwrap();
    writer.commit().unwrap();
    let update = standing.update(&library, day(4)).unwrap();
    assert_eq!(said(&update), ["-a changed_subject", "-b changed_subject"]);
}

#[test]
fn an_enterprise_that_moves_is_followed_by_a_program_that_was_not_there() {
    let (library, _) = small();
    let at = |id: &str, region: &str, reach: Option<Reach>| {
        let mut expert = expert(id, "油系针状焦制备技术");
        expert.region = Some(region.parse().unwrap());
        expert.reach = reach;
        expert
    };
    let firm = |region: &str| {
        let mut firm = Enterprise::new("e1", "示例·甲公司").unwrap();
        firm.region = Some(region.parse().unwrap());
        let mut writer = library.writer().unwrap();
        writer.put_enterprise(&firm).unwrap();
        writer.commit().unwrap();
    };
    let mut need = Need::new("n1", "油系针状焦制备技术").unwrap();
    need.enterprise = Some("示例·甲公司".into());
    let mut writer = library.writer().unwrap();
    writer.put_need(&need).unwrap();
    for id in ["a", "b", "c"] {
        writer.delete_profile(&ProfileId::new(id).unwrap()).unwrap();
    }
    writer.commit().unwrap();
    drop(writer);
    put(
        &library,
        &at("x", "山东省/淄博市/张店区", Some(Reach::City)),
    );
    put(
        &library,
        &at("y", "山东省/滨州市/滨城区", Some(Reach::City)),
    );
    // Each call is another program, which compiles what it reads by the records as they are.
    let update = |today: u8| {
        let mut standing = library.standing(options()).unwrap();
        said(&standing.update(&library, day(today)).unwrap())
    };
    firm("山东省/淄博市/张店区");
    update(2);
    firm("山东省/滨州市/滨城区");
    let moved = ["+y changed_enterprise", "-x changed_enterprise"];
    assert_eq!(update(3), moved);
    let mut writer = library.writer().unwrap();
    writer
        .delete_enterprise(&EnterpriseId::new("e1").unwrap())
        .unwrap();
    writer.commit().unwrap();
    drop(writer);
    assert_eq!(update(3)[0], "+x changed_enterprise");
    // A need that does not name it, and a figure that no rule reads, touch no list.
    firm("山东省/滨州市/滨城区");
    update(3);
    let mut other = Enterprise::new("e2", "示例·乙公司").unwrap();
    other.region = Some("山东省/滨州市/滨城区".parse().unwrap());
    let mut writer = library.writer().unwrap();
    writer.put_enterprise(&other).unwrap();
    writer.commit().unwrap();
    drop(writer);
    let mut standing = library.standing(options()).unwrap();
    let quiet = standing.update(&library, day(3)).unwrap();
    assert_eq!((said(&quiet), quiet.ranked), (vec![], 0));
}

#[test]
fn what_a_renewal_brings_in_waits_to_be_sent_and_what_it_drops_does_not() {
    let library = Library::in_memory().unwrap();
    let mut standing = begun(&library);
    let id = SubscriptionId::new("s1").unwrap();
    let wish = library.subscriptions().unwrap().get(&id).unwrap();
    let wish = wish.k(1).least_fit(Fit::None);
    library.subscriptions().unwrap().put(wish).unwrap();
    // Two profiles say one word of the need each; then the word of the better one becomes common.
    put(&library, &expert("a", "针状焦"));
    put(&library, &expert("b", "制备技术"));
    put(&library, &expert("c", "小麦"));
    standing.update(&library, day(1)).unwrap();
    let first = standing.list(&id).unwrap()[0].record.clone();
    let (word, other) = match first.as_str() {
        "a" => ("针状焦", "b"),
        _ => ("制备技术", "a"),
    };
    let mut writer = library.writer().unwrap();
    for number in 0..60 {
        let (id, said) = (format!("z{number:02}"), format!("{word}以外的小麦育种"));
        writer.put_profile(&expert(&id, &said)).unwrap();
    }
    writer.commit().unwrap();
    drop(writer);
    assert_eq!(said(&standing.update(&library, day(2)).unwrap()), [""; 0]);
    let renewed = standing.renew(&library, day(2)).unwrap();
    let swapped = [
        format!("+{other} renewed"),
        format!("-{} renewed", first.as_str()),
    ];
    assert_eq!(said(&renewed), swapped);
    let waits = library.outbox().unwrap().candidates().unwrap();
    let waits: Vec<_> = waits.iter().map(|one| one.record.as_str()).collect();
    assert_eq!(waits, [other]);
}

#[test]
fn a_place_taken_is_no_bar_and_others_that_move_have_others_to_thank() {
    let (library, mut standing) = small();
    let mut wide = expert("b", "油系针状焦制备");
    wide.capacity = Some(4);
    put(&library, &wide);
    standing.update(&library, day(1)).unwrap();
    let (need, profile) = (NeedId::new("n1").unwrap(), ProfileId::new("b").unwrap());
    let at = "2026-11-04".parse().unwrap();
    let entry = EntryContent::new(need, profile, EntryKind::Contacted, at);
    library.ledger().unwrap().append(entry).unwrap();
    // b serves one firm of four.
    let mut writer = library.writer().unwrap();
    writer
        .delete_profile(&ProfileId::new("a").unwrap())
        .unwrap();
    writer.commit().unwrap();
    drop(writer);
    let update = standing.update(&library, day(4)).unwrap();
    let b = said(&update).pop().unwrap();
    assert!(
        ["b 2→1 place_taken", "b 2→1 moved_up"].contains(&&*b),
        "{b}"
    );
}

#[test]
fn a_new_year_frees_whom_a_rule_of_years_barred_and_nobody_else() {
    let library = Library::in_memory().unwrap();
    let mut standing = begun(&library);
    let mut writer = library.writer().unwrap();
    writer
        .delete_profile(&ProfileId::new("a").unwrap())
        .unwrap();
    writer.commit().unwrap();
    drop(writer);
    let next = Date::new(2027, 1, 4).unwrap();
    let update = standing.update(&library, next).unwrap();
    assert_eq!(
        said(&update),
        ["+c moved_up", "-a record_gone", "b 2→1 moved_up"]
    );
}
