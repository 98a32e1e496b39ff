//! From a row of a table to a draft.

mod choices;
mod days;
mod figures;
mod ids;
mod kinds;
mod people;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::amount::unmarked;
use super::day::OpenDays;
use super::parts::{declared, parts, repair_of, unnumbered};
use super::value::{count, year};
use super::words::Vocabulary;
use super::{
    DraftProblem, RecordDraft, affiliations, append, conditions, facts, keep_unresolved, place,
    references, regions, to_check,
};
use crate::error::{Error, Wording, say};
use crate::intake::Severity;
use crate::intake::columns::{
    ColumnTarget, Field, Shape, SurveySide, TableColumn, TableLayout, WorkColumn, names_regions,
};
use crate::intake::read::{NO_VALUE, SurveyRow, is_cut, shown, single_line};
use crate::intake::text_lines;
use crate::model::list_items::numbered;
use crate::model::{Work, leaves_open, listed_people, says_nothing};
use choices::{is_of_choices, ticked};

/// The draft of a row under the layout of its table.
pub(crate) fn from_row(row: SurveyRow, layout: &TableLayout, side: SurveySide) -> RecordDraft {
    let mut reading = RowReading::new(side, row.number, layout);
    reading.extra_cells(&row, layout);
    for (at, error) in &row.failed {
        let column = layout.columns.get(*at).map(|column| column.heading.clone());
        let repair = match error.as_str() {
            NO_VALUE => {
                say!(
                    "open the file in a spreadsheet program and save it, so that it keeps the value; the cell counts as blank",
                    "请用表格软件打开并保存文件，使其带上公式结果；该单元格按空白处理"
                )
            }
            _ => say!(
                "repair the formula; the cell counts as blank",
                "请修正公式；该单元格按空白处理"
            ),
        };
        let error = Error::invalid("formula", error, repair);
        reading
            .draft
            .findings
            .push(DraftProblem::new(Severity::Warning, &error).in_column(column));
    }
    for (column, cell) in layout
        .columns
        .iter()
        .zip(&row.cells)
        .filter(|(_, cell)| !cell.is_null())
    {
        reading.cell(column, cell);
    }
    reading.finish(layout)
}

/// The kinds that a row names by its columns, each with the heading.
#[derive(Debug, Default)]
struct RowKinds<'l> {
    ticked: Vec<(&'static str, &'l str)>,
    filled: Vec<(&'static str, &'l str)>,
}

struct RowReading<'l> {
    side: SurveySide,
    draft: RecordDraft,
    /// Whether passages are headed.
    are_headed: bool,
    /// Whether cells of levels stay under their headings too, as there are several.
    keeps_levels: bool,
    /// Kinds that the row ticks, or of which it fills in the column, with the heading.
    kinds: RowKinds<'l>,
    /// Given and family name, if they have columns of their own.
    names: [Option<String>; 2],
    passages: Vec<(&'l str, String)>,
    /// Province, city, district; and the region written as one.
    region: BTreeMap<&'static str, String>,
    /// The days between which a profile is open, as one cell names them.
    open_days: Option<OpenDays>,
    /// Works by their number.
    works: BTreeMap<u8, Map<String, Value>>,
    /// Works of which a list gives the titles.
    titles: Vec<Value>,
}

impl<'l> RowReading<'l> {
    fn new(side: SurveySide, row: u64, layout: &TableLayout) -> Self {
        Self {
            side,
            draft: RecordDraft::new(row),
            are_headed: layout.are_passages_headed(),
            keeps_levels: layout.has_several_levels(),
            kinds: RowKinds::default(),
            names: [None, None],
            passages: Vec::new(),
            region: BTreeMap::new(),
            open_days: None,
            works: BTreeMap::new(),
            titles: Vec::new(),
        }
    }

    fn extra_cells(&mut self, row: &SurveyRow, layout: &TableLayout) {
        let width = layout.columns.len();
        let extra = row
            .cells
            .iter()
            .enumerate()
            .skip(width)
            .find(|(_, cell)| !cell.is_null());
        if let Some((at, cell)) = extra {
            let repair = say!(
                "the table has {width} headings; remove the cell, or quote the cell that holds a delimiter",
                "表只有{width}个列名；请去掉该单元格，或给含分隔符的单元格加引号"
            );
            let error = Error::invalid("cells", shown(cell), repair);
            let column = Some(format!("column {}", at + 1));
            self.draft
                .findings
                .push(DraftProblem::new(Severity::Error, &error).in_column(column));
        }
    }

    fn put(&mut self, name: &str, value: impl Into<Value>) {
        *place(&mut self.draft.fields, name) = value.into();
    }

    fn keep(&mut self, name: &str, cell: &Value) {
        let attributes = place(&mut self.draft.fields, "attributes");
        let (name, cell) = (name.to_owned(), cell.clone());
        if let Value::Object(map) = attributes {
            map.insert(name, cell);
        } else {
            *attributes = Value::Object(Map::from_iter([(name, cell)]));
        }
    }

    fn cell(&mut self, column: &'l TableColumn, cell: &Value) {
        // A sign of the currency tells the unit of an amount; elsewhere the heading does, or no amount is asked for.
        let says_unit = match &column.target {
            ColumnTarget::Field(field) => field.is_money(),
            ColumnTarget::Attribute(name) => !name.contains('元'),
            ColumnTarget::Text(_)
            | ColumnTarget::Work(_)
            | ColumnTarget::RowNumber
            | ColumnTarget::Ignored => true,
        };
        if is_cut(cell)
            && !matches!(
                column.target,
                ColumnTarget::RowNumber | ColumnTarget::Ignored
            )
        {
            self.tell_cut(&column.heading, cell);
        }
        let unmarked = unmarked(cell).filter(|_| !says_unit);
        let cell = unmarked.as_ref().unwrap_or(cell);
        let sets_conditions = || {
            self.side == SurveySide::Profiles
                && conditions::sets_conditions(column)
                && !says_nothing(&shown(cell))
        };
        if sets_conditions() {
            conditions::hold(&mut self.draft, &column.heading, &shown(cell));
        }
        if column.is_period(self.side) {
            self.period(&column.heading, cell);
        }
        if self.tick(column, cell) {
            return;
        }
        self.fill_in_kind(column, cell);
        match &column.target {
            ColumnTarget::Attribute(name) => self.keep(name, cell),
            ColumnTarget::Text(name) => match shown(cell) {
                text if says_nothing(&text) => self.keep(name, cell),
                text => {
                    if self.side == SurveySide::Profiles && names_regions(name) {
                        regions::hold(&mut self.draft, &text);
                    }
                    self.passages.push((name, text_lines::one_line(&text)));
                }
            },
            ColumnTarget::RowNumber | ColumnTarget::Ignored => {}
            ColumnTarget::Work(work) => self.work(&column.heading, *work, cell),
            ColumnTarget::Field(field) => self.field(field, column, cell),
        }
    }

    fn field(&mut self, field: &'static Field, column: &'l TableColumn, cell: &Value) {
        let mut text = shown(cell);
        let mut cell = cell;
        let choices = ticked(&text)
            .filter(|_| is_of_choices(field.shape))
            .map(|choices| choices.join("；"));
        let chosen = choices.map(Value::from);
        if let Some(chosen) = &chosen {
            cell = chosen;
            let before = std::mem::replace(&mut text, shown(chosen));
            if text.is_empty() {
                return self.unticked(field.name, &before);
            }
        }
        if let Some(register) = column.register {
            return self.register_number(register, column, (cell, &text));
        }
        // `面议` says that there is no figure yet, `见附件` that there is no text: unknown, but worth keeping for people.
        if field.name != "id" && says_nothing(&text) {
            if field.shape.may_be_open() && leaves_open(&text) {
                self.draft.open.insert(field.name);
            }
            return self.keep(&column.heading, cell);
        }
        if field.is_kept_too() || self.keeps_levels && field.name == "level" {
            // Kept as well: students may not be of a group, and conditions look at terms by headings.
            self.keep(&column.heading, cell);
        }
        match field.shape {
            Shape::Name => self.name(field.name, &text),
            Shape::Passage => self.passages.push((&column.heading, text)),
            Shape::List => self.list(field.name, &text),
            Shape::People => self.people(column, field.name, (&text, cell)),
            Shape::Coded => {
                // Cut at the end: some names of the trees hold separators.
                for item in numbered(&text).unwrap_or_else(|| vec![&text]) {
                    append(&mut self.draft.fields, field.name, Value::from(item));
                }
            }
            Shape::Word => self.word(field.name, &text),
            Shape::Words => self.words(field.name, &text),
            Shape::Rank => self.rank(field.name, &text),
            Shape::Day => self.day(field.name, cell),
            Shape::Amount => self.amount(field.name, column, cell),
            Shape::Count => self.count(field.name, cell),
            Shape::Decimal => self.decimal(field.name, column, cell),
            Shape::Terms => match super::terms::read(field.name, &column.heading, &text) {
                Some(text) => self.put(field.name, text),
                None => self.unresolved(field.name, &text),
            },
            Shape::Titles(kind) => self.titles(kind, &text),
            Shape::Conditions => self.put(field.name, text),
        }
    }

    fn name(&mut self, name: &'static str, text: &str) {
        match name {
            "id" => self.id(text),
            // With its line breaks, which may stand between two of them.
            "organization" => self.put(name, text),
            "name.given" => self.names[0] = Some(single_line(text)),
            "name.family" => self.names[1] = Some(single_line(text)),
            region if region.starts_with("region") => {
                self.region.insert(region, single_line(text));
            }
            _ => self.put(name, single_line(text)),
        }
    }

    fn list(&mut self, name: &str, text: &str) {
        if name == "affiliations" {
            // Cut at the end, by the rules of names.
            return append(&mut self.draft.fields, name, Value::from(text));
        }
        if name == "bases" || name.ends_with(".regions") {
            // Cut at the end too: 高新区 behind 济南市历下区 lies in that city.
            let names = parts(text).map(unnumbered);
            let is_said = |part: &&str| name.starts_with("vetoes") || !says_nothing(part);
            let names: Vec<&str> = names.filter(is_said).collect();
            return append(&mut self.draft.fields, name, Value::from(names.join("、")));
        }
        for part in parts(text).map(unnumbered) {
            // A refusal is kept to the letter: who is barred must not depend on a list of empty words.
            if name.starts_with("vetoes") || !says_nothing(part) {
                for part in declared(name, part) {
                    append(&mut self.draft.fields, name, Value::from(part));
                }
            }
        }
    }

    fn unresolved(&mut self, name: &str, text: &str) {
        keep_unresolved(&mut self.draft.fields, name, text);
        let repair = repair_of(self.side, name, text);
        let repair = say!(
            "not understood and kept under attributes; {repair}",
            "未能识别，已保留在其他属性中；{repair}";
            repair
        );
        let error = Error::invalid(name, text, repair);
        self.draft
            .find(DraftProblem::new(Severity::Warning, &error));
    }

    /// Says how a cell was read that can be read in another way.
    fn note(&mut self, name: &str, text: &str, reading: &Wording) {
        let error = Error::invalid(name, text, to_check(reading));
        self.draft
            .find(DraftProblem::new(Severity::Warning, &error));
    }

    fn titles(&mut self, kind: Option<&'static str>, text: &str) {
        let works = references::works(text);
        let titles = works.iter().map(|work| unnumbered(work));
        for title in titles.filter(|title| !says_nothing(title)) {
            let mut work = Map::from_iter([("title".to_owned(), Value::from(single_line(title)))]);
            if let Some(kind) = kind {
                work.insert("kind".to_owned(), Value::from(kind));
            }
            self.titles.push(Value::Object(work));
        }
    }

    fn work(&mut self, heading: &str, column: WorkColumn, cell: &Value) {
        let text = shown(cell);
        if says_nothing(&text) {
            return self.keep(heading, cell);
        }
        let value = match column.field {
            "title" => Some(Value::from(single_line(&text))),
            "authors" if !listed_people(&text).is_empty() => {
                Some(listed_people(&text).into_iter().collect())
            }
            "keywords" | "authors" => {
                let named = parts(&text).filter(|part| !says_nothing(part));
                Some(named.map(Value::from).collect())
            }
            "year" => Some(year(cell))
                .filter(|year| count(year, (1800, 2200)).is_some_and(|(_, is_span)| !is_span)),
            "kind" => Vocabulary::WorkKind.read(&text).map(Value::from),
            _ => Some(Value::from(text.as_str())),
        };
        let work = self.works.entry(column.number).or_default();
        let Some(value) = value else {
            work.insert(
                format!("{}_unresolved", column.field),
                Value::from(text.as_str()),
            );
            return self.work_unresolved(heading, column.field, &text);
        };
        work.insert(column.field.to_owned(), value);
        if let (Some(kind), "title") = (column.kind, column.field) {
            work.entry("kind").or_insert(Value::from(kind));
        }
    }

    fn work_unresolved(&mut self, heading: &str, field: &str, text: &str) {
        let repair = say!(
            "not understood and kept under attributes of the work; give a year, or one of paper, patent, project, result, standard",
            "未能识别，已保留在成果的其他属性中；请填年份，或 论文、专利、项目、成果、标准 之一"
        );
        let error = Error::invalid(format!("works.{field}"), text, repair);
        let finding = DraftProblem::new(Severity::Warning, &error);
        self.draft
            .findings
            .push(finding.in_column(Some(heading.to_owned())));
    }

    fn finish(mut self, layout: &TableLayout) -> RecordDraft {
        // Only now: passages come from columns in any order, and parts of a region too.
        self.join_passages();
        self.join_region();
        self.join_names();
        self.settle_days();
        self.settle_kind(layout);
        affiliations::settle(&mut self.draft.fields);
        facts::settle(&mut self.draft);
        for (number, work) in std::mem::take(&mut self.works) {
            if self.is_bare(number, &work, layout) {
                continue;
            }
            append(&mut self.draft.fields, "works", Value::Object(work));
        }
        for work in std::mem::take(&mut self.titles) {
            append(&mut self.draft.fields, "works", work);
        }
        self.draft
    }

    fn join_passages(&mut self) {
        let passages = std::mem::take(&mut self.passages);
        let headed = |(heading, text): &(&str, String)| {
            if self.are_headed {
                text_lines::headed(heading, text)
            } else {
                text.clone()
            }
        };
        let texts: Vec<String> = passages.iter().map(headed).collect();
        if !texts.is_empty() {
            self.put("description", texts.join("\n"));
        }
    }

    /// Province, city and district before the region, unless the region begins with them.
    fn join_region(&mut self) {
        let mut parts = ["region.province", "region.city", "region.district"]
            .map(|name| self.region.remove(name));
        let whole = self.region.remove("region");
        let first = parts
            .iter()
            .flatten()
            .next()
            .map(|first| first.trim_end_matches(['省', '市']).to_owned());
        if let (Some(whole), Some(first)) = (&whole, &first)
            && whole.starts_with(first.as_str())
        {
            // The column of the region already begins with the province, so the parts would be repeated.
            parts = [None, None, None];
        }
        let names: Vec<String> = parts.into_iter().flatten().chain(whole).collect();
        if !names.is_empty() {
            self.put("region", names.join("/"));
        }
    }

    /// Given name before family name, but for Chinese ones.
    fn join_names(&mut self) {
        let [given, family] = std::mem::take(&mut self.names);
        let is_chinese = |name: &Option<String>| {
            let mut chars = name.iter().flat_map(|name| name.chars());
            chars.any(crate::model::fold::is_han)
        };
        let name = if is_chinese(&given) || is_chinese(&family) {
            [family, given].into_iter().flatten().collect::<String>()
        } else {
            let names: Vec<String> = [given, family].into_iter().flatten().collect();
            names.join(" ")
        };
        if !name.is_empty() && !self.draft.fields.contains_key("name") {
            self.put("name", name);
        }
    }

    /// Whether a work has neither title nor abstract. Its cells are then attributes, and a warning says so: a year
    /// alone is no evidence, and no reason to lose the record.
    fn is_bare(&mut self, number: u8, work: &Map<String, Value>, layout: &TableLayout) -> bool {
        let Some(error) = Work::from_fields(work.clone())
            .err()
            .and_then(|errors| errors.into_iter().next())
        else {
            return false;
        };
        let mut headings = Vec::new();
        for (field, value) in work {
            let named = field.trim_end_matches("_unresolved");
            let heading = layout
                .heading_of_work(number, named)
                .unwrap_or_else(|| format!("works.{number}.{field}"));
            self.keep(&heading, value);
            headings.push(heading);
        }
        let repair = say!(
            "kept under attributes; give the work a title or an abstract",
            "已保留在其他属性中；请给成果填写名称或摘要"
        );
        let error = Error::invalid(
            format!("works.{number}"),
            error.value().unwrap_or_default(),
            repair,
        );
        let finding = DraftProblem::new(Severity::Warning, &error);
        self.draft
            .find(finding.in_column(Some(headings.join("、"))));
        true
    }
}

#[cfg(test)]
mod tests;
