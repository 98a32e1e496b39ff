//! Bounds of structured points of many needs for one profile, by the codes of their facts.
//!
//! The opposite of [`super::table`]: there one need meets many profiles, here one profile meets many needs. Each distinct
//! value is judged once, and only if a need that has it is asked for. What comes is a bound, in floats rounded up: it leaves
//! out rules and statements that look at more of a need than its code says. Needs that can reach a list are then judged by
//! their [`Scorer`](super::Scorer), which alone says what a pair is worth.

use std::borrow::Cow;

use super::context::{NeedView, ValueContext};
use super::feature::{prior, region, value};
use super::preference::Statement;
use super::{Feature, Scorer};
use crate::compiled::need_columns::{NeedColumn, NeedColumns};
use crate::compiled::need_shelf::NeedShelf;
use crate::infer::Infer;
use crate::model::coded::{CodeTree, Codes};
use crate::model::facts::{FacetValue, NeedFacts, ProfileFacts};
use crate::model::{Coordinates, Date, Facet, NearestOffered, NeedKind};
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

/// The bounds of the needs of one shelf for one profile.
#[derive(Debug)]
pub(crate) struct NeedValues<'s> {
    shelf: &'s NeedShelf,
    profile: &'s ProfileFacts,
    rules: &'s Rules,
    context: ValueContext,
    /// Coordinates of the profile's place.
    seat: Option<Coordinates>,
    near: [Option<NearestOffered>; 2],
    classes: Vec<ClassBound>,
    /// By column and code: the value of the feature, [`BARRED`] or [`OPEN`].
    values: [Vec<f32>; COLUMNS.len()],
}

impl<'s> NeedValues<'s> {
    pub(crate) fn new(
        shelf: &'s NeedShelf,
        profile: &'s ProfileFacts,
        rules: &'s Rules,
        infer: Infer,
        shares: SharesOf<'_>,
    ) -> Self {
        let scored_on = rules.scored_on.unwrap_or(rules.today);
        let (trees, places) = (rules.taxonomies.clone(), rules.places.clone());
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
            context: ValueContext::new(trees, places, scored_on, infer),
            seat: place.and_then(|place| rules.places.coordinates(place)),
            near: CodeTree::ALL.map(near),
            classes: Vec::new(),
            values: COLUMNS.map(|column| vec![OPEN; column.of(columns).len()]),
        };
        let classes = (0..columns.classes.len()).map(|code| values.class(code, infer, shares));
        values.classes = classes.collect();
        values
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
            Column::Industries => Some(self.near(CodeTree::Industries, need, code)),
            Column::Disciplines => Some(self.near(CodeTree::Disciplines, need, code)),
            Column::Places => self.placed_at(need, code),
            Column::Modes | Column::Budgets => self.compared(column, need),
        };
        let neutral = prior(column.feature());
        let value = found.map_or(BARRED, |value| float(value.unwrap_or(neutral)));
        self.values[column as usize][code] = value;
        value
    }

    /// Nearness of the codes of a tree, if known. No rule is looked at: one that does looks at refusals too.
    fn near(&mut self, tree: CodeTree, need: &NeedFacts, code: usize) -> Option<Fraction> {
        let view = NeedView {
            need,
            context: &self.context,
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
        let known = view.judged_near(tree, offered.percent, value)?;
        Some(known.value)
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
            context: &self.context,
        };
        Some(value(view, offer).map(|known| known.value))
    }

    /// The bound of a class of needs.
    fn class(&self, code: usize, infer: Infer, shares: SharesOf<'_>) -> ClassBound {
        let example = self.shelf.columns.classes.example(code);
        let need = &self.shelf.facts[usize::from(example)];
        let demands = self.shelf.terms[usize::from(example)].demands();
        let of = |has_vector: bool| {
            let shares = shares(need.kind, has_vector);
            // Known text and a vector of the need change what is listed, not what bounds.
            let parts = (demands, true, None);
            let need = Cow::Borrowed(&**need);
            let scorer = Scorer::with_parts(need, shares, self.rules, parts, infer);
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
        let base = self.class_points(scorer).map(|points| {
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

    /// Most points beside text, vector and the columns; `None` if a rule bars the class.
    fn class_points(&self, scorer: &Scorer<'_>) -> Option<Points> {
        let mut points = scorer.constant() + scorer.demands.most();
        for &facet in Facet::ALL {
            let offer = self.profile.get(facet);
            points = points
                + match facet {
                    // These look at nothing of a need but what makes its class.
                    Facet::Class
                    | Facet::Level
                    | Facet::Readiness
                    | Facet::TrackRecord
                    | Facet::LatestWork => scorer.facet_points(facet, offer)?,
                    Facet::Availability => free_points(scorer, offer)?,
                    Facet::Wishes if is_about_kinds(offer) => scorer.facet_points(facet, offer)?,
                    Facet::Limits if refuses_kind(scorer, offer) => return None,
                    Facet::Wishes | Facet::Limits | Facet::Organization => {
                        scorer.most_facet_points(facet)
                    }
                    // Their features are columns; what is left are statements of the need.
                    Facet::Place
                    | Facet::Industries
                    | Facet::Disciplines
                    | Facet::Modes
                    | Facet::Budget => {
                        let feature = Feature::of_facet(facet).map_or(0, |f| scorer.share(f));
                        let most = scorer.most_facet_points(facet);
                        Points(most.0 - Points::of(feature, Fraction::ONE).0)
                    }
                };
        }
        Some(points)
    }
}

/// Points of an availability for the last deadline that a need could have, which are the most for any.
fn free_points(scorer: &Scorer<'_>, offer: Option<&FacetValue>) -> Option<Points> {
    let mut patient = scorer.need.clone().into_owned();
    patient.deadline = Date::new(9999, 12, 31).ok();
    scorer.of(&patient).facet_points(Facet::Availability, offer)
}

/// Whether the owner's wishes, if there are any, speak of kinds of needs alone.
fn is_about_kinds(wishes: Option<&FacetValue>) -> bool {
    let wishes = wishes.and_then(FacetValue::wishes);
    wishes.is_none_or(|wishes| {
        let mut made = Statement::among(&wishes.preferences);
        made.all(|statement| statement == Statement::Kinds)
    })
}

/// Whether the profile's owner refuses needs of this kind.
fn refuses_kind(scorer: &Scorer<'_>, limits: Option<&FacetValue>) -> bool {
    let Some(FacetValue::Limits(limits)) = limits else {
        return false;
    };
    limits.vetoes.kinds.contains(&scorer.need.kind)
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
