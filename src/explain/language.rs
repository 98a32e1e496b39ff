//! The voice of each language.

use super::voice::Voice;
use super::{chinese::Chinese, english::English};
pub use crate::model::Language;

impl Language {
    pub(super) fn voice(self) -> &'static dyn Voice {
        match self {
            Self::Chinese => &Chinese,
            Self::English => &English,
        }
    }
}
