//! The gain of choosing the best specification, on needs that the choice has not seen.

use crate::Outcome;
use crate::arguments::Arguments;
use crate::experiment::{Experiment, Half};

/// Chooses on one half of the needs of all sets, by the mean over the sets of the metric that decides, and
/// measures its gain on the other half; then the other way round.
pub(crate) fn print(experiments: &[Experiment], arguments: &Arguments) -> Outcome<()> {
    let Some(first) = experiments.first().filter(|e| e.trials.len() > 1) else {
        return Ok(());
    };
    for (seen, unseen) in [(Half::A, Half::B), (Half::B, Half::A)] {
        let on = |half| -> Outcome<Vec<Experiment>> {
            let halves = experiments.iter();
            halves.map(|e| e.half(half, &arguments.metrics)).collect()
        };
        let best = best(&on(seen)?, arguments);
        let name = &first.trials[best].name;
        println!("best on half {seen:?} of all sets: {name}; on half {unseen:?}:");
        for experiment in on(unseen)? {
            let mean = experiment.mean(best, arguments.metric());
            let gain = experiment.comparison(best, arguments)?;
            let gain = gain.map_or_else(|| "the baseline itself".to_owned(), |c| c.to_string());
            println!("  {}: {mean:.4}, {gain}", experiment.set);
        }
    }
    Ok(())
}

/// The trial of greatest mean over the sets; the first of equals.
fn best(experiments: &[Experiment], arguments: &Arguments) -> usize {
    let trials = experiments.first().map_or(0, |e| e.trials.len());
    let total = |trial: usize| -> f64 {
        let means = experiments
            .iter()
            .map(|e| e.mean(trial, arguments.metric()));
        means.sum()
    };
    let better = |best: usize, trial: usize| {
        if total(trial) > total(best) {
            trial
        } else {
            best
        }
    };
    (0..trials).reduce(better).unwrap_or(0)
}
