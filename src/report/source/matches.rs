//! One row for each match of the ledger.

use std::collections::BTreeSet;

use super::{SourceColumn, code_name, day, month, row, table};
use crate::error::{Bilingual as _, say};
use crate::ledger::{EntryKind, StageRole};
use crate::model::Date;
use crate::report::document::{CellFormat as F, CellValue, ReportRow};
use crate::report::facts::{ReportFacts, ReportMatch};
use crate::report::table::{SourceTable, maybe};
use crate::report::words::ReportWords;

#[rustfmt::skip]
pub(super) const COLUMNS: &[SourceColumn] = &[
    ("need", ["Need", "需求"], F::Record, ["", ""]),
    ("profile", ["Profile", "供方"], F::Record, ["", ""]),
    ("stage", ["Stage", "阶段"], F::Text, ["", ""]),
    ("state", ["State", "办理状态"], F::Text, ["", ""]),
    ("reached", ["Stages reached", "已到阶段"], F::Texts, ["its furthest stage and all before it", "最远阶段及之前各阶段"]),
    ("officer", ["Officer", "负责人"], F::Text, ["", ""]),
    ("source", ["Source", "来源"], F::Text, ["", ""]),
    ("first", ["First entry", "首次记录"], F::Day, ["", ""]),
    ("first_in", ["Begun in", "新增时段"], F::Texts, ["", ""]),
    ("first_month", ["Month begun", "新增月份"], F::Text, ["", ""]),
    ("last", ["Last entry", "最近记录"], F::Day, ["", ""]),
    ("taken", ["Taken up", "投入日期"], F::Day, ["", ""]),
    ("taken_in", ["Taken up in", "投入时段"], F::Texts, ["", ""]),
    ("settled", ["Settled", "销号日期"], F::Day, ["", ""]),
    ("settled_in", ["Settled in", "销号时段"], F::Texts, ["", ""]),
    ("settled_month", ["Month settled", "销号月份"], F::Text, ["", ""]),
    ("days", ["Days in stage", "在阶段天数"], F::Days, ["days since it entered its stage, of open matches", "未办结对接进入当前阶段起的天数"]),
    ("deadline", ["Deadline", "期限"], F::Day, ["", ""]),
    ("overdue", ["Overdue", "是否超期"], F::Text, ["whether an open match's deadline is before today", "未办结对接的期限是否早于今日"]),
    ("amount", ["Amount (万元)", "金额（万元）"], F::Amount, ["", ""]),
    ("is_signed", ["Is signed", "是否签约"], F::Text, ["whether it has an entry of signing, or of settling", "是否有签约或销号记录"]),
    ("signed", ["Signed", "签约日期"], F::Day, ["day of the first such entry", "首条该类记录之日"]),
    ("signed_in", ["Signed in", "签约时段"], F::Texts, ["", ""]),
    ("done", ["Entries", "记录类型"], F::Texts, ["kinds of its entries, corrections applied", "各条记录的类型（已应用更正）"]),
    ("done_period", ["Entries of the period", "本期记录类型"], F::Texts, ["", ""]),
    ("done_compared", ["Entries of the compared period", "同期记录类型"], F::Texts, ["", ""]),
    ("need_kind", ["Kind of need", "需求类别"], F::Text, ["", ""]),
    ("profile_kind", ["Kind of profile", "供方类别"], F::Text, ["", ""]),
    ("region", ["Region", "区域"], F::Text, ["", ""]),
    ("industry", ["Industry", "行业"], F::Text, ["", ""]),
];

/// The matches of the ledger.
pub(in crate::report) fn matches(facts: &ReportFacts, words: &ReportWords<'_>) -> SourceTable {
    let mut made = table("matches", &say!("Matches", "对接"), COLUMNS, words);
    let rows = facts.matches.iter();
    made.rows = rows.map(|found| match_row(found, facts, words)).collect();
    SourceTable::new(made)
}

fn match_row(found: &ReportMatch, facts: &ReportFacts, words: &ReportWords<'_>) -> ReportRow {
    let standing = &found.standing;
    let today = facts.scope.today;
    let is_open = standing.role.is_open();
    let signed = signed(found);
    let settled = (standing.role == StageRole::Done).then(|| standing.entered.date());
    let trees = &facts.taxonomies;
    let industry = code_name(found.industry.code.as_ref(), &trees.industries, words);
    let if_open = |value: CellValue| match is_open {
        true => value,
        false => CellValue::Nothing,
    };
    let if_settled = |value: CellValue| match settled {
        Some(_) => value,
        None => CellValue::Nothing,
    };
    row(vec![
        CellValue::Record {
            id: standing.need.clone().into(),
            name: found.title.clone(),
        },
        CellValue::Record {
            id: standing.profile.clone().into(),
            name: found.name.clone(),
        },
        CellValue::Text(words.stage(&standing.stage)),
        CellValue::Text(words.role(standing.role)),
        CellValue::Texts(words.reached(standing.furthest)),
        maybe(standing.officer.clone()),
        maybe(standing.source.clone()),
        CellValue::Day(standing.first.date()),
        CellValue::Texts(words.periods(Some(standing.first.date()))),
        CellValue::Text(month(standing.first.date())),
        CellValue::Day(standing.last.date()),
        standing.taken.map_or(CellValue::Nothing, CellValue::Day),
        CellValue::Texts(words.periods(standing.taken)),
        if_settled(day(settled)),
        CellValue::Texts(words.periods(settled)),
        if_settled(maybe(settled.map(month))),
        if_open(CellValue::Count(standing.days_in_stage(today).into())),
        standing.deadline.map_or(CellValue::Nothing, CellValue::Day),
        if_open(CellValue::Text(
            words.overdue(standing.days_overdue(today).is_some()),
        )),
        standing
            .amount
            .map_or(CellValue::Unknown, CellValue::Number),
        CellValue::Text(words.signed(signed.is_some())),
        signed.map_or(CellValue::Nothing, CellValue::Day),
        CellValue::Texts(words.periods(signed)),
        done(found, words, |_| true),
        done(found, words, |day| facts.scope.period.contains(day)),
        done(found, words, |day| {
            let compared = facts.scope.compared.as_ref();
            compared.is_some_and(|period| period.contains(day))
        }),
        maybe(found.need_kind.map(|kind| words.say(&kind.wording()))),
        maybe(found.profile_kind.map(|kind| words.say(&kind.wording()))),
        maybe(found.region.as_ref().map(|region| words.region(region))),
        maybe(Some(industry)),
    ])
}

/// The day of the first entry that says that both sides have signed; a need that is settled was signed for at the latest
/// then.
fn signed(found: &ReportMatch) -> Option<Date> {
    let says = |kind: EntryKind| matches!(kind, EntryKind::Signed | EntryKind::Solved);
    let days = found.entries.iter().filter(|(kind, _)| says(*kind));
    days.map(|(_, day)| *day).min()
}

/// Kinds of the entries of some days, each once.
fn done(found: &ReportMatch, words: &ReportWords<'_>, is_of: impl Fn(Date) -> bool) -> CellValue {
    let kinds = found.entries.iter().filter(|(_, day)| is_of(*day));
    let kinds: BTreeSet<EntryKind> = kinds.map(|(kind, _)| *kind).collect();
    let kinds = kinds.into_iter().map(|kind| words.say(&kind.wording()));
    CellValue::Texts(kinds.collect())
}
