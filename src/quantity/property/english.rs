//! Noun phrases in English: words up to a stop.

use super::{LONGEST_WORDS, NamedProperty, Property, Trend, is_break, term};
use crate::quantity::chars::is_han;

/// Most words that narrow a name, and most words of a name that is not in the table.
const MOST: usize = 4;

/// Words between a property and its number that say nothing of it.
const FILLERS: &[&str] = &[
    "of",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "being",
    "has",
    "have",
    "should",
    "must",
    "shall",
    "will",
    "can",
    "to",
    "by",
    "at",
    "in",
    "a",
    "an",
    "the",
    "remains",
    "remain",
    "stays",
    "kept",
    "keep",
    "held",
    "value",
    "values",
    "equal",
    "equals",
    "not",
    "with",
    "between",
    "from",
    "range",
    "ranges",
    "ranging",
    "level",
    "it",
    "target",
    "required",
    "reaches",
    "still",
    "only",
    "now",
    "currently",
    "exceeds",
    "falls",
    "stay",
    "becomes",
];

const RISES: &[&str] = &[
    "increase",
    "increased",
    "increases",
    "improve",
    "improved",
    "improves",
    "raise",
    "raised",
    "raises",
    "boost",
    "higher",
    "increasing",
    "raising",
];
const FALLS: &[&str] = &[
    "reduce",
    "reduced",
    "reduces",
    "cut",
    "cuts",
    "lower",
    "lowered",
    "lowers",
    "decrease",
    "decreased",
    "decreases",
    "shorten",
    "shortened",
    "reducing",
    "cutting",
    "saves",
    "lowering",
    "drop",
    "dropped",
];

/// Words that no name goes across.
const STOPS: &[&str] = &[
    "of", "the", "a", "an", "and", "or", "with", "for", "to", "in", "on", "at", "by", "from",
    "than", "that", "which", "is", "are", "was", "were", "be", "has", "have", "having", "should",
    "must", "shall", "will", "can", "need", "needs", "require", "requires", "required", "give",
    "gives", "giving", "get", "show", "shows", "showed", "achieve", "achieves", "achieved",
    "reach", "reaches", "provide", "provides", "offers", "keep", "keeps", "while", "its", "their",
    "our", "we", "as", "under", "over", "per", "between", "into", "wants", "want", "without",
    "but", "whose", "targets", "target", "makes", "after", "before", "during", "when", "runs",
    "run", "weighs", "weigh", "vary", "varies", "using", "through",
];

/// Words that narrow nothing.
const NEUTRAL: &[&str] = &[
    "average", "mean", "maximum", "minimum", "max", "min", "total", "overall", "final", "typical",
    "high", "low", "product", "good", "measured",
];

/// The verb and the small words behind a name: `yield rises to`.
struct Tail {
    /// Number of words before the tail.
    end: usize,
    change: Option<Trend>,
    /// `to` stands among them: the change ends at the number.
    to: bool,
    /// The verb or `by` stands directly before the number, which is the size of the change.
    by: bool,
}

fn tail(words: &[String]) -> Tail {
    let mut end = words.len();
    let (mut to, mut by, mut change) = (false, false, None);
    while let Some(word) = end.checked_sub(1).map(|at| words[at].as_str()) {
        // One verb, and only right before the number or before its `by` or `to`: another one is of another clause.
        let is_open = change.is_none() && (by || to || end == words.len());
        if let Some(found) = verb(word).filter(|_| is_open) {
            change = Some(found);
        } else if FILLERS.contains(&word) {
            to |= word == "to";
            by |= word == "by";
        } else {
            break;
        }
        end -= 1;
    }
    by |= change.is_some();
    Tail {
        end,
        change,
        to,
        by,
    }
}

/// The property at the end of `chars`.
pub(super) fn before(chars: &[char]) -> Option<NamedProperty> {
    let words = words(chars);
    let Tail {
        end,
        change,
        to,
        by,
    } = tail(&words);
    let words = &words[..end];
    let named = |head: &str, modifier, change, known| NamedProperty {
        property: Property {
            head: head.to_owned(),
            modifier,
        },
        change,
        by,
        to,
        heading: None,
        known,
    };
    // Names with a stop in them: limit of detection.
    if let Some((head, length)) = known(words).filter(|&(_, length)| length > 2) {
        let narrow = modifier(phrase(&words[..words.len() - length]));
        return Some(named(head, narrow, change, true));
    }
    let start = words
        .iter()
        .rposition(|w| STOPS.contains(&w.as_str()) || verb(w).is_some())
        .map_or(0, |at| at + 1);
    let noun = &words[start.max(end.saturating_sub(MOST))..];
    let before = start.checked_sub(1).map(|at| words[at].as_str());
    let change = change.or_else(|| verb_before(&words[..start]));
    if let Some((head, length)) = known(noun) {
        let narrow = modifier(&noun[..noun.len() - length]);
        return Some(named(head, narrow, change, true));
    }
    // The purity of the product.
    if matches!(before, Some("of" | "the" | "a" | "an"))
        && let Some(owned) = owner(&words[..start], noun)
    {
        return Some(named(&owned.head, owned.modifier, change, true));
    }
    let name = modifier(noun);
    let fits = name.chars().any(char::is_alphabetic) && name.chars().count() >= 2;
    fits.then(|| named(&name, String::new(), change, false))
}

/// The words after the last stop.
fn phrase(words: &[String]) -> &[String] {
    let start = words
        .iter()
        .rposition(|w| STOPS.contains(&w.as_str()) || verb(w).is_some());
    &words[start
        .map_or(0, |at| at + 1)
        .max(words.len().saturating_sub(MOST))..]
}

/// The known name before `of the …`.
fn owner(words: &[String], noun: &[String]) -> Option<Property> {
    let end = words
        .iter()
        .rposition(|w| !matches!(w.as_str(), "of" | "the" | "a" | "an"))?
        + 1;
    let words = &words[end.saturating_sub(MOST)..end];
    let (head, _) = known(words)?;
    Some(Property {
        head: head.to_owned(),
        modifier: modifier(noun),
    })
}

/// The words of the last phrase, in lower case; Chinese text before them is left out.
fn words(chars: &[char]) -> Vec<String> {
    let start = chars
        .iter()
        .rposition(|&c| is_break(c) && c != '/' || is_han(c))
        .map_or(0, |at| at + 1);
    let text: String = chars[start..].iter().collect();
    text.to_lowercase()
        .split(' ')
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

fn verb(word: &str) -> Option<Trend> {
    if RISES.contains(&word) {
        Some(Trend::Rise)
    } else {
        FALLS.contains(&word).then_some(Trend::Fall)
    }
}

/// The verb of change just before a noun phrase: reduce (the) energy consumption.
fn verb_before(words: &[String]) -> Option<Trend> {
    let last = words
        .iter()
        .rev()
        .find(|w| !matches!(w.as_str(), "the" | "a" | "an" | "its" | "our" | "their"))?;
    verb(last)
}

/// The longest known name at the end of `words`, singular or plural; how many words it has.
fn known(words: &[String]) -> Option<(&'static str, usize)> {
    let most = LONGEST_WORDS.min(words.len());
    (1..=most).rev().find_map(|length| {
        let name = words[words.len() - length..].join(" ");
        let singular = name.strip_suffix('s').and_then(term);
        term(&name).or(singular).map(|(head, _)| (head, length))
    })
}

fn modifier(words: &[String]) -> String {
    let kept = words.iter().filter(|w| !NEUTRAL.contains(&w.as_str()));
    kept.cloned().collect::<Vec<_>>().join(" ")
}

/// The longest known name that begins `chars`, and its end.
pub(super) fn leading(chars: &[char]) -> Option<(Property, usize)> {
    let mut at = 0;
    let mut ends = Vec::new();
    let mut name = Vec::new();
    while name.len() < LONGEST_WORDS && at < chars.len() {
        let length = chars[at..]
            .iter()
            .take_while(|c| c.is_ascii_alphabetic() || **c == '-')
            .count();
        if length == 0 {
            break;
        }
        name.push(
            chars[at..at + length]
                .iter()
                .collect::<String>()
                .to_lowercase(),
        );
        at += length;
        ends.push(at);
        at += usize::from(chars.get(at) == Some(&' '));
    }
    // One word may narrow it: hydrogen purity.
    (0..2.min(name.len()))
        .filter(|&from| !name[..from].iter().any(|w| STOPS.contains(&w.as_str())))
        .find_map(|from| {
            let found = (from + 1..=name.len()).rev().find_map(|to| {
                let joined = name[from..to].join(" ");
                let singular = joined.strip_suffix('s').and_then(term);
                term(&joined)
                    .or(singular)
                    .map(|(head, _)| (head, ends[to - 1]))
            });
            found.map(|(head, end)| {
                (
                    Property {
                        head: head.to_owned(),
                        modifier: modifier(&name[..from]),
                    },
                    end,
                )
            })
        })
}
