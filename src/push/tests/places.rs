//! What stands at the path of a batch: the batch itself is finished, anything else is refused and left as it is.

use std::path::{Path, PathBuf};

use super::{day, doors, gained, plan, wish};
use crate::error::Result;
use crate::model::Moment;
use crate::push::{BatchFormat, DeliveryState, HandOver, Outbox, PlanOptions, PushBatch};

const DAY: &str = "2026-11-30";
const FORMATS: [BatchFormat; 3] = [BatchFormat::JsonLines, BatchFormat::Csv, BatchFormat::Eml];

/// An outbox of one candidate, to be sent to `recipient`.
fn waiting(recipient: &str) -> Outbox {
    let (subscriptions, outbox) = doors();
    subscriptions.put(wish("s1", recipient)).unwrap();
    let change = gained("s1", [("p1", 0.8)]);
    outbox.add_changes(&[change], day(DAY)).unwrap();
    outbox
}

fn hand(outbox: &Outbox, place: &Path, format: BatchFormat) -> Result<Option<PushBatch>> {
    let at: Moment = format!("{DAY} 09:00").parse().unwrap();
    let made = plan(outbox, DAY, &PlanOptions::new());
    outbox.hand_over(&made, at, &HandOver::new(place, format))
}

/// The path of the first batch in `place`.
fn first(place: &Path, format: BatchFormat) -> PathBuf {
    let end = match format {
        BatchFormat::JsonLines => ".jsonl",
        BatchFormat::Csv => ".csv",
        BatchFormat::Eml | BatchFormat::Callback => "",
    };
    place.join(format!("push-000001{end}"))
}

/// Everything in `place`: paths and bytes, ascending.
fn all(place: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(place).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.push((path.clone(), Vec::new()));
            found.extend(all(&path));
        } else {
            // Of a link that leads nowhere, none.
            let bytes = std::fs::read(&path).unwrap_or_default();
            found.push((path, bytes));
        }
    }
    found.sort();
    found
}

/// Takes the mark of the first batch back, as a kill before it leaves it.
fn unmark(outbox: &Outbox) {
    let unmark = outbox.database.write(|inside| {
        inside.execute("UPDATE batch SET is_done = 0", [])?;
        inside.execute("UPDATE delivery SET state = 'planned'", [])?;
        Ok(())
    });
    unmark.unwrap();
}

/// A directory of another library's first batch, of an empty directory, and of a link that leads nowhere.
fn foreign(format: BatchFormat) -> Vec<tempfile::TempDir> {
    let new = || tempfile::tempdir().unwrap();
    let (other, empty) = (new(), new());
    hand(&waiting("示例·张科长"), other.path(), format).unwrap();
    std::fs::create_dir(first(empty.path(), format)).unwrap();
    let mut places = vec![other, empty];
    #[cfg(unix)]
    {
        let link = new();
        std::os::unix::fs::symlink("nowhere", first(link.path(), format)).unwrap();
        places.push(link);
    }
    places
}

#[test]
fn what_another_library_wrote_is_neither_taken_for_the_batch_nor_overwritten() {
    for format in FORMATS {
        for place in foreign(format) {
            let (outbox, before) = (waiting("示例·李科长"), all(place.path()));
            let refused = hand(&outbox, place.path(), format).unwrap_err();
            assert_eq!(refused.field(), Some("directory"), "{refused}");
            let directory = place.path().canonicalize().unwrap();
            let path = first(&directory, format);
            for message in [refused.to_string(), refused.chinese()] {
                assert!(message.contains(path.to_str().unwrap()), "{message}");
            }
            assert_eq!(all(place.path()), before);
            // Nothing was marked: the record waits, and goes elsewhere.
            assert_eq!(outbox.candidates().unwrap().len(), 1);
            assert!(outbox.batch(1).unwrap_err().is_not_found());
            let elsewhere = tempfile::tempdir().unwrap();
            let batch = hand(&outbox, elsewhere.path(), format).unwrap().unwrap();
            assert!(batch.is_done && first(elsewhere.path(), format).exists());
        }
    }
}

#[test]
fn a_batch_that_waits_to_be_finished_does_not_take_what_came_to_its_path_meanwhile() {
    for format in FORMATS {
        for place in foreign(format) {
            let (outbox, elsewhere) = (waiting("示例·李科长"), tempfile::tempdir().unwrap());
            hand(&outbox, elsewhere.path(), format).unwrap();
            unmark(&outbox);
            let path = first(&place.path().canonicalize().unwrap(), format);
            let moved = outbox.database.write(|inside| {
                let path = path.to_str().unwrap();
                inside.execute("UPDATE batch SET path = ?1", [path])?;
                Ok(())
            });
            moved.unwrap();
            let before = all(place.path());
            let refused = outbox.recover().unwrap_err();
            assert_eq!(refused.field(), Some("directory"), "{refused}");
            assert_eq!(all(place.path()), before);
            assert_eq!(outbox.delivery(1).unwrap().state, DeliveryState::Planned);
            // Moved away, as the message says, the batch is finished.
            std::fs::rename(&path, path.with_file_name("old")).unwrap();
            assert_eq!(outbox.recover().unwrap(), [1]);
            assert_eq!(outbox.delivery(1).unwrap().state, DeliveryState::Handed);
            assert!(path.exists());
        }
    }
}

#[test]
fn a_batch_that_was_written_wholly_or_in_part_before_a_kill_is_finished() {
    for format in FORMATS {
        let place = tempfile::tempdir().unwrap();
        let outbox = waiting("示例·李科长");
        hand(&outbox, place.path(), format).unwrap();
        let (path, whole) = (first(place.path(), format), all(place.path()));
        // Whole, before the mark; a program that shows directories left a file of its own.
        unmark(&outbox);
        if path.is_dir() {
            std::fs::write(path.join(".DS_Store"), "").unwrap();
        }
        assert_eq!(outbox.recover().unwrap(), [1]);
        let _ = std::fs::remove_file(path.join(".DS_Store"));
        assert_eq!(all(place.path()), whole);
        // In part: the draft alone is there, and is cut off.
        unmark(&outbox);
        let found = super::super::format::files(&outbox.batch(1).unwrap()).unwrap();
        let draft = super::super::on_disk::draft(&path, &found);
        std::fs::rename(&path, &draft).unwrap();
        let cut = match draft.is_dir() {
            true => draft.join("0001.eml"),
            false => draft.clone(),
        };
        std::fs::write(cut, "cut").unwrap();
        assert_eq!(outbox.recover().unwrap(), [1]);
        assert_eq!(all(place.path()), whole, "{format:?}");
        assert!(outbox.batch(1).unwrap().is_done);
    }
}
