//! The indicators: 任务, 完成, 完成率, 同比, 排名.
//!
//! Completion is the figure in percent of its target, of shares the percentage in percent of the targeted one. A change is
//! the difference to the compared period in percent of the compared figure; nothing where that is 0 or unknown, and for
//! indicators of today, of which no earlier state is kept. Ranks among regions go by completion, equal ones sharing the
//! better rank; where less is better, neither completion nor rank is given.

use super::ranking::{self, region_of};
use crate::error::{Wording, say};
use crate::report::composition::Composition;
use crate::report::document::{
    CellFormat, CellValue, ReportCell, ReportChapter, ReportColumn, ReportRow, ReportTable,
};
use crate::report::indicator::Indicator;
use crate::report::indicators::measured;
use crate::report::table::{plain, text};
use crate::report::targets::ReportTarget;

pub(super) fn chapter(made: &Composition<'_>) -> ReportChapter {
    let mut tables = vec![indicators(made)];
    tables.extend(ranking::ranking(made));
    tables.extend(ranking::regions(made));
    tables.extend(unknown(made));
    made.chapter(
        "summary",
        &say!("Summary", "总体情况"),
        &sentences(made),
        tables,
    )
}

fn figure(made: &Composition<'_>, indicator: Indicator) -> ReportCell {
    made.indicator(indicator, false, None)
}

fn sentences(made: &Composition<'_>) -> Vec<Wording> {
    let scope = &made.facts.scope;
    let value = |indicator| measured(&figure(made, indicator).value).unwrap_or(0.0);
    let (from, until) = (scope.period.from, scope.period.until);
    let (new, open) = (value(Indicator::NewNeeds), value(Indicator::OpenNeeds));
    let (begun, settled) = (value(Indicator::NewMatches), value(Indicator::Settled));
    let mut said = vec![say!(
        "From {from} to {until}: needs published {new}, matches begun {begun}, settled {settled}; needs open today: {open}.",
        "{from}至{until}，新增需求{new}项，新增对接{begun}件，销号{settled}件；今日可对接需求{open}项。"
    )];
    let undated = made.undated_needs();
    if undated > 0 {
        said.push(say!(
            "Needs whose day of publication is not stated, and that are not among the ones published: {undated}.",
            "另有{undated}项需求未填发布日期，是否属于本期未知，未计入新增需求。"
        ));
    }
    match measured(&figure(made, Indicator::Coverage).value) {
        Some(share) => said.push(say!(
            "Open needs that some profile fits: {share:.0} %.",
            "可对接需求的覆盖率为{share:.0}%。"
        )),
        None => said.push(say!("No need is open.", "目前没有可对接的需求。")),
    }
    let reached = reached(made);
    if !reached.is_empty() {
        let (all, met) = (reached.len(), reached.iter().filter(|met| **met).count());
        said.push(say!(
            "Targets reached: {met} of {all}.",
            "{all}项任务中已完成{met}项。"
        ));
    }
    let targets = made.options.targets.all().iter();
    let unknown = targets.filter(|target| target.indicator.is_none());
    let unknown: Vec<&str> = unknown.map(|target| target.name.as_str()).collect();
    if !unknown.is_empty() {
        let (names, listed) = (unknown.join(", "), unknown.join("、"));
        said.push(say!(
            "No indicator is known by the name of these targets: {names}.",
            "以下任务的指标名称未知：{listed}。"
        ));
    }
    said
}

/// Whether each target is reached that the report holds against a figure, those of regions too.
fn reached(made: &Composition<'_>) -> Vec<bool> {
    let targets = made.options.targets.all().iter();
    let held = targets.filter_map(|target| {
        let indicator = target.indicator.filter(|indicator| indicator.is_gain())?;
        let region = match target.region {
            Some(_) => region_of(made, target)?,
            None => None,
        };
        let cell = made.indicator_within(indicator, region.as_deref());
        Some(measured(&cell.value).is_some_and(|value| value >= target.target))
    });
    held.collect()
}

/// How much of a target a figure comes to, in percent.
pub(super) fn completion(
    indicator: Indicator,
    value: &CellValue,
    target: Option<f64>,
) -> CellValue {
    let Some(target) = target.filter(|target| indicator.is_gain() && *target > 0.0) else {
        return CellValue::Nothing;
    };
    match measured(value) {
        Some(value) => CellValue::Number(100.0 * value / target),
        None => CellValue::Unknown,
    }
}

/// The change from one figure to another, in percent of the first.
fn change(before: &CellValue, now: &CellValue) -> CellValue {
    match (measured(before), measured(now)) {
        (Some(before), Some(now)) if before != 0.0 => {
            CellValue::Number(100.0 * (now - before) / before)
        }
        _ => CellValue::Nothing,
    }
}

/// Every indicator, against its target and the compared period.
fn indicators(made: &Composition<'_>) -> ReportTable {
    let is_compared = made.facts.scope.compared.is_some();
    let rows = Indicator::ALL.iter().map(|&indicator| {
        let now = figure(made, indicator);
        let target = made.options.targets.of(indicator);
        let complete = completion(indicator, &now.value, target);
        let mut cells = vec![
            text(made.say(&indicator.name())),
            now.clone(),
            text(made.say(&indicator.unit())),
            plain(target.map_or(CellValue::Nothing, CellValue::Number)),
            plain(complete),
        ];
        if is_compared {
            let before = match indicator.is_over_time() {
                true => made.indicator(indicator, true, None),
                false => plain(CellValue::Nothing),
            };
            let change = change(&before.value, &now.value);
            cells.extend([before, plain(change)]);
        }
        let rule = match indicator {
            Indicator::NewNeeds => made.with_undated(&indicator.rule()),
            Indicator::OpenNeeds
            | Indicator::Coverage
            | Indicator::ClearCoverage
            | Indicator::NewMatches
            | Indicator::Engaged
            | Indicator::Settled
            | Indicator::SettlementRate
            | Indicator::Pushes
            | Indicator::PushArrival
            | Indicator::SignedAmount
            | Indicator::Overdue
            | Indicator::Unmet => indicator.rule(),
        };
        cells.push(text(made.say(&rule)));
        ReportRow { cells }
    });
    let rows: Vec<ReportRow> = rows.collect();
    whole(
        made,
        "indicators",
        &say!("Indicators", "主要指标"),
        indicator_columns(made, is_compared),
        rows,
    )
}

fn indicator_columns(made: &Composition<'_>, is_compared: bool) -> Vec<ReportColumn> {
    let mut columns = vec![
        made.named("indicator", &say!("Indicator", "指标"), CellFormat::Text),
        made.column(
            "value",
            &say!("Figure", "完成"),
            CellFormat::Decimal,
            &say!("by the rule of the row", "按本行规则计算"),
        ),
        made.named("unit", &say!("Unit", "单位"), CellFormat::Text),
        made.named("target", &say!("Target", "任务"), CellFormat::Decimal),
        made.column(
            "completion",
            &say!("Completion (%)", "完成率（%）"),
            CellFormat::Decimal,
            &say!("the figure in percent of its target", "完成÷任务×100"),
        ),
    ];
    if is_compared {
        columns.push(made.column(
            "compared",
            &say!("Compared period", "同期"),
            CellFormat::Decimal,
            &say!(
                "the figure of the compared period; nothing for figures of today",
                "同期的数值；时点指标不比较"
            ),
        ));
        columns.push(made.column(
            "change",
            &say!("Change", "同比"),
            CellFormat::Change,
            &say!(
                "in percent of the compared figure",
                "较同期数值的变化百分比"
            ),
        ));
    }
    columns.push(made.named("rule", &say!("Rule", "计算规则"), CellFormat::Text));
    columns
}

/// A table that is never cut: it is as long as the vocabulary or the caller's own list.
pub(super) fn whole(
    made: &Composition<'_>,
    id: &str,
    title: &Wording,
    columns: Vec<ReportColumn>,
    rows: Vec<ReportRow>,
) -> ReportTable {
    let mut table = made.table(id, title, columns, Vec::new());
    table.rows = rows;
    table
}

/// Targets that this report cannot hold against a figure, and why.
fn unknown(made: &Composition<'_>) -> Option<ReportTable> {
    let names = Indicator::ALL
        .iter()
        .map(|known| match made.words.is_chinese() {
            true => known.as_chinese(),
            false => known.as_str(),
        });
    let names = names.collect::<Vec<_>>().join(", ");
    let why = |target: &ReportTarget| {
        if target.indicator.is_none() {
            let known = say!(
                "no such indicator; the known ones are {names}",
                "没有该指标；可用指标：{names}"
            );
            return Some(known);
        }
        let is_foreign = target.region.is_some() && region_of(made, target).is_none();
        is_foreign.then(|| {
            say!(
                "the report counts no such region apart",
                "报告未单独统计该区域"
            )
        })
    };
    let targets = made.options.targets.all().iter();
    let rows: Vec<ReportRow> = targets
        .filter_map(|target| {
            let why = why(target)?;
            let region = target.region.as_ref().map(ToString::to_string);
            Some(ReportRow {
                cells: vec![
                    text(target.name.clone()),
                    plain(region.map_or(CellValue::Nothing, CellValue::Text)),
                    plain(CellValue::Number(target.target)),
                    text(made.say(&why)),
                ],
            })
        })
        .collect();
    let columns = vec![
        made.named("indicator", &say!("Indicator", "指标"), CellFormat::Text),
        made.named("region", &say!("Region", "区域"), CellFormat::Text),
        made.named("target", &say!("Target", "任务"), CellFormat::Decimal),
        made.named(
            "why",
            &say!("Why it is left open", "未能对照的原因"),
            CellFormat::Text,
        ),
    ];
    let title = say!("Targets without a figure", "无法对照的任务");
    (!rows.is_empty()).then(|| whole(made, "unknown-targets", &title, columns, rows))
}
