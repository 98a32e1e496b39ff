//! The arguments that say what the event is like.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use clap::Args;
use qianxian::clinic::ClusterOptions;
use qianxian::engine::CommonNeed;
use qianxian::event::{EventBuilder, EventProblem, Meeting, Party, Slot};
use qianxian::intake::Source;
use qianxian::model::{Date, Need, NeedId, ProfileId};
use qianxian::{Error, Library, Snapshot};

use super::availability;
use crate::failure::Result;
use crate::language::{pick, say, wording};
use crate::library::{need_among, pair_by, read_needs};
use crate::output::complain;

/// Days, slots, tables and limits.
#[derive(Args, Debug)]
#[command(next_help_heading = "Event")]
pub(crate) struct EventArgs {
    /// Needs that take part: ids or titles with commas between, or a file (JSON Lines, CSV, xlsx) (default: all of
    /// the library)
    #[arg(long, value_name = "NEEDS|FILE")]
    needs: Option<String>,
    /// Days, with commas between
    #[arg(
        long,
        value_name = "YYYY-MM-DD",
        value_delimiter = ',',
        required = true
    )]
    days: Vec<Date>,
    /// Hours of each day, with commas between
    #[arg(
        long,
        value_name = "HOURS",
        value_delimiter = ',',
        default_value = "09:00-12:00,14:00-17:00"
    )]
    slots: Vec<String>,
    /// Length of a slot in minutes
    #[arg(long, value_name = "N", default_value = "30")]
    minutes: u16,
    /// Minutes between two slots
    #[arg(long, value_name = "N", default_value = "0")]
    pause: u16,
    /// Tables
    #[arg(long, value_name = "N", default_value = "10")]
    tables: u32,
    /// Seats of a table, of both sides together (default: 2, with --common 8)
    #[arg(long, value_name = "N")]
    seats: Option<u32>,
    /// Seat the enterprises of each common need at one table, with the profile that serves most of them: one visit, one
    /// slot
    #[arg(long)]
    common: bool,
    /// Enterprises that a profile sees at once, as far as the seats go
    #[arg(long, value_name = "N", default_value = "1")]
    together: u32,
    /// Meetings of a need: least and most
    #[arg(long, value_name = "A..B", default_value = "0..4", value_parser = meetings)]
    per_need: RangeInclusive<u32>,
    /// Meetings of a profile: least and most
    #[arg(long, value_name = "A..B", default_value = "0..6", value_parser = meetings)]
    per_profile: RangeInclusive<u32>,
    /// Slots in a row, at most, of an enterprise or profile (default: no limit)
    #[arg(long, value_name = "N")]
    in_a_row: Option<u32>,
    /// When parties can come (CSV: id or name,date,hours); those not named can always
    #[arg(long, value_name = "FILE")]
    availability: Option<PathBuf>,
    /// A need and a profile that must not meet; may be repeated
    #[arg(long, value_name = "NEED,PROFILE")]
    veto: Vec<String>,
    /// A need and a profile that must meet; may be repeated
    #[arg(long, value_name = "NEED,PROFILE")]
    require: Vec<String>,
}

fn meetings(text: &str) -> Result<RangeInclusive<u32>, String> {
    let ends = text.split_once("..");
    let ends = ends.and_then(|(a, b)| {
        let b = b.strip_prefix('=').unwrap_or(b);
        Some((a.parse().ok()?, b.parse().ok()?))
    });
    let (least, most): (u32, u32) = ends.ok_or(say!(
        "write the least and the most as in 1..4",
        "请写出最少和最多，如 1..4"
    ))?;
    if least > most {
        return Err(say!(
            "give a least that does not pass the most",
            "请让最少不超过最多"
        ));
    }
    if most == 0 {
        return Err(say!(
            "give a most of at least 1: at most 0 meets nobody",
            "最多不能为0，否则没有会面；请至少填1"
        ));
    }
    Ok(least..=most)
}

/// The needs of an event, which may come from a file, and the library that its profiles come from.
#[derive(Clone, Copy)]
pub(super) struct Records<'e> {
    pub(super) needs: &'e [Need],
    pub(super) snapshot: &'e Snapshot,
}

impl Records<'_> {
    /// Ids of a pair such as `N-001,P-042`, each by id or name.
    fn pair(self, text: &str) -> Result<(NeedId, ProfileId)> {
        pair_by(text, |need, profile| {
            let need = need_among(self.needs, need)?;
            Ok((need.id.clone(), self.snapshot.find_profile(profile)?.id))
        })
    }
}

/// Seats of a table at which a common need is met: an expert and seven enterprises.
const GROUP_SEATS: u32 = 8;

/// Most commas of a title in a list of needs.
const MOST_COMMAS: usize = 8;

/// The first need of a list with commas between, and the rest of the list. A title may hold commas itself, so that
/// longer and longer beginnings are looked up.
fn first_need<'t>(snapshot: &Snapshot, list: &'t str) -> Result<(Need, &'t str)> {
    let commas = list.match_indices(',').map(|(at, _)| at);
    let mut fault = None;
    for end in commas.take(MOST_COMMAS + 1).chain([list.len()]) {
        match snapshot.find_need(list[..end].trim()) {
            Ok(need) => return Ok((need, list.get(end + 1..).unwrap_or_default())),
            Err(error) => {
                fault.get_or_insert(error);
            }
        }
    }
    let repair = wording!("name needs with commas between", "请写出需求，用逗号隔开");
    Err(fault
        .unwrap_or_else(|| Error::invalid("needs", list, repair))
        .into())
}

impl EventArgs {
    /// The files that are read: of needs, where it is a file, and of hours.
    pub(super) fn files(&self) -> [Option<&Path>; 2] {
        [
            self.needs.as_deref().map(Path::new),
            self.availability.as_deref(),
        ]
    }

    /// The needs that take part.
    pub(super) fn needs(&self, library: &Library, snapshot: &Snapshot) -> Result<Vec<Need>> {
        let Some(needs) = &self.needs else {
            return Ok(snapshot.needs()?);
        };
        if self.needs_are_foreign() {
            return read_needs(library, &Source::file(needs));
        }
        let mut found = Vec::new();
        let mut rest = needs.as_str();
        while !rest.trim().is_empty() {
            let (need, left) = first_need(snapshot, rest)?;
            found.push(need);
            rest = left;
        }
        if found.is_empty() {
            let repair = wording!(
                "name needs with commas between, or a file",
                "请写出需求，用逗号隔开，或给出文件"
            );
            return Err(Error::invalid("needs", needs, repair).into());
        }
        Ok(found)
    }

    /// Whether the needs come from a file.
    pub(super) fn needs_are_foreign(&self) -> bool {
        let is_file = |text: &String| std::path::Path::new(text).is_file();
        self.needs.as_ref().is_some_and(is_file)
    }

    /// Meetings of a need, and of a profile.
    pub(super) fn ranges(&self) -> (RangeInclusive<u32>, RangeInclusive<u32>) {
        (self.per_need.clone(), self.per_profile.clone())
    }

    fn seats(&self) -> u32 {
        let default = if self.common { GROUP_SEATS } else { 2 };
        self.seats.unwrap_or(default)
    }

    /// Adds a group table for each common need, if they are asked for.
    pub(super) fn gather(
        &self,
        event: &mut EventBuilder,
        records: Records<'_>,
        published: &[Meeting],
    ) -> Result<Vec<CommonNeed>> {
        if !self.common {
            return Ok(Vec::new());
        }
        if self.seats() < 3 {
            let repair = wording!(
                "give a table of a common need at least 3 seats",
                "共性需求的桌至少需要3个座位"
            );
            return Err(Error::invalid("seats", self.seats(), repair).into());
        }
        let Records { needs, snapshot } = records;
        let options = ClusterOptions::default();
        Ok(snapshot.gather_event(event, needs, options, published)?)
    }

    /// An event with its slots and tables.
    pub(super) fn places(&self) -> Result<EventBuilder> {
        let mut event = EventProblem::builder();
        if self.tables == 0 {
            let repair = wording!("give at least 1 table", "请至少设1张桌子");
            return Err(Error::invalid("tables", self.tables, repair).into());
        }
        let minutes = self.minutes;
        let mut unused = Vec::new();
        for hours in &self.slots {
            for &day in &self.days {
                let slots = Slot::series(day, hours, minutes, self.pause)?;
                if slots.is_empty() && !unused.contains(&hours.as_str()) {
                    unused.push(hours);
                }
                event.slots(&slots)?;
            }
        }
        let listed = unused.join(pick(", ", "、"));
        if unused.len() == self.slots.len() {
            let repair = wording!(
                "no slot of that length fits in the hours {listed}; give fewer minutes, or longer hours with --slots",
                "{listed} 内排不出这么长的时段；请减少分钟数，或用 --slots 延长时间"
            );
            return Err(Error::invalid("minutes", minutes, repair).into());
        }
        if !unused.is_empty() {
            complain(&say!(
                "note: no slot of {minutes} minutes fits in the hours {listed}; nobody meets then",
                "注意：{listed} 内排不出{minutes}分钟的时段，该时间不安排会面"
            ));
        }
        for table in 1..=self.tables {
            event.table(&table.to_string(), self.seats())?;
        }
        Ok(event)
    }

    /// Adds what the parties have said.
    pub(super) fn limits(&self, event: &mut EventBuilder, records: Records<'_>) -> Result<()> {
        let parties: Vec<Party> = event.build()?.parties().cloned().collect();
        for party in parties
            .iter()
            .filter(|party| !matches!(party, Party::Need(_)))
        {
            if let Some(most) = self.in_a_row {
                event.in_a_row(party, most)?;
            }
            if matches!(party, Party::Profile(_)) {
                event.together(party.id(), self.together)?;
            }
        }
        if let Some(file) = &self.availability {
            availability::read(file, event, &parties, records)?;
        }
        for text in &self.veto {
            let (need, profile) = records.pair(text)?;
            event.veto(&need, &profile)?;
        }
        let event_so_far = event.build()?;
        for text in &self.require {
            let (need, profile) = records.pair(text)?;
            if event_so_far.value_of(&need, &profile).is_none() {
                let repair = wording!(
                    "require a pair that a ranking of the need has (see `qianxian explain`), or raise -k",
                    "请指定需求排序中有的配对（见 `qianxian explain`），或调高 -k"
                );
                return Err(Error::invalid("require", text, repair).into());
            }
            event.require(&need, &profile)?;
        }
        Ok(())
    }
}
