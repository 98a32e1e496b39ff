//! One row for each need of the region.

use super::{SourceColumn, amount, basis, code_name, day, month, row, table};
use crate::error::{Bilingual as _, say};
use crate::model::Code;
use crate::report::document::{CellFormat as F, CellValue, ReportRow};
use crate::report::facts::{NeedSupply, ReportFacts, ReportNeed};
use crate::report::table::{SourceTable, maybe};
use crate::report::words::ReportWords;
use crate::score::Fit;

#[rustfmt::skip]
pub(super) const COLUMNS: &[SourceColumn] = &[
    ("need", ["Need", "需求"], F::Record, ["", ""]),
    ("enterprise", ["Enterprise", "企业"], F::Text, ["", ""]),
    ("kind", ["Kind", "类别"], F::Text, ["", ""]),
    ("status", ["Status", "状态"], F::Text, ["", ""]),
    ("state", ["State", "是否可对接"], F::Text, ["open unless a rule closes it today", "今日未被规则关闭即为可对接"]),
    ("region", ["Region", "区域"], F::Text, ["the path down to the level below the report's region", "区域路径截至报告区域的下一级"]),
    ("industry", ["Industry", "行业"], F::Text, ["the division of the first stated code, else of the surest inferred one", "首个填报行业的大类；未填则取最可靠的推断"]),
    ("industry_basis", ["Industry from", "行业来源"], F::Text, ["", ""]),
    ("discipline", ["Discipline", "学科"], F::Text, ["the first-level discipline of the first stated code, else of the surest inferred one", "首个填报学科的一级学科；未填则取最可靠的推断"]),
    ("discipline_basis", ["Discipline from", "学科来源"], F::Text, ["", ""]),
    ("published", ["Published", "发布日期"], F::Day, ["", ""]),
    ("published_in", ["Published in", "发布时段"], F::Texts, ["", ""]),
    ("published_month", ["Month", "发布月份"], F::Text, ["", ""]),
    ("deadline", ["Deadline", "截止日期"], F::Day, ["", ""]),
    ("budget", ["Budget (万元)", "预算（万元）"], F::Amount, ["the most that it allows, or else the least", "取上限；无上限取下限"]),
    ("fit", ["Best fit", "最佳适配"], F::Text, ["the best fit of any profile; nothing for a closed need", "所有供方中的最佳适配；已关闭的需求为空"]),
    ("fitting", ["Profiles that fit", "适配供方数"], F::Count, ["", ""]),
    ("best", ["Best profile", "最佳供方"], F::Record, ["of the profiles with the best fit the one of greatest score; nothing where none fits", "最佳适配的供方中得分最高者；无适配时为空"]),
    ("missing", ["What is missing", "缺什么"], F::Texts, ["pieces of the need that the nearest profile lacks", "需求中最接近的供方未覆盖的内容"]),
    ("waiting", ["Waiting (days)", "等待天数"], F::Days, ["days since publication, of open needs", "可对接需求自发布起的天数"]),
    ("served", ["Served from", "服务来源"], F::Text, ["here if a profile of the region fits, else elsewhere if any does, else nowhere", "有本地供方适配为本地，否则有外地供方适配为外地，否则为无"]),
    ("served_by", ["Disciplines that serve it", "适配学科"], F::Texts, ["disciplines of the profiles that fit, here or elsewhere", "适配供方（本地或外地）的学科"]),
    ("served_here", ["Disciplines here", "本地适配学科"], F::Texts, ["", ""]),
    ("served_elsewhere", ["Disciplines elsewhere", "外地适配学科"], F::Texts, ["", ""]),
    ("common", ["Common need", "共性需求"], F::Text, ["", ""]),
    ("capability", ["Missing capability", "缺失能力"], F::Text, ["its number in the recruiting list, if the best assignment leaves places of the need open", "最优分配后仍有空缺的需求在引才清单中的序号"]),
];

/// The needs of the region.
pub(in crate::report) fn needs(facts: &ReportFacts, words: &ReportWords<'_>) -> SourceTable {
    let mut made = table("needs", &say!("Needs", "需求"), COLUMNS, words);
    let rows = facts.needs.iter();
    made.rows = rows.map(|need| need_row(need, facts, words)).collect();
    SourceTable::new(made)
}

fn need_row(need: &ReportNeed, facts: &ReportFacts, words: &ReportWords<'_>) -> ReportRow {
    let trees = &facts.taxonomies;
    let industry = code_name(need.industry.code.as_ref(), &trees.industries, words);
    let discipline = code_name(need.discipline.code.as_ref(), &trees.disciplines, words);
    let is_open = need.served.is_some();
    let waiting = need.published.filter(|_| is_open);
    let waiting = waiting.map(|day| facts.scope.today.days_since(day).max(0));
    let mut values = vec![
        CellValue::Record {
            id: need.id.clone().into(),
            name: need.title.clone(),
        },
        maybe(need.enterprise.clone()),
        CellValue::Text(words.say(&need.kind.wording())),
        CellValue::Text(words.say(&need.status.wording())),
        CellValue::Text(words.state(is_open)),
        maybe(need.region.as_ref().map(|region| words.region(region))),
        maybe(Some(industry)),
        basis(&need.industry, words),
        maybe(Some(discipline)),
        basis(&need.discipline, words),
        day(need.published),
        CellValue::Texts(words.periods(need.published)),
        maybe(need.published.map(month)),
        day(need.deadline),
        amount(need.budget.as_ref()).map_or(CellValue::Unknown, CellValue::Number),
    ];
    match &need.served {
        Some(served) => values.extend(supply(served, words)),
        None => values.extend(std::iter::repeat_n(CellValue::Nothing, 4)),
    }
    values.push(match (is_open, waiting) {
        (false, _) => CellValue::Nothing,
        (true, None) => CellValue::Unknown,
        (true, Some(days)) => CellValue::Count(u64::try_from(days).unwrap_or(0)),
    });
    match &need.served {
        Some(served) => {
            let names = |codes: &[Option<Code>]| {
                let names = codes
                    .iter()
                    .map(|code| code_name(code.as_ref(), &trees.disciplines, words));
                CellValue::Texts(names.collect())
            };
            values.push(CellValue::Text(words.served(served)));
            let mut both = [served.here.clone(), served.elsewhere.clone()].concat();
            both.sort();
            both.dedup();
            values.extend([&both, &served.here, &served.elsewhere].map(|codes| names(codes)));
        }
        None => values.extend(std::iter::repeat_n(CellValue::Nothing, 4)),
    }
    let numbered = |at: usize| CellValue::Text((at + 1).to_string());
    values.push(need.common.map_or(CellValue::Nothing, numbered));
    values.push(need.capability.map_or(CellValue::Nothing, numbered));
    row(values)
}

/// Best fit, profiles that fit, best profile, what is missing.
fn supply(served: &NeedSupply, words: &ReportWords<'_>) -> [CellValue; 4] {
    // The nearest of profiles that do not fit is no supplier; what it lacks is said all the same.
    let best = served.best.as_ref().filter(|_| served.fit > Fit::None);
    let best = best.map(|(id, name)| CellValue::Record {
        id: id.clone().into(),
        name: name.clone(),
    });
    [
        CellValue::Text(words.say(&served.fit.wording())),
        CellValue::Count(served.fitting),
        best.unwrap_or(CellValue::Nothing),
        CellValue::Texts(served.missing.clone()),
    ]
}
