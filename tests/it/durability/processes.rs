//! What one process changes, another one sees at its next snapshot.

use std::io::Write as _;
use std::path::Path;

use qianxian::model::{Need, Profile, ProfileKind};
use qianxian::text::Lexicon;
use qianxian::{Library, LibraryOptions};

use super::{child_command, child_place, hear, say, start};
use crate::support::{all, import, ranked, writer};

fn lexicon() -> Lexicon {
    let mut lexicon = Lexicon::new();
    lexicon.add_synonyms(["锂电池", "LIB"]).unwrap();
    lexicon
}

fn profile(id: &str, text: &str) -> Profile {
    let mut profile = Profile::new(id, ProfileKind::Expert, "示例甲").unwrap();
    profile.expertise.push(text.into());
    profile
}

/// The child: sets a lexicon, commits, sets the lexicon back; each when it is told to.
fn change_when_told(place: &Path) {
    let library = Library::open(place, LibraryOptions::new()).unwrap();
    let wait = || std::io::stdin().read_line(&mut String::new()).unwrap();
    wait();
    library.set_lexicon(lexicon()).unwrap();
    say("lexicon");
    wait();
    import(&library, [], &[profile("p2", "LIB")]);
    say("commit");
    wait();
    library.set_lexicon(Lexicon::new()).unwrap();
    say("no lexicon");
    wait();
}

#[test]
fn a_lexicon_and_a_commit_of_another_process_are_seen_at_the_next_snapshot() {
    if let Some(place) = child_place() {
        return change_when_told(&place);
    }
    let place = tempfile::tempdir().unwrap();
    let library = Library::create(place.path(), LibraryOptions::new()).unwrap();
    import(
        &library,
        [],
        &[profile("p0", "氧化锆"), profile("p1", "LIB")],
    );
    let need = Need::new("n1", "锂电池").unwrap();
    let test = "durability::processes::a_lexicon_and_a_commit_of_another_process_are_seen_at_the_next_snapshot";
    let (mut child, mut lines) = start(child_command(test, place.path()));
    let mut input = child.stdin.take().unwrap();
    let mut step = |awaited: &str| {
        input.write_all(b"go\n").unwrap();
        assert_eq!(hear(&mut lines).as_deref(), Some(awaited));
    };
    // Without the synonym nobody is about the need, and ties break by id.
    let names = |snapshot: &qianxian::Snapshot| ranked(snapshot, &need, &all());

    let first = library.snapshot().unwrap();
    assert!(first.is_current().unwrap());
    assert_eq!(names(&first), ["p0", "p1"]);
    step("lexicon");
    assert!(
        !first.is_current().unwrap(),
        "another process set a lexicon"
    );
    let second = library.snapshot().unwrap();
    assert!(second.is_current().unwrap());
    assert_eq!(library.lexicon(), lexicon());
    assert_eq!(names(&second), ["p1", "p0"]);
    assert_eq!(names(&first), ["p0", "p1"], "a snapshot is frozen");
    step("commit");
    assert!(!second.is_current().unwrap(), "another process committed");
    let third = library.snapshot().unwrap();
    assert_eq!(names(&third), ["p1", "p2", "p0"]);
    assert!(third.is_current().unwrap() && !first.is_current().unwrap());
    step("no lexicon");
    assert!(!third.is_current().unwrap());
    assert_eq!(names(&library.snapshot().unwrap()), ["p0", "p1", "p2"]);
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn merges_rollbacks_and_the_same_lexicon_leave_a_snapshot_current() {
    for library in [None, Some(tempfile::tempdir().unwrap())] {
        let library = match &library {
            Some(place) => Library::create(place.path(), LibraryOptions::new()).unwrap(),
            None => Library::in_memory().unwrap(),
        };
        import(&library, [], &[profile("p1", "LIB")]);
        import(&library, [], &[profile("p2", "氧化锆")]);
        library.set_lexicon(lexicon()).unwrap();
        let snapshot = library.snapshot().unwrap();
        let mut writer = writer(&library);
        writer.put_profile(&profile("p3", "针状焦")).unwrap();
        writer.rollback().unwrap();
        assert!(snapshot.is_current().unwrap());
        writer.merge().unwrap();
        assert!(snapshot.is_current().unwrap(), "no record changed");
        library.set_lexicon(lexicon()).unwrap();
        assert!(snapshot.is_current().unwrap());
        let need = Need::new("n", "锂电池").unwrap();
        assert_eq!(ranked(&library.snapshot().unwrap(), &need, &all()).len(), 2);
        writer.put_profile(&profile("p3", "针状焦")).unwrap();
        writer.commit().unwrap();
        assert!(!snapshot.is_current().unwrap());
        library.set_lexicon(Lexicon::new()).unwrap();
        let later = library.snapshot().unwrap();
        assert!(later.is_current().unwrap());
    }
}
