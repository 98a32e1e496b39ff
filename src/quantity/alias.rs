//! Other names of a property: names of the built-in table, and names that a user's lexicon gives it.
//!
//! A user's names act on demands alone, so that they take effect without reading stored texts again. Stored texts were
//! read without them: `捣固焦反应性 22 %` is there under that name as a whole, since no table says at which character the
//! name begins. An alias is therefore also found at the end of a name that is in no table; the words before it narrow
//! it.

use super::chars::is_han;
use super::property::{Property, Trend};
use super::terms::{spellings, term};

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
