//! The nouns: needs, profiles, enterprises, works, taxonomies, regions, money, dates, ids.
//!
//! [`Need`] is the demand side, [`Profile`] the supply side; an [`Enterprise`] holds what its needs have in common. All carry text and structured
//! fields; every structured field is optional, and a missing one is *unknown*, which is neither
//! good nor bad. The newtypes ([`Date`], [`Budget`], [`RegionPath`], [`Code`] …) hold only valid
//! values, so that nothing inside the crate checks them again.
//!
//! Records are read by hand-written `from_fields`, not by derived deserialisation: one reader then
//! serves JSON, CSV and spreadsheets alike, every bad field of a record is reported (serde stops at
//! the first, and does not name it under `flatten`), and unknown fields are kept as attributes.

mod aliases;
mod award;
mod body;
mod budget;
pub(crate) mod coded;
mod condition;
mod data;
mod date;
mod difference;
pub(crate) mod english_amount;
mod enterprise;
mod enterprise_size;
mod facet;
pub mod facts;
mod fields;
mod filter;
mod finance;
mod finance_text;
pub(crate) mod fold;
mod id;
mod inferred;
mod instrument;
mod kind;
mod language;
pub(crate) mod list_items;
mod merge;
mod moment;
mod need;
mod note;
mod organizations;
mod people;
mod place;
mod placeholder;
mod preference;
mod profile;
mod record;
mod record_id;
mod region;
mod seat;
pub(crate) mod spelled;
mod students;
mod subsidy;
mod taxonomies;
mod taxonomy;
pub(crate) mod thousands;
mod title;
mod vector;
mod version;
mod work;

pub use aliases::Aliases;
pub use award::Award;
pub use budget::{Budget, MAX_AMOUNT};
pub use condition::{Condition, ConditionOperator, ConditionTest, Subject};
pub(crate) use condition::{UNREAD_CONDITIONS, heads_conditions, is_condition};
pub(crate) use data::{CsvColumn, Suggest, TableLine, nearest, rows as csv_lines};
pub use date::Date;
pub(crate) use difference::RecordDifference;
pub use difference::patched;
pub(crate) use enterprise::CERTIFICATES;
pub use enterprise::{Enterprise, YearFigures};
pub use enterprise_size::EnterpriseSize;
pub(crate) use enterprise_size::SizeSet;
pub use facts::Facet;
pub use fields::{Attributes, LIST_SEPARATORS, MAX_LIST_ITEMS, MAX_TEXT_BYTES, split_list};
pub use filter::{FieldFilter, FilterVerdict};
pub(crate) use filter::{FieldName, plain as plain_value};
pub use finance::{FinanceTerms, FundingStage, LoanTerm, Rate, Security};
pub use fold::FoldedName;
pub(crate) use fold::lower_text;
pub use id::{EnterpriseId, MAX_ID_BYTES, NeedId, ProfileId, SubscriptionId};
pub use instrument::FinanceInstrument;
pub use kind::{Level, Mode, NeedKind, NeedStatus, ProfileKind, ProfileStatus, Reach, WorkKind};
pub use language::{Language, field_name};
pub use merge::DroppedValue;
pub use moment::Moment;
pub use need::Need;
pub use organizations::Organizations;
pub(crate) use people::{listed_people, looks_like_name, people_in};
pub(crate) use placeholder::{is_blank, leaves_open, says_nothing};
pub use preference::{Preferences, Vetoes};
pub use profile::{Profile, TrackRecord};
pub use record::Record;
pub use record_id::{Collection, RecordId};
pub(crate) use region::Lineage;
pub(crate) use region::least_km;
pub use region::{Coordinates, Gazetteer, GazetteerEntry, Located, RegionPath};
pub(crate) use seat::NATIONWIDE;
pub use students::StudentGroup;
pub use subsidy::Subsidy;
pub use taxonomies::Taxonomies;
pub use taxonomy::{Code, Node, Taxonomy};
pub(crate) use taxonomy::{NearestOffered, Nearness};
pub(crate) use title::{is_titled, titles_behind, untitled};
pub use vector::{MAX_COMPONENTS, Vector};
pub use version::Version;
pub use work::{MAX_WORKS, Work};
