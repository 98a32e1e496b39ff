//! Seating: the table of each session.
//!
//! The sessions of a slot fit its tables (see `timetable`). A published session keeps its table, a profile the table
//! it sat at last, if the others still find theirs; else the first table that leaves room for all.

use std::collections::BTreeMap;

use super::problem::{EventProblem, index};
use super::timetable::Timetable;
use crate::error::{Error, Result, say};

/// One session: its host's candidates in a slot.
struct Session {
    host: usize,
    size: u32,
    candidates: Vec<usize>,
    fixed: Option<usize>,
    wish: Option<usize>,
    kept: bool,
}

impl EventProblem {
    /// Refuses two sessions fixed at one table, and one session fixed at two.
    pub(super) fn check_tables(&self) -> Result<()> {
        let mut host: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let mut place: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (&candidate, fixed) in &self.fixed {
            let Some(table) = fixed.table else { continue };
            let who = self.host(candidate);
            let there = *host.entry((table, fixed.slot)).or_insert(who);
            let its = *place.entry((who, fixed.slot)).or_insert(table);
            if there != who || its != table {
                let shown = say!(
                    "table {} at {}",
                    "桌子 {}，{}",
                    self.tables[table].id,
                    self.slots[fixed.slot]
                );
                let repair = say!(
                    "fix one session at a table, and a session at one table",
                    "一张桌子同时只能固定一场，一场只能在一张桌子"
                );
                return Err(Error::invalid("fixed", shown, repair));
            }
        }
        Ok(())
    }
}

/// Tables that were published, by candidate.
pub(super) type PublishedTables = BTreeMap<usize, usize>;

/// The table of each placed candidate.
pub(super) fn seating(
    timetable: &Timetable<'_>,
    published: &PublishedTables,
) -> BTreeMap<usize, usize> {
    let problem = timetable.problem;
    let mut tables = BTreeMap::new();
    let mut last: BTreeMap<usize, usize> = BTreeMap::new();
    for slot in 0..problem.slots.len() {
        let mut sessions = sessions(timetable, slot, published);
        for session in &mut sessions {
            // Failing a published table, the one at which the profile sat last, so that it need not move.
            session.wish = session.wish.or_else(|| last.get(&session.host).copied());
        }
        for (session, table) in seat(problem, slot, sessions) {
            last.insert(session.host, table);
            tables.extend(session.candidates.iter().map(|&c| (c, table)));
        }
    }
    tables
}

fn sessions(timetable: &Timetable<'_>, slot: usize, published: &PublishedTables) -> Vec<Session> {
    let problem = timetable.problem;
    let mut by_host: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &candidate in &timetable.within[slot] {
        let host = problem.host(candidate as usize);
        by_host.entry(host).or_default().push(candidate as usize);
    }
    let session = |(host, mut candidates): (usize, Vec<usize>)| {
        candidates.sort_unstable();
        let firms = index(candidates.len());
        let round = problem.round(candidates[0]).map(|round| round.size);
        let stays =
            |c: &&usize| timetable.published.get(**c).map(|&s| usize::from(s)) == Some(slot);
        let old = candidates
            .iter()
            .filter(stays)
            .find_map(|c| published.get(c).copied());
        Session {
            host,
            size: round.unwrap_or(firms + 1),
            fixed: candidates.iter().find_map(|c| problem.fixed.get(c)?.table),
            wish: old,
            kept: old.is_some(),
            candidates,
        }
    };
    by_host.into_iter().map(session).collect()
}

fn seat(problem: &EventProblem, slot: usize, sessions: Vec<Session>) -> Vec<(Session, usize)> {
    let (fixed, mut rest): (Vec<_>, Vec<_>) = sessions.into_iter().partition(|s| s.fixed.is_some());
    let open = (0..problem.tables.len()).filter(|&t| problem.tables[t].open.has(slot));
    let reserved = |&t: &usize| {
        let mut all = problem.fixed.values();
        !all.any(|f| f.slot == slot && f.table == Some(t))
    };
    let mut free: Vec<usize> = open.filter(reserved).collect();
    // Published sessions have the first claim to their tables, then the largest, which have the
    // fewest to choose from; the host decides ties.
    rest.sort_by_key(|s| (!s.kept, std::cmp::Reverse(s.size), s.wish.is_none(), s.host));
    let mut seated: Vec<(Session, usize)> = Vec::new();
    seated.extend(fixed.into_iter().filter_map(|s| s.fixed.map(|t| (s, t))));
    let mut waiting: Vec<u32> = rest.iter().map(|s| s.size).collect();
    for session in rest {
        // `waiting` is in the order of `rest`: the first is the session now to be seated.
        waiting.remove(0);
        let wished = session
            .wish
            .and_then(|wish| free.iter().position(|&t| t == wish));
        // A wish comes first, but is refused like any table that would leave a later session without
        // one.
        let mut tries = wished.into_iter().chain(0..free.len());
        let suits = |&at: &usize| {
            problem.tables[free[at]].seats >= session.size
                && leaves_room(problem, &free, at, &waiting)
        };
        if let Some(at) = tries.find(suits) {
            let table = free.remove(at);
            seated.push((session, table));
        }
    }
    seated
}

/// Whether the `waiting` find tables without `free[taken]`.
fn leaves_room(problem: &EventProblem, free: &[usize], taken: usize, waiting: &[u32]) -> bool {
    let others = free.iter().enumerate().filter(|(at, _)| *at != taken);
    let mut seats: Vec<u32> = others.map(|(_, &t)| problem.tables[t].seats).collect();
    let least = seats.iter().min().copied().unwrap_or(0);
    // The common case, all tables large enough for all, needs no sorting.
    if waiting.len() <= seats.len() && waiting.iter().all(|&size| size <= least) {
        return true;
    }
    let mut sizes = waiting.to_vec();
    seats.sort_unstable_by(|a, b| b.cmp(a));
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    // Largest session to largest table: if that does not work, no seating does.
    sizes.len() <= seats.len() && sizes.iter().zip(&seats).all(|(size, seats)| size <= seats)
}
