//! The records of an index of whichever format, as they were stored.

use std::path::{Path, PathBuf};

use tantivy::directory::MmapDirectory;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, Index, ReloadPolicy, SegmentReader, TERMINATED, TantivyDocument, Term};

use super::directory::{DirectoryAccess, LibraryDirectory, is_of_segment};
use super::document::{COLLECTION_TERMS, stored_text};
use super::failure::{RESTORE, caught, contradiction, told, unreadable};
use super::generation::read_generation;
use super::vectors::record_json;
use super::whole::check_all;
use crate::error::{Error, Result, say};
use crate::model::Collection;

/// The last commit of a library that this version does not read as it is, every byte checked.
///
/// Every format so far keeps the record's JSON in the stored field `record`, and its collection in the indexed field
/// `collection`; nothing else of an index is read here.
pub(super) struct OlderIndex {
    index: Index,
    path: PathBuf,
}

impl OlderIndex {
    /// The index of the library in `path`, of format 4 or later, with that id.
    ///
    /// # Errors
    /// Corrupt if a file is damaged.
    pub(super) fn sealed(path: &Path, library: String) -> Result<Self> {
        let fail = told("opening the library", Some(path));
        let directory =
            LibraryDirectory::open(path, library, DirectoryAccess::ReadOnly).map_err(&fail)?;
        check_all(&directory, path)?;
        let index = caught(Some(path), || Index::open(directory).map_err(&fail))?;
        Ok(Self {
            index,
            path: path.to_owned(),
        })
    }

    /// The index of the library in `path`, of format 3: tantivy's own directory, with tantivy's checksums.
    ///
    /// # Errors
    /// Corrupt if a file is damaged.
    pub(super) fn plain(path: &Path) -> Result<Self> {
        let fail = told("opening the library", Some(path));
        let index = caught(Some(path), || {
            let directory = MmapDirectory::open(path).map_err(|e| fail(e.into()))?;
            let index = Index::open(directory).map_err(&fail)?;
            let names = damaged_files(&index, path)?;
            if names.is_empty() {
                return Ok(index);
            }
            let names = names.join(", ");
            let what = say!("damaged files: {names}", "损坏的文件：{names}");
            Err(Error::corrupt(path, what, RESTORE))
        })?;
        Ok(Self {
            index,
            path: path.to_owned(),
        })
    }

    /// Number of its last commit.
    ///
    /// # Errors
    /// Corrupt if the commit cannot be read.
    pub(super) fn generation(&self) -> Result<u64> {
        let path = Some(self.path.as_path());
        let metas = self.index.load_metas();
        read_generation(&metas.map_err(told("reading the library", path))?, path)
    }

    /// Gives each record to `visit`: its collection and its JSON. Segment by segment, so that memory does not grow.
    ///
    /// # Errors
    /// Every error of `visit`; corrupt if a record cannot be read.
    pub(super) fn each_record(
        &self,
        mut visit: impl FnMut(Collection, &str) -> Result<()>,
    ) -> Result<()> {
        let path = Some(self.path.as_path());
        caught(path, || {
            let builder = self.index.reader_builder();
            let builder = builder.reload_policy(ReloadPolicy::Manual);
            let reader: tantivy::IndexReader = builder
                .try_into()
                .map_err(told("reading the library", path))?;
            for segment in reader.searcher().segment_readers() {
                for (term, collection) in COLLECTION_TERMS {
                    self.each_of(segment, term, |text| visit(collection, text))?;
                }
            }
            Ok(())
        })
    }

    fn each_of(
        &self,
        segment: &SegmentReader,
        term: &str,
        mut visit: impl FnMut(&str) -> Result<()>,
    ) -> Result<()> {
        let path = Some(self.path.as_path());
        let schema = self.index.schema();
        let field = |name| schema.get_field(name).map_err(|_| contradiction(path));
        let (record, collection) = (field("record")?, field("collection")?);
        let index = segment.inverted_index(collection);
        let index = index.map_err(told("reading the library", path))?;
        let term = Term::from_field_text(collection, term);
        let postings = index.read_postings(&term, IndexRecordOption::Basic);
        let Some(mut postings) = postings.map_err(unreadable(path))? else {
            return Ok(());
        };
        let store = segment.get_store_reader(1).map_err(unreadable(path))?;
        while postings.doc() != TERMINATED {
            if !segment.is_deleted(postings.doc()) {
                let document: TantivyDocument = store
                    .get(postings.doc())
                    .map_err(told("reading a record", path))?;
                let text = stored_text(record, &document).ok_or_else(|| contradiction(path))?;
                visit(&record_json(text, (segment, postings.doc()), path)?)?;
            }
            postings.advance();
        }
        Ok(())
    }
}

/// Names of the files in `path` that are of a segment of `index` and do not have tantivy's checksum.
fn damaged_files(index: &Index, path: &Path) -> Result<Vec<String>> {
    let fail = told("checking the library", Some(path));
    let segments = index.searchable_segment_ids().map_err(&fail)?;
    let segments: Vec<String> = segments.iter().map(|id| id.uuid_string()).collect();
    let unread = |e| Error::io("read", path, e);
    let mut damaged = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unread)? {
        let name = entry.map_err(unread)?.file_name();
        let Some(name) = name.to_str() else { continue };
        let is_of_commit = is_of_segment(name) && segments.iter().any(|id| name.starts_with(id));
        // A merge stored records there before their final place.
        if is_of_commit && !name.ends_with(".temp") {
            let is_sound = index.directory().validate_checksum(Path::new(name));
            if !is_sound.map_err(|e| fail(e.into()))? {
                damaged.push(name.to_owned());
            }
        }
    }
    damaged.sort();
    Ok(damaged)
}
