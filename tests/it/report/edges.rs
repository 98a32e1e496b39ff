//! Reports about next to nothing, about hostile names, and against targets.

use qianxian::Library;
use qianxian::engine::silent;
use qianxian::ledger::{EntryContent, EntryKind};
use qianxian::model::{Need, NeedId, Profile, ProfileId, ProfileKind};
use qianxian::report::{CellValue, ReportPeriod, ReportRow, ReportTargets};

use super::{cell, count, day, made, moment, options, region, says, table, total, world};

#[test]
fn libraries_with_nothing_to_say_are_reported_too() {
    let empty = Library::in_memory().unwrap();
    for options in [options(), options().region(region("山东省/淄博市"))] {
        let report = made(&empty, &options);
        assert_eq!(
            report.sources.iter().map(|s| s.rows.len()).sum::<usize>(),
            0
        );
        let chapter = report
            .chapters
            .iter()
            .find(|c| c.id == "demand-supply")
            .unwrap();
        assert!(chapter.sentences[0].starts_with("库中没有该区域的需求"));
        assert_eq!(
            *total(&report, "alignment-industry", "sdme"),
            CellValue::Unknown
        );
    }
    // A region that the gazetteer knows, without records, in a library that has some.
    let (library, ..) = world(50);
    let report = made(&library, &options().region(region("西藏自治区")));
    assert_eq!(report.sources[0].rows.len(), 0);
    // One that nobody knows.
    let unknown = options().region(region("示例省/无此市"));
    let error = library
        .snapshot()
        .unwrap()
        .report(&unknown, &silent)
        .unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert!(error.to_string().contains("山东省"), "{error}");
    // A period before everything.
    let mut quiet = options();
    quiet.period = ReportPeriod::new(day("1999-01-01"), day("1999-03-31")).unwrap();
    let report = made(&library, &quiet);
    assert_eq!(table(&report, "months").rows.len(), 3);
    assert_eq!(count(total(&report, "months", "matches")), 0);
}

#[test]
fn one_need_is_a_report() {
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    writer
        .put_need(&Need::new("n1", "油系针状焦的煅烧").unwrap())
        .unwrap();
    writer.commit().unwrap();
    let report = made(&library, &options());
    // No day of publication is stated: whether the need is of the period is not known, and that is said.
    let indicators = table(&report, "indicators");
    let new = &indicators.rows[0];
    assert_eq!(count(&cell(indicators, new, "value").value), 0);
    let rule = says(&cell(indicators, new, "rule").value).join("");
    assert!(rule.contains("发布日期未填的1项未计入"), "{rule}");
    let summary = &report.chapters[0].sentences;
    let undated = summary
        .iter()
        .any(|said| said.contains("1项需求未填发布日期"));
    assert!(undated, "{summary:?}");
    let unmet = table(&report, "unmet");
    assert_eq!(says(&cell(unmet, &unmet.rows[0], "need").value), ["n1"]);
    assert_eq!(
        cell(unmet, &unmet.rows[0], "waiting").value,
        CellValue::Unknown
    );
    assert_eq!(
        *total(&report, "alignment-industry", "sdme"),
        CellValue::Number(0.0)
    );
}

#[test]
fn names_stay_as_they_are() {
    let names = [
        "<script>alert(1)</script>",
        "=1+1",
        "a\u{202e}b\u{7}c",
        "\"'&<>",
    ];
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    for (at, name) in names.iter().enumerate() {
        let mut need = Need::new(format!("n{at}"), format!("{name}针状焦")).unwrap();
        need.enterprise = Some((*name).to_owned());
        writer.put_need(&need).unwrap();
        let mut expert = Profile::new(format!("p{at}"), ProfileKind::Expert, *name).unwrap();
        expert.expertise.push("针状焦".into());
        writer.put_profile(&expert).unwrap();
    }
    writer.commit().unwrap();
    let ledger = library.ledger().unwrap();
    let (need, profile) = (NeedId::new("n0").unwrap(), ProfileId::new("p0").unwrap());
    let entry = EntryContent::new(
        need,
        profile,
        EntryKind::Contacted,
        moment(day("2024-05-06")),
    );
    ledger
        .append(entry.officer(names[0]).source(names[1]))
        .unwrap();
    let report = made(&library, &options());
    let needs = &report.sources[0];
    for (row, name) in needs.rows.iter().zip(names) {
        assert_eq!(says(&cell(needs, row, "enterprise").value), [name]);
    }
    let officers = table(&report, "settlement-officer");
    assert_eq!(says(&officers.rows[0].cells[0].value), [names[0]]);
}

#[test]
fn targets_are_held_against_figures() {
    let (library, ..) = world(60);
    let text = "指标,目标,地区\n新增需求,4,\n覆盖率,50%,\n超期数,2,\n幸福指数,3,\n新增需求,2,山东省/淄博市\n新增需求,3,山东省/济南市\n新增需求,3,广东省/广州市\n";
    let targets = ReportTargets::from_csv(text).unwrap();
    let options = options().region(region("山东省")).targets(targets);
    let report = made(&library, &options);
    let indicators = table(&report, "indicators");
    let value = |row: &ReportRow, column| cell(indicators, row, column).value.clone();
    let new = &indicators.rows[0];
    let figure = count(&value(new, "value")) as f64;
    assert_eq!(value(new, "target"), CellValue::Number(4.0));
    assert_eq!(
        value(new, "completion"),
        CellValue::Number(100.0 * figure / 4.0)
    );
    let before = count(&value(new, "compared")) as f64;
    let change = match before {
        0.0 => CellValue::Nothing,
        before => CellValue::Number(100.0 * (figure - before) / before),
    };
    assert_eq!(value(new, "change"), change);
    let overdue = indicators
        .rows
        .iter()
        .find(|row| says(&row.cells[0].value) == ["超期数"]);
    // Less is better: reaching two overdue matches is nothing to complete.
    assert_eq!(value(overdue.unwrap(), "completion"), CellValue::Nothing);
    let ranking = table(&report, "ranking");
    assert_eq!(ranking.rows.len(), 2);
    assert_eq!(
        cell(ranking, &ranking.rows[0], "rank").value,
        CellValue::Count(1)
    );
    let open = table(&report, "unknown-targets");
    let names: Vec<_> = open
        .rows
        .iter()
        .map(|row| says(&row.cells[0].value))
        .collect();
    assert_eq!(names, [["幸福指数"], ["新增需求"]]);
    let why = says(&cell(open, &open.rows[0], "why").value);
    assert!(why[0].contains("需求覆盖率"), "{why:?}");
}

#[test]
fn a_target_for_a_region_above_the_listed_level_counts_all_within_it() {
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    for (id, place) in [
        ("n1", "山东省/淄博市"),
        ("n2", "山东省/淄博市/张店区"),
        ("n3", "山东省/济南市"),
        ("n4", "山东省"),
    ] {
        let mut need = Need::new(id, "针状焦").unwrap();
        need.region = Some(region(place));
        writer.put_need(&need).unwrap();
    }
    writer.commit().unwrap();
    let text = "指标,目标,地区\n在库需求,5,\n在库需求,4,山东省\n";
    let targets = ReportTargets::from_csv(text).unwrap();
    for text in ["山东省", "山东省/淄博市", ""] {
        let mut options = options().targets(targets.clone());
        options.region = (!text.is_empty()).then(|| region(text));
        let report = made(&library, &options);
        let summary = report.chapters[0].sentences.join("");
        if text == "山东省/淄博市" {
            // Not inside the report: said, and no figure is made up.
            let open = table(&report, "unknown-targets");
            assert_eq!(open.rows.len(), 1);
            assert!(summary.contains("1项任务中已完成0项"), "{summary}");
            continue;
        }
        let ranking = table(&report, "ranking");
        let row = &ranking.rows[0];
        assert_eq!(count(&cell(ranking, row, "value").value), 4, "{text}");
        assert_eq!(
            cell(ranking, row, "completion").value,
            CellValue::Number(100.0)
        );
        assert!(summary.contains("2项任务中已完成1项"), "{summary}");
    }
}
