//! No result leaves an optimiser that its own `verify` refuses.

use std::fmt;

use super::breach::Breach;
use crate::error::{Bilingual, Error, Result, Wording, say};

/// Names that a message lists.
const SHOWN: usize = 5;

/// A list of names in a message: the first five, and how many more there are; `none` if there is none.
pub(crate) fn listed<T: fmt::Display>(all: &[T]) -> Wording {
    listed_by(all, |name| Wording::name(name.to_string()))
}

/// A list in a message, as [`listed`] makes it, of things that have words of their own.
pub(crate) fn listed_in_words<T: Bilingual>(all: &[T]) -> Wording {
    listed_by(all, T::wording)
}

fn listed_by<T>(all: &[T], said: impl Fn(&T) -> Wording) -> Wording {
    let shown: Vec<Wording> = all.iter().take(SHOWN).map(said).collect();
    let list = Wording::joined(&shown, (", ", "、"));
    match all.len().saturating_sub(SHOWN) {
        0 if all.is_empty() => say!("none", "无"),
        0 => list,
        more => say!("{list} and {more} more", "{list}，另有{more}个"; list),
    }
}

/// Passes if a result breaks nothing.
///
/// # Errors
/// A fault of this crate, naming the broken constraint: the result must not be shown as an answer.
pub(crate) fn guard<B: Breach>(result: &Wording, broken: &[B]) -> Result<()> {
    if broken.is_empty() {
        return Ok(());
    }
    let broken = listed_in_words(broken);
    Err(Error::fault(say!(
        "{result} was found that breaks its own constraints ({broken})",
        "得到的{result}违反了自身的约束（{broken}）";
        result, broken
    )))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{guard, listed};
    use crate::decision::{Breach, BreachKind};
    use crate::error::{Bilingual, Wording, displays_wording, say};
    use crate::model::{NeedId, ProfileId};

    struct Unmade;

    impl Bilingual for Unmade {
        fn wording(&self) -> Wording {
            say!("n0 and p1 must meet", "n0 和 p1 必须会面")
        }
    }

    displays_wording!(Unmade);

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
        let plan = say!("a plan", "日程");
        guard::<Unmade>(&plan, &[]).unwrap();
        let error = guard(&plan, &[Unmade]).unwrap_err();
        assert!(error.is_fault() && !error.is_infeasible() && !error.is_invalid_input());
        let text = error.to_string();
        assert!(
            text.contains("n0 and p1 must meet") && text.contains("report"),
            "{text}"
        );
        let said = error.in_language(crate::model::Language::Chinese);
        assert!(
            said.starts_with("得到的日程违反了自身的约束（n0 和 p1 必须会面）"),
            "{said}"
        );
    }

    #[test]
    fn lists_are_cut_at_five() {
        assert_eq!(listed::<u8>(&[]).english(), "none");
        assert_eq!(listed(&[1, 2]).english(), "1, 2");
        let many = listed(&[1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(many.english(), "1, 2, 3, 4, 5 and 2 more");
        assert_eq!(many.chinese(), "1、2、3、4、5，另有2个");
    }
}
