//! The one channel for a decision that may have no answer.

use std::fmt;

use super::infeasibility::Infeasibility;
use crate::error::{Bilingual, Error, Result, Wording, say};

/// A result that exists only if its constraints do not contradict each other.
///
/// Implemented by [`Assignment`](crate::assign::Assignment) and [`AssignmentRepair`](crate::assign::AssignmentRepair),
/// [`Team`](crate::team::Team), [`Plan`](crate::event::Plan) and [`Replan`](crate::event::Replan).
pub trait Decision {
    /// A set of constraints that cannot all hold, with the parties that they bind.
    type Clash: Clone + fmt::Debug + fmt::Display + PartialEq + Bilingual;
    /// One change to the constraints.
    type Change: Clone + fmt::Debug + fmt::Display + PartialEq + Bilingual;
    /// Returns the name of the result in messages, in English with its article: `an assignment`.
    #[must_use]
    fn name() -> Wording;
}

/// The answer of a solve, a repair or a replan.
///
/// Infeasible input is an answer, never an [`Error`], unless [`into_result`](Self::into_result) makes it one.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a decision may be infeasible"]
pub enum Outcome<T: Decision> {
    /// A result that holds every constraint, checked by the module's own `verify`.
    Solved(T),
    /// No result holds every constraint, which was proved.
    Infeasible(Infeasibility<T::Clash, T::Change>),
    /// The budget ended before a result was found, or its absence proved. Holds the constraints that the nearest attempt
    /// misses, if the search knows them.
    Undecided(Option<Infeasibility<T::Clash, T::Change>>),
}

impl<T: Decision> Outcome<T> {
    /// Returns the result, if there is one.
    #[must_use]
    pub fn solved(&self) -> Option<&T> {
        match self {
            Self::Solved(result) => Some(result),
            Self::Infeasible(_) | Self::Undecided(_) => None,
        }
    }

    /// Returns the clash and changes that help, proved ([`Outcome::Infeasible`]) or suspected
    /// ([`Outcome::Undecided`]).
    #[must_use]
    pub fn infeasibility(&self) -> Option<&Infeasibility<T::Clash, T::Change>> {
        match self {
            Self::Solved(_) => None,
            Self::Infeasible(why) => Some(why),
            Self::Undecided(why) => why.as_ref(),
        }
    }

    /// Turns the outcome into the result, or into an error whose message names the clash.
    ///
    /// # Errors
    /// Infeasible ([`Error::is_infeasible`]), also if the budget ended undecided.
    pub fn into_result(self) -> Result<T> {
        match self {
            Self::Solved(result) => Ok(result),
            Self::Infeasible(why) | Self::Undecided(Some(why)) => Err(why.into_error()),
            Self::Undecided(None) => {
                let what = T::name();
                Err(Error::infeasible(
                    say!("{what} was not found within the budget", "在求解预算内未找到{what}"; what),
                    say!(
                        "allow a greater budget or relax the constraints",
                        "请加大求解预算，或放宽约束"
                    ),
                ))
            }
        }
    }
}
