//! The tables that ship with the crate, and how such tables are read.
//!
//! A table is a CSV file in UTF-8 with a header line. The built-in ones are read by the same code as a user's own, so
//! each doubles as a template. Lines that start with `#` are comments; the built-in files name their sources there.

mod lookup;
mod table;

pub(crate) use lookup::Suggest;
pub(crate) use lookup::nearest;
pub(crate) use table::{CsvColumn, TableLine, rows};
pub(super) use table::{read_file, split_aliases};

/// GB/T 4754-2017, sections and divisions.
pub(super) const INDUSTRY: &str = include_str!("industry.csv");
/// GB/T 13745-2009, groups and first level.
pub(super) const DISCIPLINE: &str = include_str!("discipline.csv");
/// The regions of China.
pub(super) const REGION: &str = include_str!("region.csv");
