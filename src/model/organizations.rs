//! The organisations of a profile as one value.

use serde::{Deserialize, Serialize};

use super::{FoldedName, Profile};

/// Folded names of the organisations that a profile belongs to, sorted, each once.
///
/// JSON: the name if there is one, else a list. A library from before profiles had several holds the name alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "OneOrMore", into = "OneOrMore")]
pub struct Organizations(Vec<FoldedName>);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(FoldedName),
    More(Vec<FoldedName>),
}

impl Organizations {
    /// The organisations of `profile`; `None` if nothing of any name can be seen.
    pub(crate) fn of(profile: &Profile) -> Option<Self> {
        let named = profile.organization.iter().chain(&profile.affiliations);
        let names = FoldedName::all(named);
        (!names.is_empty()).then_some(Self(names))
    }

    /// The names, ascending.
    #[must_use]
    pub fn names(&self) -> &[FoldedName] {
        &self.0
    }
}

impl From<OneOrMore> for Organizations {
    fn from(read: OneOrMore) -> Self {
        match read {
            OneOrMore::One(name) => Self(vec![name]),
            OneOrMore::More(names) => Self(names),
        }
    }
}

impl From<Organizations> for OneOrMore {
    fn from(Organizations(mut names): Organizations) -> Self {
        match names.len() {
            1 => Self::One(names.remove(0)),
            _ => Self::More(names),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Organizations;
    use crate::model::{Profile, ProfileKind};

    #[test]
    fn one_organisation_is_written_as_before_there_were_several() {
        let mut profile = Profile::new("p", ProfileKind::Expert, "示例甲").unwrap();
        assert_eq!(Organizations::of(&profile), None);
        profile.organization = Some("示例 大学".into());
        let written = |profile: &Profile| {
            let all = Organizations::of(profile).unwrap();
            let text = serde_json::to_string(&all).unwrap();
            assert_eq!(serde_json::from_str::<Organizations>(&text).unwrap(), all);
            text
        };
        assert_eq!(written(&profile), r#""示例大学""#);
        profile.affiliations = vec!["示例公司".into(), "示例大学".into()];
        assert_eq!(written(&profile), r#"["示例公司","示例大学"]"#);
        profile.organization = Some("\u{200b}".into());
        profile.affiliations.pop();
        assert_eq!(written(&profile), r#""示例公司""#);
    }
}
