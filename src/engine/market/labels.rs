//! Labels of a profile, for quotas.

use serde_json::Value;

use crate::model::{FoldedName, Profile};

/// Prefix of the label of an organisation.
const ORGANIZATION: &str = "organization:";

/// The label by which writings of one organisation are counted; other labels stay as they are.
pub(super) fn canonical(label: &str) -> String {
    let name = label.strip_prefix(ORGANIZATION).and_then(FoldedName::new);
    name.map_or_else(|| label.to_owned(), |name| format!("{ORGANIZATION}{name}"))
}

/// Labels that a profile's record gives it: `field:value`, sorted.
///
/// An organisation is a [`FoldedName`], so that its writings fill one quota. `kind:expert`, `level:student`,
/// `organization:示例大学` for each organisation, a label for every level of its region (`region:山东省`, `region:山东省/淄博市`), `industry:` and
/// `discipline:` with their codes, and one for each further field that holds a text, a number or a truth value
/// (`国籍:外籍`).
///
/// # Example
/// ```
/// use qianxian::engine::labels;
/// use qianxian::model::{Profile, ProfileKind};
///
/// let mut student = Profile::new("s1", ProfileKind::Expert, "示例·小周")?;
/// student.region = Some("山东省/淄博市".parse()?);
/// student.attributes.insert("国籍".into(), "外籍".into());
/// let expected = ["kind:expert", "region:山东省", "region:山东省/淄博市", "国籍:外籍"];
/// assert_eq!(labels(&student), expected);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[must_use]
pub fn labels(profile: &Profile) -> Vec<String> {
    let mut labels = vec![format!("kind:{}", profile.kind)];
    let level = profile.level.map(|level| format!("level:{level}"));
    labels.extend(level);
    let organizations = profile.organizations();
    labels.extend(organizations.map(|name| canonical(&format!("{ORGANIZATION}{name}"))));
    let mut region = profile.region.clone();
    while let Some(path) = region {
        labels.push(format!("region:{path}"));
        region = path.parent();
    }
    labels.extend(
        profile
            .industries
            .iter()
            .map(|code| format!("industry:{code}")),
    );
    labels.extend(
        profile
            .disciplines
            .iter()
            .map(|code| format!("discipline:{code}")),
    );
    for (field, value) in &profile.attributes {
        match value {
            Value::String(text) => labels.push(format!("{field}:{}", text.trim())),
            Value::Bool(_) | Value::Number(_) => labels.push(format!("{field}:{value}")),
            // A list or an object has no one value to be a label.
            Value::Null | Value::Array(_) | Value::Object(_) => {}
        }
    }
    labels.sort();
    labels.dedup();
    labels
}
