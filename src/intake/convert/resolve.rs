//! Resolves texts that name places, industries and disciplines.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{DraftProblem, RecordDraft, append, keep_unresolved, place};
use crate::error::{Error, Result, Wording, say};
use crate::intake::Severity;
use crate::model::fold::{compact, is_han};
use crate::model::{Gazetteer, MAX_LIST_ITEMS, RegionPath, Suggest, Taxonomies, split_list};

/// What the names of regions end with where they are written in full.
const LEVELS: [&str; 9] = ["省", "市", "区", "县", "自治州", "旗", "盟", "镇", "乡"];

/// Fewest characters of a province and a region in it: 山东淄博.
const SHORTEST_BELOW: usize = 4;

/// Looks names up in the taxonomies, and searches for the nearest known names a bounded number of times.
///
/// A search compares with thousands of names. A file of a million unknown regions would take hours of
/// searches, so each distinct text is searched for once, and only the first `left` of them.
pub(crate) struct Resolver<'t> {
    taxonomies: &'t Taxonomies,
    /// Searches left.
    left: u64,
    /// Suggestions of earlier searches, by tree and text.
    searched: HashMap<(SearchedTree, String), Wording>,
    /// The first code of an industry that is longer than those of the tree, and the one that it is read as.
    longer: Option<(String, String)>,
    /// Whether the notice of such codes was given.
    is_longer_told: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum SearchedTree {
    Industries,
    Disciplines,
    Regions,
}

impl<'t> Resolver<'t> {
    /// With at most `searches` searches.
    pub(crate) fn new(taxonomies: &'t Taxonomies, searches: u64) -> Self {
        Self {
            taxonomies,
            left: searches,
            searched: HashMap::new(),
            longer: None,
            is_longer_told: false,
        }
    }

    /// The path of the region that `text` names, without a search.
    pub(super) fn region(&self, text: &str) -> Option<String> {
        self.read(SearchedTree::Regions, text, Suggest::Nothing)
            .ok()
    }

    /// The region that an address begins with, as long as it is written as a place: 淄博市张店区示例路, not 南京东路, where
    /// the name of a city is that of a road.
    pub(super) fn of_address(&self, text: &str) -> Option<RegionPath> {
        if let Some(whole) = self.region(text) {
            return whole.parse().ok();
        }
        let (path, rest) = self.taxonomies.gazetteer.leading(text)?;
        let is_mark = |c: char| !c.is_alphanumeric();
        let letters: Vec<char> = compact(text).trim_end_matches(is_mark).chars().collect();
        let behind = compact(&rest).chars().count();
        let place: String = letters[..letters.len().saturating_sub(behind)]
            .iter()
            .collect();
        let place = place.trim_end_matches(is_mark);
        let province = path.levels().next().unwrap_or_default();
        let short: String = province.chars().take(2).collect();
        // Below its province, 山东淄博 can be no name of a road.
        let is_below = place.starts_with(&short) && place.chars().count() >= SHORTEST_BELOW;
        let is_english = !letters.iter().copied().any(is_han);
        (LEVELS.iter().any(|level| place.ends_with(level)) || is_below || is_english)
            .then_some(path)
    }

    fn find(&mut self, tree: SearchedTree, text: &str) -> Result<String> {
        let plain = self.read(tree, text, Suggest::Nothing);
        let Err(error) = plain else { return plain };
        // Read as the code above it, or refused where that would be too much; no search is needed.
        if self.above(tree, text).is_some() {
            return Err(error);
        }
        let key = (tree, text.to_owned());
        if let Some(repair) = self.searched.get(&key) {
            return Err(Error::invalid(
                error.field().unwrap_or_default(),
                text,
                repair,
            ));
        }
        if self.left == 0 {
            return Err(error);
        }
        self.left -= 1;
        let found = self.read(tree, text, Suggest::Nearest);
        if let Some(repair) = found.as_ref().err().and_then(Error::repair_wording) {
            self.searched.insert(key, repair.clone());
        }
        found
    }

    /// The nearest code of an industry above one that the tree does not go down to.
    fn above(&self, tree: SearchedTree, text: &str) -> Option<String> {
        let is_industry = tree == SearchedTree::Industries;
        let above = is_industry.then(|| self.taxonomies.industries.code_above(text));
        above.flatten().map(ToString::to_string)
    }

    /// The notice of codes that are longer than those of the tree, once.
    fn tell_longer(&mut self) -> Option<DraftProblem> {
        let (text, above) = self.longer.as_ref().filter(|_| !self.is_longer_told)?;
        self.is_longer_told = true;
        let repair = say!(
            "read as {above}: the tree of industries goes no deeper, and so are all longer codes read",
            "按 {above} 读取：行业分类只到这一层，更长的代码都按其上级读取"
        );
        let error = Error::invalid("industries", text, repair);
        Some(DraftProblem::new(Severity::Notice, &error))
    }

    fn read(&self, tree: SearchedTree, text: &str, suggest: Suggest) -> Result<String> {
        let Taxonomies {
            industries,
            disciplines,
            gazetteer,
        } = self.taxonomies;
        match tree {
            SearchedTree::Industries => industries.read(text, suggest).map(|code| code.to_string()),
            SearchedTree::Disciplines => {
                disciplines.read(text, suggest).map(|code| code.to_string())
            }
            SearchedTree::Regions => gazetteer.read(text, suggest).map(|path| path.to_string()),
        }
    }
}

/// Replaces names by codes and paths.
///
/// A region, an industry or a discipline that the taxonomy does not know is a warning, since surveys use words
/// of their own: the fact is unknown, and the text is kept among the attributes. In preferences and vetoes it is
/// an error, for a veto that is not understood would not hold.
pub(crate) fn resolve(draft: &mut RecordDraft, resolver: &mut Resolver<'_>) {
    coded(draft, "industries", SearchedTree::Industries, resolver);
    coded(draft, "disciplines", SearchedTree::Disciplines, resolver);
    region(draft, resolver);
    coded(draft, "bases", SearchedTree::Regions, resolver);
    for owner in ["preferences", "vetoes"] {
        if draft.fields.get(owner).is_some_and(Value::is_object) {
            strict(
                draft,
                &format!("{owner}.industries"),
                SearchedTree::Industries,
                resolver,
            );
            strict(
                draft,
                &format!("{owner}.regions"),
                SearchedTree::Regions,
                resolver,
            );
        }
    }
}

/// The texts of a list; `None` if the value is no list of texts, which the model will refuse.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::String(text) => Some(vec![text.clone()]),
        Value::Number(number) => Some(vec![number.to_string()]),
        Value::Array(items) => {
            let one = |item: &Value| texts(item).filter(|_| !item.is_array());
            items
                .iter()
                .map(one)
                .collect::<Option<Vec<_>>>()
                .map(|lists| lists.concat())
        }
        Value::Bool(_) | Value::Object(_) => None,
    }
}

/// The node that a text names as a whole (`农、林、牧、渔业`), or else the node of each of its parts.
fn named(
    text: &str,
    tree: SearchedTree,
    resolver: &mut Resolver<'_>,
) -> Vec<(String, Result<String>)> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    if tree == SearchedTree::Regions {
        return regions(text, resolver);
    }
    let mut parts = split_list(text);
    let Some(first) = parts.next() else {
        // Separators alone may be a name to nobody.
        return Vec::new();
    };
    let second = parts.next();
    // A text of one part is searched for as a whole, one of several first read without a search.
    let whole = match second {
        Some(_) => resolver.read(tree, text, Suggest::Nothing),
        None => resolver.find(tree, first),
    };
    match whole {
        Err(_) if second.is_some() => split_list(text)
            .map(|part| (part.to_owned(), resolver.find(tree, part)))
            .collect(),
        whole => vec![(first.to_owned(), whole)],
    }
}

/// The regions that a text lists, each seen in those that hold the one before.
fn regions(text: &str, resolver: &mut Resolver<'_>) -> Vec<(String, Result<String>)> {
    let places = &resolver.taxonomies.gazetteer;
    let mut before = None;
    let read = |name: String| {
        let found = places.beside(before.as_ref(), &name);
        let path = found.as_ref().map(RegionPath::to_string);
        before = found.or(before.take());
        let path = path.map_or_else(|| resolver.find(SearchedTree::Regions, &name), Ok);
        (name, path)
    };
    places.several(text).into_iter().map(read).collect()
}

/// Whether the lists name more than a record may hold; that is reported, and the field removed.
fn is_too_long(draft: &mut RecordDraft, field: &str, texts: &[String]) -> bool {
    let parts = texts.iter().flat_map(|text| split_list(text));
    if parts.take(MAX_LIST_ITEMS + 1).count() <= MAX_LIST_ITEMS {
        return false;
    }
    let repair = say!("name at most {MAX_LIST_ITEMS}", "最多写{MAX_LIST_ITEMS}个");
    let error = Error::invalid(field, "a longer list", repair);
    draft.find(DraftProblem::new(Severity::Error, &error));
    *place(&mut draft.fields, field) = Value::Null;
    true
}

fn coded(draft: &mut RecordDraft, field: &str, tree: SearchedTree, resolver: &mut Resolver<'_>) {
    let Some(texts) = draft.fields.get(field).and_then(texts) else {
        return;
    };
    if is_too_long(draft, field, &texts) {
        return;
    }
    draft.fields.remove(field);
    for text in &texts {
        for (text, code) in named(text, tree, resolver) {
            match code {
                Ok(code) => append(&mut draft.fields, field, Value::from(code)),
                Err(error) => {
                    if let Some(above) = resolver.above(tree, &text) {
                        add_once(&mut draft.fields, field, &above);
                        resolver.longer.get_or_insert((text, above));
                        continue;
                    }
                    keep_unresolved(&mut draft.fields, field, &text);
                    draft.find(DraftProblem::new(Severity::Warning, &error).of(field));
                }
            }
        }
    }
    if let Some(notice) = resolver.tell_longer() {
        draft.find(notice);
    }
}

/// Adds a code, unless the list has it: C3581 and C3582 are one code above.
fn add_once(fields: &mut Map<String, Value>, field: &str, code: &str) {
    let has = |value: &Value| {
        value
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one == code))
    };
    if !fields.get(field).is_some_and(has) {
        append(fields, field, Value::from(code));
    }
}

/// The first region of a text that names several, and the others as it writes them. A text that reads as one path is none
/// of these.
fn first_of_several(places: &Gazetteer, text: &str) -> Option<(RegionPath, String)> {
    if places.read(text, Suggest::Nothing).is_ok() {
        return None;
    }
    let names = places.several(text);
    let (first, others) = names.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let read = places.read(first, Suggest::Nothing).ok();
    let path = read.or_else(|| Some(places.leading(first)?.0))?;
    Some((path, others.join("、")))
}

fn region(draft: &mut RecordDraft, resolver: &mut Resolver<'_>) {
    let Some(Value::String(text)) = draft.fields.get("region") else {
        return;
    };
    if text.trim().is_empty() {
        return;
    }
    let text = text.clone();
    let places = &resolver.taxonomies.gazetteer;
    if let Some((path, rest)) = first_of_several(places, &text) {
        let repair = say!(
            "it names several regions; read as the first, {path}, and the rest, {rest}, is left out",
            "写有多个地区，按第一个 {path} 读取；其余“{rest}”未采用"
        );
        let error = Error::invalid("region", &text, repair);
        draft.find(DraftProblem::new(Severity::Warning, &error));
        *place(&mut draft.fields, "region") = Value::from(path.to_string());
        return keep_unresolved(&mut draft.fields, "region", &text);
    }
    match resolver.find(SearchedTree::Regions, &text) {
        Ok(path) => *place(&mut draft.fields, "region") = Value::from(path),
        Err(error) => {
            if let Some((path, rest)) = resolver.taxonomies.gazetteer.leading(&text) {
                let repair = say!(
                    "read as {path}; the rest, {rest}, names no region and is left out",
                    "按 {path} 读取；其余部分“{rest}”不是地区，未采用"
                );
                let error = Error::invalid("region", &text, repair);
                draft.find(DraftProblem::new(Severity::Warning, &error));
                *place(&mut draft.fields, "region") = Value::from(path.to_string());
                return keep_unresolved(&mut draft.fields, "region", &text);
            }
            draft.find(DraftProblem::new(Severity::Warning, &error).of("region"));
            draft.fields.remove("region");
            keep_unresolved(&mut draft.fields, "region", &text);
        }
    }
}

fn strict(draft: &mut RecordDraft, field: &str, tree: SearchedTree, resolver: &mut Resolver<'_>) {
    let value = place(&mut draft.fields, field);
    let Some(texts) = texts(value) else {
        return;
    };
    *value = Value::Null;
    if is_too_long(draft, field, &texts) {
        return;
    }
    for text in &texts {
        for (_, found) in named(text, tree, resolver) {
            match found {
                Ok(found) => append(&mut draft.fields, field, Value::from(found)),
                Err(error) => draft.find(DraftProblem::new(Severity::Error, &error).of(field)),
            }
        }
    }
}

#[cfg(test)]
mod tests;
