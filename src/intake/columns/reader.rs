//! Reads the headings of a table for one side.

use std::collections::{BTreeMap, BTreeSet};

use super::field::Field;
use super::field::Shape;
use super::fold::{Heading, fold};
use super::kept::{KEPT, KEPT_OF_NEEDS, KEPT_OF_PROFILES};
use super::layout::{ColumnTarget, TableColumn, TableLayout};
use super::levels::LEVEL;
use super::money::MoneyUnit;
use super::register::RegisterNumber;
use super::work::{work_column, work_field};
use super::{ATTRIBUTE, Columns, IGNORE, SurveySide, TEXT, rules, similar};
use crate::error::{Error, Result, say};

/// Headings of columns that number the rows, which is no id: the numbers change with the file.
const ROW_NUMBERS: [&str; 5] = ["序号", "行号", "序", "no", "row"];

/// Reads headings for one side.
pub(crate) struct HeadingReader<'a> {
    side: SurveySide,
    overrides: &'a Columns,
    built_in: BTreeMap<String, &'static Field>,
    /// Keys of headings whose columns are attributes.
    kept: BTreeSet<String>,
}

impl<'a> HeadingReader<'a> {
    /// O(built-in headings).
    pub(crate) fn new(side: SurveySide, overrides: &'a Columns) -> Self {
        let spellings = |f: &'static Field| {
            f.headings
                .iter()
                .chain([&f.name])
                .map(move |h| (fold(h), f))
        };
        let kept = match side {
            SurveySide::Needs => KEPT_OF_NEEDS,
            SurveySide::Profiles => KEPT_OF_PROFILES,
            SurveySide::Enterprises => &[],
        };
        let built_in = side.fields().iter().flat_map(spellings).collect();
        Self {
            side,
            overrides,
            built_in,
            kept: kept
                .iter()
                .chain(KEPT)
                .map(|heading| fold(heading))
                .collect(),
        }
    }

    /// How many of `cells` are headings with a certain meaning.
    pub(crate) fn count_known<'c>(&self, cells: impl Iterator<Item = &'c str>) -> usize {
        let known = |text: &&str| match text.contains(LEVEL) {
            true => self.knows_levels(text),
            false => self.means(text).is_ok_and(|t| t.is_some()),
        };
        // Files may have any number of blank headings; they are not worth folding.
        cells.filter(|text| !text.is_empty()).filter(known).count()
    }

    /// The side whose headings it reads.
    pub(crate) const fn side(&self) -> SurveySide {
        self.side
    }

    /// The certain meaning of a heading of one level.
    pub(super) fn means(&self, text: &str) -> Result<Option<ColumnTarget>> {
        self.target(&Heading::new(text))
    }

    /// Whether the user gave a heading a meaning of his own.
    pub(super) fn is_overridden(&self, text: &str) -> bool {
        let keys = Heading::new(text).keys;
        keys.iter().any(|key| self.overrides.get(key).is_some())
    }

    fn target(&self, heading: &Heading) -> Result<Option<ColumnTarget>> {
        // The user's meaning goes before the table, even for a heading that the table knows.
        let overridden = heading.keys.iter().find_map(|key| self.overrides.get(key));
        match overridden {
            Some(field) => self.overridden(field).map(Some),
            None => Ok(heading.keys.iter().find_map(|key| self.by_key(key))),
        }
    }

    fn by_key(&self, key: &str) -> Option<ColumnTarget> {
        if ROW_NUMBERS.contains(&key) {
            return Some(ColumnTarget::RowNumber);
        }
        let field = self
            .built_in
            .get(key)
            .map(|field| ColumnTarget::Field(field));
        let kept = || {
            let is_kept = self.kept.contains(key);
            is_kept.then(|| ColumnTarget::Attribute(String::new()))
        };
        let work = || {
            let is_of_side = self.side == SurveySide::Profiles;
            work_column(key)
                .filter(|_| is_of_side)
                .map(ColumnTarget::Work)
        };
        field.or_else(kept).or_else(work)
    }

    fn overridden(&self, name: &str) -> Result<ColumnTarget> {
        let work = || {
            work_field(name)
                .filter(|_| self.side == SurveySide::Profiles)
                .map(ColumnTarget::Work)
        };
        match name {
            ATTRIBUTE => Ok(ColumnTarget::Attribute(String::new())),
            TEXT => Ok(ColumnTarget::Text(String::new())),
            IGNORE => Ok(ColumnTarget::Ignored),
            _ => self
                .side
                .field(name)
                .map(ColumnTarget::Field)
                .or_else(work)
                .ok_or_else(|| {
                    Error::invalid(
                        "columns",
                        name,
                        say!(
                            "this file holds {}, which have no such field",
                            "该文件是{}，没有这个字段",
                            self.side
                        ),
                    )
                }),
        }
    }

    /// The known heading that an unknown one resembles. People are not guessed at: they
    /// decide about conflicts of interest, and `联系人及电话` holds more than a name.
    fn guess(&self, text: &str) -> Option<ColumnTarget> {
        let field = similar::keys(text)
            .iter()
            .find_map(|key| self.built_in.get(key).copied());
        let by_part = || similar::by_part(self.side, text).and_then(|name| self.side.field(name));
        field
            .or_else(by_part)
            // A wrong person bars pairs by conflict of interest, and a wrong id overwrites records: too dear for
            // a guess.
            .filter(|field| field.shape != Shape::People && field.name != "id")
            .map(ColumnTarget::Field)
    }

    /// The layout of a table with these headings.
    ///
    /// # Errors
    /// Invalid input if no heading is known, or if the user gives two one field that takes one column.
    pub(crate) fn layout<'c>(
        &self,
        headings: impl Iterator<Item = &'c str>,
    ) -> Result<TableLayout> {
        let columns = (1..)
            .zip(headings)
            .map(|(at, text)| self.column(at, text.trim()));
        let mut columns = columns.collect::<Result<Vec<_>>>()?;
        let is_to_mend = rules::leave_out_remarks(&mut columns);
        if self.side == SurveySide::Profiles {
            rules::name_houses(&mut columns);
            rules::name_applicants(&mut columns);
            rules::promote_results(&mut columns);
            rules::join_works(&mut columns);
        }
        // One cell that only resembles a heading may be data: 示例公司 ends as a heading of firms may end.
        let known = columns.iter().filter(|column| column.target.is_known());
        let (guessed, certain): (Vec<_>, Vec<_>) = known.partition(|column| column.is_guessed);
        if certain.is_empty() && guessed.len() < 2 {
            return Err(self.no_known(&columns));
        }
        rules::yield_registers(&mut columns);
        // Before rivals are settled: a guess that has a rival is dropped without a word.
        rules::yield_guesses(&mut columns);
        rules::settle_rivals(&mut columns)?;
        rules::name_apart(&mut columns);
        let implied_kind = self.implied_kind(&columns);
        let mut layout = TableLayout::new(columns, implied_kind);
        layout.is_to_mend = is_to_mend;
        Ok(layout)
    }

    /// Adds to `layout` a column whose heading came late. O(log columns).
    ///
    /// # Errors
    /// If the user's meaning is no field of the side, or if it is one of two columns that bar pairs.
    pub(crate) fn append(&self, layout: &mut TableLayout, text: &str) -> Result<()> {
        let column = self.column(layout.columns.len() + 1, text)?;
        if let ColumnTarget::Field(field) = &column.target
            && (field.name.starts_with("vetoes") || field.name == "eligibility")
            && layout.holds(field.name)
        {
            let rival = layout.headings_of(field.name).unwrap_or_default();
            return Err(rules::two_headings(field.name, &rival, &column.heading));
        }
        layout.append(column);
        Ok(())
    }

    /// The field of the record that a heading means, or a part of one; `None` for a heading of another meaning.
    pub(crate) fn field_of(&self, text: &str) -> Option<&'static str> {
        self.means(text).ok().flatten()?.field()
    }

    /// Whether a heading is one of a column that numbers the rows.
    pub(crate) fn is_row_number(&self, text: &str) -> bool {
        matches!(self.means(text), Ok(Some(ColumnTarget::RowNumber)))
    }

    /// Whether `key` is the name of a field of the record, or of the record that holds it.
    pub(crate) fn is_field_name(&self, key: &str) -> bool {
        let mut fields = self.side.fields().iter();
        fields.any(|field| field.name.split('.').next() == Some(key))
    }

    /// The column under a heading.
    pub(super) fn column(&self, at: usize, text: &str) -> Result<TableColumn> {
        if text.contains(LEVEL) {
            return self.column_of_levels(at, text);
        }
        let heading = Heading::new(text);
        let known = self.target(&heading)?;
        let is_settled = known.is_some();
        let mut keys = heading.keys.iter();
        let is_users = keys.any(|key| self.overrides.get(key).is_some());
        let guessed = if known.is_none() {
            self.guess(text)
        } else {
            None
        };
        let is_guessed = guessed.is_some();
        let target = known
            .or(guessed)
            .unwrap_or_else(|| ColumnTarget::Attribute(String::new()));
        let heading_text = named(at, text);
        let is_amount = matches!(&target, ColumnTarget::Field(f) if f.is_money());
        // No rate is known on the day of the survey, and an amount in another currency must not pass as yuan.
        let is_foreign = is_amount && matches!(heading.unit, Some(MoneyUnit::Foreign(_)));
        let is_id = matches!(&target, ColumnTarget::Field(field) if field.name == "id");
        let kind = kind_of_heading(self.side, &heading);
        // 项目编号 of a need is the list's own.
        let is_open = |register: &RegisterNumber| {
            self.side == SurveySide::Profiles || *register != RegisterNumber::Listed
        };
        let register = RegisterNumber::of(&heading)
            .filter(is_open)
            .filter(|_| is_id && !is_users);
        Ok(TableColumn {
            heading: heading_text,
            target: if is_foreign {
                ColumnTarget::Attribute(String::new())
            } else {
                target
            },
            unit: heading.unit.filter(|_| is_amount),
            is_guessed: is_guessed && !is_foreign,
            is_settled,
            is_users,
            is_blank: text.is_empty(),
            rival: None,
            register,
            kind,
        })
    }

    fn no_known(&self, columns: &[TableColumn]) -> Error {
        let found: Vec<&str> = columns.iter().map(|c| c.heading.as_str()).collect();
        let (key, common) = match self.side {
            SurveySide::Needs => (
                "title",
                "需求名称, 企业名称, 需求描述 (title, enterprise, description)",
            ),
            SurveySide::Profiles => (
                "name",
                "姓名, 单位, 研究方向 (name, organization, expertise)",
            ),
            SurveySide::Enterprises => (
                "name",
                "企业名称, 所在地区, 企业资质 (name, region, certificates)",
            ),
        };
        let repair = say!(
            "no row of headings was found; put one above the first record, such as {common}, or map your own, as in 我的标题={key}",
            "没有找到标题行；请在第一条记录上方写一行标题，如 {common}，或自行对应，如 我的标题={key}"
        );
        Error::invalid("headings", found.join(", "), repair)
    }

    /// The known heading most like `text`, if one is alike.
    pub(crate) fn nearest(&self, text: &str) -> Option<&'static str> {
        let headings = self.side.fields().iter().flat_map(|field| field.headings);
        similar::nearest(text, headings.copied())
    }

    /// The kind that a heading implies, that of the title or name first.
    fn implied_kind(&self, columns: &[TableColumn]) -> Option<&'static str> {
        let holds = |column: &&TableColumn, names: &[&str]| {
            column
                .target
                .field()
                .is_some_and(|field| names.contains(&field))
        };
        let implied = |column: &TableColumn| column.kind;
        let named = columns
            .iter()
            .filter(|column| holds(column, &["title", "name"]));
        // A body that lists its services is an agency, not a university.
        let is_agency = self.side == SurveySide::Profiles && rules::is_agency(columns);
        if is_agency {
            return Some("service");
        }
        // The column of the title names the kind most directly (成果名称); other headings only hint at it, but not the
        // house of things that have names of their own.
        let mut hints = columns
            .iter()
            .filter(|column| !rules::is_of_house(column))
            .filter_map(implied);
        let hint = match self.side {
            // A survey may have a column for each kind of need; then each row says by what it fills in.
            SurveySide::Needs => {
                let first = hints.next();
                first.filter(|first| hints.all(|other| other == *first))
            }
            SurveySide::Profiles | SurveySide::Enterprises => hints.next(),
        };
        named
            .clone()
            .find_map(implied)
            .or(hint)
            .or_else(|| named.clone().find_map(|column| self.kind_of_levels(column)))
    }
}

/// The kind that a heading alone implies.
fn kind_of_heading(side: SurveySide, heading: &Heading) -> Option<&'static str> {
    let mut table = side.implied_kinds().iter();
    let implied = table.find(|(known, _)| heading.keys.contains(&fold(known)));
    implied.map(|(_, kind)| *kind)
}

/// The name of a column: its heading, or its place if that is blank.
fn named(at: usize, text: &str) -> String {
    match text {
        "" => format!("column {at}"),
        text => shortened(text),
    }
}

/// A heading on one line. It is kept with every record, so its length is bounded.
fn shortened(text: &str) -> String {
    const MAX_CHARS: usize = 300;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MAX_CHARS {
        return line;
    }
    let head: String = line.chars().take(MAX_CHARS).collect();
    format!("{head}…")
}

#[cfg(test)]
mod tests;
