//! The texts of a library in an index of near-duplicates, for an import.

use rayon::prelude::*;

use super::Library;
use super::journal::fields;
use crate::compiled::{KeptTexts, SketchedText};
use crate::error::{Error, Result, say};
use crate::index::{IndexSnapshot, RecordAddress, Segment};
use crate::intake::duplicate::{
    DuplicateIndex, DuplicateOptions, TextSketch, enterprise_text, need_text, profile_text,
};
use crate::model::{Collection, Record};

/// Records of one collection up to which texts are held whole, and similarities are exact.
const WHOLE_UP_TO: usize = 4_096;

/// The texts of a library's records, for new ones to be compared with.
#[derive(Debug)]
#[non_exhaustive]
pub struct HeldTexts {
    /// The index of the texts.
    pub index: DuplicateIndex,
    /// Records that are not in it: it would have grown past its bound. The least ids are.
    pub left_out: usize,
}

impl Library {
    /// Makes an index of near-duplicates of the committed records of `collection`, the least ids first, that takes at most
    /// about `most_bytes` of memory.
    ///
    /// Up to 4,096 records are held whole. More are held by sketches ([`DuplicateIndex::compact`]), half a kB each: in
    /// a library that keeps its compiled form ([`LibraryOptions::keep_compiled`](super::LibraryOptions::keep_compiled))
    /// these are kept too, in 150 bytes a record, so that only records of new segments are read.
    ///
    /// O(records), in parallel; of records without kept sketches, O(text).
    ///
    /// # Errors
    /// Corrupt if a record cannot be read.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// use qianxian::intake::duplicate::{DuplicateOptions, need_text};
    /// use qianxian::model::{Collection, Need, NeedId};
    ///
    /// # let library = small::library()?;
    /// let held = library.duplicate_index(Collection::Need, DuplicateOptions::default(), 1 << 30)?;
    /// assert_eq!((held.index.len(), held.left_out), (2, 0));
    /// let known = library.snapshot()?.need(&NeedId::new("n2")?)?;
    /// assert_eq!(held.index.find(&need_text(&known))[0].id, "n2");
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn duplicate_index(
        &self,
        collection: Collection,
        options: DuplicateOptions,
        most_bytes: usize,
    ) -> Result<HeldTexts> {
        self.held_texts(collection, options, (most_bytes, WHOLE_UP_TO))
    }

    fn held_texts(
        &self,
        collection: Collection,
        options: DuplicateOptions,
        (most_bytes, whole_up_to): (usize, usize),
    ) -> Result<HeldTexts> {
        let snapshot = self.index_snapshot()?;
        let segments: Vec<Segment<'_>> = snapshot.segments().collect();
        let addresses = |(ordinal, segment)| snapshot.addresses(ordinal, segment, collection);
        let addresses: Vec<Vec<RecordAddress>> =
            (0..).zip(&segments).map(addresses).collect::<Result<_>>()?;
        let index = DuplicateIndex::new(options);
        if addresses.iter().map(Vec::len).sum::<usize>() <= whole_up_to {
            let read = |&address: &RecordAddress| text_of(&snapshot, address, collection);
            let mut texts: Vec<(String, String)> = addresses
                .iter()
                .flatten()
                .map(read)
                .collect::<Result<_>>()?;
            texts.sort_unstable();
            let texts = texts.iter().map(|(id, text)| (id.as_str(), text.as_str()));
            return Ok(hold(index, most_bytes, texts, |index, (id, text)| {
                // As an import does with the records of a file.
                if index.bytes() >= most_bytes / 8 {
                    index.compact();
                }
                index.insert(id, text);
            }));
        }
        let sketches = |(segment, addresses): (&Segment<'_>, &Vec<RecordAddress>)| {
            self.sketches(&snapshot, (segment, addresses), collection)
        };
        let made = segments.par_iter().zip(&addresses).map(sketches);
        let mut sketches: Vec<SketchedText> = made.collect::<Result<Vec<_>>>()?.concat();
        sketches.par_sort_unstable_by(|a, b| a.id.cmp(&b.id));
        Ok(hold(index, most_bytes, sketches.iter(), |index, text| {
            index.hold(&text.id, text.sketch);
        }))
    }

    /// The sketches of the records at `addresses` of `segment`, from the file that keeps them if there is one.
    fn sketches(
        &self,
        snapshot: &IndexSnapshot,
        (segment, addresses): (&Segment<'_>, &[RecordAddress]),
        collection: Collection,
    ) -> Result<Vec<SketchedText>> {
        if addresses.is_empty() {
            return Ok(Vec::new());
        }
        let kept = self
            .keeps_in()
            .map(|(library, access)| KeptTexts::new(library, segment, collection, access));
        if let Some(mut texts) = kept.as_ref().and_then(KeptTexts::read) {
            texts.retain(|text| !segment.is_deleted(text.doc));
            // What was written is of every live record; if not, it is of no use.
            if texts.len() == addresses.len() {
                return Ok(texts);
            }
        }
        let sketch = |&address: &RecordAddress| {
            let (id, text) = text_of(snapshot, address, collection)?;
            let (doc, sketch) = (address.doc(), TextSketch::of(&text));
            Ok::<_, Error>(SketchedText { doc, id, sketch })
        };
        let texts: Vec<SketchedText> = addresses.par_iter().map(sketch).collect::<Result<_>>()?;
        // Where it cannot be written the next import reads the records again.
        let _ = kept.map(|kept| kept.write(&texts));
        Ok(texts)
    }
}

/// Holds `texts` until the index takes that much memory.
fn hold<T>(
    mut index: DuplicateIndex,
    most_bytes: usize,
    mut texts: impl ExactSizeIterator<Item = T>,
    mut put: impl FnMut(&mut DuplicateIndex, T),
) -> HeldTexts {
    while index.bytes() < most_bytes
        && let Some(text) = texts.next()
    {
        put(&mut index, text);
    }
    let left_out = texts.len();
    HeldTexts { index, left_out }
}

/// Id and compared text of the record at `address`.
fn text_of(
    snapshot: &IndexSnapshot,
    address: RecordAddress,
    collection: Collection,
) -> Result<(String, String)> {
    let fields = fields(&snapshot.text_at(address)?)?;
    let record = Record::from_fields(collection, fields).map_err(|errors| {
        let none = || {
            Error::fault(say!(
                "a record without fault is refused",
                "无误的记录被拒绝"
            ))
        };
        errors.into_iter().next().unwrap_or_else(none)
    })?;
    Ok(match record {
        Record::Need(need) => (need.id.to_string(), need_text(&need)),
        Record::Profile(profile) => (profile.id.to_string(), profile_text(&profile)),
        Record::Enterprise(firm) => (firm.id.to_string(), enterprise_text(&firm)),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::path::Path;

    use super::HeldTexts;
    use crate::engine::{Library, LibraryOptions};
    use crate::intake::duplicate::{DuplicateOptions, need_text};
    use crate::model::{Collection, Need, NeedId};

    const EVERYTHING: usize = usize::MAX;

    fn need(number: usize) -> Need {
        let mut need = Need::new(
            format!("n{number:02}"),
            format!("第{number}号针状焦生产线余热回收"),
        )
        .unwrap();
        let words = ["焙烧炉", "煅烧窑", "反应釜", "换热器", "压缩机"];
        need.description = (0..40)
            .map(|at| words[(at * at + number * (at + 1)) % 5])
            .collect();
        need
    }

    fn library(place: &Path) -> Library {
        let options = LibraryOptions::new().keep_compiled(true);
        Library::open_or_create(place, options).unwrap()
    }

    fn held(library: &Library, most_bytes: usize) -> HeldTexts {
        let options = DuplicateOptions::default();
        library
            .held_texts(Collection::Need, options, (most_bytes, 0))
            .unwrap()
    }

    fn names(held: &HeldTexts) -> Vec<Vec<String>> {
        let of = |number| held.index.find(&need_text(&need(number)));
        let ids = |number| of(number).into_iter().map(|near| near.id).collect();
        (0..20).map(ids).collect()
    }

    #[test]
    fn kept_sketches_answer_as_the_records_do_whatever_was_deleted_since() {
        let place = tempfile::tempdir().unwrap();
        let open = library(place.path());
        let mut writer = open.writer().unwrap();
        (0..10).for_each(|number| writer.put_need(&need(number)).unwrap());
        writer.commit().unwrap();
        let first = held(&open, EVERYTHING);
        assert!(first.index.is_compact() && first.index.len() == 10);
        (10..20).for_each(|number| writer.put_need(&need(number)).unwrap());
        writer.delete_need(&NeedId::new("n03").unwrap()).unwrap();
        writer.commit().unwrap();
        writer.close().unwrap();
        let files = || {
            std::fs::read_dir(place.path().join("compiled"))
                .unwrap()
                .map(|e| e.unwrap().path())
        };
        let made = held(&open, EVERYTHING);
        assert!(files().count() > 0);
        assert_eq!((made.index.len(), made.left_out), (19, 0));
        let again = held(&library(place.path()), EVERYTHING);
        assert_eq!(names(&again), names(&made));
        assert!(names(&made)[4].contains(&"n04".to_owned()));
        // A damaged file is made anew, and files of segments that are gone go with those of their terms.
        for file in files() {
            let mut bytes = std::fs::read(&file).unwrap();
            let at = bytes.len() / 2;
            bytes[at] ^= 1;
            std::fs::write(&file, bytes).unwrap();
        }
        assert_eq!(names(&held(&open, EVERYTHING)), names(&made));
        assert_eq!(
            names(&held(&library(place.path()), EVERYTHING)),
            names(&made)
        );
    }

    #[test]
    fn texts_are_held_whole_or_by_sketch_and_up_to_a_bound() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        (0..20).for_each(|number| writer.put_need(&need(number)).unwrap());
        writer.commit().unwrap();
        let options = DuplicateOptions::default();
        let whole = library
            .duplicate_index(Collection::Need, options, EVERYTHING)
            .unwrap();
        assert!(!whole.index.is_compact() && whole.left_out == 0);
        assert_eq!(
            names(&whole).len(),
            names(&held(&library, EVERYTHING)).len()
        );
        let few = held(&library, 5_000);
        assert!(few.left_out > 0 && few.index.len() + few.left_out == 20);
        assert!(
            few.index
                .find(&need_text(&need(0)))
                .iter()
                .any(|near| near.id == "n00")
        );
        let none = library
            .duplicate_index(Collection::Profile, options, EVERYTHING)
            .unwrap();
        assert!(none.index.is_empty());
    }
}
