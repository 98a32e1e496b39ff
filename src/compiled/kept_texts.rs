//! Sketches of the records' texts in a file beside the compiled segment, so that an import that looks for near-duplicates
//! need not read a library again: about 150 bytes a record.

use std::io;
use std::path::Path;

use super::bytes::{ByteSink, ByteSource};
use super::kept::{KeptFile, TEXTS};
use crate::index::{DirectoryAccess, Segment};
use crate::intake::duplicate::TextSketch;
use crate::model::Collection;

/// First bytes of a file. To be raised whenever a sketch or the text that it is made of changes.
const FORM: &[u8; 16] = b"qianxian texts 1";

/// The sketch of a record's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SketchedText {
    /// Document of the segment that carries the record.
    pub(crate) doc: u32,
    /// Id of the record.
    pub(crate) id: String,
    /// Sketch of its text.
    pub(crate) sketch: TextSketch,
}

/// File of the sketches of one collection in one segment: of the records that were live when it was written, so of all
/// that are live later.
#[derive(Clone, Debug)]
pub(crate) struct KeptTexts(KeptFile);

impl KeptTexts {
    /// The file for the records of `collection` in a segment of the library in `library`.
    pub(crate) fn new(
        library: &Path,
        segment: &Segment<'_>,
        collection: Collection,
        access: DirectoryAccess,
    ) -> Self {
        let ends = TEXTS.iter().filter(|(of, _)| *of == collection);
        let end = ends.map(|(_, end)| *end).next().unwrap_or_default();
        Self(KeptFile::new(library, segment, (end, "sketches"), access))
    }

    /// The sketches, by document ascending, if the file is there, whole, and of this segment.
    pub(crate) fn read(&self) -> Option<Vec<SketchedText>> {
        self.0.read(FORM, read)
    }

    /// Writes the file: whole, or not at all but for a crash.
    ///
    /// # Errors
    /// Every error of the file system; that of a read-only one if the library is open for reading only.
    pub(crate) fn write(&self, texts: &[SketchedText]) -> io::Result<()> {
        self.0.write(FORM, |sink| write(sink, texts))
    }
}

fn write(sink: &mut ByteSink, texts: &[SketchedText]) -> io::Result<()> {
    let docs: Vec<u32> = texts.iter().map(|text| text.doc).collect();
    sink.array(&docs, u32::to_le_bytes)?;
    let ids: Vec<&str> = texts.iter().map(|text| text.id.as_str()).collect();
    // No id has a line break.
    sink.bytes(ids.join("\n").as_bytes())?;
    let sketches: Vec<TextSketch> = texts.iter().map(|text| text.sketch).collect();
    sink.array(&sketches, TextSketch::to_bytes)
}

fn read(source: &mut ByteSource<'_>) -> Option<Vec<SketchedText>> {
    let docs = source.array(u32::from_le_bytes)?;
    let ids = std::str::from_utf8(source.bytes()?).ok()?.split('\n');
    let sketches = source.array(TextSketch::from_bytes)?;
    if docs.len() != sketches.len() || ids.clone().count() != docs.len().max(1) {
        return None;
    }
    let texts = docs.into_iter().zip(ids).zip(sketches);
    let text = |((doc, id), sketch): ((u32, &str), _)| SketchedText {
        doc,
        id: id.to_owned(),
        sketch,
    };
    Some(texts.map(text).collect())
}
