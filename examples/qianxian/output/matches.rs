//! Rankings, for people and as JSON.

use std::io::{self, Write};

use qianxian::engine::SuccessForecast;
use qianxian::rule::{Caution, ConditionPart};
use qianxian::score::{Explanation, Fit};
use serde::Serialize;

use super::{Column, Table, bar, caution_note, eligibility_note, pair};
use crate::language::{RecordKind, named};

/// Cells of a bar for a score of 1.
const BAR: usize = 16;

/// One line of a ranking, of a need or of a profile.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MatchLine {
    /// From 1.
    pub(crate) rank: usize,
    /// Id of the profile, or of the need.
    pub(crate) id: String,
    pub(crate) kind: RecordKind,
    /// Name of the profile, or title of the need.
    pub(crate) name: String,
    /// Organisation of the profile, or enterprise of the need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
    pub(crate) score: f64,
    pub(crate) confidence: f64,
    /// Probability that the match succeeds, if the ledger teaches one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) success: Option<SuccessForecast>,
    pub(crate) fit: Fit,
    /// Relations that have to be confirmed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) cautions: Vec<Caution>,
    /// The profile's conditions of eligibility, as the need meets them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) conditions: Vec<ConditionPart>,
    /// Conditions of the profile in words that were not read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) unread: Vec<String>,
    /// Why, in one sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) sentence: String,
    /// The explanation, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) explanation: Option<Explanation>,
    /// The explanation in sentences, if asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) sentences: Vec<String>,
}

/// Prints one row for each match, with a bar for its score and, if there are explanations, the
/// reasons below. `keywords` come from the need; the ones that a match does not touch get a
/// line.
pub(crate) fn print_matches(
    out: &mut dyn Write,
    matches: &[MatchLine],
    keywords: &[String],
) -> io::Result<()> {
    let mut table = Table::new([
        Column::number("#"),
        Column::number("score"),
        Column::text("", BAR),
        Column::number("conf"),
        Column::optional_number("success"),
        Column::text("fit", 8),
        Column::text("kind", 12),
        Column::text("id", usize::MAX),
        Column::text("name", 44),
        Column::text("organization", 36),
        Column::text("region", 30),
    ]);
    for found in matches {
        let mut notes = match &found.explanation {
            Some(explanation) if found.sentences.is_empty() => pair::short(explanation, keywords),
            _ => found.sentences.clone(),
        };
        if found.explanation.is_none() && !found.sentence.is_empty() {
            notes.insert(0, found.sentence.clone());
        }
        // Sentences tell the conditions themselves.
        if found.sentences.is_empty() {
            notes.extend(found.cautions.iter().map(caution_note));
            notes.extend(eligibility_note(&found.conditions, &found.unread));
        }
        let cells = [
            found.rank.to_string(),
            format!("{:.4}", found.score),
            bar(found.score, BAR),
            format!("{:.2}", found.confidence),
            found
                .success
                .map_or_else(String::new, |success| format!("{:.2}", success.probability)),
            named!(found.fit).to_owned(),
            found.kind.name().to_owned(),
            found.id.clone(),
            found.name.clone(),
            found.organization.clone().unwrap_or_default(),
            found.region.clone().unwrap_or_default(),
        ];
        table.row_with_notes(cells, notes);
    }
    table.print(out)
}
