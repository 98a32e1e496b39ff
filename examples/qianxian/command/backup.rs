//! `qianxian backup`: a copy of a library.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::failure::Result;
use crate::language::tell;
use crate::library::LibraryArgs;
use crate::output::{Output, RankBar};

/// Copy a library, with its history, into a new directory, while others may change it
///
/// qianxian backup --library lib --to backups/2026-11-29
///
/// The copy is the library as it was at its last commit, every byte checked on the way: open it in place of the library,
/// or move it there. A copy of the directory by other tools can meet files that a writer takes away. A copy that was cut
/// off is no library, and no command opens it; the next backup to that directory replaces it.
///
/// A copy in one file is an export: `qianxian export` writes records, history and ledger to one file, without
/// subscriptions and deliveries, and `qianxian import --from-export` checks it whole before it makes a library of it.
///
/// JSON: {"bytes":1048576,"has_history":true}.
#[derive(Args, Debug)]
pub(crate) struct Backup {
    #[command(flatten)]
    library: LibraryArgs,
    /// New or empty directory for the copy
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Print what was copied as JSON
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let bar = RankBar::new(("copying", "备份"));
        let backup = library.backup(&self.to, &|progress| bar.hear(progress))?;
        drop(bar);
        if self.json {
            return out.json(&backup);
        }
        let (bytes, to) = (backup.bytes, self.to.display());
        if backup.has_history {
            tell!(
                out,
                "copied the records ({bytes} bytes with their index) and their history to {to}",
                "已把记录（含索引共{bytes}字节）及其历史备份到 {to}"
            )?;
        } else {
            tell!(
                out,
                "copied the records ({bytes} bytes with their index) to {to}; there is no history",
                "已把记录（含索引共{bytes}字节）备份到 {to}；该库没有历史"
            )?;
        }
        Ok(())
    }
}
