//! The shipped surveys, inside the program so that it runs from anywhere.

use qianxian::eval::Qrels;
use qianxian::intake::{Intake, IntakeReport, Source};
use qianxian::model::{Need, Profile, Taxonomies};

use crate::failure::Result;
use crate::surveys::duplicate_index;

type File = (&'static str, &'static [u8]);

/// Embeds files of `examples/data`.
macro_rules! files {
    ($($name:literal),+) => {
        &[$(($name, include_bytes!(concat!("../../../data/", $name)))),+]
    };
}

const NEEDS: &[File] = files![
    "needs.csv",
    "needs_gb18030.csv",
    "needs_survey.xlsx",
    "needs.jsonl"
];
const PROFILES: &[File] = files!["profiles.jsonl", "profiles.csv", "profiles_services.xlsx"];
const QRELS: &[u8] = include_bytes!("../../../data/qrels.tsv");

/// The surveys, read.
pub(super) struct Surveys {
    pub(super) needs: Vec<Need>,
    pub(super) profiles: Vec<Profile>,
    /// The report on the rows of each file.
    pub(super) reports: Vec<(&'static str, IntakeReport)>,
}

impl Surveys {
    pub(super) fn read(taxonomies: &Taxonomies) -> Result<Self> {
        let mut surveys = Self {
            needs: Vec::new(),
            profiles: Vec::new(),
            reports: Vec::new(),
        };
        let mut held = duplicate_index()?;
        for &(name, bytes) in NEEDS {
            let mut intake = Intake::new(taxonomies).duplicates(&mut held);
            let report = intake.needs(&Source::bytes(name, bytes), &mut |need| {
                surveys.needs.push(need);
                Ok(())
            })?;
            surveys.reports.push((name, report));
        }
        let mut held = duplicate_index()?;
        for &(name, bytes) in PROFILES {
            let mut intake = Intake::new(taxonomies).duplicates(&mut held);
            let report = intake.profiles(&Source::bytes(name, bytes), &mut |profile| {
                surveys.profiles.push(profile);
                Ok(())
            })?;
            surveys.reports.push((name, report));
        }
        Ok(surveys)
    }
}

/// The judgements of a person.
pub(super) fn qrels() -> Result<Qrels> {
    Ok(Qrels::read(QRELS)?)
}
