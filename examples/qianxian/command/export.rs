//! `qianxian export`: a whole library as lines of JSON.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use qianxian::Library;
use qianxian::push::DeliveryFilter;

use crate::failure::Result;
use crate::language::{counted, tell};
use crate::library::LibraryArgs;
use crate::output::{Destination, Inputs, Output, OutputFile, RankBar};

/// Write records, words and synonyms, history and ledger of a library as lines of JSON
///
/// qianxian export --library lib --output lib.jsonl && qianxian import --library copy --from-export lib.jsonl
///
/// The file does not depend on the format of the library, so that it can be taken to any later version. A library made
/// of it ranks as this one does, to the last bit. The file appears when it is complete, and ends in a line that counts the
/// others, so that one cut off is refused. Subscriptions and deliveries are no part of it, and are counted: `backup` keeps
/// them.
#[derive(Args, Debug)]
pub(crate) struct Export {
    #[command(flatten)]
    library: LibraryArgs,
    /// Where to write; a file that is there is replaced
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

impl Export {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let inputs = Inputs {
            library: self.library.path(),
            files: &self.library.files(),
        };
        let to = Destination::checked(&self.output, inputs)?;
        let library = self.library.open()?;
        let snapshot = crate::library::snapshot(&library)?;
        let bar = RankBar::new(("exporting", "导出"));
        let mut file = OutputFile::create(to)?;
        let counts = snapshot.export(&mut file, &|progress| bar.hear(progress))?;
        file.finish()?;
        let (records, revisions, entries) = (counts.records, counts.revisions, counts.entries);
        let name = self.output.display();
        let of_records = counted(records, "record", "records");
        let of_changes = counted(revisions, "change", "changes");
        let of_entries = counted(entries, "entry", "entries");
        tell!(
            out,
            "written to {name}: {of_records}, {of_changes} and {of_entries} of the ledger",
            "{name} 中有{records}条记录、{revisions}次修改、{entries}条台账记录"
        )?;
        left_out(out, &library)
    }
}

/// Says what a library holds that no export does.
fn left_out(out: &mut Output, library: &Library) -> Result<()> {
    let subscriptions = library.subscriptions()?.list()?.len();
    // They are numbered from 1, and none is ever removed.
    let last = DeliveryFilter::all().limit(1);
    let last = library.outbox()?.deliveries(&last)?;
    let deliveries = last.first().map_or(0, |last| last.number);
    if subscriptions > 0 || deliveries > 0 {
        let of_subscriptions = counted(subscriptions, "subscription", "subscriptions");
        let sent = usize::try_from(deliveries).unwrap_or(usize::MAX);
        let of_deliveries = counted(sent, "delivery", "deliveries");
        tell!(
            out,
            "not in it: {of_subscriptions} and {of_deliveries}; `qianxian backup` keeps them",
            "其中不含{subscriptions}个订阅和{deliveries}条推送；`qianxian backup` 会保留它们"
        )?;
    }
    Ok(())
}
