//! `qianxian show`: one record as it was put in.

use clap::Args;
use qianxian::infer::{self, Inference, Inferences};
use qianxian::model::Taxonomy;
use serde::Serialize;

use crate::failure::Result;
use crate::library::LibraryArgs;
use crate::output::Output;

/// Print one need, profile or enterprise of a library as JSON, exactly as it is stored
///
/// qianxian show --library lib --need N-001
///
/// With --inferred: {"industries":[{"code","name","confidence","evidence":[..]}],"disciplines":[..]}, what is
/// read off the text of a record that states none; such codes count in rankings by their confidence, and bar
/// nothing.
#[derive(Args, Debug)]
pub(crate) struct Show {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    record: Record,
    /// Print the industries and disciplines inferred from the record's text instead
    #[arg(long)]
    inferred: bool,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Record {
    /// Need, by id or title
    #[arg(long, value_name = "NEED")]
    need: Option<String>,
    /// Profile, by id or name
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    /// Enterprise, by id or name
    #[arg(long, value_name = "ENTERPRISE", conflicts_with = "inferred")]
    enterprise: Option<String>,
}

impl Show {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let snapshot = crate::library::snapshot(&self.library.open()?)?;
        if let Some(text) = &self.record.need {
            let need = snapshot.find_need(text)?;
            if self.inferred {
                return out.json(&named(&infer::need(&need)));
            }
            out.json(&need)?;
        }
        if let Some(text) = &self.record.profile {
            let profile = snapshot.find_profile(text)?;
            if self.inferred {
                return out.json(&named(&infer::profile(&profile)));
            }
            out.json(&profile)?;
        }
        if let Some(text) = &self.record.enterprise {
            out.json(&snapshot.find_enterprise(text)?)?;
        }
        Ok(())
    }
}

/// The codes inferred of a record, with names.
#[derive(Debug, Serialize)]
struct Named<'a> {
    industries: Vec<NamedCode<'a>>,
    disciplines: Vec<NamedCode<'a>>,
}

#[derive(Debug, Serialize)]
struct NamedCode<'a> {
    code: &'a str,
    name: String,
    confidence: f64,
    evidence: &'a [String],
}

fn named(inferred: &Inferences) -> Named<'_> {
    Named {
        industries: codes(&inferred.industries, &Taxonomy::industries()),
        disciplines: codes(&inferred.disciplines, &Taxonomy::disciplines()),
    }
}

fn codes<'a>(inferred: &'a [Inference], tree: &Taxonomy) -> Vec<NamedCode<'a>> {
    let code = |found: &'a Inference| NamedCode {
        code: found.code.as_str(),
        name: tree
            .get(&found.code)
            .map_or_else(String::new, |node| node.name().to_owned()),
        confidence: found.confidence,
        evidence: &found.evidence,
    };
    inferred.iter().map(code).collect()
}
