//! Which disciplines serve which industries, and where the gaps lie (学科产业对接).
//!
//! An open need of an industry is served by a discipline if a profile that counts under it fits the need; by several, if
//! profiles of several do. It is served here if such a profile is of the region, else elsewhere, else not at all; these
//! three add up to the open needs.
//!
//! # Supply–demand matching efficiency
//! He et al. (2020) call the efficiency with which supply meets demand SDME. Their text was not at hand, so this is our
//! reading of it, in two figures that can be counted again:
//!
//! - of an industry *i*: `SDME(i) = (h + e/2) / n`, where *n* are its open needs, *h* those served here and *e* those
//!   served from elsewhere alone. Supply from elsewhere counts half, as it must be brought in first;
//! - of the region: `SDME = Σ n(i)·SDME(i) / Σ n(i)`, the mean weighted by needs, which is `(H + E/2) / N` over all.
//!
//! It is 1 if profiles here fit every open need, ½ if profiles elsewhere do, 0 if none does; unknown without open needs.
//!
//! # Where a new cluster would close most
//! Open needs that no profile fits, and the ones that are served from elsewhere alone, by the need's own discipline and
//! industry: the group with most unmet needs first. A discipline cluster or a joint institute there would close most.

use crate::error::{Wording, say};
use crate::report::composition::{Composition, GroupedFigure};
use crate::report::document::{
    CellFormat, CellValue, ReportChapter, ReportChart, ReportColumn, ReportRow, ReportTable,
    RowCondition,
};
use crate::report::table::{known, plain, says, says_one};
use crate::score::Fit;

/// Disciplines that have a column of their own.
const COLUMNS: usize = 12;

pub(super) fn chapter(made: &Composition<'_>) -> ReportChapter {
    let (clusters, first) = clusters(made);
    let open = vec![made.is_open()];
    let mut sentences = Vec::new();
    if let CellValue::Number(value) = efficiency(made, &open) {
        sentences.push(say!(
            "The supply–demand matching efficiency of the region is {value:.2}, from 0 to 1.",
            "该区域供需匹配效率（SDME）为{value:.2}（0至1）。"
        ));
    } else {
        sentences.push(say!(
            "No need is open, so that nothing can be said of alignment.",
            "目前没有可对接的需求，无法评价学科与产业的对接。"
        ));
    }
    if let Some((place, unmet)) = first {
        let needs = if unmet == 1 { "need" } else { "needs" };
        sentences.push(say!(
            "A cluster or a joint institute would close most at {place}: {unmet} open {needs} that no profile fits.",
            "最值得布局学科集群或共建研究院的方向是{place}：有{unmet}项可对接需求无供方适配。"
        ));
    }
    let tables = vec![matrix(made), by_industry(made), clusters];
    let title = say!("Disciplines and industries", "学科产业对接");
    made.chapter("alignment", &title, &sentences, tables)
}

/// Open needs of an industry by the disciplines that serve them.
fn matrix(made: &Composition<'_>) -> ReportTable {
    let open = [made.is_open()];
    let mut disciplines = made.needs.words("served_by", &open);
    disciplines.sort_by(|(one, count), (other, more)| {
        let is_unknown = one.is_empty().cmp(&other.is_empty());
        is_unknown.then(more.cmp(count)).then(one.cmp(other))
    });
    let left_out = disciplines.len().saturating_sub(COLUMNS);
    disciplines.truncate(COLUMNS);
    let rule = match left_out {
        0 => say!(
            "open needs of the industry that a profile of the discipline fits, here or elsewhere; a need counts in several columns",
            "该行业可对接需求中有该学科供方（本地或外地）适配的数量；一项需求可计入多列"
        ),
        left_out => say!(
            "open needs of the industry that a profile of the discipline fits, here or elsewhere; a need counts in several columns; {left_out} further disciplines are left out",
            "该行业可对接需求中有该学科供方（本地或外地）适配的数量；一项需求可计入多列；另有{left_out}个学科未列出"
        ),
    };
    let unknown = made.say(&say!("unknown", "未知"));
    let mut figures = vec![open_needs(made)];
    let mut charted = Vec::new();
    for (at, (word, _)) in disciplines.iter().enumerate() {
        let id = format!("discipline-{}", at + 1);
        let title = if word.is_empty() { &unknown } else { *word };
        let title = Wording::name(title);
        let mut figure = open_needs(made);
        figure.column = made.column(&id, &title, CellFormat::Count, &rule);
        figure.of.push(says("served_by", *word));
        figures.push(figure);
        charted.push(id);
    }
    let chart = (!charted.is_empty()).then_some(ReportChart::HeatMap { columns: charted });
    let title = say!(
        "Industries and the disciplines that serve them",
        "产业与服务学科矩阵"
    );
    made.grouped(("alignment-matrix", &title), industry(made), figures, chart)
}

fn industry(made: &Composition<'_>) -> ReportColumn {
    made.named("industry", &say!("Industry", "行业"), CellFormat::Text)
}

fn open_needs<'a>(made: &'a Composition<'_>) -> GroupedFigure<'a> {
    GroupedFigure {
        column: made.named("open", &say!("Open needs", "可对接需求"), CellFormat::Count),
        source: &made.needs,
        by: "industry",
        of: vec![made.is_open()],
        part: None,
    }
}

/// Open needs of each industry that are served here, elsewhere alone, and not at all.
fn by_industry(made: &Composition<'_>) -> ReportTable {
    let mut figures = vec![open_needs(made)];
    for (id, title, word) in [
        (
            "here",
            say!("Served here", "本地可服务"),
            made.words.place(true),
        ),
        (
            "elsewhere",
            say!("Served from elsewhere alone", "仅外地可服务"),
            made.words.place(false),
        ),
        (
            "nowhere",
            say!("Not served", "无人可服务"),
            made.words.nowhere(),
        ),
    ] {
        let mut figure = open_needs(made);
        figure.column = made.named(id, &title, CellFormat::Count);
        figure.of.push(says("served", word));
        figures.push(figure);
    }
    let chart = ReportChart::Bars {
        columns: ["here", "elsewhere", "nowhere"].map(str::to_owned).into(),
    };
    let title = say!("How industries are served", "各产业服务情况与匹配效率");
    let name = ("alignment-industry", &title);
    let mut table = made.grouped(name, industry(made), figures, Some(chart));
    table.columns.push(made.column(
        "sdme",
        &say!("Matching efficiency", "匹配效率（SDME）"),
        CellFormat::Decimal,
        &say!(
            "(needs served here + half of the ones served from elsewhere alone) / open needs; our reading of the supply–demand matching efficiency of He et al. (2020)",
            "（本地可服务需求＋仅外地可服务需求的一半）÷可对接需求；为我们对 He 等（2020）供需匹配效率的理解"
        ),
    ));
    for row in &mut table.rows {
        let names = row.cells[0].value.words();
        let of = says_one("industry", names);
        row.cells
            .push(plain(efficiency(made, &[made.is_open(), of])));
    }
    if let Some(total) = &mut table.total {
        total.cells.push(plain(efficiency(made, &[made.is_open()])));
    }
    table
}

/// The matching efficiency of the open needs that meet `of`.
fn efficiency(made: &Composition<'_>, of: &[RowCondition]) -> CellValue {
    let count =
        |more: Vec<RowCondition>| made.needs.rows(&[of.to_vec(), more].concat()).len() as f64;
    let all = count(vec![]);
    if all == 0.0 {
        return CellValue::Unknown;
    }
    let here = count(vec![says("served", made.words.place(true))]);
    let elsewhere = count(vec![says("served", made.words.place(false))]);
    CellValue::Number((here + elsewhere / 2.0) / all)
}

/// Groups of open needs by their own discipline and industry, the one with most unmet needs first; and what the first is
/// called, with its unmet needs.
fn clusters(made: &Composition<'_>) -> (ReportTable, Option<(String, usize)>) {
    let is_gap = says("fit", made.words.fit(Fit::None));
    let is_far = says("served", made.words.place(false));
    let pair = |discipline: &str, industry: &str| {
        [says("discipline", discipline), says("industry", industry)]
    };
    let mut found = Vec::new();
    for (discipline, _) in made.needs.words("discipline", &[made.is_open()]) {
        let of = [made.is_open(), says("discipline", discipline)];
        for (industry, _) in made.needs.words("industry", &of) {
            let count = |more: &RowCondition| {
                let of = [&pair(discipline, industry)[..], std::slice::from_ref(more)].concat();
                made.needs.rows(&of).len()
            };
            let (unmet, far) = (count(&is_gap), count(&is_far));
            if unmet + far > 0 {
                found.push((unmet, far, discipline, industry));
            }
        }
    }
    // Nobody can found a cluster of an unknown discipline: groups without a name come last.
    found.sort_by(|a, b| {
        let is_unknown = |g: &(usize, usize, &str, &str)| g.2.is_empty() || g.3.is_empty();
        let by_name = is_unknown(a).cmp(&is_unknown(b));
        by_name
            .then((b.0, b.1).cmp(&(a.0, a.1)))
            .then((a.2, a.3).cmp(&(b.2, b.3)))
    });
    let named = found
        .iter()
        .find(|g| g.0 > 0 && !g.2.is_empty() && !g.3.is_empty());
    let first = named.map(|g| (format!("{} · {}", g.2, g.3), g.0));
    let rows = found.iter().map(|&(_, _, discipline, industry)| {
        let of = pair(discipline, industry);
        let count = |more: &[RowCondition]| made.needs.count([&of[..], more].concat());
        let unmet = count(std::slice::from_ref(&is_gap));
        ReportRow {
            cells: vec![
                known(discipline),
                known(industry),
                count(&[made.is_open()]),
                unmet,
                count(std::slice::from_ref(&is_far)),
                plain(missing(
                    made,
                    &[&of[..], std::slice::from_ref(&is_gap)].concat(),
                )),
            ],
        }
    });
    let columns = cluster_columns(made);
    let title = say!(
        "Where a new cluster or joint institute would close most",
        "最值得布局学科集群或共建研究院的方向"
    );
    (
        made.table("alignment-gaps", &title, columns, rows.collect()),
        first,
    )
}

fn cluster_columns(made: &Composition<'_>) -> Vec<ReportColumn> {
    vec![
        made.column(
            "discipline",
            &say!("Discipline", "学科"),
            CellFormat::Text,
            &say!("of the needs themselves", "需求自身的学科"),
        ),
        industry(made),
        made.named("open", &say!("Open needs", "可对接需求"), CellFormat::Count),
        made.named(
            "unmet",
            &say!("Not served", "无人可服务"),
            CellFormat::Count,
        ),
        made.named(
            "far",
            &say!("Served from elsewhere alone", "仅外地可服务"),
            CellFormat::Count,
        ),
        made.column(
            "missing",
            &say!("What is missing", "缺什么"),
            CellFormat::Texts,
            &say!(
                "pieces that most of the unmet needs lack",
                "未满足需求中最常见的缺口"
            ),
        ),
    ]
}

/// The five pieces that most of some needs lack.
fn missing(made: &Composition<'_>, of: &[RowCondition]) -> CellValue {
    let mut words = made.needs.words("missing", of);
    words.sort_by(|(one, count), (other, more)| more.cmp(count).then(one.cmp(other)));
    let words = words.into_iter().take(5).map(|(word, _)| word.to_owned());
    CellValue::Texts(words.collect())
}
