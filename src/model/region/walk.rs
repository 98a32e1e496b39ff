//! Reading a text as a walk down the gazetteer.
//!
//! Each step takes a word (a whole part between separators, several parts, or the beginning of
//! one) that names a region below the last. All walks are followed, each state once, and a walk
//! is at most four regions deep, so this is cheap without a dictionary automaton.

use std::collections::BTreeSet;

use crate::model::fold::term_key;
use crate::model::region::gazetteer::Gazetteer;
use crate::model::region::several::{is_list, without_ending};

/// Words for the whole country, skipped before the province.
const COUNTRY: [&str; 3] = ["中国", "中华人民共和国", "china"];
/// Words that official tables put between a city and its counties, skipped.
const FILLERS: [&str; 4] = [
    "市辖区",
    "省直辖县级行政区划",
    "省直辖县级行政单位",
    "自治区直辖县级行政区划",
];
/// Endings of towns and streets, which lie in a county or a district.
const TOWNS: [&str; 4] = ["镇", "乡", "街道", "村"];
/// Words for roads and waters. Behind the short name of a place they make a name of their own, of something elsewhere:
/// 大连路, 太湖, 文昌湖.
const FEATURES: [char; 13] = [
    '路', '街', '道', '巷', '湖', '山', '河', '江', '湾', '港', '岛', '门', '桥',
];

/// What the names before a place in a walk say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Trail {
    /// Whether each word was a full name.
    full: bool,
    /// Whether the last region is certain: its name is written in full, or a region that holds it stands before.
    sure: bool,
    /// Whether the last word is a short name whose ending stands right behind it, so that it was meant in full.
    torn: bool,
}

/// One reading of a text.
pub(super) struct RegionReading<'a> {
    /// The region that the walk came to.
    pub(super) at: usize,
    /// Names below it that the gazetteer does not know.
    pub(super) given: Vec<&'a str>,
    /// Whether each word was a full name.
    full: bool,
}

impl RegionReading<'_> {
    fn given_chars(&self) -> usize {
        self.given.iter().map(|name| name.chars().count()).sum()
    }
}

/// The unread rest of the text: its parts, the first perhaps begun already.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rest<'a> {
    head: &'a str,
    begun: bool,
    tail: &'a [&'a str],
}

impl<'a> Rest<'a> {
    fn of(parts: &'a [&'a str]) -> Option<Self> {
        let (head, tail) = parts.split_first()?;
        Some(Self {
            head,
            begun: false,
            tail,
        })
    }

    /// Every word the rest may begin with, and the text that then remains.
    fn words(self) -> impl Iterator<Item = (String, Option<Self>)> {
        let ends = self.head.char_indices().map(|(at, _)| at).skip(1);
        // Marks behind a word stay with the rest, so that 历下区、高新区 is not read as a zone in 历下区.
        let is_word = |at: &usize| self.head[..*at].ends_with(char::is_alphanumeric);
        let ends = ends.filter(is_word);
        let begun = ends.map(move |at| {
            let (word, head) = self.head.split_at(at);
            let rest = Self {
                head,
                begun: true,
                tail: self.tail,
            };
            (term_key(word), Some(rest))
        });
        let whole = (0..=self.tail.len()).map(move |parts| {
            let word = self.head.to_owned() + &self.tail[..parts].concat();
            (term_key(&word), Self::of(&self.tail[parts..]))
        });
        begun.chain(whole)
    }

    /// Whether the rest is glued to the short name of a region and may as well be the end of another name: 湖区 behind
    /// 文昌, 新区 behind 北海, 路街道 behind 大连.
    fn may_end_a_name(self) -> bool {
        let Some(front) = without_ending(self.head) else {
            // 湖区商城路1号 begins with the end of a name, 路5号 and 湖流域 do so too.
            let mut chars = self.head.chars();
            let is_feature = chars.next().is_some_and(|c| FEATURES.contains(&c));
            return is_feature || chars.next() == Some('区');
        };
        front.chars().count() < 2 || front.ends_with(['路', '街', '道'])
    }

    /// Whether the rest names a zone or a division of counties, rather than a town or an address.
    fn is_zone(self) -> bool {
        let is_town = TOWNS.iter().any(|end| self.head.ends_with(end));
        without_ending(self.head).is_some() && !is_town
    }

    /// The rest as names of regions, if it may be such: a glued name needs an ending that says so.
    fn as_given(self) -> Option<Vec<&'a str>> {
        let local = without_ending(self.head).is_some_and(|front| !front.is_empty());
        let names = std::iter::once(self.head).chain(self.tail.iter().copied());
        // A part of its own was written as a level; a glued one may be any words.
        (local || !self.begun).then(|| names.collect())
    }
}

/// The walks over one text.
struct Walk<'a> {
    gazetteer: &'a Gazetteer,
    readings: Vec<RegionReading<'a>>,
    /// Regions in which a walk may end with text left over that names no region, and that text.
    leading: Vec<(usize, Rest<'a>)>,
    /// Regions whose short name the text begins with, and that it may have nothing to do with.
    guesses: BTreeSet<usize>,
    /// States that were followed already: region, remaining text, what the names before say.
    seen: BTreeSet<(Option<usize>, Rest<'a>, Trail)>,
}

impl<'a> Walk<'a> {
    /// Adds every reading of `rest` below the region `base`.
    fn go(&mut self, base: Option<usize>, rest: Option<Rest<'a>>, trail: Trail) {
        let Some(rest) = rest else {
            let (given, full) = (Vec::new(), trail.full);
            self.readings
                .extend(base.map(|at| RegionReading { at, given, full }));
            return;
        };
        // Each state is followed once; otherwise names that can be cut in several ways repeat the work.
        if !self.seen.insert((base, rest, trail)) {
            return;
        }
        // Only below a city may the rest be unknown: above it, an unknown word is more likely a mistake.
        if let Some(at) = base.filter(|&at| !trail.torn && self.gazetteer.is_city(at)) {
            self.end(at, rest, trail);
        }
        for (word, next) in rest.words() {
            self.step(base, &word, next, trail);
        }
    }

    /// Adds the readings that end in the region `at`, with all of `rest` left over.
    fn end(&mut self, at: usize, rest: Rest<'a>, trail: Trail) {
        let is_county = self.gazetteer.path(at).depth() > 2;
        let is_loose = rest.begun && !trail.sure;
        // A short name with no region before it, and more glued to it, may be the beginning of another name.
        if is_loose && (rest.may_end_a_name() || is_county && rest.is_zone()) {
            self.guesses.insert(at);
            return;
        }
        self.leading.push((at, rest));
        let given = rest.as_given().filter(|given| {
            !(is_loose && is_county) && self.gazetteer.may_be_new(given, is_county)
        });
        self.readings.extend(given.map(|given| RegionReading {
            at,
            given,
            full: trail.full,
        }));
    }

    fn step(&mut self, base: Option<usize>, word: &str, next: Option<Rest<'a>>, trail: Trail) {
        let gazetteer = self.gazetteer;
        // Skipping is one more reading, not a rule: the word may also name a region.
        if is_filler(base, word) {
            self.go(base, next, trail);
        }
        for (at, is_full) in gazetteer.called(word) {
            if gazetteer.may_follow(at, base) {
                let ending = gazetteer.path(at).name().strip_prefix(word);
                let behind = next.filter(|next| next.begun).map(|next| next.head);
                let is_torn = ending
                    .zip(behind)
                    .is_some_and(|(ending, behind)| !is_full && behind.starts_with(ending));
                let trail = Trail {
                    full: trail.full && is_full,
                    sure: trail.sure || is_full || base.is_some(),
                    torn: is_torn,
                };
                self.go(Some(at), next, trail);
            }
        }
    }
}

fn is_filler(base: Option<usize>, word: &str) -> bool {
    match base {
        None => COUNTRY.contains(&word),
        Some(_) => FILLERS.contains(&word),
    }
}

impl Gazetteer {
    /// The best readings of `parts`: the ones that leave the fewest characters over, of these the ones by full names
    /// if there are any; each region once, in path order.
    pub(super) fn readings<'a>(&'a self, parts: &'a [&'a str]) -> Vec<RegionReading<'a>> {
        best(self.walk(parts).readings)
    }

    /// The regions whose short names `parts` begin with, while what is glued behind makes it another name perhaps.
    pub(super) fn guesses(&self, parts: &[&str]) -> BTreeSet<usize> {
        self.walk(parts).guesses
    }

    fn walk<'a>(&'a self, parts: &'a [&'a str]) -> Walk<'a> {
        let mut walk = Walk {
            gazetteer: self,
            readings: Vec::new(),
            leading: Vec::new(),
            guesses: BTreeSet::new(),
            seen: BTreeSet::new(),
        };
        let trail = Trail {
            full: true,
            sure: false,
            torn: false,
        };
        walk.go(None, Rest::of(parts), trail);
        walk
    }

    /// The one region that `parts` begin with, if what is left over names no region, and what is left over.
    pub(super) fn leading_region(&self, parts: &[&str]) -> Option<(usize, String)> {
        let walk = self.walk(parts);
        let left_over = |rest: &Rest<'_>| {
            let names = std::iter::once(rest.head).chain(rest.tail.iter().copied());
            let text = names.collect::<Vec<_>>().join(" ");
            text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
        };
        let ends = walk.leading.iter().map(|(at, rest)| (*at, left_over(rest)));
        let ends: Vec<(usize, String)> = ends.collect();
        let least = ends.iter().map(|(_, left)| left.chars().count()).min()?;
        let mut shortest = ends
            .into_iter()
            .filter(|(_, left)| left.chars().count() == least);
        let (at, left) = shortest.next()?;
        let is_one = shortest.all(|(other, _)| other == at);
        (is_one && !self.begins_with_region(&left)).then_some((at, left))
    }

    /// Whether a text begins with the full name of a region, or is the short one of a province or a city.
    fn begins_with_region(&self, text: &str) -> bool {
        let whole = &self.index.names().whole;
        let mut ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
        ends.any(|end| whole.contains_key(&term_key(&text[..end]))) || self.is_known_name(text)
    }

    /// Whether a name is that of a region in full, or the short one of a province or a city.
    fn is_known_name(&self, name: &str) -> bool {
        let key = term_key(name);
        let mut called = self.called(&key);
        called.any(|(at, is_full)| is_full || self.path(at).depth() < 3)
    }

    /// Whether names below a city may be those of regions in it that the table does not have. One that the table has
    /// elsewhere lies there, and Latin letters are of another language than the names above.
    fn may_be_new(&self, given: &[&str], in_county: bool) -> bool {
        let is_latin = |name: &str| {
            name.chars()
                .all(|c| !c.is_alphabetic() || c.is_ascii_alphabetic())
        };
        let has_letter = |name: &str| name.chars().any(char::is_alphabetic);
        // In a county there is no other county, and a short name is then that of one.
        let is_short = |name: &str| in_county && self.called(&term_key(name)).next().is_some();
        // 济南市历下区/淄博市张店区: a place of its own, with its city before it.
        let has_city = |name: &str| {
            let ends = name.char_indices().map(|(at, _)| at).skip(1);
            ends.map(|end| term_key(&name[..end])).any(|key| {
                self.called(&key)
                    .any(|(at, is_full)| is_full && self.path(at).depth() < 3)
            })
        };
        let is_known = |name: &str| self.is_known_name(name) || is_short(name) || has_city(name);
        given.iter().all(|name| {
            !(is_known(name) || is_latin(name) && has_letter(name) || is_list(name, is_known))
        })
    }

    /// The regions called `word`, and whether that is their full name.
    fn called(&self, word: &str) -> impl Iterator<Item = (usize, bool)> {
        let full = self.index.names().whole.get(word).into_iter().flatten();
        let short = self.index.names().short.get(word).into_iter().flatten();
        full.map(|&at| (at, true))
            .chain(short.map(|&at| (at, false)))
    }

    /// Whether a walk may go from `base` to `at`: downwards, or on the spot in a municipality
    /// (北京市/北京市/海淀区).
    fn may_follow(&self, at: usize, base: Option<usize>) -> bool {
        let Some(base) = base else { return true };
        if at == base {
            return self.path(at).depth() == 1 && self.is_city(at);
        }
        self.path(at).starts_with(self.path(base))
    }

    /// Whether regions that are not known may lie below: a city or anything below the first level.
    fn is_city(&self, at: usize) -> bool {
        let path = self.path(at);
        let municipality = ["市", "特别行政区"];
        path.depth() >= 2 || municipality.iter().any(|end| path.name().ends_with(end))
    }
}

fn best(mut readings: Vec<RegionReading<'_>>) -> Vec<RegionReading<'_>> {
    let left_over = readings.iter().map(RegionReading::given_chars).min();
    readings.retain(|reading| Some(reading.given_chars()) == left_over);
    let any_full = readings.iter().any(|reading| reading.full);
    readings.retain(|reading| reading.full == any_full);
    readings.sort_by_key(|reading| reading.at);
    readings.dedup_by_key(|reading| reading.at);
    readings
}
