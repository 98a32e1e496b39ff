//! Ad-hoc full-text search for people who browse.

use std::collections::BTreeSet;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::{
    Bm25StatisticsProvider, BooleanQuery, ConstScoreQuery, Occur, Query, QueryParser, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader, Term};

use super::IndexSnapshot;
use super::document::{ENTERPRISES, NEEDS, PROFILES};
use super::failure::{caught, told};
use crate::error::{Error, Result, Wording, say};
use crate::model::{NeedKind, ProfileKind, RegionPath};

/// Most characters of a query: whole texts are matched by ranking, not by search.
const MOST_CHARS: usize = 10_000;

/// Most brackets that open in a query, and most words `NOT`, each. The parser calls itself at each of them and does
/// not bound its depth, so that a thousand would overflow the stack, which no caller can catch.
const MOST_NESTED: usize = 64;

/// Records to search, and how many to return.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SearchOptions {
    collection: &'static str,
    kind: Option<&'static str>,
    region: Option<RegionPath>,
    limit: usize,
}

impl SearchOptions {
    /// Searches needs; the 20 best.
    #[must_use]
    pub fn needs() -> Self {
        Self {
            collection: NEEDS,
            kind: None,
            region: None,
            limit: 20,
        }
    }

    /// Searches profiles; the 20 best.
    #[must_use]
    pub fn profiles() -> Self {
        Self {
            collection: PROFILES,
            ..Self::needs()
        }
    }

    /// Searches enterprises; the 20 best.
    #[must_use]
    pub fn enterprises() -> Self {
        Self {
            collection: ENTERPRISES,
            ..Self::needs()
        }
    }

    /// Only needs of that kind.
    #[must_use]
    pub fn need_kind(self, kind: NeedKind) -> Self {
        Self {
            collection: NEEDS,
            kind: Some(kind.as_str()),
            ..self
        }
    }

    /// Only profiles of that kind.
    #[must_use]
    pub fn profile_kind(self, kind: ProfileKind) -> Self {
        Self {
            collection: PROFILES,
            kind: Some(kind.as_str()),
            ..self
        }
    }

    /// Only records in that region or below it.
    #[must_use]
    pub fn region(self, region: RegionPath) -> Self {
        Self {
            region: Some(region),
            ..self
        }
    }

    /// At most that many hits (default 20); 0 gives none.
    #[must_use]
    pub fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }
}

/// One record found.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Hit {
    /// Id of the need, profile or enterprise.
    pub id: String,
    /// BM25 over live records, three decimals; only comparable within one search.
    pub score: f64,
}

/// Every match with its score.
struct Everything;

struct Matches(SegmentOrdinal, Vec<(Score, DocAddress)>);

impl Collector for Everything {
    type Fruit = Vec<(Score, DocAddress)>;
    type Child = Matches;

    fn for_segment(&self, ordinal: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<Matches> {
        Ok(Matches(ordinal, Vec::new()))
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, parts: Vec<Self::Fruit>) -> tantivy::Result<Self::Fruit> {
        Ok(parts.concat())
    }
}

impl SegmentCollector for Matches {
    type Fruit = Vec<(Score, DocAddress)>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.1.push((score, DocAddress::new(self.0, doc)));
    }

    fn harvest(self) -> Self::Fruit {
        self.1
    }
}

/// Statistics of live records, so that a merge changes no score.
struct LiveStatistics<'s>(&'s IndexSnapshot);

impl Bm25StatisticsProvider for LiveStatistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let mut total = 0;
        for reader in self.0.searcher.segment_readers() {
            let norms = reader.get_fieldnorms_reader(field)?;
            total += reader
                .doc_ids_alive()
                .map(|doc| u64::from(norms.fieldnorm(doc)))
                .sum::<u64>();
        }
        Ok(total)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.0.searcher.num_docs())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let mut total = 0;
        for reader in self.0.searcher.segment_readers() {
            let postings = reader
                .inverted_index(term.field())?
                .read_postings(term, IndexRecordOption::Basic)?;
            total += match (postings, reader.alive_bitset()) {
                (Some(p), Some(alive)) => u64::from(p.doc_freq_given_deletes(alive)),
                (Some(p), None) => u64::from(p.doc_freq()),
                (None, _) => 0,
            };
        }
        Ok(total)
    }
}

/// Checks what the parser takes on trust: the length and the greatest possible depth of the query.
fn check_size(query: &str) -> Result<()> {
    let refused = |repair: Wording| Err(Error::invalid("query", query, repair));
    if query.chars().nth(MOST_CHARS).is_some() {
        return refused(say!(
            "shorten it to {MOST_CHARS} characters",
            "请缩短到{MOST_CHARS}字以内"
        ));
    }
    // Quotes may hide brackets and words in ways of the parser's own, so that all of them are counted.
    for opener in ["(", "NOT"] {
        if query.matches(opener).count() > MOST_NESTED {
            return refused(say!(
                "use {opener:?} at most {MOST_NESTED} times",
                "{opener:?} 最多使用{MOST_NESTED}次"
            ));
        }
    }
    Ok(())
}

impl IndexSnapshot {
    fn filter(&self, field: Field, value: &str) -> (Occur, Box<dyn Query>) {
        let term = TermQuery::new(
            Term::from_field_text(field, value),
            IndexRecordOption::Basic,
        );
        (
            Occur::Must,
            Box::new(ConstScoreQuery::new(Box::new(term), 0.0)),
        )
    }

    /// Finds records by tantivy's query language: words (all must match), `"a phrase"`, `a OR b`, `-not`,
    /// `kind:expert`, `region:"山东省/淄博市"`, `*` for everything. Chinese text matches as written,
    /// without word segmentation. Best first, then by id.
    ///
    /// Ranking of needs is not this: see [`crate::rank`].
    ///
    /// # Errors
    /// Invalid input if the query cannot be parsed, is longer than 10,000 characters, or has more than 64 opening
    /// brackets or words `NOT`.
    pub(crate) fn search(&self, query: &str, options: &SearchOptions) -> Result<Vec<Hit>> {
        check_size(query)?;
        let mut parser = QueryParser::for_index(self.searcher.index(), vec![self.fields.search]);
        parser.set_conjunction_by_default();
        let parsed = parser.parse_query(query).map_err(|e| {
            let repair = say!(
                "quote the words, or mend the query ({e})",
                "请给词加引号，或修正检索式（“{e}”）"
            );
            Error::invalid("query", query, repair)
        })?;
        let mut clauses = vec![
            (Occur::Must, parsed),
            self.filter(self.fields.collection, options.collection),
        ];
        clauses.extend(options.kind.map(|kind| self.filter(self.fields.kind, kind)));
        clauses.extend(
            options
                .region
                .as_ref()
                .map(|r| self.filter(self.fields.region, &r.to_string())),
        );
        let found = caught(self.path.as_deref(), || {
            self.searcher
                .search_with_statistics_provider(
                    &BooleanQuery::new(clauses),
                    // tantivy's own list of the best breaks ties by document number, which a merge changes.
                    &Everything,
                    &LiveStatistics(self),
                )
                .map_err(told("searching", self.path.as_deref()))
        })?;
        self.best(found, options.limit)
    }

    /// The `limit` best matches, ties by id.
    fn best(&self, found: Vec<(Score, DocAddress)>, limit: usize) -> Result<Vec<Hit>> {
        // Thousandths: the order in which a segment adds its single-precision parts does not show.
        let thousandths = |score: Score| (f64::from(score) * 1e3).round();
        let mut scored: Vec<(f64, DocAddress)> = found
            .into_iter()
            .map(|(s, a)| (thousandths(s), a))
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        // A limit of 0 wraps round to a place that does not exist.
        let Some(&(last, _)) = scored.get(limit.min(scored.len()).wrapping_sub(1)) else {
            return Ok(Vec::new());
        };
        // Whatever ties with the last one stays until ids decide; no other record has to be read.
        scored.truncate(scored.partition_point(|&(score, _)| score >= last));
        let mut hits = BTreeSet::new();
        for (score, address) in scored {
            let record: serde_json::Map<String, serde_json::Value> = self.stored(address)?;
            let id = record
                .get("id")
                .and_then(|id| id.as_str())
                .unwrap_or_default()
                .to_owned();
            #[expect(
                clippy::cast_possible_truncation,
                reason = "BM25 in thousandths is far below 2^63"
            )]
            hits.insert((std::cmp::Reverse(score as i64), id));
        }
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let hit = |(score, id): (std::cmp::Reverse<i64>, String)| Hit {
            id,
            score: score.0 as f64 / 1e3,
        };
        Ok(hits.into_iter().take(limit).map(hit).collect())
    }
}
