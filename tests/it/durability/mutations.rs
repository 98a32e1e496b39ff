//! Libraries with one file damaged at random: an error, or the same answers; never a panic, an abort or another answer.
//!
//! `QIANXIAN_DAMAGES=2200` sets the number of damaged libraries, `QIANXIAN_DAMAGE_SEED` another seed.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use qianxian::index::{SearchOptions, Verify};
use qianxian::text::Lexicon;
use qianxian::{Error, Library, LibraryOptions};

use crate::support::generate::records;
use crate::support::random::Random;
use crate::support::{Bits, all, bits, contents, import, writer};

/// Damaged libraries without the switch.
const DAMAGES: usize = 40;

fn from_environment(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A library of two segments, one with deletes, and a lexicon; its files by name.
fn files_of(seed: u64) -> Files {
    let (needs, profiles) = records(seed, 4, 14);
    let place = tempfile::tempdir().unwrap();
    let options = LibraryOptions::new().writer_memory(15_000_000);
    let library = Library::create(place.path(), options).unwrap();
    import(&library, &needs, &profiles[..8]);
    import(&library, [], &profiles[8..]);
    let mut writer = writer(&library);
    writer.delete_profile(&profiles[3].id).unwrap();
    writer.commit().unwrap();
    writer.close().unwrap();
    let mut lexicon = Lexicon::new();
    lexicon.add_synonyms(["锂电池", "LIB"]).unwrap();
    library.set_lexicon(lexicon).unwrap();
    let named = contents(place.path()).into_iter();
    named
        .map(|(path, bytes)| (path.file_name().unwrap().into(), bytes))
        // The history is not read when a library is opened, and damage to it harms no answer.
        .filter(|(name, _): &(PathBuf, _)| {
            let is_history = name.to_string_lossy().starts_with("ledger.db");
            !is_history && name.extension() != Some(OsStr::new("lock"))
        })
        .collect()
}

/// Everything that a library says.
#[derive(PartialEq)]
struct Answers(Bits, Vec<String>);

fn answers(place: &Path, verify: Verify) -> Result<Answers, Error> {
    let library = Library::open(place, LibraryOptions::new().verify(verify))?;
    let snapshot = library.snapshot()?;
    let mut said: Vec<String> = Vec::new();
    for need in snapshot.needs()? {
        said.push(serde_json::to_string(&need).unwrap());
    }
    for id in snapshot.profile_ids()? {
        said.push(serde_json::to_string(&snapshot.profile(&id)?).unwrap());
    }
    for query in ["电池", "\"氧化锆 陶瓷\"", "*", "kind:expert"] {
        let hits = snapshot.search(query, &SearchOptions::profiles())?;
        said.push(serde_json::to_string(&hits).unwrap());
    }
    Ok(Answers(bits(&snapshot, &all()), said))
}

/// Damages the file of that name; says how.
fn damage(random: &mut Random, place: &Path, name: &Path, own: &Files, other: &Files) -> String {
    let file = place.join(name);
    let bytes = &own[name];
    let of_kind = |files: &Files| -> Vec<PathBuf> {
        let alike = files
            .keys()
            .filter(|key| key.extension() == name.extension());
        alike.filter(|key| *key != name).cloned().collect()
    };
    let mut changed = bytes.clone();
    let how = match random.below(10) {
        0..=2 => {
            let (at, bit) = (random.below(bytes.len()), random.below(8));
            changed[at] ^= 1 << bit;
            format!("bit {bit} of byte {at} flipped")
        }
        3 => {
            let length = random.below(bytes.len());
            changed.truncate(length);
            format!("cut to {length}")
        }
        4 => {
            changed.extend_from_slice(&bytes[..random.below(bytes.len()) + 1]);
            "lengthened".to_owned()
        }
        5 => {
            let alike = of_kind(own);
            if !alike.is_empty() {
                changed.clone_from(&own[random.pick(&alike)]);
            }
            "that of another segment".to_owned()
        }
        6 => {
            let alike = of_kind(other);
            match other.get(name) {
                Some(same) => changed.clone_from(same),
                None => changed.clone_from(&other[random.pick(&alike)]),
            }
            "that of another library".to_owned()
        }
        7 => {
            let start = random.below(bytes.len());
            let end = (start + 1 + random.below(64)).min(bytes.len());
            changed[start..end].fill(0);
            format!("zeros at {start}..{end}")
        }
        kind => {
            std::fs::remove_file(&file).unwrap();
            return replace_by_no_file(random, &file, kind == 8);
        }
    };
    std::fs::write(&file, changed).unwrap();
    how
}

/// What stands there is no regular file, or nothing at all.
fn replace_by_no_file(random: &mut Random, file: &Path, is_link: bool) -> String {
    #[cfg(unix)]
    if is_link {
        let target = random.pick(&["/dev/zero", "/dev/null", "/", "qianxian.json"]);
        std::os::unix::fs::symlink(target, file).unwrap();
        return format!("a link to {target}");
    }
    if random.chance(50) {
        std::fs::create_dir(file).unwrap();
        return format!("a directory (link: {is_link})");
    }
    "gone".to_owned()
}

/// Whether another thing stands there; a link is not followed, it may lead to a file without end.
fn is_changed(file: &Path, bytes: &[u8]) -> bool {
    let is_file = std::fs::symlink_metadata(file).is_ok_and(|metadata| metadata.is_file());
    !is_file || std::fs::read(file).unwrap() != bytes
}

#[test]
fn a_damaged_library_is_refused_or_answers_the_same() {
    let seed = from_environment("QIANXIAN_DAMAGE_SEED", 900) as u64;
    let random = &mut Random::new(seed);
    let (own, other) = (files_of(seed + 1), files_of(seed + 2));
    let names: Vec<PathBuf> = own.keys().cloned().collect();
    let place = tempfile::tempdir().unwrap();
    let restore = || {
        std::fs::remove_dir_all(place.path()).unwrap();
        std::fs::create_dir(place.path()).unwrap();
        for (name, bytes) in &own {
            std::fs::write(place.path().join(name), bytes).unwrap();
        }
    };
    restore();
    let sound = answers(place.path(), Verify::Full).unwrap();
    let (mut refused, mut same) = (0, 0);
    for number in 0..from_environment("QIANXIAN_DAMAGES", DAMAGES) {
        restore();
        let name = random.pick(&names).clone();
        let how = damage(random, place.path(), &name, &own, &other);
        let is_changed = is_changed(&place.path().join(&name), &own[&name]);
        for verify in [Verify::Full, Verify::Quick] {
            let how = format!("{number}: {}: {how}, {verify:?}", name.display());
            let outcome = catch_unwind(AssertUnwindSafe(|| answers(place.path(), verify)));
            match outcome.unwrap_or_else(|_| panic!("panicked: {how}")) {
                Err(error) => {
                    assert!(error.is_corrupt(), "{how}: {error:?}");
                    assert!(error.to_string().len() < 2_000, "{how}: {error}");
                    refused += 1;
                }
                Ok(answers) => {
                    assert!(answers == sound, "another answer: {how}");
                    let is_full = verify == Verify::Full;
                    assert!(!(is_full && is_changed), "not found: {how}");
                    same += 1;
                }
            }
        }
    }
    println!("{refused} refused, {same} answered the same");
    assert!(refused > same, "{refused} refused, {same} the same");
}

/// A named pipe blocks whoever opens it; one is put in the place of each file, locks included.
#[cfg(unix)]
#[test]
fn a_pipe_in_a_library_is_refused_and_waits_for_nobody() {
    let own = files_of(77);
    let locks = [".tantivy-meta.lock"].map(PathBuf::from);
    for name in own.keys().chain(&locks) {
        let place = tempfile::tempdir().unwrap();
        for (other, bytes) in own.iter().filter(|(other, _)| *other != name) {
            std::fs::write(place.path().join(other), bytes).unwrap();
        }
        let mut mkfifo = std::process::Command::new("mkfifo");
        let made = mkfifo.arg(place.path().join(name)).status().unwrap();
        assert!(made.success());
        let outcome = answers(place.path(), Verify::Quick).map(drop);
        assert!(outcome.unwrap_err().is_corrupt(), "{}", name.display());
    }
}
