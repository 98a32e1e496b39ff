//! The users' vectors of a segment's evidence documents.

use std::collections::BTreeMap;
use std::ops::Range;

use ndarray::{Array2, Axis, Slice};

use crate::model::{UnitVector, vector_cosine};
use crate::num::Fraction;

/// Directions by number of components.
#[derive(Debug, Default)]
pub(crate) struct Vectors(BTreeMap<usize, Matrix>);

/// Directions with the same number of components.
#[derive(Debug)]
struct Matrix {
    /// Evidence document of each row, ascending.
    documents: Vec<u32>,
    /// Shape (documents, components).
    rows: Array2<i16>,
}

impl Vectors {
    /// From `(evidence document, direction)`, in document order.
    pub(super) fn new(directions: &[(u32, UnitVector)]) -> Self {
        let mut groups: BTreeMap<usize, (Vec<u32>, Vec<i16>)> = BTreeMap::new();
        for (document, direction) in directions {
            let (documents, values) = groups.entry(direction.steps().len()).or_default();
            documents.push(*document);
            values.extend_from_slice(direction.steps());
        }
        let matrix = |(components, (documents, values)): (usize, (Vec<u32>, Vec<i16>))| {
            let rows = Array2::from_shape_vec((documents.len(), components), values).ok()?;
            Some((components, Matrix { documents, rows }))
        };
        Self(groups.into_iter().filter_map(matrix).collect())
    }

    /// The best cosine of `need` with the documents in `range`; `None` if none compares.
    /// O(documents · components).
    pub(crate) fn best(&self, need: &UnitVector, range: Range<u32>) -> Option<Fraction> {
        let matrix = self.0.get(&need.steps().len())?;
        let from = matrix.documents.partition_point(|&d| d < range.start);
        let to = matrix.documents.partition_point(|&d| d < range.end);
        let rows = matrix.rows.slice_axis(Axis(0), Slice::from(from..to));
        rows.rows()
            .into_iter()
            .map(|row| vector_cosine(row.iter(), need.steps().iter()))
            .max()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.0
            .values()
            .map(|m| m.documents.len() * 4 + m.rows.len() * 2)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::Vectors;
    use crate::model::UnitVector;
    use crate::num::Fraction;

    #[test]
    fn the_best_document_of_a_range_counts() {
        let v = |steps: &[i16]| UnitVector::new(steps);
        let vectors = Vectors::new(&[
            (0, v(&[16_384, 0])),
            (3, v(&[0, 16_384])),
            (4, v(&[16_384])),
        ]);
        let need = v(&[16_384, 0]);
        assert_eq!(vectors.best(&need, 0..4), Some(Fraction::ONE));
        assert_eq!(vectors.best(&need, 1..4), Some(Fraction::ZERO));
        assert_eq!(vectors.best(&need, 1..3), None, "no document has a vector");
        assert_eq!(
            vectors.best(&need, 4..5),
            None,
            "another number of components"
        );
    }
}
