//! `qianxian clinic`: gaps in needs, and needs that firms have in common.

use std::collections::BTreeMap;
use std::io::Write as _;

use clap::Args;
use qianxian::Snapshot;
use qianxian::clinic::{Checkup, Cluster, ClusterOptions, Server, clusters, examine_all, serve};
use qianxian::model::{Need, NeedId, NeedStatus};
use qianxian::text::{Analyzer, QueryAnalyzer};
use serde::Serialize;

use crate::failure::Result;
use crate::language::{counted, named, pick, tell};
use crate::library::LibraryArgs;
use crate::output::{Output, RankBar, bar, one_line};
use crate::ranking::{RankingArgs, at_least_one};

/// Examine needs: what is missing, vague or asked twice, and what several firms ask for
///
/// qianxian clinic --library lib
/// qianxian clinic --library lib --need N-001
///
/// For each need that is not settled or withdrawn: which parts it states (problem, current state, target figures,
/// conditions, budget, deadline), properties without a figure, vague wording, near-duplicates, and the questions
/// to ask the enterprise. Then the common needs: groups that ask for the same from at least two enterprises, with the
/// profiles that rank for most of a group: `qianxian event --common` seats each group at one table. Findings are told by word lists: a question to ask, not a verdict.
///
/// JSON: {"checkups":[{"need","completeness","parts":[{"part","evidence"}],"unmeasured","vague",
/// "questions":[{"cause","about","text"}],"twins":[{"need","similarity"}]}],
/// "clusters":[{"needs","enterprises","without_enterprise"?,"similarity","terms","profiles":[{"profile","needs","score"}]}]}.
#[derive(Args, Debug)]
pub(crate) struct Clinic {
    #[command(flatten)]
    library: LibraryArgs,
    /// Examine this need, by id or title; may be repeated (default: all needs, and their common needs)
    #[arg(long, value_name = "NEED")]
    need: Vec<String>,
    /// Least mean likeness of the needs of a group, above 0 to 1
    #[arg(long, value_name = "COSINE")]
    similarity: Option<f64>,
    /// Profiles shown for each group
    #[arg(short, value_name = "N", default_value = "3", value_parser = at_least_one)]
    k: usize,
    /// A profile serves a need where it is among so many best
    #[arg(long, value_name = "N", default_value = "20", value_parser = at_least_one)]
    depth: usize,
    #[command(flatten)]
    ranking: RankingArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    checkups: Vec<Checkup>,
    clusters: Vec<Served>,
}

/// A group of common needs, and who serves it.
#[derive(Serialize)]
struct Served {
    #[serde(flatten)]
    cluster: Cluster,
    profiles: Vec<Server>,
}

impl Clinic {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let snapshot = self.ranking.snapshot(&library)?;
        let asked = self.need.iter();
        let asked = asked.map(|text| Ok(snapshot.find_need(text)?.id));
        let asked: Vec<NeedId> = asked.collect::<Result<_>>()?;
        let examined = |need: &Need| is_open(need) || asked.contains(&need.id);
        let needs: Vec<Need> = snapshot.needs()?.into_iter().filter(examined).collect();
        let mut checkups = examine_all(&needs)?;
        let mut served = Vec::new();
        if asked.is_empty() {
            let analyzer = QueryAnalyzer::new(Analyzer::new(), library.lexicon().into());
            let found = clusters(&needs, &analyzer, self.cluster_options()?)?;
            served = self.served(&snapshot, &needs, found, &library)?;
        } else {
            checkups.retain(|checkup| asked.contains(&checkup.need));
        }
        let answer = Answer {
            checkups,
            clusters: served,
        };
        if self.json {
            return out.named_json(&answer, &snapshot);
        }
        let titles = needs
            .iter()
            .map(|need| (&need.id, need.title.as_str()))
            .collect();
        answer.print(out, &titles, &snapshot)
    }

    fn cluster_options(&self) -> Result<ClusterOptions> {
        let options = ClusterOptions::default();
        Ok(match self.similarity {
            Some(similarity) => options.similarity(similarity)?,
            None => options,
        })
    }

    fn served(
        &self,
        snapshot: &Snapshot,
        needs: &[Need],
        found: Vec<Cluster>,
        library: &qianxian::Library,
    ) -> Result<Vec<Served>> {
        let grouped = |need: &&Need| found.iter().any(|cluster| cluster.needs.contains(&need.id));
        let grouped: Vec<Need> = needs.iter().filter(grouped).cloned().collect();
        let options = self.ranking.options(library, self.depth)?;
        let bar = RankBar::new(("ranking", "排序"));
        let rankings = snapshot.rank_many(&grouped, &options, &|progress| bar.hear(progress))?;
        let served = found.into_iter().map(|cluster| {
            let profiles = serve(&cluster, &rankings, self.k);
            Served { cluster, profiles }
        });
        Ok(served.collect())
    }
}

fn is_open(need: &Need) -> bool {
    !matches!(need.status, NeedStatus::Settled | NeedStatus::Withdrawn)
}

impl Answer {
    fn print(
        &self,
        out: &mut Output,
        titles: &BTreeMap<&NeedId, &str>,
        snapshot: &Snapshot,
    ) -> Result<()> {
        let title = |id: &NeedId| one_line(titles.get(id).copied().unwrap_or_default(), 48);
        for checkup in &self.checkups {
            let Checkup {
                need, completeness, ..
            } = checkup;
            writeln!(
                out,
                "{need}  {}  {completeness:.2}  {}",
                bar(*completeness, 6),
                title(need)
            )?;
            let missing = checkup
                .parts
                .iter()
                .filter(|finding| finding.evidence.is_none());
            let missing: Vec<String> = missing
                .map(|finding| named!(finding.part).to_owned())
                .collect();
            if !missing.is_empty() {
                tell!(
                    out,
                    "  missing: {}",
                    "　缺少：{}",
                    missing.join(pick(", ", "、"))
                )?;
            }
            for question in &checkup.questions {
                writeln!(out, "  ? {}", question.text)?;
            }
            for twin in &checkup.twins {
                tell!(
                    out,
                    "  nearly the same as {} ({:.2})  {}",
                    "　与 {} 几乎相同（{:.2}）  {}",
                    twin.need,
                    twin.similarity,
                    title(&twin.need)
                )?;
            }
        }
        self.print_clusters(out, &title, snapshot)
    }

    fn print_clusters(
        &self,
        out: &mut Output,
        title: &dyn Fn(&NeedId) -> String,
        snapshot: &Snapshot,
    ) -> Result<()> {
        for Served { cluster, profiles } in &self.clusters {
            let (count, firms) = (cluster.needs.len(), cluster.enterprises);
            let terms = cluster.terms.join("、");
            let of_needs = counted(count, "need", "needs");
            let of_firms = counted(firms, "enterprise", "enterprises");
            tell!(
                out,
                "\ncommon need: {of_needs} of {of_firms}, likeness {:.2}: {terms}",
                "\n共性需求：{firms}家企业的{count}项需求，相似度 {:.2}：{terms}",
                cluster.similarity
            )?;
            for need in &cluster.needs {
                writeln!(out, "  {need}  {}", title(need))?;
            }
            for Server {
                profile,
                needs,
                score,
                ..
            } in profiles
            {
                let name = snapshot.profile(profile)?.name;
                tell!(
                    out,
                    "  → {profile}  {name}: serves {} of {count}, mean score {score:.4}",
                    "　→ {profile}  {name}：可服务{count}项中的{}项，平均得分 {score:.4}",
                    needs.len()
                )?;
            }
        }
        Ok(())
    }
}
