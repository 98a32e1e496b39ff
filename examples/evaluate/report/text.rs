//! Tables in the terminal.

use qianxian::eval::{across_needs, compare_across};

use crate::Outcome;
use crate::arguments::Arguments;
use crate::experiment::Experiment;

/// Prints one line a trial; before that, on request, one line a need.
pub(crate) fn print(experiment: &Experiment, arguments: &Arguments) -> Outcome<()> {
    if arguments.needs {
        print_needs(experiment, arguments);
    }
    let width = width(experiment);
    print!("{:width$}", experiment.set);
    for metric in &arguments.metrics {
        print!(" {metric:>10}");
    }
    println!();
    for (number, trial) in experiment.trials.iter().enumerate() {
        print!("{:width$}", trial.name);
        for &metric in &arguments.metrics {
            print!(" {:10.4}", experiment.mean(number, metric));
        }
        match experiment.comparison(number, arguments)? {
            None => println!(),
            Some(c) => println!(
                "  {} {:+.4} [{:+.4}, {:+.4}]",
                c.metric, c.mean_difference, c.low, c.high
            ),
        }
    }
    if arguments.across {
        print_across(experiment, arguments, width)?;
    }
    print_left_out(experiment);
    println!();
    Ok(())
}

/// Prints one line a trial: how well its scores compare across needs.
fn print_across(experiment: &Experiment, arguments: &Arguments, width: usize) -> Outcome<()> {
    println!(
        "{:width$} {:>10} {:>10}",
        "across needs", "all pairs", "by profile"
    );
    let qrels = &experiment.qrels;
    for (number, trial) in experiment.trials.iter().enumerate() {
        let across = across_needs(qrels, &trial.run)?;
        print!("{:width$} {:10.4}", trial.name, across.pooled);
        match across.by_profile {
            Some(area) => print!(" {area:10.4}"),
            None => print!(" {:>10}", "-"),
        }
        if number == 0 {
            println!();
            continue;
        }
        let baseline = &experiment.trials[0].run;
        let difference = across.pooled - across_needs(qrels, baseline)?.pooled;
        let (seed, resamples) = (arguments.seed, arguments.resamples);
        let (low, high) = compare_across(qrels, baseline, &trial.run, seed, resamples)?;
        println!("  all pairs {difference:+.4} [{low:+.4}, {high:+.4}]");
    }
    Ok(())
}

fn width(experiment: &Experiment) -> usize {
    let names = experiment
        .trials
        .iter()
        .map(|trial| trial.name.chars().count());
    names
        .chain([experiment.set.chars().count()])
        .max()
        .unwrap_or(0)
}

/// Needs by rows, trials by columns, the metric that decides.
fn print_needs(experiment: &Experiment, arguments: &Arguments) {
    let metric = arguments.metric();
    print!("need");
    for trial in &experiment.trials {
        print!("\t{metric} {}", trial.name);
    }
    println!();
    for need in experiment.trials[0].evaluation.needs() {
        print!("{need}");
        for trial in &experiment.trials {
            let value = trial.evaluation.value(metric, need);
            print!("\t{:.4}", value.unwrap_or(0.0));
        }
        println!();
    }
}

/// Needs that do not count, or count 0 because nothing was answered.
fn print_left_out(experiment: &Experiment) {
    let baseline = &experiment.trials[0].evaluation;
    for (needs, what) in [
        (baseline.missing_from_run(), "without an answer count 0"),
        (
            baseline.without_relevant(),
            "without any relevant profile are left out",
        ),
        (baseline.without_qrels(), "without judgements are left out"),
    ] {
        if !needs.is_empty() {
            println!("{} needs {what}", needs.len());
        }
    }
}
