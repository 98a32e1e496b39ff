//! Standing lists of a program that is killed at any instant.

use std::path::Path;

use qianxian::engine::{StandingMatches, StandingOptions};
use qianxian::model::{Need, NeedId, ProfileId, SubscriptionId};
use qianxian::standing::{Subscription, SubscriptionSubject};
use qianxian::{Library, LibraryOptions, RankOptions};

use super::{child_command, child_place, hear, say, start};
use crate::support::generate::{need, profile};
use crate::support::random::Random;
use crate::support::today;

const NEEDS: usize = 12;

fn need_id(number: usize) -> NeedId {
    NeedId::new(format!("n{number}")).unwrap()
}

fn open(place: &Path) -> (Library, StandingMatches) {
    let options = LibraryOptions::new().writer_memory(15_000_000);
    let library = Library::open(place, options).unwrap();
    let standing = StandingOptions::new(RankOptions::new(today())).renew_above(None);
    let standing = library.standing(standing).unwrap();
    (library, standing)
}

/// The child: changes a record or two, commits, updates the lists, for ever.
fn update_until_killed(place: &Path) {
    let (library, mut standing) = open(place);
    let seed: u64 = std::env::var("QIANXIAN_TEST_SEED")
        .unwrap()
        .parse()
        .unwrap();
    let random = &mut Random::new(seed);
    say("ready");
    let mut writer = library.writer().unwrap();
    loop {
        for _ in 0..=random.below(2) {
            let id = format!("p{}", random.below(60));
            match random.below(6) {
                0 => writer
                    .delete_profile(&ProfileId::new(&id).unwrap())
                    .unwrap(),
                1 => writer.put_need(&open_need(random)).unwrap(),
                _ => writer.put_profile(&profile(random, id)).unwrap(),
            }
        }
        writer.commit().unwrap();
        standing.update(&library, today()).unwrap();
        say("updated");
    }
}

fn open_need(random: &mut Random) -> Need {
    let id = need_id(random.below(NEEDS));
    need(random, id.as_str())
}

/// Asserts that each list is what ranking from scratch gives, and that what waits to be sent is what the lists show, as it
/// is without renewals, which announce nothing.
fn assert_whole(library: &Library, standing: &StandingMatches, kill: u64) {
    let snapshot = library.snapshot_under(standing.statistics()).unwrap();
    let options = RankOptions::new(today())
        .scored_on(standing.scored_on())
        .k(5);
    let options = options.least_fit(qianxian::score::Fit::Possible);
    let mut shown = Vec::new();
    for number in 0..NEEDS {
        let id = SubscriptionId::new(format!("s{number}")).unwrap();
        let list = standing.list(&id).unwrap();
        let found: Vec<(&str, f64)> = list.iter().map(|m| (m.record.as_str(), m.score)).collect();
        let need = snapshot.need(&need_id(number)).unwrap();
        let ranking = snapshot.rank(&need, &options).unwrap();
        let wanted: Vec<(&str, f64)> = ranking
            .matches
            .iter()
            .map(|m| (m.profile.as_str(), m.score))
            .collect();
        assert_eq!(found, wanted, "kill {kill}: {id}");
        shown.extend(
            found
                .iter()
                .map(|(record, _)| (id.to_string(), (*record).to_owned())),
        );
    }
    let open = library.outbox().unwrap().candidates().unwrap();
    let mut open: Vec<(String, String)> = open
        .iter()
        .map(|c| (c.subscription.to_string(), c.record.as_str().to_owned()))
        .collect();
    open.sort();
    shown.sort();
    assert_eq!(open, shown, "kill {kill}");
}

#[test]
fn lists_and_what_waits_to_be_sent_survive_a_kill_together() {
    if let Some(place) = child_place() {
        update_until_killed(&place);
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let library = Library::create(place.path(), LibraryOptions::new()).unwrap();
    let random = &mut Random::new(3);
    let mut writer = library.writer().unwrap();
    for number in 0..NEEDS {
        writer
            .put_need(&need(random, format!("n{number}")))
            .unwrap();
    }
    for number in 0..60 {
        writer
            .put_profile(&profile(random, format!("p{number}")))
            .unwrap();
    }
    writer.commit().unwrap();
    drop(writer);
    for number in 0..NEEDS {
        let id = SubscriptionId::new(format!("s{number}")).unwrap();
        let subject = SubscriptionSubject::need(need_id(number));
        let wish = Subscription::new(id, subject, "示例·收件人", today());
        library.subscriptions().unwrap().put(wish).unwrap();
    }
    drop(library);
    let kills = std::env::var("QIANXIAN_CRASH_KILLS").map_or(8, |kills| kills.parse().unwrap());
    for kill in 0..kills {
        let mut command = child_command(
            "durability::standing::lists_and_what_waits_to_be_sent_survive_a_kill_together",
            place.path(),
        );
        command.env("QIANXIAN_TEST_SEED", kill.to_string());
        let (mut child, mut lines) = start(command);
        assert_eq!(hear(&mut lines).as_deref(), Some("ready"));
        for _ in 0..random.below(4) {
            hear(&mut lines);
        }
        std::thread::sleep(std::time::Duration::from_micros(random.below(30_000) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let (library, mut standing) = open(place.path());
        standing.update(&library, today()).unwrap();
        assert_whole(&library, &standing, kill);
    }
}
