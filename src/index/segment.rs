//! One immutable segment, as the compiler of the ranking form reads it.

use std::ops::Range;
use std::path::Path;

use tantivy::columnar::ColumnIndex;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, SegmentReader, TERMINATED, TantivyDocument, Term};

use super::claims::{PlacedClaim, from_value, profile_claims};
use super::document::{ENTERPRISES, record_text};
use super::failure::{RESTORE, caught, contradiction, place, told, unreadable};
use super::schema::{FIELD_COUNT, SchemaFields, facet_column};
use super::vectors::{from_value as vector_of, is_older, record_json};
use crate::error::{Error, Result, Wording, say};
use crate::model::facts::profile_vectors;
use crate::model::{Facet, Profile, Vector};

/// Most values for which room is made before they are read: a count in a file is a claim.
const MAX_RESERVED: usize = 1 << 16;

/// Names a segment for as long as it lives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SegmentKey(String);

impl std::fmt::Display for SegmentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A profile's adjacent documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecordGroup {
    /// The profile's id, or the need's.
    pub id: String,
    /// First document.
    pub start: u32,
    /// One past the last document; for a need `start + 1`.
    pub end: u32,
}

/// A facet of every profile of a segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FacetColumn {
    /// The distinct canonical JSON texts.
    pub values: Vec<String>,
    /// `(document, index into values)`, in document order; a document without the facet is left out.
    pub codes: Vec<(u32, u32)>,
}

/// The field length that scoring sees for a field of `tokens` tokens: exact to 40, then rounded
/// down to steps of at most 12.5 %.
#[must_use]
pub fn quantized_length(tokens: u32) -> u32 {
    FieldNormReader::id_to_fieldnorm(FieldNormReader::fieldnorm_to_id(tokens))
}

/// Code of a field length, decoded by [`length_of`]; one for each quantised length, ascending.
pub(crate) type LengthCode = u8;

/// The field length of a code.
pub(crate) fn length_of(code: LengthCode) -> u32 {
    FieldNormReader::id_to_fieldnorm(code)
}

/// One immutable segment of a snapshot.
#[derive(Clone, Copy)]
pub(crate) struct Segment<'s> {
    pub(super) reader: &'s SegmentReader,
    pub(super) fields: &'s SchemaFields,
    pub(super) path: Option<&'s Path>,
}

impl std::fmt::Debug for Segment<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segment")
            .field("key", &self.key())
            .finish_non_exhaustive()
    }
}

impl<'s> Segment<'s> {
    pub(super) fn new(
        reader: &'s SegmentReader,
        fields: &'s SchemaFields,
        path: Option<&'s Path>,
    ) -> Self {
        Self {
            reader,
            fields,
            path,
        }
    }

    /// Its name; equal keys are equal content, deletes aside.
    pub(crate) fn key(&self) -> SegmentKey {
        SegmentKey(self.reader.segment_id().uuid_string())
    }

    /// How many of its documents are deleted; only grows.
    pub(crate) fn deleted_count(&self) -> u32 {
        self.reader.num_deleted_docs()
    }

    /// Documents, deleted ones included.
    pub(crate) fn doc_count(&self) -> u32 {
        self.reader.max_doc()
    }

    /// Whether `doc` is deleted.
    pub(crate) fn is_deleted(&self, doc: u32) -> bool {
        self.reader.is_deleted(doc)
    }

    /// The profiles, deleted ones included, in document order.
    ///
    /// # Errors
    /// Corrupt if the column cannot be read.
    pub(crate) fn profiles(&self) -> Result<Vec<RecordGroup>> {
        let mut groups = self.column("profile", |id, doc| RecordGroup {
            id,
            start: doc,
            end: doc,
        })?;
        let needs = self.needs()?;
        // A group ends at the start of the next record.
        let mut starts: Vec<u32> = groups.iter().chain(&needs).map(|g| g.start).collect();
        starts.extend(self.enterprises()?);
        starts.push(self.doc_count());
        starts.sort_unstable();
        for group in &mut groups {
            let next = starts.partition_point(|&start| start <= group.start);
            let end = starts.get(next);
            group.end = *end.ok_or_else(|| contradiction(self.path))?;
        }
        Ok(groups)
    }

    /// The needs, deleted ones included, in document order.
    ///
    /// # Errors
    /// Corrupt if the column cannot be read.
    pub(crate) fn needs(&self) -> Result<Vec<RecordGroup>> {
        self.column("need", |id, doc| RecordGroup {
            id,
            start: doc,
            end: doc + 1,
        })
    }

    /// Documents of the enterprises, deleted ones included, ascending.
    ///
    /// They have no column of their own, so that libraries of before they existed have the same schema.
    ///
    /// # Errors
    /// Corrupt if the index cannot be read.
    pub(crate) fn enterprises(&self) -> Result<Vec<u32>> {
        caught(self.path, || {
            let collection = self.fields.collection;
            let term = Term::from_field_text(collection, ENTERPRISES);
            let index = self.reader.inverted_index(collection);
            let index = index.map_err(told("reading the enterprises", self.path))?;
            let postings = index.read_postings(&term, IndexRecordOption::Basic);
            let mut docs = Vec::new();
            if let Some(mut postings) = postings.map_err(unreadable(self.path))? {
                while postings.doc() != TERMINATED {
                    docs.push(postings.doc());
                    postings.advance();
                }
            }
            Ok(docs)
        })
    }

    fn column<T>(&self, name: &str, make: impl Fn(String, u32) -> T) -> Result<Vec<T>> {
        let column = self.texts(name)?;
        let row = |&(doc, code): &(u32, u32)| {
            let value = column.values.get(code as usize);
            Ok(make(
                value.ok_or_else(|| contradiction(self.path))?.clone(),
                doc,
            ))
        };
        column.codes.iter().map(row).collect()
    }

    /// Every facet of every profile, in the order of [`Facet::ALL`].
    ///
    /// # Errors
    /// Corrupt if a column cannot be read.
    pub(crate) fn facets(&self) -> Result<Vec<FacetColumn>> {
        let columns = Facet::ALL.iter().map(|&facet| facet_column(facet));
        columns.map(|name| self.texts(&name)).collect()
    }

    /// The figures that profiles state: `(document of the statement, claims)`, in document order.
    ///
    /// # Errors
    /// Corrupt if the column, or a record that an earlier version stored, cannot be read.
    pub(crate) fn claims(&self) -> Result<Vec<(u32, Vec<PlacedClaim>)>> {
        caught(self.path, || self.read_claims())
    }

    fn read_claims(&self) -> Result<Vec<(u32, Vec<PlacedClaim>)>> {
        let fail = told("reading a column", self.path);
        let Some(column) = self.reader.fast_fields().bytes("claims").map_err(fail)? else {
            return Ok(Vec::new());
        };
        let unread = unreadable(self.path);
        let mut distinct = Vec::with_capacity(column.num_terms().min(MAX_RESERVED));
        let mut stream = column.dictionary().stream().map_err(&unread)?;
        while stream.advance() {
            // Each distinct value is decoded once, however many profiles have it.
            distinct.push(from_value(stream.key()).map_err(|e| unread(e.into()))?);
        }
        let ords = column.ords();
        let mut found = Vec::new();
        for doc in 0..self.doc_count() {
            let values = ords.values_for_doc(doc);
            let parts = values.filter_map(|ord| distinct.get(usize::try_from(ord).ok()?));
            let parts: Option<Vec<&Vec<PlacedClaim>>> = parts.map(Option::as_ref).collect();
            let claims = match parts {
                Some(parts) => parts.into_iter().flatten().cloned().collect(),
                // Stored by an earlier version, without the documents: the record has them.
                None => profile_claims(&self.stored_profile(doc)?),
            };
            if !claims.is_empty() {
                found.push((doc, claims));
            }
        }
        Ok(found)
    }

    /// The profile whose statement is document `doc`.
    fn stored_profile(&self, doc: u32) -> Result<Profile> {
        let lost = |what: Wording| Error::corrupt(place(self.path), what, RESTORE);
        let store = self.reader.get_store_reader(0);
        let store = store.map_err(|e| unreadable(self.path)(e))?;
        let document: TantivyDocument = store
            .get(doc)
            .map_err(told("reading a record", self.path))?;
        let text = record_text(self.fields, &document);
        let text = text.ok_or_else(|| lost(say!("a record is missing", "缺少一条记录")))?;
        let text = record_json(text, (self.reader, doc), self.path)?;
        serde_json::from_str(&text).map_err(|e| {
            lost(say!(
                "a record cannot be read: {e}",
                "有一条记录无法读取：“{e}”"
            ))
        })
    }

    fn texts(&self, name: &str) -> Result<FacetColumn> {
        caught(self.path, || self.read_texts(name))
    }

    fn read_texts(&self, name: &str) -> Result<FacetColumn> {
        let fail = told("reading a column", self.path);
        let Some(column) = self.reader.fast_fields().str(name).map_err(fail)? else {
            return Ok(FacetColumn::default());
        };
        let mut values = Vec::with_capacity(column.num_terms().min(MAX_RESERVED));
        let mut stream = column
            .dictionary()
            .stream()
            .map_err(unreadable(self.path))?;
        while stream.advance() {
            values.push(String::from_utf8_lossy(stream.key()).into_owned());
        }
        let ords = column.ords();
        let small = |ord| u32::try_from(ord).ok();
        let codes = if let ColumnIndex::Optional(index) = &ords.index {
            // Row by row: to look each document's up is a binary search.
            let rows = index.iter_non_null_docs().zip(0..);
            let code = |(doc, row)| Some((doc, small(ords.values.get_val(row))?));
            rows.filter_map(code).collect()
        } else {
            let code = |doc| Some((doc, small(ords.first(doc)?)?));
            (0..self.doc_count()).filter_map(code).collect()
        };
        Ok(FacetColumn { values, codes })
    }

    /// Length of each field of every document, as codes of [`length_of`].
    ///
    /// # Errors
    /// Corrupt if the norms cannot be read.
    pub(crate) fn lengths(&self) -> Result<Vec<[LengthCode; FIELD_COUNT]>> {
        caught(self.path, || self.read_lengths())
    }

    fn read_lengths(&self) -> Result<Vec<[LengthCode; FIELD_COUNT]>> {
        let mut lengths = vec![[0; FIELD_COUNT]; self.doc_count() as usize];
        for (slot, field) in self.fields.ranked.iter().enumerate() {
            let norms = self
                .reader
                .get_fieldnorms_reader(*field)
                .map_err(told("reading lengths", self.path))?;
            for (doc, length) in (0..).zip(&mut lengths) {
                length[slot] = norms.fieldnorm_id(doc);
            }
        }
        Ok(lengths)
    }

    /// [`crate::num::hash64`] of the folded name of each profile, by document; 0 elsewhere.
    ///
    /// # Errors
    /// Corrupt if the column cannot be read.
    pub(crate) fn name_keys(&self) -> Result<Vec<u64>> {
        caught(self.path, || self.read_name_keys())
    }

    fn read_name_keys(&self) -> Result<Vec<u64>> {
        let fail = told("reading a column", self.path);
        let column = self
            .reader
            .fast_fields()
            .column_opt::<u64>("name_key")
            .map_err(fail)?;
        let key = |doc| column.as_ref().and_then(|c| c.first(doc)).unwrap_or(0);
        Ok((0..self.doc_count()).map(key).collect())
    }

    /// The users' vectors of documents of `profiles`, each given as a range of documents: `(document, vector)`, in the order
    /// of profiles.
    ///
    /// # Errors
    /// Corrupt if the column, or a record that an older version wrote, cannot be read.
    pub(crate) fn vectors(
        &self,
        profiles: impl Iterator<Item = Range<u32>>,
    ) -> Result<Vec<(u32, Vector)>> {
        caught(self.path, || self.read_vectors(profiles))
    }

    fn read_vectors(
        &self,
        profiles: impl Iterator<Item = Range<u32>>,
    ) -> Result<Vec<(u32, Vector)>> {
        let fail = told("reading a column", self.path);
        let Some(column) = self.reader.fast_fields().bytes("vector").map_err(fail)? else {
            return Ok(Vec::new());
        };
        let mut distinct = Vec::with_capacity(column.num_terms().min(MAX_RESERVED));
        let mut stream = column
            .dictionary()
            .stream()
            .map_err(unreadable(self.path))?;
        while stream.advance() {
            let value = stream.key();
            let vector = match is_older(value) {
                true => None,
                false => Some(vector_of(value).ok_or_else(|| contradiction(self.path))?),
            };
            distinct.push(vector);
        }
        let ords = column.ords();
        let mut found = Vec::new();
        for documents in profiles {
            let mut is_of_older = false;
            let first = found.len();
            for doc in documents.clone() {
                let value = ords.first(doc).and_then(|ord| usize::try_from(ord).ok());
                match value.map(|at| distinct.get(at)) {
                    None => {}
                    Some(Some(Some(vector))) => found.push((doc, Vector::clone(vector))),
                    Some(Some(None)) => is_of_older = true,
                    Some(None) => return Err(contradiction(self.path)),
                }
            }
            if is_of_older {
                // The column of an older version rounds otherwise than the record: the record decides.
                found.truncate(first);
                let profile = self.stored_profile(documents.start)?;
                let placed = profile_vectors(&profile).filter_map(|(number, vector)| {
                    Some((documents.clone().nth(number)?, vector.clone()))
                });
                found.extend(placed);
            }
        }
        Ok(found)
    }
}
