//! Greedy search: the candidate of greatest gain is added next.
//!
//! Coverage is monotone and submodular, so that under a greatest size greedy reaches at least 1 − 1/e of the optimum
//! (Nemhauser, Wolsey, Fisher 1978, §4), and 1/(1 + p) under upper limits that are p matroids, the size being part of
//! one (Fisher, Nemhauser, Wolsey 1978, §2). A chief keeps both: greedy starts from every candidate that qualifies,
//! the optimum's chief among them, and the rest is monotone submodular under the contracted matroids. Lower limits and
//! conflicts between people leave no such guarantee, nor that greedy finds a team at all.
//!
//! Lazy (Minoux 1978): a gain never grows as the team does, so a candidate whose old gain is below a
//! fresh one is not looked at again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::frame::Frame;
use super::partial::Partial;
use super::rules::{TeamRules, UNLIMITED};
use crate::decision::Control;
use crate::error::Result;

/// Approximation ratio of greedy under rules of this shape, from 0 to 1; `None` if nothing is known.
pub(super) fn guarantee(frame: &Frame, rules: &TeamRules) -> Option<f64> {
    // The chief's count is left out: a start from each candidate who qualifies pays for it (see the
    // header).
    let counts = &frame.counts[usize::from(rules.chief.is_some())..];
    // A lower limit can force greedy to candidates of little gain, or to a dead end: nothing is
    // guaranteed then.
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
    // A limit that cannot bind is no matroid to pay for. An upper limit on an organisation or a label
    // is a partition matroid, the roles together are a transversal one.
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

/// The best team that greedy finds, of all its starts; `None` if it finds none.
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
        // Strictly better: of equal teams the one of the first start stays, the chief of lowest id.
        if best.as_ref().is_none_or(|b| found.value() > b.value()) {
            best = Some(found);
        }
        // Asked after a start, not before: even an exhausted budget lets a start come to its end.
        if !control.spend(frame.topics as u64)? {
            break;
        }
    }
    Ok(best)
}

/// Starting teams of greedy: the required members, with each candidate who could be chief if a chief is still
/// missing; `None` for a start that an upper limit refuses.
fn starts(frame: &Frame) -> impl Iterator<Item = Option<Partial<'_>>> {
    let required = frame
        .required
        .iter()
        .try_fold(Partial::new(frame), |team, &r| {
            team.takes(r).then(|| team.with(r))
        });
    // Only the chief's count is without an upper limit.
    let chiefs = frame.counts.first().filter(|count| count.most == UNLIMITED);
    // If somebody required qualifies, the chief is settled and one start is enough.
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

/// A candidate's gain when the team had the given number of members: `(gain, candidate, members)`.
type Stale = (i128, Reverse<usize>, usize);

/// Adds the best candidate until nobody adds anything and nothing is lacking.
fn grow<'f>(
    frame: &'f Frame,
    mut team: Partial<'f>,
    control: &mut Control<'_>,
) -> Result<Option<Partial<'f>>> {
    // Reversed places, so that of equal gains the lowest id comes out first.
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
    // A dead end is no proof: whether there is a team is for the exact search to say.
    Ok((team.lacks().sum == 0).then_some(team))
}

/// Picks the candidate to add; `None` if nobody helps.
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
        // A stale gain bounds the fresh one from above; once a fresh gain is on top, it is the greatest
        // of all.
        if of < team.members.len() {
            control.spend(frame.topics as u64)?;
            let gain = team.gain_in_value(candidate);
            heap.push((gain, Reverse(candidate), team.members.len()));
            continue;
        }
        // The gain is positive only if coverage grows, as a member always costs; nobody below gains
        // either.
        if gain <= 0 && lack.sum == 0 {
            break;
        }
        if !team.takes(candidate) {
            continue; // nor will it ever
        }
        // Whoever comes must leave seats enough for the greatest lack, and either add coverage or serve
        // a limit.
        let after = team.with(candidate).lacks();
        if after.most < team.room() && (gain > 0 || after.sum < lack.sum) {
            picked = Some(candidate);
            break;
        }
        aside.push((gain, Reverse(candidate), of));
    }
    // Not now is not never: once others have come, a lack may be met and the seat free for them.
    heap.extend(aside);
    Ok(picked)
}
