//! Open matches whose records go or are settled, and how to end them.

use std::collections::BTreeSet;

use qianxian::ledger::{DeskFilter, Ledger};
use qianxian::model::{NeedId, NeedStatus, ProfileId};

use crate::language::{counted, named, pick, say};
use crate::output::complain;

/// Most matches that are named.
const NAMED: usize = 5;

/// Open matches, by need and profile.
pub(crate) struct OpenMatches(BTreeSet<(NeedId, ProfileId)>);

impl OpenMatches {
    /// Those of any of the records.
    pub(crate) fn of(
        ledger: &Ledger<'_>,
        (needs, profiles): (&BTreeSet<NeedId>, &BTreeSet<ProfileId>),
    ) -> qianxian::Result<Self> {
        let of_needs = needs.iter().map(|id| DeskFilter::all().need(id.clone()));
        let of_profiles = profiles
            .iter()
            .map(|id| DeskFilter::all().profile(id.clone()));
        let mut open = BTreeSet::new();
        for mut filter in of_needs.chain(of_profiles) {
            filter.is_open = true;
            let found = ledger.desk(&filter.limit(usize::MAX))?.matches;
            open.extend(found.into_iter().map(|one| (one.need, one.profile)));
        }
        Ok(Self(open))
    }

    /// Says which have lost a record, and how to end them.
    pub(crate) fn tell_deleted(&self) {
        let Some((matches, listed, command)) = self.told() else {
            return;
        };
        let count = self.0.len();
        complain(&say!(
            "note: {matches} left in the ledger of what was deleted ({listed}), taking no place; end each, as with `{command}`",
            "注意：台账中尚有已删除记录的{count}件未结对接（{listed}），不再占用名额；请逐件结束，如 {command}"
        ));
    }

    /// Says which are left of a need of that status, and how to end them.
    pub(crate) fn tell_closed(&self, status: NeedStatus) {
        let Some((matches, listed, command)) = self.told() else {
            return;
        };
        let (count, status) = (self.0.len(), named!(status));
        complain(&say!(
            "note: the need is {status}, and {matches} left of it in the ledger ({listed}), each taking its place; end each, as with `{command}`",
            "注意：该需求的状态为{status}，台账中尚有它的{count}件未结对接（{listed}），仍占用名额；请逐件结束，如 {command}"
        ));
    }

    /// How many there are, the first ones, and how the first one is ended; `None` of none.
    fn told(&self) -> Option<(String, String, String)> {
        let (need, profile) = self.0.first()?;
        let named = self.0.iter().take(NAMED);
        let named = named.map(|(need, profile)| format!("{need}–{profile}"));
        let mut listed = named.collect::<Vec<_>>().join(pick(", ", "、"));
        if self.0.len() > NAMED {
            listed.push_str(pick(", …", "……"));
        }
        let matches = counted(self.0.len(), "open match is", "open matches are");
        let kind = pick("withdrawn", "撤回");
        let command =
            format!("qianxian ledger add --need {need} --profile {profile} --kind {kind}");
        Some((matches, listed, command))
    }
}

/// Whether nobody looks for a match of a need of that status any more.
pub(crate) fn is_closed(status: NeedStatus) -> bool {
    [NeedStatus::Settled, NeedStatus::Withdrawn].contains(&status)
}

/// Says what is left open of a need that was given that status.
pub(crate) fn tell_left_open(
    ledger: &Ledger<'_>,
    (need, status): (&NeedId, NeedStatus),
) -> qianxian::Result<()> {
    if is_closed(status) {
        let needs = BTreeSet::from([need.clone()]);
        OpenMatches::of(ledger, (&needs, &BTreeSet::new()))?.tell_closed(status);
    }
    Ok(())
}
