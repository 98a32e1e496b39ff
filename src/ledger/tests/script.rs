//! The ledger against a plain model: a list of entries that is read from its beginning for every question.

use std::collections::BTreeMap;

use super::{day, entry};
use crate::ledger::{Calendar, DeskFilter, EntryContent, EntryKind, Ledger, Stages, Standing};
use crate::model::{Date, Moment, NeedId, ProfileId};

struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// What the model remembers of an entry.
#[derive(Clone)]
struct Line {
    number: u64,
    need: u64,
    profile: u64,
    kind: EntryKind,
    minute: u64,
    by: Option<String>,
    officer: Option<String>,
    until: Option<Date>,
    is_struck: bool,
}

/// Stage, deadline, officer, and the days of entering and of the last activity.
type Plain = (String, Option<Date>, Option<String>, Date, Date);

fn moment(minute: u64) -> Moment {
    let second = u32::try_from(minute % 1440 * 60).unwrap();
    let number = day("2026-11-01").day_number() + i32::try_from(minute / 1440).unwrap();
    Moment::new(Date::from_day_number(number), second, 480).unwrap()
}

/// The built-in stages, told in another way: place on the way, name, working days.
fn led(kind: EntryKind) -> Option<(u32, &'static str, u32)> {
    use EntryKind::{
        Agreed, Contacted, Correction, Deadline, Handed, Met, Note, Proposed, Pushed, Refused,
        Signed, Solved, Viewed, Visited, Withdrawn,
    };
    Some(match kind {
        Proposed => (0, "survey", 5),
        Pushed | Handed => (1, "dispatch", 5),
        Contacted | Visited | Met => (2, "contact", 20),
        Agreed => (3, "agreement", 30),
        Signed => (4, "work", 0),
        Solved => (5, "solved", 0),
        Refused => (9, "refused", 0),
        Withdrawn => (9, "withdrawn", 0),
        Viewed | Note | Deadline | Correction => return None,
    })
}

fn plain(lines: &[Line]) -> Option<Plain> {
    let mut lines: Vec<&Line> = lines.iter().filter(|line| !line.is_struck).collect();
    lines.sort_by_key(|line| (line.minute, line.number));
    let mut now: Option<(u32, Plain)> = None;
    for line in lines {
        let today = moment(line.minute).date();
        let (place, mut state) = now.take().unwrap_or_else(|| {
            let due = Calendar::weekends().after(today, 5);
            (
                0,
                (
                    "survey".to_owned(),
                    Some(due),
                    line.by.clone(),
                    today,
                    today,
                ),
            )
        });
        let mut place = place;
        state.4 = today;
        if let Some(officer) = line.officer.clone().or(state.2.clone()).or(line.by.clone()) {
            state.2 = Some(officer);
        }
        if let Some((to, name, days)) = led(line.kind) {
            let goes = match place {
                5 => false,
                9 => to != 9,
                here => to > here,
            };
            if goes {
                place = to;
                let due = (days > 0).then(|| Calendar::weekends().after(today, days));
                (state.0, state.1, state.3) = (name.to_owned(), due, today);
            }
        }
        if line.until.is_some() && place < 5 {
            state.1 = line.until;
        }
        now = Some((place, state));
    }
    now.map(|(_, state)| state)
}

/// Whether the entry may follow the earlier ones of its match, by the gates of the built-in stages.
fn is_gated(line: &Line, earlier: &[Line]) -> bool {
    let before: Vec<Line> = earlier
        .iter()
        .filter(|other| !other.is_struck && other.minute <= line.minute)
        .cloned()
        .collect();
    if line.kind != EntryKind::Agreed {
        return false;
    }
    let stage = plain(&before).map(|state| state.0);
    let goes = !matches!(stage.as_deref(), Some("agreement" | "work" | "solved"));
    let talks = [EntryKind::Contacted, EntryKind::Visited, EntryKind::Met];
    goes && !before.iter().any(|other| talks.contains(&other.kind))
}

fn check_against(ledger: &Ledger<'_>, lines: &[Line], random: &mut Random) {
    let mut matches: BTreeMap<(String, String), Vec<Line>> = BTreeMap::new();
    for line in lines {
        let key = (format!("n{}", line.need), format!("p{}", line.profile));
        matches.entry(key).or_default().push(line.clone());
    }
    let wanted: Vec<(String, String, Plain)> = matches
        .iter()
        .filter_map(|((need, profile), lines)| Some((need.clone(), profile.clone(), plain(lines)?)))
        .collect();
    let folded = ledger.folded().unwrap();
    let of = |s: &Standing| {
        let state = (
            s.stage.clone(),
            s.deadline,
            s.officer.clone(),
            s.entered.date(),
            s.last.date(),
        );
        (s.need.to_string(), s.profile.to_string(), state)
    };
    assert_eq!(folded.iter().map(of).collect::<Vec<_>>(), wanted);
    // The kept standings are the folded ones, whole.
    let mut kept = Vec::new();
    for stage in Stages::builtin().all() {
        let filter = DeskFilter::all().stage(&stage.id).limit(9_999);
        kept.extend(ledger.desk(&filter).unwrap().matches);
    }
    kept.sort_by(|a, b| (&a.need, &a.profile).cmp(&(&b.need, &b.profile)));
    assert_eq!(kept, folded);
    check_questions(ledger, &folded, moment(random.below(60 * 1440)).date());
}

/// Holds the questions to what the standings say.
fn check_questions(ledger: &Ledger<'_>, folded: &[Standing], today: Date) {
    let open = |s: &&Standing| s.role.is_open();
    let count = |is: &dyn Fn(&Standing) -> bool| {
        folded.iter().filter(open).filter(|s| is(s)).count() as u64
    };
    let total = |filter: DeskFilter| {
        let desk = ledger.desk(&filter).unwrap();
        let few = ledger.desk(&filter.limit(3)).unwrap();
        assert_eq!(
            (few.total, &few.matches[..]),
            (desk.total, &desk.matches[..desk.matches.len().min(3)])
        );
        desk.total
    };
    let all = DeskFilter::all;
    assert_eq!(
        total(all().overdue(today)),
        count(&|s| s.days_overdue(today).is_some())
    );
    assert_eq!(
        total(all().due_within(today, 7)),
        count(&|s| s
            .deadline
            .is_some_and(|due| (0..=7).contains(&due.days_since(today))))
    );
    assert_eq!(
        total(all().silent_for(today, 9)),
        count(&|s| today.days_since(s.last.date()) >= 9)
    );
    assert_eq!(
        total(all().officer("示例·甲")),
        count(&|s| s.officer.as_deref() == Some("示例·甲"))
    );
    let load = ledger.load(&[ProfileId::new("p1").unwrap()], 2026).unwrap();
    let of_p1 = |s: &Standing| s.profile == "p1" && s.role == crate::ledger::StageRole::Engaged;
    assert_eq!(u64::from(load.now), count(&of_p1));
}

/// Strikes the first entry of a match that still holds, if there is one; says whether.
fn strike(
    ledger: &Ledger<'_>,
    lines: &mut [Line],
    (need, profile): (u64, u64),
    at: Moment,
) -> bool {
    let is_mine =
        |line: &&mut Line| (line.need, line.profile) == (need, profile) && !line.is_struck;
    let Some(line) = lines.iter_mut().find(is_mine) else {
        return false;
    };
    let (need, profile) = (
        NeedId::new(format!("n{need}")).unwrap(),
        ProfileId::new(format!("p{profile}")).unwrap(),
    );
    let correction = EntryContent::correcting(need, profile, line.number, at).struck();
    assert!(ledger.append(correction).unwrap().number > line.number);
    line.is_struck = true;
    true
}

/// A random entry about the match, around the given step.
fn line(random: &mut Random, (need, profile): (u64, u64), step: u64) -> Line {
    let kinds = EntryKind::ALL
        .iter()
        .filter(|kind| **kind != EntryKind::Correction);
    let kinds: Vec<EntryKind> = kinds.copied().collect();
    let kind = kinds[usize::try_from(random.below(kinds.len() as u64)).unwrap()];
    let back = if random.below(4) == 0 {
        random.below(3_000)
    } else {
        0
    };
    let who = ["示例·甲", "示例·乙"][usize::try_from(random.below(2)).unwrap()];
    let has_deadline = kind == EntryKind::Deadline || random.below(8) == 0;
    Line {
        number: 0,
        need,
        profile,
        kind,
        minute: (step * 200).saturating_sub(back),
        by: (random.below(2) == 0).then(|| who.to_owned()),
        officer: (kind == EntryKind::Handed).then(|| "示例·甲".to_owned()),
        until: has_deadline.then(|| moment(step * 200 + 5_000).date()),
        is_struck: false,
    }
}

fn content(line: &Line) -> EntryContent {
    let (need, profile) = (format!("n{}", line.need), format!("p{}", line.profile));
    EntryContent {
        by: line.by.clone(),
        officer: line.officer.clone(),
        until: line.until,
        reason: Some("原因".to_owned()),
        note: Some("说明".to_owned()),
        ..entry(&need, &profile, line.kind, &moment(line.minute).to_string())
    }
}

#[test]
fn random_scripts_leave_what_a_plain_model_says() {
    let (mut all_refused, mut all_late) = (0, 0);
    for seed in 0..12 {
        let random = &mut Random(seed);
        let ledger = Ledger::in_memory().unwrap();
        let mut lines: Vec<Line> = Vec::new();
        let (mut refused, mut late) = (0, 0);
        for step in 0..150_u64 {
            let (need, profile) = (1 + random.below(4), 1 + random.below(3));
            let mine = |line: &&Line| (line.need, line.profile) == (need, profile);
            let key = (need, profile);
            if random.below(10) == 0 && strike(&ledger, &mut lines, key, moment(step * 200)) {
                continue;
            }
            let mut line = line(random, key, step);
            let earlier: Vec<Line> = lines.iter().filter(mine).cloned().collect();
            match ledger.append(content(&line)) {
                Ok(appended) => {
                    assert!(
                        !is_gated(&line, &earlier),
                        "seed {seed} step {step}: {}",
                        line.kind
                    );
                    let last = earlier
                        .iter()
                        .filter(|line| !line.is_struck)
                        .map(|line| line.minute)
                        .max();
                    assert_eq!(
                        appended.is_late,
                        last.is_some_and(|last| line.minute < last)
                    );
                    late += u32::from(appended.is_late);
                    line.number = appended.number;
                    lines.push(line);
                }
                Err(error) => {
                    assert!(
                        is_gated(&line, &earlier) && error.is_invalid_input(),
                        "seed {seed} step {step}: {error}"
                    );
                    refused += 1;
                }
            }
        }
        all_refused += refused;
        all_late += late;
        check_against(&ledger, &lines, random);
    }
    assert!(
        all_refused > 10 && all_late > 100,
        "{all_refused} refused, {all_late} late"
    );
}
