//! qianxian (牵线).
pub mod error;
pub mod eval;
pub mod index;
pub mod model;
pub mod num;
pub mod rule;
pub mod score;
pub mod text;
pub use error::{Error, Result};
