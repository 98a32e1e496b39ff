//! Facts of stored needs by code: what one profile is compared with, each distinct value once.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::numbered::NumberedTerms;
use crate::model::facts::{Inferred, NeedFacts};
use crate::model::{Code, Coordinates, RegionPath, Taxonomies, Taxonomy};
use crate::rule::PlaceContext;

/// Codes of one group of facts: a code for each need, an example for each code.
#[derive(Debug, Default)]
pub(crate) struct NeedColumn {
    codes: Vec<u16>,
    /// Place of the first need of each code.
    examples: Vec<u16>,
}

impl NeedColumn {
    /// The code of the need at a place.
    #[inline]
    pub(crate) fn code(&self, place: u16) -> usize {
        usize::from(self.codes[usize::from(place)])
    }

    /// Place of a need of that code.
    pub(crate) fn example(&self, code: usize) -> u16 {
        self.examples[code]
    }

    /// Number of distinct values.
    pub(crate) fn len(&self) -> usize {
        self.examples.len()
    }

    #[cfg(test)]
    fn bytes(&self) -> usize {
        2 * (self.codes.len() + self.examples.len())
    }
}

/// Nodes of a tree that each distinct value of a column names: of the stated codes, or of the inferred ones where none is
/// stated.
#[derive(Debug, Default)]
pub(crate) struct NeedNodes {
    nodes: Vec<u32>,
    /// First node of each code, and the number of nodes.
    starts: Vec<u32>,
    /// How sure each code is, in percent; [`STATED_CODES`] if it is stated.
    percents: Vec<u8>,
}

/// More than a percentage.
pub(crate) const STATED_CODES: u8 = 101;

impl NeedNodes {
    fn of_codes<'c>(
        tree: &Taxonomy,
        values: impl Iterator<Item = (&'c [Code], Option<&'c Inferred>)>,
    ) -> Self {
        let mut all = Self::default();
        let count = |nodes: &Vec<u32>| u32::try_from(nodes.len()).expect("fewer than 2^32 codes");
        for (stated, inferred) in values {
            all.starts.push(count(&all.nodes));
            let inferred = inferred.filter(|_| stated.is_empty());
            let codes = inferred.map_or(stated, |inferred| &inferred.codes);
            let nodes = tree.known(codes).into_iter();
            let node = |node| u32::try_from(node).expect("trees have fewer than 2^32 nodes");
            all.nodes.extend(nodes.map(node));
            let percent = inferred.map_or(STATED_CODES, |inferred| inferred.percent);
            all.percents.push(percent);
        }
        all.starts.push(count(&all.nodes));
        all
    }

    /// The nodes of a code.
    pub(crate) fn of(&self, code: usize) -> &[u32] {
        &self.nodes[self.starts[code] as usize..self.starts[code + 1] as usize]
    }

    /// How sure the codes are: a percentage, or [`STATED_CODES`].
    pub(crate) fn percent(&self, code: usize) -> u8 {
        self.percents[code]
    }

    #[cfg(test)]
    fn bytes(&self) -> usize {
        4 * (self.nodes.len() + self.starts.len()) + self.percents.len()
    }
}

/// Where a need is: what its distance and the levels of its region that it shares with others are bounded by.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NeedSpot {
    /// Numbers of its region down to the district, from 1; 0 for a level that it does not name.
    levels: [u32; 3],
    /// Levels of the region; 0 if it is not known.
    pub(crate) depth: u32,
    pub(crate) seat: Option<[f32; 3]>,
}

impl NeedSpot {
    /// How many levels both regions share, at most three.
    pub(crate) fn shared(&self, other: &Self) -> usize {
        let both = self.levels.iter().zip(other.levels);
        both.take_while(|&(&a, b)| a == b && a > 0).count()
    }
}

/// The spots of a column of places, by code.
#[derive(Debug, Default)]
pub(crate) struct NeedSpots {
    spots: Vec<NeedSpot>,
    /// Numbers of regions, by path.
    regions: HashMap<String, u32>,
}

impl NeedSpots {
    fn of<'r>(places: impl Iterator<Item = (Option<&'r RegionPath>, Option<Coordinates>)>) -> Self {
        let mut all = Self::default();
        for (region, seat) in places {
            for path in region.into_iter().flat_map(paths) {
                let next = u32::try_from(all.regions.len() + 1).expect("at most 2^18 regions");
                all.regions.entry(path).or_insert(next);
            }
            let spot = all.spot(region, seat);
            all.spots.push(spot);
        }
        all
    }

    /// A spot to be compared with the ones here.
    pub(crate) fn spot(&self, region: Option<&RegionPath>, seat: Option<Coordinates>) -> NeedSpot {
        let mut levels = [0; 3];
        for (level, path) in levels.iter_mut().zip(region.into_iter().flat_map(paths)) {
            // A region in which there is no need is as good as none.
            *level = self.regions.get(&path).copied().unwrap_or(0);
        }
        NeedSpot {
            levels,
            depth: region.map_or(0, |region| region.depth().try_into().unwrap_or(u32::MAX)),
            seat: seat.map(Coordinates::on_sphere),
        }
    }

    /// The spot of a code.
    pub(crate) fn get(&self, code: usize) -> &NeedSpot {
        &self.spots[code]
    }
}

/// The paths of a region down to the district.
fn paths(region: &RegionPath) -> impl Iterator<Item = String> + '_ {
    let levels: Vec<&str> = region.levels().take(3).collect();
    (1..=levels.len()).map(move |depth| levels[..depth].join("/"))
}

/// The facts of at most 2¹⁶ needs that structured features and the commonest rules look at.
#[derive(Debug)]
pub(crate) struct NeedColumns {
    /// Kind, level, standing, readiness, kinds preferred and refused, and what else has points of its own.
    pub(crate) classes: NeedColumn,
    pub(crate) industries: NeedColumn,
    pub(crate) disciplines: NeedColumn,
    /// Place, with the regions and the distance that are refused.
    pub(crate) places: NeedColumn,
    pub(crate) modes: NeedColumn,
    /// Amounts by kind, with the least that is accepted.
    pub(crate) budgets: NeedColumn,
    /// Nodes of each code of industries, and of each of disciplines.
    pub(crate) nodes: [NeedNodes; 2],
    /// Coordinates of each code of places.
    pub(crate) seats: Vec<Option<Coordinates>>,
    /// Where these places are, without a look at their records.
    pub(crate) spots: NeedSpots,
    /// Needs by code of industries, and the start of each code's.
    by_industries: (Vec<u16>, Vec<u32>),
}

/// Makes the codes of one column.
#[derive(Default)]
struct Coder {
    known: HashMap<String, u16>,
    column: NeedColumn,
    text: String,
}

impl Coder {
    /// Adds the next need, whose facts are `key` in writing: equal facts, equal text.
    fn add(&mut self, key: std::fmt::Arguments<'_>) {
        let place = self.column.codes.len();
        let place = u16::try_from(place).expect("a shelf has at most 2^16 needs");
        self.text.clear();
        // Writing to a string does not fail.
        let _ = self.text.write_fmt(key);
        let code = match self.known.get(&self.text) {
            Some(&code) => code,
            None => {
                let code = u16::try_from(self.column.examples.len());
                let code = code.expect("no more codes than needs");
                self.column.examples.push(place);
                self.known.insert(self.text.clone(), code);
                code
            }
        };
        self.column.codes.push(code);
    }
}

impl NeedColumns {
    /// The columns of `needs`, by place, in the trees and the regions of `taxonomies`. O(needs · fields).
    pub(crate) fn of(
        needs: &[Arc<NeedFacts>],
        terms: &[Arc<NumberedTerms>],
        taxonomies: &Taxonomies,
    ) -> Self {
        let mut coders: [Coder; 6] = Default::default();
        for (need, terms) in needs.iter().zip(terms) {
            add(&mut coders, need, !terms.demands().is_empty());
        }
        let [classes, industries, disciplines, places, modes, budgets] =
            coders.map(|coder| coder.column);
        let example = |column: &NeedColumn, code| &*needs[usize::from(column.example(code))];
        let context = PlaceContext::new(taxonomies.gazetteer.clone());
        let seat = |code| context.coordinates(&example(&places, code).place);
        Self {
            nodes: [
                NeedNodes::of_codes(
                    &taxonomies.industries,
                    (0..industries.len()).map(|code| {
                        let need = example(&industries, code);
                        (&*need.industries, need.inferred_industries.as_ref())
                    }),
                ),
                NeedNodes::of_codes(
                    &taxonomies.disciplines,
                    (0..disciplines.len()).map(|code| {
                        let need = example(&disciplines, code);
                        (&*need.disciplines, need.inferred_disciplines.as_ref())
                    }),
                ),
            ],
            spots: NeedSpots::of((0..places.len()).map(|code| {
                let region = example(&places, code).place.region.as_ref();
                (region, seat(code))
            })),
            seats: (0..places.len()).map(seat).collect(),
            by_industries: by_code(&industries),
            classes,
            industries,
            disciplines,
            places,
            modes,
            budgets,
        }
    }

    /// Places of the needs of a code of industries, ascending.
    pub(crate) fn of_industries(&self, code: usize) -> &[u16] {
        let (places, starts) = &self.by_industries;
        &places[starts[code] as usize..starts[code + 1] as usize]
    }

    /// Resident bytes.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        let columns = [
            &self.classes,
            &self.industries,
            &self.disciplines,
            &self.places,
            &self.modes,
            &self.budgets,
        ];
        let (places, starts) = &self.by_industries;
        columns.iter().map(|column| column.bytes()).sum::<usize>()
            + self.nodes.iter().map(NeedNodes::bytes).sum::<usize>()
            + size_of_val(&*self.seats)
            + size_of_val(&*self.spots.spots)
            + size_of_val(&**places)
            + size_of_val(&**starts)
    }
}

fn add(coders: &mut [Coder; 6], need: &NeedFacts, demands: bool) {
    let [classes, industries, disciplines, places, modes, budgets] = coders;
    let NeedFacts {
        kind,
        vetoes,
        preferences,
        ..
    } = need;
    classes.add(format_args!(
        "{kind:?} {demands} {:?} {} {:?} {:?} {:?} {} {} {} {} {} {} {}",
        need.level,
        need.standing,
        need.readiness,
        vetoes.kinds,
        preferences.kinds,
        preferences.industries.is_empty(),
        preferences.regions.is_empty(),
        preferences.organizations.is_empty(),
        preferences.modes.is_empty(),
        preferences.min_budget.is_some(),
        preferences.max_distance_km.is_some(),
        need.vector.is_some(),
    ));
    industries.add(format_args!(
        "{:?} {:?}",
        need.industries, need.inferred_industries
    ));
    disciplines.add(format_args!(
        "{:?} {:?}",
        need.disciplines, need.inferred_disciplines
    ));
    places.add(format_args!(
        "{:?} {:?} {:?}",
        need.place, vetoes.regions, vetoes.max_distance_km
    ));
    modes.add(format_args!("{:?}", need.modes));
    budgets.add(format_args!(
        "{kind:?} {:?} {:?}",
        need.budget, vetoes.min_budget
    ));
}

/// Places by code, and the start of each code's.
fn by_code(column: &NeedColumn) -> (Vec<u16>, Vec<u32>) {
    let mut places: Vec<u16> = (0_u16..=u16::MAX).take(column.codes.len()).collect();
    // Stable: places of one code ascend.
    places.sort_by_key(|&place| column.code(place));
    let start = |code| places.partition_point(|&place| column.code(place) < code);
    let start = |code| u32::try_from(start(code)).expect("at most 2^16 needs");
    let starts = (0..=column.len()).map(start).collect();
    (places, starts)
}
