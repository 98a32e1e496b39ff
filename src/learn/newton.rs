//! Minimises a strictly convex function under lower bounds: the projected Newton method of Bertsekas.

use ndarray::{Array1, Array2};

use super::cholesky;

/// The largest component of the projected gradient at which a point is called the minimum.
const TOLERANCE: f64 = 1e-9;
/// Steps after which it gives up; some ten are usual.
const MOST_STEPS: u32 = 200;
/// Halvings of a step after which rounding is all that is left.
const MOST_HALVINGS: u32 = 50;
/// Share of the promised decrease that a step must bring (Armijo).
const ENOUGH: f64 = 1e-4;

/// A loss at some point, with its gradient and its Hessian, of which the lower triangle is read.
#[derive(Clone, Debug)]
pub(super) struct Loss {
    pub(super) value: f64,
    pub(super) gradient: Array1<f64>,
    pub(super) hessian: Array2<f64>,
}

impl Loss {
    pub(super) fn zero(width: usize) -> Self {
        Self {
            value: 0.0,
            gradient: Array1::zeros(width),
            hessian: Array2::zeros((width, width)),
        }
    }
}

/// The end of the search.
#[derive(Clone, Debug)]
pub(super) struct Minimum {
    pub(super) point: Array1<f64>,
    /// Largest component of the projected gradient.
    pub(super) slope: f64,
}

/// The point at or above `bounds` of least `loss`, from `start`.
///
/// D. Bertsekas, *Projected Newton methods for optimization problems with simple constraints*, SIAM J.
/// Control and Optimization 20 (1982), section 2: variables that sit at their bound and want below it take
/// a gradient step, the others a Newton step; the step is halved along the projection arc until it pays.
/// Converges to the one minimum of a strictly convex function, at the end quadratically. `loss` fills the
/// lower triangle of the Hessian, which must be positive definite. O(n³) for each step.
pub(super) fn minimise(
    start: Array1<f64>,
    bounds: &Array1<f64>,
    loss: impl Fn(&Array1<f64>) -> Loss,
) -> Minimum {
    let mut point = project(start, bounds);
    let mut at = loss(&point);
    let mut slope = projected_slope(&point, &at.gradient, bounds);
    for _ in 0..MOST_STEPS {
        if slope <= TOLERANCE {
            break;
        }
        let Some(next) = step(&point, &at, bounds, slope, &loss) else {
            break;
        };
        (point, at) = next;
        slope = projected_slope(&point, &at.gradient, bounds);
    }
    Minimum { point, slope }
}

fn project(mut point: Array1<f64>, bounds: &Array1<f64>) -> Array1<f64> {
    point.zip_mut_with(bounds, |x, &bound| *x = x.max(bound));
    point
}

/// The largest part of the gradient along which the point may move.
fn projected_slope(point: &Array1<f64>, gradient: &Array1<f64>, bounds: &Array1<f64>) -> f64 {
    let free = |i: &usize| point[*i] > bounds[*i] || gradient[*i] < 0.0;
    let slopes = (0..point.len()).filter(free).map(|i| gradient[i].abs());
    slopes.fold(0.0, f64::max)
}

/// The next point, and the loss there; `None` if rounding hides any decrease.
fn step(
    point: &Array1<f64>,
    at: &Loss,
    bounds: &Array1<f64>,
    slope: f64,
    loss: &impl Fn(&Array1<f64>) -> Loss,
) -> Option<(Array1<f64>, Loss)> {
    // A variable that is almost at its bound and pushed against it is held as well; else steps zigzag against
    // the bound.
    let near = slope.min(1e-6);
    let held: Vec<bool> = (0..point.len())
        .map(|i| point[i] <= bounds[i] + near && at.gradient[i] > 0.0)
        .collect();
    let direction = direction(at, &held)?;
    let mut length = 1.0;
    for _ in 0..MOST_HALVINGS {
        // The path is projected, not the direction: a variable may meet its bound on the way and stay there.
        let next = project(point + &(&direction * length), bounds);
        let promised = promised(&at.gradient, &direction, &held, length, &(&next - point));
        let there = loss(&next);
        let is_lower = there.value <= at.value + ENOUGH * promised;
        // Near the minimum the decrease drowns in rounding; the slope is still exact enough to stop by.
        let is_flat = promised.abs() <= f64::EPSILON * at.value.abs();
        if is_lower || (is_flat && projected_slope(&next, &there.gradient, bounds) < slope) {
            return Some((next, there));
        }
        length /= 2.0;
    }
    None
}

/// The change in loss that a step of that length promises: by the direction in the free variables, by the
/// distance `moved` in the held ones (Bertsekas, equation 17).
fn promised(
    gradient: &Array1<f64>,
    direction: &Array1<f64>,
    held: &[bool],
    length: f64,
    moved: &Array1<f64>,
) -> f64 {
    let part = |i: usize| {
        gradient[i]
            * if held[i] {
                moved[i]
            } else {
                length * direction[i]
            }
    };
    (0..held.len()).map(part).sum()
}

/// Newton's direction in the free variables; down the gradient in the `held` ones.
fn direction(at: &Loss, held: &[bool]) -> Option<Array1<f64>> {
    let free: Vec<usize> = (0..held.len()).filter(|&i| !held[i]).collect();
    let part = Array2::from_shape_fn((free.len(), free.len()), |(i, j)| {
        at.hessian[[free[i.max(j)], free[i.min(j)]]]
    });
    let slopes = Array1::from_shape_fn(free.len(), |i| -at.gradient[free[i]]);
    let solved = cholesky::solve(part, slopes)?;
    let mut direction = -&at.gradient;
    for (&i, &value) in free.iter().zip(&solved) {
        direction[i] = value;
    }
    Some(direction)
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, Array2, array};

    use super::{Loss, TOLERANCE, minimise};

    /// ½(x−c)ᵀA(x−c).
    fn bowl(x: &Array1<f64>, a: &Array2<f64>, c: &Array1<f64>) -> Loss {
        let gradient = a.dot(&(x - c));
        Loss {
            value: (x - c).dot(&gradient) / 2.0,
            gradient,
            hessian: a.clone(),
        }
    }

    #[test]
    fn a_bowl_under_bounds_ends_where_the_arithmetic_says() {
        // Free minimum (1, −1). Bound at y ≥ 0: ∂x = 2(x−1) + 1·(0+1) = 0, so x = ½.
        let (a, c) = (array![[2.0, 1.0], [1.0, 2.0]], array![1.0, -1.0]);
        let bounds = array![f64::NEG_INFINITY, 0.0];
        let minimum = minimise(array![5.0, 5.0], &bounds, |x| bowl(x, &a, &c));
        assert!(minimum.slope <= TOLERANCE);
        assert!((minimum.point[0] - 0.5).abs() < 1e-9 && minimum.point[1] == 0.0);
        let free = array![f64::NEG_INFINITY, f64::NEG_INFINITY];
        let minimum = minimise(array![5.0, 5.0], &free, |x| bowl(x, &a, &c));
        assert!((minimum.point[1] + 1.0).abs() < 1e-9);
    }
}
