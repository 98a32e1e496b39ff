//! Tables for a README.

use std::fmt::Write as _;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::experiment::Experiment;

/// One table a set: a row a trial, a column a metric, and the difference from the baseline with its interval.
pub(crate) fn tables(experiments: &[Experiment], arguments: &Arguments) -> Outcome<String> {
    let mut out = String::new();
    for experiment in experiments {
        let needs = experiment.trials[0].evaluation.needs().len();
        let metric = arguments.metric();
        write!(out, "| `{}`, {needs} needs |", experiment.set)?;
        for metric in &arguments.metrics {
            write!(out, " {metric} |")?;
        }
        writeln!(out, " {metric} against the first, 95 % |")?;
        writeln!(out, "|---|{}---|", "---|".repeat(arguments.metrics.len()))?;
        for (number, trial) in experiment.trials.iter().enumerate() {
            write!(out, "| {} |", trial.name)?;
            for &metric in &arguments.metrics {
                write!(out, " {:.3} |", experiment.mean(number, metric))?;
            }
            match experiment.comparison(number, arguments)? {
                None => writeln!(out, " |")?,
                Some(c) => writeln!(
                    out,
                    " {:+.3} [{:+.3}, {:+.3}] |",
                    c.mean_difference, c.low, c.high
                )?,
            }
        }
        out.push('\n');
    }
    Ok(out)
}
