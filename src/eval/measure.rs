//! The arithmetic of the metrics, on one need's grades in rank order.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use super::metric::Metric;

/// One need's answer as grades, negative ones as 0.
pub(super) struct Judged {
    /// Grades of the answered profiles by rank, equal scores in their worst order.
    ranked: Vec<i32>,
    /// Grades of all relevant profiles, descending.
    ideal: Vec<i32>,
}

impl Judged {
    /// O(n log n) in answered and judged profiles.
    pub(super) fn new(
        grades: &BTreeMap<String, i32>,
        scores: Option<&BTreeMap<String, f64>>,
    ) -> Self {
        let grade = |profile: &String| grades.get(profile).map_or(0, |&grade| grade.max(0));
        let answer = scores.into_iter().flatten();
        let mut ranked: Vec<(f64, i32)> = answer.map(|(id, &score)| (score, grade(id))).collect();
        // Ascending grades within equal scores: the worst order, so a ranker gains nothing by not deciding.
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut ideal: Vec<i32> = grades
            .values()
            .copied()
            .filter(|&grade| grade > 0)
            .collect();
        ideal.sort_by(|a, b| b.cmp(a));
        Self {
            ranked: ranked.into_iter().map(|(_, grade)| grade).collect(),
            ideal,
        }
    }

    /// Whether any profile is relevant; without one no metric is defined.
    pub(super) fn has_relevant(&self) -> bool {
        !self.ideal.is_empty()
    }

    pub(super) fn value(&self, metric: Metric) -> f64 {
        let top = head(&self.ranked, metric.cut());
        match metric {
            Metric::Ndcg(cut) => ndcg(top, head(&self.ideal, cut), f64::from),
            Metric::NdcgExp(cut) => {
                // The first of the ideal order is the best grade; callers ask only for needs that have a
                // relevant profile.
                let gain = exponential_gain(self.ideal[0]);
                ndcg(top, head(&self.ideal, cut), gain)
            }
            Metric::Mrr(_) => reciprocal_rank(top),
            Metric::Map(_) => average_precision(top, self.ideal.len()),
            // By k and not by the length of the list: a short list must not look precise.
            Metric::Precision(k) => ratio(relevant(top), k.get()),
            Metric::Recall(_) => ratio(relevant(top), self.ideal.len()),
            Metric::Success(_) => f64::from(u8::from(relevant(top) > 0)),
        }
    }
}

fn head(grades: &[i32], cut: Option<NonZeroUsize>) -> &[i32] {
    let len = cut.map_or(grades.len(), |k| k.get().min(grades.len()));
    &grades[..len]
}

fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn relevant(grades: &[i32]) -> usize {
    grades.iter().filter(|&&grade| grade > 0).count()
}

/// Clamps a value to 1, since rounding can lift a nearly ideal order above the ideal one.
fn ndcg(top: &[i32], ideal: &[i32], gain: impl Fn(i32) -> f64) -> f64 {
    (dcg(top, &gain) / dcg(ideal, &gain)).min(1.0)
}

fn dcg(grades: &[i32], gain: impl Fn(i32) -> f64) -> f64 {
    let discounts = (2_u32..).map(|rank_plus_one| f64::from(rank_plus_one).log2());
    grades
        .iter()
        .zip(discounts)
        .map(|(&grade, discount)| gain(grade) / discount)
        .fold(0.0, |sum, gain| sum + gain)
}

/// (2^grade − 1) / 2^best: nDCG does not see the common factor, and no grade overflows.
fn exponential_gain(best: i32) -> impl Fn(i32) -> f64 {
    move |grade| 2_f64.powi(grade - best) - 2_f64.powi(-best)
}

fn reciprocal_rank(grades: &[i32]) -> f64 {
    let first = grades.iter().position(|&grade| grade > 0);
    first.map_or(0.0, |before| ratio(1, before + 1))
}

fn average_precision(grades: &[i32], all_relevant: usize) -> f64 {
    let ranks = (1..).zip(grades).filter(|&(_, &grade)| grade > 0);
    let precisions = (1..)
        .zip(ranks)
        .map(|(found, (rank, _))| ratio(found, rank));
    // By all relevant profiles: one that is not found counts as a precision of 0.
    // A sum of no floats is −0, which would be printed.
    precisions.fold(0.0, |sum, precision| sum + precision) / all_relevant as f64
}

#[cfg(test)]
mod tests {
    use super::{average_precision, dcg, exponential_gain};

    #[test]
    fn nothing_found_is_zero_without_a_sign() {
        let values = [
            average_precision(&[0, 0], 1),
            average_precision(&[], 1),
            dcg(&[], f64::from),
            dcg(&[], exponential_gain(2)),
        ];
        for value in values {
            assert_eq!(value.to_bits(), 0.0_f64.to_bits(), "{value}");
        }
    }
}
