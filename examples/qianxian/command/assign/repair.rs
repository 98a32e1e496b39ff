//! An assignment made earlier, what became of it, and its repair.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use qianxian::assign::{Assignment, AssignmentProblem, Limit, Objective, Options, Pair, Solver};
use qianxian::engine::Market;
use qianxian::error::{Bilingual, Wording};
use qianxian::intake::unguarded;
use qianxian::model::{NeedId, ProfileId, StudentGroup};
use qianxian::{Error, Snapshot};
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::language::{name, say, wording};
use crate::table::{reader, unreadable};

/// How an assignment made earlier is mended.
#[derive(Args, Debug)]
#[command(next_help_heading = "Repair")]
pub(super) struct RepairArgs {
    /// Start from the pairs of this file (CSV with columns need and profile, as --output writes)
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
    /// Refusals (CSV without heading), by id or name: need,profile; a need or a profile alone (need, or ,profile) withdraws
    #[arg(long, value_name = "FILE", requires = "previous")]
    refusals: Option<PathBuf>,
    /// Most pairs to change beyond those that became impossible
    #[arg(
        long,
        value_name = "N",
        requires = "previous",
        conflicts_with = "max_loss"
    )]
    max_changes: Option<u32>,
    /// Change as few pairs as lose at most this share of the greatest total (0.02 is two per cent)
    #[arg(long, value_name = "SHARE", requires = "previous")]
    max_loss: Option<f64>,
}

/// Most people of one pair.
const MOST_PEOPLE: usize = StudentGroup::MOST_PEOPLE as usize;

/// A repair to be made.
pub(super) struct Repair {
    pairs: Vec<(NeedId, ProfileId)>,
    lapsed: Vec<Lapsed>,
    at_work: Vec<UnderWay>,
    limit: Limit,
}

/// A pair of before that is under way.
#[derive(Clone, Debug, Serialize)]
pub(super) struct UnderWay {
    pub(super) need: NeedId,
    pub(super) profile: ProfileId,
}

/// A pair of before that cannot be any more.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Lapsed {
    pub(super) need: NeedId,
    pub(super) profile: ProfileId,
    #[serde(serialize_with = "english")]
    pub(super) why: Wording,
}

/// Writes the canonical wording.
fn english<S: serde::Serializer>(
    why: &Wording,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(why.english())
}

/// What a repair did.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Told {
    pub(super) changes: u32,
    pub(super) dropped: Vec<Pair>,
    pub(super) added: Vec<Pair>,
    pub(super) lapsed: Vec<Lapsed>,
    /// Kept, as the ledger says that they are under way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) at_work: Vec<UnderWay>,
}

/// A repaired assignment.
pub(super) struct Mended {
    pub(super) assignment: Assignment,
    pub(super) told: Told,
}

impl RepairArgs {
    /// The files that are read.
    pub(super) fn files(&self) -> [Option<&Path>; 2] {
        [&self.previous, &self.refusals].map(|file| file.as_deref())
    }

    /// Reads the files and tells the market of them.
    pub(super) fn read(
        &self,
        market: &mut Market,
        snapshot: &Snapshot,
        objective: Objective,
    ) -> Result<Option<Repair>> {
        let Some(previous) = &self.previous else {
            return Ok(None);
        };
        if objective != Objective::GreatestTotal {
            let text = say!(
                "a repair is for the greatest total, not for {objective}",
                "修复只适用于总分最大的目标，不适用于 {objective}"
            );
            return Err(Failure::Request(say!(
                "{text}; leave --objective out",
                "{text}；请去掉 --objective"
            )));
        }
        if let Some(file) = &self.refusals {
            refuse(market, snapshot, file)?;
        }
        let mut repair = Repair {
            pairs: Vec::new(),
            lapsed: Vec::new(),
            at_work: Vec::new(),
            limit: match (self.max_changes, self.max_loss) {
                (Some(most), _) => Limit::Changes(most),
                (None, Some(share)) => Limit::Loss(share),
                (None, None) => Limit::None,
            },
        };
        let mut seen = BTreeSet::new();
        for (need, named, people) in pairs(previous)? {
            // A profile of before may be part of another one now.
            let profile = snapshot.profile(&named).map_or(named, |profile| profile.id);
            if !seen.insert((need.clone(), profile.clone())) {
                continue;
            }
            if market.is_at_work(&need, &profile) {
                repair.at_work.push(UnderWay { need, profile });
                continue;
            }
            match lapse(market, &need, &profile)? {
                Some(why) => repair.lapsed.push(Lapsed { need, profile, why }),
                None => repair
                    .pairs
                    .extend(std::iter::repeat_n((need, profile), people)),
            }
        }
        Ok(Some(repair))
    }
}

/// Why a pair of before cannot be any more; puts it into the market where it can.
fn lapse(market: &mut Market, need: &NeedId, profile: &ProfileId) -> Result<Option<Wording>> {
    match market.consider(need, profile) {
        Ok(violations) => Ok(violations.first().map(Bilingual::wording)),
        Err(error) if error.is_not_found() || error.is_invalid_input() => Ok(Some(error.wording())),
        Err(error) => Err(error.into()),
    }
}

/// Need, profile and people of each row of an assignment file; without a number of people there is one.
fn pairs(file: &Path) -> Result<Vec<(NeedId, ProfileId, usize)>> {
    let mut reader = reader(file, true)?;
    let headings = reader.headers().map_err(|e| unreadable(file, &e))?.clone();
    let found = |title: &str, chinese: &str| {
        let clean = |heading: &str| {
            let heading = heading.trim_start_matches('\u{feff}').trim();
            heading == title || heading == chinese
        };
        headings.iter().position(clean)
    };
    let column = |title: &str, chinese: &str| {
        let repair = wording!(
            "give a file with the columns need and profile, as --output writes it",
            "请提供 --output 所写的、含需求和供方两列的文件"
        );
        let missing = || Error::invalid("column", title, repair).in_record(name(file.display()));
        found(title, chinese).ok_or_else(missing)
    };
    let (need, profile) = (column("need", "需求")?, column("profile", "供方")?);
    let people = found("people", "人数");
    let mut pairs = Vec::new();
    for (line, row) in (2..).zip(reader.records()) {
        let row = row.map_err(|e| unreadable(file, &e))?;
        let cell = |at: usize| unguarded(row.get(at).unwrap_or_default().trim());
        let record =
            |e: Error| e.in_record(wording!("{} line {line}", "{} 第{line}行", file.display()));
        let need = cell(need).parse::<NeedId>().map_err(record)?;
        let profile = cell(profile).parse::<ProfileId>().map_err(record)?;
        let people = match people.map(cell).unwrap_or_default() {
            "" => 1,
            text => text
                .parse()
                .ok()
                .filter(|n| (1..=MOST_PEOPLE).contains(n))
                .ok_or_else(|| {
                    let repair = wording!(
                        "give a number of people from 1 to {MOST_PEOPLE}, or leave the cell blank",
                        "请填1至{MOST_PEOPLE}的人数，或留空"
                    );
                    record(Error::invalid("people", text, repair))
                })?,
        };
        pairs.push((need, profile, people));
    }
    Ok(pairs)
}

/// Tells the market of refusals and withdrawals.
fn refuse(market: &mut Market, snapshot: &Snapshot, file: &Path) -> Result<()> {
    let mut reader = reader(file, false)?;
    for (line, row) in (1..).zip(reader.records()) {
        let row = row.map_err(|e| unreadable(file, &e))?;
        let record =
            |e: Error| e.in_record(wording!("{} line {line}", "{} 第{line}行", file.display()));
        let cell = |at: usize| {
            row.get(at)
                .unwrap_or_default()
                .trim_start_matches('\u{feff}')
        };
        let (need, profile) = (unguarded(cell(0).trim()), unguarded(cell(1).trim()));
        if ![("need", "profile"), ("需求", "供方")].contains(&(need, profile)) {
            refusal(market, snapshot, (need, profile)).map_err(record)?;
        }
    }
    Ok(())
}

fn refusal(market: &mut Market, snapshot: &Snapshot, pair: (&str, &str)) -> qianxian::Result<()> {
    let need = |text| snapshot.find_need(text).map(|need| need.id);
    let profile = |text| snapshot.find_profile(text).map(|profile| profile.id);
    match pair {
        ("", "") => Ok(()),
        (refused, "") => market.withdraw_need(&need(refused)?),
        ("", refused) => market.withdraw_profile(&profile(refused)?),
        (a, b) => market.forbid(&need(a)?, &profile(b)?),
    }
}

impl Repair {
    /// The assignment of before, mended on `problem`.
    pub(super) fn mend(self, problem: &AssignmentProblem) -> Result<Mended> {
        let pairs = self.pairs.iter().map(|(n, p)| (n.as_str(), p.as_str()));
        let mut solver = Solver::resume(problem.clone(), pairs);
        let outcome = solver.repair(&[], self.limit, Options::new())?;
        let repair = outcome.into_result()?;
        let lost = say!(
            "the repair left no assignment; repeat it without --previous",
            "修复后没有分配结果；请去掉 --previous 重试"
        );
        let assignment = solver.assignment();
        Ok(Mended {
            assignment: assignment.ok_or_else(|| Failure::Request(lost.to_owned()))?,
            told: Told {
                changes: repair.changes,
                dropped: repair.dropped,
                added: repair.added,
                lapsed: self.lapsed,
                at_work: self.at_work,
            },
        })
    }
}
