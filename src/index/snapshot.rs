//! A frozen view of the last commit.

use std::path::PathBuf;
use std::sync::Arc;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet as _, Searcher, TERMINATED, TantivyDocument, Term};

use super::Segment;
use super::document::{enterprise_key, need_key, profile_key, record_text};
use super::failure::{RESTORE, caught, place, told, unreadable};
use super::schema::SchemaFields;
use crate::error::{Error, Result, Wording, say};
use crate::model::{Enterprise, EnterpriseId, Need, NeedId, Profile, ProfileId};

/// The committed records of one moment. Later commits and merges do not touch it; taking and holding one blocks
/// nobody.
#[derive(Clone)]
pub(crate) struct IndexSnapshot {
    pub(super) searcher: Searcher,
    pub(super) fields: SchemaFields,
    pub(super) path: Option<PathBuf>,
}

impl std::fmt::Debug for IndexSnapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IndexSnapshot")
            .field("segments", &self.searcher.segment_readers().len())
            .finish_non_exhaustive()
    }
}

impl IndexSnapshot {
    pub(super) fn new(searcher: Searcher, fields: SchemaFields, path: Option<PathBuf>) -> Self {
        Self {
            searcher,
            fields,
            path,
        }
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
        caught(self.path.as_deref(), || self.read_record(key))
    }

    fn read_record<T: serde::de::DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
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
                    return self
                        .stored(DocAddress::new(ordinal, postings.doc()))
                        .map(Some);
                }
                postings.advance();
            }
        }
        Ok(None)
    }

    /// The record stored with a document.
    pub(super) fn stored<T: serde::de::DeserializeOwned>(&self, address: DocAddress) -> Result<T> {
        let path = self.path.as_deref();
        let read = || {
            let document = self.searcher.doc(address);
            document.map_err(told("reading a record", path))
        };
        let document: TantivyDocument = caught(path, read)?;
        let lost = |what: Wording| Error::corrupt(place(path), what, RESTORE);
        let text = record_text(&self.fields, &document)
            .ok_or_else(|| lost(say!("a record is missing", "缺少一条记录")))?;
        serde_json::from_str(text).map_err(|e| {
            lost(say!(
                "a record cannot be read: {e}",
                "有一条记录无法读取：“{e}”"
            ))
        })
    }

    /// The need stored at document `doc` of the segment at `ordinal`.
    ///
    /// # Errors
    /// Corrupt if the stored record cannot be read.
    pub(crate) fn need_at(&self, ordinal: u32, doc: u32) -> Result<Need> {
        self.stored(DocAddress::new(ordinal, doc))
    }
}
