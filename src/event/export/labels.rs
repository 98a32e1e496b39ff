//! Names of the parties for people, and the reasons of their meetings.

use std::collections::BTreeMap;

use crate::event::party::Party;

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
