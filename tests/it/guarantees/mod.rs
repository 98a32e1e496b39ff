//! The guarantees that the crate prints on its front page, one module each. (Guarantee 2, same bits, is
//! [`crate::determinism`]; crashes, of guarantee 3, are [`crate::durability`].)

mod across;
mod assignments;
mod commits;
mod explanations;
mod fit;
mod names;
mod ruled_out;
mod scores;
mod sentences;
mod subjects;
mod why_not;
