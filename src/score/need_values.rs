//! Bounds of structured points of many needs for one profile, by the codes of their facts.
//!
//! The opposite of [`super::table`]: there one need meets many profiles, here one profile meets many needs. Each distinct
//! value is judged once, and only if a need that has it is asked for. What comes is a bound, in floats rounded up: it leaves
//! out rules and statements that look at more of a need than its code says. Needs that can reach a list are then judged by
//! their [`Scorer`](super::Scorer), which alone says what a pair is worth.

use std::borrow::Cow;

use super::certainty::Known;
use super::context::{NeedView, ValueContext};
use super::feature::{prior, region, value};
use super::need_classes::{class_points, free};
use super::{FacetScore, Feature, NeedParts, Scorer};
use crate::compiled::need_columns::{NeedColumn, NeedColumns, NeedSpot, STATED_CODES};
use crate::compiled::need_shelf::NeedShelf;
use crate::model::coded::{CodeTree, Codes};
use crate::model::facts::{FacetValue, NeedFacts, ProfileFacts};
use crate::model::{Coordinates, Facet, NearestOffered, NeedKind, Reach, least_km};
use crate::num::{Fraction, POINTS_ONE, Points};
use crate::rule::{PlaceContext, Rules};

/// Shares of the features in the score of a need without a vector to compare, and of one with, by kind of need.
pub(crate) type SharesOf<'r> = &'r dyn Fn(NeedKind, bool) -> [u32; Feature::ALL.len()];

/// What is looked up by codes of its own; the other features have one bound for each class of needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Industries,
    Disciplines,
    Modes,
    Budgets,
    /// The last one: distances are the dearest.
    Places,
}

/// Every column, in the order of their numbers.
const COLUMNS: [Column; 5] = [
    Column::Industries,
    Column::Disciplines,
    Column::Modes,
    Column::Budgets,
    Column::Places,
];

impl Column {
    const fn feature(self) -> Feature {
        match self {
            Self::Industries => Feature::Industry,
            Self::Disciplines => Feature::Discipline,
            Self::Modes => Feature::Mode,
            Self::Budgets => Feature::Budget,
            Self::Places => Feature::Region,
        }
    }

    fn of(self, columns: &NeedColumns) -> &NeedColumn {
        match self {
            Self::Industries => &columns.industries,
            Self::Disciplines => &columns.disciplines,
            Self::Modes => &columns.modes,
            Self::Budgets => &columns.budgets,
            Self::Places => &columns.places,
        }
    }
}

/// Not judged yet: no bound is this number.
const OPEN: f32 = f32::INFINITY;
/// The bound of a need that a rule bars.
const BARRED: f32 = f32::NEG_INFINITY;

/// Bound of the needs of one class: what it is without the columns, and what each adds if its value is 1.
#[derive(Clone, Copy, Debug)]
struct ClassBound {
    base: f32,
    text: f32,
    columns: [f32; COLUMNS.len()],
}

/// What the values of a shelf say of one facet of a pair.
#[derive(Clone, Copy, Debug)]
pub(crate) enum LookedUp {
    /// The scorer has to say.
    Open,
    /// As the scorer would say: barred if it is `None`.
    Judged(Option<FacetScore>),
}

/// The bounds of the needs of one shelf for one profile.
#[derive(Debug)]
pub(crate) struct NeedValues<'s> {
    shelf: &'s NeedShelf,
    profile: &'s ProfileFacts,
    rules: &'s Rules,
    context: &'s ValueContext,
    /// The value of the profile's availability for the last deadline that a need could have, which is the most for any;
    /// `None` if a rule bars it from every need.
    free: Option<Fraction>,
    /// Coordinates of the profile's place.
    seat: Option<Coordinates>,
    /// Where the profile is, and its reach; `None` if it is in several places, or a bound by its spot would say nothing.
    spot: Option<(NeedSpot, Option<Reach>)>,
    near: [Option<NearestOffered>; 2],
    classes: Vec<ClassBound>,
    /// By column and code: the value of the feature, [`BARRED`] or [`OPEN`].
    values: [Vec<f32>; COLUMNS.len()],
}

impl<'s> NeedValues<'s> {
    pub(crate) fn new(
        shelf: &'s NeedShelf,
        profile: &'s ProfileFacts,
        (rules, context): (&'s Rules, &'s ValueContext),
        shares: SharesOf<'_>,
    ) -> Self {
        let near = |tree: CodeTree| {
            let (_, offered) = Codes::of(profile.get(tree.facet())?)?;
            Some(
                tree.taxonomy(&rules.taxonomies)
                    .nearest_offered(offered.codes),
            )
        };
        let columns = &shelf.columns;
        let place = profile.get(Facet::Place).and_then(FacetValue::place);
        let mut values = Self {
            shelf,
            profile,
            rules,
            context,
            free: shelf
                .facts
                .first()
                .and_then(|need| free(need, profile, (rules, context))),
            seat: place.and_then(|place| rules.places.coordinates(place)),
            spot: place.filter(|place| place.bases.is_empty()).map(|place| {
                let seat = rules.places.coordinates(place);
                (columns.spots.spot(place.region.as_ref(), seat), place.reach)
            }),
            near: CodeTree::ALL.map(near),
            classes: Vec::new(),
            values: COLUMNS.map(|column| vec![OPEN; column.of(columns).len()]),
        };
        values.fill(CodeTree::Industries);
        values.fill(CodeTree::Disciplines);
        let classes = (0..columns.classes.len()).map(|code| values.class(code, shares));
        values.classes = classes.collect();
        values
    }

    /// Fills the values of the codes of a tree, all at once: they are many, and each takes a few look-ups.
    fn fill(&mut self, tree: CodeTree) {
        let (column, number) = match tree {
            CodeTree::Industries => (Column::Industries, 0),
            CodeTree::Disciplines => (Column::Disciplines, 1),
        };
        let codes = column.of(&self.shelf.columns);
        let nodes = &self.shelf.columns.nodes[number];
        let taxonomy = tree.taxonomy(&self.context.taxonomies);
        let neutral = float(prior(column.feature()));
        // The value grows evenly with the nearness, by how sure the codes are: of each such class its ends.
        let mut ends: [Option<(f32, f32)>; STATED_CODES as usize + 1] =
            [None; STATED_CODES as usize + 1];
        for code in 0..codes.len() {
            let near = self.near[number].as_mut();
            let near = near.and_then(|near| near.about(taxonomy, nodes.of(code)));
            // Without codes that the tree has, the need says nothing about how sure others are.
            let Some(near) = near else {
                self.values[column as usize][code] = neutral;
                continue;
            };
            let percent = usize::from(nodes.percent(code));
            let example = usize::from(codes.example(code));
            let (least, most) = match ends[percent] {
                Some(ends) => ends,
                None => *ends[percent].insert(self.ends(tree, &self.shelf.facts[example])),
            };
            self.values[column as usize][code] = least + near * (most - least);
        }
    }

    /// The values of the least and the greatest nearness of codes as sure as those of `need`.
    fn ends(&self, tree: CodeTree, need: &NeedFacts) -> (f32, f32) {
        let view = NeedView {
            need,
            context: self.context,
        };
        let offered = self.profile.get(tree.facet()).and_then(Codes::of);
        let offered = offered.filter(|_| !view.wanted(tree).codes.is_empty());
        let feature = match tree {
            CodeTree::Industries => Feature::Industry,
            CodeTree::Disciplines => Feature::Discipline,
        };
        let of = |near| {
            let known = offered.and_then(|(_, codes)| view.judged_near(tree, codes.percent, near));
            float(known.map_or(prior(feature), |known| known.value))
        };
        (of(Fraction::ZERO), of(Fraction::ONE))
    }

    /// The bound of the need at a place whose text has at most the value `text`, without its place: as if it were the
    /// nearest. Below 0 if a rule bars the need.
    #[inline]
    pub(crate) fn bound(&mut self, place: u16, text: f32) -> f32 {
        let class = self.classes[self.shelf.columns.classes.code(place)];
        let [columns @ .., nearest] = class.columns;
        let mut bound = class.base + class.text * text + nearest;
        for (share, column) in columns.into_iter().zip(COLUMNS) {
            bound += share * self.column_value(column, place);
        }
        raised(bound)
    }

    /// A [`bound`](Self::bound) with its place, as far as numbers beside each other tell: most needs are left out by it,
    /// and a look at a record costs more.
    #[inline]
    pub(crate) fn about_placed(&self, place: u16, bound: f32) -> f32 {
        let Some((own, reach)) = &self.spot else {
            return bound;
        };
        let spot = self
            .shelf
            .columns
            .spots
            .get(self.shelf.columns.places.code(place));
        let shared = (own.depth > 0 && spot.depth > 0).then(|| own.shared(spot));
        let depths = (own.depth as usize, spot.depth as usize);
        if shared.is_some_and(|shared| self.rules.bars_reach(*reach, depths, shared)) {
            return BARRED;
        }
        let distance = own.seat.zip(spot.seat).map(|(a, b)| least_km(a, b));
        // Regions may share a corridor if there is any.
        let in_corridor = shared.is_some() && !self.rules.places.corridors.is_empty();
        let value = region::best_of((shared, in_corridor), distance, *reach);
        #[expect(clippy::cast_possible_truncation, reason = "within what `raised` adds")]
        let value = value.map_or(float(prior(Feature::Region)), |value| value as f32);
        let share =
            self.classes[self.shelf.columns.classes.code(place)].columns[Column::Places as usize];
        raised(bound + share * (value - 1.0))
    }

    /// A [`bound`](Self::bound) with its place.
    #[inline]
    pub(crate) fn placed(&mut self, place: u16, bound: f32) -> f32 {
        let class = self.shelf.columns.classes.code(place);
        let share = self.classes[class].columns[Column::Places as usize];
        raised(bound + share * (self.column_value(Column::Places, place) - 1.0))
    }

    /// The bound of all needs without any text of the profile's that have the code `code` of industries.
    pub(crate) fn of_industries(&mut self, code: usize) -> f32 {
        let value = self.value(Column::Industries, code);
        let of_class = |class: &ClassBound| {
            let [industries, others @ ..] = class.columns;
            class.base + others.iter().sum::<f32>() + industries * value
        };
        raised(self.classes.iter().map(of_class).fold(BARRED, f32::max))
    }

    #[inline]
    fn column_value(&mut self, column: Column, place: u16) -> f32 {
        self.value(column, column.of(&self.shelf.columns).code(place))
    }

    #[inline]
    fn value(&mut self, column: Column, code: usize) -> f32 {
        let value = self.values[column as usize][code];
        if value == OPEN {
            return self.judged(column, code);
        }
        value
    }

    #[cold]
    fn judged(&mut self, column: Column, code: usize) -> f32 {
        let shelf = self.shelf;
        let example = column.of(&shelf.columns).example(code);
        let need = &*shelf.facts[usize::from(example)];
        let found = match column {
            // Filled at the start.
            Column::Industries | Column::Disciplines => Some(None),
            Column::Places => self.placed_at(need, code),
            Column::Modes | Column::Budgets => self.compared(column, need),
        };
        let neutral = prior(column.feature());
        let value = found.map_or(BARRED, |value| float(value.unwrap_or(neutral)));
        self.values[column as usize][code] = value;
        value
    }

    /// What `facet` adds to the pair with the need at a place, if no statement or refusal of the need asks for more than its
    /// codes: to the bit what its scorer says.
    pub(crate) fn look_up(&mut self, facet: Facet, place: u16, scorer: &Scorer<'_>) -> LookedUp {
        let need = &*scorer.need;
        let columns = &self.shelf.columns;
        if scorer.has_statements(facet) {
            return LookedUp::Open;
        }
        if facet == Facet::Place && self.has_one_place() {
            let found = self.placed_at(need, columns.places.code(place));
            let score = |known: Option<Fraction>| {
                scorer.looked_up(Feature::Region, known.map(Known::stated))
            };
            return LookedUp::Judged(found.map(score));
        }
        let tree = CodeTree::of_facet(facet);
        let Some(tree) = tree.filter(|_| scorer.rules.is_silent(need, facet)) else {
            return LookedUp::Open;
        };
        let column = match tree {
            CodeTree::Industries => Column::Industries,
            CodeTree::Disciplines => Column::Disciplines,
        };
        let code = column.of(columns).code(place);
        let known = self.near(tree, need, code);
        LookedUp::Judged(Some(scorer.looked_up(column.feature(), known)))
    }

    /// Whether the profile is in one place, as far as it says.
    fn has_one_place(&self) -> bool {
        let place = self.profile.get(Facet::Place).and_then(FacetValue::place);
        place.is_some_and(|place| place.bases.is_empty())
    }

    /// Nearness of the codes of a tree, if known. No rule is looked at: one that does looks at refusals too.
    fn near(&mut self, tree: CodeTree, need: &NeedFacts, code: usize) -> Option<Known> {
        let view = NeedView {
            need,
            context: self.context,
        };
        let (_, offered) = self.profile.get(tree.facet()).and_then(Codes::of)?;
        if view.wanted(tree).codes.is_empty() {
            return None;
        }
        let [industries, disciplines] = &mut self.near;
        let (near, nodes) = match tree {
            CodeTree::Industries => (industries, &self.shelf.columns.nodes[0]),
            CodeTree::Disciplines => (disciplines, &self.shelf.columns.nodes[1]),
        };
        let taxonomy = tree.taxonomy(&self.context.taxonomies);
        let value = near.as_mut()?.of(taxonomy, nodes.of(code))?;
        view.judged_near(tree, offered.percent, value)
    }

    /// The value of places, if known; `None` if a rule bars the place.
    #[expect(clippy::option_option, reason = "barred, or not known")]
    fn placed_at(&self, need: &NeedFacts, code: usize) -> Option<Option<Fraction>> {
        let offer = self.profile.get(Facet::Place).and_then(FacetValue::place);
        let Some(place) = offer.filter(|place| place.bases.is_empty()) else {
            return self.compared(Column::Places, need);
        };
        let seats = self.seat.zip(self.shelf.columns.seats[code]);
        let distance = seats.map(|(a, b)| PlaceContext::apart(a, b));
        let is_barred = self.rules.bars_place(need, place, distance);
        (!is_barred).then(|| region::nearness(&need.place, place, distance, &self.rules.places))
    }

    /// The value of a feature, if known; `None` if a rule bars it.
    #[expect(clippy::option_option, reason = "barred, or not known")]
    fn compared(&self, column: Column, need: &NeedFacts) -> Option<Option<Fraction>> {
        let facet = column.feature().facet();
        let Some(offer) = facet.and_then(|facet| self.profile.get(facet)) else {
            return Some(None);
        };
        if self.rules.bars(need, offer) {
            return None;
        }
        let view = NeedView {
            need,
            context: self.context,
        };
        Some(value(view, offer).map(|known| known.value))
    }

    /// The bound of a class of needs.
    fn class(&self, code: usize, shares: SharesOf<'_>) -> ClassBound {
        let example = self.shelf.columns.classes.example(code);
        let need = &self.shelf.facts[usize::from(example)];
        let demands = self.shelf.terms[usize::from(example)].demands();
        let of = |has_vector: bool| {
            let shares = shares(need.kind, has_vector);
            let parts = NeedParts {
                demands,
                text_known: true,
                vector: None,
            };
            let context = (self.rules, Cow::Borrowed(self.context));
            let scorer = Scorer::with_parts(Cow::Borrowed(&**need), shares, context, parts);
            self.class_of(&scorer, has_vector)
        };
        let plain = of(false);
        // Whether its vector compares with any depends on the profiles that are there.
        let Some(with) = need.vector.as_ref().map(|_| of(true)) else {
            return plain;
        };
        let mut columns = plain.columns;
        for (column, other) in columns.iter_mut().zip(with.columns) {
            *column = column.max(other);
        }
        ClassBound {
            base: plain.base.max(with.base),
            text: plain.text.max(with.text),
            columns,
        }
    }

    fn class_of(&self, scorer: &Scorer<'_>, has_vector: bool) -> ClassBound {
        let share = |feature| float_points(Points::of(scorer.share(feature), Fraction::ONE));
        let base = class_points(self.profile, self.free, scorer).map(|points| {
            let vector = match has_vector {
                true => Fraction::ONE,
                false => prior(Feature::Vector),
            };
            points + Points::of(scorer.share(Feature::Vector), vector)
        });
        ClassBound {
            base: base.map_or(BARRED, float_points),
            text: share(Feature::Text),
            columns: COLUMNS.map(|column| share(column.feature())),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "within what `raised` adds")]
fn float(value: Fraction) -> f32 {
    value.to_f64() as f32
}

#[expect(clippy::cast_possible_truncation, reason = "within what `raised` adds")]
#[expect(clippy::cast_precision_loss, reason = "at most 2^50, exact in an f64")]
fn float_points(points: Points) -> f32 {
    (points.0 as f64 / POINTS_ONE as f64) as f32
}

/// A sum of a dozen floats from 0 to 1 that may each be rounded down, as a bound.
fn raised(bound: f32) -> f32 {
    bound + 4e-6
}
