//! `qianxian run`: rankings of many needs, in a file.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use qianxian::Error;
use qianxian::intake::Source;
use qianxian::learn::{PositionModel, write_showings};
use qianxian::rank::Ranking;

use crate::failure::Result;
use crate::language::{counted, tell, wording};
use crate::library::{LibraryArgs, read_needs};
use crate::output::{Destination, Inputs, Output, OutputFile, RankBar};
use crate::ranking::{RankingArgs, at_least_one, day, places};

/// Rank all needs of a library, or of a file, into one file
///
/// qianxian run --library lib -k 100 --output run.tsv
///
/// Lines are need_id<TAB>profile_id<TAB>score, needs by id, best profile first. Scores read back to
/// the same bits. The file is the same, byte for byte, for any number of threads and any order of
/// import; it appears when it is complete.
///
/// With --log, the same lists as a log to append outcomes to, for `learn` and `judge`: CSV with columns need,
/// profile, outcome (shown), date, rank, propensity (that of the rank among --places, or empty).
#[derive(Args, Debug)]
pub(crate) struct Run {
    #[command(flatten)]
    library: LibraryArgs,
    /// Rank the needs of this file (JSON Lines, CSV, xlsx) instead of the library's; they are not stored
    #[arg(long, value_name = "FILE")]
    needs: Option<PathBuf>,
    /// Matches at most for each need
    #[arg(short, value_name = "N", default_value = "100", value_parser = at_least_one)]
    k: usize,
    /// Where to write the run; what is there is replaced
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
    /// Where to begin a log of these lists as they are shown; what is there is replaced
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// How likely each place of a list is looked at, from the first on, for the log; the last counts for all
    /// after it
    #[arg(long, value_name = "P,P,…", value_parser = places, requires = "log")]
    places: Option<PositionModel>,
    #[command(flatten)]
    ranking: RankingArgs,
}

impl Run {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let (output, log) = self.destinations()?;
        let library = self.library.open()?;
        let options = self.ranking.options(&library, self.k)?;
        let mut file = OutputFile::create(output)?;
        let snapshot = self.ranking.snapshot(&library)?;
        let bar = RankBar::new(("ranking", "排序"));
        let rankings = match &self.needs {
            None => snapshot.rank_all(&options, &|progress| bar.hear(progress))?,
            Some(needs) => {
                let source = Source::file(needs);
                let needs = read_needs(&library, &source)?;
                if needs.is_empty() {
                    let repair = wording!(
                        "mend the rows that are told above, or name a file with needs",
                        "请修正上面所列的行，或指定含需求的文件"
                    );
                    return Err(Error::invalid("needs", source.name(), repair).into());
                }
                snapshot.rank_many(&needs, &options, &|progress| bar.hear(progress))?
            }
        };
        drop(bar);
        let written = write(&rankings, &mut file).map_err(|e| Error::io("write", &self.output, e));
        let lines = written?;
        file.finish()?;
        self.log(&rankings, log)?;
        let closed = rankings.iter().filter(|r| r.closed.is_some()).count();
        let (needs, path) = (rankings.len(), self.output.display());
        let ranked = counted(needs, "need", "needs");
        let written = counted(lines, "line", "lines");
        tell!(
            out,
            "ranked {ranked} ({closed} of them closed): {written} in {path}",
            "已为{needs}项需求排序（其中{closed}项已关闭）：{path} 中有{lines}行"
        )?;
        Ok(())
    }
}

impl Run {
    /// Where the run goes, and the log.
    fn destinations(&self) -> Result<(Destination<'_>, Option<Destination<'_>>)> {
        let [industries, disciplines, regions] = self.library.files();
        let (needs, weights) = (self.needs.as_deref(), self.ranking.file());
        // The log is written last, and would replace the run.
        let run = Some(self.output.as_path());
        let files = [needs, weights, industries, disciplines, regions, run];
        let inputs = |files| Inputs {
            library: self.library.path(),
            files,
        };
        let output = Destination::checked(&self.output, inputs(&files[..5]))?;
        let log = self.log.as_deref();
        let log = log.map(|log| Destination::checked(log, inputs(&files)));
        Ok((output, log.transpose()?))
    }

    fn log(&self, rankings: &[Ranking], to: Option<Destination<'_>>) -> Result<()> {
        let Some(to) = to else {
            return Ok(());
        };
        let mut file = OutputFile::create(to)?;
        let day = day(self.ranking.today)?;
        write_showings(rankings, day, self.places.as_ref(), &mut file)?;
        file.finish()
    }
}

/// Writes the lines of a run and counts them.
fn write(rankings: &[Ranking], file: &mut impl Write) -> std::io::Result<usize> {
    let mut lines = 0;
    for ranking in rankings {
        for found in &ranking.matches {
            // The shortest decimal that reads back to the same bits.
            writeln!(file, "{}\t{}\t{}", ranking.need, found.profile, found.score)?;
            lines += 1;
        }
    }
    Ok(lines)
}
