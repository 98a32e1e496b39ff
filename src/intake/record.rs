//! The interface of the two kinds of records to intake.

use serde_json::{Map, Value};

use super::columns::SurveySide;
use super::duplicate::{need_text, profile_text};
use crate::error::Error;
use crate::model::{Need, NeedKind, Profile, ProfileKind};

/// A need or a profile.
pub(super) trait ImportRecord: Sized {
    const SIDE: SurveySide;

    fn from_fields(fields: Map<String, Value>) -> Result<Self, Vec<Error>>;

    fn id(&self) -> &str;

    /// Whether the record holds text to search; the name of a person or a body is none.
    fn has_text(&self) -> bool;

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
        name.parse().map(ProfileKind::as_str)
    }

    fn text(&self) -> String {
        profile_text(self)
    }
}
