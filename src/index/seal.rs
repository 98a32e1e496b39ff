//! `meta.json`: the last commit, and every file of it with its length and checksums.
//!
//! tantivy replaces `meta.json` at each commit and merge; its text is sealed on the way: its own account of the
//! segments, the library's id, and each file's length and checksums, under one checksum. So files, id and commit
//! change together or not at all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Bytes of a file under one checksum.
///
/// A reader checks the pieces that it touches: less would make the list of a large library long, more would make one
/// record of an unchecked library slow to read (a tenth of a millisecond now).
pub(super) const PIECE: usize = 1 << 20;

/// Length and checksums of one file, and which of them were found right in this process.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileSum {
    /// Bytes.
    length: u64,
    /// CRC-32 of each [`PIECE`] bytes; the last piece may be shorter.
    pieces: Vec<u32>,
    /// One per piece; empty until the first piece is checked.
    #[serde(skip)]
    checked: std::sync::OnceLock<Vec<AtomicBool>>,
}

impl PartialEq for FileSum {
    fn eq(&self, other: &Self) -> bool {
        (self.length, &self.pieces) == (other.length, &other.pieces)
    }
}

impl FileSum {
    /// Length of the file, in bytes.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Number of pieces.
    pub(super) fn pieces(&self) -> usize {
        self.pieces.len()
    }

    /// Whether the length and the number of pieces agree.
    fn is_possible(&self) -> bool {
        self.length.div_ceil(PIECE as u64) == self.pieces.len() as u64
    }

    /// Whether piece `number` is as it was written. `bytes` gives the piece; it is called once in the life of the
    /// process for a piece that is right.
    pub(super) fn is_right<B: AsRef<[u8]>>(
        &self,
        number: usize,
        bytes: impl FnOnce() -> std::io::Result<B>,
    ) -> std::io::Result<bool> {
        let checked = self
            .checked
            .get_or_init(|| self.pieces.iter().map(|_| AtomicBool::new(false)).collect());
        // Relaxed: the flag says that bytes that never change were right once; two threads may both check.
        if checked[number].load(Ordering::Relaxed) {
            return Ok(true);
        }
        let right = crc32fast::hash(bytes()?.as_ref()) == self.pieces[number];
        if right {
            checked[number].store(true, Ordering::Relaxed);
        }
        Ok(right)
    }
}

/// Sums up a file while it is written.
#[derive(Debug, Default)]
pub(super) struct Summing {
    length: u64,
    pieces: Vec<u32>,
    piece: crc32fast::Hasher,
    /// Bytes in `piece`, fewer than [`PIECE`].
    filled: usize,
}

impl Summing {
    /// Adds the next bytes of the file.
    pub(super) fn add(&mut self, mut bytes: &[u8]) {
        self.length += bytes.len() as u64;
        while !bytes.is_empty() {
            let (part, rest) = bytes.split_at(bytes.len().min(PIECE - self.filled));
            self.piece.update(part);
            self.filled += part.len();
            if self.filled == PIECE {
                self.close_piece();
            }
            bytes = rest;
        }
    }

    fn close_piece(&mut self) {
        self.pieces.push(std::mem::take(&mut self.piece).finalize());
        self.filled = 0;
    }

    /// The sum of everything added.
    pub(super) fn finish(mut self) -> FileSum {
        if self.filled > 0 {
            self.close_piece();
        }
        FileSum {
            length: self.length,
            pieces: self.pieces,
            checked: std::sync::OnceLock::new(),
        }
    }
}

/// Files by name.
pub(super) type Files = BTreeMap<String, Arc<FileSum>>;

/// Contents of `meta.json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sealed {
    /// Id of the library.
    pub(super) library: String,
    /// tantivy's account of the commit.
    pub(super) commit: Value,
    /// Every file of the commit.
    #[serde(with = "shared")]
    pub(super) files: Files,
}

/// Files as plain JSON: shared ownership is no part of the file.
mod shared {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serializer};

    use super::{FileSum, Files};

    pub(super) fn serialize<S: Serializer>(files: &Files, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(files.iter().map(|(name, sum)| (name, sum.as_ref())))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Files, D::Error> {
        let files = BTreeMap::<String, FileSum>::deserialize(from)?;
        Ok(files
            .into_iter()
            .map(|(name, sum)| (name, Arc::new(sum)))
            .collect())
    }
}

/// The segments of tantivy's account of a commit.
#[derive(Deserialize)]
struct Commit {
    segments: Vec<CommittedSegment>,
}

#[derive(Deserialize)]
struct CommittedSegment {
    segment_id: String,
    deletes: Option<Deletes>,
}

#[derive(Deserialize)]
struct Deletes {
    opstamp: u64,
}

impl Sealed {
    /// Seals tantivy's account of a commit: picks the files of its segments from `known`.
    ///
    /// # Errors
    /// A description, if `commit` is not such an account or names a segment without files.
    pub(super) fn new(library: &str, commit: &[u8], known: &Files) -> Result<Self, String> {
        let commit: Value = serde_json::from_slice(commit).map_err(|e| e.to_string())?;
        let segments = Commit::deserialize(&commit).map_err(|e| e.to_string())?;
        let mut files = Files::new();
        for segment in &segments.segments {
            let id = segment.segment_id.replace('-', "");
            let deletes = segment.deletes.as_ref().map(|deletes| deletes.opstamp);
            let before = files.len();
            // Names start with the segment's id, so that they are neighbours in the map.
            let of_segment = known
                .range(id.clone()..)
                .take_while(|(name, _)| name.starts_with(&id));
            for (name, sum) in of_segment {
                if belongs(&name[id.len()..], deletes) {
                    files.insert(name.clone(), Arc::clone(sum));
                }
            }
            if files.len() == before {
                return Err(format!("nothing is known of the files of segment {id}"));
            }
        }
        Ok(Self {
            library: library.to_owned(),
            commit,
            files,
        })
    }

    /// The file's text: JSON, sealed.
    pub(super) fn text(&self) -> Result<String, String> {
        let line = serde_json::to_string(self).map_err(|e| e.to_string())?;
        Ok(sealed_text(&line))
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// A description that repeats nothing of the text.
    pub(super) fn read(text: &[u8], library: &str) -> Result<Self, String> {
        let line = unsealed(text)?;
        let sealed: Self = serde_json::from_slice(line).map_err(|e| e.to_string())?;
        // Its checksum is right, so it is sound: only the id shows that two libraries were mixed.
        if sealed.library != library {
            return Err("it is a file of another library".to_owned());
        }
        if sealed.files.values().all(|sum| sum.is_possible()) {
            return Ok(sealed);
        }
        Err("its list of files contradicts itself".to_owned())
    }
}

/// Whether the rest of a file's name, behind the segment's id, is one of a segment with these deletes.
fn belongs(rest: &str, deletes: Option<u64>) -> bool {
    match rest.strip_suffix(".del") {
        Some(opstamp) => deletes.is_some_and(|deletes| opstamp == format!(".{deletes}")),
        // A merge stores records there before their final place.
        None => !rest.ends_with(".temp"),
    }
}

/// First bytes of a sealed text: as long whatever the checksum.
fn head(sealed: &[u8]) -> String {
    format!(
        "{{\"checksum\":\"{:08x}\",\"sealed\":",
        crc32fast::hash(sealed)
    )
}

/// Last bytes of a sealed text.
const TAIL: &[u8] = b"}\n";

/// `json` in an object that carries its checksum.
fn sealed_text(json: &str) -> String {
    let mut text = head(json.as_bytes());
    text.push_str(json);
    text.push_str("}\n");
    text
}

/// The JSON in a text of [`sealed_text`].
///
/// # Errors
/// A description that repeats nothing of the text.
fn unsealed(text: &[u8]) -> Result<&[u8], String> {
    let json = text
        .get(head(b"").len()..)
        .and_then(|rest| rest.strip_suffix(TAIL))
        .filter(|json| text.starts_with(head(json).as_bytes()));
    json.ok_or_else(|| {
        let length = text.len();
        format!("its {length} bytes are not those that were written (checksum)")
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::sync::Arc;

    use super::{Files, PIECE, Sealed, Summing, sealed_text, unsealed};

    fn sum(bytes: &[u8], at_once: usize) -> super::FileSum {
        let mut summing = Summing::default();
        bytes.chunks(at_once).for_each(|part| summing.add(part));
        summing.finish()
    }

    #[test]
    fn every_flipped_bit_and_every_cut_of_a_seal_is_found() {
        let text = sealed_text("{\"a\":[1,2]}");
        assert_eq!(unsealed(text.as_bytes()).unwrap(), b"{\"a\":[1,2]}");
        for at in 0..text.len() {
            for bit in 0..8 {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                assert!(unsealed(&bytes).is_err(), "byte {at}, bit {bit}");
            }
            assert!(unsealed(&text.as_bytes()[..at]).is_err(), "{at} bytes");
        }
    }

    #[test]
    fn a_sum_does_not_depend_on_how_the_bytes_came() {
        let bytes: Vec<u8> = (0..=250).cycle().take(PIECE + 10).collect();
        let whole = sum(&bytes, bytes.len());
        assert_eq!((whole.length(), whole.pieces()), (PIECE as u64 + 10, 2));
        assert_eq!(whole, sum(&bytes, 7_001));
        assert_eq!(sum(&[], 1).pieces(), 0);
        assert_eq!(sum(&bytes[..PIECE], PIECE).pieces(), 1);
    }

    #[test]
    fn a_commit_names_the_files_of_its_segments_and_no_others() {
        let id = "0123456789abcdef0123456789abcdef";
        let names = ["fast", "store", "store.temp", "7.del", "9.del"].map(|e| format!("{id}.{e}"));
        let mut known = Files::new();
        for name in names.into_iter().chain(["f".repeat(32) + ".fast"]) {
            known.insert(name, Arc::new(sum(b"x", 1)));
        }
        let commit = |deletes: &str| {
            let uuid = "01234567-89ab-cdef-0123-456789abcdef";
            format!(r#"{{"segments":[{{"segment_id":"{uuid}","deletes":{deletes}}}],"opstamp":9}}"#)
        };
        let sealed = Sealed::new("here", commit(r#"{"opstamp":9}"#).as_bytes(), &known).unwrap();
        let named: Vec<&str> = sealed.files.keys().map(|name| &name[33..]).collect();
        assert_eq!(named, ["9.del", "fast", "store"]);
        let text = sealed.text().unwrap();
        assert!(Sealed::read(text.as_bytes(), "here").is_ok());
        let elsewhere = Sealed::read(text.as_bytes(), "there").unwrap_err();
        assert!(elsewhere.contains("another library"));
        assert!(Sealed::new("here", commit("null").as_bytes(), &Files::new()).is_err());
    }
}
