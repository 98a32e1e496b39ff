//! Regions side by side: their targets with ranks, and their main indicators.

use super::summary::{completion, whole};
use crate::error::say;
use crate::report::composition::Composition;
use crate::report::document::{
    CellFormat, CellValue, ReportCell, ReportColumn, ReportRow, ReportTable,
};
use crate::report::indicator::Indicator;
use crate::report::indicators::measured;
use crate::report::table::{known, plain, text};
use crate::report::targets::ReportTarget;

/// Targets of regions, with their ranks by completion.
pub(super) fn ranking(made: &Composition<'_>) -> Option<ReportTable> {
    let of_regions = made.options.targets.all().iter();
    let of_regions = of_regions.filter_map(|target| {
        let region = target.region.as_ref()?;
        Some((
            target.indicator?,
            region_of(made, target)?,
            region,
            target.target,
        ))
    });
    let mut found: Vec<(Indicator, String, ReportCell, f64, CellValue)> = of_regions
        .map(|(indicator, word, _, target)| {
            let cell = made.indicator_within(indicator, word.as_deref());
            let complete = completion(indicator, &cell.value, Some(target));
            let word = word.unwrap_or_else(|| made.facts.scope.region.clone().unwrap_or_default());
            (indicator, word, cell, target, complete)
        })
        .collect();
    if found.is_empty() {
        return None;
    }
    let percent = |value: &CellValue| measured(value).unwrap_or(-1.0);
    found.sort_by(|a, b| {
        let by_completion = percent(&b.4).total_cmp(&percent(&a.4));
        a.0.cmp(&b.0).then(by_completion).then(a.1.cmp(&b.1))
    });
    let rows = found
        .iter()
        .map(|(indicator, region, cell, target, complete)| {
            let before = found
                .iter()
                .filter(|other| other.0 == *indicator && percent(&other.4) > percent(complete));
            let rank = match matches!(complete, CellValue::Number(_)) {
                true => CellValue::Count(before.count() as u64 + 1),
                false => CellValue::Nothing,
            };
            ReportRow {
                cells: vec![
                    text(region.clone()),
                    text(made.say(&indicator.name())),
                    cell.clone(),
                    plain(CellValue::Number(*target)),
                    plain(complete.clone()),
                    plain(rank),
                ],
            }
        });
    let rows = rows.collect();
    let title = say!("Targets of regions", "各区域任务完成与排名");
    Some(whole(made, "ranking", &title, ranking_columns(made), rows))
}

fn ranking_columns(made: &Composition<'_>) -> Vec<ReportColumn> {
    vec![
        made.named("region", &say!("Region", "区域"), CellFormat::Text),
        made.named("indicator", &say!("Indicator", "指标"), CellFormat::Text),
        made.named("value", &say!("Figure", "完成"), CellFormat::Decimal),
        made.named("target", &say!("Target", "任务"), CellFormat::Decimal),
        made.named(
            "completion",
            &say!("Completion (%)", "完成率（%）"),
            CellFormat::Decimal,
        ),
        made.column(
            "rank",
            &say!("Rank", "排名"),
            CellFormat::Count,
            &say!(
                "among the regions with a target for the indicator, by completion",
                "在有该指标任务的区域中按完成率排名"
            ),
        ),
    ]
}

/// The word by which the region of a target is counted: `None` inside for the whole report, `None` outside if the report
/// does not count it apart.
pub(super) fn region_of(made: &Composition<'_>, target: &ReportTarget) -> Option<Option<String>> {
    let region = target.region.as_ref()?;
    if made.facts.region.as_ref() == Some(region) {
        return Some(None);
    }
    let is_inside = made
        .facts
        .region
        .as_ref()
        .is_none_or(|own| region.starts_with(own));
    let word = made.words.region(region);
    (is_inside && word == region.to_string()).then_some(Some(word))
}

/// The main indicators of each region below.
pub(super) fn regions(made: &Composition<'_>) -> Option<ReportTable> {
    const SHOWN: [Indicator; 5] = [
        Indicator::NewNeeds,
        Indicator::OpenNeeds,
        Indicator::Coverage,
        Indicator::NewMatches,
        Indicator::Settled,
    ];
    let mut regions: Vec<String> = Vec::new();
    for source in [&made.needs, &made.matches] {
        regions.extend(
            source
                .words("region", &[])
                .into_iter()
                .map(|(word, _)| word.to_owned()),
        );
    }
    regions.sort();
    regions.dedup();
    // Unknown last.
    regions.sort_by_key(String::is_empty);
    if regions.len() < 2 {
        return None;
    }
    let mut columns = vec![made.named("region", &say!("Region", "区域"), CellFormat::Text)];
    for indicator in SHOWN {
        let format = match indicator.is_share() {
            true => CellFormat::Share,
            false => CellFormat::Count,
        };
        columns.push(made.column(
            indicator.as_str(),
            &indicator.name(),
            format,
            &indicator.rule(),
        ));
    }
    let cells = |region: Option<&str>| SHOWN.map(|shown| made.indicator(shown, false, region));
    let rows = regions.iter().map(|region| {
        let first = known(region);
        ReportRow {
            cells: std::iter::once(first).chain(cells(Some(region))).collect(),
        }
    });
    let title = say!("Indicators by region", "各区域主要指标");
    let rows = rows.collect();
    let mut table = made.table("regions", &title, columns, rows);
    let name = text(made.say(&say!("Total", "合计")));
    let total = std::iter::once(name).chain(cells(None));
    table.total = Some(ReportRow {
        cells: total.collect(),
    });
    Some(table)
}
