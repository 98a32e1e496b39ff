//! What ledger and outbox know of merges: after the profile that took another in is deleted, and in an outbox that was
//! made before the merge.

use qianxian::Library;
use qianxian::ledger::{EntryContent, EntryKind};
use qianxian::model::{Need, NeedId, Profile, ProfileId, ProfileKind, SubscriptionId};
use qianxian::push::{PlanOptions, PushAdmission, PushCandidate};
use qianxian::score::Fit;
use qianxian::standing::{ChangeCause, ListChange, ListMember, Subscription, SubscriptionSubject};

use crate::support::{import, writer};

#[test]
fn matches_of_a_merged_profile_stay_together_when_the_one_that_took_it_in_is_deleted() {
    let library = Library::in_memory().unwrap();
    let profile = |id: &str| Profile::new(id, ProfileKind::Expert, format!("示例·{id}")).unwrap();
    let profiles = ["p1", "p2", "p3"].map(profile);
    import(&library, [&Need::new("n1", "针状焦").unwrap()], &profiles);
    let ledger = library.ledger().unwrap();
    let entry = |id: &ProfileId, kind, at: &str| {
        let at = at.parse().unwrap();
        EntryContent::new(NeedId::new("n1").unwrap(), id.clone(), kind, at)
    };
    let [first, second, third] = [0, 1, 2].map(|at| &profiles[at].id);
    let contact = entry(third, EntryKind::Contacted, "2026-11-01 09:00");
    ledger.append(contact).unwrap();
    for (keep, gone) in [(second, third), (first, second)] {
        let mut writer = writer(&library);
        let snapshot = library.snapshot().unwrap();
        writer.merge_profiles(&snapshot, keep, gone).unwrap();
        writer.commit().unwrap();
    }
    let mut writer = writer(&library);
    writer.delete_profile(first).unwrap();
    writer.commit().unwrap();
    let need = NeedId::new("n1").unwrap();
    let standing = |id| {
        let history = library.ledger().unwrap().history(&need, id).unwrap();
        history.standing.unwrap()
    };
    assert!(standing(first).role.is_open());
    // Under whichever of its ids, it can be ended, and then is.
    let end = entry(second, EntryKind::Withdrawn, "2026-11-02 09:00").reason("示例：已删除");
    let ended = library.ledger().unwrap().append(end).unwrap();
    assert_eq!(&ended.standing.unwrap().profile, first);
    for id in [first, second, third] {
        assert!(!standing(id).role.is_open(), "{id}");
    }
}

#[test]
fn an_outbox_knows_of_merges_that_are_later_than_itself() {
    let library = Library::in_memory().unwrap();
    let profile = |id: &str| Profile::new(id, ProfileKind::Expert, format!("示例·{id}")).unwrap();
    let profiles = ["p1", "p2", "p3"].map(profile);
    import(&library, [&Need::new("n1", "针状焦").unwrap()], &profiles);
    let day = "2026-11-30".parse().unwrap();
    let wish = |id: &str| {
        let subject = SubscriptionSubject::need(NeedId::new("n1").unwrap());
        Subscription::new(
            SubscriptionId::new(id).unwrap(),
            subject,
            format!("示例·收件人{id}"),
            day,
        )
    };
    for id in ["s1", "s2"] {
        library.subscriptions().unwrap().put(wish(id)).unwrap();
    }
    let outbox = library.outbox().unwrap();
    let gain = |to: &str, id: &str| {
        let mut change = ListChange::new(SubscriptionId::new(to).unwrap());
        change.gained.push(ListMember {
            record: ProfileId::new(id).unwrap().into(),
            rank: 1,
            score: 0.8,
            fit: Fit::Clear,
            fingerprint: 7,
            cause: ChangeCause::NewRecord,
        });
        outbox.add_changes(&[change], day).unwrap();
    };
    let plan = |options: &PlanOptions| {
        let mut judge = |_: &Subscription, _: &PushCandidate| Ok(PushAdmission::plain());
        outbox.plan(day, options, &mut judge).unwrap()
    };
    gain("s1", "p2");
    let at = "2026-11-30 09:00".parse().unwrap();
    let first = plan(&PlanOptions::new());
    outbox.hand_over_to(&first, at, &mut |_| Ok(())).unwrap();

    let mut writer = writer(&library);
    let (keep, gone) = (&profiles[0].id, &profiles[1].id);
    let snapshot = library.snapshot().unwrap();
    writer.merge_profiles(&snapshot, keep, gone).unwrap();
    writer.commit().unwrap();
    // The ledger alone needs none of the merges, and must not make the outbox forget them.
    library.ledger().unwrap().stages().unwrap();
    gain("s1", "p1");
    gain("s2", "p1");
    let again = plan(&PlanOptions::new());
    let to: Vec<&str> = again.chosen.iter().map(|one| &*one.recipient).collect();
    assert_eq!(to, ["示例·收件人s2"], "s1 was sent p2, which is p1 now");
    let mut limited = PlanOptions::new();
    limited.per_record_week = Some(1);
    assert_eq!(
        plan(&limited).chosen.len(),
        0,
        "p1 was sent once this week, as p2"
    );
}
