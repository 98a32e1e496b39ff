//! Run files of any ranker.

use std::path::{Path, PathBuf};

use qianxian::eval::{Qrels, Run};

use crate::Outcome;
use crate::arguments::Arguments;
use crate::experiment::Experiment;

/// Measures the runs in `files`, three or six columns, against the judgements in `qrels`.
pub(crate) fn measure(
    qrels: &Path,
    files: &[PathBuf],
    arguments: &Arguments,
) -> Outcome<Experiment> {
    let set = qrels.display().to_string();
    let mut experiment = Experiment::new(set, Qrels::read_path(qrels)?);
    for file in files {
        let run = Run::read_path(file)?;
        experiment.add(file.display().to_string(), run, &arguments.metrics)?;
    }
    Ok(experiment)
}
