//! Pages about the crate as a whole: how it is built, why, how good and how fast it is.
//!
//! They are ordinary Markdown files in `src/_documentation`, compiled in so that the documentation of a
//! version carries them and a link that breaks is a build error. The module holds no code.
//!
//! | page | answers |
//! |---|---|
//! | [`architecture`] | the floors and their rooms; the way of a ranking from a file to an answer; the place of each change |
//! | [`design`] | why it is done this way: figures, alternatives, experiments that were dropped |
//! | [`adding`] | how to add a feature, a kind, a field, a survey heading, a command: the files, and what reminds you |
//! | [`quality`] | how good rankings and inferred codes are, and how to measure that again |
//! | [`changelog`] | changes that a user notices, by version |
//! | [`speed`] | how fast it is, and which bench measures it |
//! | [`dependencies`] | which crates it stands on, and why each is trusted |

#[doc = include_str!("adding.md")]
pub mod adding {}

#[doc = include_str!("architecture.md")]
pub mod architecture {}

#[doc = include_str!("changelog.md")]
pub mod changelog {}

#[doc = include_str!("dependencies.md")]
pub mod dependencies {}

#[doc = include_str!("design.md")]
pub mod design {}

#[doc = include_str!("quality.md")]
pub mod quality {}

#[doc = include_str!("speed.md")]
pub mod speed {}
