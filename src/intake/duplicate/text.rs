//! The text of a record that is compared.

use crate::model::{Enterprise, Need, Profile};

/// The text by which an import finds near-duplicates of a need: title, description, keywords.
///
/// Use it to fill a [`DuplicateIndex`](super::DuplicateIndex) with the records of a library before an import.
///
/// # Example
/// ```
/// use qianxian::intake::duplicate::{DuplicateIndex, DuplicateOptions, need_text};
/// use qianxian::model::Need;
///
/// let held = Need::new("n1", "油系针状焦的原料预处理与焦化制度")?;
/// let mut index = DuplicateIndex::new(DuplicateOptions::default());
/// index.insert(held.id.as_str(), &need_text(&held));
/// let again = Need::new("n2", &held.title)?;
/// assert_eq!(index.find(&need_text(&again))[0].id, "n1");
/// # Ok::<(), qianxian::Error>(())
/// ```
pub fn need_text(need: &Need) -> String {
    [&need.title, &need.description, &need.keywords.join("\n")]
        .map(String::as_str)
        .join("\n")
}

/// The text by which an import finds near-duplicates of a profile: name, organisation, description,
/// expertise, and title and abstract of each work.
#[must_use]
pub fn profile_text(profile: &Profile) -> String {
    let organization = profile.organization.as_deref().unwrap_or_default();
    let mut text = [
        &profile.name,
        organization,
        &profile.description,
        &profile.expertise.join("\n"),
    ]
    .join("\n");
    for work in &profile.works {
        text.push('\n');
        text.push_str(&work.title);
        text.push('\n');
        text.push_str(&work.summary);
    }
    text
}

/// The text by which an import finds near-duplicates of an enterprise: name, other names, description.
#[must_use]
pub fn enterprise_text(enterprise: &Enterprise) -> String {
    let names = enterprise.aliases.join("\n");
    [&enterprise.name, &names, &enterprise.description]
        .map(String::as_str)
        .join("\n")
}
