//! `qianxian delete`: records out of a library.

use std::io::Write as _;

use clap::Args;
use qianxian::model::{NeedId, ProfileId};

use crate::failure::Result;
use crate::library::LibraryArgs;
use crate::output::Output;

/// Delete needs and profiles of a library, all of those named or, where one is unknown, none
///
/// qianxian delete --library lib --need N-001 --profile E-001 --profile E-002
#[derive(Args, Debug)]
pub(crate) struct Delete {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    records: Records,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
struct Records {
    /// The need of that id; may be repeated
    #[arg(long, value_name = "ID")]
    need: Vec<NeedId>,
    /// The profile of that id; may be repeated
    #[arg(long, value_name = "ID")]
    profile: Vec<ProfileId>,
}

impl Delete {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let mut writer = library.writer()?;
        let snapshot = library.snapshot()?;
        for id in &self.records.need {
            snapshot.need(id)?;
            writer.delete_need(id)?;
        }
        for id in &self.records.profile {
            snapshot.profile(id)?;
            writer.delete_profile(id)?;
        }
        writer.commit()?;
        writer.close()?;
        let (needs, profiles) = (self.records.need.len(), self.records.profile.len());
        writeln!(out, "deleted {needs} needs and {profiles} profiles")?;
        Ok(())
    }
}
