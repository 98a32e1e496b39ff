//! Steps at which a library's directory changes; tests refuse the call there, or end the process.
//!
//! Outside this crate's own tests a step does nothing and costs nothing.

/// One kind of change to a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DiskStep {
    /// A file is created, empty.
    Create,
    /// Bytes are added to a file.
    Write,
    /// A file's bytes are made durable.
    Sync,
    /// A file takes another one's name.
    Rename,
    /// A directory's names are made durable.
    SyncDirectory,
    /// A file is removed.
    Remove,
}

/// Announces that `step` is about to happen to `file`; an error refuses it.
#[cfg(not(test))]
#[inline]
#[expect(clippy::unnecessary_wraps, reason = "in tests a step can be refused")]
pub(crate) fn announce(_: DiskStep, _: &std::path::Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(crate) use plan::{FaultPlan, Refusal, announce, follow, forget};

/// How tests treat the steps of one directory.
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod plan {
    use std::collections::BTreeMap;
    use std::io;
    use std::path::{Path, PathBuf};
    use std::sync::Mutex;

    use super::DiskStep;

    /// The fate of the step of that number.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) enum Refusal {
        /// This call is refused once: an input/output error.
        RefusedOnce(io::ErrorKind),
        /// This call and all that follow are refused, as on a full disk.
        RefusedFromNowOn(io::ErrorKind),
        /// The process ends there and then, as by `kill -9`.
        Killed,
    }

    /// The steps of one directory, counted, and the fate of one of them.
    #[derive(Clone, Debug, Default)]
    pub(crate) struct FaultPlan {
        /// Steps so far.
        pub(crate) steps: Vec<(DiskStep, String)>,
        /// Number of a step, from 0, and its fate.
        pub(crate) at: Option<(usize, Refusal)>,
    }

    static PLANS: Mutex<BTreeMap<PathBuf, FaultPlan>> = Mutex::new(BTreeMap::new());

    /// Follows `plan` for the files in `directory`, counting from 0.
    pub(crate) fn follow(directory: &Path, plan: FaultPlan) {
        PLANS.lock().unwrap().insert(directory.to_owned(), plan);
    }

    /// Follows no plan for `directory` any longer; returns the one followed so far.
    pub(crate) fn forget(directory: &Path) -> FaultPlan {
        PLANS.lock().unwrap().remove(directory).unwrap_or_default()
    }

    pub(crate) fn announce(step: DiskStep, file: &Path) -> io::Result<()> {
        let mut plans = PLANS.lock().unwrap();
        let of = |(directory, _): &(&PathBuf, &mut FaultPlan)| file.starts_with(directory);
        let Some((_, plan)) = plans.iter_mut().find(of) else {
            return Ok(());
        };
        let number = plan.steps.len();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        plan.steps.push((step, name.into_owned()));
        match plan.at {
            Some((at, Refusal::RefusedOnce(kind))) if at == number => Err(kind.into()),
            Some((at, Refusal::RefusedFromNowOn(kind))) if at <= number => Err(kind.into()),
            Some((at, Refusal::Killed)) if at == number => std::process::abort(),
            _ => Ok(()),
        }
    }
}
