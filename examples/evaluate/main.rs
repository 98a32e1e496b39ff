//! Measures ranking quality: specifications of the engine, or runs of any ranker, against judgements.
//!
//! ```text
//! cargo run --release --example evaluate -- FOLDER...                       # the default configuration
//! cargo run --release --example evaluate -- FOLDER... --grid --markdown table.md --plot plot.svg
//! cargo run --release --example evaluate -- FOLDER... --spec default --spec "lexicon=builtin rarity=1"
//! cargo run --release --example evaluate -- --qrels QRELS RUN...            # files as TREC has them
//! ```
//! A folder holds `qrels.tsv`, and needs and profiles in files whose names begin so (`needs.jsonl`,
//! `profiles_2.csv` …). The first specification or run is the baseline: the others are compared with it,
//! need by need, by the paired bootstrap. Among several, the best on one half of the needs is reported on the
//! other, which measures a choice on needs that it has not seen.
//!
//! It uses the public API alone, so everything here can be done by a user on his own judgements.

mod arguments;
mod choice;
mod experiment;
mod folder;
mod grid;
mod report;
mod runs;
mod specification;

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::ExitCode;

use arguments::Arguments;
use clap::Parser;
use experiment::Experiment;

/// Any failure, as a person reads it.
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn run(arguments: &Arguments) -> Outcome<()> {
    let mut experiments = Vec::new();
    if let Some(qrels) = &arguments.qrels {
        let experiment = runs::measure(qrels, &arguments.inputs, arguments)?;
        report::text::print(&experiment, arguments)?;
        experiments.push(experiment);
    } else {
        for path in &arguments.inputs {
            let experiment = folder::measure(path, arguments)?;
            report::text::print(&experiment, arguments)?;
            experiments.push(experiment);
        }
    }
    choice::print(&experiments, arguments)?;
    if let Some(folder) = &arguments.runs {
        write_runs(&experiments, folder)?;
    }
    if let Some(path) = &arguments.markdown {
        std::fs::write(path, report::markdown::tables(&experiments, arguments)?)?;
    }
    if let Some(path) = &arguments.plot {
        std::fs::write(path, report::plot::svg(&experiments, arguments)?)?;
    }
    Ok(())
}

/// Writes the answers of every trial, so that they can be measured by other means or compared later.
fn write_runs(experiments: &[Experiment], folder: &Path) -> Outcome<()> {
    std::fs::create_dir_all(folder)?;
    for experiment in experiments {
        for (number, trial) in experiment.trials.iter().enumerate() {
            let path = folder.join(format!("{}.{number}.tsv", experiment.set));
            trial.run.write(BufWriter::new(File::create(path)?))?;
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("evaluate: {error}");
            ExitCode::FAILURE
        }
    }
}
