//! Names as the records write them, in place of their folded forms.

use std::collections::BTreeMap;

use super::{Caution, Reason, Refused, Violation};
use crate::model::{FoldedName, Need, Profile};

/// Names as written, by their folded forms: rules compare folded names, and people read the others.
#[derive(Debug, Default)]
pub(crate) struct WrittenNames(BTreeMap<FoldedName, String>);

impl WrittenNames {
    /// The names that `need` and `profile` state of organisations and people.
    pub(crate) fn of(need: &Need, profile: &Profile) -> Self {
        let mut names = Self::default();
        names.add(&need.enterprise);
        names.add(&need.conflicts);
        names.add(&need.vetoes.organizations);
        names.add(&profile.organization);
        names.add(&profile.affiliations);
        names.add(&profile.conflicts);
        names.add(&profile.vetoes.organizations);
        names.add(&need.parents);
        names.add(&need.people);
        names.add(&profile.aliases.names);
        names.add([&profile.name]);
        names
    }

    /// Adds names, without their notes in brackets too. The first writing of a name stays.
    pub(crate) fn add<'n>(&mut self, names: impl IntoIterator<Item = &'n String>) {
        for name in names {
            let Some(folded) = FoldedName::new(name) else {
                continue;
            };
            let plain = folded.without_notes();
            self.keep(folded, name);
            let mut rest = name.as_str();
            while let Some(at) = rest
                .rfind(['(', '（', '[', '【', '〔'])
                .filter(|_| !plain.is_empty())
            {
                rest = &rest[..at];
                if let Some(folded) = FoldedName::new(rest).filter(|name| plain.contains(name)) {
                    self.keep(folded, rest);
                }
            }
        }
    }

    fn keep(&mut self, folded: FoldedName, written: &str) {
        let written = || written.trim().to_owned();
        self.0.entry(folded).or_insert_with(written);
    }

    /// Whether a name of that folded text is among them.
    fn has(&self, folded: &str) -> bool {
        self.written(folded).is_some()
    }

    fn written(&self, folded: &str) -> Option<&String> {
        self.0.get(&FoldedName::new(folded)?)
    }

    fn put(&self, folded: &mut String) {
        if let Some(written) = self.written(folded) {
            folded.clone_from(written);
        }
    }

    /// Writes the names of `caution` as they are written; false if an owner is not among them.
    pub(crate) fn caution(&self, caution: &mut Caution) -> bool {
        match caution {
            Caution::RelatedOrganization { enterprise, .. } => self.put(enterprise),
            Caution::Namesake { .. } => {}
            Caution::StatedRelation { owner, .. } => {
                let is_known = self.has(owner);
                self.put(owner);
                return is_known;
            }
            Caution::NearDeclaration { declared, name, .. } => {
                self.put(declared);
                self.put(name);
            }
        }
        true
    }

    /// Writes the organisations and people of `violation` as they are written.
    pub(crate) fn violation(&self, violation: &mut Violation) {
        if let Reason::SameOrganization { name }
        | Reason::DeclaredConflict {
            with: Some(name), ..
        }
        | Reason::Coauthors { name, .. }
        | Reason::Refused {
            what: Refused::Organization(name),
            ..
        } = &mut violation.reason
        {
            self.put(name);
            violation.detail = violation.reason.to_string();
        }
    }

    /// Whether `violation` names an organisation or a person.
    pub(crate) fn concerns(violation: &Violation) -> bool {
        matches!(
            violation.reason,
            Reason::SameOrganization { .. }
                | Reason::DeclaredConflict { with: Some(_), .. }
                | Reason::Coauthors { .. }
                | Reason::Refused {
                    what: Refused::Organization(_),
                    ..
                }
        )
    }
}
