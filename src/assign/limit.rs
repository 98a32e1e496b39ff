//! Repairs within a limit: exact, by a price on changed pairs.
//!
//! A limit on changes is one constraint more on a flow. Its Lagrangian dual prices a changed pair;
//! the price at which the number of changes passes the limit is found by intersecting lines
//! (as in parametric search; Handler and Zang 1980), each a fresh solve. Where the optimum at that
//! price uses the limit up it is exact; otherwise branch and bound closes the gap between.

use super::branch::{Row, Sides, search};
use super::control::Control;
use super::groups::Ready;
use super::model;
use super::problem::{AFFINITY_ONE, AssignmentProblem};
use super::relaxed::Relaxed;
use super::repair::Limit;
use super::settle::Settled;
use super::solution::Duals;
use super::total::{Found, finish};
use crate::error::{Error, Result};

/// The assignment before a repair, as far as it is still possible.
pub(super) struct Previous {
    /// Pairs that were and still may be.
    kept: Vec<bool>,
    count: i64,
}

impl Previous {
    pub(super) fn new(problem: &AssignmentProblem, held: &[bool]) -> Self {
        let possible = |e: &usize| model::pair_bounds(problem.edges[*e].rule).1 > 0;
        let kept: Vec<bool> = (0..held.len()).map(|e| held[e] && possible(&e)).collect();
        let count = kept.iter().filter(|k| **k).count();
        Self {
            kept,
            count: i64::try_from(count).unwrap_or(i64::MAX),
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
    /// What is not proved of its optimality at its price.
    gap: i64,
}

/// Solves within `limit` of `previous`.
pub(super) fn solve(
    ready: &Ready<'_>,
    previous: &Previous,
    limit: Limit,
    control: &mut Control<'_>,
) -> Result<Found> {
    let free = match at_price(ready, previous, 0, control)? {
        Ok(point) => point,
        Err(other) => return Ok(other),
    };
    match limit {
        Limit::None => Ok(free.found()),
        Limit::Changes(most) => within(ready, previous, &free, i64::from(most), control),
        Limit::Loss(share) => fewest(ready, previous, &free, share, control),
    }
}

impl Point {
    fn found(&self) -> Found {
        Found::Pairs {
            chosen: self.chosen.clone(),
            duals: self.duals.clone(),
            gap: self.gap,
        }
    }
}

/// The best assignment where each change costs `price`; or what there is instead of one.
fn at_price(
    ready: &Ready<'_>,
    previous: &Previous,
    price: i64,
    control: &mut Control<'_>,
) -> Result<Result<Point, Found>> {
    if !ready.clash.is_empty() {
        return Ok(Err(Found::Torn));
    }
    let priced = ready.priced(&previous.values(&ready.value, price));
    let mut relaxed = Relaxed::new(&ready.problem, &priced.value, control)?;
    let sides = ready.sides(&relaxed.layout);
    Ok(match finish(&priced, &mut relaxed, &sides, control)? {
        Found::Pairs { chosen, duals, gap } => {
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
        other => Err(other),
    })
}

impl Previous {
    fn values(&self, value: &[i64], price: i64) -> Vec<i64> {
        let priced = value.iter().zip(&self.kept);
        priced
            .map(|(v, kept)| if *kept { v + price } else { v - price })
            .collect()
    }
}

/// The greatest total with at most `most` changes.
fn within(
    ready: &Ready<'_>,
    previous: &Previous,
    free: &Point,
    most: i64,
    control: &mut Control<'_>,
) -> Result<Found> {
    if free.changes <= most {
        return Ok(free.found());
    }
    // Dearer than any total: changes count first.
    let places = previous.count + free.chosen.len() as i64 + 1;
    let fewest = match at_price(ready, previous, places * i64::from(AFFINITY_ONE), control)? {
        Ok(point) => point,
        Err(other) => return Ok(other),
    };
    if fewest.changes > most {
        return Err(Error::infeasible(
            format!("a repair with at most {most} changed pairs does not exist"),
            format!("allow {} or more", fewest.changes),
        ));
    }
    let (mut over, mut under) = (free.clone(), fewest);
    let mut price = slope(&over, &under);
    while under.changes < most {
        let Ok(point) = at_price(ready, previous, price, control)? else {
            break;
        };
        let gains =
            |a: &Point, b: &Point| a.value - price * a.changes > b.value - price * b.changes;
        if point.gap > 0 || !(gains(&point, &over) && gains(&point, &under)) {
            break;
        }
        if point.changes > most {
            over = point
        } else {
            under = point
        }
        price = slope(&over, &under);
    }
    close(ready, previous, under, (most, price), control)
}

/// Value of one change between two assignments, rounded up.
fn slope(over: &Point, under: &Point) -> i64 {
    let (rise, run) = (over.value - under.value, over.changes - under.changes);
    (rise.max(0) + run - 1) / run.max(1)
}

/// Looks for something better than `under` that uses the rest of the limit.
fn close(
    ready: &Ready<'_>,
    previous: &Previous,
    under: Point,
    (most, price): (i64, i64),
    control: &mut Control<'_>,
) -> Result<Found> {
    if under.changes == most && under.gap == 0 {
        return Ok(under.found());
    }
    let priced = ready.priced(&previous.values(&ready.value, price));
    let mut relaxed = Relaxed::new(&ready.problem, &priced.value, control)?;
    let mut sides: Sides = ready.sides(&relaxed.layout);
    sides.rows.push(previous.row(most, price));
    if relaxed.settle(control)? != Settled::Optimal {
        return Ok(under.found());
    }
    let found = search(&mut relaxed, &sides, Some(under.value), control)?;
    let value = found.best.as_ref().map_or(under.value, |b| b.0);
    let gap = found.open.map_or(0, |bound| (bound - value).max(0));
    let chosen = found.best.map_or(under.chosen, |b| b.1);
    Ok(Found::Pairs {
        chosen,
        duals: under.duals,
        gap,
    })
}

/// The fewest changes with at most `share` of the free total lost.
fn fewest(
    ready: &Ready<'_>,
    previous: &Previous,
    free: &Point,
    share: f64,
    control: &mut Control<'_>,
) -> Result<Found> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a share of a total"
    )]
    let allowed = (free.value as f64 * share).floor() as i64;
    let (mut low, mut high) = (0, free.changes);
    let mut best = free.found();
    while low < high {
        let middle = low + (high - low) / 2;
        let found = match within(ready, previous, free, middle, control) {
            Err(error) if error.is_infeasible() => None,
            other => Some(other?),
        };
        match found {
            Some(Found::Pairs { chosen, duals, gap })
                if chosen.iter().map(|&e| ready.value[e]).sum::<i64>() >= free.value - allowed =>
            {
                best = Found::Pairs { chosen, duals, gap };
                high = middle;
            }
            _ => low = middle + 1,
        }
    }
    Ok(best)
}
