//! Plans: which candidates are sent on a day, and why the others are not.

use std::collections::BTreeMap;

use serde_json::Value;

use super::candidate::PushCandidate;
use super::choose::{ChoiceCounts, ChoiceEntry, Full, Room, choose};
use super::held::{HeldCandidate, HeldCause, SilentSubscription};
use super::lottery::{Lots, draw};
use super::options::PlanOptions;
use super::prepare::PushState;
use super::sent_before::SentContents;
use super::sift::{own_cause, sift};
use crate::error::{Result, Wording};
use crate::model::{Date, RecordId, SubscriptionId};
use crate::standing::Subscription;

/// Whether the library admits a candidate on the day of a plan, and what makes it urgent.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PushAdmission {
    /// The pair may be sent.
    Admits {
        /// The deadline of the need.
        deadline: Option<Date>,
        /// Whether the need is in contact with somebody already.
        is_in_contact: bool,
    },
    /// The pair must not be sent, for the reason stated.
    Bars(Wording),
}

impl PushAdmission {
    /// Admits a pair of which no urgency is known.
    #[must_use]
    pub fn plain() -> Self {
        Self::Admits {
            deadline: None,
            is_in_contact: false,
        }
    }
}

/// The judge of a plan: looks a candidate of a subscription up in the library as it is.
pub(super) type PlanJudge<'j> =
    dyn FnMut(&Subscription, &PushCandidate) -> Result<PushAdmission> + 'j;

/// A candidate that a plan sends.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct PlannedDelivery {
    /// The candidate.
    #[serde(flatten)]
    pub candidate: PushCandidate,
    /// Who is sent it.
    pub recipient: String,
    /// Value by which it was chosen, 0 to 2.
    pub value: f64,
    /// Probability with which it was chosen, above 0 to 1.
    pub propensity: f64,
    /// Whether it has its place by lot, as a newcomer.
    pub by_lot: bool,
    /// What the recipient is shown: set by the caller with [`PushPlan::show`], kept with the delivery. Files show the
    /// texts `title` (of the record), `about` (the subject) and `text` (why) of it.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub shown: Value,
    /// Names or digests of the weights and statistics, set by the caller with [`PushPlan::show`].
    #[serde(skip_serializing_if = "String::is_empty")]
    pub context: String,
    /// The subscription as it was planned for.
    #[serde(skip)]
    pub(super) of: Subscription,
}

/// The deliveries of a day, and everything that is left out.
///
/// Nothing is stored until [`super::Outbox::hand_over`] takes it; a plan is refused as stale there if subscriptions,
/// candidates or deliveries have changed since it was made.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct PushPlan {
    /// The day.
    pub day: Date,
    /// Whether no other plan within the limits is worth more, the lottery aside. Else a knot of thousands of full
    /// subscriptions and records was chosen from greedily, for at least half of the best value.
    pub is_best: bool,
    /// What is sent, by recipient, subscription and rank.
    pub chosen: Vec<PlannedDelivery>,
    /// Candidates that are left out, by subscription and record.
    pub held: Vec<HeldCandidate>,
    /// Subscriptions of which nothing is sent, by id.
    pub silent: Vec<SilentSubscription>,
    /// How often the tables had been changed.
    #[serde(skip)]
    pub(super) changes: u64,
}

impl PushPlan {
    /// Sets what each delivery shows and the context under which it was ranked: both are kept with it.
    ///
    /// # Errors
    /// Every error of `show`.
    pub fn show(
        &mut self,
        mut show: impl FnMut(&PlannedDelivery) -> Result<(Value, String)>,
    ) -> Result<()> {
        for delivery in &mut self.chosen {
            (delivery.shown, delivery.context) = show(delivery)?;
        }
        Ok(())
    }

    /// Says of the subscriptions of which nothing is sent why they can be sent nothing: what they stand for is gone or
    /// closed, as `why` finds it ([`crate::Snapshot::why_silent`]). Without candidates, that is the cause.
    ///
    /// # Errors
    /// Every error of `why`.
    pub fn explain_silence(
        &mut self,
        mut why: impl FnMut(&SubscriptionId) -> Result<Option<Wording>>,
    ) -> Result<()> {
        for silent in &mut self.silent {
            let Some(why) = why(&silent.subscription)? else {
                continue;
            };
            for presumed in [
                HeldCause::AllSent,
                HeldCause::NobodyFits,
                HeldCause::NotListed,
            ] {
                if silent.causes.remove(&presumed).is_some() {
                    silent.causes.insert(HeldCause::Barred, 0);
                }
            }
            silent.detail = why;
        }
        Ok(())
    }

    /// Candidates that are left out, counted by cause.
    #[must_use]
    pub fn held_by_cause(&self) -> BTreeMap<HeldCause, usize> {
        let mut counts = BTreeMap::new();
        for held in &self.held {
            *counts.entry(held.held).or_default() += 1;
        }
        counts
    }
}

/// A candidate that nothing but a limit can keep out.
struct Eligible {
    open: usize,
    value: f64,
}

/// Makes a plan of `state`.
pub(super) fn plan(
    state: &PushState,
    today: Date,
    options: &PlanOptions,
    (judge, sent): (&mut PlanJudge<'_>, &SentContents),
) -> Result<PushPlan> {
    let mut held: Vec<(usize, HeldCause, Wording)> = Vec::new();
    let mut eligible: Vec<Eligible> = Vec::new();
    for (open, candidate) in state.candidates.iter().enumerate() {
        match sift(state, candidate, today, options, (judge, sent))? {
            Ok(value) => eligible.push(Eligible { open, value }),
            Err((cause, detail)) => held.push((open, cause, detail)),
        }
    }
    let of = |at: usize| &state.subscriptions[state.candidates[at].subscription];
    eligible.sort_by(|one, other| {
        let key = |at: usize| (&of(at).recipient, at);
        key(one.open).cmp(&key(other.open))
    });
    let (entries, room) = numbered(state, &eligible, options);
    let (best, is_best) = choose(&entries, &room)?;
    let counts = ChoiceCounts::of(&entries, &best, &room);
    let lots = lots(state, &eligible, &entries, &best, (today, options));
    let mut chosen = Vec::new();
    for (at, entry) in eligible.iter().enumerate() {
        match lots[at] {
            Lot::Sent { propensity, by_lot } => {
                chosen.push(planned(state, entry, (propensity, by_lot), sent)?);
            }
            Lot::GaveWay => held.push((entry.open, HeldCause::GaveWay, Wording::default())),
            Lot::Out => held.push((
                entry.open,
                cause(&counts, &entries[at], &room),
                Wording::default(),
            )),
        }
    }
    chosen.sort_by(|one: &PlannedDelivery, other| {
        let key = |of: &PlannedDelivery| {
            let PushCandidate {
                subscription,
                rank,
                record,
                ..
            } = &of.candidate;
            (
                of.recipient.clone(),
                subscription.clone(),
                *rank,
                record.clone(),
            )
        };
        key(one).cmp(&key(other))
    });
    held.sort_by_key(|(open, _, _)| *open);
    let silent = silent(state, today, &chosen, &held);
    let held = held.into_iter().map(|(open, held, detail)| HeldCandidate {
        candidate: state.candidates[open].content.clone(),
        held,
        detail,
    });
    Ok(PushPlan {
        day: today,
        is_best,
        chosen,
        held: held.collect(),
        silent,
        changes: state.changes,
    })
}

/// Gives a candidate the digest of its record as it is, which is what the recipient is shown: it may have changed since the
/// list was looked at. A digest that the library does not know is the caller's own, and stays.
fn as_shown(candidate: &mut PushCandidate, contents: &SentContents) -> Result<()> {
    if let Some(known) = contents.versions(&candidate.record, candidate.fingerprint)? {
        candidate.fingerprint = known.digest;
    }
    Ok(())
}

fn planned(
    state: &PushState,
    entry: &Eligible,
    (propensity, by_lot): (f64, bool),
    sent: &SentContents,
) -> Result<PlannedDelivery> {
    let candidate = &state.candidates[entry.open];
    let of = state.subscriptions[candidate.subscription].clone();
    let mut shown = candidate.content.clone();
    as_shown(&mut shown, sent)?;
    Ok(PlannedDelivery {
        candidate: shown,
        recipient: of.recipient.clone(),
        value: entry.value,
        propensity,
        by_lot,
        shown: Value::Null,
        context: String::new(),
        of,
    })
}

/// The candidates as the choice sees them, and what is left of each limit.
fn numbered(
    state: &PushState,
    eligible: &[Eligible],
    options: &PlanOptions,
) -> (Vec<ChoiceEntry>, Room) {
    let mut room = Room {
        plan: options.total,
        ..Room::default()
    };
    let recipients: BTreeMap<&str, usize> = state.recipients().into_iter().zip(0..).collect();
    let left = |most: Option<u32>, sent: Option<&u32>| {
        most.map(|most| most.saturating_sub(sent.copied().unwrap_or(0)))
    };
    for recipient in recipients.keys() {
        let sent = state.by_recipient.get(*recipient);
        room.recipients.push(left(options.per_recipient_week, sent));
    }
    for subscription in &state.subscriptions {
        let sent = state.by_subscription.get(&subscription.id);
        room.subscriptions
            .push(left(subscription.quota.per_week, sent));
    }
    let mut records: BTreeMap<&RecordId, usize> = BTreeMap::new();
    let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut entries = Vec::with_capacity(eligible.len());
    for Eligible { open, value } in eligible {
        let candidate = &state.candidates[*open];
        let id = &candidate.content.record;
        let recipient = recipients[&*state.subscriptions[candidate.subscription].recipient];
        let record = *records.entry(id).or_insert_with(|| {
            let sent = state.by_record.get(id);
            room.records.push(left(options.per_record_week, sent));
            room.records.len() - 1
        });
        let next = pairs.len();
        let pair = *pairs.entry((recipient, record)).or_insert(next);
        entries.push(ChoiceEntry {
            recipient,
            subscription: candidate.subscription,
            pair,
            record,
            value: *value,
        });
    }
    room.pairs = pairs.len();
    (entries, room)
}

/// What the lots decide about a candidate.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Lot {
    Sent { propensity: f64, by_lot: bool },
    GaveWay,
    Out,
}

/// Draws the share of newcomers from the best choice, subscription by subscription.
fn lots(
    state: &PushState,
    eligible: &[Eligible],
    entries: &[ChoiceEntry],
    best: &[bool],
    (today, options): (Date, &PlanOptions),
) -> Vec<Lot> {
    let sent = |propensity, by_lot| Lot::Sent { propensity, by_lot };
    let plain = |&chosen: &bool| if chosen { sent(1.0, false) } else { Lot::Out };
    let mut lots: Vec<Lot> = best.iter().map(plain).collect();
    if options.newcomers <= 0.0 {
        return lots;
    }
    // Ascending by value, and of equal values the later one first: it has the lesser claim.
    let by_value = |&a: &usize, &b: &usize| {
        entries[a]
            .value
            .total_cmp(&entries[b].value)
            .then(b.cmp(&a))
    };
    let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut taken = std::collections::BTreeSet::new();
    for at in (0..entries.len()).filter(|&at| best[at]) {
        places.entry(entries[at].subscription).or_default().push(at);
        taken.insert(entries[at].record);
    }
    let mut homes: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let is_new = state.candidates[eligible[at].open].is_newcomer;
        let is_out = !best[at] && !taken.contains(&entry.record);
        if is_new && is_out && places.contains_key(&entry.subscription) {
            let home = homes.entry(entry.record).or_insert(at);
            if entry.value > entries[*home].value {
                *home = at;
            }
        }
    }
    let mut pools: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &at in homes.values() {
        pools.entry(entries[at].subscription).or_default().push(at);
    }
    for (subscription, mut pool) in pools {
        let Some(mut held) = places.remove(&subscription) else {
            continue;
        };
        held.sort_by(by_value);
        pool.sort_unstable();
        let id = state.subscriptions[subscription].id.as_str();
        let mut seeded = Lots::new(options.seed, today.day_number(), id);
        let drawn = draw(held.len(), pool.len(), options.newcomers, &mut seeded);
        for &at in &held[..drawn.drawn] {
            lots[at] = sent(1.0 - options.newcomers, false);
        }
        for (&place, &member) in drawn.given.iter().zip(&drawn.taken) {
            lots[held[place]] = Lot::GaveWay;
            lots[pool[member]] = sent(drawn.propensity, true);
        }
    }
    lots
}

/// The limit that keeps a candidate out of the best choice.
fn cause(counts: &ChoiceCounts, entry: &ChoiceEntry, room: &Room) -> HeldCause {
    match counts.full(entry, room) {
        Some(Full::Pair) => HeldCause::OtherSubscription,
        Some(Full::Subscription) => HeldCause::SubscriptionFull,
        Some(Full::Recipient) => HeldCause::RecipientFull,
        Some(Full::Record) => HeldCause::RecordFull,
        // A best choice leaves room for nobody whose value is above 0.
        Some(Full::Plan) | None => HeldCause::PlanFull,
    }
}

fn silent(
    state: &PushState,
    today: Date,
    chosen: &[PlannedDelivery],
    held: &[(usize, HeldCause, Wording)],
) -> Vec<SilentSubscription> {
    let mut speaks = vec![false; state.subscriptions.len()];
    let place = |id: &SubscriptionId| state.subscriptions.binary_search_by(|one| one.id.cmp(id));
    for delivery in chosen {
        if let Ok(at) = place(&delivery.candidate.subscription) {
            speaks[at] = true;
        }
    }
    let mut causes: Vec<BTreeMap<HeldCause, usize>> = vec![BTreeMap::new(); speaks.len()];
    for (open, cause, _) in held {
        let at = state.candidates[*open].subscription;
        *causes[at].entry(*cause).or_default() += 1;
    }
    let all = state.subscriptions.iter().zip(speaks).zip(causes);
    let silent = all.filter(|((_, speaks), _)| !speaks);
    let silent = silent.map(|((subscription, _), mut causes)| {
        if causes.is_empty() {
            let own = own_cause(state, subscription, today).map(|(cause, _)| cause);
            let (id, is_served) = (&subscription.id, state.served.contains(&subscription.id));
            let none = match is_served && !state.empty.contains(id) {
                true => HeldCause::AllSent,
                false if state.unlisted.contains(id) => HeldCause::NotListed,
                false => HeldCause::NobodyFits,
            };
            causes.insert(own.unwrap_or(none), 0);
        }
        SilentSubscription {
            subscription: subscription.id.clone(),
            recipient: subscription.recipient.clone(),
            causes,
            detail: Wording::default(),
        }
    });
    silent.collect()
}
