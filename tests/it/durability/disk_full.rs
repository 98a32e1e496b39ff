//! A disk that takes no more: files may not grow beyond a limit that the operating system enforces.

use std::path::Path;
use std::process::Command;

use qianxian::model::{Profile, ProfileKind, Work};
use qianxian::{Library, LibraryOptions};

use super::{as_child, child_place, hear, say, start};
use crate::support::generate::records;
use crate::support::random::Random;
use crate::support::words::text;
use crate::support::{all, bits, import, writer};

/// More than fits into any file under the limit.
fn heavy(number: usize) -> Profile {
    let random = &mut Random::new(number as u64);
    let id = format!("heavy{number}");
    let mut heavy = Profile::new(id, ProfileKind::Expert, "示例甲").unwrap();
    heavy.works = (0..40).map(|_| Work::new(text(random, 400))).collect();
    heavy
}

/// The child: tries to import too much, tells the error, then looks whether the library still serves.
fn import_too_much(place: &Path) {
    let library = Library::open(place, LibraryOptions::new()).unwrap();
    let before = bits(&library.snapshot().unwrap(), &all());
    let mut writer = writer(&library);
    let puts = (0..30).try_for_each(|number| writer.put_profile(&heavy(number)));
    let error = puts
        .and_then(|()| writer.commit())
        .expect_err("nothing of that size fits");
    say(format!("error {}", error.to_string().replace('\n', " ")));
    say(format!(
        "same {}",
        bits(&library.snapshot().unwrap(), &all()) == before
    ));
    drop(writer);
    let again = library.writer().and_then(|mut writer| {
        writer.put_profile(&Profile::new("small", ProfileKind::Expert, "示例乙")?)?;
        writer.commit()
    });
    say(format!("again {:?}", again.map_err(|e| e.to_string())));
}

#[test]
fn a_full_disk_is_told_and_leaves_the_last_commit() {
    if let Some(place) = child_place() {
        return import_too_much(&place);
    }
    let (needs, profiles) = records(91, 10, 40);
    let place = tempfile::tempdir().unwrap();
    let library = Library::create(place.path(), LibraryOptions::new()).unwrap();
    import(&library, &needs, &profiles);
    let before = bits(&library.snapshot().unwrap(), &all());
    drop(library);
    // Files of at most 256 blocks of 512 bytes or 1 KiB, whichever the shell counts by; writing
    // beyond fails instead of killing.
    let mut command = Command::new("sh");
    let script = "trap '' XFSZ; ulimit -f 256; exec \"$0\" \"$@\"";
    command
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap());
    let test = "durability::disk_full::a_full_disk_is_told_and_leaves_the_last_commit";
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    as_child(&mut command, place.path());
    let (mut child, mut lines) = start(command);
    let error = hear(&mut lines).expect("the child tells its error");
    assert!(error.starts_with("error "), "{error}");
    assert!(error.contains("room"), "it says what to do: {error}");
    assert_eq!(
        hear(&mut lines).as_deref(),
        Some("same true"),
        "the open library still ranks"
    );
    assert_eq!(
        hear(&mut lines).as_deref(),
        Some("again Ok(())"),
        "what fits still goes in"
    );
    assert!(child.wait().unwrap().success());
    let library = Library::open(place.path(), LibraryOptions::new()).unwrap();
    let ids = library.snapshot().unwrap().profile_ids().unwrap();
    assert_eq!(
        ids.len(),
        profiles.len() + 1,
        "nothing of the failed commit is there"
    );
    let mut writer = writer(&library);
    writer.delete_profile(&"small".parse().unwrap()).unwrap();
    writer.commit().unwrap();
    assert!(bits(&library.snapshot().unwrap(), &all()) == before);
}
