//! Headings over several levels: a group over merged cells, and its parts below it.
//!
//! `企业基本信息` over `名称` and `所在地` names the enterprise, and the same `名称` under `技术需求` the need. Both parts
//! count: the group's name before the part's is looked up first, then the part alone, unless the group is about something
//! else.

use super::fold::Heading;
use super::layout::{ColumnTarget, TableColumn};
use super::money::MoneyUnit;
use super::reader::HeadingReader;
use super::{Shape, SurveySide};
use crate::error::Result;

/// Stands between the levels of one heading; no cell holds it.
pub(crate) const LEVEL: char = '\u{1F}';

/// The levels of a heading as one text.
pub(crate) fn joined(levels: &[&str]) -> String {
    levels.join(&LEVEL.to_string())
}

/// Endings of a group's name that say nothing of its parts.
const ENDINGS: [&str; 12] = [
    "基本信息",
    "基本情况",
    "基础信息",
    "相关信息",
    "信息",
    "情况",
    "概况",
    "内容",
    "部分",
    "资料",
    "详情",
    "登记",
];

/// Beginnings of a group's name that say nothing of its parts.
const BEGINNINGS: [&str; 6] = ["代表性", "代表", "主要", "近五年", "近三年", "个人"];

/// Names of parts, with further headings to look a part up by.
const NAMES: [&str; 6] = ["名称", "全称", "姓名", "名字", "name", "fullname"];
const LOWER: [&str; 10] = [
    "下限",
    "最低",
    "最小",
    "最少",
    "最低值",
    "起",
    "不低于",
    "min",
    "minimum",
    "from",
];
const UPPER: [&str; 10] = [
    "上限",
    "最高",
    "最大",
    "最多",
    "最高值",
    "止",
    "不超过",
    "max",
    "maximum",
    "to",
];
const AMOUNTS: [&str; 6] = ["金额", "数额", "额度", "总额", "资金", "amount"];

/// Words of a group that is about the enterprise, the people to be asked, or the record itself.
const ENTERPRISE: [&str; 7] = [
    "企业",
    "公司",
    "单位",
    "enterprise",
    "company",
    "firm",
    "organi",
];
const PEOPLE: [&str; 6] = ["联系", "负责人", "法人", "填报", "contact", "对接人"];
const RECORD: [&str; 12] = [
    "需求", "难题", "榜单", "项目", "成果", "专家", "人才", "技术", "need", "project", "expert",
    "result",
];

/// Subject of a group of headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GroupTopic {
    Enterprise,
    People,
    Other,
}

impl GroupTopic {
    fn of(group: &str) -> Self {
        let key = super::fold(group);
        let speaks_of = |words: &[&str]| words.iter().any(|word| key.contains(word));
        // 企业需求 and 单位技术难题 are about the need, not the firm.
        if speaks_of(&PEOPLE) {
            Self::People
        } else if speaks_of(&ENTERPRISE) && !speaks_of(&RECORD) {
            Self::Enterprise
        } else {
            Self::Other
        }
    }
}

impl HeadingReader<'_> {
    /// The column under a heading of several levels.
    ///
    /// # Errors
    /// If the user's meaning is no field, or the unit of an amount cannot be compared.
    pub(super) fn column_of_levels(&self, at: usize, text: &str) -> Result<TableColumn> {
        let levels: Vec<&str> = text.split(LEVEL).collect();
        let (part, groups) = levels.split_last().unwrap_or((&text, &[]));
        let shown = levels.join("/");
        let (name, is_guessed) = self.name_of_levels(&shown, part, groups)?;
        let mut column = match name {
            Some(name) => self.column(at, &name)?,
            None => TableColumn {
                heading: String::new(),
                target: ColumnTarget::Attribute(String::new()),
                unit: None,
                is_guessed: false,
                is_settled: false,
                is_users: false,
                is_blank: false,
                rival: None,
                register: None,
                kind: None,
            },
        };
        let of_group = || {
            groups
                .iter()
                .rev()
                .find_map(|group| Heading::new(group).unit)
        };
        let unit = column.unit.take();
        let unit = unit.or_else(|| Heading::new(part).unit).or_else(of_group);
        let is_amount = matches!(&column.target, ColumnTarget::Field(f) if f.is_money());
        // As for a heading of one level: no rate is known, and the amount must not pass as yuan.
        if is_amount && matches!(unit, Some(MoneyUnit::Foreign(_))) {
            column.target = ColumnTarget::Attribute(String::new());
        }
        column.unit = unit.filter(|_| is_amount);
        column.heading = shown;
        column.is_guessed |= is_guessed;
        Ok(column)
    }

    /// Whether a heading of several levels has a certain meaning.
    pub(super) fn knows_levels(&self, text: &str) -> bool {
        let column = self.column_of_levels(1, text);
        column.is_ok_and(|column| column.target.is_known() && !column.is_guessed)
    }

    /// A single heading with the meaning of the levels, and whether that is a guess.
    fn name_of_levels(
        &self,
        shown: &str,
        part: &str,
        groups: &[&str],
    ) -> Result<(Option<String>, bool)> {
        // The user's own meaning of the whole, or of the part.
        for own in [shown, part] {
            if self.is_overridden(own) {
                return Ok((Some(own.to_owned()), false));
            }
        }
        for group in groups.iter().rev() {
            for name in self.composed(group, part) {
                if self.means(&name)?.is_some() {
                    return Ok((Some(name), false));
                }
            }
        }
        let topic = groups.iter().rev().map(|group| GroupTopic::of(group));
        let topic = topic.into_iter().find(|topic| *topic != GroupTopic::Other);
        let alone = self
            .means(part)?
            .filter(|target| !is_of_record(target) || topic.is_none());
        if let Some(target) = alone {
            // One column holds the name; a second 名称 under another group must not be refused.
            return Ok((Some(part.to_owned()), is_single(&target)));
        }
        let whole = groups.iter().rev().find(|group| {
            let target = self.means(group).ok().flatten();
            target.is_some_and(|target| takes_part(&target, part))
        });
        Ok((whole.map(|group| (*group).to_owned()), true))
    }

    /// The kind that the part of a heading, or its group, speaks of.
    pub(super) fn kind_of_levels(&self, column: &TableColumn) -> Option<&'static str> {
        let (group, part) = column.heading.rsplit_once('/')?;
        let key = super::fold(part);
        let mut table = self.side().implied_kinds().iter();
        let implied = table.find(|(heading, _)| *heading == key);
        let implied = implied.map(|(_, kind)| *kind);
        implied.or_else(|| super::kind_of_name(self.side(), group))
    }

    /// Headings that a group and its part may be written as in one, likeliest first.
    fn composed(&self, group: &str, part: &str) -> Vec<String> {
        let name = Heading::new(group).keys.pop().unwrap_or_default();
        let key = Heading::new(part).keys.pop().unwrap_or_default();
        let stem = ENDINGS.iter().find_map(|end| name.strip_suffix(end));
        let stem = stem.unwrap_or(&name);
        let bare = BEGINNINGS.iter().find_map(|word| stem.strip_prefix(word));
        let stems = [stem, name.as_str(), bare.unwrap_or_default()];
        let mut names: Vec<String> = Vec::new();
        if let Some(amount) = self.amount_of(group) {
            let ends = [(LOWER, "min"), (UPPER, "max")];
            let end = ends.iter().find(|(words, _)| words.contains(&key.as_str()));
            names.extend(end.map(|(_, end)| format!("{amount}.{end}")));
        }
        names.extend(
            stems
                .iter()
                .filter(|s| !s.is_empty())
                .map(|stem| format!("{stem}{key}")),
        );
        if NAMES.contains(&key.as_str()) {
            names.extend(match GroupTopic::of(group) {
                GroupTopic::Enterprise if self.side() == SurveySide::Needs => {
                    Some("enterprise".to_owned())
                }
                GroupTopic::Enterprise if self.side() == SurveySide::Enterprises => {
                    Some("name".to_owned())
                }
                GroupTopic::Enterprise => Some("organization".to_owned()),
                GroupTopic::People if self.side() != SurveySide::Profiles => {
                    Some("people".to_owned())
                }
                GroupTopic::People | GroupTopic::Other => None,
            });
        }
        names
    }

    /// The amount that a group is about.
    fn amount_of(&self, group: &str) -> Option<&'static str> {
        let ColumnTarget::Field(field) = self.means(group).ok().flatten()? else {
            return None;
        };
        let name = (field.shape == Shape::Amount).then_some(field.name)?;
        name.split('.').next()
    }
}

/// Whether one column alone may hold the field.
fn is_single(target: &ColumnTarget) -> bool {
    matches!(target, ColumnTarget::Field(field) if !field.shape.is_joined())
}

/// Whether a field is about the record itself rather than about whoever hands it in.
fn is_of_record(target: &ColumnTarget) -> bool {
    matches!(target, ColumnTarget::Field(field)
        if matches!(field.name, "id" | "title" | "name" | "description" | "keywords" | "expertise" | "kind" | "status" | "published"))
}

/// Whether a group of that meaning gives it to a part which has none.
fn takes_part(target: &ColumnTarget, part: &str) -> bool {
    let key = super::fold(part);
    match target {
        ColumnTarget::Field(field) if field.shape == Shape::Amount => {
            AMOUNTS.contains(&key.as_str())
        }
        ColumnTarget::Field(field) => {
            matches!(field.shape, Shape::Passage | Shape::List | Shape::People)
                && is_of_record(target)
        }
        ColumnTarget::Work(_)
        | ColumnTarget::RowNumber
        | ColumnTarget::Attribute(_)
        | ColumnTarget::Text(_)
        | ColumnTarget::Ignored => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::{Columns, HeadingReader, MoneyUnit, SurveySide};
    use super::joined;

    fn fields(
        side: SurveySide,
        columns: &Columns,
        headings: &[&[&str]],
    ) -> Vec<Option<&'static str>> {
        let reader = HeadingReader::new(side, columns);
        let headings: Vec<String> = headings.iter().map(|levels| joined(levels)).collect();
        let layout = reader.layout(headings.iter().map(String::as_str)).unwrap();
        layout
            .columns
            .iter()
            .map(|column| column.target.field())
            .collect()
    }

    #[test]
    fn a_group_and_its_part_mean_a_field_together() {
        let found = fields(
            SurveySide::Needs,
            &Columns::new(),
            &[
                &["序号"],
                &["申报单位情况", "名称"],
                &["申报单位情况", "简介"],
                &["申报单位情况", "联系人", "姓名"],
                &["申报单位情况", "联系人", "手机"],
                &["技术难题", "名称"],
                &["技术难题", "主要内容"],
                &["拟投入资金（元）", "最低"],
                &["拟投入资金（元）", "最高"],
            ],
        );
        let expected = [
            None,
            Some("enterprise"),
            None,
            Some("people"),
            None,
            Some("title"),
            Some("description"),
            Some("budget.min"),
            Some("budget.max"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_unit_beside_the_group_counts_for_its_parts() {
        let columns = Columns::new();
        let reader = HeadingReader::new(SurveySide::Needs, &columns);
        let headings = [joined(&["需求名称"]), joined(&["预算（元）", "下限"])];
        let layout = reader.layout(headings.iter().map(String::as_str)).unwrap();
        assert_eq!(layout.columns[1].unit, Some(MoneyUnit::Known("元")));
        assert_eq!(layout.columns[1].heading, "预算（元）/下限");
    }

    #[test]
    fn the_users_meaning_of_the_whole_or_the_part_goes_first() {
        let headings: &[&[&str]] = &[&["甲方", "名称"], &["课题", "名称"], &["课题", "卡点"]];
        let columns: Columns = "甲方/名称=enterprise\n卡点=keywords".parse().unwrap();
        let found = fields(SurveySide::Needs, &columns, headings);
        assert_eq!(found, [Some("enterprise"), Some("title"), Some("keywords")]);
    }

    #[test]
    fn a_profile_has_its_institution_and_its_name() {
        let headings: &[&[&str]] = &[
            &["专家信息", "姓名"],
            &["所在单位", "名称"],
            &["研究情况", "研究方向"],
            &["代表性论文", "题目"],
        ];
        let found = fields(SurveySide::Profiles, &Columns::new(), headings);
        assert_eq!(
            found[..3],
            [Some("name"), Some("organization"), Some("expertise")]
        );
    }
}
