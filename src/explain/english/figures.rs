//! Figures that a need demands and the statements that answer them, in English.

use super::words::{list, quoted, source};
use crate::explain::voice::LISTED;
use crate::explain::why_not::FigureDifference;
use crate::model::ProfileId;
use crate::quantity::Verdict;
use crate::score::QuantityPart;

/// The figures of one verdict, as a sentence.
pub(super) fn figures(verdict: Verdict, figures: &[&QuantityPart]) -> String {
    let told = figures.iter().map(|figure| match stated(figure) {
        Some(stated) => format!("{} ({stated})", quoted(&figure.demand)),
        None => quoted(&figure.demand),
    });
    let told = list(told, LISTED, "and");
    match verdict {
        Verdict::Satisfied => format!("Of the figures demanded, it meets {told}."),
        Verdict::Violated => format!("Of the figures demanded, it misses {told}."),
        Verdict::Unknown => format!("Of the figures demanded, nothing it states decides {told}."),
    }
}

/// The figures by which a profile loses to `border`, as a sentence.
pub(super) fn lost(border: &ProfileId, lost: &[&FigureDifference]) -> String {
    let border = quoted(border.as_str());
    let told = lost.iter().map(|figure| {
        format!(
            "{} (its own: {}; {border}: {})",
            quoted(&figure.own.demand),
            side(&figure.own),
            side(&figure.border)
        )
    });
    format!("The figures it loses by are {}.", list(told, LISTED, "and"))
}

/// Names one side's statement of a figure, and its verdict.
fn side(figure: &QuantityPart) -> String {
    let verdict = match figure.verdict {
        Verdict::Satisfied => "meets",
        Verdict::Violated | Verdict::Unknown => "misses",
    };
    match stated(figure) {
        Some(stated) => format!("{stated}, which {verdict} it"),
        None => "nothing decides it".to_owned(),
    }
}

/// The statement that decides a figure, and who makes it; `None` if nothing decides it.
fn stated(figure: &QuantityPart) -> Option<String> {
    let (title, stated) = (figure.title.as_ref()?, figure.stated.as_ref()?);
    let source = source(figure.work, title, figure.year);
    Some(format!("{source} states {}", quoted(stated)))
}
