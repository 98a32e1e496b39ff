//! An assignment, for people.

use std::io::Write as _;
use std::path::Path;

use qianxian::Snapshot;
use qianxian::assign::{Objective, Pair, ProblemBuilder, Status};
use qianxian::model::{NeedId, ProfileId};

use super::answer::{Answer, NeedLine, Next};
use crate::failure::Result;
use crate::language::{counted, say, tell, worded};
use crate::library::{need_label, profile_label};
use crate::output::{Column, Output, Table, caution_note, one_line, some};
use crate::past::{KeptOut, print_past};
use crate::same::print_same;

/// Ids that a line names.
const NAMED: usize = 12;
/// Columns of a title.
const TITLE: usize = 40;

pub(super) fn answer(
    out: &mut Output,
    answer: &Answer,
    snapshot: &Snapshot,
    file: Option<&Path>,
) -> Result<()> {
    head(out, answer, snapshot)?;
    pairs(out, &answer.needs)?;
    unmet(out, &answer.needs)?;
    scarce(out, answer)?;
    leaders(out, answer, snapshot)?;
    repair(out, answer, snapshot)?;
    for reason in &answer.reasons {
        writeln!(out, "{}", worded(reason))?;
    }
    if let Some(file) = file {
        tell!(out, "the pairs are in {}", "配对在 {} 中", file.display())?;
    }
    Ok(())
}

fn head(out: &mut Output, answer: &Answer, snapshot: &Snapshot) -> Result<()> {
    let count: usize = answer.needs.iter().map(|n| n.pairs.len()).sum();
    let quality = match answer.status {
        Status::BestFound { gap } => say!(
            "best found, at most {gap:.6} short",
            "已找到的最好结果，差距不超过 {gap:.6}"
        ),
        _ => say!("optimal", "最优"),
    };
    let (needs, total) = (answer.needs.len(), answer.total);
    let objective = answer.objective.parse::<Objective>();
    let objective = objective.map_or_else(|_| answer.objective.clone(), |it| worded(&it));
    let pairs = counted(count, "pair", "pairs");
    let of_needs = counted(needs, "need", "needs");
    tell!(
        out,
        "{pairs} for {of_needs}, total {total:.6} ({objective}, {quality})",
        "{needs}项需求共配对{count}个，总分 {total:.6}（{objective}，{quality}）"
    )?;
    match (answer.beyond, answer.open.len()) {
        (Some(beyond), _) if beyond > 0.0 => {
            tell!(
                out,
                "pairs not looked at could add {beyond:.6} at most; raise -k or --deepest",
                "未考察的配对最多可增加 {beyond:.6}；请调高 -k 或 --deepest"
            )?;
        }
        (_, 0) => tell!(
            out,
            "no pair beyond the lists could change that",
            "名单以外的配对不会改变这一结果"
        )?,
        (_, open) => {
            let of_needs = counted(open, "need", "needs");
            tell!(
                out,
                "pairs beyond the lists of {of_needs} were not judged",
                "有{open}项需求名单以外的配对未评判"
            )?;
        }
    }
    short(out, answer, snapshot)
}

/// The places that matches under way take.
fn at_work(out: &mut Output, answer: &Answer, snapshot: &Snapshot) -> Result<()> {
    if answer.at_work.is_empty() {
        return Ok(());
    }
    let matches: usize = answer.at_work.iter().map(|need| need.profiles.len()).sum();
    let needs = answer.at_work.len();
    let named = answer.at_work.iter();
    let named: Vec<String> = named.map(|it| need_label(snapshot, &it.need)).collect();
    let named = some(named.iter().map(String::as_str), NAMED);
    let of_needs = counted(needs, "need", "needs");
    tell!(
        out,
        "places of {of_needs} taken by matches at work in the ledger: {matches} ({named}); they are not proposed again",
        "台账中正在对接的已占{needs}项需求的{matches}个名额，不再分配：{named}"
    )?;
    Ok(())
}

/// The needs that come off worst, and the ones with few or no candidates.
fn short(out: &mut Output, answer: &Answer, snapshot: &Snapshot) -> Result<()> {
    if let Some(worst) = &answer.worst_off {
        let need = need_label(snapshot, &worst.need);
        tell!(
            out,
            "worst off: {need} with {:.6}",
            "得分最低：{need}，{:.6}",
            worst.total
        )?;
    }
    at_work(out, answer, snapshot)?;
    print_past(out, &answer.in_ledger, KeptOut::Pair("--forbid"))?;
    print_same(out, &answer.same_persons)?;
    if !answer.closed.is_empty() {
        tell!(
            out,
            "closed needs left out: {}",
            "未计入的已关闭需求：{}",
            answer.closed.len()
        )?;
    }
    let nobody = answer.short_lists.iter().filter(|list| list.profiles == 0);
    let nobody: Vec<String> = nobody
        .map(|list| need_label(snapshot, &list.need))
        .collect();
    if !nobody.is_empty() {
        tell!(
            out,
            "needs that nobody fits: {} ({})",
            "无人适配的需求：{}（{}）",
            nobody.len(),
            some(nobody.iter().map(String::as_str), NAMED)
        )?;
    }
    if !answer.short_lists.is_empty() {
        tell!(
            out,
            "needs that fewer than -k profiles fit: {}",
            "适配供方少于 -k 的需求：{}",
            answer.short_lists.len()
        )?;
    }
    Ok(())
}

fn pairs(out: &mut Output, needs: &[NeedLine]) -> Result<()> {
    writeln!(out)?;
    if needs
        .iter()
        .flat_map(|n| &n.pairs)
        .any(|pair| pair.people.is_some())
    {
        return Ok(with_people(needs).print(out)?);
    }
    let mut table = Table::new([
        Column::text("need", usize::MAX),
        Column::text("title", TITLE),
        Column::number("affinity"),
        Column::text("profile", usize::MAX),
        Column::text("name", 30),
        Column::text("organization", 30),
    ]);
    for need in needs {
        for (at, pair) in need.pairs.iter().enumerate() {
            let is_last = at + 1 == need.pairs.len();
            let mut notes: Vec<String> = pair.cautions.iter().map(caution_note).collect();
            if is_last {
                notes.extend(next(&need.alternates));
            }
            let cells = [
                need.need.to_string(),
                need.title.clone(),
                format!("{:.6}", pair.affinity),
                pair.who.profile.to_string(),
                pair.who.name.clone(),
                pair.who.organization.clone().unwrap_or_default(),
            ];
            table.row_with_notes(cells, notes);
        }
    }
    Ok(table.print(out)?)
}

/// The pairs with the people and the leaders of student groups.
fn with_people(needs: &[NeedLine]) -> Table<8> {
    let mut table = Table::new([
        Column::text("need", usize::MAX),
        Column::text("title", TITLE),
        Column::number("affinity"),
        Column::text("profile", usize::MAX),
        Column::text("name", 30),
        Column::number("people"),
        Column::text("leader", 20),
        Column::text("organization", 30),
    ]);
    for need in needs {
        for (at, pair) in need.pairs.iter().enumerate() {
            let is_last = at + 1 == need.pairs.len();
            let cells = [
                need.need.to_string(),
                need.title.clone(),
                format!("{:.6}", pair.affinity),
                pair.who.profile.to_string(),
                pair.who.name.clone(),
                pair.shown_people(),
                pair.who.leader.clone().unwrap_or_default(),
                pair.who.organization.clone().unwrap_or_default(),
            ];
            let mut notes: Vec<String> = pair.cautions.iter().map(caution_note).collect();
            if is_last {
                notes.extend(next(&need.alternates));
            }
            table.row_with_notes(cells, notes);
        }
    }
    table
}

fn next(alternates: &[Next]) -> Vec<String> {
    if alternates.is_empty() {
        return Vec::new();
    }
    let told = alternates.iter().map(|next| {
        let free = match next.free {
            0 => say!("no place free", "无空余名额"),
            free if free > ProblemBuilder::MOST / 2 => say!("places free", "有空余名额"),
            free => say!("{free} free", "空余{free}"),
        };
        let name = one_line(&next.who.name, 20);
        format!("{} {name} {:.4} ({free})", next.who.profile, next.affinity)
    });
    vec![say!(
        "else: {}",
        "备选：{}",
        told.collect::<Vec<_>>().join("、")
    )]
}

fn unmet(out: &mut Output, needs: &[NeedLine]) -> Result<()> {
    let mut table = Table::new([
        Column::text("unmet", usize::MAX),
        Column::text("title", TITLE),
        Column::number("filled"),
        Column::number("open"),
    ]);
    for need in needs.iter().filter(|n| n.open > 0) {
        let notes = if need.pairs.is_empty() {
            next(&need.alternates)
        } else {
            Vec::new()
        };
        let (filled, open) = (need.filled.to_string(), need.open.to_string());
        let cells = [need.need.to_string(), need.title.clone(), filled, open];
        table.row_with_notes(cells, notes);
    }
    if needs.iter().any(|n| n.open > 0) {
        writeln!(out)?;
    }
    Ok(table.print(out)?)
}

fn scarce(out: &mut Output, answer: &Answer) -> Result<()> {
    if answer.scarce.is_empty() {
        return Ok(());
    }
    tell!(
        out,
        "\nwhere one more place would add most to the total",
        "\n以下供方增加一个名额，对总分提高最大"
    )?;
    let mut table = Table::new([
        Column::text("profile", usize::MAX),
        Column::number("gain"),
        Column::text("name", 30),
        Column::text("organization", 30),
    ]);
    for scarce in &answer.scarce {
        table.row([
            scarce.who.profile.to_string(),
            format!("{:.6}", scarce.gain),
            scarce.who.name.clone(),
            scarce.who.organization.clone().unwrap_or_default(),
        ]);
    }
    Ok(table.print(out)?)
}

/// The leaders of student groups who are profiles themselves.
fn leaders(out: &mut Output, answer: &Answer, snapshot: &Snapshot) -> Result<()> {
    for leading in &answer.leaders {
        let leader = profile_label(snapshot, &leading.profile);
        let groups = leading.groups.iter().map(|id| profile_label(snapshot, id));
        let groups = groups.collect::<Vec<_>>();
        let groups = some(groups.iter().map(String::as_str), NAMED);
        tell!(
            out,
            "{leader} leads {groups}: a place is kept for each group",
            "{leader}带队{groups}：每个团为其留出一个名额"
        )?;
    }
    Ok(())
}

fn repair(out: &mut Output, answer: &Answer, snapshot: &Snapshot) -> Result<()> {
    let Some(repair) = &answer.repair else {
        return Ok(());
    };
    tell!(
        out,
        "\nrepaired with {} changed pairs",
        "\n修复结果：改动{}个配对",
        repair.changes
    )?;
    let names = |need: &NeedId, profile: &ProfileId| {
        let (need, profile) = (need_label(snapshot, need), profile_label(snapshot, profile));
        format!("{need} – {profile}")
    };
    for kept in &repair.at_work {
        let pair = names(&kept.need, &kept.profile);
        tell!(
            out,
            "  kept     {pair}: at work already, as the ledger says",
            "　保留   {pair}：台账中已在对接"
        )?;
    }
    for gone in &repair.lapsed {
        let pair = names(&gone.need, &gone.profile);
        tell!(
            out,
            "  lapsed   {pair}: {}",
            "　失效   {pair}：{}",
            worded(&gone.why)
        )?;
    }
    for pair in &repair.dropped {
        let names = names(&pair.need, &pair.profile);
        tell!(
            out,
            "  dropped  {names}{} {:.6}",
            "　撤下   {names}{} {:.6}",
            times(pair),
            pair.affinity
        )?;
    }
    for pair in &repair.added {
        let names = names(&pair.need, &pair.profile);
        tell!(
            out,
            "  added    {names}{} {:.6}",
            "　新增   {names}{} {:.6}",
            times(pair),
            pair.affinity
        )?;
    }
    Ok(())
}

/// The number of people of a pair, if it is more than one.
fn times(pair: &Pair) -> String {
    match pair.people {
        1 => String::new(),
        people => say!(" ({people} people)", "（{people}人）"),
    }
}
