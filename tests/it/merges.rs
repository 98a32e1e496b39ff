//! What stays of a merge when the profile that took the other in is deleted.

use qianxian::Library;
use qianxian::ledger::{EntryContent, EntryKind};
use qianxian::model::{Need, NeedId, Profile, ProfileId, ProfileKind};

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
