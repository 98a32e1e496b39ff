//! The compiled form of a library: the arrays that ranking reads instead of the index.
//!
//! Needs are long: about a hundred distinct terms. Search engines are built for three words and decode, seek and add
//! floats for each. A segment of the index is therefore compiled once, when it is first seen, into arrays made for one
//! pass over everything. A compiled segment is a pure function of the segment and the [`Calibration`]; deletes do not touch
//! it.
//!
//! # Terms
//! | word | meaning |
//! |---|---|
//! | *evidence document* | a profile's own statement, or one of its works; numbered anew so that a profile's documents are neighbours |
//! | *whole* | all that a profile says, as one document more; it has no postings of its own: the first document with a term carries the term's impact in the whole |
//! | *field* | title, keywords or body of a document |
//! | *slot* | one field of one document: document · 3 + field |
//! | *impact* | the worth of a term in a document or whole, 0 to 255: BM25F saturated and rounded to a byte ([`impact`]) |
//! | *weight* | the worth of a term in a need: an integer; a need's weights have at most the norm 2¹⁴ ([`query`]) |
//! | *sum* | Σ weight · impact of a document or whole; of a profile, the decayed sum of its documents plus the sum of its whole ([`gather`]) |
//! | *bound* | a number that a profile's sum cannot exceed, cheaper to compute than the sum |
//! | *block* | consecutive profiles with at most [`slot::BLOCK_DOCUMENTS`] documents, so that 16 bits number its slots and its accumulators stay in the core's cache |
//! | *place* | a slot or document counted from its block's first: two bytes |
//! | *owner* | the profile of a document, counted from its block's first |
//! | *posting* | the occurrence of a term in a document; one list for each term, not one for each term and field |
//! | *plain* posting | the term occurs once in the profile: its impacts follow from the slot, the posting is the place alone |
//! | *once* posting | the term occurs once in the document and elsewhere in the profile too: place and the whole's impact |
//! | *mixed* posting | any other: place of the document, its impact and the whole's |
//! | *run* | the postings of one term in one block, one after the other: plain, once, mixed ([`runs`]) |
//! | *few* | a term of at most six postings, all plain: they stand in the term's entry |
//! | *sparse* term | a term of few postings in every block: one list through the segment instead of runs, in as few bits as the numbers need ([`packed`]) |
//! | *territory* | neighbours of one region: profiles lie in the order of regions, so that a region that is asked for is a part of the segment ([`order`]) |
//! | *code* | the number of a distinct facet value, the same in all segments of an open library; 0 is unknown ([`facets`]) |
//! | *line* | a sum that about k profiles of a block reach; profiles above it are ranked first, so that the threshold of the k-th best is high early; it changes no result |
//! | *calibration* | average field lengths in coarse steps, and the recipe: all that impacts depend on besides the document |
//!
//! # How a block is summed
//! *Dense*: every document and whole has an accumulator. *Sparse*, of few postings: dense, with a list of the profiles
//! that have any. By *bounds*, of few terms: one bound for each profile; exact sums are looked up for the few best
//! ([`accumulate`], [`bounded`]). The most that a term can add to any profile of a block is known, so blocks that
//! cannot reach the k-th best are passed over, and common terms are looked up only for profiles that another term
//! names ([`resolved`]). Where a fit is asked for, the profiles that cover enough are found before anything is summed
//! ([`covering`]), and sums are made for these alone. Where a region is asked for, only its part of a block is read. Nothing is cut off: results do not depend on any of it. Integer impacts follow impact-ordered
//! processing (Anh & Moffat 2002; JASS, Lin & Trotman 2015); blocks replace its orderings.
//!
//! # Other parts
//! [`query`] holds a need's terms and weights, [`AnalysedNeed`] the value that ranking and explaining take,
//! [`library::CompiledLibrary`] all segments of a snapshot with their [`Statistics`] and the mean of their vectors. [`view::SegmentView`] adds to a compiled
//! segment a bitmap of live profiles and the document frequencies that the dead ones took along. [`kept`] keeps segments in
//! files.
//!
//! Terms are found by 52 bits of their hash, or by all 64 if two terms of the segment have the 52 in common. A term of
//! a need that a segment of five million terms lacks is taken for another one with a probability of 10⁻⁹; two terms of
//! ten million share all 64 bits, so that one of them cannot be found, with a probability below 10⁻⁵.
//!
//! The page on design, section "The compiled form", has the measurements and the attempts that were dropped.

mod accumulate;
pub(crate) mod asked_terms;
mod bounded;
mod build;
mod bytes;
mod centre;
mod claims;
mod codes;
mod collect;
mod collection;
mod coverage;
mod covering;
mod deferred;
pub(crate) mod demand;
pub(crate) mod facets;
mod gather;
pub(crate) mod impact;
mod information;
mod kept;
mod kept_texts;
pub(crate) mod library;
mod local_facet;
mod marks;
mod need;
pub(crate) mod need_columns;
pub(crate) mod need_index;
mod need_postings;
pub(crate) mod need_shelf;
pub(crate) mod need_weights;
pub(crate) mod numbered;
mod order;
mod outline;
mod packed;
mod pool;
mod postings;
mod presence;
mod profile_table;
pub(crate) mod query;
mod resolved;
mod runs;
mod segment;
mod slot;
mod statistics;
pub(crate) mod term_map;
mod terms;
pub(crate) mod threads;
mod vectors;
mod view;

pub(crate) use accumulate::{Accumulators, Summation, seek};
pub(crate) use bounded::{BlockTerms, PostingBuffers};
pub(crate) use build::compile;
pub(crate) use centre::CentredVector;
pub use collection::CollectionStatistics;
pub(crate) use coverage::coverages;
pub(crate) use deferred::DeferredTerms;
pub(crate) use gather::{DECAY_DOCUMENTS, SummedProfile, least_document, profile_sum, sum_bound};
pub(crate) use information::Coverage;
pub(crate) use kept::{Kept, KeptStorage};
pub(crate) use kept_texts::{KeptTexts, SketchedText};
pub(crate) use marks::Marks;
pub(crate) use need::AnalysedNeed;
pub(crate) use outline::{KeptIn, Outline, PartOrigin};
pub(crate) use pool::Pool;
pub(crate) use resolved::ResolvedTerm;
pub(crate) use segment::CompiledSegment;
pub use statistics::{Calibration, Statistics};
pub(crate) use view::SegmentView;
