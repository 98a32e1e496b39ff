//! What became of the matches: funnel, rates, days, overdue, deliveries and money.
//!
//! Tables without a period count all matches of the region's needs; a median is the middle day, of an even number the
//! smaller of the two middle ones.

use super::{money, policies};
use crate::error::{Bilingual as _, Wording, say};
use crate::ledger::{EntryKind, StageRole};
use crate::push::DeliveryState;
use crate::report::composition::{Composition, GroupedFigure, counted};
use crate::report::document::{
    CellFormat, CellValue, ReportCell, ReportChapter, ReportChart, ReportRow, ReportTable,
    RowCondition,
};
use crate::report::source::month;
use crate::report::table::{known, says, text};

pub(super) fn chapter(made: &Composition<'_>) -> ReportChapter {
    let mut tables = vec![funnel(made), in_stages(made)];
    for (by, id, title, first) in [
        (
            "officer",
            "settlement-officer",
            say!("By officer", "按负责人"),
            say!("Officer", "负责人"),
        ),
        (
            "need_kind",
            "settlement-kind",
            say!("By kind of need", "按需求类别"),
            say!("Kind of need", "需求类别"),
        ),
        (
            "profile_kind",
            "settlement-supply",
            say!("By kind of profile", "按供方类别"),
            say!("Kind of profile", "供方类别"),
        ),
        (
            "region",
            "settlement-region",
            say!("By region", "按区域"),
            say!("Region", "区域"),
        ),
        (
            "source",
            "settlement-source",
            say!("By where they came from", "按来源"),
            say!("Source", "来源"),
        ),
    ] {
        tables.push(settled_by(made, by, (id, &title), &first));
    }
    tables.extend([
        months(made),
        done(made),
        deliveries(made),
        policies::policies(made),
        money::money(made),
    ]);
    made.chapter(
        "settlement",
        &say!("Settlement", "对接与销号"),
        &sentences(made),
        tables,
    )
}

fn sentences(made: &Composition<'_>) -> Vec<Wording> {
    let count = |of| counted(&made.matches.count(of).value);
    let all = count(vec![]);
    if all == 0 {
        return vec![say!(
            "The ledger holds no match of this region.",
            "台账中没有该区域的对接。"
        )];
    }
    let settled = count(vec![made.is_settled()]);
    let overdue = count(vec![says("overdue", made.words.overdue(true))]);
    let mut said = vec![say!(
        "Matches: {all}; settled: {settled}; open and overdue: {overdue}.",
        "共有对接{all}件，已销号{settled}件；未办结的对接中超期{overdue}件。"
    )];
    if count(vec![says("first_in", made.words.period())]) == 0 {
        said.push(say!(
            "No match was begun in the period.",
            "时段内没有新增对接。"
        ));
    }
    said
}

/// How many matches came to each stage of the way.
fn funnel(made: &Composition<'_>) -> ReportTable {
    let columns = vec![
        made.named("stage", &say!("Stage", "阶段"), CellFormat::Text),
        made.column(
            "reached",
            &say!("Reached", "到达"),
            CellFormat::Count,
            &say!(
                "matches that came to the stage or past it",
                "到达或越过该阶段的对接数"
            ),
        ),
        made.column(
            "rate",
            &say!("Of the stage before", "较上一阶段"),
            CellFormat::Share,
            &say!(
                "of the matches that came to the stage before; of the first stage, of all",
                "占到达上一阶段的比例；首个阶段占全部"
            ),
        ),
        made.named(
            "period",
            &say!("Begun in the period", "其中本期新增"),
            CellFormat::Count,
        ),
    ];
    let way: Vec<String> = made.words.way().map(|(_, name)| name).collect();
    let rows = way.iter().enumerate().map(|(at, stage)| {
        let reached = says("reached", stage.as_str());
        let before: Vec<RowCondition> = match at.checked_sub(1) {
            Some(before) => vec![says("reached", way[before].as_str())],
            None => vec![],
        };
        let begun = says("first_in", made.words.period());
        ReportRow {
            cells: vec![
                text(stage.clone()),
                made.matches.count(vec![reached.clone()]),
                made.matches.share(&before, vec![reached.clone()]),
                made.matches.count(vec![reached, begun]),
            ],
        }
    });
    let rows = rows.collect();
    let title = say!("How far matches came", "对接漏斗");
    let mut table = made.table("funnel", &title, columns, rows);
    table.chart = Some(ReportChart::Funnel {
        column: "reached".to_owned(),
    });
    table
}

/// How long matches are in the stage that they are in.
fn in_stages(made: &Composition<'_>) -> ReportTable {
    let columns = vec![
        made.named("stage", &say!("Stage", "阶段"), CellFormat::Text),
        made.named(
            "matches",
            &say!("Matches in it", "在此阶段"),
            CellFormat::Count,
        ),
        made.column(
            "days",
            &say!("Median days", "在阶段天数中位数"),
            CellFormat::Days,
            &say!(
                "days since they entered it, of open matches",
                "未办结对接进入该阶段起的天数"
            ),
        ),
        made.named("overdue", &say!("Overdue", "超期"), CellFormat::Count),
    ];
    let stages = made.facts.stages.all().iter();
    let rows = stages.map(|stage| {
        let name = made.words.stage(&stage.id);
        let here = says("stage", name.as_str());
        let overdue = says("overdue", made.words.overdue(true));
        ReportRow {
            cells: vec![
                text(name),
                made.matches.count(vec![here.clone()]),
                median(made, vec![here.clone()]),
                made.matches.count(vec![here, overdue]),
            ],
        }
    });
    let rows = rows.collect();
    made.table(
        "stages",
        &say!("Matches in each stage", "各阶段在办情况"),
        columns,
        rows,
    )
}

/// The median of the days in stage of open matches.
fn median(made: &Composition<'_>, mut of: Vec<RowCondition>) -> ReportCell {
    of.push(says("state", made.words.role(StageRole::Waiting)));
    let rows = made.matches.rows(&of).into_iter();
    let days = rows.map(|row| made.facts.matches[row].standing.days_in_stage(made.today()));
    let mut days: Vec<u32> = days.collect();
    days.sort_unstable();
    let middle = days.len().saturating_sub(1) / 2;
    let value = days
        .get(middle)
        .map_or(CellValue::Nothing, |days| CellValue::Count((*days).into()));
    let behind = (!days.is_empty()).then(|| made.matches.behind(of));
    ReportCell { value, behind }
}

fn settled_by(
    made: &Composition<'_>,
    by: &'static str,
    name: (&str, &Wording),
    first: &Wording,
) -> ReportTable {
    let figure = |id, title: &Wording, format, of, part| GroupedFigure {
        column: made.named(id, title, format),
        source: &made.matches,
        by,
        of,
        part,
    };
    let count = CellFormat::Count;
    let begun = says("first_in", made.words.period());
    let settled_now = says("settled_in", made.words.period());
    let overdue = says("overdue", made.words.overdue(true));
    let figures = vec![
        figure("matches", &say!("Matches", "对接"), count, vec![], None),
        figure(
            "begun",
            &say!("Begun in the period", "本期新增"),
            count,
            vec![begun],
            None,
        ),
        figure(
            "settled",
            &say!("Settled", "已销号"),
            count,
            vec![made.is_settled()],
            None,
        ),
        figure(
            "settled-now",
            &say!("Settled in the period", "本期销号"),
            count,
            vec![settled_now],
            None,
        ),
        figure(
            "rate",
            &say!("Settlement rate", "销号率"),
            CellFormat::Share,
            vec![],
            Some(vec![made.is_settled()]),
        ),
        figure(
            "overdue",
            &say!("Overdue", "超期"),
            count,
            vec![overdue],
            None,
        ),
    ];
    let first = made.named(by, first, CellFormat::Text);
    let chart = (by == "officer").then(|| ReportChart::Bars {
        columns: ["settled", "overdue"].map(str::to_owned).into(),
    });
    made.grouped(name, first, figures, chart)
}

/// Most months of a period that have a row each: ten years.
const MOST_MONTHS: usize = 120;

/// What each month of the period brought.
fn months(made: &Composition<'_>) -> ReportTable {
    let columns = vec![
        made.named("month", &say!("Month", "月份"), CellFormat::Text),
        made.named("needs", &say!("New needs", "新增需求"), CellFormat::Count),
        made.named(
            "matches",
            &say!("New matches", "新增对接"),
            CellFormat::Count,
        ),
        made.named("settled", &say!("Settled", "销号"), CellFormat::Count),
        made.named("deliveries", &say!("Deliveries", "推送"), CellFormat::Count),
    ];
    let period = made.facts.scope.period;
    let (mut year, mut number) = (period.from.year(), period.from.month());
    let last = (period.until.year(), period.until.month());
    let mut months = Vec::new();
    while (year, number) <= last && months.len() < MOST_MONTHS {
        months.push(format!("{year:04}-{number:02}"));
        (year, number) = match number {
            12 => (year + 1, 1),
            _ => (year, number + 1),
        };
    }
    debug_assert!(
        months
            .first()
            .is_none_or(|first| *first == month(period.from))
    );
    let now = made.words.period();
    let count = |month: Option<&String>| {
        let of = |in_period: &str, in_month: &str| {
            let month = month.map(|month| says(in_month, month.as_str()));
            std::iter::once(says(in_period, now.as_str()))
                .chain(month)
                .collect()
        };
        [
            made.needs.count(of("published_in", "published_month")),
            made.matches.count(of("first_in", "first_month")),
            made.matches.count(of("settled_in", "settled_month")),
            made.deliveries.count(of("day_in", "day_month")),
        ]
    };
    let rows = months.iter().map(|month| ReportRow {
        cells: std::iter::once(text(month.clone()))
            .chain(count(Some(month)))
            .collect(),
    });
    let rows: Vec<ReportRow> = rows.collect();
    let mut table = made.table(
        "months",
        &say!("Month by month", "分月情况"),
        columns,
        vec![],
    );
    table.rows = rows;
    let name = text(made.say(&say!("Total", "合计")));
    table.total = Some(ReportRow {
        cells: std::iter::once(name).chain(count(None)).collect(),
    });
    table.chart = Some(ReportChart::Lines {
        columns: ["needs", "matches", "settled"].map(str::to_owned).into(),
    });
    table
}

/// Matches with entries of each kind: contacts, visits, meetings, what was looked at.
fn done(made: &Composition<'_>) -> ReportTable {
    let count = CellFormat::Count;
    let rule = say!(
        "matches with such an entry; a match counts in several rows",
        "有该类记录的对接数；一件对接可计入多行"
    );
    let mut columns = vec![
        made.named("kind", &say!("What was done", "工作动态"), CellFormat::Text),
        made.column("period", &say!("In the period", "本期"), count, &rule),
    ];
    let is_compared = made.facts.scope.compared.is_some();
    if is_compared {
        columns.push(made.column("compared", &say!("Compared period", "同期"), count, &rule));
    }
    columns.push(made.column("all", &say!("Ever", "累计"), count, &rule));
    let matches = |column: &str, kind: &str| made.matches.count(vec![says(column, kind)]);
    let kinds = EntryKind::ALL.iter().map(|kind| made.say(&kind.wording()));
    let rows = kinds.filter_map(|kind| {
        let ever = matches("done", &kind);
        if counted(&ever.value) == 0 {
            return None;
        }
        let mut cells = vec![text(kind.clone()), matches("done_period", &kind)];
        cells.extend(is_compared.then(|| matches("done_compared", &kind)));
        cells.push(ever);
        Some(ReportRow { cells })
    });
    let title = say!("Matches by what was done", "对接工作动态");
    let rows = rows.collect();
    made.table("done", &title, columns, rows)
}

/// Deliveries by how far they came.
fn deliveries(made: &Composition<'_>) -> ReportTable {
    let mut columns = vec![
        made.named("state", &say!("State", "状态"), CellFormat::Text),
        made.column(
            "period",
            &say!("In the period", "本期"),
            CellFormat::Count,
            &say!(
                "deliveries planned for a day of the period",
                "计划日在时段内的推送"
            ),
        ),
    ];
    let is_compared = made.facts.scope.compared.is_some();
    if is_compared {
        columns.push(made.named(
            "compared",
            &say!("Compared period", "同期"),
            CellFormat::Count,
        ));
    }
    columns.push(made.named("all", &say!("Ever", "累计"), CellFormat::Count));
    let cells = |state: Option<String>| {
        let of = |more: Option<RowCondition>| {
            let state = state.as_ref().map(|state| says("state", state.as_str()));
            made.deliveries
                .count(state.into_iter().chain(more).collect())
        };
        let mut cells = vec![of(Some(says("day_in", made.words.period())))];
        if is_compared {
            cells.push(of(Some(says("day_in", made.words.compared()))));
        }
        cells.push(of(None));
        cells
    };
    let rows = DeliveryState::ALL.iter().map(|state| {
        let name = made.say(&state.wording());
        let first = known(&name);
        ReportRow {
            cells: std::iter::once(first).chain(cells(Some(name))).collect(),
        }
    });
    let rows = rows.collect();
    let mut table = made.table("pushes", &say!("Deliveries", "推送情况"), columns, rows);
    let name = text(made.say(&say!("Total", "合计")));
    table.total = Some(ReportRow {
        cells: std::iter::once(name).chain(cells(None)).collect(),
    });
    table
}
