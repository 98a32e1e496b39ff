//! Standing matches: the list of every subscription, kept from commit to commit, and exactly what changed in it.
//!
//! # What a list is
//! The list of a subscription is what a ranking from scratch would show: the k best that fit and that no rule bars,
//! under statistics that were frozen. Scores take the document frequencies of the whole library; if lists went by the live
//! ones, one new profile would change nearly all scores in the third digit, and lists would change their order although
//! nobody had changed anything. So the [statistics](CollectionStatistics) are taken once and kept, and so is the day
//! on which ages of works and days until somebody is free are counted ([`RankOptions::scored_on`]). A score then
//! changes with one of its two records, with the options or with the lexicon, and with nothing else.
//! [Renewing](StandingMatches::renew) takes both anew; it says which members came and went by that, and is silent about
//! scores and ranks.
//!
//! # What an update costs
//! Records that changed are read from the history. A profile that changed meets the needs through an index of needs by
//! their terms, which gives its coverage of each need in one pass; the ones that it can fit are scored, and offered to
//! their lists. Lists keep members in reserve, so that few have to be ranked anew when a member goes. A need that changed
//! is ranked, as any need.
//!
//! # What is kept
//! Lists, statistics and the state of both lie in `ledger.db` and change in one transaction, with the candidates for
//! pushes that follow from the changes: a program that is killed finds the state before an update or the one after.
//!
//! # Choices
//! Search engines answer the same question with a percolator: stored queries, run against a document in memory. That
//! gives hits, not ranks, and every query that passes a test of its terms is run. Top-k lists with thresholds are the
//! form of publish/subscribe systems (Shraer, Gurevich, Fontoura & Josifovski 2014, "Top-k publish-subscribe for social
//! annotation of news"); the reserve is of Yi et al. 2003 (`list`).

mod changed;
mod difference;
mod list;
mod lists;
mod offer;
mod options;
mod prepare;
mod preview;
mod renewal;
mod state;
mod subject;
#[cfg(test)]
mod tests;
mod update;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::changed::{ChangedRecords, Days};
use self::difference::differences;
use self::lists::StandingLists;
pub use self::options::{Silence, StandingMember, StandingOptions, StandingUpdate};
pub use self::preview::{PreviewedPush, PushPreview};
pub use self::state::FrozenScores;
use self::state::{LexiconDigest, StandingState};
use self::update::Update;
use super::origin::LibraryOrigin;
use super::{Library, Snapshot};
use crate::compiled::CollectionStatistics;
use crate::error::{Error, Result, say};
use crate::ledger::subscription_changes;
use crate::model::{Date, ProfileId, SubscriptionId};
use crate::push::all_subscriptions;
use crate::standing::{ChangeCause, Subscription};

/// The lists of all subscriptions of one library, in memory, and kept in its directory.
///
/// One at a time writes: of two programs that update the same lists, the second is refused; its next update begins from
/// the lists as the first one left them.
///
/// # Example
/// ```
/// # use qianxian::model::{NeedId, Profile, ProfileKind, SubscriptionId};
/// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
/// # let library = small::library()?;
/// use qianxian::engine::StandingOptions;
/// use qianxian::standing::{ChangeCause, Subscription, SubscriptionSubject};
///
/// let day = "2026-11-30".parse()?;
/// let subject = SubscriptionSubject::need(NeedId::new("n1")?);
/// let wish = Subscription::new(SubscriptionId::new("s1")?, subject, "示例·李科长", day);
/// library.subscriptions()?.put(wish)?;
/// let mut standing = library.standing(StandingOptions::new(qianxian::RankOptions::new(day)))?;
/// standing.update(&library, day)?;
///
/// let mut expert = Profile::new("p7", ProfileKind::Expert, "示例·赵工")?;
/// expert.expertise.push("油系针状焦制备技术".into());
/// let mut writer = library.writer()?;
/// writer.put_profile(&expert)?;
/// writer.commit()?;
/// let update = standing.update(&library, day)?;
/// let gained = &update.changes[0].gained[0];
/// assert_eq!((gained.record.as_str(), gained.cause), ("p7", ChangeCause::NewRecord));
/// assert!(standing.update(&library, day)?.changes.is_empty());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Debug)]
pub struct StandingMatches {
    origin: Arc<LibraryOrigin>,
    options: StandingOptions,
    statistics: Arc<CollectionStatistics>,
    state: StandingState,
    /// Whether the options or the lexicon are others than the ones that the kept lists were made under.
    is_outdated: bool,
    /// Whether an update failed on its way, so that the lists in memory are of neither state.
    is_torn: bool,
    lists: StandingLists,
}

impl Library {
    /// The lists of the library's subscriptions, as the last update left them; of a library that never had any, empty,
    /// under statistics that are taken now.
    ///
    /// O(text of the needs of all subscriptions).
    ///
    /// # Errors
    /// Invalid input if the library keeps no history, from which updates take what changed; corrupt if the file of the
    /// ledger is damaged; errors of [`Library::snapshot`].
    pub fn standing(&self, options: StandingOptions) -> Result<StandingMatches> {
        if !self.options.keep_history {
            let repair = say!(
                "open the library with its history: updates take from it what changed",
                "请以保留历史的方式打开库：更新要据此得知改动"
            );
            return Err(Error::invalid("keep_history", false, repair));
        }
        StandingMatches::open(self, options)
    }
}

impl StandingMatches {
    fn open(library: &Library, options: StandingOptions) -> Result<Self> {
        let day = options.rank.today();
        let kept = StandingState::kept(library)?;
        let (state, statistics) = match kept {
            Some(kept) => kept,
            None => StandingState::begin(library, day)?,
        };
        let base = options
            .rank
            .clone()
            .on(state.day)
            .scored_on(state.scored_on);
        let mut standing = Self {
            origin: Arc::clone(&library.origin),
            is_outdated: state.options != options.digest()
                || state.lexicon != LexiconDigest::of(&library.lexicon()),
            statistics,
            state,
            is_torn: false,
            lists: StandingLists::new(base),
            options,
        };
        standing.restore(library)?;
        Ok(standing)
    }

    /// Brings every list to the last commit and to the day `today`, and says exactly what changed: which records each
    /// list gained, lost and moved, and why. Also takes up subscriptions that are new, changed or removed.
    ///
    /// The lists, the changes as candidates for pushes ([`crate::push`]) and the commit that they are of are kept in one
    /// transaction. If drift has passed the bound of the options, statistics are [renewed](Self::renew) afterwards.
    ///
    /// # Errors
    /// Invalid input for a day before the one of the last update, for a library that is not the one these lists are of,
    /// and for lists that another program has updated meanwhile; busy if another program writes for long. Nothing that is kept
    /// is changed then, and the next update begins from that.
    pub fn update(&mut self, library: &Library, today: Date) -> Result<StandingUpdate> {
        let mut done = self.bring(library, today)?;
        if let Some(most) = self.options.renew_above
            && done.drift > most
        {
            self.take_anew(library, today, &mut done)?;
        }
        Ok(done)
    }

    /// Takes the statistics and the day of scores anew, after an [`update`](Self::update), and ranks every list under
    /// them. A list may have other members then: each that came or went is said, with [`ChangeCause::Renewed`], and waits
    /// to be sent or no longer. Other scores and ranks are not said; what waits takes them over.
    ///
    /// # Errors
    /// Errors of [`StandingMatches::update`].
    pub fn renew(&mut self, library: &Library, today: Date) -> Result<StandingUpdate> {
        let mut done = self.bring(library, today)?;
        self.take_anew(library, today, &mut done)?;
        Ok(done)
    }

    /// An update without renewal.
    fn bring(&mut self, library: &Library, today: Date) -> Result<StandingUpdate> {
        self.check(library, today)?;
        if self.is_torn {
            // The failed update had changed lists in memory and announced nothing: begins again from what is kept.
            *self = Self::open(library, self.options.clone())?;
            self.check(library, today)?;
        }
        self.is_torn = true;
        let done = self.bring_on(library, today)?;
        self.is_torn = false;
        Ok(done)
    }

    /// An update of lists that are as they are kept.
    fn bring_on(&mut self, library: &Library, today: Date) -> Result<StandingUpdate> {
        let loads = match self.options.goes_by_ledger {
            true => library.ledger()?.loads()?,
            false => BTreeMap::new(),
        };
        let snapshot = library
            .snapshot_under(&self.statistics)?
            .with_loads(&loads)?;
        let days = Days {
            last: self.state.day,
            today,
        };
        let changed = self.changed(&snapshot, &loads, days)?;
        let lexicon = LexiconDigest::of(&library.lexicon());
        // Co-authors stay in conflict for years: a new year may free any pair.
        let is_other_year = days.last.year() != today.year();
        self.lists.set_day(today, &snapshot)?;
        let mut update = Update::default();
        if self.is_outdated || lexicon != self.state.lexicon {
            update.put_all(&mut self.lists, &snapshot, ChangeCause::ChangedWeights)?;
        } else if is_other_year {
            update.fill_all(&self.lists, days.last);
        }
        let (removed, subscription_changes) =
            self.follow_subscriptions(&mut update, &snapshot, today)?;
        update.apply(&mut self.lists, &changed, &snapshot)?;
        let found = differences(&self.lists, &update, &changed, &snapshot)?;
        let state = StandingState {
            serial: self.state.serial + 1,
            generation: snapshot.0.index.generation(),
            day: today,
            options: self.options.digest(),
            lexicon,
            subscription_changes,
            loads,
            changed_profiles: self.state.changed_profiles + changed.profiles.len() as u64,
            ..self.state.clone()
        };
        let serial = self.state.serial;
        let is_same = StandingState {
            serial,
            ..state.clone()
        } == self.state;
        // A look that finds nothing new is no reason to write.
        if !is_same || serial == 0 || !update.before.is_empty() || !removed.is_empty() {
            let is_new = |slot: &u32| update.subjects.contains_key(slot);
            let touched = update.before.keys().map(|slot| (*slot, is_new(slot)));
            self.keep(&state, (touched, &removed), &found, None)?;
            self.state = state;
        }
        self.is_outdated = false;
        Ok(StandingUpdate {
            changes: found.changes,
            changed_profiles: changed.profiles.len(),
            changed_needs: changed.needs.len(),
            ranked: update.ranked,
            drift: self.drift(),
            is_renewed: false,
        })
    }

    fn check(&self, library: &Library, today: Date) -> Result<()> {
        if !Arc::ptr_eq(&self.origin, &library.origin) {
            let repair = say!(
                "give the open library that the lists were opened from",
                "请传入打开这些列表的同一个库"
            );
            return Err(Error::invalid("library", "another library", repair));
        }
        if today < self.state.day {
            let last = self.state.day;
            let repair = say!(
                "give {last} or a later day: the lists are of that day already",
                "请给出{last}或更晚的日期：列表已更新到该日"
            );
            return Err(Error::invalid("today", today, repair));
        }
        Ok(())
    }

    /// What changed since the last update.
    fn changed(
        &self,
        snapshot: &Snapshot,
        loads: &BTreeMap<ProfileId, u32>,
        days: Days,
    ) -> Result<ChangedRecords> {
        let since = self.state.generation;
        let mut changed = ChangedRecords::since(since, snapshot)?;
        changed.add_needs_of_enterprises(since, snapshot, &self.options.rank)?;
        changed.add_loads(&self.state.loads, loads);
        changed.add_ended(snapshot, days);
        if self.options.rank.closes_past_deadlines() {
            changed.add_past_deadlines(snapshot, days)?;
        }
        Ok(changed)
    }

    /// Takes up subscriptions that are new or changed, and removes the ones that ended; returns these, and how often
    /// subscriptions have changed.
    fn follow_subscriptions(
        &mut self,
        update: &mut Update,
        snapshot: &Snapshot,
        today: Date,
    ) -> Result<(Vec<SubscriptionId>, u64)> {
        let database = self.origin.history.database()?;
        // Most updates follow a commit of records, and find the subscriptions as they were.
        let changes = database.read(subscription_changes)?;
        if (changes, today) == (self.state.subscription_changes, self.state.day) {
            return Ok((Vec::new(), changes));
        }
        let all = database.read(all_subscriptions)?;
        let stands = |subscription: &Subscription| {
            let has_ended = subscription.until.is_some_and(|until| until < today);
            subscription.since <= today && !has_ended
        };
        let now: BTreeMap<SubscriptionId, Subscription> = all
            .into_iter()
            .filter(stands)
            .map(|subscription| (subscription.id.clone(), subscription))
            .collect();
        let known = self.lists.by_id.keys();
        let removed: Vec<SubscriptionId> =
            known.filter(|id| !now.contains_key(*id)).cloned().collect();
        for id in &removed {
            self.lists.remove(id);
        }
        let mut new = Vec::new();
        for (id, subscription) in &now {
            let slot = self.lists.by_id.get(id);
            let known = slot.and_then(|&slot| self.lists.standing(slot));
            match known {
                Some(known) if known.subscription == *subscription => {}
                // Another quota or recipient does not change the list.
                Some(known) if is_same_wish(&known.subscription, subscription) => {
                    self.lists.replace(subscription);
                }
                Some(_) | None => new.push(subscription),
            }
        }
        // One that asks for something else begins anew, as what waited to be sent for it was forgotten.
        new.iter()
            .for_each(|subscription| self.lists.remove(&subscription.id));
        update.put_many(&mut self.lists, &new, snapshot, ChangeCause::Subscribed)?;
        Ok((removed, changes))
    }

    /// How far the library has moved from the frozen statistics: profiles that changed since, as a part of the profiles
    /// that they count.
    ///
    /// While this is small, a live score and a frozen one differ by little: a document frequency of n out of N
    /// documents moves by no more than the documents that changed.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    pub fn drift(&self) -> f64 {
        let counted = self.statistics.counts().profiles.max(1);
        self.state.changed_profiles as f64 / counted as f64
    }

    /// The statistics that scores are of.
    #[must_use]
    pub fn statistics(&self) -> &Arc<CollectionStatistics> {
        &self.statistics
    }

    /// The day on which scores count ages of works and days until somebody is free.
    #[must_use]
    pub fn scored_on(&self) -> Date {
        self.state.scored_on
    }

    /// The list of a subscription, best first; `None` of one that no update has taken up.
    #[must_use]
    pub fn list(&self, id: &SubscriptionId) -> Option<Vec<StandingMember>> {
        let standing = self.lists.standing(*self.lists.by_id.get(id)?)?;
        let members = standing.list.shown(standing.subscription.k).iter();
        // Ids were checked when they went in.
        let member = |entry: &list::ListEntry| {
            Some(StandingMember {
                record: self.lists.record(standing.wants(), entry.record).ok()?,
                score: entry.score,
                fit: entry.fit,
            })
        };
        Some(members.filter_map(member).collect())
    }

    /// Why the list of a subscription is empty; `None` if it is not, or if no update has taken it up.
    #[must_use]
    pub fn silence(&self, id: &SubscriptionId) -> Option<Silence> {
        let slot = self.lists.by_id.get(id);
        let standing = slot.and_then(|&slot| self.lists.standing(slot))?;
        if !standing.list.entries.is_empty() {
            return None;
        }
        Some(match (&standing.wish, &standing.fault) {
            (_, Some(fault)) => Silence::Unreadable(fault.to_string()),
            (None, None) => Silence::NoSubject,
            (Some(wish), None) => match self.lists.closed(wish) {
                Some(violation) => Silence::Closed(violation),
                None => Silence::NobodyFits,
            },
        })
    }

    /// Subscriptions that have a list.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lists.by_id.len()
    }

    /// Whether no subscription has a list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lists.by_id.is_empty()
    }

    /// Bytes of the index of needs and of the lists, beyond the needs themselves.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.lists.bytes()
    }
}

/// Whether two forms of a subscription have the same list.
fn is_same_wish(one: &Subscription, other: &Subscription) -> bool {
    (&one.subject, one.k, one.least_fit) == (&other.subject, other.k, other.least_fit)
}
