//! The demo's results for single needs.

use std::io::Write as _;

use qianxian::model::{Need, NeedKind, Profile, ProfileId};
use qianxian::rank::Ranking;

use super::Told;
use crate::command::rank::Answer;
use crate::failure::Result;
use crate::language::{say, tell};
use crate::output::{Column, Output, Table, bar};

/// Matches shown for one need.
const SHOWN: usize = 3;
/// The grade of a profile that solves exactly the problem of the need.
const SOLVES: i32 = 3;
/// Attribute of records that a public document names.
const SOURCE: &str = "source";
/// Cells of a bar for a score of 1.
const BAR: usize = 20;

/// Shows the best matches, with reasons, of one need of each kind: if there is one, a need whose
/// partner is real.
pub(super) fn print_rankings(out: &mut Output, told: &Told) -> Result<()> {
    let partners = told.partners()?;
    let options = told.options.clone().k(SHOWN);
    for &kind in NeedKind::ALL {
        let is_open = |ranking: &Ranking| ranking.closed.is_none();
        let mut of_kind = told
            .pairs()
            .filter(|(need, r)| need.kind == kind && is_open(r));
        let real = |(need, _): &(&Need, _)| partners.iter().any(|p| p.need.id == need.id);
        let first = of_kind.clone().find(real).or_else(|| of_kind.next());
        if let Some((need, _)) = first {
            Answer::new(&told.snapshot, need, &options, true)?.print(out)?;
            writeln!(out)?;
        }
    }
    Ok(())
}

/// A need, and a real organisation or programme that was judged to solve it.
struct Partner<'t> {
    need: &'t Need,
    ranking: &'t Ranking,
    profile: Profile,
}

impl Told {
    /// Needs with their rankings.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&Need, &Ranking)> + Clone {
        self.needs.iter().zip(&self.rankings)
    }

    fn partners(&self) -> Result<Vec<Partner<'_>>> {
        let mut partners = Vec::new();
        let profiles = self.snapshot.profile_ids()?;
        for (need, ranking) in self.pairs() {
            let grade = |id: &ProfileId| self.qrels.grade(need.id.as_str(), id.as_str());
            for id in profiles.iter().filter(|id| grade(id) == Some(SOLVES)) {
                let profile = self.snapshot.profile(id)?;
                if profile.attributes.contains_key(SOURCE) {
                    partners.push(Partner {
                        need,
                        ranking,
                        profile,
                    });
                }
            }
        }
        Ok(partners)
    }
}

/// Shows the ranks of the real partners.
pub(super) fn print_partners(out: &mut Output, told: &Told) -> Result<()> {
    tell!(
        out,
        "partners named in public documents, and judged to solve the need: where they rank",
        "公开文件中写明且判定能解决该需求的合作方：各自的名次"
    )?;
    let mut table = Table::new([
        Column::text("need", 44),
        Column::text("partner", 40),
        Column::number("rank"),
        Column::number("of"),
        Column::number("score"),
        Column::text("", BAR),
    ]);
    for partner in told.partners()? {
        let matches = &partner.ranking.matches;
        let at = matches.iter().position(|m| m.profile == partner.profile.id);
        let score = at.map(|at| matches[at].score);
        table.row([
            format!("{} {}", partner.need.id, partner.need.title),
            partner.profile.name,
            at.map_or_else(|| say!("ruled out", "排除"), |at| (at + 1).to_string()),
            matches.len().to_string(),
            score.map(|score| format!("{score:.4}")).unwrap_or_default(),
            score.map(|score| bar(score, BAR)).unwrap_or_default(),
        ]);
    }
    table.print(out)?;
    writeln!(out)?;
    Ok(())
}
