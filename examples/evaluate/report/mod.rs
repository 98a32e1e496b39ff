//! The results for people: a table in the terminal, Markdown, a plot.

pub(crate) mod markdown;
pub(crate) mod plot;
pub(crate) mod text;
