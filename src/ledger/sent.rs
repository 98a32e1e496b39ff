//! Entries about what was sent: appended in the transaction that marks it as sent.

use std::collections::BTreeSet;

use rusqlite::Transaction;

use super::entries::{insert_into, of_match, put_standing, rules};
use super::entry::EntryContent;
use super::failure::Failure;
use super::merged::MergedIds;
use super::pending::next_number;
use super::standing::fold;
use crate::error::Result;

/// Appends entries about what was sent, and folds their matches.
///
/// Gates do not hold for them: what was sent was sent.
pub(crate) fn append_sent(
    inside: &Transaction<'_>,
    contents: Vec<EntryContent>,
    merged: &MergedIds,
) -> Result<(), Failure> {
    let (stages, calendar) = rules(inside)?;
    let mut touched = BTreeSet::new();
    for content in contents {
        let mut content = content.checked()?;
        // Planned before a merge, sent after it.
        content.profile = merged.kept(&content.profile).clone();
        insert_into(inside, "entry", (next_number(inside)?, &content))?;
        touched.insert((content.need, content.profile));
    }
    for (need, profile) in touched {
        let entries = of_match(inside, &need, &profile)?;
        if let Some(standing) = fold(&entries, &stages, &calendar, None)? {
            put_standing(inside, &standing)?;
        }
    }
    Ok(())
}
