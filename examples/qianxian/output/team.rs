//! Teams, for people.

use crate::language::{pick, say, tell, worded};
use std::collections::BTreeMap;
use std::io::{self, Write};

use qianxian::decision::Infeasibility;
use qianxian::error::Wording;
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
    pub(crate) barred: &'a BTreeMap<&'a str, &'a Wording>,
}

impl TeamSheet<'_> {
    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        tell!(
            out,
            "need {}: {}",
            "需求 {}：{}",
            self.need,
            one_line(self.title, TITLE)
        )
    }

    fn name(&self, id: &str) -> &str {
        self.profiles.get(id).map_or("", |known| &known.name)
    }

    fn barred(&self, out: &mut dyn Write) -> io::Result<()> {
        // That a kind was not asked for is no news.
        let told = |(_, why): &(&&str, &&Wording)| !why.english().starts_with("kind:");
        let barred: Vec<_> = self.barred.iter().filter(told).collect();
        if barred.is_empty() {
            return Ok(());
        }
        tell!(
            out,
            "\nruled out, though they prove a topic",
            "\n能证明主题但不得入选"
        )?;
        for (id, why) in barred.iter().take(BARRED) {
            writeln!(out, "  {id}  {}", worded(*why))?;
        }
        let more = barred.len().saturating_sub(BARRED);
        if more > 0 {
            tell!(
                out,
                "  and {more} more; `qianxian explain` tells the reason of each",
                "　另有{more}个；用 `qianxian explain` 查看各自的原因"
            )?;
        }
        Ok(())
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn pick_text(english: &str, chinese: &str) -> String {
    say!("{english}", "{chinese}")
}

/// Prints who is in `team`, what each adds, how each topic is proved, and what stays open.
pub(crate) fn print_team(
    out: &mut dyn Write,
    team: &Team,
    sheet: &TeamSheet<'_>,
) -> io::Result<()> {
    sheet.head(out)?;
    let known = match team.status {
        Status::BestFound { gap } => say!(
            "at most {} better is possible",
            "最多还可提高 {}",
            percent(gap)
        ),
        _ => say!("none covers more", "已无覆盖更多的团队"),
    };
    let size = team.members.len() + usize::from(team.lead.is_some());
    tell!(
        out,
        "team of {size} covers {}; {known}\n",
        "{size}人团队覆盖 {}；{known}\n",
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
        (true, Some(role)) => say!("chief, {role}", "首席，{role}"),
        (true, None) => say!("chief", "首席"),
        (false, Some(role)) => role.to_owned(),
        (false, None) => say!("member", "成员"),
    }
}

fn print_members(out: &mut dyn Write, team: &Team, sheet: &TeamSheet<'_>) -> io::Result<()> {
    let mut table = Table::new([
        Column::text("seat", 24),
        Column::number("adds"),
        Column::number("alone"),
        Column::number("marginal"),
        Column::text("id", usize::MAX),
        Column::text("name", 36),
        Column::text("organization", 36),
    ]);
    if let Some(lead) = &team.lead {
        let cells = [pick("lead", "牵头"), "", "", "", "", "", lead];
        table.row(cells.map(str::to_owned));
    }
    for member in &team.members {
        let runners = member.runners_up.iter().map(|runner| {
            let name = one_line(sheet.name(&runner.profile), 24);
            format!("{} {name} ({})", runner.profile, percent(runner.coverage))
        });
        let runners: Vec<String> = runners.collect();
        let note = say!(
            "runners-up, with what the team would cover: {}",
            "候补及其加入后团队的覆盖：{}",
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
        let mut notes = Vec::new();
        if member.level_unknown {
            notes.push(say!(
                "its level is unknown; confirm that it is as high as is asked of the chief",
                "其层次未知，请确认是否符合对首席的要求"
            ));
        }
        if !runners.is_empty() {
            notes.push(note);
        }
        table.row_with_notes(cells, notes);
    }
    table.print(out)
}

fn cited(proof: &Proof, sheet: &TeamSheet<'_>) -> String {
    let evidence = &proof.evidence;
    let title = one_line(&evidence.title, TITLE);
    let source = match (evidence.work, evidence.year) {
        (None, _) => say!("statement, no work", "陈述，无成果"),
        (Some(_), None) => format!("《{title}》"),
        (Some(_), Some(year)) => format!("《{title}》 {year}"),
    };
    let missing = if evidence.missing.is_empty() {
        String::new()
    } else {
        say!(", without {}", "，缺少{}", evidence.missing.join("、"))
    };
    let name = one_line(sheet.name(&proof.profile), 20);
    format!("{} {name}: {source}{missing}", percent(proof.share))
}

fn print_topics(out: &mut dyn Write, team: &Team, sheet: &TeamSheet<'_>) -> io::Result<()> {
    writeln!(out)?;
    let mut table = Table::new([
        Column::text("topic", 36),
        Column::number("weight"),
        Column::number("covered"),
        Column::number("redundancy"),
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
    tell!(out, "\nnot covered", "\n未覆盖")?;
    for gap in gaps {
        tell!(
            out,
            "  {} of {}: {}",
            "　{1} 的 {0}：{2}",
            percent(gap.uncovered()),
            gap.topic,
            outlook(gap)
        )?;
    }
    Ok(())
}

fn outlook(gap: &TopicCoverage) -> String {
    if gap.best_candidate == 0.0 {
        return say!("no candidate proves it", "没有候选人能证明");
    }
    if gap.best_candidate > gap.covered {
        return say!(
            "a candidate outside proves {}",
            "团队外有候选人证明到 {}",
            percent(gap.best_candidate)
        );
    }
    say!("no candidate proves more", "没有候选人证明得更多")
}

/// Prints what clashes, and what would help.
pub(crate) fn print_infeasible_team(
    out: &mut dyn Write,
    why: &Infeasibility<RuleClash, RuleChange>,
    sheet: &TeamSheet<'_>,
) -> io::Result<()> {
    sheet.head(out)?;
    writeln!(out, "{}", worded(why))?;
    for relaxation in why.relaxations() {
        let changes = relaxation.changes.iter().map(|change| {
            let chinese = change.asks_zh.as_deref().unwrap_or(&change.asks);
            pick_text(&change.asks, chinese)
        });
        let changes: Vec<String> = changes.collect();
        let changes = changes.join(pick(" and ", "，并且"));
        tell!(
            out,
            "  a team is possible with: {changes}",
            "　放宽后可组成团队：{changes}"
        )?;
    }
    sheet.barred(out)
}
