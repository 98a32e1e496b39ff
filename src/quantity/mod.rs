//! Quantities: numbers with units and their properties, as needs demand and works state them.
//!
//! A third of real needs state thresholds (≥67 %, 1.80 g/cm³, −40 ℃). [`parse`] finds them in Chinese
//! and English text, [`Unit`] brings them to one measure, [`judge`] says whether a stated value satisfies
//! a demand.
//!
//! ```
//! use qianxian::quantity::{Verdict, judge, parse};
//! let need = parse("硅酸盐板，抗冲击韧性不低于 5 kJ/m²");
//! let work = parse("The impact toughness reaches 0.62 J/cm²");
//! assert_eq!(judge(&need[0], &work[0]), Verdict::Satisfied);
//! ```
//!
//! # Choices
//! - *Numbers* are `f64` and exactly rounded operations only, so that results are the same bits
//!   everywhere; values compare with a relative tolerance of 10⁻⁹ ([`RELATIVE_TOLERANCE`]). Exact rationals
//!   were set aside: no text states ten digits, and powers of ten from pico to tera overflow fixed integers.
//! - *Grammar by hand*, one pass with a bounded look back at each number, rather than regular expressions:
//!   the property before a number has no fixed form, Chinese has no blanks, and the time stays linear
//!   (about 14 MB a second, one thread of a busy machine, without much optimisation).
//! - *Property names* come from a table of 260 properties with their synonyms in both languages; a name that is not
//!   there is its own only synonym. Kinds of property (强度, 成本) are never compared by their kind alone. Synonym groups
//!   of a user's [`Lexicon`](crate::text::Lexicon) name properties too: a demand for 灰分 is met by a stated 灰份 if a
//!   group says that they are one, without indexing again. Such a name is no part of reading: a number without a unit
//!   after it is passed over, as after any name outside the table.
//! - *Word borders.* A name begins at the border of a word of [`crate::text`]'s dictionary: 均匀性 is not cut at 均, nor
//!   在线率 at 在. Only phrases in which a stop word may be hidden are segmented.
//! - *Better.* 优于, 不劣于 and "better than" are turned into less or more by a table of directions of properties; where the
//!   direction is not known the verdict is unknown.
//! - *Up to.* "Up to N", 最高 N and "maximum of N" ask for at least N of what is better the more there is of it, and of what
//!   a thing bears or handles (载荷, 使用温度); for at most N of what is better the less; of anything else the verdict is
//!   unknown. A range of what has a better side (收率 85~90 %) is met on that side too; a range to work in (-40~120 ℃)
//!   must be covered.
//! - *Roles.* [`demands`] leaves out background (the firm, its market, the present state) and conditions, by the words of
//!   the figure's clause and sentence. A plain value behind words that ask (指标：寿命 15 年) is a demand if it is known which
//!   values are better. At first reading 138 of 150 figures of 47 invented survey needs were right, of 164 that a person
//!   saw; the [page on quality](crate::_documentation::quality#figures-in-needs) has the tables.
//! - *Three states.* Only the same property in the same dimension is judged; anything uncertain is unknown.
//!
//! # Limits
//! No anaphora (`it is at least 5 mm`), no arithmetic between quantities, no properties named only by a verb.
//! Mass, volume and molar shares are not distinguished. Traditional characters are read in units and comparisons
//! only.

mod alias;
mod asked;
mod better;
mod border;
mod chars;
mod comparison;
mod context;
mod dimension;
mod figure;
mod han;
mod judge;
mod measure;
mod number;
mod parse;
mod property;
mod remaining;
mod role;
mod settle;
mod subject;
mod terms;
#[cfg(test)]
mod tests;
mod unit;
mod units;
mod words;

pub use comparison::{Comparison, End, Interval, RELATIVE_TOLERANCE, nearly_equal};
pub use dimension::Dimension;
pub(crate) use figure::Figure;
pub(crate) use han::{is_digit_or_step, whole_number};
pub use judge::{Claim, Verdict, demands, judge};
pub use parse::{Quantity, parse};
pub use property::Property;
pub(crate) use remaining::without_figures;
pub(crate) use subject::{is_amount, names_subject};
pub use unit::Unit;
