//! Which open needs some profile fits, which none does, and what is missing.
//!
//! A need is covered if some profile that no rule bars fits it ([`Fit`]), or if one is at work on it that fits it or fills its
//! places; what it lacks are the pieces of its text that its
//! best profile does not have. Common needs are groups of open needs of several enterprises ([`crate::clinic::clusters`]).

use crate::error::{Wording, say};
use crate::model::ProfileId;
use crate::report::composition::{Composition, GroupedFigure, counted};
use crate::report::document::{
    CellFormat, CellValue, ReportChapter, ReportChart, ReportRow, ReportTable,
};
use crate::report::facts::ReportCommonNeed;
use crate::report::table::{plain, says, says_one, text};
use crate::score::Fit;

/// Experts named beside a common need.
const EXPERTS: usize = 3;

pub(super) fn chapter(made: &Composition<'_>) -> ReportChapter {
    let tables = vec![
        by(
            made,
            "region",
            (
                "coverage-region",
                &say!("Coverage by region", "覆盖率按区域"),
            ),
            &say!("Region", "区域"),
        ),
        by(
            made,
            "industry",
            (
                "coverage-industry",
                &say!("Coverage by industry", "覆盖率按行业"),
            ),
            &say!("Industry", "行业"),
        ),
        by(
            made,
            "kind",
            ("coverage-kind", &say!("Coverage by kind", "覆盖率按类别")),
            &say!("Kind", "类别"),
        ),
        unmet(made),
        waiting(made),
        common(made),
    ];
    made.chapter(
        "coverage",
        &say!("Coverage", "需求覆盖"),
        &sentences(made),
        tables,
    )
}

fn sentences(made: &Composition<'_>) -> Vec<Wording> {
    let open = counted(&made.needs.count(vec![made.is_open()]).value);
    if open == 0 {
        return vec![say!("No need is open.", "目前没有可对接的需求。")];
    }
    let of = |fit| {
        counted(
            &made
                .needs
                .count(vec![says("fit", made.words.fit(fit))])
                .value,
        )
    };
    let [clear, possible, none] = [Fit::Clear, Fit::Possible, Fit::None].map(of);
    let mut sentences = vec![say!(
        "Open needs: {open}; with a clear fit {clear}, with a possible one {possible}, with none {none}.",
        "{open}项可对接需求中，明确适配{clear}项，可能适配{possible}项，无适配{none}项。"
    )];
    let count = made.facts.common.len();
    if count > 0 {
        sentences.push(say!(
            "Common needs of several enterprises: {count}.",
            "有{count}组多家企业共有的共性需求。"
        ));
    }
    sentences
}

/// Open needs by their best fit, in the groups of a column.
fn by(
    made: &Composition<'_>,
    by: &'static str,
    name: (&str, &Wording),
    first: &Wording,
) -> ReportTable {
    let figure = |id, title: &Wording, format, rule: &Wording, part| GroupedFigure {
        column: made.column(id, title, format, rule),
        source: &made.needs,
        by,
        of: vec![made.is_open()],
        part,
    };
    let mut figures = vec![figure(
        "open",
        &say!("Open needs", "可对接需求"),
        CellFormat::Count,
        &Wording::default(),
        None,
    )];
    for (id, title, fit) in [
        ("clear", say!("Clear fit", "明确适配"), Fit::Clear),
        ("possible", say!("Possible fit", "可能适配"), Fit::Possible),
        ("none", say!("No fit", "无适配"), Fit::None),
    ] {
        let mut figure = figure(
            id,
            &title,
            CellFormat::Count,
            &say!(
                "open needs with that best fit",
                "最佳适配为该级的可对接需求"
            ),
            None,
        );
        figure.of.push(says("fit", made.words.fit(fit)));
        figures.push(figure);
    }
    figures.push(figure(
        "coverage",
        &say!("Coverage", "覆盖率"),
        CellFormat::Share,
        &say!(
            "open needs with a clear or possible fit, of the open needs",
            "明确或可能适配的需求占可对接需求的比例"
        ),
        Some(vec![says_one("fit", made.words.fitting())]),
    ));
    let chart = ReportChart::Bars {
        columns: ["clear", "possible", "none"].map(str::to_owned).into(),
    };
    let first = made.named(by, first, CellFormat::Text);
    made.grouped(name, first, figures, Some(chart))
}

/// Days that an open need waits; unknown ones last.
fn days(made: &Composition<'_>, row: usize) -> i32 {
    let published = made.facts.needs[row].published;
    published.map_or(-1, |day| made.today().days_since(day).max(0))
}

/// The open needs that nobody fits, the ones that wait longest first.
fn unmet(made: &Composition<'_>) -> ReportTable {
    let none = says("fit", made.words.fit(Fit::None));
    let mut rows = made.needs.rows(&[none]);
    rows.sort_by_key(|&row| std::cmp::Reverse(days(made, row)));
    let shown = [
        "need",
        "enterprise",
        "region",
        "industry",
        "discipline",
        "missing",
        "best",
        "waiting",
    ];
    let title = say!("Unmet needs, and what is missing", "未满足的需求及缺口");
    made.listing(("unmet", &title), &made.needs, &shown, &rows)
}

/// The open needs that wait longest for their first match.
fn waiting(made: &Composition<'_>) -> ReportTable {
    let begun: std::collections::BTreeSet<_> = {
        let matches = made.facts.matches.iter();
        matches.map(|found| &found.standing.need).collect()
    };
    let mut rows = made.needs.rows(&[made.is_open()]);
    let waits = |row: &usize| {
        let need = &made.facts.needs[*row];
        need.published.is_some() && !begun.contains(&need.id)
    };
    rows.retain(waits);
    rows.sort_by_key(|&row| std::cmp::Reverse(days(made, row)));
    let shown = [
        "need",
        "enterprise",
        "region",
        "fit",
        "fitting",
        "best",
        "waiting",
    ];
    let title = say!(
        "Open needs that wait longest for a first match",
        "等待首次对接最久的需求"
    );
    made.listing(("waiting", &title), &made.needs, &shown, &rows)
}

/// Needs that several enterprises have in common.
fn common(made: &Composition<'_>) -> ReportTable {
    let columns = vec![
        made.named("terms", &say!("Common need", "共性需求"), CellFormat::Text),
        made.named("needs", &say!("Needs", "需求"), CellFormat::Count),
        made.column(
            "enterprises",
            &say!("Enterprises", "企业"),
            CellFormat::Count,
            &say!("enterprises that are named in them", "其中写明的企业数"),
        ),
        made.named("served", &say!("Served", "已有适配"), CellFormat::Share),
        made.column(
            "experts",
            &say!("Profiles that fit most of them", "适配最多的供方"),
            CellFormat::Texts,
            &say!(
                "with the number of needs that each fits, of its 20 best",
                "及其适配的需求数（取各需求前20名）"
            ),
        ),
    ];
    let rows = made.facts.common.iter().enumerate();
    let rows = rows
        .map(|(at, common)| common_row(made, at, common))
        .collect();
    made.table("common", &say!("Common needs", "共性需求"), columns, rows)
}

fn common_row(made: &Composition<'_>, at: usize, common: &ReportCommonNeed) -> ReportRow {
    let of = says("common", (at + 1).to_string());
    let name = |id: &ProfileId| {
        let profiles = &made.facts.profiles;
        let found = profiles.binary_search_by(|profile| profile.id.cmp(id));
        found.map_or_else(|_| id.to_string(), |at| profiles[at].name.clone())
    };
    let experts = common.experts.iter().take(EXPERTS);
    let experts = experts.map(|e| format!("{} ({})", name(&e.profile), e.needs.len()));
    let fitting = vec![says_one("fit", made.words.fitting())];
    ReportRow {
        cells: vec![
            text(common.terms.join("、")),
            made.needs.count(vec![of.clone()]),
            plain(CellValue::Count(common.enterprises)),
            made.needs.share(&[of], fitting),
            plain(CellValue::Texts(experts.collect())),
        ],
    }
}
