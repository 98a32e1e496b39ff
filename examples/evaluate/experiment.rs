//! The trials on one set, and their results.

use qianxian::eval::{Evaluation, Metric, Qrels, Run, RunComparison, compare, evaluate};
use qianxian::num::hash64;

use crate::Outcome;
use crate::arguments::Arguments;

/// One specification or run file, measured on one set.
pub(crate) struct Trial {
    pub(crate) name: String,
    pub(crate) run: Run,
    pub(crate) evaluation: Evaluation,
}

/// All trials on one set; the first is the baseline.
pub(crate) struct Experiment {
    pub(crate) set: String,
    pub(crate) qrels: Qrels,
    pub(crate) trials: Vec<Trial>,
}

/// Which needs count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Half {
    A,
    B,
}

impl Half {
    /// By the hash of the id, so that the halves do not depend on the order of files.
    fn of(need: &str) -> Self {
        if hash64(need.as_bytes()).is_multiple_of(2) {
            Self::A
        } else {
            Self::B
        }
    }
}

impl Experiment {
    pub(crate) fn new(set: String, qrels: Qrels) -> Self {
        Self {
            set,
            qrels,
            trials: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, name: String, run: Run, metrics: &[Metric]) -> Outcome<()> {
        let evaluation = evaluate(&self.qrels, &run, metrics)?;
        self.trials.push(Trial {
            name,
            run,
            evaluation,
        });
        Ok(())
    }

    /// Trial `number` against the baseline on the metric that decides; `None` for the baseline itself.
    pub(crate) fn comparison(
        &self,
        number: usize,
        arguments: &Arguments,
    ) -> Outcome<Option<RunComparison>> {
        let (baseline, trial) = (&self.trials[0], &self.trials[number]);
        if number == 0 {
            return Ok(None);
        }
        let comparison = compare(
            &baseline.evaluation,
            &trial.evaluation,
            arguments.metric(),
            arguments.seed,
            arguments.resamples,
        )?;
        Ok(Some(comparison))
    }

    /// These trials judged by half of the needs.
    pub(crate) fn half(&self, half: Half, metrics: &[Metric]) -> Outcome<Self> {
        let mut all = Vec::new();
        self.qrels.write(&mut all)?;
        let lines = std::str::from_utf8(&all)?.lines();
        let kept =
            lines.filter(|line| line.split('\t').next().is_some_and(|n| Half::of(n) == half));
        let kept: Vec<&str> = kept.collect();
        let qrels = Qrels::read(kept.join("\n").as_bytes())?;
        let mut same = Self::new(self.set.clone(), qrels);
        for trial in &self.trials {
            same.add(trial.name.clone(), trial.run.clone(), metrics)?;
        }
        Ok(same)
    }

    /// Mean of a trial on `metric`.
    pub(crate) fn mean(&self, number: usize, metric: Metric) -> f64 {
        self.trials[number].evaluation.mean(metric).unwrap_or(0.0)
    }
}
