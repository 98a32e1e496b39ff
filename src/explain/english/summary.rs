//! One sentence a match, in English.

use super::words::{count, list, quoted, source};
use crate::explain::summary::Summary;
use crate::score::{Feature, QuantityPart};

/// The clauses of the sentence, in their order.
pub(super) fn clauses(summary: &Summary<'_>) -> Vec<String> {
    let mut said = Vec::new();
    if !summary.ruled_out.is_empty() {
        said.push(format!("ruled out: {}", summary.ruled_out.join("; ")));
    }
    said.push(match &summary.document {
        Some(document) => {
            let source = source(document.work, document.title, document.year);
            let phrases = list(
                document.phrases.iter().map(|p| quoted(p)),
                usize::MAX,
                "and",
            );
            let is = if summary.is_doubtful {
                "may be about the subject through"
            } else {
                "is about"
            };
            format!("{source} {is} {phrases}")
        }
        None if summary.is_unfit => "nothing ties it to the need's subject".to_owned(),
        // A loan or a programme is for any subject.
        None => "it is matched by its conditions and not by a subject".to_owned(),
    });
    said.extend(
        summary
            .met
            .iter()
            .filter_map(|figure| figure_clause(figure, "meets")),
    );
    said.extend(
        summary
            .missed
            .iter()
            .filter_map(|figure| figure_clause(figure, "misses")),
    );
    said.extend(features(&summary.fitting, ["fits", "fit"]));
    said.extend(features(&summary.unfitting, ["does not fit", "do not fit"]));
    if summary.broken > 0 {
        said.push(format!(
            "{} of eligibility broken",
            count(summary.broken, "condition", "conditions")
        ));
    }
    if summary.unproved > 0 {
        said.push(format!(
            "{} to be proved",
            count(summary.unproved, "condition", "conditions")
        ));
    }
    if summary.has_cautions {
        said.push("a possible conflict of interest is to be confirmed".to_owned());
    }
    if !summary.missing.is_empty() {
        let pieces = summary.missing.iter().map(|piece| quoted(piece));
        said.push(format!("nothing covers {}", list(pieces, usize::MAX, "or")));
    }
    said
}

fn figure_clause(figure: &QuantityPart, verb: &str) -> Option<String> {
    let stated = figure.stated.as_ref()?;
    Some(format!(
        "{} {verb} {}",
        quoted(stated),
        quoted(&figure.demand)
    ))
}

fn features(features: &[Feature], [one, many]: [&str; 2]) -> Option<String> {
    let names = list(
        features.iter().map(|feature| feature.english()),
        usize::MAX,
        "and",
    );
    match features.len() {
        0 => None,
        1 => Some(format!("{names} {one}")),
        _ => Some(format!("{names} {many}")),
    }
}
