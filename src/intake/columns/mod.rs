//! From the headings of a survey to the fields of a record.

mod enterprises;
mod field;
mod fold;
#[cfg(test)]
mod headings;
mod kept;
mod layout;
mod levels;
mod looks;
mod money;
mod named;
mod needs;
mod offers;
mod periods;
mod profiles;
mod reader;
mod regions;
mod register;
mod rules;
mod sides;
mod similar;
mod work;

pub(crate) use field::{Field, Shape};
pub(crate) use fold::{fold, without_brackets};
pub(crate) use kept::address_rank;
pub(crate) use layout::{ColumnTarget, TableColumn, TableLayout};
pub(crate) use levels::{LEVEL, joined};
pub(crate) use looks::{is_organization, is_text};
pub(crate) use money::MoneyUnit;
pub(crate) use named::kind_of_name;
pub(crate) use offers::{is_ceiling, is_fee};
pub(crate) use reader::HeadingReader;
pub(crate) use regions::names_regions;
pub(crate) use register::{RegisterNumber, is_scientific};
pub(crate) use sides::{SideReaders, is_like_heading};
pub(crate) use work::WorkColumn;

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use crate::error::{Error, Result, say};
use crate::model::Collection;

/// Which collection a file fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum SurveySide {
    Needs,
    Profiles,
    Enterprises,
}

impl SurveySide {
    pub(crate) const fn fields(self) -> &'static [Field] {
        match self {
            Self::Needs => needs::FIELDS,
            Self::Profiles => profiles::FIELDS,
            Self::Enterprises => enterprises::FIELDS,
        }
    }

    pub(crate) const fn implied_kinds(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Needs => needs::IMPLIED_KINDS,
            Self::Profiles => profiles::IMPLIED_KINDS,
            Self::Enterprises => &[],
        }
    }

    fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }
}

impl std::fmt::Display for SurveySide {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Needs => "needs",
            Self::Profiles => "profiles",
            Self::Enterprises => "enterprises",
        })
    }
}

/// The user's own meanings of headings: each entry takes precedence over the built-in table.
///
/// A field is a name from the table of headings, `works.N.title` (and `abstract`, `year`,
/// `kind`, `keywords`, `authors`) for the N-th work of a profile, `text` to search the column as part
/// of the description under its own heading, `attribute` to keep it there and not search it, or
/// `ignore`. Headings are compared as the built-in ones are. Reads
/// lines of `heading=field` (blank lines and lines that start with `#` are skipped) or a JSON
/// object.
///
/// # The built-in table
#[doc = include_str!("headings.md")]
/// # Example
/// ```
/// use qianxian::intake::Columns;
/// let columns: Columns = "卡脖子问题=title\n序号=id".parse()?;
/// assert_eq!(columns.len(), 2);
/// assert!("卡脖子问题=tittle".parse::<Columns>().is_err());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Field by folded heading.
    fields: BTreeMap<String, String>,
}

impl Columns {
    /// No entry: the built-in table alone.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With `heading` meaning `field`.
    ///
    /// # Errors
    /// Invalid input if there is no such field, if the heading has no letter or digit, or
    /// if it already has another meaning.
    pub fn with(mut self, heading: &str, field: &str) -> Result<Self> {
        let (key, field) = (fold(heading), field.trim());
        if key.is_empty() {
            return Err(Error::invalid(
                "columns",
                heading,
                say!("name the heading that is meant", "请写出所指的列名"),
            ));
        }
        if !is_field(field) {
            return Err(unknown_field(field));
        }
        match self.fields.insert(key, field.to_owned()) {
            Some(other) if other != field => {
                let repair = say!(
                    "give it one meaning, {other} or {field}",
                    "请只给一个含义：{other} 或 {field}"
                );
                Err(Error::invalid("columns", heading, repair))
            }
            _ => Ok(self),
        }
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.fields.get(key).map(String::as_str)
    }
}

fn is_field(name: &str) -> bool {
    matches!(name, ATTRIBUTE | TEXT | IGNORE)
        || SurveySide::Needs.field(name).is_some()
        || SurveySide::Profiles.field(name).is_some()
        || SurveySide::Enterprises.field(name).is_some()
        || work::work_field(name).is_some()
}

fn unknown_field(field: &str) -> Error {
    let fields = SurveySide::Needs
        .fields()
        .iter()
        .chain(SurveySide::Profiles.fields())
        .chain(SurveySide::Enterprises.fields());
    let names: BTreeSet<&str> = fields.map(|field| field.name).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let repair = say!(
        "use attribute, text, ignore, works.N.title, or one of: {}",
        "请用 attribute、text、ignore、works.N.title，或下列之一：{}",
        names.join(", ")
    );
    Error::invalid("columns", field, repair)
}

/// Headings of the two columns that a file of rows to mend has behind the survey's own.
pub(crate) const ADDED: [[&str; 2]; 2] = [["问题", "建议"], ["Problem", "Suggestion"]];
/// Field name that keeps a column under its own heading.
pub(crate) const ATTRIBUTE: &str = "attribute";
/// Field name that makes a passage of a column, under its own heading.
pub(crate) const TEXT: &str = "text";
/// Field name that leaves a column out.
pub(crate) const IGNORE: &str = "ignore";

impl FromStr for Columns {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        if text.trim_start().starts_with('{') {
            return from_json(text);
        }
        let lines = text
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty() && !l.starts_with('#'));
        lines.into_iter().try_fold(Self::new(), |columns, line| {
            let refuse = || {
                Error::invalid(
                    "columns",
                    line,
                    say!("write each line as heading=field", "请每行写成 列名=字段"),
                )
            };
            let (heading, field) = line.rsplit_once(['=', '＝']).ok_or_else(refuse)?;
            columns.with(heading, field)
        })
    }
}

fn from_json(text: &str) -> Result<Columns> {
    let entries: BTreeMap<String, String> = serde_json::from_str(text).map_err(|error| {
        Error::invalid(
            "columns",
            error,
            say!(
                "write one object of \"heading\": \"field\"",
                "请写成一个 \"列名\": \"字段\" 的对象"
            ),
        )
    })?;
    let mut entries = entries.iter();
    entries.try_fold(Columns::new(), |columns, (heading, field)| {
        columns.with(heading, field)
    })
}

/// The field of a record of `collection` that a heading means in a survey, by its name in JSON; a field's own name means
/// itself. `None` for a heading that the built-in table does not know.
pub(crate) fn field_of_heading(collection: Collection, heading: &str) -> Option<String> {
    let side = match collection {
        Collection::Need => SurveySide::Needs,
        Collection::Profile => SurveySide::Profiles,
        Collection::Enterprise => SurveySide::Enterprises,
    };
    let columns = Columns::new();
    HeadingReader::new(side, &columns)
        .field_of(heading)
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Columns, SurveySide, fold};

    #[test]
    fn lines_and_json_say_the_same() {
        let lines: Columns = "# ours\n卡脖子 问题 = title\n\n备注=ignore"
            .parse()
            .unwrap();
        let json: Columns = r#"{"卡脖子问题":"title","备注":"ignore"}"#.parse().unwrap();
        assert_eq!(lines, json);
        assert_eq!(lines.get("卡脖子问题"), Some("title"));
    }

    #[test]
    fn bad_entries_are_refused() {
        for text in [
            "a",
            "=title",
            "甲=nothing",
            "甲=title\n甲=id",
            "{\"a\":1}",
            "{",
        ] {
            assert!(
                text.parse::<Columns>().unwrap_err().is_invalid_input(),
                "{text}"
            );
        }
    }

    #[test]
    fn no_heading_means_two_fields() {
        for side in [
            SurveySide::Needs,
            SurveySide::Profiles,
            SurveySide::Enterprises,
        ] {
            let mut seen = std::collections::BTreeMap::new();
            for field in side.fields() {
                for heading in field.headings.iter().chain([&field.name]) {
                    let other = seen.insert(fold(heading), field.name);
                    assert!(other.is_none(), "{heading}: {other:?} and {}", field.name);
                }
            }
        }
    }

    #[test]
    fn the_table_has_the_headings_of_bureaus() {
        let of = |side: SurveySide| side.fields().iter().flat_map(|field| field.headings);
        let all: std::collections::BTreeSet<_> = of(SurveySide::Needs)
            .chain(of(SurveySide::Profiles))
            .map(|h| fold(h))
            .collect();
        assert!(all.len() >= 1_000, "{}", all.len());
    }

    #[test]
    fn a_heading_of_a_profile_is_no_part_of_a_work() {
        for heading in SurveySide::Profiles
            .fields()
            .iter()
            .flat_map(|field| field.headings)
        {
            assert!(
                super::work::work_column(&fold(heading)).is_none(),
                "{heading}"
            );
        }
    }

    #[test]
    fn a_kept_heading_means_no_field() {
        use super::kept::{KEPT, KEPT_OF_NEEDS, KEPT_OF_PROFILES};
        for (side, of_side) in [
            (SurveySide::Needs, KEPT_OF_NEEDS),
            (SurveySide::Profiles, KEPT_OF_PROFILES),
        ] {
            let fields = side
                .fields()
                .iter()
                .flat_map(|field| field.headings.iter().chain([&field.name]));
            let known: std::collections::BTreeSet<String> =
                fields.map(|heading| fold(heading)).collect();
            for heading in KEPT.iter().chain(of_side) {
                assert!(!known.contains(&fold(heading)), "{heading}");
            }
        }
    }

    #[test]
    fn a_heading_that_implies_a_kind_is_known() {
        for side in [SurveySide::Needs, SurveySide::Profiles] {
            for (heading, _) in side.implied_kinds() {
                let is_field = side
                    .fields()
                    .iter()
                    .any(|field| field.headings.contains(heading));
                assert!(
                    is_field || super::work::work_column(&fold(heading)).is_some(),
                    "{heading}"
                );
            }
        }
    }
}
