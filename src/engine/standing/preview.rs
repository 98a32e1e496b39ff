//! What a subscription would have sent, had it stood for some time.
//!
//! The history knows every version of every record. The records that are as they were at the beginning are scored as they
//! are; each version of the others is scored on its own, and the days are played again, one after the other. Scores are of
//! today's statistics and rules, and the subscription's own record is taken as it is today.

use std::collections::{BTreeMap, BTreeSet};

use super::changed::Days;
use super::lists::{StandingLists, Wish, WishSide};
use super::offer::asking;
use super::update::{RankedMember, ranked};
use super::{StandingMatches, StandingMember};
use crate::compiled::AnalysedNeed;
use crate::engine::{Library, Snapshot};
use crate::error::{Error, Result, say};
use crate::ledger::{dated_records, undated_changes};
use crate::model::{Collection, Date, Moment, Record, RecordId};
use crate::rank::{AskingProfile, kind_shares};
use crate::score::Fit;
use crate::standing::{ChangeCause, Subscription, Weekday};

/// What a subscription would have sent in the days before it was made.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct PushPreview {
    /// What it would have sent, by day.
    pub sent: Vec<PreviewedPush>,
    /// How many records entered its list in that time; what is not sent waits for the quota, a quiet day or the digest.
    pub gained: usize,
    /// How many of them its quota leaves waiting on the last day.
    pub waiting: usize,
    /// The list as it stands today, best first.
    pub list: Vec<StandingMember>,
    /// Changes of records without a day, of which nobody can say whether they fall into that time.
    pub undated: usize,
}

/// One record that would have been sent.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct PreviewedPush {
    /// The day.
    pub day: Date,
    /// The record.
    pub record: RecordId,
    /// The record's name or title.
    pub name: String,
    /// The score that the version of that day has for the subscription, 0 to 1.
    pub score: f64,
    /// Whether it was new, or changed.
    pub cause: ChangeCause,
}

/// A version of a record and its score for the subscription; `None` if there is no record, or it is not admitted.
#[derive(Clone, Debug)]
struct ScoredVersion {
    day: Date,
    is_new: bool,
    name: String,
    score: Option<(f64, Fit)>,
}

impl StandingMatches {
    /// What `subscription`, which need not be stored, would have sent from `from` until `today`, by the dated changes of
    /// records in the history.
    ///
    /// O(ranking + versions of the records that changed since).
    ///
    /// # Errors
    /// Invalid input if `from` lies after `today`, or for a question that cannot be read; not found if the record that
    /// it stands for is not there.
    pub fn preview(
        &self,
        library: &Library,
        subscription: &Subscription,
        (from, today): (Date, Date),
    ) -> Result<PushPreview> {
        if from > today {
            let repair = say!("give a day before {today}", "请给出早于{today}的日期");
            return Err(Error::invalid("from", from, repair));
        }
        let snapshot = library.snapshot_under(&self.statistics)?;
        let snapshot = snapshot.with_loads(&self.state.loads)?;
        let base = self
            .options
            .rank
            .clone()
            .on(today)
            .scored_on(self.state.scored_on);
        let mut lists = StandingLists::new(base);
        let prepared = super::prepare::prepare_all(&[subscription], &snapshot, &lists.base)?;
        let mut slot = 0;
        for prepared in prepared {
            slot = lists.put(prepared, &snapshot)?;
        }
        let wish = lists.standing(slot).map(|list| (&list.wish, &list.fault));
        let wish = match wish {
            Some((Some(wish), _)) => wish,
            Some((None, Some(fault))) => {
                let repair = say!("write the question anew: {fault}", "请重写问题：{fault}");
                return Err(Error::invalid("subject", &subscription.id, repair));
            }
            Some((None, None)) | None => {
                let repair = say!("import the record first", "请先导入该记录");
                return Err(Error::not_found("subject", &subscription.id, repair));
            }
        };
        let players = Players {
            lists: &lists,
            wish,
            wants: subscription.subject.wants(),
            snapshot: &snapshot,
        };
        let (versions, undated) = players.versions(Days { last: from, today })?;
        let now = players.ranked()?;
        let preview = players.play(subscription, (from, today), &versions, &now)?;
        Ok(PushPreview { undated, ..preview })
    }
}

/// All that scores versions of records for one subscription.
struct Players<'a> {
    lists: &'a StandingLists,
    wish: &'a Wish,
    wants: Collection,
    snapshot: &'a Snapshot,
}

/// Versions by day, ascending: the first is the one at the beginning.
type Versions = BTreeMap<String, Vec<ScoredVersion>>;

impl Players<'_> {
    /// All that is admitted today, best first.
    fn ranked(&self) -> Result<Vec<RankedMember>> {
        ranked(
            self.lists,
            self.wish,
            (self.wants, usize::MAX),
            self.snapshot,
        )
    }

    /// The versions of each record that changed between two days, and how many changes have no day.
    fn versions(&self, days: Days) -> Result<(Versions, usize)> {
        let generation = self.snapshot.0.index.generation();
        let database = self.snapshot.0.origin.history.database()?;
        let (ids, mut undated) = database.read(|inside| {
            let ids = dated_records(inside, self.wants, days.last, generation)?;
            Ok((ids, undated_changes(inside, self.wants)?))
        })?;
        let mut versions = Versions::new();
        for id in ids {
            match self.versions_of(&id, days)? {
                Some(of_record) => drop(versions.insert(id.as_str().to_owned(), of_record)),
                // The history does not lead back to the beginning: the record counts as it is.
                None => undated += 1,
            }
        }
        Ok((versions, undated))
    }

    fn versions_of(&self, id: &RecordId, days: Days) -> Result<Option<Vec<ScoredVersion>>> {
        let history = self.snapshot.history(id)?;
        if history.ends_early || history.begins_late {
            return Ok(None);
        }
        let mut latest: Option<Moment> = None;
        let mut last_of_day: Vec<(Date, usize)> = Vec::new();
        for (number, revision) in (1..).zip(&history.revisions) {
            // A change without a moment, or by a clock that was set back, counts as made with the one before it.
            latest = latest.max(revision.change.at);
            let day = latest.map(Moment::date).filter(|&day| day >= days.last);
            // What came before the first day is the beginning.
            let day = day.unwrap_or(Date::FIRST);
            match last_of_day.last_mut() {
                Some(last) if last.0 == day => last.1 = number,
                Some(_) | None => last_of_day.push((day, number)),
            }
        }
        let mut versions = Vec::new();
        let mut was_there = false;
        for (day, count) in last_of_day {
            let record = self.snapshot.state_after(id, &history, count)?;
            let score = record
                .as_ref()
                .map(|record| self.score(record))
                .transpose()?;
            let name = record
                .as_ref()
                .map_or_else(String::new, |record| record.name().to_owned());
            versions.push(ScoredVersion {
                day,
                is_new: !was_there,
                name,
                score: score.flatten(),
            });
            was_there = record.is_some();
        }
        Ok(Some(versions))
    }

    /// The score of one version of a record; `None` if it is not admitted.
    fn score(&self, record: &Record) -> Result<Option<(f64, Fit)>> {
        let group = &self.lists.groups[self.wish.group];
        if !self.wish.tests.pass(&record.to_fields()?) {
            return Ok(None);
        }
        let shares = kind_shares(&self.lists.base);
        let pair = group.pair(&shares);
        let mut sums = Vec::new();
        let mut score = |need: &_, asking: &AskingProfile| {
            let AnalysedNeed { query, .. } = need;
            let fit = asking.fit(query);
            let points = (fit >= group.least).then(|| asking.points(need, pair, &mut sums));
            points.flatten().map(|points| (points.to_f64(), fit))
        };
        Ok(match (&self.wish.side, record) {
            (WishSide::Profiles(need, _), Record::Profile(profile)) => {
                score(need, &asking(profile, self.snapshot))
            }
            (WishSide::Needs(profile), Record::Need(need)) => {
                let need = self.snapshot.analysed(need, &self.lists.base)?;
                score(&need, &asking(profile, self.snapshot))
            }
            // Versions are of records of the collection that is wanted.
            (WishSide::Profiles(..), Record::Need(_) | Record::Enterprise(_))
            | (WishSide::Needs(_), Record::Profile(_) | Record::Enterprise(_)) => None,
        })
    }

    /// Plays the days from the first to the last.
    fn play(
        &self,
        subscription: &Subscription,
        (from, today): (Date, Date),
        versions: &Versions,
        now: &[RankedMember],
    ) -> Result<PushPreview> {
        let mut admitted: BTreeMap<&str, (f64, Fit)> = BTreeMap::new();
        for (id, score, fit) in now {
            admitted.insert(id, (*score, *fit));
        }
        let mut by_day: BTreeMap<Date, Vec<(&str, &ScoredVersion)>> = BTreeMap::new();
        for (id, versions) in versions {
            admitted.remove(id.as_str());
            for version in versions {
                by_day.entry(version.day).or_default().push((id, version));
            }
        }
        let mut preview = PushPreview::default();
        let mut queue = Queue::new(subscription);
        let mut shown: BTreeSet<String> = BTreeSet::new();
        let mut is_begun = false;
        let start = [(Date::FIRST, by_day.remove(&Date::FIRST).unwrap_or_default())];
        let days = (from.day_number()..=today.day_number()).map(Date::from_day_number);
        let days = days.map(|day| (day, by_day.remove(&day).unwrap_or_default()));
        for (day, changed) in start.into_iter().chain(days.collect::<Vec<_>>()) {
            for (id, version) in &changed {
                match version.score {
                    Some(score) => drop(admitted.insert(id, score)),
                    None => drop(admitted.remove(id)),
                }
            }
            if !changed.is_empty() || !is_begun {
                let best = best(&admitted, subscription.k);
                for (id, (score, _)) in best
                    .iter()
                    .filter(|(id, _)| is_begun && !shown.contains(*id))
                {
                    let version = changed.iter().find(|(of, _)| of == id);
                    preview.gained += 1;
                    queue.add(self.push(id, *score, version.map(|(_, version)| *version), day)?);
                }
                shown = best.into_iter().map(|(id, _)| id.to_owned()).collect();
                is_begun = true;
            }
            queue.send(day, &mut preview.sent);
        }
        preview.waiting = queue.waiting.len();
        for (id, score, fit) in now.iter().take(subscription.k) {
            let record = RecordId::new(self.wants, id)?;
            let (score, fit) = (*score, *fit);
            preview.list.push(StandingMember { record, score, fit });
        }
        Ok(preview)
    }

    fn push(
        &self,
        id: &str,
        score: f64,
        version: Option<&ScoredVersion>,
        day: Date,
    ) -> Result<PreviewedPush> {
        let record = RecordId::new(self.wants, id)?;
        let (name, cause) = match version {
            Some(version) if version.is_new => (version.name.clone(), ChangeCause::NewRecord),
            Some(version) => (version.name.clone(), ChangeCause::ChangedRecord),
            None => (
                self.snapshot.record(&record)?.name().to_owned(),
                ChangeCause::MovedUp,
            ),
        };
        Ok(PreviewedPush {
            day,
            record,
            name,
            score,
            cause,
        })
    }
}

/// The `k` best, best first.
fn best<'a>(admitted: &BTreeMap<&'a str, (f64, Fit)>, k: usize) -> Vec<(&'a str, (f64, Fit))> {
    let mut all: Vec<(&str, (f64, Fit))> =
        admitted.iter().map(|(id, member)| (*id, *member)).collect();
    all.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then_with(|| a.0.cmp(b.0)));
    all.truncate(k);
    all
}

/// What waits to be sent, under the quota of one subscription.
struct Queue<'s> {
    subscription: &'s Subscription,
    waiting: Vec<PreviewedPush>,
    /// Records that were sent, which are not sent twice.
    sent: BTreeSet<RecordId>,
    last: Option<Date>,
    /// Monday of the week, as a day number, and what was sent in it.
    week: (i32, u32),
}

impl<'s> Queue<'s> {
    fn new(subscription: &'s Subscription) -> Self {
        Self {
            subscription,
            waiting: Vec::new(),
            sent: BTreeSet::new(),
            last: None,
            week: (0, 0),
        }
    }

    fn add(&mut self, push: PreviewedPush) {
        let is_known = self.waiting.iter().any(|other| other.record == push.record);
        if !is_known && !self.sent.contains(&push.record) {
            self.waiting.push(push);
        }
    }

    /// Sends on `day` what the quota lets through, best first.
    fn send(&mut self, day: Date, sent: &mut Vec<PreviewedPush>) {
        let quota = &self.subscription.quota;
        let interval = i32::try_from(quota.digest_days).unwrap_or(i32::MAX);
        let is_due = self
            .last
            .is_none_or(|last| day.days_since(last) >= interval);
        if self.waiting.is_empty() || quota.is_quiet(day) || !is_due {
            return;
        }
        let monday = day.day_number() - Weekday::of(day) as i32;
        if self.week.0 != monday {
            self.week = (monday, 0);
        }
        self.waiting.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then_with(|| a.record.cmp(&b.record))
        });
        let left = quota
            .per_week
            .map_or(u32::MAX, |most| most.saturating_sub(self.week.1));
        let count = self.waiting.len().min(left as usize);
        if count == 0 {
            return;
        }
        for push in self.waiting.drain(..count) {
            self.sent.insert(push.record.clone());
            self.week.1 += 1;
            sent.push(PreviewedPush { day, ..push });
        }
        self.last = Some(day);
    }
}
