//! What a reader of a record would want to hear of again: more than another wording of what he was sent.

use std::collections::BTreeSet;

use crate::model::fold::letters;
use crate::model::{FoldedName, Need, Profile, Record};
use crate::quantity::parse;

/// Least share of a text's pairs of letters, of the old text or of the new one, that the other lacks, for the text to say more or
/// less than another wording of itself does: a word put right changes a few, a sentence added or struck out a quarter.
const REWRITTEN: f64 = 0.25;

/// Whether `now` tells a reader of `sent` anything that matters to him.
///
/// A need says more with another title, kind, region, level, readiness, mode, budget, terms of finance, number wanted or
/// deadline, with another figure in its text, or with a text of which a quarter is new or gone. A profile says more with
/// another name, organisation, kind, place, reach, level, readiness, mode, price, terms, conditions or days on which it is
/// free, with another figure in its description, or with a statement or works of which a quarter is new or gone.
/// Punctuation, blanks, case, width and the legal form of an organisation do not count.
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
        || organization(sent) != organization(now)
        || (sent.kind, sent.reach) != (now.kind, now.reach)
        || conditions(sent) != conditions(now)
        || (&sent.region, &sent.bases, sent.level) != (&now.region, &now.bases, now.level)
        || (sent.readiness, &sent.modes) != (now.readiness, &now.modes)
        || (&sent.budget, &sent.finance) != (&now.budget, &now.finance)
        || (&sent.subsidy, days(sent)) != (&now.subsidy, days(now))
        || figures(sent) != figures(now)
}

/// The name of a profile's organisation, alike for all ways to write it.
fn organization(profile: &Profile) -> Option<FoldedName> {
    profile.organization.as_deref().and_then(FoldedName::new)
}

/// The conditions of a profile as they read, in no order.
fn conditions(profile: &Profile) -> BTreeSet<String> {
    let conditions = profile.eligibility.iter();
    conditions.map(|one| reads(&one.to_string())).collect()
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
mod tests;
