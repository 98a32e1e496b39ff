//! `qianxian vectors`: vectors attached in bulk, and the texts to make them of.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use qianxian::Error;
use qianxian::engine::VectorReport;
use qianxian::intake::vectors::VectorRows;
use serde::Serialize;

use crate::clock::ChangeArgs;
use crate::failure::{Failure, Result};
use crate::language::{chosen, counted, say, tell};
use crate::library::LibraryArgs;
use crate::output::{Destination, Inputs, Output, OutputFile, RankBar, complain};

/// Refused rows that are printed; JSON has all.
const PRINTED: usize = 20;

/// Attach vectors of texts in bulk, made by any model of your own; or write the texts to make them of
///
/// qianxian vectors --library lib --texts texts.jsonl
///
/// qianxian vectors --library lib --file vectors.npy --ids texts.jsonl
///
/// The texts are lines of JSON: {"need":"n1","text":…}, {"profile":"p1","text":…} for all that a profile says apart from its
/// works, {"profile":"p1","work":2,"text":…}. Make one vector of each, in this order, and save them as an array of NumPy
/// (.npy); or write lines of JSON, {"profile":"p1","work":2,"vector":[…]}. The file of ids may also have an id a line, or
/// columns parted by tabs: need or profile, the id, the number of a work.
///
/// Good rows are attached whatever the others are; bad ones are printed by row with their repair. Vectors count in every
/// ranking from then on: needs and profiles need vectors of the same model. examples/embed.rs makes them offline.
///
/// JSON: {"attached","unchanged","components"?,"refused":[{"row","error"}]}, or {"texts"}.
#[derive(Args, Debug)]
pub(crate) struct Vectors {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    work: VectorWork,
    /// Ids of the rows of an array, one a line
    #[arg(long, value_name = "FILE", requires = "file")]
    ids: Option<PathBuf>,
    #[command(flatten)]
    change: ChangeArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct VectorWork {
    /// Vectors to attach: an array of NumPy (.npy), or lines of JSON
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Write the texts of needs and profiles to this file
    #[arg(long, value_name = "FILE")]
    texts: Option<PathBuf>,
}

/// What was attached, as JSON.
#[derive(Debug, Serialize)]
struct Answer {
    attached: usize,
    unchanged: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    components: Option<usize>,
    refused: Vec<Refused>,
}

#[derive(Debug, Serialize)]
struct Refused {
    row: u64,
    error: String,
}

impl Vectors {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        match &self.work {
            VectorWork {
                texts: Some(to), ..
            } => self.write_texts(out, to),
            VectorWork { file, .. } => self.attach(out, file.as_ref()),
        }
    }

    fn write_texts(&self, out: &mut Output, to: &PathBuf) -> Result<()> {
        let inputs = Inputs {
            library: self.library.path(),
            files: &self.library.files(),
        };
        let destination = Destination::checked(to, inputs)?;
        let snapshot = crate::library::snapshot(&self.library.open()?)?;
        let mut file = OutputFile::create(destination)?;
        let mut count = 0_usize;
        snapshot.vector_texts(&mut |text| {
            count += 1;
            let line = serde_json::to_string(&text).map_err(std::io::Error::from);
            let written = line.and_then(|line| writeln!(file, "{line}"));
            written.map_err(|e| Error::io("write", to, e))
        })?;
        file.finish()?;
        if self.json {
            return out.json(&serde_json::json!({ "texts": count }));
        }
        let name = to.display();
        Ok(tell!(
            out,
            "{count} texts are in {name}",
            "{name} 中有{count}条文本"
        )?)
    }

    fn attach(&self, out: &mut Output, file: Option<&PathBuf>) -> Result<()> {
        // The group of arguments asks for one of the two.
        let Some(file) = file else { return Ok(()) };
        let library = self.library.open()?;
        let rows = VectorRows::open(file, self.ids.as_deref())?;
        let mut writer = library.writer()?;
        writer.set_change(self.change.change(Some(file.display().to_string()))?);
        let bar = RankBar::new(("attaching", "添加"));
        let report = writer.attach_vectors(rows, &|progress| bar.hear(progress))?;
        drop(bar);
        writer.commit()?;
        writer.close()?;
        self.tell(out, &report)?;
        if report.attached + report.unchanged == 0 {
            let said = say!(
                "no row was attached; mend the rows and run this again",
                "没有一行可添加；请改正后重新运行"
            );
            return Err(Failure::Request(said));
        }
        Ok(())
    }

    fn tell(&self, out: &mut Output, report: &VectorReport) -> Result<()> {
        let refused = report.refused.iter().map(|refused| Refused {
            row: refused.row,
            error: refused.error.in_language(chosen()),
        });
        let answer = Answer {
            attached: report.attached,
            unchanged: report.unchanged,
            components: report.components,
            refused: refused.collect(),
        };
        if self.json {
            return out.json(&answer);
        }
        for refused in answer.refused.iter().take(PRINTED) {
            complain(&refused.error);
        }
        if let Some(more) = answer
            .refused
            .len()
            .checked_sub(PRINTED)
            .filter(|&more| more > 0)
        {
            let rows = counted(more, "more row was", "more rows were");
            complain(&say!(
                "{rows} refused; --json has all",
                "另有{more}行未被接受；--json 列出全部"
            ));
        }
        let (attached, unchanged, bad) = (answer.attached, answer.unchanged, answer.refused.len());
        let components = answer.components.unwrap_or_default();
        let vectors = counted(attached, "vector", "vectors");
        let of_components = counted(components, "component", "components");
        let there = counted(unchanged, "was", "were");
        let rows = counted(bad, "row", "rows");
        Ok(tell!(
            out,
            "attached {vectors} of {of_components}; {there} there already; {rows} refused",
            "已添加{attached}个{components}维向量；{unchanged}个原已存在；{bad}行未被接受"
        )?)
    }
}
