//! `qianxian migrate`: a library of an older version, brought to this version's format.

use std::io::Write as _;

use clap::Args;
use qianxian::Library;

use crate::failure::Result;
use crate::language::{counted, tell};
use crate::library::LibraryArgs;
use crate::output::Output;

/// Bring a library of an older version to this version's format, in place
///
/// qianxian migrate --library lib
///
/// Other commands do so by themselves where they must. Where the format asks for it, every record is indexed again, which
/// takes as long as an import, and meanwhile the room of a second library. The directory holds the old library or the new
/// one at any instant; if the command is cut off, the next one goes on. Older versions of this program no longer open the
/// library then.
///
/// JSON: {"from":3,"to":6,"reindexed":1200}; reindexed is null if no record had to be indexed again.
#[derive(Args, Debug)]
pub(crate) struct Migrate {
    #[command(flatten)]
    library: LibraryArgs,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

impl Migrate {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let migration = Library::migrate(self.library.path(), self.library.options()?)?;
        if self.json {
            return out.json(&migration);
        }
        let (from, to) = (migration.from, migration.to);
        match migration.reindexed {
            Some(count) => {
                let records = counted(count, "record was", "records were");
                tell!(
                    out,
                    "format {from} → {to}: {records} indexed again",
                    "格式 {from} → {to}：{count}条记录已重新建立索引"
                )
            }
            None if from == to => tell!(
                out,
                "the library has this version's format, {to}",
                "该库已是本版本的格式 {to}"
            ),
            None => tell!(
                out,
                "format {from} → {to}: no record had to be indexed again",
                "格式 {from} → {to}：记录无须重新建立索引"
            ),
        }?;
        Ok(())
    }
}
