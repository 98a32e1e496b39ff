//! Subscriptions and deliveries of a library: about its own records, under its own rules.

use std::sync::Arc;

use serde_json::{Value, json};

use super::history::versions;
use super::lookup::held;
use super::{Library, Snapshot};
use crate::error::{Bilingual as _, Error, Result, Wording, say};
use crate::explain::sentences;
use crate::intake::field_of_heading;
use crate::ledger::Database;
use crate::model::facts::ProfileFacts;
use crate::model::{FieldFilter, Language, Need, NeedStatus, Profile, ProfileStatus, RecordId};
use crate::push::{Outbox, PlannedDelivery, PushAdmission, Subscriptions, pair};
use crate::rank::RankOptions;
use crate::standing::{StandingQuestion, Subscription, SubscriptionSubject};

impl Library {
    /// The subscriptions of the library, kept beside the records in `ledger.db`.
    ///
    /// One that stands for an unknown need or profile is refused; one for a profile that was merged into another stands
    /// for the kept one.
    ///
    /// # Errors
    /// Corrupt if the file is damaged, another program's, or of a newer layout.
    pub fn subscriptions(&self) -> Result<Subscriptions<'_>> {
        let database = self.origin.history.database()?;
        Ok(Subscriptions::new(database, |subscription| {
            self.look_up(subscription)
        }))
    }

    /// What waits to be sent for the subscriptions, and what was sent; kept beside the records in `ledger.db`.
    ///
    /// # Errors
    /// Corrupt if the file is damaged, another program's, or of a newer layout.
    pub fn outbox(&self) -> Result<Outbox> {
        let origin = Arc::clone(&self.origin);
        let versions = move |record: &RecordId, digest| versions(&origin, record, digest);
        let (database, library) = (self.know_all_merged()?, self.handle());
        let know = move || library.know_all_merged().map(drop);
        Ok(Outbox::new(database, versions).going_by(know))
    }

    /// The database, which now knows every id that a profile had before: what was planned for one that went may still be
    /// sent, before anything stands under its id.
    fn know_all_merged(&self) -> Result<Arc<Database>> {
        let history = &self.origin.history;
        let (database, generation) = (history.database()?, history.last_commit()?);
        if !database.has_all_merged(generation) {
            database.set_merged(generation, self.snapshot()?.merged_ids()?);
        }
        Ok(database)
    }

    /// Looks up what a subscription stands for.
    fn look_up(&self, subscription: &mut Subscription) -> Result<()> {
        let index = self.origin.store.snapshot()?;
        let wanted = subscription.subject.wants();
        match &mut subscription.subject {
            SubscriptionSubject::Need { id, .. } => {
                if index.need(id)?.is_none() {
                    let repair = say!(
                        "list the needs of the library, or import it first",
                        "请查看库中的需求，或先导入"
                    );
                    return Err(Error::not_found("need", id, repair));
                }
            }
            SubscriptionSubject::Profile { id } => {
                if index.profile(id)?.is_none() {
                    // It may have been merged into another; only a snapshot knows.
                    *id = self.snapshot()?.profile(id)?.id;
                }
            }
            SubscriptionSubject::Question(StandingQuestion {
                industries,
                disciplines,
                filters,
                ..
            }) => {
                let tests = filters.iter().cloned();
                let tests = tests.chain(industries.iter().map(|code| format!("industries={code}")));
                let codes = disciplines.iter().map(|code| format!("disciplines={code}"));
                for test in tests.chain(codes) {
                    FieldFilter::new(&test, wanted, &self.options.taxonomies, |heading| {
                        field_of_heading(wanted, heading)
                    })?;
                }
            }
        }
        Ok(())
    }
}

/// The two sides of what a subscription is sent, as far as each is a record.
struct PushSides {
    need: Option<Need>,
    profile: Option<Profile>,
}

impl Snapshot {
    /// Whether a record may be sent for a subscription as this snapshot sees both, by the rules of `options`, and how
    /// urgent it is: the judge of [`Outbox::plan`].
    ///
    /// Bars what is gone, merged into another record or closed, and what a rule bars; the reason says which. The tests of
    /// a question are not repeated: its list passed them. O(facts of the pair).
    ///
    /// # Errors
    /// Corrupt if a record cannot be read; invalid input if k of the options is 0.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// use qianxian::RankOptions;
    /// use qianxian::model::{NeedId, ProfileId, SubscriptionId};
    /// use qianxian::push::PushAdmission;
    /// use qianxian::standing::{Subscription, SubscriptionSubject};
    ///
    /// let day = "2026-11-30".parse()?;
    /// let subject = SubscriptionSubject::need(NeedId::new("n1")?);
    /// let wish = Subscription::new(SubscriptionId::new("s1")?, subject, "示例·李科长", day);
    /// let options = RankOptions::new(day);
    /// let snapshot = library.snapshot()?;
    /// let admitted = snapshot.admission(&wish, &ProfileId::new("p1")?.into(), &options)?;
    /// assert!(matches!(admitted, PushAdmission::Admits { .. }));
    /// let gone = snapshot.admission(&wish, &ProfileId::new("p9")?.into(), &options)?;
    /// assert!(matches!(gone, PushAdmission::Bars(_)));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn admission(
        &self,
        subscription: &Subscription,
        record: &RecordId,
        options: &RankOptions,
    ) -> Result<PushAdmission> {
        let PushSides { need, profile } = match self.sides(&subscription.subject, record)? {
            Ok(sides) => sides,
            Err(why) => return Ok(PushAdmission::Bars(why)),
        };
        if let Some(why) = profile.as_ref().and_then(inactive_profile) {
            return Ok(PushAdmission::Bars(why));
        }
        let Some(need) = need else {
            return Ok(PushAdmission::plain());
        };
        if let Some(why) = closed_need(&need) {
            return Ok(PushAdmission::Bars(why));
        }
        if let Some(profile) = &profile
            && let Some(why) = self.bar(subscription, &need, profile, options)?
        {
            return Ok(PushAdmission::Bars(why));
        }
        Ok(PushAdmission::Admits {
            deadline: need.deadline,
            is_in_contact: need.status == NeedStatus::InContact,
        })
    }

    /// Why a subscription can be sent nothing as this snapshot sees what it stands for: gone, merged into another record, or
    /// closed. `None` if it may be sent something, and for a question.
    ///
    /// # Errors
    /// Corrupt if a record cannot be read.
    pub fn why_silent(&self, subscription: &Subscription) -> Result<Option<Wording>> {
        let Some(record) = subscription.subject.record() else {
            return Ok(None);
        };
        let PushSides { need, profile } = match self.sides(&subscription.subject, &record)? {
            Ok(sides) => sides,
            Err(why) => return Ok(Some(why)),
        };
        let need = need.as_ref().and_then(closed_need);
        Ok(need.or_else(|| profile.as_ref().and_then(inactive_profile)))
    }

    /// The rule that bars a pair; `None` if none does.
    fn bar(
        &self,
        subscription: &Subscription,
        need: &Need,
        profile: &Profile,
        options: &RankOptions,
    ) -> Result<Option<Wording>> {
        let options = match &subscription.subject {
            SubscriptionSubject::Need {
                kinds: Some(kinds), ..
            } => options.clone().kinds(kinds.iter().copied()),
            SubscriptionSubject::Need { kinds: None, .. }
            | SubscriptionSubject::Profile { .. }
            | SubscriptionSubject::Question(_) => options.clone(),
        };
        let rules = options.clone().k(1).rules(self.taxonomies())?;
        let facts = self.facts_of(need, &options)?;
        let closed = rules.need(&facts);
        let broken = closed.or_else(|| {
            let profile = ProfileFacts::of(profile);
            rules.violations(&facts, &profile).into_iter().next()
        });
        Ok(broken.map(|violation| violation.wording()))
    }

    /// The records on both sides, or why one of them is none any more.
    fn sides(
        &self,
        subject: &SubscriptionSubject,
        record: &RecordId,
    ) -> Result<Result<PushSides, Wording>> {
        let (need, profile) = pair(subject, record);
        let mut sides = PushSides {
            need: None,
            profile: None,
        };
        if let Some(id) = need {
            let Some(found) = held(self.need(&id))? else {
                return Ok(Err(say!("need {id} is gone", "需求 {id} 已不在库中")));
            };
            sides.need = Some(found);
        }
        if let Some(id) = profile {
            let Some(found) = held(self.profile(&id))? else {
                return Ok(Err(say!("profile {id} is gone", "供方 {id} 已不在库中")));
            };
            if found.id != id {
                let kept = &found.id;
                return Ok(Err(say!(
                    "profile {id} was merged into {kept}",
                    "供方 {id} 已并入 {kept}"
                )));
            }
            sides.profile = Some(found);
        }
        Ok(Ok(sides))
    }

    /// What the recipient of a planned delivery is shown, in the language of the subscription, and the context under which
    /// it was ranked: for [`crate::push::PushPlan::show`].
    ///
    /// An object with the texts `title` (of the record), `about` (the subject) and `text` (why the two fit), and for a pair
    /// of a need and a profile its `explanation`. The context is JSON: the digest of the statistics that the snapshot was given
    /// ([`Library::statistics_of`](crate::Library::statistics_of)), the day of scores, and the weights; with the records as they were then
    /// ([`Snapshot::record_at`]) it gives the same explanation again, to the bit.
    ///
    /// # Errors
    /// Corrupt if a record cannot be read; invalid input if a record has a fault.
    pub fn shown(
        &self,
        planned: &PlannedDelivery,
        subscription: &Subscription,
        options: &RankOptions,
    ) -> Result<(Value, String)> {
        let context = self.push_context(options)?;
        let Ok(PushSides { need, profile }) =
            self.sides(&subscription.subject, &planned.candidate.record)?
        else {
            return Ok((Value::Null, context));
        };
        let need_title = need.as_ref().map(|need| need.title.clone());
        let profile_name = profile.as_ref().map(|profile| match &profile.organization {
            Some(organization) => format!("{} ({organization})", profile.name),
            None => profile.name.clone(),
        });
        let (title, about) = match &subscription.subject {
            SubscriptionSubject::Need { .. } => (profile_name, need_title),
            SubscriptionSubject::Profile { .. } => (need_title, profile_name),
            SubscriptionSubject::Question(question) => {
                let asked = asked(question, subscription.language);
                (need_title.or(profile_name), Some(asked))
            }
        };
        let mut shown = json!({"title": title, "about": about});
        if let (Some(need), Some(profile)) = (&need, &profile) {
            let explained = self.explain(need, profile, options)?;
            shown["text"] = sentences(&explained, subscription.language)
                .join("\n")
                .into();
            let fault = |e| {
                Error::fault(say!(
                    "an explanation cannot be written: {e}",
                    "解释无法写出：“{e}”"
                ))
            };
            shown["explanation"] = serde_json::to_value(&explained).map_err(fault)?;
        }
        Ok((shown, context))
    }

    /// What this snapshot ranks under, as JSON: the digest of the statistics that it was given, the day of scores if it is
    /// another than the day of the ranking, and the weights.
    fn push_context(&self, options: &RankOptions) -> Result<String> {
        let fault = |e| {
            Error::fault(say!(
                "weights cannot be written: {e}",
                "权重无法写出：“{e}”"
            ))
        };
        let weights = serde_json::to_value(options.kind_weights()).map_err(fault)?;
        let given = self.compiled().given.as_ref();
        let statistics = given.map(|given| format!("{:016x}", given.digest()));
        let context = json!({
            "statistics": statistics,
            "scored_on": options.day_of_scores(),
            "weights": weights,
        });
        Ok(context.to_string())
    }
}

fn closed_need(need: &Need) -> Option<Wording> {
    let (id, status) = (&need.id, need.status.wording());
    let why = || say!("need {id} is {status}", "需求 {id} 状态为{status}"; status);
    (!need.status.is_open()).then(why)
}

fn inactive_profile(profile: &Profile) -> Option<Wording> {
    let (id, status) = (&profile.id, profile.status.wording());
    let why = || say!("profile {id} is {status}", "供方 {id} 状态为{status}"; status);
    (profile.status != ProfileStatus::Active).then(why)
}

/// A question in a few words.
fn asked(question: &StandingQuestion, language: Language) -> String {
    let region = question.within.as_ref().map(ToString::to_string);
    let parts = question.words.iter().chain(&question.industries);
    let parts = parts.chain(&question.disciplines).chain(&question.filters);
    let parts: Vec<&str> = parts.chain(&region).map(String::as_str).collect();
    match (parts.is_empty(), language) {
        (true, Language::Chinese) => "全部".to_owned(),
        (true, Language::English) => "everything".to_owned(),
        (false, _) => parts.join(" "),
    }
}
