//! A folder of needs, profiles and judgements, ranked by the engine.

use std::path::{Path, PathBuf};
use std::time::Instant;

use qianxian::engine::silent;
use qianxian::eval::{Qrels, Run};
use qianxian::intake::{Intake, IntakeReport, Source};
use qianxian::model::{Need, Profile, Taxonomies};
use qianxian::{Library, LibraryOptions, RankOptions};

use crate::Outcome;
use crate::arguments::Arguments;
use crate::experiment::Experiment;
use crate::specification::Specification;

/// Ranks all needs of `folder` under each specification and measures the rankings.
pub(crate) fn measure(folder: &Path, arguments: &Arguments) -> Outcome<Experiment> {
    let qrels = Qrels::read_path(folder.join("qrels.tsv"))?;
    let (needs, profiles) = read(folder)?;
    let directory = tempfile::tempdir()?;
    let started = Instant::now();
    store(directory.path(), &profiles)?;
    let seconds = started.elapsed().as_secs_f64();
    let (need_count, profile_count) = (needs.len(), profiles.len());
    drop(profiles);
    let name = folder.file_name().unwrap_or(folder.as_os_str());
    let set = name.display().to_string();
    eprintln!("{set}: {need_count} needs, {profile_count} profiles, stored in {seconds:.1} s");
    let mut experiment = Experiment::new(set, qrels);
    for specification in arguments.specifications()? {
        let started = Instant::now();
        let run = rank(directory.path(), &needs, &specification, arguments)?;
        let seconds = started.elapsed().as_secs_f64();
        eprintln!("  {specification}: {seconds:.1} s");
        experiment.add(specification.to_string(), run, &arguments.metrics)?;
    }
    Ok(experiment)
}

/// The files of `folder` whose names begin with `prefix`, in order of name.
fn files(folder: &Path, prefix: &str) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with(prefix) && entry.file_type()?.is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(format!("{}: no file named {prefix}…", folder.display()).into());
    }
    Ok(files)
}

fn read(folder: &Path) -> Outcome<(Vec<Need>, Vec<Profile>)> {
    let taxonomies = Taxonomies::builtin();
    let (mut needs, mut profiles) = (Vec::new(), Vec::new());
    for file in files(folder, "needs")? {
        let mut keep = |need| {
            needs.push(need);
            Ok(())
        };
        told(&Intake::new(&taxonomies).needs(&Source::file(&file), &mut keep)?);
    }
    for file in files(folder, "profiles")? {
        let mut keep = |profile| {
            profiles.push(profile);
            Ok(())
        };
        told(&Intake::new(&taxonomies).profiles(&Source::file(&file), &mut keep)?);
    }
    Ok((needs, profiles))
}

/// Rows that are left out change the measurement.
fn told(report: &IntakeReport) {
    for problem in report.of(qianxian::intake::Severity::Error) {
        eprintln!("{problem}");
    }
}

fn store(directory: &Path, profiles: &[Profile]) -> Outcome<()> {
    let library = Library::create(directory, LibraryOptions::new())?;
    let mut writer = library.writer()?;
    for profile in profiles {
        writer.put_profile(profile)?;
    }
    writer.commit()?;
    Ok(writer.close()?)
}

fn rank(
    directory: &Path,
    needs: &[Need],
    specification: &Specification,
    arguments: &Arguments,
) -> Outcome<Run> {
    let options = LibraryOptions::new().recipe(specification.recipe);
    let library = Library::open(directory, options)?;
    library.set_lexicon(specification.synonyms.lexicon()?)?;
    let options = RankOptions::new(arguments.today).k(arguments.k);
    let options = options.weights(specification.weights()?);
    let mut run = Run::new();
    for ranking in library.snapshot()?.rank_many(needs, &options, &silent)? {
        for found in &ranking.matches {
            run.insert(ranking.need.as_str(), found.profile.as_str(), found.score)?;
        }
    }
    Ok(run)
}
