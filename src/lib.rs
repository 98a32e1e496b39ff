//! qianxian (牵线).
pub mod engine;
pub mod error;
pub mod eval;
pub mod index;
pub mod intake;
pub mod model;
pub mod num;
pub mod rank;
pub mod rule;
pub mod score;
pub mod text;
pub use engine::{Library, LibraryOptions, Snapshot, Writer};
pub use error::{Error, Result};
pub use rank::RankOptions;
