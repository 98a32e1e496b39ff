//! A frozen view of the last commit.

use std::path::PathBuf;
use std::sync::Arc;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet as _, Searcher, TERMINATED, TantivyDocument, Term};

use super::document::{enterprise_key, need_key, profile_key, record_key, record_text};
use super::failure::{RESTORE, caught, place, told, unreadable};
use super::schema::SchemaFields;
use super::vectors::record_json;
use super::{RecordGroup, Segment};
use crate::error::{Error, Result, say};
use crate::model::{
    Collection, Enterprise, EnterpriseId, Need, NeedId, Profile, ProfileId, RecordId,
};

/// Where a snapshot holds a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordAddress(DocAddress);

impl RecordAddress {
    /// Document of its segment.
    pub(crate) fn doc(self) -> u32 {
        self.0.doc_id
    }
}

/// The committed records of one moment. Later commits and merges do not touch it; taking and holding one blocks
/// nobody.
#[derive(Clone)]
pub(crate) struct IndexSnapshot {
    pub(super) searcher: Searcher,
    /// tantivy's number of the commit: each one has a greater one than all before it.
    pub(super) commit: u64,
    pub(super) fields: SchemaFields,
    pub(super) path: Option<PathBuf>,
    generation: u64,
}

impl std::fmt::Debug for IndexSnapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IndexSnapshot")
            .field("segments", &self.searcher.segment_readers().len())
            .finish_non_exhaustive()
    }
}

impl IndexSnapshot {
    pub(super) fn new(
        searcher: Searcher,
        fields: SchemaFields,
        path: Option<PathBuf>,
        (generation, commit): (u64, u64),
    ) -> Self {
        Self {
            searcher,
            commit,
            fields,
            path,
            generation,
        }
    }

    /// Number of the commit; see [`super::generation`].
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// The segments, in no order that means anything.
    pub(crate) fn segments(&self) -> impl ExactSizeIterator<Item = Segment<'_>> {
        let readers = self.searcher.segment_readers();
        readers
            .iter()
            .map(|reader| Segment::new(reader, &self.fields, self.path.as_deref()))
    }

    /// The need of that id, exactly as it was put in.
    ///
    /// # Errors
    /// Corrupt if the stored record cannot be read.
    pub(crate) fn need(&self, id: &NeedId) -> Result<Option<Need>> {
        self.record(&need_key(id.as_str()))
    }

    /// The profile of that id, exactly as it was put in.
    ///
    /// # Errors
    /// Corrupt if the stored record cannot be read.
    pub(crate) fn profile(&self, id: &ProfileId) -> Result<Option<Profile>> {
        self.record(&profile_key(id.as_str()))
    }

    /// The enterprise of that id, exactly as it was put in.
    ///
    /// # Errors
    /// Corrupt if the stored record cannot be read.
    pub(crate) fn enterprise(&self, id: &EnterpriseId) -> Result<Option<Enterprise>> {
        self.record(&enterprise_key(id.as_str()))
    }

    /// The live enterprises of `segment`, the one at `ordinal`: document and record.
    ///
    /// # Errors
    /// Corrupt if a stored record cannot be read.
    pub(crate) fn enterprises_of(
        &self,
        ordinal: u32,
        segment: &Segment<'_>,
    ) -> Result<Vec<(u32, Arc<Enterprise>)>> {
        let live = segment.enterprises()?.into_iter();
        let live = live.filter(|&doc| !segment.is_deleted(doc));
        let read = |doc| {
            let enterprise: Enterprise = self.stored(DocAddress::new(ordinal, doc))?;
            Ok((doc, Arc::new(enterprise)))
        };
        live.map(read).collect()
    }

    fn record<T: serde::de::DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        caught(self.path.as_deref(), || {
            let address = self.address(key)?;
            address.map(|address| self.stored(address)).transpose()
        })
    }

    /// The record of that id as the JSON that was stored.
    ///
    /// # Errors
    /// Corrupt if the stored record cannot be read.
    pub(crate) fn text(&self, id: &RecordId) -> Result<Option<String>> {
        caught(self.path.as_deref(), || {
            let address = self.address(&record_key(id))?;
            address.map(|address| self.stored_text(address)).transpose()
        })
    }

    /// Calls `look` with the JSON of every record of `collection`, segment by segment, in no order that means anything.
    ///
    /// # Errors
    /// Corrupt if a record cannot be read; every error of `look`.
    pub(crate) fn each_text(
        &self,
        collection: Collection,
        look: &mut dyn FnMut(RecordAddress, String) -> Result<()>,
    ) -> Result<()> {
        for (ordinal, segment) in (0..).zip(self.segments()) {
            for address in self.addresses(ordinal, &segment, collection)? {
                look(address, self.text_at(address)?)?;
            }
        }
        Ok(())
    }

    /// Where the live records of `collection` in `segment`, the one at `ordinal`, are held, by document ascending.
    ///
    /// # Errors
    /// Corrupt if the index cannot be read.
    pub(crate) fn addresses(
        &self,
        ordinal: u32,
        segment: &Segment<'_>,
        collection: Collection,
    ) -> Result<Vec<RecordAddress>> {
        let start = |groups: Vec<RecordGroup>| groups.iter().map(|group| group.start).collect();
        let docs: Vec<u32> = match collection {
            Collection::Need => start(segment.needs()?),
            Collection::Profile => start(segment.profiles()?),
            Collection::Enterprise => segment.enterprises()?,
        };
        let live = docs.into_iter().filter(|&doc| !segment.is_deleted(doc));
        Ok(live
            .map(|doc| RecordAddress(DocAddress::new(ordinal, doc)))
            .collect())
    }

    /// The JSON of the record at an address of [`IndexSnapshot::each_text`].
    ///
    /// # Errors
    /// Corrupt if the record cannot be read.
    pub(crate) fn text_at(&self, address: RecordAddress) -> Result<String> {
        self.stored_text(address.0)
    }

    /// Segment and document that carry the record of that profile.
    ///
    /// # Errors
    /// Corrupt if a segment cannot be read.
    pub(crate) fn profile_address(&self, id: &ProfileId) -> Result<Option<(u32, u32)>> {
        let found = self.address(&profile_key(id.as_str()))?;
        Ok(found.map(|address| (address.segment_ord, address.doc_id)))
    }

    /// Whether there is a need of that id.
    ///
    /// # Errors
    /// Corrupt if a segment cannot be read.
    pub(crate) fn holds_need(&self, id: &NeedId) -> Result<bool> {
        Ok(self.address(&need_key(id.as_str()))?.is_some())
    }

    /// The document that carries the record of that key.
    fn address(&self, key: &str) -> Result<Option<DocAddress>> {
        let term = Term::from_field_text(self.fields.key, key);
        for (ordinal, reader) in (0..).zip(self.searcher.segment_readers()) {
            let fail = told("reading a record", self.path.as_deref());
            let index = reader.inverted_index(self.fields.key).map_err(fail)?;
            let postings = index.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut postings) = postings.map_err(unreadable(self.path.as_deref()))? else {
                continue;
            };
            while postings.doc() != TERMINATED {
                // A replaced record stays, deleted, until a merge drops it.
                if !reader.is_deleted(postings.doc()) {
                    // The first document of a group carries the record.
                    return Ok(Some(DocAddress::new(ordinal, postings.doc())));
                }
                postings.advance();
            }
        }
        Ok(None)
    }

    /// The record stored with a document.
    pub(super) fn stored<T: serde::de::DeserializeOwned>(&self, address: DocAddress) -> Result<T> {
        serde_json::from_str(&self.stored_text(address)?).map_err(|e| {
            let what = say!("a record cannot be read: {e}", "有一条记录无法读取：“{e}”");
            Error::corrupt(place(self.path.as_deref()), what, RESTORE)
        })
    }

    fn stored_text(&self, address: DocAddress) -> Result<String> {
        let path = self.path.as_deref();
        let read = || {
            let document = self.searcher.doc(address);
            document.map_err(told("reading a record", path))
        };
        let document: TantivyDocument = caught(path, read)?;
        let stored = record_text(&self.fields, &document).ok_or_else(|| {
            let what = say!("a record is missing", "缺少一条记录");
            Error::corrupt(place(path), what, RESTORE)
        })?;
        let reader = self.searcher.segment_reader(address.segment_ord);
        caught(path, || record_json(stored, (reader, address.doc_id), path))
    }

    /// The need stored at document `doc` of the segment at `ordinal`.
    ///
    /// # Errors
    /// Corrupt if the stored record cannot be read.
    pub(crate) fn need_at(&self, ordinal: u32, doc: u32) -> Result<Need> {
        self.stored(DocAddress::new(ordinal, doc))
    }
}
