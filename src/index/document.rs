//! Records to documents and back.

use serde_json::{Map, Value};
use tantivy::TantivyDocument;
use tantivy::schema::{Field, Value as _};

use super::claims::{profile_claims, to_values};
use super::schema::{FIELD_COUNT, SchemaFields};
use super::vectors::{cut as cut_vectors, to_value as vector_value};
use crate::error::{Error, Result, say};
use crate::infer::profile_facts;
use crate::model::facts::profile_vectors;
use crate::model::{
    Collection, Enterprise, Facet, FoldedName, MAX_WORKS, Need, Profile, ProfileKind, RecordId,
    RegionPath, Work,
};
use crate::text::without_refused;

/// Most bytes of one fact of a profile, written out: the index cuts a longer value of a column without a word.
const MAX_FACT_BYTES: usize = 65_000;

/// Between the parts of a joined field, so that no bigram crosses them.
const PART_BREAK: &str = "\n";

/// Value of the `collection` field of needs.
pub(super) const NEEDS: &str = "need";
/// Value of the `collection` field of profiles.
pub(super) const PROFILES: &str = "profile";

/// Value of the `collection` field of enterprises.
pub(super) const ENTERPRISES: &str = "enterprise";
/// Term of each collection.
pub(super) const COLLECTION_TERMS: [(&str, Collection); 3] = [
    (NEEDS, Collection::Need),
    (PROFILES, Collection::Profile),
    (ENTERPRISES, Collection::Enterprise),
];

pub(super) fn need_key(id: &str) -> String {
    format!("n:{id}")
}

pub(super) fn enterprise_key(id: &str) -> String {
    format!("e:{id}")
}

pub(super) fn profile_key(id: &str) -> String {
    format!("p:{id}")
}

pub(super) fn record_key(id: &RecordId) -> String {
    match id {
        RecordId::Need(id) => need_key(id),
        RecordId::Profile(id) => profile_key(id),
        RecordId::Enterprise(id) => enterprise_key(id),
    }
}

/// A record ready to be put in: checked, and turned into documents.
pub(crate) struct PreparedRecord {
    /// Which record it is.
    pub(crate) id: RecordId,
    /// Its JSON, as it is stored.
    pub(crate) text: String,
    pub(super) documents: Vec<TantivyDocument>,
}

impl PreparedRecord {
    fn new(id: impl Into<RecordId>, documents: Vec<TantivyDocument>, text: String) -> Self {
        Self {
            id: id.into(),
            text,
            documents,
        }
    }

    /// Checks `need`.
    pub(super) fn need(fields: &SchemaFields, need: &Need) -> Result<Self> {
        let (document, text) = need_document(fields, need)?;
        Ok(Self::new(need.id.clone(), vec![document], text))
    }

    /// Checks `profile`.
    pub(super) fn profile(fields: &SchemaFields, profile: &Profile) -> Result<Self> {
        let (documents, text) = profile_documents(fields, profile)?;
        Ok(Self::new(profile.id.clone(), documents, text))
    }

    /// Checks `enterprise`.
    pub(super) fn enterprise(fields: &SchemaFields, enterprise: &Enterprise) -> Result<Self> {
        let (document, text) = enterprise_document(fields, enterprise)?;
        Ok(Self::new(enterprise.id.clone(), vec![document], text))
    }
}

/// The JSON of `record`, refused if `read` would not give an equal record back: fields are public, and may hold values
/// that no file can say (a blank text, a number out of range, a code named twice).
fn json<T: serde::Serialize + PartialEq>(
    record: &T,
    read: impl FnOnce(Map<String, Value>) -> std::result::Result<T, Vec<Error>>,
) -> Result<String> {
    let lost = |e: serde_json::Error| {
        Error::invalid(
            "record",
            e,
            say!("give values that JSON can hold", "请给出 JSON 能表示的值"),
        )
    };
    let text = serde_json::to_string(record).map_err(lost)?;
    let written: Map<String, Value> = serde_json::from_str(&text).map_err(lost)?;
    let kept = match read(written) {
        Ok(kept) if kept == *record => return Ok(text),
        Ok(kept) => serde_json::to_value(kept).map_err(lost)?,
        Err(errors) => {
            return Err(errors
                .into_iter()
                .next()
                .unwrap_or_else(|| unread("record")));
        }
    };
    // Only a refused record pays for a second reading; a copy would cost every record its size.
    let written: Map<String, Value> = serde_json::from_str(&text).map_err(lost)?;
    let changed = written
        .iter()
        .find(|(name, value)| kept.get(name) != Some(value));
    Err(unread(changed.map_or("record", |(name, _)| name)))
}

fn too_long(facet: Facet, bytes: usize) -> Error {
    let repair = say!(
        "name fewer people, places or codes: at most {MAX_FACT_BYTES} bytes of them fit",
        "请减少人名、地名或代码：最多容纳{MAX_FACT_BYTES}字节"
    );
    Error::invalid(facet.as_str(), format!("{bytes} bytes"), repair)
}

fn unread(field: &str) -> Error {
    let repair = say!(
        "leave out blank texts, repetitions and numbers that are not finite",
        "请去掉空白文本、重复项和非有限的数"
    );
    Error::invalid(field, "what no file can say", repair)
}

fn add(document: &mut TantivyDocument, field: Field, text: &str) {
    if !text.is_empty() {
        document.add_text(field, text);
    }
}

fn add_region(document: &mut TantivyDocument, fields: &SchemaFields, region: Option<&RegionPath>) {
    let mut path = region.cloned();
    while let Some(region) = path {
        document.add_text(fields.region, region.to_string());
        path = region.parent();
    }
}

/// The one document of a need, and its JSON. Its text is searched, not ranked: as a query it is analysed afresh.
fn need_document(fields: &SchemaFields, need: &Need) -> Result<(TantivyDocument, String)> {
    let named = |e: Error| e.in_record(say!("need {}", "需求 {}", need.id));
    need.check().map_err(named)?;
    let mut document = TantivyDocument::default();
    document.add_text(fields.key, need_key(need.id.as_str()));
    document.add_text(fields.need, need.id.as_str());
    let text = json(need, Need::from_fields).map_err(named)?;
    let vector = need.vector.iter().map(|vector| (0, vector));
    document.add_text(fields.record, cut_vectors(&text, vector));
    if let Some(vector) = &need.vector {
        document.add_bytes(fields.vector, &vector_value(vector));
    }
    document.add_text(fields.collection, NEEDS);
    document.add_text(fields.kind, need.kind.as_str());
    add_region(&mut document, fields, need.region.as_ref());
    let enterprise = need.enterprise.as_deref().unwrap_or_default();
    let keywords = need.keywords.join(PART_BREAK);
    let searched = [
        need.title.as_str(),
        enterprise,
        &keywords,
        &need.description,
    ]
    .join(PART_BREAK);
    add(&mut document, fields.search, &searched);
    Ok((document, text))
}

/// The one document of an enterprise, and its JSON. It has no ranked text: the matter of a need is what the need says.
fn enterprise_document(
    fields: &SchemaFields,
    enterprise: &Enterprise,
) -> Result<(TantivyDocument, String)> {
    let named = |e: Error| e.in_record(say!("enterprise {}", "企业 {}", enterprise.id));
    enterprise.check().map_err(named)?;
    let mut document = TantivyDocument::default();
    document.add_text(fields.key, enterprise_key(enterprise.id.as_str()));
    let record = json(enterprise, Enterprise::from_fields).map_err(named)?;
    document.add_text(fields.record, &record);
    document.add_text(fields.collection, ENTERPRISES);
    add_region(&mut document, fields, enterprise.region.as_ref());
    let names = enterprise.aliases.iter().chain(&enterprise.certificates);
    let mut searched = vec![enterprise.name.as_str()];
    searched.extend(names.map(String::as_str));
    searched.push(&enterprise.description);
    add(&mut document, fields.search, &searched.join(PART_BREAK));
    Ok((document, record))
}

/// The three ranked fields of a profile's own statement: title, keywords, body.
///
/// The name is ranked if it says what the thing is; the name of a person or of a person's team is not evidence of
/// anything. What the profile says that it does not do is left out.
pub(crate) fn statement_fields(profile: &Profile) -> [String; FIELD_COUNT] {
    let title = match profile.kind {
        ProfileKind::Expert | ProfileKind::Team => String::new(),
        ProfileKind::Institution
        | ProfileKind::Achievement
        | ProfileKind::Facility
        | ProfileKind::Finance
        | ProfileKind::Service
        | ProfileKind::Policy => profile.name.clone(),
    };
    let expertise = profile.expertise.iter().map(|item| without_refused(item));
    [
        title,
        expertise.collect::<Vec<_>>().join(PART_BREAK),
        without_refused(&profile.description).into_owned(),
    ]
}

/// The three ranked fields of a work: title, keywords, body.
pub(crate) fn work_fields(work: &Work) -> [String; FIELD_COUNT] {
    [
        work.title.clone(),
        work.keywords.join(PART_BREAK),
        work.summary.clone(),
    ]
}

fn add_ranked(
    document: &mut TantivyDocument,
    fields: &SchemaFields,
    texts: &[String; FIELD_COUNT],
) {
    for (field, text) in fields.ranked.iter().zip(texts) {
        add(document, *field, text);
    }
}

/// The group of a profile, its statement, then its works in order; and its JSON.
fn profile_documents(
    fields: &SchemaFields,
    profile: &Profile,
) -> Result<(Vec<TantivyDocument>, String)> {
    let named = |e: Error| e.in_record(say!("profile {}", "供方 {}", profile.id));
    profile.check().map_err(named)?;
    if profile.works.len() > MAX_WORKS {
        let repair = say!(
            "keep the {MAX_WORKS} most telling works",
            "请保留最有代表性的{MAX_WORKS}项成果"
        );
        return Err(named(Error::invalid("works", profile.works.len(), repair)));
    }
    let key = profile_key(profile.id.as_str());
    let mut statement = TantivyDocument::default();
    statement.add_text(fields.key, &key);
    statement.add_text(fields.profile, profile.id.as_str());
    let text = json(profile, Profile::from_fields).map_err(named)?;
    statement.add_text(fields.record, cut_vectors(&text, profile_vectors(profile)));
    statement.add_text(fields.collection, PROFILES);
    statement.add_text(fields.kind, profile.kind.as_str());
    add_region(&mut statement, fields, profile.region.as_ref());
    add_ranked(&mut statement, fields, &statement_fields(profile));
    add(&mut statement, fields.search, &searched_text(profile));
    let facts = profile_facts(profile);
    let name_key = facts.name.as_ref().map_or(0, FoldedName::hash64);
    statement.add_u64(fields.name_key, name_key);
    for (&facet, field) in Facet::ALL.iter().zip(fields.facets) {
        if let Some(value) = facts.get(facet) {
            let text = value.to_json()?;
            if text.len() > MAX_FACT_BYTES {
                return Err(named(too_long(facet, text.len())));
            }
            statement.add_text(field, text);
        }
    }
    for value in to_values(&profile_claims(profile))? {
        statement.add_bytes(fields.claims, &value);
    }
    let works = profile.works.iter().map(|work| {
        let mut document = TantivyDocument::default();
        document.add_text(fields.key, &key);
        add_ranked(&mut document, fields, &work_fields(work));
        document
    });
    let mut group: Vec<TantivyDocument> = std::iter::once(statement).chain(works).collect();
    for (number, vector) in profile_vectors(profile) {
        group[number].add_bytes(fields.vector, &vector_value(vector));
    }
    Ok((group, text))
}

fn searched_text(profile: &Profile) -> String {
    let mut parts = vec![profile.name.as_str()];
    parts.extend(profile.aliases.names.iter().map(String::as_str));
    parts.extend(profile.organizations());
    parts.extend(profile.expertise.iter().map(String::as_str));
    parts.push(&profile.description);
    for work in &profile.works {
        parts.push(&work.title);
        parts.extend(work.keywords.iter().map(String::as_str));
        parts.push(&work.summary);
    }
    parts.retain(|part| !part.is_empty());
    parts.join(PART_BREAK)
}

/// The record's JSON as it is stored, without its vectors ([`super::vectors`]).
pub(super) fn record_text<'d>(
    fields: &SchemaFields,
    document: &'d TantivyDocument,
) -> Option<&'d str> {
    stored_text(fields.record, document)
}

/// The text that `document` stores in the field `record`.
pub(super) fn stored_text(record: Field, document: &TantivyDocument) -> Option<&str> {
    document.get_first(record).and_then(|value| value.as_str())
}
