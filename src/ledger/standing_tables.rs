//! The tables of standing matches: the list of each subscription, and the statistics that it is scored under.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::entries::{set, setting};
use super::failure::{Failure, unreadable_row};

/// The tables of standing matches.
pub(super) const TABLES: &str = "
-- The list of each subscription as the last update left it.
CREATE TABLE standing_list (
    subscription TEXT PRIMARY KEY,
    wish         TEXT NOT NULL,    -- JSON: the subscription as its list was made for it
    members      TEXT NOT NULL,    -- JSON: [record, score, fit] of each, best first; more than are shown
    complete     INTEGER NOT NULL  -- 1 if no other record is admitted
) STRICT;

-- One row: how often subscriptions were changed.
CREATE TABLE subscription_change (count INTEGER NOT NULL) STRICT;
INSERT INTO subscription_change (count) VALUES (0);
CREATE TRIGGER subscription_added AFTER INSERT ON subscription BEGIN
    UPDATE subscription_change SET count = count + 1;
END;
CREATE TRIGGER subscription_changed AFTER UPDATE ON subscription BEGIN
    UPDATE subscription_change SET count = count + 1;
END;

-- Statistics that lists and deliveries were scored under.
CREATE TABLE standing_statistics (
    digest  TEXT PRIMARY KEY, -- 16 hexadecimal digits
    taken   TEXT NOT NULL,    -- day on which they were taken
    content BLOB NOT NULL     -- see CollectionStatistics::from_bytes
) STRICT;
";

/// Name of the setting that holds the state of the lists.
const STATE: &str = "standing";

/// A stored list.
#[derive(Clone, Debug)]
pub(crate) struct StoredList {
    pub(crate) subscription: String,
    /// `None` leaves the wish as it is stored.
    pub(crate) wish: Option<String>,
    pub(crate) members: String,
    pub(crate) is_complete: bool,
}

/// The state of the lists, as JSON; `None` if none were ever made.
pub(crate) fn standing_state(of: &Connection) -> Result<Option<String>, Failure> {
    setting(of, STATE)
}

/// Keeps the state of the lists.
pub(crate) fn set_standing_state(to: &Transaction<'_>, state: &str) -> Result<(), Failure> {
    set(to, STATE, state)
}

/// How often subscriptions were put, changed or removed.
pub(crate) fn subscription_changes(of: &Connection) -> Result<u64, Failure> {
    let count: i64 = of.query_row("SELECT count FROM subscription_change", [], |row| {
        row.get(0)
    })?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// All lists. O(lists).
pub(crate) fn stored_lists(of: &Connection) -> Result<Vec<StoredList>, Failure> {
    let mut select =
        of.prepare("SELECT subscription, wish, members, complete FROM standing_list")?;
    let mut rows = select.query([])?;
    let mut lists = Vec::new();
    while let Some(row) = rows.next()? {
        lists.push(StoredList {
            subscription: row.get(0)?,
            wish: row.get(1)?,
            members: row.get(2)?,
            is_complete: row.get(3)?,
        });
    }
    Ok(lists)
}

/// A member of a stored list: id, score and fit, which rooms above this one have a type for.
pub(crate) type StoredMember<F> = (String, f64, F);

/// The members of one list, best first, more than are shown; `None` if it has no list.
pub(crate) fn stored_members<F: serde::de::DeserializeOwned>(
    of: &Connection,
    subscription: &str,
) -> Result<Option<Vec<StoredMember<F>>>, Failure> {
    let mut select =
        of.prepare_cached("SELECT members FROM standing_list WHERE subscription = ?1")?;
    let found: Option<String> = select
        .query_row([subscription], |row| row.get(0))
        .optional()?;
    let read = |text: String| {
        serde_json::from_str(&text).map_err(|_| unreadable_row("standing_list", &text).into())
    };
    found.map(read).transpose()
}

/// Keeps a list in place of the one of its subscription. Corrupt if members alone are given and there is none.
pub(crate) fn put_list(to: &Transaction<'_>, list: &StoredList) -> Result<(), Failure> {
    let StoredList {
        subscription,
        wish,
        members,
        is_complete,
    } = list;
    let rows = match wish {
        Some(wish) => to
            .prepare_cached("INSERT OR REPLACE INTO standing_list VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![subscription, wish, members, is_complete])?,
        // Most updates change members alone; a wish is the longer text.
        None => to
            .prepare_cached(
                "UPDATE standing_list SET members = ?2, complete = ?3 WHERE subscription = ?1",
            )?
            .execute(params![subscription, members, is_complete])?,
    };
    match rows {
        0 => Err(unreadable_row("standing_list", subscription).into()),
        _ => Ok(()),
    }
}

/// Removes the list of a subscription.
pub(crate) fn drop_list(to: &Transaction<'_>, subscription: &str) -> Result<(), Failure> {
    to.prepare_cached("DELETE FROM standing_list WHERE subscription = ?1")?
        .execute([subscription])?;
    Ok(())
}

/// Statistics by their digest.
pub(crate) fn stored_statistics(of: &Connection, digest: &str) -> Result<Option<Vec<u8>>, Failure> {
    let found = of
        .query_row(
            "SELECT content FROM standing_statistics WHERE digest = ?1",
            [digest],
            |row| row.get(0),
        )
        .optional()?;
    Ok(found)
}

/// Keeps statistics, taken on the day `taken`.
pub(crate) fn put_statistics(
    to: &Transaction<'_>,
    digest: &str,
    taken: &str,
    content: &[u8],
) -> Result<(), Failure> {
    to.execute(
        "INSERT OR IGNORE INTO standing_statistics VALUES (?1, ?2, ?3)",
        params![digest, taken, content],
    )?;
    Ok(())
}
