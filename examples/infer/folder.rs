//! A folder of needs and profiles.

use std::path::{Path, PathBuf};

use qianxian::intake::{Intake, Source};
use qianxian::model::{Need, Profile, Taxonomies};

use crate::Outcome;

/// The contents of a folder.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    pub(crate) needs: Vec<Need>,
    pub(crate) profiles: Vec<Profile>,
}

impl Folder {
    /// Reads the files whose names begin with `needs` and `profiles`.
    pub(crate) fn read(path: &Path) -> Outcome<Self> {
        let taxonomies = Taxonomies::builtin();
        let mut folder = Self {
            path: path.to_owned(),
            ..Self::default()
        };
        for file in files(path, "needs")? {
            let mut keep = |need| {
                folder.needs.push(need);
                Ok(())
            };
            Intake::new(&taxonomies).needs(&Source::file(&file), &mut keep)?;
        }
        for file in files(path, "profiles")? {
            let mut keep = |profile| {
                folder.profiles.push(profile);
                Ok(())
            };
            Intake::new(&taxonomies).profiles(&Source::file(&file), &mut keep)?;
        }
        Ok(folder)
    }

    /// Copies of the records without industries and disciplines.
    pub(crate) fn stripped(&self) -> Self {
        let mut bare = self.clone();
        for need in &mut bare.needs {
            need.industries.clear();
            need.disciplines.clear();
        }
        for profile in &mut bare.profiles {
            profile.industries.clear();
            profile.disciplines.clear();
        }
        bare
    }
}

/// The files of `folder` whose names begin with `prefix`, in order of name.
fn files(folder: &Path, prefix: &str) -> Outcome<Vec<PathBuf>> {
    let entries: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    let named = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with(prefix);
    let mut files: Vec<PathBuf> = entries
        .iter()
        .filter(|e| named(e))
        .map(|e| e.path())
        .collect();
    files.sort();
    Ok(files)
}
