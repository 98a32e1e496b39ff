//! A region as a path of names, from the province down.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, Wording, say};
use crate::model::fold::place_name;

/// Most levels of a path: province, city, district, street or park.
pub(super) const MAX_LEVELS: usize = 4;
/// Longest name of one level, in characters.
const MAX_CHARS: usize = 64;

/// A region such as `山东省/淄博市/张店区`: 1 to 4 names, the widest first.
///
/// Levels may be written apart by `/`, `-`, `>`, `·` (also full-width) or white space, and are displayed apart by `/`.
/// Width, invisible characters and traditional writing are folded, so that `山東省` is `山东省`; case is kept. A path is not
/// checked against a gazetteer: [`Gazetteer::resolve`](super::Gazetteer::resolve) makes a path of everyday writing and
/// knows which exist. Paths sort so that each comes right before the paths below it. In JSON a string.
///
/// # Example
/// ```
/// use qianxian::model::RegionPath;
/// let district: RegionPath = "山东省－淄博市－张店区".parse()?;
/// assert_eq!(district.to_string(), "山东省/淄博市/张店区");
/// let city: RegionPath = "山东省 淄博市".parse()?;
/// assert!(district.starts_with(&city));
/// assert_eq!(district.parent(), Some(city));
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionPath(Vec<Box<str>>);

impl RegionPath {
    /// The names, the widest region first; 1 to 4.
    pub fn levels(&self) -> impl ExactSizeIterator<Item = &str> + DoubleEndedIterator {
        self.0.iter().map(AsRef::as_ref)
    }

    /// Number of levels.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    /// The last name, that of the region itself.
    pub fn name(&self) -> &str {
        self.0.last().map_or("", AsRef::as_ref)
    }

    /// The region right above, `None` for a path of one level.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        // A path has at least one level, so this does not underflow.
        let above = self.0.len() - 1;
        (above > 0).then(|| Self(self.0[..above].to_vec()))
    }

    /// The widest `depth` levels, as maps by path look them up.
    pub(super) fn above(&self, depth: usize) -> &[Box<str>] {
        &self.0[..depth]
    }

    /// Whether this region is `wider` or lies in it.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::RegionPath;
    /// let city: RegionPath = "山东省/淄博市".parse()?;
    /// assert!("山東省/淄博市/张店区".parse::<RegionPath>()?.starts_with(&city));
    /// assert!(!"山东省/济南市".parse::<RegionPath>()?.starts_with(&city));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn starts_with(&self, wider: &Self) -> bool {
        self.0.starts_with(&wider.0)
    }

    /// Number of leading levels that both paths share, 0 to 4; 0 for different provinces.
    #[must_use]
    pub fn common_depth(&self, other: &Self) -> usize {
        self.0
            .iter()
            .zip(&other.0)
            .take_while(|(a, b)| a == b)
            .count()
    }
}

/// A path and its levels compare, order and hash alike.
impl std::borrow::Borrow<[Box<str>]> for RegionPath {
    fn borrow(&self) -> &[Box<str>] {
        &self.0
    }
}

/// Whether `c`, of folded text, sets two levels apart; white space does so too.
pub(super) fn is_separator(c: char) -> bool {
    matches!(c, '/' | '-' | '>' | '·' | '・')
}

/// The levels of folded `text`, possibly empty or too many.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(is_separator).map(str::trim);
    parts.flat_map(|part| {
        // An empty part is kept, so that it can be refused.
        let empty = part.is_empty().then_some("");
        part.split_whitespace().chain(empty)
    })
}

fn checked(levels: Vec<Box<str>>) -> Result<RegionPath, Wording> {
    if levels.iter().any(|level| level.is_empty()) {
        return Err(say!(
            "write at least one name and none that is empty, as in 山东省/淄博市/张店区",
            "请至少写一级地名且各级不为空，如 山东省/淄博市/张店区"
        ));
    }
    if levels.len() > MAX_LEVELS {
        return Err(say!(
            "keep at most four levels: province, city, district, street",
            "请最多写四级：省、市、区县、街道"
        ));
    }
    if levels.iter().any(|level| level.chars().count() > MAX_CHARS) {
        return Err(say!(
            "shorten each name to 64 characters",
            "请将每级地名缩短到64字以内"
        ));
    }
    if levels
        .iter()
        .any(|level| level.chars().any(char::is_control))
    {
        return Err(say!("remove control characters", "请去掉控制字符"));
    }
    Ok(RegionPath(levels))
}

impl FromStr for RegionPath {
    type Err = Error;

    /// # Errors
    /// No name, an empty name, more than four levels, a name of more than 64 characters or with a
    /// control character.
    fn from_str(text: &str) -> Result<Self> {
        let levels = split(&place_name(text)).map(Box::from).collect();
        checked(levels).map_err(|repair| Error::invalid("region", text, repair))
    }
}

impl TryFrom<String> for RegionPath {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<RegionPath> for String {
    fn from(path: RegionPath) -> Self {
        path.0.join("/")
    }
}

impl fmt::Display for RegionPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.join("/"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::RegionPath;
    use proptest::prelude::*;

    fn path(text: &str) -> RegionPath {
        text.parse().unwrap()
    }

    #[test]
    fn separators_and_widths_make_no_difference() {
        let expected = path("山东省/淄博市/张店区");
        for text in [
            "山东省-淄博市-张店区",
            "山东省 > 淄博市 > 张店区",
            " 山东省　淄博市  张店区 ",
            "山东省／淄博市·张店区",
        ] {
            assert_eq!(path(text), expected, "{text}");
        }
        assert_eq!(
            expected.levels().collect::<Vec<_>>(),
            ["山东省", "淄博市", "张店区"]
        );
        assert_eq!((expected.depth(), expected.name()), (3, "张店区"));
    }

    #[test]
    fn empty_many_long_and_control_names_are_refused() {
        let long = "区".repeat(65);
        for bad in [
            "",
            "　",
            "/",
            "山东省//张店区",
            "/山东省",
            "山东省/",
            "a/b/c/d/e",
            &long,
            "山\u{1}东",
        ] {
            let error = bad.parse::<RegionPath>().unwrap_err();
            assert_eq!(error.field(), Some("region"), "{bad:?}");
        }
    }

    #[test]
    fn a_region_lies_in_itself_and_in_those_above_by_whole_names() {
        let district = path("山东省/淄博市/张店区");
        assert!(district.starts_with(&district));
        assert!(district.starts_with(&path("山东省")));
        assert!(!district.starts_with(&path("山东")));
        assert!(!path("山东省").starts_with(&district));
        assert_eq!(path("山东省").parent(), None);
    }

    #[test]
    fn common_depth_counts_shared_levels() {
        let depth = |a: &str, b: &str| path(a).common_depth(&path(b));
        assert_eq!(depth("山东省/淄博市/张店区", "山东省/淄博市/临淄区"), 2);
        assert_eq!(depth("山东省/淄博市", "山东省/淄博市/临淄区"), 2);
        assert_eq!(depth("山东省/市中区", "四川省/市中区"), 0);
    }

    #[test]
    fn json_is_a_string_and_is_checked() {
        let region = path("山东省/淄博市");
        assert_eq!(serde_json::to_string(&region).unwrap(), "\"山东省/淄博市\"");
        assert_eq!(
            serde_json::from_str::<RegionPath>("\"山东省 淄博市\"").unwrap(),
            region
        );
        assert!(serde_json::from_str::<RegionPath>("\"//\"").is_err());
    }

    proptest! {
        #[test]
        fn a_parsed_path_displays_as_text_that_parses_to_it(text in any::<String>()) {
            if let Ok(region) = text.parse::<RegionPath>() {
                prop_assert_eq!(path(&region.to_string()), region.clone());
                prop_assert!((1..=4).contains(&region.depth()));
            }
        }

        #[test]
        fn parents_of_parsed_paths_parse_too(text in "[ab]{1,2}([-/> ][ab]{1,2}){0,3}") {
            let region = path(&text);
            if let Some(parent) = region.parent() {
                prop_assert_eq!(path(&parent.to_string()), parent.clone());
                prop_assert!(parent < region && region.starts_with(&parent));
                prop_assert_eq!(region.common_depth(&parent), parent.depth());
            }
        }
    }
}
