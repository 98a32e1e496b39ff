//! From everyday writing to a region path.
//!
//! All readings of the text are gathered by a walk down the gazetteer; readings that use the whole text win over
//! readings that leave something over, and a text that remains ambiguous is refused with its candidates, never
//! guessed.

use crate::error::{Error, Result, say};
use crate::model::data::{Suggest, nearest};
use crate::model::fold::place_name;
use crate::model::region::path::split;
use crate::model::region::several::{is_latin, without_parts};
use crate::model::region::walk::RegionReading;
use crate::model::region::{Gazetteer, RegionPath};

/// Longest text that is read, in characters.
const MAX_CHARS: usize = 128;
/// Most regions that an error message lists.
const LISTED: usize = 8;
/// Most regions that an error message suggests.
const SUGGESTED: usize = 3;

/// The levels of folded text, without empty ones.
fn parts_of(folded: &str) -> Vec<&str> {
    split(folded).filter(|part| !part.is_empty()).collect()
}

/// Whether an English word says of which level the name before it is.
fn is_english_level(word: &str) -> bool {
    const LEVELS: [&str; 6] = [
        "province",
        "city",
        "municipality",
        "prefecture",
        "district",
        "county",
    ];
    let word = word.trim_matches(|c: char| !c.is_alphabetic());
    LEVELS.iter().any(|level| word.eq_ignore_ascii_case(level))
}

/// A zone by the name that is used for it: of the names of one zone in a city, 高新区 is the short one.
fn plain_zone(name: &str) -> &str {
    const NAMES: [&str; 5] = [
        "高新技术产业开发区",
        "高新技术开发区",
        "国家高新技术产业开发区",
        "国家高新区",
        "国家级高新区",
    ];
    match NAMES.contains(&name) {
        true => "高新区",
        false => name,
    }
}

impl Gazetteer {
    /// Resolves `text` to a region.
    ///
    /// Understood are full paths, short names (`淄博`), paths with levels left out (`山东/张店`),
    /// names written together (`山东淄博张店`), aliases, and 中国 or 市辖区 in between. A short
    /// name means the one region above all others of that name, a province or a city (`中山` is
    /// 广东省/中山市, not the district in Dalian); a full name means that very region. Below a known city
    /// a region that is not known is accepted as given (`淄博高新区`), up to four levels, unless it is known elsewhere
    /// (`济南市/张店区`). Behind a short name that no province or city stands before, what is not known may be the end of
    /// another name (`文昌湖区`, `北海新区`), and is refused. `各区县` and `全市` behind a name mean that very region.
    /// Romanised names may stand in either order (`Zibo, Shandong`).
    ///
    /// # Errors
    /// Invalid input: the text names nothing (the nearest names are suggested), or several regions
    /// (`鼓楼区`, `淄博市、滨州市`; of one name they are listed), or is no path.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::Gazetteer;
    /// let gazetteer = Gazetteer::builtin();
    /// let resolve = |text: &str| gazetteer.resolve(text).map(|path| path.to_string());
    /// assert_eq!(resolve("淄博")?, "山东省/淄博市");
    /// assert_eq!(resolve("张店区")?, "山东省/淄博市/张店区");
    /// assert!(resolve("鼓楼区").unwrap_err().to_string().contains("江苏省/南京市/鼓楼区"));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn resolve(&self, text: &str) -> Result<RegionPath> {
        self.read(text, Suggest::Nearest)
    }

    /// [`Gazetteer::resolve`], with or without a search for the nearest names on error.
    pub(crate) fn read(&self, text: &str, suggest: Suggest) -> Result<RegionPath> {
        if text.chars().count() > MAX_CHARS {
            return Err(Error::invalid(
                "region",
                text,
                say!("shorten it to 128 characters", "请缩短到128字以内"),
            ));
        }
        // A path that the gazetteer has is taken as written: the common case, without a walk.
        if let Some(known) = text.parse().ok().filter(|path| self.contains(path)) {
            return Ok(known);
        }
        // Folded once for all readings; the error still quotes the text as written.
        let folded = place_name(text);
        let mut parts = parts_of(&folded);
        // All parts of a region are the region; but a name may end as such words do.
        if self.readings(&parts).is_empty() {
            parts = parts_of(without_parts(&folded));
        }
        let readings = self.readings(&parts);
        if readings.is_empty() && is_latin(&folded) {
            // English puts the smaller region first, and says of each what it is: Zibo City, Shandong Province.
            drop(readings);
            parts.retain(|part| !is_english_level(part));
            let forwards = self.readings(&parts);
            if !forwards.is_empty() {
                return self.choose(text, &forwards, suggest);
            }
            drop(forwards);
            parts.reverse();
            return self.choose(text, &self.readings(&parts), suggest);
        }
        if readings.is_empty()
            && let Some(&at) = self.guesses(&parts).first()
        {
            return Err(self.guessed(text, at));
        }
        self.choose(text, &readings, suggest)
    }

    /// The fault of a text that begins with the short name of a region and may have nothing to do with it.
    fn guessed(&self, text: &str, at: usize) -> Error {
        let path = self.path(at);
        let repair = say!(
            "it need not lie in {path}, which has a name like it; write province and city before it, as in 山东省/淄博市/张店区",
            "名称与 {path} 相近，但不一定在那里；请在前面写明省、市，如 山东省/淄博市/张店区"
        );
        Error::invalid("region", text, repair)
    }

    /// The region that an address begins with, and the rest of it, which names none: `山东省淄博市张店区人民西路1号`. In English
    /// it ends with the region.
    pub(crate) fn leading(&self, text: &str) -> Option<(RegionPath, String)> {
        if text.chars().count() > MAX_CHARS {
            return None;
        }
        let folded = place_name(text);
        let mut parts = parts_of(&folded);
        if is_latin(&folded) {
            parts.retain(|part| !is_english_level(part));
            parts.reverse();
        }
        let (at, rest) = self.leading_region(&parts)?;
        Some((self.path(at).clone(), rest))
    }

    pub(super) fn path(&self, at: usize) -> &RegionPath {
        self.index.entries[at].path()
    }

    fn choose(
        &self,
        text: &str,
        readings: &[RegionReading<'_>],
        suggest: Suggest,
    ) -> Result<RegionPath> {
        let above_others = |one: &&RegionReading<'_>| {
            let mut others = readings.iter().filter(|other| other.at != one.at);
            others.all(|other| self.outranks(one.at, other.at))
        };
        match readings.iter().find(above_others) {
            Some(reading) => self.joined(text, reading),
            None if readings.is_empty() => Err(self.unknown(text, suggest)),
            None => Err(self.ambiguous(text, readings)),
        }
    }

    /// Whether `a` is meant rather than `b` by a name that both have.
    fn outranks(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.path(a), self.path(b));
        let name = a.name();
        let county =
            ["区", "县", "旗"].iter().any(|end| name.ends_with(end)) && !name.ends_with("地区");
        a.depth() < b.depth() && (a.depth() == 1 || !county)
    }

    /// The path of a reading, with its leftover text below.
    fn joined(&self, text: &str, reading: &RegionReading<'_>) -> Result<RegionPath> {
        let known = self.path(reading.at).levels();
        let given = reading.given.iter().copied().map(plain_zone);
        let levels: Vec<&str> = known.chain(given).collect();
        let path = levels.join("/").parse();
        path.map_err(|e: Error| {
            Error::invalid(
                "region",
                text,
                e.repair_wording().cloned().unwrap_or_default(),
            )
        })
    }

    fn ambiguous(&self, text: &str, readings: &[RegionReading<'_>]) -> Error {
        let more = if readings.len() > LISTED { " …" } else { "" };
        let listed = self.listed(readings.iter().take(LISTED).map(|reading| reading.at));
        Error::invalid(
            "region",
            text,
            say!(
                "several have this name, write one of them in full: {listed}{more}",
                "有多处同名，请写全其中之一：{listed}{more}"
            ),
        )
    }

    fn unknown(&self, text: &str, suggest: Suggest) -> Error {
        let likely = match suggest {
            Suggest::Nearest => self.nearest(text),
            Suggest::Nothing => String::new(),
        };
        let repair = match likely {
            none if none.is_empty() => {
                say!(
                    "write province, city and district, as in 山东省/淄博市/张店区",
                    "请写明省、市、区县，如 山东省/淄博市/张店区"
                )
            }
            likely => say!("did you mean {likely}?", "是否指 {likely}？"),
        };
        Error::invalid("region", text, repair)
    }

    /// The regions whose names are most like `text`. O(total length of names).
    fn nearest(&self, text: &str) -> String {
        let entries = self.index.entries.iter().enumerate();
        let written: Vec<(String, usize)> = entries
            .flat_map(|(at, e)| [(e.path().to_string(), at), (e.path().name().to_owned(), at)])
            .collect();
        let mut likely = nearest(
            text,
            written.iter().map(|(name, at)| (name.as_str(), *at)),
            2 * SUGGESTED,
        );
        // A region is near by its path and by its name: twice as many are asked for, and neighbouring repeats go.
        likely.dedup();
        likely.truncate(SUGGESTED);
        self.listed(likely.into_iter())
    }

    fn listed(&self, regions: impl Iterator<Item = usize>) -> String {
        let paths: Vec<String> = regions.map(|at| self.path(at).to_string()).collect();
        paths.join(", ")
    }
}
