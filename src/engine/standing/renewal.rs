//! Renewal: every list under statistics and a day that are taken now.

use std::sync::Arc;

use super::changed::ChangedRecords;
use super::difference::differences;
use super::lists::StandingLists;
use super::state::StandingState;
use super::update::Update;
use super::{StandingMatches, StandingUpdate};
use crate::engine::Library;
use crate::error::Result;
use crate::model::Date;
use crate::standing::{ChangeCause, ListChange, Subscription};

impl StandingMatches {
    /// Takes statistics and day anew and ranks every list under them; adds what lists gained and lost to `done`.
    pub(super) fn take_anew(
        &mut self,
        library: &Library,
        today: Date,
        done: &mut StandingUpdate,
    ) -> Result<()> {
        let (statistics, snapshot) = loop {
            let statistics = Arc::new(library.snapshot()?.collection_statistics());
            let snapshot = library
                .snapshot_under(&statistics)?
                .with_loads(&self.state.loads)?;
            if snapshot.0.index.generation() == self.state.generation {
                break (statistics, snapshot);
            }
            // A commit came in between: what it changed is said before anything is renewed.
            done.join(self.bring(library, today)?);
        };
        let mut lists = StandingLists::new(self.options.rank.clone().on(today).scored_on(today));
        let subscriptions: Vec<&Subscription> = self.lists.subscriptions().collect();
        let mut update = Update::default();
        let cause = ChangeCause::Renewed;
        update.put_many(&mut lists, &subscriptions, &snapshot, cause)?;
        self.take_over_shown(&mut lists, &mut update);
        let nothing = ChangedRecords::default();
        update.apply(&mut lists, &nothing, &snapshot)?;
        let found = differences(&lists, &update, &nothing, &snapshot)?;
        let state = StandingState {
            serial: self.state.serial + 1,
            statistics: statistics.digest(),
            scored_on: today,
            changed_profiles: 0,
            ..self.state.clone()
        };
        let slots: Vec<(u32, bool)> = lists.by_id.values().map(|&slot| (slot, true)).collect();
        let before = std::mem::replace(&mut self.lists, lists);
        let slots = slots.into_iter();
        let kept = self.keep(&state, (slots, &[]), &found, Some(&statistics));
        if kept.is_err() {
            self.lists = before;
        }
        kept?;
        self.state = state;
        self.statistics = statistics;
        done.is_renewed = true;
        let changes = found.changes.into_iter();
        done.changes.extend(changes.filter_map(members));
        Ok(())
    }

    /// Notes in `update` what each list of `lists`, which are still empty, showed until now.
    fn take_over_shown(&self, lists: &mut StandingLists, update: &mut Update) {
        for (slot, before) in &mut update.before {
            let now = lists.standing(*slot).map(|now| now.subscription.id.clone());
            let was = now.and_then(|id| self.lists.standing(*self.lists.by_id.get(&id)?));
            let Some(was) = was else {
                continue;
            };
            let known = self.lists.ids_of(before.of);
            let ids = lists.ids_of_mut(before.of);
            before.shown = was.list.shown(was.subscription.k).to_vec();
            for entry in &mut before.shown {
                // Each table of lists has numbers of its own.
                entry.record = ids.number(known.id(entry.record));
            }
        }
    }
}

/// What is said of a list: nearly every score is another under other statistics, and that is no news.
fn members(change: ListChange) -> Option<ListChange> {
    let said = ListChange {
        moved: Vec::new(),
        ..change
    };
    (!said.is_empty()).then_some(said)
}
