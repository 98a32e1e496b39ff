//! No result leaves an optimiser that its own `verify` refuses.

use std::fmt;

use super::breach::Breach;
use crate::error::{Error, Result};

/// Names that a message lists.
const SHOWN: usize = 5;

/// A list in a message: the first five, and how many more there are; `none` if there is none.
pub(crate) fn listed<T: fmt::Display>(all: &[T]) -> String {
    if all.is_empty() {
        return "none".to_owned();
    }
    let shown: Vec<String> = all.iter().take(SHOWN).map(T::to_string).collect();
    let more = all.len().saturating_sub(SHOWN);
    let rest = (more > 0).then(|| format!(" and {more} more"));
    shown.join(", ") + &rest.unwrap_or_default()
}

/// Passes if a result breaks nothing.
///
/// # Errors
/// A fault of this crate, naming the broken constraint: the result must not be shown as an answer.
pub(crate) fn guard<B: Breach>(result: &'static str, broken: &[B]) -> Result<()> {
    if broken.is_empty() {
        return Ok(());
    }
    Err(Error::fault(format!(
        "{result} was found that breaks its own constraints ({})",
        listed(broken)
    )))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::fmt;

    use super::{guard, listed};
    use crate::decision::{Breach, BreachKind};
    use crate::model::{NeedId, ProfileId};

    struct Unmade;

    impl fmt::Display for Unmade {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("n0 and p1 must meet")
        }
    }

    impl Breach for Unmade {
        fn kind(&self) -> BreachKind {
            BreachKind::Missing
        }

        fn need(&self) -> Option<&NeedId> {
            None
        }

        fn profile(&self) -> Option<&ProfileId> {
            None
        }
    }

    #[test]
    fn a_refused_result_is_a_fault_to_be_reported() {
        guard::<Unmade>("a plan", &[]).unwrap();
        let error = guard("a plan", &[Unmade]).unwrap_err();
        assert!(error.is_fault() && !error.is_infeasible() && !error.is_invalid_input());
        let text = error.to_string();
        assert!(
            text.contains("n0 and p1 must meet") && text.contains("report"),
            "{text}"
        );
    }

    #[test]
    fn lists_are_cut_at_five() {
        assert_eq!(listed::<u8>(&[]), "none");
        assert_eq!(listed(&[1, 2]), "1, 2");
        assert_eq!(listed(&[1, 2, 3, 4, 5, 6, 7]), "1, 2, 3, 4, 5 and 2 more");
    }
}
