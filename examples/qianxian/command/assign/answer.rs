//! An assignment with the names of those it brings together.

use std::io::Write;
use std::path::Path;

use qianxian::assign::{Assignment, Deepened, NeedTotal, Pair, Status};
use qianxian::engine::{Market, PairReason};
use qianxian::intake::CsvWriter;
use qianxian::model::{Need, NeedId, Profile, ProfileId};
use qianxian::rule::{Caution, Violation};
use qianxian::{Error, Library, Snapshot};
use serde::Serialize;

use super::repair::Told;
use crate::failure::Result;
use crate::output::heading;
use crate::past::PastPairs;
use crate::same::same_persons;

/// Scarce profiles that are told.
const SCARCE: usize = 10;

#[derive(Debug, Serialize)]
pub(super) struct Answer {
    pub(super) objective: String,
    pub(super) status: Status,
    pub(super) total: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) beyond: Option<f64>,
    /// Needs whose lists were not looked at to the end though it might have helped.
    pub(super) open: Vec<NeedId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) worst_off: Option<NeedTotal>,
    pub(super) needs: Vec<NeedLine>,
    pub(super) scarce: Vec<Scarce>,
    pub(super) closed: Vec<Closed>,
    /// Open needs with who is at work on them already.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) at_work: Vec<AtWork>,
    pub(super) short_lists: Vec<ShortList>,
    /// Assigned pairs whose match has ended in the ledger.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) in_ledger: Vec<PastPairs>,
    /// Profiles of one person that a need got together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) same_persons: Vec<Vec<ProfileId>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) leaders: Vec<Leading>,
    pub(super) reasons: Vec<PairReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) repair: Option<Told>,
}

/// What a need got.
#[derive(Debug, Serialize)]
pub(super) struct NeedLine {
    pub(super) need: NeedId,
    pub(super) title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) enterprise: Option<String>,
    pub(super) total: f64,
    /// Places taken; of people, if the need asks for students.
    pub(super) filled: u32,
    /// Places left open.
    pub(super) open: u32,
    pub(super) pairs: Vec<Placed>,
    pub(super) alternates: Vec<Next>,
}

#[derive(Debug, Serialize)]
pub(super) struct Placed {
    #[serde(flatten)]
    pub(super) who: Who,
    /// People who go, of a student group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) people: Option<u32>,
    pub(super) affinity: f64,
    /// Relations that have to be confirmed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cautions: Vec<Caution>,
}

impl Placed {
    /// The number of people of a student group, blank for others.
    pub(super) fn shown_people(&self) -> String {
        self.people.map_or_else(String::new, |n| n.to_string())
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Next {
    #[serde(flatten)]
    pub(super) who: Who,
    pub(super) affinity: f64,
    pub(super) worth: f64,
    pub(super) free: u32,
}

/// A profile by its names.
#[derive(Debug, Serialize)]
pub(super) struct Who {
    pub(super) profile: ProfileId,
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) organization: Option<String>,
    /// Who leads it, of a student group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) leader: Option<String>,
    #[serde(skip)]
    is_group: bool,
}

/// A profile of which one more place would add to the total.
#[derive(Debug, Serialize)]
pub(super) struct Scarce {
    #[serde(flatten)]
    pub(super) who: Who,
    pub(super) gain: f64,
}

#[derive(Debug, Serialize)]
pub(super) struct Closed {
    need: NeedId,
    why: Violation,
}

/// A need, places of which matches under way take.
#[derive(Debug, Serialize)]
pub(super) struct AtWork {
    pub(super) need: NeedId,
    pub(super) profiles: Vec<ProfileId>,
}

/// A profile of which a place is kept for each student group that it leads.
#[derive(Debug, Serialize)]
pub(super) struct Leading {
    pub(super) profile: ProfileId,
    pub(super) groups: Vec<ProfileId>,
}

#[derive(Debug, Serialize)]
pub(super) struct ShortList {
    pub(super) need: NeedId,
    pub(super) profiles: usize,
}

fn who(snapshot: &Snapshot, profile: &ProfileId) -> Result<Who> {
    Ok(named(profile, snapshot.profile(profile)?))
}

fn named(profile: &ProfileId, found: Profile) -> Who {
    Who {
        profile: profile.clone(),
        name: found.name,
        organization: found.organization,
        is_group: found.students.is_some(),
        leader: found.students.and_then(|group| group.leader),
    }
}

fn total(pair: &Pair) -> f64 {
    pair.affinity * f64::from(pair.people)
}

impl NeedLine {
    fn new(
        snapshot: &Snapshot,
        need: &Need,
        found: &Deepened,
        assignment: &Assignment,
        alternates: usize,
    ) -> Result<Self> {
        let id = need.id.as_str();
        let pairs = assignment.profiles_of(id).map(|pair| {
            let profile = snapshot.profile(&pair.profile)?;
            let cautions = snapshot.cautions(need, &profile)?;
            let who = named(&pair.profile, profile);
            Ok(Placed {
                people: who.is_group.then_some(pair.people),
                who,
                affinity: pair.affinity,
                cautions,
            })
        });
        let next = assignment.alternates(&found.problem, id, alternates)?;
        let next = next.into_iter().map(|next| {
            Ok(Next {
                who: who(snapshot, &next.profile)?,
                affinity: next.affinity,
                worth: next.worth,
                free: next.free,
            })
        });
        let unmet = assignment.unmet().iter().find(|u| u.need == id);
        Ok(Self {
            need: need.id.clone(),
            title: need.title.clone(),
            enterprise: need.enterprise.clone(),
            // Not −0, which the sum of nothing is.
            total: assignment.profiles_of(id).map(total).sum::<f64>() + 0.0,
            filled: assignment.profiles_of(id).map(|pair| pair.people).sum(),
            open: unmet.map_or(0, |u| u.open),
            pairs: pairs.collect::<Result<_>>()?,
            alternates: next.collect::<Result<_>>()?,
        })
    }
}

impl Answer {
    pub(super) fn new(
        library: &Library,
        market: &Market,
        found: &Deepened,
        assignment: &Assignment,
        alternates: usize,
    ) -> Result<Self> {
        let snapshot = crate::library::snapshot(library)?;
        let is_closed = |id: &NeedId| market.closed().any(|(closed, _)| closed == id);
        let open = market.needs().iter().filter(|n| !is_closed(&n.id));
        let lines = open.map(|need| NeedLine::new(&snapshot, need, found, assignment, alternates));
        let scarce = assignment.scarce(&found.problem).into_iter().take(SCARCE);
        let scarce = scarce.map(|(id, gain)| {
            Ok(Scarce {
                who: who(&snapshot, id)?,
                gain,
            })
        });
        let closed = market.closed();
        let closed = closed.map(|(need, why)| Closed {
            need: need.clone(),
            why: why.clone(),
        });
        let at_work = market.at_work().map(|(need, profiles)| AtWork {
            need: need.clone(),
            profiles: profiles.iter().cloned().collect(),
        });
        let leaders = market.leaders().map(|(leader, groups)| Leading {
            profile: leader.clone(),
            groups: groups.to_vec(),
        });
        let short = market.short_lists();
        let short = short.map(|(need, profiles)| ShortList {
            need: need.clone(),
            profiles,
        });
        Ok(Self {
            objective: assignment.objective().to_string(),
            status: assignment.status(),
            total: assignment.total(),
            beyond: found.beyond,
            open: found.open.clone(),
            worst_off: assignment.worst_off().cloned(),
            needs: lines.collect::<Result<_>>()?,
            scarce: scarce.collect::<Result<_>>()?,
            closed: closed.collect(),
            at_work: at_work.collect(),
            short_lists: short.collect(),
            in_ledger: Vec::new(),
            same_persons: Vec::new(),
            leaders: leaders.collect(),
            reasons: Vec::new(),
            repair: None,
        })
    }

    /// The assigned pairs.
    pub(super) fn assigned(&self) -> Vec<(NeedId, ProfileId)> {
        let needs = self.needs.iter();
        let pairs = needs.flat_map(|line| line.pairs.iter().map(|pair| (&line.need, &pair.who)));
        pairs
            .map(|(need, who)| (need.clone(), who.profile.clone()))
            .collect()
    }

    /// Profiles that are one person each, where one need got several of them.
    pub(super) fn placed_twice(&self, snapshot: &Snapshot) -> Result<Vec<Vec<ProfileId>>> {
        let several = self.needs.iter().filter(|line| line.pairs.len() > 1);
        let pairs = several.flat_map(|line| &line.pairs);
        let mut sets = same_persons(snapshot, pairs.map(|pair| &pair.who.profile))?;
        sets.retain(|set| {
            self.needs.iter().any(|line| {
                let placed = line.pairs.iter();
                placed
                    .filter(|pair| set.contains(&pair.who.profile))
                    .count()
                    > 1
            })
        });
        Ok(sets)
    }

    /// Writes a line for each pair, as `--previous` reads it.
    pub(super) fn write_csv(&self, file: &mut impl Write, path: &Path) -> Result<()> {
        let fail = |e| Error::io("write", path, e);
        // Spreadsheet programs take a file without the mark for one in the system's own encoding.
        file.write_all("\u{feff}".as_bytes()).map_err(fail)?;
        let mut writer = CsvWriter::new(file);
        let headings = [
            "need",
            "profile",
            "affinity",
            "title",
            "enterprise",
            "name",
            "organization",
            "people",
            "leader",
        ];
        writer.row(headings.map(heading)).map_err(fail)?;
        for need in &self.needs {
            for pair in &need.pairs {
                let cells = [
                    need.need.as_str(),
                    &pair.who.profile,
                    &pair.affinity.to_string(),
                    &need.title,
                    need.enterprise.as_deref().unwrap_or_default(),
                    &pair.who.name,
                    pair.who.organization.as_deref().unwrap_or_default(),
                    &pair.shown_people(),
                    pair.who.leader.as_deref().unwrap_or_default(),
                ];
                writer.row(cells).map_err(fail)?;
            }
        }
        Ok(writer.flush().map_err(fail)?)
    }
}
