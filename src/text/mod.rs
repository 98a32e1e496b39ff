//! Text: from what people wrote to terms that can be compared.
//!
//! # The two sides
//! What is stored goes through [`Analyzer`], a pure function of the text: nothing a user adds
//! later, and nothing that happened before, changes what is in an index. What is asked goes
//! through [`QueryAnalyzer`], which gives the same tokens weights, readable origins, and the terms
//! of the user's synonyms ([`Lexicon`]); it can change from one query to the next. [`merge`]
//! gathers the occurrences of a need's fields into one weighted list, and [`snippet`] shows where
//! the terms that counted stand.
//!
//! ```
//! use qianxian::text::{Analyzer, QueryAnalyzer, merge, snippet};
//!
//! let analyzer = QueryAnalyzer::from(Analyzer::new());
//! let terms = merge(analyzer.terms("高性能锂电池隔膜"));
//! let texts: Vec<&str> = terms.iter().map(|term| term.text.as_str()).collect();
//! assert!(texts.contains(&"隔膜"));
//! let shown = snippet("聚烯烃隔膜的涂覆工艺与装备", &texts, 10);
//! assert_eq!(&shown.text[shown.ranges[0].0..shown.ranges[0].1], "隔膜");
//! ```
//!
//! # The tokens
//! | text | tokens |
//! |---|---|
//! | Chinese characters | each character, each adjacent pair, each dictionary word of three or more wherever it stands |
//! | kana, Hangul | each adjacent pair |
//! | words of other scripts | lower-case, without accents, English ones stemmed (Snowball); pairs of neighbours, reaching over function words and commas, not over other punctuation |
//! | numbers | as words, with their decimal point, without thousands separators |
//! | acronyms, formulae, models, standards | whole (`lifepo4`, `q345b`, `c++`), spelt without `-`, `/`, `_` and spaces, so that `GB/T 4754—2017` and `GBT4754` meet; beside their parts |
//! | function words, punctuation, emoji, runs of more than 64 letters | nothing |
//!
//! A dictionary word counts wherever it stands rather than where the most probable segmentation
//! puts it: the same words are then found in a need and in a work whatever surrounds them
//! (measured equal). The dictionary and the segmentation are jieba's.
//!
//! # What was measured
//! First the tokens and constants, then the gathering; a table each. BM25 over works, gathered by
//! profile with a decayed sum (1, ½, ¼ …) alone, characters at 0.5, on three public sets:
//! *papers*, find the authors of an English paper from their earlier ones (8,353 profiles, 707
//! needs); *grants*, find the investigator of a Chinese grant title (20,000 profiles, 999 needs);
//! *abstracts*, find the Chinese abstract of a title with keywords (2,000 and 2,000). Choices were
//! made on half A of the needs; figures are MRR on halves A and B. Intervals are about ± .03 for a
//! figure and ± .005 for a difference; [`recipe`] has those.
//!
//! | recipe, one thing changed | papers A, B | grants A, B |
//! |---|---|---|
//! | **as it was then** | **.286, .266** | **.155, .147** |
//! | plain: no factors, weights 1, all repetitions, idf¹ | .249, .229 | .145, .136 |
//! | plain, each query term once | .284, .272 | .148, .136 |
//! | no pairs (papers); pairs alone (grants) | .261, .208 | .149, .146 |
//! | characters at 0.25; 1 | | .152, .150; .158, .141 |
//! | dictionary words at 0; 0.25; 0.5; 1 | | .158, .146; .153, .147; .148, .146; .144, .144 |
//! | words of the most probable segmentation only | | .156, .145 |
//! | pairs over word borders at 0; 0.25; 0.75; 1 | | .145, .137; .154, .143; .153, .145; .150, .146 |
//! | no stems | .277, .258 | |
//! | pairs of neighbours only; over any punctuation | .279, .257; .292, .250 | |
//! | without numbers; without single letters | .283, .260; .284, .260 | .155, .147; .155, .147 |
//! | boilerplate at 0; 1 | .285, .265; .287, .264 | .153, .142; .153, .149 |
//! | titles of needs at 0.5; 1.5; 2 | .286, .264; .279, .265; .273, .255 | |
//! | titles of works counted twice | .290, .262 | .154, .147 |
//! | repetitions in a need at 0; 1 | .289, .265; .247, .230 | .155, .146; .156, .148 |
//! | idf¹ | .283, .262 | .149, .136 |
//! | length in tokens instead of units | .286, .264 | .158, .145 |
//! | k1 0.8; b 0.5; b 1 | .288, .263; .285, .259; .283, .264 | .152, .147; .153, .147; .160, .143 |
//! | best work only; decay ¼ | .255, .215; .276, .244 | .152, .146; .156, .150 |
//! | joined profiles | .299, .229 | .141, .150 |
//!
//! The abstracts set is saturated: .999, .995, .982, .982 without keywords. Keywords of
//! a need at 0.5 to 2 make no difference there.
//!
//! Then the profile *as a whole*, all its documents joined, came in as one document more, beside the decayed
//! sum: document and candidate models of expert search (Balog, Azzopardi and de Rijke, SIGIR 2006). MRR and
//! R@100 over all needs, text alone; halves are other ones than above, so only compare within a table.
//!
//! | gathering | papers | grants |
//! |---|---|---|
//! | decayed sum alone | .276, .500 | .150, .429 |
//! | whole alone | .286, .494 | .145, .439 |
//! | **both, equal** | **.291, .508** | **.156, .436** |
//! | the whole at 0.3; 0.65 of the sum | .285, .507; .288, .508 | .156, .430; .152, .436 |
//! | both, best work only; decay 0.3; 0.7 | .287, .511; .290, .511; .289, .504 | .149, .434; .153, .436; .155, .436 |
//! | both, b of the whole 0.5; 0.9 | .288, .496; .283, .510 | .156, .434; .153, .434 |
//! | both, k1 of the whole 0.7; 2 | .291, .503; .285, .509 | .154, .437; .154, .434 |
//! | both, the whole normalised by an average document | .267, .510 | .155, .437 |
//! | both, characters at 0.25; **0.75**; 1 | | .151, .435; **.157, .440**; .156, .436 |
//! | both, rarity 1.25; 2 | .289, .505; .279, .507 | .154, .433; .155, .437 |
//! | both, titles of needs at 1.5 | .282, .499 | |
//! | decayed sum and, half, the best impact of each term in any document | .228, .430 | .152, .433 |
//! | decayed sum times 1 + 0.1·ln(1 + works) | .266, .487 | .144, .428 |
//! | decayed sum, document frequencies by profile | .268, .491 | .150, .428 |
//!
//! No constant was tuned for it: equal weights, k1 and b as for documents, and better than the decayed sum
//! on both halves of each set. Characters at 0.75 were chosen on one half (.164 for .163) and hold on the
//! other (.150 for .149). In the crate, with the presets (`cargo run --release --example evaluate --
//! FOLDER... --spec gathering=documents --spec default`): papers .292 for .276, +.016 [+.002, +.029], R@100
//! .506 for .503; grants .157 for .145, +.012 [+.005, +.019], R@100 .440 for .420; abstracts .997 for .997;
//! the demo's nDCG@10 .874 for .875, −.001 [−.009, +.006].
//!
//! What limits the rest: the truth is who *did* write the paper or win the grant. Half of them are not
//! among the first hundred under any recipe tried, and many of those above them may be as good. Latent topics
//! and feedback from the best profiles help topics a little and hurt finding the very author.
//!
//! Speed, one thread of a shared two-core machine: about 8 million tokens a second of Chinese (12 MB/s)
//! and 4 million of English (20 MB/s) in [`Analyzer::for_each_token`]; loading the dictionary takes
//! 0.15 s once.

mod analyzer;
mod atom;
mod class;
mod code;
mod compound;
mod filler;
mod han;
mod latin;
mod lexicon;
mod normalize;
mod phrase;
mod query;
pub mod recipe;
mod sink;
mod snippet;
mod span;
mod stem;
mod stop;
mod synonyms;
#[cfg(test)]
mod tests;
mod token;

pub use analyzer::Analyzer;
pub(crate) use filler::{is_filler, is_function_word};
pub use lexicon::Lexicon;
pub use normalize::normalize;
pub use query::{Origin, QueryAnalyzer, QueryTerm, merge};
pub use snippet::{Snippet, highlight, snippet};
pub use token::{Token, TokenKind};
