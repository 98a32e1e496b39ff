//! The ledger of a library: entries about its own records.

use qianxian::Library;
use qianxian::ledger::{EntryContent, EntryKind};
use qianxian::model::{Need, NeedId, Profile, ProfileId, ProfileKind};

#[test]
fn entries_follow_merged_profiles_and_name_known_records_alone() {
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    writer
        .put_need(&Need::new("n1", "针状焦").unwrap())
        .unwrap();
    let mut kept = Profile::new("p1", ProfileKind::Expert, "示例·王工").unwrap();
    kept.aliases.ids.push(ProfileId::new("p2").unwrap());
    writer.put_profile(&kept).unwrap();
    writer.commit().unwrap();
    let entry = |need: &str, profile: &str| {
        let (need, profile) = (NeedId::new(need).unwrap(), ProfileId::new(profile).unwrap());
        EntryContent::new(
            need,
            profile,
            EntryKind::Pushed,
            "2026-11-29".parse().unwrap(),
        )
    };
    let ledger = library.ledger().unwrap();
    let appended = ledger.append(entry("n1", "p2")).unwrap();
    assert_eq!(appended.standing.unwrap().profile, "p1");
    for (need, profile) in [("n2", "p1"), ("n1", "p3")] {
        let several = vec![entry("n1", "p1"), entry(need, profile)];
        let error = ledger.append_all(several).unwrap_err();
        assert!(
            error.is_not_found() && error.to_string().starts_with("entry 2"),
            "{error}"
        );
    }
    assert_eq!(
        ledger
            .since("2026-01-01".parse().unwrap(), 9)
            .unwrap()
            .len(),
        1
    );
    // The record goes; what was written about it can still be corrected.
    writer.delete_need(&NeedId::new("n1").unwrap()).unwrap();
    writer.commit().unwrap();
    assert!(ledger.append(entry("n1", "p1")).unwrap_err().is_not_found());
    let (need, profile) = (NeedId::new("n1").unwrap(), ProfileId::new("p1").unwrap());
    let strike = EntryContent::correcting(need, profile, 1, "2026-11-30".parse().unwrap()).struck();
    assert_eq!(ledger.append(strike).unwrap().standing, None);
}
