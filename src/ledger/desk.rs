//! Questions that an officer asks of the ledger every day.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value;

use super::book::Ledger;
use super::entries::{STANDING, optional, required, rules, sql, standing};
use super::failure::Failure;
use super::funnel::Funnel;
use super::merged::MergedIds;
use super::standing::Standing;
use crate::error::Result;
use crate::model::{Date, Moment, NeedId, ProfileId};

/// Which matches a desk shows. Every condition must hold; without one, all open matches.
///
/// # Example
/// ```
/// use qianxian::ledger::{DeskFilter, EntryContent, EntryKind, Ledger};
/// use qianxian::model::{NeedId, ProfileId};
///
/// let ledger = Ledger::in_memory()?;
/// let match_of = |profile: &str| Ok::<_, qianxian::Error>((NeedId::new("n1")?, ProfileId::new(profile)?));
/// for (profile, day) in [("p1", "2026-11-02"), ("p2", "2026-11-27")] {
///     let (need, profile) = match_of(profile)?;
///     ledger.append(EntryContent::new(need, profile, EntryKind::Pushed, day.parse()?).officer("示例·李科长"))?;
/// }
/// let overdue = ledger.desk(&DeskFilter::all().overdue("2026-11-29".parse()?))?;
/// assert_eq!((overdue.total, overdue.matches[0].profile.as_str()), (1, "p1"));
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DeskFilter {
    /// The responsible officer.
    pub officer: Option<String>,
    /// Whether done and ended matches are left out.
    pub is_open: bool,
    /// Id of the stage.
    pub stage: Option<String>,
    /// The need.
    pub need: Option<NeedId>,
    /// The profile.
    pub profile: Option<ProfileId>,
    /// Ids that the profile had before, whose matches are its own too.
    pub earlier_ids: Vec<ProfileId>,
    /// The deadline is this day or earlier.
    pub due_by: Option<Date>,
    /// The deadline is this day or later.
    pub due_from: Option<Date>,
    /// The last activity was on this day or earlier.
    pub silent_since: Option<Date>,
    /// Most matches that are listed; all are counted.
    pub limit: usize,
}

impl DeskFilter {
    /// All open matches, the first 200 listed.
    #[must_use]
    pub fn all() -> Self {
        Self {
            is_open: true,
            officer: None,
            stage: None,
            need: None,
            profile: None,
            earlier_ids: Vec::new(),
            due_by: None,
            due_from: None,
            silent_since: None,
            limit: 200,
        }
    }

    /// Whose deadline is past on `today`.
    #[must_use]
    pub fn overdue(self, today: Date) -> Self {
        Self {
            due_by: Some(plus(today, -1)),
            ..self
        }
    }

    /// Whose deadline is `today` or within the `days` after it.
    #[must_use]
    pub fn due_within(self, today: Date, days: u32) -> Self {
        Self {
            due_from: Some(today),
            due_by: Some(plus(today, i64::from(days))),
            ..self
        }
    }

    /// Without activity for at least `days` days.
    #[must_use]
    pub fn silent_for(self, today: Date, days: u32) -> Self {
        Self {
            silent_since: Some(plus(today, -i64::from(days))),
            ..self
        }
    }

    /// For one responsible officer.
    #[must_use]
    pub fn officer(self, officer: impl Into<String>) -> Self {
        Self {
            officer: Some(officer.into()),
            ..self
        }
    }

    /// In the stage of that id, be it an end.
    #[must_use]
    pub fn stage(self, stage: impl Into<String>) -> Self {
        Self {
            is_open: false,
            stage: Some(stage.into()),
            ..self
        }
    }

    /// For one need, done and ended ones too.
    #[must_use]
    pub fn need(self, need: NeedId) -> Self {
        Self {
            is_open: false,
            need: Some(need),
            ..self
        }
    }

    /// For one profile.
    #[must_use]
    pub fn profile(self, profile: ProfileId) -> Self {
        Self {
            profile: Some(profile),
            ..self
        }
    }

    /// For the profile under these earlier ids of it too, as [`Ledger::load`] counts.
    #[must_use]
    pub fn earlier_ids(self, earlier_ids: Vec<ProfileId>) -> Self {
        Self {
            earlier_ids,
            ..self
        }
    }

    /// At most `limit` matches listed.
    #[must_use]
    pub fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// The conditions in SQL, with their values.
    fn conditions(&self, merged: &MergedIds) -> (String, Vec<Value>) {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let texts = [
            ("officer =", self.officer.clone()),
            ("stage =", self.stage.clone()),
            (
                "need =",
                self.need.as_ref().map(|id| id.as_str().to_owned()),
            ),
            ("deadline <=", day(self.due_by)),
            ("deadline >=", day(self.due_from)),
            ("last_day <=", day(self.silent_since)),
        ];
        let open = if self.is_open {
            "is_open = 1"
        } else {
            "is_open IN (0, 1)"
        };
        let mut conditions = vec![open.to_owned()];
        let mut values = Vec::new();
        for (condition, value) in texts {
            if let Some(value) = value {
                values.push(Value::Text(value));
                conditions.push(format!("{condition} ?{}", values.len()));
            }
        }
        if let Some(profile) = &self.profile {
            let ids = [profile].into_iter().chain(&self.earlier_ids);
            // Standings have the ids that profiles have now.
            let ids: BTreeSet<&ProfileId> = ids.map(|id| merged.kept(id)).collect();
            let places: Vec<String> = ids
                .into_iter()
                .map(|id| {
                    values.push(Value::Text(id.as_str().to_owned()));
                    format!("?{}", values.len())
                })
                .collect();
            conditions.push(format!("profile IN ({})", places.join(", ")));
        }
        (conditions.join(" AND "), values)
    }
}

/// The day that many days later; the first or the last one that there is, beyond them.
fn plus(day: Date, days: i64) -> Date {
    let number = i64::from(day.day_number()) + days;
    Date::from_day_number(i32::try_from(number.clamp(0, 3_652_058)).unwrap_or(0))
}

/// The matches that a question asks for.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Desk {
    /// How many there are.
    pub total: u64,
    /// The first ones: by deadline, without one last; of a question for silent ones, the longest silent first. Ties
    /// break by need and profile.
    pub matches: Vec<Standing>,
}

/// How much a profile has to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct ProfileLoad {
    /// Matches that it is at work on now.
    pub now: u32,
    /// Matches on which it was first at work in the year.
    pub this_year: u32,
    /// Open matches, the ones that wait for an answer among them.
    pub open: u32,
}

/// A need to which matches were proposed, and nobody has come to work on one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct UnansweredNeed {
    /// The need.
    pub need: NeedId,
    /// Its matches.
    pub matches: u32,
    /// Its matches that are still open.
    pub open: u32,
    /// The day of the last activity in any of them.
    pub last: Date,
}

impl Ledger<'_> {
    /// The matches that `filter` asks for.
    ///
    /// # Errors
    /// Corrupt if the ledger cannot be read.
    pub fn desk(&self, filter: &DeskFilter) -> Result<Desk> {
        self.read(|inside, merged| {
            let (conditions, values) = filter.conditions(merged);
            let mut desk = Desk::default();
            let text = format!("SELECT count(*) FROM standing WHERE {conditions}");
            let mut count = inside.prepare_cached(&text)?;
            let total: i64 = count.query_row(rusqlite::params_from_iter(&values), |row| row.get(0))?;
            desk.total = u64::try_from(total).unwrap_or(0);
            // Two questions, so that each is answered in the order of an index.
            let parts: &[&str] = match filter.silent_since {
                Some(_) => &["1 ORDER BY last_day"],
                None => &["deadline IS NOT NULL ORDER BY deadline", "deadline IS NULL ORDER BY need"],
            };
            for part in parts {
                let left = filter.limit - desk.matches.len();
                let text = format!(
                    "SELECT {STANDING} FROM standing WHERE {conditions} AND {part}, need, profile LIMIT {}",
                    sql(left as u64)
                );
                let mut select = inside.prepare_cached(&text)?;
                let mut rows = select.query(rusqlite::params_from_iter(&values))?;
                while let Some(row) = rows.next()? {
                    desk.matches.push(standing(row)?);
                }
            }
            Ok(desk)
        })
    }

    /// How much a profile has to do now, and has taken on in `year`, over all the `ids` that it has or had.
    ///
    /// # Errors
    /// Corrupt if the ledger cannot be read.
    pub fn load(&self, ids: &[ProfileId], year: i32) -> Result<ProfileLoad> {
        let (first, last) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
        let (mut load, mut engaged) = self.read(|inside, merged| {
            let mut select = inside.prepare_cached(
                "SELECT count(*) FILTER (WHERE taken BETWEEN ?2 AND ?3),
                        count(*) FILTER (WHERE is_open = 1)
                 FROM standing WHERE profile = ?1",
            )?;
            let mut of_profile = inside.prepare_cached(
                "SELECT need FROM standing WHERE profile = ?1 AND is_open = 1 AND role = 'engaged'",
            )?;
            let (mut load, mut engaged) = (ProfileLoad::default(), BTreeSet::new());
            let kept: BTreeSet<&ProfileId> = ids.iter().map(|id| merged.kept(id)).collect();
            for id in kept {
                let counts = select.query_row([id.as_str(), &first, &last], |row| {
                    Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?))
                })?;
                load.this_year += counts.0;
                load.open += counts.1;
                let mut needs = of_profile.query([id.as_str()])?;
                while let Some(row) = needs.next()? {
                    engaged.insert((required(row, 0)?, id.clone()));
                }
            }
            Ok((load, engaged))
        })?;
        self.leave_held(&mut engaged)?;
        load.now = u32::try_from(engaged.len()).unwrap_or(u32::MAX);
        Ok(load)
    }

    /// Number of matches that each profile is at work on, of the profiles that are at work on any: what
    /// [`Snapshot::with_loads`](crate::Snapshot::with_loads) takes. Those of [`Ledger::matches_at_work`] count. O(matches).
    ///
    /// # Errors
    /// Corrupt if the ledger cannot be read.
    pub fn loads(&self) -> Result<BTreeMap<ProfileId, u32>> {
        let mut loads = BTreeMap::new();
        for (_, profile) in self.matches_at_work()? {
            *loads.entry(profile).or_default() += 1;
        }
        Ok(loads)
    }

    /// The matches that somebody is at work on: what
    /// [`Snapshot::with_matches_at_work`](crate::Snapshot::with_matches_at_work) takes. O(matches).
    ///
    /// Whose need or profile was deleted takes no place on the other side; it stays open, and is listed, until an entry
    /// ends it. One whose need is settled or withdrawn keeps its places until then: who signed serves the firm.
    ///
    /// # Errors
    /// Corrupt if the ledger cannot be read.
    pub fn matches_at_work(&self) -> Result<BTreeSet<(NeedId, ProfileId)>> {
        let mut matches = self.engaged()?;
        self.leave_held(&mut matches)?;
        Ok(matches)
    }

    /// The matches that somebody is at work on, whether or not both are still records.
    fn engaged(&self) -> Result<BTreeSet<(NeedId, ProfileId)>> {
        self.read(|inside, _| {
            let mut select = inside.prepare_cached(
                "SELECT need, profile FROM standing WHERE is_open = 1 AND role = 'engaged'",
            )?;
            let mut rows = select.query([])?;
            let mut matches = BTreeSet::new();
            while let Some(row) = rows.next()? {
                matches.insert((required(row, 0)?, required(row, 1)?));
            }
            Ok(matches)
        })
    }

    /// The needs whose matches nobody has come to work on, the longest silent first, `limit` at most. Refused and
    /// withdrawn matches answer nothing, nor does an open one with a profile that was deleted. O(matches).
    ///
    /// # Errors
    /// Corrupt if the ledger cannot be read.
    pub fn unanswered(&self, limit: usize) -> Result<Vec<UnansweredNeed>> {
        let mut left = self.engaged()?;
        let mut held = left.clone();
        self.leave_held(&mut held)?;
        left.retain(|pair| !held.contains(pair));
        let mut needs: BTreeMap<NeedId, (UnansweredNeed, bool)> = BTreeMap::new();
        self.read(|inside, _| {
            let mut select = inside.prepare_cached(
                "SELECT need, profile, last_day, is_open, taken IS NOT NULL OR role = 'done' FROM standing",
            )?;
            let mut rows = select.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let pair: (NeedId, ProfileId) = (required(row, 0)?, required(row, 1)?);
                let (last, is_open): (Date, u32) = (required(row, 2)?, row.get(3)?);
                found.push((pair, last, is_open, row.get::<_, bool>(4)?));
            }
            Ok(found)
        })?
        .into_iter()
        .for_each(|(pair, last, is_open, is_answer)| {
            let is_answer = is_answer && !left.contains(&pair);
            let need = pair.0;
            let (known, is_answered) = needs.entry(need.clone()).or_insert_with(|| {
                let (matches, open) = (0, 0);
                let known = UnansweredNeed { need, matches, open, last };
                (known, false)
            });
            known.matches += 1;
            known.open += is_open;
            known.last = known.last.max(last);
            *is_answered |= is_answer;
        });
        let unanswered = needs.into_values().filter(|(_, is_answered)| !is_answered);
        let mut unanswered: Vec<UnansweredNeed> = unanswered.map(|(need, _)| need).collect();
        // Stable: ties stay by need.
        unanswered.sort_by_key(|need| need.last);
        unanswered.truncate(limit);
        Ok(unanswered)
    }

    /// How many matches came how far, by the group that `group` gives a need and a source.
    ///
    /// `since` leaves out matches whose first activity was earlier. O(matches).
    ///
    /// # Errors
    /// Every error of `group`; corrupt if the ledger cannot be read.
    pub fn funnel(
        &self,
        since: Option<Moment>,
        group: impl FnMut(&NeedId, Option<&str>) -> Result<String>,
    ) -> Result<Funnel> {
        let (stages, rows) = self.read(|inside, _| Ok((rules(inside)?.0, funnel_rows(inside)?)))?;
        super::funnel::funnel(&stages, rows, since, group)
    }
}

/// One match, as far as a funnel counts it.
pub(super) struct FunnelRow {
    pub(super) need: NeedId,
    pub(super) source: Option<String>,
    pub(super) stage: String,
    pub(super) furthest: u32,
    pub(super) first: Moment,
}

fn funnel_rows(of: &rusqlite::Connection) -> Result<Vec<FunnelRow>, Failure> {
    let mut select = of.prepare_cached(
        "SELECT need, source, stage, furthest, first FROM standing ORDER BY need, profile",
    )?;
    let mut rows = select.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(FunnelRow {
            need: required(row, 0)?,
            source: optional(row, 1)?,
            stage: row.get(2)?,
            furthest: row.get(3)?,
            first: required(row, 4)?,
        });
    }
    Ok(found)
}
