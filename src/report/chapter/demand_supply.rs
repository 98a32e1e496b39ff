//! What is asked for and what is offered, by region, industry, discipline and kind.
//!
//! A record counts once, under its first code, so that the sums of all groupings agree; unknown is a group of its own.
//! Supply that nobody asks for are the active profiles of the region that fit none of its open needs and are at work on none.

use crate::error::{Bilingual as _, Wording, say};
use crate::model::ProfileStatus;
use crate::report::composition::{Composition, GroupedFigure, counted};
use crate::report::document::{CellFormat, ReportChapter, ReportChart, ReportTable, RowCondition};
use crate::report::table::{SourceTable, says};

pub(super) fn chapter(made: &Composition<'_>) -> ReportChapter {
    let tables = vec![
        by_region(made),
        by_code(made, "industry"),
        by_code(made, "discipline"),
        by_kind(made, &made.needs),
        by_kind(made, &made.profiles),
        not_asked_for(made),
    ];
    let title = say!("Demand and supply", "供需概况");
    made.chapter("demand-supply", &title, &sentences(made), tables)
}

fn sentences(made: &Composition<'_>) -> Vec<Wording> {
    let needs = made.needs.table.rows.len();
    let open = made.needs.count(vec![made.is_open()]);
    let here = made.profiles.count(vec![is_here(made)]);
    let unasked = made.profiles.count(unasked(made));
    let [open, here, unasked] = [&open, &here, &unasked].map(|cell| counted(&cell.value));
    let mut sentences = vec![match needs {
        0 => say!(
            "The library holds no need of this region; profiles of its own: {here}.",
            "库中没有该区域的需求；本地供方{here}个。"
        ),
        needs => say!(
            "Needs of the region: {needs}, of which open: {open}; profiles of its own: {here}.",
            "该区域共有需求{needs}项，其中可对接{open}项；本地供方{here}个。"
        ),
    }];
    if unasked > 0 {
        sentences.push(say!(
            "Active profiles here that fit none of its open needs and are at work on none: {unasked}.",
            "有{unasked}个本地在库供方不适配该区域任何可对接需求，也没有正在办理的对接。"
        ));
    }
    sentences
}

fn is_here(made: &Composition<'_>) -> RowCondition {
    says("place", made.words.place(true))
}

/// Conditions of the profiles that nobody asks for.
fn unasked(made: &Composition<'_>) -> Vec<RowCondition> {
    let active = made.say(&ProfileStatus::Active.wording());
    vec![
        is_here(made),
        says("status", active),
        says("asked", made.words.asked(false)),
    ]
}

/// Needs, open needs and needs of the period, by a column.
fn demand<'a>(made: &'a Composition<'_>, by: &'static str) -> Vec<GroupedFigure<'a>> {
    let figure = |id, title: &Wording, rule: &Wording, of| GroupedFigure {
        column: made.column(id, title, CellFormat::Count, rule),
        source: &made.needs,
        by,
        of,
        part: None,
    };
    vec![
        figure(
            "needs",
            &say!("Needs", "需求"),
            &say!("all needs of the region", "该区域全部需求"),
            vec![],
        ),
        figure(
            "open",
            &say!("Open", "可对接"),
            &say!("needs that no rule closes today", "今日未被规则关闭的需求"),
            vec![made.is_open()],
        ),
        figure(
            "new",
            &say!("New", "本期新增"),
            &made.with_undated(&say!(
                "needs published in the period",
                "发布日期在时段内的需求"
            )),
            vec![says("published_in", made.words.period())],
        ),
    ]
}

/// Profiles here, and ones elsewhere that fit a need, by a column.
fn offered<'a>(made: &'a Composition<'_>, by: &'static str) -> Vec<GroupedFigure<'a>> {
    let figure = |id, title: &Wording, rule: &Wording, is_here| GroupedFigure {
        column: made.column(id, title, CellFormat::Count, rule),
        source: &made.profiles,
        by,
        of: vec![says("place", made.words.place(is_here))],
        part: None,
    };
    vec![
        figure(
            "here",
            &say!("Profiles here", "本地供方"),
            &say!(
                "profiles of the region, or with a base in it",
                "位于该区域或在其中设有基地的供方"
            ),
            true,
        ),
        figure(
            "elsewhere",
            &say!("Profiles elsewhere", "外地适配供方"),
            &say!(
                "profiles from elsewhere, or from nobody knows where, that fit an open need of the region",
                "外地或所在地未知、且适配该区域可对接需求的供方"
            ),
            false,
        ),
    ]
}

fn bars(columns: &[&str]) -> Option<ReportChart> {
    let columns = columns.iter().map(|column| (*column).to_owned());
    Some(ReportChart::Bars {
        columns: columns.collect(),
    })
}

fn by_region(made: &Composition<'_>) -> ReportTable {
    let first = made.named("region", &say!("Region", "区域"), CellFormat::Text);
    let title = say!("Demand and supply by region", "供需按区域");
    let mut figures = demand(made, "region");
    figures.extend(offered(made, "region"));
    let chart = ReportChart::Tiles {
        column: "needs".to_owned(),
    };
    made.grouped(("demand-region", &title), first, figures, Some(chart))
}

fn by_code(made: &Composition<'_>, by: &'static str) -> ReportTable {
    let rule = say!(
        "each record under its first stated code, or else the surest one inferred of its text",
        "每条记录只计入首个填报代码；未填则计入最可靠的推断代码"
    );
    let (id, title, first) = match by {
        "industry" => (
            "demand-industry",
            say!("Demand and supply by industry", "供需按行业"),
            say!("Industry", "行业"),
        ),
        _ => (
            "demand-discipline",
            say!("Demand and supply by discipline", "供需按学科"),
            say!("Discipline", "学科"),
        ),
    };
    let first = made.column(by, &first, CellFormat::Text, &rule);
    let mut figures = demand(made, by);
    figures.extend(offered(made, by));
    // Needs and profiles do not add up.
    let chart = ReportChart::BarGroups {
        columns: ["needs", "here"].map(str::to_owned).into(),
    };
    made.grouped((id, &title), first, figures, Some(chart))
}

fn by_kind(made: &Composition<'_>, of: &SourceTable) -> ReportTable {
    let first = made.named("kind", &say!("Kind", "类别"), CellFormat::Text);
    match of.table.id == made.needs.table.id {
        true => {
            let name = ("demand-kind", &say!("Needs by kind", "需求按类别"));
            made.grouped(name, first, demand(made, "kind"), bars(&["open"]))
        }
        false => {
            let name = ("supply-kind", &say!("Profiles by kind", "供方按类别"));
            let figures = offered(made, "kind");
            made.grouped(name, first, figures, bars(&["here", "elsewhere"]))
        }
    }
}

fn not_asked_for(made: &Composition<'_>) -> ReportTable {
    let rows = made.profiles.rows(&unasked(made));
    let title = say!("Profiles that nobody asks for", "暂无需求的本地供方");
    let shown = [
        "profile",
        "organization",
        "kind",
        "region",
        "industry",
        "discipline",
    ];
    made.listing(("unasked", &title), &made.profiles, &shown, &rows)
}
