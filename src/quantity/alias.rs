//! Other names of a property: names of the built-in table, and names that a user's lexicon gives it.
//!
//! A user's names act on demands alone, so that they take effect without reading stored texts again. Stored texts were
//! read without them: `捣固焦反应性 22 %` is there under that name as a whole, since no table says at which character the
//! name begins. An alias is therefore also found at the end of a name that is in no table; the words before it narrow
//! it.

use super::chars::is_han;
use super::property::{Property, Trend};
use super::terms::{spellings, term};

/// Bytes before a figure in which the name of its property is looked for.
const NAME_REACH: usize = 120;

/// Where `name` stands last in `text`, whole if it is Latin.
fn last_whole(text: &str, name: &str) -> Option<usize> {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let is_whole = |&at: &usize| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        !name.is_ascii() || !letter(before.chars().next_back()) && !letter(after.chars().next())
    };
    let mut places = text.rmatch_indices(name).map(|(at, _)| at);
    places.find(is_whole)
}

/// Bytes at the end of `before` that are the words `modifier` and the blank behind them; 0 if they do not stand there.
fn narrowed_by(before: &str, modifier: &str) -> usize {
    let trimmed = before.trim_end_matches(' ');
    match !modifier.is_empty() && trimmed.ends_with(modifier) {
        true => modifier.len() + before.len() - trimmed.len(),
        false => 0,
    }
}

impl Property {
    /// Every way of writing it that the built-in table knows, its own first; without the change of it
    /// (成本降低).
    pub(crate) fn spellings(&self) -> Vec<String> {
        let (level, _) = self.level();
        let plain = |head: &str| Self {
            head: head.to_owned(),
            modifier: self.modifier.clone(),
        };
        let others = spellings(level).filter(|head| *head != level);
        let own = std::iter::once(plain(level));
        let all = own.chain(others.map(plain));
        all.map(|property| property.to_string()).collect()
    }

    /// Its name in the words of the text `before` a figure of it, so that a need reads its own words again: 存活率, where the
    /// table says 细胞存活率 of the same. The common name if the text before has none of its spellings. O(table).
    pub(crate) fn as_written(&self, before: &str) -> String {
        let near = (before.len().saturating_sub(NAME_REACH)..=before.len())
            .find(|&at| before.is_char_boundary(at))
            .unwrap_or(before.len());
        let before = &before[near..];
        let lower = before.to_ascii_lowercase();
        let (level, change) = self.level();
        let mut names: Vec<&str> = spellings(level).collect();
        names.push(level);
        let names = names.into_iter();
        let found = names.filter_map(|name| Some((last_whole(&lower, name)?, name.len())));
        // The nearest to the figure, and of those that end there the longest.
        let nearest = found.max_by_key(|&(at, length)| (at + length, length));
        let Some((at, length)) = nearest else {
            return self.to_string();
        };
        let start = at - narrowed_by(&lower[..at], &self.modifier);
        let written = before[start..at + length].to_owned();
        let named = match start < at || self.modifier.is_empty() {
            true => written,
            false => self.modifier.clone() + &written,
        };
        named + change.map_or("", Trend::suffix)
    }

    /// The property that `name` names, narrowed by the words before the name that it replaces, and of the
    /// same change as this one. `None` if `name` names none.
    pub(crate) fn renamed(&self, name: &str, narrowing: &str) -> Option<Self> {
        let found = Self::named(name);
        if found.is_empty() {
            return None;
        }
        let words = [narrowing.trim(), found.modifier.as_str()];
        let blank = if words.concat().is_ascii() { " " } else { "" };
        let narrowed = Self {
            modifier: words.join(blank).trim().to_owned(),
            ..found
        };
        Some(match self.level().1 {
            Some(change) => narrowed.changed(change),
            None => narrowed,
        })
    }

    /// Whether `stated` is the same property, or ends in its name and is in no table: 产品浸润度 of 浸润度.
    pub(super) fn is_alias_of(&self, stated: &Self) -> bool {
        if self.is_same(stated) {
            return true;
        }
        let Some(before) = stated.head.strip_suffix(self.head.as_str()) else {
            return false;
        };
        // Between Han characters a name may begin anywhere; a Latin one has to begin a word.
        let is_whole = before.ends_with(|c: char| c == ' ' || is_han(c));
        // A name that the table has, or that is narrowed already, was cut at its beginning.
        let free = stated.modifier.is_empty() && term(stated.level().0).is_none();
        if self.is_empty() || !is_whole || !free {
            return false;
        }
        let split = Self {
            head: self.head.clone(),
            modifier: super::property::narrowing(before),
        };
        self.is_same(&split)
    }

    /// Its head without a change, and the change.
    fn level(&self) -> (&str, Option<Trend>) {
        let changed = Trend::ALL.iter().find_map(|&change| {
            let level = self.head.strip_suffix(change.suffix())?;
            Some((level, Some(change)))
        });
        changed.unwrap_or((self.head.as_str(), None))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Property;

    fn alias(name: &str, text: &str) -> bool {
        let stated = super::super::parse(text);
        Property::named(name).is_alias_of(&stated[0].property)
    }

    #[test]
    fn a_name_is_found_at_the_end_of_one_that_no_table_holds() {
        assert!(alias("浸润度", "浸润度达到 90 %"));
        assert!(alias("浸润度", "产品浸润度达到 90 %"));
        assert!(alias("cri", "coke cri of 22 %"));
        assert!(!alias("cri", "the discri of 22 %"), "no word of its own");
        assert!(!alias("浸润度", "浸润达到 90 %"));
        assert!(
            !alias("强度", "抗压强度 90 MPa"),
            "that name is in the table"
        );
        assert!(!Property::default().is_alias_of(&Property::named("浸润度")));
    }

    #[test]
    fn what_stands_before_a_name_narrows_it() {
        let narrowed = Property::named("反应").renamed("浸润度", "焦炭").unwrap();
        let stated = |text: &str| super::super::parse(text)[0].property.clone();
        assert!(narrowed.is_alias_of(&stated("浸润度达到 90 %")));
        assert!(narrowed.is_alias_of(&stated("捣固焦炭浸润度达到 90 %")));
        assert!(!narrowed.is_alias_of(&stated("石墨浸润度达到 90 %")));
        assert_eq!(narrowed.renamed("，", ""), None);
    }

    #[test]
    fn a_name_is_shown_in_the_words_of_the_text() {
        for (text, shown) in [
            ("虾苗存活率≥80%", "虾苗存活率"),
            ("单产达到 15 kg/m³", "单产"),
            ("耐热温度达到 200 ℃", "耐热温度"),
            ("出水COD≤50 mg/L", "出水COD"),
            ("SiO2含量≤0.05%", "SiO2含量"),
            ("the tensile strength is at least 5 MPa", "tensile strength"),
            ("5 MPa 的抗压强度", "抗压强度"),
            ("能耗降低10%", "能耗降低"),
        ] {
            let stated = &super::super::parse(text)[0];
            assert_eq!(
                stated.property.as_written(&text[..stated.span.start]),
                shown,
                "{text}"
            );
        }
    }

    #[test]
    fn every_spelling_of_the_table_is_given() {
        let property = Property::named("油系焦真密度");
        let spellings = property.spellings();
        assert_eq!(spellings[0], "油系焦真密度");
        assert!(
            spellings.contains(&"油系焦true density".to_owned()),
            "{spellings:?}"
        );
        assert_eq!(Property::named("浸润度").spellings(), ["浸润度"]);
    }
}
