//! Names of the parties for people, and the reasons of their meetings.

use std::collections::BTreeMap;

use crate::error::Wording;
use crate::event::party::Party;
use crate::model::NeedId;

/// The name of a party.
#[derive(Clone, Debug)]
pub(super) struct Label {
    /// Name of an enterprise or profile, title of a need.
    pub(super) name: String,
    /// The organisation of the party; may be empty.
    pub(super) organization: String,
}

/// Names, organisations and reasons by id; a party without a name is called by its id.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    names: BTreeMap<Party, Label>,
    reasons: BTreeMap<(String, String), String>,
    left_out: BTreeMap<NeedId, Wording>,
}

impl Labels {
    /// No labels: every party is called by its id.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls a party `name`, of `organization` (may be empty).
    pub fn name(
        &mut self,
        party: Party,
        name: impl Into<String>,
        organization: impl Into<String>,
    ) -> &mut Self {
        let label = Label {
            name: name.into(),
            organization: organization.into(),
        };
        self.names.insert(party, label);
        self
    }

    /// Sets the reason for which a need and a profile meet.
    pub fn reason(
        &mut self,
        need: impl Into<String>,
        profile: impl Into<String>,
        reason: impl Into<String>,
    ) -> &mut Self {
        self.reasons
            .insert((need.into(), profile.into()), reason.into());
        self
    }

    /// Notes that a need takes no part, and why.
    pub(crate) fn leave_out(&mut self, need: NeedId, why: Wording) {
        self.left_out.insert(need, why);
    }

    /// The needs that take no part since nobody can meet them, by id, and why.
    pub fn left_out(&self) -> impl Iterator<Item = (&NeedId, &Wording)> {
        self.left_out.iter()
    }

    /// The name of a party, or its id if it has none.
    #[must_use]
    pub fn name_of<'a>(&'a self, party: &'a Party) -> &'a str {
        self.names
            .get(party)
            .map_or(party.id(), |label| &label.name)
    }

    pub(super) fn of(&self, party: &Party) -> Label {
        self.names.get(party).cloned().unwrap_or_else(|| Label {
            name: party.id().to_owned(),
            organization: String::new(),
        })
    }

    pub(super) fn why(&self, need: &str, profile: &str) -> &str {
        let key = (need.to_owned(), profile.to_owned());
        self.reasons.get(&key).map_or("", String::as_str)
    }
}
