//! `qianxian show`: one record as it was put in.

use clap::Args;
use qianxian::model::{NeedId, ProfileId};

use crate::failure::Result;
use crate::library::LibraryArgs;
use crate::output::Output;

/// Print one need or profile of a library as JSON, exactly as it is stored
///
/// qianxian show --library lib --need N-001
#[derive(Args, Debug)]
pub(crate) struct Show {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    record: Record,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Record {
    /// The need of that id
    #[arg(long, value_name = "ID")]
    need: Option<NeedId>,
    /// The profile of that id
    #[arg(long, value_name = "ID")]
    profile: Option<ProfileId>,
}

impl Show {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let snapshot = self.library.open()?.snapshot()?;
        if let Some(id) = &self.record.need {
            out.json(&snapshot.need(id)?)?;
        }
        if let Some(id) = &self.record.profile {
            out.json(&snapshot.profile(id)?)?;
        }
        Ok(())
    }
}
