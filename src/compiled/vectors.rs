//! The users' vectors of a segment's evidence documents.

use std::collections::BTreeMap;
use std::ops::Range;

use ndarray::{Array2, Axis, Slice};

use super::centre::{CentredVector, VectorStatistics, square};
use crate::model::Vector;
use crate::num::Fraction;

/// Vectors by number of components.
#[derive(Debug, Default)]
pub(crate) struct Vectors {
    matrices: BTreeMap<usize, Matrix>,
    /// Statistics of all of them, of deleted documents too.
    statistics: VectorStatistics,
}

/// Vectors with the same number of components: 8 bytes a vector, and one a component.
#[derive(Debug)]
struct Matrix {
    /// Evidence document of each row, ascending.
    documents: Vec<u32>,
    /// Sum of the squares of each row.
    squares: Vec<u32>,
    /// Shape (documents, components).
    rows: Array2<i8>,
}

impl Vectors {
    /// From `(evidence document, vector)`, in document order.
    pub(super) fn new(vectors: &[(u32, Vector)]) -> Self {
        let mut groups: BTreeMap<usize, Vec<(u32, &Vector)>> = BTreeMap::new();
        let mut statistics = VectorStatistics::default();
        for (document, vector) in vectors {
            let components = vector.steps().len();
            groups
                .entry(components)
                .or_default()
                .push((*document, vector));
            statistics.add(vector.steps());
        }
        let matrix = |(components, group): (usize, Vec<(u32, &Vector)>)| {
            let values = group.iter().flat_map(|(_, vector)| vector.steps());
            let values: Vec<i8> = values.copied().collect();
            let rows = Array2::from_shape_vec((group.len(), components), values).ok()?;
            let matrix = Matrix {
                documents: group.iter().map(|&(document, _)| document).collect(),
                squares: group
                    .iter()
                    .map(|(_, vector)| square(vector.steps()))
                    .collect(),
                rows,
            };
            Some((components, matrix))
        };
        Self {
            matrices: groups.into_iter().filter_map(matrix).collect(),
            statistics,
        }
    }

    /// The best nearness to `need` of the documents in `range`; `None` if none compares.
    /// O(documents · components).
    pub(crate) fn best(&self, need: &CentredVector, range: Range<u32>) -> Option<Fraction> {
        let matrix = self.matrices.get(&need.components())?;
        let from = matrix.documents.partition_point(|&d| d < range.start);
        let to = matrix.documents.partition_point(|&d| d < range.end);
        let rows = matrix.rows.slice_axis(Axis(0), Slice::from(from..to));
        let rows = rows.rows().into_iter().zip(&matrix.squares[from..to]);
        rows.filter_map(|(row, &square)| need.nearness_of(row.to_slice()?, square))
            .max()
    }

    /// Statistics of the vectors of documents that are live. O(components), and O(vectors · components) of dead ones.
    pub(super) fn live_statistics(&self, is_live: impl Fn(u32) -> bool) -> VectorStatistics {
        let mut statistics = self.statistics.clone();
        for matrix in self.matrices.values() {
            let rows = matrix.rows.rows().into_iter().zip(&matrix.documents);
            for (row, _) in rows.filter(|&(_, &document)| !is_live(document)) {
                row.to_slice()
                    .into_iter()
                    .for_each(|steps| statistics.take(steps));
            }
        }
        statistics
    }

    pub(crate) fn bytes(&self) -> usize {
        let bytes = |m: &Matrix| m.documents.len() * 8 + m.rows.len();
        self.matrices.values().map(bytes).sum()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::centre::{Centres, VectorStatistics};
    use super::Vectors;
    use crate::model::Vector;

    fn vector(components: &[f32]) -> Vector {
        Vector::new(components).unwrap()
    }

    #[test]
    fn the_best_document_of_a_range_counts() {
        let (x, y) = (vector(&[1.0, 0.0]), vector(&[0.0, 1.0]));
        let vectors = Vectors::new(&[(0, x.clone()), (3, y.clone()), (4, vector(&[1.0]))]);
        let need = Centres::of(&vectors.live_statistics(|_| true))
            .centred(&x)
            .unwrap();
        let best = |range| vectors.best(&need, range);
        assert_eq!(
            (best(0..4), best(1..4)),
            (need.nearness(&x), need.nearness(&y))
        );
        assert!(best(0..4) > best(1..4));
        assert_eq!(best(1..3), None, "no document has a vector");
        assert_eq!(best(4..5), None, "another number of components");
    }

    #[test]
    fn dead_documents_leave_the_statistics_and_eight_bytes_a_vector_suffice() {
        let wide = |at: u32| {
            vector(
                &(0..384)
                    .map(|i| ((i * at) as f32).cos())
                    .collect::<Vec<_>>(),
            )
        };
        let all: Vec<(u32, Vector)> = (1..50).map(|at| (at, wide(at))).collect();
        let few = Vectors::new(&all[..20]);
        let many = Vectors::new(&all);
        let whole = few.live_statistics(|_| true);
        assert_eq!(many.live_statistics(|document| document <= 20), whole);
        assert_eq!(many.live_statistics(|_| false), VectorStatistics::default());
        assert_eq!(many.bytes(), 49 * 392);
    }
}
