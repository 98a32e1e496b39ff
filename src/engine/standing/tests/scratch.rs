//! Lists ranked from scratch, and their differences.

use std::collections::{BTreeMap, BTreeSet};

use crate::Snapshot;
use crate::engine::standing::StandingMatches;
use crate::engine::{Library, ListOptions};
use crate::model::{Collection, Date, Need, NeedKind, Profile, ProfileKind, SubscriptionId};
use crate::rank::RankOptions;
use crate::score::Fit;
use crate::standing::{ListChange, Sought, StandingQuestion, Subscription, SubscriptionSubject};

/// Id, score and fit of each member.
pub(super) type Members = Vec<(String, f64, Fit)>;
pub(super) type Lists = BTreeMap<SubscriptionId, Members>;

/// Lost ids with rank; gained and moved ids with rank and score.
pub(super) type Difference = (
    SubscriptionId,
    Vec<(String, usize)>,
    Vec<(String, usize, f64)>,
    Vec<(String, usize, usize, f64)>,
);

pub(super) fn lists(
    standing: &StandingMatches,
    library: &Library,
    wishes: &[Subscription],
    today: Date,
) -> Lists {
    let loads = library.ledger().unwrap().loads().unwrap();
    let snapshot = library.snapshot_under(standing.statistics()).unwrap();
    let snapshot = snapshot.with_loads(&loads).unwrap();
    let base = standing
        .options
        .rank
        .clone()
        .on(today)
        .scored_on(standing.scored_on());
    let list = |wish: &Subscription| (wish.id.clone(), list(&snapshot, wish, &base));
    wishes.iter().map(list).collect()
}

fn list(snapshot: &Snapshot, wish: &Subscription, base: &RankOptions) -> Members {
    let options = base.clone().k(1_000).least_fit(wish.least_fit);
    let mut members = match &wish.subject {
        SubscriptionSubject::Need { id, kinds } => {
            let Ok(need) = snapshot.need(id) else {
                return Vec::new();
            };
            let options = match kinds {
                Some(kinds) => options.kinds(kinds.iter().copied()),
                None => options,
            };
            profiles(snapshot, &need, &options)
        }
        SubscriptionSubject::Profile { id } => match snapshot.profile(id) {
            Ok(profile) => needs(snapshot, &profile, &options),
            Err(_) => return Vec::new(),
        },
        SubscriptionSubject::Question(question) => asked(snapshot, question, options),
    };
    members.truncate(wish.k);
    members
}

fn asked(snapshot: &Snapshot, question: &StandingQuestion, options: RankOptions) -> Members {
    let options = match question.words {
        None => options.least_fit(Fit::None),
        Some(_) => options,
    };
    let words = question.words.clone().unwrap_or_default();
    let (found, collection) = match &question.seeks {
        Sought::Profiles(kinds) => {
            let mut need = Need::new("question", "?").unwrap();
            need.title = words;
            need.kind = NeedKind::Research;
            let options = options.kinds(kinds.iter().copied());
            // What `rank` refuses: a need without text.
            let analysed = snapshot.analysed(&need, &options).unwrap();
            let ranked = snapshot
                .rank_analysed(&[analysed], &options, &crate::engine::silent)
                .unwrap();
            let found = ranked[0].matches.iter();
            (
                found
                    .map(|m| (m.profile.as_str().to_owned(), m.score, m.fit))
                    .collect(),
                Collection::Profile,
            )
        }
        Sought::Needs => {
            let mut profile = Profile::new("question", ProfileKind::Expert, "question").unwrap();
            profile.expertise.extend(question.words.clone());
            let options = options.kinds([ProfileKind::Expert]);
            (needs(snapshot, &profile, &options), Collection::Need)
        }
    };
    let mut tests = ListOptions::new(collection).limit(1_000);
    for test in &question.filters {
        tests = tests.filter(test);
    }
    if let Some(region) = &question.within {
        tests = tests.filter(format!("region={region}"));
    }
    let passing = snapshot.list(&tests).unwrap();
    let passing: Vec<String> = passing
        .records
        .iter()
        .map(|r| r.id().as_str().to_owned())
        .collect();
    found
        .into_iter()
        .filter(|(id, ..): &(String, f64, Fit)| passing.contains(id))
        .collect()
}

fn profiles(snapshot: &Snapshot, need: &Need, options: &RankOptions) -> Members {
    let ranking = snapshot.rank(need, options).unwrap();
    let found = ranking.matches.iter();
    found
        .map(|m| (m.profile.as_str().to_owned(), m.score, m.fit))
        .collect()
}

fn needs(snapshot: &Snapshot, profile: &Profile, options: &RankOptions) -> Members {
    let ranking = snapshot.reverse(profile, options).unwrap();
    let found = ranking.matches.iter();
    found
        .map(|m| (m.need.as_str().to_owned(), m.score, m.fit))
        .collect()
}

pub(super) fn assert_lists(standing: &StandingMatches, wanted: &Lists, what: &str) {
    for (id, wanted) in wanted {
        let found = standing.list(id).unwrap();
        let found: Members = found
            .iter()
            .map(|m| (m.record.as_str().to_owned(), m.score, m.fit))
            .collect();
        assert_eq!(&found, wanted, "{what}: {id}");
        assert_eq!(
            standing.silence(id).is_some(),
            wanted.is_empty(),
            "{what}: {id}"
        );
    }
}

pub(super) fn differences(before: &Lists, after: &Lists) -> Vec<Difference> {
    let none = Members::new();
    let difference = |(id, after): (&SubscriptionId, &Members)| {
        let before = before.get(id).unwrap_or(&none);
        let place = |of: &Members, id: &str| of.iter().position(|m| m.0 == id);
        let lost = (1..)
            .zip(before)
            .filter(|(_, m)| place(after, &m.0).is_none());
        let lost: Vec<_> = lost.map(|(rank, m)| (m.0.clone(), rank)).collect();
        let (mut gained, mut moved) = (Vec::new(), Vec::new());
        for (rank, member) in (1..).zip(after) {
            match place(before, &member.0) {
                None => gained.push((member.0.clone(), rank, member.1)),
                Some(at) if at + 1 != rank || before[at] != *member => {
                    moved.push((member.0.clone(), at + 1, rank, member.1));
                }
                Some(_) => {}
            }
        }
        let is_any = !lost.is_empty() || !gained.is_empty() || !moved.is_empty();
        is_any.then(|| (id.clone(), lost, gained, moved))
    };
    after.iter().filter_map(difference).collect()
}

pub(super) fn without_causes(change: &ListChange) -> Difference {
    let lost = change
        .lost
        .iter()
        .map(|m| (m.record.as_str().to_owned(), m.was_rank));
    let gained = change
        .gained
        .iter()
        .map(|m| (m.record.as_str().to_owned(), m.rank, m.score));
    let moved = change
        .moved
        .iter()
        .map(|m| (m.record.as_str().to_owned(), m.from, m.to, m.score));
    (
        change.subscription.clone(),
        lost.collect(),
        gained.collect(),
        moved.collect(),
    )
}

/// As nothing was sent, what waits to be sent is what the lists show.
pub(super) fn assert_candidates(library: &Library, lists: &Lists, what: &str) {
    let open = library.outbox().unwrap().candidates().unwrap();
    let open: BTreeSet<(String, String)> = open
        .iter()
        .map(|c| (c.subscription.to_string(), c.record.as_str().to_owned()))
        .collect();
    let shown = lists.iter().flat_map(|(id, members)| {
        let pair = move |member: &(String, f64, Fit)| (id.to_string(), member.0.clone());
        members.iter().map(pair)
    });
    assert_eq!(open, shown.collect(), "{what}");
}
