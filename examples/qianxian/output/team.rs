//! Teams, for people.

use std::collections::BTreeMap;
use std::io::{self, Write};

use qianxian::decision::Infeasibility;
use qianxian::model::{Level, NeedId, Profile};
use qianxian::team::{Member, Proof, RuleChange, RuleClash, Status, Team, TopicCoverage};
use serde::Serialize;

use super::width::one_line;
use super::{Column, Table};

/// Columns of a title.
const TITLE: usize = 60;
/// Profiles that are ruled out and listed.
const BARRED: usize = 8;

/// Who a profile is.
#[derive(Debug, Serialize)]
pub(crate) struct Name {
    name: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<Level>,
}

impl Name {
    pub(crate) fn of(profile: Profile) -> Self {
        Self {
            name: profile.name,
            kind: profile.kind.as_str(),
            organization: profile.organization,
            level: profile.level,
        }
    }
}

/// What is known besides the team itself.
pub(crate) struct TeamSheet<'a> {
    pub(crate) need: &'a NeedId,
    pub(crate) title: &'a str,
    pub(crate) profiles: &'a BTreeMap<&'a str, Name>,
    pub(crate) barred: &'a BTreeMap<&'a str, &'a str>,
}

impl TeamSheet<'_> {
    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "need {}: {}", self.need, one_line(self.title, TITLE))
    }

    fn name(&self, id: &str) -> &str {
        self.profiles.get(id).map_or("", |known| &known.name)
    }

    fn barred(&self, out: &mut dyn Write) -> io::Result<()> {
        // That a kind was not asked for is no news.
        let told = |(_, why): &(&&str, &&str)| !why.starts_with("kind:");
        let barred: Vec<_> = self.barred.iter().filter(told).collect();
        if barred.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n不得入选 ruled out, though they prove a topic")?;
        for (id, why) in barred.iter().take(BARRED) {
            writeln!(out, "  {id}  {why}")?;
        }
        let more = barred.len().saturating_sub(BARRED);
        if more > 0 {
            writeln!(
                out,
                "  and {more} more; `qianxian explain` tells the reason of each"
            )?;
        }
        Ok(())
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// Prints who is in `team`, what each adds, how each topic is proved, and what stays open.
pub(crate) fn print_team(
    out: &mut dyn Write,
    team: &Team,
    sheet: &TeamSheet<'_>,
) -> io::Result<()> {
    sheet.head(out)?;
    let known = match team.status {
        Status::BestFound { gap } => format!("at most {} better is possible", percent(gap)),
        _ => "none covers more".to_owned(),
    };
    let size = team.members.len() + usize::from(team.lead.is_some());
    writeln!(
        out,
        "team of {size} covers {}; {known}\n",
        percent(team.coverage)
    )?;
    print_members(out, team, sheet)?;
    print_topics(out, team, sheet)?;
    print_gaps(out, team)?;
    sheet.barred(out)
}

fn seat(member: &Member) -> String {
    let role = member.role.as_deref();
    match (member.chief, role) {
        (true, Some(role)) => format!("首席 chief, {role}"),
        (true, None) => "首席 chief".to_owned(),
        (false, Some(role)) => role.to_owned(),
        (false, None) => "成员 member".to_owned(),
    }
}

fn print_members(out: &mut dyn Write, team: &Team, sheet: &TeamSheet<'_>) -> io::Result<()> {
    let mut table = Table::new([
        Column::text("席位 seat", 24),
        Column::number("增加 adds"),
        Column::number("单独 alone"),
        Column::number("缺之则失 marginal"),
        Column::text("id", usize::MAX),
        Column::text("姓名 name", 36),
        Column::text("单位 organization", 36),
    ]);
    if let Some(lead) = &team.lead {
        let cells = ["牵头 lead", "", "", "", "", "", lead];
        table.row(cells.map(str::to_owned));
    }
    for member in &team.members {
        let runners = member.runners_up.iter().map(|runner| {
            let name = one_line(sheet.name(&runner.profile), 24);
            format!("{} {name} ({})", runner.profile, percent(runner.coverage))
        });
        let runners: Vec<String> = runners.collect();
        let note = format!(
            "候补 runners-up, with what the team would cover: {}",
            runners.join("; ")
        );
        let cells = [
            seat(member),
            percent(member.adds),
            percent(member.alone),
            percent(member.marginal),
            member.profile.to_string(),
            sheet.name(&member.profile).to_owned(),
            member.organization.clone().unwrap_or_default(),
        ];
        let notes = if runners.is_empty() {
            Vec::new()
        } else {
            vec![note]
        };
        table.row_with_notes(cells, notes);
    }
    table.print(out)
}

fn cited(proof: &Proof, sheet: &TeamSheet<'_>) -> String {
    let evidence = &proof.evidence;
    let title = one_line(&evidence.title, TITLE);
    let source = match (evidence.work, evidence.year) {
        (None, _) => "statement, no work".to_owned(),
        (Some(_), None) => format!("《{title}》"),
        (Some(_), Some(year)) => format!("《{title}》 {year}"),
    };
    let missing = if evidence.missing.is_empty() {
        String::new()
    } else {
        format!(", without {}", evidence.missing.join("、"))
    };
    let name = one_line(sheet.name(&proof.profile), 20);
    format!("{} {name}: {source}{missing}", percent(proof.share))
}

fn print_topics(out: &mut dyn Write, team: &Team, sheet: &TeamSheet<'_>) -> io::Result<()> {
    writeln!(out)?;
    let mut table = Table::new([
        Column::text("主题 topic", 36),
        Column::number("权重 weight"),
        Column::number("覆盖 covered"),
        Column::number("备份 redundancy"),
    ]);
    for topic in &team.topics {
        let proofs = topic.proofs.iter().map(|proof| cited(proof, sheet));
        let cells = [
            topic.topic.clone(),
            percent(topic.weight),
            percent(topic.covered),
            percent(topic.redundancy()),
        ];
        table.row_with_notes(cells, proofs.collect());
    }
    table.print(out)
}

fn print_gaps(out: &mut dyn Write, team: &Team) -> io::Result<()> {
    let gaps = team.uncovered();
    if gaps.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n未覆盖 not covered")?;
    for gap in gaps {
        writeln!(
            out,
            "  {} of {}: {}",
            percent(gap.uncovered()),
            gap.topic,
            outlook(gap)
        )?;
    }
    Ok(())
}

fn outlook(gap: &TopicCoverage) -> String {
    if gap.best_candidate == 0.0 {
        return "no candidate proves it".to_owned();
    }
    if gap.best_candidate > gap.covered {
        return format!("a candidate outside proves {}", percent(gap.best_candidate));
    }
    "no candidate proves more".to_owned()
}

/// Prints what clashes, and what would help.
pub(crate) fn print_infeasible_team(
    out: &mut dyn Write,
    why: &Infeasibility<RuleClash, RuleChange>,
    sheet: &TeamSheet<'_>,
) -> io::Result<()> {
    sheet.head(out)?;
    writeln!(out, "{why}")?;
    for relaxation in why.relaxations() {
        let changes: Vec<&str> = relaxation.changes.iter().map(|c| c.asks.as_str()).collect();
        let changes = changes.join(" and ");
        writeln!(out, "  放宽 a team is possible with: {changes}")?;
    }
    sheet.barred(out)
}
