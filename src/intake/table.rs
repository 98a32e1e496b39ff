//! The headings of a table: finds the rows that hold them.

mod unread;

use super::columns::{
    HeadingReader, SideReaders, TableLayout, is_like_heading, joined, without_brackets,
};
use super::form::{SurveyForm, labels_in_first_column};
use super::margin::Margins;
use super::read::{SurveyRow, shown};
use super::unit_line::{take_units_below, unit_above};
use crate::error::Result;
use unread::{other_separator, side_by_side};

/// Rows with cells in use among which the headings are looked for; titles and instructions may stand above
/// them.
const HEADING_ROWS: usize = 20;

/// Most levels of headings: groups of groups, groups, and their parts.
const MAX_LEVELS: usize = 4;

/// A table being read: first looking for its headings, then with its layout.
#[derive(Debug)]
pub(super) enum HeadingSearch {
    Looking(Vec<SurveyRow>),
    Found(FoundTable),
    /// A form of labels and values, which is one record.
    Form(SurveyForm),
    /// No row has headings that can be used, or the table is passed over; with its headings, if they are known.
    Refused(Margins),
}

/// A table of which the headings are known.
#[derive(Debug)]
pub(super) struct FoundTable {
    pub(super) layout: TableLayout,
    pub(super) margins: Margins,
    /// The cells of the rows of its headings.
    pub(super) headings: Vec<Vec<String>>,
    /// Row of the headings of a table that another one stands below.
    pub(super) part: Option<u64>,
}

impl FoundTable {
    /// A table whose headings stand in no row of a sheet, but for one at most.
    pub(super) fn new(layout: TableLayout) -> Self {
        Self {
            layout,
            margins: Margins::default(),
            headings: Vec::new(),
            part: None,
        }
    }
}

impl HeadingSearch {
    pub(super) fn new() -> Self {
        Self::Looking(Vec::new())
    }

    /// Whether the headings are known, or given up.
    pub(super) const fn is_settled(&self) -> bool {
        match self {
            Self::Found(_) | Self::Refused(_) => true,
            Self::Looking(_) | Self::Form(_) => false,
        }
    }

    /// Passes the table over.
    pub(super) fn refuse(&mut self) {
        let margins = match std::mem::replace(self, Self::new()) {
            Self::Found(table) => table.margins,
            Self::Refused(margins) => margins,
            Self::Looking(_) | Self::Form(_) => Margins::default(),
        };
        *self = Self::Refused(margins);
    }

    /// Takes a row while it is not settled; returns the rows of data, once the headings are known.
    pub(super) fn push(
        &mut self,
        row: SurveyRow,
        sides: &SideReaders<'_>,
    ) -> Result<Vec<SurveyRow>> {
        let rows = match self {
            Self::Looking(rows) => rows,
            Self::Form(form) => return form.push(row).map(|()| Vec::new()),
            Self::Found(_) | Self::Refused(_) => return Ok(Vec::new()),
        };
        // Blank rows above the headings are decoration, and must not use up the rows that are looked at.
        if row.cells.iter().any(|cell| !cell.is_null()) {
            rows.push(row);
        }
        if rows.len() < HEADING_ROWS {
            return Ok(Vec::new());
        }
        self.settle(sides)
    }

    /// Decides which of the rows seen hold the headings: the one with most known ones, the first of
    /// equals, with the groups above it and the parts below it. Returns the rows of data.
    ///
    /// # Errors
    /// Errors of [`HeadingReader::layout`], for these rows.
    pub(super) fn settle(&mut self, sides: &SideReaders<'_>) -> Result<Vec<SurveyRow>> {
        let Self::Looking(rows) = self else {
            return Ok(Vec::new());
        };
        let reader = sides.own;
        if SurveyForm::is_one(rows, reader) {
            *self = Self::Form(SurveyForm::new(std::mem::take(rows)));
            return Ok(Vec::new());
        }
        let texts: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.cells.iter().map(shown).collect())
            .collect();
        let known = |texts: &Vec<String>| reader.count_known(texts.iter().map(String::as_str));
        // The last of equals wins, so the rows come backwards.
        let best = (0..texts.len())
            .rev()
            .max_by_key(|&i| known(&texts[i]))
            .unwrap_or(0);
        let known = known(&texts[best]);
        let separated = || other_separator(&texts, reader).filter(|_| known == 0);
        if let Some(error) = labels_in_first_column(rows, known, reader).or_else(separated) {
            return Err(error);
        }
        let (mut first, mut last) = levels(rows, &texts, best, reader);
        let earlier = earlier_table(rows, first, sides);
        if let Some(earlier) = earlier {
            (first, last) = levels(rows, &texts, earlier, reader);
        }
        let unit_line = unit_above(&texts[..first]);
        let below = texts.get(last + 1).cloned().unwrap_or_default();
        let texts = texts.get(first..=last).unwrap_or_default().to_vec();
        let mut headings = match &texts[..] {
            [one] => one.clone(),
            texts => level_headings(&rows[first..=last], texts),
        };
        // A heading that is merged over several columns has them all.
        let across = rows[first..=last].iter().flat_map(|row| &row.across);
        let end = across.map(|(_, end)| end + 1).max().unwrap_or(0);
        let widest = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        headings.resize(headings.len().max(end.min(widest)), String::new());
        if let Some(error) = side_by_side(&headings, reader) {
            return Err(error);
        }
        let units_below = take_units_below(&mut headings, &below);
        let part = earlier.map(|_| rows[first].number);
        let mut layout = reader.layout(headings.iter().map(String::as_str))?;
        if let Some((line, unit)) = unit_line {
            layout.take_unit(line, unit);
        }
        if let Some((line, unit, named)) = units_below {
            layout.name_unit_below((line, unit), named);
            last += 1;
        }
        let data = rows.split_off(rows.len().min(last + 1));
        let margins = Margins::new(rows);
        *self = Self::Found(FoundTable {
            layout,
            margins,
            headings: texts,
            part,
        });
        Ok(data)
    }

    pub(super) fn layout_mut(&mut self) -> Option<&mut TableLayout> {
        match self {
            Self::Found(table) => Some(&mut table.layout),
            Self::Looking(_) | Self::Form(_) | Self::Refused(_) => None,
        }
    }

    pub(super) fn layout(&self) -> Option<&TableLayout> {
        match self {
            Self::Found(table) => Some(&table.layout),
            Self::Looking(_) | Self::Form(_) | Self::Refused(_) => None,
        }
    }
}

/// The first row above row `first` that holds the headings of a table with rows of its own, so that none of them pass for
/// titles of the table below.
fn earlier_table(rows: &[SurveyRow], first: usize, sides: &SideReaders<'_>) -> Option<usize> {
    let used = |row: &SurveyRow| row.cells.iter().filter(|cell| !cell.is_null()).count();
    let is_headed = |row: &SurveyRow| sides.side_of_row(&row.cells).is_some();
    let above = rows.get(..first)?;
    let at = above.iter().position(is_headed)?;
    let is_record = |row: &SurveyRow| used(row) >= 2 && used(row) * 2 >= used(&above[at]);
    let mut between = above[at + 1..].iter();
    between
        .any(|row| is_record(row) && !is_headed(row))
        .then_some(at)
}

/// Whether a row holds the groups of the headings in the row directly below it.
pub(super) fn is_over(above: &SurveyRow, below: &SurveyRow, reader: &HeadingReader<'_>) -> bool {
    let texts = |row: &SurveyRow| -> Vec<String> { row.cells.iter().map(shown).collect() };
    above.number + 1 == below.number && is_group_row(above, (&texts(above), &texts(below)), reader)
}

/// First and last row of the headings of which row `best` holds some.
fn levels(
    rows: &[SurveyRow],
    texts: &[Vec<String>],
    best: usize,
    reader: &HeadingReader<'_>,
) -> (usize, usize) {
    let is_over = |above: usize| {
        let (group, part) = (&rows[above], &rows[above + 1]);
        group.number + 1 == part.number
            && is_group_row(group, (&texts[above], &texts[above + 1]), reader)
    };
    let (mut first, mut last) = (best, best);
    while first > 0 && last - first + 1 < MAX_LEVELS && is_over(first - 1) {
        first -= 1;
    }
    while last + 1 < rows.len() && last - first + 1 < MAX_LEVELS && is_over(last) {
        last += 1;
    }
    (first, last)
}

/// First and last column of each group of a row: merged cells, or a cell with blank ones behind it that
/// have parts below them.
fn groups(row: &SurveyRow, texts: &[String], parts: &[String]) -> Vec<(usize, usize)> {
    let text = |at: usize| texts.get(at).map_or("", String::as_str);
    let part = |at: usize| parts.get(at).map_or("", String::as_str);
    let mut groups = Vec::new();
    for at in (0..texts.len()).filter(|&at| !text(at).is_empty()) {
        if let Some(&range) = row.across.iter().find(|(first, _)| *first == at) {
            groups.push((range.0, range.1.min(parts.len().saturating_sub(1))));
            continue;
        }
        let is_merged = |at: usize| row.across.iter().any(|(a, b)| (a..=b).contains(&&at));
        let mut end = at;
        while end + 1 < parts.len()
            && text(end + 1).is_empty()
            && !part(end + 1).is_empty()
            && !is_merged(end + 1)
        {
            end += 1;
        }
        if end > at && !part(at).is_empty() {
            groups.push((at, end));
        }
    }
    groups.retain(|(first, last)| first < last);
    groups
}

/// Names of parts that mean a field under their group only.
const PARTS: [&str; 22] = [
    "名称",
    "姓名",
    "下限",
    "上限",
    "最低",
    "最高",
    "最小",
    "最大",
    "电话",
    "联系电话",
    "手机",
    "手机号",
    "邮箱",
    "职务",
    "职称",
    "地址",
    "金额",
    "类型",
    "年份",
    "数量",
    "单位",
    "内容",
];

/// Beginnings of the number of a group: `第一部分：企业信息`, `表2：需求`, `Part 1: enterprise`.
const NUMBERED: [&str; 6] = ["第", "表", "附", "part", "section", "table"];

/// Endings of the name of a group, behind which a colon may stand with a hint: `企业信息：如实填写`.
const GROUPS: [&str; 8] = [
    "信息", "情况", "概况", "内容", "部分", "资料", "详情", "登记",
];

/// Labels above a table that are no groups even where nothing is filled in behind them.
const BLANK_LABELS: [&str; 14] = [
    "填报单位",
    "填表单位",
    "报送单位",
    "汇总单位",
    "制表单位",
    "填报日期",
    "填表日期",
    "填报时间",
    "填表时间",
    "填报人",
    "填表人",
    "制表人",
    "审核人",
    "日期",
];

/// Whether a cell is a label with its value, as in `填报单位：示例科技局` and `日期：2026.3.1`, and so no group of headings.
/// A group may end in a colon, hold one in brackets, or begin with a number and one.
fn is_labelled(text: &str) -> bool {
    let (text, _) = without_brackets(text);
    let Some((label, value)) = text.split_once([':', '：']) else {
        return false;
    };
    let label = label.trim().to_lowercase();
    if BLANK_LABELS.contains(&label.as_str()) {
        return true;
    }
    let is_number =
        |c: char| !c.is_alphanumeric() || c.is_numeric() || "一二三四五六七八九十".contains(c);
    let is_group = label.chars().all(is_number)
        || NUMBERED.iter().any(|start| label.starts_with(start))
        || GROUPS.iter().any(|end| label.ends_with(end));
    // A hint to whoever fills it in (由企业填写) is no value.
    let says_something = value.chars().any(char::is_alphanumeric) && !value.contains('填');
    says_something && !is_group
}

/// Whether a row holds the groups of the headings in the row below it, and not headings above data.
fn is_group_row(
    row: &SurveyRow,
    (texts, parts): (&[String], &[String]),
    reader: &HeadingReader<'_>,
) -> bool {
    let groups = groups(row, texts, parts);
    let is_grouped = |at: usize| groups.iter().any(|&(a, b)| (a..=b).contains(&at));
    let named = texts.iter().filter(|text| !text.is_empty()).count();
    // A title is one cell over everything, and no group.
    if named < 2 || groups.iter().any(|&(at, _)| is_labelled(&texts[at])) {
        return false;
    }
    let filled = |at: &usize| !parts[*at].is_empty();
    let (inside, outside): (Vec<usize>, Vec<usize>) = (0..parts.len())
        .filter(filled)
        .partition(|&at| is_grouped(at));
    let is_known =
        |text: &str| reader.count_known(std::iter::once(text)) > 0 || PARTS.contains(&text);
    let known = inside.iter().filter(|&&at| is_known(&parts[at])).count();
    // Data fills the columns that have no parts; headings merged downwards repeat there.
    let above = |at: usize| texts.get(at).map_or("", String::as_str);
    let is_stray = |at: &usize| !above(*at).is_empty() && above(*at) != parts[*at];
    let stray: Vec<usize> = outside.into_iter().filter(is_stray).collect();
    if stray.is_empty() && is_deep_by_merges(row, (texts, parts), &groups) {
        return inside.iter().all(|&at| is_part(&parts[at]));
    }
    let all_like_headings = inside.iter().all(|&at| is_like_heading(&parts[at]));
    if groups.is_empty() || known == 0 || known * 3 < inside.len() || !all_like_headings {
        return false;
    }
    stray.is_empty() || (known >= 2 && stray.iter().all(|&at| is_known(&parts[at])))
}

/// Whether merged cells say that the headings of a row go on in the row below, whatever its words are: a heading reaches
/// down into it, or a group over filled cells stands beside a heading over a blank one. Records fill such columns.
fn is_deep_by_merges(
    row: &SurveyRow,
    (texts, parts): (&[String], &[String]),
    groups: &[(usize, usize)],
) -> bool {
    if row.down.iter().any(|&(_, last)| last > row.number) {
        return true;
    }
    let part = |at: usize| parts.get(at).map_or("", String::as_str);
    let is_over_parts = |&(first, last): &(usize, usize)| {
        row.across.iter().any(|range| range.0 == first)
            && (first..=last).all(|at| !part(at).is_empty())
    };
    let is_grouped = |at: usize| groups.iter().any(|&(a, b)| (a..=b).contains(&at));
    let is_alone = |at: usize| !texts[at].is_empty() && part(at).is_empty() && !is_grouped(at);
    groups.iter().any(is_over_parts) && (0..texts.len()).any(is_alone)
}

/// Whether a cell below merged headings may be a part of them: words, or a year.
fn is_part(text: &str) -> bool {
    is_like_heading(text.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// One heading a column, from all levels.
fn level_headings(rows: &[SurveyRow], texts: &[Vec<String>]) -> Vec<String> {
    let width = texts.iter().map(Vec::len).max().unwrap_or(0);
    let mut levels: Vec<Vec<&str>> = vec![Vec::new(); width];
    for (at, (row, own)) in rows.iter().zip(texts).enumerate() {
        let below = texts.get(at + 1).map_or(&[] as &[String], Vec::as_slice);
        let mut filled: Vec<&str> = own.iter().map(String::as_str).collect();
        filled.resize(width, "");
        // The last level has no parts, so its cells stand for their own column alone.
        for (first, last) in groups(row, own, below) {
            let width_of_group = last + 1 - first;
            for heading in filled.iter_mut().skip(first).take(width_of_group) {
                *heading = &own[first];
            }
        }
        for (column, text) in filled.into_iter().enumerate() {
            if !text.is_empty() && levels[column].last() != Some(&text) {
                levels[column].push(text);
            }
        }
    }
    levels.iter().map(|levels| joined(levels)).collect()
}
