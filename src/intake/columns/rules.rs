//! Rules over all columns of one table.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::{Heading, fold};
use super::layout::{ColumnTarget, TableColumn};
use super::work::WorkColumn;
use super::{ADDED, SurveySide};
use crate::error::{Error, Result, say};

/// In a list of results, the result itself is the profile: `成果名称` is then the name, and not
/// the title of somebody's work.
pub(super) fn promote_results(columns: &mut [TableColumn]) {
    let named = columns
        .iter()
        .filter(|column| !column.is_guessed)
        .any(|column| {
            column
                .target
                .field()
                .is_some_and(|field| field.starts_with("name"))
        });
    // With a column of names the results are works of that person; without one they are the profiles themselves.
    if named || !columns.iter().any(is_result) {
        return;
    }
    for column in columns {
        if let ColumnTarget::Work(WorkColumn {
            number: 0, field, ..
        }) = column.target
        {
            column.target = promoted(field);
        }
    }
}

fn promoted(field: &str) -> ColumnTarget {
    let name = match field {
        "title" => "name",
        "abstract" => "description",
        "keywords" => "expertise",
        _ => return ColumnTarget::Attribute(String::new()),
    };
    SurveySide::Profiles
        .field(name)
        .map_or(ColumnTarget::Attribute(String::new()), ColumnTarget::Field)
}

/// Headings of the house that a thing belongs to, where the thing has a name of its own: 学校名称 beside 成果名称.
const HOUSES: [&str; 12] = [
    "机构名称",
    "高校名称",
    "院所名称",
    "学校名称",
    "院校名称",
    "高校院所名称",
    "研究机构名称",
    "研究院名称",
    "研究所名称",
    "服务机构名称",
    "科技服务机构名称",
    "服务商名称",
];

/// Headings of what has an instrument or offers a service, and of these.
const HOSTS: [&str; 8] = [
    "平台名称",
    "实验室名称",
    "研究中心名称",
    "科研平台名称",
    "创新平台名称",
    "中试平台名称",
    "中试基地名称",
    "重点实验室名称",
];
const HOSTED: [&str; 8] = [
    "设备名称",
    "仪器名称",
    "仪器设备名称",
    "大型仪器名称",
    "科研仪器名称",
    "服务名称",
    "服务项目名称",
    "服务产品名称",
];

fn is_headed(column: &TableColumn, headings: &[&str]) -> bool {
    let keys = Heading::new(&column.heading).keys;
    keys.iter().any(|key| headings.contains(&key.as_str()))
}

/// Whether the heading of a column is that of a house.
pub(super) fn is_of_house(column: &TableColumn) -> bool {
    is_headed(column, &HOUSES)
}

/// Whether a table is of bodies that say which services they offer, or at which price.
pub(super) fn is_agency(columns: &[TableColumn]) -> bool {
    const HEADINGS: [&str; 9] = [
        "服务内容",
        "服务项目",
        "服务产品",
        "主要服务内容",
        "可提供服务",
        "可提供的服务",
        "收费标准",
        "服务价格",
        "服务费用",
    ];
    let is_body = |column: &TableColumn| {
        column.target.field() == Some("name") && is_headed(column, &["机构名称"])
    };
    columns.iter().any(is_body) && columns.iter().any(|column| is_headed(column, &HEADINGS))
}

/// Makes the organization of a house that stands beside the names of what it has: in 学校名称, 成果名称 each row is a
/// result of that school, and in 机构名称, 产品名称 a product of that body.
pub(super) fn name_houses(columns: &mut [TableColumn]) {
    let holds_name = |column: &TableColumn| {
        let field = column.target.field();
        field.is_some_and(|field| field.starts_with("name"))
    };
    let is_sure = |column: &&TableColumn| !column.is_guessed && !column.is_blank;
    let names_thing = |column: &TableColumn| {
        holds_name(column) && !is_headed(column, &HOUSES) || is_result(column)
    };
    let has_thing = columns.iter().filter(is_sure).any(names_thing);
    let is_hosted = |column: &TableColumn| holds_name(column) && is_headed(column, &HOSTED);
    let has_hosted = columns.iter().filter(is_sure).any(is_hosted);
    let Some(organization) = SurveySide::Profiles.field("organization") else {
        return;
    };
    for column in columns.iter_mut().filter(|column| !column.is_users) {
        let is_house =
            has_thing && is_headed(column, &HOUSES) || has_hosted && is_headed(column, &HOSTS);
        if holds_name(column) && is_house {
            column.target = ColumnTarget::Field(organization);
        }
    }
}

/// Whether a column holds the title of a result, patent or paper, one a row.
fn is_result(column: &TableColumn) -> bool {
    let is_title = matches!(
        column.target,
        ColumnTarget::Work(WorkColumn {
            number: 0,
            field: "title",
            ..
        })
    );
    let kinds = SurveySide::Profiles.implied_kinds().iter();
    let headings: Vec<String> = kinds.map(|(heading, _)| fold(heading)).collect();
    let keys = Heading::new(&column.heading).keys;
    is_title && keys.iter().any(|key| headings.contains(key))
}

/// The thing that at most one column may hold, if any: a field, or a field of the work of a number.
fn place_of(target: &ColumnTarget) -> Option<(&'static str, u8)> {
    match target {
        ColumnTarget::Field(field) if !field.shape.is_joined() => Some((field.name, 0)),
        ColumnTarget::Work(work) => Some((work.field, work.number + 1)),
        // A joined field takes any number of columns.
        ColumnTarget::Field(_)
        | ColumnTarget::RowNumber
        | ColumnTarget::Attribute(_)
        | ColumnTarget::Text(_)
        | ColumnTarget::Ignored => None,
    }
}

/// The column that holds the same; a range of money is either one column or two.
fn rival<'h>(
    holders: &BTreeMap<(&str, u8), &'h str>,
    (name, number): (&str, u8),
) -> Option<&'h str> {
    let same: &[&str] = match name {
        // A range and one of its ends would both set the same end of the amount.
        "budget" => &["budget", "budget.min", "budget.max"],
        "budget.min" => &["budget", "budget.min"],
        "budget.max" => &["budget", "budget.max"],
        _ => &[name],
    };
    same.iter()
        .find_map(|name| holders.get(&(*name, number)).copied())
}

/// Beside a column of organisations and none of names, an applicant is a person; else the organisation that applied.
pub(super) fn name_applicants(columns: &mut [TableColumn]) {
    let holds = |columns: &[TableColumn], name: &str| {
        let mut fields = columns.iter().filter_map(|column| column.target.field());
        fields.any(|field| field.starts_with(name))
    };
    let name = match (holds(columns, "organization"), holds(columns, "name")) {
        (true, false) => "name",
        (false, _) => "organization",
        (true, true) => return,
    };
    let is_applicant = |column: &&mut TableColumn| {
        let keys = Heading::new(&column.heading).keys;
        let is_it = |key: &String| matches!(key.as_str(), "申请人" | "申请人名称" | "applicants");
        !column.is_users && keys.iter().any(is_it)
    };
    if let (Some(column), Some(field)) = (
        columns.iter_mut().find(is_applicant),
        SurveySide::Profiles.field(name),
    ) {
        column.target = ColumnTarget::Field(field);
        column.is_guessed = true;
    }
}

/// Headings of the parts of a work that has a column for its title, beside [`super::work::PARTS`].
#[rustfmt::skip] // a table reads by rows
const WORK_PARTS: [(&str, &[&str]); 4] = [
    // A number of the work must not pass for the id of the person.
    (
        "number",
        &[
            "专利号",
            "申请号",
            "专利申请号",
            "公开号",
            "授权公告号",
            "授权号",
            "登记号",
            "成果登记号",
            "项目批准号",
            "批准号",
            "项目编号",
            "doi",
            "patentnumber",
            "publicationnumber",
            "applicationnumber",
            "grantnumber",
        ],
    ),
    ("abstract", &["摘要", "abstract", "论文摘要", "项目摘要"]),
    (
        "year",
        &[
            "年份",
            "年度",
            "发表年份",
            "发表年度",
            "发表时间",
            "出版年",
            "出版年份",
            "公开年份",
            "公开日",
            "公开日期",
            "授权日",
            "授权日期",
            "授权年份",
            "申请年份",
            "批准年度",
            "批准年份",
            "立项年度",
            "立项年份",
            "立项时间",
            "获奖年份",
            "获奖时间",
            "year",
            "publicationyear",
        ],
    ),
    (
        "authors",
        &[
            "作者",
            "全部作者",
            "发明人",
            "完成人",
            "authors",
            "inventors",
        ],
    ),
];

/// Gives the columns of one work a row their place in it: beside `论文题目`, a column `摘要` is the abstract of the paper.
pub(super) fn join_works(columns: &mut [TableColumn]) {
    let title = columns.iter().find_map(|column| {
        let ColumnTarget::Work(work) = column.target else {
            return None;
        };
        (work.number == 0 && work.field == "title").then_some(work)
    });
    let Some(title) = title else { return };
    for (field, headings) in WORK_PARTS {
        let is_held = |column: &TableColumn| matches!(column.target, ColumnTarget::Work(w) if w.number == 0 && w.field == field);
        if columns.iter().any(is_held) {
            continue;
        }
        let is_part = |column: &&mut TableColumn| {
            let keys = Heading::new(&column.heading).keys;
            !column.is_users && keys.iter().any(|key| headings.contains(&key.as_str()))
        };
        if let Some(column) = columns.iter_mut().find(is_part) {
            column.target = ColumnTarget::Work(WorkColumn { field, ..title });
            (column.is_guessed, column.is_settled) = (false, true);
        }
    }
}

/// Makes an attribute of a column whose heading only resembles that of a field which has a column.
pub(super) fn yield_guesses(columns: &mut [TableColumn]) {
    let certain = columns.iter().filter(|column| !column.is_guessed);
    let mut holders: BTreeMap<_, _> = certain
        .filter_map(|column| Some((place_of(&column.target)?, "")))
        .collect();
    for column in columns.iter_mut().filter(|column| column.is_guessed) {
        if let Some(place) = place_of(&column.target) {
            if rival(&holders, place).is_some() {
                column.target = ColumnTarget::Attribute(String::new());
                column.is_guessed = false;
            }
            holders.insert(place, "");
        }
    }
}

/// Keeps numbers of other registers as attributes beside ids of the list's own, and beside those of the surest register:
/// a patent has a number of its application and one of its publication.
pub(super) fn yield_registers(columns: &mut [TableColumn]) {
    let is_id = |column: &TableColumn| column.target.field() == Some("id");
    let mut order: Vec<usize> = (0..columns.len())
        .filter(|&at| is_id(&columns[at]))
        .collect();
    order.sort_by_key(|&at| (columns[at].register.is_some(), position(&columns[at])));
    for at in order.into_iter().skip(1) {
        if columns[at].register.is_some() {
            columns[at].target = ColumnTarget::Attribute(String::new());
            columns[at].is_settled = true;
        }
    }
}

/// Refuses two columns of a field that takes one, if the field decides who is barred or the user named both. Of other
/// ones the first stands, and the later is kept like a column of an unknown heading: no table is lost for a repeated
/// heading, and the report names both.
pub(super) fn settle_rivals(columns: &mut [TableColumn]) -> Result<()> {
    // The user's columns come first, so that a built-in meaning yields to them; then the headings that the table of
    // headings has first, as they are the surest.
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_cached_key(|&at| (!columns[at].is_users, position(&columns[at])));
    let mut holders: BTreeMap<(&str, u8), String> = BTreeMap::new();
    for at in order {
        let Some(place) = place_of(&columns[at].target) else {
            continue;
        };
        let named = holders
            .iter()
            .map(|(place, heading)| (*place, heading.as_str()));
        let Some(rival) = rival(&named.collect(), place).map(str::to_owned) else {
            holders.insert(place, columns[at].heading.clone());
            continue;
        };
        let is_rule = place.0.starts_with("vetoes") || place.0 == "eligibility";
        if is_rule || columns[at].is_users {
            return Err(two_headings(place.0, &rival, &columns[at].heading));
        }
        let column = &mut columns[at];
        column.target = ColumnTarget::Attribute(String::new());
        column.is_settled = false;
        column.rival = Some(rival);
    }
    Ok(())
}

/// Position of a column's heading among the headings of its field.
fn position(column: &TableColumn) -> usize {
    let ColumnTarget::Field(field) = &column.target else {
        return 0;
    };
    let keys = Heading::new(&column.heading).keys;
    let mut headings = field.headings.iter();
    let found = headings.position(|heading| keys.contains(&fold(heading)));
    found.unwrap_or(if keys.contains(&fold(field.name)) {
        0
    } else {
        field.headings.len()
    })
}

pub(super) fn two_headings(field: &str, first: &str, second: &str) -> Error {
    // One line of a map would take both columns out if they are headed alike.
    let repair = if Heading::new(first).keys == Heading::new(second).keys {
        say!(
            "two columns are headed {second}; rename one of them in the file",
            "有两列都叫 {second}；请改文件中其中一列的列名"
        )
    } else {
        say!(
            "keep one of the two columns, or map one of them, as in {second}=attribute",
            "两列请只留一列，或对应其中一列，如 {second}=attribute"
        )
    };
    Error::invalid(field, format!("{first} and {second}"), repair)
}

/// Gives every attribute a name of its own.
pub(super) fn name_apart(columns: &mut [TableColumn]) {
    let mut taken = BTreeSet::new();
    for (at, column) in (1..).zip(columns) {
        if let ColumnTarget::Attribute(name) | ColumnTarget::Text(name) = &mut column.target {
            *name = column.heading.clone();
            if !taken.insert(name.clone()) {
                *name = format!("{name} (column {at})");
                taken.insert(name.clone());
            }
        }
    }
}
/// Leaves out the last two columns if they are those that a file of rows to mend has beside the survey's own; whether
/// it is one. Alone, `问题` is the matter of a need.
pub(super) fn leave_out_remarks(columns: &mut [TableColumn]) -> bool {
    let end = columns.iter().rposition(|column| !column.is_blank);
    let Some(last) = end.filter(|last| *last > 0) else {
        return false;
    };
    let pair = &mut columns[last - 1..=last];
    let is_added = |added: &[&str; 2]| pair.iter().zip(added).all(|(c, name)| c.heading == *name);
    if !ADDED.iter().any(is_added) || pair.iter().any(|column| column.is_users) {
        return false;
    }
    for column in pair {
        column.target = ColumnTarget::Ignored;
        column.unit = None;
        (column.is_guessed, column.is_settled) = (false, true);
    }
    true
}
