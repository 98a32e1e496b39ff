//! How near two places are.

use crate::model::facts::Place;
use crate::model::{Coordinates, Gazetteer, RegionPath};

/// Regions that count as one for matching: a science corridor, a metropolitan circle, a talent enclave.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Corridor {
    /// Its name, shown in explanations.
    pub name: String,
    /// Its regions; a path includes all below it.
    pub regions: Vec<RegionPath>,
}

impl Corridor {
    /// Creates a corridor of these regions.
    pub fn new(name: impl Into<String>, regions: Vec<RegionPath>) -> Self {
        Self {
            name: name.into(),
            regions,
        }
    }

    fn holds(&self, region: &RegionPath) -> bool {
        self.regions.iter().any(|r| region.starts_with(r))
    }
}

/// Distances and corridors, by which places are compared.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PlaceContext {
    /// Coordinates of regions.
    pub gazetteer: Gazetteer,
    /// Corridors, none by default.
    pub corridors: Vec<Corridor>,
}

impl PlaceContext {
    /// Creates a context with the coordinates of `gazetteer` and no corridors.
    #[must_use]
    pub fn new(gazetteer: Gazetteer) -> Self {
        Self {
            gazetteer,
            corridors: Vec::new(),
        }
    }

    /// Returns the coordinates of a place: its own, else the seat of its region. The seat of a province stands
    /// for a region that names no more than the province; a city whose seat is not known has none, since
    /// the seat of its province says too little.
    #[must_use]
    pub fn coordinates(&self, place: &Place) -> Option<Coordinates> {
        let of_region = |region: &RegionPath| {
            let (seat, depth) = self.gazetteer.seat(region)?;
            (depth >= region.depth().min(2)).then_some(seat)
        };
        place
            .coordinates
            .or_else(|| place.region.as_ref().and_then(of_region))
    }

    /// Distance in whole km, if both are known: whole, so that the last bits of a platform's
    /// sine do not show.
    #[must_use]
    pub fn distance_km(&self, a: &Place, b: &Place) -> Option<f64> {
        Some(Self::apart(self.coordinates(a)?, self.coordinates(b)?))
    }

    /// Distance of two points in whole km.
    pub(crate) fn apart(a: Coordinates, b: Coordinates) -> f64 {
        a.distance_km(b).round()
    }

    /// The first corridor that holds both.
    #[must_use]
    pub fn corridor(&self, a: &RegionPath, b: &RegionPath) -> Option<&Corridor> {
        self.corridors.iter().find(|c| c.holds(a) && c.holds(b))
    }
}
