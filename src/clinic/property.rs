//! Measurable properties that a text speaks of, except in the name of a thing.
//!
//! 超高功率石墨电极 names a kind of electrode and says nothing of its power; 功率不足 does. A property directly
//! before a thing noun, or at most two characters before it (温度控制系统), belongs to the name. Words about the
//! property (不足, 达到, 的, a number) come between the two otherwise. Considered: a parser of noun phrases,
//! which is a model to ship; a list of whole names, which is never complete.

use super::cues::{PROPERTIES, THINGS, each, occurrences};

/// Most characters between a property and the noun whose name it is part of: 温度控制系统.
const BETWEEN: usize = 2;

/// Characters that begin a statement on a property, and occur in no name of a thing.
const TELLS: &str = "的不为是要达低高偏过较太很均需应可能在由从只仅到至超以变下提升降减增问指满符保无难没未有及和与或等差好\
                     弱随因使令让对给被把了也都就还已";

/// The measurable properties that `text` speaks of, with their first positions; of two that overlap the longer.
pub(super) fn properties(text: &str) -> Vec<(usize, &'static str)> {
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut found = Vec::new();
    for property in each(PROPERTIES) {
        let mut told = false;
        for at in occurrences(text, property) {
            let end = at + property.len();
            // Of overlapping names the one earlier in the list has the place: 抗弯强度 comes before 强度.
            if taken.iter().any(|&(from, to)| from < end && at < to) {
                continue;
            }
            taken.push((at, end));
            if !told && !is_in_a_name(&text[end..]) {
                told = true;
                found.push((at, property));
            }
        }
    }
    found.sort_unstable();
    found
}

/// Whether the text behind a property makes it part of the name of a thing.
fn is_in_a_name(after: &str) -> bool {
    let rest = after.trim_start_matches([' ', '-']);
    if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let word: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
        let word = word.to_ascii_lowercase();
        // A plural names the thing as well.
        let one = word.strip_suffix('s').unwrap_or(&word);
        return rest.len() < after.len() && each(THINGS).any(|thing| thing == word || thing == one);
    }
    for (between, (at, c)) in after.char_indices().enumerate() {
        let is_name = ('\u{3400}'..='\u{9fff}').contains(&c) && !TELLS.contains(c);
        if !is_name || between > BETWEEN {
            return false;
        }
        if each(THINGS).any(|thing| after[at..].starts_with(thing)) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::properties;

    fn told(text: &str) -> Vec<&'static str> {
        let found = properties(text).into_iter();
        found.map(|(_, property)| property).collect()
    }

    #[test]
    fn a_property_in_the_name_of_a_thing_is_not_spoken_of() {
        for name in [
            "面向超高功率石墨电极的针状焦",
            "复合材料压力容器",
            "无醛中密度纤维板",
            "压机温度场模拟",
            "温度控制系统",
            "大功率半导体激光器",
            "高强度螺栓",
            "压力传感器与容量瓶",
            "high-strength steels",
            "a pressure vessel with temperature sensors",
            "power supply",
        ] {
            assert_eq!(told(name), [""; 0], "{name}");
        }
    }

    #[test]
    fn a_property_of_which_something_is_said_is() {
        for (text, property) in [
            ("电极功率不足", "功率"),
            ("功率为 5", "功率"),
            ("功率要求达到行业水平", "功率"),
            ("功率达到石墨电极的水平", "功率"),
            ("功率5", "功率"),
            ("提高石墨电极的功率", "功率"),
            ("功率的石墨电极", "功率"),
            ("强度不足的钢材", "强度"),
            ("容器的压力，设备", "压力"),
            ("成本高设备贵", "成本"),
            ("温度波动大", "温度"),
            ("温度控制不好", "温度"),
            ("the power of the steel", "power"),
            ("powersteel, strength, steel", "strength"),
        ] {
            assert_eq!(told(text), [property], "{text}");
        }
    }

    #[test]
    fn a_later_place_counts_where_the_first_is_a_name() {
        assert_eq!(
            properties("功率器件的功率低"),
            [("功率器件的".len(), "功率")]
        );
        assert_eq!(
            told("抗压强度试验机"),
            [""; 0],
            "nor the shorter one within"
        );
    }
}
