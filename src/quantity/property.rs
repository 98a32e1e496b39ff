//! The property that a quantity measures: the noun phrase before it, or behind it.

mod chinese;
mod english;

use super::chars::{has, is_han, skip_blanks, trim_end};
use super::terms::{LONGEST_CHARS, LONGEST_WORDS, NameScope, term};
use crate::model::fold::AlignedText;

/// Characters before a number in which its property is looked for.
const REACH: usize = 48;

/// The measured property of a quantity: a name, and the words that narrow it.
///
/// A known name includes its synonyms, in Chinese and English alike: `抗冲击韧性`, `冲击强度` and `impact
/// toughness` are one property. An unknown name is its own only synonym.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Property {
    /// The name, in lower case: `冲击韧性`. Empty if the text names none.
    pub(super) head: String,
    /// The words that narrow it: the `复合材料` of `复合材料冲击韧性`.
    pub(super) modifier: String,
}

impl Property {
    /// Returns the property of that name, for comparison with the properties of a text.
    pub fn named(name: &str) -> Self {
        let chars: Vec<char> = AlignedText::new(name).chars;
        before(&chars).map_or_else(Self::default, |found| found.property)
    }

    /// The one of that head and modifier, as [`Property::head`] and [`Property::modifier`] gave them.
    pub(crate) fn stored(head: String, modifier: String) -> Self {
        Self { head, modifier }
    }

    /// The common name of it and its synonyms: `冲击韧性`; empty if the text names none.
    #[must_use]
    pub fn head(&self) -> &str {
        &self.head
    }

    /// The words that narrow it, as written: the `复合材料` of `复合材料冲击韧性`; often empty.
    #[must_use]
    pub fn modifier(&self) -> &str {
        &self.modifier
    }

    /// Whether the text names no property.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.head.is_empty()
    }

    /// Whether both speak of the same property.
    ///
    /// Their names are equal, and the words that narrow them do not differ: one is the end of the other (`产品氧含量`,
    /// `氧含量`), or one is not narrowed at all. A name that says only the kind (`强度`, `成本`) must be
    /// narrowed on both sides or on neither. Property without a name is never the same as any.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        if self.is_empty() || self.head != other.head {
            return false;
        }
        let (mine, theirs) = (self.modifier.as_str(), other.modifier.as_str());
        // A generic name without narrowing words may mean any property of its kind, so it equals only its like.
        if mine.is_empty() || theirs.is_empty() {
            return mine == theirs || !self.is_generic();
        }
        mine.ends_with(theirs) || theirs.ends_with(mine)
    }

    /// Bytes of its text.
    pub(crate) fn bytes(&self) -> usize {
        self.head.len() + self.modifier.len()
    }

    /// Whether it is of what goes into a process: 进水COD, 入口粉尘浓度.
    pub(super) fn is_of_inlet(&self) -> bool {
        INLETS.iter().any(|inlet| self.modifier.starts_with(inlet))
    }

    fn is_generic(&self) -> bool {
        // A change of a generic property is generic too: the suffix says how, not which property.
        let level = Trend::ALL.iter().fold(self.head.as_str(), |name, change| {
            name.strip_suffix(change.suffix()).unwrap_or(name)
        });
        term(level).is_some_and(|(_, scope)| scope == NameScope::Generic)
    }

    /// The change of it, which is another property: 成本降低.
    pub(super) fn changed(mut self, change: Trend) -> Self {
        self.head.push_str(change.suffix());
        self
    }
}

impl std::fmt::Display for Property {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let joins = self.modifier.ends_with(|c: char| c.is_ascii_alphanumeric());
        let blank = if joins { " " } else { "" };
        f.pad(&format!("{}{blank}{}", self.modifier, self.head))
    }
}

/// Direction in which a property changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trend {
    Rise,
    Fall,
}

impl Trend {
    pub(super) const ALL: [Self; 2] = [Self::Rise, Self::Fall];

    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Rise => "提高",
            Self::Fall => "降低",
        }
    }
}

/// A property, and the verb that goes with it.
#[derive(Clone, Debug, Default)]
pub(super) struct NamedProperty {
    pub(super) property: Property,
    pub(super) change: Option<Trend>,
    /// The verb stands behind the name (噪声降低 2 dB), or `by` before the number: the number is the size of the change.
    pub(super) by: bool,
    /// `提高…到`: the number is the end of the change.
    pub(super) to: bool,
    /// Text in brackets between the property and the number.
    pub(super) heading: Option<std::ops::Range<usize>>,
    /// Whether the name is in the table.
    pub(super) known: bool,
}

/// The property named at the end of `chars`. O(1): looks back over [`REACH`] characters.
pub(super) fn before(chars: &[char]) -> Option<NamedProperty> {
    let offset = chars.len().saturating_sub(REACH);
    let window: Vec<char> = chars[offset..].iter().copied().map(level).collect();
    let (rest, heading) = bracketed(trim_signs(&window));
    let rest = trim_signs(rest);
    let found = match rest.last() {
        Some(&c) if is_han(c) => chinese::before(rest),
        Some(_) => abbreviated(rest)
            .or_else(|| english::before(rest).map(|found| flowing(rest, found)))
            .or_else(|| chinese::before(rest)),
        None => None,
    };
    let heading = heading.map(|range| range.start + offset..range.end + offset);
    found.map(|named| NamedProperty { heading, ..named })
}

/// What goes into a process, and what comes out of it.
const INLETS: [&str; 6] = ["进水", "原水", "来水", "进气", "入口", "进口"];
const OUTLETS: [&str; 3] = ["出水", "产水", "出口"];

/// `found`, an abbreviation at the end of `chars`, narrowed by what flows in or out before it: 进水COD is another figure
/// than 出水COD.
fn flowing(chars: &[char], found: NamedProperty) -> NamedProperty {
    let letters = chars.iter().rev().take_while(|c| !is_han(**c)).count();
    let before: String = chars[..chars.len() - letters].iter().collect();
    let mut flows = INLETS.iter().chain(&OUTLETS);
    let flow = flows.find(|flow| before.ends_with(**flow));
    let is_bare = found.known && found.property.modifier.is_empty();
    let Some(flow) = flow.filter(|_| is_bare && letters <= LONGEST_CHARS) else {
        return found;
    };
    let modifier = (*flow).to_owned();
    let head = found.property.head;
    NamedProperty {
        property: Property { head, modifier },
        ..found
    }
}

/// The known Chinese name before an abbreviation that the table lacks: the 面形精度 of 面形精度PV.
fn abbreviated(chars: &[char]) -> Option<NamedProperty> {
    let letters = chars
        .iter()
        .rev()
        .take_while(|c| c.is_ascii_alphanumeric() || ('Α'..='ω').contains(*c))
        .count();
    let (rest, letters) = chars.split_at(chars.len() - letters);
    let is_known = known_suffix(&lower(letters)).is_some_and(|(_, length)| length == letters.len());
    if is_known || !rest.last().copied().is_some_and(is_han) {
        return None;
    }
    chinese::before(rest).filter(|found| found.known && found.change.is_none())
}

/// Modifier of a name, from the text before it, without words that narrow nothing.
pub(super) fn narrowing(before: &str) -> String {
    let chars: Vec<char> = before.trim().chars().collect();
    chinese::modifier(&chars)
}

/// Without blanks, colons and equals signs at the end.
fn trim_signs(chars: &[char]) -> &[char] {
    let end = chars
        .iter()
        .rposition(|c| !matches!(c, ' ' | ':' | '='))
        .map_or(0, |at| at + 1);
    &chars[..end]
}

/// The text without a remark in brackets at its end, and the position of the remark.
fn bracketed(chars: &[char]) -> (&[char], Option<std::ops::Range<usize>>) {
    if chars.last() != Some(&')') {
        return (chars, None);
    }
    let last = chars.len() - 1;
    let mut depth = 0_usize;
    for at in (0..last).rev() {
        match chars[at] {
            ')' => depth += 1,
            '(' if depth > 0 => depth -= 1,
            '(' => return (trim_end(&chars[..at]), Some(at + 1..last)),
            _ => {}
        }
    }
    (chars, None)
}

/// Whether `c` ends the phrase in which a property may be named.
fn is_break(c: char) -> bool {
    matches!(
        c,
        '\n' | ','
            | '，'
            | '。'
            | '、'
            | ';'
            | ':'
            | '!'
            | '?'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '【'
            | '】'
            | '"'
            | '“'
            | '”'
            | '\''
            | '‘'
            | '’'
            | '《'
            | '》'
            | '「'
            | '」'
            | '…'
            | '|'
            | '→'
            | '='
            | '≥'
            | '≤'
            | '<'
            | '>'
            | '±'
            | '+'
            | '~'
            | '/'
    )
}

/// The property named right behind `at`, from the table only (5 MPa 的抗压强度, 99.9 % purity), and the position at which its
/// name ends.
pub(super) fn behind(chars: &[char], at: usize) -> Option<(Property, usize)> {
    let mut start = skip_blanks(chars, at);
    if has(chars, start, "的") {
        start += 1;
    }
    let rest: Vec<char> = chars[start..chars.len().min(start + REACH)]
        .iter()
        .copied()
        .map(level)
        .collect();
    let rest = rest.as_slice();
    let (property, end) = if rest.first().copied().is_some_and(is_han) {
        chinese::leading(rest)?
    } else {
        english::leading(rest)?
    };
    // A name that goes before a value of its own belongs to that one.
    let next = rest[end..]
        .iter()
        .find(|c| **c != ' ')
        .copied()
        .unwrap_or('\n');
    let own = next.is_ascii_digit()
        || "≥≤<>=:±~约为是达不低高超大小提降至需应要仅在从由只".contains(next)
        || (is_han(next) && !"的和与及等以并且而或后时下，。".contains(next));
    (!own).then_some((property, start + end))
}

/// The longest known name at the end of lower-case `chars`: its common name, and its length in characters.
fn known_suffix(chars: &[char]) -> Option<(&'static str, usize)> {
    let most = LONGEST_CHARS.min(chars.len());
    // Longest first: a known longer name is more specific than one that it ends with.
    (2..=most).rev().find_map(|length| {
        let name: String = chars[chars.len() - length..].iter().collect();
        // A name in Latin letters must not be the end of a longer word.
        let cut = name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && chars.len() > length
            && chars[chars.len() - length - 1].is_ascii_alphanumeric();
        term(&name).filter(|_| !cut).map(|(head, _)| (head, length))
    })
}

fn lower(chars: &[char]) -> Vec<char> {
    chars.iter().map(|c| c.to_ascii_lowercase()).collect()
}

/// A raised or lowered digit as a plain one, since formulas are written either way: SiO₂, SiO2.
fn level(c: char) -> char {
    let lowered = u32::from(c).checked_sub(0x2080).filter(|digit| *digit < 10);
    let digit = match c {
        '¹' => Some(1),
        '²' => Some(2),
        '³' => Some(3),
        '⁰' | '⁴'..='⁹' => Some(u32::from(c) - 0x2070),
        _ => lowered,
    };
    digit
        .and_then(|digit| char::from_digit(digit, 10))
        .unwrap_or(c)
}
