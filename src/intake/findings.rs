//! Findings about a whole table: the columns left out or added, the kind and the ids of its records.

use super::SurveySide;
use super::columns::{ColumnTarget, HeadingReader, MoneyUnit, TableColumn, TableLayout};
use super::convert::DraftProblem;
use super::read::{RowNumbers, SkipReason};
use super::report::Severity;
use crate::error::{Error, Wording, say};
use crate::model::{NeedKind, ProfileKind};

/// Whether a column holds the title of a need, or the name of another record.
pub(super) fn names_records(layout: &TableLayout, side: SurveySide) -> bool {
    match side {
        SurveySide::Needs => layout.holds("title") || layout.holds("description"),
        SurveySide::Profiles | SurveySide::Enterprises => layout.holds("name"),
    }
}

pub(super) fn no_kind() -> Error {
    let kinds = ProfileKind::ALL.iter();
    let kinds: Vec<String> = kinds
        .map(|kind| format!("{} {}", kind.as_chinese(), kind.as_str()))
        .collect();
    let repair = say!(
        "nothing says of which kind these profiles are; add a column 类型, or say it for the file (--kind): {}",
        "没有说明这些供方属于哪一类；请增加 类型 列，或为整个文件指定（--kind）：{}",
        kinds.join(", ")
    );
    Error::invalid("kind", "", repair)
}

/// Takes the errors of a record that is not stored for lack of what the table has no column for, and returns their one
/// problem: such a table updates stored records, so the id is wrong, or the record is new and not whole.
pub(super) fn not_stored(
    errors: &mut Vec<Error>,
    id: &str,
    layout: Option<&TableLayout>,
) -> Option<DraftProblem> {
    let has_column = |field: &str| layout.is_some_and(|layout| layout.holds(field));
    if id.is_empty() || (layout.is_some() && !has_column("id")) {
        return None;
    }
    let wanted = |error: &Error| {
        let field = error.field().filter(|_| error.value() == Some(""))?;
        match field {
            _ if has_column(field) => None,
            "kind" => Some(say!(
                "kind (or --kind for the file)",
                "类型（或为整个文件指定 --kind）"
            )),
            "title" => Some(say!("title or description", "名称或描述")),
            "name" => Some(say!("name", "名称")),
            _ => None,
        }
    };
    let all: Vec<Wording> = errors.iter().filter_map(wanted).collect();
    if all.is_empty() {
        return None;
    }
    errors.retain(|error| wanted(error).is_none());
    let all = Wording::joined(&all, (" and ", "、"));
    let repair = say!(
        "no stored record has this id; mend it, or give a new record its {all}",
        "库中没有该编号的记录；请改正编号，如是新记录，请填写{all}";
        all
    );
    let error = Error::invalid("id", id, repair);
    Some(DraftProblem::new(Severity::Error, &error))
}

/// The warning of a new need without a title.
pub(super) fn untitled(id: &str) -> DraftProblem {
    let repair = say!(
        "the need has no title, and lists show its id alone; give it one (需求名称), or map a column, as in 我的标题=title",
        "该需求没有名称，列表中只显示编号；请填写 需求名称，或对应一列，如 我的标题=title"
    );
    DraftProblem::new(Severity::Warning, &Error::invalid("title", id, repair))
}

pub(super) fn unknown_columns(unknown: &[&TableColumn], reader: &HeadingReader<'_>) -> Error {
    let named = |column: &&TableColumn| match reader.nearest(&column.heading) {
        Some(nearest) => format!("{} (like {nearest})", column.heading),
        None => column.heading.clone(),
    };
    let names: Vec<String> = unknown.iter().map(named).collect();
    let repair = say!(
        "give each a meaning, as in 备注=attribute, or let unknown columns in",
        "请逐列指定含义，如 备注=attribute，或允许未识别的列"
    );
    Error::invalid("columns", names.join(", "), repair)
}

pub(super) fn notice(field: &str, value: &str, repair: impl Into<Wording>) -> DraftProblem {
    DraftProblem::new(Severity::Notice, &Error::invalid(field, value, repair))
}

/// The warning of texts of a form that belong to none of its labels.
pub(super) fn unread_of_form(rows: &RowNumbers) -> DraftProblem {
    let repair = say!(
        "{} texts of the form stand beside no label and were not read; write each beside or below a label",
        "表格中有{}处文字旁边没有栏目名，未读取；请写在栏目名旁边或下方",
        rows.count()
    );
    let error = Error::invalid("rows", rows, repair);
    DraftProblem::new(Severity::Warning, &error)
}

/// The records of a side, and the option that reads a file of them.
pub(super) fn side_and_way(side: SurveySide) -> (Wording, &'static str) {
    match side {
        SurveySide::Needs => (say!("needs", "需求"), "--needs"),
        SurveySide::Profiles => (say!("profiles", "供方"), "--profiles"),
        SurveySide::Enterprises => (say!("enterprises", "企业"), "--enterprises"),
    }
}

/// The reason for not reading a sheet, and the way to have it read.
pub(super) fn left_sheet(reason: SkipReason) -> Wording {
    match reason {
        SkipReason::OtherSide(side) => {
            let (word, way) = side_and_way(side);
            say!(
                "sheet not read, for it is named after {word}; give the file with {way} too",
                "工作表以{word}命名，未读取；请再用 {way} 读取该文件";
                word
            )
        }
        SkipReason::Example => say!(
            "sheet not read, for it is named after examples, a template or void records; name it otherwise to have it read",
            "工作表名表示其为示例、模板或作废内容，未读取；如需读取，请改工作表名"
        ),
        SkipReason::Hidden => say!(
            "sheet not read, for it is hidden; show it to have it read",
            "工作表已隐藏，未读取；如需读取，请取消隐藏"
        ),
    }
}

/// The notice of a table that stands below or above another one.
pub(super) fn further_table(row: u64) -> DraftProblem {
    let repair = say!(
        "a table of its own begins in this row and is read by its own headings",
        "本行起是另一张表，按其自己的列名读取"
    );
    notice("rows", &row.to_string(), repair)
}

/// The reason not to read a table that stands below or above another one: its headings are those of `side`, or of none.
pub(super) fn other_table(row: u64, side: SurveySide, own: SurveySide) -> Error {
    let (word, way) = side_and_way(side);
    let repair = match side == own {
        true => say!(
            "a table begins in row {row} whose headings name none of the {word}; move it to a sheet of its own, or add a column of names",
            "第{row}行起是另一张表，其列名没有标明{word}的名称；请单独存为一张工作表，或增加名称列";
            word
        ),
        false => say!(
            "a table of {word} begins in row {row}; give the file with {way} too",
            "第{row}行起是{word}的表；请再用 {way} 读取该文件";
            word
        ),
    };
    Error::invalid("rows", row, repair)
}

/// The notice of the list inside a JSON object that is read, by the number of its records, with the lists that are not.
pub(crate) fn list_read(count: u64, others: &[(String, u64)]) -> Wording {
    let read = say!(
        "the records are read from this list of {count}",
        "记录取自这个列表，共{count}条"
    );
    if others.is_empty() {
        return read;
    }
    let others: Vec<String> = others
        .iter()
        .map(|(path, count)| format!("{path} ({count})"))
        .collect();
    let others = others.join(", ");
    say!(
        "{read}; not read: {others}; save one of these alone, as […], if it is meant",
        "{read}；未读取：{others}；如需读取，请将其中之一单独存成 […]";
        read
    )
}

/// The warning of a column that would hold a field and does not.
pub(super) fn set_aside(column: &TableColumn) -> Option<DraftProblem> {
    let repair = match (&column.rival, &column.unit) {
        (Some(rival), _) if *rival == column.heading => {
            say!(
                "two columns have this heading and the first is read; rename one of them",
                "有两列同名，只读取第一列；请改其中一列的列名"
            )
        }
        (Some(rival), _) => say!(
            "means the same field as {rival}, which is read; write {}=FIELD in the columns if this one is meant",
            "与已读取的 {rival} 含义相同；如应读取本列，请在列对应中写 {}=FIELD",
            column.heading
        ),
        (None, Some(MoneyUnit::Foreign(_))) => {
            say!(
                "amounts in this unit are kept and not compared; convert them to sums in 万元",
                "该单位的金额只保留而不参与比较；请换算成以万元计的总额"
            )
        }
        (None, _) => return None,
    };
    let error = Error::invalid("column", &column.heading, repair);
    let finding = DraftProblem::new(Severity::Warning, &error);
    Some(finding.in_column(Some(column.heading.clone())))
}

/// The notice of a line above the headings, or a row below them, by which amounts are read otherwise than in 万元.
pub(super) fn unit_taken(layout: &TableLayout) -> Option<DraftProblem> {
    let line = layout.unit_line.as_ref()?;
    if line.headings.is_empty() || line.unit == MoneyUnit::Known("万元") {
        return None;
    }
    let headings = line.headings.join("、");
    let repair = say!(
        "the unit of this line beside the headings is taken for {headings}; name the unit in the heading if it is not so, as in 预算（万元）",
        "列名上方或下方这一行所写的单位用于 {headings}；如不是这样，请在列名中写明单位，如 预算（万元）"
    );
    Some(notice("unit", &line.text, repair))
}

pub(super) fn numbering(layout: &TableLayout) -> Option<DraftProblem> {
    let is_numbering = |column: &&TableColumn| matches!(column.target, ColumnTarget::RowNumber);
    let heading = &layout.columns.iter().find(is_numbering)?.heading;
    let repair = say!(
        "the column numbers rows and is not kept; write {heading}=id if it is the id",
        "该列是行序号，不保留；如为编号，请写 {heading}=id"
    );
    Some(notice("row number", heading, repair))
}

/// What ids are made from.
fn names_of_ids(side: SurveySide) -> Wording {
    match side {
        SurveySide::Needs => say!("enterprise and title", "企业和名称"),
        SurveySide::Profiles => say!("kind, organization and name", "类别、单位和姓名"),
        SurveySide::Enterprises => say!("the name", "企业名称"),
    }
}

/// The notice of rows that have no number in a column whose numbers are ids where there is one.
pub(super) fn ids_from_names(
    column: &TableColumn,
    rows: &RowNumbers,
    side: SurveySide,
) -> DraftProblem {
    let (count, names) = (rows.count(), names_of_ids(side));
    let repair = say!(
        "{count} without one; their ids are made from {names} and stay the same while those do",
        "有{count}行没有填写，其编号由{names}生成，这些内容不变则编号不变";
        names
    );
    notice("id", "", repair).in_column(Some(column.heading.clone()))
}

pub(super) fn no_ids(layout: &TableLayout, side: SurveySide) -> Option<DraftProblem> {
    let names = names_of_ids(side);
    let repair = say!(
        "no column of ids; ids are made from {names} and stay the same while those do",
        "没有编号列；编号由{names}生成，这些内容不变则编号不变";
        names
    );
    (!layout.holds("id")).then(|| notice("id", "", repair))
}

/// The notice of needs of which nothing says the kind.
pub(super) fn kind_unsaid() -> DraftProblem {
    notice(
        "kind",
        NeedKind::Research.as_str(),
        say!(
            "taken for the needs that name no kind; add a column 需求类型 if some are not technical",
            "没有写明类别的需求按技术攻关处理；如有其他类别，请增加 需求类型 列"
        ),
    )
}

/// The notice of a kind that the headings or the name of the table imply.
pub(super) fn kind_taken((kind, from): (&str, Wording)) -> DraftProblem {
    notice(
        "kind",
        kind,
        say!(
            "taken from the {from} for every row that names no kind; add a column 类型 if it is not so",
            "没有写明类别的各行均按{from}取值；如不是这样，请增加 类型 列";
            from
        ),
    )
}
