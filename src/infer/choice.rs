//! When inferred codes count.

use crate::model::spelled::spelled;

spelled! {
    /// Where inferred industries and disciplines stand in for those that a record does not state.
    pub enum Infer as "inference" {
        /// Nowhere: what is not stated is unknown.
        Never = "never" | "不推断",
        /// Where the other side states its own: one guess is compared with one statement, never two guesses.
        BesideStated = "beside_stated" | "对方已填时",
        /// Wherever a record states none, on both sides too.
        Always = "always" | "总是",
    }
}
