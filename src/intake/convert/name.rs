//! Names of experts in a table: several of them in one cell, and titles behind them.

use serde_json::Value;

use super::words::Vocabulary;
use super::{DraftProblem, RecordDraft, UNRESOLVED, place};
use crate::error::{Error, Wording, say};
use crate::intake::Severity;
use crate::intake::columns::{SurveySide, TableLayout};
use crate::model::{listed_people, looks_like_name, titles_behind};

/// Warns of a row that names several experts, and takes the title out of the name of one. The id stays that of the name as
/// it is written, so that the next survey updates the record.
pub(crate) fn settle(draft: &mut RecordDraft, layout: &TableLayout) {
    if draft.text("kind") != "expert" {
        return;
    }
    let name = draft.text("name").to_owned();
    if listed_people(&name).len() > 1 {
        let repair = say!(
            "several people in one row, stored as one; give each person a row",
            "一行写了多人，按一人入库；请每人单列一行"
        );
        return warn(draft, &name, repair);
    }
    let Some((person, titles)) = titles_behind(&name).filter(|(person, _)| names_somebody(person))
    else {
        return;
    };
    draft.fields.insert("name".to_owned(), Value::from(person));
    let heading = layout.headings_of("name");
    let kept = format!("attributes.{}", heading.as_deref().unwrap_or("name"));
    *place(&mut draft.fields, &kept) = Value::from(name.as_str());
    let unresolved = format!("level{UNRESOLVED}");
    let attributes = draft.fields.get("attributes");
    let is_told = draft.fields.contains_key("level")
        || attributes.is_some_and(|attributes| attributes.get(unresolved).is_some());
    if let Some(level) = Vocabulary::of(SurveySide::Profiles, "level").filter(|_| !is_told) {
        // Of a professor who guides doctoral students the higher rank counts, as in a cell of titles.
        let ranks = titles.iter().filter_map(|title| level.read(title));
        if let Some(rank) = ranks.max_by_key(|word| level.rank(word)) {
            draft.fields.insert("level".to_owned(), Value::from(rank));
        }
    }
    let repair = say!(
        "the title is no part of the name, and is the level where the row states none; the cell is kept under attributes",
        "职称不作为姓名的一部分；该行未填职称的，以此为职称；原文保留在其他属性中"
    );
    warn(draft, &name, repair);
}

fn warn(draft: &mut RecordDraft, name: &str, repair: Wording) {
    let error = Error::invalid("name", name, repair);
    draft.find(DraftProblem::new(Severity::Warning, &error));
}

/// Whether a name stays a name without its title: of 示例·王教授 the title may be all that is known.
fn names_somebody(name: &str) -> bool {
    let last = name.rsplit(['·', '・', '•', '‧']).next();
    looks_like_name(name) && last.is_some_and(|part| part.chars().count() > 1)
}
