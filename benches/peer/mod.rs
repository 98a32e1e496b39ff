//! Raw tantivy over the same profiles: the same tokens in the same three fields, queried by boosted terms.
//!
//! Two ways to use it are fair. *Joined*: a profile is one document whose fields hold all its text,
//! as most users would do. *Works*: a statement and each work are documents of their own, as this
//! crate scores them; tantivy then ranks documents, not profiles. Both are merged into one segment,
//! which suits tantivy best, keep frequencies but no positions, and are asked for document
//! addresses only. Queries come analysed and weighted.
//!
//! And there are three ways to ask it, of which [`Way`] tells: which is fastest depends on the length of the
//! query, and only the fastest is a fair measure. [`Peer::agree`] holds them to the same answer.

#![allow(dead_code, reason = "each bench takes the part it needs")]

pub(crate) mod exact;
pub(crate) mod postings;

use std::sync::Mutex;

use qianxian::model::{Need, Profile};
use qianxian::text::recipe::{HAN_NEED_TITLE, LATIN_NEED_TITLE};
use qianxian::text::{Analyzer, QueryAnalyzer, QueryTerm, merge};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{Index, Searcher, TantivyDocument, Term};

/// Memory of the writer: enough for one segment of the sizes that are benched, or nearly.
const WRITER_MEMORY: usize = 2_000_000_000;

/// What is one document.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// A whole profile.
    Joined,
    /// A statement, or a work.
    Works,
}

/// How tantivy is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// `TopDocs` alone: documents that cannot be among the best are skipped by block maxima. What most users
    /// write, and best for few terms.
    BlockMax,
    /// `(TopDocs, Count)`: counting forbids skipping, so that every match is scored, sixty-four documents
    /// at a time. Far better for many terms.
    Exhaustive,
    /// A loop of our own over tantivy's postings ([`postings`]).
    TermAtATime,
}

impl Way {
    pub(crate) const ALL: [Self; 3] = [Self::BlockMax, Self::Exhaustive, Self::TermAtATime];

    /// Name in ids of benches.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::BlockMax => "tantivy_block_max",
            Self::Exhaustive => "tantivy_exhaustive",
            Self::TermAtATime => "tantivy_term_at_a_time",
        }
    }
}

/// A score and a document.
pub(crate) type Hit = (f32, u32);

/// A tantivy index and its searcher.
pub(crate) struct Peer {
    searcher: Searcher,
    fields: Fields,
    /// Number of the profile of each document.
    profiles: Vec<u32>,
    /// Sums of documents, kept from one query to the next.
    sums: Mutex<Vec<f32>>,
}

#[derive(Clone, Copy)]
struct Fields {
    ranked: [Field; 3],
    region: Field,
    profile: Field,
}

/// A need as tantivy gets it: terms with weights.
pub(crate) type Terms = Vec<(String, f32)>;

/// The weighted terms of a need, in all its fields.
pub(crate) fn terms(need: &Need, analyzer: &QueryAnalyzer) -> Terms {
    let keywords = need.keywords.join("\n");
    let title = analyzer.terms(&need.title).into_iter().map(|term| {
        let factor = if term.kind.is_han() {
            HAN_NEED_TITLE
        } else {
            LATIN_NEED_TITLE
        };
        let weight = term.weight * factor;
        QueryTerm { weight, ..term }
    });
    // No need of the corpus has a background, which would weigh less.
    let rest = [&keywords, &need.description].into_iter();
    let rest = rest.flat_map(|text| analyzer.terms(text));
    merge(title.chain(rest))
        .into_iter()
        .map(|t| (t.text, t.weight))
        .collect()
}

/// The three fields of each evidence document of a profile: title, keywords, body.
fn evidence(profile: &Profile) -> Vec<[String; 3]> {
    use qianxian::model::ProfileKind;
    let person = matches!(profile.kind, ProfileKind::Expert | ProfileKind::Team);
    let title = if person {
        String::new()
    } else {
        profile.name.clone()
    };
    let statement = [
        title,
        profile.expertise.join("\n"),
        profile.description.clone(),
    ];
    let work = |work: &qianxian::model::Work| {
        [
            work.title.clone(),
            work.keywords.join("\n"),
            work.summary.clone(),
        ]
    };
    std::iter::once(statement)
        .chain(profile.works.iter().map(work))
        .collect()
}

fn joined(documents: &[[String; 3]]) -> [String; 3] {
    [0, 1, 2].map(|field| {
        let texts: Vec<&str> = documents.iter().map(|d| d[field].as_str()).collect();
        texts.join("\n")
    })
}

impl Peer {
    /// Indexes `profiles` with one thread, in memory.
    pub(crate) fn build(profiles: impl Iterator<Item = Profile>, unit: Unit) -> Self {
        let (index, fields) = index();
        let mut writer = index
            .writer_with_num_threads(1, WRITER_MEMORY)
            .expect("a writer");
        for (number, profile) in (0_u64..).zip(profiles) {
            let documents = evidence(&profile);
            let documents = match unit {
                Unit::Joined => vec![joined(&documents)],
                Unit::Works => documents,
            };
            for texts in &documents {
                let mut document = TantivyDocument::default();
                for (field, text) in fields.ranked.into_iter().zip(texts) {
                    document.add_text(field, text);
                }
                document.add_u64(fields.profile, number);
                add_regions(&mut document, fields.region, &profile);
                writer.add_document(document).expect("room");
            }
        }
        writer.commit().expect("a commit");
        let segments = index.searchable_segment_ids().expect("segments");
        if segments.len() > 1 {
            writer.merge(&segments).wait().expect("a merge");
        }
        writer.wait_merging_threads().expect("an end");
        Self::open(&index, fields)
    }

    fn open(index: &Index, fields: Fields) -> Self {
        let searcher = index.reader().expect("a reader").searcher();
        let [segment] = searcher.segment_readers() else {
            panic!("one segment is benched")
        };
        let column = segment.fast_fields().u64("profile").expect("a column");
        let profile = |doc| u32::try_from(column.first(doc).expect("a number")).expect("small");
        let profiles = (0..segment.max_doc()).map(profile).collect();
        Self {
            searcher,
            fields,
            profiles,
            sums: Mutex::default(),
        }
    }

    /// Numbers of the profiles of the `k` best documents, repeats left out, best first.
    pub(crate) fn profiles(&self, terms: &Terms, k: usize) -> Vec<u32> {
        let mut found = Vec::new();
        for (_, doc) in self.search(Way::Exhaustive, terms, k, None) {
            let profile = self.profiles[doc as usize];
            if !found.contains(&profile) {
                found.push(profile);
            }
        }
        found
    }

    /// Holds the three ways to one answer.
    ///
    /// # Panics
    /// Where scores place by place differ by more than the rounding of their sums, or a document of one list
    /// is missing in another and does not tie with the last.
    pub(crate) fn agree(&self, terms: &Terms, k: usize, region: Option<&str>) {
        let [first, others @ ..] = Way::ALL.map(|way| self.search(way, terms, k, region));
        let is_near = |a: f32, b: f32| (a - b).abs() <= 1e-4 * a.abs().max(b.abs());
        for (other, way) in others.iter().zip(&Way::ALL[1..]) {
            assert_eq!(first.len(), other.len(), "{way:?}: {terms:?}");
            for (a, b) in first.iter().zip(other) {
                assert!(is_near(a.0, b.0), "{way:?}: {a:?} {b:?}");
            }
            let last = first.last().map_or(0.0, |hit| hit.0);
            let is_in = |doc, hits: &[Hit]| hits.iter().any(|hit| hit.1 == doc);
            for &(score, doc) in &first {
                assert!(is_in(doc, other) || is_near(score, last), "{way:?}: {doc}");
            }
        }
    }

    /// The query for `terms`, in any of the three fields.
    pub(crate) fn query(&self, terms: &Terms) -> BooleanQuery {
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::with_capacity(terms.len() * 3);
        for (text, weight) in terms {
            for field in self.fields.ranked {
                let term = Term::from_field_text(field, text);
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                let boosted = BoostQuery::new(Box::new(query), *weight);
                parts.push((Occur::Should, Box::new(boosted)));
            }
        }
        BooleanQuery::new(parts)
    }

    /// The best score that any document has for a query; 0 if none matches.
    pub(crate) fn best_score(&self, query: &BooleanQuery) -> f32 {
        let collector = TopDocs::with_limit(1).order_by_score();
        let found = self.searcher.search(query, &(collector, Count));
        found.expect("hits").0.first().map_or(0.0, |hit| hit.0)
    }

    /// The `k` best documents, of a region only where one is given.
    pub(crate) fn search(
        &self,
        way: Way,
        terms: &Terms,
        k: usize,
        region: Option<&str>,
    ) -> Vec<Hit> {
        if way == Way::TermAtATime {
            return self.term_at_a_time(terms, k, region);
        }
        let query = self.query(terms);
        let collector = TopDocs::with_limit(k).order_by_score();
        let query: Box<dyn Query> = match region {
            None => Box::new(query),
            Some(region) => Box::new(self.filtered(query, region)),
        };
        let found = if way == Way::Exhaustive {
            let found = self.searcher.search(&*query, &(collector, Count));
            found.expect("hits").0
        } else {
            self.searcher.search(&*query, &collector).expect("hits")
        };
        let hit = |(score, address): (f32, tantivy::DocAddress)| (score, address.doc_id);
        found.into_iter().map(hit).collect()
    }

    fn filtered(&self, query: BooleanQuery, region: &str) -> BooleanQuery {
        let term = Term::from_field_text(self.fields.region, region);
        let admitted = TermQuery::new(term, IndexRecordOption::Basic);
        BooleanQuery::new(vec![
            (
                Occur::Must,
                Box::new(ConstScoreQuery::new(Box::new(admitted), 0.0)) as Box<dyn Query>,
            ),
            (Occur::Must, Box::new(query)),
        ])
    }
}

fn add_regions(document: &mut TantivyDocument, field: Field, profile: &Profile) {
    let mut path = profile.region.clone();
    while let Some(region) = path {
        document.add_text(field, region.to_string());
        path = region.parent();
    }
}

fn index() -> (Index, Fields) {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("same")
        .set_index_option(IndexRecordOption::WithFreqs);
    let text = TextOptions::default().set_indexing_options(indexing);
    let mut schema = Schema::builder();
    let ranked =
        ["title", "keywords", "body"].map(|name| schema.add_text_field(name, text.clone()));
    let region = schema.add_text_field("region", STRING);
    let profile = schema.add_u64_field("profile", FAST);
    let index = Index::create_in_ram(schema.build());
    index
        .tokenizers()
        .register("same", TextAnalyzer::from(Same(Analyzer::new())));
    (
        index,
        Fields {
            ranked,
            region,
            profile,
        },
    )
}

/// The crate's analyzer, so that both index the same tokens.
#[derive(Clone)]
struct Same(Analyzer);

struct Tokens {
    texts: std::vec::IntoIter<(String, u32)>,
    token: Token,
}

impl Tokenizer for Same {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let mut texts = Vec::new();
        self.0.for_each_token(text, |token, _, _, position| {
            texts.push((token.to_owned(), position))
        });
        Tokens {
            texts: texts.into_iter(),
            token: Token::default(),
        }
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some((text, position)) = self.texts.next() else {
            return false;
        };
        self.token.text = text;
        self.token.position = position as usize;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
