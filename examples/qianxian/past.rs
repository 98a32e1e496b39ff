//! Pairs that an answer proposes although the ledger holds that they came to an end: refused, withdrawn, solved.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use qianxian::ledger::{DeskFilter, StageRole};
use qianxian::model::{NeedId, ProfileId};
use qianxian::{Library, Snapshot};
use serde::Serialize;

use crate::failure::Result;
use crate::language::{counted, pick, tell};
use crate::output::{Output, some};
use crate::ranking::RankingArgs;

/// Pairs that a line names.
const NAMED: usize = 12;

/// Proposed pairs that the ledger has in one stage in which matches end.
#[derive(Debug, Serialize)]
pub(crate) struct PastPairs {
    stage: String,
    #[serde(skip)]
    name: String,
    pairs: Vec<PastPair>,
}

#[derive(Debug, Serialize)]
struct PastPair {
    need: NeedId,
    profile: ProfileId,
}

/// The option of a command that keeps a pair out of its answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum KeptOut {
    /// Names the pair: `--forbid N-001,E-001`.
    Pair(&'static str),
    /// Names the profile, of an answer to one need: `--exclude E-001`.
    Profile(&'static str),
}

impl KeptOut {
    fn written(self, pair: &PastPair) -> String {
        let PastPair { need, profile } = pair;
        let (option, value) = match self {
            Self::Pair(option) => (option, format!("{need},{profile}")),
            Self::Profile(option) => (option, profile.to_string()),
        };
        let is_plain = |c: char| c.is_alphanumeric() || "-_.,".contains(c);
        match value.chars().all(is_plain) {
            true => format!("{option} {value}"),
            false => format!("{option} '{}'", value.replace('\'', r"'\''")),
        }
    }
}

/// The pairs among `proposed` whose match has ended, by the stage that it ended in; none if the ledger is left aside.
pub(crate) fn past(
    library: &Library,
    ranking: &RankingArgs,
    snapshot: &Snapshot,
    proposed: impl IntoIterator<Item = (NeedId, ProfileId)>,
) -> Result<Vec<PastPairs>> {
    if !ranking.goes_by_ledger() {
        return Ok(Vec::new());
    }
    let mut by_need: BTreeMap<NeedId, BTreeSet<ProfileId>> = BTreeMap::new();
    for (need, profile) in proposed {
        by_need.entry(need).or_default().insert(profile);
    }
    let ledger = library.ledger()?;
    let stages = ledger.stages()?;
    let mut found: BTreeMap<String, Vec<PastPair>> = BTreeMap::new();
    for (need, profiles) in by_need {
        let mut filter = DeskFilter::all().need(need.clone()).limit(usize::MAX);
        filter.is_open = false;
        for standing in ledger.desk(&filter)?.matches {
            if !matches!(standing.role, StageRole::Done | StageRole::Ended) {
                continue;
            }
            // The ledger knows a profile by the id that it had then.
            let profile = match snapshot.profile(&standing.profile) {
                Ok(kept) => kept.id,
                Err(_) => standing.profile,
            };
            if profiles.contains(&profile) {
                let need = need.clone();
                let pair = PastPair { need, profile };
                found.entry(standing.stage).or_default().push(pair);
            }
        }
    }
    let named = |(id, pairs): (String, Vec<PastPair>)| PastPairs {
        name: match stages.all().iter().find(|stage| stage.id == id) {
            Some(stage) => stage.name.clone(),
            None => id.clone(),
        },
        stage: id,
        pairs,
    };
    Ok(found.into_iter().map(named).collect())
}

/// Says which pairs these are, a line a stage, and what keeps them out.
pub(crate) fn print_past(out: &mut Output, past: &[PastPairs], kept_out: KeptOut) -> Result<()> {
    for PastPairs { stage, name, pairs } in past {
        let count = pairs.len();
        let ids = pairs.iter().map(|p| format!("{}–{}", p.need, p.profile));
        let ids: Vec<String> = ids.collect();
        let ids = some(ids.iter().map(String::as_str), NAMED);
        let options = pairs.iter().take(NAMED).map(|p| kept_out.written(p));
        let options = options.collect::<Vec<_>>().join(" ");
        let of_pairs = counted(count, "pair", "pairs");
        let them = match count {
            1 => pick("it", "该配对"),
            _ => pick("them", "这些配对"),
        };
        tell!(
            out,
            "{of_pairs} that the ledger has as {stage}: {ids}; {options} keeps {them} out",
            "台账已有所列配对{count}个（{name}）：{ids}；加 {options} 可排除{them}"
        )?;
    }
    Ok(())
}
