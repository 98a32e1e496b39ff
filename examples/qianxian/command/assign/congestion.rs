//! Lists that know that others want the same experts.

use std::io::Write as _;

use qianxian::Library;
use qianxian::assign::Options;
use qianxian::engine::{Market, PricedExplanation, PricedMatch};
use qianxian::model::NeedId;
use qianxian::score::Explanation;
use serde::Serialize;

use super::Assign;
use crate::failure::Result;
use crate::language::{tell, worded};
use crate::output::{Column, Output, Table, one_line, short_explanation};

/// One need's list.
#[derive(Debug, Serialize)]
pub(super) struct List {
    need: NeedId,
    title: String,
    matches: Vec<Line>,
    /// Keywords of the need.
    #[serde(skip)]
    keywords: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Line {
    name: String,
    #[serde(flatten)]
    priced: PricedMatch,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Explanation>,
}

/// The adjusted lists of all open needs, as many matches each as are shown.
pub(super) fn lists(
    asked: &Assign,
    library: &Library,
    market: &Market,
    strength: f64,
) -> Result<Vec<List>> {
    let snapshot = asked.ranking.snapshot(library)?;
    let rank = asked.ranking.options(library, asked.k)?;
    let mut lists = Vec::new();
    for list in market.congested(strength, Options::new())? {
        let need = market.needs().iter().find(|n| n.id == list.need);
        let Some(need) = need else { continue };
        let line = |priced: PricedMatch| -> Result<Line> {
            let profile = snapshot.profile(&priced.profile)?;
            let why = asked
                .explain
                .then(|| snapshot.explain(need, &profile, &rank));
            let name = profile.name.clone();
            let explanation = why.transpose()?;
            Ok(Line {
                name,
                priced,
                explanation,
            })
        };
        let shown = list.matches.into_iter().take(asked.show);
        lists.push(List {
            need: need.id.clone(),
            title: need.title.clone(),
            keywords: need.keywords.clone(),
            matches: shown.map(line).collect::<Result<_>>()?,
        });
    }
    Ok(lists)
}

/// Prints the lists.
pub(super) fn show(asked: &Assign, out: &mut Output, lists: &[List]) -> Result<()> {
    if asked.json {
        return out.json(&lists);
    }
    for list in lists {
        tell!(
            out,
            "need {}: {}",
            "需求 {}：{}",
            list.need,
            one_line(&list.title, 100)
        )?;
        let mut table = Table::new([
            Column::number("#"),
            Column::number("was"),
            Column::number("score"),
            Column::number("congestion"),
            Column::number("adjusted"),
            Column::text("profile", usize::MAX),
            Column::text("name", 44),
        ]);
        for (at, line) in (1..).zip(&list.matches) {
            let priced = &line.priced;
            let cells = [
                format!("{at}"),
                priced.place.to_string(),
                format!("{:.6}", priced.score),
                format!("{:.6}", 0.0 - priced.deduction),
                format!("{:.6}", priced.adjusted),
                priced.profile.to_string(),
                line.name.clone(),
            ];
            table.row_with_notes(cells, notes(line, &list.keywords));
        }
        table.print(out)?;
    }
    Ok(())
}

/// The reasons, with the deduction as a line of its own at their end.
fn notes(line: &Line, keywords: &[String]) -> Vec<String> {
    let Some(explanation) = &line.explanation else {
        return Vec::new();
    };
    let PricedExplanation {
        explanation,
        congestion,
        ..
    } = line.priced.clone().explain(explanation.clone());
    let mut notes = short_explanation(&explanation, keywords);
    notes.push(worded(&congestion));
    notes
}
