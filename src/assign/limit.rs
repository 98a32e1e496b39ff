//! Repairs within a limit: exact, by a price on changed pairs.
//!
//! A limit on changes is one constraint more on a flow. Its Lagrangian dual prices a changed pair; the price at which
//! the number of changes passes the limit is found by intersecting lines (as in parametric search; Handler and Zang
//! 1980), each a fresh solve. If the optimum at that price uses the limit up it is exact; otherwise branch and bound
//! closes the gap between.

use super::balance::Balanced;
use super::branch::{Row, SideConstraints, search};
use super::duals::Duals;
use super::exact::{ExactResult, finish};
use super::groups::Ready;
use super::model;
use super::problem::{AFFINITY_ONE, AssignmentProblem, number};
use super::relaxed::Relaxed;
use super::repair::Limit;
use crate::decision::Control;
use crate::error::Result;

/// Budget for closing a gap, in arcs looked at: some tenths of a second. A gap that remains is
/// reported in the status.
const CLOSING: u64 = 20_000_000;

/// The assignment before a repair, as far as it is still possible.
pub(super) struct Previous {
    /// Pairs that were and still may be.
    kept: Vec<bool>,
    count: i64,
}

impl Previous {
    pub(super) fn new(problem: &AssignmentProblem, held: &[bool]) -> Self {
        // A pair that has become impossible is given up by the event, not by the repair.
        let possible = |e: &usize| model::pair_bounds(problem.edges[*e].rule).1 > 0;
        let kept: Vec<bool> = (0..held.len()).map(|e| held[e] && possible(&e)).collect();
        let count = kept.iter().filter(|k| **k).count();
        Self {
            kept,
            count: i64::from(number(count)),
        }
    }

    /// Changed pairs of an assignment: made anew, or given up.
    pub(super) fn changes(&self, chosen: &[usize]) -> i64 {
        let still = chosen.iter().filter(|&&e| self.kept[e]).count() as i64;
        (chosen.len() as i64 - still) + (self.count - still)
    }

    /// "At most `most` changes" as a row over pairs, priced.
    fn row(&self, most: i64, price: i64) -> Row {
        let all = 0..self.kept.len();
        Row {
            plus: all.clone().filter(|&e| !self.kept[e]).collect(),
            minus: all.filter(|&e| self.kept[e]).collect(),
            least: i64::MIN,
            // changes = new + (count − kept), so that new − kept ≤ most − count.
            most: most - self.count,
            price,
        }
    }
}

/// An assignment on the way: its pairs, their value and number of changes.
#[derive(Clone)]
struct Point {
    chosen: Vec<usize>,
    duals: Duals,
    value: i64,
    changes: i64,
    /// Upper bound less worth at its price, in steps of 10⁻⁹; 0 if optimal.
    gap: i64,
}

/// Solves within `limit` of `previous`.
pub(super) fn solve(
    ready: &Ready<'_>,
    previous: &Previous,
    limit: Limit,
    control: &mut Control<'_>,
) -> Result<Limited> {
    let free = match at_price(ready, previous, 0, control)? {
        Ok(point) => point,
        Err(other) => return Ok(Limited::Found(other)),
    };
    match limit {
        Limit::None => Ok(Limited::Found(free.found())),
        Limit::Changes(most) => within(ready, previous, &free, i64::from(most), control),
        Limit::Loss(share) => fewest(ready, previous, &free, share, control).map(Limited::Found),
    }
}

/// The answer of a search under a limit.
pub(super) enum Limited {
    /// The answer within the limit.
    Found(ExactResult),
    /// There are assignments, but all change more pairs than the limit allows: so many at least.
    NeedsChanges(i64),
}

impl Point {
    fn found(&self) -> ExactResult {
        self.found_within(self.gap)
    }

    /// The point as an answer that may fall short of the best by `gap`.
    fn found_within(&self, gap: i64) -> ExactResult {
        ExactResult::Pairs {
            chosen: self.chosen.clone(),
            duals: self.duals.clone(),
            gap,
        }
    }

    /// The greatest total that any assignment may have, if this is the answer without a limit.
    fn ceiling(&self) -> i64 {
        self.value + self.gap
    }
}

/// The best assignment if each change costs `price` (steps of 10⁻⁹); without one, the reason.
fn at_price(
    ready: &Ready<'_>,
    previous: &Previous,
    price: i64,
    control: &mut Control<'_>,
) -> Result<Result<Point, ExactResult>> {
    // No price makes room for a group that must and cannot be placed.
    if !ready.clash.is_empty() {
        return Ok(Err(ExactResult::GroupsClash));
    }
    let priced = ready.priced(&previous.values(&ready.value, price));
    let mut relaxed = Relaxed::new(&ready.problem, &priced.value, control)?;
    let sides = ready.sides(&relaxed.layout);
    Ok(match finish(&priced, &mut relaxed, &sides, control)? {
        ExactResult::Pairs { chosen, duals, gap } => {
            // Stated without the price: points are compared by their own value and changes.
            let value = chosen.iter().map(|&e| ready.value[e]).sum();
            let changes = previous.changes(&chosen);
            Ok(Point {
                chosen,
                duals,
                value,
                changes,
                gap,
            })
        }
        cut @ (ExactResult::Cut(_) | ExactResult::GroupsClash | ExactResult::Undecided) => Err(cut),
    })
}

impl Previous {
    fn values(&self, value: &[i64], price: i64) -> Vec<i64> {
        let priced = value.iter().zip(&self.kept);
        priced
            // A kept pair earns the price instead of its loss being charged: the two differ by a constant,
            // and the values stay a sum over chosen pairs.
            .map(|(v, kept)| if *kept { v + price } else { v - price })
            .collect()
    }
}

/// Two assignments next to each other on the hull of value over changes.
struct Span {
    /// The one with fewer changes.
    under: Point,
    over: Point,
    /// Value of a change between them, rounded up.
    price: i64,
    /// Whether nothing was proved to lie above the line through the two; not if the budget ended.
    is_proved: bool,
}

/// The neighbours on the hull between which `is_over` turns true, given that it is true of
/// `free` and false of the assignment with the fewest changes.
fn bracket(
    ready: &Ready<'_>,
    previous: &Previous,
    (under, over): (Point, Point),
    is_over: impl Fn(&Point) -> bool,
    control: &mut Control<'_>,
) -> Result<Span> {
    let price = slope(&over, &under);
    let mut span = Span {
        under,
        over,
        price,
        is_proved: false,
    };
    while let Ok(point) = at_price(ready, previous, span.price, control)? {
        let worth = |p: &Point| p.value - span.price * p.changes;
        if point.gap > 0 {
            break;
        }
        // Nothing lies above the line through the two neighbours: they are adjacent on the hull.
        if worth(&point) <= worth(&span.over).max(worth(&span.under)) {
            span.is_proved = true;
            break;
        }
        if is_over(&point) {
            span.over = point;
        } else {
            span.under = point;
        }
        span.price = slope(&span.over, &span.under);
    }
    Ok(span)
}

/// The assignment with the fewest changes, and among equals the greatest total.
fn calmest(
    ready: &Ready<'_>,
    previous: &Previous,
    free: &Point,
    control: &mut Control<'_>,
) -> Result<Result<Point, ExactResult>> {
    // Dearer than any total: changes count first.
    let places = previous.count + free.chosen.len() as i64 + 1;
    at_price(ready, previous, places * i64::from(AFFINITY_ONE), control)
}

/// The greatest total with at most `most` changes.
fn within(
    ready: &Ready<'_>,
    previous: &Previous,
    free: &Point,
    most: i64,
    control: &mut Control<'_>,
) -> Result<Limited> {
    if free.changes <= most {
        return Ok(Limited::Found(free.found()));
    }
    let calm = match calmest(ready, previous, free, control)? {
        Ok(point) => point,
        Err(other) => return Ok(Limited::Found(other)),
    };
    if calm.changes > most {
        // Unproved, another assignment may change less.
        return Ok(if calm.gap > 0 {
            Limited::Found(ExactResult::Undecided)
        } else {
            Limited::NeedsChanges(calm.changes)
        });
    }
    // The free optimum changes too much and the calmest does not: the limit lies between them.
    let ends = (calm, free.clone());
    let span = bracket(ready, previous, ends, |p| p.changes > most, control)?;
    let floor = span.under.value;
    let bounds = (floor, free.ceiling());
    close(ready, previous, &span, most, bounds, control).map(Limited::Found)
}

/// Value of one change between two assignments, rounded up.
fn slope(over: &Point, under: &Point) -> i64 {
    let (rise, run) = (over.value - under.value, over.changes - under.changes);
    // Rounded up, `under` is worth at least as much as `over` at this price, so that the line through `under`
    // bounds both. An integer price keeps every value an integer.
    (rise.max(0) + run - 1) / run.max(1)
}

/// Looks between two neighbours on the hull for something with at most `most` changes that is
/// worth more than `floor`; the one with fewer changes if there is nothing. No assignment is worth more than
/// `ceiling`.
fn close(
    ready: &Ready<'_>,
    previous: &Previous,
    span: &Span,
    most: i64,
    (floor, ceiling): (i64, i64),
    control: &mut Control<'_>,
) -> Result<ExactResult> {
    let (under, price) = (&span.under, span.price);
    // If the neighbours were proved, nothing is worth more than `under` at this price, so that no
    // assignment with at most `most` changes has a greater value than this.
    let hull = under.value + price * (most - under.changes);
    let is_below = span.is_proved && hull <= floor;
    if under.gap == 0 && (under.changes == most || is_below) {
        return Ok(under.found());
    }
    let priced = ready.priced(&previous.values(&ready.value, price));
    let mut relaxed = Relaxed::new(&ready.problem, &priced.value, control)?;
    let mut sides: SideConstraints = ready.sides(&relaxed.layout);
    if relaxed.balance(control)? != Balanced::Optimal {
        // The budget ended: all up to the ceiling stays open.
        return Ok(under.found_within((ceiling - under.value).max(under.gap)));
    }
    let mut row = previous.row(most, price);
    let bound = relaxed.value() + price * row.most;
    // Reduced-cost fixing before the search, which then branches only on pairs that can still matter.
    let granted = narrow(&mut relaxed, &mut row, bound - floor);
    row.most -= granted;
    sides.rows.push(row);
    // The pairs that are fixed have left the row, and their prices with them.
    let beat = Some(floor - price * granted);
    let mut found = search(&mut relaxed, &sides, beat, CLOSING, control)?;
    found.best.iter_mut().for_each(|b| b.0 += price * granted);
    found.open.iter_mut().for_each(|b| *b += price * granted);
    let value = found.best.as_ref().map_or(under.value, |b| b.0);
    let gap = found.open.map_or(0, |bound| (bound - value).max(0));
    let chosen = found.best.map_or_else(|| under.chosen.clone(), |b| b.1);
    let chosen = ready.problem.first_people(chosen);
    Ok(ExactResult::Pairs {
        chosen,
        duals: under.duals.clone(),
        gap,
    })
}

/// Fixes pairs whose reduced cost is `gap` or more, and returns their count in the row.
///
/// To turn such a pair costs its reduced cost, which leaves nothing better than the floor. The fixed
/// pairs leave the row.
fn narrow(relaxed: &mut Relaxed, row: &mut Row, gap: i64) -> i64 {
    let network = &mut relaxed.network;
    let mut granted = 0;
    let mut keep = |pair: usize, sign: i64| {
        let taken = network.flow(pair);
        // Kept: turned, it might still lie within the gap. At a reduced cost of `gap` or more, the rest is no better
        // than the floor.
        if network.reduced(pair).abs() < gap {
            return true;
        }
        network.set_bounds(pair, taken, taken);
        granted += sign * i64::from(taken);
        false
    };
    row.plus.retain(|&p| keep(p, 1));
    row.minus.retain(|&p| keep(p, -1));
    granted
}

/// `share` (0 to 1) of a total, rounded down. The share counts as a decimal of nine places: as a float, 7 % of
/// a total can fall one step short, and an exact tie would be refused.
fn part_of(total: i64, share: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "0 to 10^9")]
    let decimal = (share * f64::from(AFFINITY_ONE)).round() as i64;
    let part = i128::from(total) * i128::from(decimal) / i128::from(AFFINITY_ONE);
    i64::try_from(part).expect("a share of at most 1 is at most the total")
}

/// The fewest changes with at most `share` of the free total lost.
fn fewest(
    ready: &Ready<'_>,
    previous: &Previous,
    free: &Point,
    share: f64,
    control: &mut Control<'_>,
) -> Result<ExactResult> {
    // Of the most that the free total may be, so that the loss keeps its limit even if the budget ended.
    let wanted = free.ceiling() - part_of(free.ceiling(), share);
    if free.value < wanted {
        return Ok(free.found());
    }
    let calm = match calmest(ready, previous, free, control)? {
        Ok(point) => point,
        Err(other) => return Ok(other),
    };
    if calm.value >= wanted {
        return Ok(calm.found_within(calm.gap.max(free.gap)));
    }
    let ends = (calm, free.clone());
    let span = bracket(ready, previous, ends, |p| p.value >= wanted, control)?;
    // `under` is worth too little and, if proved, the most with its changes or fewer.
    let least = if span.under.gap == 0 {
        span.under.changes + 1
    } else {
        0
    };
    let (mut low, mut high) = (least, span.over.changes);
    let bounds = (wanted - 1, free.ceiling());
    let mut best = span.over.found();
    // The most that an assignment with fewer changes might have had, and was not found.
    let mut doubt = 0;
    // The greatest value within k changes does not fall as k grows, so that halving finds the least k.
    // `wanted - 1`, because values are integers and the floor is to be passed.
    while low < high {
        let middle = low + (high - low) / 2;
        let found = close(ready, previous, &span, middle, bounds, control)?;
        if let ExactResult::Pairs { chosen, gap, .. } = &found {
            if chosen.iter().map(|&e| ready.value[e]).sum::<i64>() >= wanted {
                best = found;
                high = middle;
                continue;
            }
            doubt = doubt.max(*gap);
        }
        low = middle + 1;
    }
    if let ExactResult::Pairs { gap, .. } = &mut best {
        *gap = (*gap + doubt).max(free.gap);
    }
    Ok(best)
}

#[cfg(test)]
mod tests {
    use super::part_of;

    #[test]
    fn a_share_of_a_total_is_exact_in_decimals() {
        // As floats: 0.07 × 100 × 10⁹ is one step short, and so is 0.29.
        assert_eq!(part_of(100_000_000_000, 0.07), 7_000_000_000);
        assert_eq!(part_of(100_000_000_000, 0.29), 29_000_000_000);
        assert_eq!(part_of(3, 0.5), 1);
        assert_eq!((part_of(7, 0.0), part_of(7, 1.0)), (0, 7));
        assert_eq!(part_of(i64::MAX, 1.0), i64::MAX);
    }
}
