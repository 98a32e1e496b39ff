//! One row for each profile of the region, and for each from elsewhere that fits a need of it.

use std::collections::HashSet;

use super::{SourceColumn, basis, code_name, row, table};
use crate::error::{Bilingual as _, say};
use crate::model::ProfileId;
use crate::report::document::{CellFormat as F, CellValue, ReportRow};
use crate::report::facts::{ReportFacts, ReportProfile};
use crate::report::table::{SourceTable, maybe};
use crate::report::words::ReportWords;

#[rustfmt::skip]
pub(super) const COLUMNS: &[SourceColumn] = &[
    ("profile", ["Profile", "供方"], F::Record, ["", ""]),
    ("organization", ["Organisation", "单位"], F::Text, ["", ""]),
    ("kind", ["Kind", "类别"], F::Text, ["", ""]),
    ("status", ["Status", "状态"], F::Text, ["", ""]),
    ("region", ["Region", "区域"], F::Text, ["its region, or its base in the report's region; cut at the level below", "所在区域或其在报告区域内的基地，截至下一级"]),
    ("place", ["Place", "本地或外地"], F::Text, ["", ""]),
    ("industry", ["Industry", "行业"], F::Text, ["", ""]),
    ("industry_basis", ["Industry from", "行业来源"], F::Text, ["", ""]),
    ("discipline", ["Discipline", "学科"], F::Text, ["", ""]),
    ("discipline_basis", ["Discipline from", "学科来源"], F::Text, ["", ""]),
    ("fits", ["Open needs it fits", "适配需求数"], F::Count, ["open needs of the region that it fits", "本区域可对接需求中它适配的数量"]),
    ("asked", ["Asked for", "是否有需求"], F::Text, ["whether it fits an open need of the region, or is at work on a match", "是否适配本区域任一可对接需求，或正在对接"]),
];

/// The profiles of the region, and ones from elsewhere that fit a need of it.
pub(in crate::report) fn profiles(facts: &ReportFacts, words: &ReportWords<'_>) -> SourceTable {
    let mut made = table("profiles", &say!("Profiles", "供方"), COLUMNS, words);
    // Whoever is at work fits nothing further where all places are taken, and is asked for all the same.
    let matches = facts.matches.iter().map(|found| &found.standing);
    let at_work = matches.filter(|standing| standing.role.is_open());
    let at_work: HashSet<&ProfileId> = at_work.map(|standing| &standing.profile).collect();
    let rows = facts.profiles.iter();
    made.rows = rows
        .map(|profile| {
            let is_asked = profile.fits > 0 || at_work.contains(&profile.id);
            profile_row(profile, is_asked, facts, words)
        })
        .collect();
    SourceTable::new(made)
}

fn profile_row(
    profile: &ReportProfile,
    is_asked: bool,
    facts: &ReportFacts,
    words: &ReportWords<'_>,
) -> ReportRow {
    let trees = &facts.taxonomies;
    let industry = code_name(profile.industry.code.as_ref(), &trees.industries, words);
    let discipline = code_name(profile.discipline.code.as_ref(), &trees.disciplines, words);
    let region = match (&profile.region, profile.is_here) {
        (None, _) => None,
        (Some(region), true) => Some(words.region(region)),
        (Some(_), false) => Some(words.place(false)),
    };
    row(vec![
        CellValue::Record {
            id: profile.id.clone().into(),
            name: profile.name.clone(),
        },
        maybe(profile.organization.clone()),
        CellValue::Text(words.say(&profile.kind.wording())),
        CellValue::Text(words.say(&profile.status.wording())),
        maybe(region),
        CellValue::Text(words.place(profile.is_here)),
        maybe(Some(industry)),
        basis(&profile.industry, words),
        maybe(Some(discipline)),
        basis(&profile.discipline, words),
        CellValue::Count(profile.fits),
        CellValue::Text(words.asked(is_asked)),
    ])
}
