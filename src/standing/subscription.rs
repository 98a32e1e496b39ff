//! Subscriptions: who is sent what, from which list, how often.

use serde::{Deserialize, Serialize};

use super::question::{Sought, StandingQuestion};
use super::quota::PushQuota;
use crate::error::{Error, Result, Wording, say};
use crate::model::{
    Collection, Date, Language, NeedId, ProfileId, ProfileKind, RecordId, SubscriptionId,
};
use crate::score::Fit;

/// Places of a list without another number.
const DEFAULT_K: usize = 5;
/// Most places of a list.
const MOST_K: usize = 1_000;
/// Longest recipient or channel, in bytes.
const LONGEST_NAME: usize = 320;

/// What a subscription stands for: one record, or a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
#[non_exhaustive]
pub enum SubscriptionSubject {
    /// A need, which wants profiles.
    Need {
        /// The need.
        id: NeedId,
        /// Kinds of the profiles; `None` for those that serve the kind of the need.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kinds: Option<Vec<ProfileKind>>,
    },
    /// A profile, which wants needs.
    Profile {
        /// The profile.
        id: ProfileId,
    },
    /// A question, which wants profiles or needs.
    Question(StandingQuestion),
}

impl SubscriptionSubject {
    /// Creates the subject of a need that wants profiles of the kinds that serve it.
    #[must_use]
    pub fn need(id: NeedId) -> Self {
        Self::Need { id, kinds: None }
    }

    /// Creates the subject of a profile that wants needs.
    #[must_use]
    pub fn profile(id: ProfileId) -> Self {
        Self::Profile { id }
    }

    /// The record that it stands for; `None` for a question.
    #[must_use]
    pub fn record(&self) -> Option<RecordId> {
        match self {
            Self::Need { id, .. } => Some(id.clone().into()),
            Self::Profile { id } => Some(id.clone().into()),
            Self::Question(_) => None,
        }
    }

    /// The collection of the records that it wants: needs or profiles.
    #[must_use]
    pub fn wants(&self) -> Collection {
        match self {
            Self::Need { .. } => Collection::Profile,
            Self::Profile { .. } => Collection::Need,
            Self::Question(question) => match question.seeks {
                Sought::Profiles(_) => Collection::Profile,
                Sought::Needs => Collection::Need,
            },
        }
    }
}

/// A standing wish to be sent the best answers to a need, a profile or a question, as they come.
///
/// One recipient may have many.
///
/// # Example
/// ```
/// use qianxian::model::{NeedId, SubscriptionId};
/// use qianxian::standing::{PushQuota, Subscription, SubscriptionSubject};
/// let subject = SubscriptionSubject::need(NeedId::new("n1")?);
/// let wish = Subscription::new(SubscriptionId::new("s1")?, subject, "示例·王工", "2026-11-29".parse()?)
///     .k(3)
///     .quota(PushQuota::new().per_week(2));
/// let json = serde_json::to_string(&wish).unwrap();
/// assert_eq!(Subscription::read(&json)?, wish);
/// assert!(wish.k(0).checked().unwrap_err().is_invalid_input());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Subscription {
    /// Its id.
    pub id: SubscriptionId,
    /// What it stands for.
    pub subject: SubscriptionSubject,
    /// Who is sent the answers: a name, an address, a number of the caller's.
    pub recipient: String,
    /// How they are sent, in the caller's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Language of what is sent (default: Chinese).
    #[serde(default = "chinese")]
    pub language: Language,
    /// Places of its list, 1 to 1,000 (default 5).
    #[serde(default = "default_k")]
    pub k: usize,
    /// Least fit of a record (default: possible).
    #[serde(default = "possible")]
    pub least_fit: Fit,
    /// How much it may send (default: no limit).
    #[serde(default)]
    pub quota: PushQuota,
    /// The first day on which it sends.
    pub since: Date,
    /// The last day on which it sends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Whether it sends nothing for now.
    #[serde(default)]
    pub paused: bool,
}

fn chinese() -> Language {
    Language::Chinese
}

fn default_k() -> usize {
    DEFAULT_K
}

fn possible() -> Fit {
    Fit::Possible
}

impl Subscription {
    /// Creates a subscription with the defaults that the fields state.
    #[must_use]
    pub fn new(
        id: SubscriptionId,
        subject: SubscriptionSubject,
        recipient: impl Into<String>,
        since: Date,
    ) -> Self {
        Self {
            id,
            subject,
            recipient: recipient.into(),
            channel: None,
            language: chinese(),
            k: DEFAULT_K,
            least_fit: possible(),
            quota: PushQuota::new(),
            since,
            until: None,
            paused: false,
        }
    }

    /// Sets the channel.
    #[must_use]
    pub fn channel(self, channel: impl Into<String>) -> Self {
        Self {
            channel: Some(channel.into()),
            ..self
        }
    }

    /// Sets the language of what is sent (default: Chinese).
    #[must_use]
    pub fn language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// Sets the places of its list, 1 to 1,000 (default 5).
    #[must_use]
    pub fn k(self, k: usize) -> Self {
        Self { k, ..self }
    }

    /// Sets the least fit of a record (default: possible).
    #[must_use]
    pub fn least_fit(self, least_fit: Fit) -> Self {
        Self { least_fit, ..self }
    }

    /// Sets how much it may send (default: no limit).
    #[must_use]
    pub fn quota(self, quota: PushQuota) -> Self {
        Self { quota, ..self }
    }

    /// Sets the last day on which it sends (default: none).
    #[must_use]
    pub fn until(self, day: Date) -> Self {
        Self {
            until: Some(day),
            ..self
        }
    }

    /// Sets whether it sends nothing for now (default: it sends).
    #[must_use]
    pub fn paused(self, paused: bool) -> Self {
        Self { paused, ..self }
    }

    /// Reads the JSON of a subscription, and checks it. Fields that it does not know are refused.
    ///
    /// # Errors
    /// Invalid input that names the field.
    pub fn read(text: &str) -> Result<Self> {
        let read: Self = serde_json::from_str(text).map_err(|error| {
            let repair = say!(
                "write it as in {{\"id\":\"s1\",\"subject\":{{\"need\":{{\"id\":\"n1\"}}}},\"recipient\":\"示例·王工\",\"since\":\"2026-11-29\"}}",
                "请写成 {{\"id\":\"s1\",\"subject\":{{\"need\":{{\"id\":\"n1\"}}}},\"recipient\":\"示例·王工\",\"since\":\"2026-11-29\"}}"
            );
            Error::invalid("subscription", error, repair)
        })?;
        read.checked()
    }

    /// The subscription with its texts trimmed.
    ///
    /// # Errors
    /// Invalid input that names the subscription and the field: no recipient, control characters, a k outside 1 to
    /// 1,000, a last day before the first, a quota that never sends.
    pub fn checked(self) -> Result<Self> {
        let id = self.id.clone();
        self.check()
            .map_err(|error| error.in_record(say!("subscription {id}", "订阅 {id}")))
    }

    fn check(mut self) -> Result<Self> {
        self.recipient = line("recipient", &self.recipient)?;
        if self.recipient.is_empty() {
            let repair = say!("say who is sent the answers", "请写明发给谁");
            return Err(Error::invalid("recipient", "", repair));
        }
        let channel = self.channel.take();
        let channel = channel
            .map(|channel| line("channel", &channel))
            .transpose()?;
        self.channel = channel.filter(|channel| !channel.is_empty());
        if !(1..=MOST_K).contains(&self.k) {
            let repair = say!("give a number from 1 to {MOST_K}", "请填1至{MOST_K}");
            return Err(Error::invalid("k", self.k, repair));
        }
        if let Some(until) = self.until
            && until < self.since
        {
            let repair = say!(
                "give a last day that is not before {}",
                "末日不能早于 {}",
                self.since
            );
            return Err(Error::invalid("until", until, repair));
        }
        self.quota = self.quota.checked()?;
        self.subject = match self.subject {
            SubscriptionSubject::Question(question) => {
                SubscriptionSubject::Question(question.checked()?)
            }
            SubscriptionSubject::Need {
                kinds: Some(kinds), ..
            } if kinds.is_empty() => {
                let repair = say!(
                    "name a kind, or leave the kinds out",
                    "请写明类别，或不写该项"
                );
                return Err(Error::invalid("kinds", "[]", repair));
            }
            subject @ (SubscriptionSubject::Need { .. } | SubscriptionSubject::Profile { .. }) => {
                subject
            }
        };
        Ok(self)
    }

    /// Whether it may send on `day`, as far as its own fields say: begun, not ended, not paused, not a quiet day.
    #[must_use]
    pub fn is_active(&self, day: Date) -> bool {
        let has_ended = self.until.is_some_and(|until| until < day);
        !self.paused && self.since <= day && !has_ended && !self.quota.is_quiet(day)
    }
}

/// One line of text, trimmed.
fn line(field: &str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        let repair = say!(
            "remove newlines and control characters",
            "请去掉换行和控制字符"
        );
        return Err(Error::invalid(field, text.escape_debug(), repair));
    }
    if text.len() > LONGEST_NAME {
        return Err(too_long(field, text, LONGEST_NAME));
    }
    Ok(text.to_owned())
}

pub(super) fn too_long(field: &str, text: &str, most: usize) -> Error {
    let repair: Wording = say!(
        "shorten it to at most {most} bytes",
        "请缩短到{most}字节以内"
    );
    Error::invalid(field, text, repair)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{Sought, StandingQuestion, Subscription, SubscriptionSubject};
    use crate::model::{Language, NeedId, ProfileKind, SubscriptionId};
    use crate::standing::{PushQuota, Weekday};

    fn wish() -> Subscription {
        let subject = SubscriptionSubject::need(NeedId::new("n1").unwrap());
        let id = SubscriptionId::new("s1").unwrap();
        Subscription::new(id, subject, "示例·王工", "2026-11-29".parse().unwrap())
    }

    #[test]
    fn json_reads_back_and_has_the_stated_defaults() {
        let question = StandingQuestion::new(Sought::Profiles(vec![ProfileKind::Achievement]))
            .words("碳纤维")
            .within("山东省/淄博市".parse().unwrap())
            .filter("published>=2026-01-01");
        let quota = PushQuota::new()
            .per_week(3)
            .quiet_on(Weekday::Sunday)
            .quiet("2026-10-01..2026-10-07".parse().unwrap());
        let asked = Subscription {
            subject: SubscriptionSubject::Question(question),
            ..wish().quota(quota).language(Language::English)
        };
        for subscription in [wish(), asked] {
            let text = serde_json::to_string(&subscription).unwrap();
            assert_eq!(Subscription::read(&text).unwrap(), subscription, "{text}");
        }
        let least = r#"{"id":"s1","subject":{"need":{"id":"n1"}},"recipient":"示例·王工","since":"2026-11-29"}"#;
        assert_eq!(Subscription::read(least).unwrap(), wish());
    }

    #[test]
    fn each_bad_field_is_named_with_its_subscription() {
        let (day, of_all) = ("2026-11-28".parse().unwrap(), Weekday::ALL);
        let silent = of_all.iter().fold(PushQuota::new(), |q, &d| q.quiet_on(d));
        let blank = StandingQuestion::new(Sought::Needs).filter(" ");
        let of = |recipient: &str| Subscription {
            recipient: recipient.into(),
            ..wish()
        };
        let blank = SubscriptionSubject::Question(blank);
        for (field, bad) in [
            ("recipient", of(" ")),
            ("recipient", of("a\r\nBcc: b")),
            ("recipient", of(&"长".repeat(200))),
            ("channel", wish().channel("a\tb")),
            ("k", wish().k(0)),
            ("k", wish().k(1_001)),
            ("until", wish().until(day)),
            ("quiet_weekdays", wish().quota(silent)),
            (
                "digest_days",
                wish().quota(PushQuota::new().digest_days(367)),
            ),
            (
                "filters",
                Subscription {
                    subject: blank,
                    ..wish()
                },
            ),
        ] {
            let error = bad.checked().unwrap_err();
            assert_eq!(error.field(), Some(field));
            assert!(
                error.to_string().starts_with("subscription s1: "),
                "{error}"
            );
        }
        let unknown = r#"{"id":"s1","subject":{"need":{"id":"n1"}},"recipient":"示例","since":"2026-11-29","quotas":3}"#;
        assert!(Subscription::read(unknown).unwrap_err().is_invalid_input());
    }
}
