//! Labels of a profile, for quotas.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::engine::Snapshot;
use crate::error::{Error, Result, say};
use crate::intake::field_of_heading;
use crate::model::{Collection, FoldedName, Level, Profile, ProfileKind, nearest};

/// Labels that an error names.
const NEAR: usize = 5;

/// A label as people wrote it, in the spelling that profiles carry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FoundLabel {
    /// One of [`labels`].
    pub label: String,
    /// Number of the library's profiles that carry it; 0 for a kind, a level, a region or a code that exists and that
    /// nobody has.
    pub profiles: usize,
}

/// What people mean by `FIELD:VALUE`.
struct MeantLabel {
    /// Spellings, the likeliest first.
    labels: Vec<String>,
    /// Whether the value is one of a known vocabulary, so that a library without it is no slip of the pen.
    is_known: bool,
}

impl Snapshot {
    /// The label that `text` means: `level:professor`, `职称:教授`, `region:青岛`, `单位:示例大学`, `国籍:外籍`; a kind, a
    /// level or a region needs no field.
    ///
    /// Fields are headings as in a survey, fields of the record, or attributes; values are read as their field's are.
    /// O(profiles) the first time that a snapshot is asked, since every record is read; O(labels) then.
    ///
    /// # Errors
    /// Invalid input if the value is none of its field's; not found if no profile carries the label, naming near ones,
    /// unless it is a kind, a level, a region, an industry or a discipline that exists.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// let snapshot = library.snapshot()?;
    /// assert_eq!(snapshot.find_label("类别:专家")?.label, "kind:expert");
    /// assert!(snapshot.find_label("knid:expert").unwrap_err().is_not_found());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn find_label(&self, text: &str) -> Result<FoundLabel> {
        let meant = self.meant(text.trim())?;
        let carried = self.carried_labels()?;
        let mut known = meant.labels.iter();
        if let Some((label, &profiles)) = known.find_map(|label| carried.get_key_value(label)) {
            let label = label.clone();
            return Ok(FoundLabel { label, profiles });
        }
        match meant.labels.into_iter().next() {
            Some(label) if meant.is_known => Ok(FoundLabel { label, profiles: 0 }),
            Some(_) | None => {
                let near = nearest(text, carried.keys().map(|l| (l.as_str(), l.as_str())), NEAR);
                let near = near.join("、");
                let repair = if near.is_empty() {
                    say!("no profile has a label", "没有供方带有标签")
                } else {
                    say!(
                        "labels of profiles that are near: {near}",
                        "相近的供方标签：{near}"
                    )
                };
                Err(Error::not_found("label", text, repair))
            }
        }
    }

    /// Number of profiles that carry each label. O(profiles), once a snapshot: a command asks for several labels.
    fn carried_labels(&self) -> Result<&BTreeMap<String, usize>> {
        if let Some(known) = self.0.labels.get() {
            return Ok(known);
        }
        let mut carried: BTreeMap<String, usize> = BTreeMap::new();
        for id in self.profile_ids()? {
            for label in labels(&self.profile(&id)?) {
                *carried.entry(label).or_default() += 1;
            }
        }
        // Two threads may both come here; the result of the second is dropped.
        Ok(self.0.labels.get_or_init(|| carried))
    }

    fn meant(&self, text: &str) -> Result<MeantLabel> {
        let known = |label: String| MeantLabel {
            labels: vec![label],
            is_known: true,
        };
        let places = &self.taxonomies().gazetteer;
        let region = |value: &str| -> Result<MeantLabel> {
            let path = places.resolve(value)?;
            let is_known = places.contains(&path);
            let labels = vec![format!("region:{path}")];
            Ok(MeantLabel { labels, is_known })
        };
        let Some((name, value)) = text.split_once([':', '：']) else {
            if let Ok(kind) = text.parse::<ProfileKind>() {
                return Ok(known(format!("kind:{kind}")));
            }
            return match text.parse::<Level>() {
                Ok(level) => Ok(known(format!("level:{level}"))),
                Err(_) => region(text).or_else(|_| {
                    // Nobody carries a label without a field: the error names near ones.
                    let labels = vec![text.to_owned()];
                    Ok(MeantLabel {
                        labels,
                        is_known: false,
                    })
                }),
            };
        };
        let (name, value) = (name.trim(), value.trim());
        let field = field_of_heading(Collection::Profile, name);
        match field.as_deref().unwrap_or(name) {
            "kind" => Ok(known(format!("kind:{}", value.parse::<ProfileKind>()?))),
            "level" => Ok(known(format!("level:{}", value.parse::<Level>()?))),
            "region" => region(value),
            "industries" | "industry" => {
                let code = self.taxonomies().industries.resolve(value)?;
                Ok(known(format!("industry:{code}")))
            }
            "disciplines" | "discipline" => {
                let code = self.taxonomies().disciplines.resolve(value)?;
                Ok(known(format!("discipline:{code}")))
            }
            "organization" => Ok(MeantLabel {
                labels: vec![canonical(&format!("{ORGANIZATION}{value}"))],
                is_known: false,
            }),
            field => Ok(MeantLabel {
                labels: vec![format!("{name}:{value}"), format!("{field}:{value}")],
                is_known: false,
            }),
        }
    }
}

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
