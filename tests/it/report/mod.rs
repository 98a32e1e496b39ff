//! Regional reports: figures counted again, from the rows behind them and from the records themselves.

mod edges;
mod recorded;

use qianxian::engine::silent;
use qianxian::ledger::{EntryContent, EntryKind};
use qianxian::model::{Date, Language, Moment, Need, Profile, RegionPath};
use qianxian::report::{
    CellFormat, CellValue, Report, ReportCell, ReportOptions, ReportPeriod, ReportRow, ReportTable,
};
use qianxian::{Library, RankOptions};

use crate::support::generate::records;
use crate::support::random::Random;
use crate::support::{all, library};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn moment(day: Date) -> Moment {
    day.to_string().parse().unwrap()
}

fn rank() -> RankOptions {
    all()
}

/// A report over the first half of 2024 against the half before, for the day of [`all`].
fn options() -> ReportOptions {
    let period = |from, until| ReportPeriod::new(day(from), day(until)).unwrap();
    ReportOptions::new(rank(), period("2024-01-01", "2024-06-30"))
        .compared(period("2023-07-01", "2023-12-31"))
        .rows(10_000)
}

fn region(text: &str) -> RegionPath {
    text.parse().unwrap()
}

/// Random records, the needs with days of publication.
fn random_records(seed: u64) -> (Vec<Need>, Vec<Profile>) {
    let (mut needs, profiles) = records(seed, 30, 60);
    let random = &mut Random::new(seed + 1_000);
    for need in &mut needs {
        let published = random.maybe(70, any_day);
        need.published = published.filter(|day| need.deadline.is_none_or(|end| *day <= end));
    }
    (needs, profiles)
}

fn any_day(random: &mut Random) -> Date {
    let year = 2023 + i32::try_from(random.below(2)).unwrap();
    let [month, day] = [6, 28].map(|most| u8::try_from(1 + random.below(most)).unwrap());
    Date::new(year, month + if year == 2023 { 6 } else { 0 }, day).unwrap()
}

/// Writes what happened to some random pairs.
fn write_ledger(library: &Library, seed: u64, needs: &[Need], profiles: &[Profile]) {
    let random = &mut Random::new(seed + 2_000);
    let ledger = library.ledger().unwrap();
    let way = [
        EntryKind::Proposed,
        EntryKind::Pushed,
        EntryKind::Contacted,
        EntryKind::Agreed,
        EntryKind::Signed,
        EntryKind::Solved,
    ];
    for _ in 0..25 {
        let need = random.pick(needs).id.clone();
        let profile = random.pick(profiles).id.clone();
        let known = ledger.history(&need, &profile).unwrap();
        if known.standing.is_some() {
            continue;
        }
        let day = any_day(random);
        let far = random.below(way.len() + 1);
        for kind in &way[..far] {
            let mut entry = EntryContent::new(need.clone(), profile.clone(), *kind, moment(day));
            if *kind == EntryKind::Agreed && random.chance(70) {
                entry = entry.amount(f64::from(u32::try_from(1 + random.below(90)).unwrap()));
            }
            if random.chance(60) {
                entry = entry.officer(*random.pick(&["示例·李科长", "示例·王科长"]));
            }
            if let Some(source) =
                ["示例·春季对接会", "走访"].get(day.day_number().rem_euclid(3) as usize)
            {
                entry = entry.source(*source);
            }
            ledger.append(entry.note("完成")).unwrap();
        }
        if random.chance(15) {
            let entry = EntryContent::new(need, profile, EntryKind::Refused, moment(day));
            ledger.append(entry.reason("无暇")).unwrap();
        }
    }
}

fn world(seed: u64) -> (Library, Vec<Need>, Vec<Profile>) {
    let (needs, profiles) = random_records(seed);
    let library = library(&needs, &profiles);
    write_ledger(&library, seed, &needs, &profiles);
    (library, needs, profiles)
}

fn made(library: &Library, options: &ReportOptions) -> Report {
    library
        .snapshot()
        .unwrap()
        .report(options, &silent)
        .unwrap()
}

fn table<'r>(report: &'r Report, id: &str) -> &'r ReportTable {
    let mut tables = report.chapters.iter().flat_map(|chapter| &chapter.tables);
    let found = tables.find(|table| table.id == id);
    found.unwrap_or_else(|| panic!("no table {id}"))
}

fn cell<'r>(table: &'r ReportTable, row: &'r ReportRow, column: &str) -> &'r ReportCell {
    let at = table.columns.iter().position(|c| c.id == column);
    &row.cells[at.unwrap_or_else(|| panic!("no column {column}"))]
}

fn total<'r>(report: &'r Report, id: &str, column: &str) -> &'r CellValue {
    let table = table(report, id);
    &cell(table, table.total.as_ref().unwrap(), column).value
}

fn count(value: &CellValue) -> u64 {
    match value {
        CellValue::Count(count) => *count,
        other => panic!("{other:?} is no count"),
    }
}

/// What the cells of a column add up to: one number for counts, two for shares.
fn summed<'c>(cells: impl Iterator<Item = &'c CellValue>) -> (u64, u64) {
    cells.fold((0, 0), |(part, whole), value| match value {
        CellValue::Count(count) => (part + count, whole),
        CellValue::Share { part: p, whole: w } => (part + p, whole + w),
        other => panic!("{other:?} cannot be summed"),
    })
}

fn variants() -> [ReportOptions; 3] {
    [
        options(),
        options().region(region("山东省")),
        options()
            .region(region("山东省/淄博市"))
            .language(Language::English),
    ]
}

#[test]
fn sums_between_tables_agree() {
    for (seed, options) in (0..6).flat_map(|seed| variants().map(|options| (seed, options))) {
        let (library, ..) = world(seed);
        let report = made(&library, &options);
        let mut summed_columns = 0;
        for table in report.chapters.iter().flat_map(|chapter| &chapter.tables) {
            let Some(total) = &table.total else { continue };
            assert_eq!(table.left_out, 0);
            for (at, column) in table.columns.iter().enumerate().skip(1) {
                if !matches!(column.format, CellFormat::Count | CellFormat::Share) {
                    continue;
                }
                // What a policy fits is unknown if it is in the ledger alone; everything else is counted.
                let is_known = |value: &&CellValue| {
                    (&*table.id, &*column.id) != ("policies", "fits")
                        || **value != CellValue::Unknown
                };
                let rows = table.rows.iter().map(|row| &row.cells[at].value);
                let rows = summed(rows.filter(is_known));
                let all = summed(std::iter::once(&total.cells[at].value));
                assert_eq!(rows, all, "{} {}", table.id, column.id);
                summed_columns += 1;
            }
        }
        assert!(summed_columns > 40, "{summed_columns}");
        groupings_agree(&report);
    }
}

/// Holds the totals of all groupings to the rows of the sources.
fn groupings_agree(report: &Report) {
    let rows = |at: usize| report.sources[at].rows.len() as u64;
    let open = count(total(report, "demand-kind", "open"));
    let shared = ["demand-region", "demand-industry", "demand-discipline"];
    let totals_are = |tables: &[&str], columns: &[&str], wanted: u64| {
        for id in tables {
            let sum = columns
                .iter()
                .map(|column| count(total(report, id, column)));
            assert_eq!(sum.sum::<u64>(), wanted, "{id} {columns:?}");
        }
    };
    totals_are(
        &[&shared[..], &["demand-kind"]].concat(),
        &["needs"],
        rows(0),
    );
    let of_profiles = [&shared[..], &["supply-kind"]].concat();
    totals_are(&of_profiles, &["here", "elsewhere"], rows(1));
    let by = ["region", "industry", "kind"].map(|by| format!("coverage-{by}"));
    let by: Vec<&str> = by.iter().map(String::as_str).collect();
    let aligned = ["alignment-industry", "alignment-matrix"];
    totals_are(&[&by[..], &aligned].concat(), &["open"], open);
    let by = ["officer", "kind", "supply", "region", "source"].map(|by| format!("settlement-{by}"));
    totals_are(&by.each_ref().map(String::as_str), &["matches"], rows(2));
    let gaps = table(report, "alignment-gaps");
    let gaps: u64 = gaps
        .rows
        .iter()
        .map(|row| count(&cell(gaps, row, "unmet").value))
        .sum();
    assert_eq!(gaps, count(total(report, "alignment-industry", "nowhere")));
    assert_eq!(gaps, count(total(report, "coverage-kind", "none")));
}

/// The words of a cell, by the contract that the documentation of conditions states.
fn says(value: &CellValue) -> Vec<String> {
    match value {
        CellValue::Unknown => vec![String::new()],
        CellValue::Text(text) => vec![text.clone()],
        CellValue::Texts(texts) => texts.clone(),
        CellValue::Count(count) => vec![count.to_string()],
        CellValue::Record { id, .. } => vec![id.as_str().to_owned()],
        CellValue::Day(day) => vec![day.to_string()],
        _ => vec![],
    }
}

#[test]
fn every_figure_is_the_number_of_rows_behind_it() {
    for (seed, options) in (10..14).flat_map(|seed| variants().map(|options| (seed, options))) {
        let (library, ..) = world(seed);
        let report = made(&library, &options);
        let mut counted = 0;
        for table in report.chapters.iter().flat_map(|chapter| &chapter.tables) {
            for row in table.rows.iter().chain(&table.total) {
                assert_eq!(row.cells.len(), table.columns.len(), "{}", table.id);
                for figure in &row.cells {
                    let Some(behind) = &figure.behind else {
                        continue;
                    };
                    let source = report
                        .sources
                        .iter()
                        .find(|s| s.id == behind.table)
                        .unwrap();
                    let rows = source.rows.iter().filter(|row| {
                        behind.conditions.iter().all(|condition| {
                            let words = says(&cell(source, row, &condition.column).value);
                            condition.values.iter().any(|value| words.contains(value))
                        })
                    });
                    let rows = rows.count() as u64;
                    match &figure.value {
                        CellValue::Count(count) if *count == rows => counted += 1,
                        CellValue::Share { part, whole } => {
                            assert_eq!(*part, rows, "{} {behind:?}", table.id);
                            assert!(part <= whole);
                            counted += 1;
                        }
                        // A median or a sum is made of rows, and is no number of them.
                        CellValue::Count(_) => assert_eq!(table.id, "stages", "{behind:?}"),
                        CellValue::Number(_) | CellValue::Unknown => {}
                        other => panic!("{other:?} with rows behind"),
                    }
                }
            }
        }
        assert!(counted > 100, "{counted}");
    }
}

#[test]
fn a_report_is_one_whatever_the_threads_and_the_order_of_records() {
    for language in [Language::Chinese, Language::English] {
        let options = options().region(region("山东省")).language(language);
        let (needs, profiles) = random_records(31);
        let written = |threads: usize, seed: u64| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let random = &mut Random::new(seed);
            let (mut needs, mut profiles) = (needs.clone(), profiles.clone());
            random.shuffle(&mut needs);
            random.shuffle(&mut profiles);
            let library = library(&needs, &profiles);
            needs.sort_by(|a, b| a.id.cmp(&b.id));
            profiles.sort_by(|a, b| a.id.cmp(&b.id));
            write_ledger(&library, 31, &needs, &profiles);
            let report = pool.unwrap().install(|| made(&library, &options));
            serde_json::to_string(&report).unwrap()
        };
        let first = written(1, 1);
        assert_eq!(first, written(4, 2));
        assert_eq!(first, written(2, 3));
    }
}

#[test]
fn both_languages_say_the_same_figures() {
    let (library, ..) = world(40);
    let chinese = made(&library, &options());
    let english = made(&library, &options().language(Language::English));
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let tables = chinese.tables().zip(english.tables());
    for (one, other) in tables {
        assert_eq!(one.id, other.id);
        assert!(
            one.title.contains(is_han) && !other.title.contains(is_han),
            "{}",
            other.title
        );
        let titles = other
            .columns
            .iter()
            .filter(|c| !c.id.starts_with("discipline-"));
        for column in titles {
            let plain = column.title.replace("万元", "");
            assert!(!plain.contains(is_han), "{plain}");
        }
        assert_eq!(one.rows.len(), other.rows.len(), "{}", one.id);
        if let (Some(one), Some(other)) = (&one.total, &other.total) {
            for (one, other) in one.cells.iter().zip(&other.cells).skip(1) {
                assert_eq!(one.value, other.value);
            }
        }
    }
    let said = english
        .chapters
        .iter()
        .flat_map(|chapter| &chapter.sentences);
    assert!(said.clone().count() >= 6);
}
