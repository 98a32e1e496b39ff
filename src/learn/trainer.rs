//! Fits weights, and judges them on needs that the fit did not see.

use super::folds::folds;
use super::gain::{HeldOut, gains};
use super::objective::{Fitted, PairwiseObjective, Shrinkage};
use super::pairs::NeedPairs;
use super::verdict::{LearningVerdict, Training};
use super::{NeedExamples, OnProgress, TrainingSet};
use crate::control::steps::Steps;
use crate::error::{Error, Result, say};
use crate::model::{NeedId, NeedKind};
use crate::score::KindWeights;

/// Fewest needs with pairs to learn from: under about thirty a bootstrap's interval is too narrow.
const LEAST_NEEDS: usize = 30;
/// Folds within a fold's own needs, by which its shrinkage is chosen.
const INNER_FOLDS: usize = 3;
/// Slope of the loss below which weights are right to more digits than they are written with.
const FLAT: f64 = 1e-6;

/// Learns the weights of features from judged pairs.
///
/// Fits by pairwise logistic regression, held to the presets by shrinkage, all kinds of need together (the
/// [module](super) says how), and judges by cross-validation over needs: each fold's weights are fitted, and
/// their shrinkage chosen, without that fold. The verdict rests on the fold's needs alone. The same set
/// and seed give the same bits, whatever the threads.
///
/// # Example
/// ```
/// use qianxian::learn::{Trainer, TrainingSet, LearningVerdict, silent};
///
/// let training = Trainer::new(1).train(&TrainingSet::default(), &silent)?;
/// assert_eq!(training.verdict, LearningVerdict::TooLittleData);
/// assert!(training.recommended().is_none());
/// assert_eq!(training.needs_wanted, Some(30));
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trainer {
    folds: usize,
    seed: u64,
}

impl Trainer {
    /// Five folds.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { folds: 5, seed }
    }

    /// Another number of folds (default 5, from 2 to 20).
    ///
    /// # Errors
    /// Invalid input if it is out of range.
    ///
    /// # Example
    /// ```
    /// use qianxian::learn::Trainer;
    ///
    /// let trainer = Trainer::new(1);
    /// assert_eq!(trainer.folds(5)?, trainer); // the default
    /// assert!(trainer.folds(1).unwrap_err().is_invalid_input());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn folds(self, folds: usize) -> Result<Self> {
        if !(2..=20).contains(&folds) {
            return Err(Error::invalid(
                "folds",
                folds,
                say!("give 2 to 20", "请填2至20"),
            ));
        }
        Ok(Self { folds, ..self })
    }

    /// Learns from `set`; `progress` hears of each search of a fit.
    ///
    /// O(pairs + examples · features²) for each step of a search. With five folds there are some 250
    /// searches, of a handful of steps each. `benches/learn.rs` measures it.
    ///
    /// # Errors
    /// Invalid input if an id cannot stand in a file of judgements; cancelled if `progress` breaks.
    pub fn train(&self, set: &TrainingSet, progress: OnProgress<'_>) -> Result<Training> {
        let problem = Problem::new(set);
        let mut training = Training {
            verdict: LearningVerdict::TooLittleData,
            needs: problem.needs.len(),
            needs_without_pairs: set.needs().len() - problem.needs.len(),
            pairs: problem.pairs.iter().map(NeedPairs::count).sum(),
            needs_wanted: Some(LEAST_NEEDS),
            gains: Vec::new(),
            shrinkage: Vec::new(),
            is_converged: true,
            folds: self.folds,
            seed: self.seed,
            weights: None,
        };
        if training.needs >= LEAST_NEEDS {
            // One fit for each fold and one for all, each after the fits that choose its shrinkage.
            let searches = (self.folds + 1) * (INNER_FOLDS * Shrinkage::grid().len() + 1);
            let steps = Steps::new(searches, "the training", progress);
            self.learn(&problem, set.is_position_biased(), &steps, &mut training)?;
        }
        Ok(training)
    }

    fn learn(
        &self,
        problem: &Problem<'_>,
        is_biased: bool,
        steps: &Steps<'_>,
        training: &mut Training,
    ) -> Result<()> {
        let every: Vec<usize> = (0..problem.needs.len()).collect();
        let fold_of = problem.folds(&every, self.folds, self.seed);
        let mut learned = Vec::with_capacity(self.folds);
        for fold in 0..self.folds {
            let rest = every.iter().copied().filter(|&need| fold_of[need] != fold);
            // The shrinkage is chosen anew inside each fold: chosen once on all needs it would have seen the
            // held-out ones.
            learned.push(self.fit(problem, &rest.collect::<Vec<_>>(), steps, training)?);
        }
        let held = every
            .iter()
            .map(|&need| (problem.needs[need], &learned[fold_of[need]]));
        let held: Vec<HeldOut<'_>> = held.collect();
        training.gains = gains(&held, is_biased, self.seed)?;
        // The verdict is on the procedure; the weights to use come from all needs, as a user has them.
        training.weights = Some(self.fit(problem, &every, steps, training)?);
        let first = &training.gains[0];
        (training.verdict, training.needs_wanted) = if first.is_sure() {
            (LearningVerdict::Better, None)
        } else if first.is_surely_worse() {
            (LearningVerdict::Worse, None)
        } else {
            (LearningVerdict::NotBetter, first.needs_wanted())
        };
        Ok(())
    }

    /// The weights that `needs` teach, under the shrinkage that they choose among themselves.
    fn fit(
        &self,
        problem: &Problem<'_>,
        needs: &[usize],
        steps: &Steps<'_>,
        training: &mut Training,
    ) -> Result<KindWeights> {
        // Another seed, so that inner folds do not follow the outer ones.
        let shrinkage = problem.choose(needs, INNER_FOLDS, self.seed ^ u64::MAX, steps)?;
        let fit = problem.fit(needs, shrinkage, None);
        steps.step()?;
        training.shrinkage.push(shrinkage);
        training.is_converged &= fit.slope <= FLAT;
        fit.weights()
    }
}

/// The needs that have pairs.
struct Problem<'a> {
    needs: Vec<&'a NeedExamples>,
    pairs: Vec<NeedPairs>,
}

impl<'a> Problem<'a> {
    fn new(set: &'a TrainingSet) -> Self {
        let make = if set.is_position_biased() {
            NeedPairs::logged
        } else {
            NeedPairs::judged
        };
        let all = set.needs().iter().map(|need| (need, make(need)));
        let (needs, pairs) = all.filter(|(_, pairs)| !pairs.is_empty()).unzip();
        Self { needs, pairs }
    }

    fn folds(&self, needs: &[usize], count: usize, seed: u64) -> Vec<usize> {
        let keys: Vec<(&NeedId, NeedKind)> = needs
            .iter()
            .map(|&need| (&self.needs[need].need, self.needs[need].kind))
            .collect();
        folds(&keys, count, seed)
    }

    fn fit(&self, needs: &[usize], shrinkage: Shrinkage, from: Option<&Fitted>) -> Fitted {
        let pairs = needs
            .iter()
            .map(|&need| (self.needs[need].kind, &self.pairs[need]));
        PairwiseObjective::new(pairs, shrinkage).minimise(from)
    }

    /// The shrinkage with the least loss on needs held out; of equals the strongest.
    fn choose(
        &self,
        needs: &[usize],
        count: usize,
        seed: u64,
        steps: &Steps<'_>,
    ) -> Result<Shrinkage> {
        let fold_of = self.folds(needs, count, seed);
        let grid = Shrinkage::grid();
        let mut losses = vec![0.0; grid.len()];
        for fold in 0..count {
            let part = |held: bool| {
                let needs = needs.iter().zip(&fold_of);
                let needs = needs.filter(move |(_, of)| (**of == fold) == held);
                needs.map(|(&need, _)| need).collect::<Vec<_>>()
            };
            let (rest, held) = (part(false), part(true));
            let mut last: Option<Fitted> = None;
            for (loss, &shrinkage) in losses.iter_mut().zip(&grid) {
                let fit = self.fit(&rest, shrinkage, last.as_ref());
                steps.step()?;
                let of =
                    |&need: &usize| fit.held_out_loss(self.needs[need].kind, &self.pairs[need]);
                *loss += held.iter().map(of).sum::<f64>();
                // The grid goes from strong to weak shrinkage, so each minimum is near the one before.
                last = Some(fit);
            }
        }
        // The first of equals, which is the strongest shrinkage.
        let best = (0..grid.len()).min_by(|&a, &b| losses[a].total_cmp(&losses[b]));
        Ok(grid[best.unwrap_or(0)])
    }
}
