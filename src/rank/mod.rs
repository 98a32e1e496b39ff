//! Ranking: admit, score, keep the best.
//!
//! Every profile that no rule bars is scored; there is no candidate cut-off. Blocks and profiles are passed over only
//! if they provably cannot reach the best k, so results do not depend on it. Order is score descending, then id
//! ascending.

mod address;
mod asking;
mod barred;
mod chosen;
mod coverage;
mod forward;
mod listed;
mod options;
mod reverse;
mod sift;
mod task;
mod topk;

pub(crate) use asking::{AskingProfile, KindShares, PairRules, kind_shares};
pub(crate) use barred::barred;
pub use barred::{BarredByRule, BarredProfile};
pub(crate) use forward::{rank_batch, rank_one, score_one};
pub use options::RankOptions;
pub(crate) use reverse::{WeighedNeeds, rank_needs, rank_plainly};
pub use topk::{Match, NeedMatch, NeedRanking, Ranking};
