//! Whom to recruit (引才清单): not names, but the capabilities that open needs lack.
//!
//! The open needs are assigned among all profiles, within everybody's places, for the greatest total of scores. What keeps
//! places open is grouped by the kind of profile, the discipline and the industry that is asked for. Of each group it is
//! said what one more profile with one place would add to that total: the score with the need that it would serve, less
//! what that need has without it. Profiles of other regions take part, so that a capability that is only far away counts
//! as there; the regions where many of that discipline live are where a talent enclave (人才飞地) would find them.

use crate::error::{Bilingual as _, Wording, say};
use crate::report::composition::{Composition, counted};
use crate::report::document::{
    CellFormat, CellValue, ReportChapter, ReportColumn, ReportRow, ReportTable,
};
use crate::report::facts::MissingCapability;
use crate::report::source::{amount, code_name};
use crate::report::table::{plain, says, text};

pub(super) fn chapter(made: &Composition<'_>) -> ReportChapter {
    made.chapter(
        "recruit",
        &say!("Whom to recruit", "引才清单"),
        &sentences(made),
        vec![capabilities(made)],
    )
}

fn sentences(made: &Composition<'_>) -> Vec<Wording> {
    let all = &made.facts.capabilities;
    let lacking: usize = all.iter().map(|c| c.needs.len()).sum();
    if lacking == 0 {
        let open = counted(&made.needs.count(vec![made.is_open()]).value);
        return vec![match open {
            0 => say!("No need is open.", "目前没有可对接的需求。"),
            _ => say!(
                "The best assignment serves every open need.",
                "最优分配可满足全部可对接需求。"
            ),
        }];
    }
    let mut said = vec![say!(
        "Open needs with places that the best assignment leaves empty: {lacking}.",
        "最优分配后，仍有{lacking}项可对接需求有空缺。"
    )];
    if let Some(first) = all.first().filter(|first| first.value > 0.0) {
        let name = name(made, first);
        let value = first.value;
        said.push(say!(
            "One more profile would add most in {name}: {value:.2} to the total of scores.",
            "最值得引进的方向是{name}：多一个名额可使总得分增加{value:.2}。"
        ));
    }
    said
}

/// What a capability is called: kind, discipline, industry.
fn name(made: &Composition<'_>, of: &MissingCapability) -> String {
    let trees = &made.facts.taxonomies;
    let codes = [
        code_name(of.discipline.as_ref(), &trees.disciplines, &made.words),
        code_name(of.industry.as_ref(), &trees.industries, &made.words),
    ];
    let codes = codes.into_iter().filter(|code| !code.is_empty());
    let kind = made.say(&of.kind.wording());
    let parts: Vec<String> = std::iter::once(kind).chain(codes).collect();
    parts.join(" · ")
}

fn capabilities(made: &Composition<'_>) -> ReportTable {
    let rows = made.facts.capabilities.iter().enumerate();
    let rows = rows.map(|(at, capability)| row(made, at, capability));
    let title = say!("Missing capabilities", "缺失能力（引才清单）");
    made.table("recruit", &title, columns(made), rows.collect())
}

fn row(made: &Composition<'_>, at: usize, of: &MissingCapability) -> ReportRow {
    let behind = says("capability", (at + 1).to_string());
    let rows = made.needs.rows(std::slice::from_ref(&behind));
    let budgets = rows
        .iter()
        .filter_map(|&row| amount(made.facts.needs[row].budget.as_ref()));
    let budgets: Vec<f64> = budgets.collect();
    let budget = match budgets.is_empty() {
        true => CellValue::Unknown,
        false => CellValue::Number(budgets.iter().sum()),
    };
    let living = of
        .living
        .iter()
        .map(|(region, count)| format!("{region} ({count})"));
    ReportRow {
        cells: vec![
            text(format!("{} · {}", at + 1, name(made, of))),
            made.needs.count(vec![behind]),
            plain(CellValue::Count(of.fits)),
            plain(CellValue::Number(of.value)),
            plain(taken(made, of)),
            plain(budget),
            plain(CellValue::Texts(of.pieces.clone())),
            plain(CellValue::Texts(living.collect())),
        ],
    }
}

/// The need that the imagined profile would serve.
fn taken(made: &Composition<'_>, of: &MissingCapability) -> CellValue {
    let Some(id) = &of.taken else {
        return CellValue::Nothing;
    };
    let found = made.facts.needs.binary_search_by(|need| need.id.cmp(id));
    CellValue::Record {
        id: id.clone().into(),
        name: found.map_or_else(|_| String::new(), |at| made.facts.needs[at].title.clone()),
    }
}

fn columns(made: &Composition<'_>) -> Vec<ReportColumn> {
    vec![
        made.column(
            "capability",
            &say!("Capability", "引进方向"),
            CellFormat::Text,
            &say!(
                "the kind of profile that serves such needs first, their discipline and their industry",
                "首先服务此类需求的供方类别，以及需求的学科与行业"
            ),
        ),
        made.column(
            "needs",
            &say!("Needs behind it", "空缺需求"),
            CellFormat::Count,
            &say!(
                "open needs of that sort that keep a place open in the best assignment",
                "最优分配后仍有空缺的该类可对接需求"
            ),
        ),
        made.column(
            "fits",
            &say!("Needs it would fit", "可适配需求"),
            CellFormat::Count,
            &say!(
                "open needs that an imagined profile fits, which says the titles and keywords of the needs behind it",
                "设想一个填报上述需求标题与关键词的供方，其可适配的可对接需求数"
            ),
        ),
        made.column(
            "value",
            &say!("One more place adds", "增加一个名额的价值"),
            CellFormat::Decimal,
            &say!(
                "growth of the total score of the best assignment with one place of that profile",
                "该供方提供一个名额时最优分配总得分的增量"
            ),
        ),
        made.named("taken", &say!("It would serve", "首先服务"), CellFormat::Record),
        made.column(
            "budget",
            &say!("Budgets (万元)", "预算（万元）"),
            CellFormat::Amount,
            &say!("of the needs behind it that state one", "空缺需求中已填报预算之和"),
        ),
        made.column(
            "missing",
            &say!("What is missing", "缺什么"),
            CellFormat::Texts,
            &say!(
                "pieces of the needs that their best profiles lack, the commonest first",
                "最佳供方未覆盖的需求内容，按出现次数排列"
            ),
        ),
        made.column(
            "living",
            &say!("Where such people are", "人才所在地"),
            CellFormat::Texts,
            &say!(
                "regions elsewhere with most profiles of that kind and discipline: where a talent enclave would find them",
                "该类别、该学科供方最多的外地区域，可作为人才飞地选址"
            ),
        ),
    ]
}
