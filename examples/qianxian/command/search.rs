//! `qianxian search`: ad-hoc full text, for people who browse.

use std::io::Write as _;

use clap::Args;
use qianxian::index::{Hit, SearchOptions};
use qianxian::model::{NeedId, NeedKind, ProfileId, ProfileKind};
use qianxian::{Library, Snapshot};
use serde::Serialize;

use crate::failure::Result;
use crate::language::{RecordKind, tell};
use crate::library::{LibraryArgs, region};
use crate::output::{Column, Output, Table};

/// Find needs or profiles by words
///
/// qianxian search --library lib '针状焦 OR "graphite electrode"' --kind expert --region 山东省
///
/// The query is in tantivy's language: words (all must match), "a phrase", a OR b, -not,
/// region:"山东省/淄博市", * for everything. Chinese matches as written. This is for browsing; `rank`
/// matches needs.
///
/// JSON: [{"id","score","kind","name","organization"?,"region"?}], best first.
#[derive(Args, Debug)]
pub(crate) struct Search {
    #[command(flatten)]
    library: LibraryArgs,
    /// What to look for
    query: String,
    /// Look among needs
    #[arg(long, conflicts_with = "profiles")]
    needs: bool,
    /// Look among profiles (the default)
    #[arg(long)]
    profiles: bool,
    /// Only this kind of needs or profiles
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only records in this region or below it
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// Hits at most
    #[arg(short, value_name = "N", default_value = "20", value_parser = crate::ranking::at_least_one)]
    k: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Found {
    id: String,
    score: f64,
    kind: RecordKind,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
}

impl Search {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let options = self.options(&library)?;
        let snapshot = crate::library::snapshot(&library)?;
        let hits = snapshot.search(&self.query, &options)?;
        let found = hits.into_iter().map(|hit| self.found(&snapshot, hit));
        let found: Vec<Found> = found.collect::<Result<_>>()?;
        if self.json {
            return out.json(&found);
        }
        print(out, found)
    }

    fn options(&self, library: &Library) -> Result<SearchOptions> {
        let mut options = if self.needs {
            SearchOptions::needs()
        } else {
            SearchOptions::profiles()
        };
        if let Some(kind) = &self.kind {
            options = if self.needs {
                options.need_kind(kind.parse::<NeedKind>()?)
            } else {
                options.profile_kind(kind.parse::<ProfileKind>()?)
            };
        }
        if let Some(name) = &self.region {
            options = options.region(region(library, name)?);
        }
        Ok(options.limit(self.k))
    }

    fn found(&self, snapshot: &Snapshot, hit: Hit) -> Result<Found> {
        let (kind, name, organization, region): (RecordKind, _, _, _) = if self.needs {
            let need = snapshot.need(&NeedId::new(&hit.id)?)?;
            (need.kind.into(), need.title, need.enterprise, need.region)
        } else {
            let profile = snapshot.profile(&ProfileId::new(&hit.id)?)?;
            (
                profile.kind.into(),
                profile.name,
                profile.organization,
                profile.region,
            )
        };
        Ok(Found {
            id: hit.id,
            score: hit.score,
            kind,
            name,
            organization,
            region: region.map(|region| region.to_string()),
        })
    }
}

fn print(out: &mut Output, found: Vec<Found>) -> Result<()> {
    if found.is_empty() {
        tell!(
            out,
            "nothing matches; try fewer words, or * for everything",
            "没有匹配的记录；请减少词，或用 * 查看全部"
        )?;
    }
    let mut table = Table::new([
        Column::number("score"),
        Column::text("kind", 12),
        Column::text("id", usize::MAX),
        Column::text("name", 44),
        Column::text("organization", 36),
        Column::text("region", 30),
    ]);
    for hit in found {
        table.row([
            format!("{:.3}", hit.score),
            hit.kind.name().to_owned(),
            hit.id,
            hit.name,
            hit.organization.unwrap_or_default(),
            hit.region.unwrap_or_default(),
        ]);
    }
    Ok(table.print(out)?)
}
