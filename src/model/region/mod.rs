//! Regions: paths of names, points on the earth, and the gazetteer that joins them.
//!
//! A [`RegionPath`] is the form that a record carries. [`Gazetteer::resolve`] makes one of the words of a survey
//! (`淄博`, `山东淄博张店`), and [`Gazetteer::coordinates`] places it on the map for [`Coordinates::distance_km`].
//!
//! Paths of names were chosen over division codes (GB/T 2260): surveys and people write
//! names, and codes change with every reform while most names stay. The built-in gazetteer
//! holds every county of the country, not just one province's: with part of them an ambiguous
//! name such as 河东区 would silently resolve to the one that happens to be listed.

mod coordinates;
mod gazetteer;
mod lineage;
mod path;
mod resolve;
mod several;
#[cfg(test)]
mod tests;
mod walk;

pub use coordinates::Coordinates;
pub(crate) use coordinates::least_km;
pub use gazetteer::{Gazetteer, GazetteerEntry, Located};
pub(crate) use lineage::Lineage;
pub use path::RegionPath;
