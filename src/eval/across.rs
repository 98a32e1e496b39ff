//! Do scores mean the same across needs? The area under the curve over pairs of all needs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::bootstrap::{SplitMix64, check_resamples, ends};
use super::{Qrels, Run};
use crate::error::{Error, Result, say};

/// How well the scores of a run compare across needs, measured by [`across_needs`].
///
/// The metrics of [`Evaluation`](super::Evaluation) look at one list at a time and do not change if all scores of
/// a need are doubled. Thresholds, assignments and one expert's view of many needs compare scores of different
/// needs; these two figures measure that.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AcrossNeeds {
    /// Probability that a relevant pair of need and profile scores above one that is not relevant, both drawn from all
    /// pairs of the run, from 0 to 1; an equal score counts one half.
    pub pooled: f64,
    /// Mean over profiles of that probability among the pairs of one profile, from 0 to 1; `None` if no profile has
    /// both a relevant need and another.
    pub by_profile: Option<f64>,
    /// Number of relevant pairs in the run, at least 1.
    pub relevant: usize,
    /// Number of other pairs in the run, at least 1.
    pub others: usize,
    /// Number of profiles in the mean `by_profile`.
    pub profiles: usize,
}

/// A pair of a run, for sorting by score.
struct Scored<'a> {
    score: f64,
    need: usize,
    profile: &'a str,
    is_relevant: bool,
}

/// Measures how well the scores of `run` compare across needs.
///
/// Only pairs that the run lists count, so compare runs of lists of the same length; a pair without a judgement is
/// not relevant, and needs without any judgement are left out, as in [`evaluate`](super::evaluate). O(n log n) in the number of answers.
///
/// # Errors
/// Invalid input if the run lists no relevant pair, or no other.
///
/// # Example
/// ```
/// use qianxian::eval::{Qrels, Run, across_needs};
///
/// let qrels = Qrels::read("n1 p1 1\nn2 p2 1\n".as_bytes())?;
/// // Each need has its profile first, but the second need's scores are all ten times as high.
/// let run = Run::read("n1 p1 0.09\nn1 p2 0.04\nn2 p2 0.9\nn2 p1 0.4\n".as_bytes())?;
/// let across = across_needs(&qrels, &run)?;
/// assert_eq!(across.pooled, 0.75); // 0.09 < 0.4 is the one wrong of four comparisons
/// assert_eq!(across.by_profile, Some(0.5)); // wrong for p1, right for p2
/// # Ok::<(), qianxian::Error>(())
/// ```
pub fn across_needs(qrels: &Qrels, run: &Run) -> Result<AcrossNeeds> {
    let (pairs, needs) = scored(qrels, run)?;
    let relevant = pairs.iter().filter(|pair| pair.is_relevant).count();
    let mut by_profile: BTreeMap<&str, Vec<&Scored<'_>>> = BTreeMap::new();
    for pair in &pairs {
        by_profile.entry(pair.profile).or_default().push(pair);
    }
    let once = vec![1; needs];
    let of_profile = |pairs: &Vec<&Scored<'_>>| area(pairs.iter().copied(), &once);
    let areas: Vec<f64> = by_profile.values().filter_map(of_profile).collect();
    Ok(AcrossNeeds {
        pooled: area(pairs.iter(), &once).expect("`scored` refuses a run of one sort of pairs"),
        by_profile: (!areas.is_empty()).then(|| areas.iter().sum::<f64>() / areas.len() as f64),
        relevant,
        others: pairs.len() - relevant,
        profiles: areas.len(),
    })
}

/// The 95 % interval of the difference of [`AcrossNeeds::pooled`] between two runs, `candidate − baseline`.
///
/// Needs are drawn with replacement, each with all its pairs, the same for both runs, as in
/// [`compare`](super::compare). O(resamples × answers).
///
/// # Errors
/// As [`across_needs`], for either run; and if `resamples` is out of range (100 to 1,000,000).
pub fn compare_across(
    qrels: &Qrels,
    baseline: &Run,
    candidate: &Run,
    seed: u64,
    resamples: u32,
) -> Result<(f64, f64)> {
    check_resamples(resamples)?;
    let (before, needs) = scored(qrels, baseline)?;
    let (after, _) = scored(qrels, candidate)?;
    let mut random = SplitMix64(seed);
    let mut differences = Vec::new();
    for _ in 0..resamples {
        let mut times = vec![0_u32; needs];
        for _ in 0..needs {
            times[random.below(needs)] += 1;
        }
        // A draw without any relevant pair, or without any other, measures nothing: it counts as no difference.
        let (old, new) = (area(before.iter(), &times), area(after.iter(), &times));
        differences.push(old.zip(new).map_or(0.0, |(old, new)| new - old));
    }
    Ok(ends(differences))
}

/// The pairs of judged needs, by score ascending, with the number of judged needs.
fn scored<'a>(qrels: &Qrels, run: &'a Run) -> Result<(Vec<Scored<'a>>, usize)> {
    let mut pairs = Vec::new();
    for (need, (id, grades)) in qrels.table().iter().enumerate() {
        for (profile, &score) in run.table().get(id).into_iter().flatten() {
            pairs.push(Scored {
                score,
                need,
                profile,
                is_relevant: grades.get(profile).is_some_and(|&grade| grade > 0),
            });
        }
    }
    let relevant = pairs.iter().filter(|pair| pair.is_relevant).count();
    if relevant == 0 || relevant == pairs.len() {
        let shown = format!("{relevant} relevant pairs of {}", pairs.len());
        let repair = say!(
            "give a run that lists relevant pairs and others",
            "请给出既列相关配对又列其他配对的结果文件"
        );
        return Err(Error::invalid("run", shown, repair));
    }
    pairs.sort_by(|a, b| a.score.total_cmp(&b.score));
    Ok((pairs, qrels.table().len()))
}

/// Area under the curve of `pairs`, ascending by score, each counted as often as its need in `times`; `None` if
/// there are not both sorts of pairs. O(n).
fn area<'a>(pairs: impl Iterator<Item = &'a Scored<'a>>, times: &[u32]) -> Option<f64> {
    // Counts stay whole, in halves, so that the sum is exact whatever its order.
    let (mut below, mut twice_won, mut relevant) = (0_u128, 0_u128, 0_u128);
    let (mut tied, mut tied_relevant) = (0_u128, 0_u128);
    let mut last = f64::NEG_INFINITY;
    for pair in pairs {
        if pair.score > last {
            (below, tied, tied_relevant) = (below + tied, 0, 0);
            last = pair.score;
        }
        let count = u128::from(times[pair.need]);
        if pair.is_relevant {
            twice_won += count * (2 * below + tied);
            (relevant, tied_relevant) = (relevant + count, tied_relevant + count);
        } else {
            twice_won += count * tied_relevant;
            tied += count;
        }
    }
    let others = below + tied;
    let comparisons = relevant * others;
    (comparisons > 0).then(|| twice_won as f64 / 2.0 / comparisons as f64)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{across_needs, compare_across};
    use crate::eval::{Qrels, Run};

    fn qrels() -> Qrels {
        Qrels::read("n1 p1 1\nn2 p2 1\nn2 p3 1\nn3 p1 1\n".as_bytes()).unwrap()
    }

    fn run(text: &str) -> Run {
        Run::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn every_pair_of_a_relevant_and_another_counts_and_ties_count_one_half() {
        // Relevant: .6 (n1 p1), .5 (n2 p2). Others: .5 (n1 p2), .4 (n2 p4), .9 (n3 p9).
        let run = run("n1 p1 .6\nn1 p2 .5\nn2 p2 .5\nn2 p4 .4\nn3 p9 .9\nn7 p1 1\n");
        let across = across_needs(&qrels(), &run).unwrap();
        assert_eq!((across.relevant, across.others), (2, 3));
        // .6 beats two of three; .5 beats one and ties with one.
        assert_eq!(across.pooled, (2.0 + 1.5) / 6.0);
        // Only p2 has both sorts, and they tie.
        assert_eq!((across.by_profile, across.profiles), (Some(0.5), 1));
    }

    #[test]
    fn the_area_agrees_with_counting_pairs() {
        let scores = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
        let mut lines = String::new();
        let mut pairs = Vec::new();
        for (at, score) in scores.into_iter().enumerate() {
            let (need, profile) = (at % 3 + 1, at / 3 + 1);
            lines.push_str(&format!("n{need} p{profile} {score}\n"));
            let relevant = [(1, 1), (2, 2), (2, 3), (3, 1)].contains(&(need, profile));
            pairs.push((f64::from(score), relevant));
        }
        let (mut won, mut all) = (0.0, 0.0);
        for (high, _) in pairs.iter().filter(|pair| pair.1) {
            for (low, _) in pairs.iter().filter(|pair| !pair.1) {
                all += 1.0;
                won += if high > low {
                    1.0
                } else if high == low {
                    0.5
                } else {
                    0.0
                };
            }
        }
        let across = across_needs(&qrels(), &run(&lines)).unwrap();
        assert_eq!(across.pooled, won / all);
    }

    #[test]
    fn one_need_scaled_up_costs_across_and_a_run_equals_itself() {
        let even = run("n1 p1 .6\nn1 p2 .5\nn2 p2 .6\nn2 p1 .5\n");
        let scaled = run("n1 p1 .6\nn1 p2 .5\nn2 p2 .9\nn2 p1 .8\n");
        assert_eq!(across_needs(&qrels(), &even).unwrap().pooled, 1.0);
        assert_eq!(across_needs(&qrels(), &scaled).unwrap().pooled, 0.75);
        let same = compare_across(&qrels(), &even, &even, 7, 200).unwrap();
        assert_eq!(same, (0.0, 0.0));
        let (low, high) = compare_across(&qrels(), &even, &scaled, 7, 200).unwrap();
        assert!(low < 0.0 && high <= 0.0, "{low} {high}");
    }

    #[test]
    fn a_run_of_one_sort_of_pairs_is_refused() {
        for lines in ["", "n1 p1 1\n", "n1 p9 1\n"] {
            let error = across_needs(&qrels(), &run(lines)).unwrap_err();
            assert_eq!(error.field(), Some("run"), "{lines}");
        }
        let good = run("n1 p1 1\nn1 p2 0\n");
        let error = compare_across(&qrels(), &good, &good, 1, 5).unwrap_err();
        assert_eq!(error.field(), Some("resamples"));
    }
}
