//! The interface of the kinds of records to intake.

use serde_json::{Map, Value};

use super::columns::SurveySide;
use super::duplicate::{enterprise_text, need_text, profile_text};
use crate::error::{Error, say};
use crate::model::{Enterprise, Need, NeedKind, Profile, ProfileKind, StudentGroup};

/// A need, a profile or an enterprise.
pub(super) trait ImportRecord: Sized {
    const SIDE: SurveySide;

    fn from_fields(fields: Map<String, Value>) -> Result<Self, Vec<Error>>;

    fn id(&self) -> &str;

    /// Whether the record holds text to search; the name of a person or a body is none.
    fn has_text(&self) -> bool;

    /// Whether people see it without a name of its own: a need of no title.
    fn is_untitled(&self) -> bool {
        false
    }

    /// The kind of that name, in its canonical spelling.
    fn kind(name: &str) -> Result<&'static str, Error>;

    /// The text by which near-duplicates are found.
    fn text(&self) -> String;
}

impl ImportRecord for Need {
    const SIDE: SurveySide = SurveySide::Needs;

    fn from_fields(fields: Map<String, Value>) -> Result<Self, Vec<Error>> {
        Self::from_fields(fields)
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn has_text(&self) -> bool {
        self.has_text()
    }

    fn kind(name: &str) -> Result<&'static str, Error> {
        name.parse().map(NeedKind::as_str)
    }

    fn text(&self) -> String {
        need_text(self)
    }

    fn is_untitled(&self) -> bool {
        self.title.trim().is_empty()
    }
}

impl ImportRecord for Enterprise {
    const SIDE: SurveySide = SurveySide::Enterprises;

    fn from_fields(fields: Map<String, Value>) -> Result<Self, Vec<Error>> {
        Self::from_fields(fields)
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn has_text(&self) -> bool {
        // Its facts are what it is kept for; text is a bonus.
        true
    }

    fn kind(name: &str) -> Result<&'static str, Error> {
        let repair = say!(
            "enterprises have no kind; leave it out",
            "企业没有类别；请去掉"
        );
        Err(Error::invalid("kind", name, repair))
    }

    fn text(&self) -> String {
        enterprise_text(self)
    }
}

impl ImportRecord for Profile {
    const SIDE: SurveySide = SurveySide::Profiles;

    fn from_fields(fields: Map<String, Value>) -> Result<Self, Vec<Error>> {
        Self::from_fields(fields)
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn has_text(&self) -> bool {
        self.has_text()
    }

    fn kind(name: &str) -> Result<&'static str, Error> {
        if StudentGroup::is_named(name) {
            return Ok(StudentGroup::KIND);
        }
        name.parse().map(ProfileKind::as_str)
    }

    fn text(&self) -> String {
        profile_text(self)
    }
}
