//! When inferred codes count.

use crate::model::spelled::spelled;

spelled! {
    /// Whether inferred industries and disciplines replace stated ones that are missing.
    pub enum Infer as "inference" {
        /// Never: a code that is not stated is unknown.
        Never = "never" | "不推断",
        /// If the other side states its own: one guess is compared with one statement, never two guesses.
        BesideStated = "beside_stated" | "对方已填时",
        /// Wherever a record states none, on both sides too.
        Always = "always" | "总是",
    }
}
