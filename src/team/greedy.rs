//! Greedy: whoever adds most comes next.
//!
//! Coverage is monotone and submodular, so that under a greatest size greedy reaches at least
//! 1 − 1/e of the optimum (Nemhauser, Wolsey, Fisher 1978, §4), and 1/(1 + p) under upper limits
//! that are p matroids, the size being part of one (Fisher, Nemhauser, Wolsey 1978, §2). A chief
//! keeps both: greedy starts from every candidate that qualifies, the optimum's chief among them,
//! and what is left over is monotone submodular under the contracted matroids. Lower limits and
//! conflicts between people leave no such guarantee, nor that greedy finds a team at all.
//!
//! Lazy (Minoux 1978): a gain never grows as the team does, so a candidate whose old gain is below a
//! fresh one is not looked at again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::frame::Frame;
use super::partial::Partial;
use super::rules::TeamRules;
use crate::decision::Control;
use crate::error::Result;

/// The share of the greatest coverage that greedy reaches at least, by the shape of the rules; `None`
/// where nothing is known.
pub(super) fn guarantee(frame: &Frame, rules: &TeamRules) -> Option<f64> {
    let counts = &frame.counts[usize::from(rules.chief.is_some())..];
    let asks = frame.size.0 > frame.required.len().max(1)
        || frame.organizations > 0
        || counts.iter().any(|count| count.least > 0)
        || frame.roles.iter().any(|role| role.least > 0)
        || frame.floor.iter().any(|&floor| floor > 0)
        || !frame.required.is_empty();
    if asks || frame.foes.iter().any(|foes| !foes.is_empty()) {
        return None;
    }
    let per_organization = frame.per_organization as usize <= frame.size.1;
    let limits = counts
        .iter()
        .filter(|count| (count.most as usize) < frame.size.1);
    let matroids =
        usize::from(per_organization) + limits.count() + usize::from(!frame.roles.is_empty());
    #[expect(clippy::cast_precision_loss, reason = "a few dozen at most")]
    let of_matroids = 1.0 / (1 + matroids) as f64;
    Some(if matroids == 0 {
        1.0 - (-1.0_f64).exp()
    } else {
        of_matroids
    })
}

/// The best team that greedy finds, of all its starts; `None` where it finds none.
///
/// O(chiefs · size · candidates · topics) at worst.
///
/// # Errors
/// Cancelled.
pub(super) fn greedy<'f>(
    frame: &'f Frame,
    control: &mut Control<'_>,
) -> Result<Option<Partial<'f>>> {
    let mut best: Option<Partial<'f>> = None;
    for start in starts(frame) {
        let Some(start) = start else { continue };
        let Some(found) = grow(frame, start, control)? else {
            continue;
        };
        if best.as_ref().is_none_or(|b| found.value() > b.value()) {
            best = Some(found);
        }
        if !control.spend(frame.topics as u64)? {
            break;
        }
    }
    Ok(best)
}

/// What everybody required makes, and that with each candidate who could be chief, if there is to be
/// one; `None` for a start that an upper limit refuses.
fn starts(frame: &Frame) -> impl Iterator<Item = Option<Partial<'_>>> {
    let required = frame
        .required
        .iter()
        .try_fold(Partial::new(frame), |team, &r| {
            team.takes(r).then(|| team.with(r))
        });
    // Only the chief's count is without an upper limit.
    let chiefs = frame.counts.first().filter(|count| count.most == u32::MAX);
    let led = |team: &Partial<'_>| {
        chiefs.is_none_or(|chiefs| team.members.iter().any(|&m| chiefs.holds[m]))
    };
    let whole = required.clone().filter(|team| led(team));
    let unled = required.filter(|team| !led(team));
    let chiefs = (0..frame.len()).filter(move |&c| chiefs.is_some_and(|count| count.holds[c]));
    let with_chief = unled.into_iter().flat_map(move |team| {
        let chiefs = chiefs.clone();
        chiefs.map(move |c| team.takes(c).then(|| team.with(c)))
    });
    std::iter::once(whole).chain(with_chief)
}

/// A candidate's gain, as it was when the team had `members`.
type Stale = (i128, Reverse<usize>, usize);

/// Adds the best candidate until nobody adds anything and nothing is lacking.
fn grow<'f>(
    frame: &'f Frame,
    mut team: Partial<'f>,
    control: &mut Control<'_>,
) -> Result<Option<Partial<'f>>> {
    let mut heap: BinaryHeap<Stale> = (0..frame.len())
        .map(|c| (team.gain_in_value(c), Reverse(c), team.members.len()))
        .collect();
    control.spend((frame.len() * frame.topics) as u64)?;
    while team.room() > 0 {
        let Some(next) = pick(frame, &team, &mut heap, control)? else {
            break;
        };
        team.add(next);
    }
    Ok((team.lacks().sum == 0).then_some(team))
}

/// The candidate to add; `None` where nobody helps.
fn pick(
    frame: &Frame,
    team: &Partial<'_>,
    heap: &mut BinaryHeap<Stale>,
    control: &mut Control<'_>,
) -> Result<Option<usize>> {
    let lack = team.lacks();
    let mut aside = Vec::new();
    let mut picked = None;
    while let Some((gain, Reverse(candidate), of)) = heap.pop() {
        if of < team.members.len() {
            control.spend(frame.topics as u64)?;
            let gain = team.gain_in_value(candidate);
            heap.push((gain, Reverse(candidate), team.members.len()));
            continue;
        }
        if gain <= 0 && lack.sum == 0 {
            break;
        }
        if !team.takes(candidate) {
            continue; // nor will it ever
        }
        let after = team.with(candidate).lacks();
        if after.most < team.room() && (gain > 0 || after.sum < lack.sum) {
            picked = Some(candidate);
            break;
        }
        aside.push((gain, Reverse(candidate), of));
    }
    heap.extend(aside);
    Ok(picked)
}
