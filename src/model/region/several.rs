//! Texts that name several regions, or all that lies in one.

use crate::model::data::Suggest;
use crate::model::fold::place_name;
use crate::model::region::gazetteer::Gazetteer;
use crate::model::region::path::{RegionPath, is_separator};

/// Marks between the items of a list, in half width. None of them stands in the name of a region.
const MARKS: [char; 9] = ['、', ',', ';', '|', '┋', '\n', '&', '+', '。'];
/// Words between two items, the longer ones first. Names hold some of them: 太和县, 和平街道.
const WORDS: [&str; 6] = ["以及", "和", "及", "与", "或", "暨"];
/// Endings of names of regions: what stands behind one may begin a further name.
const NAME_ENDS: [char; 10] = ['省', '市', '区', '县', '旗', '盟', '州', '镇', '乡', '园'];
/// Kinds of zones that every city has, without a name of their own.
const ZONES: [&str; 12] = [
    "高新区",
    "高新技术开发区",
    "高新技术产业开发区",
    "经开区",
    "开发区",
    "经济开发区",
    "经济技术开发区",
    "新区",
    "保税区",
    "综合保税区",
    "工业园区",
    "示范区",
];
/// Words for all parts of a region, which mean the region itself.
const ALL_PARTS: [&str; 27] = [
    "各县(市、区)",
    "各区(县、市)",
    "各区(市、县)",
    "各区(县)",
    "各县(区)",
    "各县市区",
    "各市县区",
    "各区市县",
    "各区县",
    "各县区",
    "各区市",
    "各地市",
    "各市",
    "各区",
    "各县",
    "各地",
    "全市",
    "全省",
    "全区",
    "全县",
    "全域",
    "全境",
    "境内",
    "省内",
    "市内",
    "市区",
    "市直",
];
/// Most places at which a text of words and separators of levels may be cut.
const MOST_CUTS: usize = 12;

/// Whether a text has letters, and Latin ones alone.
pub(super) fn is_latin(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(|c| c.is_ascii_alphabetic())
}

/// A name without its ending, such as 区, 镇 or 街道; `None` if it has none of a region.
pub(super) fn without_ending(name: &str) -> Option<&str> {
    const ENDINGS: [&str; 9] = ["街道", "区", "县", "市", "旗", "镇", "乡", "园", "村"];
    ENDINGS.iter().find_map(|ending| name.strip_suffix(ending))
}

/// Folded `text` without words for all parts of the region that it names: `淄博市各区县` as `淄博市`.
pub(super) fn without_parts(text: &str) -> &str {
    let rest = ALL_PARTS.iter().find_map(|word| text.strip_suffix(word));
    let rest = rest.map(|rest| rest.trim_end_matches(|c: char| !c.is_alphanumeric()));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(text)
}

/// Whether a name is no single one: it holds marks of a list or half a bracket, or a word between two names whose second
/// is known.
pub(super) fn is_list(name: &str, is_known: impl Fn(&str) -> bool) -> bool {
    let count = |marks: [char; 2]| name.chars().filter(|c| marks.contains(c)).count();
    let is_marked = name.contains(MARKS) || count(['(', '[']) != count([')', ']']);
    let joins = |word: &str| {
        name.match_indices(word).any(|(at, _)| {
            let text = &name[at + word.len()..];
            // Names begin with 和 (和平街道), and hardly with the other words; two names have an ending each.
            let is_name = match at {
                0 => word != "和" && text.chars().count() > 3,
                at => {
                    let front = without_ending(text).map_or(0, |front| front.chars().count());
                    name[..at].ends_with(NAME_ENDS) && front >= 2
                }
            };
            is_name || at == 0 && (is_known(text) || ZONES.contains(&text))
        })
    };
    let begins_list = name.starts_with(['各', '全']) && without_parts(&format!("市{name}")) == "市";
    is_marked || begins_list || WORDS.iter().any(|word| joins(word))
}

impl Gazetteer {
    /// The names of the regions that `text` lists, folded, in its order: `淄博市张店区、桓台县`, `张店区和桓台县`. One name, the
    /// text itself, if it is no list.
    pub(crate) fn several(&self, text: &str) -> Vec<String> {
        let folded = place_name(text);
        // English writes the levels of one region apart by commas.
        if is_latin(&folded) {
            return vec![folded.into_owned()];
        }
        let items = outside_brackets(&folded, &MARKS);
        let items = items.into_iter().flat_map(|item| self.cut(item));
        items.map(str::to_owned).collect()
    }

    /// The region of an item of a list whose item before is `before`: in the regions that hold that one, if it is known
    /// there, or is known nowhere else (`济南市历下区、高新区`).
    pub(crate) fn beside(&self, before: Option<&RegionPath>, item: &str) -> Option<RegionPath> {
        let alone = || self.read(item, Suggest::Nothing).ok();
        let Some(before) = before else { return alone() };
        let mut above: Vec<RegionPath> =
            std::iter::successors(Some(before.clone()), RegionPath::parent).collect();
        let within = |above: &RegionPath| {
            let text = format!("{above}/{item}");
            self.read(&text, Suggest::Nothing).ok()
        };
        let mut known = above.iter().filter_map(within);
        if let Some(known) = known.find(|path| self.contains(path)) {
            return Some(known);
        }
        // A zone without a name of its own lies in the city of the item before.
        above.retain(|above| {
            above.depth() == 2 || above.depth() == 1 && above.name().ends_with('市')
        });
        let is_zone = item.ends_with(['区', '县', '镇', '乡', '园']) || item.ends_with("街道");
        alone().or_else(|| above.iter().find_map(within).filter(|_| is_zone))
    }

    /// An item cut at words and at separators of levels, where it is several regions; whole if it is one, or none.
    fn cut<'t>(&self, item: &'t str) -> Vec<&'t str> {
        let cuts = cuts(item);
        if cuts.is_empty() || cuts.len() > MOST_CUTS || self.read(item, Suggest::Nothing).is_ok() {
            return vec![item];
        }
        let (mut names, mut start, mut before) = (Vec::new(), 0, None);
        while start < item.len() {
            // The longest name first: 太和县和颍上县, 山东省 淄博市 张店区.
            let ends = cuts.iter().rev().filter(|(end, _)| *end > start);
            let mut ends = std::iter::once((item.len(), item.len())).chain(ends.copied());
            let read = |(end, next)| {
                let path = self.beside(before.as_ref(), &item[start..end])?;
                Some((end, next, path))
            };
            let Some((end, next, path)) = ends.find_map(read) else {
                break;
            };
            names.push(item[start..end].trim());
            (start, before) = (next, Some(path));
        }
        // What is no region behind the first one is the rest of an address.
        if start < item.len() {
            return vec![item];
        }
        names
    }
}

/// The places at which words and separators of levels part a text: where they begin, and where they end.
fn cuts(text: &str) -> Vec<(usize, usize)> {
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    for (at, c) in text.char_indices() {
        let word = WORDS.iter().find(|word| text[at..].starts_with(**word));
        let end = match word {
            Some(word) => at + word.len(),
            None if is_separator(c) || c.is_whitespace() => at + c.len_utf8(),
            None => continue,
        };
        match cuts.last_mut() {
            // 以及 is one word, and blanks beside a separator belong to it.
            Some(last) if at < last.1 => {}
            Some(last) if at == last.1 => last.1 = end,
            _ => cuts.push((at, end)),
        }
    }
    cuts
}

/// The parts of a text between marks that stand in no brackets, trimmed, without empty ones.
fn outside_brackets<'t>(text: &'t str, marks: &[char]) -> Vec<&'t str> {
    let mut depth = 0_u32;
    let parts = text.split(|c: char| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c => return depth == 0 && marks.contains(&c),
        }
        false
    });
    parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Gazetteer;

    #[test]
    fn lists_of_regions_are_cut_at_every_mark_and_word() {
        let places = Gazetteer::builtin();
        for mark in [
            "、", "，", ",", "；", ";", " ", "/", "和", "及", "与", "以及", "或", "\n", "|",
        ] {
            let text = format!("山东省淄博市张店区{mark}桓台县");
            assert_eq!(
                places.several(&text),
                ["山东省淄博市张店区", "桓台县"],
                "{mark}"
            );
            assert!(places.resolve(&text).is_err(), "{mark}");
        }
        for (text, names) in [
            ("北京市、上海市", vec!["北京市", "上海市"]),
            ("淄博和滨州", vec!["淄博", "滨州"]),
            ("济南市历下区和高新区", vec!["济南市历下区", "高新区"]),
            ("阜阳市太和县和颍上县", vec!["阜阳市太和县", "颍上县"]),
            ("张店区、临淄区、周村区", vec!["张店区", "临淄区", "周村区"]),
            ("山东省 淄博市 张店区", vec!["山东省 淄博市 张店区"]),
            ("太和县", vec!["太和县"]),
            ("沈阳市和平区", vec!["沈阳市和平区"]),
            ("淄博市和平街道", vec!["淄博市和平街道"]),
            ("张店区（东部、西部）", vec!["张店区(东部、西部)"]),
            (
                "山东省淄博市张店区 人民西路 1号",
                vec!["山东省淄博市张店区 人民西路 1号"],
            ),
            ("Zibo, Shandong", vec!["Zibo, Shandong"]),
        ] {
            assert_eq!(places.several(text), names, "{text}");
        }
    }

    #[test]
    fn an_item_is_seen_in_the_regions_that_hold_the_one_before() {
        let places = Gazetteer::builtin();
        let beside = |before: &str, item: &str| {
            let path = places.beside(Some(&before.parse().unwrap()), item);
            path.map(|path| path.to_string()).unwrap_or_default()
        };
        for (before, item, path) in [
            ("山东省/济南市/历下区", "高新区", "山东省/济南市/高新区"),
            ("山东省/济南市/历下区", "市中区", "山东省/济南市/市中区"),
            ("山东省/淄博市/张店区", "桓台县", "山东省/淄博市/桓台县"),
            ("山东省/滨州市/滨城区", "北海新区", "山东省/滨州市/北海新区"),
            ("山东省/淄博市", "滨州市", "山东省/滨州市"),
            ("北京市", "上海市", "上海市"),
            ("山东省/淄博市/张店区", "火星市", ""),
        ] {
            assert_eq!(beside(before, item), path, "{before} {item}");
        }
    }
}
