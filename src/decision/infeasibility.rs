//! Certificates of infeasible input, and the changes that mend it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Bilingual, Error, Wording, counted, say};

/// A set of changes that together make an infeasible problem feasible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Relaxation<A> {
    /// The changes, to be applied together.
    pub changes: Vec<A>,
    /// Cost in steps, each of one unit: a place, a meeting, a member, a level, a tenth of a share, a pair left
    /// open, a rule dropped.
    pub cost: u64,
    /// Whether it is proved that no set of changes of its kind costs less.
    pub cheapest: bool,
}

impl<A> Relaxation<A> {
    pub(crate) fn new(changes: Vec<A>, cost: u64, cheapest: bool) -> Self {
        Self {
            changes,
            cost,
            cheapest,
        }
    }
}

impl<A: Bilingual> Bilingual for Relaxation<A> {
    fn wording(&self) -> Wording {
        let shown = self.changes.iter().take(SHOWN_CHANGES);
        let changes: Vec<Wording> = shown.map(A::wording).collect();
        let list = Wording::joined(&changes, (", and ", "，并且"));
        match self.changes.len().saturating_sub(SHOWN_CHANGES) {
            0 => list,
            more => {
                let changes = counted(more, "change", "changes");
                say!("{list}, and {changes} more", "{list}，另有{more}处改动"; list)
            }
        }
    }
}

impl<A: Bilingual> fmt::Display for Relaxation<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.wording().english())
    }
}

/// Changes that a sentence names; the rest is counted, and is in [`Relaxation::changes`].
const SHOWN_CHANGES: usize = 5;

/// Why a problem has no answer, and which changes would give it one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Infeasibility<C, A> {
    clash: C,
    relaxations: Vec<Relaxation<A>>,
}

/// Greatest number of relaxations that an infeasibility holds.
pub(crate) const RELAXATIONS: usize = 8;

impl<C, A> Infeasibility<C, A> {
    pub(crate) fn new(clash: C, relaxations: Vec<Relaxation<A>>) -> Self {
        Self { clash, relaxations }
    }

    /// Returns the constraints that clash and the parties that they bind.
    #[must_use]
    pub fn clash(&self) -> &C {
        &self.clash
    }

    /// Returns up to eight relaxations, the cheapest first, but rules for a whole side before long lists; each alone makes the problem feasible, because it
    /// was tried or derived from a feasible flow. Empty if none was found within the budget.
    #[must_use]
    pub fn relaxations(&self) -> &[Relaxation<A>] {
        &self.relaxations
    }
}

impl<C: Bilingual, A: Bilingual> Infeasibility<C, A> {
    /// Converts the infeasibility into the crate's error, with the clash and the first relaxation in words.
    #[must_use]
    pub fn into_error(self) -> Error {
        // The cheapest, as they are in order of cost.
        let first = self.relaxations.first();
        let repair = first.map_or_else(
            || say!("relax the constraints", "请放宽约束"),
            Bilingual::wording,
        );
        Error::infeasible(self.clash.wording(), repair)
    }
}

impl<C: Bilingual, A> Bilingual for Infeasibility<C, A> {
    fn wording(&self) -> Wording {
        self.clash.wording()
    }
}

impl<C: fmt::Display, A> fmt::Display for Infeasibility<C, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clash.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::{Infeasibility, Relaxation};
    use crate::error::{Wording, say};
    use crate::model::Language;

    #[test]
    fn an_error_names_the_clash_and_the_first_relaxation() {
        let changes = vec![
            say!("add a table", "增加一张桌"),
            say!("let 甲 come", "请甲到场"),
        ];
        let clash = say!("no table is free", "没有空桌");
        let why = Infeasibility::new(clash.clone(), vec![Relaxation::new(changes, 2, true)]);
        assert_eq!(why.to_string(), "no table is free");
        let error = why.into_error();
        assert!(error.is_infeasible());
        assert_eq!(error.repair(), Some("add a table, and let 甲 come"));
        assert_eq!(
            error.in_language(Language::Chinese),
            "没有空桌；增加一张桌，并且请甲到场"
        );
        let many = Relaxation::new(vec![Wording::name("a"); 8], 8, false);
        assert_eq!(
            many.to_string(),
            "a, and a, and a, and a, and a, and 3 changes more"
        );
        let bare: Infeasibility<Wording, Wording> = Infeasibility::new(clash, Vec::new());
        assert_eq!(bare.into_error().repair(), Some("relax the constraints"));
    }
}
