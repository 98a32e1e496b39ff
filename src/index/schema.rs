//! Field names and how each is indexed.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use crate::model::Facet;

/// Ranked fields of an evidence document: title, keywords, body.
pub const FIELD_COUNT: usize = 3;

/// Name of the registered tokenizer of the ranked fields.
pub(super) const RANKED: &str = "qianxian_ranked";
/// Name of the registered tokenizer of the ad-hoc search field.
pub(super) const SEARCHED: &str = "qianxian_searched";

/// Handles of the fields.
#[derive(Clone, Debug)]
pub(super) struct SchemaFields {
    pub(super) key: Field,
    pub(super) record: Field,
    /// Title, keywords, body.
    pub(super) ranked: [Field; FIELD_COUNT],
    pub(super) search: Field,
    pub(super) collection: Field,
    pub(super) kind: Field,
    pub(super) region: Field,
    pub(super) need: Field,
    pub(super) profile: Field,
    pub(super) name_key: Field,
    pub(super) vector: Field,
    pub(super) claims: Field,
    pub(super) facets: [Field; Facet::ALL.len()],
}

fn text(tokenizer: &str, option: IndexRecordOption) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(option),
    )
}

fn column() -> TextOptions {
    TextOptions::default().set_fast("raw")
}

/// Name of a facet's column.
pub(super) fn facet_column(facet: Facet) -> String {
    format!("facet_{}", facet.as_str())
}

/// The schema of format [`super::FORMAT`].
pub(super) fn schema() -> (Schema, SchemaFields) {
    let mut builder = Schema::builder();
    let ranked = |b: &mut tantivy::schema::SchemaBuilder, name| {
        b.add_text_field(name, text(RANKED, IndexRecordOption::WithFreqs))
    };
    let fields = SchemaFields {
        key: builder.add_text_field("key", STRING),
        record: builder.add_text_field("record", STORED),
        ranked: [
            ranked(&mut builder, "title"),
            ranked(&mut builder, "keywords"),
            ranked(&mut builder, "body"),
        ],
        search: builder.add_text_field(
            "search",
            text(SEARCHED, IndexRecordOption::WithFreqsAndPositions),
        ),
        collection: builder.add_text_field("collection", STRING),
        kind: builder.add_text_field("kind", STRING),
        region: builder.add_text_field("region", STRING),
        need: builder.add_text_field("need", column() | FAST),
        profile: builder.add_text_field("profile", column() | FAST),
        name_key: builder.add_u64_field("name_key", FAST),
        vector: builder.add_bytes_field("vector", FAST),
        claims: builder.add_bytes_field("claims", FAST),
        facets: std::array::from_fn(|at| {
            builder.add_text_field(&facet_column(Facet::ALL[at]), column())
        }),
    };
    (builder.build(), fields)
}
