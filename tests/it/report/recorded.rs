//! Key figures, computed from the records by code that knows nothing of reports.

use std::collections::BTreeMap;

use qianxian::ledger::{EntryKind, StageRole, Stages, Standing};
use qianxian::model::{Date, Need, ProfileId, ProfileKind, RegionPath};
use qianxian::report::{CellValue, Report};
use qianxian::score::Fit;
use qianxian::{Library, Snapshot};

use super::{cell, count, made, options, rank, region, says, table, total, world};

/// What fits a need, by a ranking of its own among all profiles.
fn fits(snapshot: &Snapshot, need: &Need) -> Option<(Fit, Vec<String>)> {
    let whole = rank().k(10_000).least_fit(Fit::Possible);
    let ranking = snapshot.rank(need, &whole).unwrap();
    if ranking.closed.is_some() {
        return None;
    }
    let best = ranking.matches.iter().map(|m| m.fit).max();
    let profiles = ranking.matches.iter().map(|m| m.profile.to_string());
    Some((best.unwrap_or(Fit::None), profiles.collect()))
}

#[test]
fn key_figures_are_what_the_records_say() {
    let wide = region("山东省");
    // Comparisons between zeros would hold whatever is counted.
    let (mut clear, mut settled) = (0, 0);
    for seed in 20..24 {
        let (library, needs, profiles) = world(seed);
        let snapshot = library.snapshot().unwrap();
        let report = made(&library, &options().region(wide.clone()));
        let inside = |own: &Option<RegionPath>| own.as_ref().is_some_and(|o| o.starts_with(&wide));
        let is_here = |id: &String| {
            let profile = profiles.iter().find(|p| p.id == id.as_str()).unwrap();
            let bases = profile.bases.iter().cloned().map(Some);
            bases
                .chain([profile.region.clone()])
                .any(|own| inside(&own))
        };
        let own: Vec<&Need> = needs.iter().filter(|need| inside(&need.region)).collect();
        let served: Vec<_> = own
            .iter()
            .filter_map(|need| fits(&snapshot, need))
            .collect();
        let with = |fit| served.iter().filter(|(best, _)| *best == fit).count() as u64;
        assert_eq!(
            count(total(&report, "coverage-kind", "clear")),
            with(Fit::Clear)
        );
        assert_eq!(
            count(total(&report, "coverage-kind", "possible")),
            with(Fit::Possible)
        );
        assert_eq!(
            count(total(&report, "coverage-kind", "none")),
            with(Fit::None)
        );
        let here = served
            .iter()
            .filter(|(_, fit)| fit.iter().any(is_here))
            .count() as f64;
        let nowhere = served.iter().filter(|(_, fit)| fit.is_empty()).count() as f64;
        let all = served.len() as f64;
        let efficiency = (here + (all - here - nowhere) / 2.0) / all;
        let sdme = total(&report, "alignment-industry", "sdme");
        assert_eq!(*sdme, CellValue::Number(efficiency));
        // Each profile: how many open needs it fits, and whether it is listed at all.
        let mut asked: BTreeMap<&str, u64> = BTreeMap::new();
        for profile in served.iter().flat_map(|(_, profiles)| profiles) {
            *asked.entry(profile).or_default() += 1;
        }
        let source = &report.sources[1];
        for profile in &profiles {
            let id = profile.id.as_str();
            let mut rows = source.rows.iter();
            let row = rows.find(|row| says(&row.cells[0].value) == [id]);
            let fits = asked.get(id).copied().unwrap_or(0);
            assert_eq!(row.is_some(), fits > 0 || is_here(&id.to_owned()), "{id}");
            if let Some(row) = row {
                assert_eq!(count(&cell(source, row, "fits").value), fits, "{id}");
            }
        }
        clear += with(Fit::Clear);
        settled += settled_as_recorded(&library, &report, &own);
    }
    assert!(clear > 5 && settled > 1, "{clear} {settled}");
}

/// Holds the figures of matches and of money to the histories of pairs and to the needs. Returns the settled matches.
fn settled_as_recorded(library: &Library, report: &Report, own: &[&Need]) -> usize {
    let ledger = library.ledger().unwrap();
    let folded = ledger.folded().unwrap();
    let standings: Vec<_> = folded
        .iter()
        .filter(|standing| own.iter().any(|need| need.id == standing.need))
        .collect();
    let settled = standings.iter().filter(|s| s.role == StageRole::Done);
    let name = "settlement-region";
    assert_eq!(
        count(total(report, name, "matches")),
        standings.len() as u64
    );
    assert_eq!(
        count(total(report, name, "settled")),
        settled.clone().count() as u64
    );
    let period = options().period;
    let now = settled
        .clone()
        .filter(|s| period.contains(s.entered.date()))
        .count() as u64;
    assert_eq!(count(total(report, name, "settled-now")), now);
    let overdue = standings
        .iter()
        .filter(|s| s.days_overdue(options().today()).is_some());
    assert_eq!(
        count(total(report, name, "overdue")),
        overdue.count() as u64
    );
    policies_as_recorded(library, report, &standings);
    let histories: Vec<(&Standing, Vec<(EntryKind, Date)>)> = standings
        .iter()
        .map(|standing| {
            let history = ledger.history(&standing.need, &standing.profile);
            let entries = history.unwrap().entries.into_iter();
            let entries = entries.map(|e| (e.content.kind, e.content.at.date()));
            (*standing, entries.collect())
        })
        .collect();
    entries_as_recorded(report, &histories);
    money_as_recorded(report, &histories, own);
    let new = own
        .iter()
        .filter(|n| n.published.is_some_and(|day| period.contains(day)));
    assert_eq!(count(total(report, "months", "needs")), new.count() as u64);
    medians_as_recorded(report, &standings);
    settled.count()
}

/// Holds the table of policies to the library's policies and to the matches with one.
fn policies_as_recorded(library: &Library, report: &Report, standings: &[&Standing]) {
    let snapshot = library.snapshot().unwrap();
    let is_policy = |id: &ProfileId| {
        let profile = snapshot.profile(id);
        profile.is_ok_and(|profile| profile.kind == ProfileKind::Policy)
    };
    let policies = table(report, "policies");
    let ids: Vec<String> = policies
        .rows
        .iter()
        .flat_map(|row| row.cells[0].value.words())
        .collect();
    let matched = |id: Option<&str>| {
        let with = standings.iter().filter(|s| is_policy(&s.profile));
        with.filter(|s| id.is_none_or(|id| s.profile.as_str() == id))
            .count() as u64
    };
    assert_eq!(count(total(report, "policies", "matches")), matched(None));
    for (row, id) in policies.rows.iter().zip(&ids) {
        assert!(is_policy(&ProfileId::new(id.as_str()).unwrap()), "{id}");
        assert_eq!(
            count(&cell(policies, row, "matches").value),
            matched(Some(id)),
            "{id}"
        );
    }
    assert!(
        standings
            .iter()
            .filter(|s| is_policy(&s.profile))
            .all(|s| ids.contains(&s.profile.as_str().to_owned()))
    );
}

/// Holds amounts and budgets to the matches that were signed, and to the needs.
fn money_as_recorded(
    report: &Report,
    histories: &[(&Standing, Vec<(EntryKind, Date)>)],
    own: &[&Need],
) {
    let is_signing = |kind: &EntryKind| [EntryKind::Signed, EntryKind::Solved].contains(kind);
    let day = |entries: &[(EntryKind, Date)]| {
        let of = entries.iter().filter(|(kind, _)| is_signing(kind));
        of.map(|(_, day)| *day).min()
    };
    let signed = histories
        .iter()
        .filter_map(|(standing, entries)| Some((standing.amount, day(entries)?)));
    let period = options().period;
    let now = signed.clone().filter(|(_, day)| period.contains(*day));
    let now: f64 = now.filter_map(|(amount, _)| amount).sum();
    let agreed: Vec<Option<f64>> = signed.map(|(amount, _)| amount).collect();
    let money = table(report, "money");
    let row = &money.rows[3];
    assert_eq!(
        count(&cell(money, row, "records").value),
        agreed.len() as u64
    );
    let stated: Vec<f64> = agreed.iter().flatten().copied().collect();
    assert_eq!(
        count(&cell(money, row, "stated").value),
        stated.len() as u64
    );
    match &cell(money, row, "amount").value {
        CellValue::Number(sum) => assert_eq!(*sum, stated.iter().sum::<f64>()),
        CellValue::Unknown => assert!(stated.is_empty() && !agreed.is_empty()),
        other => panic!("{other:?}"),
    }
    match &cell(money, &money.rows[4], "amount").value {
        CellValue::Number(sum) => assert_eq!(*sum, now),
        CellValue::Unknown => assert_eq!(now, 0.0),
        other => panic!("{other:?}"),
    }
    let budgets = own.iter().filter_map(|need| need.budget.as_ref());
    let budgets: f64 = budgets.filter_map(|b| b.max().or(b.min())).sum();
    let sum = &cell(money, &money.rows[0], "amount").value;
    assert_eq!(*sum, CellValue::Number(budgets));
}

/// Holds the matches by what was done in them to their entries; the test writes no corrections.
fn entries_as_recorded(report: &Report, histories: &[(&Standing, Vec<(EntryKind, Date)>)]) {
    let done = table(report, "done");
    for &kind in EntryKind::ALL {
        let matches = |is_of: &dyn Fn(Date) -> bool| {
            let has = |(found, day): &(EntryKind, Date)| *found == kind && is_of(*day);
            let matches = histories
                .iter()
                .filter(|(_, entries)| entries.iter().any(has));
            matches.count() as u64
        };
        let mut rows = done.rows.iter();
        let row = rows.find(|row| says(&row.cells[0].value) == [kind.as_chinese()]);
        assert_eq!(row.is_some(), matches(&|_| true) > 0, "{kind}");
        if let Some(row) = row {
            let of_period = matches(&|day| options().period.contains(day));
            assert_eq!(count(&cell(done, row, "period").value), of_period);
            assert_eq!(count(&cell(done, row, "all").value), matches(&|_| true));
        }
    }
}

fn medians_as_recorded(report: &Report, standings: &[&Standing]) {
    let stages = table(report, "stages");
    for row in &stages.rows {
        let CellValue::Text(name) = &row.cells[0].value else {
            panic!("a stage without a name");
        };
        let builtin = Stages::builtin();
        let id = &builtin.get(name).unwrap().id;
        let open = standings
            .iter()
            .filter(|s| s.stage == *id && s.role.is_open());
        let mut days: Vec<u32> = open.map(|s| s.days_in_stage(options().today())).collect();
        days.sort_unstable();
        // Of the n sorted days, half of them (rounded up) lie at or before the median.
        let median = days.iter().find(|day| {
            let before = days.iter().filter(|other| other <= day).count();
            2 * before >= days.len()
        });
        match (median, &cell(stages, row, "days").value) {
            (None, CellValue::Nothing) => {}
            (Some(median), CellValue::Count(found)) => assert_eq!(u64::from(*median), *found),
            other => panic!("{name}: {other:?}"),
        }
    }
}
