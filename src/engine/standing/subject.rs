//! What a subscription asks for, as ranking reads it.

use serde_json::{Map, Value};

use crate::engine::Snapshot;
use crate::engine::journal::fields;
use crate::engine::lookup::held;
use crate::error::{Error, Result, say};
use crate::intake::field_of_heading;
use crate::model::{
    Collection, FieldFilter, FilterVerdict, Need, NeedKind, Profile, ProfileKind, RecordId,
};
use crate::score::Fit;
use crate::standing::{Sought, StandingQuestion, Subscription, SubscriptionSubject};

/// The record on whose behalf a subscription asks: of a question one that is made up from its words.
#[derive(Clone, Debug)]
pub(super) enum Asking {
    /// A need, which wants profiles.
    Need(Box<Need>),
    /// A profile, which wants needs.
    Profile(Box<Profile>),
}

/// The tests that records have to pass besides: of a question.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordTests {
    /// All of them.
    filters: Vec<FieldFilter>,
    /// One of each group: the industries, the disciplines.
    groups: Vec<Vec<FieldFilter>>,
}

impl RecordTests {
    pub(super) fn is_empty(&self) -> bool {
        self.filters.is_empty() && self.groups.is_empty()
    }

    /// Whether a record passes; one that does not state a field does not.
    pub(super) fn pass(&self, record: &Map<String, Value>) -> bool {
        let passes = |test: &FieldFilter| test.verdict(record) == FilterVerdict::Passes;
        self.filters.iter().all(passes) && self.groups.iter().all(|any| any.iter().any(passes))
    }

    /// Whether the record of that id passes.
    pub(super) fn pass_id(&self, snapshot: &Snapshot, id: &RecordId) -> Result<bool> {
        if self.is_empty() {
            return Ok(true);
        }
        let text = snapshot.0.index.text(id)?;
        text.map_or(Ok(false), |text| Ok(self.pass(&fields(&text)?)))
    }
}

/// A subscription, ready to be ranked for.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) asking: Asking,
    pub(super) tests: RecordTests,
    /// Kinds of profiles that are asked for; of `None` the ones that serve the need, or the options' own.
    pub(super) kinds: Option<Vec<ProfileKind>>,
    pub(super) least_fit: Fit,
}

impl Resolved {
    /// What `subscription` asks for in `snapshot`; `None` if the record that it stands for is not there.
    ///
    /// # Errors
    /// Invalid input for a filter, an industry or a discipline that cannot be read; corrupt if a record cannot be read.
    pub(super) fn of(subscription: &Subscription, snapshot: &Snapshot) -> Result<Option<Self>> {
        let least_fit = subscription.least_fit;
        let (asking, kinds) = match &subscription.subject {
            SubscriptionSubject::Need { id, kinds } => {
                let need = held(snapshot.need(id))?;
                (need.map(|need| Asking::Need(need.into())), kinds.clone())
            }
            SubscriptionSubject::Profile { id } => {
                let profile = held(snapshot.profile(id))?;
                (profile.map(|profile| Asking::Profile(profile.into())), None)
            }
            SubscriptionSubject::Question(question) => {
                let named = |error: Error| {
                    let id = &subscription.id;
                    error.in_record(say!("subscription {id}", "订阅 {id}"))
                };
                return Self::question(subscription, question, snapshot)
                    .map(Some)
                    .map_err(named);
            }
        };
        Ok(asking.map(|asking| Self {
            asking,
            tests: RecordTests::default(),
            kinds,
            least_fit,
        }))
    }

    fn question(
        subscription: &Subscription,
        question: &StandingQuestion,
        snapshot: &Snapshot,
    ) -> Result<Self> {
        let id = subscription.id.as_str();
        let words = question.words.as_deref().unwrap_or_default();
        let (asking, kinds, collection) = match &question.seeks {
            Sought::Profiles(kinds) => {
                // A blank title is refused where records are put in; here it says that there is no subject.
                let mut need = Need::new(id, "?")?;
                need.title = words.to_owned();
                let first = kinds.first();
                let serves = |kind: &&NeedKind| first.is_none_or(|k| kind.served_by().contains(k));
                need.kind = NeedKind::ALL
                    .iter()
                    .find(serves)
                    .copied()
                    .unwrap_or(NeedKind::Research);
                let kinds = match kinds.is_empty() {
                    true => ProfileKind::ALL.to_vec(),
                    false => kinds.clone(),
                };
                (Asking::Need(need.into()), kinds, Collection::Profile)
            }
            Sought::Needs => {
                let mut profile = Profile::new(id, ProfileKind::Expert, id)?;
                profile.expertise.extend(question.words.clone());
                // Needs of every kind, not only the ones that experts serve.
                let kinds = vec![ProfileKind::Expert];
                (Asking::Profile(profile.into()), kinds, Collection::Need)
            }
        };
        let filter = |test: &str| {
            FieldFilter::new(test, collection, snapshot.taxonomies(), |heading| {
                field_of_heading(collection, heading)
            })
        };
        let mut tests = RecordTests::default();
        for test in &question.filters {
            tests.filters.push(filter(test)?);
        }
        if let Some(region) = &question.within {
            tests.filters.push(filter(&format!("region={region}"))?);
        }
        for (field, names) in [
            ("industries", &question.industries),
            ("disciplines", &question.disciplines),
        ] {
            let any = names.iter().map(|name| filter(&format!("{field}={name}")));
            let any: Vec<FieldFilter> = any.collect::<Result<_>>()?;
            tests.groups.extend((!any.is_empty()).then_some(any));
        }
        // Nothing can fit a question without a subject: its records are the ones that pass its tests.
        let least_fit = match words.is_empty() {
            true => Fit::None,
            false => subscription.least_fit,
        };
        Ok(Self {
            asking,
            tests,
            kinds: Some(kinds),
            least_fit,
        })
    }
}
