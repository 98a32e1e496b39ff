//! Solves small symmetric positive definite systems.

use ndarray::{Array1, Array2};

/// The x with `matrix · x = right`, by Cholesky's decomposition; `None` if the matrix (of which the lower
/// triangle is read) is not positive definite. O(n³); sums in a fixed order.
pub(super) fn solve(mut matrix: Array2<f64>, mut right: Array1<f64>) -> Option<Array1<f64>> {
    decompose(&mut matrix)?;
    let n = right.len();
    for i in 0..n {
        let known: f64 = (0..i).map(|j| matrix[[i, j]] * right[j]).sum();
        right[i] = (right[i] - known) / matrix[[i, i]];
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| matrix[[j, i]] * right[j]).sum();
        right[i] = (right[i] - known) / matrix[[i, i]];
    }
    Some(right)
}

/// Leaves L with L·Lᵀ = `matrix` in the lower triangle.
fn decompose(matrix: &mut Array2<f64>) -> Option<()> {
    for i in 0..matrix.nrows() {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| matrix[[i, k]] * matrix[[j, k]]).sum();
            let rest = matrix[[i, j]] - known;
            matrix[[i, j]] = if i > j {
                rest / matrix[[j, j]]
            } else if rest > 0.0 {
                rest.sqrt()
            } else {
                return None;
            };
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::solve;

    #[test]
    fn a_system_worked_by_hand() {
        // 4x + 2y = 10, 2x + 3y = 9: x = 3/2, y = 2.
        let solved = solve(array![[4.0, 0.0], [2.0, 3.0]], array![10.0, 9.0]);
        assert!(solved.is_some_and(|x| (x[0] - 1.5).abs() < 1e-12 && (x[1] - 2.0).abs() < 1e-12));
        assert_eq!(
            solve(array![[1.0, 0.0], [2.0, 1.0]], array![1.0, 1.0]),
            None
        );
    }
}
