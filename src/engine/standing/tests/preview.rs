//! What a subscription would have sent.

use super::causes::expert;
use super::{day, options};
use crate::engine::Library;
use crate::engine::standing::PreviewedPush;
use crate::model::{Need, NeedId, ProfileId, SubscriptionId};
use crate::standing::{Subscription, SubscriptionSubject};

/// A library whose records changed in September and October.
fn autumn() -> Library {
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    let mut on = |day: &str, change: &mut dyn FnMut(&mut crate::Writer)| {
        writer.set_change(crate::ledger::Change::at(day.parse().unwrap()));
        change(&mut writer);
        writer.commit().unwrap();
    };
    let put = |id: &'static str, said: &'static str| {
        move |writer: &mut crate::Writer| writer.put_profile(&expert(id, said)).unwrap()
    };
    on("2026-08-01", &mut |writer| {
        let need = Need::new("n1", "油系针状焦制备技术").unwrap();
        writer.put_need(&need).unwrap();
        writer.put_profile(&expert("a", "油系针状焦制备")).unwrap();
        writer.put_profile(&expert("b", "小麦育种")).unwrap();
    });
    on("2026-09-07", &mut put("c", "油系针状焦制备技术"));
    on("2026-09-08", &mut put("b", "油系针状焦制备技术"));
    on("2026-09-09", &mut put("d", "油系针状焦"));
    on("2026-10-01", &mut |writer| {
        let gone = ProfileId::new("c").unwrap();
        writer.delete_profile(&gone).unwrap();
    });
    drop(writer);
    library
}

#[test]
fn a_preview_plays_the_days_that_passed() {
    let library = autumn();
    let standing = library.standing(options()).unwrap();
    let subject = SubscriptionSubject::need(NeedId::new("n1").unwrap());
    let wish = Subscription::new(
        SubscriptionId::new("s1").unwrap(),
        subject,
        "示例·收件人",
        day(1),
    )
    .k(2);
    let preview = |wish: &Subscription, from: &str| {
        let preview = standing
            .preview(&library, wish, (from.parse().unwrap(), day(29)))
            .unwrap();
        let line =
            |push: &PreviewedPush| format!("{} {} {}", push.day, push.record.as_str(), push.cause);
        (
            preview.sent.iter().map(line).collect::<Vec<_>>(),
            preview.waiting,
        )
    };
    // c is new; b changed and takes a's place; d never gets in; when c goes, a is back, which was there before.
    let all = [
        "2026-09-07 c new_record",
        "2026-09-08 b changed_record",
        "2026-10-01 a moved_up",
    ];
    assert_eq!(
        preview(&wish, "2026-09-01"),
        (all.map(String::from).to_vec(), 0)
    );
    assert_eq!(preview(&wish, "2026-09-08").0, &all[1..]);
    assert_eq!(preview(&wish, "2026-11-01").0, [""; 0]);
    // One a week: b waits for the next Monday.
    let quota = crate::standing::PushQuota::new().per_week(1);
    let one = preview(&wish.clone().quota(quota), "2026-09-01").0;
    assert_eq!(
        one[..2],
        ["2026-09-07 c new_record", "2026-09-14 b changed_record"]
    );
    let list = standing
        .preview(&library, &wish, (day(1), day(29)))
        .unwrap()
        .list;
    assert_eq!(
        list.iter().map(|m| m.record.as_str()).collect::<Vec<_>>(),
        ["b", "a"]
    );
    assert!(
        standing
            .preview(&library, &wish, (day(29), day(1)))
            .is_err()
    );
}
