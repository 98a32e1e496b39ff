//! Why there is no assignment, and what would give one.

use std::io::Write as _;

use qianxian::assign::{AssignmentChange, AssignmentClash};
use qianxian::decision::Infeasibility;
use qianxian::model::NeedId;
use qianxian::rule::Rule;
use qianxian::{RankOptions, Snapshot};
use serde::Serialize;
use serde_json::json;

use crate::failure::Result;
use crate::language::{counted, named, tell, worded};
use crate::library::{need_label, profile_label};
use crate::output::Output;

/// Prints the certificate and the ways out.
pub(super) fn show(
    out: &mut Output,
    why: &Infeasibility<AssignmentClash, AssignmentChange>,
    (snapshot, options): (&Snapshot, &RankOptions),
    as_json: bool,
) -> Result<()> {
    let clash = why.clash();
    let aside = set_aside(snapshot, options, &clash.needs)?;
    if as_json {
        let mut answer = json!({ "infeasible": why });
        if !aside.is_empty() {
            answer["set_aside"] = json!(aside);
        }
        return out.named_json(&answer, snapshot);
    }
    let said = worded(clash);
    tell!(out, "infeasible: {said}", "无可行方案：{said}")?;
    let needs = clash.needs.iter().map(|id| need_label(snapshot, id));
    let profiles = clash.profiles.iter();
    let profiles = profiles.map(|id| profile_label(snapshot, id));
    let (needs, profiles): (Vec<String>, Vec<String>) = (needs.collect(), profiles.collect());
    tell!(
        out,
        "needs that clash: {}",
        "相互冲突的需求：{}",
        needs.join(", ")
    )?;
    if !profiles.is_empty() {
        tell!(
            out,
            "profiles that clash: {}",
            "相互冲突的供方：{}",
            profiles.join(", ")
        )?;
    }
    tell!(
        out,
        "each of these alone makes it feasible:",
        "以下改动任选其一即可行："
    )?;
    for way in why.relaxations() {
        let (cost, way) = (way.cost, worded(way));
        tell!(out, "  {way} (frees {cost})", "　{way}（放开 {cost}）")?;
    }
    print_aside(out, snapshot, &aside)
}

/// Profiles that rules bar from a need and that would be admitted if a rule were set aside.
#[derive(Debug, Serialize)]
pub(super) struct SetAside {
    need: NeedId,
    rule: Rule,
    profiles: u64,
}

/// What setting a hard rule aside would admit to each of `needs`: a profile counts for the first rule that bars it.
pub(super) fn set_aside<'n>(
    snapshot: &Snapshot,
    options: &RankOptions,
    needs: impl IntoIterator<Item = &'n NeedId>,
) -> Result<Vec<SetAside>> {
    let mut found = Vec::new();
    for id in needs {
        let barred = snapshot.barred(&snapshot.need(id)?, options, 0)?;
        let aside = barred.into_iter().filter(|by| by.rule.is_relaxable());
        found.extend(aside.map(|by| SetAside {
            need: id.clone(),
            rule: by.rule,
            profiles: by.count,
        }));
    }
    Ok(found)
}

pub(super) fn print_aside(out: &mut Output, snapshot: &Snapshot, aside: &[SetAside]) -> Result<()> {
    for SetAside {
        need,
        rule,
        profiles,
    } in aside
    {
        let (need, called) = (need_label(snapshot, need), named!(rule));
        let barred = counted(*profiles, "profile", "profiles");
        let them = if *profiles == 1 { "it" } else { "them" };
        tell!(
            out,
            "need {need}: the rule {called} bars {barred}; --relax {rule} looks at {them} too",
            "需求{need}：规则“{called}”排除供方{profiles}个；加 --relax {rule} 也考虑它们"
        )?;
    }
    Ok(())
}
