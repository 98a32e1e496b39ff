//! What a reader of a record would want to hear of again: more than another wording of what he was sent.

use std::collections::BTreeSet;

use crate::model::fold::letters;
use crate::model::{Need, Profile, Record};
use crate::quantity::parse;

/// Least share of a text's pairs of letters, of the old text or of the new one, that the other lacks, for the text to say more or
/// less than another wording of itself does: a word put right changes a few, a sentence added or struck out a quarter.
const REWRITTEN: f64 = 0.25;

/// Whether `now` tells a reader of `sent` anything that matters to him.
///
/// A need says more with another title, kind, region, level, readiness, mode, budget, terms of finance, number wanted or
/// deadline, with another figure in its text, or with a text of which a quarter is new or gone. A profile says more with
/// another name, organisation, kind, place, level, readiness, mode, price, terms or days on which it is free, with another
/// figure in its description, or with a statement or works of which a quarter is new or gone. Punctuation, blanks, case and
/// width do not count.
pub(super) fn tells_more(sent: &Record, now: &Record) -> bool {
    match (sent, now) {
        (Record::Need(sent), Record::Need(now)) => {
            need_differs(sent, now) || text_differs(&need_text(sent), &need_text(now))
        }
        (Record::Profile(sent), Record::Profile(now)) => {
            profile_differs(sent, now)
                || text_differs(&statement(sent), &statement(now))
                || text_differs(&works(sent), &works(now))
        }
        // Enterprises are sent to nobody, and a record stays of its collection.
        (Record::Need(_) | Record::Profile(_) | Record::Enterprise(_), _) => false,
    }
}

fn need_differs(sent: &Need, now: &Need) -> bool {
    let figures =
        |need: &Need| figures(&[&need.title, &need.description, &need.keywords.join("\n")]);
    reads(&sent.title) != reads(&now.title)
        || (sent.kind, &sent.region, sent.level) != (now.kind, &now.region, now.level)
        || (sent.readiness, &sent.modes) != (now.readiness, &now.modes)
        || (&sent.budget, &sent.finance) != (&now.budget, &now.finance)
        || (sent.demand, sent.deadline) != (now.demand, now.deadline)
        || figures(sent) != figures(now)
}

fn profile_differs(sent: &Profile, now: &Profile) -> bool {
    let days = |profile: &Profile| (profile.available_from, profile.available_until);
    let figures =
        |profile: &Profile| figures(&[&profile.description, &profile.expertise.join("\n")]);
    reads(&sent.name) != reads(&now.name)
        || (sent.kind, &sent.organization) != (now.kind, &now.organization)
        || (&sent.region, &sent.bases, sent.level) != (&now.region, &now.bases, now.level)
        || (sent.readiness, &sent.modes) != (now.readiness, &now.modes)
        || (&sent.budget, &sent.finance) != (&now.budget, &now.finance)
        || (&sent.subsidy, days(sent)) != (&now.subsidy, days(now))
        || figures(sent) != figures(now)
}

/// A text without all that does not change how it reads.
fn reads(text: &str) -> String {
    letters(text).collect()
}

/// The figures that texts state, in no order.
fn figures(texts: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for quantity in texts.iter().flat_map(|text| parse(text)) {
        let (low, high) = quantity.base();
        let (of, comparison) = (quantity.property.head(), quantity.comparison);
        let dimension = quantity.unit.dimension();
        found.insert(format!("{of} {comparison:?} {low} {high} {dimension:?}"));
    }
    found
}

fn need_text(need: &Need) -> Vec<&str> {
    let mut texts = vec![need.title.as_str(), &need.description];
    texts.extend(need.keywords.iter().map(String::as_str));
    texts
}

/// What a profile says of itself.
fn statement(profile: &Profile) -> Vec<&str> {
    let mut texts = vec![profile.description.as_str()];
    texts.extend(profile.expertise.iter().map(String::as_str));
    texts
}

fn works(profile: &Profile) -> Vec<&str> {
    let works = profile.works.iter();
    works
        .flat_map(|work| [work.title.as_str(), &work.summary])
        .collect()
}

/// Whether a text says more or less than another wording of it does.
fn text_differs(sent: &[&str], now: &[&str]) -> bool {
    let (sent, now) = (pairs(sent), pairs(now));
    let lacks = |of: &BTreeSet<(char, char)>, other: &BTreeSet<(char, char)>| {
        let missing = u32::try_from(of.difference(other).count()).unwrap_or(u32::MAX);
        let all = u32::try_from(of.len()).unwrap_or(u32::MAX);
        f64::from(missing) >= REWRITTEN * f64::from(all) && missing > 0
    };
    lacks(&sent, &now) || lacks(&now, &sent)
}

/// Pairs of neighbouring letters of texts.
fn pairs(texts: &[&str]) -> BTreeSet<(char, char)> {
    let mut pairs = BTreeSet::new();
    for text in texts {
        let folded: Vec<char> = letters(text).collect();
        pairs.extend(folded.windows(2).map(|pair| (pair[0], pair[1])));
    }
    pairs
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::tells_more;
    use crate::model::{Budget, Need, Profile, ProfileKind, Record, Work};

    const DESCRIPTION: &str = "硼-10 富集 同位素分离技术，现有精馏塔两座，寻找合作单位";

    fn need(change: impl Fn(&mut Need)) -> Record {
        let mut need = Need::new("n1", "硼同位素分离").unwrap();
        need.description = DESCRIPTION.to_owned();
        need.budget = Some(Budget::new(None, Some(120.0)).unwrap());
        need.deadline = Some("2027-03-31".parse().unwrap());
        need.region = Some("山东省/滨州市".parse().unwrap());
        change(&mut need);
        need.into()
    }

    fn profile(change: impl Fn(&mut Profile)) -> Record {
        let mut profile = Profile::new("p1", ProfileKind::Expert, "示例·赵工").unwrap();
        profile.organization = Some("示例光学研究院".to_owned());
        profile.expertise.push("硼同位素分离与富集技术".to_owned());
        let works = [
            "硼-10 精馏塔设计",
            "三氟化硼络合物的分离",
            "同位素交换动力学",
            "高纯硼酸制备",
        ];
        profile.works.extend(works.map(Work::new));
        change(&mut profile);
        profile.into()
    }

    fn described(of: &mut Need, text: &str) {
        of.description = format!("{DESCRIPTION}{text}");
    }

    #[test]
    fn what_a_reader_decides_by_tells_more() {
        let sent = need(|_| ());
        for (changed, now) in [
            ("title", need(|need| need.title = "硼同位素精馏".to_owned())),
            (
                "budget",
                need(|need| need.budget = Some(Budget::new(None, Some(900.0)).unwrap())),
            ),
            ("no budget", need(|need| need.budget = None)),
            (
                "deadline",
                need(|need| need.deadline = Some("2026-02-01".parse().unwrap())),
            ),
            (
                "region",
                need(|need| need.region = Some("山东省/淄博市".parse().unwrap())),
            ),
            ("number", need(|need| need.demand = Some(2))),
            ("a figure", need(|need| described(need, "，丰度≥95%"))),
            (
                "longer",
                need(|need| described(need, "；须现场安装三氟化硼络合塔，并培训操作人员")),
            ),
            (
                "shorter",
                need(|need| need.description = "硼-10 富集".to_owned()),
            ),
        ] {
            assert!(tells_more(&sent, &now), "{changed}");
        }
        let bounded = need(|need| described(need, "，丰度≥95%"));
        let stricter = need(|need| described(need, "，丰度≥99%"));
        assert!(tells_more(&bounded, &stricter) && tells_more(&bounded, &sent));
    }

    #[test]
    fn another_wording_does_not() {
        let sent = need(|_| ());
        for now in [
            need(|_| ()),
            need(|need| need.title = "硼同位素 分离。".to_owned()),
            need(|need| need.description = DESCRIPTION.replace("两座", "二座")),
            need(|need| need.people.push("示例·张工".to_owned())),
        ] {
            assert!(!tells_more(&sent, &now), "{now:?}");
        }
    }

    #[test]
    fn a_profile_with_one_work_more_is_not_news_and_one_that_moved_is() {
        let sent = profile(|_| ());
        let works = profile(|profile| profile.works.push(Work::new("硼酸提纯")));
        assert!(!tells_more(&sent, &works));
        let moved = profile(|profile| profile.organization = Some("示例林业大学".to_owned()));
        let other = profile(|profile| profile.expertise = vec!["碳纤维原丝".to_owned()]);
        let busy = profile(|profile| profile.available_until = Some("2027-01-01".parse().unwrap()));
        for now in [moved, other, busy] {
            assert!(tells_more(&sent, &now), "{now:?}");
        }
    }
}
