//! Money: budgets of needs, and amounts of matches.

use crate::error::{Wording, say};
use crate::report::composition::Composition;
use crate::report::document::{
    CellFormat, CellValue, ReportCell, ReportColumn, ReportRow, ReportTable, RowCondition,
};
use crate::report::indicators::total;
use crate::report::source::amount;
use crate::report::table::{SourceTable, plain, says, text};

/// What is asked and offered for, and what was signed, in 万元.
pub(super) fn money(made: &Composition<'_>) -> ReportTable {
    let budgets = |name, of| {
        let of_need = |row: usize| amount(made.facts.needs[row].budget.as_ref());
        line(made, name, (&made.needs, of), of_need)
    };
    let amounts = |name, of| {
        let of_match = |row: usize| made.facts.matches[row].standing.amount;
        line(made, name, (&made.matches, of), of_match)
    };
    let is_signed = says("is_signed", made.words.signed(true));
    let signed_now = says("signed_in", made.words.period());
    let settled = says("settled_in", made.words.period());
    let published = says("published_in", made.words.period());
    let rows = vec![
        budgets(say!("Budgets of all needs", "全部需求预算"), vec![]),
        budgets(
            say!("Budgets of open needs", "可对接需求预算"),
            vec![made.is_open()],
        ),
        budgets(
            say!(
                "Budgets of needs published in the period",
                "本期新增需求预算"
            ),
            vec![published],
        ),
        amounts(
            say!("Matches that were signed", "已签约对接金额"),
            vec![is_signed],
        ),
        amounts(
            say!("Of these, signed in the period", "其中本期签约"),
            vec![signed_now],
        ),
        amounts(
            say!("Matches settled in the period", "本期销号对接金额"),
            vec![settled],
        ),
    ];
    made.table("money", &say!("Money", "资金情况"), columns(made), rows)
}

fn columns(made: &Composition<'_>) -> Vec<ReportColumn> {
    vec![
        made.named("what", &say!("Money", "资金"), CellFormat::Text),
        made.named("records", &say!("Records", "记录"), CellFormat::Count),
        made.column(
            "stated",
            &say!("With an amount", "已填金额"),
            CellFormat::Count,
            &say!("records that state one", "填写了金额的记录数"),
        ),
        made.column(
            "amount",
            &say!("Sum (万元)", "合计（万元）"),
            CellFormat::Amount,
            &say!(
                "of the stated amounts; of a budget the most that it allows, or else the least",
                "已填金额之和；预算取上限，无上限取下限"
            ),
        ),
    ]
}

/// How many rows of a source meet conditions, how many of them state an amount, and the sum.
fn line(
    made: &Composition<'_>,
    name: Wording,
    (source, of): (&SourceTable, Vec<RowCondition>),
    amount: impl Fn(usize) -> Option<f64>,
) -> ReportRow {
    let amounts: Vec<Option<f64>> = source.rows(&of).into_iter().map(amount).collect();
    let stated = amounts.iter().flatten().count() as u64;
    let sum = ReportCell {
        value: total(amounts.into_iter()),
        behind: Some(source.behind(of.clone())),
    };
    ReportRow {
        cells: vec![
            text(made.say(&name)),
            source.count(of),
            plain(CellValue::Count(stated)),
            sum,
        ],
    }
}
